/* read_logbook: see the header. */
#include "action/read_logbook.h"
#include "action/cosign.h"
#include "store/log_entry.h"
#include "tlog/policy.h"

#define CHUNK 256
#define CHUNKS_MAX 16 /* a page looks no further back than so many, heartbeats and all */
#define HEARTBEAT "log.heartbeat"

bool log_item_of(struct cx *cx, uint64_t index, struct bytes bytes, struct log_item *out)
{
    struct str text = { (const char *)bytes.at, bytes.len };
    struct log_item item = { .index = index };
    struct leaf leaf;
    const char *why;

    if (leaf_parse(cx, text, &leaf) != OK
        || !leaf_day(leaf.at, &item.day, &item.timed, &item.at_us))
        return false;
    item.type = leaf.type;
    item.due = leaf.due;
    if (!str_is(leaf.by, "posko") && !agency_code_parse(leaf.by, &item.by))
        item.by = AGENCY_NONE;
    item.of_case = public_event_of(&leaf, &item.event, &why);
    *out = item;
    return true;
}

/* ---- entries ---- */

static void items_take(struct cx *cx, const struct log_list *list, struct log_items *out)
{
    for (size_t i = list->len; i-- > 0;) {
        struct log_item *item = &out->at[out->len];
        uint64_t index = (uint64_t)list->at[i].index;

        if (out->len == LOG_ITEMS_MAX)
            return;
        out->older = index;
        if (!log_item_of(cx, index, list->at[i].leaf, item))
            *item = (struct log_item){ .index = index, .day = DAY_NONE, .due = DAY_NONE };
        else if (str_is(item->type, HEARTBEAT))
            continue;
        out->len++;
    }
}

enum err log_items_read(struct cx *cx, const struct env *env, struct db *db, uint64_t before,
                        struct log_items **out)
{
    struct log_items *items = ARENA_NEW(cx->arena, struct log_items);
    struct ledger_head head;
    enum err err = publish_head(cx, env, db, &head);

    if (!items)
        return FAIL(cx, ERR_TOO_LARGE, "entries");
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    items->older = err == OK && head.size < before ? head.size : before;
    if (err == ERR_NOT_FOUND)
        items->older = 0;
    for (size_t n = 0; n < CHUNKS_MAX && items->older > 0 && items->len < LOG_ITEMS_MAX; n++) {
        uint64_t to = items->older, from = to > CHUNK ? to - CHUNK : 0;
        struct log_list list;

        TRY(store_log_range(cx, db, env->post, (int64_t)from, (int64_t)to, &list));
        if (list.len != to - from)
            return FAIL(cx, ERR_CORRUPT, "entries from %llu on are not there",
                        (unsigned long long)(from + list.len));
        items_take(cx, &list, items);
    }
    *out = items;
    return OK;
}

/* ---- the head ---- */

enum err log_policy(struct cx *cx, const struct env *env, struct policy **out)
{
    struct policy *policy;
    struct str text;

    if (env->publish)
        return publish_policy(env->publish, cx, out);
    policy = ARENA_NEW(cx->arena, struct policy);
    text = arena_printf(cx->arena, "log %.*s\nquorum none\n", STR_FMT(ledger_vkey(env->ledger)));
    if (!policy || !text.at)
        return FAIL(cx, ERR_TOO_LARGE, "policy");
    TRY(policy_parse(cx, text, policy));
    *out = policy;
    return OK;
}

static void signer_add(const struct witness_state *w, const struct policy *policy,
                       const struct policy_result *result, struct log_state *s)
{
    struct log_signer *signer = &s->signers[s->signers_len++];

    *signer = (struct log_signer){ .name = w->name, .silent = w->silent, .last_us = w->last_us };
    for (size_t i = 0; i < policy->node_count; i++)
        if (!policy->nodes[i].group && str_eq(policy->nodes[i].name, w->name))
            signer->cosigned = result->good[i];
    s->cosigned += signer->cosigned;
    s->silent += signer->silent;
}

enum err log_state_read(struct cx *cx, const struct env *env, struct db *db, struct log_state *out)
{
    struct policy_result *result = ARENA_NEW(cx->arena, struct policy_result);
    struct log_state s = { .there = true };
    struct witness_states witnesses;
    struct policy *policy;
    struct str note;
    size_t count;
    enum err err = env->ledger ? publish_head(cx, env, db, &s.head) : ERR_NOT_FOUND;

    if (err == ERR_NOT_FOUND) {
        *out = (struct log_state){ .there = false };
        return OK;
    }
    s.origin = ledger_origin(env->ledger);
    s.vkey = ledger_vkey(env->ledger);
    if (err != OK || !result)
        return err != OK ? err : FAIL(cx, ERR_TOO_LARGE, "head");
    TRY(log_policy(cx, env, &policy));
    TRY(cosigned_note(cx, env, db, &s.head, &note, &count));
    TRY(policy_read(cx, policy, note, result));
    TRY(witnesses_state(cx, env, db, &witnesses));
    s.signers = ARENA_ARRAY(cx->arena, struct log_signer, witnesses.len + 1);
    if (!s.signers)
        return FAIL(cx, ERR_TOO_LARGE, "witnesses");
    for (size_t i = 0; i < witnesses.len; i++)
        signer_add(&witnesses.at[i], policy, result, &s);
    s.need = witnesses.need;
    s.quorum = policy->quorum >= 0 && result->quorum;
    *out = s;
    return OK;
}
