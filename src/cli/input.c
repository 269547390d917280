/*
 * input: see the header.
 */
#include "cli/input.h"
#include <errno.h>
#include <string.h>
#include "base/buf.h"

enum err input_stream(struct cx *cx, FILE *file, const char *name, size_t max, struct str *out)
{
    struct buf b = buf_in(cx->arena, max + 1);
    char part[16384];
    size_t got;
    struct str text;

    while ((got = fread(part, 1, sizeof part, file)) > 0) {
        buf_add(&b, part, got);
        if (b.failed)
            return FAIL(cx, ERR_TOO_LARGE, "%s: larger than %zu bytes", name, max);
    }
    if (ferror(file))
        return FAIL(cx, ERR_UNAVAILABLE, "%s: %s", name, strerror(errno));
    text = buf_end(&b);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "%s: larger than %zu bytes", name, max);
    *out = text;
    return OK;
}

enum err input_file(struct cx *cx, const char *path, size_t max, struct str *out)
{
    enum err err;
    FILE *file;

    if (!path || strcmp(path, "-") == 0)
        return input_stream(cx, stdin, "(stdin)", max, out);
    file = fopen(path, "rb");
    if (!file)
        return FAIL(cx, errno == ENOENT ? ERR_NOT_FOUND : ERR_UNAVAILABLE, "%s: %s", path,
                    strerror(errno));
    err = input_stream(cx, file, path, max, out);
    fclose(file);
    return err;
}
