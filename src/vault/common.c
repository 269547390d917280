/* common: see the header. */
#include "vault/common.h"
#include <string.h>

#define TYPED_MAX 512

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Halves the list, on the beginning of a word each time. */
static bool listed(struct str word)
{
    size_t from = 0, to = common_list_len;

    if (word.len == 0 || memchr(word.at, ' ', word.len))
        return false;
    while (from < to) {
        size_t at = from + (to - from) / 2;
        struct str here;
        int order;

        while (at > from && common_list[at - 1] != ' ')
            at--;
        here.at = common_list + at;
        here.len = (size_t)((const char *)memchr(here.at, ' ', common_list_len - at) - here.at);
        order = str_cmp(word, here);
        if (order == 0)
            return true;
        if (order < 0)
            to = at;
        else
            from = at + here.len + 1;
    }
    return false;
}

/* The length of what it is a repetition of: "abcabc" 3, "abc" 3. */
static size_t period_of(struct str s)
{
    for (size_t len = 1; len <= s.len / 2; len++)
        if (s.len % len == 0 && memcmp(s.at, s.at + len, s.len - len) == 0)
            return len;
    return s.len;
}

static bool common(struct str s)
{
    return listed(s) || listed(str_first(s, period_of(s)));
}

bool common_password(struct str typed)
{
    char text[TYPED_MAX];
    struct str s = { text, typed.len };

    if (typed.len > sizeof text)
        return false;
    for (size_t i = 0; i < typed.len; i++)
        text[i] = lower(typed.at[i]);
    if (common(s))
        return true;
    while (s.len && !is_letter(s.at[0]))
        s = str_from(s, 1);
    while (s.len && !is_letter(s.at[s.len - 1]))
        s.len--;
    return common(s);
}
