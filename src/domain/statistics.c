/* statistics: counting. How the numbers are shown is in statistics_show.c. */
#include "domain/statistics.h"
#include <assert.h>
#include <string.h>

enum err statistics_open(struct cx *cx, struct arena *arena, struct statistics_count *out)
{
    struct statistics_count s = { 0 };

    TRY(due_watch_open(cx, arena, &s.due));
    *out = s;
    return OK;
}

/* The months are in order: leaves are, by a day or so, and a late one finds its place. */
static void month_count(struct statistics *s, struct day day)
{
    struct civil c = day_civil(day);
    size_t at = s->months_len;

    while (at > 0 && (s->months[at - 1].year > c.year
                      || (s->months[at - 1].year == c.year && s->months[at - 1].month > c.month)))
        at--;
    if (at > 0 && s->months[at - 1].year == c.year && s->months[at - 1].month == c.month) {
        s->months[at - 1].reports++;
        return;
    }
    if (s->months_len == STATISTICS_MONTHS) {
        if (at == 0)
            return;
        memmove(&s->months[0], &s->months[1], (STATISTICS_MONTHS - 1) * sizeof s->months[0]);
        s->months_len--;
        at--;
    }
    memmove(&s->months[at + 1], &s->months[at], (s->months_len - at) * sizeof s->months[0]);
    s->months[at].year = c.year;
    s->months[at].month = c.month;
    s->months[at].reports = 1;
    s->months_len++;
}

/* Moves the case from one cell of a list to another. */
static void move(uint64_t *cells, uint8_t *now, unsigned to)
{
    cells[*now]--;
    *now = (uint8_t)to;
    cells[to]++;
}

static void case_begin(struct statistics *s, const struct statistics_case *c)
{
    s->cases++;
    s->stage[c->stage]++;
    s->intake[c->intake]++;
    s->category[c->category]++;
    s->result[c->result]++;
}

static void case_count(struct statistics *s, struct statistics_case *c,
                       const struct public_event *e)
{
    enum case_stage to = event_rule(e->kind)->leads_to;

    if (e->kind == EVENT_REPORT_RECEIVED && c->stage == STAGE_NONE) {
        case_begin(s, c);
        month_count(s, e->day);
    }
    if (to != STAGE_NONE)
        move(s->stage, &c->stage, to);
    if (e->kind == EVENT_CASE_REVIEWED) {
        move(s->intake, &c->intake, e->intake);
        move(s->category, &c->category, e->category);
    }
    if (e->kind == EVENT_FINDING_NOTED && e->intake)
        move(s->intake, &c->intake, e->intake);
    if (e->kind == EVENT_CASE_REOPENED)
        move(s->result, &c->result, RESULT_NONE);
    else if ((e->kind == EVENT_CASE_DECIDED || e->kind == EVENT_CASE_CLOSED) && e->result)
        move(s->result, &c->result, e->result);
}

enum err statistics_event(struct cx *cx, struct statistics_count *count, struct statistics_case *c,
                          const struct public_event *e, struct due_news *news)
{
    struct statistics *s = &count->so_far;

    assert(e->kind < EVENT_KIND_COUNT && e->authority < AUTHORITY_COUNT);
    assert(e->result < RESULT_COUNT && e->clock < CLOCK_COUNT);
    TRY(due_watch_event(cx, &count->due, &c->due, e, news));
    s->size++;
    s->events++;
    s->kind[e->kind]++;
    if (c->stage != STAGE_NONE || e->kind == EVENT_REPORT_RECEIVED) /* else the audit says so */
        case_count(s, c, e);
    if (e->kind == EVENT_CASE_REFERRED)
        s->referred[e->authority]++;
    else if (e->kind == EVENT_REFERRAL_RECEIVED)
        s->received[e->authority]++;
    else if (e->kind == EVENT_REFERRAL_ANSWERED) {
        s->answered[e->authority]++;
        s->answer[e->result]++;
    } else if (e->kind == EVENT_DEADLINE_MISSED)
        s->missed[e->clock]++;
    return OK;
}

void statistics_other(struct statistics_count *count)
{
    count->so_far.size++;
    count->so_far.other_leaves++;
}

void statistics_read(const struct statistics_count *count, struct day today,
                     struct statistics *out)
{
    *out = count->so_far;
    out->day = today;
    for (size_t i = 0; i < DUE_KIND_COUNT; i++) {
        out->due[i].in_time = count->due.in_time[i];
        out->due[i].late = count->due.late[i];
        out->due[i].running = count->due.running[i];
        out->due[i].overdue = due_watch_overdue(&count->due, (enum due_kind)i, today);
    }
}
