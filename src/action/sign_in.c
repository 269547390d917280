/* sign_in: see the header. */
#include "action/sign_in.h"
#include "action/session_work.h"
#include "store/people.h"
#include "vault/password.h"
#include <string.h>

/* A first password that nobody made his own in time is nobody's any more (ASVS 6.4.1). */
static enum err first_is_over(struct cx *cx, struct db *db, const struct officer_row *officer,
                              bool *over)
{
    int64_t until_us = 0;

    *over = false;
    if (!officer->must_change)
        return OK;
    TRY(store_invitation_until(cx, db, officer->id, &until_us));
    if (until_us == 0)
        until_us = officer->added_us + FIRST_PASSWORD_LIFE_US;
    *over = until_us <= cx->now_us;
    return OK;
}

/* The password alone. *right is false for every reason there is. */
static enum err password_right(struct cx *cx, struct db *db, const struct officer_row *officer,
                               struct str password, struct secret32 *kek, bool *right)
{
    struct password_record record;
    bool over;
    enum err err;

    TRY(password_record_read(cx, officer->password, &record));
    TRY(first_is_over(cx, db, officer, &over));
    err = password_check(cx, password, &record, kek);
    if (err != OK && err != ERR_DENIED)
        return err;
    *right = err == OK && !over;
    return OK;
}

/* A name that nobody has costs what any other does. */
static enum err nobody(struct cx *cx, const struct env *env, struct db *db,
                       const struct sign_in_typed *typed)
{
    struct officer_row none = { .totp_step = -1 };
    struct factor_use use;
    enum err err = password_refuse(cx, typed->password, PASSWORD_DEFAULT);

    if (err != OK && err != ERR_DENIED)
        return err;
    cx->random(none.id.b, sizeof none.id.b);
    return factor_typed_check(cx, env, db, &none, typed->second, &use);
}

static enum err session_new_for(struct cx *cx, const struct officer_secrets *secrets,
                                struct sign_in *out)
{
    return session_make(cx, (struct bytes){ (const uint8_t *)secrets, sizeof *secrets },
                        &out->token, &out->session, &out->blob);
}

/* He is in: a session with a token of its own. */
static enum err let_in(struct cx *cx, const struct env *env, struct db *db,
                       const struct officer_secrets *secrets, const struct sign_in_typed *typed,
                       struct sign_in *out)
{
    TRY(session_new_for(cx, secrets, out));
    out->known = door_known(cx, env, typed->login, typed->known);
    if (!out->known.at)
        return FAIL(cx, ERR_TOO_LARGE, "known browser");
    out->by = out->use.factor;
    if (out->by == FACTOR_SLIP) {
        TRY(store_slip_count(cx, db, out->officer, &out->slips_left));
        out->slips_left--;
    }
    out->fine = true;
    return OK;
}

static enum err known_officer(struct cx *cx, const struct env *env, struct db *db,
                              const struct officer_row *officer,
                              const struct sign_in_typed *typed, struct sign_in *out)
{
    struct officer_secrets secrets AUTO(officer_secrets_wipe) = { 0 };
    struct secret32 kek AUTO(secret32_wipe) = { { 0 } };
    struct passkey_list passkeys;
    bool right = false;

    out->officer = officer->id;
    TRY(password_right(cx, db, officer, typed->password, &kek, &right));
    TRY(factor_typed_check(cx, env, db, officer, typed->second, &out->use));
    TRY(store_passkey_list(cx, db, env->post, officer->id, &passkeys));
    if (!right)
        return OK;
    if (out->use.factor == FACTOR_NONE && (typed->second.len > 0 || passkeys.len == 0))
        return OK;
    TRY(officer_secrets_open(cx, db, officer, &kek, &secrets));
    if (out->use.factor != FACTOR_NONE)
        return let_in(cx, env, db, &secrets, typed, out);
    out->half = true;
    return session_new_for(cx, &secrets, out);
}

enum err sign_in_check(struct cx *cx, const struct env *env, struct db *db,
                       const struct sign_in_typed *given, struct sign_in *out)
{
    struct sign_in_typed typed = *given;
    struct officer_row officer;
    enum err err;

    memset(out, 0, sizeof *out);
    if (typed.password.len > PASSWORD_BYTES_MAX) /* nobody's, and wrong like any other */
        typed.password = STR("");
    TRY(door_read(cx, env, db, typed.login, typed.known, &out->door));
    out->wait_s = door_wait_s(cx, &out->door);
    out->waiting = out->wait_s > 0;
    if (out->waiting)
        return OK;
    err = store_officer_by_login(cx, db, env->post, typed.login, &officer);
    if (err != OK && err != ERR_NOT_FOUND && err != ERR_DENIED)
        return err;
    if (err != OK || officer.disabled_us)
        return nobody(cx, env, db, &typed);
    return known_officer(cx, env, db, &officer, &typed, out);
}

