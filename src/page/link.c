/* link: the makers of addresses. See the header. */
#include "page/link.h"
#include "base/buf.h"

#define LINK_MAX 2048 /* bytes; longer addresses are refused by others anyway */

struct str link_text(struct link link)
{
    return link.only_by_link_c;
}

static bool letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Printable ASCII without what could end an attribute or be read as another sign. */
static bool address_clean(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c <= ' ' || c > '~' || c == '\\' || c == '"' || c == '\'' || c == '<' || c == '>'
            || c == '`')
            return false;
    }
    return s.len <= LINK_MAX;
}

bool link_local(struct str path, struct link *out)
{
    if (path.len == 0 || path.at[0] != '/' || (path.len > 1 && path.at[1] == '/'))
        return false;
    if (!address_clean(path))
        return false;
    out->only_by_link_c = path;
    return true;
}

/* RFC 3986 2.3: everything but the unreserved characters. */
static void encode(struct buf *b, struct str part)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < part.len; i++) {
        char c = part.at[i];
        unsigned char u = (unsigned char)c;
        if (letter_or_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            buf_char(b, c);
            continue;
        }
        buf_char(b, '%');
        buf_char(b, hex[u >> 4]);
        buf_char(b, hex[u & 15]);
    }
}

/* A part that would vanish or climb when it is a whole path segment. */
static bool part_refused(struct str part)
{
    return part.len == 0 || str_is(part, ".") || str_is(part, "..");
}

bool link_path(struct arena *arena, struct link *out, const char *path, const struct str *parts,
    size_t parts_len)
{
    struct buf b = buf_in(arena, LINK_MAX);
    struct str rest = str_of(path), made;
    size_t used = 1, hole;
    bool in_query = false;

    while ((hole = str_find(rest, STR("{}"))) != SIZE_MAX) {
        if (str_find(str_first(rest, hole), STR("?")) != SIZE_MAX)
            in_query = true;
        if (used >= parts_len || (!in_query && part_refused(parts[used])))
            return false;
        buf_str(&b, str_first(rest, hole));
        encode(&b, parts[used++]);
        rest = str_from(rest, hole + 2);
    }
    buf_str(&b, rest);
    made = buf_end(&b);
    return made.at && used == parts_len && link_local(made, out);
}

bool link_https(struct str url, struct link *out)
{
    struct str rest = url;
    size_t host = 0;

    if (!str_starts(url, STR("https://")) || !address_clean(url))
        return false;
    rest = str_from(url, sizeof "https://" - 1);
    while (host < rest.len
           && (letter_or_digit(rest.at[host]) || rest.at[host] == '.' || rest.at[host] == '-'
               || rest.at[host] == ':'))
        host++;
    if (host == 0 || !letter_or_digit(rest.at[0]))
        return false;
    if (host < rest.len && rest.at[host] != '/' && rest.at[host] != '?' && rest.at[host] != '#')
        return false;
    out->only_by_link_c = url;
    return true;
}

bool link_tel(struct arena *arena, struct str number, struct link *out)
{
    struct buf b = buf_in(arena, 32);
    struct str made;
    size_t digits = 0;

    buf_lit(&b, "tel:");
    for (size_t i = 0; i < number.len; i++) {
        char c = number.at[i];
        if (c >= '0' && c <= '9') {
            buf_char(&b, c);
            digits++;
        } else if (c == '+' && digits == 0 && b.len == 4)
            buf_char(&b, c);
        else if (c != ' ' && c != '-' && c != '(' && c != ')' && c != '.')
            return false;
    }
    made = buf_end(&b);
    if (digits < 3 || digits > 15 || !made.at)
        return false;
    out->only_by_link_c = made;
    return true;
}
