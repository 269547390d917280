/* attested: see the header. */
#include "store/attested.h"
#include "store/row.h"

#define FACTS_MAX (ATTESTED_CASES_AT_ONCE * 100)

enum err store_attested_insert(struct cx *cx, struct db *tx, struct post_id post,
                               const struct attested_row *row)
{
    return DB_RUN(cx, tx, NULL, Q_ATTESTED_INSERT, ID(post), INT(row->day.n), INT(row->log_index),
                  TEXT(row->text));
}

static enum err row_read(struct cx *cx, struct rows *rows, struct attested_row *out)
{
    struct attested_row row = { .day = { (int32_t)rows_int(rows, 0) },
                                .log_index = rows_int(rows, 1),
                                .text = rows_text(cx, rows, 2) };

    if (!row.text.at)
        return FAIL(cx, ERR_TOO_LARGE, "attested numbers");
    *out = row;
    return OK;
}

enum err store_attested_get(struct cx *cx, struct db *db, struct post_id post, struct day day,
                            struct attested_row *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_ATTESTED_GET, ID(post), INT(day.n)));
    TRY(row_one(cx, rows, "attested numbers"));
    return row_read(cx, rows, out);
}

enum err store_attested_newest(struct cx *cx, struct db *db, struct post_id post,
                               struct attested_row *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_ATTESTED_NEWEST, ID(post)));
    TRY(row_one(cx, rows, "attested numbers"));
    return row_read(cx, rows, out);
}

enum err store_attested_list(struct cx *cx, struct db *db, struct post_id post, int64_t size,
                             struct attested_row_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct attested_row_list list = { 0 };
    enum err err;

    TRY(DB_QUERY(cx, db, &rows, Q_ATTESTED_LIST, ID(post), INT(size), INT(ATTESTED_DAYS_MAX)));
    while (rows_next(rows, &err)) {
        TRY(LIST_ROOM(cx, list.at, list.len, ATTESTED_DAYS_MAX));
        TRY(row_read(cx, rows, &list.at[list.len]));
        list.len++;
    }
    TRY(err);
    *out = list;
    return OK;
}

static enum err last_case(struct cx *cx, struct db *db, int64_t *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(db_query(cx, db, Q_ATTESTED_LAST_CASE, NULL, 0, &rows));
    TRY(row_one(cx, rows, "cases"));
    *out = rows_int(rows, 0);
    return OK;
}

enum err store_attested_facts(struct cx *cx, struct db *db, struct post_id post, int64_t after,
                              struct attested_fact_list *out, int64_t *next)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct attested_fact_list list = { 0 };
    int64_t last, to = after + ATTESTED_CASES_AT_ONCE;
    enum err err;

    TRY(last_case(cx, db, &last));
    TRY(DB_QUERY(cx, db, &rows, Q_ATTESTED_FACTS, ID(post), INT(after), INT(to)));
    while (rows_next(rows, &err)) {
        struct attested_fact *f;

        TRY(LIST_ROOM(cx, list.at, list.len, FACTS_MAX));
        f = &list.at[list.len];
        *f = (struct attested_fact){ rows_int(rows, 0), (uint32_t)rows_int(rows, 1),
                                     rows_int(rows, 2), rows_text(cx, rows, 3) };
        if (!f->facts.at)
            return FAIL(cx, ERR_TOO_LARGE, "facts");
        list.len++;
    }
    TRY(err);
    *out = list;
    *next = to < last ? to : 0;
    return OK;
}

enum err store_attested_held(struct cx *cx, struct db *db, struct post_id post,
                             struct agency_id agency, int64_t after,
                             struct attested_held_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct attested_held_list list = { 0 };
    enum err err;

    TRY(DB_QUERY(cx, db, &rows, Q_ATTESTED_HELD, ID(agency), ID(post), INT(after),
                 INT(ATTESTED_HELD_MAX)));
    while (rows_next(rows, &err)) {
        TRY(LIST_ROOM(cx, list.at, list.len, ATTESTED_HELD_MAX));
        TRY(rows_exact(cx, rows, 0, list.at[list.len].id.b, sizeof list.at[0].id.b));
        list.at[list.len].case_key = rows_int(rows, 1);
        list.len++;
    }
    TRY(err);
    *out = list;
    return OK;
}
