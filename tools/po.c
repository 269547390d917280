/* po: see the header. */
#include "po.h"
#include <string.h>

#define ENTRIES_MAX 8192

enum part { PART_NONE, PART_KEY, PART_TEXT };

struct reader {
    struct arena *arena;
    struct po *po;
    struct faults *faults;
    struct buf key, text;
    enum part part;
    bool fuzzy, header_seen;
    int line, key_line;
};

#define TELL(r, ...) fault_at((r)->faults, (r)->po->file, (r)->line, __VA_ARGS__)

/* The inside of "..." with its escapes undone, onto b. */
static void read_string(struct reader *r, struct str s, struct buf *b)
{
    s = str_trim(s);
    if (s.len < 2 || s.at[0] != '"' || s.at[s.len - 1] != '"') {
        TELL(r, "a string must stand between double quotes");
        return;
    }
    for (size_t i = 1; i + 1 < s.len; i++) {
        if (s.at[i] == '"') {
            TELL(r, "a double quote inside a string: write \\\"");
            return;
        }
        if (s.at[i] != '\\') {
            buf_char(b, s.at[i]);
            continue;
        }
        i++;
        if (i + 1 >= s.len || !strchr("n\"\\t", s.at[i])) {
            TELL(r, "unknown escape; use \\n \\t \\\" or \\\\");
            return;
        }
        buf_char(b, s.at[i] == 'n' ? '\n' : s.at[i] == 't' ? '\t' : s.at[i]);
    }
}

static bool name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* Returns what is wrong with the braces of a text, or NULL. */
static const char *braces_fault(struct str text)
{
    while (text.len) {
        size_t open = str_find(text, STR("{")), close = str_find(text, STR("}"));
        struct str inside, name;
        size_t bars = 0;

        if (open == SIZE_MAX && close == SIZE_MAX)
            return NULL;
        if (open == SIZE_MAX || close == SIZE_MAX || close < open)
            return "a brace without its partner";
        inside = str_first(str_from(text, open + 1), close - open - 1);
        for (size_t i = 0; i < inside.len; i++) {
            if (inside.at[i] == '{')
                return "a brace inside braces";
            bars += inside.at[i] == '|';
        }
        if (bars != 0 && bars != 2)
            return "a choice has two forms: {n|one|other}";
        if (!str_cut(&inside, '|', &name) || name.len == 0)
            return "a hole without a name";
        for (size_t i = 0; i < name.len; i++)
            if (!name_char(name.at[i]))
                return "a hole's name is of a-z, 0-9 and _";
        text = str_from(text, close + 1);
    }
    return NULL;
}

struct po_holes po_holes_of(struct str text)
{
    struct po_holes holes = { .len = 0 };
    size_t open;

    while ((open = str_find(text, STR("{"))) != SIZE_MAX) {
        struct str inside, name = { "", 0 };
        size_t close, i = 0;
        bool counts;

        text = str_from(text, open + 1);
        close = str_find(text, STR("}"));
        inside = str_first(text, close);
        counts = str_find(inside, STR("|")) != SIZE_MAX;
        (void)str_cut(&inside, '|', &name);
        while (i < holes.len && !str_eq(holes.names[i], name))
            i++;
        if (i == holes.len && i < PO_HOLES_MAX) {
            holes.names[i] = name;
            holes.len++;
        }
        if (i < PO_HOLES_MAX && counts)
            holes.counts[i] = true;
        text = str_from(text, close == SIZE_MAX ? text.len : close + 1);
    }
    return holes;
}

const struct po_entry *po_find(const struct po *po, struct str key)
{
    for (size_t i = 0; i < po->len; i++)
        if (str_eq(po->entries[i].key, key))
            return &po->entries[i];
    return NULL;
}

static bool key_fine(struct str key)
{
    for (size_t i = 0; i < key.len; i++)
        if (!name_char(key.at[i]) && (key.at[i] != '.' || i == 0 || i + 1 == key.len))
            return false;
    return key.len > 0 && key.len < 80;
}

/* The entry with the empty key: gettext's header. */
static void take_header(struct reader *r, struct str text)
{
    struct str line;

    r->header_seen = true;
    while (str_cut(&text, '\n', &line))
        if (str_starts(line, STR("Language:")))
            r->po->lang = arena_copy(r->arena, str_trim(str_from(line, sizeof "Language:" - 1)));
}

static void check_entry(struct reader *r, struct str key, struct str text)
{
    const struct po_entry *twin = po_find(r->po, key);
    const char *braces = braces_fault(text);

    if (!key_fine(key))
        TELL(r, "the key \"%.*s\" must be of a-z, 0-9, _ and inner dots", STR_FMT(key));
    if (twin)
        TELL(r, "the key \"%.*s\" stands already on line %d", STR_FMT(key), twin->line);
    if (str_trim(text).len == 0)
        TELL(r, "\"%.*s\" has no text", STR_FMT(key));
    if (r->fuzzy)
        TELL(r, "\"%.*s\" is marked fuzzy: check the text, then delete the mark", STR_FMT(key));
    if (braces)
        TELL(r, "\"%.*s\": %s", STR_FMT(key), braces);
    if (!utf8_valid(text))
        TELL(r, "\"%.*s\" is not well-formed UTF-8", STR_FMT(key));
}

