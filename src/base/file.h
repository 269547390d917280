/*
 * file: whole small files, safely: read into an arena, or written so that after a
 * crash there is the old or the new content and nothing else.
 */
#pragma once
#include "base/cx.h"

/* ERR_NOT_FOUND, ERR_TOO_LARGE past max, ERR_UNAVAILABLE. "-" is standard input. */
enum err file_read(struct cx *cx, const char *path, size_t max, struct bytes *out) MUST_USE;
/* Written beside, synced, and renamed over; mode 0600. Fails with ERR_CONFLICT if it exists
 * and `fresh` is asked. */
enum err file_write(struct cx *cx, const char *path, struct bytes content, bool fresh) MUST_USE;
/* path/name in the arena, NUL-terminated; NULL past its cap. */
const char *file_join(struct arena *arena, const char *path, const char *name);

struct file_names {
    struct str *at; /* NUL-terminated */
    size_t len;
};
/* Names in the directory that end so, in the order of strcmp; none where there is no directory. */
enum err file_list(struct cx *cx, const char *dir, struct str suffix,
                   struct file_names *out) MUST_USE;
