/* codec: RFC 4648 vectors and what a strict reader refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "base/codec.h"

static void base64_is_strict(void **state)
{
    static const struct {
        const char *text, *plain; /* NULL: refused */
    } cases[] = {
        /* RFC 4648 section 10 */
        { "", "" },
        { "Zg==", "f" },
        { "Zm8=", "fo" },
        { "Zm9v", "foo" },
        { "Zm9vYg==", "foob" },
        { "Zm9vYmE=", "fooba" },
        { "Zm9vYmFy", "foobar" },
        { "Zg", NULL },
        { "Zg=", NULL },
        { "Zh==", NULL },
        { "Zm9=", NULL },
        { "Zm 8=", NULL },
        { "Zm8=\n", NULL },
        { "Zm-_", NULL },
        { "====", NULL },
        { "Z===", NULL },
        { "Zg==Zg==", NULL },
    };
    struct arena *a = arena_new(1 << 16);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char out[16];
        size_t len;
        bool fine = base64_decode(str_of(cases[i].text), out, sizeof out, &len);

        if (fine != (cases[i].plain != NULL))
            fail_msg("%s", cases[i].text);
        if (!fine)
            continue;
        assert_int_equal(len, strlen(cases[i].plain));
        assert_memory_equal(out, cases[i].plain, len);
        assert_string_equal(base64_of(a, (struct bytes){ (const uint8_t *)out, len }).at,
                            cases[i].text);
    }
    arena_free(a);
}

static void hex_goes_both_ways(void **state)
{
    uint8_t out[4];
    char text[9];

    (void)state;
    assert_true(hex_decode(STR("00fFA0b1"), out, 4));
    hex_encode(text, out, 4);
    assert_string_equal(text, "00ffa0b1");
    assert_false(hex_decode(STR("00fFA0b"), out, 4));
    assert_false(hex_decode(STR("00fFA0bg"), out, 4));
}

static void crockford_forgives_what_people_confuse(void **state)
{
    (void)state;
    for (int i = 0; i < 32; i++)
        assert_int_equal(crockford_value(crockford_digits[i]), i);
    assert_int_equal(crockford_value('o'), 0);
    assert_int_equal(crockford_value('O'), 0);
    assert_int_equal(crockford_value('l'), 1);
    assert_int_equal(crockford_value('I'), 1);
    assert_int_equal(crockford_value('u'), -1);
    assert_int_equal(crockford_value('\0'), -1);
    assert_int_equal(crockford_value('-'), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base64_is_strict),
        cmocka_unit_test(hex_goes_both_ways),
        cmocka_unit_test(crockford_forgives_what_people_confuse),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