static void finish_entry(struct reader *r)
{
    struct str key = arena_copy(r->arena, buf_view(&r->key));
    struct str text = arena_copy(r->arena, buf_view(&r->text));
    int now = r->line;

    if (r->part == PART_NONE)
        return;
    r->line = r->key_line;
    if (r->part == PART_KEY)
        TELL(r, "\"%.*s\" has no msgstr", STR_FMT(key));
    else if (key.len == 0)
        take_header(r, text);
    else {
        check_entry(r, key, text);
        if (r->po->len < ENTRIES_MAX)
            r->po->entries[r->po->len++] = (struct po_entry){ key, text, r->po->file, r->key_line };
        else
            TELL(r, "more than %d texts", ENTRIES_MAX);
    }
    r->line = now;
    r->part = PART_NONE;
    r->fuzzy = false;
    r->key.len = 0;
    r->text.len = 0;
}

static void read_line(struct reader *r, struct str line)
{
    line = str_trim(line);
    if (line.len == 0) {
        finish_entry(r);
    } else if (line.at[0] == '#') {
        finish_entry(r);
        if (str_starts(line, STR("#,")) && str_find(line, STR("fuzzy")) != SIZE_MAX)
            r->fuzzy = true;
    } else if (str_starts(line, STR("msgid "))) {
        finish_entry(r);
        r->part = PART_KEY;
        r->key_line = r->line;
        read_string(r, str_from(line, sizeof "msgid" - 1), &r->key);
    } else if (str_starts(line, STR("msgstr ")) && r->part == PART_KEY) {
        r->part = PART_TEXT;
        read_string(r, str_from(line, sizeof "msgstr" - 1), &r->text);
    } else if (line.at[0] == '"' && r->part != PART_NONE) {
        read_string(r, line, r->part == PART_KEY ? &r->key : &r->text);
    } else {
        TELL(r, "expected msgid, msgstr, a string or a comment (no msgctxt, no plurals)");
    }
}

bool po_read(struct arena *arena, struct str file, struct str text, struct po *out,
    struct faults *faults)
{
    struct po po = { .file = file, .entries = ARENA_ARRAY(arena, struct po_entry, ENTRIES_MAX) };
    struct reader r = { .arena = arena, .po = &po, .faults = faults,
        .key = buf_in(arena, 256), .text = buf_in(arena, 65536) };
    int before = faults->count;
    struct str line;

    if (!po.entries)
        return false;
    while (str_cut(&text, '\n', &line)) {
        r.line++;
        read_line(&r, line);
    }
    finish_entry(&r);
    if (r.key.failed || r.text.failed)
        TELL(&r, "a key or a text is too long");
    r.line = 1;
    if (po.lang.len < 2)
        TELL(&r, "the header (msgid \"\") must say \"Language: xx\\n\"");
    if (faults->count != before)
        return false;
    *out = po;
    return true;
}

static bool join_two(struct arena *arena, struct po *to, const struct po *from,
    struct faults *faults)
{
    int before = faults->count;
    struct po_entry *all = ARENA_ARRAY(arena, struct po_entry, to->len + from->len);

    if (!all)
        return false;
    for (size_t i = 0; i < from->len; i++) {
        const struct po_entry *e = &from->entries[i], *twin = po_find(to, e->key);
        if (twin)
            fault_at(faults, e->file, e->line, "the key \"%.*s\" stands already at %.*s:%d",
                STR_FMT(e->key), STR_FMT(twin->file), twin->line);
        all[to->len + i] = *e;
    }
    if (to->len)
        memcpy(all, to->entries, to->len * sizeof *all);
    to->entries = all;
    to->len += from->len;
    return faults->count == before;
}

bool po_join(struct arena *arena, struct po *pos, size_t *len, struct faults *faults)
{
    size_t langs = 0;

    for (size_t i = 0; i < *len; i++) {
        size_t j = 0;
        while (j < langs && !str_eq(pos[j].lang, pos[i].lang))
            j++;
        if (j == langs)
            pos[langs++] = pos[i];
        else if (!join_two(arena, &pos[j], &pos[i], faults))
            return false;
    }
    *len = langs;
    return true;
}

static bool holes_equal(const struct po_holes *a, const struct po_holes *b)
{
    for (size_t i = 0; i < a->len; i++) {
        size_t j = 0;
        while (j < b->len && !str_eq(a->names[i], b->names[j]))
            j++;
        if (j == b->len)
            return false;
    }
    return a->len == b->len;
}

bool po_agree(const struct po *pos, size_t len, struct faults *faults)
{
    int before = faults->count;

    for (size_t i = 0; i < len; i++)
        for (size_t k = 0; k < pos[i].len; k++) {
            const struct po_entry *e = &pos[i].entries[k];
            struct po_holes ours = po_holes_of(e->text);

            for (size_t j = 0; j < len; j++) {
                const struct po_entry *other = po_find(&pos[j], e->key);
                struct po_holes theirs;

                if (!other) {
                    fault_at(faults, e->file, e->line, "\"%.*s\" is missing in %.*s",
                        STR_FMT(e->key), STR_FMT(pos[j].file));
                    continue;
                }
                theirs = po_holes_of(other->text);
                if (j > i && !holes_equal(&ours, &theirs))
                    fault_at(faults, other->file, other->line,
                        "\"%.*s\" has other holes than in %.*s:%d", STR_FMT(e->key),
                        STR_FMT(e->file), e->line);
            }
        }
    return faults->count == before;
}
