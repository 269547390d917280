/*
 * post: the post itself, its agencies and its settings, as they are kept.
 * Nothing here is secret; what the values mean is for the layers above.
 */
#pragma once
#include "domain/codes.h"
#include "domain/ids.h"
#include "store/db.h"

#define POSTS_MAX 1000
#define SETTINGS_MAX 500
#define POST_AGENCIES_MAX 64

struct post_row {
    struct post_id id;
    struct str code, name; /* "JPR", "Posko Netralitas Pilkada Jepara" */
    int64_t added_us;
};

struct post_list {
    struct post_row *at;
    size_t len;
};

enum err store_post_insert(struct cx *cx, struct db *tx, const struct post_row *post) MUST_USE;
/* The oldest first. */
enum err store_post_list(struct cx *cx, struct db *db, struct post_list *out) MUST_USE;

struct setting_row {
    struct str name, value;
};

struct setting_list {
    struct setting_row *at;
    size_t len;
};

enum err store_setting_put(struct cx *cx, struct db *tx, struct post_id post, struct str name,
                           struct str value) MUST_USE;
/* ERR_NOT_FOUND if it was never set. */
enum err store_setting_get(struct cx *cx, struct db *db, struct post_id post, struct str name,
                           struct str *out) MUST_USE;
/* By name. */
enum err store_setting_list(struct cx *cx, struct db *db, struct post_id post,
                            struct setting_list *out) MUST_USE;

struct agency_row {
    struct agency_id id;
    enum agency_code code; /* one agency of a code in a post */
    struct str name;
    uint8_t box_pk[32], sign_pk[32];
    int64_t added_us;
    uint64_t key_serial;       /* of these keys; 1 for a new agency */
    bool has_custodian;
    uint8_t custodian_pk[32];  /* of its custodians */
    uint64_t custodian_serial;
};

struct agency_list {
    struct agency_row *at;
    size_t len;
};

enum err store_agency_insert(struct cx *cx, struct db *tx, struct post_id post,
                             const struct agency_row *agency) MUST_USE;
/* By code. */
enum err store_agency_list(struct cx *cx, struct db *db, struct post_id post,
                           struct agency_list *out) MUST_USE;

/* The key whose signatures count now. */
enum err store_agency_sign_pk(struct cx *cx, struct db *db, struct post_id post,
                              enum agency_code code, uint8_t out[32]) MUST_USE;
/* From serial - 1 to serial; ERR_CONFLICT if another renewed it meanwhile. */
enum err store_agency_renew(struct cx *cx, struct db *tx, struct agency_id id,
                            const uint8_t box_pk[32], const uint8_t sign_pk[32],
                            uint64_t serial) MUST_USE;
enum err store_agency_renew_custodian(struct cx *cx, struct db *tx, struct agency_id id,
                                      const uint8_t pk[32], uint64_t serial) MUST_USE;
