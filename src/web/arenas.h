/*
 * arenas: a free list of requests' memory, so that a request costs no malloc.
 */
#pragma once
#include <pthread.h>
#include "base/arena.h"

#define ARENAS_KEPT 128

struct arenas {
    pthread_mutex_t lock;
    size_t cap; /* bytes of each */
    struct arena *kept[ARENAS_KEPT];
    size_t len;
};

void arenas_init(struct arenas *p, size_t cap_bytes);
struct arena *arenas_take(struct arenas *p);          /* NULL when the system has no memory */
void arenas_give(struct arenas *p, struct arena *a);  /* wipes it; takes NULL */
void arenas_release(struct arenas *p);                /* nobody may hold one any more */
