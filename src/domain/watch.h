/*
 * watch: the rules of the watch log (buku mutasi) and of the handover (serah terima): what kinds
 * of lines there are, how they are numbered, what may be entered, and who may take over.
 *
 * The book is append-only: a line that was wrong is corrected by a later one that names it. Who
 * is on duty is not here: that is the roster's.
 */
#pragma once
#include "base/civil.h"

/* What an officer may enter. The names are in the sealed text, for ever. */
enum watch_kind {
    WATCH_NONE,
    WATCH_SITUATION,
    WATCH_VISITOR,
    WATCH_PATROL,
    WATCH_CALL,
    WATCH_EQUIPMENT,
    WATCH_OBSERVATION,
    WATCH_NIHIL,      /* nothing happened: a real line */
    WATCH_CORRECTION, /* names the line that it corrects */
    WATCH_KIND_COUNT
};

/* Which leaf of the public log stands for a line. */
enum watch_leaf {
    WATCH_ENTERED,     /* any of the kinds above: outsiders do not see which */
    WATCH_OFFERED,     /* the outgoing officer has signed his part of a handover */
    WATCH_HANDED_OVER, /* the incoming one has signed his */
    WATCH_LEAF_COUNT
};

/* A line's place: each day begins with number 1. day is DAY_NONE for no place. */
struct watch_place {
    struct day day;
    uint32_t number;
};

#define WATCH_TEXT_MAX 1000                     /* bytes of one line */
#define WATCH_DAY_MAX 400                       /* lines of one day */
#define WATCH_BACK_US (12 * HOUR_US)            /* how late something may be entered */
#define WATCH_AHEAD_US (INT64_C(60) * 1000000)  /* clocks differ by so much */
#define WATCH_LONGEST_US (24 * HOUR_US)         /* one watch */
#define WATCH_WAIT_US HOUR_US                   /* for the incoming; then it counts as late */
#define WATCH_ITEMS_MAX 40                      /* open items of one handover */
#define WATCH_ITEM_MAX 400                      /* bytes of one */

const char *watch_kind_name(enum watch_kind kind); /* "visitor" */
bool watch_kind_parse(struct str name, enum watch_kind *out) MUST_USE;
const char *watch_leaf_name(enum watch_leaf leaf); /* "watch.entered" */
bool watch_leaf_parse(struct str name, enum watch_leaf *out) MUST_USE;

struct watch_place watch_no_place(void);
bool watch_place_eq(struct watch_place a, struct watch_place b);
/* "2026-11-23 7", and back. */
struct str watch_place_text(struct arena *arena, struct watch_place place);
bool watch_place_parse(struct str text, struct watch_place *out) MUST_USE;
/* The place after the last one. Also where the clock was turned back: days do not go back. */
struct watch_place watch_place_next(struct watch_place last, struct day today);
/* Whether `b` may stand right behind `a` in the book. */
bool watch_place_follows(struct watch_place a, struct watch_place b);

/* The moment that a time of day means: the last one of that name. False where that lies in the
 * time to come, or more than WATCH_BACK_US ago. */
bool watch_moment(int64_t now_us, int zone_minutes, int hour, int minute, int64_t *out) MUST_USE;
/* "3.05", "03:05", "0305" */
bool watch_time_parse(struct str text, int *hour, int *minute) MUST_USE;

enum watch_fault {
    WATCH_FINE = 0,
    WATCH_KIND_MISSING = 1,
    WATCH_TEXT_MISSING = 2,
    WATCH_TEXT_LONG = 4,
    WATCH_TIME_BAD = 8,
    WATCH_NIHIL_FALSE = 16,   /* there are other lines since the handover */
    WATCH_CORRECTS_NONE = 32, /* no such line, or one that is not corrected like this */
    WATCH_DAY_FULL = 64
};

struct watch_entry {
    enum watch_kind kind;
    struct str text; /* empty for a nihil line */
    int64_t at_us;   /* when it was; 0: the time typed is none */
    struct watch_place corrects;
};

/* What of the book the rules look at. */
struct watch_book_state {
    struct watch_place last;        /* the newest line; none: the book is empty */
    int64_t entries_since;          /* lines of this watch: since watch_since */
    enum watch_kind corrected_kind; /* of the line entry->corrects; WATCH_NONE: no such line */
};

/* From when on lines are of the present watch: the last handover, or WATCH_LONGEST_US ago. */
int64_t watch_since(int64_t handed_over_us, int64_t now_us);
/* Bits of enum watch_fault. */
unsigned watch_entry_check(const struct watch_entry *entry, const struct watch_book_state *book);

/* ---- handover ---- */

enum handover_state {
    HANDOVER_NONE,    /* nothing waits */
    HANDOVER_WAITING, /* the outgoing has signed */
    HANDOVER_LATE,    /* and that is over an hour ago */
    HANDOVER_MISSED   /* the watch is longer than it may be, and nobody has signed */
};

/* offered_us: of the newest offer if nobody has taken it, else 0. handed_over_us: of the last
 * handover, else of the book's first line; 0: the book is empty. */
enum handover_state handover_state(int64_t offered_us, int64_t handed_over_us, int64_t now_us);

enum handover_fault {
    HANDOVER_FINE = 0,
    HANDOVER_HAPPENED_MISSING = 1,
    HANDOVER_TEXT_LONG = 2,
    HANDOVER_ITEMS_MANY = 4,
    HANDOVER_SAME_OFFICER = 8, /* the incoming is another than the outgoing */
    HANDOVER_UNTICKED = 16     /* an open item was not acknowledged */
};

/* One thing that is handed over, as a line of text: cut at line ends, empty ones left out.
 * Returns how many there are; at most `room` are written. */
size_t handover_items(struct str text, struct str *out, size_t room);
