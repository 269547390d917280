/*
 * source: what our build-time compilers share: reading and writing whole files, and saying
 * what is wrong as "file:line: error: what; what to do instead".
 */
#pragma once
#include "base/arena.h"
#include "base/buf.h"

#define SOURCE_MAX (8u << 20) /* bytes of one file */

/* Complaints gathered so far; a compiler stops or goes on as it likes. */
struct faults {
    struct buf *out;
    int count;
};

void fault_at(struct faults *f, struct str file, int line, const char *fmt, ...)
    PRINTF_LIKE(4, 5);

/* False, with a line on stderr, if the file cannot be read whole. */
bool source_read(struct arena *arena, const char *path, struct str *out) MUST_USE;
bool source_write(const char *path, struct str text) MUST_USE;
/* The line (from 1) on which the offset lies. */
int source_line(struct str text, size_t offset);
/* "src/page/sent.page.html" -> "sent.page.html" */
struct str source_name(struct str path);

/* Writes s as the inside of a C string literal. */
void c_literal(struct buf *b, struct str s);
bool c_identifier(struct str s);
