/* roster: shown, and made for a month. Changed turn by turn: roster_change.c. See the header. */
#include "action/roster.h"
#include "action/roster_rows.h"

/* ---- shown ---- */

static const struct people_row *person_of(const struct roster_rows *rows, struct officer_id id)
{
    for (size_t i = 0; i < rows->people.len; i++)
        if (roster_same(rows->people.at[i].id.b, id.b))
            return &rows->people.at[i];
    return NULL;
}

/* What breaks for who sits there; of those who left the watch nothing is asked. */
static enum roster_code breaks_of(const struct roster_staff *staff, const struct roster_turn_row *t)
{
    for (size_t i = 0; i < staff->turns_len; i++)
        if (staff->rows[i] == t)
            return roster_try(&staff->team, staff->turns, staff->turns_len, i, &staff->turns[i]);
    return ROSTER_FINE;
}

static enum err seats_fill(struct cx *cx, const struct env *env, const struct roster_rows *rows,
                           const struct roster_staff *staff, const struct roster_look *look,
                           const struct agency *of, struct roster_shift *shift)
{
    struct roster_seat *seats = NULL;
    size_t room = 0;

    for (size_t i = 0; i < rows->turns.len; i++) {
        const struct roster_turn_row *t = &rows->turns.at[i];
        const struct people_row *p;

        if (t->on.n != shift->on.n || t->slot != shift->slot || !roster_same(t->agency.b, of->id.b)
            || !roster_counts(rows, env, t, staff->team.rule.pattern))
            continue;
        if (shift->seats_len == room) {
            room = room ? room * 2 : 4;
            seats = arena_grow(cx->arena, seats, shift->seats_len * sizeof *seats,
                               room * sizeof *seats);
        }
        if (!seats)
            return FAIL(cx, ERR_TOO_LARGE, "roster seats");
        p = person_of(rows, t->officer);
        seats[shift->seats_len++] = (struct roster_seat){
            .id = t->officer,
            .login = look->names && p ? p->login : STR(""),
            .name = look->names && p ? p->name : STR(""),
            .why = t->why,
            .breaks = breaks_of(staff, t),
            .changed_us = t->changed_us,
        };
    }
    shift->seats = seats;
    return OK;
}

/* One day of one agency; its month's pattern says which shifts there are. */
static enum err day_fill(struct cx *cx, const struct env *env, const struct roster_rows *rows,
                         const struct roster_staff *staff, const struct roster_look *look,
                         const struct roster_month_row *month, struct day on,
                         struct roster_agency *out)
{
    enum roster_pattern pattern = month->rule.pattern;
    struct roster_shift *shifts = (struct roster_shift *)out->shifts;

    out->covered[day_diff(on, look->from)] = true;
    if (!roster_works(&staff->team, on))
        return OK;
    for (int slot = 0; slot < roster_slots(pattern); slot++) {
        struct roster_shift *s = &shifts[out->shifts_len++];
        int64_t start = roster_shift_us(env, pattern, on, slot);

        *s = (struct roster_shift){ .on = on,
                                    .slot = slot,
                                    .start_us = start,
                                    .end_us = start + roster_hours(pattern) * HOUR_US,
                                    .needed = month->rule.minimum,
                                    .draft = month->published_us == 0 };
        TRY(seats_fill(cx, env, rows, staff, look, out->of, s));
    }
    return OK;
}

/* Month by month: each may have a pattern of its own. */
static enum err agency_fill(struct cx *cx, const struct env *env, const struct roster_rows *rows,
                            const struct roster_look *look, struct roster_agency *out)
{
    size_t room = (size_t)look->days * ROSTER_SLOTS_MAX + 1;
    const struct roster_month_row *of = NULL;
    struct roster_staff staff = { 0 };

    out->shifts = ARENA_ARRAY(cx->arena, struct roster_shift, room);
    if (!out->shifts)
        return FAIL(cx, ERR_TOO_LARGE, "roster");
    for (int d = 0; d < look->days; d++) {
        struct day on = day_add(look->from, d);
        const struct roster_month_row *m = roster_month_row(rows, out->of->id, on);

        if (!m || (m->published_us == 0 && out->of != look->drafts_of))
            continue;
        if (m != of)
            TRY(roster_staff(cx, env, rows, out->of, &m->rule, day_add(rows->from, 1),
                             day_diff(rows->until, rows->from) - 1, &staff));
        of = m;
        TRY(day_fill(cx, env, rows, &staff, look, m, on, out));
    }
    return OK;
}

enum err roster_view(struct cx *cx, const struct env *env, struct db *db,
                     const struct roster_look *look, struct roster_view *out)
{
    const struct agency *agencies = env->agencies;
    struct roster_agency *list = ARENA_ARRAY(cx->arena, struct roster_agency, AGENCIES_MAX);
    struct roster_rows rows;

    if (!list || look->days < 1 || look->days > ROSTER_VIEW_DAYS)
        return FAIL(cx, ERR_TOO_LARGE, "roster");
    TRY(roster_rows_read(cx, env, db, look->from, look->days, &rows));
    for (size_t i = 0; i < env->agencies_len; i++) {
        list[i].of = &agencies[i];
        TRY(agency_fill(cx, env, &rows, look, &list[i]));
    }
    *out = (struct roster_view){ look->from, look->days, list, env->agencies_len };
    return OK;
}

const struct roster_shift *roster_find(const struct roster_agency *agency, struct day on, int slot)
{
    for (size_t i = 0; i < agency->shifts_len; i++)
        if (agency->shifts[i].on.n == on.n && agency->shifts[i].slot == slot)
            return &agency->shifts[i];
    return NULL;
}

