/* html: see the header. The refusals and their remedies are listed in docs/pages.md. */
#include "html.h"
#include <string.h>
#include "html_rules.h"

#define TELL(h, ...) \
    (fault_at((h)->faults, (h)->file, source_line((h)->text, (h)->at), __VA_ARGS__), false)

static bool space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
           || c == '_' || c == ':';
}

static struct str rest(const struct html *h)
{
    return str_from(h->text, h->at);
}

static char peek(const struct html *h)
{
    return h->at < h->text.len ? h->text.at[h->at] : '\0';
}

static bool at_directive(const struct html *h)
{
    return str_starts(rest(h), STR("{{"));
}

static const char *innermost(const struct html *h)
{
    return h->place.depth ? h->open[h->place.depth - 1].name : "";
}

bool html_inside(const struct html *h, const char *name)
{
    for (size_t i = 0; i < h->place.depth; i++)
        if (strcmp(h->open[i].name, name) == 0)
            return true;
    return false;
}

bool html_space_kept(const struct html *h)
{
    return html_inside(h, "pre") || html_inside(h, "textarea");
}

bool html_same_place(const struct html_place *a, const struct html_place *b)
{
    if (a->where != b->where || a->depth != b->depth)
        return false;
    if ((a->where == HTML_TAG || a->where == HTML_VALUE) && a->tag_serial != b->tag_serial)
        return false;
    return a->where != HTML_VALUE || a->attr_serial == b->attr_serial;
}

struct str html_describe(const struct html *h, const struct html_place *p)
{
    const char *inner = p->depth ? h->open[p->depth - 1].name : "";

    if (p->where == HTML_VALUE)
        return arena_printf(h->arena, "in the value of %s in <%s>", p->attr, p->tag);
    if (p->where == HTML_TAG)
        return arena_printf(h->arena, "inside the tag <%s>", p->tag);
    if (p->depth == 0)
        return STR("outside of every element");
    return arena_printf(h->arena, "in <%s>", inner);
}

/* The name at the present place, into out; an empty name if there is none. */
static bool read_name(struct html *h, char *out, size_t room, const char *what)
{
    size_t len = 0;

    while (h->at + len < h->text.len && name_char(h->text.at[h->at + len]))
        len++;
    if (len + 1 > room)
        return TELL(h, "this %s's name is too long", what);
    memcpy(out, h->text.at + h->at, len);
    out[len] = '\0';
    h->at += len;
    return true;
}

static void enter_text(struct html *h)
{
    const char *inner = innermost(h);

    h->place.where = HTML_TEXT;
    if (strcmp(inner, "textarea") == 0
        || (strcmp(inner, "title") == 0 && !html_inside(h, "svg")))
        h->place.where = HTML_WORDS;
}

static bool comment(struct html *h)
{
    size_t end = str_find(rest(h), STR("-->"));
    size_t directive = str_find(rest(h), STR("{{"));

    if (end == SIZE_MAX)
        return TELL(h, "this comment is not closed: write -->");
    if (directive != SIZE_MAX && directive < end)
        return TELL(h, "a {{ }} in a comment does nothing: delete it, or the comment marks");
    h->at += end + 3;
    return true;
}

static bool closing_tag(struct html *h)
{
    char name[sizeof h->place.tag];

    h->at += 2;
    if (!read_name(h, name, sizeof name, "element"))
        return false;
    while (space(peek(h)))
        h->at++;
    if (peek(h) != '>')
        return TELL(h, "a closing tag is only </name>, without anything else in it");
    if (h->place.depth == 0 && h->may_close_others && h->floor == 0) {
        h->at++;
        buf_printf(h->lit, "</%s>", name);
        return true;
    }
    if (h->place.depth == 0)
        return TELL(h, "</%s> closes nothing; if another page opened it, declare this page "
            "`closes`", name);
    if (strcmp(innermost(h), name) != 0)
        return TELL(h, "</%s> does not close the innermost element, <%s> from line %d", name,
            innermost(h), h->open[h->place.depth - 1].line);
    if (h->place.depth <= h->floor)
        return TELL(h, "</%s> closes an element that was opened outside of this branch", name);
    h->at++;
    h->place.depth--;
    buf_printf(h->lit, "</%s>", name);
    enter_text(h);
    return true;
}

static bool opening_tag(struct html *h)
{
    struct html_place *p = &h->place;
    const char *why;

    h->at++;
    if (!read_name(h, p->tag, sizeof p->tag, "element"))
        return false;
    if (at_directive(h))
        return TELL(h, "an expression cannot be (part of) an element's name: use {{ if }} around "
            "whole elements");
    why = html_element_refused(p->tag);
    if (why)
        return TELL(h, "<%s>: %s", p->tag, why);
    if (html_element_ends_p(p->tag) && html_inside(h, "p"))
        return TELL(h, "<%s> cannot stand inside <p>: a browser would end the <p> before it",
            p->tag);
    h->seen_len = 0;
    p->where = HTML_TAG;
    p->attr[0] = '\0';
    p->tag_serial = ++h->serial;
    p->alt_seen = p->src_seen = false;
    buf_printf(h->lit, "<%s", p->tag);
    return true;
}

