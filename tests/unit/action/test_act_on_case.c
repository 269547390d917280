/* act_on_case: what an officer may do, what it asks of him, and what happens when two act. */
#include "desk_fixture.h"

static struct str new_case(struct desk_fixture *f)
{
    struct report_form form;

    desk_form(&form);
    return desk_file(f, &form).number;
}

static struct str reviewed_case(struct desk_fixture *f)
{
    struct str number = new_case(f);

    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_REVIEW, desk_review(f, number)),
                     DEED_FINE);
    return number;
}

static const struct read_case *now(struct desk_fixture *f, struct str number)
{
    struct read_case *rc = ARENA_NEW(f->arena, struct read_case);

    assert_int_equal(desk_read(f, AGENCY_BAWASLU, number, rc), OK);
    return rc;
}

static void a_deed_says_what_it_lacks(void **state)
{
    struct desk_fixture *f = *state;
    struct str number = reviewed_case(f);
    const struct {
        enum deed deed;
        struct deed_form form;
        enum deed_fault fault;
    } cases[] = {
        { DEED_NOTE, { .text = STR("  ") }, DEED_TEXT_MISSING },
        { DEED_MESSAGE, { 0 }, DEED_TEXT_MISSING },
        { DEED_REVIEW, { .category = CATEGORY_ASN, .intake = INTAKE_LAPORAN }, DEED_TITLE_MISSING },
        { DEED_ASK, { .text = STR("Lengkapi") }, DEED_LACK_MISSING },
        { DEED_ASK, { .missing = CODE_BIT(MISSING_BUKTI) }, DEED_TEXT_MISSING },
        { DEED_REGISTER, { 0 }, DEED_NUMBER_MISSING },
        { DEED_REGISTER, { .register_number = STR("sembilan") }, DEED_NUMBER_ODD },
        { DEED_REFER, { 0 }, DEED_AUTHORITY_MISSING },
        { DEED_REFER, { .authorities = CODE_BIT(AUTHORITY_DKPP) }, DEED_BASIS_MISSING },
        { DEED_EXTEND, { .text = STR("dasar"), .by = 2 }, DEED_CLOCK_MISSING },
        { DEED_TASK_ADD, { 0 }, DEED_TEXT_MISSING },
        { DEED_MERGE, { 0 }, DEED_NUMBER_MISSING },
        { DEED_MERGE, { .number = STR("JPR-00000") }, DEED_NUMBER_UNKNOWN },
        { DEED_MERGE, { .number = number }, DEED_NUMBER_SAME },
        { DEED_DECIDE, { .text = STR("sebab") }, DEED_RESULT_MISSING },
        { DEED_DECIDE, { .result = RESULT_ADMIN }, DEED_TEXT_MISSING },
        { DEED_DECIDE,
          { .result = RESULT_ADMIN, .text = STR("sebab"), .on_given = true, .on = DAY_NONE },
          DEED_DAY_IMPOSSIBLE },
        { DEED_DECIDE,
          { .result = RESULT_ADMIN, .text = STR("sebab"), .on_given = true,
            .on = { 19999 + 100000 } },
          DEED_DAY_AHEAD },
        { DEED_DECIDE,
          { .result = RESULT_ADMIN, .text = STR("sebab"), .on_given = true, .on = { 19000 } },
          DEED_DAY_EARLY },
        { DEED_CLOSE, { .text = STR("sebab") }, DEED_RESULT_MISSING },
        { DEED_RECEIVED, { .authority = AUTHORITY_BKN }, DEED_STAGE }, /* not referred yet */
        { DEED_REOPEN, { .text = STR("sebab") }, DEED_STAGE },         /* nothing decided yet */
    };
    int64_t before = desk_log_size(f);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        enum deed_fault got = desk_do(f, AGENCY_BAWASLU, number, cases[i].deed, cases[i].form);

        if (got != cases[i].fault)
            fail_msg("case %zu: fault %d, not %d", i, (int)got, (int)cases[i].fault);
    }
    assert_int_equal(desk_log_size(f), before); /* nothing was written */
}

