/*
 * due_watch: which due dates of the public log were met, met late, or passed, reckoned from
 * leaves alone: what anybody can know who holds no secret.
 *
 * A leaf with a due date starts a watch; the kinds that answer it end it. A date that passes
 * must be followed by `deadline.missed`: where an answer comes late and nobody said so, or
 * nobody says so at all, the date passed silently. A day of grace is given, since the log
 * shows days, and a server may be down over midnight.
 *
 * Seen is what leaves tell: clocks that only some reports have start unseen (design.md section
 * 4), and of two referrals of a case whose clock has the same name, `deadline.missed` is taken
 * to be about the earlier.
 */
#pragma once
#include "base/cx.h"
#include "domain/public_event.h"

enum due_kind {
    DUE_REVIEW,     /* of a report: reviewed, or merged */
    DUE_COMPLETION, /* asked of the reporter: supplemented, registered */
    DUE_TRACING,    /* of early information: registered, a finding, decided, closed */
    DUE_HANDLING,   /* of a registered case: decided, closed */
    DUE_HANDOVER,   /* of a crime: referred to the joint centre */
    DUE_REFERRAL,   /* of a body: answered */
    DUE_KIND_COUNT
};

const char *due_kind_name(enum due_kind kind);  /* "review": for JSON */
const char *due_kind_words(enum due_kind kind); /* "the first review": for sentences */

#define DUE_GRACE_DAYS 1

/* One watched date, in a pool of all; 12 bytes each. */
struct due_slot {
    int32_t due;
    uint32_t next; /* index + 1 of the case's next one, or of the next free one */
    uint8_t kind;
    uint8_t authority;
    bool paused, told; /* told: its deadline.missed is in the log */
};

#define DUE_CHUNK 4096u
#define DUE_DAYS 16384 /* days from DUE_FIRST_DAY on that can be told apart: until 2044 */
#define DUE_FIRST_DAY 10957 /* 2000-01-01 */

struct due_watch {
    struct arena *arena;
    struct due_slot **chunks;
    size_t chunks_room;
    uint32_t len, free;      /* free: index + 1 of the first */
    uint32_t *open[DUE_KIND_COUNT]; /* open dates by day: what is overdue costs no search */
    uint64_t in_time[DUE_KIND_COUNT], late[DUE_KIND_COUNT], running[DUE_KIND_COUNT];
};

/* A case's watches, in the caller's row of that case. All zero: none. */
struct due_case {
    uint32_t first;
};

struct due_silent {
    enum due_kind kind;
    struct day due;
};

#define DUE_NEWS_MAX 8

/* What an event shows to have passed silently before it. */
struct due_news {
    size_t len;
    struct due_silent at[DUE_NEWS_MAX];
};

/* Grows in the arena. ERR_TOO_LARGE past its cap. */
enum err due_watch_open(struct cx *cx, struct arena *arena, struct due_watch *out) MUST_USE;
enum err due_watch_event(struct cx *cx, struct due_watch *w, struct due_case *c,
                         const struct public_event *e, struct due_news *news) MUST_USE;
/* Dates of a case that have passed by that day, more than the grace ago, untold. */
void due_watch_silent(const struct due_watch *w, const struct due_case *c, struct day today,
                      struct due_news *news);
/* Open dates before that day, told or not. */
uint64_t due_watch_overdue(const struct due_watch *w, enum due_kind kind, struct day today);
