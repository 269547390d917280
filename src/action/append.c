/* append: see the header. What the leaf says and commits to is event_leaf's. */
#include "action/append.h"
#include "action/event_leaf.h"
#include "store/case_event.h"
#include "store/case_file.h"
#include "store/case_state.h"
#include "store/log_entry.h"
#include "store/post.h"
#include "vault/object.h"
#include <assert.h>
#include <string.h>

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

static enum err leaf_make(struct cx *cx, const struct env *env, struct append *a)
{
    const struct event_leaf_input in = {
        .id = a->head.id,
        .event = &a->event,
        .before = &a->head.state,
        .prev = a->head.last_leaf,
        .nonce = a->nonce,
        .object = a->object,
        .zone_minutes = env->zone_minutes,
    };
    struct leaf leaf;

    TRY(event_leaf(cx, &in, &leaf));
    if (a->by && a->event.kind != EVENT_REPORT_RECEIVED)
        TRY(leaf_sign(cx, &leaf, leaf.by, a->by->secrets.keys.sign_sk.b));
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

        if (a->head.opened)
            TRY(object_keyed_seal(cx, &name, &a->head.small, a->payload, &a->object));
        else
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
    return append_seal(cx, env, out);
}

#define HOLDERS_MIN 2 /* no single agency can sit on a case */

/* An agency whose member the reported person turns out to be loses the case; without a leaf of its
 * own, which would tell everybody whose member it is (docs/decisions/0010). */
static enum err grants_follow(struct cx *cx, const struct env *env, struct db *tx,
                              const struct append *a, unsigned excluded_before)
{
    unsigned now = a->event.facts.excluded & ~excluded_before;
    struct case_grant_list left;

    if (a->event.kind != EVENT_CASE_REVIEWED || now == 0)
        return OK;
    for (size_t i = 0; i < env->agencies_len; i++)
        if (now & CODE_BIT(env->agencies[i].code))
            TRY(store_case_grant_remove(cx, tx, a->head.id, env->agencies[i].id));
    TRY(store_case_grant_list(cx, tx, a->head.id, &left));
    if (left.len < HOLDERS_MIN)
        return FAIL(cx, ERR_INVALID, "fewer than two agencies would hold the case");
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

/* What was signed before the agency's keys were renewed must not come after them. */
static enum err signer_check(struct cx *cx, const struct env *env, struct db *tx,
                             const struct officer_session *by)
{
    uint8_t now[32];

    TRY(store_agency_sign_pk(cx, tx, env->post, by->agency, now));
    return memcmp(by->secrets.keys.sign_pk.b, now, sizeof now) == 0
               ? OK
               : FAIL(cx, ERR_DENIED, "the agency's keys were renewed meanwhile");
}

enum err append_write(struct cx *cx, const struct env *env, struct db *tx, struct append *a,
                      int64_t *log_index)
{
    struct case_state state = a->head.state;
    enum case_fault fault;
    bool first = a->event.seq == 0;

    if (a->by)
        TRY(signer_check(cx, env, tx, a->by));
    if (!first) {
        struct case_head now;

        TRY(case_head_load(cx, env, tx, a->head.id, &now));
        if (now.state.events != a->event.seq) {
            if (a->by)
                return FAIL(cx, ERR_CONFLICT, "event %u came first", now.state.events - 1);
            now.opened = a->head.opened;
            now.small = a->head.small;
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
