/*
 * vault_test: what the vault's tests share: a cx, reading a vector, flipping bits.
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
#include "base/cx.h"
#include "base/json.h"
#include "vault/keys.h"

#define ARENA_CAP ((size_t)256 << 20)

struct bench {
    struct arena *arena;
    struct cx cx;
};

static inline int bench_open(void **state)
{
    static struct bench bench;

    if (!vault_start())
        return -1;
    bench.arena = arena_new(ARENA_CAP);
    if (bench.arena == NULL)
        return -1;
    bench.cx = cx_system(bench.arena);
    *state = &bench;
    return 0;
}

static inline int bench_close(void **state)
{
    struct bench *bench = *state;

    arena_free(bench->arena);
    return 0;
}

static inline struct cx *cx_of(void **state)
{
    return &((struct bench *)*state)->cx;
}

/* A vector file as JSON, or NULL and a loud line when the vectors are not there. */
static inline json_t *vector_read(const char *name)
{
    const char *dir = getenv("POSKO_VECTORS");
    char path[4096];
    json_error_t error;

    if (dir == NULL || *dir == '\0')
        dir = getenv("POSKO_VECTORS_DEFAULT");
    if (dir == NULL)
        dir = "../shared/vectors";
    snprintf(path, sizeof path, "%s/%s", dir, name);
    json_t *value = json_load_file(path, 0, &error);
    if (value == NULL) {
        printf("# SKIPPED, NOT CHECKED: no vector file %s\n", path);
        fprintf(stderr, "SKIPPED, NOT CHECKED: no vector file %s\n", path);
    }
    return value;
}

static inline bool bytes_hold(struct bytes hay, const char *needle)
{
    return memmem(hay.at, hay.len, needle, strlen(needle)) != NULL;
}
