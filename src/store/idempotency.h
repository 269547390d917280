/*
 * idempotency: which filing a sender's key belongs to, so that sending the same
 * again gives the same answer and no second case. Only a hash of the key is
 * kept, and the answer only sealed to whoever holds the key.
 */
#pragma once
#include "domain/ids.h"
#include "store/db.h"

/* ERR_CONFLICT if the key was used: then store_idempotency_get has the answer. */
enum err store_idempotency_insert(struct cx *cx, struct db *tx, struct post_id post,
                                  const uint8_t key_hash[32], struct case_id case_id,
                                  struct bytes answer, int64_t now_us) MUST_USE;
/* ERR_NOT_FOUND. */
enum err store_idempotency_get(struct cx *cx, struct db *db, struct post_id post,
                               const uint8_t key_hash[32], struct case_id *case_id,
                               struct bytes *answer) MUST_USE;
enum err store_idempotency_expire(struct cx *cx, struct db *tx, int64_t before_us,
                                  int64_t *removed) MUST_USE;
