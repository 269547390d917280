/*
 * read_log: what anybody may have of the public log: heads, tiles, entries, receipts.
 * All of it derives from the leaves; nothing here needs a key.
 */
#pragma once
#include "action/ledger.h"
#include "tlog/tile.h"

/* The checkpoint note with the cosignatures that have arrived for it. */
enum err read_checkpoint(struct cx *cx, const struct env *env, struct db *db, struct str *note)
    MUST_USE;
/* The bytes of a tile, or of an entry bundle. ERR_NOT_FOUND past the head's size. */
enum err read_tile(struct cx *cx, const struct env *env, struct db *db, struct tile tile,
                   struct bytes *out) MUST_USE;
/* The receipt of a leaf: tlog-proof@v1 with the leaf's bytes as extra, against the newest head.
 * ERR_NOT_FOUND for an index that is not yet in a head. */
enum err read_receipt(struct cx *cx, const struct env *env, struct db *db, uint64_t index,
                      struct str *out) MUST_USE;
