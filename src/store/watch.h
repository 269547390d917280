/*
 * watch: the lines of the watch log, as rows. What was written is sealed (action/watch_seal.h);
 * the leaves over them lie in log_entry, and what opens their commitments in log_event.
 */
#pragma once
#include "domain/codes.h"
#include "domain/ids.h"
#include "domain/watch.h"
#include "store/db.h"

struct watch_row {
    int64_t log_index; /* in the public log */
    enum watch_leaf leaf;
    struct watch_place place;
    enum agency_code agency;
    struct officer_id officer;
    int64_t at_us; /* when it was entered */
    uint8_t id[16];
    struct watch_place answers; /* WATCH_HANDED_OVER: the offer that was taken */
    struct bytes content;
    struct bytes own; /* for the agency's own officers; len 0: none */
};

struct watch_row_list {
    struct watch_row *at;
    size_t len;
};

/* ERR_CONFLICT if the place is taken, or the offer was answered. */
enum err store_watch_insert(struct cx *cx, struct db *tx, struct post_id post,
                            const struct watch_row *row) MUST_USE;
/* In the order of the book. */
enum err store_watch_day(struct cx *cx, struct db *db, struct post_id post, struct day day,
                         struct watch_row_list *out) MUST_USE;
/* ERR_NOT_FOUND. */
enum err store_watch_get(struct cx *cx, struct db *db, struct post_id post,
                         struct watch_place place, struct watch_row *out) MUST_USE;
/* The newest line; ERR_NOT_FOUND in an empty book. */
enum err store_watch_newest(struct cx *cx, struct db *db, struct post_id post,
                            struct watch_place *out) MUST_USE;
/* The newest of its leaf; ERR_NOT_FOUND. */
enum err store_watch_newest_of(struct cx *cx, struct db *db, struct post_id post,
                               enum watch_leaf leaf, struct watch_row *out) MUST_USE;
enum err store_watch_first_us(struct cx *cx, struct db *db, struct post_id post,
                              int64_t *out) MUST_USE;
/* How many lines WATCH_ENTERED there are of that moment or later. */
enum err store_watch_since(struct cx *cx, struct db *db, struct post_id post, int64_t from_us,
                           int64_t *out) MUST_USE;
/* For the audit: in the order of the book, behind a place (none: from the first line). */
enum err store_watch_walk(struct cx *cx, struct db *db, struct post_id post,
                          struct watch_place after, size_t limit,
                          struct watch_row_list *out) MUST_USE;
/* Whether a line has its leaf there. */
enum err store_watch_has_leaf(struct cx *cx, struct db *db, struct post_id post, int64_t log_index,
                              bool *out) MUST_USE;
/* The nearest days with lines before and after one; DAY_NONE: there is none. */
enum err store_watch_beside(struct cx *cx, struct db *db, struct post_id post, struct day day,
                            struct day *before, struct day *after) MUST_USE;
