/*
 * rebuild: the projections made again from the events: case_state, case_clock, case_referral,
 * case_task and each agency's list rows (case_desk). For `posko audit DIR --rebuild`.
 *
 * Events are the truth and are not touched; nor are titles, which are sealed and no fold. A case
 * whose events are not what its leaves commit to keeps what is saved of it, and is told: what to
 * believe then is for people, not for a program that would make an altered event look whole.
 */
#pragma once
#include "action/check_case.h"

struct rebuild {
    int64_t cases, mended, refused; /* refused: their events are not to be believed */
    struct check_faults said;       /* what differed; each begins with the case */
};

/* In one transaction of the caller's. Everything but the result lives in an arena of its own per
 * case. A server may run beside it: it reads the state anew for each event. */
enum err rebuild_post(struct cx *cx, const struct env *env, struct db *tx,
                      struct rebuild *out) MUST_USE;
