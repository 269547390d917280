/*
 * case_custody: who may know what of a case, folded: opening a name takes three agencies, giving
 * an excluded one access takes two others, who stepped back has no voice. And the same rules as an
 * outsider reckons them from leaves.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "domain/case.h"
#include "domain/custody_watch.h"

#define BIT CODE_BIT
#define ALL                                                                                        \
    (BIT(AGENCY_PROPAM) | BIT(AGENCY_PROVOS_TNI) | BIT(AGENCY_KPU) | BIT(AGENCY_BAWASLU)           \
     | BIT(AGENCY_KESBANGPOL))

static struct event act(const struct case_state *s, enum event_kind kind, enum agency_code by)
{
    struct event e = { .kind = kind,
                       .seq = s->events,
                       .at_us = s->last_us + HOUR_US,
                       .actor = by ? ACTOR_OFFICER : ACTOR_SERVER,
                       .by_agency_known = by != 0,
                       .agency = by,
                       .officer = { { (uint8_t)by } } };

    event_facts_init(&e.facts);
    e.facts.holders = ALL;
    return e;
}

static enum case_fault try_act(struct case_state *s, enum event_kind kind, enum agency_code by,
                               enum agency_code about)
{
    struct event e = act(s, kind, by);

    e.facts.agency = about;
    return case_apply(s, &e);
}

static void does(struct case_state *s, enum event_kind kind, enum agency_code by)
{
    enum case_fault fault = try_act(s, kind, by, AGENCY_NONE);

    if (fault != CASE_FINE)
        fail_msg("%s by %s: %s", event_rule(kind)->name, agency_code_name(by),
                 case_fault_text(fault));
}

/* Reviewed, confidential; excluded from the start. */
static void open_case(struct case_state *s, unsigned excluded)
{
    struct event e;

    case_init(s);
    e = act(s, EVENT_REPORT_RECEIVED, AGENCY_NONE);
    e.actor = ACTOR_REPORTER;
    e.facts.mode = MODE_CONFIDENTIAL;
    e.facts.excluded = excluded;
    assert_int_equal(case_apply(s, &e), CASE_FINE);
    e = act(s, EVENT_CASE_REVIEWED, AGENCY_BAWASLU);
    e.facts.intake = INTAKE_LAPORAN;
    assert_int_equal(case_apply(s, &e), CASE_FINE);
}

static void two_do_not_open_and_three_do(void **state)
{
    struct case_state s;

    (void)state; /* ledger.md 6.3 */
    open_case(&s, 0);
    does(&s, EVENT_IDENTITY_REQUESTED, AGENCY_BAWASLU);
    assert_int_equal(s.identity.stage, IDENTITY_ASKED);
    does(&s, EVENT_IDENTITY_APPROVED, AGENCY_BAWASLU); /* its own custodian is one of three */
    does(&s, EVENT_IDENTITY_APPROVED, AGENCY_KPU);
    assert_int_equal(try_act(&s, EVENT_IDENTITY_OPENED, AGENCY_BAWASLU, 0), CASE_FAULT_UNKNOWN);
    /* the same agency again is not a third */
    assert_int_equal(try_act(&s, EVENT_IDENTITY_APPROVED, AGENCY_KPU, 0), CASE_FAULT_UNKNOWN);
    does(&s, EVENT_IDENTITY_APPROVED, AGENCY_PROPAM);
    assert_int_equal(try_act(&s, EVENT_IDENTITY_OPENED, AGENCY_KPU, 0), CASE_FAULT_ACTOR);
    does(&s, EVENT_IDENTITY_OPENED, AGENCY_BAWASLU);
    assert_int_equal(s.identity.stage, IDENTITY_OPENED);
    assert_int_equal(s.identity.opened, BIT(AGENCY_BAWASLU));
    assert_int_equal(try_act(&s, EVENT_IDENTITY_REQUESTED, AGENCY_BAWASLU, 0), CASE_FAULT_UNKNOWN);
    does(&s, EVENT_IDENTITY_REQUESTED, AGENCY_KPU); /* another asks anew, with new approvals */
    assert_int_equal(s.identity.opened, BIT(AGENCY_BAWASLU));
    assert_int_equal(try_act(&s, EVENT_IDENTITY_OPENED, AGENCY_KPU, 0), CASE_FAULT_UNKNOWN);
}

