/* copy: see the header. */
#include "witness/copy.h"
#include "base/file.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUNDLE_FILE_MAX (1u << 20)
#define SCRATCH (4u << 20)

static enum err folders_make(struct cx *cx, const char *path)
{
    char *at = path ? (char *)arena_copy(cx->arena, str_of(path)).at : NULL;

    if (!at)
        return FAIL(cx, ERR_TOO_LARGE, "path");
    for (char *p = at + 1; (p = strchr(p, '/')); *p++ = '/') {
        *p = '\0';
        if (mkdir(at, 0700) != 0 && errno != EEXIST)
            return FAIL(cx, ERR_UNAVAILABLE, "%s: %s", at, strerror(errno));
    }
    return OK;
}

static const char *tile_file(struct arena *arena, const struct copy *c, struct tile tile)
{
    struct str path = tile_path(arena, tile);

    return path.at ? file_join(arena, c->dir, path.at) : NULL;
}

enum err copy_put(struct cx *cx, const struct copy *c, struct tile tile, struct bytes bytes)
{
    const char *path = tile_file(cx->arena, c, tile);

    TRY(folders_make(cx, path));
    return file_write(cx, path, bytes, false);
}

enum err copy_put_file(struct cx *cx, const struct copy *c, const char *name, struct bytes bytes)
{
    const char *path = name ? file_join(cx->arena, c->dir, name) : NULL;

    TRY(folders_make(cx, path));
    return file_write(cx, path, bytes, false);
}

enum err copy_bundle(struct cx *cx, const struct copy *c, uint64_t n, unsigned int width,
                     struct bytes *out)
{
    struct tile tile = { TILE_ENTRIES, n, TILE_WIDTH };
    enum err err = file_read(cx, tile_file(cx->arena, c, tile), BUNDLE_FILE_MAX, out);

    if (err != ERR_NOT_FOUND || width == TILE_WIDTH)
        return err;
    tile.width = width;
    return file_read(cx, tile_file(cx->arena, c, tile), BUNDLE_FILE_MAX, out);
}

/* The partial tile of that level in a log of `size` entries; width 0: there is none. */
static struct tile partial_of(int level, uint64_t size)
{
    uint64_t hashes = tile_level_size(level, size);

    return (struct tile){ level, hashes / TILE_WIDTH, (unsigned int)(hashes % TILE_WIDTH) };
}

/* The partial tiles of the size before that are of no more use. */
static void partials_remove(struct cx *cx, const struct copy *c, uint64_t old, uint64_t now)
{
    for (int level = TILE_ENTRIES; level < TILE_LEVELS; level++) {
        struct tile tile = partial_of(level, old), next = partial_of(level, now);
        const char *path = tile.width && (tile.width != next.width || tile.n != next.n)
                               ? tile_file(cx->arena, c, tile)
                               : NULL;

        if (path)
            (void)unlink(path);
    }
}

/* ---- tiles of hashes ---- */

static enum err leaf_hashes(struct cx *cx, struct copy *c, struct tile tile, struct hash *out)
{
    struct bytes bundle, entry;

    TRY(copy_bundle(cx, c, tile.n, tile.width, &bundle));
    for (unsigned int i = 0; i < tile.width; i++) {
        if (!bundle_next(&bundle, &entry))
            return FAIL(cx, ERR_CORRUPT, "the copy lacks entries");
        hash_leaf(&c->hasher, entry, &out[i]);
    }
    return OK;
}

/* The root over a full tile of the level below. */
static enum err tile_root(struct cx *cx, struct copy *c, int level, uint64_t n, struct hash *out)
{
    struct tile below = { level, n, TILE_WIDTH };
    struct hash row[TILE_WIDTH];
    struct bytes bytes;

    TRY(file_read(cx, tile_file(cx->arena, c, below), BUNDLE_FILE_MAX, &bytes));
    if (bytes.len != sizeof row)
        return FAIL(cx, ERR_CORRUPT, "a tile of the copy is cut short");
    memcpy(row, bytes.at, sizeof row);
    for (size_t width = TILE_WIDTH; width > 1; width /= 2)
        for (size_t i = 0; i < width / 2; i++)
            hash_node(&c->hasher, &row[2 * i], &row[2 * i + 1], &row[i]);
    *out = row[0];
    return OK;
}

/* What the tile before it, if it was partial, had already is not reckoned again. */
static enum err upper_hashes(struct cx *cx, struct copy *c, struct tile tile, struct hash *out)
{
    struct tile had = partial_of(tile.level, c->tree.size);
    struct bytes bytes = { NULL, 0 };
    size_t from = 0;

    if (had.width && had.n == tile.n && had.width <= tile.width
        && file_read(cx, tile_file(cx->arena, c, had), BUNDLE_FILE_MAX, &bytes) == OK
        && bytes.len == had.width * sizeof *out) {
        memcpy(out, bytes.at, bytes.len);
        from = had.width;
    }
    for (size_t i = from; i < tile.width; i++)
        TRY(tile_root(cx, c, tile.level - 1, tile.n * TILE_WIDTH + i, &out[i]));
    return OK;
}

