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

#define SHARES_MAX 5

struct share_list {
    struct share_row at[SHARES_MAX];
    size_t len;
};

/* By number; none for a case without a confidential name. */
enum err store_share_list(struct cx *cx, struct db *db, struct case_id id,
                          struct share_list *out) MUST_USE;

/* What one agency holds, in all cases. */
#define SHARES_HELD_MAX 200000
struct held_share {
    struct case_id id;
    uint8_t number;
    struct bytes sealed;
};
struct held_share_list {
    struct held_share *at;
    size_t len;
};
enum err store_shares_held(struct cx *cx, struct db *db, struct agency_id agency,
                           struct held_share_list *out) MUST_USE;
enum err store_shares_held_count(struct cx *cx, struct db *db, struct agency_id agency,
                                 size_t *out) MUST_USE;
enum err store_share_reseal(struct cx *cx, struct db *tx, struct case_id id, uint8_t number,
                            struct bytes sealed) MUST_USE;
