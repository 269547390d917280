/*
 * desk_intake: the questions of a report that an officer takes down, and their
 * answers. What is to be mended is report_check's to say.
 */
#pragma once
#include "domain/report.h"
#include "page/desk_intake.h"
#include "web/request.h"

#define INTAKE_FIELDS_MAX 40
#define INTAKE_MENDS_MAX (REPORT_FINDINGS_MAX + 8)

struct intake {
    struct request *rq;
    bool posted;              /* show what was typed */
    struct report_form form;
    struct mend mends[INTAKE_MENDS_MAX];
    size_t mends_len;
    struct ask_field_page fields[INTAKE_FIELDS_MAX];
    size_t fields_len;
};

/* The posted answers into the form; what is no day or no code is noted at once. */
void intake_read(struct intake *in);
void intake_mend(struct intake *in, const char *field, struct msg text);
/* The questions, under their headings. */
enum err intake_ask(struct intake *in, const struct desk_intake_section **out,
                    size_t *len) MUST_USE;
