/* arenas: see the header. */
#include "web/arenas.h"

void arenas_init(struct arenas *p, size_t cap_bytes)
{
    pthread_mutex_init(&p->lock, NULL);
    p->cap = cap_bytes;
    p->len = 0;
}

struct arena *arenas_take(struct arenas *p)
{
    struct arena *a = NULL;

    pthread_mutex_lock(&p->lock);
    if (p->len > 0)
        a = p->kept[--p->len];
    pthread_mutex_unlock(&p->lock);
    return a ? a : arena_new(p->cap);
}

void arenas_give(struct arenas *p, struct arena *a)
{
    if (!a)
        return;
    arena_reset(a);
    pthread_mutex_lock(&p->lock);
    if (p->len < ARENAS_KEPT) {
        p->kept[p->len++] = a;
        a = NULL;
    }
    pthread_mutex_unlock(&p->lock);
    arena_free(a);
}

void arenas_release(struct arenas *p)
{
    while (p->len > 0)
        arena_free(p->kept[--p->len]);
    pthread_mutex_destroy(&p->lock);
}
