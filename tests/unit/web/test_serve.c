/* A request's way through the engine: guards, sessions, cookies, answers, copies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
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

static void over_https(struct server_config *c)
{
    static struct env https_env;

    https_env = *c->env;
    https_env.origin = STR("https://posko.example");
    c->env = &https_env;
    c->behind_proxy = true;
}

static int start_https(void **state)
{
    (void)state;
    fixture_start(&fx, over_https);
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

static void has(const char *name, const char *want)
{
    const char *v = answer_header(&a, name);

    if (!v || strcmp(v, want) != 0)
        fail_msg("%s: %s, not %s", name, v ? v : "absent", want);
}

/* ---- guards ---- */

static void a_form_needs_a_token_of_ours(void **state)
{
    char token[200];

    (void)state;
    snprintf(token, sizeof token, "%s", token_from(&fx, "/form", ""));
    post("/note", "", token, "&text=good");
    assert_int_equal(a.status, 303);
    has("Location", "/form");
    assert_true(fixture_has(&fx, "good"));
    post("/note", "", NULL, "text=missing");
    assert_int_equal(a.status, 403);
    post("/note", "", "", "&text=empty");
    assert_int_equal(a.status, 403);
    for (size_t i = 10; token[i] != '\0'; i++) /* the first letter outside an escape */
        if (token[i] != '%' && token[i - 1] != '%' && token[i - 2] != '%') {
            token[i] = token[i] == 'a' ? 'b' : 'a';
            break;
        }
    post("/note", "", token, "&text=altered");
    assert_int_equal(a.status, 403);
    assert_false(fixture_has(&fx, "missing") || fixture_has(&fx, "altered"));
    assert_int_equal(atomic_load(&probe.writes), 1);
}

static void a_token_belongs_to_its_session(void **state)
{
    static const struct {
        const char *from, *cookies_then, *to, *cookies_now;
        int status;
    } cases[] = {
        { "/meja", "posko_officer=officer-ok1", "/meja/do", "posko_officer=officer-ok1", 200 },
        { "/meja", "posko_officer=officer-ok1", "/meja/do", "posko_officer=officer-ok2", 403 },
        { "/form", "", "/meja/do", "posko_officer=officer-ok1", 403 },
        { "/form", "posko_draft=d1", "/meja/do", "posko_officer=officer-ok1; posko_draft=d1", 403 },
        { "/cek/isi", "posko_reporter=reporter-ok", "/meja/do",
          "posko_officer=officer-ok1; posko_reporter=reporter-ok", 403 },
        { "/form", "posko_draft=d1", "/note", "posko_draft=d1", 303 },
        { "/form", "posko_draft=d1", "/note", "posko_draft=d2", 403 },
        { "/form", "posko_draft=d1", "/note", "", 403 },
        { "/form", "", "/note", "posko_draft=d1", 303 }, /* the draft began in another tab */
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char token[200], headers[300];

        snprintf(token, sizeof token, "%s", token_from(&fx, cases[i].from, cases[i].cookies_then));
        snprintf(headers, sizeof headers, "Cookie: %s\r\n", cases[i].cookies_now);
        post(cases[i].to, headers, token, "&text=x");
        if (a.status != cases[i].status)
            fail_msg("case %zu: %d, not %d", i, a.status, cases[i].status);
    }
}

static void two_tokens_of_one_page_differ(void **state)
{
    char first[200];

    (void)state;
    snprintf(first, sizeof first, "%s", token_from(&fx, "/form", "posko_draft=d"));
    assert_string_not_equal(first, token_from(&fx, "/form", "posko_draft=d"));
}

static void other_sites_are_refused(void **state)
{
    static const struct {
        const char *headers;
        int status;
    } cases[] = {
        { "Sec-Fetch-Site: same-origin\r\nOrigin: http://localhost\r\n", 303 },
        { "Sec-Fetch-Site: none\r\n", 303 },
        { "Sec-Fetch-Site: same-origin\r\nOrigin: null\r\n",
          303 }, /* Referrer-Policy: no-referrer */
        { "Sec-Fetch-Site: cross-site\r\n", 403 },
        { "Sec-Fetch-Site: same-site\r\n", 403 },
        { "Origin: https://other.example\r\n", 403 },
        { "Origin: http://localhost.other.example\r\n", 403 },
        { "Sec-Fetch-Site: cross-site\r\nOrigin: null\r\n", 403 },
    };
    char token[200];

    (void)state;
    snprintf(token, sizeof token, "%s", token_from(&fx, "/form", ""));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        post("/note", cases[i].headers, token, "&text=y");
        if (a.status != cases[i].status)
            fail_msg("%s: %d", cases[i].headers, a.status);
    }
}

