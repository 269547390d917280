/*
 * triage_work: what the two halves of triage share while they work. Not for
 * others: they use domain/triage.h.
 */
#pragma once
#include "domain/triage.h"

/* What is worked out from the facts once, and asked often. */
struct work {
    struct cx *cx;
    const struct rulebook *book;
    const struct triage_facts *f;
    struct triage_findings *out;
    struct day filed_on;        /* in the place's zone */
    struct day filing;          /* the day that law by filing is judged by */
    struct day act_latest;      /* the act was no later than this */
    unsigned conditions;        /* enum condition */
    unsigned authorities;       /* enum authority in out->routes */
    unsigned route_clocks[TRIAGE_ROUTES_MAX]; /* enum clock_name: each route's due date */
    const struct election_event *event;
};

static inline void work_flag(struct work *w, enum flag flag)
{
    if (flag != FLAG_NONE)
        w->out->flags |= CODE_BIT(flag);
}

static inline void work_condition(struct work *w, enum condition c, bool holds)
{
    if (holds)
        w->conditions |= CODE_BIT(c);
}

static inline bool work_holds(const struct work *w, enum condition c)
{
    return (w->conditions & CODE_BIT(c)) != 0;
}

static inline bool day_earlier(struct day a, struct day b)
{
    return day_known(a) && day_known(b) && a.n < b.n;
}

static inline struct day day_first_known(struct day a, struct day b)
{
    return day_known(a) ? a : b;
}

/* Reads the facts: zone, days, conditions, kind, time limit, what is missing. */
void triage_read_facts(struct work *w);
/* Whether that day is in the quiet days or the voting day of the event. */
bool triage_quiet_day(const struct work *w, struct day d);
