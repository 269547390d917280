/*
 * tag_map: a row of the caller's for each case tag, found by the tag. Grows in an arena;
 * rows are all zero at first, and stay where they are.
 */
#pragma once
#include "base/cx.h"
#include "domain/ids.h"

struct tag_map {
    struct arena *arena;
    uint64_t seed;
    size_t row_size;
    uint32_t *slots; /* index + 1; 0 is free */
    size_t slots_len; /* a power of two */
    uint8_t **chunks;
    size_t chunks_room;
    uint32_t len;
};

/* seed: by chance, so that nobody can choose tags that collide. */
enum err tag_map_open(struct cx *cx, struct arena *arena, uint64_t seed, size_t row_size,
                      struct tag_map *out) MUST_USE;
/* The tag's row, made if it is new. ERR_TOO_LARGE past the arena's cap. */
enum err tag_map_row(struct cx *cx, struct tag_map *map, struct case_id tag, void **row) MUST_USE;
/* Rows in the order of their making: 0 .. len-1. */
void *tag_map_at(const struct tag_map *map, uint32_t index, struct case_id *tag);
