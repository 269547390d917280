/*
 * The tree: against RFC 6962's own words for every size to 300, against others' vectors,
 * and across the edges of tiles.
 */
#include "naive.h"
#include "tlog/batch.h"

#define SIZES 300

static void roots_and_proofs_are_those_of_the_rfc_for_every_size_to_300(void **state)
{
    struct cx *cx = cx_of(state);
    struct hasher *h = hasher_of(state);
    struct shelf shelf = shelf_new(cx, SIZES);
    struct hash_source source = { shelf_read, &shelf };
    struct naive naive = naive_new(cx, h, shelf.at[0]);
    struct hash roots[SIZES + 1], leaf, root;
    struct tree tree = { .size = 0 }, loaded;
    struct proof got, want;

    hash_empty(&roots[0]);
    for (uint64_t n = 1; n <= SIZES; n++) {
        leaf_number(h, n - 1, &leaf);
        shelf_append(h, &shelf, &tree, &leaf);
        tree_root(h, &tree, &root);
        roots[n] = naive_mth(&naive, shelf.at[0], n);
        assert_true(hash_eq(&root, &roots[n]));
        assert_int_equal(tree_load(cx, h, &source, n, &loaded), OK);
        assert_memory_equal(loaded.edge, tree.edge,
                            (size_t)__builtin_popcountll(n) * sizeof tree.edge[0]);
        for (uint64_t i = 0; i < n; i++) {
            assert_int_equal(proof_inclusion(cx, h, &source, i, n, &got), OK);
            want.count = 0;
            naive_path(&naive, i, shelf.at[0], n, &want);
            assert_int_equal(got.count, want.count);
            assert_memory_equal(got.at, want.at, want.count * sizeof want.at[0]);
            assert_true(proof_includes(h, &got, i, n, &shelf.at[0][i], &root));
        }
        for (uint64_t m = 1; m <= n; m++) {
            assert_int_equal(proof_consistency(cx, h, &source, m, n, &got), OK);
            want.count = 0;
            naive_sub(&naive, m, shelf.at[0], n, true, &want);
            assert_int_equal(got.count, want.count);
            assert_memory_equal(got.at, want.at, want.count * sizeof want.at[0]);
            assert_true(proof_extends(h, &got, m, n, &roots[m], &root));
        }
    }
    assert_true(shelf.reads > 100000); /* proofs did come from the shelf */
}

/* Every old size and every batch that ends at most at 140, and some around the tiles. */
static void a_batch_proves_its_leaves_as_the_stored_hashes_do(void **state)
{
    struct cx *cx = cx_of(state);
    struct hasher *h = hasher_of(state);
    struct shelf shelf = shelf_new(cx, 1024);
    struct hash_source source = { shelf_read, &shelf };
    struct arena *arena = arena_new(1 << 20);
    struct cx own = cx_system(arena);
    struct tree trees[700], tree = { .size = 0 };
    struct proof got, want;
    struct batch batch;
    struct hash root;

    for (size_t n = 0; n < COUNT_OF(trees); n++) {
        struct hash leaf;
        trees[n] = tree;
        leaf_number(h, n, &leaf);
        shelf_append(h, &shelf, &tree, &leaf);
    }
    for (uint64_t old = 0; old < 690; old = old < 140 ? old + 1 : old + 61)
        for (uint64_t size = old + 1; size < 699; size = size < 140 ? size + 1 : size + 83) {
            assert_int_equal(batch_make(&own, h, &trees[old], shelf.at[0] + old,
                                        (size_t)(size - old), &batch), OK);
            tree_root(h, &trees[size], &root);
            assert_true(hash_eq(&batch.root, &root));
            for (uint64_t i = old; i < size; i = size < 70 ? i + 1 : i + 7) {
                batch_proof(&batch, i, &got);
                assert_true(proof_includes(h, &got, i, size, &shelf.at[0][i], &root));
                if (size % 16 == 3) { /* the long way, too, for some */
                    assert_int_equal(proof_inclusion(cx, h, &source, i, size, &want), OK);
                    assert_int_equal(got.count, want.count);
                    assert_memory_equal(got.at, want.at, got.count * sizeof got.at[0]);
                }
            }
            arena_reset(arena);
        }
    assert_int_equal(batch_make(&own, h, &trees[5], shelf.at[0], 0, &batch), ERR_INVALID);
    arena_free(arena);
}

