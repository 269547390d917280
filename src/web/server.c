/* server: see the header. */
#include "web/server.h"
#include <assert.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include "web/access_log.h"
#include "web/kit.h"
#include "web/serving.h"

#define HOME_MAX (64u << 20)

struct server_config server_defaults(void)
{
    return (struct server_config){
        .listen = STR("127.0.0.1:8080"),
        .threads = 8,
        .connections_max = 1024,
        .idle_s = 10,
        .header_ms = 15000,
        .body_rate_min = 256,
        .body_grace_ms = 10000,
        .lane_threads = 2,
        .lane_queue = 32,
        .writer_queue = 2048,
        .stop_ms = 8000, /* and a second or two for what follows: ten in all */
        .limits = limit_defaults,
        .limits_len = limit_defaults_len,
        .log_fd = 2,
    };
}

/* ---- the route table ---- */

static size_t args_in(const char *path)
{
    size_t n = 0;

    for (; *path != '\0'; path++)
        n += *path == ':' || *path == '*';
    return n;
}

static bool grave_sound(const struct route *r)
{
    if (r->method != METHOD_POST || r->who != WHO_OFFICER || !r->check)
        return false;
    for (size_t i = 0; i < r->fields_len; i++)
        if (strcmp(r->fields[i].name, PASSWORD_AGAIN) == 0)
            return true;
    return false;
}

/* Only what is somebody's, and is prepared before it is written down. SameSite=Strict cookies
 * see to it that nobody else's page makes an officer's browser read. */
static bool record_sound(const struct route *r)
{
    return r->method == METHOD_GET && r->who == WHO_OFFICER && r->check
           && (r->flags & ROUTE_SENSITIVE) && !(r->flags & ROUTE_API);
}

static enum err row_check(struct cx *cx, const struct server_config *config, size_t i)
{
    const struct route *r = &config->routes[i];
    const char *why = NULL;

    if (r->path[0] != '/' || args_in(r->path) > REQUEST_ARGS_MAX)
        why = "path";
    else if (r->method == METHOD_PATCH && !r->stream)
        why = "a PATCH is a body that is taken while it arrives";
    else if (r->stream && (r->body_max > 0 || !r->check || !r->stream->begin || !r->stream->take
                           || !r->stream->broken || !r->stream->end))
        why = "a body that is taken while it arrives has its four steps, a check, no body_max";
    else if (r->method == METHOD_GET && r->body_max > 0)
        why = "a GET has no body";
    else if (r->method == METHOD_GET && (r->write != NULL) != ((r->flags & ROUTE_RECORDED) != 0))
        why = "a GET writes nothing but that it was read";
    else if ((r->flags & ROUTE_RECORDED) && !record_sound(r))
        why = "what is recorded is a GET of an officer, sensitive, with a check";
    else if (r->method == METHOD_POST && (r->flags & ROUTE_PUBLIC))
        why = "a POST is never public";
    else if ((r->flags & ROUTE_PUBLIC) && r->who != WHO_ANYONE)
        why = "public is for anyone";
    else if (r->who == WHO_RECEIPT && !(r->flags & ROUTE_API))
        why = "a receipt is for the API";
    else if (!r->check && !r->write && !r->reply)
        why = "no stage";
    else if ((r->flags & ROUTE_GRAVE) && !grave_sound(r))
        why = "a grave act is an officer's POST with a check and the field password_again";
    for (size_t k = 0; k < i && !why; k++)
        if (config->routes[k].method == r->method && strcmp(config->routes[k].path, r->path) == 0)
            why = "twice";
    return why ? FAIL(cx, ERR_INVALID, "route %s: %s", r->path, why) : OK;
}

static enum err rows_check(struct cx *cx, struct server *s)
{
    const struct server_config *config = &s->config;

    if (config->routes_len > METRICS_ROUTES_MAX || config->limits_len > LIMIT_RULES_MAX)
        return FAIL(cx, ERR_INVALID, "too many routes or limits");
    for (size_t i = 0; i < config->routes_len; i++) {
        const char *limit = config->routes[i].limit;

        TRY(row_check(cx, config, i));
        s->limit_of_row[i] = limit ? limit_find(s->limits, limit) : -1;
        if (limit && s->limit_of_row[i] < 0)
            return FAIL(cx, ERR_INVALID, "route %s: no limit %s", config->routes[i].path, limit);
    }
    return OK;
}

