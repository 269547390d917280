/* fuzz_leaf: a leaf of the log. There is one way to write it: what parses is written the same. */
#include "fuzz.h"
#include "tlog/leaf.h"
#include "tlog/tile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cx *cx = fuzz_cx();
    struct str text = fuzz_text(cx, data, size), again;
    struct bytes rest = { (const uint8_t *)text.at, text.len }, entry;
    struct leaf leaf;
    struct tile tile;

    if (leaf_parse(cx, text, &leaf) == OK)
        assert(leaf_text(cx, &leaf, &again) == OK && str_eq(again, text));
    if (tile_parse(text, &tile))
        assert(str_eq(tile_path(cx->arena, tile), text));
    while (bundle_next(&rest, &entry))
        assert(entry.at >= data || entry.len <= size);
    return 0;
}
