/* session: see the header. What is stored opens only with the person's cookie. */
#include "action/session.h"
#include "base/buf.h"
#include "base/codec.h"
#include "store/case_file.h"
#include "store/custody.h"
#include "store/officer.h"
#include "store/session.h"
#include "vault/grant.h"
#include "vault/object.h"
#include "vault/password.h"
#include "vault/totp.h"
#include <string.h>

#define TRIES_FREE 5 /* failed tries before waiting begins */
#define WAIT_FIRST_S 60
#define WAIT_MAX_S 900
#define TOUCH_EVERY_US INT64_C(60000000)
#define REPORTER_BLOB_LEN (ID_SIZE + sizeof(struct reporter_keys))

/* "Dwi Lestari" -> "DL" */
struct str initials_of(struct arena *arena, struct str name)
{
    struct str rest = name, word;
    struct buf b = buf_in(arena, 8);
    int n = 0;

    while (n < 2 && str_cut(&rest, ' ', &word))
        if (word.len && (unsigned char)word.at[0] < 0x80) {
            buf_char(&b, word.at[0]);
            n++;
        }
    return buf_view(&b);
}

static const struct agency *agency_by_id(const struct env *env, struct agency_id id)
{
    for (size_t i = 0; i < env->agencies_len; i++)
        if (memcmp(env->agencies[i].id.b, id.b, ID_SIZE) == 0)
            return &env->agencies[i];
    return NULL;
}

/* The row and the opened blob of a live session. */
static enum err session_read(struct cx *cx, const struct env *env, struct db *db, struct str text,
                             enum session_kind kind, int64_t idle_us, struct session_row *row,
                             struct bytes *blob)
{
    struct session_token token AUTO(session_wipe) = { { 0 } };
    struct session_id id;

    if (!session_parse(text, &token))
        return FAIL(cx, ERR_DENIED, "no session token");
    id = session_id_of(&token);
    TRY(store_session_get(cx, db, env->post, id.b, cx->now_us, row));
    if (row->kind != kind || row->seen_us + idle_us <= cx->now_us)
        return FAIL(cx, ERR_DENIED, "session is idle or of another kind");
    return session_open(cx, &token, row->blob, blob);
}

enum err officer_session_open(struct cx *cx, const struct env *env, struct db *db, struct str token,
                              const struct officer_session **out, bool *refresh)
{
    struct officer_session *s = ARENA_NEW(cx->arena, struct officer_session);
    struct officer_row officer;
    struct session_row row;
    struct bytes blob;

    if (!s)
        return FAIL(cx, ERR_TOO_LARGE, "session");
    TRY(session_read(cx, env, db, token, SESSION_OFFICER, OFFICER_IDLE_US, &row, &blob));
    if (blob.len != sizeof s->secrets)
        return FAIL(cx, ERR_CORRUPT, "session blob of %zu bytes", blob.len);
    TRY(store_officer_get(cx, db, env->post, row.officer, &officer));
    s->of = agency_by_id(env, officer.agency);
    if (officer.disabled_us || !s->of)
        return FAIL(cx, ERR_DENIED, "officer is disabled");
    memcpy(&s->secrets, blob.at, sizeof s->secrets);
    s->id = officer.id;
    s->login = officer.login;
    s->name = officer.name;
    s->roles = (unsigned)officer.role;
    s->initials = initials_of(cx->arena, officer.name);
    s->agency = s->of->code;
    s->started_us = row.started_us;
    s->expires_us = row.expires_us;
    if (refresh)
        *refresh = row.seen_us + TOUCH_EVERY_US <= cx->now_us;
    *out = s;
    return OK;
}

bool officer_may(const struct officer_session *s, enum permission permission)
{
    bool needs_keys = permission != MAY_SIGN_IN && permission != MAY_ADMINISTER;

    return roles_may(s->roles, permission) && (s->secrets.keyed || !needs_keys);
}

enum err reporter_session_open(struct cx *cx, const struct env *env, struct db *db,
                               struct str token, const struct reporter_session **out, bool *refresh)
{
    struct reporter_session *s = ARENA_NEW(cx->arena, struct reporter_session);
    struct session_row row;
    struct case_file file;
    struct bytes blob;

    if (!s)
        return FAIL(cx, ERR_TOO_LARGE, "session");
    TRY(session_read(cx, env, db, token, SESSION_REPORTER, REPORTER_IDLE_US, &row, &blob));
    if (blob.len != REPORTER_BLOB_LEN)
        return FAIL(cx, ERR_CORRUPT, "session blob of %zu bytes", blob.len);
    memcpy(s->id.b, blob.at, ID_SIZE);
    memcpy(&s->keys, blob.at + ID_SIZE, sizeof s->keys);
    TRY(store_case_get(cx, db, env->post, s->id, &file));
    s->number = file.number;
    s->expires_us = row.seen_us + REPORTER_IDLE_US;
    if (refresh)
        *refresh = row.seen_us + TOUCH_EVERY_US <= cx->now_us;
    *out = s;
    return OK;
}

