/*
 * deed_fields: what each deed asks of the officer, field by field. Inside
 * act_on_case only.
 */
#pragma once
#include <string.h>
#include "action/act_on_case.h"
#include "action/clock_working.h"

struct deed_work {
    struct cx *cx;
    const struct env *env;
    struct db *db;
    const struct officer_session *by;
    const struct read_case *rc;
    enum deed deed;
    const struct deed_form *form;
    struct deed_findings *bad;
    struct day today;
    /* found while checking */
    struct triage_findings findings; /* review, refer */
    bool overrides;
    struct clock clock;              /* extend, pause, resume: as it stands */
    struct case_id other;            /* merge */
};

void deed_bad(struct deed_work *w, const char *field, enum deed_fault fault);
/* Adds what is to be mended to w->bad. */
enum err deed_fields(struct deed_work *w) MUST_USE;
