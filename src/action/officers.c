/* officers: agencies and the people in them. Declared in post.h. */
#include "action/log_event.h"
#include "action/post.h"
#include "action/session.h"
#include "base/buf.h"
#include "base/codec.h"
#include "store/custody.h"
#include "store/officer.h"
#include "store/post.h"
#include "store/session.h"
#include "vault/grant.h"
#include "vault/object.h"
#include "vault/password.h"
#include "vault/totp.h"
#include <string.h>

#define SLIP_SYMBOLS 20
#define AGENCY_SERIAL_FIRST 1

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

static bool login_fine(struct str login)
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

static enum err officer_check(struct cx *cx, const struct new_officer *o)
{
    if (!login_fine(o->login))
        return FAIL(cx, ERR_INVALID, "login: write 2 to 40 of a-z, 0-9, dot and hyphen");
    if (o->name.len == 0 || o->name.len > 100 || !utf8_valid(o->name))
        return FAIL(cx, ERR_INVALID, "name: write 1 to 100 bytes of text");
    if (o->roles && !roles_fit(o->roles))
        return FAIL(cx, ERR_INVALID, "roles: an administrator has no other part");
    if (o->password.len && password_rules(o->password, o->login) != PASSWORD_FINE)
        return FAIL(cx, ERR_INVALID,
                    "password: write at least %d characters that do not hold the login",
                    PASSWORD_CHARS_MIN);
    return OK;
}

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

/* A row for the officer, and the agency's master secret sealed to him. */
static enum err officer_make(struct cx *cx, const struct env *env, struct agency_id agency,
                             const struct secret32 *master, uint64_t serial,
                             const struct new_officer *o, struct officer_row *row,
                             uint8_t sealed[GRANT_SEALED_LEN], struct officer_slip *slip)
{
    struct officer_keys keys AUTO(officer_keys_wipe) = { { { 0 } }, { { 0 } } };
    struct secret32 kek AUTO(secret32_wipe) = { { 0 } };
    uint8_t *record = arena_alloc(cx->arena, 1, PASSWORD_RECORD_LEN);
    uint8_t *file = arena_alloc(cx->arena, 1, OFFICER_FILE_LEN);
    struct password_record password;

    TRY(officer_check(cx, o));
    if (!record || !file)
        return FAIL(cx, ERR_TOO_LARGE, "officer");
    *slip = (struct officer_slip){ .login = o->login,
                                   .name = o->name,
                                   .password = o->password.len ? o->password : password_made(cx) };
    *row = (struct officer_row){ .agency = agency,
                                 .login = o->login,
                                 .name = o->name,
                                 .role = (int)(o->roles ? o->roles : OFFICER_ROLES_USUAL),
                                 .must_change = o->password.len == 0,
                                 .added_us = cx->now_us };
    cx->random(row->id.b, sizeof row->id.b);
    officer_keys_new(cx, &keys);
    TRY(password_new(cx, slip->password, PASSWORD_DEFAULT, &password, &kek));
    password_record_write(&password, record);
    officer_file_seal(cx, &keys, &kek, file);
    memcpy(row->box_pk, keys.pk.b, sizeof row->box_pk);
    row->password = (struct bytes){ record, PASSWORD_RECORD_LEN };
    row->key_file = (struct bytes){ file, OFFICER_FILE_LEN };
    TRY(totp_make(cx, env, o, row, slip));
    return grant_seal(cx, GRANT_AGENCY_OFFICER, agency.b, serial, master, &keys.pk, sealed);
}

static enum err officer_insert(struct cx *cx, const struct env *env, struct db *tx,
                               const struct officer_row *row, uint64_t serial,
                               const uint8_t sealed[GRANT_SEALED_LEN])
{
    TRY(store_officer_insert(cx, tx, env->post, row));
    return store_agency_grant_insert(cx, tx, env->post, row->agency, row->id, serial,
                                     (struct bytes){ sealed, GRANT_SEALED_LEN }, cx->now_us);
}

/* What an agency's custodians share, while it is handed on. */
struct custodian {
    uint64_t serial;
    struct secret32 secret;
    struct custodian_keys keys;
};

static void custodian_wipe(struct custodian *c)
{
    bytes_wipe(c, sizeof *c);
}

