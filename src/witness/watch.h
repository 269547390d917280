/*
 * watch: the rules that a witness checks on every entry as it comes: each case's chain, dates
 * that run backwards or ahead, the heartbeat, what is said of the attested numbers, and the keys
 * and officers of its own agency.
 *
 * Whether due dates were kept is not asked here: `posko audit` on the copy does that. Findings
 * are data; watch_words makes a sentence of one, in plain Indonesian or English.
 */
#pragma once
#include "domain/attested_watch.h"
#include "domain/codes.h"
#include "domain/tag_map.h"
#include "tlog/leaf.h"

enum finding_kind {
    FINDING_MALFORMED,  /* an entry that is no leaf of ours */
    FINDING_SEQ,        /* an event of a case is missing, or there twice */
    FINDING_PREV,       /* the event does not follow the one before in its case */
    FINDING_BACKDATED,
    FINDING_FUTURE,
    FINDING_GAP,        /* no heartbeat for longer than two hours, in the log */
    FINDING_SILENT,     /* none until now */
    FINDING_OWN_KEY,    /* a key event of the own agency */
    FINDING_OWN_OFFICER,
    FINDING_STRANGE_KEY,     /* ... that is not among what this agency says it made */
    FINDING_STRANGE_OFFICER,
    FINDING_ROLLED_BACK, /* the log is smaller than what was cosigned */
    FINDING_FORKED,      /* two histories */
    FINDING_REWRITTEN,   /* the entries do not lead to the signed head */
    FINDING_UNSIGNED,    /* the log's signature is missing or false */
    FINDING_ATTESTED,     /* an entry about attested numbers that contradicts one before it */
    FINDING_TEXT_WRONG,   /* the log shows other attested numbers than those whose hash it holds */
    FINDING_TEXT_MISSING, /* ... and none at all */
    FINDING_KIND_COUNT
};

struct finding {
    enum finding_kind kind;
    uint64_t index;     /* of the entry, or the size of the head */
    uint64_t expected;  /* FINDING_SEQ, FINDING_ROLLED_BACK: what should be */
    uint64_t found;
    struct str about;   /* case tag, times, key fingerprint */
};

/* True for what contradicts the rules; what the own agency made is only told, and a text that
 * could not be had: it is asked for again. */
bool finding_is_alarm(enum finding_kind kind);
struct str finding_words(struct arena *arena, const struct finding *f, bool english);

/* What the entries that bear one day say, for the day's summary. */
struct watch_day {
    struct day day;
    uint64_t events, reports, others; /* events: of cases; others: of the whole log */
    uint64_t missed[CLOCK_COUNT];     /* deadline.missed; [0]: of a clock that is not public */
    uint64_t own_keys;
};
#define WATCH_DAYS 4 /* the newest ones; dates may run a little backwards */

struct watch {
    struct watch_day days[WATCH_DAYS];
    struct day newest_day;
    int zone_minutes;      /* in which the post writes its times */
    struct arena *home;
    struct hasher hasher;
    struct tag_map cases;
    struct str agency;     /* whose witness this is: "bawaslu", or "" */
    const char *own_file;  /* what the agency made, a line each (home.h); NULL or not there: all
                            * of its name is only told */
    struct attested_watch attested; /* days: whose texts belong into the copy (witness/texts.h) */
    int64_t heartbeat_us;  /* the last one; 0: none yet */
    int64_t newest_us;     /* the latest time any leaf bears */
    void (*say)(void *arg, const struct finding *f);
    void *arg;
};

/* agency: a code, or "". say: called during watch_entry and watch_now. */
enum err watch_open(struct cx *cx, struct str agency,
                    void (*say)(void *arg, const struct finding *f), void *arg,
                    struct watch *out) MUST_USE;
void watch_close(struct watch *w);
/* Entries in the order of the log, from 0. cx->now_us is the witness's own clock. */
enum err watch_entry(struct cx *cx, struct watch *w, uint64_t index, struct bytes entry) MUST_USE;
/* All zero where no entry bears that day, or it is too long ago. */
struct watch_day watch_day(const struct watch *w, struct day day);
/* After each round: is the heartbeat still there? */
void watch_now(struct watch *w, int64_t now_us, uint64_t size);
