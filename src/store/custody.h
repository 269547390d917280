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
