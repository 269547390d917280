/* The engine's pure parts: head vet, router, guard, limits, codings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "web/gzip.h"
#include "web/guard.h"
#include "web/http_listen.h"
#include "web/http_vet.h"
#include "web/limit.h"
#include "web/reply.h"
#include "web/router.h"

/* RFC 9112 §3.2 (Host), §6.1-6.3 (lengths), RFC 9110 §5.6.2 (tokens), §5.5 (values) */
static void heads_are_vetted(void **state)
{
    static const struct {
        const char *version;
        struct {
            const char *name, *value;
        } heads[3];
        bool passes;
    } cases[] = {
        { "HTTP/1.1", { { "Host", "x" } }, true },
        { "HTTP/1.0", { { "X", "y" } }, true },
        { "HTTP/1.1", { { "X", "y" } }, false },
        { "HTTP/1.1", { { "Host", "x" }, { "HOST", "x" } }, false },
        { "HTTP/1.0", { { "Host", "x" }, { "Host", "x" } }, false },
        { "HTTP/1.1", { { "Host", "x,y" } }, false },
        { "HTTP/1.1", { { "Host", "user@x" } }, false },
        { "HTTP/1.1", { { "Host", "x" }, { "Content-Length", "0" } }, true },
        { "HTTP/1.1", { { "Host", "x" }, { "Content-Length", "" } }, false },
        { "HTTP/1.1", { { "Host", "x" }, { "Content-Length", "-1" } }, false },
        { "HTTP/1.1", { { "Host", "x" }, { "Content-Length", " 5" } }, false },
        { "HTTP/1.1", { { "Host", "x" }, { "Content-Length", "0x5" } }, false },
        { "HTTP/1.1", { { "Host", "x" }, { "Content-Length", "99999999999999999999" } }, false },
        { "HTTP/1.1",
          { { "Host", "x" }, { "content-length", "5" }, { "Content-Length", "5" } },
          false },
        { "HTTP/1.1", { { "Host", "x" }, { "Transfer-Encoding", "Chunked" } }, true },
        { "HTTP/1.1", { { "Host", "x" }, { "Transfer-Encoding", "chunked, chunked" } }, false },
        { "HTTP/1.1", { { "Host", "x" }, { "Transfer-Encoding", "identity" } }, false },
        { "HTTP/1.1",
          { { "Host", "x" }, { "Transfer-Encoding", "chunked" }, { "Content-Length", "1" } },
          false },
        { "HTTP/1.0", { { "Transfer-Encoding", "chunked" } }, false },
        { "HTTP/1.1", { { "Host", "x" }, { "Content-Length ", "5" } }, false },
        { "HTTP/1.1", { { "Host", "x" }, { "", "5" } }, false },
        { "HTTP/1.1", { { "Host", "x" }, { "X(Y)", "5" } }, false },
        { "HTTP/1.1", { { "Host", "x" }, { "X", "a\tb \xc3\xa9" } }, true },
        { "HTTP/1.1", { { "Host", "x" }, { "X", "a\rb" } }, false },
        { "HTTP/1.1", { { "Host", "x" }, { "X", "a\x7f" } }, false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vet v = { .bad = false };

        for (size_t h = 0; h < 3 && cases[i].heads[h].name; h++)
            vet_header(&v, str_of(cases[i].heads[h].name), str_of(cases[i].heads[h].value));
        if (vet_passes(&v, str_of(cases[i].version)) != cases[i].passes)
            fail_msg("case %zu", i);
    }
}

static void request_lines_are_vetted(void **state)
{
    static const struct {
        const char *method, *target, *version;
        bool passes;
    } cases[] = {
        { "GET", "/", "HTTP/1.1", true },      { "GET", "/", "HTTP/1.0", true },
        { "GET", "/", "HTTP/0.9", false },     { "GET", "/", "HTTP/1.2", false },
        { "GET", "", "HTTP/1.1", false },      { "GET", "*", "HTTP/1.1", false },
        { "G(T", "/", "HTTP/1.1", false },     { "", "/", "HTTP/1.1", false },
        { "GET", "/a b", "HTTP/1.1", false },  { "GET", "/\xc3\xa9", "HTTP/1.1", false },
        { "GET", "/\x01", "HTTP/1.1", false }, { "AVERYLONGMETHODNAME", "/", "HTTP/1.1", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (vet_line(str_of(cases[i].method), str_of(cases[i].target), str_of(cases[i].version))
            != cases[i].passes)
            fail_msg("%s %s %s", cases[i].method, cases[i].target, cases[i].version);
}

static enum err nothing(struct request *rq)
{
    (void)rq;
    return OK;
}

#define ROW(m, p)                                                                                  \
    {                                                                                              \
        m, p, WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL, nothing                               \
    }

static void the_longest_literal_wins(void **state)
{
    static const struct route rows[] = {
        ROW(METHOD_GET, "/"),      ROW(METHOD_GET, "/a/:x"),      ROW(METHOD_GET, "/a/new"),
        ROW(METHOD_POST, "/a/:x"), ROW(METHOD_GET, "/a/:x/b/:y"), ROW(METHOD_GET, "/files/*rest"),
        ROW(METHOD_POST, "/only"),
    };
    static const struct {
        unsigned method;
        const char *path;
        enum found found;
        int row;
        const char *first;
        unsigned methods;
    } cases[] = {
        { METHOD_GET, "/", FOUND, 0, "", 0 },
        { METHOD_HEAD, "/", FOUND, 0, "", 0 },
        { METHOD_GET, "/a/new", FOUND, 2, "", 0 },
        { METHOD_POST, "/a/new", FOUND, 3, "new", 0 },
        { METHOD_GET, "/a/old", FOUND, 1, "old", 0 },
        { METHOD_GET, "/a/", FOUND_NOTHING, 0, "", 0 },
        { METHOD_GET, "/a", FOUND_NOTHING, 0, "", 0 },
        { METHOD_GET, "/a/x/", FOUND_NOTHING, 0, "", 0 },
        { METHOD_GET, "/a/x/b/y", FOUND, 4, "x", 0 },
        { METHOD_GET, "/a/x/b/", FOUND_NOTHING, 0, "", 0 },
        { METHOD_GET, "/a/%41%2f", FOUND, 1, "A/", 0 },
        { METHOD_GET, "/a/%zz", FOUND_NOTHING, 0, "", 0 },
        { METHOD_GET, "/a/%00", FOUND_NOTHING, 0, "", 0 },
        { METHOD_GET, "/files/x/y.css", FOUND, 5, "x/y.css", 0 },
        { METHOD_GET, "/files/", FOUND_NOTHING, 0, "", 0 },
        { METHOD_GET, "/only", FOUND_OTHER_METHOD, 0, "", METHOD_POST },
        { 0, "/a/x", FOUND_OTHER_METHOD, 0, "", METHOD_GET | METHOD_POST },
        { METHOD_GET, "", FOUND_NOTHING, 0, "", 0 },
    };
    struct arena *a = arena_new(1u << 16);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct match m;
        enum found found =
            router_find(a, rows, COUNT_OF(rows), cases[i].method, str_of(cases[i].path), &m);

        if (found != cases[i].found)
            fail_msg("%s: %d", cases[i].path, found);
        if (found == FOUND
            && (m.route != &rows[cases[i].row] || !str_is(m.args[0], cases[i].first)))
            fail_msg("%s: row %td", cases[i].path, m.route - rows);
        if (found == FOUND_OTHER_METHOD)
            assert_int_equal(m.methods, cases[i].methods);
    }
    arena_free(a);
}

static void tokens_hold_for_their_binding_and_their_day(void **state)
{
    struct arena *a = arena_new(1u << 16);
    struct cx cx = cx_system(a);
    uint8_t one[32] = { 1 }, two[32] = { 2 };
    struct csrf_key key, other;
    struct csrf_claim claim;
    struct str t;
    int64_t made = cx.now_us;

    (void)state;
    csrf_key_of(one, &key);
    csrf_key_of(two, &other);
    t = csrf_make(&cx, &key, CSRF_OFFICER, STR("cookie"));
    assert_int_equal(t.len, CSRF_TOKEN_LEN);
    assert_true(csrf_check(&key, t, CSRF_OFFICER, STR("cookie"), made, &claim));
    assert_int_equal(claim.made_us, made);
    assert_true(csrf_check(&key, t, CSRF_OFFICER, STR("cookie"), made + CSRF_LIFE_US, &claim));
    assert_false(csrf_check(&key, t, CSRF_OFFICER, STR("cookie"), made + CSRF_LIFE_US + 1, &claim));
    assert_false(csrf_check(&key, t, CSRF_OFFICER, STR("cookie"), made - 1, &claim));
    assert_false(csrf_check(&key, t, CSRF_OFFICER, STR("cookie2"), made, &claim));
    assert_false(csrf_check(&key, t, CSRF_OFFICER, STR(""), made, &claim));
    assert_false(csrf_check(&key, t, CSRF_REPORTER, STR("cookie"), made, &claim));
    assert_false(csrf_check(&other, t, CSRF_OFFICER, STR("cookie"), made, &claim));
    for (size_t i = 0; i < t.len; i++) { /* every altered character is refused */
        struct str bad = arena_copy(a, t);

        ((char *)(uintptr_t)bad.at)[i] = bad.at[i] == 'A' ? 'B' : 'A';
        assert_false(csrf_check(&key, bad, CSRF_OFFICER, STR("cookie"), made, &claim));
    }
    /* without a cookie there is nothing to bind to, so only a visitor's token may be so */
    t = csrf_make(&cx, &key, CSRF_DRAFT, STR(""));
    assert_false(csrf_check(&key, t, CSRF_DRAFT, STR(""), made, &claim));
    arena_free(a);
}

static void only_this_machines_names_are_local(void **state)
{
    (void)state;
    assert_true(guard_local_host(STR("127.0.0.1:8080"), false));
    assert_true(guard_local_host(STR("localhost"), false));
    assert_true(guard_local_host(STR("[::1]:80"), false));
    assert_false(guard_local_host(STR("127.0.0.1:8080"), true));
    assert_false(guard_local_host(STR("localhost.example"), false));
    assert_false(guard_local_host(STR("127.0.0.1.example:80"), false));
    assert_false(guard_local_host(STR("[::1].example"), false));
    assert_false(guard_local_host(STR(""), false));
}

static struct peer peer_at(const char *text)
{
    struct peer p = { .loopback = false };

    assert_true(peer_parse(str_of(text), &p));
    return p;
}

static void peers_are_known_by_their_prefix_only(void **state)
{
    struct peer p, q;

    (void)state;
    p = peer_at("203.0.113.7");
    q = peer_at("203.0.113.250");
    assert_memory_equal(p.prefix, q.prefix, sizeof p.prefix);
    q = peer_at("203.0.114.7");
    assert_memory_not_equal(p.prefix, q.prefix, sizeof p.prefix);
    q = peer_at("::ffff:203.0.113.9");
    assert_memory_equal(p.prefix, q.prefix, sizeof p.prefix);
    p = peer_at("2001:db8:1:2::3");
    q = peer_at("2001:db8:1:9::4");
    assert_memory_equal(p.prefix, q.prefix, sizeof p.prefix);
    q = peer_at("2001:db8:2::3");
    assert_memory_not_equal(p.prefix, q.prefix, sizeof p.prefix);
    assert_true(peer_at("127.9.9.9").loopback && peer_at("::1").loopback);
    assert_false(peer_parse(STR("not an address"), &p));
}

static void fixed_random(void *out, size_t len)
{
    memset(out, 5, len);
}

static void buckets_fill_again_at_their_rate(void **state)
{
    static const struct limit_rule rules[] = { { "a", 3, 60 }, { "free", 1, 0 }, { "b", 1, 3600 } };
    struct limits *l = calloc(1, sizeof *l);
    struct cx cx = { .now_us = 1000000, .random = fixed_random };
    struct peer one = peer_at("203.0.113.7"), two = peer_at("198.51.100.7");
    unsigned wait = 0;

    (void)state;
    limits_init(l, rules, COUNT_OF(rules));
    assert_int_equal(limit_find(l, "b"), 2);
    assert_int_equal(limit_find(l, "c"), -1);
    for (int i = 0; i < 3; i++)
        assert_true(limit_take(l, &cx, 0, &one, &wait));
    assert_false(limit_take(l, &cx, 0, &one, &wait));
    assert_in_range(wait, 60, 61);                   /* 60 an hour: one a minute */
    assert_true(limit_take(l, &cx, 0, &two, &wait)); /* another prefix */
    assert_true(limit_take(l, &cx, 2, &one, &wait)); /* another rule */
    for (int i = 0; i < 100; i++)
        assert_true(limit_take(l, &cx, 1, &one, &wait));
    cx.now_us += INT64_C(59) * 1000000;
    assert_false(limit_take(l, &cx, 0, &one, &wait));
    cx.now_us += INT64_C(2) * 1000000;
    assert_true(limit_take(l, &cx, 0, &one, &wait));
    assert_false(limit_take(l, &cx, 0, &one, &wait));
    cx.now_us += INT64_C(50) * 60 * 1000000; /* many minutes later: not more than the burst */
    for (int i = 0; i < 3; i++)
        assert_true(limit_take(l, &cx, 0, &one, &wait));
    assert_false(limit_take(l, &cx, 0, &one, &wait));
    cx.now_us += INT64_C(10) * 60 * 1000000; /* the hour is over: a new key, all forgotten */
    for (int i = 0; i < 3; i++)
        assert_true(limit_take(l, &cx, 0, &one, &wait));
    free(l);
}

static void codings_are_taken_as_offered(void **state)
{
    (void)state;
    assert_true(accepts_coding(STR("gzip, deflate, br"), "br"));
    assert_true(accepts_coding(STR("GZIP;q=0.5"), "gzip"));
    assert_false(accepts_coding(STR("gzip;q=0"), "gzip"));
    assert_false(accepts_coding(STR("gzip; q=0.000"), "gzip"));
    assert_false(accepts_coding(STR("xgzip"), "gzip"));
    assert_false(accepts_coding(STR(""), "gzip"));
}

static void etags_are_compared_weakly(void **state)
{
    (void)state;
    assert_true(etag_matches(STR("\"abc\""), "abc"));
    assert_true(etag_matches(STR("\"x\", W/\"abc\""), "abc"));
    assert_true(etag_matches(STR("*"), "abc"));
    assert_false(etag_matches(STR("abc"), "abc"));
    assert_false(etag_matches(STR("\"abcd\""), "abc"));
    assert_false(etag_matches(STR(""), "abc"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_are_vetted),
        cmocka_unit_test(request_lines_are_vetted),
        cmocka_unit_test(the_longest_literal_wins),
        cmocka_unit_test(tokens_hold_for_their_binding_and_their_day),
        cmocka_unit_test(only_this_machines_names_are_local),
        cmocka_unit_test(peers_are_known_by_their_prefix_only),
        cmocka_unit_test(buckets_fill_again_at_their_rate),
        cmocka_unit_test(codings_are_taken_as_offered),
        cmocka_unit_test(etags_are_compared_weakly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
