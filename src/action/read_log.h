/*
 * read_log: what anybody may have of the public log: heads, tiles, entries, receipts.
 * All of it derives from the leaves; nothing here needs a key.
 */
#pragma once
#include "action/ledger.h"
#include "tlog/tile.h"

/* The published checkpoint with the cosignatures that have arrived for it. */
enum err read_checkpoint(struct cx *cx, const struct env *env, struct db *db, struct str *note)
    MUST_USE;
/* The head that witnesses are to cosign now. Only for those whom cosign.h's live_allowed lets. */
enum err read_live(struct cx *cx, const struct env *env, struct db *db, struct str *note) MUST_USE;
/* Its size alone: nothing is asked of the database. */
enum err read_live_size(struct cx *cx, const struct env *env, uint64_t *size) MUST_USE;
/* The bytes of a tile, or of an entry bundle. ERR_NOT_FOUND past the size of the published head,
 * or, live, of the newest. */
enum err read_tile(struct cx *cx, const struct env *env, struct db *db, struct tile tile, bool live,
                   struct bytes *out) MUST_USE;
/* The receipt of a leaf: tlog-proof@v1 with the leaf's bytes as extra, against the best head that
 * holds it; a later one may be better cosigned. ERR_NOT_FOUND for an index that is in no head. */
enum err read_receipt(struct cx *cx, const struct env *env, struct db *db, uint64_t index,
                      struct str *out) MUST_USE;
