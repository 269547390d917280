/*
 * audit_log: reads a whole log once, from wherever it lies, and believes none of it: hashes
 * every entry up to the signed root, follows every case's chain of events, checks the agencies'
 * signatures, the dates and the due dates, and counts the statistics.
 *
 * What is wrong is said in sentences that need no programmer to be understood. Memory does not
 * grow with the entries, only with the cases (about 100 bytes each).
 */
#pragma once
#include "action/log_source.h"
#include "domain/statistics.h"
#include "tlog/hash.h"
#include "tlog/note.h"

/* Keys that agencies sign with. Those that the log itself names (agency.key) take the place of
 * assumed ones as it is read. */
struct audit_keys {
    bool known[AGENCY_COUNT], assumed[AGENCY_COUNT];
    uint8_t key[AGENCY_COUNT][32];
};

struct audit_head {
    uint64_t size;
    struct hash root;
};

/* What was signed, smallest first: the first head of more than `after` entries. *there is false
 * past the last. */
struct audit_heads {
    enum err (*after)(struct cx *cx, void *arg, uint64_t after, struct audit_head *out,
                      bool *there);
    void *arg;
};

enum audit_weight {
    AUDIT_NOTE, /* worth knowing; breaks no promise */
    AUDIT_FAULT
};

struct audit_plan {
    struct log_source *source;
    uint64_t size; /* how many entries there must be */
    struct audit_heads heads;
    struct audit_keys keys;
    struct day today; /* in the post's zone, or near it */
    /* The numbers as they were at that size and day, beside those at the end; 0: not wanted. */
    uint64_t statistics_size;
    struct day statistics_day;
    void (*say)(void *arg, enum audit_weight weight, const char *sentence);
    void *arg;
};

struct audit_result {
    uint64_t size; /* entries read; less than planned if some cannot be had */
    struct hash root;
    bool rooted;   /* the last signed head was reached, and is what the entries make */
    uint64_t faults, heads;
    uint64_t signatures, unsigned_keys; /* checked; not checked for want of a key */
    uint64_t heartbeats;
    uint64_t access_heads; /* days on which the private log of who read what was pinned */
    struct day access_day; /* the last of them; looked at when access_heads > 0 */
    uint64_t watch_lines;  /* of the watch log */
    struct day first, last;
    struct audit_keys keys;
    struct statistics statistics, statistics_then;
    bool then; /* statistics_then was reached */
};

/* OK also when there are faults: they were said. Else only what kept it from reading on. */
enum err audit_log(struct cx *cx, const struct audit_plan *plan, struct audit_result *out) MUST_USE;