static void one_request_at_a_time(void **state)
{
    struct case_state s;

    (void)state;
    open_case(&s, 0);
    does(&s, EVENT_IDENTITY_REQUESTED, AGENCY_BAWASLU);
    assert_int_equal(try_act(&s, EVENT_IDENTITY_REQUESTED, AGENCY_KPU, 0), CASE_FAULT_UNKNOWN);
}

static void only_a_confidential_name_is_opened_so(void **state)
{
    struct case_state s;

    (void)state;
    open_case(&s, 0);
    s.mode = MODE_NAMED;
    assert_int_equal(try_act(&s, EVENT_IDENTITY_REQUESTED, AGENCY_BAWASLU, 0), CASE_FAULT_UNKNOWN);
}

static void it_is_refused_when_three_can_no_longer_agree(void **state)
{
    struct case_state s;

    (void)state;
    open_case(&s, 0);
    does(&s, EVENT_IDENTITY_REQUESTED, AGENCY_BAWASLU);
    does(&s, EVENT_IDENTITY_REFUSED, AGENCY_KPU);
    does(&s, EVENT_IDENTITY_REFUSED, AGENCY_PROPAM);
    assert_int_equal(s.identity.stage, IDENTITY_ASKED); /* three are left */
    assert_int_equal(try_act(&s, EVENT_IDENTITY_APPROVED, AGENCY_KPU, 0), CASE_FAULT_UNKNOWN);
    does(&s, EVENT_IDENTITY_REFUSED, AGENCY_PROVOS_TNI);
    assert_int_equal(s.identity.stage, IDENTITY_REFUSED);
    assert_int_equal(try_act(&s, EVENT_IDENTITY_APPROVED, AGENCY_BAWASLU, 0), CASE_FAULT_UNKNOWN);
    does(&s, EVENT_IDENTITY_REQUESTED, AGENCY_BAWASLU); /* may be asked anew: none has answered */
    assert_int_equal(s.identity.refused, 0);
}

static void a_void_approval_does_not_count(void **state)
{
    struct case_state s;

    (void)state;
    open_case(&s, BIT(AGENCY_PROPAM));
    does(&s, EVENT_IDENTITY_REQUESTED, AGENCY_BAWASLU);
    does(&s, EVENT_IDENTITY_APPROVED, AGENCY_BAWASLU);
    does(&s, EVENT_IDENTITY_APPROVED, AGENCY_KPU);
    does(&s, EVENT_IDENTITY_APPROVED, AGENCY_KESBANGPOL);
    assert_int_equal(try_act(&s, EVENT_IDENTITY_VOIDED, AGENCY_KPU, AGENCY_KESBANGPOL),
                     CASE_FAULT_ACTOR); /* only who asked can tell */
    assert_int_equal(try_act(&s, EVENT_IDENTITY_VOIDED, AGENCY_BAWASLU, AGENCY_KPU), CASE_FINE);
    assert_int_equal(try_act(&s, EVENT_IDENTITY_OPENED, AGENCY_BAWASLU, 0), CASE_FAULT_UNKNOWN);
    does(&s, EVENT_IDENTITY_APPROVED, AGENCY_PROVOS_TNI);
    does(&s, EVENT_IDENTITY_OPENED, AGENCY_BAWASLU);
}

