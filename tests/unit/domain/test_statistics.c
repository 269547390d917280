/*
 * test_statistics: goal: the numbers are those of the leaves, whatever their order across cases;
 * a due date that passed silently is found, one that was met or owned up to is not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "base/json.h"
#include "domain/statistics.h"
#include "domain/tag_map.h"
#include <string.h>

#define CASES_MAX 8

struct counting {
    struct arena *arena;
    struct cx cx;
    struct statistics_count count;
    struct statistics_case cases[CASES_MAX];
    struct due_news news; /* of the last event */
};

static struct counting open_count(void)
{
    struct counting c = { .arena = arena_new(8u << 20) };

    c.cx = cx_system(c.arena);
    assert_int_equal(statistics_open(&c.cx, c.arena, &c.count), OK);
    return c;
}

static struct day on(const char *text)
{
    struct day day;

    assert_true(day_parse(str_of(text), &day));
    return day;
}

#define HAPPENS(c, of, ...)                                                                        \
    do {                                                                                           \
        struct public_event e_ = { __VA_ARGS__ };                                                  \
        if (e_.due.n == 0)                                                                         \
            e_.due = DAY_NONE;                                                                     \
        assert_int_equal(                                                                          \
            statistics_event(&(c)->cx, &(c)->count, &(c)->cases[of], &e_, &(c)->news), OK);        \
    } while (0)

static void a_case_is_counted_where_it_stands_and_once(void **state)
{
    struct counting c = open_count();
    struct statistics s;

    (void)state;
    HAPPENS(&c, 0, .kind = EVENT_REPORT_RECEIVED, .day = on("2024-09-30"));
    HAPPENS(&c, 1, .kind = EVENT_REPORT_RECEIVED, .day = on("2024-10-01"));
    HAPPENS(&c, 0, .kind = EVENT_CASE_REVIEWED, .day = on("2024-10-01"), .intake = INTAKE_LAPORAN,
            .category = CATEGORY_ASN);
    HAPPENS(&c, 0, .kind = EVENT_CASE_REVIEWED, .day = on("2024-10-02"),
            .intake = INTAKE_INFORMASI_AWAL, .category = CATEGORY_POLRI); /* reviewed again */
    HAPPENS(&c, 0, .kind = EVENT_CASE_REFERRED, .day = on("2024-10-02"),
            .authority = AUTHORITY_PROPAM_POLDA);
    HAPPENS(&c, 0, .kind = EVENT_REFERRAL_ANSWERED, .day = on("2024-10-03"),
            .authority = AUTHORITY_PROPAM_POLDA, .result = RESULT_ETHICS);
    HAPPENS(&c, 0, .kind = EVENT_CASE_DECIDED, .day = on("2024-10-04"), .result = RESULT_ADMIN);
    HAPPENS(&c, 0, .kind = EVENT_CASE_CLOSED, .day = on("2024-10-05"), .result = RESULT_FORWARDED);
    statistics_other(&c.count);
    statistics_read(&c.count, on("2024-10-06"), &s);

    assert_int_equal(s.size, 9);
    assert_int_equal(s.events, 8);
    assert_int_equal(s.other_leaves, 1);
    assert_int_equal(s.cases, 2);
    assert_int_equal(s.stage[STAGE_RECEIVED], 1);
    assert_int_equal(s.stage[STAGE_CLOSED], 1);
    assert_int_equal(s.intake[INTAKE_NONE], 1);
    assert_int_equal(s.intake[INTAKE_LAPORAN], 0);
    assert_int_equal(s.intake[INTAKE_INFORMASI_AWAL], 1);
    assert_int_equal(s.category[CATEGORY_POLRI], 1);
    assert_int_equal(s.category[CATEGORY_ASN], 0);
    assert_int_equal(s.result[RESULT_FORWARDED], 1); /* the newest result counts */
    assert_int_equal(s.result[RESULT_ADMIN], 0);
    assert_int_equal(s.referred[AUTHORITY_PROPAM_POLDA], 1);
    assert_int_equal(s.answered[AUTHORITY_PROPAM_POLDA], 1);
    assert_int_equal(s.answer[RESULT_ETHICS], 1);
    assert_int_equal(s.months_len, 2);
    assert_int_equal(s.months[0].month, 9);
    assert_int_equal(s.months[1].reports, 1);
    arena_free(c.arena);
}

