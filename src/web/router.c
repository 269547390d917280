/* router: see the header. */
#include "web/router.h"
#include <string.h>

static const struct {
    const char *word;
    enum method method;
} method_words[] = { { "GET", METHOD_GET },       { "POST", METHOD_POST },
                { "HEAD", METHOD_HEAD },     { "PATCH", METHOD_PATCH },
                { "DELETE", METHOD_DELETE }, { "OPTIONS", METHOD_OPTIONS } };

unsigned method_of(struct str word)
{
    for (size_t i = 0; i < COUNT_OF(method_words); i++)
        if (str_is(word, method_words[i].word))
            return method_words[i].method;
    return 0;
}

const char *method_word(enum method method)
{
    for (size_t i = 0; i < COUNT_OF(method_words); i++)
        if (method_words[i].method == method)
            return method_words[i].word;
    return "GET";
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9' ? c - '0'
        : c >= 'a' && c <= 'f' ? c - 'a' + 10
        : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool percent_decode(struct arena *a, struct str s, struct str *out)
{
    char *at;
    size_t len = 0;

    if (s.len == 0 || !memchr(s.at, '%', s.len)) {
        *out = s;
        return utf8_valid(s);
    }
    at = arena_alloc(a, s.len + 1, 1);
    if (!at)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        int high, low;

        if (s.at[i] != '%') {
            at[len++] = s.at[i];
            continue;
        }
        high = s.len - i > 2 ? hex_value(s.at[i + 1]) : -1;
        low = high >= 0 ? hex_value(s.at[i + 2]) : -1;
        if (low < 0)
            return false;
        at[len++] = (char)(high * 16 + low);
        i += 2;
    }
    if (!utf8_valid((struct str){ at, len }))
        return false;
    *out = (struct str){ at, len };
    return true;
}

/* The path against a pattern; the raw args go to out. */
static bool matches(const char *pattern, struct str path, struct match *out)
{
    size_t i = 0;

    out->args_len = 0;
    while (*pattern != '\0') {
        size_t start = i;

        if (*pattern != ':' && *pattern != '*') {
            if (i >= path.len || path.at[i] != *pattern)
                return false;
            i++;
            pattern++;
            continue;
        }
        if (out->args_len >= REQUEST_ARGS_MAX)
            return false;
        while (i < path.len && (*pattern == '*' || path.at[i] != '/'))
            i++;
        if (i == start)
            return false;
        out->args[out->args_len++] = (struct str){ path.at + start, i - start };
        pattern += strcspn(pattern, "/");
    }
    return i == path.len;
}

static bool decode_args(struct arena *a, struct match *m)
{
    for (size_t i = 0; i < m->args_len; i++)
        if (!percent_decode(a, m->args[i], &m->args[i]))
            return false;
    return true;
}

/* HEAD finds the GET row, unless it has one of its own. */
static bool serves(enum method row, unsigned method)
{
    return (unsigned)row == method || (method == METHOD_HEAD && row == METHOD_GET);
}

enum found router_find(struct arena *a, const struct route *rows, size_t rows_len,
                       unsigned method, struct str path, struct match *out)
{
    unsigned methods = 0;
    struct match best = { .route = NULL };
    size_t best_literal = 0;

    for (size_t i = 0; i < rows_len; i++) {
        struct match m = { .route = &rows[i] };
        size_t literal = strcspn(rows[i].path, ":*");

        if (!matches(rows[i].path, path, &m))
            continue;
        methods |= (unsigned)rows[i].method;
        if (serves(rows[i].method, method)
            && (!best.route || literal > best_literal
                || (literal == best_literal && (unsigned)rows[i].method == method))) {
            best = m;
            best_literal = literal;
        }
    }
    if (best.route && !decode_args(a, &best))
        return FOUND_NOTHING;
    best.methods = methods;
    *out = best;
    return best.route ? FOUND : methods ? FOUND_OTHER_METHOD : FOUND_NOTHING;
}
