/*
 * serve: takes one request through its stages: open, check, write, reply.
 *
 * A stage that has to wait (for the slow lane, for the writer) suspends the
 * connection and hands the request over; whoever ran it resumes the
 * connection, and the stages go on from where they were. A request is touched
 * by one thread at a time: whoever it was handed to.
 */
#include <stddef.h>
#include "web/access_log.h"
#include "web/gzip.h"
#include "web/kit.h"
#include "web/serving.h"

static void stage_over(struct serving *s, enum err err, enum stage next)
{
    s->err = err;
    s->stage = err != OK || s->rq.response ? STAGE_END : next;
}

static void busy(struct serving *s, const char *what)
{
    metrics_add(&s->server->metrics.refused_busy, 1);
    stage_over(s, FAIL(&s->rq.cx, ERR_BUSY, "%s", what), STAGE_END);
}

/* ---- the writer ---- */

static struct serving *of_writer_item(struct writer_item *item)
{
    return (struct serving *)((char *)item - offsetof(struct serving, writer));
}

static bool refused(const struct serving *s)
{
    return s->rq.response && s->response.status >= 400;
}

static enum err item_write(struct writer_item *item, struct db *tx, bool *changed_public)
{
    struct serving *s = of_writer_item(item);

    s->err = s->rq.route->write(&s->rq, tx);
    *changed_public = s->rq.public_changed;
    return s->err == OK && refused(s) ? ERR_INVALID : s->err;
}

static void item_done(struct writer_item *item, enum err err, const struct note *note)
{
    struct serving *s = of_writer_item(item);

    if (err != OK && s->err == OK && !refused(s)) { /* the batch failed, not the request */
        if (note)
            s->rq.cx.note = *note;
        s->err = err;
    }
    stage_over(s, s->err, STAGE_REPLY);
    http_resume(s->rq.exchange);
}

/* The connection is suspended already. After this s belongs to the writer, or has been
 * resumed. */
static void hand_to_writer(struct serving *s)
{
    s->rq.db = NULL;
    s->writer.write = item_write;
    s->writer.done = item_done;
    if (writer_take(s->server->writer, &s->writer))
        return;
    busy(s, "too much waits for the writer");
    http_resume(s->rq.exchange);
}

/* ---- the slow lane ---- */

static void run_check(struct serving *s, struct kit *kit)
{
    s->rq.db = kit->db;
    stage_over(s, s->rq.route->check ? s->rq.route->check(&s->rq) : OK, STAGE_WRITE);
}

static void lane_work(struct lane_item *item, bool run)
{
    struct serving *s = (struct serving *)((char *)item - offsetof(struct serving, lane));
    struct server *server = s->server;
    struct kit *kit = NULL;
    enum err err = run ? kit_take(&s->rq.cx, server, &kit) : ERR_BUSY;

    if (err == OK)
        run_check(s, kit);
    else
        stage_over(s, err, STAGE_END);
    s->rq.db = NULL;
    kit_give(server, kit);
    if (s->stage == STAGE_WRITE && s->rq.route->write)
        hand_to_writer(s);
    else
        http_resume(s->rq.exchange);
}

static void hand_to_lane(struct serving *s)
{
    s->rq.db = NULL;
    s->lane.work = lane_work;
    if (lane_take(s->server->lane, &s->lane))
        return;
    busy(s, "the slow lane is full");
    http_resume(s->rq.exchange);
}

/* ---- the stages ---- */

static enum http_next advance(struct serving *s, struct kit *kit)
{
    const struct route *route = s->rq.route;

