/*
 * tile: paths, widths, the walk over what a growing log adds, entry bundles.
 */
#include "tlog/tile.h"

#include <stdio.h>

#define PATH_ROOM 64

/* Writes the path and returns its length. */
static size_t path_write(struct tile tile, char out[PATH_ROOM])
{
    char groups[40]; /* 2^64 is seven groups: six of "x123/" and one of three */
    size_t at = sizeof groups, len;
    uint64_t n = tile.n;

    for (bool last = true; last || n > 0; last = false, n /= 1000) {
        unsigned int group = (unsigned int)(n % 1000);
        if (!last)
            groups[--at] = '/';
        groups[--at] = (char)('0' + group % 10);
        groups[--at] = (char)('0' + group / 10 % 10);
        groups[--at] = (char)('0' + group / 100);
        if (!last)
            groups[--at] = 'x';
    }
    if (tile.level == TILE_ENTRIES)
        len = (size_t)snprintf(out, PATH_ROOM, "tile/entries/%.*s", (int)(sizeof groups - at),
                               groups + at);
    else
        len = (size_t)snprintf(out, PATH_ROOM, "tile/%d/%.*s", tile.level,
                               (int)(sizeof groups - at), groups + at);
    if (tile.width < TILE_WIDTH)
        len += (size_t)snprintf(out + len, PATH_ROOM - len, ".p/%u", tile.width);
    return len;
}

struct str tile_path(struct arena *arena, struct tile tile)
{
    char out[PATH_ROOM];
    size_t len = path_write(tile, out);

    return arena_copy(arena, (struct str){ out, len });
}

static bool number_parse(struct str s, uint64_t max, uint64_t *out)
{
    return str_to_u64(s, out) && *out <= max;
}

/* "x001/x234/067"; that no group is missing or empty, writing it again will show. */
static bool groups_parse(struct str s, uint64_t *out)
{
    struct str part;
    uint64_t n = 0;

    while (str_cut(&s, '/', &part)) {
        if (part.len > 0 && part.at[0] == 'x')
            part = str_from(part, 1);
        if (part.len != 3 || n > UINT64_MAX / 1000 - 1)
            return false;
        for (size_t i = 0; i < 3; i++) {
            if (part.at[i] < '0' || part.at[i] > '9')
                return false;
            n = n * 10 + (uint64_t)(part.at[i] - '0');
        }
    }
    *out = n;
    return true;
}

bool tile_parse(struct str path, struct tile *out)
{
    struct tile tile = { .width = TILE_WIDTH };
    struct str rest = path, level;
    uint64_t number = 0;
    char again[PATH_ROOM];

    if (path.len >= PATH_ROOM || !str_starts(rest, STR("tile/")))
        return false;
    rest = str_from(rest, 5);
    if (!str_cut(&rest, '/', &level))
        return false;
    if (str_is(level, "entries"))
        tile.level = TILE_ENTRIES;
    else if (number_parse(level, TILE_LEVELS - 1, &number))
        tile.level = (int)number;
    else
        return false;
    size_t partial = str_find(rest, STR(".p/"));
    if (partial != SIZE_MAX) {
        if (!number_parse(str_from(rest, partial + 3), TILE_WIDTH - 1, &number) || number == 0)
            return false;
        tile.width = (unsigned int)number;
        rest = str_first(rest, partial);
    }
    if (!groups_parse(rest, &tile.n))
        return false;
    /* Strict in one stroke: only what we would write ourselves. */
    size_t len = path_write(tile, again);
    if (!str_eq((struct str){ again, len }, path))
        return false;
    *out = tile;
    return true;
}

uint64_t tile_level_size(int level, uint64_t size)
{
    if (level >= TILE_LEVELS)
        return 0;
    return level <= 0 ? size : size >> (level * TILE_HEIGHT);
}

unsigned int tile_width(int level, uint64_t n, uint64_t size)
{
    uint64_t hashes = tile_level_size(level, size);

    if (n > hashes / TILE_WIDTH)
        return 0;
    uint64_t left = hashes - n * TILE_WIDTH;
    return left < TILE_WIDTH ? (unsigned int)left : TILE_WIDTH;
}

bool tile_within(struct tile tile, uint64_t size)
{
    return tile.width > 0 && tile_width(tile.level, tile.n, size) >= tile.width;
}

bool tile_next(struct tile_walk *walk, uint64_t old_size, uint64_t new_size, struct tile *out)
{
    if (!walk->begun)
        *walk = (struct tile_walk){ true, TILE_ENTRIES, old_size / TILE_WIDTH };
    for (; walk->level < TILE_LEVELS; walk->level++,
           walk->n = tile_level_size(walk->level, old_size) / TILE_WIDTH) {
        uint64_t had = tile_level_size(walk->level, old_size);
        uint64_t has = tile_level_size(walk->level, new_size);
        unsigned int width = tile_width(walk->level, walk->n, new_size);
        if (has <= had || width == 0)
            continue;
        *out = (struct tile){ walk->level, walk->n++, width };
        return true;
    }
    return false;
}

void bundle_add(struct buf *out, struct bytes entry)
{
    if (entry.len > ENTRY_MAX) {
        out->failed = true;
        return;
    }
    buf_char(out, (char)(uint8_t)(entry.len >> 8));
    buf_char(out, (char)(uint8_t)entry.len);
    buf_add(out, entry.at, entry.len);
}

bool bundle_next(struct bytes *rest, struct bytes *entry)
{
    if (rest->len < 2)
        return false;
    size_t len = (size_t)rest->at[0] << 8 | rest->at[1];
    if (rest->len - 2 < len)
        return false;
    *entry = (struct bytes){ rest->at + 2, len };
    *rest = (struct bytes){ rest->at + 2 + len, rest->len - 2 - len };
    return true;
}
