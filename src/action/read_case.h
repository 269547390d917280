/*
 * read_case: a case opened by an officer whose agency may: state, content,
 * timeline. An agency without a grant gets ERR_NOT_FOUND, as for a case that is not.
 */
#pragma once
#include "action/append.h"
#include "domain/report.h"

/* One event with its payload opened. text: the message, note, reason, task… */
struct read_event {
    struct event event;
    struct str officer;    /* name of the acting officer, "" for the reporter and the server */
    struct str text;       /* the payload's main text, "" if none */
    const json_t *payload; /* the whole payload; NULL if none */
    int64_t log_index;
};

struct read_case {
    struct case_head head;
    struct case_keys keys;
    struct str title;
    struct report_form report;
    const json_t *findings;          /* what the rules found when it was filed or last changed */
    const struct read_event *events; /* oldest first */
    size_t events_len;
    struct str identity;  /* JSON of name, phone, address; "" when there is none to read */
    bool identity_sealed; /* there is one, and it opens only with three agencies */
    bool identity_barred; /* there is one, and it is not for an agency that was excluded */
    bool to_cache;        /* opened the slow way: case_grant_cache_write is due */
};

enum err read_case(struct cx *cx, const struct env *env, struct db *db,
                   const struct officer_session *who, struct str number,
                   struct read_case *out) MUST_USE;
/* The desk's way to a case by its number; ERR_NOT_FOUND also for an agency without a grant, and
 * for an officer who stepped back from it. */
struct case_file;
enum err case_for(struct cx *cx, const struct env *env, struct db *db,
                  const struct officer_session *who, struct str number,
                  struct case_file *out) MUST_USE;
/* The case's secret for this agency: from the cached grant, else by opening the sealed one;
 * *to_cache is then set for case_grant_cache_write. */
enum err case_secret_open(struct cx *cx, const struct env *env, struct db *db,
                          const struct officer_session *who, struct case_id id,
                          struct secret32 *out, bool *to_cache) MUST_USE;
/* On the writer: keeps the opened secret under the agency's symmetric key. */
enum err case_grant_cache_write(struct cx *cx, struct db *tx, const struct officer_session *who,
                                struct case_id id, const struct secret32 *secret) MUST_USE;

/* The payload of a stored event; *out NULL for kinds without. It lives as long as the arena. */
struct stored_event;
enum err event_payload_open(struct cx *cx, struct case_id id, const struct case_keys *keys,
                            const struct stored_event *stored, const json_t **out) MUST_USE;
/* If the payload holds a form (the first event, a supplement): the form and its findings. */
enum err event_report_take(struct cx *cx, const json_t *payload, struct report_form *form,
                           const json_t **findings) MUST_USE;
