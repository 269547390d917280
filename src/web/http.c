/*
 * http: libmicrohttpd behind one file and its second half (http_read.c). See the header.
 *
 * Memory: one struct wire per possible connection, made at start. A wire
 * carries at most one request at a time; its arena comes from a free list and
 * goes back wiped.
 */
#include "web/http.h"
#include <assert.h>
#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "web/arenas.h"
#include "web/http_listen.h"
#include "web/http_read.h"
#include "web/http_vet.h"

#define WIRES_SPARE 64       /* the library opens one before it has let the last one go */
/* Request line, headers, write buffer. Over 32 KB libmicrohttpd maps this instead of taking it
 * from the heap, so that what a person sent is gone from memory when the connection closes. */
#define CONNECTION_BYTES (36u << 10)
#define STACK_BYTES (512u << 10)
#define SOURCE_PIECE (64u << 10) /* at a time, of a body that is made while it is sent */

struct wire {
    struct exchange ex;
    struct http *http;
    struct MHD_Connection *conn;
    int fd;                        /* -1: free; under http.lock */
    _Atomic int64_t header_since;  /* ms; 0: not waiting for a header */
    _Atomic int64_t body_since;    /* ms; 0: not reading a body */
    _Atomic uint64_t body_seen;    /* bytes */
    uint64_t dropped;              /* of the body, since nobody wants it */
    bool vetted, queued, app_knows;
    struct wire *next_free;
};

struct http {
    struct http_config config;
    struct MHD_Daemon *daemon;
    int listen_fd, port;
    pthread_mutex_t lock;          /* wires' fd and free list */
    struct wire *wires, *free_wires;
    size_t wires_len;
    struct arenas arenas;
    pthread_t reaper;
    pthread_cond_t reaper_wake;
    bool reaper_stop;
    atomic_bool closing;
    atomic_uint active, connections;
    _Atomic uint64_t reaped;
};

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 + 1; /* never 0 */
}

/* ---- connections ---- */

static void read_peer(struct MHD_Connection *c, struct peer *out)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

    *out = (struct peer){ .loopback = false };
    if (info && info->client_addr)
        peer_of(info->client_addr, out);
}

static void on_connection(void *cls, struct MHD_Connection *c, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    struct http *h = cls;
    struct wire *w = *context;
    const union MHD_ConnectionInfo *info;

    pthread_mutex_lock(&h->lock);
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
        w = h->free_wires;
        if (w && info) {
            h->free_wires = w->next_free;
            w->conn = c;
            w->fd = info->connect_fd;
            atomic_store(&w->header_since, now_ms());
            atomic_store(&w->body_since, 0);
            *context = w;
            atomic_fetch_add(&h->connections, 1);
        }
    } else if (w) {
        w->fd = -1;
        w->next_free = h->free_wires;
        h->free_wires = w;
        *context = NULL;
        atomic_fetch_sub(&h->connections, 1);
    }
    pthread_mutex_unlock(&h->lock);
}

static bool wire_is_late(const struct http *h, struct wire *w, int64_t now)
{
    int64_t header = atomic_load(&w->header_since), body = atomic_load(&w->body_since);

    if (header && now - header >= h->config.header_ms)
        return true;
    if (!body || now - body < h->config.body_grace_ms)
        return false;
    return atomic_load(&w->body_seen) * 1000 / (uint64_t)(now - body) < h->config.body_rate_min;
}

/* The peer left in the middle of a body. The library, told of the last bytes and of the end at
 * once, misses the end until its time is over; but who sends a file again wants to go on now. */
