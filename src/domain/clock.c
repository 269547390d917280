/*
 * clock: counting, and the sentence that shows how it was counted.
 */
#include "domain/clock.h"
#include <assert.h>
#include "base/buf.h"

#define EXPLAINED_MAX 4000

static const char *const day_names[] = { "Senin", "Selasa", "Rabu", "Kamis",
                                         "Jumat", "Sabtu",  "Minggu" };
static const char *const month_names[] = { "Januari",   "Februari", "Maret",    "April",
                                           "Mei",       "Juni",     "Juli",     "Agustus",
                                           "September", "Oktober",  "November", "Desember" };

struct str day_words(struct arena *a, struct day d)
{
    struct civil c;

    if (!day_known(d))
        return STR("");
    c = day_civil(d);
    return arena_printf(a, "%s, %d %s %d", day_names[day_weekday(d)], c.day,
                        month_names[c.month - 1], c.year);
}

/* The n-th working day after d; d itself for 0. */
static struct day working_after(const struct rulebook *book, struct day d, int n)
{
    while (n > 0) {
        d = day_add(d, 1);
        if (rulebook_working_day(book, d))
            n--;
    }
    return d;
}

/* Working days after `from`, up to and with `to`. */
static int working_between(const struct rulebook *book, struct day from, struct day to)
{
    int n = 0;

    for (struct day d = day_add(from, 1); d.n <= to.n; d = day_add(d, 1))
        n += rulebook_working_day(book, d);
    return n;
}

static struct day days_after(const struct rulebook *book, enum clock_unit unit, struct day d, int n)
{
    return unit == UNIT_WORKING_DAY ? working_after(book, d, n) : day_add(d, n);
}

/* The first day counted as day 1; a day off can't be a working day 1. */
static struct day strict_due(const struct rulebook *book, const struct clock *c)
{
    if (c->unit == UNIT_WORKING_DAY && !rulebook_working_day(book, c->starts_on))
        return working_after(book, c->starts_on, c->count);
    return days_after(book, c->unit, c->starts_on, c->count - 1);
}

static int64_t day_end_us(struct day d, int zone_minutes)
{
    return day_start_us(day_add(d, 1), zone_minutes);
}

/* Whether each year that the clock crosses has its holidays listed. */
static void holidays_check(const struct rulebook *book, struct clock *c)
{
    struct day last = c->due_on;
    bool verified = true;

    if (c->unit != UNIT_WORKING_DAY && c->then_working_days == 0)
        return;
    if (c->then_working_days > 0)
        last = working_after(book, c->due_on, c->then_working_days);
    for (int y = day_civil(c->starts_on).year; y <= day_civil(last).year; y++) {
        if (!rulebook_holidays_listed(book, y, &verified))
            c->holidays_unknown = true;
        else if (!verified)
            c->verified = false;
    }
}

static const char *trigger_words(enum clock_trigger trigger)
{
    static const char *const words[TRIGGER_COUNT] = {
        [TRIGGER_NONE] = "sejak",
        [TRIGGER_KNOWN] = "setelah diketahui pada",
        [TRIGGER_FILED] = "setelah laporan masuk pada",
        [TRIGGER_REGISTERED] = "setelah laporan diterima pada",
        [TRIGGER_NOTICE] = "setelah pemberitahuan kepada pelapor pada",
        [TRIGGER_DECISION] = "setelah keputusan pleno pada",
        [TRIGGER_HANDOVER] = "setelah laporan diterima kepolisian pada",
    };

    assert((unsigned)trigger < TRIGGER_COUNT);
    return words[trigger];
}

/* "; tidak dihitung: Sabtu, Minggu, 27 November 2024 (Pemungutan suara)" */
static void explain_skipped(struct buf *b, const struct rulebook *book, struct day from,
                            struct day to)
{
    buf_lit(b, "; tidak dihitung: Sabtu, Minggu");
    for (struct day d = day_add(from, 1); d.n <= to.n; d = day_add(d, 1)) {
        struct str name = rulebook_holiday(book, d);
        struct civil c = day_civil(d);

        if (name.len > 0 && day_weekday(d) < 5)
            buf_printf(b, ", %d %s %d (%.*s)", c.day, month_names[c.month - 1], c.year,
                       STR_FMT(name));
    }
}

static void explain_hours(struct cx *cx, struct buf *b, const struct clock *c)
{
    struct str zone = zone_name(cx->arena, c->zone_minutes);
    struct clock_time from = time_at(c->starts_us, c->zone_minutes);
    struct clock_time to = time_at(c->due_us, c->zone_minutes);

    if (c->count % 24 == 0)
        buf_printf(b, "%d x 24 jam", c->count / 24);
    else
        buf_printf(b, "%d jam", c->count);
    buf_printf(b, " %s ", trigger_words(c->trigger));
    buf_str(b, day_words(cx->arena, c->starts_on));
    buf_printf(b, " pukul %02d.%02d %.*s, jadi sampai ", from.hour, from.minute, STR_FMT(zone));
    buf_str(b, day_words(cx->arena, c->due_on));
    buf_printf(b, " pukul %02d.%02d %.*s", to.hour, to.minute, STR_FMT(zone));
}