/* ---- start and stop ---- */

static enum err start_writer(struct cx *cx, struct server *s)
{
    struct db *db = NULL;

    TRY(db_open(cx, s->config.db_path, DB_WRITE, &db));
    enum err err = writer_start(cx, s->home, db, s->config.writer_queue, &s->config.hooks,
                                &s->metrics, &s->writer);
    if (err != OK)
        db_close(&db);
    return err;
}

static enum err start_http(struct cx *cx, struct server *s)
{
    const struct server_config *c = &s->config;
    struct http_config http = {
        .listen = c->listen, .threads = c->threads, .connections_max = c->connections_max,
        .idle_s = c->idle_s, .header_ms = c->header_ms, .body_rate_min = c->body_rate_min,
        .body_grace_ms = c->body_grace_ms, .arena_max = REQUEST_ARENA_MAX,
        .app = { .self = s, .head = serve_head, .piece = serve_piece, .run = serve_run,
                 .done = serve_done },
    };

    return http_start(cx, s->home, &http, &s->http);
}

static enum err start_parts(struct cx *cx, struct server *s)
{
    s->limits = ARENA_NEW(s->home, struct limits);
    s->cache = cache_new(s->home);
    if (!s->limits || !s->cache)
        return FAIL(cx, ERR_TOO_LARGE, "no memory for the server");
    assert(s->config.limits_len <= LIMIT_RULES_MAX);
    limits_init(s->limits, s->config.limits, s->config.limits_len);
    TRY(rows_check(cx, s));
    TRY(access_log_start(cx, s->home, s->config.log_fd, &s->log));
    TRY(start_writer(cx, s)); /* first: it runs missing migrations */
    TRY(kits_start(cx, s));
    TRY(lane_start(cx, s->home, s->config.lane_threads, s->config.lane_queue, &s->metrics,
                   &s->lane));
    TRY(room_start(cx, s->home, &s->room));
    return start_http(cx, s);
}

static void release(struct server *s)
{
    struct arena *home = s->home;

    kits_stop(s);
    access_log_stop(s->log);
    cache_free(s->cache);
    arena_free(home); /* s itself lives there */
}

enum err server_start(struct cx *cx, const struct server_config *config, struct server **out)
{
    struct arena *home = arena_new(HOME_MAX);
    struct server *s = home ? ARENA_NEW(home, struct server) : NULL;
    enum err err;

    if (!s) {
        arena_free(home);
        return FAIL(cx, ERR_UNAVAILABLE, "no memory for the server");
    }
    s->home = home;
    s->config = *config;
    s->secure = str_starts(config->env->origin, STR("https://"));
    pthread_mutex_init(&s->kits_lock, NULL);
    cx->random(s->id_key, sizeof s->id_key);
    csrf_key_of(config->env->server_key.b, &s->csrf);
    signal(SIGPIPE, SIG_IGN);
    err = start_parts(cx, s);
    if (err != OK) {
        if (s->room)
            room_stop(s->room);
        if (s->lane)
            lane_stop(s->lane);
        if (s->writer)
            writer_stop(s->writer);
        release(s);
        return err;
    }
    *out = s;
    return OK;
}

int server_port(const struct server *s)
{
    return http_port(s->http);
}

struct writer *server_writer(struct server *s)
{
    return s->writer;
}

static void wait_quiet(struct server *s, unsigned ms)
{
    const struct timespec step = { .tv_nsec = 5000000 };

    for (unsigned waited = 0; waited < ms && http_active(s->http) > 0; waited += 5)
        nanosleep(&step, NULL);
}

/* Suspended requests end because the room lets go, the lane drops and the writer finishes what
 * waits, and all resume what they let go; only then may the library stop. */
void server_stop(struct server *s)
{
    atomic_store(&s->stopping, true);
    http_quiesce(s->http);
    room_stop(s->room); /* else an answer under way would be one that waits for news */
    wait_quiet(s, s->config.stop_ms);
    lane_stop(s->lane);
    writer_stop(s->writer);
    wait_quiet(s, 1000);
    http_stop(s->http);
    release(s);
}