/* Every way to spoil a right proof, for all sizes to 40. */
static void a_spoilt_proof_is_refused(void **state)
{
    struct cx *cx = cx_of(state);
    struct hasher *h = hasher_of(state);
    struct shelf shelf = shelf_new(cx, 64);
    struct hash_source source = { shelf_read, &shelf };
    struct hash roots[41], leaf;
    struct tree tree = { .size = 0 };
    struct proof good, bad;
    size_t refused = 0, tried = 0;

    hash_empty(&roots[0]);
    for (uint64_t n = 1; n <= 40; n++) {
        leaf_number(h, n - 1, &leaf);
        shelf_append(h, &shelf, &tree, &leaf);
        tree_root(h, &tree, &roots[n]);
        for (uint64_t i = 0; i < n; i++) {
            const struct hash *own = &shelf.at[0][i];
            assert_int_equal(proof_inclusion(cx, h, &source, i, n, &good), OK);
            for (uint64_t j = 0; j < n + 2; j++)
                if (j != i) {
                    tried++;
                    refused += !proof_includes(h, &good, j, n, own, &roots[n]);
                }
            assert_false(proof_includes(h, &good, i, n, own, &roots[n - 1]));
            assert_false(proof_includes(h, &good, i, n, &roots[n > 1 ? n : 0], &roots[n]));
            for (size_t p = 0; p < good.count; p++) {
                bad = good, bad.at[p].b[p % 32] ^= 1;
                assert_false(proof_includes(h, &bad, i, n, own, &roots[n]));
                bad = good, bad.count--;
                memmove(&bad.at[p], &bad.at[p + 1], (bad.count - p) * sizeof bad.at[0]);
                assert_false(proof_includes(h, &bad, i, n, own, &roots[n]));
                bad = good, bad.count++;
                memmove(&bad.at[p + 1], &bad.at[p], (good.count - p) * sizeof bad.at[0]);
                assert_false(proof_includes(h, &bad, i, n, own, &roots[n]));
            }
        }
        for (uint64_t m = 1; m <= n; m++) {
            assert_int_equal(proof_consistency(cx, h, &source, m, n, &good), OK);
            assert_false(proof_extends(h, &good, m, n, &roots[m - 1], &roots[n]));
            assert_false(proof_extends(h, &good, m, n, &roots[m], &roots[n - 1]));
            assert_false(proof_extends(h, &good, n + 1, n, &roots[m], &roots[n]));
            for (size_t p = 0; p < good.count; p++) {
                bad = good, bad.at[p].b[p % 32] ^= 0x80;
                assert_false(proof_extends(h, &bad, m, n, &roots[m], &roots[n]));
                bad = good, bad.count--;
                memmove(&bad.at[p], &bad.at[p + 1], (bad.count - p) * sizeof bad.at[0]);
                assert_false(proof_extends(h, &bad, m, n, &roots[m], &roots[n]));
            }
            bad = good, bad.at[bad.count++] = roots[m];
            assert_false(proof_extends(h, &bad, m, n, &roots[m], &roots[n]));
        }
    }
    assert_int_equal(refused, tried);
}

static void the_edges_are_as_the_ledger_document_says(void **state)
{
    struct cx *cx = cx_of(state);
    struct hasher *h = hasher_of(state);
    struct shelf shelf = shelf_new(cx, 8);
    struct hash_source source = { shelf_read, &shelf };
    struct hash empty, leaf, other, root;
    struct tree tree = { .size = 0 };
    struct proof none = { .count = 0 }, one = { .count = 1 };

    hash_empty(&empty);
    hash_bytes(h, (struct bytes){ NULL, 0 }, &root);
    assert_true(hash_eq(&empty, &root));
    tree_root(h, &tree, &root);
    assert_true(hash_eq(&empty, &root));
    hash_leaf(h, (struct bytes){ NULL, 0 }, &leaf);
    assert_false(hash_eq(&empty, &leaf)); /* no leaf is not one empty leaf */
    /* Size 0: no inclusion; consistent with all by the empty proof alone. */
    assert_int_equal(proof_inclusion(cx, h, &source, 0, 0, &none), ERR_INVALID);
    assert_false(proof_includes(h, &none, 0, 0, &leaf, &empty));
    assert_true(proof_extends(h, &none, 0, 5, &leaf, &empty));
    assert_false(proof_extends(h, &one, 0, 5, &leaf, &empty));
    assert_int_equal(proof_consistency(cx, h, &source, 0, 0, &none), OK);
    /* Size 1: empty proof, leaf is root. */
    shelf_append(h, &shelf, &tree, &leaf);
    tree_root(h, &tree, &root);
    assert_true(hash_eq(&root, &leaf));
    assert_true(proof_includes(h, &none, 0, 1, &leaf, &root));
    assert_false(proof_includes(h, &one, 0, 1, &leaf, &root));
    /* One size, two roots. */
    leaf_number(h, 7, &other);
    assert_true(proof_extends(h, &none, 1, 1, &leaf, &leaf));
    assert_false(proof_extends(h, &none, 1, 1, &leaf, &other));
    assert_false(proof_extends(h, &none, 0, 0, &empty, &other));
    /* Sizes past int64 are nobody's. */
    assert_false(proof_includes(h, &none, 0, UINT64_MAX, &leaf, &leaf));
    assert_false(proof_extends(h, &none, 0, UINT64_MAX, &leaf, &leaf));
    assert_int_equal(proof_inclusion(cx, h, &source, 1, 1, &none), ERR_INVALID);
    assert_int_equal(proof_consistency(cx, h, &source, 2, 1, &none), ERR_INVALID);
    /* A hash that is not stored is passed up. */
    assert_int_equal(proof_inclusion(cx, h, &source, 0, 3, &none), ERR_NOT_FOUND);
    assert_int_equal(tree_load(cx, h, &source, 3, &tree), ERR_NOT_FOUND);
}