enum err copy_tiles(struct cx *cx, struct copy *c, uint64_t size)
{
    struct tile_walk walk = { .begun = false };
    struct cx small = *cx;
    struct tile tile;
    enum err err = OK;

    small.arena = c->scratch;
    while (err == OK && tile_next(&walk, c->tree.size, size, &tile)) {
        struct hash row[TILE_WIDTH];

        if (tile.level == TILE_ENTRIES)
            continue;
        err = tile.level == 0 ? leaf_hashes(&small, c, tile, row)
                              : upper_hashes(&small, c, tile, row);
        if (err == OK)
            err = copy_put(&small, c, tile, (struct bytes){ row[0].b, tile.width * sizeof *row });
        arena_reset(c->scratch);
    }
    cx->note = small.note;
    return err;
}

enum err copy_settle(struct cx *cx, const struct copy *c, struct str note)
{
    const char *path = file_join(cx->arena, c->dir, "checkpoint");
    struct signed_note parsed;
    struct checkpoint old, now;
    struct bytes before;
    bool was = path && file_read(cx, path, NOTE_MAX, &before) == OK
               && note_parse(cx, (struct str){ (const char *)before.at, before.len }, &parsed) == OK
               && checkpoint_parse(cx, parsed.text, &old) == OK;

    TRY(note_parse(cx, note, &parsed));
    TRY(checkpoint_parse(cx, parsed.text, &now));
    TRY(folders_make(cx, path));
    TRY(file_write(cx, path, (struct bytes){ (const uint8_t *)note.at, note.len }, false));
    if (was)
        partials_remove(cx, c, old.size, now.size);
    return OK;
}

/* ---- opening ---- */

static enum err bundle_take(struct cx *cx, struct copy *c, struct bytes bundle, unsigned int width,
                            const struct copy_reader *reader)
{
    struct hash upper[TILE_LEVELS - 1], leaf;
    struct bytes entry;

    for (unsigned int i = 0; i < width; i++) {
        if (!bundle_next(&bundle, &entry))
            return FAIL(cx, ERR_CORRUPT, "the copy lacks entry %llu",
                        (unsigned long long)c->tree.size);
        if (reader)
            TRY(reader->entry(cx, reader->arg, c->tree.size, entry));
        hash_leaf(&c->hasher, entry, &leaf);
        (void)tree_append(&c->hasher, &c->tree, &leaf, upper);
    }
    return OK;
}

static enum err bundles_read(struct cx *cx, struct copy *c, uint64_t size,
                             const struct copy_reader *reader)
{
    struct cx small = *cx;
    enum err err = OK;

    small.arena = c->scratch;
    for (uint64_t n = 0; n * TILE_WIDTH < size && err == OK; n++) {
        unsigned int width = tile_width(TILE_ENTRIES, n, size);
        struct bytes bundle;

        err = copy_bundle(&small, c, n, width, &bundle);
        if (err == ERR_NOT_FOUND)
            err = FAIL(&small, ERR_CORRUPT, "the copy lacks entries from %llu on",
                       (unsigned long long)(n * TILE_WIDTH));
        if (err == OK)
            err = bundle_take(&small, c, bundle, width, reader);
        arena_reset(c->scratch);
    }
    cx->note = small.note;
    return err;
}

static enum err copy_load(struct cx *cx, struct copy *c, const struct copy_reader *reader)
{
    struct signed_note note;
    struct checkpoint head;
    struct bytes text;
    struct hash root;
    enum err err;

    TRY(hasher_open(cx, &c->hasher));
    err = file_read(cx, file_join(cx->arena, c->dir, "checkpoint"), NOTE_MAX, &text);
    if (err == ERR_NOT_FOUND)
        return OK; /* nothing yet */
    if (err != OK)
        return err;
    TRY(note_parse(cx, (struct str){ (const char *)text.at, text.len }, &note));
    TRY(checkpoint_parse(cx, note.text, &head));
    TRY(bundles_read(cx, c, head.size, reader));
    tree_root(&c->hasher, &c->tree, &root);
    if (!hash_eq(&root, &head.root))
        return FAIL(cx, ERR_CORRUPT,
                    "%s does not lead to its own checkpoint: move it away, and it is fetched anew",
                    c->dir);
    return OK;
}

enum err copy_open(struct cx *cx, struct arena *home, const char *witness_dir,
                   const struct copy_reader *reader, struct copy *out)
{
    struct copy c = { .dir = file_join(home, witness_dir, "copy"), .scratch = arena_new(SCRATCH) };
    enum err err = c.dir && c.scratch ? copy_load(cx, &c, reader)
                                      : FAIL(cx, ERR_TOO_LARGE, "copy");

    if (err != OK) {
        copy_close(&c);
        return err;
    }
    *out = c;
    return OK;
}

void copy_close(struct copy *c)
{
    hasher_close(&c->hasher);
    arena_free(c->scratch);
    c->scratch = NULL;
}
