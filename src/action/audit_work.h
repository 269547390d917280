/*
 * audit_work: what the two halves of audit_log share: audit_log.c hashes, audit_leaf.c reads
 * what the entries say. For these two only.
 */
#pragma once
#include "action/audit_log.h"
#include "action/signature_pool.h"
#include "domain/tag_map.h"
#include "tlog/leaf.h"

/* What is remembered of a case. */
struct audit_case {
    struct hash last;
    uint32_t events;
    struct statistics_case counted;
};

struct audit {
    const struct audit_plan *plan;
    struct audit_result *result;
    struct arena *work; /* of one bundle */
    struct tag_map cases;
    struct statistics_count count;
    struct signature_pool *pool;
    struct signature_job jobs[TILE_WIDTH];
    size_t jobs_len;
    struct leaf job_leaf[TILE_WIDTH];
    int64_t heartbeat_us; /* of the last; 0: none yet */
};

#define TAG_TEXT 33

void audit_say(struct audit *a, enum audit_weight weight, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* "first review ... of case" and so on, for dates that passed silently. */
void audit_say_silent(struct audit *a, struct case_id tag, const struct due_news *news);
/* One entry, in order; hash: of its bytes. Signatures wait until audit_signatures. */
enum err audit_leaf(struct cx *cx, struct audit *a, uint64_t index, struct str text,
                    const struct hash *hash) MUST_USE;
void audit_signatures(struct audit *a);
