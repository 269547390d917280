/*
 * Grants: open for the one holder, at the one place, and for nobody else.
 */
#include "vault_test.h"
#include <sodium.h>
#include "vault/code.h"
#include "vault/grant.h"

static const uint8_t TAG[16] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };
static const uint8_t OTHER_TAG[16] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17 };

static void a_grant_is_an_ordinary_sealed_box_of_the_written_format(void **state)
{
    struct cx *cx = cx_of(state);
    struct officer_keys to;
    struct secret32 secret;
    uint8_t sealed[GRANT_SEALED_LEN], plain[GRANT_PLAIN_LEN];
    static const uint8_t head[] = { 'P', 'S', 'K', 'G', '1', 3 };
    static const uint8_t serial[] = { 0, 0, 0, 0, 0, 0, 1, 2 };

    officer_keys_new(cx, &to);
    secret32_new(cx, &secret);
    assert_int_equal(grant_seal(cx, GRANT_CASE_AGENCY, TAG, 258, &secret, &to.pk, sealed), OK);
    assert_int_equal(crypto_box_seal_open(plain, sealed, sizeof sealed, to.pk.b, to.sk.b), 0);
    assert_memory_equal(plain, head, sizeof head);            /* ledger.md 6.2: G = ... */
    assert_memory_equal(plain + 6, TAG, 16);
    assert_memory_equal(plain + 22, serial, 8);
    assert_memory_equal(plain + 30, secret.b, 32);
    assert_null(memmem(sealed, sizeof sealed, secret.b, 32));
    assert_null(memmem(sealed, sizeof sealed, TAG, 16));
    /* And the other way: what any libsodium seals, we open. */
    struct secret32 back;
    assert_int_equal(crypto_box_seal(sealed, plain, sizeof plain, to.pk.b), 0);
    assert_int_equal(grant_open(cx, GRANT_CASE_AGENCY, TAG, 258, &to.pk, &to.sk, sealed, &back),
                     OK);
    assert_memory_equal(&back, &secret, sizeof back);
}