/* Around the edges of tiles and beyond two levels; the root by the naive way as well. */
static void proofs_hold_across_the_edges_of_tiles(void **state)
{
    static const uint64_t sizes[] = { 255, 256, 257, 511, 512, 513, 65535, 65536, 65537, 70000,
                                      70123 };
    struct cx *cx = cx_of(state);
    struct hasher *h = hasher_of(state);
    struct shelf shelf = shelf_new(cx, 70123);
    struct hash_source source = { shelf_read, &shelf };
    struct naive naive = naive_new(cx, h, shelf.at[0]);
    struct hash root, leaf, roots[COUNT_OF(sizes)];
    struct tree tree = { .size = 0 }, loaded;
    struct proof proof;

    for (size_t s = 0; s < COUNT_OF(sizes); s++) {
        uint64_t n = sizes[s];
        while (tree.size < n) {
            leaf_number(h, tree.size, &leaf);
            shelf_append(h, &shelf, &tree, &leaf);
        }
        tree_root(h, &tree, &root);
        roots[s] = naive_mth(&naive, shelf.at[0], n);
        assert_true(hash_eq(&root, &roots[s]));
        assert_int_equal(tree_load(cx, h, &source, n, &loaded), OK);
        tree_root(h, &loaded, &leaf);
        assert_true(hash_eq(&leaf, &root));
        for (uint64_t i = 0; i < n; i = i < 300 ? i + 1 : i + 977) {
            assert_int_equal(proof_inclusion(cx, h, &source, i, n, &proof), OK);
            assert_true(proof_includes(h, &proof, i, n, &shelf.at[0][i], &root));
        }
        assert_int_equal(proof_inclusion(cx, h, &source, n - 1, n, &proof), OK);
        assert_true(proof_includes(h, &proof, n - 1, n, &shelf.at[0][n - 1], &root));
        for (size_t m = 0; m <= s; m++) {
            assert_int_equal(proof_consistency(cx, h, &source, sizes[m], n, &proof), OK);
            assert_true(proof_extends(h, &proof, sizes[m], n, &roots[m], &root));
        }
    }
    /* ledger.md 2.4: 17 hashes for leaf 0 of 70,123, 8 for the last. */
    assert_int_equal(proof_inclusion(cx, h, &source, 0, 70123, &proof), OK);
    assert_int_equal(proof.count, 17);
    assert_int_equal(proof_inclusion(cx, h, &source, 70122, 70123, &proof), OK);
    assert_int_equal(proof.count, 8);
}

/* Some vectors hold things that are no hashes ("dont care"): as zero-padded bytes they
 * keep their meaning of being equal or not. */
static struct hash hash_padded(struct str base64)
{
    struct hash out = { { 0 } };
    size_t len = 0;

    assert_true(base64_decode(base64, out.b, sizeof out.b, &len));
    return out;
}

static struct proof proof_from_json(const json_t *list)
{
    struct proof proof = { .count = json_array_size(list) };

    assert_true(proof.count <= PROOF_MAX);
    for (size_t i = 0; i < proof.count; i++)
        proof.at[i] = hash_padded(str_of(json_string_value(json_array_get(list, i))));
    return proof;
}

static uint64_t number(const json_t *row, const char *key)
{
    return (uint64_t)json_integer_value(json_object_get(row, key));
}

static bool inclusion_holds(struct hasher *h, const json_t *row)
{
    struct proof proof = proof_from_json(json_object_get(row, "proof"));
    struct hash leaf = hash_padded(json_text(row, "leafHash"));
    struct hash root = hash_padded(json_text(row, "root"));

    /* Two vectors have no leaf hash at all: a struct hash cannot be that. */
    return json_text(row, "leafHash").len > 0 &&
           proof_includes(h, &proof, number(row, "leafIdx"), number(row, "treeSize"), &leaf, &root);
}

