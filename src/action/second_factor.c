/* second_factor: see the header. */
#include "action/second_factor.h"
#include "action/session.h"
#include "base/codec.h"
#include "store/sign_in.h"
#include "vault/object.h"
#include <string.h>

#define OFFER_LIFE_US HOUR_US
#define TIME_LEN 8

struct str totp_context(struct arena *arena, struct officer_id id)
{
    char hex[2 * ID_SIZE + 1];

    hex_encode(hex, id.b, ID_SIZE);
    return arena_printf(arena, "totp|%s", hex);
}

static struct str offer_context(struct arena *arena, struct officer_id id)
{
    char hex[2 * ID_SIZE + 1];

    hex_encode(hex, id.b, ID_SIZE);
    return arena_printf(arena, "totp-offer|%s", hex);
}

/* An officer without an app has one that nobody knows: the same work. */
static bool totp_fits(struct cx *cx, const struct env *env, const struct officer_row *officer,
                      struct str typed, int64_t *step)
{
    struct totp_secret secret AUTO(totp_wipe) = { { 0 } };
    struct bytes plain;
    bool has = small_open(cx, &env->server_key, totp_context(cx->arena, officer->id),
                          officer->totp, &plain)
            == OK
        && plain.len == sizeof secret.b;

    if (has)
        memcpy(secret.b, plain.at, sizeof secret.b);
    else
        totp_new(cx, &secret);
    return totp_check(&secret, typed, cx->now_us, officer->totp_step, step) && has;
}

enum err factor_typed_check(struct cx *cx, const struct env *env, struct db *db,
                            const struct officer_row *officer, struct str typed,
                            struct factor_use *out)
{
    struct factor_use use = { .factor = FACTOR_NONE };
    struct slip slip AUTO(slip_wipe) = { { 0 } };
    bool parsed = slip_parse(typed, &slip), has = false;

    slip_hash(&env->server_key, officer->id.b, &slip, use.slip_hash);
    TRY(store_slip_has(cx, db, officer->id, use.slip_hash, &has));
    if (totp_fits(cx, env, officer, typed, &use.totp_step))
        use.factor = FACTOR_TOTP;
    else if (parsed && has)
        use.factor = FACTOR_SLIP;
    *out = use;
    return OK;
}

enum err factor_use_write(struct cx *cx, struct db *tx, struct officer_id officer,
                          const struct factor_use *use)
{
    switch (use->factor) {
    case FACTOR_TOTP:
        return store_officer_use_totp(cx, tx, officer, use->totp_step);
    case FACTOR_SLIP:
        return store_slip_use(cx, tx, officer, use->slip_hash);
    case FACTOR_PASSKEY:
        return passkey_sign_in_write(cx, tx, &use->passkey);
    case FACTOR_NONE:
        break;
    }
    return FAIL(cx, ERR_DENIED, "no second factor");
}

enum err factors_read(struct cx *cx, const struct env *env, struct db *db,
                      const struct officer_row *officer, struct factors *out)
{
    struct factors f = { .totp = officer->totp.len > 0 };

    TRY(store_passkey_list(cx, db, env->post, officer->id, &f.passkeys));
    TRY(store_slip_count(cx, db, officer->id, &f.slips));
    *out = f;
    return OK;
}

/* ---- an authenticator app that is being set up ---- */

static enum err offer_of(struct cx *cx, const struct env *env, const struct totp_secret *secret,
                         struct str login, struct str box, struct totp_offer *out)
{
    struct totp_offer offer = { .text = totp_text(cx->arena, secret),
                                .uri = totp_uri(cx->arena, env->post_name, login, secret),
                                .box = box };

    if (!offer.text.at || !offer.uri.at || !offer.box.at)
        return FAIL(cx, ERR_TOO_LARGE, "second factor");
    *out = offer;
    return OK;
}

enum err totp_offer_make(struct cx *cx, const struct env *env, struct officer_id officer,
                         struct str login, struct totp_offer *out)
{
    struct totp_secret secret AUTO(totp_wipe) = { { 0 } };
    uint8_t plain[TIME_LEN + sizeof secret.b];
    struct bytes box;
    enum err err;

