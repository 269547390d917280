/*
 * naive: RFC 6962 2.1 written down as it is told there, over an array of leaf hashes,
 * and tile levels by their definition: what the real tree is compared with.
 */
#pragma once
#include "tlog_test.h"
#include "tlog/tree.h"

static inline uint64_t naive_k(uint64_t n)
{
    uint64_t k = 1;

    while (k * 2 < n)
        k *= 2;
    return k;
}

/* The RFC's recursion, remembering what it has worked out for ranges to 300 leaves. */
#define NAIVE_SIDE 301

struct naive {
    struct hasher *h;
    const struct hash *leaves;
    struct hash *memo; /* [first * NAIVE_SIDE + count] */
    bool *known;
};

static inline struct naive naive_new(struct cx *cx, struct hasher *h, const struct hash *leaves)
{
    struct naive naive = { .h = h, .leaves = leaves };

    naive.memo = ARENA_ARRAY(cx->arena, struct hash, (size_t)NAIVE_SIDE * NAIVE_SIDE);
    naive.known = ARENA_ARRAY(cx->arena, bool, (size_t)NAIVE_SIDE * NAIVE_SIDE);
    assert_true(naive.memo != NULL && naive.known != NULL);
    return naive;
}

static inline struct hash naive_mth(struct naive *v, const struct hash *d, uint64_t n)
{
    size_t first = (size_t)(d - v->leaves), at = first * NAIVE_SIDE + (size_t)n;
    bool small = first < NAIVE_SIDE && n < NAIVE_SIDE;
    struct hash left, right, out;

    if (n == 0) {
        hash_empty(&out);
        return out;
    }
    if (n == 1)
        return d[0];
    if (small && v->known[at])
        return v->memo[at];
    left = naive_mth(v, d, naive_k(n));
    right = naive_mth(v, d + naive_k(n), n - naive_k(n));
    hash_node(v->h, &left, &right, &out);
    if (small) {
        v->memo[at] = out;
        v->known[at] = true;
    }
    return out;
}

static inline void naive_path(struct naive *v, uint64_t m, const struct hash *d, uint64_t n,
                              struct proof *out)
{
    uint64_t k = naive_k(n);

    if (n == 1)
        return;
    if (m < k) {
        naive_path(v, m, d, k, out);
        out->at[out->count++] = naive_mth(v, d + k, n - k);
    } else {
        naive_path(v, m - k, d + k, n - k, out);
        out->at[out->count++] = naive_mth(v, d, k);
    }
}

static inline void naive_sub(struct naive *v, uint64_t m, const struct hash *d, uint64_t n, bool b,
                             struct proof *out)
{
    uint64_t k = naive_k(n);

    if (m == n) {
        if (!b)
            out->at[out->count++] = naive_mth(v, d, n);
        return;
    }
    if (m <= k) {
        naive_sub(v, m, d, k, b, out);
        out->at[out->count++] = naive_mth(v, d + k, n - k);
    } else {
        naive_sub(v, m - k, d + k, n - k, false, out);
        out->at[out->count++] = naive_mth(v, d, k);
    }
}

/* Stored hashes as arrays, one per tile level, and how far each is written. */
struct shelf {
    struct hash *at[TILE_LEVELS];
    uint64_t have[TILE_LEVELS];
    size_t reads;
};

static inline enum err shelf_read(struct cx *cx, void *from, unsigned int level, uint64_t first,
                                  size_t count, struct hash *out)
{
    struct shelf *shelf = from;

    shelf->reads++;
    assert_true(count > 0 && first / TILE_WIDTH == (first + count - 1) / TILE_WIDTH);
    if (level >= TILE_LEVELS || first + count > shelf->have[level])
        return FAIL(cx, ERR_NOT_FOUND, "level %u has no hash %llu", level,
                    (unsigned long long)(first + count - 1));
    memcpy(out, shelf->at[level] + first, count * sizeof *out);
    return OK;
}

static inline struct shelf shelf_new(struct cx *cx, uint64_t room)
{
    struct shelf shelf = { .reads = 0 };

    for (size_t level = 0; level < 4; level++) {
        shelf.at[level] = ARENA_ARRAY(cx->arena, struct hash, (room >> 8 * level) + 1);
        assert_non_null(shelf.at[level]);
    }
    return shelf;
}

/* Appends as a log would: leaf at level 0, completed hashes above. */
static inline void shelf_append(struct hasher *h, struct shelf *shelf, struct tree *tree,
                                const struct hash *leaf)
{
    struct hash upper[TILE_LEVELS - 1];
    size_t done = tree_append(h, tree, leaf, upper);

    shelf->at[0][shelf->have[0]++] = *leaf;
    for (size_t i = 0; i < done; i++) {
        assert_int_equal((tree->size >> 8 * (i + 1)) - 1, shelf->have[i + 1]);
        shelf->at[i + 1][shelf->have[i + 1]++] = upper[i];
    }
}

static inline void leaf_number(struct hasher *h, uint64_t i, struct hash *out)
{
    char text[32];
    int len = snprintf(text, sizeof text, "leaf %llu", (unsigned long long)i);

    hash_leaf(h, (struct bytes){ (const uint8_t *)text, (size_t)len }, out);
}
