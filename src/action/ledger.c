/* ledger: see the header. */
#include "action/ledger.h"
#include "action/access_log.h"
#include "action/log_tree.h"
#include "action/publish.h"
#include "action/signer_link.h"
#include "base/file.h"
#include "store/log_entry.h"
#include "store/log_head.h"
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define LEDGER_ARENA (2u << 20)
#define NOTE_ROOM 4096

struct ledger {
    struct arena *home;
    const struct env *env;
    struct hasher hasher;
    struct signer_link signer;
    struct note_verifier key;
    struct str vkey;
    struct log_tree events; /* the public log */
    struct log_tree reads;  /* the private one (access_log.h) */
    struct str request;     /* for the signer, about pending; in the writer's arena */
    bool broken;            /* the signer refused: nothing more is written */
    char why[240];
    pthread_mutex_t lock; /* the newest head below is read by all threads */
    uint64_t head_size;
    struct hash head_root;
    int64_t head_us;
    char head_note[NOTE_ROOM];
    size_t head_len;
    bool head_stored;
};

struct str ledger_vkey(const struct ledger *l)
{
    return l->vkey;
}

struct str ledger_origin(const struct ledger *l)
{
    return l->key.name;
}

enum err ledger_create(struct cx *cx, const char *dir, struct str origin)
{
    struct note_signer key AUTO(signer_wipe) = { 0 };
    struct signer_memory memory;
    uint8_t seed[32];
    struct str text;
    enum err err;

    cx->random(seed, sizeof seed);
    err = signer_make(cx, origin, KEY_ED25519, seed, &key);
    explicit_bzero(seed, sizeof seed);
    if (err != OK)
        return err;
    text = signer_text(cx->arena, &key);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "log key");
    TRY(policy_create(cx, dir, verifier_text(cx->arena, &key.verifier)));
    TRY(file_write(cx, file_join(cx->arena, dir, LOG_KEY_FILE),
                   (struct bytes){ (const uint8_t *)text.at, text.len }, true));
    TRY(signer_memory_open(cx, file_join(cx->arena, dir, LOG_MEMORY_FILE), true, &memory));
    signer_memory_close(&memory);
    return OK;
}

/* ---- around a batch ---- */

enum err ledger_begin(void *ledger, struct cx *cx, struct db *tx)
{
    struct ledger *l = ledger;

    (void)tx;
    return l->broken ? FAIL(cx, ERR_UNAVAILABLE, "the log may not go on: %s", l->why) : OK;
}

void ledger_halt(struct ledger *l, const char *why)
{
    l->broken = true;
    (void)snprintf(l->why, sizeof l->why, "%s", why);
}

static enum err head_store(struct cx *cx, struct ledger *l, struct db *tx)
{
    struct log_head_row row = { .size = (int64_t)l->head_size,
                                .note = { l->head_note, l->head_len },
                                .signed_us = l->head_us };

    if (l->head_stored || l->head_len == 0)
        return OK;
    memcpy(row.root, l->head_root.b, sizeof row.root);
    return store_head_insert(cx, tx, l->env->post, &row);
}

static enum err request_make(struct cx *cx, struct ledger *l, struct db *tx)
{
    struct log_tree_rows over = { tx, l->env->post };
    struct hash_source source = log_tree_source(&over);
    struct sign_request request = { .old = l->events.tree.size };
    struct checkpoint head = { .origin = l->key.name,
                               .size = l->events.pending.size,
                               .root = l->events.pending_root };

    TRY(proof_consistency(cx, &l->hasher, &source, request.old, head.size, &request.proof));
    TRY(checkpoint_text(cx, &head, &request.text));
    return sign_request_write(cx, &request, &l->request);
}

enum err ledger_end(void *ledger, struct cx *cx, struct db *tx)
{
    struct ledger *l = ledger;

    l->request = STR("");
    TRY(log_tree_take(cx, &l->reads, tx));
    TRY(log_tree_take(cx, &l->events, tx));
    TRY(head_store(cx, l, tx));
    if (!log_tree_grew(&l->events))
        return OK; /* a draft, a session, a case that was read: no event */
    return request_make(cx, l, tx);
}

static void head_keep(struct ledger *l, int64_t now_us, struct str note)
{
    pthread_mutex_lock(&l->lock);
    l->head_size = l->events.tree.size;
    l->head_root = l->events.root;
    l->head_us = now_us;
    memcpy(l->head_note, note.at, note.len);
    l->head_len = note.len;
    l->head_stored = false;
    pthread_mutex_unlock(&l->lock);
}

static enum err head_sign(struct cx *cx, struct ledger *l)
{
    struct checkpoint head = { .origin = l->key.name,
                               .size = l->events.tree.size,
                               .root = l->events.root };
    struct str line, text, note;

    TRY(signer_link_ask(cx, &l->signer, l->request, &line));
    TRY(checkpoint_text(cx, &head, &text));
    note = note_join(cx->arena, text, line);
    if (!note.at || note.len > NOTE_ROOM)
        return FAIL(cx, ERR_TOO_LARGE, "log head");
    head_keep(l, cx->now_us, note);
    return OK;
}

enum err ledger_settle(void *ledger, struct cx *cx, bool committed)
{
    struct ledger *l = ledger;
    enum err err;

