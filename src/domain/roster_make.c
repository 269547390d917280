/*
 * roster_make: fills a period's shifts, in three steps: in the order of time, always who has had
 * fewest; where nobody is free, by moving others aside; and at last evenly.
 *
 * Evenness is exact, by an old argument: take the shifts of two equally available officers in the
 * order of time. Those too near to each other to be one man's form runs in which the two take
 * turns, so in each run one has at most one more. Who has two more than the other has one more in
 * some run: exchanging that run keeps rest and leave, and brings them nearer.
 */
#include <assert.h>
#include <string.h>
#include "domain/roster_plan.h"

#define CHAIN_DEEP 8 /* how many may be moved aside for one; */
#define CHAIN_WIDE 3 /* in a team of more than CHAIN_TEAM */
#define CHAIN_TEAM 12
#define CHAIN_TRIES 2000

struct plan {
    const struct roster_team *team;
    size_t members, shifts;
    struct roster_turn *at; /* each shift; its member and why are not used */
    int64_t *start;
    int gap;          /* hours from start to start that keep the rest */
    uint8_t *allowed; /* [member][shift] by leave and by what lies outside the period */
    uint8_t *seat;    /* [member][shift] enum roster_why; 0: he is not there */
    int *load;        /* shifts of each member */
    int *missed;      /* shifts so far that he could not have had */
    uint8_t *pinned;  /* [shift] while others are moved for it */
    uint8_t *kept_seat[CHAIN_DEEP + 1]; /* as they were before each step of a chain */
    int *kept_load[CHAIN_DEEP + 1];
    int tries; /* left for the present gap */
};

enum err roster_fault_add(struct cx *cx, struct roster_faults *list,
                          const struct roster_fault *fault)
{
    if (list->len == list->room) {
        size_t room = list->room ? list->room * 2 : 32;
        struct roster_fault *grown =
            arena_grow(cx->arena, list->at, list->room * sizeof *grown, room * sizeof *grown);

        if (!grown)
            return FAIL(cx, ERR_TOO_LARGE, "roster faults");
        list->at = grown;
        list->room = room;
    }
    list->at[list->len++] = *fault;
    return OK;
}

static uint8_t *allowed_at(const struct plan *p, size_t m, size_t s)
{
    return &p->allowed[m * p->shifts + s];
}

static uint8_t *seat_at(const struct plan *p, size_t m, size_t s)
{
    return &p->seat[m * p->shifts + s];
}

/* Each shift of the period, and who may have it at all. */
static void shifts_fill(struct plan *p, size_t slots, size_t most)
{
    const struct roster_team *team = p->team;
    const struct roster_rule *rule = &team->rule;
    int hours = roster_hours(rule->pattern);

    for (size_t n = 0; n < most; n++) {
        struct day on = day_add(team->from, (int)(n / slots));

        if (!roster_works(team, on))
            continue;
        p->at[p->shifts] = (struct roster_turn){ .on = on, .slot = (int)(n % slots) };
        p->start[p->shifts] = roster_start(rule->pattern, on, (int)(n % slots));
        p->shifts++;
    }
    for (size_t m = 0; m < p->members; m++)
        for (size_t s = 0; s < p->shifts; s++)
            *allowed_at(p, m, s) = !roster_away(&team->members[m], p->start[s], p->start[s] + hours)
                                   && !roster_rests(&team->members[m], rule, p->start[s]);
}

static enum err plan_open(struct cx *cx, const struct roster_team *team, struct plan *p)
{
    const struct roster_rule *rule = &team->rule;
    size_t slots = (size_t)roster_slots(rule->pattern), most = (size_t)team->days * slots;
    int hours = roster_hours(rule->pattern);

