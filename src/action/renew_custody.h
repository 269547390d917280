/*
 * renew_custody: new keys for an agency's custodians, who hold its shares of confidential names.
 *
 * A custodian does it, and the agency's shares of all cases are sealed anew in the same write.
 * Where no custodian can sign in any more a head does it: then those shares are lost to the agency
 * for good, and the other agencies' must do (ledger.md 6.3: up to n - 3 may be lost). No rebuilding
 * of names either way.
 */
#pragma once
#include "action/session.h"

struct custody_renewal {
    const struct officer_session *by;
    uint64_t serial; /* the new one */
    struct secret32 secret;
    struct custodian_keys keys;
    size_t custodians, shares, lost; /* after the write */
};
void custody_renewal_wipe(struct custody_renewal *r); /* fits AUTO */

/* ERR_DENIED for who is neither a custodian nor a head. */
enum err renew_custody_check(struct cx *cx, const struct officer_session *by,
                             struct custody_renewal *out) MUST_USE;
/* On the writer. ERR_CONFLICT if it was renewed meanwhile, ERR_INVALID if nobody of the agency is a
 * custodian, ERR_CORRUPT for a key that the log does not show. The custodians' sessions end. */
enum err renew_custody_write(struct cx *cx, const struct env *env, struct db *tx,
                             struct custody_renewal *r) MUST_USE;

/* How many cases the agency holds a share of. */
enum err custody_shares_count(struct cx *cx, struct db *db, struct agency_id agency,
                              size_t *out) MUST_USE;
