/*
 * region: lookups in the sorted text of administrative units. See region.h.
 *
 * '.' sorts before the digits, so a unit is followed at once by everything
 * inside it: children are found by one binary search and a walk.
 */
#include "domain/region.h"
#include "base/civil.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool region_code_level(struct str code, enum region_level *out)
{
    static const size_t lengths[] = {
        [REGION_COUNTRY] = 0,  [REGION_PROVINCE] = 2, [REGION_REGENCY] = 5,
        [REGION_DISTRICT] = 8, [REGION_VILLAGE] = 13,
    };
    static const char shape[] = "00.00.00.0000";

    for (size_t i = 0; i < code.len; i++)
        if (i >= sizeof shape - 1 || is_digit(code.at[i]) != (shape[i] == '0') ||
            (shape[i] == '.' && code.at[i] != '.'))
            return false;
    for (size_t level = 0; level < sizeof lengths / sizeof *lengths; level++)
        if (lengths[level] == code.len) {
            *out = (enum region_level)level;
            return true;
        }
    return false;
}

struct str region_parent(struct str code)
{
    size_t len = code.len;

    while (len > 0 && code.at[len - 1] != '.')
        len--;
    return str_first(code, len > 0 ? len - 1 : 0);
}

bool region_within(struct str code, struct str outer)
{
    if (outer.len == 0)
        return true;
    return str_starts(code, outer) && (code.len == outer.len || code.at[outer.len] == '.');
}

/* Cuts one line off; a line without a tab ends the walk, for the text is broken there. */
static bool cut_line(struct str *rest, struct region *out)
{
    struct str line;

    if (!str_cut(rest, '\n', &line))
        return false;
    size_t tab = str_find(line, STR("\t"));
    if (tab == SIZE_MAX)
        return false;
    out->code = str_first(line, tab);
    out->name = str_from(line, tab + 1);
    return true;
}

/* Everything from the first line whose code is not before `code`. */
static struct str from_code(struct str table, struct str code)
{
    size_t low = 0, high = table.len; /* both at the start of a line, or the end */

    while (low < high) {
        size_t start = low + (high - low) / 2;
        while (start > low && table.at[start - 1] != '\n')
            start--;
        struct str rest = str_from(table, start);
        struct region r;
        if (!cut_line(&rest, &r))
            break;
        if (str_cmp(r.code, code) < 0)
            low = table.len - rest.len;
        else
            high = start;
    }
    return str_from(table, low);
}

bool region_find(struct str table, struct str code, struct region *out)
{
    struct str rest = from_code(table, code);
    struct region r;

    if (code.len == 0 || !cut_line(&rest, &r) || !str_eq(r.code, code))
        return false;
    *out = r;
    return true;
}

struct str region_name(struct str table, struct str code)
{
    struct region r;

    return region_find(table, code, &r) ? r.name : STR("");
}

struct region_walk region_children(struct str table, struct str parent_code)
{
    return (struct region_walk){ from_code(table, parent_code), parent_code };
}

bool region_next(struct region_walk *walk, struct region *out)
{
    struct region r;

    while (cut_line(&walk->rest, &r) && region_within(r.code, walk->parent)) {
        if (r.code.len > 0 && r.code.len != walk->parent.len &&
            str_eq(region_parent(r.code), walk->parent)) {
            *out = r;
            return true;
        }
    }
    walk->rest = STR("");
    return false;
}

/* The next byte that matters in a comparison of names, lower case; 0 at the end. */
static char next_letter(struct str *s)
{
    while (s->len > 0) {
        char c = s->at[0];
        *s = str_from(*s, 1);
        if (c >= 'A' && c <= 'Z')
            return (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || is_digit(c) || (unsigned char)c >= 0x80)
            return c;
    }
    return '\0';
}

static bool same_name(struct str a, struct str b)
{
    for (;;) {
        char in_a = next_letter(&a), in_b = next_letter(&b);
        if (in_a != in_b)
            return false;
        if (in_a == '\0')
            return true;
    }
}

/* The text after a first word that only says what kind of unit it is. "Kota" and the like
 * also begin names, so callers compare with and without. */
static struct str without_kind(struct str name)
{
    static const char *const kinds[] = {
        "provinsi", "prov",      "kabupaten", "kab",  "kota", "kecamatan", "kec",
        "distrik",  "kelurahan", "kel",       "desa", "ds",   "kampung",   "nagari",
    };
    size_t end = 0;

    name = str_trim(name);
    while (end < name.len && name.at[end] != ' ' && name.at[end] != '.')
        end++;
    if (end == name.len)
        return name;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (same_name(str_first(name, end), str_of(kinds[i])))
            return str_from(name, end + 1);
    return name;
}

bool region_match(struct str table, struct str parent_code, struct str text, struct region *out)
{
    struct str rest = str_trim(text);
    struct region r, whole = { 0 }, bare = { 0 };
    size_t wholes = 0, bares = 0;

    if (next_letter(&rest) == '\0')
        return false;
    text = str_trim(text);
    for (struct region_walk w = region_children(table, parent_code); region_next(&w, &r);) {
        if (str_eq(r.code, text)) {
            *out = r;
            return true;
        }
        if (same_name(r.name, text)) {
            whole = r;
            wholes++;
        } else if (same_name(without_kind(r.name), without_kind(text))) {
            bare = r;
            bares++;
        }
    }
    if (wholes > 1 || (wholes == 0 && bares != 1))
        return false; /* nobody, or two of the same name: the person must say which */
    *out = wholes == 1 ? whole : bare;
    return true;
}

bool region_zone(struct str zones, struct str code, int *minutes)
{
    struct region province;

    return code.len >= 2 && region_find(zones, str_first(code, 2), &province) &&
           zone_parse(str_trim(province.name), minutes);
}
