/*
 * case_state: see case_state.h; the queries are in case_state.sql.
 */
#include <string.h>
#include "store/case_custody.h"
#include "store/case_state.h"
#include "store/desk.h"
#include "store/row.h"

static enum err save_clocks(struct cx *cx, struct db *tx, struct case_id id,
                            const struct case_state *s)
{
    for (size_t i = 0; i < s->clocks_len; i++) {
        const struct case_clock *c = &s->clocks[i];
        TRY(DB_RUN(cx, tx, NULL, Q_CASE_CLOCK_PUT, ID(id), INT(i), INT(c->name),
                   INT(c->authority), INT(c->state), INT(c->state == CLOCK_RUNNING),
                   INT(c->starts_us), INT(c->due_us), INT(c->ended_us), INT(c->paused_us),
                   INT(c->due_on.n), INT(c->strict_due_on.n), INT(c->late)));
    }
    return OK;
}

static enum err save_referrals(struct cx *cx, struct db *tx, struct case_id id,
                               const struct case_state *s)
{
    for (size_t i = 0; i < s->referrals_len; i++) {
        const struct case_referral *r = &s->referrals[i];
        TRY(DB_RUN(cx, tx, NULL, Q_CASE_REFERRAL_PUT, ID(id), INT(i), INT(r->authority),
                   INT(r->state), INT(r->sent_us), INT(r->received_us), INT(r->answered_us),
                   INT(r->received_on.n), INT(r->answered_on.n), INT(r->due_on.n),
                   INT(r->result)));
    }
    return OK;
}

static enum err save_tasks(struct cx *cx, struct db *tx, struct case_id id,
                           const struct case_state *s)
{
    for (size_t i = 0; i < s->tasks_len; i++) {
        const struct case_task *t = &s->tasks[i];
        TRY(DB_RUN(cx, tx, NULL, Q_CASE_TASK_PUT, ID(id), INT(i), INT(t->number),
                   INT(t->event_seq), INT(t->done), INT(t->added_us), INT(t->done_us),
                   ID(t->officer)));
    }
    return OK;
}

enum err store_case_state_save(struct cx *cx, struct db *tx, struct post_id post,
                               struct case_id id, const struct case_state *s)
{
    const struct case_clock *next = case_open(s) ? case_next_clock(s) : NULL;
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_CASE_STATE_PUT, ID(id), ID(post), INT(s->events), INT(s->stage),
               INT(s->category), INT(s->channel), INT(s->mode), INT(s->intake), INT(s->urgency),
               INT(s->timeliness), INT(s->result), INT(s->waiting), INT(s->missing),
               INT(s->excluded), INT(s->flags), TEXT(str_of(s->kecamatan)), INT(s->received_us),
               INT(s->last_us), INT(s->read_us), ID_IF(s->owned, s->owner), INT(s->unread),
               INT(s->unseen), INT(s->withdrawn), INT(s->pressured), INT(s->threatened),
               INT(s->merged), ID_IF(s->merged, s->merged_into), INT_IF(next, next->name),
               INT_IF(next, next->authority), INT_IF(next, next->due_us),
               INT_IF(next, next->due_on.n)));
    if (changed != 1)
        return FAIL(cx, ERR_NOT_FOUND, "no such case");
    TRY(save_clocks(cx, tx, id, s));
    TRY(save_referrals(cx, tx, id, s));
    TRY(save_tasks(cx, tx, id, s));
    TRY(store_custody_save(cx, tx, id, s));
    return store_desk_update(cx, tx, id, s);
}

/* A stored code, or a failure kept in *err until somebody looks. */
static int64_t code_at(struct cx *cx, struct rows *rows, int column, int64_t count, enum err *err)
{
    int64_t code = rows_int(rows, column);

    if (code >= 0 && code < count)
        return code;
    *err = FAIL(cx, ERR_CORRUPT, "column %d holds the code %lld", column, (long long)code);
    return 0;
}

#define CODE(type, column, count) ((type)code_at(cx, rows, (column), (count), &err))
#define DAY(column) ((struct day){ (int32_t)rows_int(rows, (column)) })

static enum err read_state(struct cx *cx, struct rows *rows, struct case_state *s)
{
    enum err err = OK;
    struct str kecamatan = rows_text(cx, rows, 13);

