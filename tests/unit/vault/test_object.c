/*
 * Sealed objects: every length round-trips, every change is refused, nothing shows.
 */
#include "vault_test.h"
#include <sodium.h>
#include "base/codec.h"
#include "vault/object.h"

static struct object_name name_of(const char *kind)
{
    struct object_name name = { .kind = str_of(kind) };

    memset(name.case_tag, 0xc5, sizeof name.case_tag);
    memset(name.object_id, 0x0b, sizeof name.object_id);
    return name;
}

static struct bytes text_of(struct cx *cx, size_t len, const char *pattern)
{
    uint8_t *at = arena_alloc(cx->arena, len + 1, 1);

    assert_non_null(at);
    for (size_t i = 0; i < len; i++)
        at[i] = (uint8_t)pattern[i % strlen(pattern)];
    return (struct bytes){ at, len };
}

static void every_length_comes_back(void **state)
{
    static const size_t lengths[] = { 0, 1, 254, 255, 256, 257, 511, 512, 1000, 4095, 4096, 4097,
        20000, 65023, 65278, 65279, 65280, 65281, 65534, 65535, 65536, 65537, 131071, 131072,
        200000, 1000003, 3500000 };
    struct cx *cx = cx_of(state);
    struct object_name name = name_of("narrative");
    struct case_keys keys;
    struct secret32 key;

    case_keys_new(cx, &keys);
    secret32_new(cx, &key);
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        /* Zeros and 0x80 at the end must not be taken for padding. */
        struct bytes plain = text_of(cx, lengths[i], "abc\x80"), sealed, back;
        assert_int_equal(object_seal(cx, &name, &keys.pk, plain, &sealed), OK);
        assert_int_equal(sealed.len, object_sealed_len(lengths[i]));
        assert_int_equal(object_open(cx, &name, &keys, sealed, &back), OK);
        assert_int_equal(back.len, plain.len);
        assert_memory_equal(back.at, plain.at, plain.len);
        assert_int_equal(object_keyed_seal(cx, &name, &key, plain, &sealed), OK);
        assert_int_equal(object_keyed_open(cx, &name, &key, sealed, &back), OK);
        assert_int_equal(back.len, plain.len);
        assert_memory_equal(back.at, plain.at, plain.len);
    }
    struct bytes zeros = text_of(cx, 300, "x"), sealed, back;
    memset((uint8_t *)(uintptr_t)zeros.at, 0, zeros.len);
    assert_int_equal(object_seal(cx, &name, &keys.pk, zeros, &sealed), OK);
    assert_int_equal(object_open(cx, &name, &keys, sealed, &back), OK);
    assert_int_equal(back.len, 300);
}

static void lengths_fall_into_classes(void **state)
{
    (void)state;
    assert_int_equal(object_padded_len(0), 256);
    assert_int_equal(object_padded_len(255), 256);
    assert_int_equal(object_padded_len(256), 512);
    assert_int_equal(object_padded_len(4095), 4096);
    for (size_t n = 0; n < 3000000; n += n < 10000 ? 1 : 997) {
        size_t padded = object_padded_len(n);
        if (padded <= n || padded < object_padded_len(n > 0 ? n - 1 : 0))
            fail_msg("%zu is padded to %zu", n, padded);
        if (n > 4096 && padded - n > n / 16 + 1)
            fail_msg("%zu is padded to %zu: too much", n, padded);
    }
    /* All up to 20,000 bytes, the longest narrative: few classes. */
    size_t classes = 0;
    for (size_t n = 1; n <= 20000; n++)
        classes += object_padded_len(n) != object_padded_len(n - 1);
    assert_in_range(classes, 20, 60);
}