static void the_second_of_two_officers_is_told_and_nothing_is_overwritten(void **state)
{
    struct desk_fixture *f = *state;
    struct str number = new_case(f);
    struct deed_findings bad;
    struct deed_plan *one = desk_plan(f, AGENCY_BAWASLU, number, DEED_NOTE,
                                      (struct deed_form){ .text = STR("satu") }, &bad);
    struct deed_plan *two = desk_plan(f, AGENCY_KPU, number, DEED_NOTE,
                                      (struct deed_form){ .text = STR("dua") }, &bad);

    desk_write(f, one);
    desk_write(f, two);
    assert_false(one->conflict);
    assert_true(two->conflict);
    assert_int_equal(now(f, number)->events_len, 2);
    assert_true(str_is(now(f, number)->events[1].text, "satu"));
    /* and one who opened the page before, and sends after */
    assert_int_equal(desk_do(f, AGENCY_KPU, number, DEED_NOTE,
                             (struct deed_form){ .seen = 1, .text = STR("dua") }),
                     DEED_CHANGED);
    assert_int_equal(desk_do(f, AGENCY_KPU, number, DEED_NOTE,
                             (struct deed_form){ .seen = 2, .text = STR("dua") }),
                     DEED_FINE);
}

static void the_same_form_sent_twice_is_done_once(void **state)
{
    struct desk_fixture *f = *state;
    struct str number = new_case(f);
    struct deed_form form = { .seen = 1, .text = STR("Apakah ada saksi?") };

    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_MESSAGE, form), DEED_FINE);
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_MESSAGE, form), DEED_FINE);
    assert_int_equal(now(f, number)->events_len, 2);
    /* the same words by somebody else are another message */
    assert_int_equal(desk_do(f, AGENCY_KPU, number, DEED_MESSAGE, form), DEED_CHANGED);
}

static void a_case_that_nobody_has_can_be_taken_from_a_list_once(void **state)
{
    struct desk_fixture *f = *state;
    struct str number = new_case(f);

    assert_int_equal(desk_do(f, AGENCY_KPU, number, DEED_NOTE,
                             (struct deed_form){ .text = STR("satu") }),
                     DEED_FINE);
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_TAKE, (struct deed_form){ 0 }),
                     DEED_FINE);
    assert_int_equal(desk_do(f, AGENCY_KPU, number, DEED_TAKE, (struct deed_form){ 0 }),
                     DEED_CHANGED);
    assert_memory_equal(now(f, number)->head.state.owner.b, f->officers[AGENCY_BAWASLU]->id.b,
                        ID_SIZE);
}

static void confirming_the_rules_needs_no_reason_and_overriding_them_does(void **state)
{
    struct desk_fixture *f = *state;
    struct str number = new_case(f);
    struct deed_form form = desk_review(f, number);

    form.intake = INTAKE_TEMUAN;
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_REVIEW, form), DEED_REASON_MISSING);
    form.text = STR("Pengawas melihat sendiri.");
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_REVIEW, form), DEED_FINE);
    assert_true(now(f, number)->events[1].event.facts.overrides);
    assert_int_equal(now(f, number)->head.state.intake, INTAKE_TEMUAN);
    assert_true(str_is(now(f, number)->title, "Unggahan dukungan"));
    number = new_case(f);
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_REVIEW, desk_review(f, number)),
                     DEED_FINE);
    assert_false(now(f, number)->events[1].event.facts.overrides);
}

static void a_review_stops_the_clock_of_the_initial_review(void **state)
{
    struct desk_fixture *f = *state;
    struct str number = new_case(f);
    const struct case_clock *c =
        case_clock_find(&now(f, number)->head.state, CLOCK_INITIAL_REVIEW, AUTHORITY_NONE);

    assert_non_null(c);
    assert_int_equal(c->state, CLOCK_RUNNING);
    assert_int_equal(c->due_on.n, day_of(2024, 10, 16).n); /* two days after filing: A.5 */
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_REVIEW, desk_review(f, number)),
                     DEED_FINE);
    c = case_clock_find(&now(f, number)->head.state, CLOCK_INITIAL_REVIEW, AUTHORITY_NONE);
    assert_int_equal(c->state, CLOCK_MET);
    assert_false(c->late);
}

