/* json: what a strict reader refuses, and that what we write reads back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "base/json.h"

static void dubious_texts_are_refused(void **state)
{
    /* the inputs of stack.md section 5, and depth */
    static const char *const refused[] = {
        "{\"a\":1,\"a\":2}",
        "\"\\u0000\"",
        "[1e999]",
        "[9223372036854775808]",
        "\"\t\"",
        "\"\xff\"",
        "[01]",
        "{'a':1}",
        "\"\\ud800\"",
        "[NaN]",
        "[1] x",
        "[1,]",
        "[1/*c*/]",
        "[1 2]",
        "",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    };
    struct arena *a = arena_new(1 << 16);
    struct cx cx = cx_system(a);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        json_t *v = NULL;

        if (json_read(&cx, str_of(refused[i]), &v) != ERR_INVALID)
            fail_msg("accepted: %s", refused[i]);
        assert_null(v);
    }
    arena_free(a);
}

static void what_we_write_reads_back(void **state)
{
    struct arena *a = arena_new(1 << 16);
    struct cx cx = cx_system(a);
    struct buf b = buf_in(a, 4096);
    struct json_out o = json_to(&b);
    json_t *v = NULL;

    (void)state;
    json_begin(&o);
    json_put(&o, "text", STR("a\"b\\c\nd\t\x01 \xe2\x80\x94"));
    json_key(&o, "list");
    json_list(&o);
    json_int(&o, -5);
    json_bool(&o, true);
    json_nil(&o);
    json_begin(&o);
    json_end(&o);
    json_list_end(&o);
    json_put_int(&o, "n", INT64_MAX);
    json_end(&o);
    assert_string_equal(buf_end(&b).at, "{\"text\":\"a\\\"b\\\\c\\nd\\u0009\\u0001 \xe2\x80\x94\","
                                        "\"list\":[-5,true,null,{}],\"n\":9223372036854775807}");
    assert_int_equal(json_read(&cx, buf_view(&b), &v), OK);
    assert_true(str_is(json_text(v, "text"), "a\"b\\c\nd\t\x01 \xe2\x80\x94"));
    assert_int_equal(json_text(v, "n").len, 0);
    json_release(&v);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dubious_texts_are_refused),
        cmocka_unit_test(what_we_write_reads_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
