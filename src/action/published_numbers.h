/*
 * published_numbers: numbers that somebody published (the JSON of domain/statistics.h),
 * against those that the log's leaves make.
 */
#pragma once
#include "action/audit_log.h"
#include "base/json.h"

struct published_numbers {
    uint64_t size;
    struct day day;
    json_t *numbers, *attested; /* json_release */
};

/* ERR_INVALID if it is not such JSON. */
enum err published_numbers_read(struct cx *cx, struct str json,
                                struct published_numbers *out) MUST_USE;
/* Says each number that differs, counted or attested; returns how many do. */
uint64_t published_numbers_compare(struct cx *cx, const struct published_numbers *p,
                                   const struct statistics *counted,
                                   const struct audit_plan *plan);
