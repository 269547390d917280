/*
 * pull: one round of a witness that nobody can reach: it asks for the newest head, fetches the
 * entries it lacks, computes for itself that they lead from what it has to that head, keeps
 * them, and only then cosigns and hands the line in. Last come the texts that entries name.
 */
#pragma once
#include "witness/copy.h"
#include "witness/fetch.h"
#include "witness/home.h"
#include "witness/texts.h"
#include "witness/watch.h"

#define PULL_AGAIN_S 600 /* a head without news is cosigned anew after this */

struct pull {
    struct home *home;
    size_t log;           /* its place in the home's policy */
    struct fetch *fetch;
    struct copy copy;
    struct watch watch;
    struct texts texts;
    struct arena *arena;  /* all of the above but home */
    uint64_t told_size;   /* the head last handed in, and when */
    int64_t told_us;
    int64_t policy_us;    /* when the post's policy was copied */
    bool no_wait;         /* the server knows no /log/wait, or will not let this witness wait */
    int64_t no_wait_us;   /* since when */
    struct finding said;  /* the last alarm about a head, so that it is not said each second */
};

enum pull_result {
    PULL_NOTHING,  /* no news */
    PULL_COSIGNED, /* and handed in */
    PULL_KEPT,     /* cosigned and kept, but the server did not take the line */
    PULL_ALARM     /* it would contradict what was seen: nothing was signed */
};

/* Meets the log at url when the home knows none: its policy there says its key, which is to be
 * compared aloud (*met is set). Reads the copy; what is wrong in it is said. */
enum err pull_open(struct cx *cx, struct home *home, struct str url, struct str agency,
                   void (*say)(void *arg, const struct finding *f), void *arg, bool *met,
                   struct pull **out) MUST_USE;
void pull_close(struct pull **pull); /* fits AUTO */
/* ERR_UNAVAILABLE: the log does not answer. Alarms are said. */
enum err pull_round(struct cx *cx, struct pull *p, enum pull_result *out) MUST_USE;
/* Waits at the server until its log is larger than what was cosigned, about 25 s at most. True:
 * there is news. False also where the server does not let one wait: then *soon is false, and a
 * timer is what is left. told: ends the waiting. */
bool pull_wait(struct cx *cx, struct pull *p, bool (*told)(void *arg), void *arg, bool *soon);
/* Which witnesses of the post's policy have cosigned the head that is public now; the policy is
 * the one beside the copy. ERR_NOT_FOUND while there is none. */
enum err pull_others(struct cx *cx, struct pull *p, struct policy **policy,
                     struct policy_result *out) MUST_USE;
