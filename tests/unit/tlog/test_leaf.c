/*
 * Leaves: one way to write each, nothing else is read, and signatures hold.
 */
#include "tlog_test.h"
#include "tlog/leaf.h"

#define B64 "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="
#define HEX "c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5"

static const char REFERRED[] =
    "posko-leaf/v1\n"
    "type case.referred\n"
    "case " HEX "\n"
    "seq 3\n"
    "prev " B64 "\n"
    "at 2024-09-17T09:20:00+07:00\n"
    "by bawaslu\n"
    "due 2024-09-24\n"
    "fact authority bkn\n"
    "fact category asn\n"
    "commit " B64 "\n"
    "key -\n";

static struct leaf referred(struct cx *cx)
{
    struct leaf leaf = { .type = STR("case.referred"), .of_case = true, .seq = 3,
                         .at = STR("2024-09-17T09:20:00+07:00"), .by = STR("bawaslu"),
                         .due = day_of(2024, 9, 24) };

    memset(leaf.case_tag, 0xc5, sizeof leaf.case_tag);
    for (size_t i = 0; i < 32; i++)
        leaf.prev.b[i] = leaf.commit[i] = (uint8_t)(i + 1);
    assert_int_equal(leaf_add_fact(cx, &leaf, "category", STR("asn")), OK);
    assert_int_equal(leaf_add_fact(cx, &leaf, "authority", STR("bkn")), OK);
    return leaf;
}

static void a_leaf_is_the_text_that_the_ledger_document_shows(void **state)
{
    struct cx *cx = cx_of(state);
    struct leaf leaf = referred(cx), first = { .type = STR("report.received"), .of_case = true,
        .at = leaf_at_day(cx->arena, day_of(2024, 9, 17)), .by = STR("posko"), .due = DAY_NONE };
    struct str text;

    assert_int_equal(leaf_text(cx, &leaf, &text), OK);
    assert_string_equal(text.at, REFERRED);
    assert_int_equal(leaf_text(cx, &first, &text), OK);
    assert_string_equal(text.at,
        "posko-leaf/v1\ntype report.received\ncase 00000000000000000000000000000000\nseq 0\n"
        "prev -\nat 2024-09-17\nby posko\ndue -\n"
        "commit AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nkey -\n");
    first.of_case = false;
    first.type = STR("log.heartbeat");
    assert_int_equal(leaf_text(cx, &first, &text), OK);
    assert_true(str_find(text, STR("\ncase -\n")) != SIZE_MAX);
}

static void what_is_written_is_read_back(void **state)
{
    struct cx *cx = cx_of(state);
    struct leaf leaf = referred(cx), back;
    struct str text, again;
    uint8_t pk[32], sk[64];

    crypto_sign_keypair(pk, sk);
    assert_int_equal(leaf_sign(cx, &leaf, STR("posko.example/agency/bawaslu"), sk), OK);
    assert_int_equal(leaf_text(cx, &leaf, &text), OK);
    assert_int_equal(leaf_parse(cx, text, &back), OK);
    assert_int_equal(leaf_text(cx, &back, &again), OK);
    assert_true(str_eq(text, again));
    assert_true(back.of_case && back.seq == 3 && day_diff(back.due, leaf.due) == 0);
    assert_memory_equal(back.case_tag, leaf.case_tag, 16);
    assert_memory_equal(back.prev.b, leaf.prev.b, 32);
    assert_memory_equal(back.commit, leaf.commit, 32);
    assert_true(str_is(leaf_get_fact(&back, "authority"), "bkn"));
    assert_true(str_is(leaf_get_fact(&back, "category"), "asn"));
    assert_int_equal(leaf_get_fact(&back, "place").len, 0);
}

