/*
 * custody: what the custodians of an agency hold, and the keys that it used before. All of it
 * sealed: this layer cannot read any.
 */
#pragma once
#include "domain/ids.h"
#include "store/db.h"

/* The custodians' secret, sealed to the officer (vault/grant.h: GRANT_AGENCY_CUSTODIAN). */
enum err store_custodian_grant_insert(struct cx *cx, struct db *tx, struct post_id post,
                                      struct agency_id agency, struct officer_id officer,
                                      uint64_t serial, struct bytes sealed,
                                      int64_t given_us) MUST_USE;
/* The one with the highest serial; ERR_DENIED if there is none. */
enum err store_custodian_grant_newest(struct cx *cx, struct db *db, struct agency_id agency,
                                      struct officer_id officer, uint64_t *serial,
                                      struct bytes *sealed) MUST_USE;
enum err store_custodian_grant_remove(struct cx *cx, struct db *tx, struct agency_id agency,
                                      struct officer_id officer) MUST_USE;

/* A key that the agency used before, its master secret sealed under the next one's. */
#define OLD_KEYS_MAX 1000
struct old_key {
    uint64_t serial;
    uint8_t box_pk[32], sign_pk[32];
    struct bytes sealed; /* not in a list */
    int64_t retired_us;
};
struct old_key_list {
    struct old_key *at;
    size_t len;
};
enum err store_old_key_insert(struct cx *cx, struct db *tx, struct post_id post,
                              struct agency_id agency, const struct old_key *key) MUST_USE;
/* ERR_NOT_FOUND. */
enum err store_old_key_get(struct cx *cx, struct db *db, struct agency_id agency, uint64_t serial,
                           struct old_key *out) MUST_USE;
/* The newest first. */
enum err store_old_key_list(struct cx *cx, struct db *db, struct agency_id agency,
                            struct old_key_list *out) MUST_USE;

enum err store_custodian_grant_remove_all(struct cx *cx, struct db *tx,
                                          struct agency_id agency) MUST_USE;
/* How many who work here hold the custodians' secret of that serial. */
enum err store_custodian_grant_count(struct cx *cx, struct db *db, struct agency_id agency,
                                     uint64_t serial, size_t *out) MUST_USE;

/* What an agency's slips of paper open; one set at a time. */
struct paper_row {
    uint8_t box_pk[32];
    uint64_t serial;
    struct bytes sealed;
    uint64_t custodian_serial;
    struct bytes custodian_sealed; /* len 0: none */
    int64_t made_us;
};
enum err store_paper_put(struct cx *cx, struct db *tx, struct post_id post,
                         struct agency_id agency, const struct paper_row *row) MUST_USE;
/* ERR_NOT_FOUND. */
enum err store_paper_get(struct cx *cx, struct db *db, struct agency_id agency,
                         struct paper_row *out) MUST_USE;
enum err store_paper_remove(struct cx *cx, struct db *tx, struct agency_id agency) MUST_USE;
