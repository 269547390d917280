/* read_log: see the header. */
#include "action/read_log.h"
#include "action/log_tree.h"
#include "action/cosign.h"
#include "store/log_entry.h"
#include "store/log_head.h"
#include "store/log_witness.h"
#include "tlog/receipt.h"
#include <string.h>

#define BUNDLE_MAX (TILE_WIDTH * 2048)

enum err read_checkpoint(struct cx *cx, const struct env *env, struct db *db, struct str *note)
{
    struct ledger_head head;
    size_t count;
    enum err err = publish_head(cx, env, db, &head);

    if (err != OK)
        return FAIL(cx, err, "no head is published yet");
    return cosigned_note(cx, env, db, &head, note, &count);
}

static enum err live_head(struct cx *cx, const struct env *env, struct ledger_head *out)
{
    if (env->publish)
        return publish_offer(cx, env, out);
    return ledger_head(env->ledger, cx->arena, out) == OK
               ? OK
               : FAIL(cx, ERR_NOT_FOUND, "nothing is signed yet");
}

enum err read_live(struct cx *cx, const struct env *env, struct db *db, struct str *note)
{
    struct ledger_head head;
    size_t count;

    TRY(live_head(cx, env, &head));
    return cosigned_note(cx, env, db, &head, note, &count);
}

enum err read_live_size(struct cx *cx, const struct env *env, uint64_t *size)
{
    struct ledger_head head;

    TRY(live_head(cx, env, &head));
    *size = head.size;
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

enum err read_tile(struct cx *cx, const struct env *env, struct db *db, struct tile tile, bool live,
                   struct bytes *out)
{
    struct ledger_head head;
    uint8_t *hashes;
    enum err err = live ? ledger_head(env->ledger, cx->arena, &head)
                        : publish_head(cx, env, db, &head);

    if (err != OK || !tile_within(tile, head.size))
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

/* ---- receipts ---- */

/* A head for the receipt, and its note. Of those that hold the index: the newest with a
 * quorum; else the published or the offered one, whichever more witnesses cosigned; else, for
 * a leaf that is minutes old, the newest (docs/decisions/0008). */
static enum err receipt_head(struct cx *cx, const struct env *env, struct db *db, uint64_t index,
                             struct ledger_head *out, struct str *note)
{
    struct ledger_head head[3] = { { .size = 0 } };
    struct log_head_row row;
    size_t best = COUNT_OF(head), most = 0, count;
    enum err err = store_head_quorum_newest(cx, db, env->post, (int64_t)index, &row);

    if (err == OK) {
        *out = (struct ledger_head){ .size = (uint64_t)row.size, .note = row.note };
        return cosigned_note(cx, env, db, out, note, &count);
    }
    if (err != ERR_NOT_FOUND)
        return err;
    if (publish_head(cx, env, db, &head[0]) != OK)
        head[0].size = 0;
    if (!env->publish || publish_offered_nth(cx, env, 0, &head[1]) != OK)
        head[1].size = 0;
    if (ledger_head(env->ledger, cx->arena, &head[2]) != OK)
        head[2].size = 0;
    for (size_t i = 0; i < COUNT_OF(head); i++) {
        struct str text;

        if (index >= head[i].size)
            continue;
        TRY(cosigned_note(cx, env, db, &head[i], &text, &count));
        if (best == COUNT_OF(head) || count > most) {
            best = i;
            most = count;
            *note = text;
            *out = head[i];
        }
    }
    return best < COUNT_OF(head) ? OK : FAIL(cx, ERR_NOT_FOUND, "no such entry in the newest head");
}

enum err read_receipt(struct cx *cx, const struct env *env, struct db *db, uint64_t index,
                      struct str *out)
{
    struct log_tree_rows over = { db, env->post };
    struct hash_source source = log_tree_source(&over);
    struct hasher hasher AUTO(hasher_close) = { 0 };
    struct receipt receipt = { .has_extra = true, .index = index };
    struct ledger_head head;
    struct log_list leaf;

    if (index > INT64_MAX)
        return FAIL(cx, ERR_NOT_FOUND, "no such entry");
    TRY(receipt_head(cx, env, db, index, &head, &receipt.note));
    TRY(hasher_open(cx, &hasher));
    TRY(store_log_range(cx, db, env->post, (int64_t)index, (int64_t)index + 1, &leaf));
    if (leaf.len != 1)
        return FAIL(cx, ERR_CORRUPT, "entry %llu is not there", (unsigned long long)index);
    TRY(proof_inclusion(cx, &hasher, &source, index, head.size, &receipt.proof));
    receipt.extra = leaf.at[0].leaf;
    return receipt_text(cx, &receipt, out);
}
