/* audit_log: see the header. Here: bundles in, hashes compared tile by tile, roots at heads. */
#include "action/audit_work.h"
#include <stdio.h>
#include <string.h>

#define CASES_ARENA ((size_t)4 << 30) /* a cap, not a size */
#define WORK_ARENA (16u << 20)

struct hashing {
    struct hasher hasher;
    struct tree tree;
    struct hash *upper[TILE_LEVELS]; /* per level above 0: the hashes of its newest tile */
    struct audit_head head;          /* the next one to be reached */
    bool head_there;
};

static enum err next_head(struct cx *cx, struct audit *a, struct hashing *h)
{
    const struct audit_heads *heads = &a->plan->heads;

    return heads->after(cx, heads->arg, h->tree.size, &h->head, &h->head_there);
}

/* A signed head is reached when as many entries were read as it has. */
static enum err head_check(struct cx *cx, struct audit *a, struct hashing *h)
{
    struct hash root;

    if (!h->head_there || h->tree.size != h->head.size)
        return OK;
    tree_root(&h->hasher, &h->tree, &root);
    a->result->heads++;
    a->result->rooted = hash_eq(&root, &h->head.root);
    if (!a->result->rooted)
        audit_say(a, AUDIT_FAULT,
                  "The first %llu entries are not those that were signed: an entry was altered, "
                  "removed or put in, or the order was changed.",
                  (unsigned long long)h->tree.size);
    return next_head(cx, a, h);
}

/* ---- tiles ---- */

static void tile_name(char out[64], struct tile tile)
{
    if (tile.level == TILE_ENTRIES)
        (void)snprintf(out, 64, "entries %llu to %llu", (unsigned long long)tile.n * TILE_WIDTH,
                       (unsigned long long)tile.n * TILE_WIDTH + tile.width - 1);
    else
        (void)snprintf(out, 64, "hash tile %d/%llu (%u wide)", tile.level,
                       (unsigned long long)tile.n, tile.width);
}

static enum err tile_fetch(struct cx *cx, struct audit *a, struct tile tile, struct bytes *out)
{
    enum err err = log_source_tile(cx, a->plan->source, tile, out);
    char name[64];

    if (err != ERR_NOT_FOUND && err != ERR_CORRUPT && err != ERR_INVALID)
        return err;
    tile_name(name, tile);
    audit_say(a, AUDIT_FAULT, "The %s cannot be had: removed, or never there (%s).", name,
              cx->note.text);
    return err;
}

/* The hashes as served against those that the entries make. */
static enum err tile_check(struct cx *cx, struct audit *a, struct tile tile,
                           const struct hash *should)
{
    struct bytes is;
    char name[64];
    enum err err = tile_fetch(cx, a, tile, &is);

    if (err != OK)
        return err == ERR_NOT_FOUND || err == ERR_CORRUPT || err == ERR_INVALID ? OK : err;
    if (is.len == (size_t)tile.width * sizeof *should && memcmp(is.at, should, is.len) == 0)
        return OK;
    tile_name(name, tile);
    audit_say(a, AUDIT_FAULT, "The %s is not what the entries make: one of the two was altered.",
              name);
    for (unsigned int i = 0; tile.level == 0 && i < tile.width; i++)
        if (is.len < (i + 1) * sizeof *should
            || memcmp(is.at + i * sizeof *should, &should[i], sizeof *should) != 0) {
            audit_say(a, AUDIT_FAULT, "Entry %llu is not the one whose hash is kept.",
                      (unsigned long long)tile.n * TILE_WIDTH + i);
            break;
        }
    return OK;
}

/* Keeps what an entry completes above, and checks the tiles that are full with it. */
static enum err upper_keep(struct cx *cx, struct audit *a, struct hashing *h,
                           const struct hash *made, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unsigned int level = (unsigned int)i + 1;
        uint64_t at = (h->tree.size >> (TILE_HEIGHT * level)) - 1;

        h->upper[level][at % TILE_WIDTH] = made[i];
        if (at % TILE_WIDTH == TILE_WIDTH - 1)
            TRY(tile_check(cx, a, (struct tile){ (int)level, at / TILE_WIDTH, TILE_WIDTH },
                           h->upper[level]));
    }
    return OK;
}

static enum err upper_partial(struct cx *cx, struct audit *a, struct hashing *h)
{
    for (int level = 1; level < TILE_LEVELS; level++) {
        uint64_t n = tile_level_size(level, h->tree.size) / TILE_WIDTH;
        unsigned int width = tile_width(level, n, h->tree.size);

        if (width > 0 && width < TILE_WIDTH)
            TRY(tile_check(cx, a, (struct tile){ level, n, width }, h->upper[level]));
    }
    return OK;
}

/* ---- bundles ---- */

static void statistics_then(struct audit *a)
{
    if (a->count.so_far.size != a->plan->statistics_size || a->result->then)
        return;
    statistics_read(&a->count, a->plan->statistics_day, &a->result->statistics_then);
    a->result->statistics_then.attested.state = a->attested.now;
    a->result->then = true;
}

static enum err entry_take(struct cx *cx, struct audit *a, struct hashing *h, struct bytes entry,
                           struct hash *leaf)
{
    struct hash upper[TILE_LEVELS - 1];
    size_t made;