static void several_bodies_are_several_events_each_with_its_own_clock(void **state)
{
    struct desk_fixture *f = *state;
    struct str number = reviewed_case(f);
    struct deed_form form = { .authorities = CODE_BIT(AUTHORITY_BKN)
                                             | CODE_BIT(AUTHORITY_BAWASLU_KABKOTA),
                              .text = STR("Mohon diperiksa.") };
    const struct case_state *s;
    size_t before = now(f, number)->events_len;

    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_REFER, form), DEED_FINE);
    s = &now(f, number)->head.state;
    assert_int_equal(s->stage, STAGE_REFERRED);
    assert_int_equal(s->events, before + 2);
    assert_int_equal(s->referrals_len, 2);
    assert_non_null(case_clock_find(s, CLOCK_BKN_VERIFICATION, AUTHORITY_BKN)); /* B.6, asn */
    assert_null(case_clock_find(s, CLOCK_BKN_VERIFICATION, AUTHORITY_BAWASLU_KABKOTA));
    /* the basis of each is the rules' own */
    assert_true(json_text(now(f, number)->events[before].payload, "basis").len > 0);
    /* who has it and has not answered gets it no second time */
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_REFER, form), DEED_AUTHORITY_TWICE);
}

static void a_body_answers_once_with_a_result_and_its_clock_stops(void **state)
{
    struct desk_fixture *f = *state;
    struct str number = reviewed_case(f);
    struct deed_form answer = { .authority = AUTHORITY_BKN, .text = STR("Sanksi sedang."),
                                .number = STR("800/12/2024") };
    const struct case_state *s;

    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_REFER,
                             (struct deed_form){ .authorities = CODE_BIT(AUTHORITY_BKN) }),
                     DEED_FINE);
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_RECEIVED,
                             (struct deed_form){ .authority = AUTHORITY_BKN }),
                     DEED_FINE);
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_ANSWERED, answer),
                     DEED_RESULT_MISSING);
    answer.result = RESULT_ETHICS;
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_ANSWERED, answer), DEED_FINE);
    s = &now(f, number)->head.state;
    assert_int_equal(s->referrals[0].result, RESULT_ETHICS);
    assert_int_equal(case_clock_find(s, CLOCK_BKN_VERIFICATION, AUTHORITY_BKN)->state, CLOCK_MET);
    assert_int_equal(s->waiting, WAITING_OFFICER);
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_ANSWERED, answer), DEED_STAGE);
}

static struct deed_form registered(void)
{
    return (struct deed_form){ .register_number = STR("001/Reg/LP/PB/Kab/14.08/X/2024") };
}

static void handling_goes_from_three_days_to_five_and_no_further(void **state)
{
    struct desk_fixture *f = *state;
    struct str number = reviewed_case(f);
    struct deed_form more = { .clock = CLOCK_HANDLING_3, .by = 2,
                              .text = STR("Pasal 134 ayat (6)") };
    const struct case_clock *c;
    struct clock working;

    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_REGISTER, registered()), DEED_FINE);
    c = case_clock_find(&now(f, number)->head.state, CLOCK_HANDLING_3, AUTHORITY_NONE);
    assert_int_equal(c->due_on.n, day_of(2024, 10, 17).n); /* 3 calendar days: A.5, A.6 */
    more.by = 3;
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_EXTEND, more), DEED_CLOCK_SPENT);
    more.by = 2;
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_EXTEND, more), DEED_FINE);
    c = case_clock_find(&now(f, number)->head.state, CLOCK_HANDLING_5, AUTHORITY_NONE);
    assert_int_equal(c->due_on.n, day_of(2024, 10, 19).n);
    assert_int_equal(case_clock_working(&f->cx, f->env, now(f, number),
                                        now(f, number)->head.state.clocks_len - 1, &working), OK);
    assert_true(str_find(working.explained, STR("Pasal 134 ayat (6)")) != SIZE_MAX);
    more.clock = CLOCK_HANDLING_5;
    more.by = 1;
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_EXTEND, more), DEED_CLOCK_SPENT);
}

