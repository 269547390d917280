/* str: cutting, numbers, and UTF-8 by the book (RFC 3629). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "base/str.h"

static void cutting_gives_every_part(void **state)
{
    struct str rest = STR("a,,b,"), part;
    const char *want[] = { "a", "", "b", "" };
    size_t n = 0;

    (void)state;
    while (str_cut(&rest, ',', &part)) {
        assert_true(n < COUNT_OF(want));
        assert_true(str_is(part, want[n++]));
    }
    assert_int_equal(n, 4);
}

static void numbers_are_strict(void **state)
{
    static const struct {
        const char *text;
        bool fine;
        int64_t value;
    } cases[] = {
        { "0", true, 0 },
        { "-1", true, -1 },
        { "9223372036854775807", true, INT64_MAX },
        { "9223372036854775808", false, 0 },
        { "99999999999999999999", false, 0 },
        { "007", false, 0 },
        { "+5", false, 0 },
        { "", false, 0 },
        { "-", false, 0 },
        { "1 ", false, 0 },
        { "0x10", false, 0 },
        { "--1", false, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t v = 0;

        if (str_to_i64(str_of(cases[i].text), &v) != cases[i].fine || v != cases[i].value)
            fail_msg("%s", cases[i].text);
    }
}

static void utf8_is_checked_by_the_book(void **state)
{
    static const struct {
        const char *text;
        bool fine;
    } cases[] = {
        { "plain\ttext\r\n", true },
        { "\xc3\xa9", true },
        { "\xe2\x82\xac", true },
        { "\xf0\x9f\x98\x80", true },
        { "\xf4\x8f\xbf\xbf", true },
        { "\xc0\xaf", false },
        { "\xc1\xbf", false },
        { "\xe0\x80\xaf", false },
        { "\xed\xa0\x80", false },
        { "\xf4\x90\x80\x80", false },
        { "\xf8\x88\x80\x80\x80", false },
        { "\x80", false },
        { "\xc3", false },
        { "\xe2\x82", false },
        { "a\x01", false },
        { "a\x7f", false },
        { "\xff", false },
        { "\xf0\x8f\xbf\xbf", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (utf8_valid(str_of(cases[i].text)) != cases[i].fine)
            fail_msg("case %zu", i);
    assert_false(utf8_valid((struct str){ "a\0b", 3 }));
    assert_int_equal(utf8_length(str_of("\xe2\x82\xac\x31")), 2);
}

static void trimming_and_finding(void **state)
{
    (void)state;
    assert_true(str_is(str_trim(STR(" \t a b\r\n")), "a b"));
    assert_true(str_is(str_trim(STR("  ")), ""));
    assert_int_equal(str_find(STR("abcabd"), STR("abd")), 3);
    assert_true(str_find(STR("ab"), STR("abc")) == SIZE_MAX);
    assert_true(str_starts(STR("/meja/x"), STR("/meja")));
    assert_true(str_ends(STR("x.css"), STR(".css")));
    assert_true(str_cmp(STR("ab"), STR("abc")) < 0);
    assert_true(str_is(str_from(STR("abc"), 9), ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cutting_gives_every_part),
        cmocka_unit_test(numbers_are_strict),
        cmocka_unit_test(utf8_is_checked_by_the_book),
        cmocka_unit_test(trimming_and_finding),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
