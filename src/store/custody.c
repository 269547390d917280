/* custody: see the header; the queries are in custody.sql. */
#include "store/custody.h"
#include "store/row.h"

enum err store_custodian_grant_insert(struct cx *cx, struct db *tx, struct post_id post,
                                      struct agency_id agency, struct officer_id officer,
                                      uint64_t serial, struct bytes sealed, int64_t given_us)
{
    return DB_RUN(cx, tx, NULL, Q_CUSTODIAN_GRANT_INSERT, ID(agency), ID(officer), INT(serial),
                  ID(post), BYTES(sealed.at, sealed.len), INT(given_us));
}

enum err store_custodian_grant_newest(struct cx *cx, struct db *db, struct agency_id agency,
                                      struct officer_id officer, uint64_t *serial,
                                      struct bytes *sealed)
{
    AUTO(rows_close) struct rows *rows = NULL;
    enum err err = OK;
    struct bytes copy;

    TRY(DB_QUERY(cx, db, &rows, Q_CUSTODIAN_GRANT_NEWEST, ID(agency), ID(officer)));
    if (!rows_next(rows, &err))
        return err != OK ? err : FAIL(cx, ERR_DENIED, "the officer is no custodian");
    copy = rows_bytes(cx, rows, 1);
    if (!copy.at)
        return FAIL(cx, ERR_TOO_LARGE, "grant");
    *serial = (uint64_t)rows_int(rows, 0);
    *sealed = copy;
    return OK;
}

enum err store_custodian_grant_remove(struct cx *cx, struct db *tx, struct agency_id agency,
                                      struct officer_id officer)
{
    return DB_RUN(cx, tx, NULL, Q_CUSTODIAN_GRANT_REMOVE, ID(officer), ID(agency));
}