/* ---- the second page ---- */

static enum err half_open(struct cx *cx, const struct env *env, struct db *db, struct str token,
                          struct officer_row *officer, struct session_row *row,
                          struct officer_secrets *secrets)
{
    struct bytes blob;

    TRY(session_read(cx, env, db, token, SESSION_HALF, HALF_LIFE_US, row, &blob));
    if (blob.len != sizeof *secrets)
        return FAIL(cx, ERR_CORRUPT, "session blob of %zu bytes", blob.len);
    TRY(store_officer_get(cx, db, env->post, row->officer, officer));
    if (officer->disabled_us)
        return FAIL(cx, ERR_DENIED, "officer is disabled");
    memcpy(secrets, blob.at, sizeof *secrets);
    return OK;
}

enum err sign_in_offer(struct cx *cx, const struct env *env, struct db *db, struct str half,
                       struct passkey_site site, struct passkey_offer *out)
{
    struct officer_secrets secrets AUTO(officer_secrets_wipe) = { 0 };
    struct officer_row officer;
    struct session_row row;
    struct session_id id;

    TRY(half_open(cx, env, db, half, &officer, &row, &secrets));
    memcpy(id.b, row.id, sizeof id.b);
    return passkey_offer_make(cx, env, db, CHALLENGE_SIGN_IN, officer.id, &id, site, out);
}

enum err sign_in_second(struct cx *cx, const struct env *env, struct db *db, struct str half,
                        const struct sign_in_typed *given, const struct passkey_answer *answer,
                        struct sign_in *out)
{
    struct officer_secrets secrets AUTO(officer_secrets_wipe) = { 0 };
    enum webauthn_fault fault = WEBAUTHN_FINE;
    struct sign_in_typed typed = *given;
    struct officer_row officer;
    struct session_row row;

    memset(out, 0, sizeof *out);
    TRY(half_open(cx, env, db, half, &officer, &row, &secrets));
    out->half = true;
    out->officer = officer.id;
    memcpy(out->from.b, row.id, sizeof out->from.b);
    typed.login = officer.login;
    TRY(door_read(cx, env, db, typed.login, typed.known, &out->door));
    out->wait_s = door_wait_s(cx, &out->door);
    out->waiting = out->wait_s > 0;
    if (out->waiting)
        return OK;
    TRY(factor_typed_check(cx, env, db, &officer, typed.second, &out->use));
    if (typed.second.len == 0) {
        TRY(passkey_sign_in_check(cx, env, db, officer.id, &out->from, answer,
                                  &out->use.passkey, &fault));
        out->use.factor = fault == WEBAUTHN_FINE ? FACTOR_PASSKEY : FACTOR_NONE;
        if (fault == WEBAUTHN_COUNTER)
            out->copied = out->use.passkey.row.id;
    }
    if (out->use.factor == FACTOR_NONE)
        return OK;
    out->ends_half = true;
    return let_in(cx, env, db, &secrets, &typed, out);
}

/* ---- on the writer ---- */

static enum err session_write(struct cx *cx, const struct env *env, struct db *tx,
                              const struct sign_in *in, enum session_kind kind, int64_t life_us)
{
    struct session_row row = {
        .kind = kind,
        .officer = in->officer,
        .blob = in->blob,
        .started_us = cx->now_us,
        .expires_us = cx->now_us + life_us,
    };

    memcpy(row.id, in->session.b, sizeof row.id);
    return store_session_insert(cx, tx, env->post, &row);
}

enum err sign_in_write(struct cx *cx, const struct env *env, struct db *tx,
                       const struct sign_in *in)
{
    if (in->waiting)
        return OK;
    if (!in->fine && in->half && in->blob.at && !in->ends_half)
        return session_write(cx, env, tx, in, SESSION_HALF, HALF_LIFE_US);
    if (!in->fine && in->copied.at)
        TRY(store_passkey_refused(cx, tx, in->copied, in->officer, cx->now_us));
    if (!in->fine)
        return door_failed(cx, tx, &in->door);
    TRY(factor_use_write(cx, tx, in->officer, &in->use));
    TRY(door_passed(cx, tx, &in->door));
    TRY(store_officer_signed_in(cx, tx, in->officer, cx->now_us));
    if (in->ends_half)
        TRY(store_session_remove(cx, tx, in->from.b));
    return session_write(cx, env, tx, in, SESSION_OFFICER, OFFICER_ABSOLUTE_US);
}

enum err officer_sessions_end(struct cx *cx, struct db *tx, struct officer_id officer)
{
    return store_session_remove_officer(cx, tx, officer);
}
