/* roster: patterns and hours, and what breaks in one that was edited. Making one: roster_make.c. */
#include "domain/roster.h"
#include <assert.h>
#include <stdlib.h>
#include "domain/roster_plan.h"

#define DAY_BEGINS 8 /* the hour at which the first shift of a day does */

static const struct {
    const char *name;
    int slots, hours, rest;
} patterns[ROSTER_PATTERN_COUNT] = {
    [ROSTER_24H] = { "24h", 1, 24, 24 },
    [ROSTER_12H] = { "12h", 2, 12, 12 },
    [ROSTER_8H] = { "8h", 3, 8, 8 },
    [ROSTER_OFFICE] = { "office", 1, 8, 12 },
};

int roster_slots(enum roster_pattern pattern)
{
    assert(pattern < ROSTER_PATTERN_COUNT);
    return patterns[pattern].slots;
}

int roster_hours(enum roster_pattern pattern)
{
    assert(pattern < ROSTER_PATTERN_COUNT);
    return patterns[pattern].hours;
}

int roster_usual_rest(enum roster_pattern pattern)
{
    assert(pattern < ROSTER_PATTERN_COUNT);
    return patterns[pattern].rest;
}

const char *roster_pattern_name(enum roster_pattern pattern)
{
    assert(pattern < ROSTER_PATTERN_COUNT);
    return patterns[pattern].name;
}

bool roster_pattern_parse(struct str name, enum roster_pattern *out)
{
    for (unsigned i = 0; i < ROSTER_PATTERN_COUNT; i++)
        if (str_is(name, patterns[i].name)) {
            *out = (enum roster_pattern)i;
            return true;
        }
    return false;
}

bool roster_rule_fits(const struct roster_rule *rule)
{
    return rule->pattern < ROSTER_PATTERN_COUNT && rule->minimum >= 1
           && rule->minimum <= ROSTER_MINIMUM_MAX && rule->rest_hours >= 0
           && rule->rest_hours <= ROSTER_REST_MAX && rule->squads >= 0
           && rule->squads <= ROSTER_SQUADS_MAX;
}

int roster_squad_of(const struct roster_rule *rule, size_t n)
{
    return rule->squads > 1 ? (int)(n % (size_t)rule->squads) + 1 : 0;
}

int64_t roster_start(enum roster_pattern pattern, struct day on, int slot)
{
    return (int64_t)on.n * 24 + DAY_BEGINS + (int64_t)slot * roster_hours(pattern);
}

bool roster_works(const struct roster_team *team, struct day on)
{
    if (team->rule.pattern != ROSTER_OFFICE)
        return true;
    return team->book ? rulebook_working_day(team->book, on) : day_weekday(on) < 5;
}

bool roster_away(const struct roster_member *m, int64_t start, int64_t end)
{
    for (size_t i = 0; i < m->leave_len; i++)
        if ((int64_t)m->leave[i].from.n * 24 < end
            && ((int64_t)m->leave[i].until.n + 1) * 24 > start)
            return true;
    return false;
}

bool roster_rests(const struct roster_member *m, const struct roster_rule *rule, int64_t start)
{
    if (m->busy_until != ROSTER_NEVER && start < m->busy_until + rule->rest_hours)
        return true;
    return m->busy_from != ROSTER_NEVER
           && start + roster_hours(rule->pattern) + rule->rest_hours > m->busy_from;
}

/* ---- one turn beside others ---- */

enum roster_code roster_try(const struct roster_team *team, const struct roster_turn *turns,
                            size_t turns_len, size_t skip, const struct roster_turn *turn)
{
    const struct roster_rule *rule = &team->rule;
    const struct roster_member *m = &team->members[turn->member];
    int64_t start = roster_start(rule->pattern, turn->on, turn->slot);
    int hours = roster_hours(rule->pattern);
    bool tired = roster_rests(m, rule, start);

    for (size_t i = 0; i < turns_len; i++) {
        int64_t apart;

        if (i == skip || turns[i].member != turn->member)
            continue;
        apart = llabs(roster_start(rule->pattern, turns[i].on, turns[i].slot) - start);
        if (apart < hours)
            return ROSTER_TWICE;
        tired = tired || apart < hours + rule->rest_hours;
    }
    if (roster_away(m, start, start + hours))
        return ROSTER_IN_LEAVE;
    return tired ? ROSTER_NO_REST : ROSTER_FINE;
}

