/*
 * hand_over: the watch passes from one officer to another (serah terima).
 *
 *   offer   the outgoing officer writes what happened and what is open, and signs: a line and a
 *           leaf of his agency (watch.offered). He stays on the watch.
 *   take    the incoming one, another officer in his own session, ticks every open item and every
 *           case that his agency sees to be near its date, and signs (watch.handed_over). Only
 *           then do the outgoing officer's sessions end.
 *
 * The items are sealed to all agencies. The cases are not among them: which case is whose to know
 * is each agency's own matter. The incoming sees and ticks those his agency may see; the list is
 * sealed to his agency alone.
 */
#pragma once
#include "action/list_cases.h"
#include "action/watch_book.h"

#define HANDOVER_NEAR_US (48 * HOUR_US) /* cases whose clock ends within */
#define HANDOVER_CASES_MAX 20           /* the first to end; the rest are counted */

struct handover_cases {
    const struct list_row *near[HANDOVER_CASES_MAX];
    size_t len;
    size_t more;    /* near their date, but not listed: at most LIST_PAGE are looked at */
    int64_t open;   /* all open cases that his agency may see: stops at DESK_COUNT_MAX */
};

struct handover {
    enum handover_state state;
    bool there;          /* an offer waits: line is it */
    struct watch_line line;
    bool own;            /* by the one who asks: another has to take it */
    int64_t last_us;     /* of the last handover; 0: none yet */
    struct str items[WATCH_ITEMS_MAX]; /* of line: open, orders, inventory */
    size_t open_len, orders_len, items_len;
};

/* Cheap: nothing is opened. For the desk's first page. by: the outgoing's name. */
enum err handover_waiting(struct cx *cx, const struct env *env, struct db *db,
                          enum handover_state *state, int64_t *offered_us, struct str *by) MUST_USE;
enum err handover_read(struct cx *cx, const struct env *env, struct db *db,
                       const struct officer_session *who, struct handover *out) MUST_USE;
enum err handover_cases_read(struct cx *cx, const struct env *env, struct db *db,
                             const struct officer_session *who,
                             struct handover_cases *out) MUST_USE;

/* *row is filled where *faults (bits of enum handover_fault) is 0. */
enum err handover_offer_check(struct cx *cx, const struct env *env,
                              const struct handover_text *text, struct watch_row *row,
                              unsigned *faults) MUST_USE;
/* A newer offer takes the place of one that nobody took. */
enum err handover_offer_write(struct cx *cx, const struct env *env, struct db *tx,
                              const struct officer_session *who, struct watch_row *row) MUST_USE;

/* What the incoming ticked: items by their place in handover.items, cases by number. */
struct handover_ticks {
    bool item[WATCH_ITEMS_MAX];
    struct str cases[HANDOVER_CASES_MAX];
    size_t cases_len;
};

struct handover_taking {
    struct watch_row row;
    struct officer_id outgoing;
    enum agency_code from;
};

enum err handover_take_check(struct cx *cx, const struct env *env,
                             const struct officer_session *who, const struct handover *handover,
                             const struct handover_cases *cases,
                             const struct handover_ticks *ticks, struct handover_taking *out,
                             unsigned *faults) MUST_USE;
/* On the writer. ERR_CONFLICT: another took it, or there is a newer offer. */
enum err handover_take_write(struct cx *cx, const struct env *env, struct db *tx,
                             const struct officer_session *who,
                             struct handover_taking *taking) MUST_USE;