static void a_request_lapses_after_seven_days(void **state)
{
    struct case_state s;
    struct event e;

    (void)state;
    open_case(&s, 0);
    does(&s, EVENT_IDENTITY_REQUESTED, AGENCY_BAWASLU);
    e = act(&s, EVENT_IDENTITY_LAPSED, AGENCY_NONE);
    e.at_us = s.identity.asked_us + 7 * DAY_US - 1;
    assert_int_equal(case_may(&s, &e), CASE_FAULT_UNKNOWN);
    e.at_us++;
    assert_int_equal(case_may(&s, &e), CASE_FINE);
    /* the third approval gives seven days for the opening itself */
    does(&s, EVENT_IDENTITY_APPROVED, AGENCY_BAWASLU);
    does(&s, EVENT_IDENTITY_APPROVED, AGENCY_KPU);
    does(&s, EVENT_IDENTITY_APPROVED, AGENCY_PROPAM);
    e.seq = s.events;
    assert_int_equal(case_may(&s, &e), CASE_FAULT_UNKNOWN);
    e.at_us = s.last_us + 7 * DAY_US;
    assert_int_equal(case_apply(&s, &e), CASE_FINE);
    assert_int_equal(s.identity.stage, IDENTITY_LAPSED);
    assert_int_equal(try_act(&s, EVENT_IDENTITY_OPENED, AGENCY_BAWASLU, 0), CASE_FAULT_UNKNOWN);
}

static void the_excluded_have_no_voice(void **state)
{
    struct case_state s;
    struct event e;

    (void)state;
    open_case(&s, BIT(AGENCY_KPU));
    assert_int_equal(try_act(&s, EVENT_IDENTITY_REQUESTED, AGENCY_KPU, 0), CASE_FAULT_ACTOR);
    does(&s, EVENT_IDENTITY_REQUESTED, AGENCY_BAWASLU);
    assert_int_equal(try_act(&s, EVENT_IDENTITY_APPROVED, AGENCY_KPU, 0), CASE_FAULT_ACTOR);
    does(&s, EVENT_IDENTITY_APPROVED, AGENCY_PROPAM);
    does(&s, EVENT_IDENTITY_APPROVED, AGENCY_BAWASLU);
    does(&s, EVENT_IDENTITY_APPROVED, AGENCY_KESBANGPOL);
    /* found out later to be the reported person's: its approval counts no more */
    e = act(&s, EVENT_CASE_REVIEWED, AGENCY_BAWASLU);
    e.facts.intake = INTAKE_LAPORAN;
    e.facts.excluded = BIT(AGENCY_PROPAM);
    assert_int_equal(case_apply(&s, &e), CASE_FINE);
    assert_int_equal(s.identity.stage, IDENTITY_ASKED);
    assert_int_equal(try_act(&s, EVENT_IDENTITY_OPENED, AGENCY_BAWASLU, 0), CASE_FAULT_UNKNOWN);
    e = act(&s, EVENT_CASE_REVIEWED, AGENCY_PROVOS_TNI);
    e.facts.intake = INTAKE_LAPORAN;
    e.facts.excluded = BIT(AGENCY_BAWASLU); /* the asker itself */
    assert_int_equal(case_apply(&s, &e), CASE_FINE);
    assert_int_equal(s.identity.stage, IDENTITY_REFUSED);
}

