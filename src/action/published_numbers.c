/* published_numbers: see the header. */
#include "action/published_numbers.h"
#include <stdio.h>

enum err published_numbers_read(struct cx *cx, struct str json, struct published_numbers *out)
{
    AUTO(json_release) json_t *whole = NULL;
    json_t *size, *numbers;
    struct day day;

    TRY(json_read(cx, json, &whole));
    size = json_object_get(whole, "size");
    numbers = json_object_get(whole, "numbers");
    if (!json_is_integer(size) || json_integer_value(size) < 0 || !json_is_object(numbers)
        || !day_parse(json_text(whole, "day"), &day))
        return FAIL(cx, ERR_INVALID, "not the numbers of a post");
    *out = (struct published_numbers){ (uint64_t)json_integer_value(size), day,
                                       json_incref(numbers) };
    return OK;
}

static void say_number(const struct audit_plan *plan, const char *group, const char *code,
                       long long published, unsigned long long counted)
{
    char text[300];

    (void)snprintf(text, sizeof text,
                   "A wrong number is published: \"%s, %s\" is given as %lld, but the log's "
                   "entries "
                   "make %llu.",
                   group, code, published, counted);
    plan->say(plan->arg, AUDIT_FAULT, text);
}

static long long number_of(const json_t *numbers, const char *group, const char *code)
{
    const json_t *value = json_object_get(json_object_get(numbers, group), code);

    return json_is_integer(value) ? (long long)json_integer_value(value) : value ? -1 : 0;
}

/* What is counted and published otherwise. */
static uint64_t counted_differ(const json_t *numbers, const struct statistics *s,
                               const struct audit_plan *plan)
{
    struct statistics_walk walk = { 0 };
    struct statistics_line line;
    uint64_t wrong = 0;
    char text[16], code[64];

    while (statistics_next(&walk, s, text, &line)) {
        long long published;

        (void)snprintf(code, sizeof code, "%.*s", STR_FMT(line.code));
        published = number_of(numbers, line.group, code);
        if (published >= 0 && (uint64_t)published == line.count)
            continue;
        say_number(plan, line.group, code, published, (unsigned long long)line.count);
        wrong++;
    }
    return wrong;
}

static bool is_counted(const struct statistics *s, const char *group, const char *code)
{
    struct statistics_walk walk = { 0 };
    struct statistics_line line;
    char text[16];

    while (statistics_next(&walk, s, text, &line))
        if (str_is(str_of(line.group), group) && str_is(line.code, code))
            return true;
    return false;
}

uint64_t published_numbers_compare(const struct published_numbers *p,
                                   const struct statistics *counted,
                                   const struct audit_plan *plan)
{
    uint64_t wrong = counted_differ(p->numbers, counted, plan);
    const char *group, *code;
    json_t *codes, *value;

    json_object_foreach (p->numbers, group, codes)
        json_object_foreach (codes, code, value)
            if (!is_counted(counted, group, code) && number_of(p->numbers, group, code) != 0) {
                say_number(plan, group, code, number_of(p->numbers, group, code), 0);
                wrong++;
            }
    return wrong;
}
