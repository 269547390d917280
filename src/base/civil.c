/*
 * civil: day numbers by the usual era arithmetic (Howard Hinnant, "chrono-
 * compatible low-level date algorithms"), and the texts of days and instants.
 */
#include "base/civil.h"
#include <assert.h>
#include <string.h>

bool day_known(struct day d)
{
    return d.n != DAY_NONE.n;
}

static bool leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_days(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return month == 2 && leap(year) ? 29 : days[month - 1];
}

struct day day_of(int year, int month, int day)
{
    int y, era, year_of_era, day_of_year, day_of_era;

    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1
        || day > month_days(year, month))
        return DAY_NONE;
    y = month <= 2 ? year - 1 : year;
    era = y / 400;
    year_of_era = y - era * 400;
    day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (struct day){ era * 146097 + day_of_era - 719468 };
}

struct civil day_civil(struct day d)
{
    int z = d.n + 719468;
    int era, day_of_era, year_of_era, day_of_year, mp, month;

    assert(day_known(d));
    era = (z >= 0 ? z : z - 146096) / 146097;
    day_of_era = z - era * 146097;
    year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    mp = (5 * day_of_year + 2) / 153;
    month = mp < 10 ? mp + 3 : mp - 9;
    return (struct civil){ year_of_era + era * 400 + (month <= 2), month,
                           day_of_year - (153 * mp + 2) / 5 + 1 };
}

int day_weekday(struct day d)
{
    int w = (d.n + 3) % 7; /* 1970-01-01 was a Thursday */

    assert(day_known(d));
    return w < 0 ? w + 7 : w;
}

struct day day_add(struct day d, int days)
{
    return day_known(d) ? (struct day){ d.n + days } : d;
}

int day_diff(struct day later, struct day earlier)
{
    assert(day_known(later) && day_known(earlier));
    return later.n - earlier.n;
}

/* Exactly count digits at offset. */
static bool digits(struct str s, size_t offset, size_t count, int *out)
{
    int v = 0;

    if (offset + count > s.len)
        return false;
    for (size_t i = offset; i < offset + count; i++) {
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
        v = v * 10 + (s.at[i] - '0');
    }
    *out = v;
    return true;
}

bool day_parse(struct str s, struct day *out)
{
    int year, month, day;
    struct day d;

    if (s.len != 10 || s.at[4] != '-' || s.at[7] != '-' || !digits(s, 0, 4, &year)
        || !digits(s, 5, 2, &month) || !digits(s, 8, 2, &day))
        return false;
    d = day_of(year, month, day);
    if (!day_known(d))
        return false;
    *out = d;
    return true;
}

struct str day_text(struct arena *a, struct day d)
{
    struct civil c;

    if (!day_known(d))
        return STR("");
    c = day_civil(d);
    return arena_printf(a, "%04d-%02d-%02d", c.year, c.month, c.day);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && a < 0);
}

struct day day_at(int64_t us, int zone_minutes)
{
    return (struct day){ (int32_t)floor_div(us + zone_minutes * INT64_C(60000000), DAY_US) };
}

struct clock_time time_at(int64_t us, int zone_minutes)
{
    int64_t local = us + zone_minutes * INT64_C(60000000);
    int64_t s = (local - floor_div(local, DAY_US) * DAY_US) / 1000000;

    return (struct clock_time){ (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60) };
}

int64_t day_start_us(struct day d, int zone_minutes)
{
    assert(day_known(d));
    return d.n * DAY_US - zone_minutes * INT64_C(60000000);
}

static bool offset_parse(struct str s, int *minutes)
{
    int h, m;
    size_t at_minutes = s.len == 6 ? 4 : 3;

    if ((s.len != 5 && s.len != 6) || (s.at[0] != '+' && s.at[0] != '-')
        || (s.len == 6 && s.at[3] != ':') || !digits(s, 1, 2, &h) || !digits(s, at_minutes, 2, &m)
        || h > 14 || m > 59)
        return false;
    *minutes = (s.at[0] == '-' ? -1 : 1) * (h * 60 + m);
    return true;
}

bool zone_parse(struct str s, int *zone_minutes)
{
    static const struct {
        const char *name;
        int minutes;
    } names[] = { { "wib", ZONE_WIB }, { "wita", ZONE_WITA }, { "wit", ZONE_WIT }, { "z", 0 } };

    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (s.len == strlen(names[i].name) && strncasecmp(s.at, names[i].name, s.len) == 0) {
            *zone_minutes = names[i].minutes;
            return true;
        }
    return offset_parse(s, zone_minutes);
}

bool instant_parse(struct str s, int64_t *us, int *zone_minutes)
{
    struct day d;
    int h, m, sec, zone;
    size_t at = 19;

    if (s.len < 20 || !day_parse(str_first(s, 10), &d) || (s.at[10] != 'T' && s.at[10] != 't')
        || !digits(s, 11, 2, &h) || s.at[13] != ':' || !digits(s, 14, 2, &m) || s.at[16] != ':'
        || !digits(s, 17, 2, &sec) || h > 23 || m > 59 || sec > 60)
        return false;
    if (s.at[at] == '.') {
        size_t first = ++at;
        while (at < s.len && s.at[at] >= '0' && s.at[at] <= '9')
            at++;
        if (at == first)
            return false;
    }
    if (s.len - at == 1 ? (s.at[at] != 'Z' && s.at[at] != 'z') : s.len - at != 6)
        return false;
    if (!zone_parse(str_from(s, at), &zone))
        return false;
    *us = day_start_us(d, zone) + ((int64_t)h * 3600 + m * 60 + sec) * 1000000;
    if (zone_minutes)
        *zone_minutes = zone;
    return true;
}

struct str instant_text(struct arena *a, int64_t us, int zone_minutes)
{
    struct civil c = day_civil(day_at(us, zone_minutes));
    struct clock_time t = time_at(us, zone_minutes);
    int off = zone_minutes < 0 ? -zone_minutes : zone_minutes;

    return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", c.year, c.month, c.day,
                        t.hour, t.minute, t.second, zone_minutes < 0 ? '-' : '+', off / 60,
                        off % 60);
}

struct str zone_name(struct arena *a, int zone_minutes)
{
    int off = zone_minutes < 0 ? -zone_minutes : zone_minutes;

    if (zone_minutes == ZONE_WIB)
        return STR("WIB");
    if (zone_minutes == ZONE_WITA)
        return STR("WITA");
    if (zone_minutes == ZONE_WIT)
        return STR("WIT");
    return arena_printf(a, "UTC%c%02d:%02d", zone_minutes < 0 ? '-' : '+', off / 60, off % 60);
}

struct str instant_http(struct arena *a, int64_t us)
{
    static const char days[] = "MonTueWedThuFriSatSun";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct day d = day_at(us, 0);
    struct civil c = day_civil(d);
    struct clock_time t = time_at(us, 0);

    return arena_printf(a, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT", days + 3 * day_weekday(d),
                        c.day, months + 3 * (c.month - 1), c.year, t.hour, t.minute, t.second);
}
