/*
 * watch: the rules that a witness checks on every entry as it comes: each case's chain, dates
 * that run backwards or ahead, the heartbeat, and the keys and officers of its own agency.
 *
 * Whether due dates were kept is not asked here: `posko audit` on the copy does that. Findings
 * are data; watch_words makes a sentence of one, in plain Indonesian or English.
 */
#pragma once
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
    FINDING_ROLLED_BACK, /* the log is smaller than what was cosigned */
    FINDING_FORKED,      /* two histories */
    FINDING_REWRITTEN,   /* the entries do not lead to the signed head */
    FINDING_UNSIGNED,    /* the log's signature is missing or false */
    FINDING_KIND_COUNT
};

struct finding {
    enum finding_kind kind;
    uint64_t index;     /* of the entry, or the size of the head */
    uint64_t expected;  /* FINDING_SEQ, FINDING_ROLLED_BACK: what should be */
    uint64_t found;
    struct str about;   /* case tag, times, key fingerprint */
};

/* True for what contradicts the rules; the own agency's events are only told. */
bool finding_is_alarm(enum finding_kind kind);
struct str finding_words(struct arena *arena, const struct finding *f, bool english);

struct watch {
    struct arena *home;
    struct hasher hasher;
    struct tag_map cases;
    struct str agency;     /* whose witness this is: "bawaslu", or "" */
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
/* After each round: is the heartbeat still there? */
void watch_now(struct watch *w, int64_t now_us, uint64_t size);
