/* again: see the header. */
#include "action/again.h"
#include "action/back_off.h"
#include "store/officer.h"
#include "vault/password.h"
#include <string.h>

static enum err keys_open(struct cx *cx, const struct officer_row *officer,
                          const struct secret32 *kek, struct officer_keys *out)
{
    struct box_pk expected;

    if (officer->key_file.len != OFFICER_FILE_LEN)
        return FAIL(cx, ERR_CORRUPT, "key file of %zu bytes", officer->key_file.len);
    memcpy(expected.b, officer->box_pk, sizeof expected.b);
    return officer_file_open(cx, officer->key_file.at, kek, &expected, out);
}

enum err again_check(struct cx *cx, const struct env *env, struct db *db, struct officer_id id,
                     struct str password, struct again_result *out)
{
    struct secret32 kek AUTO(secret32_wipe) = { { 0 } };
    struct again_result result = { .fault = AGAIN_IS_FINE };
    struct password_record record;
    struct officer_row officer;
    enum err err;

    TRY(store_officer_get(cx, db, env->post, id, &officer));
    if (officer.locked_until_us > cx->now_us) {
        result.fault = AGAIN_MUST_WAIT;
        result.wait_s = (int)((officer.locked_until_us - cx->now_us) / 1000000 + 1);
    } else if (password.len == 0) {
        result.fault = AGAIN_IS_EMPTY;
    } else {
        if (password.len > PASSWORD_BYTES_MAX)
            password = STR("");
        TRY(password_record_read(cx, officer.password, &record));
        err = password_check(cx, password, &record, &kek);
        if (err == ERR_DENIED)
            result.fault = AGAIN_IS_WRONG;
        else if (err != OK)
            return err;
        else
            TRY(keys_open(cx, &officer, &kek, &result.keys));
    }
    *out = result;
    return OK;
}

enum err again_failed(struct cx *cx, const struct env *env, struct db *tx, struct officer_id id)
{
    struct officer_row officer;
    int64_t wait_us;

    TRY(store_officer_get(cx, tx, env->post, id, &officer));
    wait_us = back_off_us(officer.tries + 1);
    return store_officer_set_tries(cx, tx, id, officer.tries + 1,
                                   wait_us ? cx->now_us + wait_us : 0);
}