static void who_decides_where_one_is_sent(void **state)
{
    (void)state;
    get("/meja", "");
    assert_int_equal(a.status, 303);
    has("Location", "/meja/masuk?ke=/meja");
    get("/meja", "Cookie: posko_officer=stranger\r\n");
    assert_int_equal(a.status, 303);
    get("/meja", "Cookie: posko_reporter=reporter-ok\r\n");
    assert_int_equal(a.status, 303);
    get("/meja", "Cookie: posko_officer=officer-ok\r\n");
    assert_int_equal(a.status, 200);
    get("/cek/isi", "");
    has("Location", "/cek");
    get("/cek/isi", "Cookie: a=b; posko_reporter=reporter-ok\r\n");
    assert_int_equal(a.status, 200);
    get("/api/v1/mine", "");
    assert_int_equal(a.status, 401);
    has("Content-Type", "application/problem+json");
    has("WWW-Authenticate", "Receipt");
    get("/api/v1/mine", "Authorization: Receipt GOOD\r\n");
    assert_int_equal(a.status, 200);
    get("/api/v1/mine", "Cookie: posko_reporter=reporter-ok\r\n"); /* cookies do not count here */
    assert_int_equal(a.status, 401);
}

static void operations_are_for_this_machine(void **state)
{
    (void)state;
    get("/healthz", "");
    assert_int_equal(a.status, 200);
    get("/readyz", "");
    assert_int_equal(a.status, 200);
    get("/metrics", "");
    assert_int_equal(a.status, 200);
    assert_non_null(strstr(
        a.body, "posko_requests_total{route=\"/healthz\",method=\"GET\",class=\"2xx\"} 1\n"));
    assert_non_null(strstr(a.body, "process_resident_memory_bytes "));
    get("/metrics", "X-Forwarded-For: 203.0.113.7\r\n");
    assert_int_equal(a.status, 404);
    ask(&fx, "GET /metrics HTTP/1.1\r\nHost: posko.example\r\n\r\n", &a);
    assert_int_equal(a.status, 404);
}

/* ---- answers ---- */

/* The page with its own address (in the links to other languages) and id taken out. */
static void page_apart_from(const char *path, char out[20000])
{
    const char *at = a.body, *id = strstr(a.body, "class=\"mono\"");
    size_t n = 0;

    assert_non_null(id);
    while (*at != '\0' && n < 19999) {
        if (strncmp(at, path, strlen(path)) == 0)
            at += strlen(path);
        else if (at == id)
            at += strlen("class=\"mono\">0123456789abcdef");
        else
            out[n++] = *at++;
    }
    out[n] = '\0';
}

static void forbidden_and_unknown_read_alike(void **state)
{
    static char unknown[20000], forbidden[20000];

    (void)state;
    get("/nowhere", "");
    assert_int_equal(a.status, 404);
    page_apart_from("/nowhere", unknown);
    get("/denied", "");
    assert_int_equal(a.status, 404);
    page_apart_from("/denied", forbidden);
    assert_string_equal(unknown, forbidden);
    get("/forgets", "");
    assert_int_equal(a.status, 500);
}

static void every_answer_is_fenced(void **state)
{
    static const char *const paths[] = { "/",       "/form",    "/public",
                                         "/public", "/nowhere", "/assets/posko.css" };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        get(paths[i], "");
        has("X-Content-Type-Options", "nosniff");
        has("Referrer-Policy", "no-referrer");
        has("Cross-Origin-Opener-Policy", "same-origin");
        has("Cross-Origin-Resource-Policy", "same-origin");
        assert_non_null(strstr(answer_header(&a, "Content-Security-Policy"), "default-src 'none'"));
        assert_non_null(answer_header(&a, "Permissions-Policy"));
        assert_null(answer_header(&a, "Strict-Transport-Security"));
        assert_non_null(answer_header(&a, "Cache-Control"));
    }
    get("/form", "");
    has("Cache-Control", "no-store");
}

static int heads_that_hold(const char *name, const char *part)
{
    const char *at = a.text, *end;
    int n = 0;

    while ((end = strstr(at, "\r\n")) != NULL && end != at) {
        const char *hit = strstr(at, part);

        n += strncasecmp(at, name, strlen(name)) == 0 && hit && hit < end;
        at = end + 2;
    }
    return n;
}

static void cookies_are_for_this_site_alone(void **state)
{
    (void)state;
    get("/cookies", "");
    assert_int_equal(
        heads_that_hold("Set-Cookie",
                        "posko_officer=abc; Path=/; Max-Age=3600; HttpOnly; SameSite=Strict"),
        1);
    assert_int_equal(heads_that_hold("Set-Cookie", "posko_reporter=def; Path=/"), 1);
    assert_int_equal(heads_that_hold("Set-Cookie", "posko_draft=; Path=/; Max-Age=0"), 1);
    assert_int_equal(heads_that_hold("Set-Cookie", "Secure"), 0);
    assert_int_equal(heads_that_hold("Set-Cookie", "Domain"), 0);
}

