/* watch_book: see the header. */
#include "action/watch_book.h"
#include "action/list_cases.h"
#include "base/json.h"
#include <string.h>

/* ---- entering ---- */

static enum err since_count(struct cx *cx, const struct env *env, struct db *db, int64_t *out)
{
    struct watch_row last = { 0 };
    enum err err = store_watch_newest_of(cx, db, env->post, WATCH_HANDED_OVER, &last);

    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    return store_watch_since(cx, db, env->post, watch_since(last.at_us, cx->now_us), out);
}

static enum err state_read(struct cx *cx, const struct env *env, struct db *db,
                           const struct officer_session *who, struct watch_place corrects,
                           struct watch_book_state *out)
{
    struct watch_book_state state = { .last = watch_no_place() };
    struct watch_line line;
    enum err err;

    TRY(since_count(cx, env, db, &state.entries_since));
    if (day_known(corrects.day)) {
        err = watch_line_read(cx, env, db, who, corrects, &line);
        if (err != OK && err != ERR_NOT_FOUND)
            return err;
        if (err == OK && line.leaf == WATCH_ENTERED && !line.unreadable)
            state.corrected_kind = line.kind;
    }
    *out = state;
    return OK;
}

static enum err plain_write(struct cx *cx, const struct watch_entry *e, struct bytes *out)
{
    struct buf b = buf_in(cx->arena, 8 * WATCH_TEXT_MAX);
    struct json_out o = json_to(&b);
    struct str text;

    json_begin(&o);
    json_put(&o, "kind", str_of(watch_kind_name(e->kind)));
    json_put_int(&o, "at_us", e->at_us);
    if (day_known(e->corrects.day))
        json_put(&o, "corrects", watch_place_text(cx->arena, e->corrects));
    json_put(&o, "text", e->text);
    json_end(&o);
    text = buf_end(&b);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "line of the watch log");
    *out = (struct bytes){ (const uint8_t *)text.at, text.len };
    return OK;
}

static void moment_read(const struct cx *cx, const struct env *env, struct str typed,
                        int64_t *at_us)
{
    int hour, minute;

    if (str_trim(typed).len == 0)
        *at_us = cx->now_us;
    else if (!watch_time_parse(typed, &hour, &minute)
             || !watch_moment(cx->now_us, env->zone_minutes, hour, minute, at_us))
        *at_us = 0;
}

enum err watch_enter_check(struct cx *cx, const struct env *env, struct db *db,
                           const struct officer_session *who, const struct watch_form *form,
                           struct watch_plan **plan, unsigned *faults)
{
    struct watch_entry e = { .kind = form->kind,
                             .text = str_trim(form->text),
                             .corrects = form->corrects };
    struct watch_plan *p = ARENA_NEW(cx->arena, struct watch_plan);
    struct watch_book_state book;
    struct bytes plain;

    if (!p)
        return FAIL(cx, ERR_TOO_LARGE, "line of the watch log");
    moment_read(cx, env, form->time, &e.at_us);
    TRY(state_read(cx, env, db, who, form->corrects, &book));
    *faults = watch_entry_check(&e, &book);
    if (*faults != WATCH_FINE)
        return OK;
    TRY(plain_write(cx, &e, &plain));
    p->row = (struct watch_row){ .leaf = WATCH_ENTERED, .at_us = cx->now_us,
                                 .answers = watch_no_place() };
    p->kind = e.kind;
    p->by = who;
    cx->random(p->row.id, sizeof p->row.id);
    TRY(watch_seal(cx, env, NULL, p->row.id, plain, &p->row.content));
    *plan = p;
    return OK;
}

enum err watch_enter_write(struct cx *cx, const struct env *env, struct db *tx,
                           struct watch_plan *plan)
{
    int64_t since;

    if (plan->kind == WATCH_NIHIL) { /* another may have entered something meanwhile */
        TRY(since_count(cx, env, tx, &since));
        if (since > 0)
            return FAIL(cx, ERR_CONFLICT, "something was entered meanwhile");
    }
    return watch_append(cx, env, tx, plan->by, AGENCY_NONE, &plan->row);
}

/* ---- reading ---- */

static struct str text_kept(struct cx *cx, const json_t *of, const char *key)
{
    return arena_copy(cx->arena, json_text(of, key)); /* the value goes with the line */
}