int roster_missing(const struct roster_shift *shift)
{
    return shift->needed > (int)shift->seats_len ? shift->needed - (int)shift->seats_len : 0;
}

/* ---- a month ---- */

static enum err month_read(struct cx *cx, const struct env *env, struct db *db,
                           const struct agency *of, struct day first,
                           const struct roster_rule *rule, struct roster_staff *out)
{
    int days = day_diff(roster_month_next(first), first);
    struct roster_rows rows;

    TRY(roster_rows_read(cx, env, db, first, days, &rows));
    return roster_staff(cx, env, &rows, of, rule, first, days, out);
}

/* The agency's latest rule before that month, if it has had one. */
static enum err rule_usual(struct cx *cx, const struct env *env, struct db *db,
                           const struct agency *of, struct day first, struct roster_rule *out)
{
    struct roster_month_list months;

    *out = (struct roster_rule){ .pattern = ROSTER_24H,
                                 .minimum = 1,
                                 .squads = 3,
                                 .rest_hours = roster_usual_rest(ROSTER_24H) };
    TRY(store_roster_months(cx, db, env->post, day_add(first, -366), first, &months));
    for (size_t i = 0; i < months.len; i++)
        if (roster_same(months.at[i].agency.b, of->id.b))
            *out = months.at[i].rule;
    return OK;
}

enum err roster_month(struct cx *cx, const struct env *env, struct db *db, const struct agency *of,
                      struct day first, struct roster_month *out)
{
    struct roster_month m = { .basis = STR("") };
    struct roster_month_list months;
    struct roster_staff staff;
    int *loads;

    TRY(rule_usual(cx, env, db, of, first, &m.rule));
    TRY(store_roster_months(cx, db, env->post, first, first, &months));
    for (size_t i = 0; i < months.len; i++)
        if (roster_same(months.at[i].agency.b, of->id.b)) {
            m.there = true;
            m.published = months.at[i].published_us != 0;
            m.rule = months.at[i].rule;
            m.basis = months.at[i].basis;
            m.made_us = months.at[i].made_us;
        }
    TRY(month_read(cx, env, db, of, first, &m.rule, &staff));
    if (m.there)
        TRY(roster_check(cx, &staff.team, staff.turns, staff.turns_len, &m.faults, &m.faults_len));
    loads = ARENA_ARRAY(cx->arena, int, staff.team.members_len + 1);
    if (!loads)
        return FAIL(cx, ERR_TOO_LARGE, "roster");
    for (size_t i = 0; i < staff.turns_len; i++)
        loads[staff.turns[i].member]++;
    m.people = staff.people;
    m.loads = loads;
    m.people_len = staff.team.members_len;
    *out = m;
    return OK;
}

/* Who had more in the month before goes later. */
static enum err carried_fill(struct cx *cx, const struct env *env, struct db *tx, struct day first,
                             struct roster_staff *staff)
{
    struct roster_member *members = (struct roster_member *)staff->team.members;
    struct roster_turn_list turns;

    TRY(store_roster_turns(cx, tx, env->post, roster_month_of(day_add(first, -1)),
                           day_add(first, -1), &turns));
    for (size_t i = 0; i < turns.len; i++)
        for (size_t m = 0; m < staff->team.members_len; m++)
            if (roster_same(staff->people[m].id.b, turns.at[i].officer.b))
                members[m].carried++;
    return OK;
}

static bool ask_fits(const struct roster_ask *ask)
{
    return day_known(ask->first) && roster_month_of(ask->first).n == ask->first.n
           && roster_rule_fits(&ask->rule) && utf8_length(ask->basis) <= ROSTER_BASIS_MAX;
}

enum err roster_make_month(struct cx *cx, const struct env *env, struct db *tx,
                           const struct roster_by *by, const struct roster_ask *ask)
{
    struct roster_month_row month = { .agency = by->of->id,
                                      .first = ask->first,
                                      .rule = ask->rule,
                                      .basis = ask->basis,
                                      .by_officer = by->id != NULL,
                                      .made_us = cx->now_us };
    struct roster_staff staff;
    struct roster made;

    if (!ask_fits(ask))
        return FAIL(cx, ERR_INVALID, "a roster: no such month, or a number past its limits");
    if (by->id)
        month.made_by = *by->id;
    TRY(store_roster_month_put(cx, tx, env->post, &month));
    TRY(store_roster_turns_clear(cx, tx, by->of->id, ask->first,
                                 day_add(roster_month_next(ask->first), -1)));
    TRY(month_read(cx, env, tx, by->of, ask->first, &ask->rule, &staff));
    TRY(carried_fill(cx, env, tx, ask->first, &staff));
    TRY(roster_make(cx, &staff.team, &made));
    for (size_t i = 0; i < made.turns_len; i++) {
        const struct roster_turn *t = &made.turns[i];
        const struct roster_turn_row row = { .agency = by->of->id,
                                             .on = t->on,
                                             .slot = t->slot,
                                             .officer = staff.people[t->member].id,
                                             .why = t->why,
                                             .changed_us = cx->now_us };

        TRY(store_roster_turn_add(cx, tx, env->post, &row));
    }
    return OK;
}

enum err roster_publish(struct cx *cx, const struct env *env, struct db *tx,
                        const struct roster_by *by, struct day first)
{
    (void)env;
    return store_roster_month_publish(cx, tx, by->of->id, first, cx->now_us);
}
