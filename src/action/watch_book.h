/*
 * watch_book: the watch log as officers write and read it. Every agency of the post reads all of
 * it: nothing of a report belongs here.
 *
 *   watch_enter_check   (check stage) the rules, then seals
 *   watch_enter_write   (write stage) number, leaf and row
 */
#pragma once
#include "action/watch_seal.h"

struct watch_form {
    enum watch_kind kind;
    struct str text;
    struct str time;             /* as typed; "": now */
    struct watch_place corrects; /* WATCH_CORRECTION */
};

struct watch_plan {
    struct watch_row row;
    enum watch_kind kind;
    const struct officer_session *by;
};

/* *plan stays NULL where there are faults (bits of enum watch_fault). */
enum err watch_enter_check(struct cx *cx, const struct env *env, struct db *db,
                           const struct officer_session *who, const struct watch_form *form,
                           struct watch_plan **plan, unsigned *faults) MUST_USE;
/* On the writer. ERR_CONFLICT: nihil is not true any more. */
enum err watch_enter_write(struct cx *cx, const struct env *env, struct db *tx,
                           struct watch_plan *plan) MUST_USE;

/* ---- reading ---- */

/* What the outgoing officer wrote. Items: one a line. */
struct handover_text {
    struct str happened, open, inventory, orders;
};

struct watch_line {
    struct watch_place place;
    enum watch_leaf leaf;
    enum agency_code agency;
    struct officer_id officer;
    struct str name, initials; /* "" if he is not on the list any more */
    bool own;
    int64_t entered_us;
    bool unreadable;             /* not for this agency, or altered; nothing below is filled */
    enum watch_kind kind;        /* WATCH_ENTERED */
    int64_t at_us;               /* when it was */
    struct str text;
    struct watch_place corrects;
    struct watch_place answers;  /* WATCH_HANDED_OVER: the offer; */
    size_t items;                /* how many were ticked */
    struct watch_place corrected; /* the newest line of the same list that corrects this one */
    struct handover_text handover; /* WATCH_OFFERED */
};

struct watch_day {
    struct day day, before, after; /* the nearest days with lines; DAY_NONE */
    struct watch_line *lines;      /* in the order of the book */
    size_t len;
    int64_t entries_since; /* lines of the present watch: nihil is true at 0 */
};

enum err watch_day_read(struct cx *cx, const struct env *env, struct db *db,
                        const struct officer_session *who, struct day day,
                        struct watch_day *out) MUST_USE;
/* One line. ERR_NOT_FOUND. */
enum err watch_line_read(struct cx *cx, const struct env *env, struct db *db,
                         const struct officer_session *who, struct watch_place place,
                         struct watch_line *out) MUST_USE;
/* The same of a row that was read elsewhere. */
enum err watch_line_open(struct cx *cx, const struct env *env, struct db *db,
                         const struct officer_session *who, const struct watch_row *row,
                         struct watch_line *out) MUST_USE;
