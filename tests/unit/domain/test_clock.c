/*
 * Counting: by the articles, over holidays, with pauses and extensions; and on
 * every day of thirteen years in three zones no clock ends before it starts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "cli/builtin_rules.h"
#include "domain/clock.h"

struct world {
    struct arena *arena;
    struct cx cx;
    struct rule_sets sets;
};

static int world_open(void **state)
{
    static struct world w;

    w.arena = arena_new((size_t)256 << 20);
    w.cx = cx_system(w.arena);
    *state = &w;
    return rule_sets_builtin(&w.cx, &w.sets) == OK ? 0 : -1;
}

static int world_close(void **state)
{
    arena_free(((struct world *)*state)->arena);
    return 0;
}

static struct day day(const char *text)
{
    struct day d = DAY_NONE;

    assert_true(day_parse(str_of(text), &d));
    return d;
}

static void assert_day(struct day d, const char *text)
{
    struct civil c = day_civil(d), want = day_civil(day(text));

    assert_int_equal(c.year * 10000 + c.month * 100 + c.day,
                     want.year * 10000 + want.month * 100 + want.day);
}

static struct clock started(struct world *w, enum clock_name name, const char *on, int zone)
{
    const struct rulebook *book = rulebook_for(w->sets.books, w->sets.count, day(on));
    const struct clock_rule *rule = rulebook_clock(book, name, day(on));
    struct clock c;
    struct clock_from from = { .day = day(on), .at_us = day_start_us(day(on), zone) + 9 * HOUR_US,
                               .zone_minutes = zone, .running = true };

    assert_non_null(rule);
    assert_int_equal(clock_start(&w->cx, book, rule, &from, &c), OK);
    return c;
}

static const struct rulebook *book_2024(struct world *w)
{
    return rulebook_for(w->sets.books, w->sets.count, day("2024-10-05"));
}

static void periods_end_where_the_law_says(void **state)
{
    static const struct {
        const char *article;
        enum clock_name name;
        const char *from, *due, *strict;
    } cases[] = {
        { "Art 134(4): 7 days", CLOCK_FILING, "2024-09-14", "2024-09-21", "2024-09-20" },
        { "Art 134(4), over New Year", CLOCK_FILING, "2024-12-28", "2025-01-04", "2025-01-03" },
        { "Art 134(4), over 29 February", CLOCK_FILING, "2024-02-26", "2024-03-04", "2024-03-03" },
        { "A.5: 2 days", CLOCK_INITIAL_REVIEW, "2024-10-22", "2024-10-24", "2024-10-23" },
        { "A.7 Halsel: two days from 3 Oct, first day counted, end on 4 Oct", CLOCK_COMPLETION,
          "2024-10-03", "2024-10-05", "2024-10-04" },
        { "Art 134(5): 3 days, weekend counted (A.6)", CLOCK_HANDLING_3, "2024-10-18", "2024-10-21",
          "2024-10-20" },
        { "A.7 Kukar: five days from Sunday, first day counted, end on Thursday", CLOCK_HANDLING_5,
          "2024-10-13", "2024-10-18", "2024-10-17" },
        { "A.3: 7 days", CLOCK_TRACING, "2024-10-01", "2024-10-08", "2024-10-07" },
        { "SBT: 7 days", CLOCK_BKN_VERIFICATION, "2024-09-17", "2024-09-24", "2024-09-23" },
        { "C: 14 working days, 27 Nov is polling day", CLOCK_INVESTIGATION_14WD, "2024-11-20",
          "2024-12-11", "2024-12-10" },
        { "C: from a Saturday the first working day is day 1 in both readings",
          CLOCK_INVESTIGATION_14WD, "2024-10-05", "2024-10-24", "2024-10-24" },
        { "B.3: 20 working days over Christmas", CLOCK_SP3D_20WD, "2024-12-10", "2025-01-10",
          "2025-01-09" },
        { "B.3: 20 working days over Idulfitri 2025", CLOCK_SP3D_20WD, "2025-03-20", "2025-04-29",
          "2025-04-28" },
    };
    struct world *w = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct clock c = started(w, cases[i].name, cases[i].from, ZONE_WIB);

        if (c.due_on.n != day(cases[i].due).n || c.strict_due_on.n != day(cases[i].strict).n)
            fail_msg("%s: due %s, strict %s", cases[i].article,
                     day_text(w->arena, c.due_on).at, day_text(w->arena, c.strict_due_on).at);
        assert_true(c.due_us == day_start_us(day_add(c.due_on, 1), ZONE_WIB));
    }
}

static void hours_run_through_everything(void **state)
{
    struct world *w = *state;
    struct clock c = started(w, CLOCK_TNI_FORWARD_24H, "2024-11-26", ZONE_WIT);

    assert_true(c.due_us - c.starts_us == 24 * HOUR_US);
    assert_day(c.due_on, "2024-11-27");
    assert_false(day_known(c.strict_due_on));
    assert_non_null(strstr(c.explained.at, "1 x 24 jam"));
    assert_non_null(strstr(c.explained.at, "09.00 WIT"));
}

static void a_clock_shows_its_working(void **state)
{
    static const struct {
        enum clock_name name;
        const char *on;
        int zone;
        const char *words[4];
    } cases[] = {
        { CLOCK_FILING, "2024-09-14", ZONE_WIB,
          { "7 hari kalender", "Sabtu, 14 September 2024",
            "Sabtu, 21 September 2024 pukul 24.00 WIB",
            "Jumat, 20 September 2024" } },
        { CLOCK_SP3D_20WD, "2024-11-12", ZONE_WITA,
          { "20 hari kerja", "27 November 2024 (Pemungutan suara Pilkada)", "pukul 24.00 WITA",
            "Selasa, 10 Desember 2024" } },
        { CLOCK_BKN_VERIFICATION, "2024-09-17", ZONE_WIT,
          { "7 hari kalender", "pukul 24.00 WIT", "3 hari kerja", "Jumat, 27 September 2024" } },
    };
    struct world *w = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct clock c = started(w, cases[i].name, cases[i].on, cases[i].zone);

        for (size_t k = 0; k < 4; k++)
            if (!strstr(c.explained.at, cases[i].words[k]))
                fail_msg("\"%s\" is not in: %s", cases[i].words[k], c.explained.at);
        assert_true(c.basis.len > 0);
    }
}

static void a_year_without_holidays_is_said(void **state)
{
    struct world *w = *state;

    assert_true(started(w, CLOCK_SP3D_20WD, "2025-12-20", ZONE_WIB).holidays_unknown);
    assert_false(started(w, CLOCK_SP3D_20WD, "2025-11-20", ZONE_WIB).holidays_unknown);
    assert_false(started(w, CLOCK_FILING, "2027-11-20", ZONE_WIB).holidays_unknown);
}

static void an_extension_needs_a_basis_and_stays_in_the_law(void **state)
{
    struct world *w = *state;
    const struct rulebook *book = book_2024(w);
    struct clock c = started(w, CLOCK_HANDLING_3, "2024-10-18", ZONE_WIB), longer;

    assert_int_equal(clock_extend(&w->cx, book, &c, 2, STR(" "), &longer), ERR_INVALID);
    assert_int_equal(clock_extend(&w->cx, book, &c, 0, STR("x"), &longer), ERR_INVALID);
    assert_int_equal(clock_extend(&w->cx, book, &c, 3, STR("Pasal 134 (6)"), &longer), ERR_DENIED);
    assert_int_equal(clock_extend(&w->cx, book, &c, 2, STR("Pasal 134 (6)"), &longer), OK);
    assert_day(longer.due_on, "2024-10-23");
    assert_day(longer.strict_due_on, "2024-10-22");
    assert_non_null(strstr(longer.explained.at, "diperpanjang 2 hari (dasar: Pasal 134 (6))"));
    assert_int_equal(clock_extend(&w->cx, book, &longer, 1, STR("lagi"), &c), ERR_DENIED);
    c = started(w, CLOCK_FILING, "2024-10-18", ZONE_WIB);
    assert_int_equal(clock_extend(&w->cx, book, &c, 1, STR("kasihan"), &longer), ERR_DENIED);
}

static void a_pause_gives_back_what_was_left(void **state)
{
    static const struct {
        enum clock_name name;
        const char *on, *stopped, *resumed, *due;
    } cases[] = {
        { CLOCK_HANDLING_5, "2024-10-14", "2024-10-16", "2024-10-21", "2024-10-24" },
        { CLOCK_HANDLING_5, "2024-10-14", "2024-10-16", "2024-10-16", "2024-10-19" },
        { CLOCK_HANDLING_5, "2024-10-14", "2024-10-19", "2024-10-30", "2024-10-30" },
        /* 14 wd from 1 Oct: to 21 Oct; stopped on the 15th, 4 wd left; from Saturday 26 Oct */
        { CLOCK_INVESTIGATION_14WD, "2024-10-01", "2024-10-15", "2024-10-26", "2024-10-31" },
        /* stopped on its last day, goes on over polling day */
        { CLOCK_INVESTIGATION_14WD, "2024-10-01", "2024-10-21", "2024-11-27", "2024-11-28" },
    };
    struct world *w = *state;
    const struct rulebook *book = book_2024(w);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct clock c = started(w, cases[i].name, cases[i].on, ZONE_WIB), held, on;
        int64_t stop = day_start_us(day(cases[i].stopped), ZONE_WIB) + 8 * HOUR_US;
        int64_t go = day_start_us(day(cases[i].resumed), ZONE_WIB) + 9 * HOUR_US;

        assert_int_equal(clock_pause(&w->cx, &c, stop, STR("Menunggu putusan"), &held), OK);
        assert_false(clock_over(&held, go + 365 * DAY_US));
        assert_non_null(strstr(held.explained.at, "berhenti sementara"));
        assert_int_equal(clock_pause(&w->cx, &held, stop, STR("lagi"), &on), ERR_CONFLICT);
        assert_int_equal(clock_resume(&w->cx, book, &held, stop - 1, &on), ERR_INVALID);
        assert_int_equal(clock_resume(&w->cx, book, &held, go, &on), OK);
        assert_day(on.due_on, cases[i].due);
        assert_non_null(strstr(on.explained.at, "pernah berhenti"));
        assert_int_equal(clock_resume(&w->cx, book, &on, go, &held), ERR_CONFLICT);
        assert_int_equal(clock_pause(&w->cx, &on, on.due_us, STR("telat"), &held), ERR_CONFLICT);
    }
}

