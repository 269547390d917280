/* append: see the header. What is committed to: the facts, and the hash of the sealed payload. */
#include "action/append.h"
#include "base/codec.h"
#include "store/case_event.h"
#include "store/case_file.h"
#include "store/case_state.h"
#include "store/log_entry.h"
#include "vault/object.h"
#include <assert.h>
#include <sodium.h>
#include <string.h>

#define COMMITTED_MAX 10000

enum err case_head_load(struct cx *cx, const struct env *env, struct db *db, struct case_id id,
                        struct case_head *out)
{
    struct case_file file;
    struct case_tip tip;

    TRY(store_case_get(cx, db, env->post, id, &file));
    TRY(store_case_state_load(cx, db, id, &out->state));
    TRY(store_event_tip(cx, db, id, &tip));
    if (tip.seq + 1 != out->state.events)
        return FAIL(cx, ERR_CORRUPT, "state of %u events, but the last is number %u",
                    out->state.events, tip.seq);
    out->id = id;
    out->number = file.number;
    memcpy(out->box_pk.b, file.box_pk, sizeof out->box_pk.b);
    memcpy(out->last_leaf, tip.leaf_hash, sizeof out->last_leaf);
    return OK;
}

struct object_name event_object_name(struct case_id id, enum event_kind kind, uint32_t seq)
{
    struct object_name name = { .kind = str_of(event_rule(kind)->name) };

    memcpy(name.case_tag, id.b, sizeof name.case_tag);
    for (size_t i = 0; i < sizeof seq; i++)
        name.object_id[sizeof name.object_id - 1 - i] = (uint8_t)(seq >> (8 * i));
    return name;
}

/* The bytes the leaf commits to: whoever has the database can check them without any key. */
static enum err committed_bytes(struct cx *cx, const struct append *a, struct bytes *out)
{
    struct buf b = buf_in(cx->arena, COMMITTED_MAX);
    uint8_t hash[32];
    char hex[65];
    struct str text;

    crypto_hash_sha256(hash, a->object.at, a->object.len);
    hex_encode(hex, hash, sizeof hash);
    buf_printf(&b, "posko-event/v1\n%.*s\nobject %s\n", STR_FMT(a->facts_json),
               a->object.len ? hex : "-");
    text = buf_end(&b);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "committed bytes of an event");
    *out = (struct bytes){ (const uint8_t *)text.at, text.len };
    return OK;
}

/* The public facts of the kind, and nothing else (design.md section 4). Until an officer
 * has reviewed it, a clock that only some reports have would tell which this is. */
static enum err leaf_facts(struct cx *cx, const struct append *a, struct leaf *leaf)
{
    const struct event *e = &a->event;
    const struct event_facts *f = &e->facts;
    bool reviewed = a->head.state.stage >= STAGE_REVIEWED || f->clock == CLOCK_INITIAL_REVIEW;
    unsigned shows = event_rule(e->kind)->shows;

    if (shows & PUBLIC_INTAKE && f->intake)
        TRY(leaf_add_fact(cx, leaf, "intake", str_of(intake_name(f->intake))));
    if (shows & PUBLIC_CATEGORY && f->category)
        TRY(leaf_add_fact(cx, leaf, "category", str_of(category_name(f->category))));
    if (shows & PUBLIC_AUTHORITY && f->authority)
        TRY(leaf_add_fact(cx, leaf, "authority", str_of(authority_name(f->authority))));
    if (shows & PUBLIC_RESULT && f->result)
        TRY(leaf_add_fact(cx, leaf, "result", str_of(result_name(f->result))));
    if (shows & PUBLIC_CLOCK && f->clock && reviewed)
        TRY(leaf_add_fact(cx, leaf, "clock", str_of(clock_name_text(f->clock))));
    return OK;
}

/* The earliest day by which somebody must act because of this event. Of a report it is
 * the initial review's, which all reports have alike. */
static struct day due_of(const struct event *e)
{
    const struct event_facts *f = &e->facts;
    struct day due = DAY_NONE;

    for (size_t i = 0; i < f->clocks_len; i++)
        if (day_known(f->clocks[i].due_on)
            && (e->kind != EVENT_REPORT_RECEIVED || f->clocks[i].name == CLOCK_INITIAL_REVIEW)
            && (!day_known(due) || f->clocks[i].due_on.n < due.n))
            due = f->clocks[i].due_on;
    return due;
}

static enum err leaf_make(struct cx *cx, const struct env *env, struct append *a)
{
    const struct event *e = &a->event;
    struct bytes committed;
    struct leaf leaf = {
        .type = str_of(event_rule(e->kind)->name),
        .of_case = true,
        .seq = e->seq,
        .at = e->actor == ACTOR_OFFICER && e->kind != EVENT_REPORT_RECEIVED
                  ? leaf_at_instant(cx->arena, e->at_us, env->zone_minutes)
                  : leaf_at_day(cx->arena, day_at(e->at_us, env->zone_minutes)),
        .by = a->by && e->kind != EVENT_REPORT_RECEIVED ? str_of(agency_code_name(a->by->agency))
                                                        : STR("posko"),
        .due = due_of(e),
    };

