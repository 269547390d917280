/*
 * case_file: see case_file.h; the queries are in case_file.sql.
 */
#include "store/case_file.h"
#include "store/row.h"

enum err store_case_insert(struct cx *cx, struct db *tx, struct post_id post,
                           const struct case_file *f)
{
    return DB_RUN(cx, tx, NULL, Q_CASE_FILE_INSERT, ID(f->id), ID(post), TEXT(f->number),
                  FIXED(f->lookup), FIXED(f->box_pk), FIXED(f->reporter_pk),
                  BYTES(f->reporter_grant.at, f->reporter_grant.len), INT(f->received_us),
                  INT(f->received_on.n));
}

static enum err read_file(struct cx *cx, struct rows *rows, struct case_file *out)
{
    struct case_file file = { 0 };

    TRY(rows_exact(cx, rows, 0, file.id.b, sizeof file.id.b));
    file.number = rows_text(cx, rows, 1);
    TRY(rows_exact(cx, rows, 2, file.lookup, sizeof file.lookup));
    TRY(rows_exact(cx, rows, 3, file.box_pk, sizeof file.box_pk));
    TRY(rows_exact(cx, rows, 4, file.reporter_pk, sizeof file.reporter_pk));
    file.reporter_grant = rows_bytes(cx, rows, 5);
    file.received_us = rows_int(rows, 6);
    file.received_on = (struct day){ (int32_t)rows_int(rows, 7) };
    if (!file.number.at || !file.reporter_grant.at)
        return FAIL(cx, ERR_TOO_LARGE, "case");
    *out = file;
    return OK;
}

enum err store_case_get(struct cx *cx, struct db *db, struct post_id post, struct case_id id,
                        struct case_file *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_CASE_FILE_GET, ID(id), ID(post)));
    TRY(row_one(cx, rows, "no such case"));
    return read_file(cx, rows, out);
}

enum err store_case_by_lookup(struct cx *cx, struct db *db, struct post_id post,
                              const uint8_t lookup[32], struct case_file *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_CASE_FILE_BY_LOOKUP, BYTES(lookup, 32), ID(post)));
    TRY(row_one(cx, rows, "no case for this code"));
    return read_file(cx, rows, out);
}

enum err store_case_by_number(struct cx *cx, struct db *db, struct post_id post,
                              struct agency_id agency, struct str number, struct case_file *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_CASE_FILE_BY_NUMBER, ID(post), TEXT(number), ID(agency)));
    if (!rows_next(rows, &err))
        return err != OK ? err : FAIL(cx, ERR_DENIED, "no such case for this agency");
    return read_file(cx, rows, out);
}

enum err store_case_grant_insert(struct cx *cx, struct db *tx, struct post_id post,
                                 struct case_id id, const struct case_grant *grant)
{
    (void)post; /* it is the case's */
    return DB_RUN(cx, tx, NULL, Q_CASE_GRANT_INSERT, ID(id), ID(grant->agency), INT(grant->serial),
                  BYTES(grant->sealed.at, grant->sealed.len),
                  INT(grant->key_serial ? grant->key_serial : 1));
}

static enum err read_grant(struct cx *cx, struct rows *rows, struct case_grant *out)
{
    TRY(rows_exact(cx, rows, 0, out->agency.b, sizeof out->agency.b));
    out->serial = (uint64_t)rows_int(rows, 1);
    out->sealed = rows_bytes(cx, rows, 2);
    out->cached = rows_bytes(cx, rows, 3);
    out->key_serial = (uint64_t)rows_int(rows, 4);
    return out->sealed.at && out->cached.at ? OK : FAIL(cx, ERR_TOO_LARGE, "grant");
}

enum err store_case_grant_get(struct cx *cx, struct db *db, struct case_id id,
                              struct agency_id agency, struct case_grant *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct case_grant grant = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_CASE_GRANT_GET, ID(id), ID(agency)));
    if (!rows_next(rows, &err))
        return err != OK ? err : FAIL(cx, ERR_DENIED, "no such case for this agency");
    TRY(read_grant(cx, rows, &grant));
    *out = grant;
    return OK;
}

