/*
 * log_head: what the ledger keeps beside its leaves: the tree's hashes above them,
 * signed heads, cosignatures. What they mean is tlog's and the actions'.
 */
#pragma once
#include "domain/ids.h"
#include "store/db.h"

#define COSIGNATURES_MAX 64

struct log_head_row {
    int64_t size;
    uint8_t root[32];
    struct str note; /* the checkpoint with the log's own line */
    int64_t signed_us;
    int64_t published_us; /* 0: not yet */
};

struct cosignature_row {
    struct str witness, line;
    int64_t at_us;
};

struct cosignature_list {
    struct cosignature_row *at;
    size_t len;
};

/* A hash of a tile level above 0. */
enum err store_node_insert(struct cx *cx, struct db *tx, struct post_id post, int level,
                           int64_t place, const uint8_t hash[32]) MUST_USE;
/* Hashes first..first+count-1 of a level, all of them: else ERR_CORRUPT. Level 0 are the leaves'.
 */
enum err store_nodes_read(struct cx *cx, struct db *db, struct post_id post, int level,
                          int64_t first, size_t count, uint8_t (*out)[32]) MUST_USE;

/* For the .c files of this noun: the one row of a query for a head. */
enum err store_head_row(struct cx *cx, struct rows *rows, struct log_head_row *out) MUST_USE;

/* The same size twice is fine: signing is deterministic. */
enum err store_head_insert(struct cx *cx, struct db *tx, struct post_id post,
                           const struct log_head_row *head) MUST_USE;
/* ERR_NOT_FOUND for an empty log. */
enum err store_head_newest(struct cx *cx, struct db *db, struct post_id post,
                           struct log_head_row *out) MUST_USE;
enum err store_head_published(struct cx *cx, struct db *db, struct post_id post,
                              struct log_head_row *out) MUST_USE;
/* The first head of more than `after` leaves; ERR_NOT_FOUND past the last. */
enum err store_head_after(struct cx *cx, struct db *db, struct post_id post, int64_t after,
                          struct log_head_row *out) MUST_USE;
enum err store_head_publish(struct cx *cx, struct db *tx, struct post_id post, int64_t size,
                            int64_t now_us) MUST_USE;
enum err store_cosignature_put(struct cx *cx, struct db *tx, struct post_id post, int64_t size,
                               const struct cosignature_row *c) MUST_USE;
enum err store_cosignature_list(struct cx *cx, struct db *db, struct post_id post, int64_t size,
                                struct cosignature_list *out) MUST_USE;
