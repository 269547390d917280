/* attested: see the header. The text is in attested_text.c. */
#include "domain/attested.h"
#include <stdio.h>
#include <string.h>

const char *attested_dimension_name(enum attested_dimension d)
{
    static const char *const names[ATTESTED_DIMENSIONS] = { "place", "channel", "mode" };

    return names[d];
}

/* ---- cells ---- */

static int cell_compare(const struct attested_cell *c, enum attested_dimension of, struct str code)
{
    return c->of != of ? (int)c->of - (int)of : str_cmp(str_of(c->code), code);
}

/* Where the cell is, or belongs. */
static size_t cell_place(const struct attested_table *t, enum attested_dimension of,
                         struct str code, bool *there)
{
    size_t at = 0;

    while (at < t->len && cell_compare(&t->cells[at], of, code) < 0)
        at++;
    *there = at < t->len && cell_compare(&t->cells[at], of, code) == 0;
    return at;
}

uint64_t attested_cell(const struct attested_table *t, enum attested_dimension of, struct str code)
{
    bool there;
    size_t at = cell_place(t, of, code, &there);

    return there ? t->cells[at].count : 0;
}

static bool cell_add(struct attested_table *t, enum attested_dimension of, struct str code,
                     uint64_t count)
{
    bool there;
    size_t at = cell_place(t, of, code, &there);

    if (!there) {
        if (t->len == ATTESTED_CELLS_MAX || code.len == 0 || code.len >= ATTESTED_CODE_MAX)
            return false;
        memmove(&t->cells[at + 1], &t->cells[at], (t->len - at) * sizeof t->cells[0]);
        t->cells[at] = (struct attested_cell){ .of = of };
        memcpy(t->cells[at].code, code.at, code.len);
        t->len++;
    }
    t->cells[at].count += count;
    return true;
}

bool attested_count(struct attested_table *counts, struct str place, struct str channel,
                    struct str mode)
{
    struct attested_table *t = counts;
    size_t len = t->len;

    if (len + ATTESTED_DIMENSIONS > ATTESTED_CELLS_MAX)
        return false;
    if (!cell_add(t, ATTESTED_PLACE, place, 1) || !cell_add(t, ATTESTED_CHANNEL, channel, 1)
        || !cell_add(t, ATTESTED_MODE, mode, 1))
        return false;
    t->cases++;
    return true;
}

static uint64_t told_sum(const struct attested_table *t, enum attested_dimension of)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < t->len; i++)
        if (t->cells[i].of == of)
            sum += t->cells[i].count;
    return sum;
}

uint64_t attested_rest(const struct attested_table *t, enum attested_dimension of)
{
    uint64_t sum = told_sum(t, of);

    return sum < t->cases ? t->cases - sum : 0;
}

/* ---- what can be had by subtraction ---- */

/*
 * One dimension of all tables, as who has them sees it. Row 0 is the start of the post, when
 * every cell was known to be 0. At each later row the cells that moved are known to the case;
 * of the others (the pool) only the sum is known. From two rows, e before f, this can be
 * derived: the pool of f, each cell counted from when it was last known, less the pool of e,
 * plus, for cells of e's pool that moved since, up to where they were next known. That is a
 * number of reports (`between`), and must be 0 or at least the step. And from one row alone, once
 * all cells of its pool were told later: what came into them meanwhile (`since`). Whatever else
 * can be derived is a sum of such numbers and of steps that were told.
 */
struct grid {
    size_t rows, cells;
    uint64_t *told;  /* rows * cells */
    uint64_t *total; /* rows */
};

struct seen {
    uint64_t next[ATTESTED_CELLS_MAX]; /* the first value told after the row looked at */
    bool has_next[ATTESTED_CELLS_MAX];
    bool before[ATTESTED_CELLS_MAX]; /* it was told in a row before now */
};

static bool row_moved(const struct grid *g, size_t row, size_t cell)
{
    return row == 0 || g->told[row * g->cells + cell] != g->told[(row - 1) * g->cells + cell];
}

static int64_t row_rest(const struct grid *g, uint64_t total, const uint64_t *told)
{
    int64_t rest = (int64_t)total;

    for (size_t i = 0; i < g->cells; i++)
        rest -= (int64_t)told[i];
    return rest;
}

static int64_t between(const struct grid *g, size_t row, int64_t rest_now, const struct seen *s)
{
    const uint64_t *told = &g->told[row * g->cells];
    int64_t n = rest_now - row_rest(g, g->total[row], told);

    for (size_t i = 0; i < g->cells; i++)
        if (s->has_next[i] && !row_moved(g, row, i))
            n += (int64_t)s->next[i] - (int64_t)told[i];
    return n;
}

/* 0 while a cell of the row's pool was not told again. Cells never told may be empty. */
static int64_t since(const struct grid *g, size_t row, const uint64_t *now, const struct seen *s)
{
    const uint64_t *told = &g->told[row * g->cells];
    int64_t n = -row_rest(g, g->total[row], told);

    for (size_t i = 0; i < g->cells; i++) {
        if (now[i] == 0 || row_moved(g, row, i))
            continue;
        if (!s->has_next[i])
            return 0;
        n += (int64_t)s->next[i] - (int64_t)told[i];
    }
    return n;
}

