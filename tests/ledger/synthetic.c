/*
 * synthetic: a log of any size as static files, made straight from tlog, in the shape that a
 * post's log has: for measuring `posko audit` where a real post would take hours to fill.
 *
 *   synthetic OUT SIZE [signed]
 *
 * Cases of four leaves each: received, a message, the deadline missed, another message; with
 * `signed`: received, taken, reviewed and closed, the last three signed by an agency. Prints the
 * log's key, and the seconds that hashing the same bytes takes: once as one stream, once as
 * the leaves and nodes of the tree.
 */
#include "base/file.h"
#include "tlog/checkpoint.h"
#include "tlog/leaf.h"
#include "tlog/tile.h"
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define FIRST_DAY 20000 /* 2024-10-04 */
#define LEAVES_A_DAY 4000

struct making {
    struct cx cx;
    const char *out;
    struct hasher hasher;
    struct tree tree;
    struct hash *level[TILE_LEVELS];
    struct str bundle[TILE_WIDTH];
    uint64_t size;
    bool sign;
    uint8_t secret[64], public_key[32];
    struct hash prev;
    double stream_s, tree_s;
    uint64_t bytes;
};

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* not the wall: others work too */
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(struct making *m, enum err err)
{
    if (err == OK)
        return;
    fprintf(stderr, "synthetic: %s\n", m->cx.note.text);
    exit(1);
}

static void put(struct making *m, const char *name, struct bytes content)
{
    char path[500];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", m->out, name);
    for (char *at = path + 1; *at; at++)
        if (*at == '/') {
            *at = '\0';
            (void)mkdir(path, 0755);
            *at = '/';
        }
    f = fopen(path, "wb");
    if (!f || fwrite(content.at, 1, content.len, f) != content.len || fclose(f) != 0) {
        perror(path);
        exit(1);
    }
}

static void tile_put(struct making *m, struct tile tile, struct bytes content)
{
    put(m, tile_path(m->cx.arena, tile).at, content);
}

static struct str leaf_made(struct making *m, uint64_t index)
{
    static const char *const plain[] = { "report.received", "message.received", "deadline.missed",
                                         "message.received" };
    static const char *const acts[] = { "report.received", "case.taken", "case.reviewed",
                                        "case.closed" };
    unsigned int seq = (unsigned int)(index % 4);
    struct day day = { (int32_t)(FIRST_DAY + index / LEAVES_A_DAY) };
    uint64_t tag = index / 4;
    bool act = m->sign && seq > 0;
    struct leaf leaf = {
        .type = str_of(m->sign ? acts[seq] : plain[seq]),
        .of_case = true,
        .seq = seq,
        .prev = m->prev,
        .at = act ? leaf_at_instant(m->cx.arena, day.n * DAY_US + 3 * HOUR_US, 420)
                  : leaf_at_day(m->cx.arena, day),
        .by = act ? STR("bawaslu") : STR("posko"),
        .due = seq == 0 ? (struct day){ day.n + 2 } : DAY_NONE,
    };
    struct str text;

    crypto_generichash(leaf.case_tag, sizeof leaf.case_tag, (uint8_t *)&tag, sizeof tag, NULL, 0);
    crypto_generichash(leaf.commit, sizeof leaf.commit, (uint8_t *)&index, sizeof index, NULL, 0);
    if (!m->sign && seq == 2)
        must(m, leaf_add_fact(&m->cx, &leaf, "clock", STR("initial_review")));
    if (m->sign && seq == 2) {
        must(m, leaf_add_fact(&m->cx, &leaf, "intake", STR("laporan")));
        must(m, leaf_add_fact(&m->cx, &leaf, "category", STR("asn")));
    }
    if (m->sign && seq == 3)
        must(m, leaf_add_fact(&m->cx, &leaf, "result", STR("no_violation")));
    if (act)
        must(m, leaf_sign(&m->cx, &leaf, STR("bawaslu"), m->secret));
    must(m, leaf_text(&m->cx, &leaf, &text));
    return text;
}

/* The agency's key as the first leaf tells it. */
static struct str key_leaf(struct making *m)
{
    struct str key = { NULL, 0 }, text;
    char b64[60];
    struct leaf leaf = { .type = STR("agency.key"),
                         .at = leaf_at_instant(m->cx.arena, FIRST_DAY * DAY_US, 420),
                         .by = STR("posko"),
                         .due = DAY_NONE };

    sodium_bin2base64(b64, sizeof b64, m->public_key, 32, sodium_base64_VARIANT_ORIGINAL);
    key = arena_copy(m->cx.arena, str_of(b64));
    must(m, leaf_add_fact(&m->cx, &leaf, "agency", STR("bawaslu")));
    must(m, leaf_add_fact(&m->cx, &leaf, "sign", key));
    must(m, leaf_text(&m->cx, &leaf, &text));
    return text;
}