static void an_object_is_its_written_format(void **state)
{
    struct cx *cx = cx_of(state);
    struct object_name name = name_of("message");
    struct case_keys keys;
    struct bytes sealed;
    uint8_t key[32], plain[512], tag = 0;
    unsigned long long len = 0;
    crypto_secretstream_xchacha20poly1305_state stream;
    static const char ad[] = "posko-v1|c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5|"
                             "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b|message";

    case_keys_new(cx, &keys);
    assert_int_equal(object_seal(cx, &name, &keys.pk, text_of(cx, 3, "abc"), &sealed), OK);
    assert_int_equal(sealed.len, 109 + 256 + 17);            /* ledger.md 6.2: object = ... */
    assert_memory_equal(sealed.at, "PSKO1", 5);
    assert_int_equal(crypto_box_seal_open(key, sealed.at + 5, 80, keys.pk.b, keys.sk.b), 0);
    assert_int_equal(crypto_secretstream_xchacha20poly1305_init_pull(&stream, sealed.at + 85, key),
                     0);
    assert_int_equal(crypto_secretstream_xchacha20poly1305_pull(
        &stream, plain, &len, &tag, sealed.at + 109, 273, (const uint8_t *)ad, sizeof ad - 1), 0);
    assert_int_equal(tag, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
    assert_int_equal(len, 256);
    assert_memory_equal(plain, "abc\x80\0\0", 6);
}

static void every_flipped_bit_and_every_cut_is_refused(void **state)
{
    struct cx *cx = cx_of(state);
    struct object_name name = name_of("narrative");
    struct case_keys keys;
    struct bytes sealed, out = { 0 };

    case_keys_new(cx, &keys);
    assert_int_equal(object_seal(cx, &name, &keys.pk, text_of(cx, 40, "saksi "), &sealed), OK);
    uint8_t *at = (uint8_t *)(uintptr_t)sealed.at;
    for (size_t bit = 0; bit < sealed.len * 8; bit++) {
        at[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (object_open(cx, &name, &keys, sealed, &out) == OK)
            fail_msg("bit %zu may be flipped", bit);
        at[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    for (size_t len = 0; len < sealed.len; len++)
        if (object_open(cx, &name, &keys, (struct bytes){ at, len }, &out) == OK)
            fail_msg("may be cut to %zu", len);
    assert_null(out.at);
    assert_int_equal(object_open(cx, &name, &keys, sealed, &out), OK);
}

static void chunks_may_not_be_dropped_repeated_or_swapped(void **state)
{
    const size_t full = OBJECT_CHUNK + OBJECT_CHUNK_EXTRA;
    struct cx *cx = cx_of(state);
    struct object_name name = name_of("file");
    struct case_keys keys;
    struct bytes sealed, out = { 0 };

    case_keys_new(cx, &keys);
    assert_int_equal(object_seal(cx, &name, &keys.pk, text_of(cx, 200000, "bukti "), &sealed), OK);
    uint8_t *copy = arena_alloc(cx->arena, sealed.len + full, 1);
    assert_non_null(copy);
    /* Cut at every chunk's edge: the last one left has no final tag. */
    for (size_t n = 0; OBJECT_HEAD_LEN + n * full < sealed.len; n++)
        assert_int_equal(object_open(cx, &name, &keys,
            (struct bytes){ sealed.at, OBJECT_HEAD_LEN + n * full }, &out), ERR_CORRUPT);
    /* First chunk left out. */
    memcpy(copy, sealed.at, OBJECT_HEAD_LEN);
    memcpy(copy + OBJECT_HEAD_LEN, sealed.at + OBJECT_HEAD_LEN + full,
           sealed.len - OBJECT_HEAD_LEN - full);
    assert_int_equal(object_open(cx, &name, &keys, (struct bytes){ copy, sealed.len - full }, &out),
                     ERR_CORRUPT);
    /* First two swapped. */
    memcpy(copy, sealed.at, sealed.len);
    memcpy(copy + OBJECT_HEAD_LEN, sealed.at + OBJECT_HEAD_LEN + full, full);
    memcpy(copy + OBJECT_HEAD_LEN + full, sealed.at + OBJECT_HEAD_LEN, full);
    assert_int_equal(object_open(cx, &name, &keys, (struct bytes){ copy, sealed.len }, &out),
                     ERR_CORRUPT);
    /* Something after the end. */
    memcpy(copy, sealed.at, sealed.len);
    for (size_t extra = 1; extra < 40; extra++)
        assert_int_equal(object_open(cx, &name, &keys,
            (struct bytes){ copy, sealed.len + extra }, &out), ERR_CORRUPT);
    assert_null(out.at);
}

static void an_object_does_not_open_elsewhere(void **state)
{
    struct cx *cx = cx_of(state);
    struct object_name name = name_of("narrative"), other;
    struct case_keys keys, stranger;
    struct secret32 key, wrong;
    struct bytes sealed, keyed, out = { 0 };

    case_keys_new(cx, &keys);
    case_keys_new(cx, &stranger);
    secret32_new(cx, &key);
    secret32_new(cx, &wrong);
    assert_int_equal(object_seal(cx, &name, &keys.pk, text_of(cx, 40, "x"), &sealed), OK);
    assert_int_equal(object_keyed_seal(cx, &name, &key, text_of(cx, 40, "x"), &keyed), OK);
    assert_int_equal(object_open(cx, &name, &stranger, sealed, &out), ERR_DENIED);
    assert_int_equal(object_keyed_open(cx, &name, &wrong, keyed, &out), ERR_CORRUPT);
    assert_int_equal(object_open(cx, &name, &keys, keyed, &out), ERR_CORRUPT);
    assert_int_equal(object_keyed_open(cx, &name, &key, sealed, &out), ERR_CORRUPT);
    for (int what = 0; what < 3; what++) {
        other = name;
        if (what == 0)
            other.case_tag[15] ^= 1;
        else if (what == 1)
            other.object_id[0] ^= 1;
        else
            other.kind = STR("narrativ");
        assert_int_equal(object_open(cx, &other, &keys, sealed, &out), ERR_CORRUPT);
        assert_int_equal(object_keyed_open(cx, &other, &key, keyed, &out), ERR_CORRUPT);
    }
    assert_null(out.at);
}

static void a_bad_kind_is_refused(void **state)
{
    static const char *const kinds[] = { "", "a|b", "Big", "a b", "sp\xC3\xA9",
                                         "123456789012345678901234567890123" };
    struct cx *cx = cx_of(state);
    struct case_keys keys;
    struct bytes out;

    case_keys_new(cx, &keys);
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        struct object_name name = name_of(kinds[i]);
        assert_int_equal(object_seal(cx, &name, &keys.pk, text_of(cx, 1, "x"), &out), ERR_INVALID);
    }
    struct object_name longest = name_of("12345678901234567890123456789012");
    assert_int_equal(object_seal(cx, &longest, &keys.pk, text_of(cx, 1, "x"), &out), OK);
}

static void nothing_of_the_plaintext_shows(void **state)
{
    static const char marker[] = "PENANDA-RAHASIA-7431";
    struct cx *cx = cx_of(state);
    struct object_name name = name_of("narrative");
    struct case_keys keys;
    struct secret32 key;
    struct bytes plain = text_of(cx, 100000, marker), sealed;

    case_keys_new(cx, &keys);
    secret32_new(cx, &key);
    assert_true(bytes_hold(plain, marker));
    assert_int_equal(object_seal(cx, &name, &keys.pk, plain, &sealed), OK);
    assert_false(bytes_hold(sealed, marker));
    assert_int_equal(object_keyed_seal(cx, &name, &key, plain, &sealed), OK);
    assert_false(bytes_hold(sealed, marker));
    assert_int_equal(small_seal(cx, &key, STR("draft"), plain, &sealed), OK);
    assert_false(bytes_hold(sealed, marker));
}

static void past_the_limits_is_too_large(void **state)
{
    struct object_name name = name_of("narrative");
    struct arena *small = arena_new(4096);
    struct cx cx = cx_system(small);
    struct case_keys keys;
    struct secret32 key;
    struct bytes out = { 0 };
    static const uint8_t much[8192];

    case_keys_new(&cx, &keys);
    secret32_new(&cx, &key);
    assert_int_equal(object_seal(&cx, &name, &keys.pk, (struct bytes){ much, sizeof much }, &out),
                     ERR_TOO_LARGE);
    assert_int_equal(object_seal(&cx, &name, &keys.pk,
        (struct bytes){ much, OBJECT_PLAIN_MAX + 1 }, &out), ERR_TOO_LARGE);
    assert_int_equal(small_seal(&cx, &key, STR("x"), (struct bytes){ much, sizeof much }, &out),
                     ERR_TOO_LARGE);
    assert_null(out.at);
    arena_free(small);
}

static void small_boxes_open_only_whole_in_their_context(void **state)
{
    struct cx *cx = cx_of(state);
    struct secret32 key, wrong;
    struct bytes box, empty, out = { 0 };

    secret32_new(cx, &key);
    secret32_new(cx, &wrong);
    assert_int_equal(small_seal(cx, &key, STR("totp|1"), text_of(cx, 20, "abc"), &box), OK);
    assert_int_equal(box.len, 20 + SMALL_EXTRA);
    assert_int_equal(small_open(cx, &wrong, STR("totp|1"), box, &out), ERR_DENIED);
    assert_int_equal(small_open(cx, &key, STR("totp|2"), box, &out), ERR_DENIED);
    uint8_t *at = (uint8_t *)(uintptr_t)box.at;
    for (size_t bit = 0; bit < box.len * 8; bit++) {
        at[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_equal(small_open(cx, &key, STR("totp|1"), box, &out), ERR_DENIED);
        at[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    for (size_t len = 0; len < box.len; len++)
        assert_int_equal(small_open(cx, &key, STR("totp|1"), (struct bytes){ at, len }, &out),
                         ERR_DENIED);
    assert_null(out.at);
    assert_int_equal(small_open(cx, &key, STR("totp|1"), box, &out), OK);
    assert_int_equal(out.len, 20);
    assert_memory_equal(out.at, "abcabcabcabcabcabcab", 20);
    assert_int_equal(small_seal(cx, &key, STR("e"), (struct bytes){ NULL, 0 }, &empty), OK);
    assert_int_equal(small_open(cx, &key, STR("e"), empty, &out), OK);
    assert_int_equal(out.len, 0);
    assert_non_null(out.at);
}

static size_t vector_hex(const json_t *object, const char *key, uint8_t *out, size_t room)
{
    struct str hex = json_text(object, key);

    assert_true(hex.len > 0 && hex.len / 2 <= room);
    assert_true(hex_decode(hex, out, hex.len / 2));
    return hex.len / 2;
}

/* What the browser's libsodium seals, ours opens with the calls that object_open makes. */
static void the_envelope_made_by_javascript_opens(void **state)
{
    json_t *v = vector_read("libsodium-js-envelope.json");
    uint8_t seed[32], want[32], boxed[80], key[32], stream_key[32], head[24], chunk[256], out[256];
    struct reporter_keys keys;
    crypto_secretstream_xchacha20poly1305_state stream;

    (void)state;
    if (v == NULL)
        return; /* said loudly; cmocka's TAP for skip() reads as failed */
    vector_hex(v, "box_seed", seed, sizeof seed);
    vector_hex(v, "box_pk", want, sizeof want);
    vector_hex(v, "sealed_stream_key", boxed, sizeof boxed);
    vector_hex(v, "stream_key", stream_key, sizeof stream_key);
    vector_hex(v, "stream_header", head, sizeof head);
    reporter_keys_of(seed, &keys);
    assert_memory_equal(keys.pk.b, want, 32);
    assert_int_equal(crypto_box_seal_open(key, boxed, sizeof boxed, keys.pk.b, keys.sk.b), 0);
    assert_memory_equal(key, stream_key, 32);
    assert_int_equal(crypto_secretstream_xchacha20poly1305_init_pull(&stream, head, key), 0);
    struct str ad = json_text(v, "ad");
    const json_t *chunks = json_object_get(v, "chunks"), *plain = json_object_get(v, "plain");
    assert_int_equal(json_array_size(chunks), 2);
    for (size_t i = 0; i < json_array_size(chunks); i++) {
        struct str hex = str_of(json_string_value(json_array_get(chunks, i)));
        const char *text = json_string_value(json_array_get(plain, i));
        uint8_t tag = 99;
        unsigned long long len = 0;
        assert_true(hex.len / 2 <= sizeof chunk && hex_decode(hex, chunk, hex.len / 2));
        assert_int_equal(crypto_secretstream_xchacha20poly1305_pull(&stream, out, &len, &tag, chunk,
            hex.len / 2, (const uint8_t *)ad.at, ad.len), 0);
        assert_int_equal(len, strlen(text));
        assert_memory_equal(out, text, len);
        assert_int_equal(tag, json_integer_value(json_array_get(json_object_get(v, "tags"), i)));
    }
    json_decref(v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_length_comes_back),
        cmocka_unit_test(lengths_fall_into_classes),
        cmocka_unit_test(an_object_is_its_written_format),
        cmocka_unit_test(every_flipped_bit_and_every_cut_is_refused),
        cmocka_unit_test(chunks_may_not_be_dropped_repeated_or_swapped),
        cmocka_unit_test(an_object_does_not_open_elsewhere),
        cmocka_unit_test(a_bad_kind_is_refused),
        cmocka_unit_test(nothing_of_the_plaintext_shows),
        cmocka_unit_test(past_the_limits_is_too_large),
        cmocka_unit_test(small_boxes_open_only_whole_in_their_context),
        cmocka_unit_test(the_envelope_made_by_javascript_opens),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}
