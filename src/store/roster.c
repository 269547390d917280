/* roster: see the header; the queries are in roster.sql. */
#include "store/roster.h"
#include "store/row.h"

#define READ_LIST(cx, rows, list, max, read)                                                       \
    do {                                                                                           \
        enum err err_ = OK;                                                                        \
        while (rows_next((rows), &err_)) {                                                         \
            TRY(LIST_ROOM((cx), (list).at, (list).len, (max)));                                    \
            TRY(read((cx), (rows), &(list).at[(list).len++]));                                     \
        }                                                                                          \
        TRY(err_);                                                                                 \
    } while (0)

static struct day day_read(struct rows *rows, int column)
{
    return (struct day){ (int32_t)rows_int(rows, column) };
}

/* ---- months ---- */

enum err store_roster_month_put(struct cx *cx, struct db *tx, struct post_id post,
                                const struct roster_month_row *row)
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_ROSTER_MONTH_PUT, ID(row->agency), INT(row->first.n), ID(post),
               TEXT(str_of(roster_pattern_name(row->rule.pattern))), INT(row->rule.minimum),
               INT(row->rule.rest_hours), INT(row->rule.squads), TEXT(row->basis),
               ID_IF(row->by_officer, row->made_by), INT(row->made_us)));
    return changed == 1 ? OK : FAIL(cx, ERR_CONFLICT, "that month is published");
}

enum err store_roster_month_publish(struct cx *cx, struct db *tx, struct agency_id agency,
                                    struct day first, int64_t at_us)
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_ROSTER_MONTH_PUBLISH, ID(agency), INT(first.n), INT(at_us)));
    return changed == 1 ? OK : FAIL(cx, ERR_CONFLICT, "no draft of that month");
}

static enum err read_month(struct cx *cx, struct rows *rows, struct roster_month_row *out)
{
    TRY(rows_exact(cx, rows, 0, out->agency.b, sizeof out->agency.b));
    out->first = day_read(rows, 1);
    if (!roster_pattern_parse(rows_text(cx, rows, 2), &out->rule.pattern))
        return FAIL(cx, ERR_CORRUPT, "roster pattern");
    out->rule.minimum = (int)rows_int(rows, 3);
    out->rule.rest_hours = (int)rows_int(rows, 4);
    out->rule.squads = (int)rows_int(rows, 5);
    if (!roster_rule_fits(&out->rule))
        return FAIL(cx, ERR_CORRUPT, "roster rule");
    out->basis = rows_text(cx, rows, 6);
    out->made_us = rows_int(rows, 7);
    out->published_us = rows_int(rows, 8);
    return out->basis.at ? OK : FAIL(cx, ERR_TOO_LARGE, "roster month");
}

enum err store_roster_months(struct cx *cx, struct db *db, struct post_id post, struct day from,
                             struct day until, struct roster_month_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct roster_month_list list = { 0 };

    TRY(DB_QUERY(cx, db, &rows, Q_ROSTER_MONTHS, ID(post), INT(from.n), INT(until.n)));
    READ_LIST(cx, rows, list, ROSTER_ROWS_MAX, read_month);
    *out = list;
    return OK;
}

/* ---- turns ---- */

static enum err read_turn(struct cx *cx, struct rows *rows, struct roster_turn_row *out)
{
    int64_t why = rows_int(rows, 4);

    TRY(rows_exact(cx, rows, 0, out->agency.b, sizeof out->agency.b));
    out->on = day_read(rows, 1);
    out->slot = (int)rows_int(rows, 2);
    TRY(rows_exact(cx, rows, 3, out->officer.b, sizeof out->officer.b));
    if (why < 0 || why >= ROSTER_WHY_COUNT)
        return FAIL(cx, ERR_CORRUPT, "roster turn");
    out->why = (enum roster_why)why;
    out->changed_us = rows_int(rows, 5);
    return OK;
}

enum err store_roster_turns(struct cx *cx, struct db *db, struct post_id post, struct day from,
                            struct day until, struct roster_turn_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct roster_turn_list list = { 0 };

    TRY(DB_QUERY(cx, db, &rows, Q_ROSTER_TURNS, ID(post), INT(from.n), INT(until.n)));
    READ_LIST(cx, rows, list, ROSTER_ROWS_MAX, read_turn);
    *out = list;
    return OK;
}

enum err store_roster_turns_clear(struct cx *cx, struct db *tx, struct agency_id agency,
                                  struct day from, struct day until)
{
    return DB_RUN(cx, tx, NULL, Q_ROSTER_TURNS_CLEAR, ID(agency), INT(from.n), INT(until.n));
}

