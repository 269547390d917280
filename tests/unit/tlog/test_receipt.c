/*
 * Receipts: what a log of every size to 40 hands out checks offline, and nothing spoilt does.
 */
#include "naive.h"
#include "base/buf.h"
#include "tlog/receipt.h"

struct post {
    struct note_signer log, witness;
    struct policy policy;
    struct shelf shelf;
    struct tree tree;
};

static struct post post_new(struct cx *cx)
{
    struct post p = { .shelf = shelf_new(cx, 300) };
    uint8_t seed[32] = { 1 };

    assert_int_equal(signer_make(cx, STR("posko.example/log"), KEY_ED25519, seed, &p.log), OK);
    seed[0] = 2;
    assert_int_equal(signer_make(cx, STR("w/kpu"), KEY_COSIGNATURE, seed, &p.witness), OK);
    struct str text = arena_printf(cx->arena, "log %s\nwitness kpu %s\nquorum kpu\n",
                                   verifier_text(cx->arena, &p.log.verifier).at,
                                   verifier_text(cx->arena, &p.witness.verifier).at);
    assert_int_equal(policy_parse(cx, text, &p.policy), OK);
    return p;
}

static struct bytes leaf_of(struct cx *cx, uint64_t i)
{
    return bytes_of(arena_printf(cx->arena, "leaf %llu", (unsigned long long)i));
}

static struct receipt receipt_of(struct cx *cx, struct hasher *h, struct post *p, uint64_t index,
                                 bool extra, bool cosigned)
{
    struct hash_source source = { shelf_read, &p->shelf };
    struct checkpoint head = { .origin = p->log.verifier.name, .size = p->tree.size };
    struct receipt r = { .index = index, .has_extra = extra };
    struct str text, line;

    tree_root(h, &p->tree, &head.root);
    if (extra)
        r.extra = leaf_of(cx, index);
    assert_int_equal(proof_inclusion(cx, h, &source, index, p->tree.size, &r.proof), OK);
    assert_int_equal(checkpoint_sign(cx, &head, &p->log, &r.note), OK);
    if (cosigned) {
        assert_int_equal(checkpoint_text(cx, &head, &text), OK);
        assert_int_equal(note_sign_line(cx, &p->witness, text, 1700000000, &line), OK);
        r.note = arena_printf(cx->arena, "%.*s%.*s", STR_FMT(r.note), STR_FMT(line));
    }
    return r;
}

static void grow(struct hasher *h, struct post *p, uint64_t size)
{
    struct hash leaf;

    while (p->tree.size < size) {
        leaf_number(h, p->tree.size, &leaf);
        shelf_append(h, &p->shelf, &p->tree, &leaf);
    }
}

static void every_receipt_of_every_size_to_40_checks(void **state)
{
    struct cx *cx = cx_of(state);
    struct hasher *h = hasher_of(state);
    struct post p = post_new(cx);
    struct policy_result result;
    struct receipt back;
    struct str text, again;

    for (uint64_t n = 1; n <= 40; n++) {
        grow(h, &p, n);
        for (uint64_t i = 0; i < n; i++) {
            bool extra = i % 2 == 0, cosigned = i % 3 == 0;
            struct receipt r = receipt_of(cx, h, &p, i, extra, cosigned);
            assert_int_equal(receipt_text(cx, &r, &text), OK);
            assert_int_equal(receipt_parse(cx, text, &back), OK);
            assert_int_equal(receipt_text(cx, &back, &again), OK);
            assert_true(str_eq(text, again));
            assert_int_equal(receipt_check(cx, h, &p.policy, &back, leaf_of(cx, i), &result), OK);
            assert_int_equal(result.quorum, cosigned);
            struct bytes none = { NULL, 0 };
            assert_int_equal(receipt_check(cx, h, &p.policy, &back, none, &result),
                             extra ? OK : ERR_INVALID);
            assert_int_equal(receipt_check(cx, h, &p.policy, &back, leaf_of(cx, i + 1), &result),
                             ERR_DENIED);
            back.index = (i + 1) % n;
            if (n > 1)
                assert_int_equal(receipt_check(cx, h, &p.policy, &back, leaf_of(cx, i), &result),
                                 ERR_DENIED);
        }
    }
}

/* All bits of all bytes of a receipt file. Bits in the `extra` line alone may be flipped
 * unnoticed when the caller brings the leaf himself: it is not authenticated. */
