/*
 * post: see post.h; the queries are in post.sql.
 */
#include "store/post.h"
#include "store/row.h"
#include <string.h>

enum err store_post_insert(struct cx *cx, struct db *tx, const struct post_row *post)
{
    return DB_RUN(cx, tx, NULL, Q_POST_INSERT, ID(post->id), TEXT(post->code), TEXT(post->name),
                  INT(post->added_us));
}

enum err store_post_list(struct cx *cx, struct db *db, struct post_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct post_list list = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_POST_LIST, INT(POSTS_MAX)));
    while (rows_next(rows, &err)) {
        TRY(LIST_ROOM(cx, list.at, list.len, POSTS_MAX));
        struct post_row *post = &list.at[list.len++];
        TRY(rows_exact(cx, rows, 0, post->id.b, sizeof post->id.b));
        post->code = rows_text(cx, rows, 1);
        post->name = rows_text(cx, rows, 2);
        post->added_us = rows_int(rows, 3);
        if (!post->code.at || !post->name.at)
            return FAIL(cx, ERR_TOO_LARGE, "post");
    }
    TRY(err);
    *out = list;
    return OK;
}

enum err store_setting_put(struct cx *cx, struct db *tx, struct post_id post, struct str name,
                           struct str value)
{
    return DB_RUN(cx, tx, NULL, Q_SETTING_PUT, ID(post), TEXT(name), TEXT(value));
}

enum err store_setting_get(struct cx *cx, struct db *db, struct post_id post, struct str name,
                           struct str *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_SETTING_GET, ID(post), TEXT(name)));
    TRY(row_one(cx, rows, "no such setting"));
    struct str value = rows_text(cx, rows, 0);
    if (!value.at)
        return FAIL(cx, ERR_TOO_LARGE, "setting");
    *out = value;
    return OK;
}

enum err store_setting_list(struct cx *cx, struct db *db, struct post_id post,
                            struct setting_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct setting_list list = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_SETTING_LIST, ID(post), INT(SETTINGS_MAX)));
    while (rows_next(rows, &err)) {
        TRY(LIST_ROOM(cx, list.at, list.len, SETTINGS_MAX));
        struct setting_row *setting = &list.at[list.len++];
        setting->name = rows_text(cx, rows, 0);
        setting->value = rows_text(cx, rows, 1);
        if (!setting->name.at || !setting->value.at)
            return FAIL(cx, ERR_TOO_LARGE, "setting");
    }
    TRY(err);
    *out = list;
    return OK;
}

enum err store_agency_insert(struct cx *cx, struct db *tx, struct post_id post,
                             const struct agency_row *agency)
{
    return DB_RUN(
        cx, tx, NULL, Q_AGENCY_INSERT, ID(agency->id), ID(post),
        TEXT(str_of(agency_code_name(agency->code))), TEXT(agency->name), FIXED(agency->box_pk),
        FIXED(agency->sign_pk), INT(agency->added_us),
        BYTES(agency->custodian_pk, agency->has_custodian ? sizeof agency->custodian_pk : 0));
}

static enum err read_agency(struct cx *cx, struct rows *rows, struct agency_row *out)
{
    struct str code = rows_text(cx, rows, 1);
    struct bytes custodian;

    TRY(rows_exact(cx, rows, 0, out->id.b, sizeof out->id.b));
    out->name = rows_text(cx, rows, 2);
    if (!code.at || !out->name.at)
        return FAIL(cx, ERR_TOO_LARGE, "agency");
    if (!agency_code_parse(code, &out->code))
        return FAIL(cx, ERR_CORRUPT, "agency code %.*s", STR_FMT(code));
    TRY(rows_exact(cx, rows, 3, out->box_pk, sizeof out->box_pk));
    TRY(rows_exact(cx, rows, 4, out->sign_pk, sizeof out->sign_pk));
    out->added_us = rows_int(rows, 5);
    out->key_serial = (uint64_t)rows_int(rows, 6);
    out->custodian_serial = (uint64_t)rows_int(rows, 8);
    custodian = rows_bytes(cx, rows, 7);
    out->has_custodian = custodian.len == sizeof out->custodian_pk;
    if (out->has_custodian)
        memcpy(out->custodian_pk, custodian.at, sizeof out->custodian_pk);
    return OK;
}

enum err store_agency_list(struct cx *cx, struct db *db, struct post_id post,
                           struct agency_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct agency_list list = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_AGENCY_LIST, ID(post), INT(POST_AGENCIES_MAX)));
    while (rows_next(rows, &err)) {
        TRY(LIST_ROOM(cx, list.at, list.len, POST_AGENCIES_MAX));
        TRY(read_agency(cx, rows, &list.at[list.len++]));
    }
    TRY(err);
    *out = list;
    return OK;
}

enum err store_agency_sign_pk(struct cx *cx, struct db *db, struct post_id post,
                              enum agency_code code, uint8_t out[32])
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_AGENCY_SIGN_PK, ID(post),
                 TEXT(str_of(agency_code_name(code)))));
    TRY(row_one(cx, rows, "no such agency"));
    return rows_exact(cx, rows, 0, out, 32);
}

enum err store_agency_renew(struct cx *cx, struct db *tx, struct agency_id id,
                            const uint8_t box_pk[32], const uint8_t sign_pk[32], uint64_t serial)
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_AGENCY_RENEW, ID(id), BYTES(box_pk, 32), BYTES(sign_pk, 32),
               INT(serial)));
    return changed == 1 ? OK : FAIL(cx, ERR_CONFLICT, "the agency's keys were renewed meanwhile");
}

enum err store_agency_renew_custodian(struct cx *cx, struct db *tx, struct agency_id id,
                                      const uint8_t pk[32], uint64_t serial)
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_AGENCY_RENEW_CUSTODIAN, ID(id), BYTES(pk, 32), INT(serial)));
    return changed == 1 ? OK
                        : FAIL(cx, ERR_CONFLICT, "the custodians' key was renewed meanwhile");
}
