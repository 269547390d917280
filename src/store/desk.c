/*
 * desk: see desk.h; the queries are in desk.sql.
 */
#include <assert.h>
#include "store/desk.h"
#include "store/row.h"

/* Open cases without a running clock come after all that have one. */
#define SORT_NO_CLOCK (INT64_C(1) << 61)

/* Ascending order is the order shown: what ends first; then what waited longest; and among
 * the closed the newest. */
static int64_t sort_us(const struct case_state *s)
{
    const struct case_clock *next = case_next_clock(s);

    if (!case_open(s))
        return -s->last_us;
    return next ? next->due_us : SORT_NO_CLOCK + s->last_us;
}

enum err store_desk_update(struct cx *cx, struct db *tx, struct case_id id,
                           const struct case_state *s)
{
    return DB_RUN(cx, tx, NULL, Q_DESK_PUT, ID(id), INT(case_open(s)), INT(sort_us(s)),
                  ID_IF(s->owned, s->owner), INT(s->waiting == WAITING_REPORTER),
                  INT(s->stage == STAGE_REFERRED), INT(s->category), TEXT(str_of(s->kecamatan)));
}

enum err store_desk_clear(struct cx *cx, struct db *tx, struct case_id id)
{
    return DB_RUN(cx, tx, NULL, Q_DESK_CLEAR, ID(id));
}

enum err store_desk_differs(struct cx *cx, struct db *db, struct case_id id,
                            const struct case_state *s, bool *differs)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_DESK_RIGHT, ID(id), INT(case_open(s)), INT(sort_us(s)),
                 ID_IF(s->owned, s->owner), INT(s->waiting == WAITING_REPORTER),
                 INT(s->stage == STAGE_REFERRED), INT(s->category),
                 TEXT(str_of(s->kecamatan))));
    TRY(row_one(cx, rows, "no such case"));
    *differs = rows_int(rows, 0) != rows_int(rows, 1) || rows_int(rows, 1) != rows_int(rows, 2);
    return OK;
}

/* Keys never leave this file and the rows they join. */
struct keys {
    int64_t agency, case_key;
};

static enum err find_keys(struct cx *cx, struct db *db, struct agency_id agency, struct case_id id,
                          struct keys *out)
{
    AUTO(rows_close) struct rows *rows = NULL;

    TRY(DB_QUERY(cx, db, &rows, Q_DESK_KEYS, ID(agency), ID(id)));
    enum err err = row_one(cx, rows, "no such agency");
    if (err != OK)
        return err == ERR_NOT_FOUND ? ERR_DENIED : err;
    *out = (struct keys){ .agency = rows_int(rows, 0), .case_key = rows_int(rows, 1) };
    return OK;
}

struct page_ask {
    struct keys keys;
    int64_t after_us;
    const struct desk_filter *filter;
    size_t limit;
};

static enum err ask_page(struct cx *cx, struct db *db, const struct page_ask *ask,
                         struct rows **out)
{
    const struct desk_filter *f = ask->filter;
    const struct param agency = INT(ask->keys.agency), sort = INT(ask->after_us),
                       key = INT(ask->keys.case_key), category = INT(f->category), who = ID(f->who),
                       kecamatan = TEXT(f->kecamatan), limit = INT(ask->limit);

    switch (f->tab) {
    case DESK_MINE:
        return DB_QUERY(cx, db, out, Q_DESK_PAGE_MINE, agency, sort, key, category, kecamatan,
                        limit, ID(f->owner));
    case DESK_UNASSIGNED:
        return DB_QUERY(cx, db, out, Q_DESK_PAGE_UNASSIGNED, agency, sort, key, category,
                        kecamatan, limit, who);
    case DESK_WAITING_REPORTER:
        return DB_QUERY(cx, db, out, Q_DESK_PAGE_ASKED, agency, sort, key, category, kecamatan,
                        limit, who);
    case DESK_REFERRED:
        return DB_QUERY(cx, db, out, Q_DESK_PAGE_REFERRED, agency, sort, key, category, kecamatan,
                        limit, who);
    case DESK_ALL:
    case DESK_CLOSED:
    case DESK_TAB_COUNT:
        break;
    }
    return DB_QUERY(cx, db, out, Q_DESK_PAGE_ALL, agency, sort, key, category, kecamatan, limit,
                    INT(f->tab != DESK_CLOSED), who);
}