static void access_takes_two_other_agencies(void **state)
{
    struct case_state s;

    (void)state; /* ledger.md 6.4 */
    open_case(&s, BIT(AGENCY_KPU) | BIT(AGENCY_PROPAM));
    assert_int_equal(try_act(&s, EVENT_GRANT_GIVEN, AGENCY_BAWASLU, AGENCY_KPU),
                     CASE_FAULT_UNKNOWN); /* proposed by nobody */
    assert_int_equal(try_act(&s, EVENT_GRANT_PROPOSED, AGENCY_PROPAM, AGENCY_KPU),
                     CASE_FAULT_ACTOR); /* excluded itself */
    assert_int_equal(try_act(&s, EVENT_GRANT_PROPOSED, AGENCY_BAWASLU, AGENCY_PROVOS_TNI),
                     CASE_FAULT_UNKNOWN); /* has it */
    assert_int_equal(try_act(&s, EVENT_GRANT_PROPOSED, AGENCY_BAWASLU, AGENCY_KPU), CASE_FINE);
    assert_int_equal(s.access.given, 0);
    assert_int_equal(try_act(&s, EVENT_GRANT_GIVEN, AGENCY_BAWASLU, AGENCY_KPU), CASE_FAULT_ACTOR);
    assert_int_equal(try_act(&s, EVENT_GRANT_GIVEN, AGENCY_KPU, AGENCY_KPU), CASE_FAULT_ACTOR);
    assert_int_equal(try_act(&s, EVENT_GRANT_GIVEN, AGENCY_KESBANGPOL, AGENCY_PROPAM),
                     CASE_FAULT_UNKNOWN); /* something else was proposed */
    assert_int_equal(try_act(&s, EVENT_GRANT_GIVEN, AGENCY_KESBANGPOL, AGENCY_KPU), CASE_FINE);
    assert_int_equal(s.access.given, BIT(AGENCY_KPU));
    /* given access, it is heard in nothing that is about its own exclusion */
    assert_int_equal(try_act(&s, EVENT_GRANT_PROPOSED, AGENCY_KPU, AGENCY_PROPAM),
                     CASE_FAULT_ACTOR);
    assert_int_equal(try_act(&s, EVENT_IDENTITY_REQUESTED, AGENCY_KPU, 0), CASE_FAULT_ACTOR);
    assert_int_equal(try_act(&s, EVENT_GRANT_REVOKED, AGENCY_BAWASLU, AGENCY_KPU), CASE_FINE);
    assert_int_equal(s.access.given, 0);
}

static void before_review_no_grant_tells_what_the_report_is_about(void **state)
{
    const unsigned received = 1u << STAGE_RECEIVED;

    (void)state; /* decision 0010 */
    for (int kind = EVENT_GRANT_PROPOSED; kind <= EVENT_GRANT_REVOKED; kind++) {
        assert_int_equal(event_rule((enum event_kind)kind)->stages & received, 0);
        assert_int_equal(event_rule((enum event_kind)kind)->shows, 0);
    }
}

static void who_stepped_back_acts_no_more(void **state)
{
    struct case_state s;
    struct event e;

    (void)state;
    open_case(&s, 0);
    e = act(&s, EVENT_CASE_TAKEN, AGENCY_BAWASLU);
    e.facts.officer = e.officer;
    assert_int_equal(case_apply(&s, &e), CASE_FINE);
    assert_true(s.owned);
    does(&s, EVENT_OFFICER_RECUSED, AGENCY_BAWASLU);
    assert_false(s.owned);
    assert_true(case_recused(&s, e.officer));
    assert_int_equal(try_act(&s, EVENT_NOTE_ADDED, AGENCY_BAWASLU, 0), CASE_FAULT_ACTOR);
    assert_int_equal(try_act(&s, EVENT_OFFICER_RECUSED, AGENCY_BAWASLU, 0), CASE_FAULT_ACTOR);
    does(&s, EVENT_NOTE_ADDED, AGENCY_KPU);
}

/* ---- from leaves alone ---- */

struct seen {
    enum event_kind kind;
    enum agency_code by, about;
};

#define ASKED(a)                                                                                   \
    {                                                                                              \
        EVENT_IDENTITY_REQUESTED, a, 0                                                             \
    }
#define AGREED(a)                                                                                  \
    {                                                                                              \
        EVENT_IDENTITY_APPROVED, a, 0                                                              \
    }
#define OPENED(a)                                                                                  \
    {                                                                                              \
        EVENT_IDENTITY_OPENED, a, 0                                                                \
    }