static bool entry_take(struct cx *cx, const json_t *json, struct watch_line *line)
{
    const json_t *at = json_object_get(json, "at_us");
    struct str corrects = json_text(json, "corrects");

    line->text = text_kept(cx, json, "text");
    line->at_us = json_integer_value(at);
    return line->text.at && watch_kind_parse(json_text(json, "kind"), &line->kind)
           && (corrects.len == 0 || watch_place_parse(corrects, &line->corrects));
}

static bool offer_take(struct cx *cx, const json_t *json, struct watch_line *line)
{
    struct handover_text *t = &line->handover;

    t->happened = text_kept(cx, json, "happened");
    t->open = text_kept(cx, json, "open");
    t->inventory = text_kept(cx, json, "inventory");
    t->orders = text_kept(cx, json, "orders");
    return t->happened.at && t->open.at && t->inventory.at && t->orders.at;
}

static bool content_take(struct cx *cx, struct db *db, const struct officer_session *who,
                         const struct watch_row *row, struct watch_line *line)
{
    AUTO(json_release) json_t *json = NULL;
    struct bytes plain;

    if (watch_unseal(cx, db, who, row->id, row->content, &plain) != OK
        || json_read(cx, (struct str){ (const char *)plain.at, plain.len }, &json) != OK)
        return false;
    switch (row->leaf) {
    case WATCH_ENTERED:
        return entry_take(cx, json, line);
    case WATCH_OFFERED:
        return offer_take(cx, json, line);
    case WATCH_HANDED_OVER:
        line->items = (size_t)json_integer_value(json_object_get(json, "items"));
        return line->items <= WATCH_ITEMS_MAX;
    case WATCH_LEAF_COUNT:
        break;
    }
    return false;
}

enum err watch_line_open(struct cx *cx, const struct env *env, struct db *db,
                         const struct officer_session *who, const struct watch_row *row,
                         struct watch_line *out)
{
    struct watch_line line = {
        .place = row->place,
        .leaf = row->leaf,
        .agency = row->agency,
        .officer = row->officer,
        .own = memcmp(row->officer.b, who->id.b, ID_SIZE) == 0,
        .entered_us = row->at_us,
        .at_us = row->at_us,
        .text = STR(""),
        .corrects = watch_no_place(),
        .corrected = watch_no_place(),
        .answers = row->answers,
        .handover = { STR(""), STR(""), STR(""), STR("") },
    };

    line.unreadable = !content_take(cx, db, who, row, &line);
    TRY(officer_called(cx, env, db, row->officer, &line.name, &line.initials));
    *out = line;
    return OK;
}

enum err watch_line_read(struct cx *cx, const struct env *env, struct db *db,
                         const struct officer_session *who, struct watch_place place,
                         struct watch_line *out)
{
    struct watch_row row;

    TRY(store_watch_get(cx, db, env->post, place, &row));
    return watch_line_open(cx, env, db, who, &row, out);
}

/* A line and the ones that correct it: mostly close together. */
static void corrected_mark(struct watch_line *lines, size_t len)
{
    for (size_t i = 0; i < len; i++)
        for (size_t j = 0; j < i && day_known(lines[i].corrects.day); j++)
            if (watch_place_eq(lines[j].place, lines[i].corrects))
                lines[j].corrected = lines[i].place;
}

enum err watch_day_read(struct cx *cx, const struct env *env, struct db *db,
                        const struct officer_session *who, struct day day, struct watch_day *out)
{
    struct watch_day read = { .day = day };
    struct watch_row_list rows;

    TRY(store_watch_day(cx, db, env->post, day, &rows));
    TRY(store_watch_beside(cx, db, env->post, day, &read.before, &read.after));
    TRY(since_count(cx, env, db, &read.entries_since));
    read.lines = ARENA_ARRAY(cx->arena, struct watch_line, rows.len + 1);
    if (!read.lines)
        return FAIL(cx, ERR_TOO_LARGE, "watch log");
    for (size_t i = 0; i < rows.len; i++)
        TRY(watch_line_open(cx, env, db, who, &rows.at[i], &read.lines[i]));
    read.len = rows.len;
    corrected_mark(read.lines, read.len);
    *out = read;
    return OK;
}
