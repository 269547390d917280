/* witness_listen: see the header. */
#include "cli/witness_listen.h"
#include "web/http.h"
#include <string.h>

#define LISTEN_THREADS 2
#define LISTEN_CONNECTIONS 64
#define LISTEN_ARENA (2u << 20)

struct listener {
    struct arena *arena;
    struct home *home;
    struct http *http;
};

static enum http_next answer(struct exchange *ex, int status, const char *type, struct bytes body)
{
    struct response *r = ARENA_NEW(ex->arena, struct response);

    if (!r) {
        ex->close = true;
        return HTTP_ANSWER;
    }
    *r = (struct response){ .status = status,
                            .body = body,
                            .heads = { { "Content-Type", type }, { "Cache-Control", "no-store" } },
                            .heads_len = 2 };
    ex->response = r;
    return HTTP_ANSWER;
}

static enum http_next answer_text(struct exchange *ex, int status, const char *type,
                                  struct str text)
{
    return answer(ex, status, type, (struct bytes){ (const uint8_t *)text.at, text.len });
}

#define PLAIN "text/plain; charset=utf-8"

/* The body's limit is all that is decided before it is in. */
static void on_head(void *self, struct exchange *ex)
{
    (void)self;
    ex->body_max = str_is(ex->method, "POST") ? WITNESS_REQUEST_MAX : 0;
}

static enum http_next add_checkpoint(struct listener *l, struct cx *cx, struct exchange *ex)
{
    struct str body = buf_end(&ex->body), reply;
    int status;

    if (ex->body_too_large || !body.at)
        return answer_text(ex, 413, PLAIN, STR("too large\n"));
    if (!utf8_valid(body))
        return answer_text(ex, WITNESS_MALFORMED, PLAIN, STR("malformed\n"));
    status = home_add_checkpoint(cx, l->home, body, &reply);
    if (status == 0)
        return answer_text(ex, 503, PLAIN, STR("it cannot be kept on disk: not signed\n"));
    return answer_text(ex, status, status == WITNESS_CONFLICT ? "text/x.tlog.size" : PLAIN, reply);
}

static enum http_next get_checkpoint(struct listener *l, struct cx *cx, struct exchange *ex)
{
    struct str rest = str_from(ex->path, 1), hex, note;

    if (!str_cut(&rest, '/', &hex) || !str_is(rest, "checkpoint")
        || home_checkpoint(cx, l->home, hex, &note) != OK)
        return answer_text(ex, 404, PLAIN, STR("not found\n"));
    return answer_text(ex, 200, PLAIN, note);
}

static enum http_next on_run(void *self, struct exchange *ex)
{
    struct listener *l = self;
    struct cx cx = cx_system(ex->arena);

    if (str_is(ex->path, "/add-checkpoint"))
        return str_is(ex->method, "POST") ? add_checkpoint(l, &cx, ex)
                                          : answer_text(ex, 405, PLAIN, STR("POST it\n"));
    if (str_is(ex->method, "GET"))
        return get_checkpoint(l, &cx, ex);
    return answer_text(ex, 405, PLAIN, STR("GET it\n"));
}

static void on_done(void *self, struct exchange *ex, bool sent)
{
    (void)self;
    (void)ex;
    (void)sent;
}

enum err listener_start(struct cx *cx, struct home *home, const char *address,
                        struct listener **out, int *port)
{
    struct arena *arena = arena_new(4u << 20);
    struct listener *l = arena ? ARENA_NEW(arena, struct listener) : NULL;
    struct http_config config = {
        .listen = str_of(address),
        .threads = LISTEN_THREADS,
        .connections_max = LISTEN_CONNECTIONS,
        .idle_s = 30,
        .header_ms = 15000,
        .body_rate_min = 100,
        .body_grace_ms = 15000,
        .arena_max = LISTEN_ARENA,
    };
    enum err err;

    if (!l) {
        arena_free(arena);
        return FAIL(cx, ERR_TOO_LARGE, "listener");
    }
    l->arena = arena;
    l->home = home;
    config.app = (struct http_app){ .self = l, .head = on_head, .run = on_run, .done = on_done };
    err = http_start(cx, arena, &config, &l->http);
    if (err != OK) {
        arena_free(arena);
        return err;
    }
    *port = http_port(l->http);
    *out = l;
    return OK;
}

void listener_stop(struct listener **listener)
{
    struct listener *l = *listener;

    if (!l)
        return;
    http_quiesce(l->http);
    http_stop(l->http);
    arena_free(l->arena);
    *listener = NULL;
}
