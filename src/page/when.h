/*
 * when: days, moments, lengths of time and numbers, as people read them in
 * each language: "Rabu, 16 Oktober 2024 pukul 14.20 WIB", "1 hari 3 jam", "1.234".
 *
 * The words come from the catalogues (lang/, keys when.*); the order of the parts is the
 * same in every language we have and lives here. Wording: ux.md 1.4.
 */
#pragma once
#include "base/civil.h"
#include "page/text_keys.h"

/* A moment, with the zone in which it is to be read. us == 0 means "not known". */
struct when {
    int64_t us;       /* microseconds since 1970, UTC */
    int zone_minutes; /* as in base/civil.h */
};

/* A length of time. The sign is dropped: "left" and "overdue" are words of the sentence. */
struct span {
    int64_t seconds;
};

/* 961 is 96.1 %. */
struct percent {
    int64_t tenths;
};

/* A short line being put together; past its end it keeps what fits. Plain text, not escaped. */
struct line {
    char at[96]; /* the longest, "Wednesday, ... September ... UTC+03:30", has half of it */
    size_t len;
};

struct str line_view(const struct line *l);
void line_str(struct line *l, struct str s);
void line_char(struct line *l, char c);
void line_int(struct line *l, int64_t n); /* plain digits: 2024 */

/* Each adds to the line. What is not known adds nothing. */
void line_number(struct line *l, enum lang lang, int64_t n);         /* 1.234      */
void line_percent(struct line *l, enum lang lang, struct percent p); /* 96,1%      */
void line_day(struct line *l, enum lang lang, struct day d);         /* Rabu, 16 Oktober 2024 */
void line_day_short(struct line *l, enum lang lang, struct day d);   /* 16 Okt 2024 */
void line_when(struct line *l, enum lang lang, struct when w); /* ... pukul 14.20 WIB */
void line_when_short(struct line *l, enum lang lang, struct when w); /* 16 Okt 14.20 */
void line_time(struct line *l, enum lang lang, struct when w);       /* 14.20 WIB  */
/* The two largest units; hours are left out from seven days on. */
void line_span(struct line *l, enum lang lang, struct span s);       /* 1 hari 3 jam */
/* For machines, the same in every language. */
void line_day_iso(struct line *l, struct day d);   /* 2024-10-16 */
void line_when_iso(struct line *l, struct when w); /* 2024-10-16T14:20:00+07:00 */
void line_span_iso(struct line *l, struct span s); /* PT97200S */
