/* cache: see the header. */
#include "web/cache.h"
#include <pthread.h>
#include <sodium.h>
#include <string.h>
#include "base/codec.h"
#include "web/reply.h"

#define WAYS 4

struct entry {
    char path[CACHE_PATH_MAX];
    size_t path_len; /* 0: free */
    enum lang lang;
    struct day day;
    uint64_t version;
    char etag[33];
    struct prepared *plain, *gzip, *same; /* same: 304 */
};

struct cache {
    pthread_rwlock_t lock;
    struct entry entries[CACHE_ENTRIES];
};

struct cache *cache_new(struct arena *home)
{
    struct cache *c = ARENA_NEW(home, struct cache);

    if (c)
        pthread_rwlock_init(&c->lock, NULL);
    return c;
}

static void drop(struct entry *e)
{
    http_prepared_drop(e->plain);
    http_prepared_drop(e->gzip);
    http_prepared_drop(e->same);
    *e = (struct entry){ .path_len = 0 };
}

void cache_free(struct cache *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < CACHE_ENTRIES; i++)
        drop(&c->entries[i]);
    pthread_rwlock_destroy(&c->lock);
}

/* FNV-1a: only spreads; a stranger who makes collisions only slows his own pages. */
static struct entry *set_of(struct cache *c, const struct cache_key *key)
{
    uint64_t h = UINT64_C(14695981039346656037) ^ (uint64_t)key->lang;

    for (size_t i = 0; i < key->path.len; i++)
        h = (h ^ (unsigned char)key->path.at[i]) * UINT64_C(1099511628211);
    return &c->entries[(h % (CACHE_ENTRIES / WAYS)) * WAYS];
}

static bool same_page(const struct entry *e, const struct cache_key *key)
{
    return e->path_len == key->path.len && e->lang == key->lang
        && memcmp(e->path, key->path.at, e->path_len) == 0;
}

static bool fresh(const struct entry *e, const struct cache_key *key)
{
    return e->version == key->version && e->day.n == key->day.n;
}

int cache_send(struct cache *c, struct exchange *ex, const struct cache_key *key,
               bool takes_gzip, struct str if_none_match)
{
    int status = 0;

    if (key->path.len > CACHE_PATH_MAX)
        return 0;
    pthread_rwlock_rdlock(&c->lock);
    struct entry *set = set_of(c, key);
    for (size_t i = 0; i < WAYS && status == 0; i++) {
        struct entry *e = &set[i];

        if (!same_page(e, key) || !fresh(e, key))
            continue;
        status = etag_matches(if_none_match, e->etag) ? 304 : 200;
        /* Inside the lock: the library counts its own references from here on. */
        http_send_prepared(ex, status,
                           status == 304 ? e->same : takes_gzip && e->gzip ? e->gzip : e->plain);
    }
    pthread_rwlock_unlock(&c->lock);
    return status;
}

static void etag_of(const struct response *r, char out[33])
{
    uint8_t hash[16];

    crypto_generichash(hash, sizeof hash, r->body.at, r->body.len, NULL, 0);
    hex_encode(out, hash, sizeof hash);
}

static void add(struct response *r, const char *name, const char *value)
{
    r->heads[r->heads_len++] = (struct head){ name, value };
}

static void prepare(struct entry *e, const struct response *response, struct bytes gzip)
{
    struct response r = *response;
    char etag[40] = "\"";

    memcpy(etag + 1, e->etag, 32);
    etag[33] = '"';
    add(&r, "ETag", etag);
    e->plain = http_prepare(&r);
    r.body = (struct bytes){ NULL, 0 };
    r.status = 304;
    e->same = http_prepare(&r);
    if (gzip.len > 0) {
        add(&r, "Content-Encoding", "gzip");
        r.status = response->status;
        r.body = gzip;
        e->gzip = http_prepare(&r);
    }
}

/* The entry to replace: the page's own, a free one, a stale one, else the first. */
static struct entry *victim(struct entry *set, const struct cache_key *key)
{
    struct entry *v = NULL;

    for (size_t i = 0; i < WAYS; i++)
        if (same_page(&set[i], key))
            return &set[i];
    for (size_t i = 0; i < WAYS && !v; i++)
        if (set[i].path_len == 0 || !fresh(&set[i], key))
            v = &set[i];
    return v ? v : set;
}

void cache_keep(struct cache *c, const struct cache_key *key, const struct response *response,
                struct bytes gzip)
{
    struct entry made = { .path_len = key->path.len, .lang = key->lang, .day = key->day,
                          .version = key->version };
    struct entry *old;

    if (key->path.len > CACHE_PATH_MAX || key->path.len == 0
        || response->body.len > CACHE_PAGE_MAX || response->heads_len + 2 > RESPONSE_HEADS_MAX)
        return;
    memcpy(made.path, key->path.at, key->path.len);
    etag_of(response, made.etag);
    prepare(&made, response, gzip);
    if (!made.plain || !made.same) {
        drop(&made);
        return;
    }
    pthread_rwlock_wrlock(&c->lock);
    old = victim(set_of(c, key), key);
    drop(old);
    *old = made;
    pthread_rwlock_unlock(&c->lock);
}
