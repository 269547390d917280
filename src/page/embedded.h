/*
 * embedded: files that are part of the program: style, scripts, fonts, rules.
 *
 * tools/embed writes tables of these at build time; nothing here is made at
 * run time and nothing is freed. A table is sorted by name, bytewise.
 */
#pragma once
#include <string.h>
#include "base/str.h"

struct embedded {
    const char *name;         /* "posko.css", "icons/lock.svg"                     */
    const char *content_type; /* ready for the header, charset included            */
    const char *etag;         /* 32 hex digits of a hash of plain, without quotes  */
    struct bytes plain;       /* one NUL follows the last byte, not counted in len */
    struct bytes gzip;        /* len 0 where compressing gains nothing             */
    struct bytes br;          /* the same                                          */
};

/* The entry with exactly this name, or NULL. */
static inline const struct embedded *embedded_find(const struct embedded *table, size_t len,
                                                   struct str name)
{
    for (size_t low = 0, high = len; low < high;) {
        size_t mid = low + (high - low) / 2;
        const char *have = table[mid].name;
        int order = strncmp(have, name.at ? name.at : "", name.len);

        if (order == 0 && have[name.len] == '\0')
            return &table[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}
