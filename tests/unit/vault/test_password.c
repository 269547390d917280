/*
 * Passwords: the rules, and that only the right one gives the key.
 */
#include "vault_test.h"
#include <sodium.h>
#include "vault/password.h"

/* The least that the module takes: the tests are about the layers, not the work. */
#define QUICK ((struct password_params){ .passes = 1, .memory_kib = 1024 })
#define GOOD STR("kuda biru makan pagi")

static void new_passwords_keep_the_rules(void **state)
{
    static char longest[129 * 4 + 1];
    static const struct { const char *typed, *login; enum password_fault fault; } rows[] = {
        { "kuda biru makan pagi", "rina", PASSWORD_FINE },
        { "Tr0ub4dor&3xy", "rina", PASSWORD_FINE },            /* 13, as typed           */
        { "\xC3\xA9t\xC3\xA9 \xC3\xA0 la mer", "x", PASSWORD_FINE }, /* 12 code points   */
        { "", "rina", PASSWORD_TOO_SHORT },
        { "elevenchars", "rina", PASSWORD_TOO_SHORT },         /* 11                     */
        { "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", "x",
          PASSWORD_TOO_SHORT },                                /* 14 bytes, 7 characters */
        { "aaaaaaaaaaaaaaaa", "x", PASSWORD_TOO_PLAIN },
        { "abababababab", "x", PASSWORD_TOO_PLAIN },           /* 2 different            */
        { "1234567890123", "x", PASSWORD_TOO_PLAIN },          /* mostly steps of one    */
        { "abcdefghijkl", "x", PASSWORD_TOO_PLAIN },
        { "ZYXWVUTSRQPO", "x", PASSWORD_TOO_PLAIN },
        { "saya Rina.Bawaslu ya", "rina.bawaslu", PASSWORD_IS_LOGIN },
        { "kuda \x01 biru makan", "x", PASSWORD_NOT_TEXT },
        { "kuda \t biru makan", "x", PASSWORD_NOT_TEXT },
        { "kuda \xFF biru makan", "x", PASSWORD_NOT_TEXT },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        enum password_fault fault = password_rules(str_of(rows[i].typed), str_of(rows[i].login));
        if (fault != rows[i].fault)
            fail_msg("'%s' gives %d, not %d", rows[i].typed, (int)fault, (int)rows[i].fault);
    }
    for (size_t i = 0; i < 129; i++)
        longest[i] = (char)('!' + (i * 7) % 90);
    assert_int_equal(password_rules((struct str){ longest, 128 }, STR("x")), PASSWORD_FINE);
    assert_int_equal(password_rules((struct str){ longest, 129 }, STR("x")), PASSWORD_TOO_LONG);
    memset(longest, 'x', sizeof longest - 1);
    assert_int_equal(password_rules((struct str){ longest, 513 }, STR("x")), PASSWORD_TOO_LONG);
}

static void only_the_password_gives_the_key(void **state)
{
    static const char *const wrong[] = { "", "Kuda biru makan pagi", "kuda biru makan pagi ",
                                         "kuda biru makan pag" };
    struct cx *cx = cx_of(state);
    struct password_record record;
    struct secret32 kek, got, untouched;

    memset(&untouched, 0x5a, sizeof untouched);
    got = untouched;
    assert_int_equal(password_new(cx, GOOD, QUICK, &record, &kek), OK);
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_int_equal(password_check(cx, str_of(wrong[i]), &record, &got), ERR_DENIED);
    assert_int_equal(password_refuse(cx, GOOD, QUICK), ERR_DENIED);
    assert_memory_equal(&got, &untouched, sizeof got);
    assert_int_equal(password_check(cx, GOOD, &record, &got), OK);
    assert_memory_equal(&got, &kek, sizeof got);
    /* Neither what is stored nor a hash of it is the key. */
    assert_memory_not_equal(record.auth_hash, kek.b, 32);
    struct password_record again;
    assert_int_equal(password_new(cx, GOOD, QUICK, &again, &got), OK);
    assert_memory_not_equal(again.auth_hash, record.auth_hash, 32);
    assert_memory_not_equal(&got, &kek, sizeof got);
}