/* Of the cells that move now, the one that waits with the fewest. Its waiting makes `between`
 * larger if it was known at the row or told since (again), else it ends `since`. */
static size_t hold_choose(const struct grid *g, size_t row, const uint64_t *now, bool again,
                          const struct seen *s)
{
    const uint64_t *last = &g->told[(g->rows - 1) * g->cells];
    size_t best = SIZE_MAX;

    for (size_t i = 0; i < g->cells; i++)
        if (now[i] > last[i] && (s->before[i] || row_moved(g, row, i)) == again
            && (best == SIZE_MAX || now[i] - last[i] < now[best] - last[best]))
            best = i;
    return best;
}

static bool is_small(int64_t n)
{
    return n != 0 && n < ATTESTED_STEP;
}

/* Whether a number under the step can be derived once `now` is told; *hold: what to keep back,
 * SIZE_MAX where nothing would help. */
static bool derivable(const struct grid *g, const uint64_t *now, uint64_t total, size_t *hold)
{
    const uint64_t *last = &g->told[(g->rows - 1) * g->cells];
    int64_t rest = row_rest(g, total, now), later;
    struct seen s = { 0 };

    for (size_t i = 0; i < g->cells; i++) {
        s.has_next[i] = now[i] != last[i];
        s.next[i] = now[i];
    }
    for (size_t row = g->rows; row-- > 0;) {
        if (is_small(between(g, row, rest, &s))) {
            *hold = hold_choose(g, row, now, true, &s);
            return true;
        }
        later = row > 0 ? since(g, row, now, &s) : 0;
        if (later > 0 && is_small(later)) {
            *hold = hold_choose(g, row, now, false, &s);
            if (*hold != SIZE_MAX) /* else it could be derived before */
                return true;
        }
        for (size_t i = 0; row > 0 && i < g->cells; i++)
            if (row_moved(g, row, i)) {
                s.next[i] = g->told[row * g->cells + i];
                s.has_next[i] = s.before[i] = true;
            }
    }
    return false;
}

/* The rows at which the sum moved; columns are the cells of `as` in one dimension. */
static enum err grid_build(struct cx *cx, const struct attested_history *h,
                           const struct attested_table *as, enum attested_dimension of,
                           struct grid *out)
{
    struct grid g = { .rows = 1 };
    size_t first = 0;

    while (first < as->len && as->cells[first].of < of)
        first++;
    while (first + g.cells < as->len && as->cells[first + g.cells].of == of)
        g.cells++;
    g.told = ARENA_ARRAY(cx->arena, uint64_t, (h->len + 1) * g.cells + 1);
    g.total = ARENA_ARRAY(cx->arena, uint64_t, h->len + 1);
    if (!g.told || !g.total)
        return FAIL(cx, ERR_TOO_LARGE, "tables of attested numbers");
    for (size_t t = 0; t < h->len; t++) {
        if (h->at[t].cases == g.total[g.rows - 1])
            continue;
        g.total[g.rows] = h->at[t].cases;
        for (size_t i = 0; i < g.cells; i++)
            g.told[g.rows * g.cells + i] =
                attested_cell(&h->at[t], of, str_of(as->cells[first + i].code));
        g.rows++;
    }
    *out = g;
    return OK;
}

/* ---- a day's table ---- */

static size_t dimension_first(const struct attested_table *t, enum attested_dimension of)
{
    size_t first = 0;

    while (first < t->len && t->cells[first].of < of)
        first++;
    return first;
}

/* all: every cell there is, with its true count. */
static enum err dimension_next(struct cx *cx, const struct attested_history *h,
                               const struct attested_table *all, enum attested_dimension of,
                               const uint8_t *coins, struct attested_table *out)
{
    uint64_t now[ATTESTED_CELLS_MAX];
    size_t first = dimension_first(all, of), hold = SIZE_MAX;
    const uint64_t *last;
    struct grid g;

    TRY(grid_build(cx, h, all, of, &g));
    last = &g.told[(g.rows - 1) * g.cells];
    for (size_t i = 0; i < g.cells; i++) {
        uint64_t count = all->cells[first + i].count;

        now[i] = count >= last[i] + ATTESTED_STEP && coins[first + i] & 1 ? count : last[i];
    }
    while (derivable(&g, now, all->cases, &hold)) {
        if (hold == SIZE_MAX) { /* counts that contradict what was told: nothing moves */
            memcpy(now, last, g.cells * sizeof now[0]);
            break;
        }
        now[hold] = last[hold];
    }
    for (size_t i = 0; i < g.cells; i++)
        if (now[i] > 0 && !cell_add(out, of, str_of(all->cells[first + i].code), now[i]))
            return FAIL(cx, ERR_TOO_LARGE, "cells of attested numbers");
    return OK;
}

