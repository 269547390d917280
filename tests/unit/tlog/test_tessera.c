/*
 * A log that another program wrote (transparency-dev/tessera's test data): read, checked,
 * and written again byte for byte by ours.
 */
#include "naive.h"
#include "base/buf.h"
#include "tlog/checkpoint.h"
#include "tlog/tile.h"

/* Published with the test data. */
#define LOG_KEY                                     \
    "PRIVATE+KEY+example.com/log/testdata+33d7b496" \
    "+AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg"
#define ENTRIES 15

static const char *const words[ENTRIES] = { "one", "two", "three", "four", "five", "six", "seven",
                                            "eit", "nain", "ten", "ileven", "twelf", "threeten",
                                            "fourten", "fivten" };

static struct str log_file(struct cx *cx, struct str path)
{
    struct str name = arena_printf(cx->arena, "tessera-log/%.*s", STR_FMT(path));

    return vector_text(cx, name.at);
}

static void the_log_is_written_again_byte_for_byte(void **state)
{
    struct cx *cx = cx_of(state);
    struct hasher *h = hasher_of(state);
    struct shelf shelf = shelf_new(cx, ENTRIES);
    struct tree tree = { .size = 0 };
    struct buf bundle = buf_in(cx->arena, 1 << 16);
    struct note_signer log;
    size_t files = 0;

    if (log_file(cx, STR("checkpoint")).at == NULL)
        return; /* said loudly; cmocka's TAP for skip() reads as failed */
    assert_int_equal(signer_parse(cx, STR(LOG_KEY), &log), OK);
    for (uint64_t size = 0; size <= ENTRIES; size++) {
        struct checkpoint c = { .origin = log.verifier.name, .size = size };
        struct str note, theirs = log_file(cx, arena_printf(cx->arena, "checkpoint.%d", (int)size));
        tree_root(h, &tree, &c.root);
        assert_int_equal(checkpoint_sign(cx, &c, &log, &note), OK);
        assert_true(str_eq(note, theirs));
        files++;
        if (size == ENTRIES)
            break;
        struct tile_walk walk = { 0 };
        struct tile tile;
        struct hash leaf;
        hash_leaf(h, bytes_of(str_of(words[size])), &leaf);
        shelf_append(h, &shelf, &tree, &leaf);
        bundle_add(&bundle, bytes_of(str_of(words[size])));
        while (tile_next(&walk, size, size + 1, &tile)) {
            struct str want = log_file(cx, tile_path(cx->arena, tile));
            struct str ours = tile.level == TILE_ENTRIES
                                  ? buf_view(&bundle)
                                  : (struct str){ (const char *)shelf.at[tile.level][0].b,
                                                  tile.width * sizeof(struct hash) };
            assert_true(want.at != NULL && str_eq(ours, want));
            files++;
        }
    }
    assert_int_equal(files, 16 + 15 + 15);
    assert_true(str_eq(log_file(cx, STR("checkpoint")), log_file(cx, STR("checkpoint.15"))));
}

/* A source over the tile files themselves. */
static enum err file_read(struct cx *cx, void *from, unsigned int level, uint64_t first,
                          size_t count, struct hash *out)
{
    uint64_t size = *(uint64_t *)from, n = first / TILE_WIDTH;
    struct tile tile = { (int)level, n, tile_width((int)level, n, size) };
    struct str file = log_file(cx, tile_path(cx->arena, tile));
    size_t at = (size_t)(first % TILE_WIDTH);

    if (file.at == NULL || file.len != tile.width * sizeof *out || at + count > tile.width)
        return FAIL(cx, ERR_NOT_FOUND, "tile");
    memcpy(out, file.at + at * sizeof *out, count * sizeof *out);
    return OK;
}

static void the_log_is_read_and_every_entry_proven(void **state)
{
    struct cx *cx = cx_of(state);
    struct hasher *h = hasher_of(state);
    struct note_signer log;
    struct checkpoint heads[ENTRIES + 1];
    uint64_t size = ENTRIES;
    struct hash_source source = { file_read, &size };
    struct bytes rest, entry;
    struct proof proof;

    if (log_file(cx, STR("checkpoint")).at == NULL)
        return; /* said loudly; cmocka's TAP for skip() reads as failed */
    assert_int_equal(signer_parse(cx, STR(LOG_KEY), &log), OK);
    for (int i = 0; i <= ENTRIES; i++)
        assert_int_equal(checkpoint_open(cx, log_file(cx, arena_printf(cx->arena, "checkpoint.%d",
            i)), &log.verifier, &heads[i], NULL), OK);
    rest = bytes_of(log_file(cx, STR("tile/entries/000.p/15")));
    for (uint64_t i = 0; i < ENTRIES; i++) {
        struct hash leaf;
        assert_true(bundle_next(&rest, &entry));
        assert_true(str_is((struct str){ (const char *)entry.at, entry.len }, words[i]));
        hash_leaf(h, entry, &leaf);
        assert_int_equal(proof_inclusion(cx, h, &source, i, size, &proof), OK);
        assert_true(proof_includes(h, &proof, i, size, &leaf, &heads[size].root));
    }
    assert_int_equal(rest.len, 0);
    for (uint64_t m = 0; m <= ENTRIES; m++) {
        assert_true(heads[m].size == m);
        assert_int_equal(proof_consistency(cx, h, &source, m, size, &proof), OK);
        assert_true(proof_extends(h, &proof, m, size, &heads[m].root, &heads[size].root));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_log_is_written_again_byte_for_byte),
        cmocka_unit_test(the_log_is_read_and_every_entry_proven),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}