static void the_split_is_the_written_formula(void **state)
{
    struct cx *cx = cx_of(state);
    struct password_record record;
    struct secret32 kek;
    uint8_t stretched[32], auth[32], want[32];

    assert_int_equal(password_new(cx, GOOD, QUICK, &record, &kek), OK);
    assert_int_equal(crypto_pwhash(stretched, 32, GOOD.at, GOOD.len, record.salt, 1, 1024 * 1024,
                                   crypto_pwhash_ALG_ARGON2ID13), 0);
    crypto_kdf_derive_from_key(auth, 32, 1, "poskoAut", stretched);
    crypto_generichash(want, 32, auth, 32, NULL, 0);
    assert_memory_equal(record.auth_hash, want, 32);
    crypto_kdf_derive_from_key(want, 32, 2, "poskoKek", stretched);
    assert_memory_equal(kek.b, want, 32);
}

static void the_default_costs_are_those_decided(void **state)
{
    struct cx *cx = cx_of(state);
    struct password_record record;
    struct secret32 kek, got;

    assert_int_equal(PASSWORD_DEFAULT.passes, 3);
    assert_int_equal(PASSWORD_DEFAULT.memory_kib, 64 * 1024);
    assert_int_equal(password_new(cx, GOOD, PASSWORD_DEFAULT, &record, &kek), OK);
    assert_int_equal(password_check(cx, GOOD, &record, &got), OK);
    assert_memory_equal(&got, &kek, sizeof got);
}

static void a_stored_record_is_read_back_or_refused(void **state)
{
    struct cx *cx = cx_of(state);
    struct password_record record, back;
    struct secret32 kek, got;
    uint8_t stored[PASSWORD_RECORD_LEN];

    assert_int_equal(password_new(cx, GOOD, QUICK, &record, &kek), OK);
    password_record_write(&record, stored);
    assert_memory_equal(stored, "PSKW1\0\0\0\1\0\0\4\0", 13);
    assert_int_equal(password_record_read(cx, (struct bytes){ stored, sizeof stored }, &back), OK);
    assert_memory_equal(&back, &record, sizeof back);
    for (size_t len = 0; len < sizeof stored; len++)
        assert_int_equal(password_record_read(cx, (struct bytes){ stored, len }, &back),
                         ERR_CORRUPT);
    /* One bit of each byte of salt and hash; the costs are another test's. */
    for (size_t i = 0; i < sizeof stored; i++) {
        if (i >= 5 && i < 13)
            continue;
        stored[i] ^= (uint8_t)(1 << i % 8);
        enum err err = password_record_read(cx, (struct bytes){ stored, sizeof stored }, &back);
        if (err == OK)
            err = password_check(cx, GOOD, &back, &got);
        assert_int_equal(err, i < 5 ? ERR_CORRUPT : ERR_DENIED);
        stored[i] ^= (uint8_t)(1 << i % 8);
    }
}

static void parameters_out_of_range_are_refused(void **state)
{
    static const struct password_params rows[] = {
        { 0, 65536 }, { 17, 65536 }, { 3, 0 }, { 3, 1023 }, { 3, 1048577 }, { UINT32_MAX, 1024 },
    };
    struct cx *cx = cx_of(state);
    struct password_record record = { .params = QUICK }, back;
    struct secret32 kek;
    uint8_t stored[PASSWORD_RECORD_LEN];
    static const char much[PASSWORD_BYTES_MAX + 1];

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(password_new(cx, GOOD, rows[i], &record, &kek), ERR_INVALID);
        struct password_record odd = { .params = rows[i] };
        password_record_write(&odd, stored);
        assert_int_equal(password_record_read(cx, (struct bytes){ stored, sizeof stored }, &back),
                         ERR_CORRUPT);
    }
    assert_int_equal(password_new(cx, (struct str){ much, sizeof much }, QUICK, &record, &kek),
                     ERR_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_passwords_keep_the_rules),
        cmocka_unit_test(only_the_password_gives_the_key),
        cmocka_unit_test(the_split_is_the_written_formula),
        cmocka_unit_test(the_default_costs_are_those_decided),
        cmocka_unit_test(a_stored_record_is_read_back_or_refused),
        cmocka_unit_test(parameters_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}
