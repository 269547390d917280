/* identity: see the header. */
#include "store/identity.h"
#include "store/row.h"

enum err store_identity_insert(struct cx *cx, struct db *tx, struct post_id post, struct case_id id,
                               const struct identity_row *identity)
{
    return DB_RUN(cx, tx, NULL, Q_IDENTITY_INSERT, ID(id), ID(post), INT(identity->mode),
                  BYTES(identity->sealed.at, identity->sealed.len));
}

enum err store_identity_get(struct cx *cx, struct db *db, struct case_id id,
                            struct identity_row *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct identity_row row;
    int64_t mode;

    TRY(DB_QUERY(cx, db, &rows, Q_IDENTITY_GET, ID(id)));
    TRY(row_one(cx, rows, "identity"));
    mode = rows_int(rows, 0);
    if (mode <= MODE_NONE || mode >= MODE_COUNT)
        return FAIL(cx, ERR_CORRUPT, "identity of mode %lld", (long long)mode);
    row.mode = (enum report_mode)mode;
    row.sealed = rows_bytes(cx, rows, 1);
    if (!row.sealed.at)
        return FAIL(cx, ERR_TOO_LARGE, "identity");
    *out = row;
    return OK;
}

enum err store_share_insert(struct cx *cx, struct db *tx, struct post_id post, struct case_id id,
                            const struct share_row *share)
{
    return DB_RUN(cx, tx, NULL, Q_SHARE_INSERT, ID(id), INT(share->number), ID(post),
                  ID(share->agency), BYTES(share->sealed.at, share->sealed.len),
                  FIXED(share->commitment));
}

enum err store_share_list(struct cx *cx, struct db *db, struct case_id id, struct share_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct share_list list = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_SHARE_LIST, ID(id)));
    while (rows_next(rows, &err)) {
        struct share_row *row = &list.at[list.len];
        int64_t number = rows_int(rows, 0);

        if (list.len == SHARES_MAX || number < 1 || number > SHARES_MAX)
            return FAIL(cx, ERR_CORRUPT, "share %lld of a case", (long long)number);
        row->number = (uint8_t)number;
        TRY(rows_exact(cx, rows, 1, row->agency.b, sizeof row->agency.b));
        row->sealed = rows_bytes(cx, rows, 2);
        TRY(rows_exact(cx, rows, 3, row->commitment, sizeof row->commitment));
        if (!row->sealed.at)
            return FAIL(cx, ERR_TOO_LARGE, "share");
        list.len++;
    }
    TRY(err);
    *out = list;
    return OK;
}

enum err store_shares_held(struct cx *cx, struct db *db, struct agency_id agency,
                           struct held_share_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct held_share_list list = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_SHARES_HELD, ID(agency), INT(SHARES_HELD_MAX)));
    while (rows_next(rows, &err)) {
        struct held_share *s;

        TRY(LIST_ROOM(cx, list.at, list.len, SHARES_HELD_MAX));
        s = &list.at[list.len++];
        TRY(rows_exact(cx, rows, 0, s->id.b, sizeof s->id.b));
        s->number = (uint8_t)rows_int(rows, 1);
        s->sealed = rows_bytes(cx, rows, 2);
        if (!s->sealed.at)
            return FAIL(cx, ERR_TOO_LARGE, "share");
    }
    TRY(err);
    *out = list;
    return OK;
}

enum err store_shares_held_count(struct cx *cx, struct db *db, struct agency_id agency,
                                 size_t *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_SHARES_HELD_COUNT, ID(agency)));
    TRY(row_one(cx, rows, "no count"));
    *out = (size_t)rows_int(rows, 0);
    return OK;
}

enum err store_share_reseal(struct cx *cx, struct db *tx, struct case_id id, uint8_t number,
                            struct bytes sealed)
{
    return DB_RUN(cx, tx, NULL, Q_SHARE_RESEAL, ID(id), INT(number),
                  BYTES(sealed.at, sealed.len));
}
