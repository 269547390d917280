/* writer: see the header. */
#include "web/writer.h"
#include "base/stack.h"
#include <assert.h>
#include <pthread.h>
#include <string.h>

#define WRITER_ARENA (1u << 20)

struct slot {
    struct writer_item item; /* first: a slot is found from its item */
    struct writer *writer;
    struct writer_job job;
    void (*done)(void *arg); /* NULL: nobody asks */
    _Alignas(16) unsigned char arg[WRITER_JOB_ARG];
    struct slot *next_free;
};

struct writer {
    struct db *db;
    struct arena *arena;
    struct writer_hooks hooks;
    struct metrics *metrics;
    pthread_t thread;
    pthread_mutex_t lock; /* everything below up to free_slots */
    pthread_cond_t wake;
    struct writer_item *first, *last;
    unsigned waiting, queue_max;
    bool stopping;
    struct slot slots[WRITER_JOBS];
    struct slot *free_slots;
    _Atomic uint64_t version;
    atomic_bool healthy;
};

/* A batch in the making. */
struct batch {
    struct writer_item *first;
    unsigned len, kept;
    bool changed_public;
    enum err err; /* of the whole */
};

static struct batch batch_next(struct writer *w)
{
    struct batch b = { .err = OK };
    struct writer_item *last = NULL;

    pthread_mutex_lock(&w->lock);
    while (!w->first && !w->stopping)
        pthread_cond_wait(&w->wake, &w->lock);
    b.first = w->first;
    for (; w->first && b.len < WRITER_BATCH; b.len++) {
        last = w->first;
        w->first = last->next;
    }
    if (last)
        last->next = NULL;
    if (!w->first)
        w->last = NULL;
    w->waiting -= b.len;
    metrics_set(&w->metrics->writer_waiting, w->waiting);
    pthread_mutex_unlock(&w->lock);
    return b;
}

/* One item in its mark. The result is of the mark; item->err is of the item. */
static enum err item_run(struct cx *cx, struct db *tx, struct writer_item *item, struct batch *b)
{
    bool changed = false;

    TRY(db_mark(cx, tx));
    item->err = item->write(item, tx, &changed);
    if (item->err != OK)
        return db_mark_undo(cx, tx);
    TRY(db_mark_keep(cx, tx));
    b->kept++;
    b->changed_public = b->changed_public || changed;
    return OK;
}

static enum err batch_run(struct writer *w, struct cx *cx, struct batch *b)
{
    AUTO(db_end) struct db *tx = NULL;

    TRY(db_begin(cx, w->db, &tx));
    if (w->hooks.begin)
        TRY(w->hooks.begin(w->hooks.arg, cx, tx));
    for (struct writer_item *i = b->first; i; i = i->next)
        TRY(item_run(cx, tx, i, b));
    if (b->kept == 0)
        return OK;
    if (w->hooks.end)
        TRY(w->hooks.end(w->hooks.arg, cx, tx));
    return db_commit(cx, tx);
}

/* After this nothing of the batch may be touched: its owners are free to go on. */
static void batch_tell(const struct batch *b, const struct note *note)
{
    struct writer_item *next;

    for (struct writer_item *i = b->first; i; i = next) {
        enum err err = i->err != OK ? i->err : b->err != OK ? ERR_UNAVAILABLE : OK;

        next = i->next;
        i->done(i, err, b->err != OK && i->err == OK ? note : NULL);
    }
}

static void *writer_loop(void *arg)
{
    struct writer *w = arg;

    for (;;) {
        struct batch b = batch_next(w);
        struct cx cx;

        if (b.len == 0)
            return NULL; /* stopping, and nothing waits */
        arena_reset(w->arena);
        cx = cx_system(w->arena);
        b.err = batch_run(w, &cx, &b);
        if (w->hooks.settled) {
            enum err settled = w->hooks.settled(w->hooks.arg, &cx, b.err == OK && b.kept > 0);

            b.err = b.err == OK ? settled : b.err;
        }
        if (b.err == OK && b.changed_public)
            atomic_fetch_add(&w->version, 1);
        atomic_store(&w->healthy, b.err == OK);
        metrics_batch(w->metrics, b.len, b.err == OK);
        batch_tell(&b, &cx.note);
        arena_reset(w->arena); /* now, not when the next batch comes */
        stack_wipe();
    }
}

enum err writer_start(struct cx *cx, struct arena *home, struct db *db, unsigned queue_max,
                      const struct writer_hooks *hooks, struct metrics *metrics,
                      struct writer **out)
{
    struct writer *w = ARENA_NEW(home, struct writer);