    s->events = (uint32_t)rows_int(rows, 0);
    s->stage = CODE(enum case_stage, 1, STAGE_COUNT);
    s->category = CODE(enum reported_category, 2, CATEGORY_COUNT);
    s->channel = CODE(enum channel, 3, CHANNEL_COUNT);
    s->mode = CODE(enum report_mode, 4, MODE_COUNT);
    s->intake = CODE(enum intake_kind, 5, INTAKE_COUNT);
    s->urgency = CODE(enum urgency, 6, URGENCY_COUNT);
    s->timeliness = CODE(enum timeliness, 7, TIMELINESS_COUNT);
    s->result = CODE(enum result, 8, RESULT_COUNT);
    s->waiting = CODE(enum waiting, 9, WAITING_NOBODY + 1);
    s->missing = (unsigned)rows_int(rows, 10);
    s->excluded = (unsigned)rows_int(rows, 11);
    s->flags = (unsigned)rows_int(rows, 12);
    if (!kecamatan.at || kecamatan.len >= sizeof s->kecamatan)
        return FAIL(cx, ERR_CORRUPT, "kecamatan of %zu bytes", kecamatan.len);
    memcpy(s->kecamatan, kecamatan.at, kecamatan.len + 1);
    s->received_us = rows_int(rows, 14);
    s->last_us = rows_int(rows, 15);
    s->read_us = rows_int(rows, 16);
    s->owned = !rows_null(rows, 17);
    if (s->owned)
        TRY(rows_exact(cx, rows, 17, s->owner.b, sizeof s->owner.b));
    s->unread = (uint32_t)rows_int(rows, 18);
    s->unseen = (uint32_t)rows_int(rows, 19);
    s->withdrawn = rows_int(rows, 20) != 0;
    s->pressured = rows_int(rows, 21) != 0;
    s->threatened = rows_int(rows, 22) != 0;
    s->merged = rows_int(rows, 23) != 0;
    if (s->merged)
        TRY(rows_exact(cx, rows, 24, s->merged_into.b, sizeof s->merged_into.b));
    return err;
}

static enum err load_clocks(struct cx *cx, struct db *db, struct case_id id, struct case_state *s)
{
    AUTO(rows_close) struct rows *rows = NULL;
    enum err err = OK, end = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_CASE_CLOCK_LIST, ID(id)));
    while (rows_next(rows, &end)) {
        if (s->clocks_len == CASE_CLOCKS_MAX)
            return FAIL(cx, ERR_CORRUPT, "more than %d clocks", CASE_CLOCKS_MAX);
        s->clocks[s->clocks_len++] = (struct case_clock){
            .name = CODE(enum clock_name, 0, CLOCK_COUNT),
            .authority = CODE(enum authority, 1, AUTHORITY_COUNT),
            .state = CODE(enum clock_state, 2, CLOCK_STATE_COUNT),
            .starts_us = rows_int(rows, 3), .due_us = rows_int(rows, 4),
            .ended_us = rows_int(rows, 5), .paused_us = rows_int(rows, 6),
            .due_on = DAY(7), .strict_due_on = DAY(8), .late = rows_int(rows, 9) != 0,
        };
    }
    TRY(err);
    return end;
}

static enum err load_referrals(struct cx *cx, struct db *db, struct case_id id,
                               struct case_state *s)
{
    AUTO(rows_close) struct rows *rows = NULL;
    enum err err = OK, end = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_CASE_REFERRAL_LIST, ID(id)));
    while (rows_next(rows, &end)) {
        if (s->referrals_len == CASE_REFERRALS_MAX)
            return FAIL(cx, ERR_CORRUPT, "more than %d referrals", CASE_REFERRALS_MAX);
        s->referrals[s->referrals_len++] = (struct case_referral){
            .authority = CODE(enum authority, 0, AUTHORITY_COUNT),
            .state = CODE(enum referral_state, 1, REFERRAL_ANSWERED + 1),
            .sent_us = rows_int(rows, 2), .received_us = rows_int(rows, 3),
            .answered_us = rows_int(rows, 4), .received_on = DAY(5), .answered_on = DAY(6),
            .due_on = DAY(7), .result = CODE(enum result, 8, RESULT_COUNT),
        };
    }
    TRY(err);
    return end;
}

