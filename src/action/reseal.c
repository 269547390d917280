/* reseal: see the header. */
#include "action/reseal.h"
#include "action/agencies.h"
#include "action/key_ring.h"
#include "vault/grant.h"
#include <errno.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

/* Locked, guarded, and wiped when freed. */
struct lent {
    bool given[AGENCY_COUNT];
    uint64_t serial[AGENCY_COUNT];
    struct secret32 master[AGENCY_COUNT];
    struct agency_keys newest, old; /* of the agency whose turn it is */
};

struct turn {
    enum agency_code code; /* AGENCY_NONE: nobody's */
    uint64_t old;          /* the former key that is worked off; 0: none chosen yet */
    struct case_id after;
    bool opened; /* lent->newest is derived */
};

struct reseal {
    struct arena *home;
    struct lent *lent;
    pthread_mutex_t lock; /* lent->given, serial, master; stop */
    pthread_cond_t wake;
    bool stop;
    struct turn turn; /* the thread's own */
    _Atomic bool wanted[AGENCY_COUNT], running[AGENCY_COUNT];
    _Atomic uint64_t done[AGENCY_COUNT], total[AGENCY_COUNT], failed[AGENCY_COUNT];
};

enum err reseal_open(struct cx *cx, struct reseal **out)
{
    struct arena *home = arena_new(64 * 1024);
    struct reseal *r = home ? ARENA_NEW(home, struct reseal) : NULL;

    if (r)
        r->lent = sodium_malloc(sizeof *r->lent);
    if (!r || !r->lent) {
        arena_free(home);
        return FAIL(cx, ERR_UNAVAILABLE, "no locked memory for keys");
    }
    sodium_memzero(r->lent, sizeof *r->lent);
    r->home = home;
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->wake, NULL);
    *out = r;
    return OK;
}

void reseal_close(struct reseal **reseal)
{
    struct reseal *r = *reseal;

    if (!r)
        return;
    sodium_free(r->lent);
    pthread_cond_destroy(&r->wake);
    pthread_mutex_destroy(&r->lock);
    arena_free(r->home);
    *reseal = NULL;
}

enum err reseal_look(struct cx *cx, const struct env *env, struct db *db)
{
    const struct agency *list = env->agencies;
    struct reseal *r = env->reseal;

    for (size_t i = 0; i < env->agencies_len; i++) {
        enum agency_code code = list[i].code;
        uint64_t stale, oldest;

        if (atomic_load(&r->running[code]))
            continue;
        TRY(store_case_grant_stale_count(cx, db, list[i].id, 0, list[i].key_serial, &stale,
                                         &oldest));
        if (stale && !atomic_load(&r->wanted[code])) {
            atomic_store(&r->done[code], 0);
            atomic_store(&r->failed[code], 0);
        }
        if (stale)
            atomic_store(&r->total[code], atomic_load(&r->done[code]) + stale);
        atomic_store(&r->wanted[code], stale > 0);
    }
    return OK;
}

void reseal_offer(const struct env *env, const struct officer_session *who)
{
    struct reseal *r = env->reseal;

    if (!r || !atomic_load_explicit(&r->wanted[who->agency], memory_order_relaxed)
        || !who->secrets.keyed || who->secrets.key_serial != who->of->key_serial)
        return;
    pthread_mutex_lock(&r->lock);
    if (!r->lent->given[who->agency]) {
        r->lent->given[who->agency] = true;
        r->lent->serial[who->agency] = who->secrets.key_serial;
        r->lent->master[who->agency] = who->secrets.master;
        pthread_cond_signal(&r->wake);
    }
    pthread_mutex_unlock(&r->lock);
}

void reseal_progress_read(const struct reseal *r, enum agency_code code,
                          struct reseal_progress *out)
{
    *out = (struct reseal_progress){ .wanted = atomic_load(&r->wanted[code]),
                                     .running = atomic_load(&r->running[code]),
                                     .done = atomic_load(&r->done[code]),
                                     .total = atomic_load(&r->total[code]),
                                     .failed = atomic_load(&r->failed[code]) };
}

/* ---- the thread ---- */

static enum agency_code lent_by(const struct reseal *r)
{
    for (unsigned code = 0; code < AGENCY_COUNT; code++)
        if (r->lent->given[code])
            return (enum agency_code)code;
    return AGENCY_NONE;
}

bool reseal_wait(struct reseal *r, int milliseconds)
{
    struct timespec until;
    enum agency_code code;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += milliseconds / 1000;
    until.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&r->lock);
    while ((code = lent_by(r)) == AGENCY_NONE && !r->stop
           && pthread_cond_timedwait(&r->wake, &r->lock, &until) != ETIMEDOUT)
        ;
    if (r->stop)
        code = AGENCY_NONE;
    pthread_mutex_unlock(&r->lock);
    if (code != AGENCY_NONE && r->turn.code != code) {
        r->turn = (struct turn){ .code = code };
        atomic_store(&r->running[code], true);
    }
    return code != AGENCY_NONE;
}

void reseal_stop(struct reseal *r)
{
    pthread_mutex_lock(&r->lock);
    r->stop = true;
    pthread_cond_broadcast(&r->wake);
    pthread_mutex_unlock(&r->lock);
}

bool reseal_stopping(struct reseal *r)
{
    bool stop;

    pthread_mutex_lock(&r->lock);
    stop = r->stop;
    pthread_mutex_unlock(&r->lock);
    return stop;
}

