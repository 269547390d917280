/* audit_watch: see the header. Lines are walked in the order of the book; only where they are not
 * as many as the log says is the log itself walked, for what was taken out. */
#include "action/audit_watch.h"
#include "action/log_event.h"
#include "action/watch_seal.h"
#include "store/log_entry.h"
#include "store/log_event.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define AT_ONCE 256
#define WORK_ARENA (64u << 20)
#define SENTENCE_MAX 400

struct walk {
    const struct env *env;
    struct db *db;
    const struct audit_plan *plan;
    struct watch_audit *result;
    struct watch_place last;
    int64_t last_index;
};

static void say(struct walk *w, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void say(struct walk *w, const char *fmt, ...)
{
    char text[SENTENCE_MAX];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    w->result->faults++;
    w->plan->say(w->plan->arg, AUDIT_FAULT, text);
}

static struct str place_words(struct cx *cx, struct watch_place place)
{
    struct str day = day_text(cx->arena, place.day);
    struct str text = arena_printf(cx->arena, "line %u of %.*s", place.number, STR_FMT(day));

    return text.at ? text : STR("a line");
}

static void number_check(struct cx *cx, struct walk *w, const struct watch_row *row)
{
    struct str name = place_words(cx, row->place);

    if (!watch_place_follows(w->last, row->place))
        say(w, "Watch log: before %.*s a number is missing: a line was taken out, or put in.",
            STR_FMT(name));
    if (row->log_index <= w->last_index)
        say(w, "Watch log: %.*s stands before one that was signed earlier: it was moved.",
            STR_FMT(name));
    w->last = row->place;
    w->last_index = row->log_index;
}

/* ERR_NOT_FOUND for a leaf that is none of the watch log's. */
static enum err leaf_at(struct cx *cx, const struct walk *w, int64_t index, struct leaf *out)
{
    struct log_list list = { .len = 0 };
    enum watch_leaf kind;
    enum err err = store_log_range(cx, w->db, w->env->post, index, index + 1, &list);

    if (err != OK && err != ERR_CORRUPT) /* a gap in the log itself is audit_log's to say */
        return err;
    if (list.len != 1
        || leaf_parse(cx, (struct str){ (const char *)list.at[0].leaf.at, list.at[0].leaf.len },
                      out)
               != OK
        || !watch_leaf_parse(out->type, &kind))
        return FAIL(cx, ERR_NOT_FOUND, "no leaf of the watch log");
    return OK;
}

/* Which agency handed over, as the offer's own line has it; false where that is no offer. */
static enum err from_check(struct cx *cx, const struct walk *w, const struct watch_row *row,
                           const struct leaf *leaf, bool *good)
{
    struct watch_row offer;
    enum err err = store_watch_get(cx, w->db, w->env->post, row->answers, &offer);

    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    *good = err == OK && offer.leaf == WATCH_OFFERED && offer.log_index < row->log_index
            && memcmp(offer.officer.b, row->officer.b, ID_SIZE) != 0
            && str_is(leaf_get_fact(leaf, "from"), agency_code_name(offer.agency))
            && str_is(leaf_get_fact(leaf, "to"), agency_code_name(row->agency));
    return OK;
}

/* What differs between a line and what was signed of it; NULL: nothing. */
static enum err compare(struct cx *cx, const struct walk *w, const struct watch_row *row,
                        const struct leaf *leaf, const char **differs)
{
    struct log_event_row event;
    struct str name, value;
    uint8_t commit[32];
    enum err err;
    bool good = true;

    TRY(watch_committed(cx, row, &name, &value));
    err = store_log_event_newest(cx, w->db, w->env->post, str_of(watch_leaf_name(row->leaf)), name,
                                 &event);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    if (err == OK)
        leaf_commit(event.nonce,
                    log_event_committed(cx->arena, watch_leaf_name(row->leaf), name, value),
                    commit);
    if (row->leaf == WATCH_HANDED_OVER)
        TRY(from_check(cx, w, row, leaf, &good));
    *differs = !str_is(leaf->type, watch_leaf_name(row->leaf))       ? "kind"
               : !str_is(leaf->by, agency_code_name(row->agency))    ? "agency"
               : err == ERR_NOT_FOUND || event.log_index != row->log_index
                   ? "place in the log"
               : memcmp(commit, leaf->commit, sizeof commit) != 0 ? "text, time, number or officer"
               : !good                                            ? "outgoing officer"
                                                                  : NULL;
    return OK;
}

static enum err line_check(struct cx *cx, struct walk *w, const struct watch_row *row)
{
    struct str name = place_words(cx, row->place);
    const char *differs = NULL;
    struct leaf leaf;
    enum err err;

    number_check(cx, w, row);
    if ((uint64_t)row->log_index >= w->plan->size)
        return OK; /* newer than the signed head: left out, like the entries there */
    err = leaf_at(cx, w, row->log_index, &leaf);
    if (err == ERR_NOT_FOUND) {
        say(w, "Watch log: %.*s was never signed: it was put in.", STR_FMT(name));
        return OK;
    }
    TRY(err);
    TRY(compare(cx, w, row, &leaf, &differs));
    if (differs)
        say(w, "Watch log: %.*s is kept with another %s than was signed: it was altered.",
            STR_FMT(name), differs);
    else
        w->result->lines++;
    return OK;
}

static enum err lines_check(struct cx *cx, struct walk *w, bool *more)
{
    struct watch_row_list rows;
    enum err err = store_watch_walk(cx, w->db, w->env->post, w->last, AT_ONCE, &rows);

    *more = false;
    if (err == ERR_CORRUPT) {
        struct str last = place_words(cx, w->last);

        say(w, "Watch log: a line behind %.*s cannot be read: it was altered.", STR_FMT(last));
        return OK;
    }
    TRY(err);
    for (size_t i = 0; i < rows.len; i++)
        TRY(line_check(cx, w, &rows.at[i]));
    *more = rows.len == AT_ONCE;
    return OK;
}

/* Which leaves of the log have no line. */
static enum err leaves_check(struct cx *cx, struct walk *w, int64_t *at)
{
    int64_t size = (int64_t)w->plan->size, to = *at + AT_ONCE < size ? *at + AT_ONCE : size;

    for (; *at < to; ++*at) {
        struct leaf leaf;
        bool there;
        enum err err = leaf_at(cx, w, *at, &leaf);

        if (err == ERR_NOT_FOUND)
            continue;
        TRY(err);
        TRY(store_watch_has_leaf(cx, w->db, w->env->post, *at, &there));
        if (!there)
            say(w,
                "Watch log: the line of %.*s that %.*s signed (entry %lld, %.*s) is gone: it was "
                "taken out.",
                STR_FMT(leaf.at), STR_FMT(leaf.by), (long long)*at, STR_FMT(leaf.type));
    }
    return OK;
}

static enum err walk_run(struct cx *inner, struct walk *w, uint64_t leaves)
{
    enum err err = OK;
    int64_t at = 0;

    for (bool more = true; err == OK && more;) {
        err = lines_check(inner, w, &more);
        arena_reset(inner->arena);
    }
    while (err == OK && w->result->lines != leaves && at < (int64_t)w->plan->size) {
        err = leaves_check(inner, w, &at);
        arena_reset(inner->arena);
    }
    return err;
}

enum err audit_watch(struct cx *cx, const struct env *env, struct db *db,
                     const struct audit_plan *plan, uint64_t leaves, struct watch_audit *out)
{
    struct watch_audit result = { 0 };
    struct walk w = { .env = env, .db = db, .plan = plan, .result = &result,
                      .last = watch_no_place(), .last_index = -1 };
    struct arena *arena = arena_new(WORK_ARENA);
    struct cx inner = { .arena = arena, .now_us = cx->now_us, .random = cx->random };
    enum err err = arena ? walk_run(&inner, &w, leaves) : ERR_TOO_LARGE;

    if (err == OK)
        *out = result;
    else
        cx->note = inner.note;
    arena_free(arena);
    return err;
}
