/*
 * draft: see draft.h; the queries are in draft.sql.
 */
#include "store/draft.h"
#include "store/row.h"

enum err store_draft_put(struct cx *cx, struct db *tx, struct post_id post, const uint8_t id[32],
                         struct bytes blob, int64_t now_us)
{
    return DB_RUN(cx, tx, NULL, Q_DRAFT_PUT, BYTES(id, 32), ID(post), BYTES(blob.at, blob.len),
                  INT(now_us));
}

enum err store_draft_get(struct cx *cx, struct db *db, struct post_id post, const uint8_t id[32],
                         struct bytes *blob, int64_t *updated_us)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_DRAFT_GET, BYTES(id, 32), ID(post)));
    TRY(row_one(cx, rows, "no such draft"));
    struct bytes copy = rows_bytes(cx, rows, 0);
    if (!copy.at)
        return FAIL(cx, ERR_TOO_LARGE, "draft");
    *blob = copy;
    *updated_us = rows_int(rows, 1);
    return OK;
}

enum err store_draft_remove(struct cx *cx, struct db *tx, const uint8_t id[32])
{
    return DB_RUN(cx, tx, NULL, Q_DRAFT_REMOVE, BYTES(id, 32));
}

enum err store_draft_expire(struct cx *cx, struct db *tx, int64_t before_us, int64_t *removed)
{
    return DB_RUN(cx, tx, removed, Q_DRAFT_EXPIRE, INT(before_us));
}
