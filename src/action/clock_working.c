/* clock_working: counting a case's clocks again, from its events and the rules. */
#include "action/clock_working.h"
#include "action/case_clocks.h"
#include "action/file_report.h"

static struct day filing_day(const struct env *env, const struct read_case *rc)
{
    return day_at(rc->head.state.received_us, env->zone_minutes);
}

const struct rulebook *case_book(const struct env *env, const struct read_case *rc)
{
    struct day d = rc->report.occurred_on;

    if (!day_known(d))
        d = rc->report.known_on;
    if (!day_known(d))
        d = filing_day(env, rc);
    return env->books_len ? rulebook_for(env->books, env->books_len, d) : env->rules;
}

/* What started the clock that now stands at `place`: the fold gives places in order. */
static const struct event_clock *clock_origin(const struct read_case *rc, size_t place,
                                              size_t *after)
{
    size_t next = 0;

    for (size_t i = 0; i < rc->events_len; i++) {
        const struct event *e = &rc->events[i].event;

        if (e->kind == EVENT_CLOCK_EXTENDED || e->kind == EVENT_CLOCK_RESUMED)
            continue;
        if (place < next + e->facts.clocks_len) {
            *after = i + 1;
            return &e->facts.clocks[place - next];
        }
        next += e->facts.clocks_len;
    }
    return NULL;
}

/* By how much an event extended it: the law gives a maximum, the event the new day. */
static enum err extend_again(struct cx *cx, const struct rulebook *book,
                             const struct event_clock *to, struct str basis, struct clock *c)
{
    for (int by = 1; by <= c->extend_max - c->extended; by++) {
        struct clock tried;

        TRY(clock_extend(cx, book, c, by, basis.len ? basis : STR("-"), &tried));
        if (tried.due_us >= to->due_us) {
            *c = tried;
            break;
        }
    }
    return OK;
}

static enum err change_again(struct cx *cx, const struct rulebook *book,
                             const struct read_event *re, struct clock *c)
{
    struct str basis = re->text.len ? re->text : STR("-");

    if (re->event.kind == EVENT_CLOCK_EXTENDED)
        return extend_again(cx, book, &re->event.facts.clocks[0], str_first(basis, CLOCK_BASIS_MAX),
                            c);
    if (re->event.kind == EVENT_CLOCK_PAUSED && !c->paused && !clock_over(c, re->event.at_us))
        return clock_pause(cx, c, re->event.at_us, str_first(basis, CLOCK_BASIS_MAX), c);
    if (re->event.kind == EVENT_CLOCK_RESUMED && c->paused)
        return clock_resume(cx, book, c, re->event.at_us, c);
    return OK;
}

enum err case_clock_working(struct cx *cx, const struct env *env, const struct read_case *rc,
                            size_t place, struct clock *out)
{
    const struct case_clock *now = &rc->head.state.clocks[place];
    const struct rulebook *book = case_book(env, rc);
    size_t after = 0;
    const struct event_clock *from = clock_origin(rc, place, &after);
    const struct clock_rule *rule =
        from ? rulebook_clock(book, from->name, filing_day(env, rc)) : NULL;
    struct clock c = { .name = now->name, .zone_minutes = env->zone_minutes };
    enum clock_name name = from ? from->name : now->name;

    if (rule) {
        struct clock_from start = { .at_us = from->starts_us, .day = DAY_NONE,
                                    .zone_minutes = env->zone_minutes, .running = true };

        TRY(clock_start(cx, book, rule, &start, &c));
        for (size_t i = after; i < rc->events_len; i++) {
            const struct event *e = &rc->events[i].event;

            if (e->facts.clock != name || e->facts.authority != from->authority)
                continue;
            TRY(change_again(cx, book, &rc->events[i], &c));
            if (e->facts.clocks_len == 1)
                name = e->facts.clocks[0].name;
        }
    }
    if (c.due_us != now->due_us) {
        c.explained = STR("");
        c.due_us = now->due_us;
        c.due_on = now->due_on;
        c.strict_due_on = now->strict_due_on;
    }
    c.name = now->name;
    *out = c;
    return OK;
}

bool case_clock_begin(struct cx *cx, const struct env *env, const struct read_case *rc,
                      enum clock_name name, enum authority authority, struct day from,
                      struct event_clock *out)
{
    const struct rulebook *book = case_book(env, rc);
    const struct clock_rule *rule = rulebook_clock(book, name, filing_day(env, rc));
    struct clock_from start = { .at_us = cx->now_us, .day = from,
                                .zone_minutes = env->zone_minutes, .running = true };
    struct clock c;

    if (!rule || clock_start(cx, book, rule, &start, &c) != OK)
        return false;
    *out = event_clock_of(&c, authority);
    return true;
}

enum clock_name case_clock_of_body(const struct env *env, const struct read_case *rc,
                                   enum authority authority)
{
    /* clocks that count a body's own time; the others are the post's and Bawaslu's */
    static const enum clock_name bodies[] = { CLOCK_BKN_VERIFICATION, CLOCK_SP3D_20WD,
                                              CLOCK_INVESTIGATION_14WD };

    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        const struct clock_rule *rule =
            rulebook_clock(case_book(env, rc), bodies[i], filing_day(env, rc));

        if (rule && rule->routes & CODE_BIT(authority))
            return bodies[i];
    }
    return CLOCK_NONE;
}

enum err case_findings(struct cx *cx, const struct env *env, const struct read_case *rc,
                       enum reported_category category, struct triage_findings *out)
{
    struct report_form form = rc->report;

    if (category != CATEGORY_NONE)
        form.category = category;
    return report_triage(cx, env, &form, rc->head.state.received_us, out);
}
