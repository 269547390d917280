/*
 * log_entry: see log_entry.h; the queries are in log_entry.sql.
 */
#include "store/log_entry.h"
#include "store/row.h"

enum err store_log_append(struct cx *cx, struct db *tx, struct post_id post, int64_t index,
                          struct bytes leaf, const uint8_t leaf_hash[32])
{
    return DB_RUN(cx, tx, NULL, Q_LOG_ENTRY_INSERT, ID(post), INT(index), BYTES(leaf.at, leaf.len),
                  BYTES(leaf_hash, 32));
}

enum err store_log_size(struct cx *cx, struct db *db, struct post_id post, int64_t *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_LOG_ENTRY_SIZE, ID(post)));
    TRY(row_one(cx, rows, "the log's size"));
    *out = rows_int(rows, 0);
    return OK;
}

/* The leaf at `index` is the next row, or the log ends here. */
static enum err next_leaf(struct cx *cx, struct rows *rows, int64_t index, uint8_t hash[32],
                          bool *there)
{
    enum err err = OK;

    *there = rows_next(rows, &err);
    if (!*there)
        return err;
    if (rows_int(rows, 0) != index)
        return FAIL(cx, ERR_CORRUPT, "the log has no leaf %lld", (long long)index);
    return rows_exact(cx, rows, 1, hash, 32);
}

enum err store_log_range(struct cx *cx, struct db *db, struct post_id post, int64_t from,
                         int64_t to, struct log_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct log_list list = { 0 };

    if (from < 0 || to < from || to - from > LOG_RANGE_MAX)
        return FAIL(cx, ERR_TOO_LARGE, "more than %d leaves at once", LOG_RANGE_MAX);
    TRY(DB_QUERY(cx, db, &rows, Q_LOG_ENTRY_RANGE, ID(post), INT(from), INT(to)));
    for (bool there = true;;) {
        struct log_entry entry = { .index = from + (int64_t)list.len };

        TRY(next_leaf(cx, rows, entry.index, entry.leaf_hash, &there));
        if (!there)
            break;
        entry.leaf = rows_bytes(cx, rows, 2);
        if (!entry.leaf.at)
            return FAIL(cx, ERR_TOO_LARGE, "leaves");
        TRY(LIST_ROOM(cx, list.at, list.len, LOG_RANGE_MAX));
        list.at[list.len++] = entry;
    }
    *out = list;
    return OK;
}

enum err store_log_hashes(struct cx *cx, struct db *db, struct post_id post, int64_t from,
                          int64_t to, uint8_t (*out)[32], size_t *count)
{
    AUTO(rows_close) struct rows *rows = NULL;
    size_t len = 0;

    if (from < 0 || to < from)
        return FAIL(cx, ERR_INVALID, "no such range");
    TRY(DB_QUERY(cx, db, &rows, Q_LOG_ENTRY_RANGE, ID(post), INT(from), INT(to)));
    for (bool there = true; len < (size_t)(to - from); len++) {
        TRY(next_leaf(cx, rows, from + (int64_t)len, out[len], &there));
        if (!there)
            break;
    }
    *count = len;
    return OK;
}
