/* lane: see the header. */
#include "web/lane.h"
#include "base/stack.h"
#include <pthread.h>
#include <sys/resource.h>
#include <time.h>

#define LANE_NICE 15
/* Processor time that strangers may take in one go (some twenty sign-ins), and what part of the
 * time that passes is theirs again. Even on idle cores their work slows others': it empties
 * caches and fills memory buses. */
#define STRANGERS_AT_ONCE_US 1500000
#define STRANGERS_PART 8

struct lane_queue {
    struct lane_item *first, *last;
    unsigned waiting;
};

struct lane {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct lane_queue ours, strangers; /* each at most queue_max */
    unsigned queue_max, threads_len;
    int64_t credit_us, earned_us; /* what strangers may take; until when that was counted */
    bool stopping;
    pthread_t threads[LANE_THREADS_MAX];
    struct metrics *metrics;
};

static struct lane_item *queue_first(struct lane *l, struct lane_queue *q)
{
    struct lane_item *item = q->first;

    if (!item)
        return NULL;
    q->first = item->next;
    if (!q->first)
        q->last = NULL;
    q->waiting--;
    metrics_set(&l->metrics->lane_waiting, l->ours.waiting + l->strangers.waiting);
    return item;
}

static int64_t clock_us(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* How long strangers have to wait for what they used up; 0: not at all. */
static int64_t strangers_wait_us(struct lane *l)
{
    int64_t now_us = clock_us(CLOCK_MONOTONIC);

    l->credit_us += (now_us - l->earned_us) / STRANGERS_PART;
    l->earned_us = now_us - (now_us - l->earned_us) % STRANGERS_PART;
    if (l->credit_us > STRANGERS_AT_ONCE_US)
        l->credit_us = STRANGERS_AT_ONCE_US;
    return l->credit_us > 0 ? 0 : (1 - l->credit_us) * STRANGERS_PART;
}

static void wait_for(struct lane *l, int64_t us)
{
    int64_t until_us = clock_us(CLOCK_MONOTONIC) + us;
    struct timespec until = { until_us / 1000000, (long)(until_us % 1000000) * 1000 };

    (void)pthread_cond_timedwait(&l->wake, &l->lock, &until); /* early or late: it looks again */
}

/* Waits for work; NULL: there will be none any more. */
static struct lane_item *await(struct lane *l, bool strangers_too)
{
    struct lane_item *item = NULL;

    pthread_mutex_lock(&l->lock);
    while (!l->stopping && (item = queue_first(l, &l->ours)) == NULL) {
        int64_t us = strangers_too && l->strangers.first ? strangers_wait_us(l) : -1;

        if (us == 0) {
            item = queue_first(l, &l->strangers);
            break;
        }
        if (us > 0)
            wait_for(l, us);
        else
            pthread_cond_wait(&l->wake, &l->lock);
    }
    pthread_mutex_unlock(&l->lock);
    return item;
}

static void work(struct lane *l, bool strangers_too)
{
    struct lane_item *item;

    while ((item = await(l, strangers_too)) != NULL) {
        int64_t began_us = clock_us(CLOCK_THREAD_CPUTIME_ID);
        bool stranger = item->stranger; /* the item may be gone once it has run */

        item->work(item, true);
        stack_wipe();
        if (!stranger)
            continue;
        pthread_mutex_lock(&l->lock);
        l->credit_us -= clock_us(CLOCK_THREAD_CPUTIME_ID) - began_us;
        pthread_mutex_unlock(&l->lock);
    }
}

static void *work_for_all(void *arg)
{
    /* A storm at the door takes what filing leaves: on Linux this is of this thread alone. */
    (void)setpriority(PRIO_PROCESS, 0, LANE_NICE);
    work(arg, true);
    return NULL;
}

static void *work_for_ours(void *arg)
{
    work(arg, false);
    return NULL;
}

enum err lane_start(struct cx *cx, struct arena *home, unsigned threads, unsigned queue_max,
                    struct metrics *metrics, struct lane **out)
{
    struct lane *l = ARENA_NEW(home, struct lane);
    pthread_condattr_t attr;

    if (!l || threads == 0 || threads > LANE_THREADS_MAX)
        return FAIL(cx, ERR_INVALID, "slow lane: 1 to %d threads", LANE_THREADS_MAX);
    *l = (struct lane){ .queue_max = queue_max,
                        .metrics = metrics,
                        .credit_us = STRANGERS_AT_ONCE_US,
                        .earned_us = clock_us(CLOCK_MONOTONIC) };
    pthread_mutex_init(&l->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&l->wake, &attr);
    pthread_condattr_destroy(&attr);
    for (; l->threads_len < threads; l->threads_len++)
        if (pthread_create(&l->threads[l->threads_len], NULL,
                           l->threads_len > 0 || threads == 1 ? work_for_all : work_for_ours, l)
            != 0) {
            lane_stop(l);
            return FAIL(cx, ERR_UNAVAILABLE, "cannot start the slow lane");
        }
    *out = l;
    return OK;
}

bool lane_take(struct lane *l, struct lane_item *item)
{
    struct lane_queue *q = item->stranger ? &l->strangers : &l->ours;
    bool room;

    pthread_mutex_lock(&l->lock);
    room = !l->stopping && q->waiting < l->queue_max;
    if (room) {
        item->next = NULL;
        if (q->last)
            q->last->next = item;
        else
            q->first = item;
        q->last = item;
        q->waiting++;
        metrics_set(&l->metrics->lane_waiting, l->ours.waiting + l->strangers.waiting);
        pthread_cond_broadcast(&l->wake); /* not every thread takes everybody */
    }
    pthread_mutex_unlock(&l->lock);
    return room;
}

bool lane_has_room(struct lane *l)
{
    bool room;

    pthread_mutex_lock(&l->lock);
    room = !l->stopping && l->strangers.waiting < l->queue_max;
    pthread_mutex_unlock(&l->lock);
    return room;
}

void lane_stop(struct lane *l)
{
    struct lane_item *item;

    pthread_mutex_lock(&l->lock);
    l->stopping = true;
    pthread_cond_broadcast(&l->wake);
    pthread_mutex_unlock(&l->lock);
    for (unsigned i = 0; i < l->threads_len; i++)
        pthread_join(l->threads[i], NULL);
    while ((item = queue_first(l, &l->ours)) || (item = queue_first(l, &l->strangers)))
        item->work(item, false);
    /* The lock stays: whoever still comes is refused by `stopping`. */
}
