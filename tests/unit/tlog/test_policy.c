/*
 * Policies: the file's rules, and quorums counted over every subset of witnesses.
 */
#include "tlog_test.h"
#include "base/buf.h"
#include "tlog/policy.h"

#define WITNESSES 8

struct cast {
    struct note_signer log, witness[WITNESSES];
    struct str log_key, key[WITNESSES];
};

static struct cast cast_new(struct cx *cx)
{
    struct cast c;
    uint8_t seed[32] = { 0 };

    seed[0] = 100;
    assert_int_equal(signer_make(cx, STR("log.example/1"), KEY_ED25519, seed, &c.log), OK);
    c.log_key = verifier_text(cx->arena, &c.log.verifier);
    for (int i = 0; i < WITNESSES; i++) {
        seed[0] = (uint8_t)i;
        struct str name = arena_printf(cx->arena, "w.example/%d", i);
        assert_int_equal(signer_make(cx, name, KEY_COSIGNATURE, seed, &c.witness[i]), OK);
        c.key[i] = verifier_text(cx->arena, &c.witness[i].verifier);
    }
    return c;
}

/* Five agencies of which four, three observers of which two: ledger.md 11. */
static struct str real_policy(struct cx *cx, const struct cast *c)
{
    return arena_printf(cx->arena,
        "# whom to believe\n\nlog %s https://log.example/1\n"
        "witness w1 %s\nwitness w2\t%s \nwitness w3 %s\n  witness w4 %s https://w.example\n"
        "witness w5 %s\ngroup agensi 4 w1 w2 w3 w4 w5\n"
        "witness p1 %s\nwitness p2 %s\nwitness p3 %s\ngroup pengamat 2 p1 p2 p3\n"
        "group semua all agensi pengamat\nquorum semua\n",
        c->log_key.at, c->key[0].at, c->key[1].at, c->key[2].at, c->key[3].at, c->key[4].at,
        c->key[5].at, c->key[6].at, c->key[7].at);
}

static struct str checkpoint_with(struct cx *cx, const struct cast *c, unsigned int set)
{
    struct checkpoint head = { .origin = c->log.verifier.name, .size = 5 };
    struct str note, text, line;

    assert_int_equal(checkpoint_text(cx, &head, &text), OK);
    assert_int_equal(checkpoint_sign(cx, &head, &c->log, &note), OK);
    for (unsigned int i = 0; i < WITNESSES; i++)
        if (set & 1u << i) {
            assert_int_equal(note_sign_line(cx, &c->witness[i], text, 1700000000 + i, &line), OK);
            note = arena_printf(cx->arena, "%.*s%.*s", STR_FMT(note), STR_FMT(line));
        }
    return note;
}

static void the_quorum_is_counted_right_for_every_set_of_witnesses(void **state)
{
    struct cx *cx = cx_of(state);
    struct cast c = cast_new(cx);
    struct policy policy;
    struct policy_result result;

    assert_int_equal(policy_parse(cx, real_policy(cx, &c), &policy), OK);
    assert_int_equal(policy.log_count, 1);
    assert_int_equal(policy.node_count, 11);
    assert_true(str_is(policy.logs[0].url, "https://log.example/1"));
    assert_true(str_is(policy.nodes[3].url, "https://w.example"));
    for (unsigned int set = 0; set < 256; set++) {
        int agencies = __builtin_popcount(set & 31), observers = __builtin_popcount(set >> 5);
        assert_int_equal(policy_read(cx, &policy, checkpoint_with(cx, &c, set), &result), OK);
        assert_int_equal(result.cosigned, agencies + observers);
        assert_int_equal(result.quorum, agencies >= 4 && observers >= 2);
        assert_int_equal(result.checkpoint.size, 5);
    }
}

