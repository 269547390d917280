/*
 * track_report: what a reporter sees and does on coming back with the code: the
 * timeline without internal notes, the clocks, the talk; adding, completing, withdrawing.
 */
#pragma once
#include "action/evidence.h"
#include "action/session.h"
#include "domain/case.h"
#include "domain/report.h"

struct talk {
    bool from_reporter;
    struct str agency; /* who wrote, by agency, where an officer did: never a name */
    struct str text;
    int64_t at_us;
};

/* One line of the timeline; text is what the event says to the reporter ("" for none):
 * a message, a decision's reason, what is to be completed; never what officers write to
 * each other. */
struct track_event {
    enum event_kind kind;
    struct event_facts facts;
    int64_t at_us;
    bool day_only;     /* caused by the reporter: only the day is kept in the log */
    struct str agency; /* "" for the reporter and the server */
    struct str text;
    struct str number; /* case.registered: Bawaslu's number */
    int64_t log_index;
};

struct track {
    struct case_id id;
    struct str number;
    struct case_state state;
    struct report_form report;        /* what was filed */
    const struct track_event *events; /* oldest first; notes and tasks are absent */
    size_t events_len;
    const struct talk *talk;
    size_t talk_len;
    const struct evidence_file *files; /* his own: with the report, and added later */
    size_t files_len;
};

enum err track_report(struct cx *cx, const struct env *env, struct db *db,
                      const struct reporter_session *who, struct track *out) MUST_USE;

/* Something the reporter adds. kind: EVENT_MESSAGE_RECEIVED, EVENT_REPORT_SUPPLEMENTED
 * (completing what is missing) or EVENT_REPORT_WITHDRAWN. */
struct tell {
    enum event_kind kind;
    struct str text; /* 1..REPORT_WHAT_MAX bytes; for withdrawing, the reason, may be empty */
    const struct report_form
        *changes;          /* supplemented: the whole form with what was added; else NULL */
    enum answer pressured; /* withdrawing: was there pressure? */
};
struct telling;
enum err tell_check(struct cx *cx, const struct env *env, struct db *db,
                    const struct reporter_session *who, const struct tell *tell,
                    struct telling **out) MUST_USE;
/* On the writer; never a conflict: if an officer acted meanwhile, it is sealed anew. */
enum err tell_write(struct cx *cx, const struct env *env, struct db *tx, struct telling *telling,
                    int64_t *log_index) MUST_USE;