enum err store_case_grant_list(struct cx *cx, struct db *db, struct case_id id,
                               struct case_grant_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct case_grant_list list = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_CASE_GRANT_LIST, ID(id)));
    while (rows_next(rows, &err)) {
        TRY(LIST_ROOM(cx, list.at, list.len, CASE_GRANTS_MAX));
        TRY(read_grant(cx, rows, &list.at[list.len++]));
    }
    TRY(err);
    *out = list;
    return OK;
}

enum err store_case_grant_cache(struct cx *cx, struct db *tx, struct case_id id,
                                struct agency_id agency, uint64_t serial, uint64_t key_serial,
                                struct bytes cached)
{
    return DB_RUN(cx, tx, NULL, Q_CASE_GRANT_CACHE, ID(id), ID(agency), INT(serial),
                  BYTES(cached.at, cached.len), INT(key_serial));
}

enum err store_case_grant_stale(struct cx *cx, struct db *db, struct agency_id agency,
                                uint64_t key_serial, struct case_id after, size_t limit,
                                struct stale_grant_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct stale_grant_list list = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_CASE_GRANT_STALE, ID(agency), INT(key_serial), ID(after),
                 INT(limit)));
    while (rows_next(rows, &err)) {
        struct stale_grant *g;

        TRY(LIST_ROOM(cx, list.at, list.len, STALE_GRANTS_MAX));
        g = &list.at[list.len++];
        TRY(rows_exact(cx, rows, 0, g->id.b, sizeof g->id.b));
        g->grant = (struct case_grant){ .agency = agency,
                                        .serial = (uint64_t)rows_int(rows, 1),
                                        .sealed = rows_bytes(cx, rows, 2),
                                        .cached = rows_bytes(cx, rows, 3),
                                        .key_serial = (uint64_t)rows_int(rows, 4) };
        if (!g->grant.sealed.at || !g->grant.cached.at)
            return FAIL(cx, ERR_TOO_LARGE, "grant");
    }
    TRY(err);
    *out = list;
    return OK;
}

enum err store_case_grant_stale_count(struct cx *cx, struct db *db, struct agency_id agency,
                                      uint64_t from, uint64_t before, uint64_t *count,
                                      uint64_t *oldest)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_CASE_GRANT_STALE_COUNT, ID(agency), INT(from), INT(before)));
    TRY(row_one(cx, rows, "no count"));
    *count = (uint64_t)rows_int(rows, 0);
    *oldest = rows_null(rows, 1) ? 0 : (uint64_t)rows_int(rows, 1);
    return OK;
}

enum err store_case_grant_reseal(struct cx *cx, struct db *tx, struct case_id id,
                                 const struct case_grant *now, uint64_t before)
{
    return DB_RUN(cx, tx, NULL, Q_CASE_GRANT_RESEAL, ID(id), ID(now->agency), INT(now->serial),
                  BYTES(now->sealed.at, now->sealed.len), BYTES(now->cached.at, now->cached.len),
                  INT(before), INT(now->key_serial));
}

enum err store_case_grant_remove(struct cx *cx, struct db *tx, struct case_id id,
                                 struct agency_id agency)
{
    TRY(DB_RUN(cx, tx, NULL, Q_CASE_GRANT_REMOVE, ID(id), ID(agency)));
    return DB_RUN(cx, tx, NULL, Q_DESK_REMOVE, ID(id), ID(agency));
}

enum err store_case_ids(struct cx *cx, struct db *db, struct post_id post, int64_t *after,
                        size_t max, struct case_id *out, size_t *count)
{
    AUTO(rows_close) struct rows *rows = NULL;
    enum err end = OK;
    size_t n = 0;

    TRY(DB_QUERY(cx, db, &rows, Q_CASE_FILE_AFTER, ID(post), INT(*after), INT(max)));
    while (n < max && rows_next(rows, &end)) {
        *after = rows_int(rows, 0);
        TRY(rows_exact(cx, rows, 1, out[n].b, sizeof out[n].b));
        n++;
    }
    TRY(end);
    *count = n;
    return OK;
}
