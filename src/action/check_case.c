/* check_case: see the header. Each event is replayed: what its leaf must have been is made anew
 * by the code that makes leaves, and the state is folded by the code that folds it. */
#include "action/check_case.h"
#include "action/event_leaf.h"
#include "action/identity_manifest.h"
#include "base/codec.h"
#include "store/case_event.h"
#include "store/case_file.h"
#include "store/case_state.h"
#include "store/custody.h"
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
    MEMBER(case_state, recused_len),
};
static const struct member identity_members[] = {
    MEMBER(case_identity, stage),    MEMBER(case_identity, asker),
    MEMBER(case_identity, asked_us), MEMBER(case_identity, asked_seq),
    MEMBER(case_identity, since_us), MEMBER(case_identity, ended_us),
    MEMBER(case_identity, holders),  MEMBER(case_identity, approved),
    MEMBER(case_identity, refused),  MEMBER(case_identity, voided),
    MEMBER(case_identity, opened),
};
static const struct member access_members[] = {
    MEMBER(case_access, proposed),
    MEMBER(case_access, proposer),
    MEMBER(case_access, given),
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
    if (!which)
        which = member_differs(identity_members, COUNT_OF(identity_members), &a->identity,
                               &b->identity);
    if (!which)
        which = member_differs(access_members, COUNT_OF(access_members), &a->access, &b->access);
    for (size_t i = 0; !which && i < a->recused_len; i++)
        if (!case_recused(b, a->recused[i]))
            which = "recused";
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
    struct db *db;
    struct case_check *check;
    struct old_key_list old[AGENCY_COUNT]; /* keys that agencies used before, once asked for */
    bool old_read[AGENCY_COUNT];
    uint8_t prev[32]; /* hash of the leaf before */
    bool folds;       /* false once an event could not be folded: states then mean nothing */
};

/* With a key that the agency used before. Which one counted when is for the audit of the whole
 * log to say (audit_leaf.c), which reads the keys in its order. */
static bool signed_before(struct walk *w, const struct leaf *leaf, const struct agency *agency)
{
    struct old_key_list *old = &w->old[agency->code];

    if (!w->old_read[agency->code]) {
        w->old_read[agency->code] = true;
        if (store_old_key_list(w->cx, w->db, agency->id, old) != OK)
            *old = (struct old_key_list){ 0 };
    }
    for (size_t i = 0; i < old->len; i++)
        if (leaf_check_key(w->cx, leaf, leaf->by, old->at[i].sign_pk) == OK)
            return true;
    return false;
}

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
    else if (leaf_check_key(w->cx, leaf, leaf->by, agency->sign_pk.b) != OK
             && !signed_before(w, leaf, agency))
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
    bool derived = false;

    if (err == ERR_NOT_FOUND || err == ERR_CORRUPT) {
        fault_add(cx, &c->faults, "the saved state: %s", cx->note.text);
        return OK;
    }
    TRY(err);
    which = case_state_difference(cx->arena, &c->folded, &stored);
    if (which.at)
        fault_add(cx, &c->faults, "the saved state is not what its events make: %.*s",
                  STR_FMT(which));
    TRY(store_case_derived_differs(cx, db, c->id, &c->folded, &derived));
    if (derived)
        fault_add(cx, &c->faults, "the rows that lists and clocks search by are not what its "
                                  "events make");
    return OK;
}

/* The sealed name and the shares' commitments are those that the first event committed to. */
static enum err identity_check(struct cx *cx, struct db *db, const struct event_facts *first,
                               struct case_check *c)
{
    static const uint8_t none[32];
    struct identity_row identity;
    struct share_list shares;
    uint8_t hash[32];
    enum err err = store_identity_get(cx, db, c->id, &identity);
    bool there = err == OK;

    if (err != OK && err != ERR_NOT_FOUND && err != ERR_CORRUPT)
        return err;
    if (err != ERR_CORRUPT)
        err = store_share_list(cx, db, c->id, &shares);
    if (err == ERR_CORRUPT) {
        fault_add(cx, &c->faults, "the sealed name: %s", cx->note.text);
        return OK;
    }
    TRY(err);
    if (!there && memcmp(first->identity, none, sizeof none) == 0)
        return OK;
    if (there)
        TRY(identity_manifest(cx, &identity, &shares, hash));
    if (!there || memcmp(first->identity, hash, sizeof hash) != 0)
        fault_add(cx, &c->faults,
                  "the sealed name, or what its shares are, is not what the report committed to");
    return OK;
}

enum err check_case(struct cx *cx, const struct env *env, struct db *db, struct case_id id,
                    struct case_check *out)
{
    struct walk w = { .cx = cx, .env = env, .db = db, .check = out, .folds = true };
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
    if (list.len)
        TRY(identity_check(cx, db, &list.at[0].event.facts, out));
    out->believed = w.folds && list.len && out->faults.len + out->faults.more == 0;
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
