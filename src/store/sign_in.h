/*
 * sign_in: what the door keeps: hashes of recovery slips, challenges that were used, and
 * failed tries. Hashes and keys are made above; nothing here can be turned back.
 */
#pragma once
#include "domain/ids.h"
#include "store/db.h"

#define DOOR_HASH 32

enum err store_slip_insert(struct cx *cx, struct db *tx, struct officer_id officer,
                           const uint8_t hash[DOOR_HASH]) MUST_USE;
enum err store_slip_count(struct cx *cx, struct db *db, struct officer_id officer,
                          int64_t *out) MUST_USE;
enum err store_slip_has(struct cx *cx, struct db *db, struct officer_id officer,
                        const uint8_t hash[DOOR_HASH], bool *out) MUST_USE;
/* ERR_CONFLICT if it was used before, or never was. */
enum err store_slip_use(struct cx *cx, struct db *tx, struct officer_id officer,
                        const uint8_t hash[DOOR_HASH]) MUST_USE;
enum err store_slip_remove_officer(struct cx *cx, struct db *tx,
                                   struct officer_id officer) MUST_USE;

/* ERR_CONFLICT if it was used before. until_us: no longer of use then in any case. */
enum err store_challenge_use(struct cx *cx, struct db *tx, const uint8_t hash[DOOR_HASH],
                             int64_t until_us) MUST_USE;

struct sign_in_tries {
    int tries; /* failed ones in a row */
    int64_t locked_until_us;
};
/* Zeros where there were none. */
enum err store_try_get(struct cx *cx, struct db *db, const uint8_t key[DOOR_HASH], int64_t now_us,
                       struct sign_in_tries *out) MUST_USE;
enum err store_try_put(struct cx *cx, struct db *tx, const uint8_t key[DOOR_HASH],
                       const struct sign_in_tries *tries, int64_t until_us) MUST_USE;
enum err store_try_forget(struct cx *cx, struct db *tx, const uint8_t key[DOOR_HASH]) MUST_USE;

/* Challenges and tries whose time is over. */
enum err store_sign_in_expire(struct cx *cx, struct db *tx, int64_t now_us) MUST_USE;