struct place {
    int64_t case_key, sort_us;
};

static enum err read_places(struct cx *cx, struct db *db, const struct page_ask *ask,
                            struct place *places, size_t *count)
{
    AUTO(rows_close) struct rows *rows = NULL;
    enum err err = OK;
    size_t len = 0;

    TRY(ask_page(cx, db, ask, &rows));
    while (rows_next(rows, &err)) {
        assert(len < ask->limit);
        places[len++] = (struct place){ rows_int(rows, 0), rows_int(rows, 1) };
    }
    *count = len;
    return err;
}

/* Column 2.. of desk_row: the codes, each below its count. */
static enum err read_codes(struct cx *cx, struct rows *rows, struct desk_row *out)
{
    static const int64_t counts[] = { STAGE_COUNT,  CATEGORY_COUNT, MODE_COUNT,
                                      INTAKE_COUNT, URGENCY_COUNT,  WAITING_NOBODY + 1 };
    int64_t codes[COUNT_OF(counts)];

    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        codes[i] = rows_int(rows, 2 + (int)i);
        if (codes[i] < 0 || codes[i] >= counts[i])
            return FAIL(cx, ERR_CORRUPT, "column %zu holds the code %lld", 2 + i,
                        (long long)codes[i]);
    }
    out->stage = (enum case_stage)codes[0];
    out->category = (enum reported_category)codes[1];
    out->mode = (enum report_mode)codes[2];
    out->intake = (enum intake_kind)codes[3];
    out->urgency = (enum urgency)codes[4];
    out->waiting = (enum waiting)codes[5];
    return OK;
}

/* Column 18..21: the clock, or four times NULL. */
static enum err read_clock(struct cx *cx, struct rows *rows, struct desk_row *out)
{
    int64_t name = rows_int(rows, 18), authority = rows_int(rows, 19);

    out->due = !rows_null(rows, 18);
    if (name < 0 || name >= CLOCK_COUNT || authority < 0 || authority >= AUTHORITY_COUNT)
        return FAIL(cx, ERR_CORRUPT, "clock %lld of %lld", (long long)name, (long long)authority);
    out->clock = (enum clock_name)name;
    out->authority = (enum authority)authority;
    out->due_us = rows_int(rows, 20);
    out->due_on = out->due ? (struct day){ (int32_t)rows_int(rows, 21) } : DAY_NONE;
    return OK;
}

static enum err read_row(struct cx *cx, struct rows *rows, struct desk_row *out)
{
    TRY(read_codes(cx, rows, out));
    TRY(read_clock(cx, rows, out));
    out->number = rows_text(cx, rows, 0);
    out->received_us = rows_int(rows, 1);
    out->kecamatan = rows_text(cx, rows, 8);
    out->last_us = rows_int(rows, 9);
    out->owned = !rows_null(rows, 10);
    if (out->owned)
        TRY(rows_exact(cx, rows, 10, out->owner.b, sizeof out->owner.b));
    out->unread = (uint32_t)rows_int(rows, 11);
    out->withdrawn = rows_int(rows, 12) != 0;
    out->merged = rows_int(rows, 13) != 0;
    out->title = rows_bytes(cx, rows, 14);
    out->grant_serial = (uint64_t)rows_int(rows, 15);
    out->sealed = rows_bytes(cx, rows, 16);
    out->cached = rows_bytes(cx, rows, 17);
    TRY(rows_exact(cx, rows, 22, out->id.b, sizeof out->id.b));
    out->key_serial = (uint64_t)rows_int(rows, 23);
    if (!out->number.at || !out->kecamatan.at || !out->title.at || !out->sealed.at ||
        !out->cached.at)
        return FAIL(cx, ERR_TOO_LARGE, "a row of the desk");
    return OK;
}

