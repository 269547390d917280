/*
 * admit: what can be refused from the head of a request, before its body is read:
 * unknown paths, methods, sizes, formats, other sites, and too often.
 */
#include <stdio.h>
#include <strings.h>
#include "web/http_listen.h"
#include "web/reply.h"
#include "web/serving.h"

static bool refuse(struct serving *s, int status, struct str code)
{
    (void)reply_problem(&s->rq, status, code, STR(""));
    return false;
}

static bool refuse_method(struct serving *s, unsigned methods)
{
    static const struct {
        unsigned method;
        const char *name;
    } all[] = { { METHOD_GET, "GET" },     { METHOD_GET | METHOD_HEAD, "HEAD" },
                { METHOD_POST, "POST" },   { METHOD_PATCH, "PATCH" },
                { METHOD_DELETE, "DELETE" }, { METHOD_OPTIONS, "OPTIONS" } };
    struct buf b = buf_in(s->rq.cx.arena, 64);

    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (methods & all[i].method)
            buf_printf(&b, "%s%s", b.len > 0 ? ", " : "", all[i].name);
    reply_header(&s->rq, "Allow", buf_end(&b));
    return refuse(s, 405, STR("method"));
}

/* Behind a proxy on this machine the peer is who the proxy says: the last address of
 * X-Forwarded-For is the one the proxy itself added. */
static struct peer true_peer(const struct serving *s)
{
    struct peer peer = s->rq.exchange->peer;
    struct str list = request_header(&s->rq, "X-Forwarded-For"), last = STR(""), part;

    if (!s->server->config.behind_proxy || !peer.loopback)
        return peer;
    while (str_cut(&list, ',', &part))
        last = str_trim(part);
    if (last.len > 0 && !peer_parse(last, &peer))
        peer = (struct peer){ .loopback = false };
    return peer;
}

static bool is_local(const struct serving *s)
{
    bool forwarded = request_header(&s->rq, "X-Forwarded-For").len > 0
        || request_header(&s->rq, "Forwarded").len > 0 || request_header(&s->rq, "Via").len > 0;

    return s->rq.exchange->peer.loopback
        && guard_local_host(request_header(&s->rq, "Host"), forwarded);
}

static bool within_limit(struct serving *s)
{
    struct server *server = s->server;
    int rule = server->limit_of_row[s->row];
    struct peer peer;
    unsigned wait_s = 1;

    if (rule < 0 || (is_local(s) && !server->config.limit_local))
        return true;
    peer = true_peer(s);
    if (limit_take(server->limits, &s->rq.cx, rule, &peer, &wait_s))
        return true;
    metrics_add(&server->metrics.refused_limit, 1);
    reply_header(&s->rq, "Retry-After", arena_printf(s->rq.cx.arena, "%u", wait_s));
    return false;
}

static bool starts_like(struct str s, const char *lower)
{
    struct str want = str_of(lower);

    return s.len >= want.len && strncasecmp(s.at, lower, want.len) == 0
        && (s.len == want.len || s.at[want.len] == ';' || s.at[want.len] == ' ');
}

static bool format_fine(const struct serving *s)
{
    struct str type = request_header(&s->rq, "Content-Type");
    const struct exchange *ex = s->rq.exchange;

    if ((ex->body_declared == 0 && !ex->body_chunked) || s->rq.route->stream)
        return true;
    if (s->rq.route->flags & ROUTE_API)
        return starts_like(type, "application/json");
    return starts_like(type, "application/x-www-form-urlencoded")
        || starts_like(type, "multipart/form-data");
}

static bool from_here(struct serving *s)
{
    if (!(s->rq.method & (METHOD_POST | METHOD_PATCH | METHOD_DELETE))
        || (s->rq.route->flags & ROUTE_API)
        || guard_same_site(request_header(&s->rq, "Sec-Fetch-Site"),
                           request_header(&s->rq, "Origin"), request_header(&s->rq, "Host"),
                           s->rq.env->origin))
        return true;
    metrics_add(&s->server->metrics.refused_csrf, 1);
    return false;
}

/* The method that is meant: a browser or a proxy that knows only POST says it in a header. Rows
 * that do not allow for that are not reached so. */
static unsigned method_meant(const struct serving *s)
{
    const struct server_config *config = &s->server->config;
    const struct exchange *ex = s->rq.exchange;
    struct str other = request_header(&s->rq, "X-HTTP-Method-Override");
    struct match match = { .route = NULL };

    if (other.len == 0 || method_of(ex->method) != METHOD_POST
        || router_find(ex->arena, config->routes, config->routes_len, method_of(other), ex->path,
                       &match) != FOUND
        || !(match.route->flags & ROUTE_OVERRIDE))
        return method_of(ex->method);
    return method_of(other);
}

/* A stranger for whom the slow lane has no room is told so before his body is read. Whoever
 * brings a mark of having been here is looked at (session_known). */
static bool lane_is_open(struct serving *s)
{
    const struct route *route = s->rq.route;

    if (!(route->flags & ROUTE_SLOW) || route->who == WHO_OFFICER
        || s->cookies[COOKIE_KNOWN].len > 0 || lane_has_room(s->server->lane))
        return true;
    metrics_add(&s->server->metrics.refused_busy, 1);
    return false;
}

bool serving_admit(struct serving *s)
{
    struct exchange *ex = s->rq.exchange;
    const struct server_config *config = &s->server->config;
    unsigned method = method_meant(s);
    struct match match = { .route = NULL };

    switch (router_find(ex->arena, config->routes, config->routes_len, method, ex->path, &match)) {
    case FOUND_NOTHING:
        return refuse(s, 404, STR("not_found"));
    case FOUND_OTHER_METHOD:
        return refuse_method(s, match.methods);
    case FOUND:
        break;
    }
    s->rq.route = match.route;
    s->rq.method = (enum method)method;
    s->row = (int)(match.route - config->routes);
    for (size_t i = 0; i < match.args_len; i++)
        s->rq.args[i] = match.args[i];
    if (match.route->who == WHO_LOOPBACK && !is_local(s))
        return refuse(s, 404, STR("not_found"));
    if (!match.route->stream
        && (ex->body_declared > match.route->body_max
            || (ex->body_chunked && match.route->body_max == 0)))
        return refuse(s, 413, STR("too_large"));
    if (!within_limit(s))
        return refuse(s, 429, STR("too_often"));
    if (!lane_is_open(s))
        return refuse(s, 503, STR("busy"));
    if (!format_fine(s))
        return refuse(s, 415, STR("format"));
    if (!from_here(s))
        return refuse(s, 403, STR("form_expired"));
    ex->body_max = match.route->body_max;
    return true;
}
