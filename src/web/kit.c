/* kit: see the header. */
#include "web/kit.h"
#include <assert.h>
#include "web/gzip.h"

static enum err kit_open(struct cx *cx, struct server *s, struct kit *k)
{
    if (!k->db)
        TRY(db_open(cx, s->config.db_path, DB_READ, &k->db));
    if (!k->gzip) {
        pthread_mutex_lock(&s->kits_lock); /* home is not for two threads at once */
        k->gzip = gzip_new(s->home);
        pthread_mutex_unlock(&s->kits_lock);
    }
    return OK;
}

void kit_give(struct server *s, struct kit *k)
{
    if (!k)
        return;
    pthread_mutex_lock(&s->kits_lock);
    k->next_free = s->free_kits;
    s->free_kits = k;
    pthread_mutex_unlock(&s->kits_lock);
}

enum err kit_take(struct cx *cx, struct server *s, struct kit **out)
{
    struct kit *k;
    enum err err;

    pthread_mutex_lock(&s->kits_lock);
    k = s->free_kits;
    assert(k);
    s->free_kits = k->next_free;
    pthread_mutex_unlock(&s->kits_lock);
    err = kit_open(cx, s, k);
    if (err != OK) {
        kit_give(s, k);
        return err;
    }
    *out = k;
    return OK;
}

enum err kits_start(struct cx *cx, struct server *s)
{
    struct kit *first;

    s->kits_len = s->config.threads + s->config.lane_threads;
    s->kits = ARENA_ARRAY(s->home, struct kit, s->kits_len);
    if (!s->kits)
        return FAIL(cx, ERR_TOO_LARGE, "no memory for %zu readers", s->kits_len);
    for (size_t i = s->kits_len; i-- > 0;)
        kit_give(s, &s->kits[i]);
    TRY(kit_take(cx, s, &first));
    kit_give(s, first);
    return OK;
}

void kits_stop(struct server *s)
{
    for (size_t i = 0; s->kits && i < s->kits_len; i++) {
        db_close(&s->kits[i].db);
        gzip_free(s->kits[i].gzip);
    }
}
