/* account: see the header. */
#include "action/account.h"
#include <string.h>

enum password_mend password_mend_of(struct str fresh, struct str twice, struct str now,
                                    struct str login)
{
    static const enum password_mend mends[] = {
        [PASSWORD_FINE] = MEND_NONE,         [PASSWORD_TOO_SHORT] = MEND_SHORT,
        [PASSWORD_TOO_LONG] = MEND_LONG,     [PASSWORD_NOT_TEXT] = MEND_NOT_TEXT,
        [PASSWORD_TOO_PLAIN] = MEND_PLAIN,   [PASSWORD_IS_LOGIN] = MEND_LOGIN,
        [PASSWORD_COMMON] = MEND_COMMON,
    };
    enum password_mend mend = mends[password_rules(fresh, login)];

    if (mend != MEND_NONE)
        return mend;
    if (str_eq(fresh, now))
        return MEND_SAME;
    return str_eq(fresh, twice) ? MEND_NONE : MEND_TWICE;
}

enum err password_make(struct cx *cx, struct str fresh, const struct officer_keys *keys,
                       struct password_made *out)
{
    struct secret32 kek AUTO(secret32_wipe) = { { 0 } };
    struct password_record record;

    TRY(password_new(cx, fresh, PASSWORD_DEFAULT, &record, &kek));
    password_record_write(&record, out->record);
    officer_file_seal(cx, keys, &kek, out->key_file);
    return OK;
}

static void session_id_bytes(struct str token, uint8_t out[32])
{
    struct session_token t AUTO(session_wipe) = { { 0 } };
    struct session_id id = { { 0 } };

    if (session_parse(token, &t))
        id = session_id_of(&t);
    memcpy(out, id.b, 32);
}

enum err password_write(struct cx *cx, struct db *tx, struct officer_id officer, struct str token,
                        const struct password_made *made)
{
    TRY(store_officer_set_password(cx, tx, officer,
                                   (struct bytes){ made->key_file, sizeof made->key_file },
                                   (struct bytes){ made->record, sizeof made->record }, false));
    return other_sessions_end(cx, tx, officer, token);
}

/* The order matters where the old app and the new passkey meet: the old app goes. */
enum err first_steps_write(struct cx *cx, const struct env *env, struct db *tx,
                           struct officer_id officer, struct str token,
                           const struct first_steps *steps)
{
    TRY(store_passkey_remove_officer(cx, tx, officer));
    if (steps->by_passkey) {
        TRY(store_officer_set_totp(cx, tx, officer, (struct bytes){ NULL, 0 }));
        TRY(passkey_register_write(cx, env, tx, &steps->passkey));
    } else {
        TRY(totp_made_write(cx, tx, officer, &steps->totp));
    }
    TRY(slips_write(cx, tx, officer, &steps->slips));
    return password_write(cx, tx, officer, token, &steps->password);
}

enum err account_read(struct cx *cx, const struct env *env, struct db *db,
                      const struct officer_session *officer, struct str token,
                      struct account *out)
{
    struct officer_row row;

    TRY(store_officer_get(cx, db, env->post, officer->id, &row));
    TRY(factors_read(cx, env, db, &row, &out->factors));
    TRY(store_session_list(cx, db, env->post, officer->id, cx->now_us,
                           cx->now_us - OFFICER_IDLE_US, &out->sessions));
    session_id_bytes(token, out->this_session);
    return OK;
}

/* Read inside the transaction: two removals at once leave one. */
static enum err keeps_one(struct cx *cx, const struct env *env, struct db *tx,
                          struct officer_id officer, bool without_totp, size_t without_passkeys)
{
    struct officer_row row;
    struct factors f;
    size_t left;

    TRY(store_officer_get(cx, tx, env->post, officer, &row));
    TRY(factors_read(cx, env, tx, &row, &f));
    left = (f.totp && !without_totp ? 1u : 0u) + f.passkeys.len - without_passkeys;
    return left > 0 ? OK : FAIL(cx, ERR_CONFLICT, "the last second factor stays");
}

enum err passkey_remove(struct cx *cx, const struct env *env, struct db *tx,
                        struct officer_id officer, struct bytes id)
{
    struct passkey_list list;

    TRY(store_passkey_list(cx, tx, env->post, officer, &list));
    if (list.len == 0)
        return FAIL(cx, ERR_NOT_FOUND, "no such passkey");
    TRY(keeps_one(cx, env, tx, officer, false, 1));
    return store_passkey_remove(cx, tx, id, officer);
}

enum err totp_remove(struct cx *cx, const struct env *env, struct db *tx,
                     struct officer_id officer)
{
    TRY(keeps_one(cx, env, tx, officer, true, 0));
    return store_officer_set_totp(cx, tx, officer, (struct bytes){ NULL, 0 });
}

enum err other_sessions_end(struct cx *cx, struct db *tx, struct officer_id officer,
                            struct str token)
{
    uint8_t id[32];

    session_id_bytes(token, id);
    return store_session_remove_others(cx, tx, officer, id);
}

enum err own_session_end(struct cx *cx, struct db *tx, struct officer_id officer,
                         const uint8_t id[32])
{
    return store_session_remove_own(cx, tx, officer, id);
}
