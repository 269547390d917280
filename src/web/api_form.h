/*
 * api_form: a report as JSON from a stranger, read into struct report_form.
 *
 * Nothing is dropped in silence: a member that we do not know, a value of the
 * wrong kind and a code that is in no list are each an error that names the
 * member, because a typing mistake must not lose a fact. null is "not said".
 */
#pragma once
#include "web/api.h"

/* Reads a whole report and asks the rules of domain/report.h too. */
void api_form_read(struct request *rq, const json_t *root, struct api_errors *e,
                   struct report_form *f);

/* Reads what a reporter adds to the report in *f: each member given replaces. *text is what
 * he says besides; *changed lists the members, "place, known_on", "" for none. */
void api_form_supplement(struct request *rq, const json_t *root, struct api_errors *e,
                         struct report_form *f, struct str *text, struct str *changed);

/* For smaller bodies: errors for members that are not in the NULL-terminated list. */
void api_members_only(struct api_errors *e, const json_t *root, const char *const *names);
/* A text member, "" if absent; errors when it is none, or longer than max bytes. */
struct str api_text(struct api_errors *e, const json_t *root, const char *name, size_t max);
/* true, false, or null (ANSWER_NONE). */
enum answer api_answer(struct api_errors *e, const json_t *root, const char *name);
