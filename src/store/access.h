/*
 * access: who read what (privileged reads), as rows. The leaves over them lie in log_entry,
 * under the private log's id; the heads of it that the public log holds in log_event.
 */
#pragma once
#include "domain/access.h"
#include "domain/codes.h"
#include "domain/ids.h"
#include "store/db.h"

#define ACCESS_PAGE_MAX 1024

struct access_row {
    int64_t log_index; /* in the private log */
    enum access_kind kind;
    bool of_case;
    bool case_gone; /* of a case that is not stored any more: case_id is unknown */
    struct case_id case_id;
    enum agency_code agency;
    struct officer_id officer;
    int64_t at_us;
    struct bytes object; /* sealed; len 0: none */
    uint8_t nonce[32];
};

struct access_row_list {
    struct access_row *at;
    size_t len;
};

/* ERR_CONFLICT if the index is taken; ERR_NOT_FOUND if the case is not there. */
enum err store_access_insert(struct cx *cx, struct db *tx, struct post_id post,
                             const struct access_row *row) MUST_USE;
/* When that officer last did that to the case; 0: never. */
enum err store_access_newest(struct cx *cx, struct db *db, struct officer_id officer,
                             struct case_id id, enum access_kind kind, int64_t *at_us) MUST_USE;
/* Newest first, without the first `skip`; at most ACCESS_PAGE_MAX. */
enum err store_access_of_case(struct cx *cx, struct db *db, struct case_id id, size_t skip,
                              size_t limit, struct access_row_list *out) MUST_USE;
/* Those of no case, by this agency's officers. */
enum err store_access_of_agency(struct cx *cx, struct db *db, struct post_id post,
                                enum agency_code agency, size_t skip, size_t limit,
                                struct access_row_list *out) MUST_USE;
/* In order, from an index on. ERR_CORRUPT for a row that cannot be read. */
enum err store_access_walk(struct cx *cx, struct db *db, struct post_id post, int64_t from,
                           size_t limit, struct access_row_list *out) MUST_USE;
enum err store_access_count(struct cx *cx, struct db *db, struct post_id post,
                            int64_t *out) MUST_USE;

/* Where the public log names the keys that an agency has had: indexes of its entries there,
 * oldest first, at most `room`. */
enum err store_access_agency_keys(struct cx *cx, struct db *db, struct post_id post,
                                  enum agency_code agency, int64_t *out, size_t room,
                                  size_t *len) MUST_USE;

/* A head of the private log, as the public log was given it. */
struct access_head_row {
    int64_t log_index; /* in the public log */
    struct str name;   /* the day, "2026-11-23" */
    struct str value;
    uint8_t nonce[32];
};
/* ERR_NOT_FOUND if there is none yet; _after: none behind that index of the public log. */
enum err store_access_head_newest(struct cx *cx, struct db *db, struct post_id post,
                                  struct access_head_row *out) MUST_USE;
enum err store_access_head_after(struct cx *cx, struct db *db, struct post_id post, int64_t after,
                                 struct access_head_row *out) MUST_USE;