static void a_pause_keeps_what_was_left_of_a_clock(void **state)
{
    struct desk_fixture *f = *state;
    struct str number = reviewed_case(f);
    struct deed_form form = { .clock = CLOCK_HANDLING_3, .text = STR("Menunggu ahli") };
    const struct case_clock *c;

    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_REGISTER, registered()), DEED_FINE);
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_PAUSE, form), DEED_FINE);
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_PAUSE, form), DEED_STAGE);
    f->cx.now_us += 2 * DAY_US;
    form.text = STR("");
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_RESUME, form), DEED_FINE);
    c = case_clock_find(&now(f, number)->head.state, CLOCK_HANDLING_3, AUTHORITY_NONE);
    assert_int_equal(c->state, CLOCK_RUNNING);
    assert_int_equal(c->due_on.n, day_of(2024, 10, 19).n); /* two days later than the 17th */
    f->cx.now_us = DESK_NOW;
}

static void a_crime_sets_the_hours_to_the_police_running(void **state)
{
    struct desk_fixture *f = *state;
    struct str number = reviewed_case(f);

    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_DECIDE,
                             (struct deed_form){ .result = RESULT_CRIME, .text = STR("sebab") }),
                     DEED_FINE);
    assert_non_null(case_clock_find(&now(f, number)->head.state, CLOCK_POLICE_HANDOVER,
                                    AUTHORITY_NONE)); /* 1x24 hours after the decision: A.5 */
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_CLOSE,
                             (struct deed_form){ .result = RESULT_CRIME, .text = STR("sebab") }),
                     DEED_FINE);
    assert_int_equal(now(f, number)->head.state.stage, STAGE_CLOSED);
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_REOPEN,
                             (struct deed_form){ .text = STR("Ada bukti baru") }),
                     DEED_FINE);
    assert_int_equal(now(f, number)->head.state.stage, STAGE_REVIEWED);
}

static void asking_to_complete_gives_the_reporter_two_days(void **state)
{
    struct desk_fixture *f = *state;
    struct str number = new_case(f);
    const struct case_clock *c;

    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_ASK,
                             (struct deed_form){ .missing = CODE_BIT(MISSING_BUKTI),
                                                 .text = STR("Kirim foto.") }),
                     DEED_FINE);
    c = case_clock_find(&now(f, number)->head.state, CLOCK_COMPLETION, AUTHORITY_NONE);
    assert_non_null(c);
    assert_int_equal(c->due_on.n, day_of(2024, 10, 16).n); /* 2 days after notice: A.5 */
    assert_int_equal(now(f, number)->head.state.waiting, WAITING_REPORTER);
}

static void a_duplicate_is_closed_into_the_other(void **state)
{
    struct desk_fixture *f = *state;
    struct str number = new_case(f), other = new_case(f);

    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_MERGE,
                             (struct deed_form){ .number = other }),
                     DEED_FINE);
    assert_int_equal(now(f, number)->head.state.stage, STAGE_CLOSED);
    assert_memory_equal(now(f, number)->head.state.merged_into.b, now(f, other)->head.id.b,
                        ID_SIZE);
    /* a case that was merged is no place to merge into */
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, other, DEED_MERGE,
                             (struct deed_form){ .number = number }),
                     DEED_NUMBER_SAME);
}

static void a_merger_never_tells_an_agency_of_a_case_it_may_not_know(void **state)
{
    struct desk_fixture *f = *state;
    struct report_form form;
    struct str open, narrow;

    desk_form(&form);
    form.category = CATEGORY_OTHER; /* of no agency: all five have it */
    form.role = ROLE_NONE;
    open = desk_file(f, &form).number;
    form.category = CATEGORY_POLRI;
    form.role = ROLE_ANGGOTA;
    narrow = desk_file(f, &form).number; /* Propam has no grant */
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, open, DEED_MERGE,
                             (struct deed_form){ .number = narrow }),
                     DEED_NUMBER_NARROWER);
    assert_int_equal(desk_do(f, AGENCY_PROPAM, open, DEED_MERGE,
                             (struct deed_form){ .number = narrow }),
                     DEED_NUMBER_UNKNOWN);
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, narrow, DEED_MERGE,
                             (struct deed_form){ .number = open }),
                     DEED_FINE);
}

