/*
 * case_clocks: from the clocks the rules reckon to the clocks a case carries.
 */
#pragma once
#include "domain/event.h"
#include "domain/triage.h"

/* The clock as an event keeps it. authority: whose referral it is about, or AUTHORITY_NONE. */
struct event_clock event_clock_of(const struct clock *clock, enum authority authority);

/* The clocks that run from the moment a report is filed: what the post owes, not what
 * the reporter owed (filing) nor what later steps set going. */
void clocks_at_filing(const struct triage_findings *found, struct event_facts *out);
