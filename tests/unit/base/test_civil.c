/* civil: every day from 1600 to 2400 against a plain count; texts; zones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "base/civil.h"

static void days_count_up_one_by_one_for_eight_centuries(void **state)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int n = day_of(1600, 1, 1).n, weekday = 5; /* 1600-01-01 was a Saturday */

    (void)state;
    for (int y = 1600; y <= 2400; y++)
        for (int m = 1; m <= 12; m++) {
            bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
            int last = days[m - 1] + (m == 2 && leap);

            for (int d = 1; d <= last; d++, n++, weekday = (weekday + 1) % 7) {
                struct civil c = day_civil((struct day){ n });

                assert_int_equal(day_of(y, m, d).n, n);
                assert_int_equal(c.year * 10000 + c.month * 100 + c.day, y * 10000 + m * 100 + d);
                assert_int_equal(day_weekday((struct day){ n }), weekday);
            }
            assert_false(day_known(day_of(y, m, last + 1)));
        }
    assert_int_equal(day_of(1970, 1, 1).n, 0);
}

static void texts_of_days_are_strict(void **state)
{
    static const struct {
        const char *text;
        bool fine;
    } cases[] = {
        { "2024-02-29", true },  { "2023-02-29", false },  { "2024-2-29", false },
        { "2024-13-01", false }, { "2024-00-10", false },  { "0000-01-01", false },
        { "9999-12-31", true },  { "2024-09-14 ", false }, { "", false },
        { "2024/09/14", false },
    };
    struct day d;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (day_parse(str_of(cases[i].text), &d) != cases[i].fine)
            fail_msg("%s", cases[i].text);
}

static void instants_keep_their_zone(void **state)
{
    static const struct {
        const char *text;
        int zone;
        const char *back; /* in the written zone; NULL: refused */
    } cases[] = {
        { "2024-09-17T09:20:00+07:00", 420, "2024-09-17T09:20:00+07:00" },
        { "2024-09-17T00:00:00+09:00", 540, "2024-09-17T00:00:00+09:00" },
        { "2024-09-17T23:59:59.999Z", 0, "2024-09-17T23:59:59+00:00" },
        { "1969-12-31T23:00:00-03:30", -210, "1969-12-31T23:00:00-03:30" },
        { "2024-09-17T09:20:00", 0, NULL },
        { "2024-09-17T24:00:00Z", 0, NULL },
        { "2024-09-17 09:20:00+07:00", 0, NULL },
        { "2024-09-17T09:20:00+7", 0, NULL },
        { "2024-09-17T09:20:00.+07:00", 0, NULL },
    };
    struct arena *a = arena_new(1 << 16);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t us;
        int zone;
        bool fine = instant_parse(str_of(cases[i].text), &us, &zone);

        if (fine != (cases[i].back != NULL))
            fail_msg("%s", cases[i].text);
        if (!fine)
            continue;
        assert_int_equal(zone, cases[i].zone);
        assert_string_equal(instant_text(a, us, zone).at, cases[i].back);
    }
    arena_free(a);
}

static void midnight_belongs_to_the_place(void **state)
{
    static const struct {
        const char *at;
        int zone;
        const char *day;
    } cases[] = {
        { "2024-11-27T16:59:59Z", ZONE_WIB, "2024-11-27" },
        { "2024-11-27T17:00:00Z", ZONE_WIB, "2024-11-28" },
        { "2024-11-27T15:59:59Z", ZONE_WITA, "2024-11-27" },
        { "2024-11-27T16:00:00Z", ZONE_WITA, "2024-11-28" },
        { "2024-11-27T14:59:59Z", ZONE_WIT, "2024-11-27" },
        { "2024-11-27T15:00:00Z", ZONE_WIT, "2024-11-28" },
        { "1969-12-31T16:59:59Z", ZONE_WIB, "1969-12-31" },
    };
    struct arena *a = arena_new(1 << 16);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t us;
        struct day d;

        assert_true(instant_parse(str_of(cases[i].at), &us, NULL));
        d = day_at(us, cases[i].zone);
        assert_string_equal(day_text(a, d).at, cases[i].day);
        assert_true(day_start_us(d, cases[i].zone) <= us);
        assert_true(day_start_us(day_add(d, 1), cases[i].zone) > us);
    }
    arena_free(a);
}

static void zones_have_the_names_people_use(void **state)
{
    static const struct {
        const char *text;
        int minutes; /* -1: refused */
    } cases[] = {
        { "WIB", 420 }, { "wita", 480 }, { "Wit", 540 }, { "+07:00", 420 }, { "+0800", 480 },
        { "Z", 0 },     { "WIBX", -1 },  { "+7", -1 },   { "+15:00", -1 },  { "", -1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int minutes = -1;

        assert_int_equal(zone_parse(str_of(cases[i].text), &minutes), cases[i].minutes >= 0);
        assert_int_equal(minutes, cases[i].minutes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_count_up_one_by_one_for_eight_centuries),
        cmocka_unit_test(texts_of_days_are_strict),
        cmocka_unit_test(instants_keep_their_zone),
        cmocka_unit_test(midnight_belongs_to_the_place),
        cmocka_unit_test(zones_have_the_names_people_use),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