/* Only to who has that part. */
static enum err custodian_grant_insert(struct cx *cx, const struct env *env, struct db *tx,
                                       const struct officer_row *row, const struct custodian *c)
{
    uint8_t sealed[GRANT_SEALED_LEN];
    struct box_pk to;

    if (!roles_may((unsigned)row->role, MAY_HOLD_SHARES))
        return OK;
    memcpy(to.b, row->box_pk, sizeof to.b);
    TRY(grant_seal(cx, GRANT_AGENCY_CUSTODIAN, row->agency.b, c->serial, &c->secret, &to, sealed));
    return store_custodian_grant_insert(cx, tx, env->post, row->agency, row->id, c->serial,
                                        (struct bytes){ sealed, sizeof sealed }, cx->now_us);
}

/* The public part of it, signed by the agency whose act it is. */
static enum err officer_list_leaf(struct cx *cx, const struct env *env, struct db *tx,
                                  enum agency_code code, const struct officer_row *row,
                                  const struct agency_keys *keys)
{
    struct log_event e;
    int64_t at;

    log_event_officer(cx->arena, code, row->box_pk, true, &e);
    e.by = str_of(agency_code_name(code));
    e.sign_secret = keys->sign_sk.b;
    return log_event_append(cx, env, tx, &e, &at);
}

static enum err agency_key_leaf(struct cx *cx, const struct env *env, struct db *tx,
                                enum agency_code code, const struct agency_keys *keys,
                                const struct box_pk *custodian)
{
    struct log_event e;
    int64_t at;

    log_event_agency(cx->arena, code, keys->pk.b, keys->sign_pk.b, custodian->b, &e);
    e.by = str_of(agency_code_name(code));
    e.sign_secret = keys->sign_sk.b;
    return log_event_append(cx, env, tx, &e, &at);
}

enum err agency_add(struct cx *cx, struct env *env, struct db *db, enum agency_code code,
                    struct str name, const struct new_officer *first, struct officer_slip *slip)
{
    AUTO(db_end) struct db *tx = NULL;
    struct agency_keys keys AUTO(agency_keys_wipe) = { 0 };
    struct secret32 master AUTO(secret32_wipe) = { { 0 } };
    struct agency_row agency = { .code = code, .name = name, .added_us = cx->now_us };
    struct custodian custodian AUTO(custodian_wipe) = { 0 };
    struct new_officer officer = *first;
    uint8_t sealed[GRANT_SEALED_LEN];
    struct officer_row row;

    if (!officer.roles)
        officer.roles = OFFICER_ROLES_FIRST;
    cx->random(agency.id.b, sizeof agency.id.b);
    secret32_new(cx, &master);
    agency_keys_derive(&master, &keys);
    secret32_new(cx, &custodian.secret);
    custodian.serial = AGENCY_SERIAL_FIRST;
    custodian_keys_of(&custodian.secret, &custodian.keys);
    agency.has_custodian = true;
    memcpy(agency.custodian_pk, custodian.keys.pk.b, sizeof agency.custodian_pk);
    memcpy(agency.box_pk, keys.pk.b, sizeof agency.box_pk);
    memcpy(agency.sign_pk, keys.sign_pk.b, sizeof agency.sign_pk);
    TRY(officer_make(cx, env, agency.id, &master, AGENCY_SERIAL_FIRST, &officer, &row, sealed,
                     slip));
    slip->agency = name;
    TRY(db_begin(cx, db, &tx));
    TRY(store_agency_insert(cx, tx, env->post, &agency));
    TRY(officer_insert(cx, env, tx, &row, AGENCY_SERIAL_FIRST, sealed));
    TRY(custodian_grant_insert(cx, env, tx, &row, &custodian));
    TRY(agency_key_leaf(cx, env, tx, code, &keys, &custodian.keys.pk));
    TRY(officer_list_leaf(cx, env, tx, code, &row, &keys));
    TRY(db_commit(cx, tx));
    return post_reload(cx, db, env);
}

/* The custodians' secret, where the colleague is one; else c->serial stays 0. */
static enum err custodian_open(struct cx *cx, struct db *db, const struct officer_row *colleague,
                               const struct officer_keys *keys, struct custodian *c)
{
    struct bytes sealed;
    uint64_t serial;
    enum err err = store_custodian_grant_newest(cx, db, colleague->agency, colleague->id, &serial,
                                                &sealed);

    if (err == ERR_DENIED)
        return OK;
    TRY(err);
    if (sealed.len != GRANT_SEALED_LEN)
        return FAIL(cx, ERR_CORRUPT, "grant of %zu bytes", sealed.len);
    TRY(grant_open(cx, GRANT_AGENCY_CUSTODIAN, colleague->agency.b, serial, &keys->pk, &keys->sk,
                   sealed.at, &c->secret));
    c->serial = serial;
    return OK;
}

