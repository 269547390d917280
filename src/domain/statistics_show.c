/* statistics_show: the numbers as lines, and the lines as JSON and CSV. */
#include "domain/statistics.h"
#include "base/json.h"
#include <stdio.h>

#define CODES_OF(list, type, name_fn)             \
    static const char *list##_code(size_t i)      \
    {                                             \
        const char *text = name_fn((enum type)i); \
        return text[0] ? text : "none";           \
    }
CODES_OF(intake, intake_kind, intake_name)
CODES_OF(category, reported_category, category_name)
CODES_OF(authority, authority, authority_name)
CODES_OF(result, result, result_name)
CODES_OF(clock, clock_name, clock_name_text)
CODES_OF(due, due_kind, due_kind_name)
CODES_OF(stage, case_stage, stage_name)

static const char *kind_code(size_t i)
{
    return event_rule((enum event_kind)i)->name;
}

static const char *log_code(size_t i)
{
    static const char *const codes[] = { "leaves", "cases", "events", "other_leaves" };

    return codes[i];
}

static uint64_t log_count(const struct statistics *s, size_t i)
{
    const uint64_t counts[] = { s->size, s->cases, s->events, s->other_leaves };

    return counts[i];
}

#define COUNT_FN(list, expression)                                    \
    static uint64_t list##_count(const struct statistics *s, size_t i) \
    {                                                                 \
        return expression;                                            \
    }
COUNT_FN(kind, s->kind[i])
COUNT_FN(stage, s->stage[i])
COUNT_FN(intake, s->intake[i])
COUNT_FN(category, s->category[i])
COUNT_FN(result, s->result[i])
COUNT_FN(referred, s->referred[i])
COUNT_FN(received, s->received[i])
COUNT_FN(answered, s->answered[i])
COUNT_FN(answer, s->answer[i])
COUNT_FN(missed, s->missed[i])
COUNT_FN(due_in_time, s->due[i].in_time)
COUNT_FN(due_late, s->due[i].late)
COUNT_FN(due_running, s->due[i].running)
COUNT_FN(due_overdue, s->due[i].overdue)
COUNT_FN(months, s->months[i].reports)

static const struct group {
    const char *name;
    size_t first, count;
    bool zeros; /* lines of zero too */
    const char *(*code)(size_t i); /* NULL: a month */
    uint64_t (*number)(const struct statistics *s, size_t i);
} groups[] = {
    { "log", 0, 4, true, log_code, log_count },
    { "stage", 1, STAGE_COUNT, true, stage_code, stage_count },
    { "intake", 0, INTAKE_COUNT, false, intake_code, intake_count },
    { "category", 0, CATEGORY_COUNT, false, category_code, category_count },
    { "result", 1, RESULT_COUNT, false, result_code, result_count },
    { "referred", 0, AUTHORITY_COUNT, false, authority_code, referred_count },
    { "referral_received", 0, AUTHORITY_COUNT, false, authority_code, received_count },
    { "referral_answered", 0, AUTHORITY_COUNT, false, authority_code, answered_count },
    { "answer", 0, RESULT_COUNT, false, result_code, answer_count },
    { "due_in_time", 0, DUE_KIND_COUNT, false, due_code, due_in_time_count },
    { "due_late", 0, DUE_KIND_COUNT, false, due_code, due_late_count },
    { "due_running", 0, DUE_KIND_COUNT, false, due_code, due_running_count },
    { "due_overdue", 0, DUE_KIND_COUNT, false, due_code, due_overdue_count },
    { "deadline_missed", 0, CLOCK_COUNT, false, clock_code, missed_count },
    { "event", 0, EVENT_KIND_COUNT, false, kind_code, kind_count },
    { "received_in", 0, STATISTICS_MONTHS, false, NULL, months_count },
};

bool statistics_next(struct statistics_walk *walk, const struct statistics *s, char text[16],
                     struct statistics_line *out)
{
    for (; walk->group < COUNT_OF(groups); walk->group++, walk->code = 0) {
        const struct group *g = &groups[walk->group];
        size_t end = g->code ? g->count : s->months_len;

        if (walk->code < g->first)
            walk->code = g->first;
        while (walk->code < end) {
            size_t i = walk->code++;
            uint64_t count = g->number(s, i);

            if (count == 0 && !g->zeros)
                continue;
            if (!g->code)
                (void)snprintf(text, 16, "%04d-%02d", s->months[i].year, s->months[i].month);
            *out = (struct statistics_line){ g->name, str_of(g->code ? g->code(i) : text), count };
            return true;
        }
    }
    return false;
}

static struct str day_into(char text[16], struct day day)
{
    struct civil c = day_civil(day);
    int len = snprintf(text, 16, "%04d-%02d-%02d", c.year, c.month, c.day);

    return (struct str){ text, (size_t)len };
}

void statistics_json(struct buf *out, const struct statistics *s)
{
    struct json_out o = json_to(out);
    struct statistics_walk walk = { 0 };
    struct statistics_line line;
    const char *group = NULL;
    char text[16], code[32];

    json_begin(&o);
    json_put_int(&o, "size", (int64_t)s->size);
    json_put(&o, "day", day_into(text, s->day));
    json_put(&o, "counted_from", STR("leaves"));
    json_key(&o, "numbers");
    json_begin(&o);
    while (statistics_next(&walk, s, text, &line)) {
        if (line.group != group) {
            if (group)
                json_end(&o);
            json_key(&o, line.group);
            json_begin(&o);
            group = line.group;
        }
        (void)snprintf(code, sizeof code, "%.*s", STR_FMT(line.code));
        json_put_int(&o, code, (int64_t)line.count);
    }
    if (group)
        json_end(&o);
    json_end(&o);
    json_key(&o, "attested");
    attested_json(&o, &s->attested, s->cases);
    json_end(&o);
}

void statistics_csv(struct buf *out, const struct statistics *s)
{
    struct statistics_walk walk = { 0 };
    struct statistics_line line;
    char text[16], day[16];

    day_into(day, s->day);
    buf_lit(out, "size,day,group,code,count\r\n");
    while (statistics_next(&walk, s, text, &line))
        buf_printf(out, "%llu,%s,%s,%.*s,%llu\r\n", (unsigned long long)s->size, day, line.group,
                   STR_FMT(line.code), (unsigned long long)line.count);
    attested_csv(out, &s->attested, s->size);
}
