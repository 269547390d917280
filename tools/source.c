/* source: see the header. */
#include "source.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void fault_at(struct faults *f, struct str file, int line, const char *fmt, ...)
{
    char text[512];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    buf_printf(f->out, "%.*s:%d: error: %s\n", STR_FMT(file), line, text);
    f->count++;
}

static void file_close(FILE **f)
{
    if (*f)
        (void)fclose(*f);
}

bool source_read(struct arena *arena, const char *path, struct str *out)
{
    AUTO(file_close) FILE *f = fopen(path, "rb");
    struct buf b = buf_in(arena, SOURCE_MAX);
    char piece[8192];
    size_t len;

    if (!f) {
        perror(path);
        return false;
    }
    while ((len = fread(piece, 1, sizeof piece, f)) > 0)
        buf_add(&b, piece, len);
    *out = buf_end(&b);
    if (ferror(f) || !out->at) {
        (void)fprintf(stderr, "%s: cannot be read, or is too large\n", path);
        return false;
    }
    return true;
}

bool source_write(const char *path, struct str text)
{
    FILE *f = fopen(path, "wb");
    bool written = f && fwrite(text.at, 1, text.len, f) == text.len;

    if (f && fclose(f) != 0)
        written = false;
    if (!written)
        perror(path);
    return written;
}

int source_line(struct str text, size_t offset)
{
    int line = 1;

    for (size_t i = 0; i < offset && i < text.len; i++)
        line += text.at[i] == '\n';
    return line;
}

struct str source_name(struct str path)
{
    size_t at = path.len;

    while (at > 0 && path.at[at - 1] != '/')
        at--;
    return str_from(path, at);
}

void c_literal(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (c == '\n')
            buf_lit(b, "\\n");
        else if (c == '"' || c == '\\')
            buf_printf(b, "\\%c", c);
        else if (c < ' ' || c > '~' || c == '?')
            buf_printf(b, "\\%03o", c); /* '?' too: no trigraphs */
        else
            buf_char(b, (char)c);
    }
}

bool c_identifier(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && (i == 0 || c < '0' || c > '9'))
            return false;
    }
    return s.len > 0;
}
