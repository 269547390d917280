/*
 * What signing in is made of besides passwords and numbers: the list of common passwords,
 * recovery slips, and challenges that know their session and their time.
 */
#include "vault_test.h"
#include "vault/challenge.h"
#include "vault/common.h"
#include "vault/password.h"
#include "vault/slip.h"

static void what_everybody_tries_first_is_refused(void **state)
{
    static const struct { const char *typed; bool common; } rows[] = {
        { "password", true },           { "PassWord", true },       { "123456", true },
        { "qwertyuiop", true },         { "zxcvbnm1", true },       { "rahasia", true },
        { "password2026", true },       { "!!!password!!!", true }, { "2024Bawaslu2024", true },
        { "passwordpassword", true },   { "rahasiarahasia!", true }, { "iloveyou12345", true },
        { "jaga-netral-sampai-pagi", false }, { "kuda benar baterai", false }, { "", false },
        { "hujan di jendela biru", false }, { "passwo", false },    { "zzzzzzzzy", false },
        { "password password", false }, /* two words with a blank: no padding of one */
        { "0123456789 0123", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (common_password(str_of(rows[i].typed)) != rows[i].common)
            fail_msg("'%s'", rows[i].typed);
    assert_int_equal(password_rules(STR("sunshine-2026!"), STR("dwi")), PASSWORD_COMMON);
    assert_int_equal(password_rules(STR("jaga-netral-sampai-pagi"), STR("dwi")), PASSWORD_FINE);
}

/* The search halves the list; each word must be found, and in its order. */
static void every_word_of_the_list_is_found(void **state)
{
    struct str rest = { common_list, common_list_len }, word, before = STR("");
    size_t count = 0;

    (void)state;
    while (rest.at && str_cut(&rest, ' ', &word)) {
        if (word.len == 0)
            break;
        assert_true(str_cmp(before, word) < 0);
        if (!common_password(word))
            fail_msg("%.*s is not found", STR_FMT(word));
        before = word;
        count++;
    }
    assert_true(count >= 3000);
}

static void a_slip_is_read_as_people_write_it(void **state)
{
    struct cx *cx = cx_of(state);
    static const struct { const char *typed; bool read; } rows[] = {
        { "ABCD-EFGH-JKMN-PQRS", true }, { "abcd efgh jkmn pqrs", true },
        { "ABCDEFGHJKMNPQRS", true },    { "ABCD-EFGH-JKMN-PQR", false },
        { "ABCD-EFGH-JKMN-PQRST", false }, { "ABCD-EFGH-JKMN-PQRU", false }, { "123456", false },
        { "", false },
    };
    struct slip first, slip;

    assert_true(slip_parse(str_of(rows[0].typed), &first));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool read = slip_parse(str_of(rows[i].typed), &slip);

        if (read != rows[i].read || (read && memcmp(&slip, &first, sizeof slip) != 0))
            fail_msg("'%s'", rows[i].typed);
    }
    assert_true(slip_parse(STR("OIL1-0000-0000-0000"), &slip)); /* Crockford's forgiveness */
    assert_string_equal(slip_shown(cx->arena, &slip).at, "0111-0000-0000-0000");
    slip_new(cx, &slip);
    assert_true(slip_parse(slip_shown(cx->arena, &slip), &first));
    assert_memory_equal(&first, &slip, sizeof slip);
}

static void a_slips_hash_is_its_officers_and_its_servers(void **state)
{
    struct secret32 keys[2] = { { { 1 } }, { { 2 } } };
    uint8_t officers[2][16] = { { 1 }, { 2 } }, hash[32], other[32];
    struct slip slip;

    slip_new(cx_of(state), &slip);
    slip_hash(&keys[0], officers[0], &slip, hash);
    slip_hash(&keys[0], officers[0], &slip, other);
    assert_memory_equal(hash, other, sizeof hash);
    slip_hash(&keys[1], officers[0], &slip, other);
    assert_memory_not_equal(hash, other, sizeof hash);
    slip_hash(&keys[0], officers[1], &slip, other);
    assert_memory_not_equal(hash, other, sizeof hash);
}

static void a_challenge_is_good_for_its_session_purpose_and_time(void **state)
{
    static const struct { int64_t later_us; bool fine; } times[] = {
        { 0, true }, { CHALLENGE_LIFE_US, true }, { CHALLENGE_LIFE_US + 1, false }, { -1, false },
    };
    struct cx cx = *cx_of(state);
    struct secret32 key = { { 3 } }, other_key = { { 4 } };
    struct session_id session = { { 5 } }, other = { { 6 } };
    struct challenge c, again;
    int64_t until;

    challenge_new(&cx, &key, CHALLENGE_SIGN_IN, &session, &c);
    challenge_new(&cx, &key, CHALLENGE_SIGN_IN, &session, &again);
    assert_memory_not_equal(&c, &again, sizeof c);
    for (size_t i = 0; i < COUNT_OF(times); i++)
        if (challenge_check(&key, CHALLENGE_SIGN_IN, &session, cx.now_us + times[i].later_us, &c,
                            &until)
            != times[i].fine)
            fail_msg("%lld us later", (long long)times[i].later_us);
    assert_false(challenge_check(&key, CHALLENGE_REGISTER, &session, cx.now_us, &c, &until));
    assert_false(challenge_check(&key, CHALLENGE_SIGN_IN, &other, cx.now_us, &c, &until));
    assert_false(challenge_check(&other_key, CHALLENGE_SIGN_IN, &session, cx.now_us, &c, &until));
    for (size_t i = 0; i < sizeof c.b; i++) {
        c.b[i] ^= 1;
        assert_false(challenge_check(&key, CHALLENGE_SIGN_IN, &session, cx.now_us, &c, &until));
        c.b[i] ^= 1;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_everybody_tries_first_is_refused),
        cmocka_unit_test(every_word_of_the_list_is_found),
        cmocka_unit_test(a_slip_is_read_as_people_write_it),
        cmocka_unit_test(a_slips_hash_is_its_officers_and_its_servers),
        cmocka_unit_test(a_challenge_is_good_for_its_session_purpose_and_time),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}
