/* room: see the header. */
#include "web/room.h"
#include <pthread.h>
#include <time.h>

#define ROOM_ARENA (256u << 10)

struct room {
    pthread_mutex_t lock; /* of all but the arena, which is the thread's */
    pthread_cond_t wake;
    struct room_item *first;
    unsigned taken;
    bool stopping;
    pthread_t thread;
    struct arena *arena;
};

/* Whoever came since; only the thread looks at them after that. */
static struct room_item *all_of(struct room *r)
{
    struct room_item *items = r->first;

    r->first = NULL;
    return items;
}

static void put_back(struct room *r, struct room_item *items)
{
    while (items) {
        struct room_item *next = items->next;

        items->next = r->first;
        r->first = items;
        items = next;
    }
}

/* Lets go of those who need not wait any more, and gives back the others. */
static struct room_item *look(struct room *r, struct room_item *items, bool all, unsigned *gone)
{
    struct room_item *still = NULL;

    for (struct room_item *next; items; items = next) {
        struct cx cx;

        next = items->next;
        arena_reset(r->arena);
        cx = cx_system(r->arena);
        if (!all && cx.now_us < items->until_us && items->waits(items, &cx)) {
            items->next = still;
            still = items;
            continue;
        }
        items->leave(items);
        ++*gone;
    }
    return still;
}

static void sleep_a_look(struct room *r)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += ROOM_LOOK_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    (void)pthread_cond_timedwait(&r->wake, &r->lock, &until);
}

static void *room_loop(void *arg)
{
    struct room *r = arg;

    pthread_mutex_lock(&r->lock);
    for (;;) {
        struct room_item *items;
        bool stopping = r->stopping;
        unsigned gone = 0;

        if (!r->first && stopping)
            break;
        if (!r->first) {
            pthread_cond_wait(&r->wake, &r->lock);
            continue;
        }
        items = all_of(r);
        pthread_mutex_unlock(&r->lock);
        items = look(r, items, stopping, &gone);
        pthread_mutex_lock(&r->lock);
        put_back(r, items);
        r->taken -= gone;
        if (r->first && !r->stopping)
            sleep_a_look(r);
    }
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

enum err room_start(struct cx *cx, struct arena *home, struct room **out)
{
    struct room *r = ARENA_NEW(home, struct room);
    pthread_condattr_t attr;

    if (!r)
        return FAIL(cx, ERR_TOO_LARGE, "no memory for those who wait");
    r->arena = arena_new(ROOM_ARENA);
    if (!r->arena)
        return FAIL(cx, ERR_UNAVAILABLE, "no memory for those who wait");
    pthread_mutex_init(&r->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&r->wake, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_create(&r->thread, NULL, room_loop, r) != 0) {
        arena_free(r->arena);
        return FAIL(cx, ERR_UNAVAILABLE, "cannot start a thread");
    }
    *out = r;
    return OK;
}

bool room_take(struct room *r, struct room_item *item)
{
    bool room;

    pthread_mutex_lock(&r->lock);
    room = !r->stopping && r->taken < ROOM_SEATS;
    if (room) {
        item->next = r->first;
        r->first = item;
        r->taken++;
        pthread_cond_signal(&r->wake);
    }
    pthread_mutex_unlock(&r->lock);
    return room;
}

void room_stop(struct room *r)
{
    pthread_mutex_lock(&r->lock);
    r->stopping = true;
    pthread_cond_signal(&r->wake);
    pthread_mutex_unlock(&r->lock);
    pthread_join(r->thread, NULL);
    arena_free(r->arena);
    /* The lock stays: whoever still comes is refused by `stopping`. */
}
