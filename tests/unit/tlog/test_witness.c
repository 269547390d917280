/*
 * Witnesses: the requests of others, the table of answers, and the roll-back race.
 */
#include "naive.h"
#include "base/buf.h"
#include "tlog/witness.h"

/* A witness in memory: what it saw of one log. */
struct guard {
    struct policy policy;
    struct witness_seen seen;
};

static struct guard guard_of(struct cx *cx, struct str log_vkey)
{
    struct guard g = { .seen = { .size = 0 } };
    struct str text = arena_printf(cx->arena, "log %.*s\nquorum none\n", STR_FMT(log_vkey));

    assert_int_equal(policy_parse(cx, text, &g.policy), OK);
    return g;
}

static int ask(void **state, struct guard *g, struct str body)
{
    struct cx *cx = cx_of(state);
    struct witness_request r;
    struct checkpoint c;
    size_t log = 0;

    if (witness_request_parse(cx, body, &r) != OK)
        return WITNESS_MALFORMED;
    enum witness_answer answer = witness_identify(cx, &g->policy, &r, &log, &c);
    if (answer == WITNESS_COSIGN)
        answer = witness_judge(hasher_of(state), &r, &c, &g->seen);
    if (answer == WITNESS_COSIGN)
        g->seen = (struct witness_seen){ c.size, c.root };
    return (int)answer;
}

static void the_requests_of_torchwood_get_its_answers(void **state)
{
    struct cx *cx = cx_of(state);
    struct str text = vector_text(cx, "tlog-witness-add-checkpoint.json");
    json_t *v = NULL;

    if (text.at == NULL)
        return; /* said loudly; cmocka's TAP for skip() reads as failed */
    assert_int_equal(json_read(cx, text, &v), OK);
    const json_t *list = json_object_get(v, "sequence");
    struct guard g = guard_of(cx, json_text(v, "log_vkey")), other;
    struct str first = json_text(json_array_get(list, 0), "request");
    struct str to_five = json_text(json_array_get(list, 1), "request");
    struct str to_three = json_text(json_array_get(list, 2), "request");
    assert_int_equal(ask(state, &g, first), 200);
    other = g;
    assert_int_equal(ask(state, &g, to_five), 200);
    assert_int_equal(ask(state, &g, to_three), 409);   /* old 1 is stale */
    assert_int_equal(g.seen.size, 5);
    assert_int_equal(ask(state, &other, to_three), 200); /* sent instead: 1 -> 3 */
    assert_int_equal(ask(state, &other, to_five), 409);
    assert_int_equal(ask(state, &other, first), 409);
    json_decref(v);
}

static void the_requests_that_litewitness_cosigned_we_cosign(void **state)
{
    struct cx *cx = cx_of(state);
    struct str text = vector_text(cx, "litewitness-exchanges.json");
    json_t *v = NULL;

    if (text.at == NULL)
        return; /* said loudly; cmocka's TAP for skip() reads as failed */
    assert_int_equal(json_read(cx, text, &v), OK);
    struct guard g = guard_of(cx, json_text(v, "log_vkey"));
    const json_t *list = json_object_get(v, "exchanges");
    /* And our own log of the same 300 entries makes the very same requests. */
    struct shelf shelf = shelf_new(cx, 300);
    struct hash_source source = { shelf_read, &shelf };
    struct tree tree = { .size = 0 };
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct str body = json_text(json_array_get(list, i), "request"), again;
        struct witness_request r;
        struct signed_note note;
        struct checkpoint c;
        struct proof proof;
        struct hash root;
        assert_int_equal(witness_request_parse(cx, body, &r), OK);
        assert_int_equal(witness_request_text(cx, &r, &again), OK);
        assert_true(str_eq(body, again));
        assert_int_equal(note_parse(cx, r.note, &note), OK);
        assert_int_equal(checkpoint_parse(cx, note.text, &c), OK);
        while (tree.size < c.size) {
            struct hash leaf;
            struct str entry = arena_printf(cx->arena, "{\"e\":%d}", (int)tree.size);
            hash_leaf(hasher_of(state), bytes_of(entry), &leaf);
            shelf_append(hasher_of(state), &shelf, &tree, &leaf);
        }
        tree_root(hasher_of(state), &tree, &root);
        assert_true(hash_eq(&root, &c.root));
        assert_int_equal(proof_consistency(cx, hasher_of(state), &source, r.old, c.size, &proof),
                         OK);
        assert_int_equal(proof.count, r.proof.count);
        assert_memory_equal(proof.at, r.proof.at, proof.count * sizeof proof.at[0]);
        assert_int_equal(ask(state, &g, body), 200);
    }
    assert_int_equal(g.seen.size, 300);
    json_decref(v);
}

/* A log whose heads we make as we like. */
struct forge {
    struct note_signer log;
    struct shelf shelf;
    struct tree tree;
    struct hash roots[16];
};

static struct forge forge_new(struct cx *cx, struct hasher *h)
{
    struct forge f = { .shelf = shelf_new(cx, 16) };
    uint8_t seed[32] = { 3 };
    struct hash leaf;

    assert_int_equal(signer_make(cx, STR("log.example/1"), KEY_ED25519, seed, &f.log), OK);
    hash_empty(&f.roots[0]);
    for (uint64_t n = 1; n < 16; n++) {
        leaf_number(h, n - 1, &leaf);
        shelf_append(h, &f.shelf, &f.tree, &leaf);
        tree_root(h, &f.tree, &f.roots[n]);
    }
    return f;
}

