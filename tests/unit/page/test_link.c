/* test_link: which addresses can be made, and which not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "page/link.h"

static int setup(void **state)
{
    *state = arena_new(1u << 20);
    return *state ? 0 : -1;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

static void only_plain_paths_of_this_site_are_local(void **state)
{
    static const struct {
        const char *path;
        bool allowed;
    } rows[] = {
        { "/", true },
        { "/lapor?lang=en#isi", true },
        { "", false },
        { "lapor", false },
        { "//contoh.example", false },    /* another host */
        { "/\\contoh.example", false },   /* browsers read \ as / */
        { "javascript:alert(1)", false },
        { "https://contoh.example", false },
        { " /lapor", false },
        { "/la por", false },
        { "/la\tpor", false },
        { "/la\npor", false },
        { "/\"><script>", false },
        { "/it's", false },
        { "/caf\xC3\xA9", false },
        { "/\x7F", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct link link = { 0 };
        if (link_local(str_of(rows[i].path), &link) != rows[i].allowed)
            fail_msg("\"%s\" should be %s", rows[i].path, rows[i].allowed ? "allowed" : "refused");
        assert_int_equal(link_text(link).len != 0, rows[i].allowed);
    }
}

static void only_https_without_a_user_name_is_absolute(void **state)
{
    static const struct {
        const char *url;
        bool allowed;
    } rows[] = {
        { "https://jdih.kpu.go.id/data?x=1", true },
        { "https://contoh.example:8443/", true },
        { "http://contoh.example/", false },
        { "HTTPS://contoh.example/", false },
        { "https://", false },
        { "https:///x", false },
        { "https://.example/", false },
        { "https://posko@contoh.example/", false }, /* RFC 3986 3.2.1: looks like another host */
        { "https://contoh.example\\@x/", false },
        { "https://contoh.example/a b", false },
        { "javascript:https://contoh.example", false },
        { "data:text/html,x", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct link link = { 0 };
        if (link_https(str_of(rows[i].url), &link) != rows[i].allowed)
            fail_msg("\"%s\" should be %s", rows[i].url, rows[i].allowed ? "allowed" : "refused");
    }
}

static void telephone_numbers_become_digits(void **state)
{
    static const struct {
        const char *number, *expected;
    } rows[] = {
        { "(0291) 555-148", "tel:0291555148" },
        { "+62 811 0000 111", "tel:+628110000111" },
        { "112", "tel:112" },
        { "12", NULL },
        { "1234567890123456", NULL },
        { "0291;ext=1", NULL },
        { "0+62", NULL },
        { "abc", NULL },
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct link link = { 0 };
        bool made = link_tel(*state, str_of(rows[i].number), &link);
        assert_int_equal(made, rows[i].expected != NULL);
        if (made)
            assert_string_equal(link_text(link).at, rows[i].expected);
    }
}

static void parts_of_a_path_cannot_leave_their_segment(void **state)
{
    static const struct {
        const char *part, *expected; /* expected NULL: refused */
    } rows[] = {
        { "JPR-7K3QX", "/meja/JPR-7K3QX/catatan" },
        { "a b/c?d#e&f=g%\"", "/meja/a%20b%2Fc%3Fd%23e%26f%3Dg%25%22/catatan" },
        { "\xC3\xA9", "/meja/%C3%A9/catatan" },
        { "..", NULL },
        { ".", NULL },
        { "", NULL },
    };
    struct link link = { 0 };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool made = LINK(*state, &link, "/meja/{}/catatan", str_of(rows[i].part));
        assert_int_equal(made, rows[i].expected != NULL);
        if (made)
            assert_string_equal(link_text(link).at, rows[i].expected);
    }
    assert_true(LINK(*state, &link, "/lapor"));
    assert_string_equal(link_text(link).at, "/lapor");
    assert_true(LINK(*state, &link, "/meja?q={}&p={}", STR(""), STR("a&b")));
    assert_string_equal(link_text(link).at, "/meja?q=&p=a%26b");
    assert_false(LINK(*state, &link, "/meja/{}"));
    assert_false(LINK(*state, &link, "/meja", STR("x")));
    assert_false(LINK(*state, &link, "//{}", STR("contoh.example")));
    assert_false(LINK(*state, &link, "meja"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
        T(only_plain_paths_of_this_site_are_local),
        T(only_https_without_a_user_name_is_absolute),
        T(telephone_numbers_become_digits),
        T(parts_of_a_path_cannot_leave_their_segment),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