/* The agency's master secret, by a colleague's password. */
static enum err master_open(struct cx *cx, const struct env *env, struct db *db, struct str login,
                            struct str password, struct officer_row *colleague,
                            struct secret32 *master, uint64_t *serial, struct custodian *custodian)
{
    struct officer_keys keys AUTO(officer_keys_wipe) = { { { 0 } }, { { 0 } } };
    struct secret32 kek AUTO(secret32_wipe) = { { 0 } };
    struct password_record record;
    struct box_pk expected;
    struct bytes sealed;

    TRY(store_officer_by_login(cx, db, env->post, login, colleague));
    if (colleague->disabled_us || colleague->key_file.len != OFFICER_FILE_LEN)
        return FAIL(cx, ERR_DENIED, "that officer does not work here any more");
    TRY(password_record_read(cx, colleague->password, &record));
    TRY(password_check(cx, password, &record, &kek));
    memcpy(expected.b, colleague->box_pk, sizeof expected.b);
    TRY(officer_file_open(cx, colleague->key_file.at, &kek, &expected, &keys));
    TRY(store_agency_grant_newest(cx, db, colleague->agency, colleague->id, serial, &sealed));
    if (sealed.len != GRANT_SEALED_LEN)
        return FAIL(cx, ERR_CORRUPT, "grant of %zu bytes", sealed.len);
    TRY(grant_open(cx, GRANT_AGENCY_OFFICER, colleague->agency.b, *serial, &keys.pk, &keys.sk,
                   sealed.at, master));
    return custodian_open(cx, db, colleague, &keys, custodian);
}

enum err officer_add(struct cx *cx, const struct env *env, struct db *db, struct str colleague,
                     struct str password, const struct new_officer *officer,
                     struct officer_slip *slip)
{
    AUTO(db_end) struct db *tx = NULL;
    struct secret32 master AUTO(secret32_wipe) = { { 0 } };
    struct officer_row old, row;
    uint8_t sealed[GRANT_SEALED_LEN];
    struct agency_keys keys AUTO(agency_keys_wipe) = { 0 };
    struct custodian custodian AUTO(custodian_wipe) = { 0 };
    uint64_t serial;

    TRY(master_open(cx, env, db, colleague, password, &old, &master, &serial, &custodian));
    if (roles_may(officer->roles, MAY_HOLD_SHARES) && custodian.serial == 0)
        return FAIL(cx, ERR_DENIED, "only a custodian can let in another custodian");
    TRY(officer_make(cx, env, old.agency, &master, serial, officer, &row, sealed, slip));
    agency_keys_derive(&master, &keys);
    TRY(db_begin(cx, db, &tx));
    TRY(officer_insert(cx, env, tx, &row, serial, sealed));
    TRY(custodian_grant_insert(cx, env, tx, &row, &custodian));
    for (size_t i = 0; i < env->agencies_len; i++)
        if (memcmp(env->agencies[i].id.b, old.agency.b, sizeof old.agency.b) == 0)
            TRY(officer_list_leaf(cx, env, tx, env->agencies[i].code, &row, &keys));
    return db_commit(cx, tx);
}

enum err officer_disable(struct cx *cx, const struct env *env, struct db *db, struct str login)
{
    AUTO(db_end) struct db *tx = NULL;
    struct officer_row row;
    struct log_event e;
    bool added = false;

    TRY(store_officer_by_login(cx, db, env->post, login, &row));
    TRY(db_begin(cx, db, &tx));
    TRY(store_officer_disable(cx, tx, row.id, cx->now_us));
    TRY(store_agency_grant_remove(cx, tx, row.agency, row.id));
    TRY(store_custodian_grant_remove(cx, tx, row.agency, row.id));
    TRY(store_session_remove_officer(cx, tx, row.id));
    for (size_t i = 0; i < env->agencies_len; i++)
        if (memcmp(env->agencies[i].id.b, row.agency.b, sizeof row.agency.b) == 0) {
            log_event_officer(cx->arena, env->agencies[i].code, row.box_pk, false, &e);
            TRY(log_event_ensure(cx, env, tx, &e, &added));
        }
    return db_commit(cx, tx);
}
