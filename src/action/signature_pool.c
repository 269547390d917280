/* signature_pool: workers that take one job after the other; the caller works along. */
#include "action/signature_pool.h"
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <unistd.h>

#define WORKERS_MAX 15
#define ARENA_MAX 65536

struct signature_pool {
    struct arena *home;
    pthread_mutex_t lock;
    pthread_cond_t work, done;
    struct signature_job *jobs;
    size_t count;
    atomic_size_t next;
    uint64_t round;
    unsigned int busy;
    bool ends;
    unsigned int workers;
    pthread_t threads[WORKERS_MAX];
};

static void jobs_take(struct signature_pool *p)
{
    for (size_t i; (i = atomic_fetch_add(&p->next, 1)) < p->count;) {
        struct signature_job *j = &p->jobs[i];

        j->good = crypto_sign_verify_detached(j->signature, j->message.at, j->message.len,
                                              j->public_key)
                  == 0;
    }
}

static void *worker(void *arg)
{
    struct signature_pool *p = arg;
    uint64_t seen = 0;

    pthread_mutex_lock(&p->lock);
    for (;;) {
        while (!p->ends && p->round == seen)
            pthread_cond_wait(&p->work, &p->lock);
        if (p->ends)
            break;
        seen = p->round;
        pthread_mutex_unlock(&p->lock);
        jobs_take(p);
        pthread_mutex_lock(&p->lock);
        if (--p->busy == 0)
            pthread_cond_signal(&p->done);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

enum err signature_pool_open(struct cx *cx, struct signature_pool **out)
{
    struct arena *home = arena_new(ARENA_MAX);
    struct signature_pool *p = home ? ARENA_NEW(home, struct signature_pool) : NULL;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    if (!p) {
        arena_free(home);
        return FAIL(cx, ERR_TOO_LARGE, "signature pool");
    }
    p->home = home;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->work, NULL);
    pthread_cond_init(&p->done, NULL);
    while (p->workers < WORKERS_MAX && (long)p->workers + 1 < cores
           && pthread_create(&p->threads[p->workers], NULL, worker, p) == 0)
        p->workers++;
    *out = p;
    return OK;
}

void signature_pool_close(struct signature_pool **pool)
{
    struct signature_pool *p = *pool;

    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->ends = true;
    pthread_cond_broadcast(&p->work);
    pthread_mutex_unlock(&p->lock);
    for (unsigned int i = 0; i < p->workers; i++)
        pthread_join(p->threads[i], NULL);
    pthread_cond_destroy(&p->done);
    pthread_cond_destroy(&p->work);
    pthread_mutex_destroy(&p->lock);
    arena_free(p->home);
    *pool = NULL;
}

void signature_pool_check(struct signature_pool *p, struct signature_job *jobs, size_t count)
{
    if (count == 0)
        return;
    pthread_mutex_lock(&p->lock);
    p->jobs = jobs;
    p->count = count;
    atomic_store(&p->next, 0);
    p->busy = p->workers;
    p->round++;
    pthread_cond_broadcast(&p->work);
    pthread_mutex_unlock(&p->lock);
    jobs_take(p);
    pthread_mutex_lock(&p->lock);
    while (p->busy)
        pthread_cond_wait(&p->done, &p->lock);
    pthread_mutex_unlock(&p->lock);
}
