/*
 * test_watch: goal: the watch log counts as the paper book does, takes what may be entered and
 * refuses the rest, and a handover that waits too long or never comes is seen. Method: tables;
 * each edge of a period by a microsecond.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "domain/watch.h"

#define NOW (INT64_C(1728871200) * 1000000) /* 14 October 2024, 09.00 WIB */
#define MINUTE (HOUR_US / 60)

static struct watch_place at(int day, unsigned number)
{
    return (struct watch_place){ { day }, number };
}

static void names_are_kept_for_ever(void **state)
{
    static const char *const kinds[] = { "situation", "visitor",     "patrol", "call",
                                         "equipment", "observation", "nihil",  "correction" };
    static const char *const leaves[] = { "watch.entered", "watch.offered", "watch.handed_over" };
    (void)state;

    assert_int_equal(COUNT_OF(kinds), WATCH_KIND_COUNT - 1);
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        enum watch_kind kind = WATCH_NONE;

        assert_true(watch_kind_parse(str_of(kinds[i]), &kind));
        assert_string_equal(watch_kind_name(kind), kinds[i]);
    }
    for (size_t i = 0; i < COUNT_OF(leaves); i++) {
        enum watch_leaf leaf = WATCH_LEAF_COUNT;

        assert_true(watch_leaf_parse(str_of(leaves[i]), &leaf));
        assert_string_equal(watch_leaf_name(leaf), leaves[i]);
    }
}

static void each_day_begins_with_one_and_no_number_is_left_out(void **state)
{
    static const struct {
        struct watch_place last;
        int today;
        struct watch_place next;
    } rows[] = {
        { { { INT32_MIN }, 0 }, 20000, { { 20000 }, 1 } },
        { { { 20000 }, 1 }, 20000, { { 20000 }, 2 } },
        { { { 20000 }, 41 }, 20001, { { 20001 }, 1 } },
        { { { 20000 }, 41 }, 20009, { { 20009 }, 1 } },
        { { { 20000 }, 41 }, 19999, { { 20000 }, 42 } }, /* the clock was turned back */
    };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct watch_place next = watch_place_next(rows[i].last, (struct day){ rows[i].today });

        assert_true(watch_place_eq(next, rows[i].next));
        assert_true(watch_place_follows(rows[i].last, next));
    }
    assert_false(watch_place_follows(at(20000, 1), at(20000, 3)));
    assert_false(watch_place_follows(at(20000, 1), at(20000, 1)));
    assert_false(watch_place_follows(at(20000, 1), at(20001, 2)));
    assert_false(watch_place_follows(at(20001, 1), at(20000, 2)));
    assert_false(watch_place_follows(watch_no_place(), at(20000, 2)));
}

static void a_place_is_read_back_and_nothing_else_is(void **state)
{
    static const char *const bad[] = { "", "2024-10-14", "2024-10-14 ", "2024-10-14 0",
                                       "2024-10-14 401", "2024-10-14 1 ", "2024-13-14 1" };
    struct arena *arena = arena_new(4096);
    struct watch_place place = { DAY_NONE, 0 };
    (void)state;

    assert_true(watch_place_parse(watch_place_text(arena, at(20010, 7)), &place));
    assert_true(watch_place_eq(place, at(20010, 7)));
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(watch_place_parse(str_of(bad[i]), &place));
    arena_free(arena);
}

static void a_time_is_typed_as_people_write_it(void **state)
{
    static const struct {
        const char *text;
        int hour, minute; /* -1: none */
    } rows[] = {
        { "3.05", 3, 5 },   { "03:05", 3, 5 },  { "0305", 3, 5 },  { "305", 3, 5 },
        { " 23.59 ", 23, 59 }, { "00.00", 0, 0 }, { "24.00", -1, 0 }, { "12.60", -1, 0 },
        { "12.5", -1, 0 },  { "12", -1, 0 },    { "12.5a", -1, 0 }, { ".30", -1, 0 },
        { "12.30.1", -1, 0 }, { "-1.30", -1, 0 }, { "", -1, 0 },
    };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int hour = -1, minute = -1;
        bool fine = watch_time_parse(str_of(rows[i].text), &hour, &minute);

        if (fine != (rows[i].hour >= 0))
            fail_msg("%s", rows[i].text);
        assert_int_equal(hour, rows[i].hour);
        if (fine)
            assert_int_equal(minute, rows[i].minute);
    }
}

static void a_time_of_day_is_the_last_one_of_that_name(void **state)
{
    static const struct {
        int64_t now;
        int hour, minute;
        int64_t means; /* before now; -1: refused */
    } rows[] = {
        { NOW, 9, 0, 0 },
        { NOW, 8, 59, MINUTE },
        { NOW, 0, 0, 9 * HOUR_US },
        { NOW, 9, 1, 0 },              /* the wall's clock is a minute ahead */
        { NOW, 9, 2, -1 },             /* yesterday at 09.02: too long ago */
        { NOW, 21, 0, 12 * HOUR_US },  /* the evening before */
        { NOW, 20, 59, -1 },
        { NOW + 15 * HOUR_US, 23, 50, 10 * MINUTE }, /* entered at midnight */
    };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t at_us = -1;
        bool fine = watch_moment(rows[i].now, ZONE_WIB, rows[i].hour, rows[i].minute, &at_us);

        if (fine != (rows[i].means >= 0) || (fine && rows[i].now - at_us != rows[i].means))
            fail_msg("row %zu: %lld", i, (long long)(rows[i].now - at_us));
    }
}

