/* read_log: see the header. */
#include "action/read_log.h"
#include "store/log_entry.h"
#include "store/log_head.h"
#include "tlog/receipt.h"
#include <string.h>

#define BUNDLE_MAX (TILE_WIDTH * 2048)

static enum err cosignatures_add(struct cx *cx, const struct env *env, struct db *db,
                                 struct ledger_head *head)
{
    struct cosignature_list list;
    struct buf b = buf_in(cx->arena, NOTE_MAX);

    TRY(store_cosignature_list(cx, db, env->post, (int64_t)head->size, &list));
    buf_str(&b, head->note);
    for (size_t i = 0; i < list.len; i++)
        buf_str(&b, list.at[i].line);
    head->note = buf_end(&b);
    return head->note.at ? OK : FAIL(cx, ERR_TOO_LARGE, "checkpoint");
}

enum err read_checkpoint(struct cx *cx, const struct env *env, struct db *db, struct str *note)
{
    struct ledger_head head;
    enum err err = ledger_head(env->ledger, cx->arena, &head);

    if (err != OK)
        return FAIL(cx, err, "nothing is signed yet");
    TRY(cosignatures_add(cx, env, db, &head));
    *note = head.note;
    return OK;
}

static enum err bundle_read(struct cx *cx, const struct env *env, struct db *db, struct tile tile,
                            struct bytes *out)
{
    int64_t first = (int64_t)tile.n * TILE_WIDTH;
    struct buf b = buf_in(cx->arena, BUNDLE_MAX);
    struct log_list list;
    struct str text;

    TRY(store_log_range(cx, db, env->post, first, first + tile.width, &list));
    if (list.len != tile.width)
        return FAIL(cx, ERR_CORRUPT, "entries from %lld on are not there", (long long)first);
    for (size_t i = 0; i < list.len; i++)
        bundle_add(&b, list.at[i].leaf);
    text = buf_end(&b);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "entries");
    *out = (struct bytes){ (const uint8_t *)text.at, text.len };
    return OK;
}

enum err read_tile(struct cx *cx, const struct env *env, struct db *db, struct tile tile,
                   struct bytes *out)
{
    struct ledger_head head;
    uint8_t *hashes;

    if (ledger_head(env->ledger, cx->arena, &head) != OK || !tile_within(tile, head.size))
        return FAIL(cx, ERR_NOT_FOUND, "no such tile");
    if (tile.level == TILE_ENTRIES)
        return bundle_read(cx, env, db, tile, out);
    hashes = arena_alloc(cx->arena, tile.width, 32);
    if (!hashes)
        return FAIL(cx, ERR_TOO_LARGE, "tile");
    TRY(store_nodes_read(cx, db, env->post, tile.level, (int64_t)tile.n * TILE_WIDTH, tile.width,
                         (uint8_t(*)[32])hashes));
    *out = (struct bytes){ hashes, (size_t)tile.width * 32 };
    return OK;
}

enum err read_receipt(struct cx *cx, const struct env *env, struct db *db, uint64_t index,
                      struct str *out)
{
    struct ledger_source over = { db, env->post };
    struct hash_source source = ledger_source_over(&over);
    struct hasher hasher AUTO(hasher_close) = { 0 };
    struct receipt receipt = { .has_extra = true, .index = index };
    struct ledger_head head;
    struct log_list leaf;

    if (ledger_head(env->ledger, cx->arena, &head) != OK || index >= head.size)
        return FAIL(cx, ERR_NOT_FOUND, "no such entry in the newest head");
    TRY(cosignatures_add(cx, env, db, &head));
    TRY(hasher_open(cx, &hasher));
    TRY(store_log_range(cx, db, env->post, (int64_t)index, (int64_t)index + 1, &leaf));
    if (leaf.len != 1)
        return FAIL(cx, ERR_CORRUPT, "entry %llu is not there", (unsigned long long)index);
    TRY(proof_inclusion(cx, &hasher, &source, index, head.size, &receipt.proof));
    receipt.extra = leaf.at[0].leaf;
    receipt.note = head.note;
    return receipt_text(cx, &receipt, out);
}
