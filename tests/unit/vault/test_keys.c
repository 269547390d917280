/*
 * Keys: derivations are fixed, domains apart, officer files open only rightly.
 */
#include "vault_test.h"
#include <sodium.h>
#include "base/codec.h"

static void one_master_gives_the_same_agency_for_ever(void **state)
{
    struct secret32 master;
    struct agency_keys a, b;
    uint8_t seed[32], pk[32], sk[32], spk[32], ssk[64];

    (void)state;
    memset(master.b, 7, sizeof master.b);
    agency_keys_derive(&master, &a);
    agency_keys_derive(&master, &b);
    assert_memory_equal(&a, &b, sizeof a);
    /* The derivation spelled out: numbers and context may never change. */
    crypto_kdf_derive_from_key(seed, 32, 1, "poskoAgy", master.b);
    crypto_box_seed_keypair(pk, sk, seed);
    assert_memory_equal(a.pk.b, pk, 32);
    assert_memory_equal(a.sk.b, sk, 32);
    crypto_kdf_derive_from_key(seed, 32, 2, "poskoAgy", master.b);
    crypto_sign_seed_keypair(spk, ssk, seed);
    assert_memory_equal(a.sign_pk.b, spk, 32);
    assert_memory_equal(a.sign_sk.b, ssk, 64);
    crypto_kdf_derive_from_key(seed, 32, 3, "poskoAgy", master.b);
    assert_memory_equal(a.cache.b, seed, 32);
    master.b[31] ^= 1;
    agency_keys_derive(&master, &b);
    assert_memory_not_equal(a.pk.b, b.pk.b, 32);
    assert_memory_not_equal(a.sign_pk.b, b.sign_pk.b, 32);
    assert_memory_not_equal(a.cache.b, b.cache.b, 32);
}

static void a_case_pair_comes_back_from_its_secret(void **state)
{
    struct cx *cx = cx_of(state);
    struct case_keys keys, back;
    struct secret32 secret, small, again;

    case_keys_new(cx, &keys);
    case_secret(&keys, &secret);
    case_keys_of(&secret, &back);
    assert_memory_equal(&keys, &back, sizeof keys);
    case_small_key(&secret, &small);
    case_small_key(&secret, &again);
    assert_memory_equal(&small, &again, sizeof small);
    assert_memory_not_equal(&small, &secret, sizeof small);
    case_keys_new(cx, &back);
    assert_memory_not_equal(&keys.pk, &back.pk, sizeof keys.pk);
}

static void a_reporter_pair_comes_from_the_seed_alone(void **state)
{
    uint8_t seed[32] = { 1 }, other[32] = { 2 };
    struct reporter_keys a, b;

    (void)state;
    reporter_keys_of(seed, &a);
    reporter_keys_of(seed, &b);
    assert_memory_equal(&a, &b, sizeof a);
    reporter_keys_of(other, &b);
    assert_memory_not_equal(&a, &b, sizeof a);
}

static void an_officer_file_opens_only_whole_and_with_its_key(void **state)
{
    struct cx *cx = cx_of(state);
    struct officer_keys keys, back, untouched;
    struct secret32 kek, wrong;
    uint8_t file[OFFICER_FILE_LEN];

    officer_keys_new(cx, &keys);
    secret32_new(cx, &kek);
    officer_file_seal(cx, &keys, &kek, file);
    assert_null(memmem(file, sizeof file, keys.sk.b, sizeof keys.sk.b));
    assert_int_equal(officer_file_open(cx, file, &kek, &keys.pk, &back), OK);
    assert_memory_equal(&keys, &back, sizeof keys);
    memset(&untouched, 0x5a, sizeof untouched);
    for (size_t bit = 0; bit < sizeof file * 8; bit++) {
        back = untouched;
        file[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_equal(officer_file_open(cx, file, &kek, &keys.pk, &back), ERR_DENIED);
        assert_memory_equal(&back, &untouched, sizeof back);
        file[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    secret32_new(cx, &wrong);
    assert_int_equal(officer_file_open(cx, file, &wrong, &keys.pk, &back), ERR_DENIED);
    officer_keys_new(cx, &back);
    assert_int_equal(officer_file_open(cx, file, &kek, &back.pk, &keys), ERR_CORRUPT);
}

static void wiping_leaves_zeros(void **state)
{
    struct agency_keys k, zero = { 0 };
    struct secret32 master;

    secret32_new(cx_of(state), &master);
    agency_keys_derive(&master, &k);
    agency_keys_wipe(&k);
    assert_memory_equal(&k, &zero, sizeof k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_master_gives_the_same_agency_for_ever),
        cmocka_unit_test(a_case_pair_comes_back_from_its_secret),
        cmocka_unit_test(a_reporter_pair_comes_from_the_seed_alone),
        cmocka_unit_test(an_officer_file_opens_only_whole_and_with_its_key),
        cmocka_unit_test(wiping_leaves_zeros),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}
