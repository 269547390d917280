/* challenge: see the header. */
#include "vault/challenge.h"
#include <sodium.h>
#include <string.h>

#define TIME_LEN 8
#define MAC_LEN 16
#define SIGNED_LEN (CHALLENGE_LEN - MAC_LEN)
#define PURPOSE "posko challenge v1"

static void mac_of(const struct secret32 *server_key, enum challenge_purpose purpose,
                   const struct session_id *session, const struct challenge *c,
                   uint8_t out[MAC_LEN])
{
    crypto_generichash_state state;
    uint8_t kind = (uint8_t)purpose;

    crypto_generichash_init(&state, server_key->b, sizeof server_key->b, MAC_LEN);
    crypto_generichash_update(&state, (const uint8_t *)PURPOSE, sizeof PURPOSE);
    crypto_generichash_update(&state, &kind, 1);
    crypto_generichash_update(&state, session->b, sizeof session->b);
    crypto_generichash_update(&state, c->b, SIGNED_LEN);
    crypto_generichash_final(&state, out, MAC_LEN);
}

void challenge_new(struct cx *cx, const struct secret32 *server_key,
                   enum challenge_purpose purpose, const struct session_id *session,
                   struct challenge *out)
{
    for (int i = 0; i < TIME_LEN; i++)
        out->b[i] = (uint8_t)((uint64_t)cx->now_us >> (56 - 8 * i));
    cx->random(out->b + TIME_LEN, SIGNED_LEN - TIME_LEN);
    mac_of(server_key, purpose, session, out, out->b + SIGNED_LEN);
}

bool challenge_check(const struct secret32 *server_key, enum challenge_purpose purpose,
                     const struct session_id *session, int64_t now_us,
                     const struct challenge *challenge, int64_t *until_us)
{
    uint8_t mac[MAC_LEN];
    uint64_t made = 0;

    mac_of(server_key, purpose, session, challenge, mac);
    if (sodium_memcmp(mac, challenge->b + SIGNED_LEN, MAC_LEN) != 0)
        return false;
    for (int i = 0; i < TIME_LEN; i++)
        made = made << 8 | challenge->b[i];
    if ((int64_t)made > now_us || now_us - (int64_t)made > CHALLENGE_LIFE_US)
        return false;
    *until_us = (int64_t)made + CHALLENGE_LIFE_US + 1;
    return true;
}

void challenge_hash(const struct challenge *challenge, uint8_t out[32])
{
    crypto_generichash(out, 32, challenge->b, sizeof challenge->b, NULL, 0);
}
