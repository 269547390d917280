/* page_compile: reads a template from end to end. See the header; HTML itself is in html.c. */
#include "page_compile.h"
#include <string.h>
#include "page_compiler.h"

static bool do_page(struct compiler *c)
{
    struct str file = source_name(c->source->file), header;

    if (c->began_at != 0)
        return TELL(c, "{{ page }} stands once, at the very beginning");
    if (c->w.len < 3 || !c_identifier(c->w.at[1]))
        return TELL(c, "write {{ page NAME \"page/FILE.h\" }}");
    c->name = c->w.at[1];
    header = c->w.at[2];
    if (!str_eq(file, arena_printf(c->arena, "%.*s.page.html", STR_FMT(c->name))))
        return TELL(c, "a page is called as its file: {{ page NAME ... }} in NAME.page.html");
    if (header.len < 5 || header.at[0] != '"' || !str_ends(header, STR(".h\"")))
        return TELL(c, "after the name stands the header with struct %.*s_page, in quotes",
            STR_FMT(c->name));
    c->header = header;
    for (size_t i = 3; i < c->w.len; i++) {
        if (str_is(c->w.at[i], "opens"))
            c->opens = true;
        else if (str_is(c->w.at[i], "closes"))
            c->html.may_close_others = true;
        else
            return TELL(c, "after the header stands nothing, `opens` or `closes`");
    }
    return true;
}

static bool dispatch(struct compiler *c)
{
    struct str word = c->w.at[0];

    if (str_is(word, "page"))
        return do_page(c);
    if (str_is(word, "if"))
        return page_if(c);
    if (str_is(word, "else"))
        return page_else(c);
    if (str_is(word, "end"))
        return page_end(c);
    if (str_is(word, "each"))
        return page_each(c);
    if (str_is(word, "render"))
        return page_render(c);
    if (str_is(word, "raw"))
        return page_raw(c);
    if (str_is(word, "t"))
        return page_text(c);
    return page_value(c);
}

/* A branch's directive alone on its line takes the line with it. */
static void take_line(struct compiler *c, size_t end)
{
    struct html *h = &c->html;
    size_t from = c->began_at, to = end;
    struct str word = c->w.at[0];

    h->at = end;
    if (h->place.where != HTML_TEXT || html_space_kept(h)
        || !(str_is(word, "page") || str_is(word, "if") || str_is(word, "else")
             || str_is(word, "end") || str_is(word, "each")))
        return;
    while (from > 0 && (h->text.at[from - 1] == ' ' || h->text.at[from - 1] == '\t'))
        from--;
    while (to < h->text.len && (h->text.at[to] == ' ' || h->text.at[to] == '\t'))
        to++;
    if ((from > 0 && h->text.at[from - 1] != '\n')
        || (to < h->text.len && h->text.at[to] != '\n'))
        return;
    while (to < h->text.len && strchr(" \t\n\r", h->text.at[to]))
        to++;
    h->at = to;
}

static bool directive(struct compiler *c)
{
    struct str inside = str_from(c->html.text, c->html.at + 2);
    size_t end = str_find(inside, STR("}}"));
    size_t again = str_find(inside, STR("{{"));
    char before = c->html.at ? c->html.text.at[c->html.at - 1] : ' ';
    bool over;

    c->began_at = c->html.at;
    c->line = source_line(c->html.text, c->html.at);
    if (end == SIZE_MAX || again < end)
        return TELL(c, "this {{ is not closed: write }}");
    if (!words_cut(str_first(inside, end), &c->w) || c->w.len == 0)
        return TELL(c, "a {{ }} holds a directive or a field path");
    if (c->began_at != 0 && !c->name.len)
        return TELL(c, "a template begins with {{ page NAME \"page/FILE.h\" }}");
    over = str_is(c->w.at[0], "end") || str_is(c->w.at[0], "else");
    if (c->html.place.where == HTML_TAG && !over && before != ' ' && before != '\n'
        && before != '}' && before != '\t')
        return TELL(c, "inside the tag <%s>, leave a space before {{; an expression stands only "
            "in a double-quoted value", c->html.place.tag);
    if (!dispatch(c))
        return false;
    take_line(c, c->began_at + 2 + end + 2);
    return true;
}

static bool file_over(struct compiler *c)
{
    struct html *h = &c->html;

    c->line = source_line(h->text, h->text.len);
    if (!c->name.len) {
        c->line = 1;
        return TELL(c, "a template begins with {{ page NAME \"page/FILE.h\" }}");
    }
    if (c->depth) {
        c->line = c->blocks[c->depth - 1].line;
        return TELL(c, "this {{ %s }} has no {{ end }}",
            c->blocks[c->depth - 1].kind == BLOCK_IF ? "if" : "each");
    }
    if (h->place.where == HTML_TAG || h->place.where == HTML_VALUE)
        return TELL(c, "the file ends %.*s", STR_FMT(html_describe(h, &h->place)));
    if (h->place.depth && !c->opens) {
        c->line = h->open[h->place.depth - 1].line;
        return TELL(c, "<%s> is not closed; if another page closes it, declare this page `opens`",
            h->open[h->place.depth - 1].name);
    }
    return true;
}

static void assemble(struct compiler *c, struct page_made *out)
{
    struct buf code = buf_in(c->arena, CODE_MAX), header = buf_in(c->arena, 4096);

    page_flush(c);
    buf_printf(&code, "/* Made by tools/pagec.c from %.*s: do not edit. */\n"
        "#include \"page/out.h\"\n#include \"%.*s.page.h\"\n%.*s\n"
        "void page_%.*s(struct out *o, const struct %.*s_page *p)\n{\n    (void)p;\n%.*s}\n",
        STR_FMT(source_name(c->source->file)), STR_FMT(c->name), STR_FMT(buf_view(&c->includes)),
        STR_FMT(c->name), STR_FMT(c->name), STR_FMT(buf_view(&c->code)));
    buf_printf(&header, "/* Made by tools/pagec.c from %.*s: do not edit. */\n#pragma once\n"
        "#include %.*s\n\nstruct out;\n"
        "void page_%.*s(struct out *o, const struct %.*s_page *p);\n",
        STR_FMT(source_name(c->source->file)), STR_FMT(c->header), STR_FMT(c->name),
        STR_FMT(c->name));
    *out = (struct page_made){ c->name, buf_end(&code), buf_end(&header) };
}

bool page_compile(struct arena *arena, const struct page_source *source, struct page_made *out,
    struct faults *faults)
{
    struct compiler *c = ARENA_NEW(arena, struct compiler);

    if (!c)
        return false;
    c->arena = arena;
    c->source = source;
    c->faults = faults;
    c->code = buf_in(arena, CODE_MAX);
    c->includes = buf_in(arena, 4096);
    c->lit = buf_in(arena, CODE_MAX);
    c->scope = (struct scope){ .names = { STR("p") }, .len = 1 };
    c->html = (struct html){ .arena = arena, .file = source->file, .text = source->text,
        .faults = faults, .lit = &c->lit };
    while (c->html.at < source->text.len) {
        if (!html_advance(&c->html))
            return false;
        if (c->html.at < source->text.len && !directive(c))
            return false;
    }
    if (!file_over(c))
        return false;
    assemble(c, out);
    return out->code.at && out->header.at;
}
