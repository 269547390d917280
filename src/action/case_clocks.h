/*
 * case_clocks: from the clocks the rules reckon to the clocks a case carries.
 */
#pragma once
#include "domain/event.h"
#include "domain/triage.h"

/* The clock as an event keeps it. authority: whose referral it is about, or AUTHORITY_NONE. */
struct event_clock event_clock_of(const struct clock *clock, enum authority authority);

/* The clocks that run from the moment a report is filed: what the post owes, not what
 * the reporter owed (filing) nor what later steps set going. Every report gets an
 * initial review, also one that is not a laporan: the law's two days for a laporan are
 * the post's promise to all, so that the date in the public leaf tells nobody's kind. */
enum err clocks_at_filing(struct cx *cx, const struct rulebook *book,
                          const struct triage_findings *found, int64_t filed_us,
                          struct event_facts *out) MUST_USE;