    assert(roster_rule_fits(rule) && team->days >= 1 && team->days <= ROSTER_DAYS_MAX);
    assert(day_known(team->from) && team->members_len <= ROSTER_MEMBERS_MAX);
    *p = (struct plan){ .team = team,
                        .members = team->members_len,
                        .gap = hours + rule->rest_hours,
                        .at = ARENA_ARRAY(cx->arena, struct roster_turn, most),
                        .start = ARENA_ARRAY(cx->arena, int64_t, most),
                        .allowed = arena_alloc(cx->arena, team->members_len * most + 1, 1),
                        .seat = arena_alloc(cx->arena, team->members_len * most + 1, 1),
                        .load = ARENA_ARRAY(cx->arena, int, team->members_len + 1),
                        .missed = ARENA_ARRAY(cx->arena, int, team->members_len + 1),
                        .pinned = arena_alloc(cx->arena, most, 1) };
    if (!p->at || !p->start || !p->allowed || !p->seat || !p->load || !p->missed || !p->pinned)
        return FAIL(cx, ERR_TOO_LARGE, "roster");
    for (size_t i = 0; i <= CHAIN_DEEP; i++) {
        p->kept_seat[i] = arena_alloc(cx->arena, team->members_len * most + 1, 1);
        p->kept_load[i] = ARENA_ARRAY(cx->arena, int, team->members_len + 1);
        if (!p->kept_seat[i] || !p->kept_load[i])
            return FAIL(cx, ERR_TOO_LARGE, "roster");
    }
    shifts_fill(p, slots, most);
    return OK;
}

/* The shift of his that is nearest before or after and too near, from *from on. */
static bool clash(const struct plan *p, size_t m, size_t s, size_t *from)
{
    for (size_t i = *from; i < p->shifts && p->start[i] < p->start[s] + p->gap; i++)
        if (*seat_at(p, m, i) && p->start[i] > p->start[s] - p->gap) {
            *from = i;
            return true;
        }
    return false;
}

static size_t window(const struct plan *p, size_t s)
{
    size_t from = s;

    while (from > 0 && p->start[from - 1] > p->start[s] - p->gap)
        from--;
    return from;
}

static bool is_free(const struct plan *p, size_t m, size_t s)
{
    size_t from = window(p, s);

    return *allowed_at(p, m, s) && !clash(p, m, s, &from);
}

static void sit(struct plan *p, size_t m, size_t s, enum roster_why why)
{
    *seat_at(p, m, s) = (uint8_t)why;
    p->load[m]++;
}

static void rise(struct plan *p, size_t m, size_t s)
{
    *seat_at(p, m, s) = 0;
    p->load[m]--;
}

/* ---- in the order of time ---- */

/* Squads follow each other shift by shift; where that would give one the nights for good, they
 * move on by one each week, backwards, which leaves them a shift's length of rest. */
static int squad_due(const struct plan *p, size_t s)
{
    const struct roster_rule *rule = &p->team->rule;
    int64_t slots = roster_slots(rule->pattern), day = p->at[s].on.n, n = day * slots;

    if (rule->squads < 2)
        return 0;
    n += p->at[s].slot;
    if (slots > 1 && rule->squads % slots == 0)
        n += (day + 3) / 7; /* 1970-01-01 was a Thursday: weeks begin on Monday */
    return (int)(((n % rule->squads) + rule->squads) % rule->squads) + 1;
}

/* Who was away is not made to catch up: what he would have had counts as had. */
static int64_t had(const struct plan *p, size_t m)
{
    return (int64_t)p->load[m] * (int64_t)p->members
           + (int64_t)p->missed[m] * p->team->rule.minimum;
}

static bool before(const struct plan *p, size_t a, size_t b, int squad)
{
    const struct roster_member *x = &p->team->members[a], *y = &p->team->members[b];

    if (had(p, a) != had(p, b))
        return had(p, a) < had(p, b);
    if ((x->squad == squad) != (y->squad == squad))
        return x->squad == squad;
    return x->carried != y->carried ? x->carried < y->carried : a < b;
}

