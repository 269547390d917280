/*
 * identity: who reported, where a name was given: sealed bytes and the sealed
 * shares of their key. What seals and who may open is the vault's and the actions'.
 */
#pragma once
#include "domain/codes.h"
#include "domain/ids.h"
#include "store/db.h"

struct identity_row {
    enum report_mode mode;
    struct bytes sealed;
};

struct share_row {
    uint8_t number; /* 1..5 */
    struct agency_id agency;
    struct bytes sealed;
    uint8_t commitment[32];
};

enum err store_identity_insert(struct cx *cx, struct db *tx, struct post_id post, struct case_id id,
                               const struct identity_row *identity) MUST_USE;
/* ERR_NOT_FOUND for a case without one. */
enum err store_identity_get(struct cx *cx, struct db *db, struct case_id id,
                            struct identity_row *out) MUST_USE;
enum err store_share_insert(struct cx *cx, struct db *tx, struct post_id post, struct case_id id,
                            const struct share_row *share) MUST_USE;
