/* str: see the header. */
#include "base/str.h"
#include <string.h>

struct str str_of(const char *nul_terminated)
{
    return nul_terminated ? (struct str){ nul_terminated, strlen(nul_terminated) }
                          : (struct str){ "", 0 };
}

bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool str_is(struct str a, const char *nul_terminated)
{
    return str_eq(a, str_of(nul_terminated));
}

bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq(str_first(s, prefix.len), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_eq(str_from(s, s.len - suffix.len), suffix);
}

int str_cmp(struct str a, struct str b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter ? memcmp(a.at, b.at, shorter) : 0;

    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.len && is_space(s.at[0]))
        s = str_from(s, 1);
    while (s.len && is_space(s.at[s.len - 1]))
        s.len--;
    return s;
}

struct str str_from(struct str s, size_t offset)
{
    if (offset >= s.len)
        return (struct str){ "", 0 };
    return (struct str){ s.at + offset, s.len - offset };
}

struct str str_first(struct str s, size_t len)
{
    return (struct str){ s.at, len < s.len ? len : s.len };
}

/* rest->at becomes NULL once the last part was given, so that "a," has two parts. */
bool str_cut(struct str *rest, char sep, struct str *part)
{
    const char *hit;

    if (!rest->at)
        return false;
    hit = rest->len ? memchr(rest->at, sep, rest->len) : NULL;
    if (!hit) {
        *part = *rest;
        *rest = (struct str){ NULL, 0 };
        return true;
    }
    part->at = rest->at;
    part->len = (size_t)(hit - rest->at);
    rest->len -= part->len + 1;
    rest->at = hit + 1;
    return true;
}

size_t str_find(struct str hay, struct str needle)
{
    const char *hit;

    if (needle.len == 0)
        return 0;
    if (hay.len < needle.len)
        return SIZE_MAX;
    hit = memmem(hay.at, hay.len, needle.at, needle.len);
    return hit ? (size_t)(hit - hay.at) : SIZE_MAX;
}

bool str_to_u64(struct str s, uint64_t *out)
{
    uint64_t v = 0;

    if (s.len == 0 || (s.len > 1 && s.at[0] == '0'))
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
        if (__builtin_mul_overflow(v, 10u, &v)
            || __builtin_add_overflow(v, (uint64_t)(s.at[i] - '0'), &v))
            return false;
    }
    *out = v;
    return true;
}

bool str_to_i64(struct str s, int64_t *out)
{
    bool negative = s.len && s.at[0] == '-';
    uint64_t v;

    if (!str_to_u64(negative ? str_from(s, 1) : s, &v) || v > INT64_MAX)
        return false;
    *out = negative ? -(int64_t)v : (int64_t)v;
    return true;
}

/* Length of the well-formed sequence at s (RFC 3629 table 3-7), or 0. */
static size_t utf8_step(const unsigned char *s, size_t left)
{
    unsigned char low = 0x80, high = 0xBF;
    size_t len;

    if (s[0] < 0x80)
        return 1;
    if (s[0] >= 0xC2 && s[0] <= 0xDF)
        len = 2;
    else if (s[0] >= 0xE0 && s[0] <= 0xEF)
        len = 3;
    else if (s[0] >= 0xF0 && s[0] <= 0xF4)
        len = 4;
    else
        return 0;
    if (len > left)
        return 0;
    if (s[0] == 0xE0)
        low = 0xA0;
    else if (s[0] == 0xED)
        high = 0x9F;
    else if (s[0] == 0xF0)
        low = 0x90;
    else if (s[0] == 0xF4)
        high = 0x8F;
    if (s[1] < low || s[1] > high)
        return 0;
    for (size_t i = 2; i < len; i++)
        if (s[i] < 0x80 || s[i] > 0xBF)
            return 0;
    return len;
}

bool utf8_valid(struct str s)
{
    for (size_t i = 0; i < s.len;) {
        unsigned char c = (unsigned char)s.at[i];
        size_t step = utf8_step((const unsigned char *)s.at + i, s.len - i);

        if (step == 0 || c == 0x7F || (c < 0x20 && c != '\t' && c != '\n' && c != '\r'))
            return false;
        i += step;
    }
    return true;
}

size_t utf8_length(struct str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.at[i] & 0xC0) != 0x80;
    return n;
}