static void an_event_of_a_case_that_was_never_received_moves_no_case(void **state)
{
    struct counting c = open_count();
    struct statistics s;

    (void)state;
    HAPPENS(&c, 0, .kind = EVENT_CASE_REVIEWED, .day = on("2024-10-01"));
    statistics_read(&c.count, on("2024-10-06"), &s);
    assert_int_equal(s.cases, 0);
    assert_int_equal(s.stage[STAGE_REVIEWED], 0);
    assert_int_equal(s.events, 1);
    arena_free(c.arena);
}

/* What answers which due date: the table of due_watch.c against domain.md's clocks. */
static const struct {
    const char *what;
    struct public_event starts, then, ends;
    bool has_then;
    size_t silent; /* said when it ends */
    enum due_kind kind;
    uint64_t in_time, late, running;
} due_cases[] = {
    { "reviewed on the day",
      { .kind = EVENT_REPORT_RECEIVED },
      { 0 },
      { .kind = EVENT_CASE_REVIEWED, .day = { 12 } },
      false,
      0,
      DUE_REVIEW,
      1,
      0,
      0 },
    { "a day late: grace for the sentence, not for the number",
      { .kind = EVENT_REPORT_RECEIVED },
      { 0 },
      { .kind = EVENT_CASE_REVIEWED, .day = { 13 } },
      false,
      0,
      DUE_REVIEW,
      0,
      1,
      0 },
    { "late and silent",
      { .kind = EVENT_REPORT_RECEIVED },
      { 0 },
      { .kind = EVENT_CASE_REVIEWED, .day = { 14 } },
      false,
      1,
      DUE_REVIEW,
      0,
      1,
      0 },
    { "late and owned up to",
      { .kind = EVENT_REPORT_RECEIVED },
      { .kind = EVENT_DEADLINE_MISSED, .clock = CLOCK_INITIAL_REVIEW, .day = { 13 } },
      { .kind = EVENT_CASE_REVIEWED, .day = { 20 } },
      true,
      0,
      DUE_REVIEW,
      0,
      1,
      0 },
    { "another deadline's miss is no excuse",
      { .kind = EVENT_REPORT_RECEIVED },
      { .kind = EVENT_DEADLINE_MISSED, .clock = CLOCK_TRACING, .day = { 13 } },
      { .kind = EVENT_CASE_REVIEWED, .day = { 20 } },
      true,
      1,
      DUE_REVIEW,
      0,
      1,
      0 },
    { "merged instead",
      { .kind = EVENT_REPORT_RECEIVED },
      { 0 },
      { .kind = EVENT_CASE_MERGED, .day = { 11 } },
      false,
      0,
      DUE_REVIEW,
      1,
      0,
      0 },
    { "a message answers nothing",
      { .kind = EVENT_REPORT_RECEIVED },
      { 0 },
      { .kind = EVENT_MESSAGE_SENT, .day = { 11 } },
      false,
      0,
      DUE_REVIEW,
      0,
      0,
      1 },
    { "extended",
      { .kind = EVENT_CASE_REGISTERED },
      { .kind = EVENT_CLOCK_EXTENDED, .clock = CLOCK_HANDLING_3, .day = { 11 }, .due = { 30 } },
      { .kind = EVENT_CASE_DECIDED, .day = { 30 } },
      true,
      0,
      DUE_HANDLING,
      1,
      0,
      0 },
    { "paused",
      { .kind = EVENT_CASE_REGISTERED },
      { .kind = EVENT_CLOCK_PAUSED,
        .clock = CLOCK_HANDLING_3,
        .day = { 11 },
        .due = { INT32_MIN } },
      { .kind = EVENT_CASE_DECIDED, .day = { 90 } },
      true,
      0,
      DUE_HANDLING,
      1,
      0,
      0 },
    { "the body that was asked answers",
      { .kind = EVENT_CASE_REFERRED, .authority = AUTHORITY_BKN },
      { 0 },
      { .kind = EVENT_REFERRAL_ANSWERED, .authority = AUTHORITY_BKN, .day = { 12 } },
      false,
      0,
      DUE_REFERRAL,
      1,
      0,
      0 },
    { "another body's answer is none",
      { .kind = EVENT_CASE_REFERRED, .authority = AUTHORITY_BKN },
      { 0 },
      { .kind = EVENT_REFERRAL_ANSWERED, .authority = AUTHORITY_GAKKUMDU, .day = { 12 } },
      false,
      0,
      DUE_REFERRAL,
      0,
      0,
      1 },
    { "a crime goes to the joint centre",
      { .kind = EVENT_CASE_DECIDED },
      { 0 },
      { .kind = EVENT_CASE_REFERRED, .authority = AUTHORITY_GAKKUMDU, .day = { 12 } },
      false,
      0,
      DUE_HANDOVER,
      1,
      0,
      0 },
    { "a supplement completes",
      { .kind = EVENT_COMPLETION_ASKED },
      { 0 },
      { .kind = EVENT_REPORT_SUPPLEMENTED, .day = { 12 } },
      false,
      0,
      DUE_COMPLETION,
      1,
      0,
      0 },
    { "a finding ends tracing",
      { .kind = EVENT_CASE_REVIEWED },
      { 0 },
      { .kind = EVENT_FINDING_NOTED, .day = { 15 } },
      false,
      1,
      DUE_TRACING,
      0,
      1,
      0 },
};