enum err session_touch(struct cx *cx, struct db *tx, struct str text)
{
    struct session_token token AUTO(session_wipe) = { { 0 } };

    if (!session_parse(text, &token))
        return OK;
    return store_session_seen(cx, tx, session_id_of(&token).b, cx->now_us);
}

enum err session_end(struct cx *cx, struct db *tx, struct str text)
{
    struct session_token token AUTO(session_wipe) = { { 0 } };

    if (!session_parse(text, &token))
        return OK;
    return store_session_remove(cx, tx, session_id_of(&token).b);
}

/* A fresh token, its text for the cookie, and the blob under it. */
static enum err session_make(struct cx *cx, struct bytes plain, struct str *text,
                             struct session_id *id, struct bytes *blob)
{
    struct session_token token AUTO(session_wipe) = { { 0 } };

    session_new(cx, &token);
    *text = session_text(cx->arena, &token);
    if (!text->at)
        return FAIL(cx, ERR_TOO_LARGE, "session token");
    *id = session_id_of(&token);
    return session_seal(cx, &token, plain, blob);
}

struct str totp_context(struct arena *arena, struct officer_id id)
{
    char hex[2 * ID_SIZE + 1];

    hex_encode(hex, id.b, ID_SIZE);
    return arena_printf(arena, "totp|%s", hex);
}

static bool second_factor(struct cx *cx, const struct env *env, const struct officer_row *officer,
                          struct str typed, int64_t *step)
{
    struct totp_secret secret AUTO(totp_wipe) = { { 0 } };
    struct bytes plain;

    if (small_open(cx, &env->server_key, totp_context(cx->arena, officer->id), officer->totp,
                   &plain)
            != OK
        || plain.len != sizeof secret.b)
        return false;
    memcpy(secret.b, plain.at, sizeof secret.b);
    return totp_check(&secret, typed, cx->now_us, officer->totp_step, step);
}

void officer_secrets_wipe(struct officer_secrets *s)
{
    bytes_wipe(s, sizeof *s);
}

/* The agency's secrets, if a colleague sealed them to him. */
static enum err agency_open(struct cx *cx, struct db *db, const struct officer_row *officer,
                            const struct officer_keys *keys, struct officer_secrets *out)
{
    struct bytes sealed;
    enum err err = store_agency_grant_newest(cx, db, officer->agency, officer->id,
                                             &out->key_serial, &sealed);

    if (err == ERR_DENIED)
        return OK; /* an administrator, or one who waits for a grant */
    TRY(err);
    if (sealed.len != GRANT_SEALED_LEN)
        return FAIL(cx, ERR_CORRUPT, "grant of %zu bytes", sealed.len);
    TRY(grant_open(cx, GRANT_AGENCY_OFFICER, officer->agency.b, out->key_serial, &keys->pk,
                   &keys->sk, sealed.at, &out->master));
    agency_keys_derive(&out->master, &out->keys);
    out->keyed = true;
    return OK;
}

static enum err custodian_open(struct cx *cx, struct db *db, const struct officer_row *officer,
                               const struct officer_keys *keys, struct officer_secrets *out)
{
    struct secret32 secret AUTO(secret32_wipe) = { { 0 } };
    struct bytes sealed;
    enum err err = store_custodian_grant_newest(cx, db, officer->agency, officer->id,
                                                &out->custodian_serial, &sealed);

    if (err == ERR_DENIED)
        return OK;
    TRY(err);
    if (sealed.len != GRANT_SEALED_LEN)
        return FAIL(cx, ERR_CORRUPT, "grant of %zu bytes", sealed.len);
    TRY(grant_open(cx, GRANT_AGENCY_CUSTODIAN, officer->agency.b, out->custodian_serial,
                   &keys->pk, &keys->sk, sealed.at, &secret));
    custodian_keys_of(&secret, &out->shares);
    out->custodian = true;
    return OK;
}

/* From the password's key to all that was sealed to him. */
static enum err officer_secrets_open(struct cx *cx, struct db *db,
                                     const struct officer_row *officer, const struct secret32 *kek,
                                     struct officer_secrets *out)
{
    struct officer_keys keys AUTO(officer_keys_wipe) = { { { 0 } }, { { 0 } } };
    struct box_pk expected;

    memcpy(expected.b, officer->box_pk, sizeof expected.b);
    if (officer->key_file.len != OFFICER_FILE_LEN)
        return FAIL(cx, ERR_CORRUPT, "key file of %zu bytes", officer->key_file.len);
    TRY(officer_file_open(cx, officer->key_file.at, kek, &expected, &keys));
    TRY(agency_open(cx, db, officer, &keys, out));
    return custodian_open(cx, db, officer, &keys, out);
}

enum err sign_in_check(struct cx *cx, const struct env *env, struct db *db, struct str login,
                       struct str password, struct str totp, struct sign_in *out)
{
    struct officer_secrets secrets AUTO(officer_secrets_wipe) = { 0 };
    struct secret32 kek AUTO(secret32_wipe) = { { 0 } };
    struct password_record record;
    struct officer_row officer;
    bool second;
    enum err err;

