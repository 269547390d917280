/*
 * roster: who keeps watch, as it is kept: months, turns, leave, calendar addresses. What a month's
 * pattern means and who may have a turn is domain/roster.h.
 */
#pragma once
#include "domain/ids.h"
#include "domain/roster.h"
#include "store/db.h"

#define ROSTER_ROWS_MAX 20000

struct roster_month_row {
    struct agency_id agency;
    struct day first;
    struct roster_rule rule;
    struct str basis;
    struct officer_id made_by;
    bool by_officer; /* else at the terminal */
    int64_t made_us, published_us; /* 0: a draft */
};
struct roster_month_list {
    struct roster_month_row *at;
    size_t len;
};

struct roster_turn_row {
    struct agency_id agency;
    struct day on;
    int slot;
    struct officer_id officer;
    enum roster_why why;
    int64_t changed_us;
};
struct roster_turn_list {
    struct roster_turn_row *at;
    size_t len;
};

struct roster_leave_row {
    struct officer_id officer;
    struct roster_leave days;
};
struct roster_leave_list {
    struct roster_leave_row *at;
    size_t len;
};

struct roster_change_row {
    struct agency_id agency;
    struct day on;
    int slot;
    bool had, has; /* somebody before; after */
    struct officer_id was, is_now;
    struct str reason;
    bool by_officer;
    struct officer_id by;
    int64_t at_us;
};

/* ERR_CONFLICT if that month is published. Its old turns are to be cleared beside it. */
enum err store_roster_month_put(struct cx *cx, struct db *tx, struct post_id post,
                                const struct roster_month_row *row) MUST_USE;
/* ERR_CONFLICT if there is no draft of it. */
enum err store_roster_month_publish(struct cx *cx, struct db *tx, struct agency_id agency,
                                    struct day first, int64_t at_us) MUST_USE;
/* Those that begin in these days, by agency and day. made_by is not filled. */
enum err store_roster_months(struct cx *cx, struct db *db, struct post_id post, struct day from,
                             struct day until, struct roster_month_list *out) MUST_USE;

/* By day, agency, slot, officer; drafts' too. */
enum err store_roster_turns(struct cx *cx, struct db *db, struct post_id post, struct day from,
                            struct day until, struct roster_turn_list *out) MUST_USE;
enum err store_roster_turns_clear(struct cx *cx, struct db *tx, struct agency_id agency,
                                  struct day from, struct day until) MUST_USE;
/* ERR_CONFLICT if he has it. */
enum err store_roster_turn_add(struct cx *cx, struct db *tx, struct post_id post,
                               const struct roster_turn_row *row) MUST_USE;
/* ERR_CONFLICT if he has it no more. */
enum err store_roster_turn_remove(struct cx *cx, struct db *tx,
                                  const struct roster_turn_row *row) MUST_USE;

enum err store_roster_change_add(struct cx *cx, struct db *tx, struct post_id post,
                                 const struct roster_change_row *row) MUST_USE;

/* One that begins on the same day is replaced. */
enum err store_roster_leave_put(struct cx *cx, struct db *tx, struct post_id post,
                                const struct roster_leave_row *row, const struct officer_id *by,
                                int64_t at_us) MUST_USE;
/* ERR_NOT_FOUND. */
enum err store_roster_leave_remove(struct cx *cx, struct db *tx, struct officer_id officer,
                                   struct day from) MUST_USE;
/* Those that touch these days, by officer and day. */
enum err store_roster_leaves(struct cx *cx, struct db *db, struct post_id post, struct day from,
                             struct day until, struct roster_leave_list *out) MUST_USE;

enum err store_roster_feed_put(struct cx *cx, struct db *tx, struct post_id post,
                               struct officer_id officer, const uint8_t secret_hash[32],
                               int64_t made_us) MUST_USE;
enum err store_roster_feed_remove(struct cx *cx, struct db *tx, struct officer_id officer) MUST_USE;
/* 0: he has none. */
enum err store_roster_feed_made(struct cx *cx, struct db *db, struct officer_id officer,
                                int64_t *made_us) MUST_USE;
/* ERR_NOT_FOUND; also for an officer who left. */
enum err store_roster_feed_owner(struct cx *cx, struct db *db, struct post_id post,
                                 const uint8_t secret_hash[32], struct officer_id *out) MUST_USE;
