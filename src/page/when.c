/* when: see the header. Written by hand, without printf: a page holds hundreds of these. */
#include "page/when.h"
#include <string.h>
#include "page/text.h"

static const enum text_key weekdays[] = {
    T_WHEN_MONDAY, T_WHEN_TUESDAY, T_WHEN_WEDNESDAY, T_WHEN_THURSDAY,
    T_WHEN_FRIDAY, T_WHEN_SATURDAY, T_WHEN_SUNDAY,
};

static const enum text_key months[] = {
    T_WHEN_JANUARY, T_WHEN_FEBRUARY, T_WHEN_MARCH, T_WHEN_APRIL, T_WHEN_MAY, T_WHEN_JUNE,
    T_WHEN_JULY, T_WHEN_AUGUST, T_WHEN_SEPTEMBER, T_WHEN_OCTOBER, T_WHEN_NOVEMBER,
    T_WHEN_DECEMBER,
};

static const enum text_key months_short[] = {
    T_WHEN_JAN, T_WHEN_FEB, T_WHEN_MAR, T_WHEN_APR, T_WHEN_MAY_SHORT, T_WHEN_JUN,
    T_WHEN_JUL, T_WHEN_AUG, T_WHEN_SEP, T_WHEN_OCT, T_WHEN_NOV, T_WHEN_DEC,
};

struct str line_view(const struct line *l)
{
    return (struct str){ l->at, l->len };
}

void line_str(struct line *l, struct str s)
{
    size_t room = sizeof l->at - l->len;
    size_t len = s.len < room ? s.len : room;

    /* Never half a character. */
    while (len < s.len && len > 0 && ((unsigned char)s.at[len] & 0xC0) == 0x80)
        len--;
    if (len)
        memcpy(l->at + l->len, s.at, len);
    l->len += len;
}

void line_char(struct line *l, char c)
{
    if (l->len < sizeof l->at)
        l->at[l->len++] = c;
}

/* The digits of n, with `group` between thousands unless it is empty. */
static void line_digits(struct line *l, int64_t n, struct str group)
{
    char digits[20];
    size_t len = 0;
    uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

    do
        digits[len++] = (char)('0' + (int)(rest % 10));
    while ((rest /= 10) != 0);
    if (n < 0)
        line_char(l, '-');
    while (len-- > 0) {
        line_char(l, digits[len]);
        if (len > 0 && len % 3 == 0)
            line_str(l, group);
    }
}

void line_int(struct line *l, int64_t n)
{
    line_digits(l, n, STR(""));
}

static void line_two(struct line *l, int n)
{
    line_char(l, (char)('0' + n / 10 % 10));
    line_char(l, (char)('0' + n % 10));
}

static void line_key(struct line *l, enum lang lang, enum text_key key)
{
    line_str(l, text_plain(lang, key));
}

void line_number(struct line *l, enum lang lang, int64_t n)
{
    line_digits(l, n, text_plain(lang, T_NUMBER_THOUSANDS));
}

void line_percent(struct line *l, enum lang lang, struct percent p)
{
    int64_t tenth = p.tenths % 10;

    if (p.tenths < 0 && p.tenths > -10)
        line_char(l, '-'); /* the whole part is 0 and has no sign of its own */
    line_number(l, lang, p.tenths / 10);
    line_key(l, lang, T_NUMBER_DECIMAL);
    line_char(l, (char)('0' + (int)(tenth < 0 ? -tenth : tenth)));
    line_char(l, '%');
}

void line_day(struct line *l, enum lang lang, struct day d)
{
    struct civil c;

    if (!day_known(d))
        return;
    c = day_civil(d);
    line_key(l, lang, weekdays[day_weekday(d)]);
    line_str(l, STR(", "));
    line_int(l, c.day);
    line_char(l, ' ');
    line_key(l, lang, months[c.month - 1]);
    line_char(l, ' ');
    line_int(l, c.year);
}

static void line_day_month(struct line *l, enum lang lang, struct civil c)
{
    line_int(l, c.day);
    line_char(l, ' ');
    line_key(l, lang, months_short[c.month - 1]);
}

void line_day_short(struct line *l, enum lang lang, struct day d)
{
    struct civil c;

    if (!day_known(d))
        return;
    c = day_civil(d);
    line_day_month(l, lang, c);
    line_char(l, ' ');
    line_int(l, c.year);
}