enum err store_roster_turn_add(struct cx *cx, struct db *tx, struct post_id post,
                               const struct roster_turn_row *row)
{
    return DB_RUN(cx, tx, NULL, Q_ROSTER_TURN_ADD, ID(row->agency), INT(row->on.n), INT(row->slot),
                  ID(row->officer), ID(post), INT(row->why), INT(row->changed_us));
}

enum err store_roster_turn_remove(struct cx *cx, struct db *tx, const struct roster_turn_row *row)
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_ROSTER_TURN_REMOVE, ID(row->agency), INT(row->on.n),
               INT(row->slot), ID(row->officer)));
    return changed == 1 ? OK : FAIL(cx, ERR_CONFLICT, "he has that turn no more");
}

/* ---- changes ---- */

enum err store_roster_change_add(struct cx *cx, struct db *tx, struct post_id post,
                                 const struct roster_change_row *row)
{
    uint8_t id[ID_SIZE];

    cx->random(id, sizeof id);
    return DB_RUN(cx, tx, NULL, Q_ROSTER_CHANGE_ADD, FIXED(id), ID(post), ID(row->agency),
                  INT(row->on.n), INT(row->slot), ID_IF(row->had, row->was),
                  ID_IF(row->has, row->is_now), TEXT(row->reason), ID_IF(row->by_officer, row->by),
                  INT(row->at_us));
}

/* ---- leave ---- */

enum err store_roster_leave_put(struct cx *cx, struct db *tx, struct post_id post,
                                const struct roster_leave_row *row, const struct officer_id *by,
                                int64_t at_us)
{
    return DB_RUN(cx, tx, NULL, Q_ROSTER_LEAVE_PUT, ID(row->officer), INT(row->days.from.n),
                  INT(row->days.until.n), ID(post), ID_IF(by, *by), INT(at_us));
}

enum err store_roster_leave_remove(struct cx *cx, struct db *tx, struct officer_id officer,
                                   struct day from)
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_ROSTER_LEAVE_REMOVE, ID(officer), INT(from.n)));
    return changed == 1 ? OK : FAIL(cx, ERR_NOT_FOUND, "no such leave");
}

static enum err read_leave(struct cx *cx, struct rows *rows, struct roster_leave_row *out)
{
    TRY(rows_exact(cx, rows, 0, out->officer.b, sizeof out->officer.b));
    out->days = (struct roster_leave){ day_read(rows, 1), day_read(rows, 2) };
    return OK;
}

enum err store_roster_leaves(struct cx *cx, struct db *db, struct post_id post, struct day from,
                             struct day until, struct roster_leave_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct roster_leave_list list = { 0 };

    TRY(DB_QUERY(cx, db, &rows, Q_ROSTER_LEAVES, ID(post), INT(from.n), INT(until.n)));
    READ_LIST(cx, rows, list, ROSTER_ROWS_MAX, read_leave);
    *out = list;
    return OK;
}

/* ---- calendar addresses ---- */

enum err store_roster_feed_put(struct cx *cx, struct db *tx, struct post_id post,
                               struct officer_id officer, const uint8_t secret_hash[32],
                               int64_t made_us)
{
    return DB_RUN(cx, tx, NULL, Q_ROSTER_FEED_PUT, ID(officer), ID(post), BYTES(secret_hash, 32),
                  INT(made_us));
}

enum err store_roster_feed_remove(struct cx *cx, struct db *tx, struct officer_id officer)
{
    return DB_RUN(cx, tx, NULL, Q_ROSTER_FEED_REMOVE, ID(officer));
}

enum err store_roster_feed_made(struct cx *cx, struct db *db, struct officer_id officer,
                                int64_t *made_us)
{
    AUTO(rows_close) struct rows *rows = NULL;
    enum err err = OK;
    int64_t made = 0;

    TRY(DB_QUERY(cx, db, &rows, Q_ROSTER_FEED_MADE, ID(officer)));
    if (rows_next(rows, &err))
        made = rows_int(rows, 0);
    TRY(err);
    *made_us = made;
    return OK;
}

enum err store_roster_feed_owner(struct cx *cx, struct db *db, struct post_id post,
                                 const uint8_t secret_hash[32], struct officer_id *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_ROSTER_FEED_OWNER, ID(post), BYTES(secret_hash, 32)));
    TRY(row_one(cx, rows, "no such calendar"));
    return rows_exact(cx, rows, 0, out->b, sizeof out->b);
}
