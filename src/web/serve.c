/*
 * serve: takes one request through its stages: open, check, write, reply.
 *
 * A stage that has to wait (for the slow lane, for the writer) suspends the
 * connection and hands the request over; whoever ran it resumes the
 * connection, and the stages go on from where they were. A request is touched
 * by one thread at a time: whoever it was handed to.
 */
#include <stddef.h>
#include "base/stack.h"
#include "web/access_log.h"
#include "web/gzip.h"
#include "web/kit.h"
#include "web/serving.h"
#include "web/session.h"

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

    if (s->rq.again == AGAIN_WRONG) /* the refusal stands; what is written is that it was tried */
        return s->err = session_again_failed(&s->rq, tx);
    s->err = s->rq.route->write(&s->rq, tx);
    *changed_public = s->rq.public_changed;
    return s->err == OK && refused(s) ? ERR_INVALID : s->err;
}

static void item_done(struct writer_item *item, enum err err, const struct note *note)
{
    struct serving *s = of_writer_item(item);

    /* the batch failed, not the request */
    if (err != OK && s->err == OK && (!refused(s) || s->rq.again == AGAIN_WRONG)) {
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

/* A grave act's password, then the row's own check. Whatever that does with a password that is
 * not his, only a refusal goes out. */
static enum err check_grave(struct request *rq)
{
    struct serving *s = serving_of(rq);
    enum err err;

    TRY(session_again(rq));
    if (rq->again == AGAIN_FINE)
        return rq->route->check(rq);
    err = rq->route->check(rq);
    if (err == OK && refused(s))
        return OK;
    if (err != OK && rq->again != AGAIN_WRONG) /* say, nothing is there: no try to be counted */
        return err;
    return reply_problem(rq, 422, STR("again"), STR(""));
}

static void run_check(struct serving *s, struct kit *kit)
{
    const struct route *route = s->rq.route;
    enum err err = OK;

    s->rq.db = kit->db;
    if (route->flags & ROUTE_GRAVE)
        err = check_grave(&s->rq);
    else if (route->check)
        err = route->check(&s->rq);
    stage_over(s, err, STAGE_WRITE);
    if (err == OK && s->rq.again == AGAIN_WRONG)
        s->stage = STAGE_WRITE;
}

/* A try with a wrong password is counted before its refusal goes out. */
static bool needs_writer(const struct serving *s)
{
    return s->stage == STAGE_WRITE && (s->rq.route->write || s->rq.again == AGAIN_WRONG);
}

static bool is_slow(const struct route *route)
{
    return route->flags & (ROUTE_SLOW | ROUTE_GRAVE);
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
    if (needs_writer(s))
        hand_to_writer(s);
    else
        http_resume(s->rq.exchange);
}

static void hand_to_lane(struct serving *s)
{
    s->rq.db = NULL;
    s->lane.work = lane_work;
    s->lane.stranger = s->rq.route->who != WHO_OFFICER && !session_known(&s->rq);
    if (lane_take(s->server->lane, &s->lane))
        return;
    busy(s, "the slow lane is full");
    http_resume(s->rq.exchange);
}

/* ---- waiting for news ---- */

static struct serving *of_room_item(struct room_item *item)
{
    return (struct serving *)((char *)item - offsetof(struct serving, waiting));
}

static bool room_waits(struct room_item *item, struct cx *cx)
{
    struct serving *s = of_room_item(item);

    return s->rq.waits(&s->rq, cx);
}

static void room_leave(struct room_item *item)
{
    struct serving *s = of_room_item(item);

    s->stage = STAGE_REPLY;
    s->rq.cx.now_us = system_now_us(); /* it is later now */
    http_resume(s->rq.exchange);
}

/* The connection is suspended already; the room, or nobody, has s after this. */
static void hand_to_room(struct serving *s)
{
    s->rq.db = NULL;
    s->waiting = (struct room_item){ .until_us = s->rq.wait_until_us, .waits = room_waits,
                                     .leave = room_leave };
    if (!room_take(s->server->room, &s->waiting))
        room_leave(&s->waiting);
}

/* ---- the stages ---- */

static enum http_next advance(struct serving *s, struct kit *kit)
{
    const struct route *route = s->rq.route;

    s->rq.db = kit->db;
    if (s->stage == STAGE_OPEN)
        stage_over(s, serving_open(s), STAGE_CHECK);
    if (s->stage == STAGE_CHECK && is_slow(route)) {
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
    if (s->stage == STAGE_WRITE && s->rq.waits) {
        http_suspend(s->rq.exchange);
        hand_to_room(s);
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

/* ---- bodies that are taken while they arrive ---- */

static void stream_begin(struct server *server, struct serving *s)
{
    struct kit *kit = NULL;
    uint64_t max = 0;
    enum err err = kit_take(&s->rq.cx, server, &kit);

    if (kit) {
        s->rq.db = kit->db;
        err = serving_open_stream(s);
        if (err == OK && !s->rq.response) {
            s->begun = true;
            err = s->rq.route->stream->begin(&s->rq, &max);
        }
        s->rq.db = NULL;
        kit_give(server, kit);
    }
    stage_over(s, err, STAGE_CHECK);
    s->streaming = s->stage == STAGE_CHECK;
    if (s->streaming)
        s->rq.exchange->stream_max = max;
    else
        serving_finish(s, NULL);
}

/* What came is not wanted any more, or the peer is gone. */
static void stream_break(struct serving *s)
{
    if (s->streaming)
        s->rq.route->stream->broken(&s->rq);
    s->streaming = false;
}

void serve_piece(void *self, struct exchange *ex, struct bytes piece)
{
    struct serving *s = ex->app;

    (void)self;
    stage_over(s, s->rq.route->stream->take(&s->rq, piece), STAGE_CHECK);
    if (s->stage == STAGE_CHECK)
        return;
    stream_break(s);
    serving_finish(s, NULL);
}

enum http_next serve_run(void *self, struct exchange *ex)
{
    struct server *server = self;
    struct serving *s = ex->app;
    struct kit *kit = NULL;
    enum http_next next;

    if (s->stage == STAGE_OPEN && sent_from_cache(s))
        return HTTP_ANSWER;
    if (s->streaming && ex->body_too_large) {
        stream_break(s);
        stage_over(s, FAIL(&s->rq.cx, ERR_TOO_LARGE, "body over its limit"), STAGE_END);
    }
    s->streaming = false;
    s->err = s->err != OK ? s->err : kit_take(&s->rq.cx, server, &kit);
    if (!kit) {
        serving_finish(s, NULL);
        return HTTP_ANSWER;
    }
    next = advance(s, kit);
    kit_give(server, kit);
    stack_wipe();
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
    else if (s->rq.route->stream)
        stream_begin(server, s);
}

static const char *method_known(const struct serving *s)
{
    static const char *const names[] = { "GET", "POST", "HEAD", "PATCH", "DELETE", "OPTIONS" };

    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_is(s->rq.exchange->method, names[i]))
            return names[i];
    return "-";
}

void serve_done(void *self, struct exchange *ex, bool sent)
{
    struct server *server = self;
    struct serving *s = ex->app;
    struct access a;

    if (!s)
        return;
    stream_break(s);
    if (s->begun)
        s->rq.route->stream->end(&s->rq);
    a = (struct access){
        .at_us = s->began_us, .micros = system_now_us() - s->began_us,
        .id = s->id, .route = s->rq.route ? s->rq.route->path : "-", .method = method_known(s),
        .status = s->response.status, .sent = sent, .err = s->err, .note = &s->rq.cx.note,
    };
    metrics_request(&server->metrics, s->row, a.status, a.micros);
    access_log_add(server->log, &a);
}
