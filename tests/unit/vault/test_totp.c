/*
 * TOTP: the RFC's numbers, the window, and that a code works once.
 */
#include "vault_test.h"
#include "vault/totp.h"

static void the_numbers_are_those_of_rfc_6238(void **state)
{
    json_t *rows = vector_read("totp-rfc6238.json");

    (void)state;
    if (rows == NULL)
        return; /* said loudly; cmocka's TAP for skip() reads as failed */
    assert_int_equal(json_array_size(rows), 18);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        struct str alg = json_text(row, "alg"), key = json_text(row, "key_ascii");
        enum totp_hash hash = str_is(alg, "SHA1") ? TOTP_SHA1
                              : str_is(alg, "SHA256") ? TOTP_SHA256 : TOTP_SHA512;
        json_int_t time = json_integer_value(json_object_get(row, "time"));
        char text[9];
        snprintf(text, sizeof text, "%08u",
                 totp_value(hash, (struct bytes){ (const uint8_t *)key.at, key.len },
                            (uint64_t)time / 30, 8));
        assert_string_equal(text, json_text(row, "totp").at);
    }
    json_decref(rows);
}

/* The RFC's secret at 59 s: 94287082, of which six digits are the last six. */
static const struct totp_secret RFC = { "12345678901234567890" };

static void the_step_before_now_and_after_are_taken_and_each_once(void **state)
{
    static const struct { int64_t now_s, last; bool taken; } rows[] = {
        { 59, -1, true },   { 30, -1, true },  { 29, -1, true },  /* step 1 is now, or next */
        { 0, -1, true },    { 60, -1, true },  { 89, -1, true },  /* ... or the one before   */
        { 90, -1, false },  { 59, 0, true },   { 59, 1, false },  /* too late; used          */
        { 59, 2, false },   { 1000000, -1, false }, { -1, -1, false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t step = -7;
        bool taken = totp_check(&RFC, STR("287082"), rows[i].now_s * 1000000, rows[i].last, &step);
        if (taken != rows[i].taken || step != (taken ? 1 : -7))
            fail_msg("at %d s after step %d: %d", (int)rows[i].now_s, (int)rows[i].last, taken);
    }
}

static void what_is_typed_must_be_six_digits(void **state)
{
    static const struct { const char *typed; bool taken; } rows[] = {
        { "287082", true },   { "287 082", true }, { " 287082 ", true }, { "28708", false },
        { "2870820", false }, { "94287082", false }, { "", false },      { "28708x", false },
        { "287083", false },  { "-287082", false }, { "287,082", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t step = -1;
        if (totp_check(&RFC, str_of(rows[i].typed), 59 * 1000000, -1, &step) != rows[i].taken)
            fail_msg("'%s'", rows[i].typed);
    }
}

static void the_address_is_what_apps_read(void **state)
{
    struct cx *cx = cx_of(state);

    /* RFC 4648 base32 of the RFC's secret, as every authenticator shows it. */
    assert_string_equal(totp_text(cx->arena, &RFC).at, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_string_equal(
        totp_uri(cx->arena, STR("Posko Jepara"), STR("rina:a&b"), &RFC).at,
        "otpauth://totp/Posko%20Jepara:rina%3Aa%26b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        "&issuer=Posko%20Jepara&algorithm=SHA1&digits=6&period=30");
    struct totp_secret a, b;
    totp_new(cx, &a);
    totp_new(cx, &b);
    assert_memory_not_equal(&a, &b, sizeof a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_numbers_are_those_of_rfc_6238),
        cmocka_unit_test(the_step_before_now_and_after_are_taken_and_each_once),
        cmocka_unit_test(what_is_typed_must_be_six_digits),
        cmocka_unit_test(the_address_is_what_apps_read),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}
