/*
 * fetch: HTTP out, as far as a witness and those who ask one need it: GET and POST of small
 * bodies over http and https, bounded in size and time. The only file here that knows libcurl.
 */
#pragma once
#include "base/cx.h"

#define FETCH_MAX (1u << 20) /* bytes of an answer */

struct fetch; /* one connection at a time, kept open between requests; of one thread */

/* seconds: a request may take so long in all. */
enum err fetch_open(struct cx *cx, unsigned seconds, struct fetch **out) MUST_USE;
void fetch_close(struct fetch **fetch); /* fits AUTO */

/* Asked about once a second during a request: true ends it, as ERR_UNAVAILABLE. */
void fetch_stop_when(struct fetch *fetch, bool (*told)(void *arg), void *arg);

struct fetched {
    long status;
    struct bytes body; /* in cx->arena */
};

/* header: "Name: value" or NULL. post: at == NULL for a GET; header says its type then.
 * ERR_UNAVAILABLE when there is no answer, ERR_TOO_LARGE; any status is an answer. */
enum err fetch_url(struct cx *cx, struct fetch *fetch, const char *url, const char *header,
                   struct bytes post, struct fetched *out) MUST_USE;
