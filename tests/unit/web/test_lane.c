/*
 * The slow lane: whose work goes first, and that strangers at the door keep nobody waiting.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <sched.h>
#include <time.h>
#include "web/lane.h"

/* The items of a test, what they do, and what became of them. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t news;
    bool held;         /* strangers stay at work */
    int begun[8], len; /* the numbers of those that began, in order */
    unsigned dropped;
} seen = { .lock = PTHREAD_MUTEX_INITIALIZER, .news = PTHREAD_COND_INITIALIZER };

struct piece {
    struct lane_item item; /* first */
    int number;
};

static void piece_work(struct lane_item *item, bool run)
{
    struct piece *p = (struct piece *)item;

    pthread_mutex_lock(&seen.lock);
    if (run)
        seen.begun[seen.len++] = p->number;
    else
        seen.dropped++;
    pthread_cond_broadcast(&seen.news);
    while (run && item->stranger && seen.held)
        pthread_cond_wait(&seen.news, &seen.lock);
    pthread_mutex_unlock(&seen.lock);
}

static void hold(bool held)
{
    pthread_mutex_lock(&seen.lock);
    seen.held = held;
    pthread_cond_broadcast(&seen.news);
    pthread_mutex_unlock(&seen.lock);
}

static void until_begun(int n)
{
    pthread_mutex_lock(&seen.lock);
    while (seen.len < n)
        pthread_cond_wait(&seen.news, &seen.lock);
    pthread_mutex_unlock(&seen.lock);
}

struct lane_fixture {
    struct arena *home;
    struct metrics metrics;
    struct lane *lane;
    struct piece strangers[4], ours[4];
};

static void start(struct lane_fixture *f, unsigned threads, unsigned queue_max)
{
    struct cx cx;

    *f = (struct lane_fixture){ .home = arena_new(1u << 20) };
    cx = cx_system(f->home);
    seen.len = 0;
    seen.dropped = 0;
    hold(true);
    assert_int_equal(lane_start(&cx, f->home, threads, queue_max, &f->metrics, &f->lane), OK);
    for (int i = 0; i < 4; i++) {
        f->strangers[i] = (struct piece){ { .stranger = true, .work = piece_work }, i };
        f->ours[i] = (struct piece){ { .work = piece_work }, 10 + i };
    }
}

static void strangers_never_take_the_last_thread(void **state)
{
    struct lane_fixture f;

    (void)state;
    start(&f, 2, 2);
    assert_true(lane_take(f.lane, &f.strangers[0].item));
    until_begun(1);
    assert_true(lane_take(f.lane, &f.strangers[1].item));
    assert_true(lane_has_room(f.lane));
    assert_true(lane_take(f.lane, &f.strangers[2].item));
    assert_false(lane_has_room(f.lane));
    assert_false(lane_take(f.lane, &f.strangers[3].item)); /* two wait */
    for (int i = 0; i < 4; i++) {
        assert_true(lane_take(f.lane, &f.ours[i].item));
        until_begun(2 + i);
        assert_int_equal(seen.begun[1 + i], 10 + i);
    }
    (void)nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL); /* room for a mistake */
    assert_int_equal(seen.len, 5);
    hold(false);
    until_begun(7);
    lane_stop(f.lane);
    arena_free(f.home);
}

static void others_go_before_strangers_on_one_thread(void **state)
{
    static const int order[] = { 0, 10, 11, 1 };
    struct lane_fixture f;

    (void)state;
    start(&f, 1, 8);
    assert_true(lane_take(f.lane, &f.strangers[0].item));
    until_begun(1);
    assert_true(lane_take(f.lane, &f.strangers[1].item));
    assert_true(lane_take(f.lane, &f.ours[0].item));
    assert_true(lane_take(f.lane, &f.ours[1].item));
    hold(false);
    until_begun(4);
    assert_memory_equal(seen.begun, order, sizeof order);
    lane_stop(f.lane);
    arena_free(f.home);
}

static void *stop(void *lane)
{
    lane_stop(lane);
    return NULL;
}

static void what_waits_when_it_stops_is_dropped(void **state)
{
    struct lane_fixture f;
    pthread_t stopper;

    (void)state;
    start(&f, 1, 8);
    assert_true(lane_take(f.lane, &f.strangers[0].item));
    until_begun(1);
    assert_true(lane_take(f.lane, &f.strangers[1].item));
    assert_true(lane_take(f.lane, &f.ours[0].item));
    assert_int_equal(pthread_create(&stopper, NULL, stop, f.lane), 0);
    while (lane_has_room(f.lane))
        sched_yield();
    hold(false);
    pthread_join(stopper, NULL);
    assert_int_equal(seen.len, 1);
    assert_int_equal(seen.dropped, 2);
    assert_false(lane_take(f.lane, &f.ours[1].item)); /* and nobody is taken any more */
    arena_free(f.home);
}

/* More than strangers may take at once, so that much time has to pass. */
static void burn(struct lane_item *item, bool run)
{
    struct timespec t = { 0 };

    while (run && t.tv_sec < 2)
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    piece_work(item, run);
}

static void what_strangers_use_is_bounded(void **state)
{
    struct lane_fixture f;

    (void)state;
    start(&f, 2, 8);
    hold(false);
    f.strangers[0].item.work = burn;
    assert_true(lane_take(f.lane, &f.strangers[0].item));
    until_begun(1);
    assert_true(lane_take(f.lane, &f.strangers[1].item));
    for (int i = 0; i < 4; i++) {
        assert_true(lane_take(f.lane, &f.ours[i].item));
        until_begun(2 + i);
        assert_int_equal(seen.begun[1 + i], 10 + i);
    }
    lane_stop(f.lane);
    assert_int_equal(seen.dropped, 1);
    arena_free(f.home);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strangers_never_take_the_last_thread),
        cmocka_unit_test(others_go_before_strangers_on_one_thread),
        cmocka_unit_test(what_waits_when_it_stops_is_dropped),
        cmocka_unit_test(what_strangers_use_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
