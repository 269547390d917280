/*
 * tree: the Merkle tree of RFC 6962 2.1 by its right edge, and its proofs.
 *
 * Appending needs only the right edge (at most 63 hashes). Proofs need stored
 * hashes: those of the tlog-tiles levels (ledger.md 2.7), read through a source,
 * so that tiles may be files, rows or a test's array. Pure: nothing is kept here.
 */
#pragma once
#include "base/buf.h"
#include "base/cx.h"
#include "tlog/hash.h"

#define TREE_SIZE_MAX ((uint64_t)INT64_MAX) /* x/mod reads sizes as int64 */
#define TREE_EDGE_MAX 63
#define PROOF_MAX 64   /* hashes of any proof: 63 of inclusion, one more of consistency */
#define TILE_HEIGHT 8
#define TILE_WIDTH 256
#define TILE_LEVELS 8  /* levels 0..7 cover 2^63 leaves */

/* The roots of the perfect subtrees that make up the tree, largest first: one for
 * each bit set in size. All zero is the empty tree. */
struct tree {
    uint64_t size;
    struct hash edge[TREE_EDGE_MAX];
};

/* Appends a leaf hash. upper[0..] gets the hashes of the higher tile levels that this
 * leaf completes: level 1 every 256 leaves, level 2 every 65536, and so on; returns
 * how many (0..7). What to store: the leaf hash at level 0, index size-1, and
 * upper[i] at level i+1, index (size >> 8*(i+1)) - 1. */
size_t tree_append(struct hasher *h, struct tree *tree, const struct hash *leaf,
                   struct hash upper[TILE_LEVELS - 1]);
void tree_root(struct hasher *h, const struct tree *tree, struct hash *out);

/* Stored hashes: `count` of tile level `level` from index `first` on, never across the
 * edge of a tile (256). Tile level L's hash i is MTH of leaves [i*256^L, (i+1)*256^L). */
struct hash_source {
    enum err (*read)(struct cx *cx, void *from, unsigned int level, uint64_t first, size_t count,
                     struct hash *out);
    void *from;
};

/* The right edge of a tree of `size` leaves, out of stored hashes. */
enum err tree_load(struct cx *cx, struct hasher *h, const struct hash_source *source,
                   uint64_t size, struct tree *out) MUST_USE;

struct proof {
    size_t count;
    struct hash at[PROOF_MAX]; /* leaf-most first */
};

/* One line of base64 for each hash, as receipts and requests to witnesses and signer have them. */
void proof_write(struct buf *out, const struct proof *proof);
/* ERR_INVALID unless index < size; for consistency unless 0 <= old <= size (old 0 and
 * old == size give the empty proof). */
enum err proof_inclusion(struct cx *cx, struct hasher *h, const struct hash_source *source,
                         uint64_t index, uint64_t size, struct proof *out) MUST_USE;
enum err proof_consistency(struct cx *cx, struct hasher *h, const struct hash_source *source,
                           uint64_t old, uint64_t size, struct proof *out) MUST_USE;

/* RFC 9162 2.1.3.2 and 2.1.4.2. Consistency from old 0 holds with an empty proof only,
 * and says nothing of old_root (c2sp tlog-witness). */
bool proof_includes(struct hasher *h, const struct proof *proof, uint64_t index, uint64_t size,
                    const struct hash *leaf, const struct hash *root) MUST_USE;
bool proof_extends(struct hasher *h, const struct proof *proof, uint64_t old, uint64_t size,
                   const struct hash *old_root, const struct hash *root) MUST_USE;