static bool wire_is_left(struct wire *w)
{
    char byte;
    ssize_t n = atomic_load(&w->body_since) ? recv(w->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) : 1;

    return n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

/* Closes those who hold a connection without getting on. The library notices the
 * shut socket and cleans up; it closes no fd without telling on_connection first. */
static void *reap(void *arg)
{
    struct http *h = arg;
    unsigned step = h->config.header_ms / 8;
    struct timespec until;

    step = step < 20 ? 20 : step > 1000 ? 1000 : step;
    pthread_mutex_lock(&h->lock);
    while (!h->reaper_stop) {
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += (long)(step % 1000) * 1000000;
        until.tv_sec += step / 1000 + until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&h->reaper_wake, &h->lock, &until);
        for (size_t i = 0; i < h->wires_len && !h->reaper_stop; i++) {
            struct wire *w = &h->wires[i];

            if (w->fd >= 0 && (wire_is_left(w) || wire_is_late(h, w, now_ms()))) {
                shutdown(w->fd, SHUT_RDWR);
                atomic_store(&w->header_since, 0);
                atomic_store(&w->body_since, 0);
                atomic_fetch_add(&h->reaped, 1);
            }
        }
    }
    pthread_mutex_unlock(&h->lock);
    return NULL;
}

/* ---- answers ---- */

static ssize_t source_read(void *cls, uint64_t at, char *out, size_t max)
{
    struct body_source *source = cls;
    size_t got = at < source->len ? source->read(source, at, (uint8_t *)out, max) : 0;

    return got > 0 ? (ssize_t)got : MHD_CONTENT_READER_END_WITH_ERROR;
}

static struct MHD_Response *response_build(const struct response *r, bool copy)
{
    struct MHD_Response *m =
        r->source ? MHD_create_response_from_callback(r->source->len, SOURCE_PIECE, source_read,
                                                      r->source, NULL)
                  : MHD_create_response_from_buffer(
                      r->body.len, (void *)(uintptr_t)r->body.at,
                      copy ? MHD_RESPMEM_MUST_COPY : MHD_RESPMEM_PERSISTENT);

    for (size_t i = 0; m && i < r->heads_len; i++)
        if (MHD_add_response_header(m, r->heads[i].name, r->heads[i].value) != MHD_YES) {
            MHD_destroy_response(m);
            m = NULL;
        }
    return m;
}

static enum MHD_Result send_response(struct wire *w)
{
    struct response unready = { .status = 500 };
    const struct response *r = w->ex.response ? w->ex.response : &unready;
    struct MHD_Response *m = response_build(r, false);
    enum MHD_Result ok = MHD_NO;

    if (!m)
        return MHD_NO;
    if ((!w->ex.close && !atomic_load(&w->http->closing))
        || MHD_add_response_header(m, "Connection", "close") == MHD_YES)
        ok = MHD_queue_response(w->conn, (unsigned)r->status, m);
    MHD_destroy_response(m);
    w->queued = true;
    return ok;
}

struct prepared *http_prepare(const struct response *response)
{
    return (struct prepared *)response_build(response, true);
}

void http_prepared_drop(struct prepared *p)
{
    if (p)
        MHD_destroy_response((struct MHD_Response *)p);
}

void http_send_prepared(struct exchange *ex, int status, struct prepared *p)
{
    assert(!ex->wire->queued);
    ex->wire->queued =
        MHD_queue_response(ex->wire->conn, (unsigned)status, (struct MHD_Response *)p) == MHD_YES;
}

/* ---- requests ---- */

static enum MHD_Result vet_one(void *arg, enum MHD_ValueKind kind, const char *name,
                               size_t name_len, const char *value, size_t value_len)
{
    (void)kind;
    vet_header(arg, (struct str){ name, name_len },
               (struct str){ value ? value : "", value ? value_len : 0 });
    return MHD_YES;
}

static bool head_is_fine(struct wire *w, const char *version)
{
    struct vet vet = { 0 };

    MHD_get_connection_values_n(w->conn, MHD_HEADER_KIND, vet_one, &vet);
    w->ex.body_declared = vet.bad ? 0 : vet.length;
    w->ex.body_chunked = vet.codings > 0;
    return vet_line(w->ex.method, w->ex.path, str_of(version))
        && vet_passes(&vet, str_of(version));
}

static struct response *plain_refusal(struct arena *a, int status)
{
    struct response *r = ARENA_NEW(a, struct response);

