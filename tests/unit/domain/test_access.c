/*
 * test_access: goal: what must be written down when somebody reads is, and opening a case anew
 * within minutes is one reading. Method: the table by hand; each edge of the ten minutes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "domain/access.h"

#define MINUTE INT64_C(60000000)
#define NOW (INT64_C(1728871200) * 1000000)

static void each_kind_has_the_name_that_the_log_keeps_for_ever(void **state)
{
    static const struct {
        enum access_kind kind;
        const char *name; /* ledger.md section 9, last item; decision 0010 */
        bool of_case, reason;
    } rows[] = {
        { ACCESS_CASE_OPENED, "case.opened", true, false },
        { ACCESS_CASES_SEARCHED, "cases.searched", false, false },
        { ACCESS_IDENTITY_READ, "identity.read", true, true }, /* ux.md section 7, item 45 */
        { ACCESS_FILE_OPENED, "file.opened", true, false },
        { ACCESS_CASE_EXPORTED, "case.exported", true, true },
    };
    (void)state;

    assert_int_equal(COUNT_OF(rows), ACCESS_KIND_COUNT - 1);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct access_rule *rule = access_rule(rows[i].kind);
        enum access_kind read = ACCESS_NONE;

        assert_string_equal(rule->name, rows[i].name);
        assert_int_equal(rule->of_case, rows[i].of_case);
        assert_int_equal(rule->reason, rows[i].reason);
        assert_true(access_kind_parse(str_of(rows[i].name), &read));
        assert_int_equal(read, rows[i].kind);
    }
}

static void an_unknown_name_is_no_kind(void **state)
{
    static const char *const names[] = { "", "case", "case.opened ", "Case.opened", "case.listed" };
    enum access_kind kind = ACCESS_FILE_OPENED;
    (void)state;

    for (size_t i = 0; i < COUNT_OF(names); i++)
        assert_false(access_kind_parse(str_of(names[i]), &kind));
    assert_int_equal(kind, ACCESS_FILE_OPENED);
}

static void only_opening_again_within_minutes_is_the_same_reading(void **state)
{
    static const struct {
        const char *what;
        enum access_kind kind;
        int64_t last, session;
        bool same;
    } rows[] = {
        { "never opened", ACCESS_CASE_OPENED, 0, NOW - 60 * MINUTE, false },
        { "just now", ACCESS_CASE_OPENED, NOW, NOW - 60 * MINUTE, true },
        { "nearly ten minutes ago", ACCESS_CASE_OPENED, NOW - 10 * MINUTE + 1, 1, true },
        { "ten minutes ago", ACCESS_CASE_OPENED, NOW - 10 * MINUTE, 1, false },
        { "in the session before", ACCESS_CASE_OPENED, NOW - 2 * MINUTE, NOW - MINUTE, false },
        { "as the session began", ACCESS_CASE_OPENED, NOW - MINUTE, NOW - MINUTE, true },
        { "a clock that was turned back", ACCESS_CASE_OPENED, NOW + MINUTE, 1, false },
        { "a name, just now", ACCESS_IDENTITY_READ, NOW, 1, false },
        { "a search, just now", ACCESS_CASES_SEARCHED, NOW, 1, false },
        { "a file, just now", ACCESS_FILE_OPENED, NOW, 1, false },
        { "a copy, just now", ACCESS_CASE_EXPORTED, NOW, 1, false },
    };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (access_same(rows[i].kind, rows[i].last, rows[i].session, NOW) != rows[i].same)
            fail_msg("%s", rows[i].what);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_has_the_name_that_the_log_keeps_for_ever),
        cmocka_unit_test(an_unknown_name_is_no_kind),
        cmocka_unit_test(only_opening_again_within_minutes_is_the_same_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