enum err attested_next(struct cx *cx, const struct attested_history *h,
                       const struct attested_table *counts, struct day day,
                       const uint8_t coins[ATTESTED_CELLS_MAX], struct attested_table *out)
{
    const struct attested_table *last = h->len ? &h->at[h->len - 1] : NULL;
    struct attested_table *all = ARENA_NEW(cx->arena, struct attested_table);
    struct attested_table *next = ARENA_NEW(cx->arena, struct attested_table);

    if (!all || !next)
        return FAIL(cx, ERR_TOO_LARGE, "attested numbers");
    if (counts->cases < (last ? last->cases : 0) + ATTESTED_STEP) {
        if (last)
            *next = *last;
        next->day = day;
        *out = *next;
        return OK;
    }
    *all = *counts;
    for (size_t i = 0; last && i < last->len; i++) /* a cell that was told stays one */
        if (!cell_add(all, last->cells[i].of, str_of(last->cells[i].code), 0))
            return FAIL(cx, ERR_TOO_LARGE, "cells of attested numbers");
    next->day = day;
    next->cases = counts->cases;
    for (int d = 0; d < ATTESTED_DIMENSIONS; d++)
        TRY(dimension_next(cx, h, all, (enum attested_dimension)d, coins, next));
    *out = *next;
    return OK;
}

/* ---- checking one ---- */

static enum attested_fault cells_follow(const struct attested_table *last,
                                        const struct attested_table *next,
                                        const struct attested_cell **which)
{
    for (size_t i = 0; i < last->len; i++) {
        const struct attested_cell *c = &last->cells[i];
        uint64_t now = attested_cell(next, c->of, str_of(c->code));

        *which = c;
        if (now != c->count && next->cases == last->cases)
            return ATTESTED_UNMOVED;
        if (now != c->count && now < c->count + ATTESTED_STEP)
            return ATTESTED_SMALL;
    }
    for (size_t i = 0; i < next->len; i++) {
        const struct attested_cell *c = &next->cells[i];

        *which = c;
        if (c->count < ATTESTED_STEP)
            return ATTESTED_SMALL;
        if (next->cases == last->cases && attested_cell(last, c->of, str_of(c->code)) == 0)
            return ATTESTED_UNMOVED;
    }
    *which = NULL;
    return ATTESTED_FINE;
}

static enum err rests_follow(struct cx *cx, const struct attested_history *h,
                             const struct attested_table *next, enum attested_fault *fault)
{
    for (int d = 0; d < ATTESTED_DIMENSIONS; d++) {
        enum attested_dimension of = (enum attested_dimension)d;
        size_t first = dimension_first(next, of), hold;
        uint64_t now[ATTESTED_CELLS_MAX];
        struct grid g;

        if (told_sum(next, of) > next->cases) {
            *fault = ATTESTED_SUM;
            return OK;
        }
        TRY(grid_build(cx, h, next, of, &g));
        for (size_t i = 0; i < g.cells; i++)
            now[i] = next->cells[first + i].count;
        if (derivable(&g, now, next->cases, &hold)) {
            *fault = ATTESTED_DERIVABLE;
            return OK;
        }
    }
    return OK;
}

enum err attested_follows(struct cx *cx, const struct attested_history *h,
                          const struct attested_table *next, enum attested_fault *fault,
                          const struct attested_cell **which)
{
    struct attested_table *start = ARENA_NEW(cx->arena, struct attested_table);
    const struct attested_table *last = h->len ? &h->at[h->len - 1] : start;

    if (!start)
        return FAIL(cx, ERR_TOO_LARGE, "attested numbers");
    *which = NULL;
    *fault = ATTESTED_FINE;
    if (h->len && next->day.n <= last->day.n)
        *fault = ATTESTED_DAY;
    else if (next->cases != last->cases && next->cases < last->cases + ATTESTED_STEP)
        *fault = ATTESTED_CASES;
    else
        *fault = cells_follow(last, next, which);
    if (*fault != ATTESTED_FINE || next->cases == last->cases)
        return OK;
    return rests_follow(cx, h, next, fault);
}

/* ---- when ---- */

struct day attested_counted_on(const struct attested_history *h, struct day received)
{
    uint64_t cases = 0;

    for (size_t i = 0; i < h->len; i++) {
        if (h->at[i].cases != cases && h->at[i].day.n >= received.n)
            return h->at[i].day;
        cases = h->at[i].cases;
    }
    return DAY_NONE;
}

struct day attested_told_on(const struct attested_history *h, const struct attested_cell *cell)
{
    struct day day = h->len ? h->at[h->len - 1].day : DAY_NONE;

    for (size_t i = h->len; i-- > 0; day = h->at[i].day) {
        uint64_t then = cell ? attested_cell(&h->at[i], cell->of, str_of(cell->code))
                             : h->at[i].cases;
        uint64_t now = cell ? cell->count : h->at[h->len - 1].cases;

        if (then != now)
            break;
    }
    return day;
}
