/*
 * case_file: the part of a case that never changes, and the grants that say
 * which agencies may know of it. An agency without a grant gets the same answer
 * as for a case that does not exist.
 */
#pragma once
#include "base/civil.h"
#include "domain/ids.h"
#include "store/db.h"

#define CASE_GRANTS_MAX 64

struct case_file {
    struct case_id id;
    struct str number;           /* "JPR-7K3QX" */
    uint8_t lookup[32];          /* of the receipt code */
    uint8_t box_pk[32];
    uint8_t reporter_pk[32];
    struct bytes reporter_grant; /* the case's key, sealed to reporter_pk */
    int64_t received_us;
    struct day received_on;
};

struct case_grant {
    struct agency_id agency;
    uint64_t serial;
    struct bytes sealed; /* the case's secret, sealed to the agency */
    struct bytes cached; /* the same under its symmetric key; len 0: not yet opened */
    uint64_t key_serial; /* which of the agency's keys these two are sealed to; 0: 1 */
};

struct case_grant_list {
    struct case_grant *at;
    size_t len;
};

/* ERR_CONFLICT if the id, number or lookup is taken: draw again. */
enum err store_case_insert(struct cx *cx, struct db *tx, struct post_id post,
                           const struct case_file *file) MUST_USE;
/* ERR_NOT_FOUND. For the writer and the background, which act for nobody. */
enum err store_case_get(struct cx *cx, struct db *db, struct post_id post, struct case_id id,
                        struct case_file *out) MUST_USE;
/* All cases, max at a time, into an array with room for them: *after is 0 at first and moves on;
 * *count is 0 past the last. For whoever goes through everything. */
enum err store_case_ids(struct cx *cx, struct db *db, struct post_id post, int64_t *after,
                        size_t max, struct case_id *out, size_t *count) MUST_USE;
/* The reporter's way in; ERR_NOT_FOUND. */
enum err store_case_by_lookup(struct cx *cx, struct db *db, struct post_id post,
                              const uint8_t lookup[32], struct case_file *out) MUST_USE;
/* The desk's way in; ERR_DENIED if it is not there or not for this agency. */
enum err store_case_by_number(struct cx *cx, struct db *db, struct post_id post,
                              struct agency_id agency, struct str number,
                              struct case_file *out) MUST_USE;

/* A grant given after the case's first store_case_state_save also needs store_desk_update. */
enum err store_case_grant_insert(struct cx *cx, struct db *tx, struct post_id post,
                                 struct case_id id, const struct case_grant *grant) MUST_USE;
/* ERR_DENIED if the agency has none. */
enum err store_case_grant_get(struct cx *cx, struct db *db, struct case_id id,
                              struct agency_id agency, struct case_grant *out) MUST_USE;
enum err store_case_grant_list(struct cx *cx, struct db *db, struct case_id id,
                               struct case_grant_list *out) MUST_USE;
/* Keeps the opened form; a grant that was renewed meanwhile is left alone. */
enum err store_case_grant_cache(struct cx *cx, struct db *tx, struct case_id id,
                                struct agency_id agency, uint64_t serial, uint64_t key_serial,
                                struct bytes cached) MUST_USE;

/* Grants that are sealed to a former key of the agency, for sealing them anew. */
#define STALE_GRANTS_MAX 1000
struct stale_grant {
    struct case_id id;
    struct case_grant grant;
};
struct stale_grant_list {
    struct stale_grant *at;
    size_t len;
};
/* At most limit of them, from after that case (zeros: from the first). */
enum err store_case_grant_stale(struct cx *cx, struct db *db, struct agency_id agency,
                                uint64_t key_serial, struct case_id after, size_t limit,
                                struct stale_grant_list *out) MUST_USE;
/* How many are sealed to the keys from..before-1, and the oldest of these; 0: none. */
enum err store_case_grant_stale_count(struct cx *cx, struct db *db, struct agency_id agency,
                                      uint64_t from, uint64_t before, uint64_t *count,
                                      uint64_t *oldest) MUST_USE;
/* Puts the new form in the place of one sealed to the key `before`; a grant that changed
 * meanwhile is left alone. */
enum err store_case_grant_reseal(struct cx *cx, struct db *tx, struct case_id id,
                                 const struct case_grant *now, uint64_t before) MUST_USE;
/* The grant and the agency's view of the case; fine where there is none. */
enum err store_case_grant_remove(struct cx *cx, struct db *tx, struct case_id id,
                                 struct agency_id agency) MUST_USE;
