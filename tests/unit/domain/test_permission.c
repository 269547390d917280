/* Who may do what: the whole table again, written down from issue 4 and not from the program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "domain/permission.h"

/* One letter for each part, in the order of enum officer_role: Duty, Case, Head, cUstodian,
 * Public, Admin. */
static const struct {
    enum permission permission;
    const char *who;
    bool keys;
} expected[] = {
    { PERMISSION_NONE, "......", true },  /* a row that does not say is nobody's */
    { MAY_SIGN_IN, "DCHUPA", false },     /* everybody has an account of his own */
    { MAY_READ_CASES, "DCH...", true },   /* "administrator (no access to any case)" */
    { MAY_TAKE_REPORTS, "DCH...", true }, /* duty officer */
    { MAY_TALK, "DCH...", true },
    { MAY_WORK_CASES, ".CH...", true },      /* a duty officer takes reports and talks */
    { MAY_ASK_IDENTITY, ".CH...", true },
    { MAY_HOLD_SHARES, "...U..", true },     /* the custodian alone: not even a head */
    { MAY_GIVE_ACCESS, "..H...", true },
    { MAY_CONFIRM_NUMBERS, "..H...", true },
    { MAY_MANAGE_PEOPLE, "..H...", true },
    { MAY_RENEW_SHARES, "..HU..", true }, /* a head too: where no custodian is left */
    { MAY_ADMINISTER, ".....A", false },
};

static void each_part_may_what_issue_4_says(void **state)
{
    (void)state;
    assert_int_equal(sizeof expected / sizeof *expected, PERMISSION_COUNT);
    for (size_t i = 0; i < PERMISSION_COUNT; i++) {
        const enum permission p = expected[i].permission;

        assert_int_equal(p, i);
        assert_int_equal(permission_needs_keys(p), expected[i].keys);
        for (unsigned r = 0; r < OFFICER_ROLE_COUNT; r++)
            if (roles_may(ROLE_BIT(r), p) != (expected[i].who[r] != '.'))
                fail_msg("%s, %s", permission_name(p), officer_role_name((enum officer_role)r));
    }
}

static void several_parts_may_what_any_of_them_may(void **state)
{
    (void)state;
    for (unsigned roles = 0; roles < ROLE_BIT(OFFICER_ROLE_COUNT); roles++)
        for (unsigned p = 0; p < PERMISSION_COUNT; p++) {
            bool any = false;

            for (unsigned r = 0; r < OFFICER_ROLE_COUNT; r++)
                any |= (roles & ROLE_BIT(r)) && expected[p].who[r] != '.';
            assert_int_equal(roles_may(roles, (enum permission)p), any);
        }
}

static void an_administrator_has_no_other_part(void **state)
{
    unsigned admin = ROLE_BIT(OFFICER_ADMIN);

    (void)state;
    assert_false(roles_fit(0));
    assert_false(roles_fit(ROLE_BIT(OFFICER_ROLE_COUNT)));
    assert_true(roles_fit(admin));
    for (unsigned r = 0; r < OFFICER_ADMIN; r++) {
        assert_true(roles_fit(ROLE_BIT(r)));
        assert_false(roles_fit(admin | ROLE_BIT(r)));
    }
}

static void keys_go_only_to_parts_that_need_them(void **state)
{
    static const char needs[] = { true, true, true, true, false, false };

    (void)state;
    assert_false(roles_need_keys(0));
    for (unsigned r = 0; r < OFFICER_ROLE_COUNT; r++)
        assert_int_equal(roles_need_keys(ROLE_BIT(r)), needs[r]);
    assert_true(roles_need_keys(ROLE_BIT(OFFICER_PUBLIC) | ROLE_BIT(OFFICER_DUTY)));
}

static void every_name_reads_back(void **state)
{
    enum officer_role back;

    (void)state;
    for (unsigned r = 0; r < OFFICER_ROLE_COUNT; r++) {
        assert_true(officer_role_parse(str_of(officer_role_name((enum officer_role)r)), &back));
        assert_int_equal(back, r);
    }
    assert_false(officer_role_parse(STR(""), &back));
    assert_false(officer_role_parse(STR("Head"), &back));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_part_may_what_issue_4_says),
        cmocka_unit_test(several_parts_may_what_any_of_them_may),
        cmocka_unit_test(an_administrator_has_no_other_part),
        cmocka_unit_test(keys_go_only_to_parts_that_need_them),
        cmocka_unit_test(every_name_reads_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