static void quorums_of_none_one_witness_and_any(void **state)
{
    struct cx *cx = cx_of(state);
    struct cast c = cast_new(cx);
    struct policy policy;
    struct policy_result result;
    static const struct { const char *tail; unsigned int set; bool quorum; } rows[] = {
        { "quorum none\n", 0, true },       { "quorum a\n", 0, false },
        { "quorum a\n", 1, true },          { "quorum a\n", 2, false },
        { "group g any a b\nquorum g\n", 2, true },  { "group g any a b\nquorum g\n", 0, false },
        { "group g all a b\nquorum g\n", 2, false }, { "group g all a b\nquorum g\n", 3, true },
        { "group g 1 a\ngroup f 2 g b\nquorum f\n", 3, true },
        { "group g 1 a\ngroup f 2 g b\nquorum f\n", 1, false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str text = arena_printf(cx->arena, "log %s\nwitness a %s\nwitness b %s\n%s",
                                       c.log_key.at, c.key[0].at, c.key[1].at, rows[i].tail);
        assert_int_equal(policy_parse(cx, text, &policy), OK);
        assert_int_equal(policy_read(cx, &policy, checkpoint_with(cx, &c, rows[i].set), &result),
                         OK);
        if (result.quorum != rows[i].quorum)
            fail_msg("row %zu", i);
    }
}

static void what_breaks_the_files_rules_is_refused(void **state)
{
    struct cx *cx = cx_of(state);
    struct cast c = cast_new(cx);
    struct policy policy;
    /* L the log's line, A..C witnesses a, b, c, W a witness key alone */
    static const struct { const char *text; bool taken; } rows[] = {
        { "L\nA\nquorum a\n", true },           { "quorum none\n", true },
        { "  # x\n\t\nquorum\tnone \n", true }, { "L\nA\nquorum a", false },
        { "", false },                          { "L\nA\n", false },
        { "quorum none\nquorum none\n", false }, { "quorum x\n", false },
        { "quorum a\nA\n", false },             /* defined before it is used    */
        { "group g any a\nA\nquorum g\n", false },
        { "A\nA\nquorum a\n", false },          /* name twice                    */
        { "A\nwitness z W\nquorum a\n", false }, /* key twice under another name */
        { "L\nL\nquorum none\n", false },       { "A\ngroup a any a\nquorum a\n", false },
        { "witness none W\nquorum none\n", false }, { "A\ngroup none any a\nquorum none\n", false },
        { "A\nB\ngroup g 0 a b\nquorum g\n", false }, { "A\nB\ngroup g 3 a b\nquorum g\n", false },
        { "A\nB\ngroup g 02 a b\nquorum g\n", false },
        { "A\nB\ngroup g some a b\nquorum g\n", false },
        { "A\ngroup g any\nquorum g\n", false }, { "A\ngroup g all\nquorum g\n", false },
        { "A\nB\ngroup g any a\ngroup h any a b\nquorum g\n", false }, /* a in two groups */
        { "A\ngroup g all a a\nquorum g\n", false }, { "A\ngroup g any none\nquorum g\n", false },
        { "A\ngroup g any g\nquorum none\n", false },
        { "log W\nquorum none\n", false },      /* a cosignature key is no log's */
        { "witness a X\nquorum a\n", false },   /* and the other way             */
        { "L https://u more\nquorum none\n", false }, { "quorum none x\n", false },
        { "Quorum none\n", false },             { "quorum none\r\n", false },
        { "# \x7f\nquorum none\n", false },     { "# \xff\nquorum none\n", true },
        { "witness \xff W\nquorum \xff\n", true }, /* names are octets             */
        { "witness a bad\nquorum a\n", false }, { "log\nquorum none\n", false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf text = buf_in(cx->arena, 8192);
        for (const char *at = rows[i].text; *at != '\0'; at++)
            switch (*at) {
            case 'L': buf_printf(&text, "log %s", c.log_key.at); break;
            case 'A': buf_printf(&text, "witness a %s", c.key[0].at); break;
            case 'B': buf_printf(&text, "witness b %s", c.key[1].at); break;
            case 'W': buf_str(&text, c.key[0]); break;
            case 'X': buf_str(&text, c.log_key); break;
            default: buf_char(&text, *at); break;
            }
        if ((policy_parse(cx, buf_view(&text), &policy) == OK) != rows[i].taken)
            fail_msg("row %zu: %s", i, rows[i].text);
    }
}

static void as_many_as_the_specification_asks_are_taken(void **state)
{
    struct cx *cx = cx_of(state);
    struct buf text = buf_in(cx->arena, 1 << 16);
    struct policy policy;
    struct note_signer s;
    uint8_t seed[32] = { 0 };

    for (int i = 0; i < 32; i++) { /* 32 logs, 32 witnesses, 32 groups */
        seed[1] = (uint8_t)i;
        seed[0] = 1;
        assert_int_equal(signer_make(cx, STR("log.example/1"), KEY_ED25519, seed, &s), OK);
        buf_printf(&text, "log %s\n", verifier_text(cx->arena, &s.verifier).at);
        seed[0] = 2;
        assert_int_equal(signer_make(cx, STR("w"), KEY_COSIGNATURE, seed, &s), OK);
        buf_printf(&text, "witness w%d %s\n", i, verifier_text(cx->arena, &s.verifier).at);
        buf_printf(&text, "group g%d any w%d\n", i, i);
    }
    buf_lit(&text, "quorum g31\n");
    assert_int_equal(policy_parse(cx, buf_view(&text), &policy), OK);
    assert_int_equal(policy.log_count, 32);
    assert_int_equal(policy.node_count, 64);
}

static void unknown_logs_and_false_lines_are_refused(void **state)
{
    struct cx *cx = cx_of(state);
    struct cast c = cast_new(cx);
    struct policy policy;
    struct policy_result result;
    struct str good = checkpoint_with(cx, &c, 3), bad;
    struct note_signer other;
    uint8_t seed[32] = { 200 };

    assert_int_equal(policy_parse(cx, real_policy(cx, &c), &policy), OK);
    assert_int_equal(signer_make(cx, STR("elsewhere"), KEY_ED25519, seed, &other), OK);
    struct checkpoint head = { .origin = STR("elsewhere"), .size = 5 };
    assert_int_equal(checkpoint_sign(cx, &head, &other, &bad), OK);
    assert_int_equal(policy_read(cx, &policy, bad, &result), ERR_NOT_FOUND);
    assert_int_equal(signer_make(cx, STR("log.example/1"), KEY_ED25519, seed, &other), OK);
    head.origin = STR("log.example/1");
    assert_int_equal(checkpoint_sign(cx, &head, &other, &bad), OK);
    assert_int_equal(policy_read(cx, &policy, bad, &result), ERR_DENIED);
    assert_int_equal(policy_read(cx, &policy, STR("x\n"), &result), ERR_INVALID);
    /* A line of a known witness taken from another head. */
    struct str line, text = STR("log.example/1\n6\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
    assert_int_equal(note_sign_line(cx, &c.witness[4], text, 1700000000, &line), OK);
    bad = arena_printf(cx->arena, "%.*s%.*s", STR_FMT(good), STR_FMT(line));
    assert_int_equal(policy_read(cx, &policy, bad, &result), ERR_DENIED);
    assert_int_equal(policy_read(cx, &policy, good, &result), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_quorum_is_counted_right_for_every_set_of_witnesses),
        cmocka_unit_test(quorums_of_none_one_witness_and_any),
        cmocka_unit_test(what_breaks_the_files_rules_is_refused),
        cmocka_unit_test(as_many_as_the_specification_asks_are_taken),
        cmocka_unit_test(unknown_logs_and_false_lines_are_refused),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}
