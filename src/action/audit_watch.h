/*
 * audit_watch: the watch log as a post's own directory holds it, against the public log: every
 * line against its leaf and commitment, the numbering, who took over from whom. Needs nobody's
 * secret: what was written stays sealed.
 *
 * Found and named are: a line that was altered in anything that is kept of it, taken out, put in,
 * or moved. Signatures are checked with all others of the log (audit_log).
 */
#pragma once
#include "action/audit_log.h"
#include "action/env.h"
#include "store/db.h"

struct watch_audit {
    uint64_t lines; /* with a good leaf */
    uint64_t faults;
};

/* Faults are said by plan->say. leaves: how many of the first plan->size entries of the public
 * log are of the watch log, by audit_log. OK also when there are faults. */
enum err audit_watch(struct cx *cx, const struct env *env, struct db *db,
                     const struct audit_plan *plan, uint64_t leaves,
                     struct watch_audit *out) MUST_USE;
