/* arena and buf: the cap holds, memory is zeroed, growing keeps what was there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "base/arena.h"
#include "base/buf.h"

static void the_cap_is_the_budget(void **state)
{
    struct arena *a = arena_new(1000);

    (void)state;
    assert_non_null(arena_alloc(a, 1, 900));
    assert_null(arena_alloc(a, 1, 200));
    assert_null(arena_alloc(a, SIZE_MAX / 2, 3));
    arena_reset(a);
    assert_int_equal(arena_used(a), 0);
    assert_non_null(arena_alloc(a, 1, 900));
    arena_free(a);
}

static void memory_is_zeroed_and_aligned_also_after_reuse(void **state)
{
    struct arena *a = arena_new(1 << 20);

    (void)state;
    for (int round = 0; round < 3; round++) {
        for (size_t size = 1; size < 40000; size = size * 3 + 1) {
            unsigned char *at = arena_alloc(a, 1, size);

            assert_non_null(at);
            assert_int_equal((uintptr_t)at % 16, 0);
            for (size_t i = 0; i < size; i++)
                assert_int_equal(at[i], 0);
            memset(at, 0xA5, size);
        }
        arena_reset(a);
    }
    arena_free(a);
}

static void a_buffer_grows_to_its_own_maximum_and_then_says_so(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct buf b = buf_in(a, 5000);

    (void)state;
    for (int i = 0; i < 5000; i++)
        buf_char(&b, (char)('a' + i % 26));
    assert_false(b.failed);
    assert_int_equal(buf_end(&b).len, 5000);
    for (int i = 0; i < 5000; i++)
        assert_int_equal(b.at[i], 'a' + i % 26);
    buf_char(&b, '!');
    assert_true(b.failed);
    assert_null(buf_end(&b).at);
    arena_free(a);
}

static void a_buffer_in_a_full_arena_fails_quietly(void **state)
{
    struct arena *a = arena_new(2000);
    struct buf b = buf_in(a, 100000);

    (void)state;
    for (int i = 0; i < 1000; i++)
        buf_printf(&b, "%d,", i);
    assert_true(b.failed);
    arena_free(a);
}

static void two_growing_buffers_do_not_share_memory(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct buf x = buf_in(a, 20000), y = buf_in(a, 20000);

    (void)state;
    for (int i = 0; i < 10000; i++) {
        buf_char(&x, 'x');
        buf_char(&y, 'y');
    }
    for (int i = 0; i < 10000; i++) {
        assert_int_equal(x.at[i], 'x');
        assert_int_equal(y.at[i], 'y');
    }
    arena_free(a);
}

static void count_up(void *arg)
{
    ++*(int *)arg;
}

static void what_was_deferred_runs_once_at_reset(void **state)
{
    struct arena *a = arena_new(4096);
    int n = 0;

    (void)state;
    assert_true(arena_defer(a, count_up, &n));
    assert_true(arena_defer(a, count_up, &n));
    assert_int_equal(n, 0);
    arena_reset(a);
    assert_int_equal(n, 2);
    assert_true(arena_defer(a, count_up, &n));
    arena_free(a);
    assert_int_equal(n, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cap_is_the_budget),
        cmocka_unit_test(memory_is_zeroed_and_aligned_also_after_reuse),
        cmocka_unit_test(a_buffer_grows_to_its_own_maximum_and_then_says_so),
        cmocka_unit_test(a_buffer_in_a_full_arena_fails_quietly),
        cmocka_unit_test(what_was_deferred_runs_once_at_reset),
        cmocka_unit_test(two_growing_buffers_do_not_share_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