    s->rq.db = kit->db;
    if (s->stage == STAGE_OPEN)
        stage_over(s, serving_open(s), STAGE_CHECK);
    if (s->stage == STAGE_CHECK && (route->flags & ROUTE_SLOW)) {
        http_suspend(s->rq.exchange);
        hand_to_lane(s);
        return HTTP_WAIT;
    }
    if (s->stage == STAGE_CHECK)
        run_check(s, kit);
    if (s->stage == STAGE_WRITE && route->write) {
        http_suspend(s->rq.exchange);
        hand_to_writer(s);
        return HTTP_WAIT;
    }
    if (s->stage == STAGE_WRITE)
        s->stage = STAGE_REPLY;
    if (s->stage == STAGE_REPLY)
        stage_over(s, route->reply ? route->reply(&s->rq) : OK, STAGE_END);
    serving_finish(s, kit->gzip);
    s->rq.db = NULL;
    return HTTP_ANSWER;
}

static void saw_pair(void *arg, struct str name, struct str value)
{
    (void)name;
    (void)value;
    *(bool *)arg = true;
}

static bool has_query(const struct exchange *ex)
{
    bool any = false;

    http_query(ex, &any, saw_pair);
    return any;
}

/* A copy from memory, where the page is everybody's and nothing was asked of it. */
static bool sent_from_cache(struct serving *s)
{
    struct server *server = s->server;
    struct exchange *ex = s->rq.exchange;
    bool gzip = accepts_coding(request_header(&s->rq, "Accept-Encoding"), "gzip");

    if (!(s->rq.route->flags & ROUTE_PUBLIC) || atomic_load(&server->stopping) || has_query(ex))
        return false;
    s->key = (struct cache_key){
        .path = s->rq.path, .lang = s->rq.lang,
        .day = day_at(s->rq.cx.now_us, s->rq.env->zone_minutes),
        .version = writer_version(server->writer),
    };
    s->response.status = cache_send(server->cache, ex, &s->key, gzip,
                                    request_header(&s->rq, "If-None-Match"));
    s->may_keep = s->response.status == 0;
    metrics_add(s->may_keep ? &server->metrics.cache_misses : &server->metrics.cache_hits, 1);
    return !s->may_keep;
}

enum http_next serve_run(void *self, struct exchange *ex)
{
    struct server *server = self;
    struct serving *s = ex->app;
    struct kit *kit = NULL;
    enum http_next next;

    if (s->stage == STAGE_OPEN && sent_from_cache(s))
        return HTTP_ANSWER;
    s->err = s->err != OK ? s->err : kit_take(&s->rq.cx, server, &kit);
    if (!kit) {
        serving_finish(s, NULL);
        return HTTP_ANSWER;
    }
    next = advance(s, kit);
    kit_give(server, kit);
    return next;
}

void serve_head(void *self, struct exchange *ex)
{
    static struct response no_memory = { .status = 503 };
    struct server *server = self;
    struct serving *s = ARENA_NEW(ex->arena, struct serving);

    if (!s) {
        ex->response = &no_memory;
        return;
    }
    s->server = server;
    s->rq.cx = cx_system(ex->arena);
    s->began_us = s->rq.cx.now_us;
    s->rq.env = server->config.env;
    s->rq.exchange = ex;
    s->rq.path = ex->path;
    s->rq.lang = LANG_ID;
    s->row = -1;
    request_id_make(server->id_key, atomic_fetch_add(&server->id_next, 1), s->id);
    ex->app = s;
    serving_read_cookies(s);
    if (!serving_admit(s))
        serving_finish(s, NULL);
}

static const char *method_known(const struct serving *s)
{
    switch (method_of(s->rq.exchange->method)) {
    case METHOD_GET:
        return "GET";
    case METHOD_POST:
        return "POST";
    case METHOD_HEAD:
        return "HEAD";
    default:
        return "-";
    }
}

void serve_done(void *self, struct exchange *ex, bool sent)
{
    struct server *server = self;
    struct serving *s = ex->app;
    struct access a;

    if (!s)
        return;
    a = (struct access){
        .at_us = s->began_us, .micros = system_now_us() - s->began_us,
        .id = s->id, .route = s->rq.route ? s->rq.route->path : "-", .method = method_known(s),
        .status = s->response.status, .sent = sent, .err = s->err, .note = &s->rq.cx.note,
    };
    metrics_request(&server->metrics, s->row, a.status, a.micros);
    access_log_add(server->log, &a);
}