    totp_new(cx, &secret);
    for (int i = 0; i < TIME_LEN; i++)
        plain[i] = (uint8_t)((uint64_t)cx->now_us >> (56 - 8 * i));
    memcpy(plain + TIME_LEN, secret.b, sizeof secret.b);
    err = small_seal(cx, &env->server_key, offer_context(cx->arena, officer),
                     (struct bytes){ plain, sizeof plain }, &box);
    bytes_wipe(plain, sizeof plain);
    TRY(err);
    return offer_of(cx, env, &secret, login, hex_of(cx->arena, box), out);
}

static enum err box_open(struct cx *cx, const struct env *env, struct officer_id officer,
                         struct str text, struct totp_secret *out)
{
    uint8_t raw[TOTP_BOX_TEXT / 2];
    struct bytes box = { raw, text.len / 2 }, plain;
    uint64_t made = 0;

    if (text.len > TOTP_BOX_TEXT || text.len % 2 || !hex_decode(text, raw, box.len))
        return FAIL(cx, ERR_DENIED, "not a box");
    TRY(small_open(cx, &env->server_key, offer_context(cx->arena, officer), box, &plain));
    if (plain.len != TIME_LEN + sizeof out->b)
        return FAIL(cx, ERR_DENIED, "a box of %zu bytes", plain.len);
    for (int i = 0; i < TIME_LEN; i++)
        made = made << 8 | plain.at[i];
    if (cx->now_us - (int64_t)made > OFFER_LIFE_US)
        return FAIL(cx, ERR_DENIED, "this secret was offered too long ago");
    memcpy(out->b, plain.at + TIME_LEN, sizeof out->b);
    return OK;
}

enum err totp_offer_open(struct cx *cx, const struct env *env, struct officer_id officer,
                         struct str login, struct str box, struct totp_offer *out)
{
    struct totp_secret secret AUTO(totp_wipe) = { { 0 } };

    TRY(box_open(cx, env, officer, box, &secret));
    return offer_of(cx, env, &secret, login, arena_copy(cx->arena, box), out);
}

enum err totp_confirm(struct cx *cx, const struct env *env, struct officer_id officer,
                      struct str box, struct str typed, struct totp_made *out)
{
    struct totp_secret secret AUTO(totp_wipe) = { { 0 } };
    struct totp_made made;

    TRY(box_open(cx, env, officer, box, &secret));
    if (!totp_check(&secret, typed, cx->now_us, -1, &made.step))
        return FAIL(cx, ERR_DENIED, "not a number of this app");
    TRY(small_seal(cx, &env->server_key, totp_context(cx->arena, officer),
                   (struct bytes){ secret.b, sizeof secret.b }, &made.sealed));
    *out = made;
    return OK;
}

/* The number that proved the app does not sign in as well. */
enum err totp_made_write(struct cx *cx, struct db *tx, struct officer_id officer,
                         const struct totp_made *made)
{
    TRY(store_officer_set_totp(cx, tx, officer, made->sealed));
    return store_officer_use_totp(cx, tx, officer, made->step);
}

/* ---- recovery slips ---- */

enum err slips_make(struct cx *cx, const struct env *env, struct officer_id officer,
                    struct slips_made *out)
{
    for (size_t i = 0; i < SLIPS_GIVEN; i++) {
        struct slip slip AUTO(slip_wipe) = { { 0 } };

        slip_new(cx, &slip);
        slip_hash(&env->server_key, officer.b, &slip, out->hashes[i]);
        out->shown[i] = slip_shown(cx->arena, &slip);
        if (!out->shown[i].at)
            return FAIL(cx, ERR_TOO_LARGE, "slips");
    }
    return OK;
}

enum err slips_write(struct cx *cx, struct db *tx, struct officer_id officer,
                     const struct slips_made *made)
{
    TRY(store_slip_remove_officer(cx, tx, officer));
    for (size_t i = 0; i < SLIPS_GIVEN; i++)
        TRY(store_slip_insert(cx, tx, officer, made->hashes[i]));
    return OK;
}
