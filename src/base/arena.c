/* arena: a chain of blocks, wiped when let go. See the header. */
#include "base/arena.h"
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#endif

#define FIRST_BLOCK 16384u
#define ALIGN 16u

struct block {
    struct block *older;
    size_t room, used;
    _Alignas(ALIGN) unsigned char at[];
};

struct deferred {
    struct deferred *older;
    void (*fn)(void *arg);
    void *arg;
};

struct arena {
    struct block *newest;
    struct deferred *deferred;
    size_t cap, used;
};

static size_t round_up(size_t n)
{
    return (n + (ALIGN - 1)) & ~(size_t)(ALIGN - 1);
}

static struct block *block_new(size_t room)
{
    struct block *b = malloc(sizeof *b + room);

    if (b) {
        b->older = NULL;
        b->room = room;
        b->used = 0;
        POISON(b->at, room);
    }
    return b;
}

static void block_wipe(struct block *b)
{
    UNPOISON(b->at, b->room);
    explicit_bzero(b->at, b->used);
}

struct arena *arena_new(size_t cap_bytes)
{
    struct arena *a = calloc(1, sizeof *a);
    size_t first = cap_bytes < FIRST_BLOCK ? round_up(cap_bytes) : FIRST_BLOCK;

    if (!a)
        return NULL;
    a->cap = cap_bytes;
    a->newest = block_new(first);
    if (!a->newest) {
        free(a);
        return NULL;
    }
    return a;
}

/* Keeps the first block, so that a reused arena costs no malloc for a small request. */
void arena_reset(struct arena *a)
{
    for (; a->deferred; a->deferred = a->deferred->older)
        a->deferred->fn(a->deferred->arg);
    while (a->newest->older) {
        struct block *b = a->newest;
        a->newest = b->older;
        block_wipe(b);
        free(b);
    }
    block_wipe(a->newest);
    a->newest->used = 0;
    POISON(a->newest->at, a->newest->room);
    a->used = 0;
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    arena_reset(a);
    UNPOISON(a->newest->at, a->newest->room);
    free(a->newest);
    free(a);
}

size_t arena_used(const struct arena *a)
{
    return a->used;
}

static bool arena_room(struct arena *a, size_t size)
{
    size_t room;
    struct block *b;

    if (a->newest->room - a->newest->used >= size)
        return true;
    room = a->newest->room * 2;
    if (room < size)
        room = size;
    b = block_new(room);
    if (!b)
        return false;
    b->older = a->newest;
    a->newest = b;
    return true;
}

void *arena_alloc(struct arena *a, size_t count, size_t size)
{
    size_t total;
    void *at;

    if (__builtin_mul_overflow(count, size, &total) || total > a->cap)
        return NULL;
    total = total == 0 ? ALIGN : round_up(total);
    if (a->used > a->cap || total > round_up(a->cap - a->used) || !arena_room(a, total))
        return NULL;
    at = a->newest->at + a->newest->used;
    UNPOISON(at, total);
    a->newest->used += total;
    a->used += total;
    memset(at, 0, total);
    return at;
}

void *arena_grow(struct arena *a, void *old, size_t old_size, size_t new_size)
{
    size_t had = old_size == 0 ? ALIGN : round_up(old_size);
    size_t wants = round_up(new_size);
    struct block *b = a->newest;
    void *at;

    assert(new_size >= old_size);
    if (old && new_size >= ALIGN && (unsigned char *)old + had == b->at + b->used
        && wants - had <= b->room - b->used && a->used + (wants - had) <= round_up(a->cap)) {
        UNPOISON(b->at + b->used, wants - had);
        memset(b->at + b->used, 0, wants - had);
        b->used += wants - had;
        a->used += wants - had;
        return old;
    }
    at = arena_alloc(a, 1, new_size);
    if (at && old)
        memcpy(at, old, old_size);
    return at;
}

bool arena_defer(struct arena *a, void (*fn)(void *arg), void *arg)
{
    struct deferred *d = ARENA_NEW(a, struct deferred);

    if (!d)
        return false;
    *d = (struct deferred){ a->deferred, fn, arg };
    a->deferred = d;
    return true;
}

struct bytes arena_copy_bytes(struct arena *a, struct bytes b)
{
    uint8_t *at = arena_alloc(a, 1, b.len + 1);

    if (!at)
        return (struct bytes){ NULL, 0 };
    if (b.len)
        memcpy(at, b.at, b.len);
    return (struct bytes){ at, b.len };
}

struct str arena_copy(struct arena *a, struct str s)
{
    struct bytes b = arena_copy_bytes(a, (struct bytes){ (const uint8_t *)s.at, s.len });

    return (struct str){ (const char *)b.at, b.len };
}

struct str arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list args, again;
    int len;
    char *at;

    va_start(args, fmt);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    at = len < 0 ? NULL : arena_alloc(a, 1, (size_t)len + 1);
    if (at)
        (void)vsnprintf(at, (size_t)len + 1, fmt, again);
    va_end(again);
    return (struct str){ at, at ? (size_t)len : 0 };
}
