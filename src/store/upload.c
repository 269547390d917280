/* upload: see the header; the queries are in upload.sql. */
#include "store/upload.h"
#include "store/row.h"
#include <string.h>

#define RAW(v) BYTES((v).at, (v).len)

enum err store_upload_insert(struct cx *cx, struct db *tx, struct post_id post,
                             const struct upload_row *row)
{
    return DB_RUN(cx, tx, NULL, Q_UPLOAD_INSERT, ID(row->id), ID(post), FIXED(row->owner),
                  INT(row->length), RAW(row->key), RAW(row->meta), INT(row->begun_us));
}

static enum err read_upload(struct cx *cx, struct rows *rows, const uint8_t owner[32],
                            struct upload_row *out)
{
    TRY(rows_exact(cx, rows, 0, out->id.b, sizeof out->id.b));
    memcpy(out->owner, owner, sizeof out->owner);
    out->length = (uint64_t)rows_int(rows, 1);
    out->key = rows_bytes(cx, rows, 2);
    out->meta = rows_bytes(cx, rows, 3);
    out->received = (uint64_t)rows_int(rows, 4);
    out->stored = (uint64_t)rows_int(rows, 5);
    out->state = rows_bytes(cx, rows, 6);
    out->begun_us = rows_int(rows, 7);
    out->touched_us = rows_int(rows, 8);
    return out->key.at && out->meta.at && out->state.at ? OK : FAIL(cx, ERR_TOO_LARGE, "upload");
}

enum err store_upload_get(struct cx *cx, struct db *db, struct post_id post,
                          const uint8_t owner[32], struct blob_id id, struct upload_row *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct upload_row row = { 0 };

    TRY(DB_QUERY(cx, db, &rows, Q_UPLOAD_GET, ID(post), BYTES(owner, 32), ID(id)));
    TRY(row_one(cx, rows, "no such upload"));
    TRY(read_upload(cx, rows, owner, &row));
    *out = row;
    return OK;
}

enum err store_upload_list(struct cx *cx, struct db *db, struct post_id post,
                           const uint8_t owner[32], struct upload_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct upload_list list = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_UPLOAD_LIST, ID(post), BYTES(owner, 32), INT(UPLOADS_MAX)));
    while (rows_next(rows, &err)) {
        TRY(LIST_ROOM(cx, list.at, list.len, UPLOADS_MAX));
        TRY(read_upload(cx, rows, owner, &list.at[list.len++]));
    }
    TRY(err);
    *out = list;
    return OK;
}

enum err store_upload_sums(struct cx *cx, struct db *db, struct post_id post,
                           const uint8_t owner[32], uint64_t *count, uint64_t *bytes)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_UPLOAD_SUMS, ID(post), BYTES(owner, 32)));
    TRY(row_one(cx, rows, "sums of uploads"));
    *count = (uint64_t)rows_int(rows, 0);
    *bytes = (uint64_t)rows_int(rows, 1);
    return OK;
}

enum err store_upload_grow(struct cx *cx, struct db *tx, struct post_id post, struct blob_id id,
                           uint64_t before, const struct upload_row *after, int64_t now_us)
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_UPLOAD_GROW, ID(post), ID(id), INT(before),
               INT(after->received), INT(after->stored), RAW(after->state), INT(now_us)));
    return changed == 1 ? OK : FAIL(cx, ERR_CONFLICT, "another was writing this file");
}

enum err store_upload_remove(struct cx *cx, struct db *tx, struct post_id post, struct blob_id id)
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_UPLOAD_REMOVE, ID(post), ID(id)));
    return changed == 1 ? OK : FAIL(cx, ERR_NOT_FOUND, "no such upload");
}

enum err store_upload_stale(struct cx *cx, struct db *db, struct post_id post, int64_t before_us,
                            struct blob_id *out, size_t max, size_t *len)
{
    AUTO(rows_close) struct rows *rows = NULL;
    enum err err = OK;
    size_t n = 0;

    TRY(DB_QUERY(cx, db, &rows, Q_UPLOAD_STALE, ID(post), INT(before_us), INT(max)));
    while (n < max && rows_next(rows, &err)) {
        TRY(rows_exact(cx, rows, 0, out[n].b, sizeof out[n].b));
        n++;
    }
    TRY(err);
    *len = n;
    return OK;
}
