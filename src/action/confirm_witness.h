/*
 * confirm_witness: an agency says in the log that a witness is its own. `posko witness add` is the
 * server's word alone (leaf witness.added, unsigned); this one the agency signs
 * (witness.confirmed), and `posko audit` names the witnesses that nobody confirmed.
 */
#pragma once
#include "action/cosign.h"
#include "action/session.h"

/* The witness of the policy that bears the agency's code as its name. *confirmed: the newest
 * witness.confirmed of that name is about this key. ERR_NOT_FOUND: the agency has none. */
enum err agency_witness(struct cx *cx, const struct env *env, struct db *db,
                        const struct agency *agency, struct witness_state *out,
                        bool *confirmed) MUST_USE;
/* On the writer. vkey: as the officer was shown it. */
enum err confirm_witness(struct cx *cx, const struct env *env, struct db *tx,
                         const struct officer_session *by, struct str vkey) MUST_USE;
