/* roster_feed: the secret in the address of an officer's own calendar. See roster.h. */
#include "action/roster.h"
#include <sodium.h>
#include <string.h>
#include "base/codec.h"
#include "store/roster.h"

/* 128 random bits need no slow hash and no key: what is kept can't be tried through. */
static void secret_hash(const uint8_t secret[16], uint8_t out[32])
{
    static const char purpose[] = "posko roster feed";
    crypto_generichash_state state;

    crypto_generichash_init(&state, NULL, 0, 32);
    crypto_generichash_update(&state, (const uint8_t *)purpose, sizeof purpose);
    crypto_generichash_update(&state, secret, 16);
    crypto_generichash_final(&state, out, 32);
}

void roster_secret_new(struct cx *cx, struct roster_secret *out)
{
    uint8_t secret[16];

    cx->random(secret, sizeof secret);
    hex_encode(out->text, secret, sizeof secret);
    out->text[ROSTER_SECRET_LEN] = '\0';
    sodium_memzero(secret, sizeof secret);
}

enum err roster_feed_put(struct cx *cx, const struct env *env, struct db *tx, struct officer_id id,
                         const struct roster_secret *secret)
{
    uint8_t raw[16], hash[32];

    if (!hex_decode(str_of(secret->text), raw, sizeof raw))
        return FAIL(cx, ERR_INVALID, "roster secret");
    secret_hash(raw, hash);
    sodium_memzero(raw, sizeof raw);
    return store_roster_feed_put(cx, tx, env->post, id, hash, cx->now_us);
}

enum err roster_feed_end(struct cx *cx, struct db *tx, struct officer_id id)
{
    return store_roster_feed_remove(cx, tx, id);
}

enum err roster_feed_made(struct cx *cx, struct db *db, struct officer_id id, int64_t *made_us)
{
    return store_roster_feed_made(cx, db, id, made_us);
}

enum err roster_feed_owner(struct cx *cx, const struct env *env, struct db *db, struct str secret,
                           struct officer_id *out)
{
    uint8_t raw[16], hash[32];

    if (secret.len != ROSTER_SECRET_LEN || !hex_decode(secret, raw, sizeof raw))
        return FAIL(cx, ERR_NOT_FOUND, "no such calendar");
    secret_hash(raw, hash);
    return store_roster_feed_owner(cx, db, env->post, hash, out);
}