static void a_due_date_is_met_late_or_silent(void **state)
{
    const int32_t base = on("2024-10-01").n;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(due_cases); i++) {
        struct counting c = open_count();
        struct public_event starts = due_cases[i].starts, then = due_cases[i].then,
                            ends = due_cases[i].ends;
        struct statistics s;

        starts.day.n = base + 10;
        starts.due.n = base + 12;
        then.day.n += base;
        then.due = then.due.n > 0 ? (struct day){ base + then.due.n } : DAY_NONE;
        ends.day.n += base;
        ends.due = DAY_NONE;
        assert_int_equal(statistics_event(&c.cx, &c.count, &c.cases[0], &starts, &c.news), OK);
        if (due_cases[i].has_then)
            assert_int_equal(statistics_event(&c.cx, &c.count, &c.cases[0], &then, &c.news), OK);
        assert_int_equal(statistics_event(&c.cx, &c.count, &c.cases[0], &ends, &c.news), OK);
        statistics_read(&c.count, ends.day, &s);
        if (c.news.len != due_cases[i].silent
            || s.due[due_cases[i].kind].in_time != due_cases[i].in_time
            || s.due[due_cases[i].kind].late != due_cases[i].late
            || s.due[due_cases[i].kind].running != due_cases[i].running)
            fail_msg("%s: %zu silent, %llu in time, %llu late, %llu running", due_cases[i].what,
                     c.news.len, (unsigned long long)s.due[due_cases[i].kind].in_time,
                     (unsigned long long)s.due[due_cases[i].kind].late,
                     (unsigned long long)s.due[due_cases[i].kind].running);
        arena_free(c.arena);
    }
}

static void what_is_overdue_depends_on_the_day_asked(void **state)
{
    struct counting c = open_count();
    struct due_news news;
    struct statistics s;

    (void)state;
    for (size_t i = 0; i < 4; i++)
        HAPPENS(&c, i, .kind = EVENT_REPORT_RECEIVED, .day = on("2024-10-01"),
                .due = day_add(on("2024-10-03"), (int)i));
    HAPPENS(&c, 0, .kind = EVENT_CASE_REVIEWED, .day = on("2024-10-02"));
    statistics_read(&c.count, on("2024-10-05"), &s);
    assert_int_equal(s.due[DUE_REVIEW].running, 3);
    assert_int_equal(s.due[DUE_REVIEW].overdue, 1); /* the 4th; the 5th is not over */
    due_watch_silent(&c.count.due, &c.cases[1].due, on("2024-10-05"), &news);
    assert_int_equal(news.len, 0); /* a day of grace */
    due_watch_silent(&c.count.due, &c.cases[1].due, on("2024-10-06"), &news);
    assert_int_equal(news.len, 1);
    assert_int_equal(news.at[0].due.n, on("2024-10-04").n);
    due_watch_silent(&c.count.due, &c.cases[0].due, on("2025-10-06"), &news);
    assert_int_equal(news.len, 0);
    arena_free(c.arena);
}

/* Slots are used again: a long life costs no more than what is open at once. */
static void ten_thousand_cases_one_after_the_other_keep_one_slot(void **state)
{
    struct counting c = open_count();

    (void)state;
    for (int i = 0; i < 10000; i++) {
        struct statistics_case one = { 0 };
        struct public_event begin = { .kind = EVENT_REPORT_RECEIVED,
                                      .day = { 20000 },
                                      .due = { 20002 } };
        struct public_event end = { .kind = EVENT_CASE_REVIEWED,
                                    .day = { 20001 },
                                    .due = DAY_NONE };

        assert_int_equal(statistics_event(&c.cx, &c.count, &one, &begin, &c.news), OK);
        assert_int_equal(statistics_event(&c.cx, &c.count, &one, &end, &c.news), OK);
    }
    assert_int_equal(c.count.due.len, 1);
    assert_int_equal(c.count.due.in_time[DUE_REVIEW], 10000);
    arena_free(c.arena);
}

