/* cosign: see the header. */
#include "action/cosign.h"
#include "base/buf.h"
#include "base/codec.h"
#include "store/log_head.h"
#include "store/log_witness.h"
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define DASH "\xe2\x80\x94 "
#define SECOND_US 1000000

/* ---- taking a line ---- */

static struct str line_text(struct arena *arena, const struct note_line *l)
{
    uint8_t *blob = arena_alloc(arena, 4 + l->blob.len, 1);
    struct str base64;

    if (!blob)
        return (struct str){ NULL, 0 };
    for (int i = 0; i < 4; i++)
        blob[i] = (uint8_t)(l->id >> (24 - 8 * i));
    memcpy(blob + 4, l->blob.at, l->blob.len);
    base64 = base64_of(arena, (struct bytes){ blob, 4 + l->blob.len });
    return arena_printf(arena, DASH "%.*s %.*s\n", STR_FMT(l->name), STR_FMT(base64));
}

/* The first witness of the policy with a good line on the note. */
static enum err line_find(struct cx *cx, const struct policy *policy,
                          const struct signed_note *note, struct cosign *out)
{
    for (size_t i = 0; i < policy->node_count; i++) {
        const struct policy_node *node = &policy->nodes[i];
        uint64_t time_s = 0;

        if (node->group || note_check(cx, note, &node->key, &time_s) != NOTE_GOOD)
            continue;
        for (size_t k = 0; k < note->count; k++)
            if (note->list[k].id == node->key.id && str_eq(note->list[k].name, node->key.name))
                out->line = line_text(cx->arena, &note->list[k]);
        out->witness = node->name;
        out->time_s = time_s;
        return out->line.at ? OK : FAIL(cx, ERR_TOO_LARGE, "cosignature");
    }
    return FAIL(cx, ERR_DENIED, "no good line of a witness of this log's policy");
}

/* A head that our key signed and that is not ours is proof of a copy turned back, or of two. */
static enum err not_ours(struct cx *cx, const struct env *env, const struct policy *policy,
                         const struct signed_note *note, const struct checkpoint *c,
                         struct cosign *out)
{
    struct ledger_head now;
    bool signed_by_us = false;

    for (size_t i = 0; i < policy->log_count; i++)
        signed_by_us |= note_check(cx, note, &policy->logs[i].key, NULL) == NOTE_GOOD;
    TRY(ledger_head(env->ledger, cx->arena, &now));
    if (!signed_by_us)
        return FAIL(cx, ERR_NOT_FOUND, "not one of the last heads");
    if (c->size > now.size) {
        (void)snprintf(out->why, sizeof out->why,
                       "a witness holds head %llu of this log, and only %llu entries are here: "
                       "this is an old copy. Put the newest copy back",
                       (unsigned long long)c->size, (unsigned long long)now.size);
        out->ahead = true;
        return OK;
    }
    return FAIL(cx, ERR_NOT_FOUND, "not one of the last heads");
}

static enum err check_note(struct cx *cx, const struct env *env, const struct policy *policy,
                           struct str body, struct cosign *out)
{
    struct signed_note note;
    struct checkpoint c;
    enum err err;

    TRY(note_parse(cx, body, &note));
    TRY(checkpoint_parse(cx, note.text, &c));
    if (!str_eq(c.origin, ledger_origin(env->ledger)))
        return FAIL(cx, ERR_NOT_FOUND, "another log's head");
    TRY(line_find(cx, policy, &note, out));
    err = publish_offered(cx, env, c.size, &out->head);
    if (err == ERR_NOT_FOUND)
        return not_ours(cx, env, policy, &note, &c, out);
    if (err == OK && !hash_eq(&c.root, &out->head.root)) {
        for (size_t i = 0; i < policy->log_count; i++)
            out->ahead |= note_check(cx, &note, &policy->logs[i].key, NULL) == NOTE_GOOD;
        (void)snprintf(out->why, sizeof out->why,
                       "a witness holds another head of size %llu with this log's signature: two "
                       "histories were shown. Compare with a witness's copy (posko audit)",
                       (unsigned long long)c.size);
        return out->ahead ? OK : FAIL(cx, ERR_DENIED, "another root than ours");
    }
    return err;
}

