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

/* The partial bundle of the size before is of no more use. */
static void partial_remove(struct cx *cx, const struct copy *c, uint64_t size)
{
    struct tile tile = { TILE_ENTRIES, size / TILE_WIDTH, (unsigned int)(size % TILE_WIDTH) };
    const char *path = tile.width ? tile_file(cx->arena, c, tile) : NULL;

    if (path)
        (void)unlink(path);
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
    if (was && old.size != now.size)
        partial_remove(cx, c, old.size);
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
