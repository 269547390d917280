/*
 * append: one more event on a case. Every state change of every case goes
 * through here, so that all of them are checked against the one table of
 * events, sealed, signed, logged and projected alike.
 *
 *   append_prepare  (check stage) asks the table whether it may happen to the case
 *                   as last seen, seals the payload, signs the leaf with the agency's key
 *   append_write    (write stage) refuses if another event came first, inserts
 *                   event and leaf, folds the state, saves the projections
 */
#pragma once
#include "action/session.h"
#include "domain/case.h"
#include "store/db.h"
#include "tlog/leaf.h"
#include "vault/object.h"

/* A case as an action finds it: what append needs to know of it. */
struct case_head {
    struct case_id id;
    struct str number;
    struct box_pk box_pk; /* content is sealed to it */
    struct case_state state;
    uint8_t last_leaf[32]; /* hash of the newest event's leaf: prev of the next */
    bool opened;           /* whoever acts holds the case's secret: */
    struct secret32 small; /* case_small_key of it; then payloads are sealed under it, at a
                            * twentieth of the cost of a sealed box */
};

/* ERR_NOT_FOUND if there is none. The server's view: no key, no content. */
enum err case_head_load(struct cx *cx, const struct env *env, struct db *db, struct case_id id,
                        struct case_head *out) MUST_USE;
/* The name under which the payload of an event is sealed. */
struct object_name event_object_name(struct case_id id, enum event_kind kind, uint32_t seq);

struct append {
    struct case_head head;
    struct event event;
    struct bytes payload; /* what was sealed: kept to seal anew if a reporter comes second */
    struct bytes object;  /* sealed; empty for kinds without */
    uint8_t nonce[32];    /* blinds the commitment */
    struct str leaf;
    const struct officer_session *by; /* NULL: the reporter or the server */
};

/* Fills in seq and at_us. payload: the plaintext to seal, {0} for kinds that carry none.
 * by: the acting officer, NULL for the reporter and the server. ERR_INVALID with the
 * table's reason if it may not happen. */
enum err append_prepare(struct cx *cx, const struct env *env, const struct case_head *head,
                        enum event_kind kind, const struct event_facts *facts, struct bytes payload,
                        const struct officer_session *by, enum actor actor,
                        struct append *out) MUST_USE;

/* On the writer. ERR_CONFLICT: another event came first, nothing was written. Events of
 * the reporter and of the server are then prepared anew inside, and do not conflict. */
enum err append_write(struct cx *cx, const struct env *env, struct db *tx, struct append *a,
                      int64_t *log_index) MUST_USE;
