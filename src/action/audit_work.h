/*
 * audit_work: what the two halves of audit_log share: audit_log.c hashes, audit_leaf.c reads
 * what the entries say. For these two only.
 */
#pragma once
#include "action/audit_log.h"
#include "action/signature_pool.h"
#include "domain/custody_watch.h"
#include "domain/tag_map.h"
#include "tlog/leaf.h"

/* What is remembered of a case. */
struct audit_case {
    struct hash last;
    uint32_t events;
    struct statistics_case counted;
    struct custody_case custody;
};

#define AUDIT_WITNESSES_MAX 64

struct audit_witness {
    char name[65];
    struct hash key; /* of its key's text */
    bool confirmed;  /* its agency signed that it is its own */
};

struct audit {
    const struct audit_plan *plan;
    struct audit_result *result;
    struct arena *work; /* of one bundle */
    struct tag_map cases;
    struct statistics_count count;
    struct attested_watch attested;
    struct signature_pool *pool;
    struct signature_job jobs[TILE_WIDTH];
    size_t jobs_len;
    struct leaf job_leaf[TILE_WIDTH];
    int64_t heartbeat_us; /* of the last; 0: none yet */
    struct audit_witness witnesses[AUDIT_WITNESSES_MAX];
    size_t witnesses_len;
};

#define TAG_TEXT 33

void audit_say(struct audit *a, enum audit_weight weight, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* "first review ... of case" and so on, for dates that passed silently. */
void audit_say_silent(struct audit *a, struct case_id tag, const struct due_news *news);
/* One entry, in order; hash: of its bytes. Signatures wait until audit_signatures. */
enum err audit_leaf(struct cx *cx, struct audit *a, uint64_t index, struct str text,
                    const struct hash *hash) MUST_USE;
void audit_signatures(struct audit *a);
/* audit_witness.c: takes witness.added and witness.confirmed; at the end, who is not confirmed. */
void audit_witness_leaf(struct audit *a, const struct leaf *leaf);
void audit_witnesses_say(struct audit *a);
/* At the end: the texts of the attested numbers, each against its leaf and the ones before. */
enum err audit_attested(struct cx *cx, struct audit *a) MUST_USE;
/* A leaf of no case, if it is about attested numbers. */
enum err audit_attested_leaf(struct cx *cx, struct audit *a, uint64_t index,
                             const struct leaf *leaf) MUST_USE;
