/*
 * case: the fold against its table. Exhaustive over kind x stage x actor, then
 * the lives of a few whole cases, then facts through JSON and back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "domain/case.h"

#define HOUR HOUR_US

static struct event event_at(const struct case_state *s, enum event_kind kind, enum actor actor,
                             int64_t at_us)
{
    struct event e = { .kind = kind, .seq = s->events, .at_us = at_us, .actor = actor };

    event_facts_init(&e.facts);
    return e;
}

static void add(struct case_state *s, struct event e)
{
    enum case_fault fault = case_apply(s, &e);

    if (fault != CASE_FINE)
        fail_msg("%s in stage %s: %s", event_rule(e.kind)->name, stage_name(s->stage),
                 case_fault_text(fault));
}

static struct event_clock clock_to(enum clock_name name, enum authority authority, int64_t due_us)
{
    return (struct event_clock){ .name = name,
                                 .authority = authority,
                                 .due_us = due_us,
                                 .due_on = day_at(due_us - 1, ZONE_WIB),
                                 .strict_due_on = DAY_NONE };
}

static void open_case(struct case_state *s)
{
    struct event e;

    case_init(s);
    e = event_at(s, EVENT_REPORT_RECEIVED, ACTOR_REPORTER, 0);
    e.facts.category = CATEGORY_ASN;
    e.facts.intake = INTAKE_INFORMASI_AWAL;
    e.facts.clocks[0] = clock_to(CLOCK_INITIAL_REVIEW, AUTHORITY_NONE, 48 * HOUR);
    e.facts.clocks[1] = clock_to(CLOCK_TRACING, AUTHORITY_NONE, 168 * HOUR);
    e.facts.clocks_len = 2;
    add(s, e);
}

static void review(struct case_state *s, int64_t at_us)
{
    struct event e = event_at(s, EVENT_CASE_REVIEWED, ACTOR_OFFICER, at_us);

    e.facts.intake = INTAKE_LAPORAN;
    e.facts.category = CATEGORY_KEPALA_DESA;
    add(s, e);
}

static void refer(struct case_state *s, enum authority to, int64_t at_us, int64_t due_us)
{
    struct event e = event_at(s, EVENT_CASE_REFERRED, ACTOR_OFFICER, at_us);

    e.facts.authority = to;
    if (due_us) {
        e.facts.clocks[0] = clock_to(CLOCK_BKN_VERIFICATION, to, due_us);
        e.facts.clocks_len = 1;
    }
    add(s, e);
}

static void answer(struct case_state *s, enum authority from, enum result result, int64_t at_us)
{
    struct event e = event_at(s, EVENT_REFERRAL_ANSWERED, ACTOR_OFFICER, at_us);

    e.facts.authority = from;
    e.facts.result = result;
    e.facts.on = day_at(at_us, ZONE_WIB);
    add(s, e);
}

/* A request that three have approved, an excluded agency with and one without access. */
static void fill_custody(struct case_state *s, struct event *e)
{
    bool request = e->kind == EVENT_IDENTITY_REQUESTED, gives = e->kind == EVENT_GRANT_GIVEN;

    s->mode = MODE_CONFIDENTIAL;
    s->excluded = CODE_BIT(AGENCY_KPU) | CODE_BIT(AGENCY_PROPAM);
    s->access.given = CODE_BIT(AGENCY_PROPAM);
    s->access.proposed = gives ? AGENCY_KPU : AGENCY_NONE;
    s->access.proposer = AGENCY_KESBANGPOL;
    s->identity = (struct case_identity){
        .stage = request ? IDENTITY_QUIET : IDENTITY_ASKED,
        .asker = AGENCY_BAWASLU,
        .since_us = e->kind == EVENT_IDENTITY_LAPSED ? -IDENTITY_LAPSE_US : 0,
        .holders = CODE_BIT(AGENCY_BAWASLU) | CODE_BIT(AGENCY_PROVOS_TNI)
                   | CODE_BIT(AGENCY_KESBANGPOL),
    };
    if (e->kind == EVENT_IDENTITY_OPENED || e->kind == EVENT_IDENTITY_VOIDED)
        s->identity.approved = s->identity.holders;
    e->agency = AGENCY_BAWASLU;
    e->officer = (struct officer_id){ { 7 } };
    e->facts.holders = s->identity.holders;
    e->facts.agency = e->kind == EVENT_GRANT_REVOKED    ? AGENCY_PROPAM
                      : e->kind == EVENT_IDENTITY_VOIDED ? AGENCY_BAWASLU
                                                         : AGENCY_KPU;
}

