/*
 * roster: an agency's watch: shown, made for a month, published, and changed.
 *
 * Everybody at the desk may look at what is published; a draft is its own agency's. An agency's
 * watch is changed by its heads (the route asks), or at the terminal. Names leave neither the desk
 * nor the terminal: who shows a roster to others asks for it without them. Whoever left has no
 * turns from then on, so that what is shown is who will come.
 */
#pragma once
#include "action/env.h"
#include "domain/roster.h"
#include "store/db.h"

#define ROSTER_VIEW_DAYS 45
#define ROSTER_BASIS_MAX 100 /* characters */

/* One that keeps watch: duty and case officers and heads (MAY_TAKE_REPORTS). */
struct roster_person {
    struct officer_id id;
    struct str login, name;
};

struct roster_seat {
    struct officer_id id;
    struct str login, name; /* "" unless asked for */
    enum roster_why why;
    enum roster_code breaks; /* ROSTER_FINE, or what does not hold for him here */
    int64_t changed_us;
};

struct roster_shift {
    struct day on;
    int slot;
    int64_t start_us, end_us;
    int needed;
    bool draft;
    const struct roster_seat *seats;
    size_t seats_len;
};

struct roster_agency {
    const struct agency *of;
    const struct roster_shift *shifts; /* by time; none where there is no roster, or a day off */
    size_t shifts_len;
    bool covered[ROSTER_VIEW_DAYS]; /* a roster that may be seen says who comes that day */
};

struct roster_view {
    struct day from;
    int days;
    const struct roster_agency *agencies; /* as env has them */
    size_t agencies_len;
};

struct roster_look {
    struct day from;
    int days; /* at most ROSTER_VIEW_DAYS */
    bool names;
    const struct agency *drafts_of; /* NULL: nobody's */
};
enum err roster_view(struct cx *cx, const struct env *env, struct db *db,
                     const struct roster_look *look, struct roster_view *out) MUST_USE;
/* The agency's shift that begins so; NULL. */
const struct roster_shift *roster_find(const struct roster_agency *agency, struct day on, int slot);
/* How many lack. */
int roster_missing(const struct roster_shift *shift);

/* The first day of the day's month. */
struct day roster_month_of(struct day d);
struct day roster_month_next(struct day first);

/* How an agency keeps one month. */
struct roster_month {
    bool there, published;
    struct roster_rule rule;
    struct str basis;
    int64_t made_us;
    const struct roster_fault *faults; /* what does not hold or cannot be met, by time */
    size_t faults_len;
    const struct roster_person *people; /* the watch; a fault's member is one of them */
    const int *loads;                   /* shifts of each */
    size_t people_len;
};
/* Where there is none: the rule of the agency's latest month, or the usual one. */
enum err roster_month(struct cx *cx, const struct env *env, struct db *db,
                      const struct agency *of, struct day first, struct roster_month *out) MUST_USE;

/* Who changes it. */
struct roster_by {
    const struct agency *of;     /* whose roster */
    const struct officer_id *id; /* NULL: at the terminal */
};

struct roster_ask {
    struct day first; /* of the month; must be one */
    struct roster_rule rule;
    struct str basis; /* the duty order's number, "" none */
};
/* On the writer. Makes a draft, in the place of an older one. ERR_CONFLICT if that month is
 * published, ERR_INVALID for a rule or a basis past its limits. */
enum err roster_make_month(struct cx *cx, const struct env *env, struct db *tx,
                           const struct roster_by *by, const struct roster_ask *ask) MUST_USE;
/* On the writer. ERR_CONFLICT if there is no draft of it. */
enum err roster_publish(struct cx *cx, const struct env *env, struct db *tx,
                        const struct roster_by *by, struct day first) MUST_USE;

