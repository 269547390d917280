/* door: see the header. A mark in the cookie is 16 random bytes and their keyed hash, as hex. */
#include "action/door.h"
#include "action/back_off.h"
#include "base/buf.h"
#include "base/codec.h"
#include <sodium.h>
#include <string.h>

#define NONCE_LEN 16
#define MAC_LEN 16
#define MARK_LEN (NONCE_LEN + MAC_LEN)

/* Tries are forgotten an hour after the last, those that made somebody wait after a day. */
#define FORGET_US HOUR_US
#define FORGET_LOCKED_US (24 * HOUR_US)

static void keyed(const struct env *env, const char *purpose, struct str login,
                  struct bytes nonce, uint8_t *out, size_t out_len)
{
    crypto_generichash_state state;
    uint8_t len[8];

    for (int i = 0; i < 8; i++)
        len[i] = (uint8_t)((uint64_t)login.len >> (8 * i));
    crypto_generichash_init(&state, env->server_key.b, sizeof env->server_key.b, out_len);
    crypto_generichash_update(&state, (const uint8_t *)purpose, strlen(purpose) + 1);
    crypto_generichash_update(&state, env->post.b, sizeof env->post.b);
    crypto_generichash_update(&state, len, sizeof len);
    crypto_generichash_update(&state, (const uint8_t *)login.at, login.len);
    crypto_generichash_update(&state, nonce.at, nonce.len);
    crypto_generichash_final(&state, out, out_len);
}

/* True if the mark says that the browser signed this name in. */
static bool mark_fits(const struct env *env, struct str login, struct str mark,
                      uint8_t nonce[NONCE_LEN])
{
    uint8_t raw[MARK_LEN], mac[MAC_LEN];

    if (mark.len != sizeof raw * 2 || !hex_decode(mark, raw, sizeof raw))
        return false;
    keyed(env, "posko known browser v1", login, (struct bytes){ raw, NONCE_LEN }, mac, sizeof mac);
    if (sodium_memcmp(mac, raw + NONCE_LEN, sizeof mac) != 0)
        return false;
    memcpy(nonce, raw, NONCE_LEN);
    return true;
}

static bool known_by(const struct env *env, struct str login, struct str known,
                     uint8_t nonce[NONCE_LEN])
{
    struct str mark;

    while (str_cut(&known, '.', &mark))
        if (mark_fits(env, login, mark, nonce))
            return true;
    return false;
}

bool door_is_known(const struct env *env, struct str login, struct str known)
{
    uint8_t nonce[NONCE_LEN];

    return known_by(env, login, str_first(known, DOOR_KNOWN_TEXT), nonce);
}

enum err door_read(struct cx *cx, const struct env *env, struct db *db, struct str login,
                   struct str known, struct door *out)
{
    struct door door = { 0 };
    uint8_t nonce[NONCE_LEN];
    bool is_known = known_by(env, login, str_first(known, DOOR_KNOWN_TEXT), nonce);

    keyed(env, "posko door v1", login, (struct bytes){ nonce, is_known ? sizeof nonce : 0 },
          door.key, sizeof door.key);
    TRY(store_try_get(cx, db, door.key, cx->now_us, &door.tries));
    *out = door;
    return OK;
}

int door_wait_s(const struct cx *cx, const struct door *door)
{
    int64_t left_us = door->tries.locked_until_us - cx->now_us;

    return left_us > 0 ? (int)(left_us / 1000000 + 1) : 0;
}

/* Reads again: of tries that were under way together, each counts. */
enum err door_failed(struct cx *cx, struct db *tx, const struct door *door)
{
    struct sign_in_tries tries;
    int64_t wait_us;

    TRY(store_try_get(cx, tx, door->key, cx->now_us, &tries));
    tries.tries++;
    wait_us = back_off_us(tries.tries);
    tries.locked_until_us = wait_us ? cx->now_us + wait_us : 0;
    return store_try_put(cx, tx, door->key, &tries,
                         cx->now_us + (wait_us ? FORGET_LOCKED_US : FORGET_US));
}

enum err door_passed(struct cx *cx, struct db *tx, const struct door *door)
{
    return store_try_forget(cx, tx, door->key);
}

struct str door_known(struct cx *cx, const struct env *env, struct str login, struct str known)
{
    struct buf b = buf_in(cx->arena, DOOR_KNOWN_TEXT);
    uint8_t raw[MARK_LEN], nonce[NONCE_LEN];
    char hex[2 * MARK_LEN + 1];
    struct str rest = str_first(known, DOOR_KNOWN_TEXT), mark;
    int n = 1;

    cx->random(raw, NONCE_LEN);
    keyed(env, "posko known browser v1", login, (struct bytes){ raw, NONCE_LEN }, raw + NONCE_LEN,
          MAC_LEN);
    hex_encode(hex, raw, sizeof raw);
    buf_lit(&b, hex);
    while (n < DOOR_KNOWN_MAX && str_cut(&rest, '.', &mark)) {
        if (mark.len != 2 * MARK_LEN || mark_fits(env, login, mark, nonce)
            || !hex_decode(mark, raw, sizeof raw))
            continue;
        buf_char(&b, '.');
        buf_str(&b, mark);
        n++;
    }
    return buf_end(&b);
}