static void tasks_are_added_and_done_by_number(void **state)
{
    struct desk_fixture *f = *state;
    struct str number = new_case(f);

    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_TASK_ADD,
                             (struct deed_form){ .text = STR("Minta undangan acara") }),
                     DEED_FINE);
    assert_int_equal(desk_do(f, AGENCY_KPU, number, DEED_TASK_DONE,
                             (struct deed_form){ .task = 2 }),
                     DEED_STAGE);
    assert_int_equal(desk_do(f, AGENCY_KPU, number, DEED_TASK_DONE,
                             (struct deed_form){ .task = 1 }),
                     DEED_FINE);
    assert_true(now(f, number)->head.state.tasks[0].done);
}

static void a_review_that_finds_a_policeman_takes_the_case_from_propam(void **state)
{
    struct desk_fixture *f = *state;
    struct str number = new_case(f);
    struct deed_form form = desk_review(f, number);
    struct read_case *rc = ARENA_NEW(f->arena, struct read_case);

    assert_int_equal(desk_read(f, AGENCY_PROPAM, number, rc), OK);
    form.category = CATEGORY_POLRI;
    form.text = STR("Terlapor ternyata anggota kepolisian.");
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, number, DEED_REVIEW, form), DEED_FINE);
    assert_int_equal(desk_read(f, AGENCY_PROPAM, number, rc), ERR_NOT_FOUND);
    assert_int_equal(desk_read(f, AGENCY_KPU, number, rc), OK);
}

static void numbers_that_bawaslu_issues_are_known_leniently(void **state)
{
    static const struct {
        const char *number;
        bool likely;
    } cases[] = { /* domain.md A.8 */
        { "02/PL/PB/Kab/16.12/X/2024", true },
        { "001/PL/PB/Prov/14.00/X/2024", true },
        { "016/PL/PB/RI/00.00/IV/2025", true },
        { "001/Reg/LP/PB/Kab/08.07/X/2024", true },
        { "06/Reg/LP/PG/Kab/14.08/XI/2024", true },
        { "06/Reg/L.P/PG/Kab/14.08/XI/2024", true },
        { "004/LP/PB/KAB/16.30/IX/2020", true },
        { " 004 / LP / PB / KAB / 16.30 / IX / 2020 ", true },
        { "JPR-7K3QX", false },
        { "LP/001", false },
        { "001/LP/PB/Kab/14.08/13/2024", false }, /* no month */
        { "001/LP/PB/Kab/14.08/X/24", false },    /* no year */
        { "", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (bawaslu_number_likely(str_of(cases[i].number)) != cases[i].likely)
            fail_msg("'%s' should be %s", cases[i].number, cases[i].likely ? "likely" : "odd");
}

static int start(void **state)
{
    *state = desk_start();
    return 0;
}

static int stop(void **state)
{
    desk_stop(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_deed_says_what_it_lacks),
        cmocka_unit_test(the_second_of_two_officers_is_told_and_nothing_is_overwritten),
        cmocka_unit_test(the_same_form_sent_twice_is_done_once),
        cmocka_unit_test(a_case_that_nobody_has_can_be_taken_from_a_list_once),
        cmocka_unit_test(confirming_the_rules_needs_no_reason_and_overriding_them_does),
        cmocka_unit_test(a_review_stops_the_clock_of_the_initial_review),
        cmocka_unit_test(several_bodies_are_several_events_each_with_its_own_clock),
        cmocka_unit_test(a_body_answers_once_with_a_result_and_its_clock_stops),
        cmocka_unit_test(handling_goes_from_three_days_to_five_and_no_further),
        cmocka_unit_test(a_pause_keeps_what_was_left_of_a_clock),
        cmocka_unit_test(a_crime_sets_the_hours_to_the_police_running),
        cmocka_unit_test(asking_to_complete_gives_the_reporter_two_days),
        cmocka_unit_test(a_duplicate_is_closed_into_the_other),
        cmocka_unit_test(a_merger_never_tells_an_agency_of_a_case_it_may_not_know),
        cmocka_unit_test(tasks_are_added_and_done_by_number),
        cmocka_unit_test(a_review_that_finds_a_policeman_takes_the_case_from_propam),
        cmocka_unit_test(numbers_that_bawaslu_issues_are_known_leniently),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
