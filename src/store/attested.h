/*
 * attested: the tables of attested numbers, a text for each day, and the events that they are
 * counted from. What the texts say is domain/attested.h's.
 */
#pragma once
#include "base/civil.h"
#include "domain/ids.h"
#include "store/db.h"

#define ATTESTED_DAYS_MAX 20000
#define ATTESTED_HELD_MAX 512
#define ATTESTED_CASES_AT_ONCE 512

struct attested_row {
    struct day day;
    int64_t log_index; /* of its leaf */
    struct str text;
};

struct attested_row_list {
    struct attested_row *at;
    size_t len;
};

/* ERR_CONFLICT if the day has one. */
enum err store_attested_insert(struct cx *cx, struct db *tx, struct post_id post,
                               const struct attested_row *row) MUST_USE;
enum err store_attested_get(struct cx *cx, struct db *db, struct post_id post, struct day day,
                            struct attested_row *out) MUST_USE; /* ERR_NOT_FOUND */
enum err store_attested_newest(struct cx *cx, struct db *db, struct post_id post,
                               struct attested_row *out) MUST_USE; /* ERR_NOT_FOUND */
/* Those whose leaf is among the first `size`, the oldest day first. */
enum err store_attested_list(struct cx *cx, struct db *db, struct post_id post, int64_t size,
                             struct attested_row_list *out) MUST_USE;

/* An event that counts: the first of a case, or a review. */
struct attested_fact {
    int64_t case_key;
    uint32_t seq;
    int64_t at_us;
    struct str facts; /* JSON */
};

struct attested_fact_list {
    struct attested_fact *at;
    size_t len;
};

/* Of the cases after `after`, at most ATTESTED_CASES_AT_ONCE of them; *next for the next call,
 * 0 when there are no more. */
enum err store_attested_facts(struct cx *cx, struct db *db, struct post_id post, int64_t after,
                              struct attested_fact_list *out, int64_t *next) MUST_USE;

struct attested_held {
    struct case_id id;
    int64_t case_key;
};

struct attested_held_list {
    struct attested_held *at;
    size_t len;
};

/* Cases of an agency's grants after `after`, at most ATTESTED_HELD_MAX. */
enum err store_attested_held(struct cx *cx, struct db *db, struct post_id post,
                             struct agency_id agency, int64_t after,
                             struct attested_held_list *out) MUST_USE;
