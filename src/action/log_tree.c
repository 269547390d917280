/* log_tree: see the header. */
#include "action/log_tree.h"
#include "store/log_entry.h"
#include "store/log_head.h"

#define LEAVES_AT_ONCE 256

static enum err rows_read(struct cx *cx, void *from, unsigned int level, uint64_t first,
                          size_t count, struct hash *out)
{
    struct log_tree_rows *r = from;

    _Static_assert(sizeof(struct hash) == 32, "an array of hashes is an array of 32 bytes");
    return store_nodes_read(cx, r->db, r->log, (int)level, (int64_t)first, count,
                            (uint8_t(*)[32])out);
}

struct hash_source log_tree_source(struct log_tree_rows *over)
{
    return (struct hash_source){ .read = rows_read, .from = over };
}

enum err log_tree_load(struct cx *cx, struct hasher *hasher, struct db *db, struct post_id log,
                       uint64_t size, struct log_tree *out)
{
    struct log_tree t = { .hasher = hasher, .log = log };
    struct log_tree_rows over = { db, log };
    struct hash_source source = log_tree_source(&over);

    TRY(tree_load(cx, hasher, &source, size, &t.tree));
    tree_root(hasher, &t.tree, &t.root);
    t.pending = t.tree;
    t.pending_root = t.root;
    *out = t;
    return OK;
}

static enum err leaf_add(struct cx *cx, struct log_tree *t, struct db *tx, const struct hash *leaf)
{
    struct hash upper[TILE_LEVELS - 1];
    size_t count = tree_append(t->hasher, &t->pending, leaf, upper);

    for (size_t i = 0; i < count; i++) {
        unsigned int shift = (unsigned int)(TILE_HEIGHT * (i + 1));

        TRY(store_node_insert(cx, tx, t->log, (int)i + 1, (int64_t)(t->pending.size >> shift) - 1,
                              upper[i].b));
    }
    return OK;
}

enum err log_tree_take(struct cx *cx, struct log_tree *t, struct db *tx)
{
    struct hash leaves[LEAVES_AT_ONCE];
    int64_t size;

    t->pending = t->tree; /* whatever a batch before made and lost */
    TRY(store_log_size(cx, tx, t->log, &size));
    while (t->pending.size < (uint64_t)size) {
        size_t left = (uint64_t)size - t->pending.size;
        size_t count = left < LEAVES_AT_ONCE ? (size_t)left : LEAVES_AT_ONCE;

        TRY(store_nodes_read(cx, tx, t->log, 0, (int64_t)t->pending.size, count,
                             (uint8_t(*)[32])leaves));
        for (size_t i = 0; i < count; i++)
            TRY(leaf_add(cx, t, tx, &leaves[i]));
    }
    t->pending_root = t->root;
    if (log_tree_grew(t))
        tree_root(t->hasher, &t->pending, &t->pending_root);
    return OK;
}

void log_tree_keep(struct log_tree *t)
{
    t->tree = t->pending;
    t->root = t->pending_root;
}

bool log_tree_grew(const struct log_tree *t)
{
    return t->pending.size != t->tree.size;
}
