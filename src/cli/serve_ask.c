/* serve_ask: see the header. */
#include "cli/serve_ask.h"
#include "action/log_tree.h"
#include "cli/background.h"
#include "witness/ask.h"
#include <stdio.h>
#include <string.h>

#define ASK_ARENA (8u << 20)
#define ASK_EVERY_S 1
#define ASK_SECONDS 10
#define CHECK_SECONDS 2
#define AGAIN_US (INT64_C(600) * 1000000) /* a head without news is cosigned anew */

struct target {
    char url[300];
    uint64_t old, told; /* told: the head it cosigned last */
    int64_t told_us;
};

struct asker {
    const struct env *env;
    struct db *db; /* the thread's */
    struct writer *writer;
    struct fetch *fetch;
    struct target targets[POLICY_NODES_MAX];
    size_t targets_len;
    struct background *thread;
};

struct proving {
    const struct env *env;
    struct db *db;
    uint64_t size;
};

static enum err prove(struct cx *cx, void *arg, uint64_t old, struct proof *out)
{
    struct proving *p = arg;
    struct log_tree_rows over = { p->db, p->env->post };
    struct hash_source source = log_tree_source(&over);
    struct hasher hasher AUTO(hasher_close) = { 0 };

    TRY(hasher_open(cx, &hasher));
    return proof_consistency(cx, &hasher, &source, old, p->size, out);
}

struct keeping {
    const struct env *env;
    const struct cosign *c;
};

static enum err keep(struct cx *cx, struct db *tx, void *arg, bool *changed_public)
{
    const struct keeping *job = arg;

    *changed_public = true;
    return cosign_write(cx, job->env, tx, job->c);
}

static struct target *target_of(struct asker *a, struct str url)
{
    struct target *t = &a->targets[a->targets_len];

    for (size_t i = 0; i < a->targets_len; i++)
        if (str_is(url, a->targets[i].url))
            return &a->targets[i];
    if (a->targets_len == POLICY_NODES_MAX || url.len >= sizeof t->url)
        return NULL;
    *t = (struct target){ .old = 0 };
    memcpy(t->url, url.at, url.len);
    a->targets_len++;
    return t;
}

/* Asks one, and hands what it says to the writer like a line that came by itself. */
static enum err ask_one(struct cx *cx, struct asker *a, struct target *t,
                        const struct ledger_head *head)
{
    struct proving proving = { a->env, a->db, head->size };
    struct ask ask = { .url = t->url, .old = t->old, .note = head->note, .size = head->size,
                       .prove = prove, .arg = &proving };
    struct cosign *c = ARENA_NEW(cx->arena, struct cosign);
    struct keeping job = { a->env, c };
    struct str lines, note;
    enum err err;

    if (!c)
        return FAIL(cx, ERR_TOO_LARGE, "cosignature");
    err = witness_ask(cx, a->fetch, &ask, &lines);
    t->old = ask.old;
    if (err == ERR_CORRUPT) {
        *c = (struct cosign){ .ahead = true };
        (void)snprintf(c->why, sizeof c->why, "%s", cx->note.text);
        return writer_run(a->writer, cx, (struct writer_job){ keep }, &job);
    }
    if (err != OK)
        return err;
    note = arena_printf(cx->arena, "%.*s%.*s", STR_FMT(head->note), STR_FMT(lines));
    if (!note.at)
        return FAIL(cx, ERR_TOO_LARGE, "cosignature");
    TRY(cosign_check(cx, a->env, note, c));
    TRY(writer_run(a->writer, cx, (struct writer_job){ keep }, &job));
    t->told = head->size;
    t->told_us = cx->now_us;
    return OK;
}

static enum err ask_all(struct cx *cx, struct asker *a)
{
    struct ledger_head head;
    struct policy *policy;

    TRY(publish_policy(a->env->publish, cx, &policy));
    for (size_t i = 0; i < policy->node_count; i++) {
        struct target *t;

        if (policy->nodes[i].group || policy->nodes[i].url.len == 0)
            continue;
        t = target_of(a, policy->nodes[i].url);
        TRY(publish_offer(cx, a->env, &head));
        if (!t || (t->told == head.size && cx->now_us - t->told_us < AGAIN_US))
            continue;
        (void)(ask_one(cx, a, t, &head) == OK); /* it shows as silent if it stays so */
    }
    return OK;
}

static void turn(struct cx *cx, struct db *db, void *arg)
{
    struct asker *a = arg;

    a->db = db;
    (void)(ask_all(cx, a) == OK);
}

enum err asker_start(struct cx *cx, const struct env *env, const char *db_path,
                     struct writer *writer, struct asker **out)
{
    struct asker *a = ARENA_NEW(cx->arena, struct asker);
    enum err err;

    if (!a)
        return FAIL(cx, ERR_TOO_LARGE, "asker");
    a->env = env;
    a->writer = writer;
    TRY(fetch_open(cx, ASK_SECONDS, &a->fetch));
    err = background_start(cx, db_path,
                           &(struct background_work){ ASK_EVERY_S, ASK_ARENA, turn, a },
                           &a->thread);
    if (err != OK) {
        fetch_close(&a->fetch);
        return err;
    }
    *out = a;
    return OK;
}

void asker_stop(struct asker **asker)
{
    struct asker *a = *asker;

    if (!a)
        return;
    background_stop(&a->thread);
    fetch_close(&a->fetch);
    *asker = NULL;
}

enum err asker_check(struct cx *cx, const struct env *env, struct db *db)
{
    AUTO(fetch_close) struct fetch *fetch = NULL;
    struct ledger_head head;
    struct policy *policy;

    TRY(publish_policy(env->publish, cx, &policy));
    TRY(publish_offer(cx, env, &head));
    TRY(fetch_open(cx, CHECK_SECONDS, &fetch));
    for (size_t i = 0; i < policy->node_count; i++) {
        struct proving proving = { env, db, head.size };
        struct ask ask = { .note = head.note, .size = head.size, .prove = prove, .arg = &proving };
        struct str lines;

        if (policy->nodes[i].group || policy->nodes[i].url.len == 0)
            continue;
        ask.url = arena_copy(cx->arena, policy->nodes[i].url).at;
        if (!ask.url)
            return FAIL(cx, ERR_TOO_LARGE, "address of a witness");
        if (witness_ask(cx, fetch, &ask, &lines) == ERR_CORRUPT)
            return ERR_CORRUPT;
    }
    return OK;
}
