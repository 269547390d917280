/* check_case: see the header. Each event is replayed: what its leaf must have been is made anew
 * by the code that makes leaves, and the state is folded by the code that folds it. */
#include "action/check_case.h"
#include "action/event_leaf.h"
#include "base/codec.h"
#include "store/case_event.h"
#include "store/case_file.h"
#include "store/case_state.h"
#include "store/log_entry.h"
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define FAULT_MAX 240
#define CASE_ARENA_MAX (64u << 20)
#define LEAVES_AT_ONCE 1024

static void fault_add(struct cx *cx, struct check_faults *to, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

static void fault_add(struct cx *cx, struct check_faults *to, const char *fmt, ...)
{
    char text[FAULT_MAX];
    struct str kept;
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (to->len < CHECK_FAULTS_MAX && (kept = arena_copy(cx->arena, str_of(text))).at)
        to->at[to->len++] = kept;
    else
        to->more++;
}

/* ---- two states ---- */

struct member {
    const char *name;
    size_t at, size;
};

#define MEMBER(type, name)                                                                         \
    {                                                                                              \
#name, offsetof(struct type, name), sizeof(((struct type *)0)->name)                       \
    }

static const char *member_differs(const struct member *m, size_t len, const void *a, const void *b)
{
    for (size_t i = 0; i < len; i++)
        if (memcmp((const char *)a + m[i].at, (const char *)b + m[i].at, m[i].size) != 0)
            return m[i].name;
    return NULL;
}

static const struct member state_members[] = {
    MEMBER(case_state, events),        MEMBER(case_state, stage),
    MEMBER(case_state, category),      MEMBER(case_state, channel),
    MEMBER(case_state, mode),          MEMBER(case_state, intake),
    MEMBER(case_state, urgency),       MEMBER(case_state, timeliness),
    MEMBER(case_state, result),        MEMBER(case_state, waiting),
    MEMBER(case_state, missing),       MEMBER(case_state, excluded),
    MEMBER(case_state, flags),         MEMBER(case_state, received_us),
    MEMBER(case_state, last_us),       MEMBER(case_state, read_us),
    MEMBER(case_state, owned),         MEMBER(case_state, unread),
    MEMBER(case_state, unseen),        MEMBER(case_state, withdrawn),
    MEMBER(case_state, pressured),     MEMBER(case_state, threatened),
    MEMBER(case_state, merged),        MEMBER(case_state, clocks_len),
    MEMBER(case_state, referrals_len), MEMBER(case_state, tasks_len),
};
static const struct member clock_members[] = {
    MEMBER(case_clock, name),      MEMBER(case_clock, authority), MEMBER(case_clock, state),
    MEMBER(case_clock, starts_us), MEMBER(case_clock, due_us),    MEMBER(case_clock, ended_us),
    MEMBER(case_clock, paused_us), MEMBER(case_clock, due_on),    MEMBER(case_clock, strict_due_on),
    MEMBER(case_clock, late),
};
static const struct member referral_members[] = {
    MEMBER(case_referral, authority),   MEMBER(case_referral, state),
    MEMBER(case_referral, sent_us),     MEMBER(case_referral, received_us),
    MEMBER(case_referral, answered_us), MEMBER(case_referral, received_on),
    MEMBER(case_referral, answered_on), MEMBER(case_referral, due_on),
    MEMBER(case_referral, result),
};
static const struct member task_members[] = {
    MEMBER(case_task, number),   MEMBER(case_task, event_seq), MEMBER(case_task, done),
    MEMBER(case_task, added_us), MEMBER(case_task, done_us),   MEMBER(case_task, officer),
};

struct str case_state_difference(struct arena *arena, const struct case_state *a,
                                 const struct case_state *b)
{
    const char *which = member_differs(state_members, COUNT_OF(state_members), a, b);

    if (!which && strcmp(a->kecamatan, b->kecamatan) != 0)
        which = "kecamatan";
    if (!which && a->owned && memcmp(&a->owner, &b->owner, sizeof a->owner) != 0)
        which = "owner";
    if (!which && a->merged && memcmp(&a->merged_into, &b->merged_into, sizeof a->merged_into))
        which = "merged_into";
    if (which)
        return str_of(which);
    for (size_t i = 0; i < a->clocks_len; i++)
        if ((which = member_differs(clock_members, COUNT_OF(clock_members), &a->clocks[i],
                                    &b->clocks[i])))
            return arena_printf(arena, "clock %zu, %s", i, which);
    for (size_t i = 0; i < a->referrals_len; i++)
        if ((which = member_differs(referral_members, COUNT_OF(referral_members), &a->referrals[i],
                                    &b->referrals[i])))
            return arena_printf(arena, "referral %zu, %s", i, which);
    for (size_t i = 0; i < a->tasks_len; i++)
        if ((which =
                 member_differs(task_members, COUNT_OF(task_members), &a->tasks[i], &b->tasks[i])))
            return arena_printf(arena, "task %zu, %s", i, which);
    return (struct str){ 0 };
}

/* ---- one event ---- */

struct walk {
    struct cx *cx;
    const struct env *env;
    struct case_check *check;
    uint8_t prev[32]; /* hash of the leaf before */
    bool folds;       /* false once an event could not be folded: states then mean nothing */
};

static void signature_check(struct walk *w, const struct event *e, const struct leaf *leaf)
{
    struct check_faults *faults = &w->check->faults;
    const struct agency *agency = NULL;

    if (str_is(leaf->by, "posko")) {
        if (leaf->key_count)
            fault_add(w->cx, faults, "event %u: signed, though no agency acted", e->seq);
        return;
    }
    for (size_t i = 0; i < w->env->agencies_len; i++)
        if (str_is(leaf->by, agency_code_name(w->env->agencies[i].code)))
            agency = &w->env->agencies[i];
    if (!agency)
        fault_add(w->cx, faults, "event %u: the post has no agency \"%.*s\"", e->seq,
                  STR_FMT(leaf->by));
    else if (leaf_check_key(w->cx, leaf, leaf->by, agency->sign_pk.b) != OK)
        fault_add(w->cx, faults, "event %u: not signed with the key of %.*s", e->seq,
                  STR_FMT(leaf->by));
}

/* What of the leaf is not as this event makes it; NULL if all is. */
static const char *leaf_differs(const struct leaf *is, const struct leaf *should)
{
    if (!str_eq(is->type, should->type))
        return "kind";
    if (!is->of_case || memcmp(is->case_tag, should->case_tag, sizeof is->case_tag) != 0)
        return "case";
    if (is->seq != should->seq)
        return "number";
    if (should->seq > 0 && !hash_eq(&is->prev, &should->prev))
        return "link to the leaf before";
    if (!str_eq(is->at, should->at))
        return "time";
    if (!str_eq(is->by, should->by))
        return "acting agency";
    if (is->due.n != should->due.n)
        return "due date";
    if (is->fact_count != should->fact_count)
        return "public facts";
    for (size_t i = 0; i < is->fact_count; i++)
        if (!str_eq(is->facts[i].name, should->facts[i].name)
            || !str_eq(is->facts[i].value, should->facts[i].value))
            return "public facts";
    if (memcmp(is->commit, should->commit, sizeof is->commit) != 0)
        return "commitment to facts and sealed payload";
    return NULL;
}

static enum err leaf_check(struct walk *w, const struct stored_event *s)
{
    const struct event_leaf_input in = {
        .id = w->check->id,
        .event = &s->event,
        .before = &w->check->folded,
        .prev = w->prev,
        .nonce = s->nonce,
        .object = s->object,
        .zone_minutes = w->env->zone_minutes,
    };
    struct str text = { (const char *)s->leaf.at, s->leaf.len };
    struct leaf is, should;
    struct hash hash;
    const char *which;

    leaf_hash(text, &hash);
    if (memcmp(hash.b, s->leaf_hash, sizeof hash.b) != 0)
        fault_add(w->cx, &w->check->faults, "event %u: its leaf is not what was hashed",
                  s->event.seq);
    if (leaf_parse(w->cx, text, &is) != OK) {
        fault_add(w->cx, &w->check->faults, "event %u: its leaf cannot be read", s->event.seq);
        return OK;
    }
    TRY(event_leaf(w->cx, &in, &should));
    which = leaf_differs(&is, &should);
    if (which)
        fault_add(w->cx, &w->check->faults, "event %u: the leaf has another %s", s->event.seq,
                  which);
    signature_check(w, &s->event, &is);
    return OK;
}

static enum err event_check(struct walk *w, const struct stored_event *s)
{
    struct case_check *c = w->check;
    enum case_fault fault;

    if (s->log_index <= c->last_index)
        fault_add(w->cx, &c->faults, "event %u: stands before event %u in the log", s->event.seq,
                  s->event.seq - 1);
    if (event_rule(s->event.kind)->sealed != (s->object.len > 0))
        fault_add(w->cx, &c->faults,
                  "event %u: a payload is missing, or is there though %s has none", s->event.seq,
                  event_rule(s->event.kind)->name);
    TRY(leaf_check(w, s));
    c->last_index = s->log_index;
    memcpy(w->prev, s->leaf_hash, sizeof w->prev);
    if (!w->folds)
        return OK;
    fault = case_apply(&c->folded, &s->event);
    if (fault != CASE_FINE) {
        fault_add(w->cx, &c->faults, "event %u: %s: %s", s->event.seq,
                  event_rule(s->event.kind)->name, case_fault_text(fault));
        w->folds = false;
    }
    return OK;
}

/* ---- one case ---- */

static enum err projection_check(struct cx *cx, struct db *db, struct case_check *c)
{
    struct case_state stored;
    enum err err = store_case_state_load(cx, db, c->id, &stored);
    struct str which;

    if (err == ERR_NOT_FOUND || err == ERR_CORRUPT) {
        fault_add(cx, &c->faults, "the saved state: %s", cx->note.text);
        return OK;
    }
    TRY(err);
    which = case_state_difference(cx->arena, &c->folded, &stored);
    if (which.at)
        fault_add(cx, &c->faults, "the saved state is not what its events make: %.*s",
                  STR_FMT(which));
    return OK;
}

enum err check_case(struct cx *cx, const struct env *env, struct db *db, struct case_id id,
                    struct case_check *out)
{
    struct walk w = { .cx = cx, .env = env, .check = out, .folds = true };
    struct stored_event_list list = { 0 };
    struct case_file file;
    enum err err;

    TRY(store_case_get(cx, db, env->post, id, &file));
    *out = (struct case_check){ .id = id, .number = file.number, .last_index = -1 };
    case_init(&out->folded);
    err = store_event_list(cx, db, id, 0, &list);
    if (err == ERR_CORRUPT) {
        fault_add(cx, &out->faults, "its events: %s", cx->note.text);
        return OK;
    }
    TRY(err);
    out->events = (uint32_t)list.len;
    if (list.len == 0)
        fault_add(cx, &out->faults, "no event of it is there");
    for (size_t i = 0; i < list.len; i++)
        TRY(event_check(&w, &list.at[i]));
    return w.folds && list.len ? projection_check(cx, db, out) : OK;
}

/* ---- the whole post ---- */

static enum err case_of_leaf(struct cx *cx, const struct env *env, struct db *db, struct case_id id,
                             struct post_check *out)
{
    struct arena *arena = arena_new(CASE_ARENA_MAX);
    struct cx inner = { .arena = arena, .now_us = cx->now_us, .random = cx->random };
    struct case_check *c = arena ? ARENA_NEW(arena, struct case_check) : NULL;
    enum err err = c ? check_case(&inner, env, db, id, c) : ERR_TOO_LARGE;
    char tag[2 * sizeof id.b + 1];

    hex_encode(tag, id.b, sizeof id.b);
    out->cases++;
    if (err == ERR_NOT_FOUND) {
        fault_add(cx, &out->faults,
                  "case %s: the log begins a case that is not there: its rows were deleted", tag);
        err = OK;
    } else if (err == OK) {
        out->events += c->events;
        for (size_t i = 0; i < c->faults.len; i++)
            fault_add(cx, &out->faults, "case %s (%.*s): %.*s", tag, STR_FMT(c->number),
                      STR_FMT(c->faults.at[i]));
        out->faults.more += c->faults.more;
    } else {
        cx->note = inner.note;
    }
    arena_free(arena);
    return err;
}

/* Adds to *of_cases if the leaf is of a case. */
static enum err log_leaf_check(struct cx *cx, const struct env *env, struct db *db,
                               const struct log_entry *e, struct post_check *out, int64_t *of_cases)
{
    struct str text = { (const char *)e->leaf.at, e->leaf.len };
    struct case_id id;
    struct leaf leaf;
    struct hash hash;

    leaf_hash(text, &hash);
    if (memcmp(hash.b, e->leaf_hash, sizeof hash.b) != 0)
        fault_add(cx, &out->faults, "leaf %lld is not what was hashed", (long long)e->index);
    if (leaf_parse(cx, text, &leaf) != OK) {
        fault_add(cx, &out->faults, "leaf %lld cannot be read", (long long)e->index);
        return OK;
    }
    *of_cases += leaf.of_case;
    if (!leaf.of_case || leaf.seq > 0)
        return OK;
    memcpy(id.b, leaf.case_tag, sizeof id.b);
    return case_of_leaf(cx, env, db, id, out);
}

static enum err log_range_check(struct cx *cx, const struct env *env, struct db *db, int64_t from,
                                struct post_check *out, int64_t *of_cases)
{
    struct arena *arena = arena_new(CASE_ARENA_MAX);
    struct cx inner = { .arena = arena, .now_us = cx->now_us, .random = cx->random };
    struct log_list list = { 0 };
    enum err err = arena
                       ? store_log_range(&inner, db, env->post, from, from + LEAVES_AT_ONCE, &list)
                       : ERR_TOO_LARGE;

    if (err != OK)
        cx->note = inner.note;
    for (size_t i = 0; err == OK && i < list.len; i++)
        err = log_leaf_check(cx, env, db, &list.at[i], out, of_cases);
    arena_free(arena);
    return err;
}

enum err check_post(struct cx *cx, const struct env *env, struct db *db, struct post_check *out)
{
    int64_t of_cases = 0;

    *out = (struct post_check){ 0 };
    TRY(store_log_size(cx, db, env->post, &out->leaves));
    for (int64_t from = 0; from < out->leaves; from += LEAVES_AT_ONCE) {
        enum err err = log_range_check(cx, env, db, from, out, &of_cases);

        if (err == ERR_CORRUPT) { /* what comes after a gap cannot be told apart */
            fault_add(cx, &out->faults, "%s", cx->note.text);
            return OK;
        }
        TRY(err);
    }
    if (of_cases != out->events)
        fault_add(cx, &out->faults, "the log has %lld leaves of cases, the cases have %lld events",
                  (long long)of_cases, (long long)out->events);
    return OK;
}