static struct str request_of(struct cx *cx, struct hasher *h, struct forge *f, uint64_t old,
                             uint64_t size, const struct hash *root, bool spoil)
{
    struct hash_source source = { shelf_read, &f->shelf };
    struct witness_request r = { .old = old };
    struct checkpoint c = { .origin = f->log.verifier.name, .size = size, .root = *root };
    struct str text;

    if (old <= size)
        assert_int_equal(proof_consistency(cx, h, &source, old, size, &r.proof), OK);
    if (spoil)
        r.proof.at[r.proof.count++] = *root;
    assert_int_equal(checkpoint_sign(cx, &c, &f->log, &r.note), OK);
    assert_int_equal(witness_request_text(cx, &r, &text), OK);
    return text;
}

static void each_case_of_the_table_gets_its_answer(void **state)
{
    struct cx *cx = cx_of(state);
    struct hasher *h = hasher_of(state);
    struct forge f = forge_new(cx, h);
    struct guard fresh = guard_of(cx, verifier_text(cx->arena, &f.log.verifier)), g;
    struct guard at5 = fresh;
    at5.seen = (struct witness_seen){ 5, f.roots[5] };
    /* ledger.md 2.9; size, old: of the request; root: of which size's tree */
    static const struct { bool at5; uint64_t old, size, root; bool spoil; int answer; } rows[] = {
        { false, 0, 3, 3, false, 200 },  { false, 0, 0, 0, false, 200 },
        { false, 0, 0, 1, false, 422 },  /* size 0 with another root     */
        { false, 0, 3, 3, true, 422 },   /* old 0, proof not empty       */
        { false, 1, 3, 3, false, 409 },  { false, 4, 3, 3, false, 400 },
        { true, 5, 9, 9, false, 200 },   { true, 5, 5, 5, false, 200 },
        { true, 5, 5, 6, false, 422 },   /* one size, two roots          */
        { true, 5, 5, 5, true, 422 },    { true, 5, 9, 8, false, 422 },
        { true, 5, 9, 9, true, 422 },    { true, 0, 9, 9, false, 409 },
        { true, 4, 9, 9, false, 409 },   { true, 6, 9, 9, false, 409 },
        { true, 5, 4, 4, false, 400 },   { true, 4, 4, 4, false, 409 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        g = rows[i].at5 ? at5 : fresh;
        struct str body = request_of(cx, h, &f, rows[i].old, rows[i].size, &f.roots[rows[i].root],
                                     rows[i].spoil);
        int answer = ask(state, &g, body);
        if (answer != rows[i].answer)
            fail_msg("row %zu: %d, not %d", i, answer, rows[i].answer);
    }
}

static void strangers_and_forgers_are_told_apart(void **state)
{
    struct cx *cx = cx_of(state);
    struct hasher *h = hasher_of(state);
    struct forge f = forge_new(cx, h), stranger = f, forger = f;
    struct guard g = guard_of(cx, verifier_text(cx->arena, &f.log.verifier));
    uint8_t seed[32] = { 4 };

    assert_int_equal(signer_make(cx, STR("elsewhere"), KEY_ED25519, seed, &stranger.log), OK);
    assert_int_equal(signer_make(cx, STR("log.example/1"), KEY_ED25519, seed, &forger.log), OK);
    assert_int_equal(ask(state, &g, request_of(cx, h, &stranger, 0, 3, &f.roots[3], false)), 404);
    assert_int_equal(ask(state, &g, request_of(cx, h, &forger, 0, 3, &f.roots[3], false)), 403);
    /* The log's own key, but over another text. */
    struct str good = request_of(cx, h, &f, 0, 3, &f.roots[3], false);
    size_t at = str_find(good, STR("\n3\n"));
    struct str bad = arena_printf(cx->arena, "%.*s\n4\n%.*s", (int)at, good.at,
                                  STR_FMT(str_from(good, at + 3)));
    assert_int_equal(ask(state, &g, bad), 403);
    assert_int_equal(ask(state, &g, good), 200);
}

static void malformed_requests_are_400(void **state)
{
    struct cx *cx = cx_of(state);
    struct forge f = forge_new(cx, hasher_of(state));
    struct guard g = guard_of(cx, verifier_text(cx->arena, &f.log.verifier));
    static const char *const rows[] = {
        "", "old", "old \n\n", "old 0", "old 0\n", "old 0\n\n", "old 00\n\nx\n", "old -1\n\nx\n",
        "old 9223372036854775808\n\nx\n", "Old 0\n\nx\n", "old 0\nAAEC\n\nx\n", "old 0\n\nx\n",
        "old 0\r\n\r\nx\n",
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (ask(state, &g, str_of(rows[i])) != 400)
            fail_msg("row %zu", i);
    struct buf text = buf_in(cx->arena, WITNESS_REQUEST_MAX);
    buf_lit(&text, "old 0\n");
    for (int i = 0; i < 64; i++) /* at most 63 proof lines */
        buf_lit(&text, "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n");
    buf_lit(&text, "\nx\n");
    assert_int_equal(ask(state, &g, buf_view(&text)), 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_requests_of_torchwood_get_its_answers),
        cmocka_unit_test(the_requests_that_litewitness_cosigned_we_cosign),
        cmocka_unit_test(each_case_of_the_table_gets_its_answer),
        cmocka_unit_test(strangers_and_forgers_are_told_apart),
        cmocka_unit_test(malformed_requests_are_400),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}