static void what_may_be_entered(void **state)
{
    const struct watch_place none = watch_no_place(), one = at(20010, 1);
    static char longest[WATCH_TEXT_MAX + 1];
    const struct str fits = { longest, WATCH_TEXT_MAX }, too_long = { longest, sizeof longest };
    const struct {
        struct watch_entry entry;
        int64_t since;
        enum watch_kind corrected;
        unsigned faults;
    } rows[] = {
        { { WATCH_VISITOR, STR("Tamu"), NOW, none }, 3, WATCH_NONE, 0 },
        { { WATCH_VISITOR, fits, NOW, none }, 0, WATCH_NONE, 0 },
        { { WATCH_VISITOR, too_long, NOW, none }, 0, WATCH_NONE, WATCH_TEXT_LONG },
        { { WATCH_VISITOR, STR("  "), NOW, none }, 0, WATCH_NONE, WATCH_TEXT_MISSING },
        { { WATCH_NONE, STR("x"), NOW, none }, 0, WATCH_NONE, WATCH_KIND_MISSING },
        { { WATCH_CALL, STR("x"), 0, none }, 0, WATCH_NONE, WATCH_TIME_BAD },
        { { WATCH_NIHIL, STR(""), NOW, none }, 0, WATCH_NONE, 0 },
        { { WATCH_NIHIL, STR(""), NOW, none }, 1, WATCH_NONE, WATCH_NIHIL_FALSE },
        { { WATCH_CORRECTION, STR("x"), NOW, one }, 1, WATCH_VISITOR, 0 },
        { { WATCH_CORRECTION, STR("x"), NOW, one }, 1, WATCH_NIHIL, 0 },
        { { WATCH_CORRECTION, STR("x"), NOW, one }, 1, WATCH_NONE, WATCH_CORRECTS_NONE },
        { { WATCH_CORRECTION, STR("x"), NOW, one }, 1, WATCH_CORRECTION, WATCH_CORRECTS_NONE },
        { { WATCH_CORRECTION, STR("x"), NOW, none }, 1, WATCH_VISITOR, WATCH_CORRECTS_NONE },
        { { WATCH_VISITOR, STR("x"), NOW, one }, 1, WATCH_VISITOR, WATCH_CORRECTS_NONE },
    };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct watch_book_state book = { one, rows[i].since, rows[i].corrected };
        unsigned faults = watch_entry_check(&rows[i].entry, &book);

        if (faults != rows[i].faults)
            fail_msg("row %zu: %u", i, faults);
    }
}

static void a_watch_is_since_the_handover_but_never_longer_than_a_day(void **state)
{
    (void)state;
    assert_int_equal(watch_since(NOW - HOUR_US, NOW), NOW - HOUR_US);
    assert_int_equal(watch_since(NOW - 30 * HOUR_US, NOW), NOW - 24 * HOUR_US);
    assert_int_equal(watch_since(0, NOW), NOW - 24 * HOUR_US);
}

static void a_handover_that_waits_or_is_missed_is_seen(void **state)
{
    static const struct {
        int64_t offered, handed_over; /* before now; -1: none */
        enum handover_state is;
    } rows[] = {
        { -1, -1, HANDOVER_NONE },                      /* an empty book */
        { -1, 0, HANDOVER_NONE },
        { -1, 25 * HOUR_US, HANDOVER_NONE },
        { -1, 25 * HOUR_US + 1, HANDOVER_MISSED },
        { 0, 24 * HOUR_US, HANDOVER_WAITING },
        { HOUR_US, 24 * HOUR_US, HANDOVER_WAITING },
        { HOUR_US + 1, 24 * HOUR_US, HANDOVER_LATE },
        { 1, 30 * HOUR_US, HANDOVER_WAITING },          /* late, but it is being done */
    };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(handover_state(rows[i].offered < 0 ? 0 : NOW - rows[i].offered,
                                        rows[i].handed_over < 0 ? 0 : NOW - rows[i].handed_over,
                                        NOW),
                         rows[i].is);
}

static void each_line_of_a_text_is_an_item(void **state)
{
    struct str items[2];
    (void)state;

    assert_int_equal(handover_items(STR(""), items, 2), 0);
    assert_int_equal(handover_items(STR("\n  \n"), items, 2), 0);
    assert_int_equal(handover_items(STR(" kunci \n\nradio"), items, 2), 2);
    assert_true(str_is(items[0], "kunci"));
    assert_true(str_is(items[1], "radio"));
    assert_int_equal(handover_items(STR("a\nb\nc\n"), items, 2), 3); /* counted, not written */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_kept_for_ever),
        cmocka_unit_test(each_day_begins_with_one_and_no_number_is_left_out),
        cmocka_unit_test(a_place_is_read_back_and_nothing_else_is),
        cmocka_unit_test(a_time_is_typed_as_people_write_it),
        cmocka_unit_test(a_time_of_day_is_the_last_one_of_that_name),
        cmocka_unit_test(what_may_be_entered),
        cmocka_unit_test(a_watch_is_since_the_handover_but_never_longer_than_a_day),
        cmocka_unit_test(a_handover_that_waits_or_is_missed_is_seen),
        cmocka_unit_test(each_line_of_a_text_is_an_item),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
