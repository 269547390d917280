/*
 * act_on_case: what an officer does to a case, each deed checked, sealed and
 * signed alike. What may follow what is domain/event.c's table; what a deed asks of
 * the officer is here.
 *
 *   deed_check  asks the rules; what is to be mended is a list of findings, else a plan
 *   deed_write  writes the plan's events, or finds that somebody else was first
 */
#pragma once
#include "action/read_case.h"

#define DEED_TEXT_MAX 8000    /* bytes: a message, a note, a reason */
#define DEED_LINE_MAX 300     /* a title, a basis, a task */
#define DEED_NUMBER_MAX 80    /* a number that another body issued */

enum deed {
    DEED_NOTE,        /* internal note */
    DEED_MESSAGE,     /* to the reporter */
    DEED_TAKE,
    DEED_REVIEW,      /* confirms or overrides what the rules suggest */
    DEED_ASK,         /* asks the reporter to complete */
    DEED_REGISTER,    /* records Bawaslu's numbers; never issues them */
    DEED_FINDING,     /* informasi awal becomes temuan */
    DEED_REFER,       /* to one body or several */
    DEED_RECEIVED,    /* a body says it has it */
    DEED_ANSWERED,    /* a body says what came of it */
    DEED_EXTEND,
    DEED_PAUSE,
    DEED_RESUME,
    DEED_TASK_ADD,
    DEED_TASK_DONE,
    DEED_MERGE,
    DEED_DECIDE,
    DEED_CLOSE,
    DEED_REOPEN,
    DEED_COUNT
};

/* What the officer filled in; a deed reads what it needs. */
struct deed_form {
    uint32_t seen;            /* how many events the case had when the page was made; 0 from a
                               * list: taking then only asks that nobody has it */
    struct str text;          /* message, note, reason, basis of a clock, task */
    struct str title;
    struct str basis;         /* of a referral that the rules do not suggest */
    struct str number;        /* Bawaslu's receipt, a body's letter, the other case */
    struct str register_number;
    bool sure;                /* the number is odd, and he says it is so */
    enum reported_category category;
    enum intake_kind intake;
    enum urgency urgency;
    enum answer formal, material;
    unsigned missing;         /* CODE_BIT per enum missing */
    unsigned authorities;     /* CODE_BIT per enum authority */
    enum authority authority;
    enum result result;
    bool on_given;            /* false: today */
    struct day on;            /* DAY_NONE when given: no such day */
    enum clock_name clock;    /* with authority */
    int by;                   /* days, or what the clock counts */
    uint32_t task;
};

enum deed_fault {
    DEED_FINE,
    DEED_CHANGED,             /* somebody did something since the page was made */
    DEED_STAGE,               /* not possible as the case stands */
    DEED_TEXT_MISSING,
    DEED_TEXT_LONG,
    DEED_TITLE_MISSING,
    DEED_CATEGORY_MISSING,
    DEED_INTAKE_MISSING,
    DEED_ANSWER_MISSING,      /* formal or material */
    DEED_REASON_MISSING,      /* overrides the rules without saying why */
    DEED_LACK_MISSING,        /* asks to complete, and does not say what */
    DEED_AUTHORITY_MISSING,
    DEED_AUTHORITY_TWICE,     /* has it, and has not answered yet */
    DEED_BASIS_MISSING,
    DEED_RESULT_MISSING,
    DEED_DAY_IMPOSSIBLE,
    DEED_DAY_AHEAD,
    DEED_DAY_EARLY,           /* before the case was there, or before it was sent */
    DEED_CLOCK_MISSING,
    DEED_CLOCK_SPENT,         /* the rules allow no further extension */
    DEED_NUMBER_MISSING,
    DEED_NUMBER_ODD,          /* does not look like Bawaslu's numbers */
    DEED_NUMBER_UNKNOWN,      /* no such case */
    DEED_NUMBER_SAME,         /* into itself, or into one that was merged */
    DEED_NUMBER_NARROWER,     /* an agency that has this case may not know of that one */
    DEED_FEW_HOLDERS,         /* the review would leave the case to fewer than two agencies */
    DEED_FAULT_COUNT
};

#define DEED_FINDINGS_MAX 12

struct deed_finding {
    const char *field;        /* the form's name for it: "text", "authority", "on" */
    enum deed_fault fault;
};

struct deed_findings {
    struct deed_finding at[DEED_FINDINGS_MAX];
    size_t len;
};

struct deed_plan {
    enum deed deed;
    struct append *items;     /* one event each; several bodies are several events */
    size_t items_len;
    bool repeated;            /* the same form again: already done, nothing to write */
    bool conflict;            /* after deed_write: another came first, nothing was written */
    struct case_id id;
    struct bytes title;       /* sealed, or empty: the list's line as it is now called */
    int64_t log_index;        /* after deed_write: of the last event */
};

/* Whether the deed can be offered as the case stands. */
bool deed_possible(const struct case_state *s, enum deed deed);
enum event_kind deed_kind(enum deed deed);

/* *plan is NULL when there is something to mend. Reads the database only to merge. */
enum err deed_check(struct cx *cx, const struct env *env, struct db *db,
                    const struct officer_session *by, const struct read_case *rc, enum deed deed,
                    const struct deed_form *form, struct deed_plan **plan,
                    struct deed_findings *bad) MUST_USE;
/* On the writer. OK with plan->conflict set when somebody else was first. */
enum err deed_write(struct cx *cx, const struct env *env, struct db *tx,
                    struct deed_plan *plan) MUST_USE;

/* Whether a number looks like one that Bawaslu issues (domain.md A.8), leniently. */
bool bawaslu_number_likely(struct str number);
