/*
 * metrics: what /metrics tells: counts and times, nothing about anybody.
 *
 * Lock-free counters; a reading is not one instant, which is good enough.
 */
#pragma once
#include <stdatomic.h>
#include "base/buf.h"

#define METRICS_ROUTES_MAX 512
#define METRICS_CLASSES 5  /* 1xx..5xx */
#define METRICS_TIMES 13   /* buckets of answer times; the last is +Inf */
#define METRICS_BATCHES 10 /* buckets of batch sizes: 1, 2, 4 .. 256, +Inf */

struct metrics {
    /* [0] is for what no row matched */
    _Atomic uint64_t requests[METRICS_ROUTES_MAX + 1][METRICS_CLASSES];
    _Atomic uint64_t times[METRICS_TIMES], times_sum_us;
    _Atomic uint64_t batches[METRICS_BATCHES], batch_items, batches_failed, jobs_failed;
    _Atomic uint64_t refused_limit, refused_csrf, refused_busy;
    _Atomic uint64_t cache_hits, cache_misses;
    _Atomic uint64_t writer_waiting, lane_waiting;
};

/* row: index into the route table, or -1. */
void metrics_request(struct metrics *m, int row, int status, int64_t micros);
void metrics_batch(struct metrics *m, unsigned items, bool committed);
void metrics_add(_Atomic uint64_t *counter, uint64_t n);
void metrics_set(_Atomic uint64_t *gauge, uint64_t n);

struct route;
struct metrics_gauges {
    uint64_t connections, active, reaped, version;
    bool writer_healthy;
};
/* Prometheus text format 0.0.4. */
void metrics_write(struct buf *b, const struct metrics *m, const struct route *rows,
                   size_t rows_len, const struct metrics_gauges *gauges);
