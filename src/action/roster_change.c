/* roster_change: one comes for another, somebody is on leave. See roster.h. */
#include "action/roster.h"
#include "action/roster_rows.h"

static const char *const reason_names[ROSTER_REASON_COUNT] = {
    [ROSTER_REASON_NONE] = "",        [ROSTER_SWAPPED] = "swapped",
    [ROSTER_PREVENTED] = "prevented", [ROSTER_OTHER_DUTY] = "other_duty",
    [ROSTER_URGENT] = "urgent",       [ROSTER_ON_LEAVE] = "on_leave",
};

const char *roster_reason_name(enum roster_reason reason)
{
    return reason < ROSTER_REASON_COUNT ? reason_names[reason] : "";
}

bool roster_reason_parse(struct str name, enum roster_reason *out)
{
    for (unsigned i = ROSTER_REASON_NONE + 1; i < ROSTER_REASON_COUNT; i++)
        if (str_is(name, reason_names[i])) {
            *out = (enum roster_reason)i;
            return true;
        }
    return false;
}

/* ---- one shift and its whole month ---- */

struct around {
    struct roster_staff staff;
    const struct roster_month_row *month;
    struct roster_rows rows;
    size_t was, is;  /* places; SIZE_MAX: nobody */
    size_t was_turn; /* in staff.turns */
    int seated;
};

static bool shift_there(const struct around *a, struct day on, int slot)
{
    return a->month && slot >= 0 && slot < roster_slots(a->month->rule.pattern)
           && roster_works(&a->staff.team, on);
}

static enum err around_read(struct cx *cx, const struct env *env, struct db *db,
                            const struct agency *of, struct day on, int slot, struct around *out)
{
    struct day first = roster_month_of(on);
    int days = day_diff(roster_month_next(first), first);

    *out = (struct around){ .was = SIZE_MAX, .is = SIZE_MAX, .was_turn = SIZE_MAX };
    TRY(roster_rows_read(cx, env, db, first, days, &out->rows));
    out->month = roster_month_row(&out->rows, of->id, on);
    if (!out->month)
        return OK;
    TRY(roster_staff(cx, env, &out->rows, of, &out->month->rule, first, days, &out->staff));
    for (size_t i = 0; i < out->rows.turns.len; i++) {
        const struct roster_turn_row *t = &out->rows.turns.at[i];

        out->seated += t->on.n == on.n && t->slot == slot && roster_same(t->agency.b, of->id.b)
                       && roster_counts(&out->rows, env, t, out->month->rule.pattern);
    }
    return OK;
}

static unsigned person_bars(struct around *a, const struct roster_change *c)
{
    static const unsigned bars[ROSTER_CODE_COUNT] = { [ROSTER_TWICE] = ROSTER_BAR_TWICE,
                                                      [ROSTER_IN_LEAVE] = ROSTER_BAR_LEAVE,
                                                      [ROSTER_NO_REST] = ROSTER_BAR_REST };
    struct roster_turn turn = { .on = c->on, .slot = c->slot, .why = ROSTER_WHY_HAND };
    enum roster_code code;

    a->is = roster_place(&a->staff, c->is);
    if (a->is == SIZE_MAX)
        return ROSTER_BAR_PERSON;
    turn.member = (int)a->is;
    /* who hands his turn on is not in his own way; another's turn never is */
    code = roster_try(&a->staff.team, a->staff.turns, a->staff.turns_len, SIZE_MAX, &turn);
    return code == ROSTER_NO_REST && c->reason == ROSTER_URGENT ? 0 : bars[code];
}

