/*
 * triage: from facts that have been read (triage_read.c) to routes, clocks,
 * exclusions and urgency. What the answers are stands in the rule set.
 */
#include <assert.h>
#include "domain/triage_work.h"

static bool in_set(unsigned set, unsigned code)
{
    return set == 0 || (code != 0 && (set & CODE_BIT(code)));
}

static bool applies(const struct work *w, const struct rule_when *when)
{
    const struct triage_facts *f = w->f;

    return in_set(when->categories, f->category) && in_set(when->roles, f->reported.role)
           && !(f->reported.role != ROLE_NONE && (when->not_roles & CODE_BIT(f->reported.role)))
           && in_set(when->bodies, f->reported.body)
           && (when->acts == 0 || (when->acts & f->acts))
           && (when->signs == 0 || (when->signs & f->signs))
           && in_set(when->intakes, w->out->intake) && (when->all & ~w->conditions) == 0
           && (when->none & w->conditions) == 0;
}

static enum law_answer in_force(const struct work *w, const struct law *law)
{
    return law_holds(law, w->f->occurred_on, w->act_latest, w->filing);
}

static void use_law(struct work *w, const struct law *law)
{
    if (!law->verified)
        work_flag(w, FLAG_UNVERIFIED_RULE);
}

static void add_route(struct work *w, enum authority to, const struct route_rule *r)
{
    struct triage_findings *out = w->out;

    if ((w->authorities & CODE_BIT(to)) || out->routes_len == TRIAGE_ROUTES_MAX)
        return;
    w->authorities |= CODE_BIT(to);
    w->route_clocks[out->routes_len] = r->clocks;
    out->routes[out->routes_len++] = (struct triage_route){
        .to = to, .basis = r->law.basis, .why = r->why, .due_on = DAY_NONE,
        .verified = r->law.verified };
    use_law(w, &r->law);
    work_flag(w, r->flag);
}

static void find_routes(struct work *w)
{
    const struct route_rule fallback = {
        .why = STR("Petugas posko menentukan ke mana laporan ini diteruskan."),
        .law = { .basis = STR("Tata kerja posko"), .verified = true } };

    for (size_t i = 0; i < w->book->routes_count; i++) {
        const struct route_rule *r = &w->book->routes[i];

        if (!applies(w, &r->when))
            continue;
        switch (in_force(w, &r->law)) {
        case LAW_YES:
            add_route(w, r->to, r);
            if (r->final)
                return;
            break;
        case LAW_TOO_EARLY:
            work_flag(w, r->flag_before);
            break;
        case LAW_NO:
        case LAW_DAY_UNKNOWN: /* told already: act_date_unknown */
            break;
        }
    }
    if (w->out->routes_len == 0)
        add_route(w, AUTHORITY_POSKO_TRIAGE, &fallback);
}

/* From when a clock counts; false if that can't be known or planned. */
static bool clock_origin(const struct work *w, enum clock_trigger trigger, struct clock_from *from)
{
    const struct triage_facts *f = w->f;
    const struct clock *before = NULL;

    *from = (struct clock_from){ .at_us = f->filed_us, .day = w->filed_on,
                                 .zone_minutes = w->out->zone_minutes, .running = true };
    switch (trigger) {
    case TRIGGER_KNOWN:
        from->day = f->known_on;
        return day_known(f->known_on);
    case TRIGGER_FILED:
        return f->filed;
    case TRIGGER_REGISTERED:
        from->day = day_first_known(f->registered_on, w->filed_on);
        return day_known(from->day);
    case TRIGGER_NOTICE:
        from->day = day_first_known(f->notified_on, w->filed_on);
        from->running = day_known(f->notified_on);
        return day_known(from->day);
    case TRIGGER_DECISION: /* planned for the last day of handling, at the hour of filing */
        before = triage_clock(w->out, CLOCK_HANDLING_5);
        break;
    case TRIGGER_HANDOVER:
        before = triage_clock(w->out, CLOCK_POLICE_HANDOVER);
        break;
    case TRIGGER_NONE:
    case TRIGGER_COUNT:
        return false;
    }
    if (!before || !f->filed)
        return false;
    from->running = false;
    from->day = before->due_on;
    from->at_us = f->filed_us + day_diff(before->due_on, w->filed_on) * DAY_US;
    return true;
}

