/*
 * Over every combination of whom, what and when: the answer always keeps its
 * promises, and every authority, clock, flag, agency and missing code occurs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "cli/builtin_rules.h"
#include "domain/triage_json.h"

struct seen {
    unsigned authorities, clocks, flags, agencies, missing, intakes, urgencies, timeliness;
};

static void promises_kept(const struct triage_findings *f, const struct triage_facts *facts)
{
    assert_true(f->routes_len >= 1 && f->routes_len < TRIAGE_ROUTES_MAX);
    for (size_t i = 0; i < f->routes_len; i++) {
        assert_true(f->routes[i].basis.len > 0 && f->routes[i].why.len > 0);
        assert_true(f->routes[i].to != AUTHORITY_NONE);
        for (size_t k = 0; k < i; k++)
            assert_int_not_equal(f->routes[i].to, f->routes[k].to);
    }
    for (size_t i = 0; i < f->clocks_len; i++) {
        assert_true(f->clocks[i].due_us > f->clocks[i].starts_us);
        assert_true(f->clocks[i].basis.len > 0 && f->clocks[i].explained.len > 0);
    }
    assert_true(__builtin_popcount(f->excluded) <= 3);
    assert_true(f->intake != INTAKE_NONE && f->urgency != URGENCY_NONE
                && f->timeliness != TIMELINESS_NONE);
    /* MK 136, KASN, and pairs of candidates: never against the day. */
    if (facts->category == CATEGORY_POLRI && facts->acts == CODE_BIT(ACT_FOTO_SIMBOL)
        && day_known(facts->occurred_on) && facts->occurred_on.n < day_of(2024, 11, 14).n
        && facts->reported.candidate != KNOWN_YES && facts->reported.role != ROLE_TIM)
        assert_null(triage_route_to(f, AUTHORITY_GAKKUMDU));
    assert_false(triage_route_to(f, AUTHORITY_KASN) && triage_route_to(f, AUTHORITY_BKN));
    /* The body reported about is not the body that examines. */
    if (facts->category == CATEGORY_PENYELENGGARA && facts->reported.body == BODY_BAWASLU)
        assert_null(triage_route_to(f, AUTHORITY_BAWASLU_KABKOTA));
    if (facts->category == CATEGORY_POLRI && facts->reported.chief == KNOWN_YES)
        assert_null(triage_route_to(f, AUTHORITY_PROPAM_POLRES));
}

static void look(const struct triage_findings *f, struct seen *s)
{
    for (size_t i = 0; i < f->routes_len; i++)
        s->authorities |= CODE_BIT(f->routes[i].to);
    for (size_t i = 0; i < f->clocks_len; i++)
        s->clocks |= CODE_BIT(f->clocks[i].name);
    s->flags |= f->flags;
    s->agencies |= f->excluded;
    s->missing |= f->missing;
    s->intakes |= CODE_BIT(f->intake);
    s->urgencies |= CODE_BIT(f->urgency);
    s->timeliness |= CODE_BIT(f->timeliness);
}

/* The parts of the facts that are not whom and what, in turn. */
static void vary(struct triage_facts *f, int turn)
{
    static const struct civil days[] = { { 2020, 10, 14 }, { 2023, 5, 2 }, { 2024, 3, 21 },
                                         { 2024, 8, 23 }, { 2024, 9, 21 }, { 2024, 11, 13 },
                                         { 2024, 11, 26 }, { 2025, 4, 10 }, { 2027, 1, 4 } };
    static const int zones[] = { ZONE_WIB, ZONE_WITA, ZONE_WIT };
    struct civil c = days[turn % (int)COUNT_OF(days)];
    int lag = turn % 11 - 1;

    f->occurred_on = turn % 13 ? day_of(c.year, c.month, c.day) : DAY_NONE;
    f->known_on = turn % 7 ? day_add(day_of(c.year, c.month, c.day), turn % 5 - 1) : DAY_NONE;
    f->filed = turn % 17 != 0;
    f->filed_zone = zones[turn % 3];
    f->filed_us = day_start_us(day_add(day_of(c.year, c.month, c.day), lag), ZONE_WIB)
                  + turn * HOUR_US;
    f->channel = (enum channel)(turn % CHANNEL_COUNT);
    f->signs = turn % 4 ? 0 : CODE_BIT(1 + turn / 4 % (SIGN_COUNT - 1));
    f->place.kab_kota = turn % 5 ? STR("Kab. Siak") : STR("");
    f->place.provinsi = turn % 3 ? STR("Riau") : STR("");
    f->place.zone_known = turn % 2;
    f->place.zone_minutes = zones[turn % 3];
    f->reporter.identified = (enum known)(turn % 3);
    f->reporter.local_voter = (enum known)(turn / 3 % 3);
    f->reporter.under_17 = turn % 19 ? KNOWN_NO : KNOWN_YES;
    f->reporter.standing = (enum standing)(turn % STANDING_COUNT);
    f->reported.named = turn % 4 ? KNOWN_YES : KNOWN_NO;
    f->reported.chief = (enum known)(turn / 2 % 3);
    f->reported.institution = turn % 6 ? KNOWN_NO : KNOWN_YES;
    f->reported.candidate = turn % 9 ? KNOWN_NO : KNOWN_YES;
    f->reported.unit = turn % 8 == 1   ? STR("Polda Riau")
                       : turn % 8 == 2 ? STR("Mabes Polri")
                                       : STR("Unit");
    f->evidence = turn % 2;
    f->witnesses = turn % 3 == 0;
    f->described = (enum known)(turn % 3);
    f->election = (enum election_kind)(turn % ELECTION_COUNT);
    f->candidates_determined = turn % 5 ? NOT_KNOWN : (enum known)(turn / 5 % 3);
    f->unknown_code = turn % 23 == 0;
}

