/*
 * sign_in: see sign_in.h; the queries are in sign_in.sql.
 */
#include "store/sign_in.h"
#include "store/row.h"

#define HASH(h) BYTES((h), DOOR_HASH)

enum err store_slip_insert(struct cx *cx, struct db *tx, struct officer_id officer,
                           const uint8_t hash[DOOR_HASH])
{
    return DB_RUN(cx, tx, NULL, Q_SLIP_INSERT, ID(officer), HASH(hash));
}

enum err store_slip_count(struct cx *cx, struct db *db, struct officer_id officer, int64_t *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_SLIP_COUNT, ID(officer)));
    TRY(row_one(cx, rows, "no count"));
    *out = rows_int(rows, 0);
    return OK;
}

enum err store_slip_has(struct cx *cx, struct db *db, struct officer_id officer,
                        const uint8_t hash[DOOR_HASH], bool *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_SLIP_HAS, ID(officer), HASH(hash)));
    TRY(row_one(cx, rows, "no count"));
    *out = rows_int(rows, 0) > 0;
    return OK;
}

enum err store_slip_use(struct cx *cx, struct db *tx, struct officer_id officer,
                        const uint8_t hash[DOOR_HASH])
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_SLIP_USE, ID(officer), HASH(hash)));
    return changed == 1 ? OK : FAIL(cx, ERR_CONFLICT, "this slip has been used");
}

enum err store_slip_remove_officer(struct cx *cx, struct db *tx, struct officer_id officer)
{
    return DB_RUN(cx, tx, NULL, Q_SLIP_REMOVE_OFFICER, ID(officer));
}

enum err store_challenge_use(struct cx *cx, struct db *tx, const uint8_t hash[DOOR_HASH],
                             int64_t until_us)
{
    return DB_RUN(cx, tx, NULL, Q_CHALLENGE_USE, HASH(hash), INT(until_us));
}

enum err store_try_get(struct cx *cx, struct db *db, const uint8_t key[DOOR_HASH], int64_t now_us,
                       struct sign_in_tries *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_TRY_GET, HASH(key), INT(now_us)));
    if (!rows_next(rows, &err)) {
        TRY(err);
        *out = (struct sign_in_tries){ 0 };
        return OK;
    }
    *out = (struct sign_in_tries){ (int)rows_int(rows, 0), rows_int(rows, 1) };
    return OK;
}

enum err store_try_put(struct cx *cx, struct db *tx, const uint8_t key[DOOR_HASH],
                       const struct sign_in_tries *tries, int64_t until_us)
{
    return DB_RUN(cx, tx, NULL, Q_TRY_PUT, HASH(key), INT(tries->tries),
                  INT(tries->locked_until_us), INT(until_us));
}

enum err store_try_forget(struct cx *cx, struct db *tx, const uint8_t key[DOOR_HASH])
{
    return DB_RUN(cx, tx, NULL, Q_TRY_FORGET, HASH(key));
}

enum err store_sign_in_expire(struct cx *cx, struct db *tx, int64_t now_us)
{
    TRY(DB_RUN(cx, tx, NULL, Q_CHALLENGE_EXPIRE, INT(now_us)));
    return DB_RUN(cx, tx, NULL, Q_TRY_EXPIRE, INT(now_us));
}