static bool choose(struct plan *p, size_t s)
{
    int squad = squad_due(p, s);
    size_t best = p->members, free = 0;

    for (size_t m = 0; m < p->members; m++) {
        if (!is_free(p, m, s))
            continue;
        free++;
        if (best == p->members || before(p, m, best, squad))
            best = m;
    }
    if (free == 0)
        return false;
    sit(p, best, s,
        free == 1                                        ? ROSTER_WHY_ONLY
        : squad && p->team->members[best].squad == squad ? ROSTER_WHY_SQUAD
                                                         : ROSTER_WHY_FEWEST);
    return true;
}

/* ---- moving others aside ---- */

static bool seat_by_moving(struct plan *p, size_t s, int depth);

static void keep(struct plan *p, int depth)
{
    memcpy(p->kept_seat[depth], p->seat, p->members * p->shifts);
    memcpy(p->kept_load[depth], p->load, p->members * sizeof *p->load);
}

static void restore(struct plan *p, int depth)
{
    memcpy(p->seat, p->kept_seat[depth], p->members * p->shifts);
    memcpy(p->load, p->kept_load[depth], p->members * sizeof *p->load);
}

/* Another takes each of his shifts that is in the way of shift s. All or nothing. */
static bool make_room(struct plan *p, size_t m, size_t s, int depth)
{
    size_t at = window(p, s);

    keep(p, depth);
    while (clash(p, m, s, &at)) {
        bool moved = false;

        if (!p->pinned[at]) {
            rise(p, m, at);
            /* Held meanwhile, so that he is not found free for what he leaves. */
            *seat_at(p, m, s) = ROSTER_WHY_MOVED;
            moved = seat_by_moving(p, at, depth - 1);
            *seat_at(p, m, s) = 0;
        }
        if (!moved) {
            restore(p, depth);
            return false;
        }
        at = window(p, s);
    }
    return true;
}

static bool seat_by_moving(struct plan *p, size_t s, int depth)
{
    bool done = false;

    for (size_t m = 0; m < p->members; m++)
        if (is_free(p, m, s)) {
            sit(p, m, s, ROSTER_WHY_MOVED);
            return true;
        }
    if (depth == 0)
        return false;
    p->pinned[s] = 1;
    for (size_t m = 0; m < p->members && !done && p->tries > 0; m++) {
        if (!*allowed_at(p, m, s) || *seat_at(p, m, s))
            continue;
        p->tries--;
        done = make_room(p, m, s, depth);
        if (done)
            sit(p, m, s, ROSTER_WHY_MOVED);
    }
    p->pinned[s] = 0;
    return done;
}

static void fill(struct plan *p)
{
    int deep = p->members > CHAIN_TEAM ? CHAIN_WIDE : CHAIN_DEEP;

    for (size_t s = 0; s < p->shifts; s++) {
        bool more = true;

        for (int n = 0; n < p->team->rule.minimum && more; n++) {
            p->tries = CHAIN_TRIES;
            more = choose(p, s) || seat_by_moving(p, s, deep);
        }
        for (size_t m = 0; m < p->members; m++)
            p->missed[m] += !*allowed_at(p, m, s);
    }
}

/* ---- evenly ---- */

/* Exchanges the first run in which a has one shift more than b. */
static bool exchange(struct plan *p, size_t a, size_t b)
{
    size_t begin = 0, end = 0;

    while (begin < p->shifts) {
        int more = 0;
        size_t last = begin;

        /* A run ends where nothing of either is near enough to the last of it. */
        for (end = begin; end < p->shifts; end++) {
            int here = (*seat_at(p, a, end) != 0) - (*seat_at(p, b, end) != 0);
            bool any = *seat_at(p, a, end) || *seat_at(p, b, end);

            if (any && end > begin && p->start[end] - p->start[last] >= p->gap)
                break;
            if (any)
                last = end;
            more += here;
        }
        if (more > 0)
            break;
        begin = end;
    }
    for (size_t s = begin; s < end; s++) {
        uint8_t *x = seat_at(p, a, s), *y = seat_at(p, b, s), kept = *x;

        if (!*x == !*y)
            continue;
        p->load[a] += *x ? -1 : 1;
        p->load[b] += *y ? -1 : 1;
        *x = *y ? ROSTER_WHY_EVEN : 0;
        *y = kept ? ROSTER_WHY_EVEN : 0;
    }
    return begin < p->shifts;
}

