/* log_head: see the header. */
#include "store/log_head.h"
#include "store/log_entry.h"
#include "store/row.h"
#include <string.h>

enum err store_node_insert(struct cx *cx, struct db *tx, struct post_id post, int level,
                           int64_t place, const uint8_t hash[32])
{
    return DB_RUN(cx, tx, NULL, Q_LOG_NODE_INSERT, ID(post), INT(level), INT(place),
                  BYTES(hash, 32));
}

static enum err leaves_read(struct cx *cx, struct db *db, struct post_id post, int64_t first,
                            size_t count, uint8_t (*out)[32])
{
    size_t got = 0;

    TRY(store_log_hashes(cx, db, post, first, first + (int64_t)count, out, &got));
    return got == count ? OK : FAIL(cx, ERR_CORRUPT, "leaf %lld is not there", (long long)first);
}

enum err store_nodes_read(struct cx *cx, struct db *db, struct post_id post, int level,
                          int64_t first, size_t count, uint8_t (*out)[32])
{
    AUTO(rows_close) struct rows *rows = NULL;
    enum err err = OK;
    size_t got = 0;

    if (level == 0)
        return leaves_read(cx, db, post, first, count, out);
    TRY(DB_QUERY(cx, db, &rows, Q_LOG_NODE_RANGE, ID(post), INT(level), INT(first),
                 INT(first + (int64_t)count)));
    while (rows_next(rows, &err)) {
        if (got == count || rows_int(rows, 0) != first + (int64_t)got)
            return FAIL(cx, ERR_CORRUPT, "a hash of level %d is out of place", level);
        TRY(rows_exact(cx, rows, 1, out[got], 32));
        got++;
    }
    if (err != OK)
        return err;
    return got == count ? OK
                        : FAIL(cx, ERR_CORRUPT, "hash %lld of level %d is not there",
                               (long long)first, level);
}

enum err store_head_insert(struct cx *cx, struct db *tx, struct post_id post,
                           const struct log_head_row *head)
{
    return DB_RUN(cx, tx, NULL, Q_LOG_HEAD_INSERT, ID(post), INT(head->size), FIXED(head->root),
                  TEXT(head->note), INT(head->signed_us));
}

enum err store_head_row(struct cx *cx, struct rows *rows, struct log_head_row *out)
{
    struct log_head_row row;

    TRY(row_one(cx, rows, "log head"));
    row.size = rows_int(rows, 0);
    TRY(rows_exact(cx, rows, 1, row.root, sizeof row.root));
    row.note = rows_text(cx, rows, 2);
    row.signed_us = rows_int(rows, 3);
    row.published_us = rows_null(rows, 4) ? 0 : rows_int(rows, 4);
    if (!row.note.at)
        return FAIL(cx, ERR_TOO_LARGE, "log head");
    *out = row;
    return OK;
}

enum err store_head_newest(struct cx *cx, struct db *db, struct post_id post,
                           struct log_head_row *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_LOG_HEAD_NEWEST, ID(post)));
    return store_head_row(cx, rows, out);
}

enum err store_head_published(struct cx *cx, struct db *db, struct post_id post,
                              struct log_head_row *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_LOG_HEAD_PUBLISHED, ID(post)));
    return store_head_row(cx, rows, out);
}

enum err store_head_after(struct cx *cx, struct db *db, struct post_id post, int64_t after,
                          struct log_head_row *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_LOG_HEAD_AFTER, ID(post), INT(after)));
    return store_head_row(cx, rows, out);
}

enum err store_head_publish(struct cx *cx, struct db *tx, struct post_id post, int64_t size,
                            int64_t now_us)
{
    return DB_RUN(cx, tx, NULL, Q_LOG_HEAD_PUBLISH, ID(post), INT(size), INT(now_us));
}

enum err store_cosignature_put(struct cx *cx, struct db *tx, struct post_id post, int64_t size,
                               const struct cosignature_row *c)
{
    return DB_RUN(cx, tx, NULL, Q_LOG_COSIGNATURE_PUT, ID(post), INT(size), TEXT(c->witness),
                  TEXT(c->line), INT(c->at_us));
}

enum err store_cosignature_list(struct cx *cx, struct db *db, struct post_id post, int64_t size,
                                struct cosignature_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct cosignature_list list = { NULL, 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_LOG_COSIGNATURE_LIST, ID(post), INT(size)));
    while (rows_next(rows, &err)) {
        struct cosignature_row *c;

        TRY(LIST_ROOM(cx, list.at, list.len, COSIGNATURES_MAX));
        c = &list.at[list.len++];
        c->witness = rows_text(cx, rows, 0);
        c->line = rows_text(cx, rows, 1);
        c->at_us = rows_int(rows, 2);
        if (!c->witness.at || !c->line.at)
            return FAIL(cx, ERR_TOO_LARGE, "cosignatures");
    }
    if (err != OK)
        return err;
    *out = list;
    return OK;
}
