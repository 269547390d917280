/*
 * fuzz: what every target shares. A target reads bytes that may be anything, as the program
 * would read them, and aborts where a promise of the reader's header is broken. The same
 * object is linked with libFuzzer (tools/fuzz) and with driver.c (an ordinary test).
 */
#pragma once
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "base/cx.h"
#include "base/str.h"

#define FUZZ_ARENA (32u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A context that stands still: 23 November 2026, 12.00 UTC. Reset by each call. */
static inline struct cx *fuzz_cx(void)
{
    static struct arena *arena;
    static struct cx cx;

    if (!arena)
        arena = arena_new(FUZZ_ARENA);
    arena_reset(arena);
    cx = cx_system(arena);
    cx.now_us = INT64_C(1795435200) * 1000000;
    return &cx;
}

/* The input in memory of its own, of its own length, so that ASan sees a byte too far. */
static inline struct str fuzz_text(struct cx *cx, const uint8_t *data, size_t size)
{
    char *at = arena_alloc(cx->arena, size ? size : 1, 1);

    assert(at);
    if (size)
        memcpy(at, data, size);
    return (struct str){ at, size };
}

/* Takes the first line off; what is left in *rest. */
static inline struct str fuzz_line(struct str *rest)
{
    struct str line = { "", 0 };

    if (!str_cut(rest, '\n', &line))
        return (struct str){ "", 0 };
    return line;
}
