/*
 * fuzz_leaf: whatever bytes come as a leaf are refused, or are exactly what leaf_text writes
 * again; and signed notes of strangers do no harm.
 */
#include "tlog/leaf.h"
#include "tlog/note.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena *arena = arena_new(1u << 20);
    struct cx cx = { .arena = arena };
    struct str text = { (const char *)at, len }, again;
    struct leaf leaf;

    if (leaf_parse(&cx, text, &leaf) == OK
        && (leaf_text(&cx, &leaf, &again) != OK || !str_eq(text, again)))
        abort();
    struct signed_note note;
    (void)!note_parse(&cx, text, &note);
    arena_free(arena);
    return 0;
}