static unsigned bars_of(const struct cx *cx, const struct env *env, struct around *a,
                        const struct roster_change *c)
{
    enum roster_pattern pattern;
    unsigned bars = 0;

    if (!shift_there(a, c->on, c->slot))
        return ROSTER_BAR_NO_SHIFT;
    pattern = a->month->rule.pattern;
    if (roster_shift_us(env, pattern, c->on, c->slot) + roster_hours(pattern) * HOUR_US
        <= cx->now_us)
        bars |= ROSTER_BAR_OVER;
    if (c->reason == ROSTER_REASON_NONE || c->reason >= ROSTER_ON_LEAVE)
        bars |= ROSTER_BAR_REASON;
    a->was = roster_place(&a->staff, c->was);
    for (size_t i = 0; i < a->staff.turns_len && a->was != SIZE_MAX; i++)
        if (a->staff.turns[i].on.n == c->on.n && a->staff.turns[i].slot == c->slot
            && a->staff.turns[i].member == (int)a->was)
            a->was_turn = i;
    if (c->was.len && a->was_turn == SIZE_MAX)
        bars |= ROSTER_BAR_NO_SHIFT;
    if (!c->was.len && a->seated >= a->month->rule.minimum)
        bars |= ROSTER_BAR_FULL;
    if (c->is.len)
        bars |= person_bars(a, c);
    else if (!c->was.len)
        bars |= ROSTER_BAR_PERSON;
    return bars;
}

enum err roster_change_check(struct cx *cx, const struct env *env, struct db *db,
                             const struct roster_by *by, const struct roster_change *change,
                             unsigned *bars)
{
    struct around a;

    TRY(around_read(cx, env, db, by->of, change->on, change->slot, &a));
    *bars = bars_of(cx, env, &a, change);
    return OK;
}

static enum err note_change(struct cx *cx, const struct env *env, struct db *tx,
                            const struct roster_by *by, const struct roster_turn_row *was,
                            const struct roster_turn_row *is, enum roster_reason reason)
{
    struct roster_change_row row = { .agency = by->of->id,
                                     .on = was ? was->on : is->on,
                                     .slot = was ? was->slot : is->slot,
                                     .had = was,
                                     .has = is,
                                     .reason = str_of(roster_reason_name(reason)),
                                     .by_officer = by->id,
                                     .at_us = cx->now_us };

    if (was)
        row.was = was->officer;
    if (is)
        row.is_now = is->officer;
    if (by->id)
        row.by = *by->id;
    return store_roster_change_add(cx, tx, env->post, &row);
}

enum err roster_change_write(struct cx *cx, const struct env *env, struct db *tx,
                             const struct roster_by *by, const struct roster_change *change)
{
    struct roster_turn_row is = { .agency = by->of->id,
                                  .on = change->on,
                                  .slot = change->slot,
                                  .why = ROSTER_WHY_HAND,
                                  .changed_us = cx->now_us };
    const struct roster_turn_row *was = NULL;
    struct around a;

    TRY(around_read(cx, env, tx, by->of, change->on, change->slot, &a));
    if (bars_of(cx, env, &a, change))
        return FAIL(cx, ERR_CONFLICT, "the roster has changed since");
    if (a.was_turn != SIZE_MAX) {
        was = a.staff.rows[a.was_turn];
        TRY(store_roster_turn_remove(cx, tx, was));
    }
    if (a.is != SIZE_MAX) {
        is.officer = a.staff.people[a.is].id;
        TRY(store_roster_turn_add(cx, tx, env->post, &is));
    }
    return note_change(cx, env, tx, by, was, a.is != SIZE_MAX ? &is : NULL, change->reason);
}

enum err roster_choices(struct cx *cx, const struct env *env, struct db *db,
                        const struct agency *of, struct day on, int slot,
                        const struct roster_choice **out, size_t *len)
{
    struct roster_choice *list;
    struct around a;

    TRY(around_read(cx, env, db, of, on, slot, &a));
    if (!shift_there(&a, on, slot))
        return FAIL(cx, ERR_NOT_FOUND, "no such shift");
    list = ARENA_ARRAY(cx->arena, struct roster_choice, a.staff.team.members_len + 1);
    if (!list)
        return FAIL(cx, ERR_TOO_LARGE, "roster choices");
    for (size_t m = 0; m < a.staff.team.members_len; m++) {
        struct roster_turn turn = { .on = on, .slot = slot, .member = (int)m };

        list[m] = (struct roster_choice){
            .who = a.staff.people[m],
            .breaks = roster_try(&a.staff.team, a.staff.turns, a.staff.turns_len, SIZE_MAX, &turn),
        };
        for (size_t i = 0; i < a.staff.turns_len; i++)
            list[m].load += a.staff.turns[i].member == (int)m;
    }
    *out = list;
    *len = a.staff.team.members_len;
    return OK;
}

