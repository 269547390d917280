/* What a row asks of an officer: a part that allows it, and for a grave act his password again,
 * whatever the row's own check does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "fixture.h"

static struct fixture fx;
static struct answer a;

static int start(void **state)
{
    (void)state;
    fixture_start(&fx, NULL);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    fixture_stop(&fx);
    return 0;
}


static void get(const char *path, const char *headers)
{
    char request[2000];

    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", path,
             headers);
    ask(&fx, request, &a);
}

/* A form with the token; headers end in CRLF each. */
static void post(const char *path, const char *headers, const char *token, const char *rest)
{
    char request[4000], form[2000];

    snprintf(form, sizeof form, "%s%s%s", token ? "csrf=" : "", token ? token : "", rest);
    snprintf(request, sizeof request,
             "POST %s HTTP/1.1\r\nHost: localhost\r\n%s"
             "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
             path, headers, strlen(form), form);
    ask(&fx, request, &a);
}

/* The second and third rows forget to look at rq->again, or answer as if all were well. */
static void a_grave_act_needs_its_password(void **state)
{
    static const struct { const char *path, *typed; int status, writes; } cases[] = {
        { "/meja/grave", "", 422, 0 },      { "/meja/grave", "wrong", 422, 0 },
        { "/meja/grave", "right", 200, 1 }, { "/meja/rash", "wrong", 422, 0 },
        { "/meja/rash", "", 422, 0 },       { "/meja/hasty", "wrong", 422, 0 },
        { "/meja/hasty", "right", 200, 1 },
    };
    char token[200];

    (void)state;
    snprintf(token, sizeof token, "%s", token_from(&fx, "/meja", "posko_officer=officer-ok"));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char rest[100];

        atomic_store(&probe.writes, 0);
        atomic_store(&probe.failed_again, 0);
        snprintf(rest, sizeof rest, "&text=x&password_again=%s", cases[i].typed);
        post(cases[i].path, "Cookie: posko_officer=officer-ok\r\n", token, rest);
        if (a.status != cases[i].status || atomic_load(&probe.writes) != cases[i].writes)
            fail_msg("%s with '%s': %d, %d writes", cases[i].path, cases[i].typed, a.status,
                     atomic_load(&probe.writes));
        assert_null(cases[i].writes ? NULL : strstr(a.text, "hello"));
        assert_int_equal(atomic_load(&probe.failed_again), strcmp(cases[i].typed, "wrong") == 0);
    }
}

/* The probe's officer is a duty officer: what he may not is answered as what is not there. */
static void what_is_not_his_is_not_there(void **state)
{
    static const char *const theirs[] = { "GET /meja/work", "GET /meja/unsaid",
                                          "POST /meja/work" };
    char request[300];
    size_t len;

    (void)state;
    get("/meja/none", "Cookie: posko_officer=officer-ok\r\n");
    assert_int_equal(a.status, 404);
    len = strlen(a.text);
    for (size_t i = 0; i < COUNT_OF(theirs); i++) {
        snprintf(request, sizeof request, "%s HTTP/1.1\r\nHost: localhost\r\n"
                 "Cookie: posko_officer=officer-ok\r\nContent-Length: 0\r\n\r\n", theirs[i]);
        ask(&fx, request, &a);
        if (a.status != 404 || strstr(a.text, "hello")
            || strlen(a.text) != len)
            fail_msg("%s: %d", theirs[i], a.status);
    }
    get("/meja", "Cookie: posko_officer=officer-ok\r\n");
    assert_int_equal(a.status, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_grave_act_needs_its_password, start, stop),
        cmocka_unit_test_setup_teardown(what_is_not_his_is_not_there, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
