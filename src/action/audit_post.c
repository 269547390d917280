/* audit_post: see the header. */
#include "action/audit_post.h"
#include "action/check_case.h"
#include "action/ledger.h"
#include "base/file.h"
#include "signer/signer.h"
#include "store/log_entry.h"
#include "store/log_head.h"
#include <stdio.h>
#include <string.h>

#define KEY_MAX 4096

/* ---- what was signed ---- */

struct kept_heads {
    const struct env *env;
    struct db *db;
    struct audit_head newest; /* what the signer remembers */
    const struct note_verifier *key;
    const struct audit_plan *plan;
    uint64_t false_heads;
};

static void say(const struct audit_plan *plan, enum audit_weight weight, const char *sentence)
{
    plan->say(plan->arg, weight, sentence);
}

/* A kept head must be what its own note says, signed by the log. */
static void note_check_kept(struct cx *cx, struct kept_heads *k, const struct log_head_row *row)
{
    struct checkpoint c;
    char text[200];

    if (checkpoint_open(cx, row->note, k->key, &c, NULL) == OK && c.size == (uint64_t)row->size
        && memcmp(c.root.b, row->root, sizeof row->root) == 0)
        return;
    k->false_heads++;
    (void)snprintf(text, sizeof text,
                   "The kept head of %lld entries does not bear a good signature of the log.",
                   (long long)row->size);
    say(k->plan, AUDIT_FAULT, text);
}

/* The kept heads and the signer's, in order of size. Each call has a little arena of its own:
 * there may be a head for every batch there ever was. */
static enum err head_after(struct cx *cx, void *arg, uint64_t after, struct audit_head *out,
                           bool *there)
{
    struct kept_heads *k = arg;
    struct arena *arena = arena_new(1u << 20);
    struct cx inner = { .arena = arena, .now_us = cx->now_us, .random = cx->random };
    struct log_head_row row = { 0 };
    enum err err = arena ? store_head_after(&inner, k->db, k->env->post, (int64_t)after, &row)
                         : ERR_TOO_LARGE;

    *there = true;
    if (err == OK && k->key && (row.published_us || (uint64_t)row.size >= k->newest.size))
        note_check_kept(&inner, k, &row);
    if (err == OK && (k->newest.size <= after || (uint64_t)row.size <= k->newest.size)) {
        out->size = (uint64_t)row.size;
        memcpy(out->root.b, row.root, sizeof out->root.b);
    } else if ((err == OK || err == ERR_NOT_FOUND) && k->newest.size > after) {
        *out = k->newest;
        err = OK;
    } else if (err == ERR_NOT_FOUND) {
        *there = false;
        err = OK;
    }
    if (err != OK)
        cx->note = inner.note;
    arena_free(arena);
    return err;
}

static enum err memory_read(struct cx *cx, const struct env *env, struct audit_head *out)
{
    struct signer_memory m;

    TRY(signer_memory_open(cx, file_join(cx->arena, env->data_dir, LOG_MEMORY_FILE), false, &m));
    signer_memory_close(&m);
    *out = (struct audit_head){ m.size, m.root };
    return OK;
}

static enum err key_read(struct cx *cx, const struct env *env, struct note_signer *out)
{
    struct bytes text;

    TRY(file_read(cx, file_join(cx->arena, env->data_dir, LOG_KEY_FILE), KEY_MAX, &text));
    return signer_parse(cx, str_trim((struct str){ (const char *)text.at, text.len }), out);
}

enum err audit_post_key(struct cx *cx, const struct env *env, struct note_verifier *out)
{
    struct note_signer key AUTO(signer_wipe) = { 0 };

    TRY(key_read(cx, env, &key));
    *out = key.verifier;
    return OK;
}

enum err audit_post_note(struct cx *cx, const struct env *env, struct db *db, struct str *out)
{
    struct note_signer key AUTO(signer_wipe) = { 0 };
    struct log_head_row row;
    struct audit_head newest;

