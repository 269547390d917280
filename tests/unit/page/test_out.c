/* test_out: escaping by place and type, dates, numbers, texts and links. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "card.page.h"
#include "page/markup.h"

#define ROOM (1u << 20)

static int setup(void **state)
{
    *state = arena_new(8u << 20);
    return *state ? 0 : -1;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

static struct str shown(struct buf *b)
{
    struct str made = buf_end(b);

    assert_non_null(made.at);
    return made;
}

#define WRITES(macro, value, lang_, expected)                        \
    do {                                                             \
        struct buf b_ = buf_in(arena, ROOM);                         \
        struct out o_ = out_to(&b_, (lang_));                        \
        macro(&o_, (value));                                         \
        assert_string_equal(shown(&b_).at, (expected));              \
    } while (0)

static void text_is_escaped_by_its_place(void **state)
{
    struct arena *arena = *state;

    WRITES(OUT_TEXT, STR("<b a=\"1\">&'</b>"), LANG_ID, "&lt;b a=\"1\"&gt;&amp;'&lt;/b&gt;");
    WRITES(OUT_WORDS, STR("</textarea>"), LANG_ID, "&lt;/textarea&gt;");
    WRITES(OUT_ATTR, STR("\" onclick='x' <&>"), LANG_ID,
        "&#34; onclick=&#39;x&#39; &lt;&amp;&gt;");
    WRITES(OUT_TEXT, STR(""), LANG_ID, "");
    WRITES(OUT_TEXT, STR("Jepara \xE2\x80\x93 Mlonggo"), LANG_ID, "Jepara \xE2\x80\x93 Mlonggo");
    WRITES(OUT_TEXT, markup_made_here(STR("<svg></svg>")), LANG_ID, "<svg></svg>");
}

static void numbers_are_grouped_in_text_and_plain_in_attributes(void **state)
{
    struct arena *arena = *state;

    /* ux.md 1.4: "Numbers: 1.234 and 96,1%" */
    WRITES(OUT_TEXT, INT64_C(1234), LANG_ID, "1.234");
    WRITES(OUT_TEXT, INT64_C(1234), LANG_EN, "1,234");
    WRITES(OUT_ATTR, INT64_C(1234), LANG_ID, "1234");
    WRITES(OUT_TEXT, 0, LANG_ID, "0");
    WRITES(OUT_TEXT, 999, LANG_ID, "999");
    WRITES(OUT_TEXT, -1000, LANG_ID, "-1.000");
    WRITES(OUT_TEXT, (size_t)1000000, LANG_EN, "1,000,000");
    WRITES(OUT_TEXT, INT64_MIN, LANG_EN, "-9,223,372,036,854,775,808");
    WRITES(OUT_TEXT, VALUE_AS_PLAIN(2024), LANG_ID, "2024");
    WRITES(OUT_TEXT, ((struct percent){ 961 }), LANG_ID, "96,1%");
    WRITES(OUT_TEXT, ((struct percent){ 961 }), LANG_EN, "96.1%");
    WRITES(OUT_TEXT, ((struct percent){ -5 }), LANG_ID, "-0,5%");
    WRITES(OUT_ATTR, ((struct percent){ -15 }), LANG_ID, "-1.5");
}

static void days_and_moments_are_long_in_text_and_iso_in_attributes(void **state)
{
    struct arena *arena = *state;
    struct day day = day_of(2024, 10, 16);
    struct when when = { .zone_minutes = ZONE_WIB };

    assert_true(instant_parse(STR("2024-10-16T14:20:00+07:00"), &when.us, NULL));
    WRITES(OUT_TEXT, day, LANG_ID, "Rabu, 16 Oktober 2024");
    WRITES(OUT_TEXT, day, LANG_EN, "Wednesday, 16 October 2024");
    WRITES(OUT_ATTR, day, LANG_ID, "2024-10-16");
    WRITES(OUT_TEXT, DAY_NONE, LANG_ID, "");
    WRITES(OUT_ATTR, DAY_NONE, LANG_ID, "");
    WRITES(OUT_TEXT, VALUE_AS_SHORT(day), LANG_ID, "16 Okt 2024");
    WRITES(OUT_TEXT, when, LANG_ID, "Rabu, 16 Oktober 2024 pukul 14.20 WIB");
    WRITES(OUT_TEXT, when, LANG_EN, "Wednesday, 16 October 2024 at 14:20 WIB");
    WRITES(OUT_ATTR, when, LANG_ID, "2024-10-16T14:20:00+07:00");
    WRITES(OUT_TEXT, VALUE_AS_SHORT(when), LANG_ID, "16 Okt 14.20");
    WRITES(OUT_TEXT, VALUE_AS_SHORT(when), LANG_EN, "16 Oct 14:20");
    WRITES(OUT_TEXT, VALUE_AS_TIME(when), LANG_ID, "14.20 WIB");
    WRITES(OUT_TEXT, VALUE_AS_DAY(when), LANG_ID, "Rabu, 16 Oktober 2024");
    when.zone_minutes = ZONE_WIT;
    WRITES(OUT_TEXT, VALUE_AS_TIME(when), LANG_ID, "16.20 WIT");
    when.zone_minutes = ZONE_WITA;
    WRITES(OUT_TEXT, VALUE_AS_TIME(when), LANG_ID, "15.20 WITA");
    when.zone_minutes = -210;
    WRITES(OUT_TEXT, VALUE_AS_TIME(when), LANG_EN, "03:50 UTC-03:30");
    WRITES(OUT_ATTR, when, LANG_EN, "2024-10-16T03:50:00-03:30");
    when.us = 0;
    WRITES(OUT_TEXT, when, LANG_ID, "");
}