/* A line alone does not say which head it is about: the newest that it verifies for. */
static enum err check_line(struct cx *cx, const struct env *env, const struct policy *policy,
                           struct str line, struct cosign *out)
{
    enum err err;

    for (size_t i = 0; (err = publish_offered_nth(cx, env, i, &out->head)) == OK; i++) {
        struct signed_note note, head;

        TRY(note_parse(cx, out->head.note, &head));
        TRY(note_parse(cx, note_join(cx->arena, head.text, line), &note));
        err = line_find(cx, policy, &note, out);
        if (err != ERR_DENIED)
            return err;
    }
    return err == ERR_NOT_FOUND
               ? FAIL(cx, ERR_DENIED, "no good line of a witness about one of the last heads")
               : err;
}

enum err cosign_check(struct cx *cx, const struct env *env, struct str body, struct cosign *out)
{
    struct cosign c = { .time_s = 0 };
    struct policy *policy;

    if (!env->publish)
        return FAIL(cx, ERR_DENIED, "this log has no witnesses");
    TRY(publish_policy(env->publish, cx, &policy));
    if (str_starts(body, STR(DASH)))
        TRY(check_line(cx, env, policy, body, &c));
    else
        TRY(check_note(cx, env, policy, body, &c));
    *out = c;
    return OK;
}

/* ---- keeping it ---- */

enum err cosigned_note(struct cx *cx, const struct env *env, struct db *db,
                       const struct ledger_head *head, struct str *note, size_t *count)
{
    struct cosignature_list list;
    struct buf b = buf_in(cx->arena, NOTE_MAX);

    TRY(store_cosignature_list(cx, db, env->post, (int64_t)head->size, &list));
    buf_str(&b, head->note);
    for (size_t i = 0; i < list.len; i++)
        buf_str(&b, list.at[i].line);
    *note = buf_end(&b);
    *count = list.len;
    return note->at ? OK : FAIL(cx, ERR_TOO_LARGE, "checkpoint");
}

static enum err head_keep(struct cx *cx, const struct env *env, struct db *tx,
                          const struct cosign *c)
{
    struct log_head_row head = { .size = (int64_t)c->head.size,
                                 .note = c->head.note,
                                 .signed_us = c->head.signed_us };
    struct cosignature_row line = { .witness = c->witness,
                                    .line = c->line,
                                    .at_us = (int64_t)c->time_s * SECOND_US };
    struct log_witness_row seen = { .witness = c->witness,
                                    .size = head.size,
                                    .at_us = line.at_us };

    if (seen.at_us > cx->now_us)
        seen.at_us = cx->now_us; /* a clock ahead of ours does not speak from the future */
    memcpy(head.root, c->head.root.b, sizeof head.root);
    TRY(store_head_insert(cx, tx, env->post, &head));
    TRY(store_cosignature_put(cx, tx, env->post, head.size, &line));
    return store_witness_seen(cx, tx, env->post, &seen);
}

enum err cosign_write(struct cx *cx, const struct env *env, struct db *tx, const struct cosign *c)
{
    struct policy_result *result = ARENA_NEW(cx->arena, struct policy_result);
    struct policy *policy;
    struct str note;
    size_t count;

    if (!result)
        return FAIL(cx, ERR_TOO_LARGE, "cosignatures");
    if (c->ahead) {
        ledger_halt(env->ledger, c->why);
        return FAIL(cx, ERR_CORRUPT, "%s", c->why);
    }
    TRY(head_keep(cx, env, tx, c));
    TRY(publish_policy(env->publish, cx, &policy));
    TRY(cosigned_note(cx, env, tx, &c->head, &note, &count));
    TRY(policy_read(cx, policy, note, result));
    result->quorum = result->quorum && policy->quorum >= 0;
    if (result->quorum)
        TRY(store_head_quorum(cx, tx, env->post, (int64_t)c->head.size, cx->now_us));
    publish_count(env->publish, c->head.size, result->cosigned, result->quorum);
    return OK;
}

