/*
 * session: who is signed in. The id and the blob are the vault's (session.h
 * there): a copy of this table opens nothing.
 */
#pragma once
#include "domain/ids.h"
#include "store/db.h"

enum session_kind {
    SESSION_OFFICER = 1,
    SESSION_REPORTER = 2,
    SESSION_HALF = 3 /* an officer whose password was right; the second factor is due */
};

struct session_row {
    uint8_t id[32];
    enum session_kind kind;
    struct officer_id officer; /* not SESSION_REPORTER: a reporter's is anonymous to the table */
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
#define SESSIONS_MAX 100 /* of one officer */
struct session_list {
    struct session_row *at; /* without their blobs */
    size_t len;
};
/* The officer's that are signed in and were seen after seen_us; the newest first. */
enum err store_session_list(struct cx *cx, struct db *db, struct post_id post,
                            struct officer_id officer, int64_t now_us, int64_t seen_us,
                            struct session_list *out) MUST_USE;
/* One of that officer's; ERR_NOT_FOUND if it is not his or gone. */
enum err store_session_remove_own(struct cx *cx, struct db *tx, struct officer_id officer,
                                  const uint8_t id[32]) MUST_USE;
/* All of the officer's but that one (zeros: all). */
enum err store_session_remove_others(struct cx *cx, struct db *tx, struct officer_id officer,
                                     const uint8_t but[32]) MUST_USE;
/* Another blob in the same session; ERR_DENIED if it is gone. */
enum err store_session_replace(struct cx *cx, struct db *tx, const uint8_t id[32],
                               struct bytes blob) MUST_USE;
/* All of the agency's officers but the one session (zeros: all). */
enum err store_session_remove_agency(struct cx *cx, struct db *tx, struct agency_id agency,
                                     const uint8_t but[32]) MUST_USE;
/* These three are fine where nothing is left to remove. */
enum err store_session_remove(struct cx *cx, struct db *tx, const uint8_t id[32]) MUST_USE;
enum err store_session_remove_officer(struct cx *cx, struct db *tx,
                                      struct officer_id officer) MUST_USE;
enum err store_session_expire(struct cx *cx, struct db *tx, int64_t now_us,
                              int64_t *removed) MUST_USE;
