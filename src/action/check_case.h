/*
 * check_case: whether what is stored of a case is what happened: its events, their public
 * leaves, and the state that was folded from them. For `posko audit DIR`, and for tests.
 *
 * Needs nobody's secret: content stays sealed. Found are: an event missing, added or
 * altered in its facts, time, actor or sealed payload; a leaf altered, chained wrongly,
 * not committed to this event, or not signed by the agency that acted; an event that could
 * not have happened; a projection that is not the fold. Not found, because they are nobody's
 * to see here: whether a payload opens, and whether the log was published (tlog's work).
 */
#pragma once
#include "action/env.h"
#include "domain/case.h"
#include "store/db.h"

#define CHECK_FAULTS_MAX 32

struct check_faults {
    struct str at[CHECK_FAULTS_MAX]; /* plain English, one line each */
    size_t len;
    size_t more; /* found, but not listed */
};

struct case_check {
    struct case_id id;
    struct str number;        /* "JPR-7K3QX" */
    uint32_t events;          /* how many were found */
    int64_t last_index;       /* in the log; -1: no event */
    struct case_state folded; /* what the projection should say; meaningful if believed */
    bool believed;            /* the events are whole, and what was committed to */
    struct check_faults faults;
};

/* OK also when there are faults: they are listed. ERR_NOT_FOUND if there is no such case;
 * else only what kept it from looking. */
enum err check_case(struct cx *cx, const struct env *env, struct db *db, struct case_id id,
                    struct case_check *out) MUST_USE;

struct post_check {
    int64_t leaves, cases, events;
    struct check_faults faults; /* each begins with the case or the index it is about */
};

/* The whole log, dense and as hashed, and every case that it names. Everything but the result
 * lives in an arena of its own per case, so a large post needs no more memory than a small one. */
enum err check_post(struct cx *cx, const struct env *env, struct db *db,
                    struct post_check *out) MUST_USE;

/* The first field in which two states differ ("stage", "clock 2, state"); NULL if none does. */
struct str case_state_difference(struct arena *arena, const struct case_state *a,
                                 const struct case_state *b);