static void every_weekday_and_month_has_its_word(void **state)
{
    struct arena *arena = *state;
    static const struct {
        int month, day;
        const char *id, *en, *id_short;
    } rows[] = {
        { 1, 1, "Senin, 1 Januari 2024", "Monday, 1 January 2024", "1 Jan 2024" },
        { 2, 6, "Selasa, 6 Februari 2024", "Tuesday, 6 February 2024", "6 Feb 2024" },
        { 3, 6, "Rabu, 6 Maret 2024", "Wednesday, 6 March 2024", "6 Mar 2024" },
        { 4, 4, "Kamis, 4 April 2024", "Thursday, 4 April 2024", "4 Apr 2024" },
        { 5, 3, "Jumat, 3 Mei 2024", "Friday, 3 May 2024", "3 Mei 2024" },
        { 6, 1, "Sabtu, 1 Juni 2024", "Saturday, 1 June 2024", "1 Jun 2024" },
        { 7, 7, "Minggu, 7 Juli 2024", "Sunday, 7 July 2024", "7 Jul 2024" },
        { 8, 17, "Sabtu, 17 Agustus 2024", "Saturday, 17 August 2024", "17 Agu 2024" },
        { 9, 2, "Senin, 2 September 2024", "Monday, 2 September 2024", "2 Sep 2024" },
        { 10, 1, "Selasa, 1 Oktober 2024", "Tuesday, 1 October 2024", "1 Okt 2024" },
        { 11, 27, "Rabu, 27 November 2024", "Wednesday, 27 November 2024", "27 Nov 2024" },
        { 12, 5, "Kamis, 5 Desember 2024", "Thursday, 5 December 2024", "5 Des 2024" },
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct day day = day_of(2024, rows[i].month, rows[i].day);
        WRITES(OUT_TEXT, day, LANG_ID, rows[i].id);
        WRITES(OUT_TEXT, day, LANG_EN, rows[i].en);
        WRITES(OUT_TEXT, VALUE_AS_SHORT(day), LANG_ID, rows[i].id_short);
    }
}

static void lengths_of_time_show_their_two_largest_units(void **state)
{
    struct arena *arena = *state;
    static const struct {
        int64_t seconds;
        const char *id, *en;
    } rows[] = {
        { 0, "kurang dari 1 menit", "less than 1 minute" },
        { 59, "kurang dari 1 menit", "less than 1 minute" },
        { 60, "1 menit", "1 minute" },
        { 3599, "59 menit", "59 minutes" },
        { 7200, "2 jam", "2 hours" },
        { 7260, "2 jam 1 menit", "2 hours 1 minute" },
        { 97200, "1 hari 3 jam", "1 day 3 hours" },
        { 86400 + 60, "1 hari", "1 day" },
        { -97200, "1 hari 3 jam", "1 day 3 hours" },
        { 7 * 86400 + 3600, "7 hari", "7 days" },
        { INT64_C(1500) * 86400, "1.500 hari", "1,500 days" },
        { INT64_MIN + 1, "106.751.991.167.300 hari", "106,751,991,167,300 days" },
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span span = { rows[i].seconds };
        WRITES(OUT_TEXT, span, LANG_ID, rows[i].id);
        WRITES(OUT_TEXT, span, LANG_EN, rows[i].en);
    }
    WRITES(OUT_ATTR, ((struct span){ 97200 }), LANG_ID, "PT97200S");
}