    TRY(memory_read(cx, env, &newest));
    if (newest.size == 0)
        return FAIL(cx, ERR_NOT_FOUND, "nothing is signed yet");
    if (store_head_newest(cx, db, env->post, &row) == OK && (uint64_t)row.size == newest.size) {
        *out = row.note;
        return OK;
    }
    TRY(key_read(cx, env, &key));
    return checkpoint_sign(cx,
                           &(struct checkpoint){ .origin = key.verifier.name,
                                                 .size = newest.size,
                                                 .root = newest.root },
                           &key, out);
}

/* ---- what only the directory shows ---- */

static void keys_of_post(const struct env *env, struct audit_keys *out)
{
    *out = (struct audit_keys){ 0 };
    for (size_t i = 0; i < env->agencies_len; i++) {
        enum agency_code code = env->agencies[i].code;

        out->known[code] = out->assumed[code] = true;
        memcpy(out->key[code], env->agencies[i].sign_pk.b, sizeof out->key[code]);
    }
}

static uint64_t keys_compare(const struct env *env, const struct audit_plan *plan,
                             const struct audit_keys *keys)
{
    uint64_t faults = 0;
    char text[240];

    for (size_t i = 0; i < env->agencies_len; i++) {
        enum agency_code code = env->agencies[i].code;

        if (!keys->known[code]
            || memcmp(keys->key[code], env->agencies[i].sign_pk.b, sizeof keys->key[code]) == 0)
            continue;
        (void)snprintf(text, sizeof text,
                       "The database holds another key of %s than the log names: the key was "
                       "exchanged.",
                       agency_code_name(code));
        say(plan, AUDIT_FAULT, text);
        faults++;
    }
    return faults;
}

static enum err stored_check(struct cx *cx, const struct env *env, struct db *db,
                             const struct audit_plan *plan, struct audit_post_result *r)
{
    struct post_check check;
    char text[300];

    TRY(check_post(cx, env, db, &check));
    for (size_t i = 0; i < check.faults.len; i++) {
        (void)snprintf(text, sizeof text, "Stored: %.*s.", STR_FMT(check.faults.at[i]));
        say(plan, AUDIT_FAULT, text);
    }
    if (check.faults.more) {
        (void)snprintf(text, sizeof text, "Stored: and %zu more.", check.faults.more);
        say(plan, AUDIT_FAULT, text);
    }
    r->log.faults += check.faults.len + check.faults.more;
    r->cases = check.cases;
    r->events = check.events;
    return OK;
}

static enum err plan_fill(struct cx *cx, const struct env *env, struct db *db,
                          struct kept_heads *kept, struct audit_plan *plan,
                          struct audit_post_result *r)
{
    int64_t stored;

    TRY(memory_read(cx, env, &kept->newest)); /* before the size: a server may be writing */
    TRY(store_log_size(cx, db, env->post, &stored));
    plan->size = (uint64_t)stored;
    if (plan->size > kept->newest.size) {
        r->waiting = plan->size - kept->newest.size;
        plan->size = kept->newest.size;
    }
    plan->heads = (struct audit_heads){ head_after, kept };
    keys_of_post(env, &plan->keys);
    return OK;
}

enum err audit_post(struct cx *cx, struct env *env, struct db *db, const struct audit_plan *asked,
                    const struct note_verifier *key, struct audit_post_result *out)
{
    AUTO(db_end) struct db *tx = NULL;
    struct audit_plan plan = *asked;
    struct kept_heads kept = { .env = env, .db = db, .key = key, .plan = asked };
    struct audit_post_result r = { .origin = key ? key->name : STR("") };
    struct log_source source;

    TRY(plan_fill(cx, env, db, &kept, &plan, &r));
    TRY(db_begin(cx, db, &tx)); /* one moment, though a server may be writing */
    log_source_database(env, db, &source);
    plan.source = &source;
    TRY(audit_log(cx, &plan, &r.log));
    r.log.faults += kept.false_heads;
    r.log.faults += keys_compare(env, asked, &r.log.keys);
    TRY(stored_check(cx, env, db, asked, &r));
    TRY(audit_access(cx, env, db, &plan, r.log.access_heads, &r.reads));
    r.log.faults += r.reads.faults;
    TRY(audit_watch(cx, env, db, &plan, r.log.watch_lines, &r.watch));
    r.log.faults += r.watch.faults;
    *out = r;
    return OK;
}