/* Facts that satisfy every kind, on a state that has one of everything. */
static void fill(struct case_state *s, struct event *e)
{
    s->clocks[0] = (struct case_clock){ .name = CLOCK_HANDLING_3,
                                        .due_us = 5,
                                        .state = e->kind == EVENT_CLOCK_RESUMED ? CLOCK_PAUSED
                                                                                : CLOCK_RUNNING };
    s->clocks_len = 1;
    s->referrals[0] = (struct case_referral){
        .authority = AUTHORITY_BKN,
        .state = e->kind == EVENT_CASE_REFERRED ? REFERRAL_ANSWERED : REFERRAL_SENT,
    };
    s->referrals_len = 1;
    s->tasks[0] = (struct case_task){ .number = 1 };
    s->tasks_len = 1;
    e->at_us = 10;
    e->facts.clock = CLOCK_HANDLING_3;
    e->facts.authority = e->kind == EVENT_CASE_REFERRED || e->kind == EVENT_REFERRAL_RECEIVED
                                 || e->kind == EVENT_REFERRAL_ANSWERED
                             ? AUTHORITY_BKN
                             : AUTHORITY_NONE;
    e->facts.clocks[0] = clock_to(CLOCK_HANDLING_5, AUTHORITY_NONE, 50);
    e->facts.clocks_len = 1;
    e->facts.result = RESULT_STOPPED;
    e->facts.intake = INTAKE_LAPORAN;
    e->facts.task = 1;
    fill_custody(s, e);
}

static void every_kind_happens_only_where_its_row_says(void **state)
{
    static const enum actor actors[] = { ACTOR_REPORTER, ACTOR_OFFICER, ACTOR_SERVER };

    (void)state;
    for (int kind = 0; kind < EVENT_KIND_COUNT; kind++)
        for (int stage = 0; stage < STAGE_COUNT; stage++)
            for (size_t a = 0; a < COUNT_OF(actors); a++) {
                const struct event_rule *rule = event_rule((enum event_kind)kind);
                bool allowed = (rule->stages >> stage & 1) && (rule->actors & actors[a]);
                struct case_state s, before;
                struct event e;

                case_init(&s);
                s.stage = (enum case_stage)stage;
                e = event_at(&s, (enum event_kind)kind, actors[a], 0);
                fill(&s, &e);
                before = s;
                if ((case_apply(&s, &e) == CASE_FINE) != allowed)
                    fail_msg("%s in %s", rule->name, stage_name((enum case_stage)stage));
                if (!allowed)
                    assert_memory_equal(&s, &before, sizeof s);
                else
                    assert_int_equal(s.events, 1);
            }
}

static void names_are_unique_and_read_back(void **state)
{
    (void)state;
    for (int i = 0; i < EVENT_KIND_COUNT; i++) {
        enum event_kind kind = EVENT_KIND_COUNT;

        assert_non_null(event_rule((enum event_kind)i)->name);
        assert_true(event_kind_parse(str_of(event_rule((enum event_kind)i)->name), &kind));
        assert_int_equal(kind, i);
    }
    for (int i = 0; i < RESULT_COUNT; i++) {
        enum result r;

        assert_true(result_parse(str_of(result_name((enum result)i)), &r));
        assert_int_equal(r, i);
    }
}

static void what_reporters_cause_shows_nothing_but_that_it_was(void **state)
{
    (void)state; /* design.md section 4: no category, place, channel or mode */
    for (int i = 0; i < EVENT_KIND_COUNT; i++) {
        const struct event_rule *rule = event_rule((enum event_kind)i);

        if (rule->actors & ACTOR_REPORTER)
            assert_int_equal(rule->shows, 0);
    }
}

