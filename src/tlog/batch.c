/*
 * batch: rows of the tree over the new leaves, on top of the old right edge.
 *
 * Row j holds the nodes of height j over any new leaf. What lies left of a row is a
 * perfect subtree of the old right edge, present exactly when that bit of the old size
 * is set; what lies right of it does not exist, and a node without a right child is
 * its left child, as RFC 6962's splitting has it.
 */
#include "tlog/batch.h"

#include <assert.h>
#include <string.h>

/* The old edge's root of that height. */
static const struct hash *edge_at(const struct tree *tree, unsigned int height)
{
    assert(tree->size >> height & 1);
    return &tree->edge[__builtin_popcountll(tree->size >> height >> 1)];
}

/* Row j+1 out of row j. */
static void next_row(struct hasher *h, struct batch *b, unsigned int j, uint64_t last)
{
    const struct hash *below = b->row[j];
    uint64_t first = b->first[j];

    b->first[j + 1] = first >> 1;
    for (uint64_t p = first >> 1; p <= last >> 1; p++) {
        const struct hash *left = 2 * p < first ? edge_at(&b->before, j) : &below[2 * p - first];
        struct hash *out = &b->row[j + 1][p - (first >> 1)];
        if (2 * p + 1 > last)
            *out = *left;
        else
            hash_node(h, left, &below[2 * p + 1 - first], out);
    }
}

enum err batch_make(struct cx *cx, struct hasher *h, const struct tree *before,
                    const struct hash *leaves, size_t count, struct batch *out)
{
    struct batch b = { .before = *before };
    unsigned int j = 0;

    if (count == 0 || before->size > TREE_SIZE_MAX || count > TREE_SIZE_MAX - before->size)
        return FAIL(cx, ERR_INVALID, "batch of %zu leaves", count);
    b.size = before->size + count;
    b.first[0] = before->size;
    b.row[0] = ARENA_ARRAY(cx->arena, struct hash, count);
    if (b.row[0] == NULL)
        return FAIL(cx, ERR_TOO_LARGE, "batch of %zu leaves", count);
    memcpy(b.row[0], leaves, count * sizeof *leaves);
    for (uint64_t last = b.size - 1; last > 0; last >>= 1, j++) {
        b.row[j + 1] = ARENA_ARRAY(cx->arena, struct hash, (last >> 1) - (b.first[j] >> 1) + 1);
        if (b.row[j + 1] == NULL)
            return FAIL(cx, ERR_TOO_LARGE, "batch of %zu leaves", count);
        next_row(h, &b, j, last);
    }
    b.height = j;
    b.root = b.row[j][0];
    *out = b;
    return OK;
}

void batch_proof(const struct batch *batch, uint64_t index, struct proof *out)
{
    uint64_t last = batch->size - 1;

    assert(index >= batch->before.size && index < batch->size);
    out->count = 0;
    for (unsigned int j = 0; j < batch->height; j++, index >>= 1, last >>= 1) {
        uint64_t sibling = index ^ 1;
        if (sibling > last)
            continue;
        if (sibling < batch->first[j])
            out->at[out->count++] = *edge_at(&batch->before, j);
        else
            out->at[out->count++] = batch->row[j][sibling - batch->first[j]];
    }
}
