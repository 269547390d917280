/*
 * session: who is signed in. The id and the blob are the vault's (session.h
 * there): a copy of this table opens nothing.
 */
#pragma once
#include "domain/ids.h"
#include "store/db.h"

enum session_kind { SESSION_OFFICER = 1, SESSION_REPORTER = 2 };

struct session_row {
    uint8_t id[32];
    enum session_kind kind;
    struct officer_id officer; /* SESSION_OFFICER only; a reporter's is anonymous to the table */
    struct bytes blob;
    int64_t started_us, seen_us, expires_us;
};

/* seen_us begins as started_us. */
enum err store_session_insert(struct cx *cx, struct db *tx, struct post_id post,
                              const struct session_row *session) MUST_USE;
/* ERR_DENIED if there is none or it has expired. */
enum err store_session_get(struct cx *cx, struct db *db, struct post_id post, const uint8_t id[32],
                           int64_t now_us, struct session_row *out) MUST_USE;
/* For the idle limit: call it when seen_us is a minute old, not at each request. */
enum err store_session_seen(struct cx *cx, struct db *tx, const uint8_t id[32],
                            int64_t now_us) MUST_USE;
/* Another blob in the same session; ERR_DENIED if it is gone. */
enum err store_session_replace(struct cx *cx, struct db *tx, const uint8_t id[32],
                               struct bytes blob) MUST_USE;
/* These three are fine where nothing is left to remove. */
enum err store_session_remove(struct cx *cx, struct db *tx, const uint8_t id[32]) MUST_USE;
enum err store_session_remove_officer(struct cx *cx, struct db *tx,
                                      struct officer_id officer) MUST_USE;
enum err store_session_expire(struct cx *cx, struct db *tx, int64_t now_us,
                              int64_t *removed) MUST_USE;
