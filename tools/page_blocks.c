/*
 * page_blocks: {{ if }}, {{ else }}, {{ each }} and {{ end }}. A branch must end in the place of
 * the HTML where it began, or what follows would stand elsewhere than it looks.
 */
#include "html_rules.h"
#include "page_compiler.h"

static bool push(struct compiler *c, enum block_kind kind)
{
    struct html *h = &c->html;
    struct block *b = &c->blocks[c->depth];

    if (c->depth == BLOCKS_MAX)
        return TELL(c, "more than %d branches inside each other", BLOCKS_MAX);
    if (h->place.where == HTML_VALUE && html_address(h->place.tag, h->place.attr))
        return TELL(c, "no branches inside an address: choose the link in C");
    if (kind == BLOCK_EACH && h->place.where == HTML_TAG)
        return TELL(c, "no {{ each }} inside a tag");
    *b = (struct block){ .kind = kind, .began = h->place, .floor = h->floor, .line = c->line,
        .in_tag = h->place.where == HTML_TAG };
    h->floor = h->place.depth;
    h->tag_branches += b->in_tag;
    c->depth++;
    return true;
}

/* The branch that ends here must be where it began. */
static bool branch_over(struct compiler *c, const char *word)
{
    struct html *h = &c->html;
    struct block *b;

    if (c->depth == 0)
        return TELL(c, "{{ %s }} without an {{ if }} or {{ each }} before it", word);
    b = &c->blocks[c->depth - 1];
    if (html_same_place(&h->place, &b->began))
        return true;
    if (h->place.where == b->began.where && h->place.depth > b->began.depth)
        return TELL(c, "<%s> from line %d is still open at the end of this branch: close it here",
            h->open[h->place.depth - 1].name, h->open[h->place.depth - 1].line);
    return TELL(c, "this branch began on line %d %.*s and ends %.*s", b->line,
        STR_FMT(html_describe(h, &b->began)), STR_FMT(html_describe(h, &h->place)));
}

static bool if_from(struct compiler *c, size_t from, bool chained)
{
    const char *fault;

    page_line(c);
    buf_lit(&c->code, chained ? "    } else if (" : "    if (");
    fault = condition(&c->scope, &c->w, from, &c->code);
    if (fault)
        return TELL(c, "%s", fault);
    buf_lit(&c->code, ") {\n");
    return chained || push(c, BLOCK_IF);
}

bool page_if(struct compiler *c)
{
    return if_from(c, 1, false);
}

bool page_else(struct compiler *c)
{
    struct block *b;

    if (!branch_over(c, "else"))
        return false;
    b = &c->blocks[c->depth - 1];
    if (b->else_seen)
        return TELL(c, "a second {{ else }} for the branch from line %d", b->line);
    if (c->w.len > 1) {
        if (b->kind != BLOCK_IF || !str_is(c->w.at[1], "if"))
            return TELL(c, "write {{ else }}, or inside an {{ if }}, {{ else if ... }}");
        return if_from(c, 2, true);
    }
    page_line(c);
    b->else_seen = true;
    if (b->kind == BLOCK_IF) {
        buf_lit(&c->code, "    } else {\n");
        return true;
    }
    c->scope.len--;
    buf_printf(&c->code, "    }\n    if (%.*s_len == 0) {\n", STR_FMT(b->list));
    return true;
}

bool page_end(struct compiler *c)
{
    struct block *b;

    if (c->w.len != 1)
        return TELL(c, "{{ end }} stands alone");
    if (!branch_over(c, "end"))
        return false;
    page_flush(c);
    b = &c->blocks[--c->depth];
    if (b->kind == BLOCK_EACH && !b->else_seen)
        c->scope.len--;
    c->html.floor = b->floor;
    c->html.tag_branches -= b->in_tag;
    buf_lit(&c->code, "    }\n");
    return true;
}

static bool variable_free(struct compiler *c, struct str name)
{
    static const char *const taken[] = { "o", "if", "else", "end", "each", "render", "raw", "t",
        "lang", "page", "not", "and", "or", "in" };

    for (size_t i = 0; i < COUNT_OF(taken); i++)
        if (str_is(name, taken[i]))
            return false;
    return c_identifier(name) && !scope_has(&c->scope, name);
}

bool page_each(struct compiler *c)
{
    struct str name, list;
    const char *fault;

    if (c->w.len != 4 || !str_is(c->w.at[2], "in"))
        return TELL(c, "write {{ each row in p->rows }}");
    name = c->w.at[1];
    list = c->w.at[3];
    fault = path_fault(&c->scope, list);
    if (fault || list.at[0] == '*')
        return TELL(c, "\"%.*s\": %s", STR_FMT(list), fault ? fault : "name the list itself");
    if (!variable_free(c, name))
        return TELL(c, "\"%.*s\" cannot be a variable here: take another name", STR_FMT(name));
    page_line(c);
    if (!push(c, BLOCK_EACH))
        return false;
    c->blocks[c->depth - 1].list = list;
    c->scope.names[c->scope.len++] = name;
    buf_printf(&c->code,
        "    for (size_t at_%.*s = 0; at_%.*s < %.*s_len; at_%.*s++) {\n"
        "    const __auto_type %.*s = &%.*s[at_%.*s]; (void)%.*s;\n",
        STR_FMT(name), STR_FMT(name), STR_FMT(list), STR_FMT(name), STR_FMT(name), STR_FMT(list),
        STR_FMT(name), STR_FMT(name));
    return true;
}