static void line_clock(struct line *l, enum lang lang, struct when w)
{
    struct clock_time t = time_at(w.us, w.zone_minutes);

    line_two(l, t.hour);
    line_key(l, lang, T_WHEN_CLOCK);
    line_two(l, t.minute);
}

/* "+07:00" */
static void line_offset(struct line *l, int zone_minutes)
{
    int minutes = zone_minutes < 0 ? -zone_minutes : zone_minutes;

    line_char(l, zone_minutes < 0 ? '-' : '+');
    line_two(l, minutes / 60);
    line_char(l, ':');
    line_two(l, minutes % 60);
}

static void line_zone(struct line *l, int zone_minutes)
{
    if (zone_minutes == ZONE_WIB)
        line_str(l, STR("WIB"));
    else if (zone_minutes == ZONE_WITA)
        line_str(l, STR("WITA"));
    else if (zone_minutes == ZONE_WIT)
        line_str(l, STR("WIT"));
    else {
        line_str(l, STR("UTC"));
        line_offset(l, zone_minutes);
    }
}

void line_time(struct line *l, enum lang lang, struct when w)
{
    if (w.us == 0)
        return;
    line_clock(l, lang, w);
    line_char(l, ' ');
    line_zone(l, w.zone_minutes);
}

void line_when(struct line *l, enum lang lang, struct when w)
{
    if (w.us == 0)
        return;
    line_day(l, lang, day_at(w.us, w.zone_minutes));
    line_char(l, ' ');
    line_key(l, lang, T_WHEN_AT);
    line_char(l, ' ');
    line_time(l, lang, w);
}

void line_when_short(struct line *l, enum lang lang, struct when w)
{
    if (w.us == 0)
        return;
    line_day_month(l, lang, day_civil(day_at(w.us, w.zone_minutes)));
    line_char(l, ' ');
    line_clock(l, lang, w);
}

/* "3 jam", "1 day": the unit's text says how the number and its plural go together. */
static void line_unit(struct line *l, enum lang lang, enum text_key one, enum text_key many,
    int64_t n)
{
    line_number(l, lang, n);
    line_char(l, ' ');
    line_key(l, lang, n == 1 ? one : many);
}

void line_span(struct line *l, enum lang lang, struct span s)
{
    int64_t total = s.seconds < 0 ? -(s.seconds + 1) + 1 : s.seconds;
    int64_t days = total / 86400, hours = total / 3600 % 24, minutes = total / 60 % 60;

    if (days > 0)
        line_unit(l, lang, T_WHEN_DAY, T_WHEN_DAYS, days);
    if (days > 0 && days < 7 && hours > 0)
        line_char(l, ' ');
    if (days < 7 && hours > 0)
        line_unit(l, lang, T_WHEN_HOUR, T_WHEN_HOURS, hours);
    if (days > 0)
        return;
    if (hours > 0 && minutes > 0)
        line_char(l, ' ');
    if (minutes > 0)
        line_unit(l, lang, T_WHEN_MINUTE, T_WHEN_MINUTES, minutes);
    if (hours == 0 && minutes == 0)
        line_key(l, lang, T_WHEN_MOMENT);
}

void line_day_iso(struct line *l, struct day d)
{
    struct civil c;

    if (!day_known(d))
        return;
    c = day_civil(d);
    line_two(l, c.year / 100);
    line_two(l, c.year % 100);
    line_char(l, '-');
    line_two(l, c.month);
    line_char(l, '-');
    line_two(l, c.day);
}

void line_when_iso(struct line *l, struct when w)
{
    struct clock_time t;

    if (w.us == 0)
        return;
    t = time_at(w.us, w.zone_minutes);
    line_day_iso(l, day_at(w.us, w.zone_minutes));
    line_char(l, 'T');
    line_two(l, t.hour);
    line_char(l, ':');
    line_two(l, t.minute);
    line_char(l, ':');
    line_two(l, t.second);
    line_offset(l, w.zone_minutes);
}

void line_span_iso(struct line *l, struct span s)
{
    line_str(l, STR("PT"));
    line_int(l, s.seconds < 0 ? -s.seconds : s.seconds);
    line_char(l, 'S');
}
