/* metrics: see the header. */
#include "web/metrics.h"
#include "web/router.h"
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>
#include "web/request.h"

static const int64_t time_edges_us[METRICS_TIMES - 1] = {
    500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 5000000,
};

void metrics_add(_Atomic uint64_t *counter, uint64_t n)
{
    atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

void metrics_set(_Atomic uint64_t *gauge, uint64_t n)
{
    atomic_store_explicit(gauge, n, memory_order_relaxed);
}

static uint64_t get(const _Atomic uint64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void metrics_request(struct metrics *m, int row, int status, int64_t micros)
{
    size_t r = row < 0 || row >= METRICS_ROUTES_MAX ? 0 : (size_t)row + 1;
    size_t class = status < 100 || status > 599 ? 4 : (size_t)status / 100 - 1;
    size_t t = 0;

    while (t < METRICS_TIMES - 1 && micros > time_edges_us[t])
        t++;
    metrics_add(&m->requests[r][class], 1);
    metrics_add(&m->times[t], 1);
    metrics_add(&m->times_sum_us, micros > 0 ? (uint64_t)micros : 0);
}

void metrics_batch(struct metrics *m, unsigned items, bool committed)
{
    size_t b = 0;

    while (b < METRICS_BATCHES - 1 && items > 1u << b)
        b++;
    metrics_add(&m->batches[b], 1);
    metrics_add(&m->batch_items, items);
    if (!committed)
        metrics_add(&m->batches_failed, 1);
}

static void line(struct buf *b, const char *type, const char *name, uint64_t value)
{
    buf_printf(b, "# TYPE %s %s\n%s %" PRIu64 "\n", name, type, name, value);
}

static void write_requests(struct buf *b, const struct metrics *m, const struct route *rows,
                           size_t rows_len)
{
    buf_lit(b, "# TYPE posko_requests_total counter\n");
    for (size_t r = 0; r <= rows_len && r <= METRICS_ROUTES_MAX; r++)
        for (size_t c = 0; c < METRICS_CLASSES; c++) {
            uint64_t n = get(&m->requests[r][c]);

            if (n > 0)
                buf_printf(b,
                           "posko_requests_total{route=\"%s\",method=\"%s\",class=\"%zuxx\"} "
                           "%" PRIu64 "\n",
                           r == 0 ? "-" : rows[r - 1].path,
                           r == 0 ? "-" : method_word(rows[r - 1].method), c + 1, n);
        }
}

static void write_times(struct buf *b, const struct metrics *m)
{
    uint64_t sum = 0;

    buf_lit(b, "# TYPE posko_request_seconds histogram\n");
    for (size_t t = 0; t < METRICS_TIMES; t++) {
        sum += get(&m->times[t]);
        if (t < METRICS_TIMES - 1)
            buf_printf(b, "posko_request_seconds_bucket{le=\"%g\"} %" PRIu64 "\n",
                       (double)time_edges_us[t] / 1e6, sum);
        else
            buf_printf(b, "posko_request_seconds_bucket{le=\"+Inf\"} %" PRIu64 "\n", sum);
    }
    buf_printf(b, "posko_request_seconds_sum %g\nposko_request_seconds_count %" PRIu64 "\n",
               (double)get(&m->times_sum_us) / 1e6, sum);
}

static void write_batches(struct buf *b, const struct metrics *m)
{
    uint64_t sum = 0;

    buf_lit(b, "# TYPE posko_writer_batch_items histogram\n");
    for (size_t i = 0; i < METRICS_BATCHES; i++) {
        sum += get(&m->batches[i]);
        if (i < METRICS_BATCHES - 1)
            buf_printf(b, "posko_writer_batch_items_bucket{le=\"%u\"} %" PRIu64 "\n", 1u << i,
                       sum);
        else
            buf_printf(b, "posko_writer_batch_items_bucket{le=\"+Inf\"} %" PRIu64 "\n", sum);
    }
    buf_printf(b,
               "posko_writer_batch_items_sum %" PRIu64 "\nposko_writer_batch_items_count %" PRIu64
               "\n",
               get(&m->batch_items), sum);
}

/* Pages in memory, from the kernel. */
static uint64_t resident_bytes(void)
{
    uint64_t pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");

    if (!f)
        return 0;
    if (fscanf(f, "%*u %" SCNu64, &pages) != 1)
        pages = 0;
    fclose(f);
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

void metrics_write(struct buf *b, const struct metrics *m, const struct route *rows,
                   size_t rows_len, const struct metrics_gauges *g)
{
    write_requests(b, m, rows, rows_len);
    write_times(b, m);
    write_batches(b, m);
    line(b, "counter", "posko_writer_batches_failed_total", get(&m->batches_failed));
    line(b, "counter", "posko_writer_jobs_failed_total", get(&m->jobs_failed));
    line(b, "gauge", "posko_writer_waiting", get(&m->writer_waiting));
    line(b, "gauge", "posko_writer_healthy", g->writer_healthy);
    line(b, "gauge", "posko_lane_waiting", get(&m->lane_waiting));
    line(b, "counter", "posko_refused_limit_total", get(&m->refused_limit));
    line(b, "counter", "posko_refused_csrf_total", get(&m->refused_csrf));
    line(b, "counter", "posko_refused_busy_total", get(&m->refused_busy));
    line(b, "counter", "posko_cache_hits_total", get(&m->cache_hits));
    line(b, "counter", "posko_cache_misses_total", get(&m->cache_misses));
    line(b, "gauge", "posko_connections", g->connections);
    line(b, "gauge", "posko_requests_active", g->active);
    line(b, "counter", "posko_connections_reaped_total", g->reaped);
    line(b, "gauge", "posko_public_version", g->version);
    line(b, "gauge", "process_resident_memory_bytes", resident_bytes());
}