static enum err row_by_key(struct cx *cx, struct db *db, struct keys keys, struct desk_row *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct desk_row row = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_DESK_ROW, INT(keys.case_key), INT(keys.agency)));
    if (!rows_next(rows, &err))
        return err != OK ? err : FAIL(cx, ERR_DENIED, "no such case for this agency");
    TRY(read_row(cx, rows, &row));
    *out = row;
    return OK;
}

enum err store_desk_row(struct cx *cx, struct db *db, struct agency_id agency, struct case_id id,
                        struct desk_row *out)
{
    struct keys keys;

    TRY(find_keys(cx, db, agency, id, &keys));
    return row_by_key(cx, db, keys, out);
}

enum err store_desk_page(struct cx *cx, struct db *db, struct agency_id agency,
                         const struct desk_filter *filter, const struct desk_key *after,
                         size_t limit, struct desk_page *out)
{
    bool first = !after || !after->set;
    struct page_ask ask = { .after_us = first ? INT64_MIN : after->sort_us, .filter = filter,
                            .limit = limit + 1 };
    struct desk_page page = { 0 };
    size_t found = 0;

    if (limit < 1 || limit > DESK_PAGE_MAX)
        return FAIL(cx, ERR_INVALID, "a page has 1 to %d rows", DESK_PAGE_MAX);
    TRY(find_keys(cx, db, agency, first ? (struct case_id){ { 0 } } : after->id, &ask.keys));
    struct place *places = ARENA_ARRAY(cx->arena, struct place, limit + 1);
    page.at = ARENA_ARRAY(cx->arena, struct desk_row, limit);
    if (!places || !page.at)
        return FAIL(cx, ERR_TOO_LARGE, "a page of the desk");
    TRY(read_places(cx, db, &ask, places, &found));
    page.more = found > limit;
    page.len = page.more ? limit : found;
    for (size_t i = 0; i < page.len; i++) {
        struct desk_row *row = &page.at[i];
        TRY(row_by_key(cx, db, (struct keys){ ask.keys.agency, places[i].case_key }, row));
        row->key = (struct desk_key){ .sort_us = places[i].sort_us, .id = row->id, .set = true };
    }
    *out = page;
    return OK;
}

static enum err ask_count(struct cx *cx, struct db *db, int64_t agency_key,
                          const struct desk_filter *f, struct rows **out)
{
    const struct param agency = INT(agency_key), category = INT(f->category),
                       kecamatan = TEXT(f->kecamatan), most = INT(DESK_COUNT_MAX),
                       who = ID(f->who);

    switch (f->tab) {
    case DESK_MINE:
        return DB_QUERY(cx, db, out, Q_DESK_COUNT_MINE, agency, category, kecamatan, most,
                        ID(f->owner));
    case DESK_UNASSIGNED:
        return DB_QUERY(cx, db, out, Q_DESK_COUNT_UNASSIGNED, agency, category, kecamatan, most,
                        who);
    case DESK_WAITING_REPORTER:
        return DB_QUERY(cx, db, out, Q_DESK_COUNT_ASKED, agency, category, kecamatan, most, who);
    case DESK_REFERRED:
        return DB_QUERY(cx, db, out, Q_DESK_COUNT_REFERRED, agency, category, kecamatan, most,
                        who);
    case DESK_ALL:
    case DESK_CLOSED:
    case DESK_TAB_COUNT:
        break;
    }
    return DB_QUERY(cx, db, out, Q_DESK_COUNT_ALL, agency, category, kecamatan, most,
                    INT(f->tab != DESK_CLOSED), who);
}

enum err store_desk_count(struct cx *cx, struct db *db, struct agency_id agency,
                          const struct desk_filter *filter, int64_t *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct keys keys;

    TRY(find_keys(cx, db, agency, (struct case_id){ { 0 } }, &keys));
    TRY(ask_count(cx, db, keys.agency, filter, &rows));
    TRY(row_one(cx, rows, "a count"));
    *out = rows_int(rows, 0);
    return OK;
}
