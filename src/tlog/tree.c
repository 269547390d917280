/*
 * tree: appending along the right edge; making proofs from stored hashes; checking them.
 */
#include "tlog/tree.h"
#include "base/codec.h"

#include <assert.h>
#include <string.h>

static unsigned int bit_count(uint64_t v)
{
    return (unsigned int)__builtin_popcountll(v);
}

/* The height of the largest perfect tree within n leaves: floor(log2 n), n > 0. */
static unsigned int floor_height(uint64_t n)
{
    return 63 - (unsigned int)__builtin_clzll(n);
}

/* The largest power of two strictly smaller than n, n > 1 (RFC 6962's k). */
static uint64_t split_at(uint64_t n)
{
    return (uint64_t)1 << floor_height(n - 1);
}

size_t tree_append(struct hasher *h, struct tree *tree, const struct hash *leaf,
                   struct hash upper[TILE_LEVELS - 1])
{
    struct hash hash = *leaf;
    unsigned int count = bit_count(tree->size), height = 0;
    size_t done = 0;

    assert(tree->size < TREE_SIZE_MAX);
    for (uint64_t n = tree->size; n & 1; n >>= 1) {
        hash_node(h, &tree->edge[--count], &hash, &hash);
        if (++height % TILE_HEIGHT == 0)
            upper[done++] = hash;
    }
    tree->edge[count] = hash;
    tree->size++;
    return done;
}

/* Folds roots of perfect trees, largest first, into the root over them all. */
static struct hash fold(struct hasher *h, const struct hash *roots, size_t count)
{
    struct hash hash = roots[count - 1];

    for (size_t i = count - 1; i-- > 0;)
        hash_node(h, &roots[i], &hash, &hash);
    return hash;
}

void tree_root(struct hasher *h, const struct tree *tree, struct hash *out)
{
    if (tree->size == 0)
        hash_empty(out);
    else
        *out = fold(h, tree->edge, bit_count(tree->size));
}

/* The root of the perfect tree of that height which begins at leaf `first`. */
static enum err perfect(struct cx *cx, struct hasher *h, const struct hash_source *source,
                        unsigned int height, uint64_t first, struct hash *out)
{
    struct hash row[TILE_WIDTH / 2];
    unsigned int level = height / TILE_HEIGHT, above = height % TILE_HEIGHT;
    size_t count = (size_t)1 << above;

    TRY(source->read(cx, source->from, level, first >> (level * TILE_HEIGHT), count, row));
    for (; count > 1; count /= 2)
        for (size_t i = 0; i < count / 2; i++)
            hash_node(h, &row[2 * i], &row[2 * i + 1], &row[i]);
    *out = row[0];
    return OK;
}

/* The roots of the perfect trees that make up leaves [from, to). In a range that RFC
 * 6962's splitting gives, each begins at a multiple of its own size. */
static enum err edge_of(struct cx *cx, struct hasher *h, const struct hash_source *source,
                        uint64_t from, uint64_t to, struct hash edge[TREE_EDGE_MAX], size_t *count)
{
    size_t n = 0;

    while (from < to) {
        unsigned int height = floor_height(to - from);
        TRY(perfect(cx, h, source, height, from, &edge[n++]));
        from += (uint64_t)1 << height;
    }
    *count = n;
    return OK;
}

enum err tree_load(struct cx *cx, struct hasher *h, const struct hash_source *source,
                   uint64_t size, struct tree *out)
{
    struct tree tree = { .size = size };
    size_t count = 0;

    if (size > TREE_SIZE_MAX)
        return FAIL(cx, ERR_INVALID, "tree size past 2^63-1");
    TRY(edge_of(cx, h, source, 0, size, tree.edge, &count));
    *out = tree;
    return OK;
}

static enum err push_range(struct cx *cx, struct hasher *h, const struct hash_source *source,
                           uint64_t from, uint64_t to, struct proof *proof)
{
    struct hash edge[TREE_EDGE_MAX];
    size_t count = 0;

    TRY(edge_of(cx, h, source, from, to, edge, &count));
    assert(proof->count < PROOF_MAX && count > 0);
    proof->at[proof->count++] = fold(h, edge, count);
    return OK;
}

/* Proofs are found from the root down and told from the leaf up. */
static void reversed(const struct proof *down, struct proof *out)
{
    out->count = down->count;
    for (size_t i = 0; i < down->count; i++)
        out->at[i] = down->at[down->count - 1 - i];
}