/* ---- who may see the newest head ---- */

struct str live_message(struct arena *arena, struct str origin, uint64_t time_s)
{
    return arena_printf(arena, "posko-live/v1\n%.*s\n%llu\n", STR_FMT(origin),
                        (unsigned long long)time_s);
}

bool live_allowed(struct cx *cx, const struct env *env, struct str header)
{
    struct policy *policy;
    struct str rest = header, name, time, message;
    uint64_t time_s;
    uint8_t signature[64];
    size_t len;
    int64_t skew;

    if (publish_at_once(env->publish))
        return true;
    if (!str_cut(&rest, ' ', &name) || !str_cut(&rest, ' ', &time) || !rest.at
        || !str_to_u64(time, &time_s) || time_s > INT32_MAX * UINT64_C(4)
        || !base64_decode(rest, signature, sizeof signature, &len) || len != sizeof signature
        || publish_policy(env->publish, cx, &policy) != OK)
        return false;
    skew = cx->now_us / SECOND_US - (int64_t)time_s;
    message = live_message(cx->arena, ledger_origin(env->ledger), time_s);
    if (!message.at || skew > LIVE_SKEW_S || skew < -LIVE_SKEW_S)
        return false;
    for (size_t i = 0; i < policy->node_count; i++)
        if (!policy->nodes[i].group && str_eq(policy->nodes[i].key.name, name)
            && crypto_sign_verify_detached(signature, (const uint8_t *)message.at, message.len,
                                           policy->nodes[i].key.public_key)
                   == 0)
            return true;
    return false;
}

/* ---- who is silent ---- */

static void state_fill(const struct log_witness_list *heard, const struct env *env, int64_t now_us,
                       int64_t log_size, struct witness_state *state)
{
    state->size = -1;
    state->behind = log_size;
    for (size_t i = 0; i < heard->len; i++)
        if (str_eq(heard->at[i].witness, state->name)) {
            state->size = heard->at[i].size;
            state->last_us = heard->at[i].at_us;
            state->behind = log_size > state->size ? log_size - state->size : 0;
        }
    state->silent = now_us - state->last_us > publish_silent_s(env->publish) * SECOND_US;
}

enum err witnesses_state(struct cx *cx, const struct env *env, struct db *db,
                         struct witness_states *out)
{
    struct witness_states states = { .len = 0 };
    struct log_witness_list heard;
    struct ledger_head head = { .size = 0 };
    struct policy *policy;

    *out = states;
    if (!env->publish)
        return OK;
    TRY(publish_policy(env->publish, cx, &policy));
    TRY(store_witness_list(cx, db, env->post, &heard));
    if (ledger_head(env->ledger, cx->arena, &head) != OK)
        head.size = 0;
    states.at = ARENA_ARRAY(cx->arena, struct witness_state, policy->node_count + 1);
    if (!states.at)
        return FAIL(cx, ERR_TOO_LARGE, "witnesses");
    for (size_t i = 0; i < policy->node_count; i++) {
        struct witness_state *state = &states.at[states.len];

        if (policy->nodes[i].group)
            continue;
        *state = (struct witness_state){ .name = policy->nodes[i].name,
                                         .vkey = verifier_text(cx->arena, &policy->nodes[i].key) };
        state_fill(&heard, env, cx->now_us, (int64_t)head.size, state);
        states.silent += state->silent;
        states.len++;
    }
    if (policy->quorum >= 0)
        states.need = policy->nodes[policy->quorum].group ? policy->nodes[policy->quorum].need : 1;
    *out = states;
    return OK;
}