static void over_https_cookies_are_host_and_secure(void **state)
{
    (void)state;
    get("/cookies", "");
    assert_int_equal(
        heads_that_hold(
            "Set-Cookie",
            "__Host-posko=abc; Path=/; Max-Age=3600; HttpOnly; SameSite=Strict; Secure"),
        1);
    assert_int_equal(heads_that_hold("Set-Cookie", "__Host-posko-reporter=def;"), 1);
    assert_int_equal(heads_that_hold("Set-Cookie", "; Secure"), 3);
    has("Strict-Transport-Security", "max-age=31536000");
    get("/meja", "Cookie: posko_officer=officer-ok\r\n"); /* the plain name means nothing here */
    assert_int_equal(a.status, 303);
    get("/meja", "Cookie: __Host-posko=officer-ok\r\n");
    assert_int_equal(a.status, 200);
}

static void a_language_is_asked_for_and_remembered(void **state)
{
    (void)state;
    get("/public", "");
    assert_non_null(strstr(a.body, "</p>\nid"));
    get("/public?lang=en", "");
    assert_non_null(strstr(a.body, "</p>\nen"));
    assert_int_equal(heads_that_hold("Set-Cookie", "posko_lang=en"), 1);
    get("/public", "Cookie: posko_lang=en\r\n");
    assert_non_null(strstr(a.body, "</p>\nen"));
    get("/public?lang=xx", "");
    assert_non_null(strstr(a.body, "</p>\nid"));
    assert_int_equal(heads_that_hold("Set-Cookie", "posko_lang"), 0);
}

static void a_header_cannot_be_split(void **state)
{
    (void)state;
    get("/splits?v=fine", "");
    has("X-Test", "fine");
    get("/splits?v=a%0D%0ASet-Cookie:x=y", "");
    assert_int_equal(a.status, 200);
    assert_null(answer_header(&a, "X-Test"));
    assert_null(answer_header(&a, "Set-Cookie"));
}

static void the_api_speaks_json_and_problems(void **state)
{
    static const struct {
        const char *type, *body;
        int status;
    } cases[] = {
        { "application/json", "{\"a\":1}", 200 },
        { "application/json; charset=utf-8", "{}", 200 },
        { "text/plain", "{}", 415 },
        { "application/jsonx", "{}", 415 },
        { "application/x-www-form-urlencoded", "a=1", 415 },
        { "application/json", "{\"a\":\"\xff\"}", 400 },
    };
    char request[1000];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        snprintf(request, sizeof request,
                 "POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nOrigin: https://other.example\r\n"
                 "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n%s",
                 cases[i].type, strlen(cases[i].body), cases[i].body);
        ask(&fx, request, &a);
        if (a.status != cases[i].status)
            fail_msg("%s %s: %d", cases[i].type, cases[i].body, a.status);
        has("Content-Type", a.status == 200 ? "application/json" : "application/problem+json");
    }
    assert_non_null(strstr(a.body, "\"type\":\"urn:posko:problem:invalid\""));
    assert_non_null(strstr(a.body, "\"status\":400"));
    assert_non_null(strstr(a.body, "\"instance\":\"urn:posko:request:"));
    get("/api/v1/nowhere", "");
    assert_int_equal(a.status, 404);
    has("Content-Type", "application/problem+json");
}

static void a_limit_answers_429_with_a_time(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        get("/limited", "");
        assert_int_equal(a.status, 200);
    }
    get("/limited", "");
    assert_int_equal(a.status, 429);
    assert_true(strtol(answer_header(&a, "Retry-After"), NULL, 10) >= 1);
}

static void behind_a_proxy_the_limit_is_the_clients(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++)
        get("/limited", "X-Forwarded-For: 1.2.3.4, 203.0.113.7\r\n");
    assert_int_equal(a.status, 429);
    get("/limited", "X-Forwarded-For: 203.0.113.7, 198.51.100.1\r\n");
    assert_int_equal(a.status, 200);
    get("/limited", "X-Forwarded-For: 9.9.9.9, 203.0.113.200\r\n"); /* the same /24 */
    assert_int_equal(a.status, 429);
}

/* ---- copies and compression ---- */

