/*
 * Receipt codes: what is forgiven, what is refused, and that hashes are fixed.
 */
#include "vault_test.h"
#include "base/codec.h"
#include "vault/code.h"

#define CANON "0123456789ABCDEFGHJK"

static void what_people_type_is_forgiven(void **state)
{
    static const struct { const char *typed, *code; } rows[] = {
        { "01234-56789-ABCDE-FGHJK", CANON },                 /* as shown               */
        { CANON, CANON },                                     /* bare                   */
        { "01234 56789 abcde fghjk", CANON },                 /* lower case, spaces     */
        { "  o1234-56789-AbCdE-fGhJk\r\n", CANON },           /* o for 0, line end      */
        { "OI234-56789-ABCDE-FGHJK", CANON },                 /* O for 0, I for 1       */
        { "0L234.56789_ABCDE\tFGHJK", CANON },                /* L for 1, other marks   */
        { "0l234--56789--ABCDE--FGHJK", CANON },
        { "0-1-2-3-4-5-6-7-8-9-A-B-C-D-E-F-G-H-J-K", CANON }, /* read out one by one    */
        { "01234\xE2\x80\x93" "56789\xE2\x80\x94" "ABCDE\xE2\x80\x91" "FGHJK", CANON },
        { "01234\xC2\xA0" "56789 ABCDE\xE2\x88\x92" "FGHJK", CANON },
        { "MNPQR-STVWX-YZ000-11111", "MNPQRSTVWXYZ00011111" },
        { "mnpqr-stvwx-yzOoO-iIlL1", "MNPQRSTVWXYZ00011111" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct receipt_code code;
        if (!code_parse(str_of(rows[i].typed), &code))
            fail_msg("'%s' is refused", rows[i].typed);
        assert_memory_equal(code.symbols, rows[i].code, CODE_SYMBOLS);
    }
}

static void what_is_no_code_is_refused_and_nothing_written(void **state)
{
    static const char *const rows[] = {
        "", "-----", "01234-56789-ABCDE-FGHJ", "01234-56789-ABCDE-FGHJKM",
        "U1234-56789-ABCDE-FGHJK", /* U is no Crockford digit: Crockford, base32.html */
        "01234-56789-ABCDE-FGHJ*", "01234/56789/ABCDE/FGHJK", "01234-56789-ABCDE-FGHJ\xC3\xA9",
        "01234-56789-ABCDE-FGHJK\xE2\x80", /* cut in the middle of a dash */
    };
    struct receipt_code code, before;

    (void)state;
    memset(&before, 'x', sizeof before);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        code = before;
        if (code_parse(str_of(rows[i]), &code))
            fail_msg("'%s' is taken", rows[i]);
        assert_memory_equal(&code, &before, sizeof code);
    }
    char long_one[CODE_TYPED_MAX + 1];
    memset(long_one, ' ', sizeof long_one);
    memcpy(long_one, CANON, CODE_SYMBOLS);
    assert_true(code_parse((struct str){ long_one, CODE_TYPED_MAX }, &code));
    assert_false(code_parse((struct str){ long_one, CODE_TYPED_MAX + 1 }, &code));
    assert_false(code_parse((struct str){ "01234\0" "56789ABCDEFGHJK", 21 }, &code));
}

static void a_new_code_survives_being_shown_and_typed(void **state)
{
    struct cx *cx = cx_of(state);
    size_t seen[32] = { 0 };

    for (int round = 0; round < 2000; round++) {
        struct receipt_code code, back;
        code_new(cx, &code);
        struct str shown = code_shown(cx->arena, &code);
        assert_int_equal(shown.len, 23);
        assert_true(shown.at[5] == '-' && shown.at[11] == '-' && shown.at[17] == '-');
        assert_true(code_parse(shown, &back));
        assert_memory_equal(&code, &back, sizeof code);
        for (size_t i = 0; i < CODE_SYMBOLS; i++)
            seen[crockford_value(code.symbols[i])]++;
    }
    /* 40,000 symbols, 1,250 each: 900 is ten standard deviations away. */
    for (size_t i = 0; i < 32; i++)
        assert_in_range(seen[i], 900, 1600);
}

/* Fixed for ever: what is stored under a lookup must be found after any upgrade.
 * Computed with Python's hashlib.blake2b(code, digest_size=32, person=...). */
static void lookup_and_seed_are_stable_and_apart(void **state)
{
    struct receipt_code code, other;
    uint8_t lookup[32], seed[32], other_lookup[32];
    char hex[65];

    (void)state;
    assert_true(code_parse(STR(CANON), &code));
    code_lookup(&code, lookup);
    code_seed(&code, seed);
    hex_encode(hex, lookup, sizeof lookup);
    assert_string_equal(hex, "847ea220e370eb54f7756658fcd9a1fa5a43f3ce21ab0498ea9b87d86895afc5");
    hex_encode(hex, seed, sizeof seed);
    assert_string_equal(hex, "a2c6c5f02ef6c609f17dfe827dd5794d129ea5333208ecdafcc9e915bd58a1bc");
    for (size_t i = 0; i < CODE_SYMBOLS; i++) {
        other = code;
        other.symbols[i] = other.symbols[i] == 'Z' ? 'Y' : 'Z';
        code_lookup(&other, other_lookup);
        assert_memory_not_equal(lookup, other_lookup, 32);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_people_type_is_forgiven),
        cmocka_unit_test(what_is_no_code_is_refused_and_nothing_written),
        cmocka_unit_test(a_new_code_survives_being_shown_and_typed),
        cmocka_unit_test(lookup_and_seed_are_stable_and_apart),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}
