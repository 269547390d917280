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

enum err store_old_key_insert(struct cx *cx, struct db *tx, struct post_id post,
                              struct agency_id agency, const struct old_key *key)
{
    return DB_RUN(cx, tx, NULL, Q_AGENCY_OLD_KEY_INSERT, ID(agency), INT(key->serial), ID(post),
                  FIXED(key->box_pk), FIXED(key->sign_pk),
                  BYTES(key->sealed.at, key->sealed.len), INT(key->retired_us));
}

enum err store_old_key_get(struct cx *cx, struct db *db, struct agency_id agency, uint64_t serial,
                           struct old_key *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct old_key key = { .serial = serial };

    TRY(DB_QUERY(cx, db, &rows, Q_AGENCY_OLD_KEY_GET, ID(agency), INT(serial)));
    TRY(row_one(cx, rows, "no such former key"));
    TRY(rows_exact(cx, rows, 0, key.box_pk, sizeof key.box_pk));
    TRY(rows_exact(cx, rows, 1, key.sign_pk, sizeof key.sign_pk));
    key.sealed = rows_bytes(cx, rows, 2);
    key.retired_us = rows_int(rows, 3);
    if (!key.sealed.at)
        return FAIL(cx, ERR_TOO_LARGE, "former key");
    *out = key;
    return OK;
}

enum err store_old_key_list(struct cx *cx, struct db *db, struct agency_id agency,
                            struct old_key_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct old_key_list list = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_AGENCY_OLD_KEY_LIST, ID(agency), INT(OLD_KEYS_MAX)));
    while (rows_next(rows, &err)) {
        struct old_key *key;

        TRY(LIST_ROOM(cx, list.at, list.len, OLD_KEYS_MAX));
        key = &list.at[list.len++];
        *key = (struct old_key){ .serial = (uint64_t)rows_int(rows, 0),
                                 .retired_us = rows_int(rows, 3) };
        TRY(rows_exact(cx, rows, 1, key->box_pk, sizeof key->box_pk));
        TRY(rows_exact(cx, rows, 2, key->sign_pk, sizeof key->sign_pk));
    }
    TRY(err);
    *out = list;
    return OK;
}

enum err store_custodian_grant_count(struct cx *cx, struct db *db, struct agency_id agency,
                                     uint64_t serial, size_t *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_CUSTODIAN_GRANT_COUNT, ID(agency), INT(serial)));
    TRY(row_one(cx, rows, "no count"));
    *out = (size_t)rows_int(rows, 0);
    return OK;
}

enum err store_paper_put(struct cx *cx, struct db *tx, struct post_id post,
                         struct agency_id agency, const struct paper_row *row)
{
    return DB_RUN(cx, tx, NULL, Q_AGENCY_PAPER_PUT, ID(agency), ID(post), FIXED(row->box_pk),
                  INT(row->serial), BYTES(row->sealed.at, row->sealed.len),
                  INT(row->custodian_serial),
                  row->custodian_sealed.len
                      ? BYTES(row->custodian_sealed.at, row->custodian_sealed.len)
                      : NONE,
                  INT(row->made_us));
}

enum err store_paper_get(struct cx *cx, struct db *db, struct agency_id agency,
                         struct paper_row *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct paper_row row = { 0 };

    TRY(DB_QUERY(cx, db, &rows, Q_AGENCY_PAPER_GET, ID(agency)));
    TRY(row_one(cx, rows, "no slips of paper"));
    TRY(rows_exact(cx, rows, 0, row.box_pk, sizeof row.box_pk));
    row.serial = (uint64_t)rows_int(rows, 1);
    row.sealed = rows_bytes(cx, rows, 2);
    row.custodian_serial = (uint64_t)rows_int(rows, 3);
    row.custodian_sealed = rows_bytes(cx, rows, 4);
    row.made_us = rows_int(rows, 5);
    if (!row.sealed.at || !row.custodian_sealed.at)
        return FAIL(cx, ERR_TOO_LARGE, "slips of paper");
    *out = row;
    return OK;
}

enum err store_paper_remove(struct cx *cx, struct db *tx, struct agency_id agency)
{
    return DB_RUN(cx, tx, NULL, Q_AGENCY_PAPER_REMOVE, ID(agency));
}

enum err store_custodian_grant_remove_all(struct cx *cx, struct db *tx, struct agency_id agency)
{
    return DB_RUN(cx, tx, NULL, Q_CUSTODIAN_GRANT_REMOVE_ALL, ID(agency));
}
