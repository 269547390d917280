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
                                       json_incref(numbers),
                                       json_incref(json_object_get(whole, "attested")) };
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

/* ---- what agencies attest ---- */

static void say_attested(const struct audit_plan *plan, const char *what, const char *code,
                         long long published, long long logged)
{
    char text[300];

    (void)snprintf(text, sizeof text,
                   "A wrong attested number is published: \"%s%s%s\" is given as %lld, but the "
                   "table that the log holds says %lld.",
                   what, code[0] ? ", " : "", code, published, logged);
    plan->say(plan->arg, AUDIT_FAULT, text);
}

static long long integer_of(const json_t *value)
{
    return json_is_integer(value) ? (long long)json_integer_value(value) : 0;
}

/* Members of one that are not so in the other; numbers only. */
static uint64_t attested_members(const json_t *published, const json_t *logged, const char *what,
                                 const struct audit_plan *plan)
{
    json_t *both = json_object(), *value;
    const char *code;
    uint64_t wrong = 0;

    if (!both)
        return 0;
    (void)json_object_update(both, (json_t *)(uintptr_t)published);
    (void)json_object_update(both, (json_t *)(uintptr_t)logged);
    json_object_foreach (both, code, value) {
        const json_t *is = json_object_get(published, code);
        const json_t *should = json_object_get(logged, code);

        if (!json_is_integer(value) || json_equal(is, should))
            continue;
        say_attested(plan, what ? what : code, what ? code : "", integer_of(is),
                     integer_of(should));
        wrong++;
    }
    json_decref(both);
    return wrong;
}

static uint64_t attested_compare(struct cx *cx, const json_t *published,
                                 const struct statistics *counted, const struct audit_plan *plan)
{
    AUTO(json_release) json_t *logged = NULL;
    struct buf b = buf_in(cx->arena, ATTESTED_TEXT_MAX * 4);
    struct json_out o = json_to(&b);
    struct str text;
    uint64_t wrong = 0;

    if (counted->attested.state.there && !counted->attested.has_table)
        return 0; /* that it cannot be had or was altered is said already */
    attested_json(&o, &counted->attested, counted->cases);
    text = buf_end(&b);
    if (!text.at || json_read(cx, text, &logged) != OK || json_equal(published, logged)
        || (!published && json_is_null(logged)))
        return 0;
    wrong += attested_members(published, logged, NULL, plan);
    for (int d = 0; d < ATTESTED_DIMENSIONS; d++) {
        const char *name = attested_dimension_name((enum attested_dimension)d);

        wrong += attested_members(json_object_get(published, name), json_object_get(logged, name),
                                  name, plan);
    }
    if (wrong == 0) {
        plan->say(plan->arg, AUDIT_FAULT,
                  "The published attested numbers are not those of the log: their day, or which "
                  "agency confirms them, is given otherwise.");
        wrong = 1;
    }
    return wrong;
}

uint64_t published_numbers_compare(struct cx *cx, const struct published_numbers *p,
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
    return wrong + attested_compare(cx, p->attested, counted, plan);
}