static void a_case_goes_its_whole_way(void **state)
{
    struct case_state s;
    struct event e;

    (void)state;
    open_case(&s);
    assert_int_equal(s.stage, STAGE_RECEIVED);
    assert_int_equal(s.waiting, WAITING_OFFICER);
    assert_int_equal(case_next_clock(&s)->name, CLOCK_INITIAL_REVIEW);
    review(&s, 10 * HOUR);
    assert_int_equal(s.category, CATEGORY_KEPALA_DESA);
    assert_int_equal(case_clock_find(&s, CLOCK_INITIAL_REVIEW, AUTHORITY_NONE)->state, CLOCK_MET);
    assert_false(case_clock_find(&s, CLOCK_INITIAL_REVIEW, AUTHORITY_NONE)->late);
    assert_int_equal(s.read_us, 10 * HOUR);
    refer(&s, AUTHORITY_BAWASLU_KABKOTA, 11 * HOUR, 0);
    refer(&s, AUTHORITY_BKN, 11 * HOUR, 240 * HOUR);
    assert_int_equal(s.stage, STAGE_REFERRED);
    assert_int_equal(s.waiting, WAITING_AUTHORITY);
    answer(&s, AUTHORITY_BKN, RESULT_OTHER_LAW, 100 * HOUR);
    assert_int_equal(case_referral_find(&s, AUTHORITY_BKN)->state, REFERRAL_ANSWERED);
    assert_int_equal(case_referral_find(&s, AUTHORITY_BAWASLU_KABKOTA)->state, REFERRAL_SENT);
    assert_int_equal(case_clock_find(&s, CLOCK_BKN_VERIFICATION, AUTHORITY_BKN)->state, CLOCK_MET);
    e = event_at(&s, EVENT_CASE_DECIDED, ACTOR_OFFICER, 120 * HOUR);
    e.facts.result = RESULT_OTHER_LAW;
    add(&s, e);
    e = event_at(&s, EVENT_CASE_CLOSED, ACTOR_OFFICER, 121 * HOUR);
    e.facts.result = RESULT_OTHER_LAW;
    add(&s, e);
    assert_false(case_open(&s));
    assert_null(case_next_clock(&s));
    e = event_at(&s, EVENT_MESSAGE_RECEIVED, ACTOR_REPORTER, 130 * HOUR);
    add(&s, e);
    assert_int_equal(s.unread, 1);
    assert_int_equal(s.stage, STAGE_CLOSED);
    add(&s, event_at(&s, EVENT_CASE_REOPENED, ACTOR_OFFICER, 131 * HOUR));
    assert_int_equal(s.stage, STAGE_REFERRED);
}

static void a_missed_clock_stays_missed_even_when_the_work_is_done_later(void **state)
{
    struct case_state s;
    struct event e;

    (void)state;
    open_case(&s);
    e = event_at(&s, EVENT_DEADLINE_MISSED, ACTOR_SERVER, 47 * HOUR);
    e.facts.clock = CLOCK_INITIAL_REVIEW;
    assert_int_equal(case_may(&s, &e), CASE_FAULT_UNKNOWN); /* an hour too early */
    e.at_us = 48 * HOUR;
    add(&s, e);
    assert_int_equal(case_next_clock(&s)->state, CLOCK_MISSED);
    e = event_at(&s, EVENT_DEADLINE_MISSED, ACTOR_SERVER, 49 * HOUR);
    e.facts.clock = CLOCK_INITIAL_REVIEW;
    assert_int_equal(case_may(&s, &e), CASE_FAULT_UNKNOWN); /* once is enough */
    review(&s, 50 * HOUR);
    assert_int_equal(case_clock_find(&s, CLOCK_INITIAL_REVIEW, AUTHORITY_NONE)->state, CLOCK_MET);
    assert_true(case_clock_find(&s, CLOCK_INITIAL_REVIEW, AUTHORITY_NONE)->late);
}

