/*
 * server: starts and stops everything that answers requests: connections,
 * the writer, the slow lane, limits, the cache.
 */
#pragma once
#include "base/cx.h"
#include "web/limit.h"
#include "web/request.h"
#include "web/writer.h"

struct server;

struct server_config {
    struct str listen;            /* "127.0.0.1:8080", "127.0.0.1:0" */
    const struct env *env;        /* outlives the server */
    const char *db_path;
    const struct route *routes;   /* main passes routes, routes_len */
    size_t routes_len;
    unsigned threads;             /* HTTP threads */
    unsigned connections_max;
    unsigned idle_s;              /* a connection on which nothing moves */
    unsigned header_ms;           /* a request's header must be in by then */
    unsigned body_rate_min;       /* bytes/s, averaged, after body_grace_ms */
    unsigned body_grace_ms;
    unsigned lane_threads, lane_queue;
    unsigned writer_queue;        /* requests that may wait for the writer */
    unsigned stop_ms;             /* how long server_stop waits for answers under way */
    const struct limit_rule *limits;
    size_t limits_len;
    bool behind_proxy;            /* a loopback peer's X-Forwarded-For is believed */
    bool limit_local;             /* limits hold for this machine too (an onion service) */
    int log_fd;                   /* access log; -1: none */
    void (*metrics_more)(struct buf *b, const struct env *env); /* what a noun adds; or NULL */
    struct writer_hooks hooks;
};

/* Every number with its default; the caller fills listen, env, db_path and routes. */
struct server_config server_defaults(void);

/* The database must exist and be of this version. ERR_INVALID when the route table is not
 * sound; the note says how. Ignores SIGPIPE for the process. */
enum err server_start(struct cx *cx, const struct server_config *config,
                      struct server **out) MUST_USE;
int server_port(const struct server *s);
/* For clocks and tidying: writer_submit, writer_run. */
struct writer *server_writer(struct server *s);
/* Accepts nothing new, answers what is under way (stop_ms at most), then lets all go. */
void server_stop(struct server *s);