enum err proof_inclusion(struct cx *cx, struct hasher *h, const struct hash_source *source,
                         uint64_t index, uint64_t size, struct proof *out)
{
    struct proof down = { .count = 0 };
    uint64_t from = 0, to = size;

    if (index >= size || size > TREE_SIZE_MAX)
        return FAIL(cx, ERR_INVALID, "no such leaf in a tree of that size");
    while (to - from > 1) {
        uint64_t middle = from + split_at(to - from);
        if (index < middle) {
            TRY(push_range(cx, h, source, middle, to, &down));
            to = middle;
        } else {
            TRY(push_range(cx, h, source, from, middle, &down));
            from = middle;
        }
    }
    reversed(&down, out);
    return OK;
}

enum err proof_consistency(struct cx *cx, struct hasher *h, const struct hash_source *source,
                           uint64_t old, uint64_t size, struct proof *out)
{
    struct proof down = { .count = 0 };
    uint64_t from = 0, to = size;

    if (old > size || size > TREE_SIZE_MAX)
        return FAIL(cx, ERR_INVALID, "the old tree is larger than the new");
    while (old > 0 && old != to) {
        uint64_t middle = from + split_at(to - from);
        if (old <= middle) {
            TRY(push_range(cx, h, source, middle, to, &down));
            to = middle;
        } else {
            TRY(push_range(cx, h, source, from, middle, &down));
            from = middle;
        }
    }
    /* Whoever checks knows the old root itself; a part of it he must be told. */
    if (old > 0 && from > 0)
        TRY(push_range(cx, h, source, from, to, &down));
    reversed(&down, out);
    return OK;
}

bool proof_includes(struct hasher *h, const struct proof *proof, uint64_t index, uint64_t size,
                    const struct hash *leaf, const struct hash *root)
{
    uint64_t fn = index, sn = size - 1;
    struct hash r = *leaf;

    if (index >= size || size > TREE_SIZE_MAX)
        return false;
    unsigned int inner = index == sn ? 0 : floor_height(index ^ sn) + 1;
    if (proof->count != inner + bit_count(index >> inner))
        return false;
    for (size_t i = 0; i < proof->count; i++) {
        if (sn == 0)
            return false;
        if ((fn & 1) || fn == sn) {
            hash_node(h, &proof->at[i], &r, &r);
            while (!(fn & 1) && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            hash_node(h, &r, &proof->at[i], &r);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && hash_eq(&r, root);
}

/* RFC 9162 2.1.4.2 from its step 4 on, with first = path[0] or the old root. */
static bool extends(struct hasher *h, const struct hash *path, size_t count,
                    const struct hash *first, uint64_t old, uint64_t size,
                    const struct hash *old_root, const struct hash *root)
{
    uint64_t fn = old - 1, sn = size - 1;
    struct hash fr = *first, sr = *first;

    for (; fn & 1; sn >>= 1)
        fn >>= 1;
    for (size_t i = 0; i < count; i++) {
        if (sn == 0)
            return false;
        if ((fn & 1) || fn == sn) {
            hash_node(h, &path[i], &fr, &fr);
            hash_node(h, &path[i], &sr, &sr);
            while (!(fn & 1) && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            hash_node(h, &sr, &path[i], &sr);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && hash_eq(&fr, old_root) && hash_eq(&sr, root);
}

bool proof_extends(struct hasher *h, const struct proof *proof, uint64_t old, uint64_t size,
                   const struct hash *old_root, const struct hash *root)
{
    if (old > size || size > TREE_SIZE_MAX || proof->count > PROOF_MAX)
        return false;
    if (old == size)
        return proof->count == 0 && hash_eq(old_root, root);
    if (old == 0)
        return proof->count == 0;
    if (proof->count == 0)
        return false;
    if ((old & (old - 1)) == 0)
        return extends(h, proof->at, proof->count, old_root, old, size, old_root, root);
    return extends(h, proof->at + 1, proof->count - 1, &proof->at[0], old, size, old_root, root);
}

void proof_write(struct buf *out, const struct proof *proof)
{
    for (size_t i = 0; i < proof->count; i++) {
        buf_str(out, base64_of(out->arena, (struct bytes){ proof->at[i].b, 32 }));
        buf_char(out, '\n');
    }
}
