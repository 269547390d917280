/* The writer and the slow lane under many clients, failing disks, and a stop. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include "fixture.h"

#define CLIENTS 64
#define EACH 20

static struct fixture fx;
static char token[200];

static int start(void **state)
{
    (void)state;
    fixture_start(&fx, NULL);
    snprintf(token, sizeof token, "%s", token_from(&fx, "/form", ""));
    return 0;
}

static void narrow_lane(struct server_config *c)
{
    c->lane_threads = 1;
    c->lane_queue = 2;
}

static int start_narrow(void **state)
{
    (void)state;
    fixture_start(&fx, narrow_lane);
    snprintf(token, sizeof token, "%s", token_from(&fx, "/form", ""));
    return 0;
}

static int stop(void **state)
{
    (void)state;
    fixture_stop(&fx);
    return 0;
}

struct client {
    int number, each;
    const char *path, *kind;
    int statuses[EACH];
    pthread_t thread;
};

static void name_note(const struct client *c, int i, char out[60])
{
    /* every fourth fails after its insert, and every eighth refuses */
    const char *kind = c->kind ? c->kind : i % 4 != 3 ? "note" : i % 8 == 3 ? "conflict" : "refuse";

    snprintf(out, 60, "%s-%d-%d", kind, c->number, i);
}

static void *client_run(void *arg)
{
    struct client *c = arg;
    struct answer *a = calloc(1, sizeof *a);

    for (int i = 0; i < c->each; i++) {
        char note[60], form[400];

        name_note(c, i, note);
        snprintf(form, sizeof form, "csrf=%s&text=%s", token, note);
        post_form(&fx, c->path, "", form, a);
        c->statuses[i] = a->status;
    }
    free(a);
    return NULL;
}

static void run_clients(struct client *clients, int n, int each, const char *path, const char *kind)
{
    for (int i = 0; i < n; i++) {
        clients[i] = (struct client){ .number = i, .each = each, .path = path, .kind = kind };
        pthread_create(&clients[i].thread, NULL, client_run, &clients[i]);
    }
}

static void join_clients(struct client *clients, int n)
{
    for (int i = 0; i < n; i++)
        pthread_join(clients[i].thread, NULL);
}

/* What was answered 303 is stored; what was answered otherwise is not. */
static void answers_match_rows(const struct client *clients, int n)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < clients[i].each; k++) {
            char note[60];
            int there, status = clients[i].statuses[k];

            name_note(&clients[i], k, note);
            there = fixture_has(&fx, note);
            if (there != (status == 303))
                fail_msg("%s: answered %d, stored %d", note, status, there);
        }
}

static void what_is_acknowledged_is_there_and_failures_stay_alone(void **state)
{
    static struct client clients[CLIENTS];
    int good = 0, bad = 0;

    (void)state;
    run_clients(clients, CLIENTS, EACH, "/note", NULL);
    join_clients(clients, CLIENTS);
    for (int i = 0; i < CLIENTS; i++)
        for (int k = 0; k < EACH; k++) {
            assert_int_equal(clients[i].statuses[k], k % 4 == 3 ? 409 : 303);
            good += clients[i].statuses[k] == 303;
            bad += clients[i].statuses[k] == 409;
        }
    assert_int_equal(good, CLIENTS * EACH * 3 / 4);
    assert_int_equal(bad, CLIENTS * EACH / 4);
    answers_match_rows(clients, CLIENTS);
}

static void a_failing_commit_is_503_and_nothing_is_kept(void **state)
{
    static struct client clients[16];
    static struct answer a;

    (void)state;
    atomic_store(&probe.commit_fails, true);
    run_clients(clients, 16, 3, "/note", "lost");
    join_clients(clients, 16);
    for (int i = 0; i < 16; i++)
        assert_int_equal(clients[i].statuses[0], 503);
    answers_match_rows(clients, 16);
    post_form(&fx, "/note", "", "csrf=x&text=x", &a);
    assert_int_equal(a.status, 403);
    ask(&fx, "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n", &a);
    assert_int_equal(a.status, 503);
    ask(&fx, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", &a); /* reading goes on */
    assert_int_equal(a.status, 200);
    atomic_store(&probe.commit_fails, false);
    run_clients(clients, 16, 3, "/note", "kept");
    join_clients(clients, 16);
    for (int i = 0; i < 16; i++)
        assert_int_equal(clients[i].statuses[2], 303);
    answers_match_rows(clients, 16);
    assert_non_null(strstr(fixture_log(&fx), "err=unavailable"));
}

static void a_503_says_when_to_come_back(void **state)
{
    static struct answer a;
    char form[300];

    (void)state;
    atomic_store(&probe.commit_fails, true);
    snprintf(form, sizeof form, "csrf=%s&text=x", token);
    post_form(&fx, "/note", "", form, &a);
    assert_int_equal(a.status, 503);
    assert_non_null(answer_header(&a, "Retry-After"));
    assert_null(answer_header(&a, "Location"));
}

static void a_full_lane_refuses_and_the_rest_goes_on(void **state)
{
    static struct client clients[24];
    static struct answer a;
    int fine = 0, busy = 0;

    (void)state;
    atomic_store(&probe.slow_ms, 200);
    run_clients(clients, 24, 1, "/slow", "slow");
    usleep(100000);
    ask(&fx, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", &a);
    assert_int_equal(a.status, 200); /* no HTTP thread is held by the lane */
    join_clients(clients, 24);
    for (int i = 0; i < 24; i++) {
        fine += clients[i].statuses[0] == 303;
        busy += clients[i].statuses[0] == 503;
    }
    assert_int_equal(fine + busy, 24);
    assert_in_range(fine, 2, 23); /* what waits, and what ran meanwhile */
    answers_match_rows(clients, 24);
}

static long elapsed_ms(const struct timespec *from)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - from->tv_sec) * 1000 + (now.tv_nsec - from->tv_nsec) / 1000000;
}

