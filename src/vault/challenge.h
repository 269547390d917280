/*
 * challenge: what an authenticator signs. It says itself when it was made and for whom: a keyed
 * hash binds it to a session and a purpose, so that a page that asks for one stores nothing.
 * That it is used once is the store's to see to, when it comes back.
 */
#pragma once
#include "base/cx.h"
#include "vault/keys.h"
#include "vault/session.h"

#define CHALLENGE_LEN 48 /* made 8 || chance 24 || keyed hash 16 */
#define CHALLENGE_LIFE_US (5 * INT64_C(60000000))

enum challenge_purpose { CHALLENGE_SIGN_IN = 's', CHALLENGE_REGISTER = 'r' };

struct challenge {
    uint8_t b[CHALLENGE_LEN];
};

void challenge_new(struct cx *cx, const struct secret32 *server_key,
                   enum challenge_purpose purpose, const struct session_id *session,
                   struct challenge *out);
/* True if we made it for these, not longer ago than its life. *until_us: when that is over. */
bool challenge_check(const struct secret32 *server_key, enum challenge_purpose purpose,
                     const struct session_id *session, int64_t now_us,
                     const struct challenge *challenge, int64_t *until_us) MUST_USE;
/* What the store may know of one that was used. */
void challenge_hash(const struct challenge *challenge, uint8_t out[32]);
