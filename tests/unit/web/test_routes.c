/* The whole table of routes, held against what every row must say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "web/routes.h"

#define ARENA_MAX (1u << 20)

static struct {
    struct arena *arena;
    const struct route *rows;
    size_t len;
} all;

static int open_table(void **state)
{
    struct cx cx;

    (void)state;
    all.arena = arena_new(ARENA_MAX);
    cx = cx_system(all.arena);
    return routes_all(&cx, &all.rows, &all.len) == OK && all.len > 60 ? 0 : -1;
}

static int close_table(void **state)
{
    (void)state;
    arena_free(all.arena);
    return 0;
}

static void every_officers_row_says_who_may(void **state)
{
    size_t officers = 0;

    (void)state;
    for (size_t i = 0; i < all.len; i++) {
        const struct route *r = &all.rows[i];

        officers += r->who == WHO_OFFICER;
        if ((r->who == WHO_OFFICER) != (r->needs != PERMISSION_NONE))
            fail_msg("%d %s needs %s", r->method, r->path, permission_name(r->needs));
    }
    assert_true(officers > 40);
}

/* What is everybody's at the desk is his own account and the way out; not a word of a case. */
static void only_ones_own_account_is_open_to_every_officer(void **state)
{
    static const char *const own[] = { "/meja", "/meja/keluar-sesi", "/meja/saya",
                                       "/meja/lembaga" /* what the log shows of its keys */,
                                       "/meja/jaga", "/meja/jaga/kalender" /* who keeps watch */ };

    (void)state;
    for (size_t i = 0; i < all.len; i++) {
        const struct route *r = &all.rows[i];
        bool is_own = strncmp(r->path, "/meja/saya/", 11) == 0
                      || strncmp(r->path, "/meja/mulai", 11) == 0; /* his first steps */

        for (size_t k = 0; k < COUNT_OF(own); k++)
            is_own |= strcmp(r->path, own[k]) == 0;
        if (r->who == WHO_OFFICER && (r->needs == MAY_SIGN_IN) != is_own)
            fail_msg("%s needs %s", r->path, permission_name(r->needs));
    }
}

/* A form and what takes it are one thing. */
static void a_page_and_its_form_need_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < all.len; i++)
        for (size_t k = i + 1; k < all.len; k++)
            if (all.rows[i].who == WHO_OFFICER && strcmp(all.rows[i].path, all.rows[k].path) == 0
                && all.rows[i].needs != all.rows[k].needs)
                fail_msg("%s: %s and %s", all.rows[i].path, permission_name(all.rows[i].needs),
                         permission_name(all.rows[k].needs));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_officers_row_says_who_may),
        cmocka_unit_test(only_ones_own_account_is_open_to_every_officer),
        cmocka_unit_test(a_page_and_its_form_need_the_same),
    };

    return cmocka_run_group_tests(tests, open_table, close_table);
}