static void what_is_not_in_the_one_form_is_refused(void **state)
{
    static const struct { const char *from, *to; } rows[] = {
        { "v1\n", "v2\n" },             { "v1\n", "v1 \n" },           { "v1\n", "v1\r\n" },
        { "type case.referred", "type case" },      { "type case.referred", "type Case.referred" },
        { "type case.referred", "type .case" },     { "type case.referred", "type case..x" },
        { "type case.referred", "type  case.x" },   { "case c5", "case C5" },
        { "case c5", "case " },         { "case " HEX, "case -" },     { "seq 3", "seq 03" },
        { "seq 3", "seq +3" },          { "seq 3", "seq 0" },          { "seq 3", "seq " },
        { "seq 3", "seq 18446744073709551616" },    { "prev " B64, "prev -" },
        { "prev AQID", "prev  AQID" },  { "HyA=\nat", "HyA\nat" },     { "HyA=\nat", "HyB=\nat" },
        { "prev AQ", "prev _-" },       { "T09", "t09" },              { "+07:00", "Z" },
        { "+07:00", "+0700" },          { "+07:00", "-00:00" },        { ":20:00", ":20:60" },
        { ":20:00", ":20:00.0" },       { "2024-09-17T", "2024-02-30T" }, { "by bawaslu", "by -" },
        { "by bawaslu", "by Bawaslu" }, { "by bawaslu", "by a b" },    { "due 2024-09-24", "due " },
        { "due 2024-09-24", "due 2024-9-24" },      { "fact authority bkn\n", "fact authority\n" },
        { "fact authority bkn\n", "fact authority b kn\n" }, { "fact authority", "fact Authority" },
        { "fact authority", "fact dauthority" },    /* out of order */
        { "fact authority", "fact category" },      /* twice        */
        { "fact authority bkn\n", "\n" },           { "fact authority bkn\n", "fact a \n" },
        { "commit ", "commit" },        { "key -", "key" },            { "key -\n", "" },
        { "key -\n", "key -" },         { "key -\n", "key -\nkey -\n" }, { "key -\n", "key -\n\n" },
        { "key -", "key a b" },         { "key -", "key - " B64 },
        { "due 2024-09-24\n", "" },     { "due 2024-09-24\n", "due -\ndue -\n" },
    };
    struct cx *cx = cx_of(state);
    struct leaf leaf, before;
    struct str good = str_of(REFERRED);

    memset(&before, 0x5a, sizeof before);
    leaf = before;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t at = str_find(good, str_of(rows[i].from));
        assert_true(at != SIZE_MAX);
        struct str bad = arena_printf(cx->arena, "%.*s%s%s", (int)at, REFERRED, rows[i].to,
                                      REFERRED + at + strlen(rows[i].from));
        if (leaf_parse(cx, bad, &leaf) != ERR_INVALID)
            fail_msg("taken: %s", bad.at);
    }
    assert_memory_equal(&leaf, &before, sizeof leaf);
    assert_int_equal(leaf_parse(cx, good, &leaf), OK);
    assert_int_equal(leaf_parse(cx, STR(""), &leaf), ERR_INVALID);
    for (size_t len = 0; len < good.len; len++)
        assert_int_equal(leaf_parse(cx, str_first(good, len), &leaf), ERR_INVALID);
}

/* Every byte of a leaf replaced by every other: what is still read is what would be
 * written, so no two texts mean one leaf. */
static void whatever_is_read_is_what_would_be_written(void **state)
{
    struct cx *cx = cx_of(state);
    struct arena *arena = arena_new(1 << 20);
    struct cx own = cx_system(arena);
    char text[sizeof REFERRED];
    size_t taken = 0;

    (void)cx;
    memcpy(text, REFERRED, sizeof text);
    for (size_t i = 0; i + 1 < sizeof text; i++)
        for (int c = 0; c < 256; c++) {
            struct leaf leaf;
            struct str again;
            text[i] = (char)c;
            if (leaf_parse(&own, (struct str){ text, sizeof text - 1 }, &leaf) == OK) {
                taken++;
                if (leaf_text(&own, &leaf, &again) != OK ||
                    !str_eq(again, (struct str){ text, sizeof text - 1 }))
                    fail_msg("byte %zu as %d is read as something else", i, c);
            }
            text[i] = REFERRED[i];
            arena_reset(arena);
        }
    assert_true(taken > 1000);
    arena_free(arena);
}

static void fields_that_break_their_rule_are_not_written(void **state)
{
    struct cx *cx = cx_of(state);
    struct leaf good = referred(cx), leaf;
    struct str out = { NULL, 0 };
    static char much[401];

    memset(much, 'x', 400);
    leaf = good, leaf.type = STR("case referred");
    assert_int_equal(leaf_text(cx, &leaf, &out), ERR_INVALID);
    leaf = good, leaf.by = STR("bawaslu\nkey x");
    assert_int_equal(leaf_text(cx, &leaf, &out), ERR_INVALID);
    leaf = good, leaf.at = STR("yesterday");
    assert_int_equal(leaf_text(cx, &leaf, &out), ERR_INVALID);
    leaf = good, leaf.of_case = false;
    assert_int_equal(leaf_text(cx, &leaf, &out), ERR_INVALID);
    leaf = good;
    assert_int_equal(leaf_add_fact(cx, &leaf, "place", STR("Desa Suka Maju")), ERR_INVALID);
    assert_int_equal(leaf_add_fact(cx, &leaf, "place", STR("")), ERR_INVALID);
    assert_int_equal(leaf_add_fact(cx, &leaf, "category", STR("tni")), ERR_INVALID);
    assert_int_equal(leaf_add_fact(cx, &leaf, "a", (struct str){ much, 401 }), ERR_INVALID);
    assert_int_equal(leaf_add_fact(cx, &leaf, "a", (struct str){ much, 400 }), OK);
    assert_int_equal(leaf_text(cx, &leaf, &out), OK);
    assert_int_equal(leaf_add_fact(cx, &leaf, "b", (struct str){ much, 400 }), OK);
    out.at = NULL;
    assert_int_equal(leaf_text(cx, &leaf, &out), ERR_TOO_LARGE);
    assert_null(out.at);
}

