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
