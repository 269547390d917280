/*
 * Tiles: names both ways, widths, and that a growing log writes each tile it owes.
 */
#include "tlog_test.h"
#include "tlog/tile.h"

static void a_path_is_written_and_read_back(void **state)
{
    static const struct { struct tile tile; const char *path; } rows[] = {
        { { 0, 1234067, 256 }, "tile/0/x001/x234/067" }, /* c2sp tlog-tiles' own example */
        { { 0, 0, 256 }, "tile/0/000" },        { { 0, 999, 1 }, "tile/0/999.p/1" },
        { { 0, 1000, 256 }, "tile/0/x001/000" }, { { 7, 0, 255 }, "tile/7/000.p/255" },
        { { TILE_ENTRIES, 273, 112 }, "tile/entries/273.p/112" },
        { { TILE_ENTRIES, 1000000, 256 }, "tile/entries/x001/x000/000" },
        { { 0, UINT64_MAX / 512, 256 }, "tile/0/x036/x028/x797/x018/x963/967" },
    };
    struct cx *cx = cx_of(state);

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct tile back;
        assert_string_equal(tile_path(cx->arena, rows[i].tile).at, rows[i].path);
        assert_true(tile_parse(str_of(rows[i].path), &back));
        assert_int_equal(back.level, rows[i].tile.level);
        assert_true(back.n == rows[i].tile.n);
        assert_int_equal(back.width, rows[i].tile.width);
    }
}

static void any_other_path_is_refused(void **state)
{
    static const char *const rows[] = {
        "", "tile", "tile/", "tile/0", "tile/0/", "/tile/0/000", "tile/0/0", "tile/0/00",
        "tile/0/0000", "tile/0/x000", "tile/0/x000/000", "tile/0/000/000", "tile/0/x001",
        "tile/0/x001/", "tile/0//000", "tile/0/000/", "tile/00/000", "tile/8/000", "tile/63/000",
        "tile/-1/000", "tile/+1/000", "tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0",
        "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/1/", "tile/0/000.p/1.p/1",
        "tile/0/000p/1", "tile/entries", "tile/entries/", "tile/entries/00a", "tile/Entries/000",
        "tile/0/x001/x234/067 ", "tile/0/../000", "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        "tile/0/x018/x446/x744/x073/x709/x551/616", "tile/0/ 00", "tile/data/000",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct tile tile;
        if (tile_parse(str_of(rows[i]), &tile))
            fail_msg("'%s' is taken", rows[i]);
    }
}

static void widths_are_those_of_the_specification(void **state)
{
    (void)state;
    /* Its example: 70,000 entries. */
    assert_int_equal(tile_width(0, 272, 70000), 256);
    assert_int_equal(tile_width(0, 273, 70000), 112);
    assert_int_equal(tile_width(0, 274, 70000), 0);
    assert_int_equal(tile_width(1, 0, 70000), 256);
    assert_int_equal(tile_width(1, 1, 70000), 17);
    assert_int_equal(tile_width(2, 0, 70000), 1);
    assert_int_equal(tile_width(2, 1, 70000), 0);
    assert_int_equal(tile_width(3, 0, 70000), 0);
    assert_int_equal(tile_width(0, 0, 256), 256);
    assert_int_equal(tile_width(0, 1, 256), 0);
    assert_int_equal(tile_width(1, 0, 256), 1);
    assert_int_equal(tile_width(TILE_ENTRIES, 0, 5), 5);
    assert_int_equal(tile_width(0, UINT64_MAX, 5), 0);
    assert_true(tile_within((struct tile){ 0, 273, 112 }, 70000));
    assert_true(tile_within((struct tile){ 0, 273, 3 }, 70000));   /* of an earlier size */
    assert_true(tile_within((struct tile){ 0, 100, 3 }, 70000));
    assert_false(tile_within((struct tile){ 0, 273, 113 }, 70000));
    assert_false(tile_within((struct tile){ 0, 273, 256 }, 70000));
    assert_false(tile_within((struct tile){ 0, 0, 0 }, 70000));
}

/* Growing from any size to any other in steps, what the walks name is exactly what a log
 * of the last size has, at the widths of the sizes on the way. */
static void a_growing_log_names_every_tile_it_owes(void **state)
{
    static const uint64_t sizes[] = { 0, 1, 2, 255, 256, 257, 300, 511, 512, 1000, 65535, 65536,
                                      65537, 70000, 70000, 131072 };
    (void)state;
    for (size_t s = 1; s < COUNT_OF(sizes); s++) {
        struct tile_walk walk = { 0 };
        struct tile tile;
        uint64_t named[TILE_LEVELS + 1] = { 0 }, first[TILE_LEVELS + 1] = { 0 };
        while (tile_next(&walk, sizes[s - 1], sizes[s], &tile)) {
            int at = tile.level + 1;
            assert_int_equal(tile.width, tile_width(tile.level, tile.n, sizes[s]));
            assert_in_range(tile.width, 1, 256);
            if (named[at] == 0)
                first[at] = tile.n;
            else
                assert_true(tile.n == first[at] + named[at]);
            named[at]++;
        }
        for (int level = TILE_ENTRIES; level < TILE_LEVELS; level++) {
            uint64_t had = tile_level_size(level, sizes[s - 1]);
            uint64_t has = tile_level_size(level, sizes[s]);
            uint64_t want = has > had ? (has - 1) / 256 - had / 256 + 1 : 0;
            assert_true(named[level + 1] == want);
            assert_true(want == 0 || first[level + 1] == had / 256);
        }
    }
}

static void bundles_come_apart_as_they_were_put_together(void **state)
{
    struct cx *cx = cx_of(state);
    static uint8_t longest[ENTRY_MAX + 1];
    struct buf out = buf_in(cx->arena, 1 << 20);
    struct bytes rest, entry;
    static const size_t lengths[] = { 0, 1, 255, 256, 65535 };

    for (size_t i = 0; i < COUNT_OF(lengths); i++)
        bundle_add(&out, (struct bytes){ longest, lengths[i] });
    struct str done = buf_end(&out);
    assert_non_null(done.at);
    assert_memory_equal(done.at, "\0\0\0\1\0\0\xff", 7); /* u16, big-endian */
    rest = bytes_of(done);
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        assert_true(bundle_next(&rest, &entry));
        assert_int_equal(entry.len, lengths[i]);
    }
    assert_int_equal(rest.len, 0);
    assert_false(bundle_next(&rest, &entry));
    /* Cut anywhere, the end is seen: something is left over. */
    for (size_t len = 1; len < 400; len++) {
        if (len == 2 || len == 5 || len == 262)
            continue; /* between entries */
        rest = (struct bytes){ (const uint8_t *)done.at, len };
        while (bundle_next(&rest, &entry))
            continue;
        assert_int_not_equal(rest.len, 0);
    }
    bundle_add(&out, (struct bytes){ longest, ENTRY_MAX + 1 });
    assert_true(out.failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_is_written_and_read_back),
        cmocka_unit_test(any_other_path_is_refused),
        cmocka_unit_test(widths_are_those_of_the_specification),
        cmocka_unit_test(a_growing_log_names_every_tile_it_owes),
        cmocka_unit_test(bundles_come_apart_as_they_were_put_together),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}