    if (r) {
        r->status = status;
        r->heads[r->heads_len++] = (struct head){ "Cache-Control", "no-store" };
        r->heads[r->heads_len++] = (struct head){ "X-Content-Type-Options", "nosniff" };
    }
    return r;
}

static enum MHD_Result first_call(struct wire *w, const char *url, const char *method,
                                  const char *version)
{
    struct http *h = w->http;
    struct exchange *ex = &w->ex;
    bool body;

    *ex = (struct exchange){ .wire = w, .method = str_of(method), .path = str_of(url) };
    w->vetted = w->queued = w->app_knows = false;
    w->dropped = 0;
    atomic_store(&w->header_since, 0);
    atomic_store(&w->body_seen, 0);
    atomic_fetch_add(&h->active, 1);
    ex->arena = arenas_take(&h->arenas);
    if (!ex->arena)
        return MHD_NO;
    read_peer(w->conn, &ex->peer);
    if (!head_is_fine(w, version)) {
        ex->close = true;
        ex->response = plain_refusal(ex->arena, 400);
        return send_response(w);
    }
    w->vetted = w->app_knows = true;
    h->config.app.head(h->config.app.self, ex);
    body = ex->body_chunked || ex->body_declared > 0;
    if (ex->response && body && (ex->body_chunked || ex->body_declared > HTTP_DRAIN_MAX)) {
        ex->close = true;
        return send_response(w);
    }
    ex->body = buf_in(ex->arena, (ex->stream_max ? 0 : (size_t)ex->body_max) + 1); /* a NUL */
    if (body)
        atomic_store(&w->body_since, now_ms());
    return MHD_YES;
}

/* Takes a piece of the body, or drops it: an answer decided early is sent after the
 * body, so that the peer is listening. Past the drain limit the connection ends. */
static enum MHD_Result body_piece(struct wire *w, const char *at, size_t len)
{
    struct exchange *ex = &w->ex;
    uint64_t seen = atomic_fetch_add(&w->body_seen, len) + len;
    uint64_t max = ex->stream_max ? ex->stream_max : ex->body_max;

    if (seen > max)
        ex->body_too_large = true;
    if (ex->response || ex->body_too_large) {
        w->dropped += len;
        return w->dropped > HTTP_DRAIN_MAX ? MHD_NO : MHD_YES;
    }
    if (ex->stream_max)
        w->http->config.app.piece(w->http->config.app.self, ex,
                                  (struct bytes){ (const uint8_t *)at, len });
    else
        buf_add(&ex->body, at, len);
    return MHD_YES;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *data_len, void **context)
{
    struct http *h = cls;
    struct wire *w = *context;
    const union MHD_ConnectionInfo *info;

    if (!w) {
        info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
        w = info ? info->socket_context : NULL;
        if (!w)
            return MHD_NO;
        *context = w;
        return first_call(w, url, method, version);
    }
    if (*data_len > 0) {
        enum MHD_Result r = body_piece(w, data, *data_len);

        *data_len = 0;
        return r;
    }
    atomic_store(&w->body_since, 0);
    if (!w->ex.response && h->config.app.run(h->config.app.self, &w->ex) == HTTP_WAIT)
        return MHD_YES; /* w may be with another thread already */
    return w->queued ? MHD_YES : send_response(w);
}

static void on_completed(void *cls, struct MHD_Connection *c, void **context,
                         enum MHD_RequestTerminationCode how)
{
    struct http *h = cls;
    struct wire *w = *context;