    if (!w)
        return FAIL(cx, ERR_TOO_LARGE, "no memory for the writer");
    *w = (struct writer){ .db = db, .queue_max = queue_max, .metrics = metrics };
    if (hooks)
        w->hooks = *hooks;
    w->arena = arena_new(WRITER_ARENA);
    if (!w->arena)
        return FAIL(cx, ERR_UNAVAILABLE, "no memory for the writer");
    for (size_t i = WRITER_JOBS; i-- > 0;) {
        w->slots[i].writer = w;
        w->slots[i].next_free = w->free_slots;
        w->free_slots = &w->slots[i];
    }
    atomic_store(&w->version, 1);
    atomic_store(&w->healthy, true);
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->wake, NULL);
    if (pthread_create(&w->thread, NULL, writer_loop, w) != 0) {
        arena_free(w->arena);
        return FAIL(cx, ERR_UNAVAILABLE, "cannot start the writer");
    }
    *out = w;
    return OK;
}

void writer_stop(struct writer *w)
{
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_broadcast(&w->wake);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    db_close(&w->db);
    arena_free(w->arena);
    /* The lock stays: whoever still comes is refused by `stopping`. */
}

static void append(struct writer *w, struct writer_item *item)
{
    item->next = NULL;
    item->err = OK;
    if (w->last)
        w->last->next = item;
    else
        w->first = item;
    w->last = item;
    metrics_set(&w->metrics->writer_waiting, ++w->waiting);
    pthread_cond_signal(&w->wake);
}

bool writer_take(struct writer *w, struct writer_item *item)
{
    bool room;

    pthread_mutex_lock(&w->lock);
    room = !w->stopping && w->waiting < w->queue_max;
    if (room)
        append(w, item);
    pthread_mutex_unlock(&w->lock);
    return room;
}

/* ---- jobs ---- */

static enum err slot_write(struct writer_item *item, struct db *tx, bool *changed_public)
{
    struct slot *s = (struct slot *)item;
    struct cx cx = cx_system(s->writer->arena);

    return s->job.run(&cx, tx, s->arg, changed_public);
}

static void slot_done(struct writer_item *item, enum err err, const struct note *note)
{
    struct slot *s = (struct slot *)item;
    struct writer *w = s->writer;

    (void)note;
    if (err != OK)
        metrics_add(&w->metrics->jobs_failed, 1);
    if (s->done)
        s->done(s->arg);
    explicit_bzero(s->arg, sizeof s->arg); /* a session that ends is still a session's token */
    pthread_mutex_lock(&w->lock);
    s->next_free = w->free_slots;
    w->free_slots = s;
    pthread_mutex_unlock(&w->lock);
}

enum err writer_submit(struct writer *w, struct cx *cx, struct writer_job job, const void *arg,
                       size_t arg_len)
{
    return writer_submit_then(w, cx, job, NULL, arg, arg_len);
}

enum err writer_submit_then(struct writer *w, struct cx *cx, struct writer_job job,
                            void (*done)(void *arg), const void *arg, size_t arg_len)
{
    struct slot *s = NULL;

    assert(arg_len <= WRITER_JOB_ARG);
    pthread_mutex_lock(&w->lock);
    if (!w->stopping && w->free_slots) {
        s = w->free_slots;
        w->free_slots = s->next_free;
        s->job = job;
        s->done = done;
        if (arg_len)
            memcpy(s->arg, arg, arg_len);
        s->item = (struct writer_item){ .write = slot_write, .done = slot_done };
        append(w, &s->item);
    }
    pthread_mutex_unlock(&w->lock);
    return s ? OK : FAIL(cx, ERR_BUSY, "too many jobs wait for the writer");
}

struct waiter {
    struct writer_item item; /* first */
    struct writer_job job;
    void *arg;
    struct cx *cx;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool ready;
    enum err err;
};

static enum err waiter_write(struct writer_item *item, struct db *tx, bool *changed_public)
{
    struct waiter *t = (struct waiter *)item;

    return t->job.run(t->cx, tx, t->arg, changed_public);
}

static void waiter_done(struct writer_item *item, enum err err, const struct note *note)
{
    struct waiter *t = (struct waiter *)item;

    pthread_mutex_lock(&t->lock);
    if (note)
        t->cx->note = *note;
    t->err = err;
    t->ready = true;
    pthread_cond_signal(&t->wake);
    pthread_mutex_unlock(&t->lock);
}

enum err writer_run(struct writer *w, struct cx *cx, struct writer_job job, void *arg)
{
    struct waiter t = { .item = { .write = waiter_write, .done = waiter_done },
                        .job = job, .arg = arg, .cx = cx };

    pthread_mutex_init(&t.lock, NULL);
    pthread_cond_init(&t.wake, NULL);
    if (writer_take(w, &t.item)) {
        pthread_mutex_lock(&t.lock);
        while (!t.ready)
            pthread_cond_wait(&t.wake, &t.lock);
        pthread_mutex_unlock(&t.lock);
    } else {
        t.err = FAIL(cx, ERR_BUSY, "too much waits for the writer");
    }
    pthread_cond_destroy(&t.wake);
    pthread_mutex_destroy(&t.lock);
    return t.err;
}

uint64_t writer_version(const struct writer *w)
{
    return atomic_load(&w->version);
}

bool writer_healthy(const struct writer *w)
{
    return atomic_load(&w->healthy);
}
