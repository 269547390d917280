/* new_officer: see the header. */
#include "action/new_officer.h"
#include "action/log_event.h"
#include "action/session.h"
#include "base/buf.h"
#include "base/codec.h"
#include "store/custody.h"
#include "vault/grant.h"
#include "vault/object.h"
#include "vault/password.h"
#include "vault/totp.h"
#include <string.h>

#define SLIP_SYMBOLS 20

void handed_wipe(struct handed *h)
{
    bytes_wipe(h, sizeof *h);
}

/* ---- the words of a slip ---- */

/* Five groups of four that are easily read off paper: 100 bits. */
static struct str password_made(struct cx *cx)
{
    uint8_t chance[SLIP_SYMBOLS];
    struct buf b = buf_in(cx->arena, 64);

    cx->random(chance, sizeof chance);
    for (size_t i = 0; i < sizeof chance; i++) {
        if (i && i % 4 == 0)
            buf_char(&b, '-');
        buf_char(&b, crockford_digits[chance[i] & 31]);
    }
    return buf_end(&b);
}

bool officer_login_fine(struct str login)
{
    if (login.len < 2 || login.len > 40)
        return false;
    for (size_t i = 0; i < login.len; i++) {
        char c = login.at[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-'))
            return false;
    }
    return true;
}

bool officer_name_fine(struct str name)
{
    return name.len > 0 && name.len <= 100 && utf8_valid(name);
}

static enum err words_check(struct cx *cx, const struct new_officer *o)
{
    if (!officer_login_fine(o->login))
        return FAIL(cx, ERR_INVALID, "login: write 2 to 40 of a-z, 0-9, dot and hyphen");
    if (!officer_name_fine(o->name))
        return FAIL(cx, ERR_INVALID, "name: write 1 to 100 bytes of text");
    if (o->roles && !roles_fit(o->roles))
        return FAIL(cx, ERR_INVALID, "roles: an administrator has no other part");
    if (o->password.len && password_rules(o->password, o->login) != PASSWORD_FINE)
        return FAIL(cx, ERR_INVALID,
                    "password: write at least %d characters that do not hold the login",
                    PASSWORD_CHARS_MIN);
    return OK;
}

struct str officer_key_text(struct arena *arena, const uint8_t box_pk[32])
{
    struct str hex = key_fingerprint(arena, box_pk);

    if (!hex.at || hex.len < 16)
        return STR("");
    return arena_printf(arena, "%.4s %.4s %.4s %.4s", hex.at, hex.at + 4, hex.at + 8, hex.at + 12);
}

/* ---- a fresh sign-in ---- */

static enum err totp_make(struct cx *cx, const struct env *env, const struct new_officer *o,
                          struct officer_row *row, struct officer_slip *slip)
{
    struct totp_secret secret AUTO(totp_wipe) = { { 0 } };

    if (o->totp_secret.len == 0)
        totp_new(cx, &secret);
    else if (!totp_read(o->totp_secret, &secret))
        return FAIL(cx, ERR_INVALID, "second factor: write 32 symbols of base32");
    slip->totp = totp_text(cx->arena, &secret);
    slip->totp_uri = totp_uri(cx->arena, env->post_name, o->login, &secret);
    return small_seal(cx, &env->server_key, totp_context(cx->arena, row->id),
                      (struct bytes){ secret.b, sizeof secret.b }, &row->totp);
}

/* Keys under a password: what the officer alone can open again. */
static enum err sign_in_make(struct cx *cx, const struct env *env, const struct new_officer *o,
                             struct officer_row *row, struct officer_slip *slip)
{
    struct officer_keys keys AUTO(officer_keys_wipe) = { { { 0 } }, { { 0 } } };
    struct secret32 kek AUTO(secret32_wipe) = { { 0 } };
    uint8_t *record = arena_alloc(cx->arena, 1, PASSWORD_RECORD_LEN);
    uint8_t *file = arena_alloc(cx->arena, 1, OFFICER_FILE_LEN);
    struct password_record password;

    if (!record || !file)
        return FAIL(cx, ERR_TOO_LARGE, "officer");
    *slip = (struct officer_slip){ .login = o->login,
                                   .name = o->name,
                                   .password = o->password.len ? o->password : password_made(cx) };
    row->must_change = o->password.len == 0;
    officer_keys_new(cx, &keys);
    TRY(password_new(cx, slip->password, PASSWORD_DEFAULT, &password, &kek));
    password_record_write(&password, record);
    officer_file_seal(cx, &keys, &kek, file);
    memcpy(row->box_pk, keys.pk.b, sizeof row->box_pk);
    slip->key = officer_key_text(cx->arena, row->box_pk);
    row->password = (struct bytes){ record, PASSWORD_RECORD_LEN };
    row->key_file = (struct bytes){ file, OFFICER_FILE_LEN };
    return totp_make(cx, env, o, row, slip);
}

enum err officer_make(struct cx *cx, const struct env *env, struct agency_id agency,
                      const struct new_officer *o, struct officer_row *row,
                      struct officer_slip *slip)
{
    TRY(words_check(cx, o));
    *row = (struct officer_row){ .agency = agency,
                                 .login = o->login,
                                 .name = o->name,
                                 .role = (int)(o->roles ? o->roles : OFFICER_ROLES_USUAL),
                                 .added_us = cx->now_us };
    cx->random(row->id.b, sizeof row->id.b);
    return sign_in_make(cx, env, o, row, slip);
}

enum err officer_remake(struct cx *cx, const struct env *env, const struct officer_row *old,
                        struct officer_row *row, struct officer_slip *slip)
{
    const struct new_officer o = { .login = old->login, .name = old->name };

    *row = *old;
    return sign_in_make(cx, env, &o, row, slip);
}

/* ---- the agency's keys ---- */

static enum err custody_open(struct cx *cx, struct db *db, struct agency_id agency,
                             struct officer_id id, const struct officer_keys *keys,
                             struct handed *h)
{
    struct bytes sealed;
    uint64_t serial;
    enum err err = store_custodian_grant_newest(cx, db, agency, id, &serial, &sealed);

    if (err == ERR_DENIED)
        return OK;
    TRY(err);
    if (sealed.len != GRANT_SEALED_LEN)
        return FAIL(cx, ERR_CORRUPT, "grant of %zu bytes", sealed.len);
    TRY(grant_open(cx, GRANT_AGENCY_CUSTODIAN, agency.b, serial, &keys->pk, &keys->sk, sealed.at,
                   &h->custodian));
    h->custodian_serial = serial;
    return OK;
}

enum err handed_open(struct cx *cx, struct db *db, struct agency_id agency, struct officer_id id,
                     const struct officer_keys *keys, struct handed *out)
{
    struct handed h AUTO(handed_wipe) = { 0 };
    struct bytes sealed;
    uint64_t serial;
    enum err err = store_agency_grant_newest(cx, db, agency, id, &serial, &sealed);

    if (err != OK && err != ERR_DENIED)
        return err;
    if (err == OK) {
        if (sealed.len != GRANT_SEALED_LEN)
            return FAIL(cx, ERR_CORRUPT, "grant of %zu bytes", sealed.len);
        TRY(grant_open(cx, GRANT_AGENCY_OFFICER, agency.b, serial, &keys->pk, &keys->sk, sealed.at,
                       &h.master));
        agency_keys_derive(&h.master, &h.keys);
        h.serial = serial;
        TRY(custody_open(cx, db, agency, id, keys, &h));
    }
    *out = h;
    return OK;
}

enum err hand_keys(struct cx *cx, const struct env *env, struct db *tx,
                   const struct officer_row *to, const struct handed *h)
{
    uint8_t sealed[GRANT_SEALED_LEN];
    struct box_pk pk;

    memcpy(pk.b, to->box_pk, sizeof pk.b);
    TRY(grant_seal(cx, GRANT_AGENCY_OFFICER, to->agency.b, h->serial, &h->master, &pk, sealed));
    return store_agency_grant_insert(cx, tx, env->post, to->agency, to->id, h->serial,
                                     (struct bytes){ sealed, sizeof sealed }, cx->now_us);
}

enum err hand_custody(struct cx *cx, const struct env *env, struct db *tx,
                      const struct officer_row *to, const struct handed *h)
{
    uint8_t sealed[GRANT_SEALED_LEN];
    struct box_pk pk;

    memcpy(pk.b, to->box_pk, sizeof pk.b);
    TRY(grant_seal(cx, GRANT_AGENCY_CUSTODIAN, to->agency.b, h->custodian_serial, &h->custodian,
                   &pk, sealed));
    return store_custodian_grant_insert(cx, tx, env->post, to->agency, to->id, h->custodian_serial,
                                        (struct bytes){ sealed, sizeof sealed }, cx->now_us);
}

/* ---- the public log ---- */

enum err officer_listed(struct cx *cx, const struct env *env, struct db *tx, enum agency_code code,
                        const uint8_t box_pk[32], bool works_here, const struct agency_keys *keys)
{
    struct log_event e;
    int64_t at;

    log_event_officer(cx->arena, code, box_pk, works_here, &e);
    if (keys) {
        e.by = str_of(agency_code_name(code));
        e.sign_secret = keys->sign_sk.b;
    }
    return log_event_append(cx, env, tx, &e, &at);
}