    (void)c;
    if (!w)
        return;
    if (w->app_knows)
        h->config.app.done(h->config.app.self, &w->ex, how == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    arenas_give(&h->arenas, w->ex.arena);
    w->ex = (struct exchange){ 0 };
    *context = NULL;
    atomic_store(&w->body_since, 0);
    atomic_store(&w->header_since, now_ms());
    atomic_fetch_sub(&h->active, 1);
}

struct MHD_Connection *http_connection(const struct exchange *ex)
{
    return ex->wire->conn;
}

void http_suspend(struct exchange *ex)
{
    MHD_suspend_connection(ex->wire->conn);
}

void http_resume(struct exchange *ex)
{
    MHD_resume_connection(ex->wire->conn);
}

/* ---- life ---- */

/* Percent signs are decoded by the router and the form reader, which know what may
 * come out; the library's own decoding would turn %2F into a path separator. */
static size_t keep_escapes(void *cls, struct MHD_Connection *c, char *s)
{
    (void)cls;
    (void)c;
    return strlen(s);
}

static struct MHD_Daemon *daemon_start(struct http *h)
{
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO, 0, NULL, NULL,
        on_request, h,
        MHD_OPTION_LISTEN_SOCKET, h->listen_fd,
        MHD_OPTION_THREAD_POOL_SIZE, h->config.threads,
        MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK_BYTES,
        MHD_OPTION_CONNECTION_LIMIT, h->config.connections_max,
        MHD_OPTION_CONNECTION_TIMEOUT, h->config.idle_s,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, h,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, h,
        MHD_OPTION_END);
}

static bool wires_make(struct http *h, struct arena *home)
{
    h->wires_len = h->config.connections_max + WIRES_SPARE;
    h->wires = ARENA_ARRAY(home, struct wire, h->wires_len);
    if (!h->wires)
        return false;
    for (size_t i = h->wires_len; i-- > 0;) {
        h->wires[i].http = h;
        h->wires[i].fd = -1;
        h->wires[i].next_free = h->free_wires;
        h->free_wires = &h->wires[i];
    }
    return true;
}

static void reaper_end(struct http *h)
{
    pthread_mutex_lock(&h->lock);
    h->reaper_stop = true;
    pthread_cond_signal(&h->reaper_wake);
    pthread_mutex_unlock(&h->lock);
    pthread_join(h->reaper, NULL);
}

enum err http_start(struct cx *cx, struct arena *home, const struct http_config *config,
                    struct http **out)
{
    struct http *h = ARENA_NEW(home, struct http);
    pthread_condattr_t attr;

    if (!h)
        return FAIL(cx, ERR_TOO_LARGE, "no memory for the server");
    h->config = *config;
    if (!wires_make(h, home))
        return FAIL(cx, ERR_TOO_LARGE, "no memory for %u connections", config->connections_max);
    TRY(listen_on(cx, config->listen, &h->listen_fd, &h->port));
    arenas_init(&h->arenas, config->arena_max);
    pthread_mutex_init(&h->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&h->reaper_wake, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_create(&h->reaper, NULL, reap, h) != 0) {
        close(h->listen_fd);
        return FAIL(cx, ERR_UNAVAILABLE, "cannot start a thread");
    }
    h->daemon = daemon_start(h);
    if (!h->daemon) {
        reaper_end(h);
        close(h->listen_fd);
        return FAIL(cx, ERR_UNAVAILABLE, "the HTTP library does not start");
    }
    *out = h;
    return OK;
}

int http_port(const struct http *h)
{
    return h->port;
}

unsigned http_active(struct http *h)
{
    return atomic_load(&h->active);
}

unsigned http_connections(struct http *h)
{
    return atomic_load(&h->connections);
}

uint64_t http_reaped(struct http *h)
{
    return atomic_load(&h->reaped);
}

void http_quiesce(struct http *h)
{
    atomic_store(&h->closing, true);
    /* The library's threads may still be looking at the socket: it stops listening now and
     * is closed when they are gone. */
    if (MHD_quiesce_daemon(h->daemon) != MHD_INVALID_SOCKET)
        shutdown(h->listen_fd, SHUT_RDWR);
}

void http_stop(struct http *h)
{
    reaper_end(h);
    MHD_stop_daemon(h->daemon);
    close(h->listen_fd);
    arenas_release(&h->arenas);
    pthread_cond_destroy(&h->reaper_wake);
    pthread_mutex_destroy(&h->lock);
}
