/* tag_map: open addressing over an index of 32 bits; rows lie in chunks, behind their tags. */
#include "domain/tag_map.h"
#include <assert.h>
#include <string.h>

#define CHUNK 1024u
#define FIRST_SLOTS 1024u
#define CHUNKS_MAX (1u << 20)

enum err tag_map_open(struct cx *cx, struct arena *arena, uint64_t seed, size_t row_size,
                      struct tag_map *out)
{
    struct tag_map map = { .arena = arena,
                           .seed = seed,
                           .row_size = (sizeof(struct case_id) + row_size + 7) & ~(size_t)7,
                           .slots_len = FIRST_SLOTS };

    map.slots = ARENA_ARRAY(arena, uint32_t, map.slots_len);
    if (!map.slots)
        return FAIL(cx, ERR_TOO_LARGE, "table of cases");
    *out = map;
    return OK;
}

static size_t slot_of(const struct tag_map *map, const struct case_id *tag)
{
    uint64_t a, b;

    memcpy(&a, tag->b, sizeof a);
    memcpy(&b, tag->b + sizeof a, sizeof b);
    a = (a ^ map->seed) * 0x9E3779B97F4A7C15u;
    a = (a ^ a >> 32 ^ b) * 0xD6E8FEB86659FD93u;
    return (size_t)(a ^ a >> 32) & (map->slots_len - 1);
}

static uint8_t *entry_at(const struct tag_map *map, uint32_t index)
{
    return map->chunks[index / CHUNK] + (size_t)(index % CHUNK) * map->row_size;
}

void *tag_map_at(const struct tag_map *map, uint32_t index, struct case_id *tag)
{
    uint8_t *entry;

    assert(index < map->len);
    entry = entry_at(map, index);
    memcpy(tag, entry, sizeof *tag);
    return entry + sizeof *tag;
}

static enum err slots_grow(struct cx *cx, struct tag_map *map)
{
    struct tag_map wider = *map;

    wider.slots_len *= 2;
    wider.slots = ARENA_ARRAY(map->arena, uint32_t, wider.slots_len);
    if (!wider.slots)
        return FAIL(cx, ERR_TOO_LARGE, "table of cases");
    for (uint32_t i = 0; i < map->len; i++) {
        struct case_id tag;
        size_t at;

        tag_map_at(map, i, &tag);
        for (at = slot_of(&wider, &tag); wider.slots[at]; at = (at + 1) & (wider.slots_len - 1))
            continue;
        wider.slots[at] = i + 1;
    }
    *map = wider;
    return OK;
}

static enum err chunk_add(struct cx *cx, struct tag_map *map)
{
    size_t at = map->len / CHUNK;

    if (at == map->chunks_room) {
        size_t room = at ? at * 2 : 16;
        uint8_t **more = at < CHUNKS_MAX ? ARENA_ARRAY(map->arena, uint8_t *, room) : NULL;

        if (!more)
            return FAIL(cx, ERR_TOO_LARGE, "table of cases");
        if (at)
            memcpy(more, map->chunks, at * sizeof *more);
        map->chunks = more;
        map->chunks_room = room;
    }
    map->chunks[at] = arena_alloc(map->arena, CHUNK, map->row_size);
    return map->chunks[at] ? OK : FAIL(cx, ERR_TOO_LARGE, "table of cases");
}

enum err tag_map_row(struct cx *cx, struct tag_map *map, struct case_id tag, void **row)
{
    uint8_t *entry;
    size_t at;

    if ((size_t)map->len * 4 >= map->slots_len * 3)
        TRY(slots_grow(cx, map));
    for (at = slot_of(map, &tag); map->slots[at]; at = (at + 1) & (map->slots_len - 1)) {
        entry = entry_at(map, map->slots[at] - 1);
        if (memcmp(entry, tag.b, sizeof tag.b) == 0) {
            *row = entry + sizeof tag;
            return OK;
        }
    }
    if (map->len % CHUNK == 0)
        TRY(chunk_add(cx, map));
    entry = entry_at(map, map->len);
    memcpy(entry, tag.b, sizeof tag.b);
    map->slots[at] = ++map->len;
    *row = entry + sizeof tag;
    return OK;
}
