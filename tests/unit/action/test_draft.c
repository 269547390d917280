/*
 * draft: goal: nothing typed is lost between two pages, and nobody but the
 * cookie's holder reads it. Method: a real post; what is on its disk is searched.
 */
#include "desk_fixture.h"
#include <stdio.h>
#include <stdlib.h>
#include "action/draft.h"

#define MARKER "PENANDA-YANG-TIDAK-BOLEH-TERBACA"

static int start(void **state)
{
    *state = desk_start();
    return *state ? 0 : -1;
}

static int stop(void **state)
{
    desk_stop(*state);
    return 0;
}

static void save(struct desk_fixture *f, struct str token, const struct report_form *form)
{
    struct draft_save *saving = NULL;
    struct db *tx = NULL;

    assert_int_equal(draft_save_check(&f->cx, f->env, token, form, &saving), OK);
    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    assert_int_equal(draft_save_write(&f->cx, f->env, tx, saving), OK);
    assert_int_equal(db_commit(&f->cx, tx), OK);
}

static enum err load(struct desk_fixture *f, struct str token, struct report_form *out)
{
    return draft_load(&f->cx, f->env, f->db, token, out);
}

static struct report_form with_marker(void)
{
    struct report_form form;

    report_form_init(&form);
    form.mode = MODE_CONFIDENTIAL;
    form.what = STR(MARKER);
    form.name = STR(MARKER);
    return form;
}

static void what_was_saved_last_comes_back(void **state)
{
    struct desk_fixture *f = *state;
    struct str token = draft_token_new(&f->cx);
    struct report_form form = with_marker(), back;

    save(f, token, &form);
    form.category = CATEGORY_TNI;
    save(f, token, &form);
    assert_int_equal(load(f, token, &back), OK);
    assert_true(str_is(back.what, MARKER));
    assert_int_equal(back.category, CATEGORY_TNI);
    assert_int_equal(back.mode, MODE_CONFIDENTIAL);
}

static void another_token_opens_nothing(void **state)
{
    struct desk_fixture *f = *state;
    struct str token = draft_token_new(&f->cx), other = draft_token_new(&f->cx);
    struct report_form form = with_marker(), back;

    save(f, token, &form);
    assert_int_equal(load(f, other, &back), ERR_NOT_FOUND);
    assert_int_equal(load(f, STR(""), &back), ERR_NOT_FOUND);
    assert_int_equal(load(f, str_first(token, 63), &back), ERR_NOT_FOUND);
    assert_int_equal(load(f, STR("zz"), &back), ERR_NOT_FOUND);
}

/* ux.md 1.2: two hours without a touch; each touch begins them anew. */
static void two_hours_untouched_and_it_is_gone(void **state)
{
    struct desk_fixture *f = *state;
    struct str token = draft_token_new(&f->cx);
    struct report_form form = with_marker(), back;

    save(f, token, &form);
    f->cx.now_us += DRAFT_LIFE_US - 1;
    assert_int_equal(load(f, token, &back), OK);
    save(f, token, &form);
    f->cx.now_us += DRAFT_LIFE_US;
    assert_int_equal(load(f, token, &back), OK);
    f->cx.now_us += 1;
    assert_int_equal(load(f, token, &back), ERR_NOT_FOUND);
}

static void dropped_is_gone_and_dropping_twice_does_no_harm(void **state)
{
    struct desk_fixture *f = *state;
    struct str token = draft_token_new(&f->cx);
    struct report_form form = with_marker(), back;

    save(f, token, &form);
    for (int i = 0; i < 2; i++) {
        struct db *tx = NULL;
        assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
        assert_int_equal(draft_drop_write(&f->cx, tx, token), OK);
        assert_int_equal(draft_drop_write(&f->cx, tx, STR("not a token")), OK);
        assert_int_equal(db_commit(&f->cx, tx), OK);
    }
    assert_int_equal(load(f, token, &back), ERR_NOT_FOUND);
}

static bool disk_holds(struct desk_fixture *f, const char *file, struct str text)
{
    struct str path = arena_printf(f->arena, "%s/%s", f->dir, file);
    FILE *in = fopen(path.at, "rb");
    bool found = false;

    if (!in)
        return false;
    assert_int_equal(fseek(in, 0, SEEK_END), 0);
    size_t len = (size_t)ftell(in);
    char *bytes = arena_alloc(f->arena, len + 1, 1);
    rewind(in);
    assert_int_equal(fread(bytes, 1, len, in), len);
    found = str_find((struct str){ bytes, len }, text) != SIZE_MAX;
    (void)fclose(in);
    return found;
}

static void nothing_of_it_is_on_the_disk_in_the_clear(void **state)
{
    static const char *const files[] = { "posko.db", "posko.db-wal" };
    struct desk_fixture *f = *state;
    struct str token = draft_token_new(&f->cx);
    struct report_form form = with_marker();
    bool post_found = false;

    save(f, token, &form);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        assert_false(disk_holds(f, files[i], STR(MARKER)));
        assert_false(disk_holds(f, files[i], token));
        post_found |= disk_holds(f, files[i], STR("petugas.1"));
    }
    assert_true(post_found); /* the search itself works */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_saved_last_comes_back, start, stop),
        cmocka_unit_test_setup_teardown(another_token_opens_nothing, start, stop),
        cmocka_unit_test_setup_teardown(two_hours_untouched_and_it_is_gone, start, stop),
        cmocka_unit_test_setup_teardown(dropped_is_gone_and_dropping_twice_does_no_harm, start,
                                        stop),
        cmocka_unit_test_setup_teardown(nothing_of_it_is_on_the_disk_in_the_clear, start, stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
