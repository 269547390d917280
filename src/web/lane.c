/* lane: see the header. */
#include "web/lane.h"
#include <pthread.h>

struct lane {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct lane_item *first, *last;
    unsigned waiting, queue_max, threads_len;
    bool stopping;
    pthread_t threads[LANE_THREADS_MAX];
    struct metrics *metrics;
};

static struct lane_item *take_first(struct lane *l)
{
    struct lane_item *item = l->first;

    if (item) {
        l->first = item->next;
        if (!l->first)
            l->last = NULL;
        metrics_set(&l->metrics->lane_waiting, --l->waiting);
    }
    return item;
}

static void *lane_loop(void *arg)
{
    struct lane *l = arg;

    for (;;) {
        struct lane_item *item;

        pthread_mutex_lock(&l->lock);
        while (!l->first && !l->stopping)
            pthread_cond_wait(&l->wake, &l->lock);
        item = l->stopping ? NULL : take_first(l);
        pthread_mutex_unlock(&l->lock);
        if (!item)
            return NULL;
        item->work(item, true);
    }
}

enum err lane_start(struct cx *cx, struct arena *home, unsigned threads, unsigned queue_max,
                    struct metrics *metrics, struct lane **out)
{
    struct lane *l = ARENA_NEW(home, struct lane);

    if (!l || threads == 0 || threads > LANE_THREADS_MAX)
        return FAIL(cx, ERR_INVALID, "slow lane: 1 to %d threads", LANE_THREADS_MAX);
    *l = (struct lane){ .queue_max = queue_max, .metrics = metrics };
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->wake, NULL);
    for (; l->threads_len < threads; l->threads_len++)
        if (pthread_create(&l->threads[l->threads_len], NULL, lane_loop, l) != 0) {
            lane_stop(l);
            return FAIL(cx, ERR_UNAVAILABLE, "cannot start the slow lane");
        }
    *out = l;
    return OK;
}

bool lane_take(struct lane *l, struct lane_item *item)
{
    bool room;

    pthread_mutex_lock(&l->lock);
    room = !l->stopping && l->waiting < l->queue_max;
    if (room) {
        item->next = NULL;
        if (l->last)
            l->last->next = item;
        else
            l->first = item;
        l->last = item;
        metrics_set(&l->metrics->lane_waiting, ++l->waiting);
        pthread_cond_signal(&l->wake);
    }
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
    while ((item = take_first(l)) != NULL)
        item->work(item, false);
    /* The lock stays: whoever still comes is refused by `stopping`. */
}
