/*
 * case_event: what happened to a case, in order. Events are only ever added;
 * their public leaves are in log_entry (append those first).
 */
#pragma once
#include "domain/event.h"
#include "store/db.h"

#define CASE_EVENTS_MAX 10000

struct stored_event {
    struct event event;
    struct bytes object;   /* sealed payload; len 0: none */
    uint8_t nonce[32];     /* of the leaf's commitment */
    int64_t log_index;
    struct bytes leaf;     /* read only: the log has it */
    uint8_t leaf_hash[32]; /* read only */
};

struct stored_event_list {
    struct stored_event *at;
    size_t len;
};

/* Where the next event of a case follows on. */
struct case_tip {
    uint32_t seq;          /* of the last event */
    int64_t log_index;
    uint8_t leaf_hash[32]; /* the next leaf's prev */
};

/* ERR_CONFLICT if another event with this seq came first. */
enum err store_event_append(struct cx *cx, struct db *tx, struct post_id post, struct case_id id,
                            const struct stored_event *event) MUST_USE;
/* From seq on, in order; a gap or an unknown kind is ERR_CORRUPT. */
enum err store_event_list(struct cx *cx, struct db *db, struct case_id id, uint32_t from_seq,
                          struct stored_event_list *out) MUST_USE;
/* ERR_NOT_FOUND if the case has no event. */
enum err store_event_tip(struct cx *cx, struct db *db, struct case_id id,
                         struct case_tip *out) MUST_USE;
