/* buf: see the header. */
#include "base/buf.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct buf buf_in(struct arena *arena, size_t max_bytes)
{
    return (struct buf){ .arena = arena, .max = max_bytes };
}

/* Makes room for len more bytes and a NUL. */
static bool buf_room(struct buf *b, size_t len)
{
    size_t want = b->room ? b->room : 256;
    char *at;

    if (b->failed || len > b->max - b->len) {
        b->failed = true;
        return false;
    }
    if (b->len + len < b->room)
        return true;
    while (want <= b->len + len)
        want *= 2;
    if (want > b->max + 1)
        want = b->max + 1;
    at = arena_grow(b->arena, b->at, b->room, want);
    if (!at) {
        b->failed = true;
        return false;
    }
    b->at = at;
    b->room = want;
    return true;
}

void buf_add(struct buf *b, const void *at, size_t len)
{
    if (len == 0 || !buf_room(b, len))
        return;
    memcpy(b->at + b->len, at, len);
    b->len += len;
}

void buf_str(struct buf *b, struct str s)
{
    buf_add(b, s.at, s.len);
}

void buf_lit(struct buf *b, const char *nul_terminated)
{
    buf_add(b, nul_terminated, strlen(nul_terminated));
}

void buf_char(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_int(struct buf *b, int64_t v)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%lld", (long long)v);

    buf_add(b, digits, (size_t)len);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list args, again;
    int len;

    va_start(args, fmt);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (len < 0)
        b->failed = true;
    else if (len > 0 && buf_room(b, (size_t)len)) {
        (void)vsnprintf(b->at + b->len, (size_t)len + 1, fmt, again);
        b->len += (size_t)len;
    }
    va_end(again);
}

struct str buf_view(const struct buf *b)
{
    return (struct str){ b->len ? b->at : "", b->len };
}

struct str buf_end(struct buf *b)
{
    if (b->failed || !buf_room(b, 0))
        return (struct str){ NULL, 0 };
    b->at[b->len] = '\0';
    return (struct str){ b->at, b->len };
}
