/*
 * page_write: what a template puts into the page: values, texts, other pages and icons. The
 * place decides the macro; the types are the C compiler's business (src/page/out.h).
 */
#include <string.h>
#include "page_compiler.h"

void page_flush(struct compiler *c)
{
    struct str lit = buf_view(&c->lit);

    if (lit.len == 0)
        return;
    buf_lit(&c->code, "    out_lit(o, \"");
    c_literal(&c->code, lit);
    buf_printf(&c->code, "\", %zu);\n", lit.len);
    c->lit.len = 0;
}

void page_line(struct compiler *c)
{
    page_flush(c);
    buf_printf(&c->code, "#line %d \"", c->line);
    c_literal(&c->code, c->source->file);
    buf_lit(&c->code, "\"\n");
}

/* Where a value stands decides the macro. */
static const char *macro_of(enum html_slot slot)
{
    switch (slot) {
    case SLOT_TEXT:
        return "OUT_TEXT";
    case SLOT_WORDS:
        return "OUT_WORDS";
    case SLOT_ATTR:
    case SLOT_FRAGMENT:
        return "OUT_ATTR";
    case SLOT_LINK:
        return "OUT_LINK";
    case SLOT_TAG:
    case SLOT_FIXED:
        break;
    }
    return NULL;
}

/* Tells why no value may stand here; true if one may. */
static bool slot_open(struct compiler *c, enum html_slot slot)
{
    if (slot == SLOT_TAG)
        return TELL(c, "inside the tag <%s> an expression stands only in a double-quoted value",
            c->html.place.tag);
    if (slot == SLOT_FIXED)
        return TELL(c, "%s: %s", c->html.place.where == HTML_VALUE ? c->html.place.attr : "here",
            c->html.why);
    return true;
}

/* p->due:short as C: VALUE_AS_SHORT(p->due). */
static bool value_code(struct compiler *c, struct str word, struct buf *b)
{
    struct str path, shape;
    const char *fault;

    path_shape(word, &path, &shape);
    fault = path_fault(&c->scope, path);
    if (!fault && shape.len)
        fault = shape_fault(shape);
    if (fault)
        return TELL(c, "\"%.*s\": %s", STR_FMT(word), fault);
    if (shape.len == 0) {
        buf_str(b, path);
        return true;
    }
    buf_lit(b, "VALUE_AS_");
    for (size_t i = 0; i < shape.len; i++)
        buf_char(b, (char)(shape.at[i] - 32));
    buf_printf(b, "(%.*s)", STR_FMT(path));
    return true;
}

bool page_value(struct compiler *c)
{
    enum html_slot slot = html_slot(&c->html);

    if (c->w.len != 1)
        return TELL(c, "unknown directive \"%.*s\"; there are if, else, end, each, render, raw, t, "
            "lang and field paths", STR_FMT(c->w.at[0]));
    if (!slot_open(c, slot))
        return false;
    page_line(c);
    buf_printf(&c->code, "    %s(o, ", macro_of(slot));
    if (str_is(c->w.at[0], "lang"))
        buf_lit(&c->code, "lang_code(o->lang)");
    else if (!value_code(c, c->w.at[0], &c->code))
        return false;
    buf_lit(&c->code, ");\n");
    html_expression(&c->html);
    return true;
}

/* The words after the key: name=path, each a hole of the text, all of them, each once. */
static bool text_holes(struct compiler *c, const struct po_entry *entry, struct buf *b)
{
    struct po_holes holes = po_holes_of(entry ? entry->text : STR(""));
    bool filled[PO_HOLES_MAX] = { false };

    for (size_t i = 2; i < c->w.len; i++) {
        struct str value = c->w.at[i], name;
        size_t k = 0;

        if (str_find(value, STR("=")) == SIZE_MAX || !str_cut(&value, '=', &name))
            return TELL(c, "a hole is filled as name=path, without spaces");
        while (k < holes.len && !str_eq(holes.names[k], name))
            k++;
        if (entry && k == holes.len)
            return TELL(c, "the text \"%.*s\" has no hole {%.*s}", STR_FMT(c->w.at[1]),
                STR_FMT(name));
        if (entry && filled[k])
            return TELL(c, "the hole {%.*s} is filled twice", STR_FMT(name));
        filled[k < PO_HOLES_MAX ? k : 0] = true;
        buf_printf(b, "%s(\"%.*s\", ", entry && holes.counts[k] ? "HOLE_COUNT" : "HOLE",
            STR_FMT(name));
        if (!value_code(c, value, b))
            return false;
        buf_lit(b, i + 1 < c->w.len ? "), " : ")");
    }
    for (size_t k = 0; k < holes.len; k++)
        if (!filled[k])
            return TELL(c, "the text \"%.*s\" needs %.*s=...", STR_FMT(c->w.at[1]),
                STR_FMT(holes.names[k]));
    return true;
}

