/* access: see the header; the queries are in access.sql. */
#include "store/access.h"
#include "store/row.h"

#define ACCESS_COLUMNS(post, row)                                                                  \
    ID(post), INT((row)->log_index), TEXT(str_of(access_rule((row)->kind)->name)),                 \
        TEXT(str_of(agency_code_name((row)->agency))), ID((row)->officer), INT((row)->at_us),      \
        (row)->object.len ? BYTES((row)->object.at, (row)->object.len) : NONE, FIXED((row)->nonce)

enum err store_access_insert(struct cx *cx, struct db *tx, struct post_id post,
                             const struct access_row *row)
{
    int64_t changed = 0;

    if (!row->of_case)
        return DB_RUN(cx, tx, NULL, Q_ACCESS_INSERT, ACCESS_COLUMNS(post, row));
    TRY(DB_RUN(cx, tx, &changed, Q_ACCESS_INSERT_OF_CASE, ACCESS_COLUMNS(post, row),
               ID(row->case_id)));
    return changed == 1 ? OK : FAIL(cx, ERR_NOT_FOUND, "no such case");
}

enum err store_access_newest(struct cx *cx, struct db *db, struct officer_id officer,
                             struct case_id id, enum access_kind kind, int64_t *at_us)
{
    AUTO(rows_close) struct rows *rows = NULL;
    enum err err = OK;
    int64_t at = 0;

    TRY(DB_QUERY(cx, db, &rows, Q_ACCESS_NEWEST_OF, ID(officer), ID(id),
                 TEXT(str_of(access_rule(kind)->name))));
    if (rows_next(rows, &err))
        at = rows_int(rows, 0);
    TRY(err);
    *at_us = at;
    return OK;
}

/* The seven columns that each list begins with. */
static enum err row_read(struct cx *cx, struct rows *rows, struct access_row *out)
{
    struct str kind = rows_text(cx, rows, 1), agency = rows_text(cx, rows, 2);
    struct access_row row = { .log_index = rows_int(rows, 0), .at_us = rows_int(rows, 4) };

    row.object = rows_bytes(cx, rows, 5);
    if (!kind.at || !agency.at || !row.object.at)
        return FAIL(cx, ERR_TOO_LARGE, "access record");
    if (!access_kind_parse(kind, &row.kind))
        return FAIL(cx, ERR_CORRUPT, "access kind %.*s", STR_FMT(kind));
    if (!agency_code_parse(agency, &row.agency))
        return FAIL(cx, ERR_CORRUPT, "agency code %.*s", STR_FMT(agency));
    TRY(rows_exact(cx, rows, 3, row.officer.b, sizeof row.officer.b));
    TRY(rows_exact(cx, rows, 6, row.nonce, sizeof row.nonce));
    *out = row;
    return OK;
}

/* of: the case they are all of, NULL: of none. */
static enum err rows_read(struct cx *cx, struct rows *rows, const struct case_id *of,
                          struct access_row_list *out)
{
    struct access_row_list list = { 0 };
    enum err err = OK;

    while (rows_next(rows, &err)) {
        struct access_row *row;

        TRY(LIST_ROOM(cx, list.at, list.len, ACCESS_PAGE_MAX));
        row = &list.at[list.len];
        TRY(row_read(cx, rows, row));
        row->of_case = of != NULL;
        if (of)
            row->case_id = *of;
        list.len++;
    }
    TRY(err);
    *out = list;
    return OK;
}

enum err store_access_of_case(struct cx *cx, struct db *db, struct case_id id, size_t skip,
                              size_t limit, struct access_row_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_ACCESS_OF_CASE, ID(id), INT((int64_t)limit), INT((int64_t)skip)));
    return rows_read(cx, rows, &id, out);
}

enum err store_access_of_agency(struct cx *cx, struct db *db, struct post_id post,
                                enum agency_code agency, size_t skip, size_t limit,
                                struct access_row_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_ACCESS_OF_AGENCY, ID(post),
                 TEXT(str_of(agency_code_name(agency))), INT((int64_t)limit), INT((int64_t)skip)));
    return rows_read(cx, rows, NULL, out);
}

enum err store_access_walk(struct cx *cx, struct db *db, struct post_id post, int64_t from,
                           size_t limit, struct access_row_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct access_row_list list = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_ACCESS_WALK, ID(post), INT(from), INT((int64_t)limit)));
    while (rows_next(rows, &err)) {
        struct access_row *row;

        TRY(LIST_ROOM(cx, list.at, list.len, ACCESS_PAGE_MAX));
        row = &list.at[list.len];
        TRY(row_read(cx, rows, row));
        row->of_case = !rows_null(rows, 7);
        row->case_gone = row->of_case && rows_null(rows, 8);
        if (row->of_case && !row->case_gone)
            TRY(rows_exact(cx, rows, 8, row->case_id.b, sizeof row->case_id.b));
        list.len++;
    }
    TRY(err);
    *out = list;
    return OK;
}

enum err store_access_count(struct cx *cx, struct db *db, struct post_id post, int64_t *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_ACCESS_COUNT, ID(post)));
    TRY(row_one(cx, rows, "access records"));
    *out = rows_int(rows, 0);
    return OK;
}

enum err store_access_agency_keys(struct cx *cx, struct db *db, struct post_id post,
                                  enum agency_code agency, int64_t *out, size_t room, size_t *len)
{
    AUTO(rows_close) struct rows *rows = NULL;
    enum err err = OK;
    size_t n = 0;

    TRY(DB_QUERY(cx, db, &rows, Q_ACCESS_AGENCY_KEYS, ID(post),
                 TEXT(str_of(agency_code_name(agency))), INT((int64_t)room)));
    while (n < room && rows_next(rows, &err))
        out[n++] = rows_int(rows, 0);
    TRY(err);
    *len = n;
    return OK;
}

static enum err head_read(struct cx *cx, struct rows *rows, struct access_head_row *out)
{
    struct access_head_row row;

    TRY(row_one(cx, rows, "head of the private log"));
    row.log_index = rows_int(rows, 0);
    row.name = rows_text(cx, rows, 1);
    row.value = rows_text(cx, rows, 2);
    if (!row.name.at || !row.value.at)
        return FAIL(cx, ERR_TOO_LARGE, "head of the private log");
    TRY(rows_exact(cx, rows, 3, row.nonce, sizeof row.nonce));
    *out = row;
    return OK;
}

enum err store_access_head_newest(struct cx *cx, struct db *db, struct post_id post,
                                  struct access_head_row *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_ACCESS_HEAD_NEWEST, ID(post)));
    return head_read(cx, rows, out);
}

enum err store_access_head_after(struct cx *cx, struct db *db, struct post_id post, int64_t after,
                                 struct access_head_row *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_ACCESS_HEAD_AFTER, ID(post), INT(after)));
    return head_read(cx, rows, out);
}
