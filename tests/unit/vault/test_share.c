/*
 * Identity shares: three open, two do not, a false one has a name.
 */
#include "vault_test.h"
#include <sodium.h>
#include "vault/share.h"

static const uint8_t TAG[16] = { 9, 8, 7 };
static const uint8_t OTHER_TAG[16] = { 9, 8, 6 };

static void any_three_open_and_more_do_too(void **state)
{
    struct cx *cx = cx_of(state);

    for (size_t n = SHARE_THRESHOLD; n <= SHARE_MAX; n++) {
        struct share all[SHARE_MAX], some[SHARE_MAX];
        struct secret32 key, back;
        size_t opened = 0;
        secret32_new(cx, &key);
        assert_int_equal(share_split(cx, &key, n, all), OK);
        for (unsigned int set = 0; set < 1u << n; set++) {
            size_t count = 0;
            for (size_t i = n; i-- > 0;) /* backwards: order must not matter */
                if (set & 1u << i)
                    some[count++] = all[i];
            enum err err = share_combine(cx, some, count, &back);
            assert_int_equal(err, count >= SHARE_THRESHOLD ? OK : ERR_INVALID);
            if (err == OK) {
                assert_memory_equal(&back, &key, sizeof key);
                opened++;
            }
        }
        assert_int_equal(opened, n == 3 ? 1 : n == 4 ? 5 : 16);
    }
}

/* Two shares and a guess: each of the 256 values of a byte of the third gives another
 * secret byte, all equally possible; so two shares tell nothing. */
static void two_shares_leave_every_secret_possible(void **state)
{
    struct cx *cx = cx_of(state);
    struct share s[SHARE_MAX];
    struct secret32 key, back;
    bool seen[256] = { false };
    size_t different = 0;

    secret32_new(cx, &key);
    assert_int_equal(share_split(cx, &key, 5, s), OK);
    for (int guess = 0; guess < 256; guess++) {
        s[2].b[0] = (uint8_t)guess;
        assert_int_equal(share_combine(cx, s, 3, &back), OK);
        different += !seen[back.b[0]];
        seen[back.b[0]] = true;
    }
    assert_int_equal(different, 256);
}

static void wrong_counts_and_repeated_numbers_are_refused(void **state)
{
    struct cx *cx = cx_of(state);
    struct share s[SHARE_MAX], same[SHARE_MAX];
    struct secret32 key;

    secret32_new(cx, &key);
    assert_int_equal(share_split(cx, &key, 2, s), ERR_INVALID);
    assert_int_equal(share_split(cx, &key, 6, s), ERR_INVALID);
    assert_int_equal(share_split(cx, &key, 5, s), OK);
    memcpy(same, s, sizeof same);
    same[2] = same[0];
    assert_int_equal(share_combine(cx, same, 3, &key), ERR_INVALID);
    same[2].number = 0;
    assert_int_equal(share_combine(cx, same, 3, &key), ERR_INVALID);
    same[2].number = 6;
    assert_int_equal(share_combine(cx, same, 3, &key), ERR_INVALID);
}

static void two_splits_of_one_key_share_nothing(void **state)
{
    struct cx *cx = cx_of(state);
    struct share a[SHARE_MAX], b[SHARE_MAX];
    struct secret32 key = { { 0 } };

    assert_int_equal(share_split(cx, &key, 3, a), OK);
    assert_int_equal(share_split(cx, &key, 3, b), OK);
    for (int i = 0; i < 3; i++) {
        assert_memory_not_equal(a[i].b, b[i].b, 32);
        assert_memory_not_equal(a[i].b, key.b, 32); /* libgfshare without randomness would */
    }
}

static void a_false_share_is_blamed_on_its_giver(void **state)
{
    struct cx *cx = cx_of(state);
    struct share s[SHARE_MAX];
    struct secret32 key;
    uint8_t commitments[SHARE_MAX][32];

    secret32_new(cx, &key);
    assert_int_equal(share_split(cx, &key, 5, s), OK);
    for (size_t i = 0; i < 5; i++)
        share_commit(TAG, &s[i], commitments[i]);
    const uint8_t (*known)[32] = (const uint8_t (*)[32])commitments;
    assert_int_equal(share_blame(TAG, s, 5, known, 5), 5);
    assert_int_equal(share_blame(TAG, s + 2, 3, known, 5), 3);
    for (size_t i = 0; i < 5; i++) {
        s[i].b[31] ^= 0x80;
        assert_int_equal(share_blame(TAG, s, 5, known, 5), i);
        s[i].b[31] ^= 0x80;
    }
    assert_int_equal(share_blame(OTHER_TAG, s, 5, known, 5), 0);
    assert_int_equal(share_blame(TAG, s, 5, known, 4), 4);
    s[1].number = 3; /* a right share under another's number is wrong too */
    assert_int_equal(share_blame(TAG, s, 5, known, 5), 1);
    s[1].number = 0;
    assert_int_equal(share_blame(TAG, s, 5, known, 5), 1);
}

static void the_commitment_is_the_written_formula(void **state)
{
    struct share s = { .number = 2 };
    uint8_t bytes[12 + 16 + 1 + 32] = "posko-share", want[32], got[32];

    (void)state;
    memset(s.b, 0x33, 32);
    memcpy(bytes + 12, TAG, 16);
    bytes[28] = 2;
    memset(bytes + 29, 0x33, 32);
    crypto_hash_sha256(want, bytes, sizeof bytes);
    share_commit(TAG, &s, got);
    assert_memory_equal(got, want, 32);
}

static void a_sealed_share_opens_for_its_custodian_and_place_only(void **state)
{
    struct cx *cx = cx_of(state);
    struct officer_keys to, stranger;
    struct share s[SHARE_MAX], got, untouched;
    struct secret32 key;
    uint8_t sealed[SHARE_SEALED_LEN];

    officer_keys_new(cx, &to);
    officer_keys_new(cx, &stranger);
    secret32_new(cx, &key);
    memset(&untouched, 0x5a, sizeof untouched);
    got = untouched;
    assert_int_equal(share_split(cx, &key, 4, s), OK);
    assert_int_equal(share_seal(cx, TAG, &s[1], &to.pk, sealed), OK);
    assert_null(memmem(sealed, sizeof sealed, s[1].b, 32));
    assert_int_equal(share_open(cx, TAG, 2, &stranger.pk, &stranger.sk, sealed, &got), ERR_DENIED);
    assert_int_equal(share_open(cx, TAG, 1, &to.pk, &to.sk, sealed, &got), ERR_CORRUPT);
    assert_int_equal(share_open(cx, OTHER_TAG, 2, &to.pk, &to.sk, sealed, &got), ERR_CORRUPT);
    for (size_t bit = 0; bit < sizeof sealed * 8; bit++) {
        sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_equal(share_open(cx, TAG, 2, &to.pk, &to.sk, sealed, &got), ERR_DENIED);
        sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    assert_memory_equal(&got, &untouched, sizeof got);
    assert_int_equal(share_open(cx, TAG, 2, &to.pk, &to.sk, sealed, &got), OK);
    assert_memory_equal(&got, &s[1], sizeof got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_three_open_and_more_do_too),
        cmocka_unit_test(two_shares_leave_every_secret_possible),
        cmocka_unit_test(wrong_counts_and_repeated_numbers_are_refused),
        cmocka_unit_test(two_splits_of_one_key_share_nothing),
        cmocka_unit_test(a_false_share_is_blamed_on_its_giver),
        cmocka_unit_test(the_commitment_is_the_written_formula),
        cmocka_unit_test(a_sealed_share_opens_for_its_custodian_and_place_only),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}