static void no_flipped_bit_passes(void **state)
{
    struct cx *cx = cx_of(state);
    struct hasher *h = hasher_of(state);
    struct post p = post_new(cx);
    struct policy_result result;
    struct receipt back;
    struct str text;
    struct bytes none = { NULL, 0 };

    grow(h, &p, 7);
    struct receipt r = receipt_of(cx, h, &p, 4, true, true);
    assert_int_equal(receipt_text(cx, &r, &text), OK);
    char *at = (char *)(uintptr_t)text.at; /* our own, in the arena */
    for (size_t i = 0; i < text.len; i++)
        for (int bit = 0; bit < 8; bit++) {
            at[i] = (char)(at[i] ^ (1 << bit));
            if (receipt_parse(cx, text, &back) == OK &&
                receipt_check(cx, h, &p.policy, &back, none, &result) == OK && result.quorum)
                fail_msg("byte %zu bit %d may be flipped", i, bit);
            at[i] = (char)(at[i] ^ (1 << bit));
        }
    for (size_t len = 0; len < text.len; len++)
        if (receipt_parse(cx, str_first(text, len), &back) == OK &&
            receipt_check(cx, h, &p.policy, &back, none, &result) == OK && result.quorum)
            fail_msg("may be cut to %zu", len);
    assert_int_equal(receipt_parse(cx, text, &back), OK);
    assert_int_equal(receipt_check(cx, h, &p.policy, &back, none, &result), OK);
}

static void the_form_is_that_of_the_specification(void **state)
{
    static const char hash[] = "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=";
    static const struct { const char *text; bool taken; } rows[] = {
        { "c2sp.org/tlog-proof@v1\nextra AAEC\nindex 73894\n@\n@\n\nnote", true },
        { "c2sp.org/tlog-proof@v1\nindex 0\n\nnote", true },
        { "c2sp.org/tlog-proof@v1\nextra \nindex 0\n\nnote", true },
        { "index 0\n\nnote", false },
        { "c2sp.org/tlog-proof@v2\nindex 0\n\nnote", false },
        { "c2sp.org/tlog-proof@v1\r\nindex 0\n\nnote", false },
        { "c2sp.org/tlog-proof@v1\nindex 00\n\nnote", false },
        { "c2sp.org/tlog-proof@v1\nindex -1\n\nnote", false },
        { "c2sp.org/tlog-proof@v1\nindex  1\n\nnote", false },
        { "c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n\nnote", false },
        { "c2sp.org/tlog-proof@v1\nindex 0\nextra AAEC\n\nnote", false },
        { "c2sp.org/tlog-proof@v1\nextra AAE\nindex 0\n\nnote", false },
        { "c2sp.org/tlog-proof@v1\nextra AAEC\nextra AAEC\nindex 0\n\nnote", false },
        { "c2sp.org/tlog-proof@v1\nindex 0\n@ \n\nnote", false },
        { "c2sp.org/tlog-proof@v1\nindex 0\n@=\n\nnote", false },
        { "c2sp.org/tlog-proof@v1\nindex 0\nAAEC\n\nnote", false },
        { "c2sp.org/tlog-proof@v1\nindex 0\n@\nnote", false },
        { "c2sp.org/tlog-proof@v1\nindex 0\n@", false },
        { "c2sp.org/tlog-proof@v1\nindex 0\n@\n", false },
        { "c2sp.org/tlog-proof@v1\nindex 0", false }, { "c2sp.org/tlog-proof@v1\n", false },
        { "", false },
    };
    struct cx *cx = cx_of(state);
    struct receipt r;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf text = buf_in(cx->arena, 8192);
        /* The first '@' belongs to the head line; further ones stand for a hash. */
        size_t seen = 0;
        for (const char *at = rows[i].text; *at != '\0'; at++)
            if (*at == '@' && strncmp(at, "@v", 2) != 0) {
                buf_lit(&text, hash);
                seen++;
            } else {
                buf_char(&text, *at);
            }
        bool taken = receipt_parse(cx, buf_view(&text), &r) == OK;
        if (taken != rows[i].taken)
            fail_msg("row %zu: %s", i, rows[i].text);
        if (taken)
            assert_int_equal(r.proof.count, seen);
    }
    assert_int_equal(receipt_parse(cx, str_of(rows[0].text), &r), ERR_INVALID);
}

static void more_hashes_than_any_tree_has_are_refused(void **state)
{
    struct cx *cx = cx_of(state);
    struct buf text = buf_in(cx->arena, 8192);
    struct receipt r;

    buf_lit(&text, "c2sp.org/tlog-proof@v1\nindex 0\n");
    for (int i = 0; i < PROOF_MAX + 1; i++)
        buf_lit(&text, "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n");
    buf_lit(&text, "\nnote");
    assert_int_equal(receipt_parse(cx, buf_view(&text), &r), ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_receipt_of_every_size_to_40_checks),
        cmocka_unit_test(no_flipped_bit_passes),
        cmocka_unit_test(the_form_is_that_of_the_specification),
        cmocka_unit_test(more_hashes_than_any_tree_has_are_refused),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}
