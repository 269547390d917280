/* case_clocks: see the header. */
#include "action/case_clocks.h"

struct event_clock event_clock_of(const struct clock *clock, enum authority authority)
{
    return (struct event_clock){
        .name = clock->name,
        .authority = authority,
        .starts_us = clock->starts_us,
        .due_us = clock->due_us,
        .due_on = clock->due_on,
        .strict_due_on = clock->strict_due_on,
    };
}

static bool owed_by_the_post(enum clock_name name)
{
    return name == CLOCK_INITIAL_REVIEW || name == CLOCK_TRACING || name == CLOCK_TNI_FORWARD_24H;
}

static enum err review_add(struct cx *cx, const struct rulebook *book,
                           const struct triage_findings *found, int64_t filed_us,
                           struct event_facts *out)
{
    const struct clock_from from = { .at_us = filed_us,
                                     .day = day_at(filed_us, found->zone_minutes),
                                     .zone_minutes = found->zone_minutes,
                                     .running = true };
    const struct clock_rule *rule = rulebook_clock(book, CLOCK_INITIAL_REVIEW, from.day);
    struct clock clock;

    if (!rule)
        return OK;
    TRY(clock_start(cx, book, rule, &from, &clock));
    out->clocks[out->clocks_len++] = event_clock_of(&clock, AUTHORITY_NONE);
    return OK;
}

enum err clocks_at_filing(struct cx *cx, const struct rulebook *book,
                          const struct triage_findings *found, int64_t filed_us,
                          struct event_facts *out)
{
    const struct clock *review = triage_clock(found, CLOCK_INITIAL_REVIEW);

    if (!review || !review->running)
        TRY(review_add(cx, book, found, filed_us, out));
    for (size_t i = 0; i < found->clocks_len && out->clocks_len < EVENT_CLOCKS_MAX; i++) {
        const struct clock *c = &found->clocks[i];

        if (c->running && owed_by_the_post(c->name))
            out->clocks[out->clocks_len++] = event_clock_of(c, AUTHORITY_NONE);
    }
    return OK;
}