static bool less_than(struct html *h)
{
    struct str r = rest(h);

    if (str_starts(r, STR("<!--")))
        return comment(h);
    if (str_starts(r, STR("<!doctype html>"))) {
        h->at += sizeof "<!doctype html>" - 1;
        buf_lit(h->lit, "<!doctype html>");
        return true;
    }
    if (str_starts(r, STR("</")))
        return closing_tag(h);
    if (r.len > 1 && ((r.at[1] >= 'a' && r.at[1] <= 'z') || str_starts(r, STR("<{{"))))
        return opening_tag(h);
    return TELL(h, "a stray <: write &lt; for the sign, and elements' names in small letters");
}

static bool text_step(struct html *h)
{
    bool newline = false;

    if (peek(h) == '<')
        return less_than(h);
    if (str_starts(rest(h), STR("}}")))
        return TELL(h, "}} without a {{ before it");
    if (!space(peek(h)) && html_element_wordless(innermost(h)))
        return TELL(h, "no words directly in <%s>: put them in one of its elements",
            innermost(h));
    if (!space(peek(h)) && strcmp(innermost(h), "script") == 0)
        return TELL(h, "<script> must be empty: our policy forbids scripts in pages");
    if (!space(peek(h)) || html_space_kept(h)) {
        buf_char(h->lit, peek(h));
        h->at++;
        return true;
    }
    for (; space(peek(h)); h->at++)
        newline = newline || peek(h) == '\n';
    buf_char(h->lit, newline ? '\n' : ' ');
    return true;
}

/* In <title> and <textarea> only the closing tag is markup. */
static bool words_step(struct html *h)
{
    if (peek(h) == '<' && !str_starts(rest(h), STR("</")))
        return TELL(h, "<%s> holds no elements: write &lt; for the sign", innermost(h));
    return text_step(h);
}

static bool tag_end(struct html *h, bool self_closed)
{
    struct html_place *p = &h->place;
    bool drawing = strcmp(p->tag, "svg") == 0 || html_inside(h, "svg");

    if (strcmp(p->tag, "img") == 0 && !p->alt_seen)
        return TELL(h, "<img> needs an alt (\"\" if it says nothing), outside of any {{ if }}");
    if (strcmp(p->tag, "script") == 0 && !p->src_seen)
        return TELL(h, "<script> without src: our policy forbids scripts in pages");
    if (self_closed && drawing) {
        buf_lit(h->lit, "/>");
    } else if (html_element_void(p->tag)) {
        buf_char(h->lit, '>');
    } else if (self_closed) {
        return TELL(h, "<%s/> does not close itself in HTML: write </%s>", p->tag, p->tag);
    } else {
        if (p->depth == HTML_DEPTH_MAX)
            return TELL(h, "more than %d elements deep", HTML_DEPTH_MAX);
        memcpy(h->open[p->depth].name, p->tag, sizeof p->tag);
        h->open[p->depth++].line = source_line(h->text, h->at);
        buf_char(h->lit, '>');
    }
    enter_text(h);
    return true;
}

/* A browser drops the first newline in these: give it one of ours to drop, not the text's. */
static void first_newline(struct html *h)
{
    const char *inner = innermost(h);

    if (strcmp(inner, h->place.tag) != 0
        || (strcmp(inner, "textarea") != 0 && strcmp(inner, "pre") != 0))
        return;
    if (peek(h) == '\n')
        h->at++;
    buf_char(h->lit, '\n');
}

static bool attribute_known(struct html *h)
{
    struct html_place *p = &h->place;
    const char *why = html_attribute_refused(p->attr);

    if (why)
        return TELL(h, "%s: %s", p->attr, why);
    for (size_t i = 0; i < h->seen_len; i++)
        if (strcmp(h->seen[i], p->attr) == 0)
            return TELL(h, "%s stands twice in this tag: a browser takes only the first", p->attr);
    /* Only what stands in every branch counts. */
    if (h->tag_branches)
        return true;
    if (h->seen_len == HTML_ATTRS_MAX)
        return TELL(h, "more than %d attributes", HTML_ATTRS_MAX);
    memcpy(h->seen[h->seen_len++], p->attr, sizeof p->attr);
    if (strcmp(p->attr, "alt") == 0)
        p->alt_seen = true;
    if (strcmp(p->attr, "src") == 0)
        p->src_seen = true;
    return true;
}

