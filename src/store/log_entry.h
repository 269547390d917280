/*
 * log_entry: the leaves of the public log, in order, without gaps. The writer
 * gives the index; the tree over them is tlog's.
 */
#pragma once
#include "domain/ids.h"
#include "store/db.h"

#define LOG_RANGE_MAX 4096

struct log_entry {
    int64_t index;
    struct bytes leaf;
    uint8_t leaf_hash[32];
};

struct log_list {
    struct log_entry *at;
    size_t len;
};

/* ERR_CONFLICT if the index is taken. */
enum err store_log_append(struct cx *cx, struct db *tx, struct post_id post, int64_t index,
                          struct bytes leaf, const uint8_t leaf_hash[32]) MUST_USE;
/* The index that the next leaf gets. */
enum err store_log_size(struct cx *cx, struct db *db, struct post_id post, int64_t *out) MUST_USE;
/* Leaves from..to-1, at most LOG_RANGE_MAX of them (else ERR_TOO_LARGE); those past the end
 * are left out; a gap is ERR_CORRUPT. Leaf bytes live in the arena. */
enum err store_log_range(struct cx *cx, struct db *db, struct post_id post, int64_t from,
                         int64_t to, struct log_list *out) MUST_USE;
/* Only the hashes of such a range, into an array with room for to - from: *count are there. */
enum err store_log_hashes(struct cx *cx, struct db *db, struct post_id post, int64_t from,
                          int64_t to, uint8_t (*out)[32], size_t *count) MUST_USE;
