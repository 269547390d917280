/*
 * case_state: what a case is now, saved so that nobody need fold its events to
 * see it. Everything here can be made again from case_event: it is written in the
 * transaction of the event that changed it, and nothing else changes it.
 */
#pragma once
#include "domain/case.h"
#include "store/db.h"

/* Saves the state and, for every agency with a grant, its place in the agency's lists. */
enum err store_case_state_save(struct cx *cx, struct db *tx, struct post_id post,
                               struct case_id id, const struct case_state *state) MUST_USE;
/* ERR_NOT_FOUND. A number no enumeration has is ERR_CORRUPT. */
enum err store_case_state_load(struct cx *cx, struct db *db, struct case_id id,
                               struct case_state *out) MUST_USE;
/* The rows made anew, whatever was there; the title stays. */
enum err store_case_state_rebuild(struct cx *cx, struct db *tx, struct post_id post,
                                  struct case_id id, const struct case_state *s) MUST_USE;
/* True where the rows that are searched by (next due date, running clocks, each agency's list) are
 * not what the state makes of them. */
enum err store_case_derived_differs(struct cx *cx, struct db *db, struct case_id id,
                                    const struct case_state *s, bool *differs) MUST_USE;
/* A small sealed object with the line that lists show; after the first save. */
enum err store_case_title_set(struct cx *cx, struct db *tx, struct case_id id,
                              struct bytes sealed) MUST_USE;

struct due_clock {
    struct case_id case_id;
    enum clock_name name;
    enum authority authority;
    int64_t due_us;
};

struct due_clock_list {
    struct due_clock *at;
    size_t len;
};

/* Running clocks that ended at or before now_us, the longest ago first; at most max. Of a case
 * that nobody has reviewed only those that every report has (CLOCKS_OF_SOME_REPORTS). */
enum err store_clocks_due(struct cx *cx, struct db *db, struct post_id post, int64_t now_us,
                          size_t max, struct due_clock_list *out) MUST_USE;
