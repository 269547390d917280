/* log_witness: see the header. */
#include "store/log_witness.h"
#include "store/row.h"

enum err store_witness_seen(struct cx *cx, struct db *tx, struct post_id post,
                            const struct log_witness_row *row)
{
    return DB_RUN(cx, tx, NULL, Q_LOG_WITNESS_SEEN, ID(post), TEXT(row->witness), INT(row->size),
                  INT(row->at_us));
}

enum err store_witness_list(struct cx *cx, struct db *db, struct post_id post,
                            struct log_witness_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct log_witness_list list = { NULL, 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_LOG_WITNESS_LIST, ID(post)));
    while (rows_next(rows, &err)) {
        struct log_witness_row *row;

        TRY(LIST_ROOM(cx, list.at, list.len, COSIGNATURES_MAX));
        row = &list.at[list.len++];
        row->witness = rows_text(cx, rows, 0);
        row->size = rows_int(rows, 1);
        row->at_us = rows_int(rows, 2);
        if (!row->witness.at)
            return FAIL(cx, ERR_TOO_LARGE, "witnesses");
    }
    if (err != OK)
        return err;
    *out = list;
    return OK;
}

enum err store_head_at(struct cx *cx, struct db *db, struct post_id post, int64_t size,
                       struct log_head_row *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_LOG_HEAD_AT, ID(post), INT(size)));
    return store_head_row(cx, rows, out);
}

enum err store_head_quorum(struct cx *cx, struct db *tx, struct post_id post, int64_t size,
                           int64_t now_us)
{
    return DB_RUN(cx, tx, NULL, Q_LOG_HEAD_QUORUM_SET, ID(post), INT(size), INT(now_us));
}

enum err store_head_quorum_newest(struct cx *cx, struct db *db, struct post_id post, int64_t above,
                                  struct log_head_row *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_LOG_HEAD_QUORUM_NEWEST, ID(post), INT(above)));
    return store_head_row(cx, rows, out);
}
