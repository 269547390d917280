/* public_event: see the header. */
#include "action/public_event.h"
#include <string.h>

bool leaf_day(struct str at, struct day *day, bool *timed, int64_t *us)
{
    *timed = at.len > 10;
    return day_parse(str_first(at, 10), day) && (!*timed || instant_parse(at, us, NULL));
}

/* What a fact may be called, and how its code is read; an absent fact stays 0. */
static bool fact_read(const struct leaf_fact *fact, struct public_event *e)
{
    if (str_is(fact->name, "intake"))
        return intake_parse(fact->value, &e->intake);
    if (str_is(fact->name, "category"))
        return category_parse(fact->value, &e->category);
    if (str_is(fact->name, "authority"))
        return authority_parse(fact->value, &e->authority);
    if (str_is(fact->name, "result"))
        return result_parse(fact->value, &e->result);
    if (str_is(fact->name, "clock"))
        return clock_name_parse(fact->value, &e->clock);
    if (str_is(fact->name, "agency"))
        return agency_code_parse(fact->value, &e->agency);
    return false;
}

bool public_event_of(const struct leaf *leaf, struct public_event *out, const char **why)
{
    struct public_event e = { .seq = leaf->seq, .due = leaf->due };

    *why = NULL;
    if (!leaf->of_case)
        return false;
    memcpy(e.tag.b, leaf->case_tag, sizeof e.tag.b);
    *why = "is of a kind that this program does not know";
    if (!event_kind_parse(leaf->type, &e.kind))
        return false;
    *why = "bears a date that cannot be read";
    if (!leaf_day(leaf->at, &e.day, &e.timed, &e.at_us))
        return false;
    *why = "is by an agency that this program does not know";
    if (!str_is(leaf->by, "posko") && !agency_code_parse(leaf->by, &e.by))
        return false;
    *why = "states a fact that this program does not know";
    for (size_t i = 0; i < leaf->fact_count; i++)
        if (!fact_read(&leaf->facts[i], &e))
            return false;
    *why = NULL;
    *out = e;
    return true;
}
