/* case_clocks: see the header. */
#include "action/case_clocks.h"

struct event_clock event_clock_of(const struct clock *clock, enum authority authority)
{
    return (struct event_clock){
        .name = clock->name, .authority = authority, .starts_us = clock->starts_us,
        .due_us = clock->due_us, .due_on = clock->due_on, .strict_due_on = clock->strict_due_on,
    };
}

static bool owed_by_the_post(enum clock_name name)
{
    return name == CLOCK_INITIAL_REVIEW || name == CLOCK_TRACING || name == CLOCK_TNI_FORWARD_24H;
}

void clocks_at_filing(const struct triage_findings *found, struct event_facts *out)
{
    for (size_t i = 0; i < found->clocks_len && out->clocks_len < EVENT_CLOCKS_MAX; i++) {
        const struct clock *c = &found->clocks[i];

        if (c->running && owed_by_the_post(c->name))
            out->clocks[out->clocks_len++] = event_clock_of(c, AUTHORITY_NONE);
    }
}