    memset(out, 0, sizeof *out);
    if (password.len > PASSWORD_BYTES_MAX) /* nobody's, and wrong like any other */
        password = STR("");
    err = store_officer_by_login(cx, db, env->post, login, &officer);
    if (err != OK && err != ERR_NOT_FOUND && err != ERR_DENIED)
        return err;
    out->officer_known = err == OK && officer.disabled_us == 0;
    if (out->officer_known && officer.locked_until_us > cx->now_us) {
        out->waiting = true;
        out->wait_s = (int)((officer.locked_until_us - cx->now_us) / 1000000 + 1);
        return OK;
    }
    if (!out->officer_known) {
        err = password_refuse(cx, password, PASSWORD_DEFAULT);
        return err == ERR_DENIED ? OK : err;
    }
    out->officer = officer.id;
    TRY(password_record_read(cx, officer.password, &record));
    err = password_check(cx, password, &record, &kek);
    if (err != OK && err != ERR_DENIED)
        return err;
    second = second_factor(cx, env, &officer, totp, &out->totp_step);
    if (err != OK || !second)
        return OK;
    TRY(officer_secrets_open(cx, db, &officer, &kek, &secrets));
    TRY(session_make(cx, (struct bytes){ (const uint8_t *)&secrets, sizeof secrets }, &out->token,
                     &out->session, &out->blob));
    out->fine = true;
    return OK;
}

/* After the free tries each further one waits twice as long, up to a quarter of an hour. */
static int64_t wait_after(int tries)
{
    int64_t wait = WAIT_FIRST_S;

    if (tries < TRIES_FREE)
        return 0;
    for (int i = TRIES_FREE; i < tries && wait < WAIT_MAX_S; i++)
        wait *= 2;
    return wait < WAIT_MAX_S ? wait : WAIT_MAX_S;
}

static enum err sign_in_failed(struct cx *cx, const struct env *env, struct db *tx,
                               struct officer_id id)
{
    struct officer_row officer;
    int64_t wait;

    TRY(store_officer_get(cx, tx, env->post, id, &officer));
    wait = wait_after(officer.tries + 1);
    return store_officer_set_tries(cx, tx, id, officer.tries + 1,
                                   wait ? cx->now_us + wait * 1000000 : 0);
}

enum err sign_in_write(struct cx *cx, const struct env *env, struct db *tx,
                       const struct sign_in *in)
{
    struct session_row row = {
        .kind = SESSION_OFFICER,
        .officer = in->officer,
        .blob = in->blob,
        .started_us = cx->now_us,
        .expires_us = cx->now_us + OFFICER_ABSOLUTE_US,
    };

    if (!in->fine)
        return in->officer_known && !in->waiting ? sign_in_failed(cx, env, tx, in->officer) : OK;
    TRY(store_officer_use_totp(cx, tx, in->officer, in->totp_step));
    TRY(store_officer_signed_in(cx, tx, in->officer, cx->now_us));
    memcpy(row.id, in->session.b, sizeof row.id);
    return store_session_insert(cx, tx, env->post, &row);
}

enum err come_back_check(struct cx *cx, const struct env *env, struct db *db, struct str typed,
                         struct come_back *out)
{
    uint8_t lookup[32], seed[32], plain[REPORTER_BLOB_LEN];
    struct receipt_code code;
    struct case_file file;
    bool parsed = code_parse(typed, &code);
    enum err err;

    if (!parsed)
        memset(&code, 'Z', sizeof code); /* the same work for what is no code at all */
    code_lookup(&code, lookup);
    code_seed(&code, seed);
    reporter_keys_of(seed, &out->reporter.keys);
    err = store_case_by_lookup(cx, db, env->post, lookup, &file);
    if (err == OK && !parsed)
        err = ERR_NOT_FOUND;
    bytes_wipe(seed, sizeof seed);
    bytes_wipe(&code, sizeof code);
    if (err == ERR_NOT_FOUND)
        return FAIL(cx, ERR_DENIED, "no case under that code");
    if (err != OK)
        return err;
    out->reporter.id = file.id;
    out->reporter.number = file.number;
    out->reporter.expires_us = cx->now_us + REPORTER_IDLE_US;
    memcpy(plain, file.id.b, ID_SIZE);
    memcpy(plain + ID_SIZE, &out->reporter.keys, sizeof out->reporter.keys);
    err = session_make(cx, (struct bytes){ plain, sizeof plain }, &out->token, &out->session,
                       &out->blob);
    bytes_wipe(plain, sizeof plain);
    return err;
}

enum err come_back_write(struct cx *cx, const struct env *env, struct db *tx,
                         const struct come_back *in)
{
    struct session_row row = {
        .kind = SESSION_REPORTER,
        .blob = in->blob,
        .started_us = cx->now_us,
        .expires_us = cx->now_us + OFFICER_ABSOLUTE_US,
    };

    memcpy(row.id, in->session.b, sizeof row.id);
    return store_session_insert(cx, tx, env->post, &row);
}