static void a_grant_asked_for_as_another_is_refused(void **state)
{
    struct cx *cx = cx_of(state);
    struct officer_keys to, stranger;
    struct secret32 secret, out, untouched;
    uint8_t sealed[GRANT_SEALED_LEN];

    officer_keys_new(cx, &to);
    officer_keys_new(cx, &stranger);
    secret32_new(cx, &secret);
    memset(&untouched, 0x5a, sizeof untouched);
    out = untouched;
    assert_int_equal(grant_seal(cx, GRANT_CASE_AGENCY, TAG, 1, &secret, &to.pk, sealed), OK);
    assert_int_equal(grant_open(cx, GRANT_CASE_OFFICER, TAG, 1, &to.pk, &to.sk, sealed, &out),
                     ERR_CORRUPT);
    assert_int_equal(grant_open(cx, GRANT_CASE_AGENCY, OTHER_TAG, 1, &to.pk, &to.sk, sealed, &out),
                     ERR_CORRUPT);
    assert_int_equal(grant_open(cx, GRANT_CASE_AGENCY, TAG, 2, &to.pk, &to.sk, sealed, &out),
                     ERR_CORRUPT);
    assert_int_equal(grant_open(cx, GRANT_CASE_AGENCY, TAG, UINT64_C(1) << 56, &to.pk, &to.sk,
                                sealed, &out), ERR_CORRUPT);
    assert_int_equal(grant_open(cx, GRANT_CASE_AGENCY, TAG, 1, &stranger.pk, &stranger.sk, sealed,
                                &out), ERR_DENIED);
    for (size_t bit = 0; bit < sizeof sealed * 8; bit++) {
        sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
        /* X25519 ignores the top bit of a point, but the nonce does not. */
        assert_int_equal(grant_open(cx, GRANT_CASE_AGENCY, TAG, 1, &to.pk, &to.sk, sealed, &out),
                         ERR_DENIED);
        sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    assert_memory_equal(&out, &untouched, sizeof out);
    assert_int_equal(grant_open(cx, GRANT_CASE_AGENCY, TAG, 1, &to.pk, &to.sk, sealed, &out), OK);
    assert_memory_equal(&out, &secret, sizeof out);
}

static void many_grants_at_once_each_open_for_their_holder_only(void **state)
{
    struct cx *cx = cx_of(state);
    struct officer_keys to[GRANT_MANY_MAX];
    struct grant_row rows[GRANT_MANY_MAX + 1];
    struct secret32 secret, out;

    secret32_new(cx, &secret);
    for (size_t i = 0; i < GRANT_MANY_MAX; i++) {
        officer_keys_new(cx, &to[i]);
        rows[i] = (struct grant_row){ .purpose = i == 0 ? GRANT_CASE_REPORTER : GRANT_CASE_AGENCY,
                                      .to = to[i].pk };
    }
    assert_int_equal(grant_seal_many(cx, TAG, 9, &secret, rows, GRANT_MANY_MAX), OK);
    for (size_t i = 0; i < GRANT_MANY_MAX; i++)
        for (size_t j = 0; j < GRANT_MANY_MAX; j++) {
            enum err err = grant_open(cx, rows[i].purpose, TAG, 9, &to[j].pk, &to[j].sk,
                                      rows[i].sealed, &out);
            assert_int_equal(err, i == j ? OK : ERR_DENIED);
            if (i == j)
                assert_memory_equal(&out, &secret, sizeof out);
        }
    assert_int_equal(grant_seal_many(cx, TAG, 9, &secret, rows, GRANT_MANY_MAX + 1), ERR_INVALID);
    /* One key twice would repeat key and nonce. */
    rows[7].to = rows[2].to;
    assert_int_equal(grant_seal_many(cx, TAG, 9, &secret, rows, GRANT_MANY_MAX), ERR_INVALID);
}

static void two_sealings_share_nothing(void **state)
{
    struct cx *cx = cx_of(state);
    struct officer_keys to;
    struct secret32 secret;
    uint8_t a[GRANT_SEALED_LEN], b[GRANT_SEALED_LEN];

    officer_keys_new(cx, &to);
    secret32_new(cx, &secret);
    assert_int_equal(grant_seal(cx, GRANT_CASE_AGENCY, TAG, 1, &secret, &to.pk, a), OK);
    assert_int_equal(grant_seal(cx, GRANT_CASE_AGENCY, TAG, 1, &secret, &to.pk, b), OK);
    assert_memory_not_equal(a, b, 32);
    assert_memory_not_equal(a + 32, b + 32, sizeof a - 32);
}

static void a_useless_public_key_or_purpose_is_refused(void **state)
{
    struct cx *cx = cx_of(state);
    static const struct box_pk small_order[] = { { { 0 } }, { { 1 } } }; /* RFC 7748 section 6.1 */
    struct secret32 secret;
    struct officer_keys to;
    uint8_t out[GRANT_SEALED_LEN], cached[GRANT_CACHED_LEN];

    secret32_new(cx, &secret);
    officer_keys_new(cx, &to);
    for (size_t i = 0; i < COUNT_OF(small_order); i++)
        assert_int_equal(grant_seal(cx, GRANT_CASE_AGENCY, TAG, 1, &secret, &small_order[i], out),
                         ERR_INVALID);
    assert_int_equal(grant_seal(cx, (enum grant_purpose)0, TAG, 1, &secret, &to.pk, out),
                     ERR_INVALID);
    assert_int_equal(grant_seal(cx, (enum grant_purpose)8, TAG, 1, &secret, &to.pk, out),
                     ERR_INVALID);
    assert_int_equal(grant_cache(cx, &secret, (enum grant_purpose)8, TAG, 1, &secret, cached),
                     ERR_INVALID);
}

static void the_cache_opens_for_the_same_agency_and_place_only(void **state)
{
    struct cx *cx = cx_of(state);
    struct secret32 key, wrong, secret, out, untouched;
    uint8_t cached[GRANT_CACHED_LEN];

    secret32_new(cx, &key);
    secret32_new(cx, &wrong);
    secret32_new(cx, &secret);
    memset(&untouched, 0x5a, sizeof untouched);
    out = untouched;
    assert_int_equal(grant_cache(cx, &key, GRANT_CASE_AGENCY, TAG, 1, &secret, cached), OK);
    assert_null(memmem(cached, sizeof cached, secret.b, 32));
    assert_int_equal(grant_cache_open(cx, &wrong, GRANT_CASE_AGENCY, TAG, 1, cached, &out),
                     ERR_DENIED);
    assert_int_equal(grant_cache_open(cx, &key, GRANT_CASE_OFFICER, TAG, 1, cached, &out),
                     ERR_DENIED);
    assert_int_equal(grant_cache_open(cx, &key, GRANT_CASE_AGENCY, OTHER_TAG, 1, cached, &out),
                     ERR_DENIED);
    assert_int_equal(grant_cache_open(cx, &key, GRANT_CASE_AGENCY, TAG, 2, cached, &out),
                     ERR_DENIED);
    for (size_t bit = 0; bit < sizeof cached * 8; bit++) {
        cached[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_equal(grant_cache_open(cx, &key, GRANT_CASE_AGENCY, TAG, 1, cached, &out),
                         ERR_DENIED);
        cached[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    assert_memory_equal(&out, &untouched, sizeof out);
    assert_int_equal(grant_cache_open(cx, &key, GRANT_CASE_AGENCY, TAG, 1, cached, &out), OK);
    assert_memory_equal(&out, &secret, sizeof out);
}

/* The whole chain of ledger.md 6.2: code -> reporter pair -> case secret, and
 * officer -> agency master -> case secret. */
static void the_hierarchy_opens_from_both_ends(void **state)
{
    struct cx *cx = cx_of(state);
    struct receipt_code code;
    struct reporter_keys reporter;
    struct officer_keys officer;
    struct agency_keys agency;
    struct case_keys keys, opened;
    struct secret32 master, secret, got;
    struct grant_row rows[2];
    uint8_t seed[32], sealed[GRANT_SEALED_LEN];

    code_new(cx, &code);
    code_seed(&code, seed);
    reporter_keys_of(seed, &reporter);
    officer_keys_new(cx, &officer);
    secret32_new(cx, &master);
    agency_keys_derive(&master, &agency);
    assert_int_equal(grant_seal(cx, GRANT_AGENCY_OFFICER, OTHER_TAG, 1, &master, &officer.pk,
                                sealed), OK);
    case_keys_new(cx, &keys);
    case_secret(&keys, &secret);
    rows[0] = (struct grant_row){ .purpose = GRANT_CASE_AGENCY, .to = agency.pk };
    rows[1] = (struct grant_row){ .purpose = GRANT_CASE_REPORTER, .to = reporter.pk };
    assert_int_equal(grant_seal_many(cx, TAG, 1, &secret, rows, 2), OK);

    assert_int_equal(grant_open(cx, GRANT_AGENCY_OFFICER, OTHER_TAG, 1, &officer.pk, &officer.sk,
                                sealed, &got), OK);
    agency_keys_derive(&got, &agency);
    assert_int_equal(grant_open(cx, GRANT_CASE_AGENCY, TAG, 1, &agency.pk, &agency.sk,
                                rows[0].sealed, &got), OK);
    case_keys_of(&got, &opened);
    assert_memory_equal(&opened, &keys, sizeof keys);
    assert_int_equal(grant_open(cx, GRANT_CASE_REPORTER, TAG, 1, &reporter.pk, &reporter.sk,
                                rows[1].sealed, &got), OK);
    assert_memory_equal(&got, &secret, sizeof got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grant_is_an_ordinary_sealed_box_of_the_written_format),
        cmocka_unit_test(a_grant_asked_for_as_another_is_refused),
        cmocka_unit_test(many_grants_at_once_each_open_for_their_holder_only),
        cmocka_unit_test(two_sealings_share_nothing),
        cmocka_unit_test(a_useless_public_key_or_purpose_is_refused),
        cmocka_unit_test(the_cache_opens_for_the_same_agency_and_place_only),
        cmocka_unit_test(the_hierarchy_opens_from_both_ends),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}
