/* roster_rows: see the header. */
#include "action/roster_rows.h"
#include <string.h>
#include "domain/permission.h"

#define AROUND 7 /* days: the longest rest and shift, and the days of a leave, reach less far */

bool roster_same(const void *a, const void *b)
{
    return memcmp(a, b, ID_SIZE) == 0;
}

struct day roster_month_of(struct day d)
{
    struct civil c = day_civil(d);

    return day_of(c.year, c.month, 1);
}

struct day roster_month_next(struct day first)
{
    return roster_month_of(day_add(first, 31));
}

enum err roster_rows_read(struct cx *cx, const struct env *env, struct db *db, struct day from,
                          int days, struct roster_rows *out)
{
    struct roster_rows r = { .from = day_add(from, -AROUND),
                             .until = day_add(from, days + AROUND) };

    TRY(store_people_list(cx, db, env->post, &r.people));
    TRY(store_roster_months(cx, db, env->post, roster_month_of(r.from), r.until, &r.months));
    TRY(store_roster_turns(cx, db, env->post, r.from, r.until, &r.turns));
    TRY(store_roster_leaves(cx, db, env->post, r.from, r.until, &r.leaves));
    *out = r;
    return OK;
}

const struct roster_month_row *roster_month_row(const struct roster_rows *rows,
                                                struct agency_id agency, struct day on)
{
    struct day first = roster_month_of(on);

    for (size_t i = 0; i < rows->months.len; i++)
        if (rows->months.at[i].first.n == first.n
            && roster_same(rows->months.at[i].agency.b, agency.b))
            return &rows->months.at[i];
    return NULL;
}

int64_t roster_shift_us(const struct env *env, enum roster_pattern pattern, struct day on, int slot)
{
    int64_t hours = roster_start(pattern, on, slot) - (int64_t)on.n * 24;

    return day_start_us(on, env->zone_minutes) + hours * HOUR_US;
}

bool roster_counts(const struct roster_rows *rows, const struct env *env,
                   const struct roster_turn_row *turn, enum roster_pattern pattern)
{
    for (size_t i = 0; i < rows->people.len; i++) {
        const struct people_row *p = &rows->people.at[i];

        if (roster_same(p->id.b, turn->officer.b))
            return !p->disabled_us
                   || roster_shift_us(env, pattern, turn->on, turn->slot) < p->disabled_us;
    }
    return false;
}

/* ---- the team ---- */

static bool watches(const struct people_row *p, const struct agency *of)
{
    return !p->disabled_us && roster_same(p->agency.b, of->id.b)
           && roles_may((unsigned)p->role, MAY_TAKE_REPORTS);
}

static enum err leaves_of(struct cx *cx, const struct roster_rows *rows, struct officer_id id,
                          struct roster_member *out)
{
    struct roster_leave *leave = ARENA_ARRAY(cx->arena, struct roster_leave, rows->leaves.len + 1);
    size_t n = 0;

    if (!leave)
        return FAIL(cx, ERR_TOO_LARGE, "roster leave");
    for (size_t i = 0; i < rows->leaves.len; i++)
        if (roster_same(rows->leaves.at[i].officer.b, id.b))
            leave[n++] = rows->leaves.at[i].days;
    out->leave = leave;
    out->leave_len = n;
    return OK;
}

/* A turn outside the days: what its own month's pattern says of its hours. */
static void busy_note(const struct roster_rows *rows, const struct roster_turn_row *t,
                      struct day from, struct roster_member *m)
{
    const struct roster_month_row *month = roster_month_row(rows, t->agency, t->on);
    int64_t start, end;

    if (!month)
        return;
    start = roster_start(month->rule.pattern, t->on, t->slot);
    end = start + roster_hours(month->rule.pattern);
    if (t->on.n < from.n) {
        if (m->busy_until == ROSTER_NEVER || end > m->busy_until)
            m->busy_until = end;
    } else if (m->busy_from == ROSTER_NEVER || start < m->busy_from) {
        m->busy_from = start;
    }
}

static enum err members_fill(struct cx *cx, const struct roster_rows *rows, const struct agency *of,
                             const struct roster_rule *rule, struct roster_staff *out)
{
    size_t room = rows->people.len + 1;
    struct roster_person *people = ARENA_ARRAY(cx->arena, struct roster_person, room);
    struct roster_member *members = ARENA_ARRAY(cx->arena, struct roster_member, room);
    size_t n = 0;

    if (!people || !members)
        return FAIL(cx, ERR_TOO_LARGE, "roster team");
    for (size_t i = 0; i < rows->people.len && n < ROSTER_MEMBERS_MAX; i++) {
        const struct people_row *p = &rows->people.at[i];

        if (!watches(p, of))
            continue;
        people[n] = (struct roster_person){ p->id, p->login, p->name };
        members[n] = (struct roster_member){ .squad = roster_squad_of(rule, n),
                                             .busy_until = ROSTER_NEVER,
                                             .busy_from = ROSTER_NEVER };
        TRY(leaves_of(cx, rows, p->id, &members[n]));
        n++;
    }
    out->people = people;
    out->team.members = members;
    out->team.members_len = n;
    return OK;
}

enum err roster_staff(struct cx *cx, const struct env *env, const struct roster_rows *rows,
                      const struct agency *of, const struct roster_rule *rule, struct day from,
                      int days, struct roster_staff *out)
{
    struct roster_staff s = { .team = { .agency = of->code,
                                        .rule = *rule,
                                        .from = from,
                                        .days = days,
                                        .book = rulebook_for(env->books, env->books_len, from) } };
    struct roster_member *members;

    TRY(members_fill(cx, rows, of, rule, &s));
    members = (struct roster_member *)s.team.members;
    s.turns = ARENA_ARRAY(cx->arena, struct roster_turn, rows->turns.len + 1);
    s.rows = ARENA_ARRAY(cx->arena, const struct roster_turn_row *, rows->turns.len + 1);
    if (!s.turns || !s.rows)
        return FAIL(cx, ERR_TOO_LARGE, "roster turns");
    for (size_t i = 0; i < rows->turns.len; i++) {
        const struct roster_turn_row *t = &rows->turns.at[i];
        size_t m = 0;

        while (m < s.team.members_len && !roster_same(s.people[m].id.b, t->officer.b))
            m++;
        if (m == s.team.members_len || !roster_same(t->agency.b, of->id.b))
            continue;
        if (t->on.n < from.n || t->on.n >= from.n + days) {
            busy_note(rows, t, from, &members[m]);
            continue;
        }
        s.rows[s.turns_len] = t;
        s.turns[s.turns_len++] = (struct roster_turn){ t->on, t->slot, (int)m, t->why };
    }
    *out = s;
    return OK;
}

size_t roster_place(const struct roster_staff *staff, struct str login)
{
    for (size_t i = 0; i < staff->team.members_len; i++)
        if (login.len && str_eq(staff->people[i].login, login))
            return i;
    return SIZE_MAX;
}