static void a_signature_holds_for_its_name_key_and_every_byte(void **state)
{
    struct cx *cx = cx_of(state);
    struct leaf leaf = referred(cx), other;
    uint8_t pk[32], sk[64], pk2[32], sk2[64];
    struct str message, name = STR("posko.example/agency/kpu");

    crypto_sign_keypair(pk, sk);
    crypto_sign_keypair(pk2, sk2);
    assert_int_equal(leaf_check_key(cx, &leaf, name, pk), ERR_NOT_FOUND);
    assert_int_equal(leaf_sign(cx, &leaf, name, sk), OK);
    assert_int_equal(leaf_sign(cx, &leaf, name, sk), ERR_INVALID);
    assert_int_equal(leaf_sign(cx, &leaf, STR("a b"), sk), ERR_INVALID);
    assert_int_equal(leaf_sign(cx, &leaf, STR("a+b"), sk), ERR_INVALID);
    assert_int_equal(leaf_sign(cx, &leaf, STR("-"), sk), ERR_INVALID);
    assert_int_equal(leaf_sign(cx, &leaf, STR("second"), sk2), OK);
    assert_int_equal(leaf_check_key(cx, &leaf, name, pk), OK);
    assert_int_equal(leaf_check_key(cx, &leaf, STR("second"), pk2), OK);
    assert_int_equal(leaf_check_key(cx, &leaf, name, pk2), ERR_DENIED);
    /* The message is plainly the lines above the key: others can check it so. */
    assert_int_equal(leaf_message(cx, &leaf, &message), OK);
    assert_int_equal(message.len, sizeof REFERRED - 1 - strlen("key -\n"));
    assert_memory_equal(message.at, REFERRED, message.len);
    assert_int_equal(crypto_sign_verify_detached(leaf.keys[0].signature,
        (const uint8_t *)message.at, message.len, pk), 0);
    other = leaf, other.due = DAY_NONE;
    assert_int_equal(leaf_check_key(cx, &other, name, pk), ERR_DENIED);
    other = leaf, other.commit[31] ^= 1;
    assert_int_equal(leaf_check_key(cx, &other, name, pk), ERR_DENIED);
    other = leaf, other.facts[0].value = STR("bkd");
    assert_int_equal(leaf_check_key(cx, &other, name, pk), ERR_DENIED);
}

static void the_hashes_are_the_written_formulas(void **state)
{
    struct hash a, b;
    uint8_t bytes[16 + 32 + 3] = "posko-commit/v1", nonce[32], want[32], got[32];
    uint8_t prefixed[sizeof REFERRED];

    prefixed[0] = 0;
    memcpy(prefixed + 1, REFERRED, sizeof REFERRED - 1);
    crypto_hash_sha256(want, prefixed, sizeof REFERRED);
    leaf_hash(str_of(REFERRED), &a);
    hash_leaf(hasher_of(state), bytes_of(str_of(REFERRED)), &b);
    assert_memory_equal(a.b, want, 32);
    assert_true(hash_eq(&a, &b));
    memset(nonce, 7, sizeof nonce);
    memcpy(bytes + 16, nonce, 32);
    memcpy(bytes + 48, "isi", 3);
    crypto_hash_sha256(want, bytes, sizeof bytes);
    leaf_commit(nonce, bytes_of(STR("isi")), got);
    assert_memory_equal(got, want, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leaf_is_the_text_that_the_ledger_document_shows),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(what_is_not_in_the_one_form_is_refused),
        cmocka_unit_test(whatever_is_read_is_what_would_be_written),
        cmocka_unit_test(fields_that_break_their_rule_are_not_written),
        cmocka_unit_test(a_signature_holds_for_its_name_key_and_every_byte),
        cmocka_unit_test(the_hashes_are_the_written_formulas),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}
