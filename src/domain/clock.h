/*
 * clock: a period of the law, counted: hours, calendar days or working days,
 * in a place's own zone, with pauses and extensions, and the working shown.
 *
 * How days are counted (domain.md A.7). The law says "after", so the day after
 * the trigger is day 1 and due_on = trigger + count; it ends at 24.00 local
 * time. Some offices count the first day: strict_due_on = trigger + count - 1
 * is the earlier date that staff aim for. Neither rejects anybody. Working
 * days are not Saturday, Sunday nor a holiday the rule set lists. Hours run
 * through everything and have no strict reading.
 *
 * Pure: a clock is a value; each function gives a new one.
 */
#pragma once
#include "base/cx.h"
#include "domain/rulebook.h"

#define CLOCK_BASIS_MAX 500 /* bytes of the basis an officer gives */

struct clock {
    enum clock_name name;
    enum clock_unit unit;
    enum clock_trigger trigger;
    int count;               /* as the law has it, without extensions */
    int extended, extend_max;
    bool running;            /* false: planned; the trigger has yet to happen */
    int zone_minutes;
    struct day starts_on;    /* the trigger's own day, in the zone */
    int64_t starts_us;       /* the trigger; for days, the day's beginning */
    struct day due_on, strict_due_on; /* strict: DAY_NONE for hours */
    int64_t due_us;          /* the instant it is over: the end of due_on, or the hour */
    bool paused;
    int64_t paused_at_us;
    int64_t paused_us;       /* in all, so far */
    bool holidays_unknown;   /* a year it crossed has no list */
    bool verified;           /* its entry, and the holidays it used */
    struct str basis;
    struct str note;
    struct str extension_basis, pause_basis; /* "" none */
    int then_working_days;
    struct str explained;    /* one plain Indonesian sentence */
};

/* What set the clock going: a day, or an instant for hours. */
struct clock_from {
    int64_t at_us;      /* used for hours, and for the day where day is not known */
    struct day day;     /* used for days */
    int zone_minutes;
    bool running;       /* it has happened; false plans ahead */
};

/* Texts are the arena's or the rule set's. */
enum err clock_start(struct cx *cx, const struct rulebook *book, const struct clock_rule *rule,
                     const struct clock_from *from, struct clock *out) MUST_USE;

/* ERR_INVALID without a basis or with by < 1; ERR_DENIED past what the rule permits. */
enum err clock_extend(struct cx *cx, const struct rulebook *book, const struct clock *c, int by,
                      struct str basis, struct clock *out) MUST_USE;

/* Stops the counting: what was left at that moment is left when it is resumed.
 * ERR_CONFLICT if it is paused already, or over; ERR_INVALID without a basis. */
enum err clock_pause(struct cx *cx, const struct clock *c, int64_t at_us, struct str basis,
                     struct clock *out) MUST_USE;
/* ERR_CONFLICT if it is not paused; ERR_INVALID if that is before the pause. */
enum err clock_resume(struct cx *cx, const struct rulebook *book, const struct clock *c,
                      int64_t at_us, struct clock *out) MUST_USE;

/* Whether the clock is over at that instant (a paused one never is). */
bool clock_over(const struct clock *c, int64_t at_us);

/* "Sabtu, 14 September 2024"; "" if not known. */
struct str day_words(struct arena *a, struct day d);
