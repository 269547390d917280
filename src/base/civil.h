/*
 * civil: days and times as people and laws count them.
 *
 * A day is a civil date in some place's own zone; an instant is microseconds
 * UTC. Indonesia has no daylight saving, so a zone is a fixed offset in
 * minutes: WIB +420, WITA +480, WIT +540. Days run from 0001-01-01 to
 * 9999-12-31, proleptic Gregorian.
 */
#pragma once
#include "base/arena.h"

struct day {
    int32_t n; /* days since 1970-01-01; DAY_NONE means "not known" */
};

#define DAY_NONE ((struct day){ INT32_MIN })
#define DAY_US (INT64_C(86400) * 1000000)
#define HOUR_US (INT64_C(3600) * 1000000)

enum zone_minutes { ZONE_WIB = 420, ZONE_WITA = 480, ZONE_WIT = 540 };

struct civil {
    int year, month, day; /* month 1..12, day 1..31 */
};

struct clock_time {
    int hour, minute, second;
};

bool day_known(struct day d);
struct day day_of(int year, int month, int day); /* DAY_NONE if there is no such date */
struct civil day_civil(struct day d);
int day_weekday(struct day d); /* 0 Monday .. 6 Sunday */
struct day day_add(struct day d, int days);
int day_diff(struct day later, struct day earlier); /* in days */

/* "2024-09-14" exactly; false otherwise. */
bool day_parse(struct str s, struct day *out) MUST_USE;
struct str day_text(struct arena *a, struct day d); /* "2024-09-14"; "" if not known */

/* The day on which the instant falls in a zone, and the time of that day. */
struct day day_at(int64_t us, int zone_minutes);
struct clock_time time_at(int64_t us, int zone_minutes);
/* The instant at which the day begins in the zone. A day ends where the next begins. */
int64_t day_start_us(struct day d, int zone_minutes);

/* RFC 3339 with a zone ("2024-09-17T09:20:00+07:00", "Z"; fractions dropped).
 * The offset as written goes to *zone_minutes when it is not NULL. */
bool instant_parse(struct str s, int64_t *us, int *zone_minutes) MUST_USE;
/* RFC 3339, whole seconds, in the zone. */
struct str instant_text(struct arena *a, int64_t us, int zone_minutes);
/* As HTTP has it (RFC 9110 section 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT". */
struct str instant_http(struct arena *a, int64_t us);
/* "+07:00", "+0700", "WIB", "WITA", "WIT", "Z", any case. */
bool zone_parse(struct str s, int *zone_minutes) MUST_USE;
/* "WIB", "WITA", "WIT" or "UTC+03:30". */
struct str zone_name(struct arena *a, int zone_minutes);
