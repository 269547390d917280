/*
 * http: the wire. Listens, vets, reads bodies, sends answers.
 *
 * The only module that knows libmicrohttpd; swapping the library means
 * rewriting http.c and nothing else. It knows nothing of routes, sessions or
 * pages: it hands each request to a struct http_app and sends what that left
 * in exchange.response.
 *
 * What it guarantees the application: the request line and headers are
 * unambiguous (see http_vet.h), a header arrives within the deadline, a body
 * is never longer than body_max, and memory per connection is bounded.
 */
#pragma once
#include <netinet/in.h>
#include "base/buf.h"
#include "base/cx.h"

#define RESPONSE_HEADS_MAX 32
#define HTTP_DRAIN_MAX (256u << 10) /* bytes read and dropped to be able to answer politely */

struct http;     /* the listening server */
struct wire;     /* one connection; private to http.c */
struct prepared; /* an answer kept ready in the library's own form */

struct head {
    const char *name;  /* static */
    const char *value; /* NUL-terminated, printable; lives as long as the response */
};

struct response {
    int status;
    struct bytes body; /* lives until http_app.done, or for ever */
    struct head heads[RESPONSE_HEADS_MAX];
    size_t heads_len;
};

/* Who is at the other end, only as far as limits need it. Never logged. */
struct peer {
    uint8_t prefix[7]; /* [0]: 4 or 6; then /24 of IPv4, /48 of IPv6 */
    bool loopback;     /* the address itself; see guard_local for what that proves */
};

struct exchange {
    struct arena *arena;    /* this request's, wiped after done */
    struct str method, path; /* path: as sent, percent signs and all; without the query */
    struct peer peer;
    uint64_t body_declared; /* Content-Length, 0 if none */
    bool body_chunked;
    bool body_too_large;    /* it went past body_max and was dropped */
    uint32_t body_max;      /* set by http_app.head */
    struct buf body;
    struct response *response; /* set by the application */
    bool close;             /* end the connection after this answer */
    void *app;              /* the application's own */
    struct wire *wire;
};

enum http_next { HTTP_ANSWER, HTTP_WAIT };

struct http_app {
    void *self;
    /* The headers are in. May answer at once by setting response; else sets body_max. */
    void (*head)(void *self, struct exchange *ex);
    /* The body is in, or http_resume was called. HTTP_WAIT after http_suspend. */
    enum http_next (*run)(void *self, struct exchange *ex);
    /* The answer was sent (or the peer left); only if head was called. Last use of ex. */
    void (*done)(void *self, struct exchange *ex, bool sent);
};

struct http_config {
    struct str listen;        /* "127.0.0.1:8080", "[::1]:0"; port 0: any */
    unsigned threads;
    unsigned connections_max;
    unsigned idle_s;          /* a connection on which nothing moves */
    unsigned header_ms;       /* the whole header must be in by then */
    unsigned body_rate_min;   /* bytes per second, averaged, once body_grace_ms are over */
    unsigned body_grace_ms;
    size_t arena_max;         /* bytes one request may use */
    struct http_app app;
};

/* Listens and answers. home: memory for as long as the server lives. */
enum err http_start(struct cx *cx, struct arena *home, const struct http_config *config,
                    struct http **out) MUST_USE;
int http_port(const struct http *h);
unsigned http_active(struct http *h);      /* requests being answered */
unsigned http_connections(struct http *h); /* open connections */
uint64_t http_reaped(struct http *h);      /* connections closed for being slow */
/* Stops accepting; every answer from now on ends its connection. */
void http_quiesce(struct http *h);
/* Closes what is left. Nothing may be suspended any more. */
void http_stop(struct http *h);

/* "" if absent; lives as long as the request. Names compare without case. */
struct str http_header(const struct exchange *ex, const char *name);
/* Each name=value of the query, not yet percent-decoded ('+' is a space already). */
void http_query(const struct exchange *ex, void *arg,
                void (*each)(void *arg, struct str name, struct str value));

/* Between the two, the exchange belongs to another thread, which calls http_resume
 * exactly once and does not touch it afterwards. */
void http_suspend(struct exchange *ex);
void http_resume(struct exchange *ex);

/* For answers sent often: copies the response. NULL if memory is short. */
struct prepared *http_prepare(const struct response *response);
void http_prepared_drop(struct prepared *p); /* takes NULL; sends under way go on */
/* Sends it instead of ex->response; only from within run, which then answers HTTP_ANSWER. */
void http_send_prepared(struct exchange *ex, int status, struct prepared *p);