static const struct watched {
    const char *what;
    struct seen at[6];
    enum custody_fault last; /* of the last event; those before are fine */
} watched[] = {
    { "three agree", { ASKED(4), AGREED(4), AGREED(3), AGREED(1), OPENED(4) }, CUSTODY_FINE },
    { "two agree", { ASKED(4), AGREED(4), AGREED(3), OPENED(4) }, CUSTODY_TOO_FEW },
    { "one agrees thrice",
      { ASKED(4), AGREED(3), AGREED(3), AGREED(3), OPENED(4) },
      CUSTODY_TOO_FEW },
    { "one of three is void",
      { ASKED(4), AGREED(4), AGREED(3), AGREED(1), { EVENT_IDENTITY_VOIDED, 4, 1 }, OPENED(4) },
      CUSTODY_TOO_FEW },
    { "agreed to an earlier request",
      { ASKED(4), AGREED(4), AGREED(3), AGREED(1), ASKED(3), OPENED(3) },
      CUSTODY_TOO_FEW },
    { "opened by another",
      { ASKED(4), AGREED(4), AGREED(3), AGREED(1), OPENED(3) },
      CUSTODY_STRANGER },
    { "opened unasked", { OPENED(4) }, CUSTODY_NOT_ASKED },
    { "opened after it lapsed",
      { ASKED(4), { EVENT_IDENTITY_LAPSED, 0, 0 }, OPENED(4) },
      CUSTODY_NOT_ASKED },
    { "agreed unasked", { AGREED(4) }, CUSTODY_NOT_ASKED },
    { "two give", { { EVENT_GRANT_PROPOSED, 4, 0 }, { EVENT_GRANT_GIVEN, 1, 0 } }, CUSTODY_FINE },
    { "one gives", { { EVENT_GRANT_PROPOSED, 4, 0 }, { EVENT_GRANT_GIVEN, 4, 0 } }, CUSTODY_ALONE },
    { "given unproposed", { { EVENT_GRANT_GIVEN, 4, 0 } }, CUSTODY_ALONE },
};

static void an_outsider_sees_what_was_opened_or_given_too_easily(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(watched); i++) {
        const struct watched *w = &watched[i];
        struct custody_case c = { 0 };
        size_t n = 0;

        while (n < COUNT_OF(w->at) && w->at[n].kind)
            n++;
        for (size_t k = 0; k < n; k++) {
            struct public_event e = { .kind = w->at[k].kind,
                                      .by = w->at[k].by,
                                      .agency = w->at[k].about };
            enum custody_fault fault = custody_watch_event(&c, &e);

            if (fault != (k + 1 == n ? w->last : CUSTODY_FINE))
                fail_msg("%s, event %zu: %s", w->what, k, custody_fault_words(fault));
        }
    }
}

static void facts_read_back(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    struct cx cx = { .arena = arena };
    struct event_facts f, back;
    struct str json;

    (void)state;
    event_facts_init(&f);
    f.agency = AGENCY_KPU;
    f.holders = ALL;
    for (size_t i = 0; i < sizeof f.identity; i++)
        f.identity[i] = (uint8_t)(i + 1);
    assert_int_equal(event_facts_write(&cx, &f, &json), OK);
    assert_int_equal(event_facts_read(&cx, json, &back), OK);
    assert_memory_equal(&f, &back, sizeof f);
    assert_int_equal(event_facts_read(&cx, STR("{\"identity\":\"00\"}"), &back), ERR_CORRUPT);
    assert_int_equal(event_facts_read(&cx, STR("{\"agency\":\"polda\"}"), &back), ERR_CORRUPT);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_do_not_open_and_three_do),
        cmocka_unit_test(one_request_at_a_time),
        cmocka_unit_test(only_a_confidential_name_is_opened_so),
        cmocka_unit_test(it_is_refused_when_three_can_no_longer_agree),
        cmocka_unit_test(a_void_approval_does_not_count),
        cmocka_unit_test(a_request_lapses_after_seven_days),
        cmocka_unit_test(the_excluded_have_no_voice),
        cmocka_unit_test(access_takes_two_other_agencies),
        cmocka_unit_test(before_review_no_grant_tells_what_the_report_is_about),
        cmocka_unit_test(who_stepped_back_acts_no_more),
        cmocka_unit_test(an_outsider_sees_what_was_opened_or_given_too_easily),
        cmocka_unit_test(facts_read_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