static void holes_are_filled_and_escaped_by_place(void **state)
{
    struct arena *arena = *state;
    struct hole holes[] = { HOLE("who", STR("<A\">")), HOLE_COUNT("n", 1) };
    struct msg msg = { .key = T_TEST_GREETING, .holes = holes, .holes_len = 2 };

    WRITES(OUT_TEXT, msg, LANG_ID, "Halo &lt;A\"&gt; &amp; kawan, 1 laporan");
    WRITES(OUT_ATTR, msg, LANG_ID, "Halo &lt;A&#34;&gt; &amp; kawan, 1 laporan");
    WRITES(OUT_TEXT, msg, LANG_EN, "Hello &lt;A\"&gt; &amp; friends, 1 report");
    holes[1] = HOLE_COUNT("n", 1200);
    WRITES(OUT_TEXT, msg, LANG_EN, "Hello &lt;A\"&gt; &amp; friends, 1,200 reports");
    WRITES(OUT_TEXT, MSG(T_TEST_WORDS), LANG_ID, "kata &lt; kata");
    WRITES(OUT_TEXT, (struct msg){ 0 }, LANG_ID, "");
    assert_string_equal(text_in(arena, LANG_EN, T_TEST_GREETING, holes, 2).at,
        "Hello <A\"> & friends, 1,200 reports");
    assert_true(str_is(text_plain(LANG_EN, T_TEST_WORDS), "words < words"));
    assert_true(str_is(text_key_name(T_TEST_WORDS), "test.words"));
}

static void languages_are_known_by_their_codes(void **state)
{
    enum lang lang = LANG_ID;

    (void)state;
    assert_true(lang_of(STR("en"), &lang));
    assert_int_equal(lang, LANG_EN);
    assert_false(lang_of(STR("EN"), &lang));
    assert_false(lang_of(STR(""), &lang));
    assert_int_equal(lang, LANG_EN);
    assert_true(str_is(lang_code(LANG_ID), "id"));
}

/* Whatever the bytes are, no sign that ends the place is left, and undoing gives them back. */
static void random_bytes_stay_inside_their_place(void **state)
{
    struct arena *arena = *state;
    static const char *const entities[] = { "&amp;", "&lt;", "&gt;", "&#34;", "&#39;" };
    static const char signs[] = "&<>\"'";
    uint32_t seed = 20241127;

    for (int round = 0; round < 4000; round++) {
        char in[64];
        size_t len = (size_t)round % sizeof in, back = 0;
        struct buf b = buf_in(arena, ROOM);
        struct out o = out_to(&b, LANG_ID);
        struct str made;

        for (size_t i = 0; i < len; i++) {
            seed = seed * 1664525u + 1013904223u;
            in[i] = seed >> 31 ? signs[(seed >> 16) % 5] : (char)(seed >> 24);
        }
        out_attr(&o, (struct str){ in, len });
        made = shown(&b);
        assert_null(memchr(made.at, '<', made.len));
        assert_null(memchr(made.at, '>', made.len));
        assert_null(memchr(made.at, '"', made.len));
        assert_null(memchr(made.at, '\'', made.len));
        for (size_t i = 0; i < made.len; back++) {
            size_t k = 0;
            assert_true(back < len);
            while (k < 5 && !str_starts(str_from(made, i), str_of(entities[k])))
                k++;
            assert_int_equal(in[back], k < 5 ? signs[k] : made.at[i]);
            i += k < 5 ? strlen(entities[k]) : 1;
        }
        assert_int_equal(back, len);
        b = buf_in(arena, ROOM);
        out_text(&o, (struct str){ in, len });
        made = shown(&b);
        assert_null(memchr(made.at, '<', made.len));
        assert_null(memchr(made.at, '>', made.len));
        arena_reset(arena);
    }
}

static void a_full_buffer_fails_once_and_at_the_end(void **state)
{
    struct arena *arena = *state;
    struct buf b = buf_in(arena, 10);
    struct out o = out_to(&b, LANG_ID);

    out_text(&o, STR("<<<<"));
    assert_null(buf_end(&b).at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
        T(text_is_escaped_by_its_place),
        T(numbers_are_grouped_in_text_and_plain_in_attributes),
        T(days_and_moments_are_long_in_text_and_iso_in_attributes),
        T(every_weekday_and_month_has_its_word),
        T(lengths_of_time_show_their_two_largest_units),
        T(holes_are_filled_and_escaped_by_place),
        T(languages_are_known_by_their_codes),
        T(random_bytes_stay_inside_their_place),
        T(a_full_buffer_fails_once_and_at_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