/* ---- a whole roster ---- */

static bool has_shift(const struct roster_team *team, const struct roster_turn *t)
{
    int n = day_known(t->on) ? day_diff(t->on, team->from) : -1;

    return n >= 0 && n < team->days && t->slot >= 0 && t->slot < roster_slots(team->rule.pattern)
           && roster_works(team, t->on);
}

static enum err check_turns(struct cx *cx, struct roster_faults *faults,
                            const struct roster_team *team, const struct roster_turn *turns,
                            size_t len)
{
    for (size_t i = 0; i < len; i++) {
        struct roster_fault f = { .agency = team->agency,
                                  .on = turns[i].on,
                                  .slot = turns[i].slot,
                                  .member = turns[i].member };

        assert(turns[i].member >= 0 && (size_t)turns[i].member < team->members_len);
        f.code = has_shift(team, &turns[i]) ? roster_try(team, turns, len, i, &turns[i])
                                            : ROSTER_NO_SHIFT;
        if (f.code != ROSTER_FINE)
            TRY(roster_fault_add(cx, faults, &f));
    }
    return OK;
}

/* Who is there, away, or resting; ROSTER_GAP_OPEN if enough of them could still come. */
static void gap_explain(const struct roster_team *team, const struct roster_turn *turns, size_t len,
                        struct roster_fault *f)
{
    int free = 0;

    for (size_t m = 0; m < team->members_len; m++) {
        struct roster_turn turn = { .on = f->on, .slot = f->slot, .member = (int)m };

        switch ((int)roster_try(team, turns, len, SIZE_MAX, &turn)) {
        case ROSTER_FINE:
            free++;
            break;
        case ROSTER_IN_LEAVE:
            f->away++;
            break;
        case ROSTER_NO_REST:
            f->resting++;
            break;
        default:
            break; /* he is there */
        }
    }
    if (team->members_len == 0)
        f->code = ROSTER_GAP_NOBODY;
    else if (free > 0)
        f->code = ROSTER_GAP_OPEN;
    else
        f->code = (int)team->members_len - f->away < team->rule.minimum ? ROSTER_GAP_FEW
                                                                        : ROSTER_GAP_REST;
}

static enum err check_gaps(struct cx *cx, struct roster_faults *faults,
                           const struct roster_team *team, const struct roster_turn *turns,
                           size_t len)
{
    int slots = roster_slots(team->rule.pattern);

    for (int n = 0; n < team->days * slots; n++) {
        struct roster_fault f = { .agency = team->agency,
                                  .on = day_add(team->from, n / slots),
                                  .slot = n % slots,
                                  .member = -1,
                                  .missing = team->rule.minimum };

        if (!roster_works(team, f.on))
            continue;
        for (size_t i = 0; i < len; i++)
            if (turns[i].on.n == f.on.n && turns[i].slot == f.slot)
                f.missing--;
        if (f.missing <= 0)
            continue;
        gap_explain(team, turns, len, &f);
        TRY(roster_fault_add(cx, faults, &f));
    }
    return OK;
}

static int by_time(const void *a, const void *b)
{
    const struct roster_fault *x = a, *y = b;

    if (x->on.n != y->on.n)
        return x->on.n < y->on.n ? -1 : 1;
    return x->slot != y->slot ? (x->slot > y->slot) - (x->slot < y->slot)
                              : (x->member > y->member) - (x->member < y->member);
}

enum err roster_check(struct cx *cx, const struct roster_team *team,
                      const struct roster_turn *turns, size_t turns_len,
                      const struct roster_fault **out, size_t *out_len)
{
    struct roster_faults faults = { 0 };

    TRY(check_turns(cx, &faults, team, turns, turns_len));
    TRY(check_gaps(cx, &faults, team, turns, turns_len));
    if (faults.len)
        qsort(faults.at, faults.len, sizeof *faults.at, by_time);
    TRY(roster_uneven(cx, team, turns, turns_len, &faults));
    *out = faults.at;
    *out_len = faults.len;
    return OK;
}