static void explain_days(struct cx *cx, const struct rulebook *book, struct buf *b,
                         const struct clock *c)
{
    struct str zone = zone_name(cx->arena, c->zone_minutes);

    buf_printf(b, "%d hari %s %s ", c->count,
               c->unit == UNIT_WORKING_DAY ? "kerja" : "kalender", trigger_words(c->trigger));
    buf_str(b, day_words(cx->arena, c->starts_on));
    if (c->unit == UNIT_CALENDAR_DAY) {
        buf_lit(b, " (besoknya hari ke-1, Sabtu, Minggu, dan hari libur ikut dihitung)");
    }
    buf_lit(b, ", jadi sampai ");
    buf_str(b, day_words(cx->arena, c->due_on));
    buf_printf(b, " pukul 24.00 %.*s", STR_FMT(zone));
    if (c->unit == UNIT_WORKING_DAY)
        explain_skipped(b, book, c->starts_on, c->due_on);
    if (day_known(c->strict_due_on) && c->strict_due_on.n != c->due_on.n) {
        buf_lit(b, "; bila hari pertama ikut dihitung, sampai ");
        buf_str(b, day_words(cx->arena, c->strict_due_on));
    }
}

static void explain_changes(struct cx *cx, struct buf *b, const struct clock *c)
{
    const char *unit = c->unit == UNIT_HOUR ? "jam" : c->unit == UNIT_WORKING_DAY ? "hari kerja"
                                                                                  : "hari";

    if (c->extended > 0)
        buf_printf(b, "; sudah diperpanjang %d %s (dasar: %.*s)", c->extended, unit,
                   STR_FMT(c->extension_basis));
    if (c->paused) {
        buf_lit(b, "; berhenti sementara sejak ");
        buf_str(b, day_words(cx->arena, day_at(c->paused_at_us, c->zone_minutes)));
        buf_printf(b, " (dasar: %.*s)", STR_FMT(c->pause_basis));
    } else if (c->paused_us > 0) {
        int64_t hours = (c->paused_us + HOUR_US - 1) / HOUR_US;

        if (c->unit == UNIT_HOUR || hours < 24)
            buf_printf(b, "; pernah berhenti %d jam (dasar: %.*s)", (int)hours,
                       STR_FMT(c->pause_basis));
        else
            buf_printf(b, "; pernah berhenti %d hari (dasar: %.*s)",
                       (int)(c->paused_us / DAY_US), STR_FMT(c->pause_basis));
    }
}

static enum err clock_explain(struct cx *cx, const struct rulebook *book, struct clock *c)
{
    struct buf b = buf_in(cx->arena, EXPLAINED_MAX);

    if (!c->running)
        buf_lit(&b, "Perkiraan: ");
    if (c->unit == UNIT_HOUR)
        explain_hours(cx, &b, c);
    else
        explain_days(cx, book, &b, c);
    explain_changes(cx, &b, c);
    if (c->then_working_days > 0) {
        struct day then = working_after(book, c->due_on, c->then_working_days);

        buf_printf(&b, "; sesudah itu %d hari kerja, sampai ", c->then_working_days);
        buf_str(&b, day_words(cx->arena, then));
    }
    if (c->note.len > 0) {
        buf_lit(&b, "; ");
        buf_str(&b, c->note);
    }
    if (c->holidays_unknown)
        buf_lit(&b, "; daftar hari libur tahun ini belum ada");
    buf_char(&b, '.');
    c->explained = buf_end(&b);
    return c->explained.at ? OK : FAIL(cx, ERR_TOO_LARGE, "clock %s: explanation",
                                       clock_name_text(c->name));
}

enum err clock_start(struct cx *cx, const struct rulebook *book, const struct clock_rule *rule,
                     const struct clock_from *from, struct clock *out)
{
    struct clock c = { .name = rule->name, .unit = rule->unit, .trigger = rule->trigger,
                       .count = rule->count, .extend_max = rule->extend_max,
                       .running = from->running, .zone_minutes = from->zone_minutes,
                       .strict_due_on = DAY_NONE, .verified = rule->law.verified,
                       .basis = rule->law.basis, .note = rule->note,
                       .then_working_days = rule->then_working_days };

    if (c.count < 1)
        return FAIL(cx, ERR_INVALID, "clock %s counts nothing", clock_name_text(c.name));
    if (c.unit == UNIT_HOUR) {
        c.starts_us = from->at_us;
        c.starts_on = day_at(from->at_us, c.zone_minutes);
        c.due_us = c.starts_us + c.count * HOUR_US;
        c.due_on = day_at(c.due_us, c.zone_minutes);
    } else {
        c.starts_on = day_known(from->day) ? from->day : day_at(from->at_us, c.zone_minutes);
        c.starts_us = day_start_us(c.starts_on, c.zone_minutes);
        c.due_on = days_after(book, c.unit, c.starts_on, c.count);
        c.strict_due_on = strict_due(book, &c);
        c.due_us = day_end_us(c.due_on, c.zone_minutes);
    }
    assert(c.due_us > c.starts_us && c.due_on.n >= c.starts_on.n);
    holidays_check(book, &c);
    TRY(clock_explain(cx, book, &c));
    *out = c;
    return OK;
}

