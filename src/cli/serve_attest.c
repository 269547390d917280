/* serve_attest: see the header. */
#include "cli/serve_attest.h"
#include "action/attest.h"
#include "action/publish.h"
#include <errno.h>
#include <pthread.h>
#include <stdio.h>

#define HOME_ARENA (1u << 20)
#define COUNT_ARENA (256u << 20) /* a cap, not a size */
#define LOOK_EVERY_S 30

struct attester {
    struct arena *home;
    const struct env *env;
    struct db *db;
    struct writer *writer;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop;
};

struct keeping {
    const struct env *env;
    const struct attest *attest;
};

static enum err keep(struct cx *cx, struct db *tx, void *arg, bool *changed_public)
{
    const struct keeping *job = arg;
    bool added;

    TRY(attest_write(cx, job->env, tx, job->attest, &added));
    *changed_public = *changed_public || (added && publish_at_once(job->env->publish));
    return OK;
}

static enum err attest_once(struct cx *cx, struct attester *a)
{
    struct attest attest;
    struct keeping job = { a->env, &attest };
    bool due;

    TRY(attest_prepare(cx, a->env, a->db, &attest, &due));
    return due ? writer_run(a->writer, cx, (struct writer_job){ keep }, &job) : OK;
}

static void *attester_run(void *arg)
{
    struct attester *a = arg;
    struct arena *arena = arena_new(COUNT_ARENA);
    bool stop = arena == NULL, said = false;

    while (!stop) {
        struct cx cx = cx_system(arena);
        struct timespec until;
        enum err err = attest_once(&cx, a);

        if (err != OK && !said)
            fprintf(stderr, "posko: the attested numbers of yesterday were not made: %s\n",
                    cx.note.text);
        said = err != OK;
        arena_reset(arena);
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += LOOK_EVERY_S;
        pthread_mutex_lock(&a->lock);
        while (!a->stop && pthread_cond_timedwait(&a->wake, &a->lock, &until) != ETIMEDOUT)
            ;
        stop = a->stop;
        pthread_mutex_unlock(&a->lock);
    }
    arena_free(arena);
    return NULL;
}

enum err attester_start(struct cx *cx, const struct env *env, const char *db_path,
                        struct writer *writer, struct attester **out)
{
    struct arena *home = arena_new(HOME_ARENA);
    struct attester *a = home ? ARENA_NEW(home, struct attester) : NULL;
    enum err err;

    if (!a) {
        arena_free(home);
        return FAIL(cx, ERR_TOO_LARGE, "attester");
    }
    a->home = home;
    a->env = env;
    a->writer = writer;
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->wake, NULL);
    err = db_open(cx, db_path, DB_READ, &a->db);
    if (err == OK && pthread_create(&a->thread, NULL, attester_run, a) != 0)
        err = FAIL(cx, ERR_UNAVAILABLE, "no thread for the attested numbers");
    if (err != OK) {
        db_close(&a->db);
        arena_free(home);
        return err;
    }
    *out = a;
    return OK;
}

void attester_stop(struct attester **attester)
{
    struct attester *a = *attester;

    if (!a)
        return;
    pthread_mutex_lock(&a->lock);
    a->stop = true;
    pthread_cond_signal(&a->wake);
    pthread_mutex_unlock(&a->lock);
    pthread_join(a->thread, NULL);
    pthread_cond_destroy(&a->wake);
    pthread_mutex_destroy(&a->lock);
    db_close(&a->db);
    arena_free(a->home);
    *attester = NULL;
}
