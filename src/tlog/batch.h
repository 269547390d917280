/*
 * batch: inclusion proofs for all leaves of a batch just appended.
 *
 * Out of the right edge before the batch and the batch's own hashes: one pass of
 * hashing for the whole batch, where proof_inclusion (tree.h) reads stored hashes and
 * hashes hundreds of them for each leaf. The writer's way; proof_inclusion is for any
 * leaf at any later time. Both give the same proofs.
 */
#pragma once
#include "tlog/tree.h"

struct batch {
    struct tree before;
    uint64_t size;             /* of the tree after the batch */
    unsigned int height;       /* rows below the root */
    struct hash *row[64];      /* row[j]: nodes of height j that hold new leaves, ... */
    uint64_t first[64];        /* ... from this index on */
    struct hash root;
};

/* leaves: count hashes, at least one; they are copied into cx->arena. */
enum err batch_make(struct cx *cx, struct hasher *h, const struct tree *before,
                    const struct hash *leaves, size_t count, struct batch *out) MUST_USE;
/* Inclusion of the leaf at that index in the tree of batch->size; the index must be one
 * of the batch: before.size <= index < size. */
void batch_proof(const struct batch *batch, uint64_t index, struct proof *out);