static bool consistency_holds(struct hasher *h, const json_t *row)
{
    struct proof proof = proof_from_json(json_object_get(row, "proof"));
    struct hash old = hash_padded(json_text(row, "root1"));
    struct hash root = hash_padded(json_text(row, "root2"));

    return proof_extends(h, &proof, number(row, "size1"), number(row, "size2"), &old, &root);
}

/* jansson reads int64 only: 2^64-1 is handed to it as -1, and comes back by the cast. */
static struct str as_int64(struct cx *cx, struct str line)
{
    struct str big = STR("18446744073709551615");
    size_t at = str_find(line, big);

    if (at == SIZE_MAX)
        return line;
    return arena_printf(cx->arena, "%.*s-1%.*s", (int)at, line.at,
                        STR_FMT(str_from(line, at + big.len)));
}

/* All rows must agree; but from old size 0 that library refuses everything, while
 * tlog-witness takes the empty proof: `differ` rows, all of that kind. */
static void check_lines(void **state, const char *file,
                        bool (*holds)(struct hasher *, const json_t *), size_t differ)
{
    struct cx *cx = cx_of(state);
    struct str rest = vector_text(cx, file), line;
    size_t rows = 0, differing = 0;

    if (rest.at == NULL)
        return; /* said loudly; cmocka's TAP for skip() reads as failed */
    while (str_cut(&rest, '\n', &line)) {
        json_t *row = NULL;
        if (line.len == 0)
            continue;
        assert_int_equal(json_read(cx, as_int64(cx, line), &row), OK);
        rows++;
        if (holds(hasher_of(state), row) == json_is_true(json_object_get(row, "wantErr"))) {
            if (json_object_get(row, "size1") == NULL || number(row, "size1") != 0 ||
                json_array_size(json_object_get(row, "proof")) != 0)
                fail_msg("%s: %s", json_text(row, "file").at, json_text(row, "desc").at);
            differing++;
        }
        json_decref(row);
    }
    assert_int_equal(rows, 98);
    assert_int_equal(differing, differ);
}

static void the_98_inclusion_vectors_agree(void **state)
{
    check_lines(state, "merkle-inclusion.jsonl", inclusion_holds, 0);
}

static void the_98_consistency_vectors_agree_but_for_old_size_zero(void **state)
{
    check_lines(state, "merkle-consistency.jsonl", consistency_holds, 3);
}

static void the_reference_tree_of_rfc_6962_agrees(void **state)
{
    struct cx *cx = cx_of(state);
    struct hasher *h = hasher_of(state);
    struct str text = vector_text(cx, "rfc6962-reference-tree.json");
    struct tree tree = { .size = 0 };
    struct hash upper[TILE_LEVELS - 1], leaf, root, want;
    json_t *v = NULL;

    if (text.at == NULL)
        return; /* said loudly; cmocka's TAP for skip() reads as failed */
    assert_int_equal(json_read(cx, text, &v), OK);
    const json_t *inputs = json_object_get(v, "leaf_inputs_hex");
    const json_t *roots = json_object_get(v, "root_hash_by_size_hex");
    const json_t *nodes = json_array_get(json_object_get(v, "node_hashes_hex_by_level"), 0);
    assert_int_equal(json_array_size(inputs), 8);
    for (size_t n = 0; n <= 8; n++) {
        tree_root(h, &tree, &root);
        assert_true(hex_decode(str_of(json_string_value(json_array_get(roots, n))), want.b, 32));
        assert_true(hash_eq(&root, &want));
        if (n == 8)
            break;
        struct str hex = str_of(json_string_value(json_array_get(inputs, n)));
        uint8_t input[64];
        assert_true(hex_decode(hex, input, hex.len / 2));
        hash_leaf(h, (struct bytes){ input, hex.len / 2 }, &leaf);
        assert_true(hex_decode(str_of(json_string_value(json_array_get(nodes, n))), want.b, 32));
        assert_true(hash_eq(&leaf, &want));
        assert_int_equal(tree_append(h, &tree, &leaf, upper), 0);
    }
    json_decref(v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_and_proofs_are_those_of_the_rfc_for_every_size_to_300),
        cmocka_unit_test(a_batch_proves_its_leaves_as_the_stored_hashes_do),
        cmocka_unit_test(a_spoilt_proof_is_refused),
        cmocka_unit_test(the_edges_are_as_the_ledger_document_says),
        cmocka_unit_test(proofs_hold_across_the_edges_of_tiles),
        cmocka_unit_test(the_98_inclusion_vectors_agree),
        cmocka_unit_test(the_98_consistency_vectors_agree_but_for_old_size_zero),
        cmocka_unit_test(the_reference_tree_of_rfc_6962_agrees),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}