static void a_public_page_is_rendered_once(void **state)
{
    char etag[100], headers[200], token[200];

    (void)state;
    for (int i = 0; i < 5; i++)
        get("/public", "");
    assert_int_equal(atomic_load(&probe.renders), 1);
    assert_int_equal(a.status, 200);
    snprintf(etag, sizeof etag, "%s", answer_header(&a, "ETag"));
    snprintf(headers, sizeof headers, "If-None-Match: %s\r\n", etag);
    get("/public", headers);
    assert_int_equal(a.status, 304);
    get("/public", "Accept-Encoding: gzip\r\n");
    has("Content-Encoding", "gzip");
    assert_int_equal(atomic_load(&probe.renders), 1);
    snprintf(token, sizeof token, "%s", token_from(&fx, "/form", ""));
    post("/note", "", token, "&text=quiet");
    get("/public", "");
    assert_int_equal(atomic_load(&probe.renders), 1);
    post("/note", "", token, "&text=news&public=1");
    get("/public", "");
    assert_int_equal(atomic_load(&probe.renders), 2);
    get("/public", "Cookie: posko_lang=en\r\n");
    assert_int_equal(atomic_load(&probe.renders), 3);
}

static void assets_are_kept_by_their_hash(void **state)
{
    char etag[100], path[200], headers[200];

    (void)state;
    get("/assets/posko.css", "");
    assert_int_equal(a.status, 200);
    snprintf(etag, sizeof etag, "%s", answer_header(&a, "ETag"));
    has("Cache-Control", "public, no-cache");
    snprintf(headers, sizeof headers, "If-None-Match: %s\r\n", etag);
    get("/assets/posko.css", headers);
    assert_int_equal(a.status, 304);
    snprintf(path, sizeof path, "/assets/posko.css?v=%.32s", etag + 1);
    get(path, "Accept-Encoding: gzip, br\r\n");
    has("Cache-Control", "public, max-age=31536000, immutable");
    has("Content-Encoding", "br");
    get("/assets/posko.css", "Accept-Encoding: br;q=0, gzip\r\n");
    has("Content-Encoding", "gzip");
}

/* ---- the log ---- */

static void the_log_says_nothing_about_anybody(void **state)
{
    char token[200];
    const char *log;

    (void)state;
    snprintf(token, sizeof token, "%s", token_from(&fx, "/form", "posko_draft=CANARY1"));
    post("/note", "Cookie: posko_draft=CANARY1\r\nUser-Agent: CANARY2\r\n", token, "&text=CANARY3");
    get("/case/CANARY4", "");
    get("/query?a=CANARY5", "");
    get("/query?a=CANARY6-that-is-much-too-long", "");
    get("/CANARY7", "");
    post("/note", "Cookie: posko_draft=CANARY1\r\n", token, "&text=conflictCANARY8");
    assert_int_equal(a.status, 409);
    usleep(400000); /* lines are gathered */
    log = fixture_log(&fx);
    assert_null(strstr(log, "CANARY"));
    assert_null(strstr(log, "127.0.0.1"));
    assert_non_null(strstr(log, "route=/case/:number method=GET status=200"));
    assert_non_null(strstr(log, "route=- method=GET status=404"));
    assert_non_null(strstr(log, "status=409"));
    assert_non_null(strstr(log, "err=conflict"));
    assert_non_null(strstr(log, "note=\"somebody was first\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_form_needs_a_token_of_ours, start, stop),
        cmocka_unit_test_setup_teardown(a_token_belongs_to_its_session, start, stop),
        cmocka_unit_test_setup_teardown(two_tokens_of_one_page_differ, start, stop),
        cmocka_unit_test_setup_teardown(other_sites_are_refused, start, stop),
        cmocka_unit_test_setup_teardown(who_decides_where_one_is_sent, start, stop),
        cmocka_unit_test_setup_teardown(operations_are_for_this_machine, start, stop),
        cmocka_unit_test_setup_teardown(forbidden_and_unknown_read_alike, start, stop),
        cmocka_unit_test_setup_teardown(every_answer_is_fenced, start, stop),
        cmocka_unit_test_setup_teardown(cookies_are_for_this_site_alone, start, stop),
        cmocka_unit_test_setup_teardown(over_https_cookies_are_host_and_secure, start_https, stop),
        cmocka_unit_test_setup_teardown(a_language_is_asked_for_and_remembered, start, stop),
        cmocka_unit_test_setup_teardown(a_header_cannot_be_split, start, stop),
        cmocka_unit_test_setup_teardown(the_api_speaks_json_and_problems, start, stop),
        cmocka_unit_test_setup_teardown(a_limit_answers_429_with_a_time, start, stop),
        cmocka_unit_test_setup_teardown(behind_a_proxy_the_limit_is_the_clients, start_https, stop),
        cmocka_unit_test_setup_teardown(a_public_page_is_rendered_once, start, stop),
        cmocka_unit_test_setup_teardown(assets_are_kept_by_their_hash, start, stop),
        cmocka_unit_test_setup_teardown(the_log_says_nothing_about_anybody, start, stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