void reseal_end(struct reseal *r)
{
    enum agency_code code = r->turn.code;

    if (code == AGENCY_NONE)
        return;
    pthread_mutex_lock(&r->lock);
    r->lent->given[code] = false;
    sodium_memzero(&r->lent->master[code], sizeof r->lent->master[code]);
    pthread_mutex_unlock(&r->lock);
    sodium_memzero(&r->lent->newest, sizeof r->lent->newest);
    sodium_memzero(&r->lent->old, sizeof r->lent->old);
    r->turn = (struct turn){ .code = AGENCY_NONE };
    atomic_store(&r->wanted[code], false);
    atomic_store(&r->running[code], false);
}

/* The newest key of the agency whose turn it is. Its sealer is the one in the list that everybody
 * seals to, so that what was lent by an older session is not used. */
static enum err turn_open(struct cx *cx, struct reseal *r, const struct agency *agency)
{
    struct lent *lent = r->lent;
    enum agency_code code = r->turn.code;

    if (!r->turn.opened) {
        pthread_mutex_lock(&r->lock);
        agency_keys_derive(&lent->master[code], &lent->newest);
        pthread_mutex_unlock(&r->lock);
        r->turn.opened = true;
    }
    if (lent->serial[code] != agency->key_serial
        || memcmp(lent->newest.pk.b, agency->box_pk.b, sizeof agency->box_pk.b) != 0)
        return FAIL(cx, ERR_DENIED, "the keys that were lent are not the agency's newest");
    return OK;
}

/* The oldest former key that anything past the ones that failed is sealed to. */
static enum err old_choose(struct cx *cx, struct db *db, struct reseal *r,
                           const struct agency *agency, bool *more)
{
    struct secret32 master AUTO(secret32_wipe) = { { 0 } };
    struct lent *lent = r->lent;
    uint64_t stale, oldest;

    TRY(store_case_grant_stale_count(cx, db, agency->id, r->turn.old + 1, agency->key_serial,
                                     &stale, &oldest));
    *more = stale > 0;
    if (!*more)
        return OK;
    TRY(key_ring_walk(cx, db, agency->id, lent->serial[r->turn.code], &lent->master[r->turn.code],
                      oldest, &master));
    agency_keys_derive(&master, &lent->old);
    r->turn.old = oldest;
    r->turn.after = (struct case_id){ { 0 } };
    return OK;
}

/* One grant, from the old key to the new; false if it does not open. */
static bool grant_turn(struct cx *cx, const struct lent *lent, uint64_t serial,
                       struct stale_grant *g)
{
    struct secret32 secret AUTO(secret32_wipe) = { { 0 } };
    const struct case_grant *is = &g->grant;
    uint8_t *sealed = arena_alloc(cx->arena, 1, GRANT_SEALED_LEN);
    uint8_t *cached = arena_alloc(cx->arena, 1, GRANT_CACHED_LEN);
    bool open = is->cached.len == GRANT_CACHED_LEN
                && grant_cache_open(cx, &lent->old.cache, GRANT_CASE_AGENCY, g->id.b, is->serial,
                                    is->cached.at, &secret)
                       == OK;

    if (!open)
        open = is->sealed.len == GRANT_SEALED_LEN
               && grant_open(cx, GRANT_CASE_AGENCY, g->id.b, is->serial, &lent->old.pk,
                             &lent->old.sk, is->sealed.at, &secret)
                      == OK;
    if (!open || !sealed || !cached
        || grant_seal(cx, GRANT_CASE_AGENCY, g->id.b, is->serial, &secret, &lent->newest.pk, sealed)
               != OK
        || grant_cache(cx, &lent->newest.cache, GRANT_CASE_AGENCY, g->id.b, is->serial, &secret,
                       cached)
               != OK)
        return false;
    g->grant.sealed = (struct bytes){ sealed, GRANT_SEALED_LEN };
    g->grant.cached = (struct bytes){ cached, GRANT_CACHED_LEN };
    g->grant.key_serial = serial;
    return true;
}

enum err reseal_read(struct cx *cx, const struct env *env, struct db *db, struct reseal *r,
                     struct reseal_batch *out)
{
    const struct agency *agency = agency_by_code(env, r->turn.code);
    struct reseal_batch batch = { 0 };
    bool more = true;

    if (!agency)
        return FAIL(cx, ERR_NOT_FOUND, "the post has no such agency");
    TRY(turn_open(cx, r, agency));
    batch.agency = agency->id;
    while (batch.len == 0 && more) {
        struct stale_grant_list stale = { 0 };

        if (r->turn.old)
            TRY(store_case_grant_stale(cx, db, agency->id, r->turn.old, r->turn.after, RESEAL_BATCH,
                                       &stale));
        if (stale.len == 0) {
            TRY(old_choose(cx, db, r, agency, &more));
            continue;
        }
        r->turn.after = stale.at[stale.len - 1].id;
        batch.old = r->turn.old;
        batch.at = stale.at;
        for (size_t i = 0; i < stale.len; i++)
            if (grant_turn(cx, r->lent, agency->key_serial, &stale.at[i]))
                batch.at[batch.len++] = stale.at[i];
            else
                atomic_fetch_add(&r->failed[r->turn.code], 1);
    }
    *out = batch;
    return OK;
}

void reseal_again(struct reseal *r)
{
    r->turn.old = 0;
    atomic_store(&r->failed[r->turn.code], 0);
}

enum err reseal_write(struct cx *cx, struct db *tx, const struct reseal_batch *batch)
{
    for (size_t i = 0; i < batch->len; i++)
        TRY(store_case_grant_reseal(cx, tx, batch->at[i].id, &batch->at[i].grant, batch->old));
    return OK;
}

void reseal_written(struct reseal *r, const struct reseal_batch *batch)
{
    atomic_fetch_add(&r->done[r->turn.code], batch->len);
}