static void *stop_server(void *arg)
{
    (void)arg;
    server_stop(fx.server);
    return NULL;
}

static void a_stop_answers_all_who_wait(void **state)
{
    static struct client clients[CLIENTS];
    struct timespec from;
    pthread_t stopper;
    int fine = 0;

    (void)state;
    atomic_store(&probe.write_ms, 20); /* 64 of them: over a second of waiting */
    run_clients(clients, CLIENTS, 1, "/note", "last");
    while (atomic_load(&probe.checks) < CLIENTS)
        usleep(1000);
    clock_gettime(CLOCK_MONOTONIC, &from);
    pthread_create(&stopper, NULL, stop_server, NULL);
    join_clients(clients, CLIENTS);
    pthread_join(stopper, NULL);
    fx.server = NULL;
    assert_true(elapsed_ms(&from) < 10000);
    for (int i = 0; i < CLIENTS; i++)
        fine += clients[i].statuses[0] == 303;
    assert_int_equal(fine, CLIENTS);
    answers_match_rows(clients, CLIENTS);
    assert_int_equal(client_connect(&fx), -1); /* nobody listens any more */
}

static void short_stop(struct server_config *c)
{
    c->stop_ms = 50;
    c->lane_threads = 1;
}

static void a_stop_that_cannot_wait_still_answers(void **state)
{
    static struct client clients[8];
    int answered = 0;

    (void)state;
    fixture_stop(&fx);
    fixture_start(&fx, short_stop);
    snprintf(token, sizeof token, "%s", token_from(&fx, "/form", ""));
    atomic_store(&probe.slow_ms, 300);
    run_clients(clients, 8, 1, "/slow", "late");
    usleep(100000);
    server_stop(fx.server);
    fx.server = NULL;
    join_clients(clients, 8);
    for (int i = 0; i < 8; i++)
        answered += clients[i].statuses[0] == 303 || clients[i].statuses[0] == 503;
    assert_int_equal(answered, 8);
    answers_match_rows(clients, 8);
}

/* ---- jobs and hooks ---- */

static atomic_int job_runs, hook_ends, hook_settled, hook_committed;
static atomic_bool hook_fails;

static enum err job(struct cx *cx, struct db *tx, void *arg, bool *changed_public)
{
    int64_t version;

    TRY(db_version(cx, tx, &version));
    *changed_public = true;
    return atomic_fetch_add(&job_runs, *(int *)arg) < 0 ? ERR_CORRUPT : OK;
}

static enum err hook_end(void *arg, struct cx *cx, struct db *tx)
{
    (void)arg;
    (void)tx;
    atomic_fetch_add(&hook_ends, 1);
    return atomic_load(&hook_fails) ? FAIL(cx, ERR_UNAVAILABLE, "the signer is away") : OK;
}

static enum err hook_after(void *arg, struct cx *cx, bool committed)
{
    (void)arg;
    (void)cx;
    atomic_fetch_add(&hook_settled, 1);
    atomic_fetch_add(&hook_committed, committed);
    return OK;
}

static void with_hooks(struct server_config *c)
{
    c->hooks = (struct writer_hooks){ .end = hook_end, .settled = hook_after };
}

static int start_hooks(void **state)
{
    (void)state;
    atomic_store(&job_runs, 0);
    fixture_start(&fx, with_hooks);
    snprintf(token, sizeof token, "%s", token_from(&fx, "/form", ""));
    return 0;
}

