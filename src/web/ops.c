/* ops: see the header. */
#include "web/ops.h"
#include "web/reply.h"
#include "web/serving.h"

#define TEXT_PLAIN "text/plain; charset=utf-8"
#define METRICS_MAX (1u << 20)

static void say(struct request *rq, int status, struct str word)
{
    reply_static(rq, status, TEXT_PLAIN,
                 (struct bytes){ (const uint8_t *)word.at, word.len });
}

enum err get_healthz(struct request *rq)
{
    say(rq, 200, STR("ok\n"));
    return OK;
}

/* That this stage has a connection shows that the database can be opened; asking for its
 * version shows that it can be read. */
enum err get_readyz(struct request *rq)
{
    const struct server *s = serving_of(rq)->server;
    int64_t version;

    if (atomic_load(&s->stopping))
        say(rq, 503, STR("stopping\n"));
    else if (!writer_healthy(s->writer))
        say(rq, 503, STR("the last commit failed\n"));
    else if (db_version(&rq->cx, rq->db, &version) != OK)
        say(rq, 503, STR("the database cannot be read\n"));
    else
        say(rq, 200, STR("ready\n"));
    return OK;
}

enum err get_metrics(struct request *rq)
{
    struct server *s = serving_of(rq)->server;
    struct buf b = buf_in(rq->cx.arena, METRICS_MAX);
    struct metrics_gauges gauges = {
        .connections = http_connections(s->http), .active = http_active(s->http),
        .reaped = http_reaped(s->http), .version = writer_version(s->writer),
        .writer_healthy = writer_healthy(s->writer),
    };
    struct str text;

    metrics_write(&b, &s->metrics, s->config.routes, s->config.routes_len, &gauges);
    if (s->config.metrics_more)
        s->config.metrics_more(&b, rq->env);
    text = buf_end(&b);
    if (!text.at)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "the metrics do not fit");
    reply_static(rq, 200, "text/plain; version=0.0.4; charset=utf-8",
                 (struct bytes){ (const uint8_t *)text.at, text.len });
    return OK;
}