static bool alike(const struct plan *p, size_t a, size_t b)
{
    return memcmp(allowed_at(p, a, 0), allowed_at(p, b, 0), p->shifts) == 0;
}

static void even_out(struct plan *p)
{
    for (size_t a = 0; a < p->members; a++)
        for (size_t b = 0; b < p->members; b++) {
            if (p->load[a] < p->load[b] + 2 || !alike(p, a, b))
                continue;
            if (exchange(p, a, b)) {
                a = 0; /* who was even with a may not be any more */
                b = SIZE_MAX;
            }
        }
}

enum err roster_uneven(struct cx *cx, const struct roster_team *team,
                       const struct roster_turn *turns, size_t turns_len,
                       struct roster_faults *faults)
{
    struct plan p;

    TRY(plan_open(cx, team, &p));
    for (size_t i = 0; i < turns_len; i++)
        p.load[turns[i].member]++;
    for (size_t a = 0; a < p.members; a++) {
        bool first = true; /* of its kind: reported once, for who has most */
        int most = 0, least = INT32_MAX;
        size_t top = a;

        for (size_t b = 0; b < p.members; b++) {
            if (!alike(&p, a, b))
                continue;
            first = first && b >= a;
            least = p.load[b] < least ? p.load[b] : least;
            if (p.load[b] > most) {
                most = p.load[b];
                top = b;
            }
        }
        if (first && most > least + 1)
            TRY(roster_fault_add(cx, faults,
                                 &(struct roster_fault){ .code = ROSTER_UNEVEN,
                                                         .on = team->from,
                                                         .agency = team->agency,
                                                         .member = (int)top,
                                                         .missing = most - least }));
    }
    return OK;
}

/* ---- the whole ---- */

static enum err explain(struct cx *cx, const struct plan *p, size_t s, struct roster_faults *faults)
{
    const struct roster_rule *rule = &p->team->rule;
    struct roster_fault f = { .agency = p->team->agency,
                              .on = p->at[s].on,
                              .slot = p->at[s].slot,
                              .member = -1,
                              .missing = rule->minimum };

    for (size_t m = 0; m < p->members; m++) {
        if (*seat_at(p, m, s))
            f.missing--;
        else if (roster_away(&p->team->members[m], p->start[s],
                             p->start[s] + roster_hours(rule->pattern)))
            f.away++;
        else
            f.resting++;
    }
    if (f.missing <= 0)
        return OK;
    if (p->members == 0)
        f.code = ROSTER_GAP_NOBODY;
    else
        f.code = (int)p->members - f.away < rule->minimum ? ROSTER_GAP_FEW : ROSTER_GAP_REST;
    return roster_fault_add(cx, faults, &f);
}

enum err roster_make(struct cx *cx, const struct roster_team *team, struct roster *out)
{
    struct roster_faults faults = { 0 };
    struct roster_turn *turns;
    struct plan p;
    size_t len = 0;

    TRY(plan_open(cx, team, &p));
    turns = ARENA_ARRAY(cx->arena, struct roster_turn, p.shifts * (size_t)team->rule.minimum + 1);
    if (!turns)
        return FAIL(cx, ERR_TOO_LARGE, "roster");
    fill(&p);
    even_out(&p);
    for (size_t s = 0; s < p.shifts; s++) {
        for (size_t m = 0; m < p.members; m++)
            if (*seat_at(&p, m, s)) {
                turns[len] = p.at[s];
                turns[len].member = (int)m;
                turns[len++].why = (enum roster_why) * seat_at(&p, m, s);
            }
        TRY(explain(cx, &p, s, &faults));
    }
    *out = (struct roster){ turns, len, faults.at, faults.len };
    return OK;
}