    memcpy(leaf.case_tag, a->head.id.b, sizeof leaf.case_tag);
    memcpy(leaf.prev.b, a->head.last_leaf, sizeof leaf.prev.b);
    TRY(leaf_facts(cx, a, &leaf));
    TRY(committed_bytes(cx, a, &committed));
    leaf_commit(a->nonce, committed, leaf.commit);
    if (a->by && e->kind != EVENT_REPORT_RECEIVED)
        TRY(leaf_sign(cx, &leaf, leaf.by, a->by->keys.sign_sk.b));
    return leaf_text(cx, &leaf, &a->leaf);
}

/* All that depends on the event's place in its case: also done again for who comes second. */
static enum err append_seal(struct cx *cx, const struct env *env, struct append *a)
{
    struct event *e = &a->event;
    enum case_fault fault;

    e->seq = a->head.state.events;
    fault = case_may(&a->head.state, e);
    if (fault != CASE_FINE)
        return FAIL(cx, ERR_INVALID, "%s: %s", event_rule(e->kind)->name, case_fault_text(fault));
    if (a->payload.len) {
        struct object_name name = event_object_name(a->head.id, e->kind, e->seq);

        TRY(object_seal(cx, &name, &a->head.box_pk, a->payload, &a->object));
    }
    return leaf_make(cx, env, a);
}

enum err append_prepare(struct cx *cx, const struct env *env, const struct case_head *head,
                        enum event_kind kind, const struct event_facts *facts, struct bytes payload,
                        const struct officer_session *by, enum actor actor, struct append *out)
{
    assert(!event_rule(kind)->sealed == (payload.len == 0));
    assert((by != NULL) == (actor == ACTOR_OFFICER));
    *out = (struct append){
        .head = *head,
        .payload = payload,
        .by = by,
        .event = { .kind = kind, .at_us = cx->now_us, .actor = actor, .facts = *facts },
    };
    if (by) {
        out->event.by_agency_known = true;
        out->event.agency = by->agency;
        out->event.officer = by->id;
    }
    cx->random(out->nonce, sizeof out->nonce);
    TRY(event_facts_write(cx, facts, &out->facts_json));
    return append_seal(cx, env, out);
}

/* An agency whose member the reported person turns out to be loses the case. */
static enum err grants_follow(struct cx *cx, const struct env *env, struct db *tx,
                              const struct append *a, unsigned excluded_before)
{
    unsigned now = a->event.facts.excluded & ~excluded_before;

    if (a->event.kind != EVENT_CASE_REVIEWED || now == 0)
        return OK;
    for (size_t i = 0; i < env->agencies_len; i++)
        if (now & CODE_BIT(env->agencies[i].code))
            TRY(store_case_grant_remove(cx, tx, a->head.id, env->agencies[i].id));
    return OK;
}

static enum err event_insert(struct cx *cx, const struct env *env, struct db *tx,
                             const struct append *a, int64_t *log_index)
{
    struct stored_event stored = { .event = a->event, .object = a->object };
    struct hash hash;

    memcpy(stored.nonce, a->nonce, sizeof stored.nonce);
    TRY(store_log_size(cx, tx, env->post, &stored.log_index));
    TRY(store_event_append(cx, tx, env->post, a->head.id, &stored));
    leaf_hash(a->leaf, &hash);
    TRY(store_log_append(cx, tx, env->post, stored.log_index,
                         (struct bytes){ (const uint8_t *)a->leaf.at, a->leaf.len }, hash.b));
    *log_index = stored.log_index;
    return OK;
}

enum err append_write(struct cx *cx, const struct env *env, struct db *tx, struct append *a,
                      int64_t *log_index)
{
    struct case_state state = a->head.state;
    enum case_fault fault;
    bool first = a->event.seq == 0;

    if (!first) {
        struct case_head now;

        TRY(case_head_load(cx, env, tx, a->head.id, &now));
        if (now.state.events != a->event.seq) {
            if (a->by)
                return FAIL(cx, ERR_CONFLICT, "event %u came first", now.state.events - 1);
            a->head = now;
            TRY(append_seal(cx, env, a));
        }
        state = now.state;
    }
    TRY(event_insert(cx, env, tx, a, log_index));
    fault = case_apply(&state, &a->event);
    if (fault != CASE_FINE)
        return FAIL(cx, ERR_CORRUPT, "fold: %s", case_fault_text(fault));
    TRY(grants_follow(cx, env, tx, a, a->head.state.excluded));
    return store_case_state_save(cx, tx, env->post, a->head.id, &state);
}