/* ---- leave ---- */

static enum err staff_on(struct cx *cx, const struct env *env, struct db *db,
                         const struct agency *of, struct day from, int days,
                         struct roster_rows *rows, struct roster_staff *out)
{
    const struct roster_rule rule = { .pattern = ROSTER_24H, .minimum = 1 };

    TRY(roster_rows_read(cx, env, db, from, days, rows));
    return roster_staff(cx, env, rows, of, &rule, from, days, out);
}

enum err roster_leaves(struct cx *cx, const struct env *env, struct db *db, const struct agency *of,
                       struct day since, const struct roster_away **out, size_t *len)
{
    struct roster_leave_list leaves;
    struct roster_away *list;
    struct roster_staff staff;
    struct roster_rows rows;
    size_t n = 0;

    TRY(staff_on(cx, env, db, of, since, 1, &rows, &staff));
    TRY(store_roster_leaves(cx, db, env->post, since, day_add(since, 2 * ROSTER_LEAVE_DAYS),
                            &leaves));
    list = ARENA_ARRAY(cx->arena, struct roster_away, leaves.len + 1);
    if (!list)
        return FAIL(cx, ERR_TOO_LARGE, "roster leave");
    for (size_t i = 0; i < leaves.len; i++)
        for (size_t m = 0; m < staff.team.members_len; m++)
            if (roster_same(leaves.at[i].officer.b, staff.people[m].id.b))
                list[n++] = (struct roster_away){ staff.people[m], leaves.at[i].days };
    *out = list;
    *len = n;
    return OK;
}

static bool touches(const struct env *env, const struct roster_rows *rows,
                    const struct roster_turn_row *t, struct roster_leave days, int64_t now_us)
{
    const struct roster_month_row *m = roster_month_row(rows, t->agency, t->on);
    int64_t start, end;

    if (!m)
        return false;
    start = roster_shift_us(env, m->rule.pattern, t->on, t->slot);
    end = start + roster_hours(m->rule.pattern) * HOUR_US;
    return end > now_us && start < day_start_us(day_add(days.until, 1), env->zone_minutes)
           && end > day_start_us(days.from, env->zone_minutes);
}

enum err roster_leave_add(struct cx *cx, const struct env *env, struct db *tx,
                          const struct roster_by *by, struct str login, struct roster_leave days,
                          size_t *emptied)
{
    int span = day_known(days.from) && day_known(days.until) ? day_diff(days.until, days.from) : -1;
    struct roster_leave_row row = { .days = days };
    struct roster_staff staff;
    struct roster_rows rows;
    size_t place, n = 0;

    if (span < 0 || span >= ROSTER_LEAVE_DAYS)
        return FAIL(cx, ERR_INVALID, "leave: no such days");
    TRY(staff_on(cx, env, tx, by->of, days.from, span + 1, &rows, &staff));
    place = roster_place(&staff, login);
    if (place == SIZE_MAX)
        return FAIL(cx, ERR_NOT_FOUND, "no such officer");
    row.officer = staff.people[place].id;
    TRY(store_roster_leave_put(cx, tx, env->post, &row, by->id, cx->now_us));
    for (size_t i = 0; i < rows.turns.len; i++) {
        const struct roster_turn_row *t = &rows.turns.at[i];

        if (!roster_same(t->officer.b, row.officer.b) || !touches(env, &rows, t, days, cx->now_us))
            continue;
        TRY(store_roster_turn_remove(cx, tx, t));
        TRY(note_change(cx, env, tx, by, t, NULL, ROSTER_ON_LEAVE));
        n++;
    }
    *emptied = n;
    return OK;
}

enum err roster_leave_end(struct cx *cx, const struct env *env, struct db *tx,
                          const struct roster_by *by, struct str login, struct day from)
{
    struct roster_staff staff;
    struct roster_rows rows;
    size_t place;

    TRY(staff_on(cx, env, tx, by->of, from, 1, &rows, &staff));
    place = roster_place(&staff, login);
    if (place == SIZE_MAX)
        return FAIL(cx, ERR_NOT_FOUND, "no such officer");
    return store_roster_leave_remove(cx, tx, staff.people[place].id, from);
}
