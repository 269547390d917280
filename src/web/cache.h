/*
 * cache: public pages, rendered once and kept ready to send.
 *
 * A ROUTE_PUBLIC page without fields is a function of (path, language, day,
 * content version), so a copy of it is as good as the page. Copies are kept
 * plain and compressed, with an ETag, in the HTTP library's own form. Bounded:
 * a fixed table, a bound on what one page may take.
 */
#pragma once
#include "base/civil.h"
#include "web/http.h"
#include "page/out.h"

#define CACHE_ENTRIES 256
#define CACHE_PATH_MAX 128
#define CACHE_PAGE_MAX (512u << 10) /* bytes */

struct cache;

struct cache_key {
    struct str path;
    enum lang lang;
    struct day day;
    uint64_t version;
};

struct cache *cache_new(struct arena *home);
void cache_free(struct cache *c); /* takes NULL */

/* Sends the kept copy (or 304 where if_none_match names it). 0 if there is none, else the
 * status. Only from within http_app.run. */
int cache_send(struct cache *c, struct exchange *ex, const struct cache_key *key,
               bool takes_gzip, struct str if_none_match);

/* Keeps a 200: response as it goes out, uncompressed; gzip: the compressed body, len 0 if
 * there is none. Does nothing when it does not fit. */
void cache_keep(struct cache *c, const struct cache_key *key, const struct response *response,
                struct bytes gzip);
