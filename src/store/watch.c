/* watch: see the header; the queries are in watch.sql. */
#include "store/watch.h"
#include "store/row.h"

#define LIST_MAX 2000

enum err store_watch_insert(struct cx *cx, struct db *tx, struct post_id post,
                            const struct watch_row *row)
{
    bool answers = day_known(row->answers.day);

    return DB_RUN(cx, tx, NULL, Q_WATCH_INSERT, ID(post), INT(row->place.day.n),
                  INT(row->place.number), INT(row->log_index),
                  TEXT(str_of(watch_leaf_name(row->leaf))),
                  TEXT(str_of(agency_code_name(row->agency))), ID(row->officer), INT(row->at_us),
                  FIXED(row->id), BYTES(row->content.at, row->content.len),
                  row->own.len ? BYTES(row->own.at, row->own.len) : NONE,
                  INT_IF(answers, row->answers.day.n), INT_IF(answers, row->answers.number));
}

static enum err row_read(struct cx *cx, struct rows *rows, struct watch_row *out)
{
    struct str kind = rows_text(cx, rows, 1), agency = rows_text(cx, rows, 4);
    struct watch_row row = {
        .log_index = rows_int(rows, 0),
        .place = { { (int32_t)rows_int(rows, 2) }, (uint32_t)rows_int(rows, 3) },
        .at_us = rows_int(rows, 6),
        .answers = watch_no_place(),
    };

    row.content = rows_bytes(cx, rows, 10);
    row.own = rows_bytes(cx, rows, 11);
    if (!kind.at || !agency.at || !row.content.at || !row.own.at)
        return FAIL(cx, ERR_TOO_LARGE, "watch line");
    if (!watch_leaf_parse(kind, &row.leaf) || !agency_code_parse(agency, &row.agency))
        return FAIL(cx, ERR_CORRUPT, "a line of the watch log is of no kind or agency");
    if (!rows_null(rows, 8))
        row.answers = (struct watch_place){ { (int32_t)rows_int(rows, 8) },
                                            (uint32_t)rows_int(rows, 9) };
    TRY(rows_exact(cx, rows, 5, row.officer.b, sizeof row.officer.b));
    TRY(rows_exact(cx, rows, 7, row.id, sizeof row.id));
    *out = row;
    return OK;
}

static enum err rows_read(struct cx *cx, struct rows *rows, struct watch_row_list *out)
{
    struct watch_row_list list = { 0 };
    enum err err = OK;

    while (rows_next(rows, &err)) {
        TRY(LIST_ROOM(cx, list.at, list.len, LIST_MAX));
        TRY(row_read(cx, rows, &list.at[list.len]));
        list.len++;
    }
    TRY(err);
    *out = list;
    return OK;
}

static enum err row_only(struct cx *cx, struct rows *rows, struct watch_row *out)
{
    TRY(row_one(cx, rows, "watch line"));
    return row_read(cx, rows, out);
}

enum err store_watch_day(struct cx *cx, struct db *db, struct post_id post, struct day day,
                         struct watch_row_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_WATCH_DAY, ID(post), INT(day.n), INT(WATCH_DAY_MAX)));
    return rows_read(cx, rows, out);
}

enum err store_watch_get(struct cx *cx, struct db *db, struct post_id post,
                         struct watch_place place, struct watch_row *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_WATCH_GET, ID(post), INT(place.day.n), INT(place.number)));
    return row_only(cx, rows, out);
}

enum err store_watch_newest(struct cx *cx, struct db *db, struct post_id post,
                            struct watch_place *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_WATCH_NEWEST, ID(post)));
    TRY(row_one(cx, rows, "watch line"));
    *out = (struct watch_place){ { (int32_t)rows_int(rows, 0) }, (uint32_t)rows_int(rows, 1) };
    return OK;
}

enum err store_watch_newest_of(struct cx *cx, struct db *db, struct post_id post,
                               enum watch_leaf leaf, struct watch_row *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_WATCH_NEWEST_OF, ID(post), TEXT(str_of(watch_leaf_name(leaf)))));
    return row_only(cx, rows, out);
}

static enum err number_read(struct cx *cx, struct rows *rows, int64_t *out)
{
    TRY(row_one(cx, rows, "watch lines"));
    *out = rows_int(rows, 0);
    return OK;
}

enum err store_watch_first_us(struct cx *cx, struct db *db, struct post_id post, int64_t *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_WATCH_FIRST, ID(post)));
    return number_read(cx, rows, out);
}

enum err store_watch_since(struct cx *cx, struct db *db, struct post_id post, int64_t from_us,
                           int64_t *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_WATCH_SINCE, ID(post),
                 TEXT(str_of(watch_leaf_name(WATCH_ENTERED))), INT(from_us)));
    return number_read(cx, rows, out);
}

enum err store_watch_walk(struct cx *cx, struct db *db, struct post_id post,
                          struct watch_place after, size_t limit, struct watch_row_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_WATCH_WALK, ID(post), INT(after.day.n), INT(after.number),
                 INT((int64_t)limit)));
    return rows_read(cx, rows, out);
}

enum err store_watch_has_leaf(struct cx *cx, struct db *db, struct post_id post, int64_t log_index,
                              bool *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    int64_t n;

    TRY(DB_QUERY(cx, db, &rows, Q_WATCH_HAS_LEAF, ID(post), INT(log_index)));
    TRY(number_read(cx, rows, &n));
    *out = n > 0;
    return OK;
}

static enum err day_read(struct cx *cx, struct rows *rows, struct day *out)
{
    TRY(row_one(cx, rows, "days of the watch log"));
    *out = rows_null(rows, 0) ? DAY_NONE : (struct day){ (int32_t)rows_int(rows, 0) };
    return OK;
}

enum err store_watch_beside(struct cx *cx, struct db *db, struct post_id post, struct day day,
                            struct day *before, struct day *after)
{
    AUTO(rows_close) struct rows *earlier = NULL;
    AUTO(rows_close) struct rows *later = NULL;
    struct day b, a;

    TRY(DB_QUERY(cx, db, &earlier, Q_WATCH_BEFORE, ID(post), INT(day.n)));
    TRY(day_read(cx, earlier, &b));
    TRY(DB_QUERY(cx, db, &later, Q_WATCH_AFTER, ID(post), INT(day.n)));
    TRY(day_read(cx, later, &a));
    *before = b;
    *after = a;
    return OK;
}