bool page_text(struct compiler *c)
{
    enum html_slot slot = html_slot(&c->html);
    struct html_place *place = &c->html.place;
    const struct po_entry *entry = NULL;
    struct buf holes = buf_in(c->arena, 4096);

    if (c->w.len < 2)
        return TELL(c, "name the text: {{ t report.sent }}");
    if (slot == SLOT_FIXED && place->where == HTML_VALUE && strcmp(place->tag, "meta") == 0
        && c->w.len == 2)
        slot = SLOT_ATTR; /* our own words */
    if (!slot_open(c, slot))
        return false;
    if (slot == SLOT_LINK || slot == SLOT_FRAGMENT)
        return TELL(c, "a text is not an address: use a struct link in %s", place->attr);
    for (size_t i = 0; i < c->source->pos_len; i++) {
        entry = po_find(&c->source->pos[i], c->w.at[1]);
        if (!entry)
            return TELL(c, "no text \"%.*s\" in %.*s: add it there", STR_FMT(c->w.at[1]),
                STR_FMT(c->source->pos[i].file));
    }
    if (!text_holes(c, entry, &holes))
        return false;
    page_line(c);
    buf_printf(&c->code, "    %s(o, T_", slot == SLOT_ATTR ? "out_attr_t" : "out_text_t");
    for (size_t i = 0; i < c->w.at[1].len; i++) {
        char k = c->w.at[1].at[i];
        buf_char(&c->code, k == '.' ? '_' : k >= 'a' && k <= 'z' ? (char)(k - 32) : k);
    }
    if (c->w.len > 2)
        buf_printf(&c->code, ", (const struct hole[]){ %.*s }, %zu);\n",
            STR_FMT(buf_view(&holes)), c->w.len - 2);
    else
        buf_lit(&c->code, ", NULL, 0);\n");
    html_expression(&c->html);
    return true;
}

static void include_page(struct compiler *c, struct str name)
{
    struct str line = arena_printf(c->arena, "#include \"%.*s.page.h\"\n", STR_FMT(name));

    if (str_find(buf_view(&c->includes), line) == SIZE_MAX)
        buf_str(&c->includes, line);
}

bool page_render(struct compiler *c)
{
    const char *fault;

    if (c->w.len != 3 || !c_identifier(c->w.at[1]))
        return TELL(c, "write {{ render head p->head }}");
    fault = str_is(c->w.at[2], "*p") ? NULL : path_fault(&c->scope, c->w.at[2]);
    if (fault)
        return TELL(c, "\"%.*s\": %s", STR_FMT(c->w.at[2]), fault);
    if (c->html.place.where != HTML_TEXT || html_inside(&c->html, "script"))
        return TELL(c, "{{ render }} stands only in text, not %.*s",
            STR_FMT(html_describe(&c->html, &c->html.place)));
    include_page(c, c->w.at[1]);
    page_line(c);
    buf_printf(&c->code, "    page_%.*s(o, &%.*s);\n", STR_FMT(c->w.at[1]), STR_FMT(c->w.at[2]));
    return true;
}

/* The drawing inside an icon's file, between <svg ...> and </svg>; and its viewBox. */
static bool icon_parts(struct str svg, struct str *box, struct str *inside)
{
    size_t from = str_find(svg, STR("<svg")), end = str_find(svg, STR("</svg>")), at;
    struct str head;

    if (from == SIZE_MAX || end == SIZE_MAX || end < from)
        return false;
    head = str_first(str_from(svg, from), end - from);
    at = str_find(head, STR(">"));
    if (at == SIZE_MAX)
        return false;
    *inside = str_trim(str_from(head, at + 1));
    head = str_first(head, at);
    at = str_find(head, STR("viewBox=\""));
    if (at == SIZE_MAX)
        return false;
    *box = str_from(head, at + sizeof "viewBox=\"" - 1);
    at = str_find(*box, STR("\""));
    *box = str_first(*box, at == SIZE_MAX ? 0 : at);
    return box->len > 0;
}

bool page_raw(struct compiler *c)
{
    struct str name, svg = { NULL, 0 }, box, inside;
    struct html check;
    struct buf made = buf_in(c->arena, 65536);

    if (c->w.len != 2 || !str_starts(c->w.at[1], STR("icon.")))
        return TELL(c, "{{ raw }} writes only our own icons: {{ raw icon.NAME }}");
    name = str_from(c->w.at[1], sizeof "icon." - 1);
    if (c->html.place.where != HTML_TEXT || html_slot(&c->html) != SLOT_TEXT)
        return TELL(c, "an icon stands only in text, not %.*s",
            STR_FMT(html_describe(&c->html, &c->html.place)));
    if (c->source->icon)
        svg = c->source->icon(c->source->icons, name);
    if (!svg.at)
        return TELL(c, "there is no icon \"%.*s\": add assets/icons/%.*s.svg", STR_FMT(name),
            STR_FMT(name));
    if (!icon_parts(svg, &box, &inside))
        return TELL(c, "icon \"%.*s\" is not an <svg viewBox=...> file", STR_FMT(name));
    buf_printf(&made, "<svg class=\"i\" viewBox=\"%.*s\" aria-hidden=\"true\">%.*s</svg>",
        STR_FMT(box), STR_FMT(inside));
    /* The file passes the same rules as a template: no scripts, no styles, no addresses. */
    check = (struct html){ .arena = c->arena, .file = arena_printf(c->arena, "icon %.*s",
        STR_FMT(name)), .text = buf_view(&made), .faults = c->faults, .lit = &c->lit };
    if (!html_advance(&check))
        return false;
    return check.at == check.text.len || TELL(c, "icon \"%.*s\" holds {{", STR_FMT(name));
}
