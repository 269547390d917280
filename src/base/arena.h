/*
 * arena: memory that lives exactly as long as one request.
 *
 * The cap is the request's budget: past it, allocation returns NULL and the
 * answer is "too large", instead of hurting its neighbours. Not thread-safe:
 * an arena belongs to whoever carries the request at the moment. Memory is
 * wiped when released: requests carry what people wrote.
 */
#pragma once
#include "base/str.h"

struct arena;

struct arena *arena_new(size_t cap_bytes); /* NULL when the system has no memory */
void arena_reset(struct arena *a);         /* wipes and forgets everything; ready again */
void arena_free(struct arena *a);          /* takes NULL */
size_t arena_used(const struct arena *a);

/* Zeroed and aligned for any type; NULL past the cap or on overflow. */
void *arena_alloc(struct arena *a, size_t count, size_t size) MUST_USE;
/* Copies ending in NUL; at == NULL past the cap. */
struct str arena_copy(struct arena *a, struct str s) MUST_USE;
struct bytes arena_copy_bytes(struct arena *a, struct bytes b) MUST_USE;
struct str arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3) MUST_USE;
/* Grows the newest allocation in place where possible, else copies. */
void *arena_grow(struct arena *a, void *old, size_t old_size, size_t new_size) MUST_USE;

/* Calls fn(arg) when the arena is reset or freed, the newest first: for the few things
 * that libraries allocate elsewhere. False past the cap; then nothing is registered. */
bool arena_defer(struct arena *a, void (*fn)(void *arg), void *arg) MUST_USE;

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), 1, sizeof(type)))
#define ARENA_ARRAY(a, type, count) ((type *)arena_alloc((a), (count), sizeof(type)))
