/*
 * copy: the witness's full copy of the log's entries, as a static c2sp tlog-tiles folder: what
 * `posko audit` reads, and what any web server can host if the log itself is gone.
 *
 * It counts as far as copy/checkpoint says; bundles beyond were fetched and not yet believed.
 */
#pragma once
#include "tlog/checkpoint.h"
#include "tlog/tile.h"

struct copy {
    const char *dir;       /* DIR/copy */
    struct arena *scratch; /* for one bundle at a time */
    struct hasher hasher;
    struct tree tree;      /* of the entries that count */
};

/* Each entry that counts, in order. */
struct copy_reader {
    enum err (*entry)(struct cx *cx, void *arg, uint64_t index, struct bytes entry);
    void *arg;
};

/* Reads and hashes all of it; each may be NULL. ERR_CORRUPT when it does not lead to its own
 * checkpoint: then it must be put aside and fetched anew. Memory: home's. */
enum err copy_open(struct cx *cx, struct arena *home, const char *witness_dir,
                   const struct copy_reader *reader, struct copy *out) MUST_USE;
void copy_close(struct copy *copy);
/* The bytes of an entry bundle of at least that width; from the partial one if that is there. */
enum err copy_bundle(struct cx *cx, const struct copy *copy, uint64_t n, unsigned int width,
                     struct bytes *out) MUST_USE;
/* Durably beside what counts. */
enum err copy_put(struct cx *cx, const struct copy *copy, struct tile tile, struct bytes bytes)
    MUST_USE;
/* A file beside the tiles, by its name in the log: "attested/2026-11-22". */
enum err copy_put_file(struct cx *cx, const struct copy *copy, const char *name,
                       struct bytes bytes) MUST_USE;
/* The tiles of hashes that a log of `size` entries has and the copy has not yet, out of the
 * bundles that are there. */
enum err copy_tiles(struct cx *cx, struct copy *copy, uint64_t size) MUST_USE;
/* From now on the copy counts as far as the note says; the tree is the caller's to set. */
enum err copy_settle(struct cx *cx, const struct copy *copy, struct str note) MUST_USE;
