/* chunk: pieces of a file open in their place and nowhere else (ledger.md 7, 8). */
#include "vault_test.h"
#include "vault/chunk.h"

static const struct chunk_place PLACE = { .file_id = "sixteen bytes ok", .index = 3 };

static void a_file_has_a_last_piece_and_the_lengths_that_follow(void **state)
{
    static const struct {
        uint64_t plain, count, total;
    } cases[] = {
        { 0, 1, 40 },
        { 1, 1, 41 },
        { 65535, 1, 65575 },
        { 65536, 1, 65576 },
        { 65537, 2, 65617 },
        { UINT64_C(2) << 30, 32768, (UINT64_C(2) << 30) + UINT64_C(32768) * 40 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(chunk_count(cases[i].plain), cases[i].count);
        assert_int_equal(chunk_total(cases[i].plain), cases[i].total);
    }
}

static void what_is_sealed_opens_again(void **state)
{
    static const size_t lens[] = { 0, 1, 17, CHUNK_PLAIN - 1, CHUNK_PLAIN };
    struct cx *cx = cx_of(state);
    struct secret32 key;

    secret32_new(cx, &key);
    for (size_t i = 0; i < COUNT_OF(lens); i++)
        for (int last = lens[i] < CHUNK_PLAIN; last <= 1; last++) {
            struct chunk_place place = PLACE;
            uint8_t *plain = arena_alloc(cx->arena, 1, CHUNK_PLAIN);
            uint8_t *sealed = arena_alloc(cx->arena, 1, CHUNK_SEALED);
            uint8_t *opened = arena_alloc(cx->arena, 1, CHUNK_PLAIN);

            place.last = last;
            cx->random(plain, lens[i]);
            assert_int_equal(chunk_seal(cx, &key, &place, (struct bytes){ plain, lens[i] }, sealed),
                             OK);
            assert_int_equal(chunk_open(cx, &key, &place,
                                        (struct bytes){ sealed, lens[i] + CHUNK_EXTRA }, opened),
                             OK);
            assert_memory_equal(opened, plain, lens[i]);
        }
}

static void a_piece_that_is_not_full_must_be_the_last(void **state)
{
    struct cx *cx = cx_of(state);
    static uint8_t plain[CHUNK_PLAIN + 1], sealed[CHUNK_SEALED + 1];
    struct secret32 key = { { 1 } };
    struct chunk_place last = PLACE;

    last.last = true;
    assert_int_equal(chunk_seal(cx, &key, &PLACE, (struct bytes){ plain, 100 }, sealed),
                     ERR_INVALID);
    assert_int_equal(chunk_seal(cx, &key, &last, (struct bytes){ plain, CHUNK_PLAIN + 1 }, sealed),
                     ERR_INVALID);
    assert_int_equal(chunk_open(cx, &key, &PLACE, (struct bytes){ sealed, 100 }, plain),
                     ERR_CORRUPT);
    assert_int_equal(chunk_open(cx, &key, &last, (struct bytes){ sealed, CHUNK_EXTRA - 1 }, plain),
                     ERR_CORRUPT);
}

static void a_piece_opens_in_its_own_place_only(void **state)
{
    struct cx *cx = cx_of(state);
    static uint8_t sealed[1000 + CHUNK_EXTRA], opened[1000];
    static const uint8_t plain[1000] = { 7 };
    struct chunk_place here = PLACE, elsewhere;
    struct bytes bytes = { sealed, sizeof sealed };
    struct secret32 key, other;

    here.last = true;
    secret32_new(cx, &key);
    secret32_new(cx, &other);
    assert_int_equal(chunk_seal(cx, &key, &here, (struct bytes){ plain, sizeof plain }, sealed),
                     OK);
    elsewhere = here;
    elsewhere.index++;
    assert_int_equal(chunk_open(cx, &key, &elsewhere, bytes, opened), ERR_CORRUPT);
    elsewhere = here;
    elsewhere.file_id[15] ^= 1;
    assert_int_equal(chunk_open(cx, &key, &elsewhere, bytes, opened), ERR_CORRUPT);
    assert_int_equal(chunk_open(cx, &other, &here, bytes, opened), ERR_CORRUPT);
    for (size_t i = 0; i < sizeof sealed; i += 13) {
        sealed[i] ^= 0x20;
        assert_int_equal(chunk_open(cx, &key, &here, bytes, opened), ERR_CORRUPT);
        sealed[i] ^= 0x20;
    }
    bytes.len--;
    assert_int_equal(chunk_open(cx, &key, &here, bytes, opened), ERR_CORRUPT);
}

/* The last piece of a file that fits exactly: the flag alone tells a whole file from a cut one. */
static void a_full_piece_that_is_last_is_not_one_in_the_middle(void **state)
{
    struct cx *cx = cx_of(state);
    static uint8_t plain[CHUNK_PLAIN], sealed[CHUNK_SEALED], opened[CHUNK_PLAIN];
    struct chunk_place last = PLACE;
    struct secret32 key;

    last.last = true;
    secret32_new(cx, &key);
    assert_int_equal(chunk_seal(cx, &key, &PLACE, (struct bytes){ plain, sizeof plain }, sealed),
                     OK);
    assert_int_equal(chunk_open(cx, &key, &last, (struct bytes){ sealed, sizeof sealed }, opened),
                     ERR_CORRUPT);
    assert_int_equal(chunk_seal(cx, &key, &last, (struct bytes){ plain, sizeof plain }, sealed),
                     OK);
    assert_int_equal(chunk_open(cx, &key, &PLACE, (struct bytes){ sealed, sizeof sealed }, opened),
                     ERR_CORRUPT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_has_a_last_piece_and_the_lengths_that_follow),
        cmocka_unit_test(what_is_sealed_opens_again),
        cmocka_unit_test(a_piece_that_is_not_full_must_be_the_last),
        cmocka_unit_test(a_piece_opens_in_its_own_place_only),
        cmocka_unit_test(a_full_piece_that_is_last_is_not_one_in_the_middle),
    };
    return cmocka_run_group_tests_name("vault/chunk", tests, bench_open, bench_close);
}