static bool basis_given(struct str basis)
{
    return str_trim(basis).len > 0 && basis.len <= CLOCK_BASIS_MAX;
}

enum err clock_extend(struct cx *cx, const struct rulebook *book, const struct clock *c, int by,
                      struct str basis, struct clock *out)
{
    struct clock next = *c;

    if (by < 1 || !basis_given(basis))
        return FAIL(cx, ERR_INVALID, "an extension needs a length and a basis");
    if (by > c->extend_max - c->extended)
        return FAIL(cx, ERR_DENIED, "clock %s may be extended by %d more", clock_name_text(c->name),
                    c->extend_max - c->extended);
    next.extended += by;
    next.extension_basis = arena_copy(cx->arena, basis);
    if (!next.extension_basis.at)
        return FAIL(cx, ERR_TOO_LARGE, "extension basis");
    if (c->unit == UNIT_HOUR) {
        next.due_us += by * HOUR_US;
        next.due_on = day_at(next.due_us, c->zone_minutes);
    } else {
        next.due_on = days_after(book, c->unit, c->due_on, by);
        next.strict_due_on = days_after(book, c->unit, c->strict_due_on, by);
        next.due_us = day_end_us(next.due_on, c->zone_minutes);
    }
    holidays_check(book, &next);
    TRY(clock_explain(cx, book, &next));
    *out = next;
    return OK;
}

bool clock_over(const struct clock *c, int64_t at_us)
{
    return !c->paused && at_us >= c->due_us;
}

enum err clock_pause(struct cx *cx, const struct clock *c, int64_t at_us, struct str basis,
                     struct clock *out)
{
    struct clock next = *c;
    struct buf b = buf_in(cx->arena, EXPLAINED_MAX);
    struct str said = c->explained;

    if (!basis_given(basis))
        return FAIL(cx, ERR_INVALID, "a pause needs a basis");
    if (c->paused || clock_over(c, at_us))
        return FAIL(cx, ERR_CONFLICT, "clock %s is paused already, or over",
                    clock_name_text(c->name));
    next.paused = true;
    next.paused_at_us = at_us;
    next.pause_basis = arena_copy(cx->arena, basis);
    /* The date stands until the clock is resumed, so the sentence only grows. */
    buf_str(&b, str_ends(said, STR(".")) ? str_first(said, said.len - 1) : said);
    explain_changes(cx, &b, &(struct clock){ .unit = c->unit, .paused = true,
                                             .paused_at_us = at_us,
                                             .zone_minutes = c->zone_minutes,
                                             .pause_basis = next.pause_basis });
    buf_char(&b, '.');
    next.explained = buf_end(&b);
    if (!next.explained.at || !next.pause_basis.at)
        return FAIL(cx, ERR_TOO_LARGE, "pause basis");
    *out = next;
    return OK;
}

/* What was left of `due` when the clock stopped, from the day it goes on. */
static struct day shifted(const struct rulebook *book, enum clock_unit unit, struct day due,
                          struct day stopped, struct day resumed)
{
    if (due.n < stopped.n)
        return due;
    if (unit == UNIT_WORKING_DAY) {
        int left = working_between(book, stopped, due);

        /* Stopped on its last day: it ends on the first day that is one. */
        return left == 0 && !rulebook_working_day(book, resumed)
                   ? working_after(book, resumed, 1)
                   : working_after(book, resumed, left);
    }
    return day_add(due, day_diff(resumed, stopped));
}

enum err clock_resume(struct cx *cx, const struct rulebook *book, const struct clock *c,
                      int64_t at_us, struct clock *out)
{
    struct clock next = *c;
    struct day stopped, resumed;

    if (!c->paused)
        return FAIL(cx, ERR_CONFLICT, "clock %s is not paused", clock_name_text(c->name));
    if (at_us < c->paused_at_us)
        return FAIL(cx, ERR_INVALID, "resumed before it was paused");
    next.paused = false;
    next.paused_us += at_us - c->paused_at_us;
    if (c->unit == UNIT_HOUR) {
        next.due_us += at_us - c->paused_at_us;
        next.due_on = day_at(next.due_us, c->zone_minutes);
    } else {
        stopped = day_at(c->paused_at_us, c->zone_minutes);
        resumed = day_at(at_us, c->zone_minutes);
        /* Before the trigger nothing had been counted yet. */
        if (stopped.n < c->starts_on.n)
            stopped = c->starts_on;
        if (resumed.n < stopped.n)
            resumed = stopped;
        next.due_on = shifted(book, c->unit, c->due_on, stopped, resumed);
        next.strict_due_on = shifted(book, c->unit, c->strict_due_on, stopped, resumed);
        next.due_us = day_end_us(next.due_on, c->zone_minutes);
    }
    holidays_check(book, &next);
    TRY(clock_explain(cx, book, &next));
    *out = next;
    return OK;
}