static enum err load_tasks(struct cx *cx, struct db *db, struct case_id id, struct case_state *s)
{
    AUTO(rows_close) struct rows *rows = NULL;
    enum err end = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_CASE_TASK_LIST, ID(id)));
    while (rows_next(rows, &end)) {
        if (s->tasks_len == CASE_TASKS_MAX)
            return FAIL(cx, ERR_CORRUPT, "more than %d tasks", CASE_TASKS_MAX);
        struct case_task *t = &s->tasks[s->tasks_len++];
        *t = (struct case_task){
            .number = (uint32_t)rows_int(rows, 0), .event_seq = (uint32_t)rows_int(rows, 1),
            .done = rows_int(rows, 2) != 0, .added_us = rows_int(rows, 3),
            .done_us = rows_int(rows, 4),
        };
        TRY(rows_exact(cx, rows, 5, t->officer.b, sizeof t->officer.b));
    }
    return end;
}

enum err store_case_state_load(struct cx *cx, struct db *db, struct case_id id,
                               struct case_state *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct case_state *state = ARENA_NEW(cx->arena, struct case_state);

    if (!state)
        return FAIL(cx, ERR_TOO_LARGE, "case state");
    case_init(state);
    TRY(DB_QUERY(cx, db, &rows, Q_CASE_STATE_GET, ID(id)));
    TRY(row_one(cx, rows, "no such case"));
    TRY(read_state(cx, rows, state));
    TRY(load_clocks(cx, db, id, state));
    TRY(load_referrals(cx, db, id, state));
    TRY(load_tasks(cx, db, id, state));
    TRY(store_custody_load(cx, db, id, state));
    *out = *state;
    return OK;
}

enum err store_case_title_set(struct cx *cx, struct db *tx, struct case_id id, struct bytes sealed)
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_CASE_STATE_TITLE, ID(id), BYTES(sealed.at, sealed.len)));
    return changed == 1 ? OK : FAIL(cx, ERR_NOT_FOUND, "no such case");
}

enum err store_clocks_due(struct cx *cx, struct db *db, struct post_id post, int64_t now_us,
                          size_t max, struct due_clock_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct due_clock_list list = { 0 };
    enum err err = OK, end = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_CASE_CLOCK_DUE, ID(post), INT(now_us), INT(max),
                 INT(STAGE_RECEIVED), INT(CLOCKS_OF_SOME_REPORTS)));
    while (rows_next(rows, &end)) {
        TRY(LIST_ROOM(cx, list.at, list.len, max));
        struct due_clock *due = &list.at[list.len++];
        TRY(rows_exact(cx, rows, 0, due->case_id.b, sizeof due->case_id.b));
        due->name = CODE(enum clock_name, 1, CLOCK_COUNT);
        due->authority = CODE(enum authority, 2, AUTHORITY_COUNT);
        due->due_us = rows_int(rows, 3);
    }
    TRY(err);
    TRY(end);
    *out = list;
    return OK;
}

enum err store_case_state_rebuild(struct cx *cx, struct db *tx, struct post_id post,
                                  struct case_id id, const struct case_state *s)
{
    TRY(DB_RUN(cx, tx, NULL, Q_CASE_CLOCK_CLEAR, ID(id)));
    TRY(DB_RUN(cx, tx, NULL, Q_CASE_REFERRAL_CLEAR, ID(id)));
    TRY(DB_RUN(cx, tx, NULL, Q_CASE_TASK_CLEAR, ID(id)));
    TRY(store_desk_clear(cx, tx, id));
    TRY(store_case_state_save(cx, tx, post, id, s));
    return DB_RUN(cx, tx, NULL, Q_CASE_STATE_NAME, ID(id));
}

enum err store_case_derived_differs(struct cx *cx, struct db *db, struct case_id id,
                                    const struct case_state *s, bool *differs)
{
    const struct case_clock *next = case_open(s) ? case_next_clock(s) : NULL;
    bool desk = false, derived;

    {
        AUTO(rows_close) struct rows *rows = NULL;

        TRY(DB_QUERY(cx, db, &rows, Q_CASE_STATE_DERIVED, ID(id), INT_IF(next, next->name),
                     INT_IF(next, next->authority), INT_IF(next, next->due_us),
                     INT_IF(next, next->due_on.n), INT(CLOCK_RUNNING)));
        TRY(row_one(cx, rows, "no such case"));
        derived = rows_int(rows, 0) != 1 || rows_int(rows, 1) != 0;
    }
    TRY(store_desk_differs(cx, db, id, s, &desk));
    *differs = derived || desk;
    return OK;
}
