/*
 * log_event: what the leaves of the whole log say, by kind and name, so that the server
 * knows what stands in the log already. The leaves themselves are log_entry's.
 */
#pragma once
#include "domain/ids.h"
#include "store/db.h"

struct log_event_row {
    int64_t log_index;
    struct str kind, name, value;
    uint8_t nonce[32];
    int64_t at_us;
};

/* ERR_CONFLICT if the index has one. */
enum err store_log_event_insert(struct cx *cx, struct db *tx, struct post_id post,
                                const struct log_event_row *row) MUST_USE;
/* The newest of that kind and name; ERR_NOT_FOUND. */
enum err store_log_event_newest(struct cx *cx, struct db *db, struct post_id post, struct str kind,
                                struct str name, struct log_event_row *out) MUST_USE;