/* Why one comes for another: codes, because what keeps somebody away may be his health. */
enum roster_reason {
    ROSTER_REASON_NONE,
    ROSTER_SWAPPED,    /* both agreed */
    ROSTER_PREVENTED,  /* he can't come */
    ROSTER_OTHER_DUTY, /* he is needed elsewhere */
    ROSTER_URGENT,     /* urgent cover: the rest may be broken */
    ROSTER_ON_LEAVE,   /* by roster_leave_add alone */
    ROSTER_REASON_COUNT
};
const char *roster_reason_name(enum roster_reason reason); /* "swapped" ... */
bool roster_reason_parse(struct str name, enum roster_reason *out) MUST_USE;

struct roster_change {
    struct day on;
    int slot;
    struct str was; /* login; "" fills a gap */
    struct str is;  /* login; "" leaves it empty */
    enum roster_reason reason;
};
/* What stands against it: bits. */
enum roster_bar {
    ROSTER_BAR_NO_SHIFT = 1, /* no such shift, or not his (any more) */
    ROSTER_BAR_OVER = 2,     /* it has ended */
    ROSTER_BAR_PERSON = 4,   /* nobody of the agency's watch */
    ROSTER_BAR_REASON = 8,
    ROSTER_BAR_FULL = 16,    /* nobody lacks there */
    ROSTER_BAR_TWICE = 32,
    ROSTER_BAR_LEAVE = 64,
    ROSTER_BAR_REST = 128    /* but for ROSTER_URGENT */
};
enum err roster_change_check(struct cx *cx, const struct env *env, struct db *db,
                             const struct roster_by *by, const struct roster_change *change,
                             unsigned *bars) MUST_USE;
/* On the writer; checks again. ERR_CONFLICT if a bar has come up since. */
enum err roster_change_write(struct cx *cx, const struct env *env, struct db *tx,
                             const struct roster_by *by,
                             const struct roster_change *change) MUST_USE;
/* Those of the agency's watch, by login, and for each what would break on that shift. */
struct roster_choice {
    struct roster_person who;
    enum roster_code breaks;
    int load; /* his shifts in that month */
};
enum err roster_choices(struct cx *cx, const struct env *env, struct db *db,
                        const struct agency *of, struct day on, int slot,
                        const struct roster_choice **out, size_t *len) MUST_USE;

struct roster_away {
    struct roster_person who;
    struct roster_leave days;
};
/* Of the agency's watch, from that day on. */
enum err roster_leaves(struct cx *cx, const struct env *env, struct db *db,
                       const struct agency *of, struct day since, const struct roster_away **out,
                       size_t *len) MUST_USE;
#define ROSTER_LEAVE_DAYS 366
/* On the writer. His turns on those days become empty, *emptied of them, but for what is over.
 * ERR_NOT_FOUND for who is not of the agency's watch, ERR_INVALID for impossible days. */
enum err roster_leave_add(struct cx *cx, const struct env *env, struct db *tx,
                          const struct roster_by *by, struct str login, struct roster_leave days,
                          size_t *emptied) MUST_USE;
enum err roster_leave_end(struct cx *cx, const struct env *env, struct db *tx,
                          const struct roster_by *by, struct str login, struct day from) MUST_USE;

/* An officer's own shifts as a calendar anybody can open who has the address; it can be taken
 * back. The secret is in the address alone. */
#define ROSTER_SECRET_LEN 32 /* hex digits: 128 bits */
struct roster_secret {
    char text[ROSTER_SECRET_LEN + 1];
};
void roster_secret_new(struct cx *cx, struct roster_secret *out);
/* On the writer. The address before it ends. */
enum err roster_feed_put(struct cx *cx, const struct env *env, struct db *tx, struct officer_id id,
                         const struct roster_secret *secret) MUST_USE;
enum err roster_feed_end(struct cx *cx, struct db *tx, struct officer_id id) MUST_USE;
/* 0: he has none. */
enum err roster_feed_made(struct cx *cx, struct db *db, struct officer_id id,
                          int64_t *made_us) MUST_USE;
/* ERR_NOT_FOUND for what is no secret of anybody's. */
enum err roster_feed_owner(struct cx *cx, const struct env *env, struct db *db, struct str secret,
                           struct officer_id *out) MUST_USE;
