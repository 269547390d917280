/*
 * roster: who keeps watch for an agency and when: shifts, squads, leave, rest.
 *
 * Pure and chance-free: the same team gives the same roster. What is made is made fairly and
 * explained: why each is there, and what cannot be met and why. An officer belongs to one agency,
 * so each agency's roster is made alone. Nobody has a name here: a member is a place in a list.
 *
 * Time is counted in hours since 1970-01-01 00:00 in the post's own zone (roster_start).
 */
#pragma once
#include "base/civil.h"
#include "base/cx.h"
#include "domain/codes.h"
#include "domain/rulebook.h"

#define ROSTER_DAYS_MAX 62
#define ROSTER_MEMBERS_MAX 200
#define ROSTER_MINIMUM_MAX 20
#define ROSTER_REST_MAX 96 /* hours */
#define ROSTER_SQUADS_MAX 8
#define ROSTER_SLOTS_MAX 3

enum roster_pattern {
    ROSTER_24H,    /* 08 to 08 */
    ROSTER_12H,    /* 08 to 20, 20 to 08 */
    ROSTER_8H,     /* three squads in turn: 08 to 16, 16 to 24, 24 to 08 */
    ROSTER_OFFICE, /* 08 to 16 on working days (rulebook_working_day) */
    ROSTER_PATTERN_COUNT
};

struct roster_rule {
    enum roster_pattern pattern;
    int minimum;    /* officers on each shift, 1..ROSTER_MINIMUM_MAX */
    int rest_hours; /* between the end of one and the start of the next, 0..ROSTER_REST_MAX */
    int squads;     /* that take turns; 0 or 1: none */
};

/* Whole days, both included: no shift may touch them. */
struct roster_leave {
    struct day from, until;
};

#define ROSTER_NEVER INT64_MIN

struct roster_member {
    int squad; /* 1..squads; 0: of none */
    const struct roster_leave *leave;
    size_t leave_len;
    int64_t busy_until; /* his last shift before the period ends then; ROSTER_NEVER */
    int64_t busy_from;  /* his first shift after it begins then; ROSTER_NEVER */
    int carried;        /* shifts in the period before: who had more goes later */
};

struct roster_team {
    enum agency_code agency;
    struct roster_rule rule;
    struct day from;
    int days; /* 1..ROSTER_DAYS_MAX */
    const struct rulebook *book; /* whose holidays count; NULL: none are known */
    const struct roster_member *members;
    size_t members_len;
};

/* Why somebody has a shift. Stored: new ones go to the end. */
enum roster_why {
    ROSTER_WHY_NONE,
    ROSTER_WHY_SQUAD,  /* his squad's turn, and nobody has had fewer */
    ROSTER_WHY_FEWEST, /* nobody free has had fewer */
    ROSTER_WHY_ONLY,   /* only he was free */
    ROSTER_WHY_MOVED,  /* moved so that another shift could be filled */
    ROSTER_WHY_EVEN,   /* exchanged so that all have as many */
    ROSTER_WHY_HAND,   /* the head put him there */
    ROSTER_WHY_COUNT
};

struct roster_turn {
    struct day on; /* when the shift begins; slot 2 of ROSTER_8H begins as the next day does */
    int slot;
    int member;
    enum roster_why why;
};

/* What is wrong with a roster, or cannot be met. */
enum roster_code {
    ROSTER_FINE,
    ROSTER_GAP_NOBODY, /* the agency has no officers for the watch */
    ROSTER_GAP_FEW,    /* fewer are there at all (leave) than are needed */
    ROSTER_GAP_REST,   /* who is there must rest */
    ROSTER_GAP_OPEN,   /* somebody could, but nobody was put there (roster_check only) */
    ROSTER_IN_LEAVE,
    ROSTER_NO_REST,
    ROSTER_TWICE,      /* the same officer on one shift, or on two at once */
    ROSTER_NO_SHIFT,   /* there is none then: outside the period, or a day off */
    ROSTER_UNEVEN,     /* two equally available officers are more than one shift apart */
    ROSTER_CODE_COUNT
};

struct roster_fault {
    enum roster_code code;
    enum agency_code agency;
    struct day on;
    int slot;
    int member; /* -1: nobody's; ROSTER_UNEVEN: who has most */
    int missing, away, resting; /* gaps: how many lack, are on leave, must rest */
};

struct roster {
    const struct roster_turn *turns; /* by time, then member */
    size_t turns_len;
    const struct roster_fault *faults; /* by time */
    size_t faults_len;
};

int roster_slots(enum roster_pattern pattern); /* shifts a day */
int roster_hours(enum roster_pattern pattern); /* of one shift */
int64_t roster_start(enum roster_pattern pattern, struct day on, int slot);
/* False on a day off. */
bool roster_works(const struct roster_team *team, struct day on);
/* Rest that is usual for the pattern. */
int roster_usual_rest(enum roster_pattern pattern);
const char *roster_pattern_name(enum roster_pattern pattern); /* "24h" "12h" "8h" "office" */
bool roster_pattern_parse(struct str name, enum roster_pattern *out) MUST_USE;
/* Pattern and numbers within their limits. */
bool roster_rule_fits(const struct roster_rule *rule);
/* The squad of the n-th member when they are dealt out in order; 0 if there are none. */
int roster_squad_of(const struct roster_rule *rule, size_t n);

/* The roster of the whole period. Asserts that the team is within its limits. */
enum err roster_make(struct cx *cx, const struct roster_team *team, struct roster *out) MUST_USE;

/* What breaks in a roster as somebody edited it. */
enum err roster_check(struct cx *cx, const struct roster_team *team,
                      const struct roster_turn *turns, size_t turns_len,
                      const struct roster_fault **faults, size_t *faults_len) MUST_USE;

/* What would break if this turn stood beside the others; turns[skip] (SIZE_MAX: none) is not
 * counted. ROSTER_TWICE, ROSTER_IN_LEAVE, ROSTER_NO_REST or ROSTER_FINE: the first that does. */
enum roster_code roster_try(const struct roster_team *team, const struct roster_turn *turns,
                            size_t turns_len, size_t skip, const struct roster_turn *turn);
