/*
 * buf: bytes that grow in an arena, up to a stated maximum.
 *
 * Writing never fails at the call: past the maximum the buffer becomes
 * `failed`, ignores the rest, and is looked at once at the end.
 */
#pragma once
#include "base/arena.h"
#include "base/str.h"

struct buf {
    struct arena *arena;
    char *at;
    size_t len, room, max;
    bool failed;
};

struct buf buf_in(struct arena *arena, size_t max_bytes);
void buf_add(struct buf *b, const void *at, size_t len);
void buf_str(struct buf *b, struct str s);
void buf_lit(struct buf *b, const char *nul_terminated);
void buf_char(struct buf *b, char c);
void buf_int(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
struct str buf_view(const struct buf *b); /* valid until the next write */
/* A NUL-terminated view; at == NULL if the buffer failed. */
struct str buf_end(struct buf *b);