static void jobs_run_on_the_writer(void **state)
{
    struct writer *w = server_writer(fx.server);
    struct writer_job j = { .run = job };
    uint64_t before = writer_version(w);
    int by = 5, by_two = 2;

    (void)state;
    assert_int_equal(writer_run(w, &fx.cx, j, &by), OK);
    assert_int_equal(atomic_load(&job_runs), 5);
    assert_true(writer_version(w) > before);
    for (int i = 0; i < 10; i++)
        assert_int_equal(writer_submit(w, &fx.cx, j, &by_two, sizeof by_two), OK);
    assert_int_equal(writer_run(w, &fx.cx, j, &by), OK); /* in turn: after the ten */
    assert_int_equal(atomic_load(&job_runs), 30);
}

static void a_batch_whose_end_fails_is_undone(void **state)
{
    static struct answer a;
    char form[300];

    (void)state;
    atomic_store(&hook_ends, 0);
    atomic_store(&hook_committed, 0);
    atomic_store(&hook_fails, true);
    snprintf(form, sizeof form, "csrf=%s&text=unsigned", token);
    post_form(&fx, "/note", "", form, &a);
    assert_int_equal(a.status, 503);
    assert_false(fixture_has(&fx, "unsigned"));
    assert_int_equal(atomic_load(&hook_committed), 0);
    atomic_store(&hook_fails, false);
    post_form(&fx, "/note", "", form, &a);
    assert_int_equal(a.status, 303);
    assert_true(fixture_has(&fx, "unsigned"));
    assert_int_equal(atomic_load(&hook_ends), 2);
    assert_int_equal(atomic_load(&hook_committed), 1);
}

static void an_unsound_table_does_not_start(void **state)
{
    static const struct {
        struct route row;
        const char *why;
    } cases[] = {
        { { METHOD_GET, "x", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL, (void *)1 }, "path" },
        { { METHOD_GET, "/x", WHO_ANYONE, 9, NO_FIELDS, 0, NULL, NULL, NULL, (void *)1 }, "body" },
        { { METHOD_GET, "/x", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, (void *)1, NULL },
          "writes" },
        { { .method = METHOD_GET, .path = "/x", .who = WHO_OFFICER, .reply = (void *)1,
            .flags = ROUTE_RECORDED | ROUTE_SENSITIVE, .check = (void *)1 },
          "writes nothing but that it was read" },
        { { .method = METHOD_GET, .path = "/x", .who = WHO_ANYONE, .reply = (void *)1,
            .flags = ROUTE_RECORDED | ROUTE_SENSITIVE, .check = (void *)1, .write = (void *)1 },
          "recorded" },
        { { .method = METHOD_GET, .path = "/x", .who = WHO_OFFICER, .reply = (void *)1,
            .flags = ROUTE_RECORDED, .check = (void *)1, .write = (void *)1 },
          "recorded" },
        { { .method = METHOD_GET, .path = "/x", .who = WHO_OFFICER, .reply = (void *)1,
            .flags = ROUTE_RECORDED | ROUTE_SENSITIVE, .write = (void *)1 },
          "recorded" },
        { { .method = METHOD_POST, .path = "/x", .who = WHO_OFFICER, .reply = (void *)1,
            .flags = ROUTE_RECORDED | ROUTE_SENSITIVE, .check = (void *)1, .write = (void *)1 },
          "recorded" },
        { { METHOD_POST, "/x", WHO_ANYONE, 9, NO_FIELDS, ROUTE_PUBLIC, NULL, NULL, NULL,
            (void *)1 },
          "public" },
        { { METHOD_GET, "/x", WHO_ANYONE, 0, NO_FIELDS, 0, "nothing", NULL, NULL, (void *)1 },
          "limit" },
        { { METHOD_GET, "/x", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL, NULL }, "no stage" },
        { { METHOD_GET, "/:a/:b/:c/:d/:e", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL,
            (void *)1 },
          "path" },
    };
    struct server *none = NULL;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct server_config c = fx.config;

        c.routes = &cases[i].row;
        c.routes_len = 1;
        assert_int_equal(server_start(&fx.cx, &c, &none), ERR_INVALID);
        assert_non_null(strstr(fx.cx.note.text, cases[i].why));
        assert_null(none);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_acknowledged_is_there_and_failures_stay_alone,
                                        start, stop),
        cmocka_unit_test_setup_teardown(a_failing_commit_is_503_and_nothing_is_kept, start, stop),
        cmocka_unit_test_setup_teardown(a_503_says_when_to_come_back, start, stop),
        cmocka_unit_test_setup_teardown(a_full_lane_refuses_and_the_rest_goes_on, start_narrow,
                                        stop),
        cmocka_unit_test_setup_teardown(a_stop_answers_all_who_wait, start, stop),
        cmocka_unit_test_setup_teardown(a_stop_that_cannot_wait_still_answers, start, stop),
        cmocka_unit_test_setup_teardown(jobs_run_on_the_writer, start_hooks, stop),
        cmocka_unit_test_setup_teardown(a_batch_whose_end_fails_is_undone, start_hooks, stop),
        cmocka_unit_test_setup_teardown(an_unsound_table_does_not_start, start, stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
