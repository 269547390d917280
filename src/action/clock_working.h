/*
 * clock_working: the clocks of a case with their working shown. The state of a
 * case holds only where each clock stands; the events say how it came there:
 * started, extended, paused, resumed. This counts it again by the rules.
 */
#pragma once
#include "action/read_case.h"
#include "domain/triage.h"

/* The clock at this place in the state, counted again from its events. Where the rules no
 * longer give what the log says, the log wins and `explained` is "". */
enum err case_clock_working(struct cx *cx, const struct env *env, const struct read_case *rc,
                            size_t place, struct clock *out) MUST_USE;

/* The rules that judge this case: those of the act's day. */
const struct rulebook *case_book(const struct env *env, const struct read_case *rc);

/* A clock of the rules that starts on a day (or, for hours, now) as an event carries it.
 * False if the rules have none in force for a case received at that time. */
bool case_clock_begin(struct cx *cx, const struct env *env, const struct read_case *rc,
                      enum clock_name name, enum authority authority, struct day from,
                      struct event_clock *out) MUST_USE;

/* The clock that runs for a body to which a case is referred, by the rules in force:
 * CLOCK_NONE where no period is known. */
enum clock_name case_clock_of_body(const struct env *env, const struct read_case *rc,
                                   enum authority authority);

/* What the rules say of the case's report today, under the category that the officer set
 * (CATEGORY_NONE: as reported). */
enum err case_findings(struct cx *cx, const struct env *env, const struct read_case *rc,
                       enum reported_category category, struct triage_findings *out) MUST_USE;
