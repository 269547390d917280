/*
 * http: the wire. Listens, vets, reads bodies, sends answers.
 *
 * The only module that knows libmicrohttpd; swapping the library means
 * rewriting http.c and http_read.c and nothing else. It knows nothing of routes, sessions or
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

/* A body that is made while it is sent: a file that is opened piece by piece. Lives until
 * http_app.done. */
struct body_source {
    uint64_t len;
    /* Up to max bytes from `at` on; ends the connection unless it gives at least one. */
    size_t (*read)(struct body_source *self, uint64_t at, uint8_t *out, size_t max);
};

struct response {
    int status;
    struct bytes body; /* lives until http_app.done, or for ever */
    struct body_source *source; /* instead of body */
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
    uint64_t stream_max;    /* or this, and http_app.piece gets the body; else 0 */
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
    /* A piece of a body that is not collected (stream_max). May answer by setting response: what
     * still comes is dropped then. Always on one thread at a time. */
    void (*piece)(void *self, struct exchange *ex, struct bytes piece);
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

/* A form with files (multipart/form-data), part by part while it arrives. */
struct http_part {
    struct str name, file, type; /* as sent; what is no UTF-8 is "" */
    bool is_file;                /* it has a file name, be it empty */
    bool begins;                 /* the first piece of this part */
};
struct http_parts;
/* each: false ends it. NULL if the body is no form, or memory is short. */
struct http_parts *http_parts_open(struct exchange *ex, void *arg,
                                   bool (*each)(void *arg, const struct http_part *part,
                                                struct bytes piece));
bool http_parts_take(struct http_parts *p, struct bytes piece);
/* Whether the form came to its end; twice does no harm. Must come before http_app.done is over. */
bool http_parts_close(struct http_parts *p);

/* Between the two, the exchange belongs to another thread, which calls http_resume
 * exactly once and does not touch it afterwards. */
void http_suspend(struct exchange *ex);
void http_resume(struct exchange *ex);

/* For answers sent often: copies the response. NULL if memory is short. */
struct prepared *http_prepare(const struct response *response);
void http_prepared_drop(struct prepared *p); /* takes NULL; sends under way go on */
/* Sends it instead of ex->response; only from within run, which then answers HTTP_ANSWER. */
void http_send_prepared(struct exchange *ex, int status, struct prepared *p);
