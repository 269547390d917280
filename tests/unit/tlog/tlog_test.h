/*
 * tlog_test: what the log's tests share: a cx and hasher, vectors, small helpers.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>
#include "base/codec.h"
#include "base/cx.h"
#include "base/json.h"
#include "tlog/hash.h"

struct bench {
    struct arena *arena;
    struct cx cx;
    struct hasher hasher;
};

static inline int bench_open(void **state)
{
    static struct bench bench;

    if (sodium_init() < 0)
        return -1;
    bench.arena = arena_new((size_t)256 << 20);
    if (bench.arena == NULL)
        return -1;
    bench.cx = cx_system(bench.arena);
    *state = &bench;
    return hasher_open(&bench.cx, &bench.hasher) == OK ? 0 : -1;
}

static inline int bench_close(void **state)
{
    struct bench *bench = *state;

    hasher_close(&bench->hasher);
    arena_free(bench->arena);
    return 0;
}

static inline struct cx *cx_of(void **state)
{
    return &((struct bench *)*state)->cx;
}

static inline struct hasher *hasher_of(void **state)
{
    return &((struct bench *)*state)->hasher;
}

static inline void vector_path(const char *name, char *out, size_t room)
{
    const char *dir = getenv("POSKO_VECTORS");

    if (dir == NULL || *dir == '\0')
        dir = getenv("POSKO_VECTORS_DEFAULT");
    if (dir == NULL)
        dir = "../shared/vectors";
    snprintf(out, room, "%s/%s", dir, name);
}

/* A vector file's bytes, or at == NULL and a loud line when it is not there. */
static inline struct str vector_text(struct cx *cx, const char *name)
{
    char path[4096];
    size_t room = (size_t)256 << 10; /* the largest is 50 KB */
    char *at = arena_alloc(cx->arena, room, 1);

    assert_non_null(at);
    vector_path(name, path, sizeof path);
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        printf("# SKIPPED, NOT CHECKED: no vector file %s\n", path);
        fprintf(stderr, "SKIPPED, NOT CHECKED: no vector file %s\n", path);
        return (struct str){ NULL, 0 };
    }
    size_t len = fread(at, 1, room - 1, f);
    fclose(f);
    return (struct str){ at, len };
}

static inline struct bytes bytes_of(struct str s)
{
    return (struct bytes){ (const uint8_t *)s.at, s.len };
}
