/*
 * Every code of every list has a text of its own that reads back to it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "domain/codes.h"

/* One list: that each text is there, is plain, and is read back; and nothing else is. */
#define CHECK_LIST(type, count, name, parse)                                       \
    do {                                                                           \
        type back = (type)0;                                                       \
                                                                                   \
        assert_true((count) > 1 && (count) <= 31); /* a set is an unsigned */      \
        for (unsigned i = 1; i < (unsigned)(count); i++) {                         \
            const char *text = name((type)i);                                      \
                                                                                   \
            assert_true(strlen(text) > 0);                                         \
            assert_int_equal(strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_"), \
                             strlen(text));                                        \
            assert_true(parse(str_of(text), &back));                               \
            assert_int_equal(back, i);                                             \
        }                                                                          \
        assert_string_equal(name((type)0), "");                                    \
        assert_string_equal(name((type)(count)), "");                              \
        assert_false(parse(STR(""), &back));                                       \
        assert_false(parse(STR("nothing_like_it"), &back));                        \
    } while (0)

static void every_code_reads_back_to_itself(void **state)
{
    (void)state;
    CHECK_LIST(enum reported_category, CATEGORY_COUNT, category_name, category_parse);
    CHECK_LIST(enum act, ACT_COUNT, act_name, act_parse);
    CHECK_LIST(enum role, ROLE_COUNT, role_name, role_parse);
    CHECK_LIST(enum body, BODY_COUNT, body_name, body_parse);
    CHECK_LIST(enum channel, CHANNEL_COUNT, channel_name, channel_parse);
    CHECK_LIST(enum standing, STANDING_COUNT, standing_name, standing_parse);
    CHECK_LIST(enum report_mode, MODE_COUNT, mode_name, mode_parse);
    CHECK_LIST(enum authority, AUTHORITY_COUNT, authority_name, authority_parse);
    CHECK_LIST(enum agency_code, AGENCY_COUNT, agency_code_name, agency_code_parse);
    CHECK_LIST(enum missing, MISSING_COUNT, missing_name, missing_parse);
    CHECK_LIST(enum intake_kind, INTAKE_COUNT, intake_name, intake_parse);
    CHECK_LIST(enum urgency, URGENCY_COUNT, urgency_name, urgency_parse);
    CHECK_LIST(enum timeliness, TIMELINESS_COUNT, timeliness_name, timeliness_parse);
    CHECK_LIST(enum sign, SIGN_COUNT, sign_name, sign_parse);
    CHECK_LIST(enum election_kind, ELECTION_COUNT, election_name, election_parse);
    CHECK_LIST(enum clock_name, CLOCK_COUNT, clock_name_text, clock_name_parse);
    CHECK_LIST(enum clock_unit, UNIT_COUNT, clock_unit_name, clock_unit_parse);
    CHECK_LIST(enum clock_trigger, TRIGGER_COUNT, clock_trigger_name, clock_trigger_parse);
    CHECK_LIST(enum flag, FLAG_COUNT, flag_name, flag_parse);
    CHECK_LIST(enum condition, COND_COUNT, condition_name, condition_parse);
}

static void the_city_election_has_two_spellings(void **state)
{
    enum election_kind kind = ELECTION_NONE;

    (void)state;
    assert_true(election_parse(STR("walikota"), &kind));
    assert_int_equal(kind, ELECTION_WALI_KOTA);
}

static void every_flag_has_its_sentence(void **state)
{
    (void)state;
    for (unsigned i = 1; i < FLAG_COUNT; i++) {
        struct str s = str_of(flag_sentence((enum flag)i));

        if (s.len < 20 || !str_ends(s, STR(".")))
            fail_msg("%s has no sentence", flag_name((enum flag)i));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_reads_back_to_itself),
        cmocka_unit_test(the_city_election_has_two_spellings),
        cmocka_unit_test(every_flag_has_its_sentence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
