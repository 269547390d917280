/*
 * audit_access: the private log of who read what, as a post's own directory holds it: hashed
 * anew and held against each daily head in the public log; each entry against its row, its
 * commitment and the reader's agency's signature. Needs nobody's secret: reasons stay sealed.
 *
 * Found are: a record that was removed, put in or exchanged before the last head; a row
 * deleted, or altered in its reader, time, case, kind or sealed text; a signature that is not
 * of that agency; a reader the public log never listed. Not found: records of today that were
 * taken away together with all after them, before any head held them.
 */
#pragma once
#include "action/access_log.h"
#include "action/audit_log.h"

struct access_audit {
    uint64_t entries, heads;
    uint64_t held; /* of the entries: by the newest head in the public log */
    uint64_t signatures;
    uint64_t faults;
};

/* Faults are said by plan->say. public_heads: how many entries access.head are among the first
 * plan->size of the public log, by audit_log. OK also when there are faults. */
enum err audit_access(struct cx *cx, const struct env *env, struct db *db,
                      const struct audit_plan *plan, uint64_t public_heads,
                      struct access_audit *out) MUST_USE;
