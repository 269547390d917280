/*
 * replace_lost: an agency has lost all its keys, and no slips of paper bring them back: nobody can
 * hand over. Then two other agencies say that its new key is right, and give it the cases they
 * have in common with it again (ledger.md 6.4). No administrator holds a spare.
 *
 * The agency.key leaf is marked "lost yes" and signed by those two and by the new key; without both
 * of them `posko audit` calls it an exchange. What only the lost agency could open stays shut; its
 * shares of confidential names are lost, the other agencies' must do.
 */
#pragma once
#include "action/post.h"
#include "action/session.h"

#define REPLACE_VOUCHERS 2

struct replaced {
    size_t cases, left; /* given again; nobody of the two has a key to */
};

/* by: officers of two different other agencies who may give access. ERR_DENIED if they may not. In
 * a transaction of its own. */
enum err agency_replace(struct cx *cx, const struct env *env, struct db *db, enum agency_code code,
                        const struct officer_session *by[REPLACE_VOUCHERS],
                        const struct new_officer *first, struct officer_slip *slip,
                        struct replaced *out) MUST_USE;