static void json_csv_and_lines_say_the_same(void **state)
{
    struct counting c = open_count();
    struct statistics s;
    struct statistics_walk walk = { 0 };
    struct statistics_line line;
    struct buf json = buf_in(c.arena, 65536), csv = buf_in(c.arena, 65536);
    json_t *whole = NULL;
    size_t lines = 0;
    char text[16];

    (void)state;
    HAPPENS(&c, 0, .kind = EVENT_REPORT_RECEIVED, .day = on("2024-09-30"), .due = on("2024-10-02"));
    HAPPENS(&c, 0, .kind = EVENT_DEADLINE_MISSED, .day = on("2024-10-03"),
            .clock = CLOCK_INITIAL_REVIEW);
    statistics_read(&c.count, on("2024-10-04"), &s);
    statistics_json(&json, &s);
    statistics_csv(&csv, &s);
    assert_int_equal(json_read(&c.cx, buf_end(&json), &whole), OK);
    assert_string_equal(json_string_value(json_object_get(whole, "day")), "2024-10-04");
    while (statistics_next(&walk, &s, text, &line)) {
        const json_t *group = json_object_get(json_object_get(whole, "numbers"), line.group);
        struct str row;

        assert_int_equal(json_integer_value(json_object_getn(group, line.code.at, line.code.len)),
                         line.count);
        row = arena_printf(c.arena, "\r\n2,2024-10-04,%s,%.*s,%llu\r\n", line.group,
                           STR_FMT(line.code), (unsigned long long)line.count);
        assert_true(str_find(buf_view(&csv), row) != SIZE_MAX);
        lines++;
    }
    assert_int_equal(lines, 4 + STAGE_COUNT - 1 + 2 + 2 + 1 + 2 + 1);
    json_release(&whole);
    arena_free(c.arena);
}

static void months_find_their_place_and_the_oldest_go(void **state)
{
    struct counting c = open_count();
    struct statistics s;

    (void)state;
    for (int month = 0; month < STATISTICS_MONTHS + 2; month++) {
        struct statistics_case one = { 0 };
        struct public_event e = { .kind = EVENT_REPORT_RECEIVED,
                                  .due = DAY_NONE,
                                  .day = day_of(2024 + month / 12, month % 12 + 1, 1) };

        assert_int_equal(statistics_event(&c.cx, &c.count, &one, &e, &c.news), OK);
    }
    HAPPENS(&c, 0, .kind = EVENT_REPORT_RECEIVED, .day = on("2024-03-31")); /* late by years */
    statistics_read(&c.count, on("2028-10-04"), &s);
    assert_int_equal(s.months_len, STATISTICS_MONTHS);
    assert_int_equal(s.months[0].year, 2024);
    assert_int_equal(s.months[0].month, 3);
    assert_int_equal(s.months[0].reports, 2);
    arena_free(c.arena);
}

static void a_tag_finds_its_row_again_among_many(void **state)
{
    struct arena *arena = arena_new(64u << 20);
    struct cx cx = cx_system(arena);
    struct tag_map map;
    struct case_id tag;
    void *row;

    (void)state;
    assert_int_equal(tag_map_open(&cx, arena, 42, sizeof(uint32_t), &map), OK);
    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < 20000; i++) {
            memset(tag.b, 0, sizeof tag.b); /* alike but for four bytes: as an attacker would */
            memcpy(tag.b + 12, &i, sizeof i);
            assert_int_equal(tag_map_row(&cx, &map, tag, &row), OK);
            if (round == 0)
                *(uint32_t *)row = i + 1;
            assert_int_equal(*(uint32_t *)row, i + 1);
        }
    assert_int_equal(map.len, 20000);
    assert_int_equal(*(uint32_t *)tag_map_at(&map, 7, &tag), 8);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_is_counted_where_it_stands_and_once),
        cmocka_unit_test(an_event_of_a_case_that_was_never_received_moves_no_case),
        cmocka_unit_test(a_due_date_is_met_late_or_silent),
        cmocka_unit_test(what_is_overdue_depends_on_the_day_asked),
        cmocka_unit_test(ten_thousand_cases_one_after_the_other_keep_one_slot),
        cmocka_unit_test(json_csv_and_lines_say_the_same),
        cmocka_unit_test(months_find_their_place_and_the_oldest_go),
        cmocka_unit_test(a_tag_finds_its_row_again_among_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
