/*
 * str, bytes: somebody else's memory, with its length.
 *
 * A str is text known to be UTF-8 (checked once, where it came in); bytes is
 * anything. Neither owns; neither need end in NUL, save where said.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/attr.h"

struct str {
    const char *at;
    size_t len;
};

struct bytes {
    const uint8_t *at;
    size_t len;
};

#define STR(lit) ((struct str){ "" lit, sizeof(lit) - 1 })
#define STR_FMT(s) (int)(s).len, (s).at /* for "%.*s" */

struct str str_of(const char *nul_terminated); /* NULL gives the empty str */
bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *nul_terminated);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
int str_cmp(struct str a, struct str b);          /* bytewise, shorter first */
struct str str_trim(struct str s);                /* ASCII white space off both ends */
struct str str_from(struct str s, size_t offset); /* offset past the end gives "" */
struct str str_first(struct str s, size_t len);   /* at most len bytes */

/* Cuts the text before the first sep off *rest into *part; false when nothing is
 * left, which *rest shows by .at == NULL. "a,,b" gives three parts, "a," two, "" one. */
bool str_cut(struct str *rest, char sep, struct str *part);

/* Position of needle, or SIZE_MAX. */
size_t str_find(struct str hay, struct str needle);

/* Decimal digits only, no sign, no leading zero but "0"; false on overflow. */
bool str_to_u64(struct str s, uint64_t *out) MUST_USE;
/* An optional '-' before such digits. */
bool str_to_i64(struct str s, int64_t *out) MUST_USE;

/* True if s is well-formed UTF-8 without NUL, other C0 controls but tab, LF
 * and CR, DEL, surrogates, or values above U+10FFFF. */
bool utf8_valid(struct str s);
/* Number of code points in valid UTF-8. */
size_t utf8_length(struct str s);