static void level_add(struct making *m, unsigned int level, const struct hash *h)
{
    uint64_t at = (m->tree.size >> (TILE_HEIGHT * level)) - 1;

    m->level[level][at % TILE_WIDTH] = *h;
    if (at % TILE_WIDTH == TILE_WIDTH - 1)
        tile_put(m, (struct tile){ (int)level, at / TILE_WIDTH, TILE_WIDTH },
                 (struct bytes){ m->level[level][0].b, TILE_WIDTH * 32 });
}

static void bundle_flush(struct making *m, uint64_t n, unsigned int width)
{
    struct buf b = buf_in(m->cx.arena, 1u << 20);
    struct hash upper[TILE_WIDTH][TILE_LEVELS - 1], leaves[TILE_WIDTH], hash;
    size_t made[TILE_WIDTH];
    double t = now_s();
    struct bytes all;

    for (unsigned int i = 0; i < width; i++) {
        hash_leaf(&m->hasher, (struct bytes){ (const uint8_t *)m->bundle[i].at, m->bundle[i].len },
                  &leaves[i]);
        made[i] = tree_append(&m->hasher, &m->tree, &leaves[i], upper[i]);
    }
    m->tree_s += now_s() - t;
    m->tree.size -= width; /* once more, slowly, for the tiles: they need the size of each moment */
    for (unsigned int i = 0; i < width; i++) {
        m->tree.size++;
        level_add(m, 0, &leaves[i]);
        for (size_t u = 0; u < made[i]; u++)
            level_add(m, (unsigned int)u + 1, &upper[i][u]);
    }
    for (unsigned int i = 0; i < width; i++)
        bundle_add(&b, (struct bytes){ (const uint8_t *)m->bundle[i].at, m->bundle[i].len });
    all = (struct bytes){ (const uint8_t *)buf_view(&b).at, buf_view(&b).len };
    t = now_s();
    hash_bytes(&m->hasher, all, &hash);
    m->stream_s += now_s() - t;
    m->bytes += all.len;
    tile_put(m, (struct tile){ TILE_ENTRIES, n, width }, all);
}

static void leaves_make(struct making *m)
{
    for (uint64_t i = 0; i < m->size; i++) {
        struct str text = m->sign && i == 0 ? key_leaf(m) : leaf_made(m, m->sign ? i - 1 : i);

        leaf_hash(text, &m->prev);
        m->bundle[i % TILE_WIDTH] = text;
        if (i % TILE_WIDTH == TILE_WIDTH - 1 || i + 1 == m->size) {
            bundle_flush(m, i / TILE_WIDTH, (unsigned int)(i % TILE_WIDTH) + 1);
            arena_reset(m->cx.arena);
        }
    }
    for (int level = 0; level < TILE_LEVELS; level++) {
        uint64_t n = tile_level_size(level, m->size) / TILE_WIDTH;
        unsigned int width = tile_width(level, n, m->size);

        if (width)
            tile_put(m, (struct tile){ level, n, width },
                     (struct bytes){ m->level[level][0].b, (size_t)width * 32 });
    }
}

static void head_make(struct making *m)
{
    struct note_signer key;
    uint8_t seed[32];
    struct checkpoint head = { .origin = STR("synthetic.invalid/log"), .size = m->size };
    struct str note, vkey;

    memset(seed, 7, sizeof seed);
    must(m, signer_make(&m->cx, head.origin, KEY_ED25519, seed, &key));
    tree_root(&m->hasher, &m->tree, &head.root);
    must(m, checkpoint_sign(&m->cx, &head, &key, &note));
    put(m, "checkpoint", (struct bytes){ (const uint8_t *)note.at, note.len });
    vkey = verifier_text(m->cx.arena, &key.verifier);
    note = arena_printf(m->cx.arena, "log %.*s\nquorum none\n", STR_FMT(vkey));
    put(m, "policy", (struct bytes){ (const uint8_t *)note.at, note.len });
    printf("key %.*s\nbytes %llu\nstream %.3f s\ntree %.3f s\n", STR_FMT(vkey),
           (unsigned long long)m->bytes, m->stream_s, m->tree_s);
}

int main(int argc, char **argv)
{
    static struct making m;
    static struct hash hashes[TILE_LEVELS][TILE_WIDTH];
    uint8_t seed[32] = { 1 };

    if (argc < 3 || !str_to_u64(str_of(argv[2]), &m.size) || m.size == 0 || sodium_init() < 0) {
        fputs("usage: synthetic OUT SIZE [signed]\n", stderr);
        return 2;
    }
    m.cx = cx_system(arena_new(64u << 20));
    m.out = argv[1];
    m.sign = argc > 3;
    crypto_sign_seed_keypair(m.public_key, m.secret, seed);
    for (int i = 0; i < TILE_LEVELS; i++)
        m.level[i] = hashes[i];
    must(&m, hasher_open(&m.cx, &m.hasher));
    leaves_make(&m);
    head_make(&m);
    return 0;
}