static void clocks_pause_and_extend(void **state)
{
    struct case_state s;
    struct event e;

    (void)state;
    open_case(&s);
    e = event_at(&s, EVENT_CLOCK_PAUSED, ACTOR_OFFICER, HOUR);
    e.facts.clock = CLOCK_TRACING;
    add(&s, e);
    e = event_at(&s, EVENT_DEADLINE_MISSED, ACTOR_SERVER, 500 * HOUR);
    e.facts.clock = CLOCK_TRACING;
    assert_int_equal(case_may(&s, &e), CASE_FAULT_UNKNOWN); /* a paused clock is not missed */
    e = event_at(&s, EVENT_CLOCK_RESUMED, ACTOR_OFFICER, 600 * HOUR);
    e.facts.clock = CLOCK_TRACING;
    e.facts.clocks[0] = clock_to(CLOCK_TRACING, AUTHORITY_NONE, 767 * HOUR);
    e.facts.clocks_len = 1;
    add(&s, e);
    assert_int_equal(case_clock_find(&s, CLOCK_TRACING, AUTHORITY_NONE)->due_us, 767 * HOUR);
    e = event_at(&s, EVENT_CLOCK_EXTENDED, ACTOR_OFFICER, 601 * HOUR);
    e.facts.clock = CLOCK_TRACING;
    e.facts.clocks[0] = clock_to(CLOCK_TRACING, AUTHORITY_NONE, 700 * HOUR);
    e.facts.clocks_len = 1;
    assert_int_equal(case_may(&s, &e), CASE_FAULT_UNKNOWN); /* an extension does not shorten */
    assert_int_equal(s.clocks_len, 2);
}

static void the_same_body_is_not_asked_twice_while_it_is_silent(void **state)
{
    struct case_state s;
    struct event e;

    (void)state;
    open_case(&s);
    review(&s, HOUR);
    refer(&s, AUTHORITY_BKN, 2 * HOUR, 0);
    e = event_at(&s, EVENT_CASE_REFERRED, ACTOR_OFFICER, 3 * HOUR);
    e.facts.authority = AUTHORITY_BKN;
    assert_int_equal(case_may(&s, &e), CASE_FAULT_UNKNOWN);
    answer(&s, AUTHORITY_BKN, RESULT_NOT_REGISTERED, 4 * HOUR);
    assert_int_equal(case_may(&s, &(struct event){ .kind = EVENT_CASE_REFERRED,
                                                   .seq = s.events,
                                                   .actor = ACTOR_OFFICER,
                                                   .facts.authority = AUTHORITY_BKN }),
                     CASE_FINE);
}

static void a_soldiers_case_is_handed_to_bawaslu_within_its_hours(void **state)
{
    struct case_state s;
    struct event e;

    (void)state; /* TNI post flow of 20 Nov 2023: domain.md B.4 */
    open_case(&s);
    review(&s, HOUR);
    e = event_at(&s, EVENT_CASE_REGISTERED, ACTOR_OFFICER, 2 * HOUR);
    e.facts.clocks[0] = clock_to(CLOCK_TNI_FORWARD_24H, AUTHORITY_NONE, 24 * HOUR);
    e.facts.clocks_len = 1;
    add(&s, e);
    refer(&s, AUTHORITY_POM_TNI, 3 * HOUR, 0);
    assert_int_equal(case_clock_find(&s, CLOCK_TNI_FORWARD_24H, AUTHORITY_NONE)->state,
                     CLOCK_RUNNING);
    refer(&s, AUTHORITY_BAWASLU_KABKOTA, 30 * HOUR, 0);
    assert_int_equal(case_clock_find(&s, CLOCK_TNI_FORWARD_24H, AUTHORITY_NONE)->state, CLOCK_MET);
    assert_true(case_clock_find(&s, CLOCK_TNI_FORWARD_24H, AUTHORITY_NONE)->late);
}

static void a_case_has_room_for_so_much_and_says_when_it_is_full(void **state)
{
    struct case_state s;
    struct event e;

    (void)state;
    open_case(&s);
    for (int i = 0; i < CASE_TASKS_MAX; i++)
        add(&s, event_at(&s, EVENT_TASK_ADDED, ACTOR_OFFICER, HOUR));
    e = event_at(&s, EVENT_TASK_ADDED, ACTOR_OFFICER, HOUR);
    assert_int_equal(case_may(&s, &e), CASE_FAULT_FULL);
    e = event_at(&s, EVENT_TASK_DONE, ACTOR_OFFICER, HOUR);
    e.facts.task = CASE_TASKS_MAX;
    add(&s, e);
    e.seq = s.events;
    assert_int_equal(case_may(&s, &e), CASE_FAULT_UNKNOWN); /* done already */
}

