/*
 * log_witness: the last word of each witness, and heads by what witnesses made of them.
 * The cosignatures themselves are log_head's.
 */
#pragma once
#include "store/log_head.h"

struct log_witness_row {
    struct str witness;
    int64_t size;  /* of the largest head it cosigned */
    int64_t at_us; /* by its own clock, as it signed */
};

struct log_witness_list {
    struct log_witness_row *at;
    size_t len;
};

/* Neither size nor time goes back. */
enum err store_witness_seen(struct cx *cx, struct db *tx, struct post_id post,
                            const struct log_witness_row *row) MUST_USE;
enum err store_witness_list(struct cx *cx, struct db *db, struct post_id post,
                            struct log_witness_list *out) MUST_USE;
/* The stored head of exactly that size; ERR_NOT_FOUND. */
enum err store_head_at(struct cx *cx, struct db *db, struct post_id post, int64_t size,
                       struct log_head_row *out) MUST_USE;
enum err store_head_quorum(struct cx *cx, struct db *tx, struct post_id post, int64_t size,
                           int64_t now_us) MUST_USE;
/* The newest head past `above` entries that reached the quorum; ERR_NOT_FOUND. */
enum err store_head_quorum_newest(struct cx *cx, struct db *db, struct post_id post,
                                  int64_t above, struct log_head_row *out) MUST_USE;
