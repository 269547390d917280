/*
 * lane: a few threads for what is slow by design (Argon2id).
 *
 * The queue is bounded: a full one refuses at once, so that nobody waits
 * without end and the memory in use is threads x one piece of work.
 *
 * Strangers (whoever tries names and passwords at the door) have a queue of their own and come
 * after all others; of two threads or more the first never works for them, the rest give way to
 * everything else on the machine, and what strangers may use of it is bounded: a burst, then an
 * eighth of one core. So a storm at the door keeps nobody from his work, nor reports from
 * being filed.
 */
#pragma once
#include "base/cx.h"
#include "web/metrics.h"

#define LANE_THREADS_MAX 16

struct lane;

struct lane_item {
    struct lane_item *next;
    bool stranger;
    /* run is true on a lane thread; false, on the thread that stops the lane, for work that
     * is dropped. The item may be gone when it returns. */
    void (*work)(struct lane_item *item, bool run);
};

enum err lane_start(struct cx *cx, struct arena *home, unsigned threads, unsigned queue_max,
                    struct metrics *metrics, struct lane **out) MUST_USE;
/* False when its queue is full. */
bool lane_take(struct lane *l, struct lane_item *item) MUST_USE;
/* Whether one more stranger would be taken now. */
bool lane_has_room(struct lane *l) MUST_USE;
/* Drops what waits, finishes what runs. */
void lane_stop(struct lane *l);
