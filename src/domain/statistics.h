/*
 * statistics: the public numbers, counted from the leaves of the log and from nothing else,
 * so that anybody counts the same (promise P4). One leaf at a time goes in; the same code
 * feeds the pages, the API and `posko audit`.
 *
 * Where and how reports come in (place, channel, mode) is not among what is counted: no leaf tells
 * it. Those numbers are attested (domain/attested.h) and travel along, told apart. The raw log
 * tells all that is counted, so of that no cell need be left out for being small.
 */
#pragma once
#include "base/buf.h"
#include "domain/attested_watch.h"
#include "domain/due_watch.h"

#define STATISTICS_MONTHS 48

struct statistics {
    uint64_t size;  /* leaves counted, of every kind */
    struct day day; /* as of which what is overdue is reckoned */
    uint64_t cases, events, other_leaves; /* events: leaves of cases */
    uint64_t kind[EVENT_KIND_COUNT];
    uint64_t stage[STAGE_COUNT];          /* where the cases stand */
    uint64_t intake[INTAKE_COUNT];        /* of the newest review; [0]: not reviewed yet */
    uint64_t category[CATEGORY_COUNT];
    uint64_t result[RESULT_COUNT];        /* of cases decided or closed; the newest counts */
    uint64_t referred[AUTHORITY_COUNT], received[AUTHORITY_COUNT], answered[AUTHORITY_COUNT];
    uint64_t answer[RESULT_COUNT];        /* what bodies answered */
    uint64_t missed[CLOCK_COUNT];         /* deadline.missed; [0]: of a clock that is not public */
    struct {
        uint64_t in_time, late, running, overdue; /* overdue ones are among the running */
    } due[DUE_KIND_COUNT];
    struct {
        int32_t year, month;
        uint64_t reports;
    } months[STATISTICS_MONTHS]; /* of received reports, oldest first; at most the newest ones */
    size_t months_len;
    struct attested_news attested; /* not counted here: put in by who knows */
};

/* What is remembered of one case between its leaves; all zero before the first. */
struct statistics_case {
    uint8_t stage, intake, category, result;
    struct due_case due;
};

struct statistics_count {
    struct statistics so_far;
    struct due_watch due;
};

enum err statistics_open(struct cx *cx, struct arena *arena, struct statistics_count *out) MUST_USE;
/* A leaf of a case. c: the row of its tag. news: due dates that passed silently before it. */
enum err statistics_event(struct cx *cx, struct statistics_count *s, struct statistics_case *c,
                          const struct public_event *e, struct due_news *news) MUST_USE;
/* A leaf of the whole log, or of a kind that this program does not know. */
void statistics_other(struct statistics_count *s);
/* The numbers so far; today: for what is overdue. */
void statistics_read(const struct statistics_count *s, struct day today, struct statistics *out);

/* The numbers as lines, in a fixed order; all ways of showing them are made of these. */
struct statistics_line {
    const char *group; /* "stage", "referral_overdue" ...: [a-z_] */
    struct str code;   /* "bkn", "2024-09", "report.received" */
    uint64_t count;
};
struct statistics_walk {
    size_t group, code;
};
/* Begin with an all-zero walk. text: room for a code that is made up ("2024-09"). Lines of
 * zero are left out, but of the groups "log" and "stage". */
bool statistics_next(struct statistics_walk *walk, const struct statistics *s, char text[16],
                     struct statistics_line *out);

/* {"size":..,"day":"..","counted_from":"leaves","numbers":{"stage":{"received":3,..},..},
 * "attested":..}: the last as attested_json. */
void statistics_json(struct buf *out, const struct statistics *s);
/* "size","day","group","code","count" with a line of heads; lines end in CR LF (RFC 4180). */
void statistics_csv(struct buf *out, const struct statistics *s);
