/*
 * case_event: see case_event.h; the queries are in case_event.sql.
 */
#include "store/case_event.h"
#include "store/row.h"

enum err store_event_append(struct cx *cx, struct db *tx, struct post_id post, struct case_id id,
                            const struct stored_event *s)
{
    const struct event *e = &s->event;
    struct str facts;

    TRY(event_facts_write(cx, &e->facts, &facts));
    return DB_RUN(cx, tx, NULL, Q_CASE_EVENT_INSERT, ID(id), ID(post), INT(e->seq),
                  TEXT(str_of(event_rule(e->kind)->name)), INT(e->at_us), INT(e->actor),
                  e->by_agency_known ? TEXT(str_of(agency_code_name(e->agency))) : NONE,
                  ID_IF(e->actor == ACTOR_OFFICER, e->officer), TEXT(facts),
                  s->object.len > 0 ? BYTES(s->object.at, s->object.len) : NONE, FIXED(s->nonce),
                  INT(s->log_index));
}

static enum err read_event(struct cx *cx, struct rows *rows, uint32_t seq, struct event *e)
{
    struct str kind = rows_text(cx, rows, 1);
    struct str agency = rows_text(cx, rows, 4);
    struct str facts = rows_text(cx, rows, 6);
    int64_t actor = rows_int(rows, 3);

    if (!kind.at || !agency.at || !facts.at)
        return FAIL(cx, ERR_TOO_LARGE, "event");
    if (rows_int(rows, 0) != (int64_t)seq)
        return FAIL(cx, ERR_CORRUPT, "the case has no event %u", seq);
    if (!event_kind_parse(kind, &e->kind))
        return FAIL(cx, ERR_CORRUPT, "event kind %.*s", STR_FMT(kind));
    if (actor != ACTOR_REPORTER && actor != ACTOR_OFFICER && actor != ACTOR_SERVER)
        return FAIL(cx, ERR_CORRUPT, "actor %lld", (long long)actor);
    e->seq = seq;
    e->at_us = rows_int(rows, 2);
    e->actor = (enum actor)actor;
    e->by_agency_known = !rows_null(rows, 4);
    if (e->by_agency_known && !agency_code_parse(agency, &e->agency))
        return FAIL(cx, ERR_CORRUPT, "agency code %.*s", STR_FMT(agency));
    if (e->actor == ACTOR_OFFICER)
        TRY(rows_exact(cx, rows, 5, e->officer.b, sizeof e->officer.b));
    return event_facts_read(cx, facts, &e->facts);
}

static enum err read_stored(struct cx *cx, struct rows *rows, uint32_t seq,
                            struct stored_event *out)
{
    TRY(read_event(cx, rows, seq, &out->event));
    out->object = rows_bytes(cx, rows, 7);
    TRY(rows_exact(cx, rows, 8, out->nonce, sizeof out->nonce));
    out->log_index = rows_int(rows, 9);
    out->leaf = rows_bytes(cx, rows, 10);
    TRY(rows_exact(cx, rows, 11, out->leaf_hash, sizeof out->leaf_hash));
    return out->object.at && out->leaf.at ? OK : FAIL(cx, ERR_TOO_LARGE, "event");
}

enum err store_event_list(struct cx *cx, struct db *db, struct case_id id, uint32_t from_seq,
                          struct stored_event_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct stored_event_list list = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_CASE_EVENT_LIST, ID(id), INT(from_seq), INT(CASE_EVENTS_MAX)));
    while (rows_next(rows, &err)) {
        TRY(LIST_ROOM(cx, list.at, list.len, CASE_EVENTS_MAX));
        uint32_t seq = from_seq + (uint32_t)list.len;
        TRY(read_stored(cx, rows, seq, &list.at[list.len++]));
    }
    TRY(err);
    *out = list;
    return OK;
}

enum err store_event_tip(struct cx *cx, struct db *db, struct case_id id, struct case_tip *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct case_tip tip = { 0 };

    TRY(DB_QUERY(cx, db, &rows, Q_CASE_EVENT_LAST, ID(id)));
    TRY(row_one(cx, rows, "no such case"));
    tip.seq = (uint32_t)rows_int(rows, 0);
    tip.log_index = rows_int(rows, 1);
    TRY(rows_exact(cx, rows, 2, tip.leaf_hash, sizeof tip.leaf_hash));
    *out = tip;
    return OK;
}