static void facts_survive_json_byte_for_byte(void **state)
{
    struct arena *a = arena_new(1 << 18);
    struct cx cx = cx_system(a);
    struct event_facts f, back;
    struct str json, again;

    (void)state;
    event_facts_init(&f);
    assert_int_equal(event_facts_write(&cx, &f, &json), OK);
    assert_string_equal(json.at, "{}");
    f.category = CATEGORY_POLRI;
    f.channel = CHANNEL_WEB;
    f.mode = MODE_ANONYMOUS;
    f.intake = INTAKE_INFORMASI_AWAL;
    f.urgency = URGENCY_HIGH;
    f.timeliness = TIMELINESS_BORDERLINE;
    f.missing = 5;
    f.excluded = 2;
    f.flags = 1u << 30;
    memcpy(f.kecamatan, "33.20.05", 9);
    f.occurred_on = day_of(2024, 9, 14);
    f.known_on = day_of(1970, 1, 1);
    f.clocks[0] = clock_to(CLOCK_SP3D_20WD, AUTHORITY_PROPAM_POLDA, 77 * HOUR);
    f.clocks_len = 1;
    f.authority = AUTHORITY_DKPP;
    f.result = RESULT_ETHICS;
    f.on = day_of(2025, 8, 9);
    f.clock = CLOCK_HANDLING_3;
    f.task = 7;
    memset(f.officer.b, 0xAB, sizeof f.officer.b);
    memset(f.other.b, 0x01, sizeof f.other.b);
    f.overrides = f.pressured = f.threatened = true;
    assert_int_equal(event_facts_write(&cx, &f, &json), OK);
    assert_int_equal(event_facts_read(&cx, json, &back), OK);
    assert_int_equal(event_facts_write(&cx, &back, &again), OK);
    assert_string_equal(json.at, again.at);
    assert_int_equal(back.clocks[0].authority, AUTHORITY_PROPAM_POLDA);
    assert_int_equal(back.known_on.n, 0);
    arena_free(a);
}

static void facts_that_are_not_ours_are_refused(void **state)
{
    static const char *const refused[] = {
        "[]",
        "{\"kategory\":\"asn\"}",
        "{\"category\":\"dragon\"}",
        "{\"category\":5}",
        "{\"task\":-1}",
        "{\"on\":\"2024-02-30\"}",
        "{\"officer\":\"ab\"}",
        "{\"overrides\":false}",
        "{\"clocks\":[{}]}",
        "{\"clocks\":[{\"name\":\"filing\",\"x\":1}]}",
        "{\"kecamatan\":\"33.20.05.2001.9999\"}",
        "{\"category\":\"\"}",
    };
    struct arena *a = arena_new(1 << 18);
    struct cx cx = cx_system(a);
    struct event_facts f;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++)
        if (event_facts_read(&cx, str_of(refused[i]), &f) != ERR_CORRUPT)
            fail_msg("accepted: %s", refused[i]);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_happens_only_where_its_row_says),
        cmocka_unit_test(names_are_unique_and_read_back),
        cmocka_unit_test(what_reporters_cause_shows_nothing_but_that_it_was),
        cmocka_unit_test(a_case_goes_its_whole_way),
        cmocka_unit_test(a_missed_clock_stays_missed_even_when_the_work_is_done_later),
        cmocka_unit_test(clocks_pause_and_extend),
        cmocka_unit_test(the_same_body_is_not_asked_twice_while_it_is_silent),
        cmocka_unit_test(a_soldiers_case_is_handed_to_bawaslu_within_its_hours),
        cmocka_unit_test(a_case_has_room_for_so_much_and_says_when_it_is_full),
        cmocka_unit_test(facts_survive_json_byte_for_byte),
        cmocka_unit_test(facts_that_are_not_ours_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