    if (!committed)
        return OK;
    log_tree_keep(&l->reads);
    if (l->head_len)
        l->head_stored = true;
    if (l->request.len == 0)
        return OK;
    log_tree_keep(&l->events);
    err = head_sign(cx, l);
    if (err != OK) {
        l->broken = true;
        (void)snprintf(l->why, sizeof l->why, "%s", cx->note.text);
    }
    return err;
}

enum err ledger_head(struct ledger *l, struct arena *arena, struct ledger_head *out)
{
    struct str note;

    pthread_mutex_lock(&l->lock);
    note = arena_copy(arena, (struct str){ l->head_note, l->head_len });
    *out = (struct ledger_head){ l->head_size, l->head_root, note, l->head_us };
    pthread_mutex_unlock(&l->lock);
    if (out->note.len == 0)
        return ERR_NOT_FOUND;
    return OK;
}

void ledger_access_head(const struct ledger *l, struct access_head *out)
{
    *out = (struct access_head){ l->reads.tree.size, l->reads.root };
}

/* ---- opening ---- */

/* What the signer remembers against what is stored: the tree of then, or a refusal for a copy
 * that was turned back or altered. */
static enum err memory_agrees(struct cx *cx, struct ledger *l, struct db *db, uint64_t stored,
                              const struct signer_memory *signed_last)
{
    if (signed_last->size > stored)
        return FAIL(cx, ERR_CORRUPT,
                    "a head of %llu entries was signed, but only %llu are stored: this is an old "
                    "copy. Put the newest copy back; never go on from this one",
                    (unsigned long long)signed_last->size, (unsigned long long)stored);
    TRY(log_tree_load(cx, &l->hasher, db, l->env->post, signed_last->size, &l->events));
    if (!hash_eq(&l->events.root, &signed_last->root))
        return FAIL(cx, ERR_CORRUPT,
                    "the stored entries do not lead to the head that was signed at %llu: entries "
                    "were altered. Compare with a witness's copy (posko audit)",
                    (unsigned long long)signed_last->size);
    return OK;
}

/* What came after it: a batch that was durable and not yet signed, or leaves that a command
 * appended while nobody served; the latter have no upper hashes yet. */
static enum err take_in(struct cx *cx, struct ledger *l, struct db *db)
{
    AUTO(db_end) struct db *tx = NULL;

    TRY(db_begin(cx, db, &tx));
    TRY(log_tree_take(cx, &l->reads, tx));
    TRY(log_tree_take(cx, &l->events, tx));
    TRY(db_commit(cx, tx));
    log_tree_keep(&l->reads);
    log_tree_keep(&l->events);
    return OK;
}

/* After a crash between COMMIT and signing, the last batch is signed now. */
static enum err catch_up(struct cx *cx, struct ledger *l, struct db *db, uint64_t signed_size)
{
    struct log_tree_rows over = { db, l->env->post };
    struct hash_source source = log_tree_source(&over);
    struct sign_request request = { .old = signed_size };
    struct checkpoint head = { .origin = l->key.name,
                               .size = l->events.tree.size,
                               .root = l->events.root };

    if (head.size == 0)
        return OK;
    TRY(proof_consistency(cx, &l->hasher, &source, request.old, head.size, &request.proof));
    TRY(checkpoint_text(cx, &head, &request.text));
    TRY(sign_request_write(cx, &request, &l->request));
    return head_sign(cx, l);
}

static enum err ledger_load(struct cx *cx, struct ledger *l, struct db *db, const char *program)
{
    struct signer_memory signed_last;
    int64_t size;

    TRY(hasher_open(cx, &l->hasher));
    TRY(store_log_size(cx, db, l->env->post, &size));
    TRY(signer_memory_open(cx, file_join(cx->arena, l->env->data_dir, LOG_MEMORY_FILE), false,
                           &signed_last));
    signer_memory_close(&signed_last);
    TRY(memory_agrees(cx, l, db, (uint64_t)size, &signed_last));
    TRY(access_log_open(cx, &l->hasher, l->env, db, &l->reads));
    TRY(take_in(cx, l, db));
    TRY(signer_link_open(cx, l->env->data_dir, program, &l->signer));
    TRY(signer_link_key(cx, &l->signer, &l->key));
    l->key.name = arena_copy(l->home, l->key.name);
    l->vkey = verifier_text(l->home, &l->key);
    return catch_up(cx, l, db, signed_last.size);
}

enum err ledger_open(struct cx *cx, const struct env *env, struct db *db, const char *program,
                     struct ledger **out)
{
    struct arena *home = arena_new(LEDGER_ARENA);
    struct ledger *l = home ? ARENA_NEW(home, struct ledger) : NULL;
    enum err err;

    if (!l) {
        arena_free(home);
        return FAIL(cx, ERR_TOO_LARGE, "ledger");
    }
    l->home = home;
    l->env = env;
    pthread_mutex_init(&l->lock, NULL);
    err = ledger_load(cx, l, db, program);
    if (err != OK) {
        ledger_close(&l);
        return err;
    }
    *out = l;
    return OK;
}

void ledger_close(struct ledger **ledger)
{
    struct ledger *l = *ledger;

    if (!l)
        return;
    signer_link_close(&l->signer);
    hasher_close(&l->hasher);
    pthread_mutex_destroy(&l->lock);
    arena_free(l->home);
    *ledger = NULL;
}
