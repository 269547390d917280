/*
 * idempotency: see idempotency.h; the queries are in idempotency.sql.
 */
#include "store/idempotency.h"
#include "store/row.h"

enum err store_idempotency_insert(struct cx *cx, struct db *tx, struct post_id post,
                                  const uint8_t key_hash[32], struct case_id case_id,
                                  struct bytes answer, int64_t now_us)
{
    return DB_RUN(cx, tx, NULL, Q_IDEMPOTENCY_INSERT, BYTES(key_hash, 32), ID(post), ID(case_id),
                  BYTES(answer.at, answer.len), INT(now_us));
}

enum err store_idempotency_get(struct cx *cx, struct db *db, struct post_id post,
                               const uint8_t key_hash[32], struct case_id *case_id,
                               struct bytes *answer)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct case_id id;

    TRY(DB_QUERY(cx, db, &rows, Q_IDEMPOTENCY_GET, ID(post), BYTES(key_hash, 32)));
    TRY(row_one(cx, rows, "the key is new"));
    TRY(rows_exact(cx, rows, 0, id.b, sizeof id.b));
    struct bytes copy = rows_bytes(cx, rows, 1);
    if (!copy.at)
        return FAIL(cx, ERR_TOO_LARGE, "answer");
    *case_id = id;
    *answer = copy;
    return OK;
}

enum err store_idempotency_expire(struct cx *cx, struct db *tx, int64_t before_us, int64_t *removed)
{
    return DB_RUN(cx, tx, removed, Q_IDEMPOTENCY_EXPIRE, INT(before_us));
}
