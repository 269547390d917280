/*
 * log_tree: a Merkle log that lies in the database, as its one writer keeps it: entries are
 * appended by whoever makes them (store/log_entry.h); around each batch the tree over them is
 * brought up to date. The public log (ledger.h) and the private one of privileged reads
 * (access_log.h) are both kept by this.
 *
 *   log_tree_take  inside the transaction: the new entries are hashed in, upper tile hashes
 *                  stored; `pending` is then the tree that the transaction makes
 *   log_tree_keep  once that is durable: pending becomes what is there
 */
#pragma once
#include "domain/ids.h"
#include "store/db.h"
#include "tlog/tree.h"

struct log_tree {
    struct hasher *hasher;
    struct post_id log; /* whose rows: the post's id, or its private log's */
    struct tree tree;   /* of the last committed batch */
    struct hash root;
    struct tree pending; /* of the batch under way */
    struct hash pending_root;
};

/* The tree of the first `size` entries, out of stored hashes. hasher outlives it. */
enum err log_tree_load(struct cx *cx, struct hasher *hasher, struct db *db, struct post_id log,
                       uint64_t size, struct log_tree *out) MUST_USE;
enum err log_tree_take(struct cx *cx, struct log_tree *t, struct db *tx) MUST_USE;
void log_tree_keep(struct log_tree *t);
/* Whether the batch under way has brought entries. */
bool log_tree_grew(const struct log_tree *t);

/* A source of stored hashes over a connection, for proofs. */
struct log_tree_rows {
    struct db *db;
    struct post_id log;
};
struct hash_source log_tree_source(struct log_tree_rows *over);
