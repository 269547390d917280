/*
 * writer: the one thread that changes anything.
 *
 * It takes whatever waits (at most WRITER_BATCH), runs each piece in a mark of
 * its own inside one transaction, calls the hooks, commits once, and only then
 * tells everybody. Batches form by themselves while the previous fsync runs;
 * there is no timer. A piece that fails is undone alone; a commit that fails
 * fails all of its batch.
 */
#pragma once
#include <stdatomic.h>
#include "base/cx.h"
#include "store/db.h"
#include "web/metrics.h"

#define WRITER_BATCH 256
#define WRITER_JOBS 64       /* jobs from inside the server that may wait */
#define WRITER_JOB_ARG 256   /* bytes of argument copied with a job */

struct writer;

/* A piece of work, part of whatever waits for it. */
struct writer_item {
    struct writer_item *next;
    /* On the writer thread. Sets *changed_public when public pages must be made anew. */
    enum err (*write)(struct writer_item *item, struct db *tx, bool *changed_public);
    /* On the writer thread, after the commit. note: why the batch failed, if it did.
     * The item may be gone when this returns. */
    void (*done)(struct writer_item *item, enum err err, const struct note *note);
    enum err err;
};

/* What the log does around a batch. Each may be NULL. */
struct writer_hooks {
    void *arg;
    /* After BEGIN. */
    enum err (*begin)(void *arg, struct cx *cx, struct db *tx);
    /* Inside the transaction, before COMMIT, if anything was kept: the place where the log
     * head is made. A failure undoes the whole batch. */
    enum err (*end)(void *arg, struct cx *cx, struct db *tx);
    /* After COMMIT or ROLLBACK of every batch that began: keep or forget what is in memory.
     * A failure after COMMIT is told to all who wait (what they wrote is durable: asked again
     * it is found), so that nobody is answered before the log's head is signed. */
    enum err (*settled)(void *arg, struct cx *cx, bool committed);
};

/* A job from inside the server (clocks, tidying, last-seen times). */
struct writer_job {
    enum err (*run)(struct cx *cx, struct db *tx, void *arg, bool *changed_public);
};

/* db: opened DB_WRITE; closed by writer_stop. home: lives as long as the writer. */
enum err writer_start(struct cx *cx, struct arena *home, struct db *db, unsigned queue_max,
                      const struct writer_hooks *hooks, struct metrics *metrics,
                      struct writer **out) MUST_USE;
/* Finishes what waits, then ends. Nothing may be handed in any more. */
void writer_stop(struct writer *w);

/* False when too much waits already. done is called for every item taken. */
bool writer_take(struct writer *w, struct writer_item *item) MUST_USE;
/* Runs soon; arg (at most WRITER_JOB_ARG bytes) is copied. ERR_BUSY when too many wait. */
enum err writer_submit(struct writer *w, struct cx *cx, struct writer_job job, const void *arg,
                       size_t arg_len) MUST_USE;
/* The same; done runs with the same arg after the commit or its failure. Not if this fails. */
enum err writer_submit_then(struct writer *w, struct cx *cx, struct writer_job job,
                            void (*done)(void *arg), const void *arg, size_t arg_len) MUST_USE;
/* Waits until the job is durable, or says why not. Never from an HTTP thread. */
enum err writer_run(struct writer *w, struct cx *cx, struct writer_job job, void *arg) MUST_USE;

/* Goes up by at least one with every commit that changed what the public sees. */
uint64_t writer_version(const struct writer *w);
/* True while the last batch could be committed. */
bool writer_healthy(const struct writer *w);
