/*
 * input: a whole file, or standard input, into an arena, up to a stated size.
 */
#pragma once
#include <stdio.h>
#include "base/cx.h"

/* NULL or "-" is standard input. The text ends in NUL, not counted. ERR_NOT_FOUND,
 * ERR_TOO_LARGE past max bytes, ERR_UNAVAILABLE when reading fails. */
enum err input_file(struct cx *cx, const char *path, size_t max, struct str *out) MUST_USE;
enum err input_stream(struct cx *cx, FILE *file, const char *name, size_t max,
                      struct str *out) MUST_USE;
