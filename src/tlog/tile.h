/*
 * tile: names and bytes of c2sp tlog-tiles (height 8).
 *
 * A full tile is 256 hashes, 8192 bytes; a partial one the first 1..255 of them.
 * "tile/<L>/<N>[.p/<W>]" and, for the entries themselves, "tile/entries/<N>[.p/<W>]";
 * N in groups of three digits, all but the last marked x: 1234067 is x001/x234/067.
 */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "tlog/tree.h"

#define TILE_ENTRIES (-1)     /* the level of entry bundles */
#define ENTRY_MAX 65535       /* bytes: its length is a u16 */

struct tile {
    int level;          /* 0..7, or TILE_ENTRIES */
    uint64_t n;
    unsigned int width; /* 1..256; 256 is full */
};

/* "tile/..." without a leading slash; at == NULL past the arena's cap. */
struct str tile_path(struct arena *arena, struct tile tile);
/* Strict: only what tile_path writes. */
bool tile_parse(struct str path, struct tile *out) MUST_USE;

/* How many hashes a level holds in a log of `size` leaves (bundles count as level 0). */
uint64_t tile_level_size(int level, uint64_t size);
/* The width of tile n of a level at that size; 0 if there is none. */
unsigned int tile_width(int level, uint64_t n, uint64_t size);
/* True if the tile may be asked for in a log of `size` leaves: full and complete, or a
 * partial of some size up to now. */
bool tile_within(struct tile tile, uint64_t size);

/* Walks all tiles that a log of new_size leaves has and one of old_size had not, entry
 * bundles included, each at its width. Begin with an all-zero walk. */
struct tile_walk {
    bool begun;
    int level;
    uint64_t n;
};
bool tile_next(struct tile_walk *walk, uint64_t old_size, uint64_t new_size, struct tile *out);

/* Entry bundles: u16 length, big-endian, then the entry. An entry past ENTRY_MAX makes
 * the buffer fail. */
void bundle_add(struct buf *out, struct bytes entry);
/* Cuts the next entry off; false at the end or if the rest is malformed (then rest->len
 * is not 0). */
bool bundle_next(struct bytes *rest, struct bytes *entry);