    hash_leaf(&h->hasher, entry, leaf);
    TRY(audit_leaf(cx, a, h->tree.size, (struct str){ (const char *)entry.at, entry.len }, leaf));
    made = tree_append(&h->hasher, &h->tree, leaf, upper);
    if (made)
        TRY(upper_keep(cx, a, h, upper, made));
    statistics_then(a);
    return head_check(cx, a, h);
}

/* *more is false when the log cannot be read on from here; that was said. */
static enum err bundle_take(struct cx *cx, struct audit *a, struct hashing *h, struct tile tile,
                            bool *more)
{
    struct hash leaves[TILE_WIDTH];
    struct bytes rest, entry;
    unsigned int i = 0;
    enum err err = tile_fetch(cx, a, tile, &rest);

    *more = false;
    if (err != OK)
        return err == ERR_NOT_FOUND || err == ERR_CORRUPT || err == ERR_INVALID ? OK : err;
    while (i < tile.width && bundle_next(&rest, &entry))
        TRY(entry_take(cx, a, h, entry, &leaves[i++]));
    audit_signatures(a);
    if (i < tile.width || rest.len > 0) {
        audit_say(a, AUDIT_FAULT,
                  "The file of entries %llu to %llu is damaged: nothing behind it can be checked.",
                  (unsigned long long)tile.n * TILE_WIDTH,
                  (unsigned long long)tile.n * TILE_WIDTH + tile.width - 1);
        return OK;
    }
    *more = true;
    tile.level = 0;
    return tile_check(cx, a, tile, leaves);
}

static enum err bundles_take(struct cx *cx, struct audit *a, struct hashing *h)
{
    struct cx work = { .arena = a->work, .now_us = cx->now_us, .random = cx->random };
    bool more = true;

    while (more && h->tree.size < a->plan->size) {
        struct tile tile = { TILE_ENTRIES, h->tree.size / TILE_WIDTH, 0 };
        enum err err;

        tile.width = tile_width(TILE_ENTRIES, tile.n, a->plan->size);
        arena_reset(a->work);
        err = bundle_take(&work, a, h, tile, &more);
        if (err != OK) {
            cx->note = work.note;
            return err;
        }
    }
    arena_reset(a->work);
    return more ? upper_partial(&work, a, h) : OK;
}

/* ---- the end ---- */

static void silent_at_the_end(struct audit *a)
{
    for (uint32_t i = 0; i < a->cases.len; i++) {
        struct due_news news;
        struct case_id tag;
        const struct audit_case *c = tag_map_at(&a->cases, i, &tag);

        due_watch_silent(&a->count.due, &c->counted.due, a->plan->today, &news);
        audit_say_silent(a, tag, &news);
    }
}

static enum err audit_run(struct cx *cx, struct audit *a, struct hashing *h)
{
    struct audit_result *r = a->result;

    TRY(hasher_open(cx, &h->hasher));
    for (int level = 1; level < TILE_LEVELS; level++) {
        h->upper[level] = ARENA_ARRAY(cx->arena, struct hash, TILE_WIDTH);
        if (!h->upper[level])
            return FAIL(cx, ERR_TOO_LARGE, "hashes");
    }
    TRY(next_head(cx, a, h));
    statistics_then(a);
    TRY(bundles_take(cx, a, h));
    r->size = h->tree.size;
    tree_root(&h->hasher, &h->tree, &r->root);
    if (h->head_there) {
        r->rooted = false;
        audit_say(a, AUDIT_FAULT,
                  "%llu entries were signed, but only %llu can be had: the rest was removed, or "
                  "this "
                  "is an old copy.",
                  (unsigned long long)h->head.size, (unsigned long long)r->size);
    }
    if (r->size == a->plan->size)
        silent_at_the_end(a);
    audit_witnesses_say(a);
    statistics_read(&a->count, a->plan->today, &r->statistics);
    r->statistics.attested.state = a->attested.now;
    return audit_attested(cx, a);
}

static enum err audit_open(struct cx *cx, const struct audit_plan *plan, struct arena *cases,
                           struct audit *a, struct audit_result *r)
{
    uint64_t seed;

    *r = (struct audit_result){ .first = DAY_NONE, .last = DAY_NONE, .keys = plan->keys };
    a->plan = plan;
    a->result = r;
    cx->random(&seed, sizeof seed);
    TRY(tag_map_open(cx, cases, seed, sizeof(struct audit_case), &a->cases));
    TRY(statistics_open(cx, cases, &a->count));
    attested_watch_open(cases, &a->attested);
    return signature_pool_open(cx, &a->pool);
}

enum err audit_log(struct cx *cx, const struct audit_plan *plan, struct audit_result *out)
{
    struct arena *cases = arena_new(CASES_ARENA);
    struct audit *a = cases ? ARENA_NEW(cases, struct audit) : NULL;
    struct hashing h = { 0 };
    struct audit_result result;
    enum err err = ERR_TOO_LARGE;

    if (a && (a->work = arena_new(WORK_ARENA))) {
        err = audit_open(cx, plan, cases, a, &result);
        if (err == OK)
            err = audit_run(cx, a, &h);
        hasher_close(&h.hasher);
        signature_pool_close(&a->pool);
        arena_free(a->work);
    }
    arena_free(cases);
    if (err == OK)
        *out = result;
    return err;
}
