/*
 * limit: how often somebody may try something, without knowing who.
 *
 * Token buckets in memory, keyed by a keyed hash of the peer's /24 or /48 under
 * a random key that is changed every hour and never written (ledger.md 10).
 * A prefix is a whole village behind one mobile gateway, so the defaults are
 * generous: they stop machines, not people.
 */
#pragma once
#include <pthread.h>
#include "base/cx.h"
#include "web/http.h"

#define LIMIT_RULES_MAX 32
#define LIMIT_SETS 1024
#define LIMIT_WAYS 4

struct limit_rule {
    const char *name;   /* as route rows name it */
    unsigned burst;     /* so many at once */
    unsigned per_hour;  /* and so many an hour from then on; 0: no limit */
};

/* What the post starts with; a setting may replace each (limit.NAME.burst, .per_hour). */
extern const struct limit_rule limit_defaults[];
extern const size_t limit_defaults_len;

struct limit_bucket {
    uint64_t key;      /* 0: free */
    double tokens;
    int64_t at_us;
};

struct limits {
    pthread_mutex_t lock;
    struct limit_rule rules[LIMIT_RULES_MAX];
    size_t rules_len;
    uint8_t salt[32];
    int64_t salted_us;
    struct limit_bucket table[LIMIT_SETS][LIMIT_WAYS];
};

void limits_init(struct limits *l, const struct limit_rule *rules, size_t len);
/* The rule's index, or -1. */
int limit_find(const struct limits *l, const char *name);
/* Takes one token. When there is none: false, and *wait_s says when to come back (at least 1). */
bool limit_take(struct limits *l, struct cx *cx, int rule, const struct peer *peer,
                unsigned *wait_s) MUST_USE;