static void a_paused_hour_clock_moves_by_the_pause(void **state)
{
    struct world *w = *state;
    const struct rulebook *book = book_2024(w);
    struct clock c = started(w, CLOCK_TNI_FORWARD_24H, "2024-10-14", ZONE_WITA), held, on;

    assert_int_equal(clock_pause(&w->cx, &c, c.starts_us + HOUR_US, STR("x"), &held), OK);
    assert_int_equal(clock_resume(&w->cx, book, &held, c.starts_us + 6 * HOUR_US, &on), OK);
    assert_true(on.due_us == c.due_us + 5 * HOUR_US);
}

/* Every rule of every built-in set, on every day, in each zone, running and extended. */
static void no_clock_ends_before_it_starts(void **state)
{
    static const int zones[] = { ZONE_WIB, ZONE_WITA, ZONE_WIT };
    struct world *w = *state;
    struct arena *arena = arena_new((size_t)1 << 20);
    struct cx cx = cx_system(arena);
    int last = day_of(2032, 12, 31).n, tried = 0;

    for (struct day d = day_of(2020, 1, 1); d.n <= last; d.n++) {
        const struct rulebook *book = rulebook_for(w->sets.books, w->sets.count, d);
        struct clock c, longer;

        for (size_t r = 0; r < book->clocks_count; r++)
            for (size_t z = 0; z < COUNT_OF(zones); z++) {
                const struct clock_rule *rule = &book->clocks[r];
                int64_t last_second = day_start_us(d, zones[z]) + DAY_US - 1000000;
                struct clock_from from = { .day = d, .zone_minutes = zones[z], .running = true,
                                           .at_us = last_second };

                assert_int_equal(clock_start(&cx, book, rule, &from, &c), OK);
                assert_true(c.due_us > c.starts_us);
                assert_true(c.due_on.n >= c.starts_on.n);
                assert_int_equal(c.starts_on.n, d.n);
                assert_true(!day_known(c.strict_due_on)
                            || (c.strict_due_on.n >= c.starts_on.n
                                && c.strict_due_on.n <= c.due_on.n));
                assert_true(c.unit != UNIT_WORKING_DAY || rulebook_working_day(book, c.due_on));
                if (rule->extend_max > 0) {
                    assert_int_equal(clock_extend(&cx, book, &c, rule->extend_max, STR("x"),
                                                  &longer), OK);
                    assert_true(longer.due_us > c.due_us);
                }
                tried++;
            }
        arena_reset(arena);
    }
    assert_true(tried > 4749 * 3 * 5);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(periods_end_where_the_law_says),
        cmocka_unit_test(hours_run_through_everything),
        cmocka_unit_test(a_clock_shows_its_working),
        cmocka_unit_test(a_year_without_holidays_is_said),
        cmocka_unit_test(an_extension_needs_a_basis_and_stays_in_the_law),
        cmocka_unit_test(a_pause_gives_back_what_was_left),
        cmocka_unit_test(a_paused_hour_clock_moves_by_the_pause),
        cmocka_unit_test(no_clock_ends_before_it_starts),
    };

    return cmocka_run_group_tests(tests, world_open, world_close);
}