static void assert_all(unsigned seen, unsigned count, const char *(*name)(unsigned))
{
    for (unsigned i = 1; i < count; i++)
        if (!(seen & CODE_BIT(i)))
            fail_msg("%s never occurs", name(i));
}

static const char *authority_of(unsigned i)
{
    return authority_name((enum authority)i);
}
static const char *clock_of(unsigned i)
{
    return clock_name_text((enum clock_name)i);
}
static const char *flag_of(unsigned i)
{
    return flag_name((enum flag)i);
}
static const char *agency_of(unsigned i)
{
    return agency_code_name((enum agency_code)i);
}
static const char *missing_of(unsigned i)
{
    return missing_name((enum missing)i);
}
static const char *intake_of(unsigned i)
{
    return intake_name((enum intake_kind)i);
}
static const char *urgency_of(unsigned i)
{
    return urgency_name((enum urgency)i);
}
static const char *timeliness_of(unsigned i)
{
    return timeliness_name((enum timeliness)i);
}

static void every_answer_keeps_its_promises_and_every_code_occurs(void **state)
{
    struct arena *keep = arena_new((size_t)64 << 20), *arena = arena_new((size_t)1 << 20);
    struct cx rules_cx = cx_system(keep), cx = cx_system(arena);
    struct rule_sets sets;
    struct seen seen = { 0 };
    int turn = 0;

    (void)state;
    assert_int_equal(rule_sets_builtin(&rules_cx, &sets), OK);
    for (int category = 0; category < CATEGORY_COUNT; category++)
        for (int role = 0; role < ROLE_COUNT; role++)
            for (int body = 0; body < BODY_COUNT; body++)
                for (int act = 0; act < ACT_COUNT; act++, turn++) {
                    struct triage_facts f;
                    struct triage_findings found;
                    struct buf b = buf_in(arena, 1 << 18);
                    struct json_out o = json_to(&b);

                    triage_facts_init(&f);
                    vary(&f, turn);
                    f.category = (enum reported_category)category;
                    f.reported.role = (enum role)role;
                    f.reported.body = (enum body)body;
                    f.acts = act ? CODE_BIT(act) : 0;
                    assert_int_equal(triage(&cx,
                                            rulebook_for(sets.books, sets.count, triage_day(&f)),
                                            &f, &found), OK);
                    promises_kept(&found, &f);
                    triage_findings_json(&cx, &found, &o);
                    assert_false(b.failed);
                    look(&found, &seen);
                    arena_reset(arena);
                }
    assert_all(seen.authorities, AUTHORITY_COUNT, authority_of);
    assert_all(seen.clocks, CLOCK_COUNT, clock_of);
    assert_all(seen.flags, FLAG_COUNT, flag_of);
    assert_all(seen.agencies, AGENCY_COUNT, agency_of);
    assert_all(seen.missing, MISSING_COUNT, missing_of);
    assert_all(seen.intakes, INTAKE_COUNT, intake_of);
    assert_all(seen.urgencies, URGENCY_COUNT, urgency_of);
    assert_all(seen.timeliness, TIMELINESS_COUNT, timeliness_of);
    arena_free(arena);
    arena_free(keep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_answer_keeps_its_promises_and_every_code_occurs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
