/* serve_reseal: see the header. */
#include "cli/serve_reseal.h"
#include <pthread.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#define RESEAL_ARENA (8u << 20)
#define WAIT_MS 500
#define PAUSE_US 5000   /* between batches: others get the writer and the core */
#define LINGER_MS 10000 /* a report sealed to the old key may still be on its way */
#define NICE 10

struct resealer {
    struct arena *home;
    const struct env *env;
    struct db *db;
    struct writer *writer;
    pthread_t thread;
};

static enum err keep(struct cx *cx, struct db *tx, void *arg, bool *changed_public)
{
    (void)changed_public;
    return reseal_write(cx, tx, arg);
}

static void pause_for(struct reseal *r, long milliseconds)
{
    for (long i = 0; i < milliseconds && !reseal_stopping(r); i += 50)
        nanosleep(&(struct timespec){ 0, 50 * 1000000L }, NULL);
}

/* One pass over what is stale now. *did: anything was. */
static enum err pass(struct arena *arena, struct resealer *s, bool *did)
{
    struct reseal *r = s->env->reseal;

    *did = false;
    while (!reseal_stopping(r)) {
        struct cx cx = cx_system(arena);
        struct reseal_batch batch;
        enum err err = reseal_read(&cx, s->env, s->db, r, &batch);

        if (err == OK && batch.len > 0)
            err = writer_run(s->writer, &cx, (struct writer_job){ .run = keep }, &batch);
        if (err == OK && batch.len > 0)
            reseal_written(r, &batch);
        if (err != OK)
            fprintf(stderr, "posko: sealing anew stopped: %s\n", cx.note.text);
        arena_reset(arena);
        if (err != OK || batch.len == 0)
            return err;
        *did = true;
        nanosleep(&(struct timespec){ 0, PAUSE_US * 1000L }, NULL);
    }
    return OK;
}

static void *resealer_run(void *arg)
{
    struct resealer *s = arg;
    struct reseal *r = s->env->reseal;
    struct arena *arena = arena_new(RESEAL_ARENA);

    (void)setpriority(PRIO_PROCESS, 0, NICE); /* on Linux of this thread alone */
    while (arena && !reseal_stopping(r)) {
        bool did = true;
        enum err err = OK;

        if (!reseal_wait(r, WAIT_MS))
            continue;
        while (err == OK && did && !reseal_stopping(r)) {
            reseal_again(r);
            err = pass(arena, s, &did);
            if (err == OK && did)
                pause_for(r, LINGER_MS);
        }
        reseal_end(r);
    }
    arena_free(arena);
    return NULL;
}

enum err resealer_start(struct cx *cx, const struct env *env, const char *db_path,
                        struct writer *writer, struct resealer **out)
{
    struct arena *home = arena_new(64 * 1024);
    struct resealer *s = home ? ARENA_NEW(home, struct resealer) : NULL;
    enum err err;

    if (!s) {
        arena_free(home);
        return FAIL(cx, ERR_TOO_LARGE, "resealer");
    }
    s->home = home;
    s->env = env;
    s->writer = writer;
    err = db_open(cx, db_path, DB_READ, &s->db);
    if (err == OK && pthread_create(&s->thread, NULL, resealer_run, s) != 0)
        err = FAIL(cx, ERR_UNAVAILABLE, "no thread for sealing anew");
    if (err != OK) {
        db_close(&s->db);
        arena_free(home);
        return err;
    }
    *out = s;
    return OK;
}

void resealer_stop(struct resealer **resealer)
{
    struct resealer *s = *resealer;

    if (!s)
        return;
    reseal_stop(s->env->reseal);
    pthread_join(s->thread, NULL);
    db_close(&s->db);
    arena_free(s->home);
    *resealer = NULL;
}

void resealer_metrics(struct buf *b, const struct env *env)
{
    const struct agency *list = env->agencies;

    if (!env->reseal)
        return;
    buf_lit(b, "# TYPE posko_reseal_waiting gauge\n# TYPE posko_reseal_done gauge\n");
    for (size_t i = 0; i < env->agencies_len; i++) {
        struct reseal_progress p;

        reseal_progress_read(env->reseal, list[i].code, &p);
        buf_printf(b, "posko_reseal_waiting{agency=\"%s\"} %llu\n", agency_code_name(list[i].code),
                   (unsigned long long)(p.total > p.done ? p.total - p.done : 0));
        buf_printf(b, "posko_reseal_done{agency=\"%s\"} %llu\n", agency_code_name(list[i].code),
                   (unsigned long long)p.done);
    }
}
