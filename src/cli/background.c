/* background: see the header. */
#include "cli/background.h"
#include <errno.h>
#include <pthread.h>
#include <time.h>

struct background {
    struct background_work work;
    struct db *db;
    struct arena *arena;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop;
};

static bool wait_or_stop(struct background *b)
{
    struct timespec until;
    bool stop;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += b->work.every_s;
    pthread_mutex_lock(&b->lock);
    while (!b->stop && pthread_cond_timedwait(&b->wake, &b->lock, &until) != ETIMEDOUT)
        ;
    stop = b->stop;
    pthread_mutex_unlock(&b->lock);
    return stop;
}

static void *run(void *arg)
{
    struct background *b = arg;

    do {
        struct cx cx = cx_system(b->arena);

        b->work.turn(&cx, b->db, b->work.arg);
        arena_reset(b->arena);
    } while (!wait_or_stop(b));
    return NULL;
}

enum err background_start(struct cx *cx, const char *db_path, const struct background_work *work,
                          struct background **out)
{
    struct background *b = ARENA_NEW(cx->arena, struct background);
    enum err err;

    if (!b || !(b->arena = arena_new(work->arena)))
        return FAIL(cx, ERR_TOO_LARGE, "a thread of the server");
    b->work = *work;
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->wake, NULL);
    err = db_open(cx, db_path, DB_READ, &b->db);
    if (err == OK && pthread_create(&b->thread, NULL, run, b) != 0)
        err = FAIL(cx, ERR_UNAVAILABLE, "no thread for the server's own work");
    if (err != OK) {
        db_close(&b->db);
        arena_free(b->arena);
        return err;
    }
    *out = b;
    return OK;
}

void background_stop(struct background **background)
{
    struct background *b = *background;

    if (!b)
        return;
    pthread_mutex_lock(&b->lock);
    b->stop = true;
    pthread_cond_signal(&b->wake);
    pthread_mutex_unlock(&b->lock);
    pthread_join(b->thread, NULL);
    pthread_cond_destroy(&b->wake);
    pthread_mutex_destroy(&b->lock);
    db_close(&b->db);
    arena_free(b->arena);
    *background = NULL;
}