static enum err find_clocks(struct work *w)
{
    struct triage_findings *out = w->out;

    for (size_t i = 0; i < w->book->clocks_count; i++) {
        const struct clock_rule *r = &w->book->clocks[i];
        struct clock_from from;

        if (triage_clock(out, r->name) || !applies(w, &r->when)
            || (r->routes != 0 && !(r->routes & w->authorities))
            || in_force(w, &r->law) != LAW_YES || !clock_origin(w, r->trigger, &from))
            continue;
        assert(out->clocks_len < CLOCK_COUNT);
        TRY(clock_start(w->cx, w->book, r, &from, &out->clocks[out->clocks_len]));
        if (out->clocks[out->clocks_len].holidays_unknown)
            work_flag(w, FLAG_HOLIDAYS_UNKNOWN);
        if (!out->clocks[out->clocks_len].verified)
            work_flag(w, FLAG_UNVERIFIED_RULE);
        out->clocks_len++;
    }
    return OK;
}

/* A route's date is its first clock's that runs. A planned clock promises nothing. */
static void date_routes(struct work *w)
{
    struct triage_findings *out = w->out;

    for (size_t i = 0; i < out->routes_len; i++) {
        for (size_t k = 0; k < out->clocks_len; k++) {
            const struct clock *c = &out->clocks[k];

            if (c->running && (w->route_clocks[i] & CODE_BIT(c->name))) {
                out->routes[i].due_on = c->due_on;
                break;
            }
        }
    }
}

/* The counter may be closed on the last day; never a reason to refuse, and of no
 * interest to what was filed in time. */
static void look_at_last_day(struct work *w)
{
    const struct clock *c = triage_clock(w->out, CLOCK_FILING);

    if (c && w->out->timeliness != TIMELINESS_IN_TIME
        && !rulebook_working_day(w->book, c->due_on) && !triage_quiet_day(w, c->due_on))
        work_flag(w, FLAG_LAST_DAY_CLOSED);
}

static int count_bits(unsigned set)
{
    return __builtin_popcount(set);
}

static void find_exclusions(struct work *w)
{
    int most = AGENCY_COUNT - 1 - 2; /* two always remain */

    for (size_t i = 0; i < w->book->exclusions_count; i++) {
        const struct exclusion_rule *r = &w->book->exclusions[i];

        if (!applies(w, &r->when) || in_force(w, &r->law) != LAW_YES
            || count_bits(w->out->excluded | r->agencies) > most)
            continue;
        w->out->excluded |= r->agencies;
        use_law(w, &r->law);
    }
}

static void find_urgency(struct work *w)
{
    w->out->urgency = URGENCY_NORMAL;
    for (size_t i = 0; i < w->book->urgency_count; i++) {
        const struct urgency_rule *r = &w->book->urgency[i];

        if (r->level > w->out->urgency && applies(w, &r->when)
            && in_force(w, &r->law) == LAW_YES)
            w->out->urgency = r->level;
    }
}

enum err triage(struct cx *cx, const struct rulebook *book, const struct triage_facts *f,
                struct triage_findings *out)
{
    struct triage_findings found = { .rules = book->name };
    struct work w = { .cx = cx, .book = book, .f = f, .out = &found };

    triage_read_facts(&w);
    find_routes(&w);
    TRY(find_clocks(&w));
    date_routes(&w);
    look_at_last_day(&w);
    find_exclusions(&w);
    find_urgency(&w);
    *out = found;
    return OK;
}

const struct clock *triage_clock(const struct triage_findings *f, enum clock_name name)
{
    for (size_t i = 0; i < f->clocks_len; i++)
        if (f->clocks[i].name == name)
            return &f->clocks[i];
    return NULL;
}

const struct triage_route *triage_route_to(const struct triage_findings *f, enum authority to)
{
    for (size_t i = 0; i < f->routes_len; i++)
        if (f->routes[i].to == to)
            return &f->routes[i];
    return NULL;
}
