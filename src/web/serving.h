/*
 * serving: one request from the inside: what the engine keeps around the
 * struct request that handlers see. Only the engine's own files include this.
 */
#pragma once
#include <pthread.h>
#include "web/cache.h"
#include "web/form.h"
#include "web/guard.h"
#include "web/http.h"
#include "web/lane.h"
#include "web/request.h"
#include "web/room.h"
#include "web/router.h"
#include "web/server.h"
#include "web/writer.h"

#define PAGE_MAX (2u << 20) /* bytes of one rendered page */

enum stage { STAGE_OPEN, STAGE_CHECK, STAGE_WRITE, STAGE_REPLY, STAGE_END };

struct serving {
    struct request rq; /* first: a serving is found from its request */
    struct server *server;
    struct lane_item lane;
    struct writer_item writer;
    struct room_item waiting;
    struct response response; /* rq.response points here once something answered */
    char id[17];
    enum stage stage;
    enum err err;             /* what the last stage came to */
    int row;                  /* index of rq.route, or -1 */
    bool lang_asked;          /* ?lang= chose it: remember it in the cookie */
    bool may_keep;            /* the cache has no copy of this public page: make one */
    struct cache_key key;     /* of that copy */
    struct str cookies[COOKIE_COUNT];
    bool streaming;           /* between stream->begin and the body's end */
    bool begun;               /* stream->begin has run: stream->end is due */
    struct str csrf_given;
    struct csrf_claim claim;  /* made_us 0: no token was checked */
    struct buf page;
    struct out out;
    int64_t began_us;
};

/* What one thread needs to run a stage; lent from the server's stack of them. */
struct gzip;

struct kit {
    struct db *db; /* read-only */
    struct gzip *gzip;
    struct kit *next_free;
};

struct server {
    struct server_config config;
    struct arena *home; /* as long as the server lives */
    struct http *http;
    struct writer *writer;
    struct lane *lane;
    struct room *room;
    struct cache *cache;
    struct limits *limits;
    struct access_log *log; /* NULL: none is kept */
    uint8_t id_key[16];     /* ids of requests are a keyed hash of a counter */
    _Atomic uint64_t id_next;
    struct metrics metrics;
    struct csrf_key csrf;
    pthread_mutex_t kits_lock;
    struct kit *free_kits;
    struct kit *kits;
    size_t kits_len;
    bool secure; /* cookies with Secure and __Host-: the origin is https */
    atomic_bool stopping;
    int limit_of_row[METRICS_ROUTES_MAX]; /* index into limits, or -1 */
};

static inline struct serving *serving_of(const struct request *rq)
{
    return (struct serving *)(uintptr_t)rq;
}

/* The engine's side of struct http_app (serve.c). self: the struct server. */
void serve_head(void *self, struct exchange *ex);
void serve_piece(void *self, struct exchange *ex, struct bytes piece);
enum http_next serve_run(void *self, struct exchange *ex);
void serve_done(void *self, struct exchange *ex, bool sent);

/* Whether the request may be answered at all, from its head alone (admit.c). False: it has
 * been refused, with rq.response set. */
bool serving_admit(struct serving *s);
/* Reads the body or query, the session, and checks the form's token (open.c). */
enum err serving_open(struct serving *s);
/* The same without body and token: for a body that is taken while it arrives. */
enum err serving_open_stream(struct serving *s);
/* Cookies of ours from the Cookie header, and the language they ask for. */
void serving_read_cookies(struct serving *s);

/* Turns what the stages left into the response that goes out (reply.c). */
void serving_finish(struct serving *s, struct gzip *gzip);
/* The error page or problem of a code; clears what was answered before. */
void serving_fail(struct serving *s, enum err err);