/* width=100: put between quotes for the author, if it is only letters, digits, - and _. */
static bool bare_value(struct html *h)
{
    size_t from = h->at;
    struct str value;

    if (peek(h) == '\'')
        return TELL(h, "write values between double quotes");
    if (at_directive(h))
        return TELL(h, "write double quotes around the {{ }}: %s=\"{{ ... }}\"", h->place.attr);
    while (name_char(peek(h)))
        h->at++;
    value = (struct str){ h->text.at + from, h->at - from };
    if (value.len == 0 || (!space(peek(h)) && peek(h) != '>'))
        return TELL(h, "write double quotes around the value of %s", h->place.attr);
    if (html_address(h->place.tag, h->place.attr))
        return TELL(h, "write double quotes around the address");
    buf_str(h->lit, value);
    buf_char(h->lit, '"');
    return true;
}

static bool attribute(struct html *h)
{
    struct html_place *p = &h->place;

    if (!read_name(h, p->attr, sizeof p->attr, "attribute"))
        return false;
    if (p->attr[0] == '\0')
        return TELL(h, "unexpected '%c' inside the tag <%s>", peek(h), p->tag);
    if (!attribute_known(h))
        return false;
    buf_printf(h->lit, " %s", p->attr);
    while (space(peek(h)))
        h->at++;
    if (peek(h) != '=')
        return true;
    h->at++;
    while (space(peek(h)))
        h->at++;
    buf_lit(h->lit, "=\"");
    if (peek(h) != '"')
        return bare_value(h);
    h->at++;
    p->where = HTML_VALUE;
    p->attr_serial = ++h->serial;
    h->value = buf_in(h->arena, 65536);
    h->value_dynamic = false;
    return true;
}

static bool tag_step(struct html *h)
{
    if (space(peek(h))) {
        h->at++;
        return true;
    }
    if (peek(h) == '>') {
        bool fine = tag_end(h, false);
        h->at++;
        if (fine)
            first_newline(h);
        return fine;
    }
    if (str_starts(rest(h), STR("/>"))) {
        bool fine = tag_end(h, true);
        h->at += 2;
        return fine;
    }
    return attribute(h);
}

static bool value_end(struct html *h)
{
    struct html_place *p = &h->place;
    const char *why = NULL;

    h->at++;
    if (html_address(p->tag, p->attr) && !h->value_dynamic)
        why = html_address_refused(buf_view(&h->value));
    if (why)
        return TELL(h, "%s=\"%.*s\": %s", p->attr, STR_FMT(buf_view(&h->value)), why);
    if (!space(peek(h)) && peek(h) != '>' && peek(h) != '/' && !at_directive(h))
        return TELL(h, "leave a space after the value of %s", p->attr);
    buf_char(h->lit, '"');
    p->where = HTML_TAG;
    return true;
}

static bool value_step(struct html *h)
{
    char c = peek(h);

    if (c == '"')
        return value_end(h);
    if (str_starts(rest(h), STR("}}")))
        return TELL(h, "}} without a {{ before it");
    buf_char(&h->value, c);
    buf_char(h->lit, c);
    h->at++;
    return true;
}

bool html_advance(struct html *h)
{
    while (h->at < h->text.len && !at_directive(h)) {
        bool fine = true;

        switch (h->place.where) {
        case HTML_TEXT:
            fine = text_step(h);
            break;
        case HTML_WORDS:
            fine = words_step(h);
            break;
        case HTML_TAG:
            fine = tag_step(h);
            break;
        case HTML_VALUE:
            fine = value_step(h);
            break;
        }
        if (!fine)
            return false;
    }
    return true;
}

static enum html_slot fixed(struct html *h, const char *why)
{
    h->why = why;
    return SLOT_FIXED;
}

static enum html_slot address_slot(struct html *h)
{
    struct str before = buf_view(&h->value);

    if (strcmp(h->place.attr, "srcset") == 0)
        return fixed(h, "srcset must be static: use src for an address from the page's struct");
    if (before.len == 0 && !h->value_dynamic)
        return SLOT_LINK;
    if (!h->value_dynamic && before.at[0] == '#')
        return SLOT_FRAGMENT;
    return fixed(h, "an address is made whole, with LINK(...) in C, and is the value's beginning: "
        "href=\"{{ p->link }}\"");
}

enum html_slot html_slot(struct html *h)
{
    struct html_place *p = &h->place;

    switch (p->where) {
    case HTML_TEXT:
        if (strcmp(innermost(h), "script") == 0)
            return fixed(h, "no expression inside <script>: put values in data- attributes");
        if (html_element_wordless(innermost(h)))
            return fixed(h, "no words directly in a list, table or select: put them in one of its "
                "elements");
        return SLOT_TEXT;
    case HTML_WORDS:
        return SLOT_WORDS;
    case HTML_TAG:
        return SLOT_TAG;
    case HTML_VALUE:
        break;
    }
    if (html_address(p->tag, p->attr))
        return address_slot(h);
    if (strcmp(p->tag, "meta") == 0)
        return fixed(h, "values in <meta> are static; a description may be {{ t key }}");
    if (html_attribute_fixed(p->attr))
        return fixed(h, "the value of this attribute must be static");
    return SLOT_ATTR;
}

void html_expression(struct html *h)
{
    h->value_dynamic = true;
}
