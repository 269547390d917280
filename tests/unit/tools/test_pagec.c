/* test_pagec: which templates are refused, on which line and with which remedy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "page_compile.h"

static const char texts[] =
    "msgid \"\"\nmsgstr \"Language: id\\n\"\n\n"
    "msgid \"a.plain\"\nmsgstr \"Teks\"\n\n"
    "msgid \"a.who\"\nmsgstr \"Halo {who}, {n|satu|banyak}\"\n";

static struct str icon(void *icons, struct str name)
{
    (void)icons;
    if (str_is(name, "tick"))
        return STR("<svg viewBox=\"0 0 24 24\"><path d=\"M1 1\"/></svg>");
    if (str_is(name, "script"))
        return STR("<svg viewBox=\"0 0 24 24\"><script>alert(1)</script></svg>");
    if (str_is(name, "handler"))
        return STR("<svg viewBox=\"0 0 24 24\"><path onload=\"x\" d=\"\"/></svg>");
    if (str_is(name, "open"))
        return STR("<svg viewBox=\"0 0 24 24\"><g></svg>");
    if (str_is(name, "words"))
        return STR("no drawing");
    return (struct str){ NULL, 0 };
}

/* Compiles "{{ page x ... }}\n" + body; what was told goes to *told. */
static bool compiles(struct arena *arena, const char *head, const char *body, struct str *told,
    struct page_made *made)
{
    struct buf b = buf_in(arena, 65536);
    struct faults faults = { .out = &b };
    struct po po;
    struct page_source source = { .file = STR("src/page/x.page.html"), .icon = icon, .pos = &po,
        .pos_len = 1 };
    bool fine;

    assert_true(po_read(arena, STR("id.po"), str_of(texts), &po, &faults));
    source.text = arena_printf(arena, "%s%s", head, body);
    fine = page_compile(arena, &source, made, &faults);
    assert_true(fine == (faults.count == 0));
    *told = buf_end(&b);
    return fine;
}

#define HEAD "{{ page x \"page/x.h\" }}\n"

struct refusal {
    const char *body;
    int line; /* of the file; the body begins on line 2 */
    const char *says;
};

static void refuse_all(const struct refusal *rows, size_t len, const char *head)
{
    for (size_t i = 0; i < len; i++) {
        struct arena *arena = arena_new(32u << 20);
        struct str told, place;
        struct page_made made;

        if (compiles(arena, head, rows[i].body, &told, &made))
            fail_msg("should be refused: %s", rows[i].body);
        place = arena_printf(arena, "src/page/x.page.html:%d: error: ", rows[i].line);
        if (!str_starts(told, place) || str_find(told, str_of(rows[i].says)) == SIZE_MAX)
            fail_msg("%s\nsays %sexpected line %d: %s", rows[i].body, told.at, rows[i].line,
                rows[i].says);
        arena_free(arena);
    }
}

static void expressions_stand_only_where_they_are_safe(void **state)
{
    static const struct refusal rows[] = {
        { "<p id={{ p->x }}></p>", 2, "write double quotes around the {{ }}" },
        { "<p id='{{ p->x }}'></p>", 2, "between double quotes" },
        { "<p id=a{{ p->x }}></p>", 2, "write double quotes" },
        { "<p {{ p->x }}></p>", 2, "only in a double-quoted value" },
        { "<p {{ t a.plain }}></p>", 2, "only in a double-quoted value" },
        { "<p data-{{ p->x }}=\"a\"></p>", 2, "leave a space before {{" },
        { "<p che{{ if p->x }}cked{{ end }}></p>", 2, "leave a space before {{" },
        { "<p id=\"a\"b></p>", 2, "leave a space after the value" },
        { "<{{ p->x }}></p>", 2, "element's name" },
        { "<h{{ p->x }}></h1>", 2, "element's name" },
        { "<!-- a\n{{ p->x }} -->", 2, "in a comment" },
        { "<script>var a = {{ p->x }};</script>", 2, "our policy forbids scripts" },
        { "<script src=\"/a.js\">{{ p->x }}</script>", 2, "no expression inside <script>" },
        { "<script src=\"/a.js\">alert(1)</script>", 2, "<script> must be empty" },
        { "<style>p { color: red }</style>", 2, "our policy forbids styles" },
        { "<p style=\"color: red\"></p>", 2, "use a class" },
        { "<p STYLE=\"color: red\"></p>", 2, "use a class" },
        { "<a href=\"/lapor\" onclick=\"x()\">a</a>", 2, "our policy forbids scripts" },
        { "<p\n onMouseOver=\"{{ p->x }}\"></p>", 3, "our policy forbids scripts" },
        { "<p ONCLICK=\"x\"></p>", 2, "our policy forbids scripts" },
        { "<meta name=\"a\" content=\"{{ p->x }}\">", 2, "values in <meta> are static" },
        { "<meta name=\"a\" content=\"{{ t a.who who=p->x n=p->n }}\">", 2, "in <meta>" },
        { "<a rel=\"{{ p->x }}\">a</a>", 2, "must be static" },
        { "<form method=\"{{ p->x }}\"></form>", 2, "must be static" },
        { "<textarea><b>x</b></textarea>", 2, "holds no elements" },
        { "<title>{{ raw icon.tick }}</title>", 2, "an icon stands only in text" },
        { "<p title=\"{{ render y p->y }}\"></p>", 2, "stands only in text" },
        { "<iframe src=\"/x\"></iframe>", 2, "no other pages" },
        { "<base href=\"/\">", 2, "would turn every address" },
        { "<sCript src=\"/a.js\"></sCript>", 2, "small letters" },
        { "<SCRIPT src=\"/a.js\"></SCRIPT>", 2, "small letters" },
    };

    (void)state;
    refuse_all(rows, COUNT_OF(rows), HEAD);
}

static void addresses_are_ours_or_links(void **state)
{
    static const struct refusal rows[] = {
        { "<a href=\"/meja/{{ p->x }}\">a</a>", 2, "an address is made whole" },
        { "<a href=\"{{ p->a }}{{ p->b }}\">a</a>", 2, "an address is made whole" },
        { "<a href=\"{{ t a.plain }}\">a</a>", 2, "a text is not an address" },
        { "<a href=\"{{ if p->x }}/a{{ end }}\">a</a>", 2, "choose the link in C" },
        { "<a href=\"javascript:alert(1)\">a</a>", 2, "only https:, mailto: and tel:" },
        { "<a href=\"JavaScript:alert(1)\">a</a>", 2, "only https:, mailto: and tel:" },
        { "<a href=\"java&#115;cript:alert(1)\">a</a>", 2, "the only entity" },
        { "<a href=\"javascript&colon;alert(1)\">a</a>", 2, "the only entity" },
        { "<a href=\" javascript:alert(1)\">a</a>", 2, "no white space" },
        { "<a href=\"java\tscript:alert(1)\">a</a>", 2, "no white space" },
        { "<a href=\"data:text/html,x\">a</a>", 2, "only https:, mailto: and tel:" },
        { "<a href=\"http://contoh.example/\">a</a>", 2, "only https:, mailto: and tel:" },
        { "<a href=\"//contoh.example/\">a</a>", 2, "write https://" },
        { "<a href=\"/\\contoh.example\">a</a>", 2, "backslash" },
        { "<a href=/lapor>a</a>", 2, "double quotes" },
        { "<img alt=\"\" srcset=\"{{ p->x }}\">", 2, "srcset must be static" },
        { "<svg><use xlink:href=\"data:x\"/></svg>", 2, "only https:, mailto: and tel:" },
    };

    (void)state;
    refuse_all(rows, COUNT_OF(rows), HEAD);
}

static void branches_end_where_they_began(void **state)
{
    static const struct refusal rows[] = {
        { "{{ if p->x }}\n<div>\n{{ end }}", 4, "<div> from line 3 is still open" },
        { "<div>\n{{ if p->x }}</div>{{ end }}", 3, "opened outside of this branch" },
        { "{{ if p->x }}<p>{{ else }}</p>{{ end }}", 2, "still open at the end of this branch" },
        { "<p {{ if p->x }}>{{ end }}</p>", 2, "this branch began on line 2 inside the tag <p>" },
        { "<p {{ if p->x }}>a</p><p {{ end }}></p>", 2, "this branch began on line 2 inside" },
        { "{{ if p->x }}<p {{ end }}></p>", 2, "outside of every element and ends inside" },
        { "<p class=\"{{ if p->x }}\">a</p><p class=\"{{ end }}\">a</p>", 2, "this branch began" },
        { "<p class=\"a{{ if p->x }}\" id=\"b{{ end }}\"></p>", 2, "in the value of class" },
        { "<p class=\"{{ if p->x }}a\"{{ else }}b\"{{ end }}></p>", 2, "this branch began" },
        { "{{ each r in p->rows }}<li>{{ end }}", 2, "<li> from line 2 is still open" },
        { "<p {{ each r in p->rows }}a{{ end }}></p>", 2, "no {{ each }} inside a tag" },
        { "<p>\n{{ if p->x }}", 3, "has no {{ end }}" },
        { "{{ end }}", 2, "without an {{ if }}" },
        { "{{ else }}", 2, "without an {{ if }}" },
        { "{{ if p->x }}{{ else }}{{ else }}{{ end }}", 2, "a second {{ else }}" },
        { "{{ each r in p->rows }}{{ else if p->x }}{{ end }}", 2, "write {{ else }}" },
        { "{{ each r in p->rows }}{{ else }}{{ r->x }}{{ end }}", 2, "a path begins with p" },
        { "{{ each r in p->rows }}{{ end }}{{ r->x }}", 2, "a path begins with p" },
    };

    (void)state;
    refuse_all(rows, COUNT_OF(rows), HEAD);
}

static void html_is_well_formed(void **state)
{
    static const struct refusal rows[] = {
        { "<p>\n<b>x</p></b>", 3, "</p> does not close the innermost element, <b>" },
        { "<p>x", 2, "<p> is not closed" },
        { "x</p>", 2, "</p> closes nothing" },
        { "<div/>", 2, "does not close itself" },
        { "a < b", 2, "write &lt;" },
        { "a }} b", 2, "without a {{ before" },
        { "<P>x</P>", 2, "small letters" },
        { "<p", 2, "ends inside the tag" },
        { "<p class=\"a", 2, "ends in the value of class" },
        { "<!-- a", 2, "comment is not closed" },
        { "<img src=\"/a.png\">", 2, "<img> needs an alt" },
        { "<img src=\"/a.png\" {{ if p->x }}alt=\"\"{{ end }}>", 2, "<img> needs an alt" },
        { "<p>a<ul></ul></p>", 2, "<ul> cannot stand inside <p>" },
        { "<p><b><div></div></b></p>", 2, "<div> cannot stand inside <p>" },
        { "<p class=\"a\" {{ if p->x }}class=\"b\"{{ end }}></p>", 2, "class stands twice" },
        { "<table>\na</table>", 3, "no words directly in <table>" },
        { "<tr>{{ p->x }}</tr>", 2, "no words directly in a list" },
        { "<select>{{ t a.plain }}</select>", 2, "no words directly in a list" },
        { "<p viewbox=\"\" =x></p>", 2, "unexpected '='" },
    };

    (void)state;
    refuse_all(rows, COUNT_OF(rows), HEAD);
}

static void directives_are_known_and_whole(void **state)
{
    static const struct refusal rows[] = {
        { "{{ p->x", 2, "is not closed" },
        { "{{ p->x {{ p->y }}", 2, "is not closed" },
        { "{{ }}", 2, "holds a directive or a field path" },
        { "{{ include p->x }}", 2, "unknown directive \"include\"" },
        { "{{ x->y }}", 2, "a path begins with p" },
        { "{{ p->x() }}", 2, "not a field path" },
        { "{{ p->x[0] }}", 2, "not a field path" },
        { "{{ p-> }}", 2, "not a field path" },
        { "{{ p->x:long }}", 2, "short, time, day or plain" },
        { "{{ if }}a{{ end }}", 2, "a condition is missing" },
        { "{{ if p->x == p->y }}a{{ end }}", 2, "compare with a number or an ENUM_NAME" },
        { "{{ if p->x p->y }}a{{ end }}", 2, "`and` or `or`" },
        { "{{ if p->x and }}a{{ end }}", 2, "a condition is missing" },
        { "{{ each p->rows }}{{ end }}", 2, "write {{ each row in p->rows }}" },
        { "{{ each p in p->rows }}{{ end }}", 2, "take another name" },
        { "{{ each if in p->rows }}{{ end }}", 2, "take another name" },
        { "{{ render y }}", 2, "write {{ render head p->head }}" },
        { "{{ raw p->x }}", 2, "only our own icons" },
        { "{{ raw icon.none }}", 2, "there is no icon \"none\": add assets/icons/none.svg" },
        { "{{ page y \"page/y.h\" }}", 2, "at the very beginning" },
        { "{{ t }}", 2, "name the text" },
        { "{{ t a.none }}", 2, "no text \"a.none\" in id.po: add it there" },
        { "{{ t a.plain x=p->x }}", 2, "has no hole {x}" },
        { "{{ t a.who who=p->x }}", 2, "needs n=..." },
        { "{{ t a.who who=p->x n=p->n who=p->y }}", 2, "is filled twice" },
        { "{{ t a.who who p->x }}", 2, "name=path" },
        { "{{ t a.who who=\"x\" n=p->n }}", 2, "not a field path" },
    };

    (void)state;
    refuse_all(rows, COUNT_OF(rows), HEAD);
}

static void icons_pass_the_same_rules(void **state)
{
    static const struct {
        const char *body, *says;
    } rows[] = {
        { "{{ raw icon.script }}", "our policy forbids scripts" },
        { "{{ raw icon.handler }}", "our policy forbids scripts" },
        { "{{ raw icon.open }}", "does not close the innermost element" },
        { "{{ raw icon.words }}", "is not an <svg viewBox=...> file" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena *arena = arena_new(32u << 20);
        struct page_made made;
        struct str told;
        assert_false(compiles(arena, HEAD, rows[i].body, &told, &made));
        if (str_find(told, str_of(rows[i].says)) == SIZE_MAX)
            fail_msg("%s says %s", rows[i].body, told.at);
        arena_free(arena);
    }
}

static void a_template_says_first_what_it_is(void **state)
{
    static const struct refusal rows[] = {
        { "", 1, "a template begins with {{ page" },
        { "<p></p>", 1, "a template begins with {{ page" },
        { "<p>{{ p->x }}</p>", 1, "a template begins with {{ page" },
        { "{{ page y \"page/y.h\" }}", 1, "called as its file" },
        { "{{ page x page/x.h }}", 1, "the header with struct x_page" },
        { "{{ page x }}", 1, "write {{ page NAME" },
        { "{{ page x \"page/x.h\" closed }}", 1, "`opens` or `closes`" },
        { "{{ page x \"page/x.h\" opens }}</p>", 1, "closes nothing" },
        { "{{ page x \"page/x.h\" closes }}<p>", 1, "is not closed" },
    };

    (void)state;
    refuse_all(rows, COUNT_OF(rows), "");
}

static void good_templates_become_code(void **state)
{
    static const struct {
        const char *head, *body, *code;
    } rows[] = {
        { HEAD, "<p>{{ p->x }}</p>", "OUT_TEXT(o, p->x);" },
        { HEAD, "<p id=\"{{ p->x }}\"></p>", "OUT_ATTR(o, p->x);" },
        { HEAD, "<a href=\"{{ p->x }}#isi\">a</a>", "OUT_LINK(o, p->x);" },
        { HEAD, "<button formaction=\"{{ p->x }}\">a</button>", "OUT_LINK(o, p->x);" },
        { HEAD, "<a href=\"#{{ p->x }}\">a</a>", "OUT_ATTR(o, p->x);" },
        { HEAD, "<title>{{ p->x }}</title>", "OUT_WORDS(o, p->x);" },
        { HEAD, "<svg><title>{{ p->x }}</title><g/></svg>", "OUT_TEXT(o, p->x);" },
        { HEAD, "<img src=\"{{ p->x }}\" alt=\"{{ t a.plain }}\">", "out_attr_t(o, T_A_PLAIN" },
        { HEAD, "<meta name=\"description\" content=\"{{ t a.plain }}\">", "out_attr_t(o, T_A_" },
        { HEAD, "{{ if p->a and not p->b or lang == LANG_EN }}a{{ end }}",
            "if ((OUT_TRUE(p->a) && !OUT_TRUE(p->b)) || ((o->lang == LANG_EN))) {" },
        { HEAD, "{{ if p->a != -1 }}a{{ end }}", "((p->a != -1))" },
        { HEAD, "<a   b = \"c\"\n d=e  f>\n\n  g </a>",
            "\"<a b=\\\"c\\\" d=\\\"e\\\" f>\\ng </a>\"" },
        { HEAD, "<script src=\"/a.js\" defer></script>", "<script src=" },
        { HEAD, "a<!-- b --> c", "\"a c\"" },
        { HEAD, "<p {{ if p->x }}id=\"a\"{{ else }}id=\"b\"{{ end }}></p>", "\" id=\\\"b\\\"\"" },
        { HEAD, "<p {{ if p->x }}a{{ end }}{{ if p->y }}b{{ end }}c></p>", "\" c></p>\"" },
        { HEAD, "<tbody>{{ each r in p->rows }}{{ render y *r }}{{ end }}</tbody>", "page_y(o" },
        { HEAD, "{{ t a.who who=p->x:short n=p->n }}",
            "HOLE(\"who\", VALUE_AS_SHORT(p->x)), HOLE_COUNT(\"n\", p->n) }, 2);" },
        { HEAD, "<ul>{{ each r in p->rows }}{{ render y *r }}{{ end }}</ul>", "page_y(o, &*r);" },
        { "{{ page x \"page/x.h\" opens }}\n", "<html><body>", "\"<html><body>\"" },
        { "{{ page x \"page/x.h\" closes }}\n", "</body></html>", "\"</body></html>\"" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena *arena = arena_new(32u << 20);
        struct page_made made;
        struct str told;
        if (!compiles(arena, rows[i].head, rows[i].body, &told, &made))
            fail_msg("%s\n%s", rows[i].body, told.at);
        if (str_find(made.code, str_of(rows[i].code)) == SIZE_MAX)
            fail_msg("%s\nlacks %s in\n%s", rows[i].body, rows[i].code, made.code.at);
        assert_true(str_find(made.header,
            STR("void page_x(struct out *o, const struct x_page *p);")) != SIZE_MAX);
        arena_free(arena);
    }
}

/* Cut anywhere, or with any byte changed, a template is compiled or refused, never worse. */
static void broken_templates_are_only_refused(void **state)
{
    static const char whole[] =
        "<p class=\"a{{ if p->x }} b{{ end }}\" {{ if p->y }}hidden{{ end }}>"
        "{{ each r in p->rows }}<b>{{ r->x:short }}</b>{{ else }}<!-- c -->-{{ end }}"
        "<a href=\"{{ p->l }}#x\">{{ t a.who who=p->x n=p->n }}</a>{{ raw icon.tick }}</p>"
        "<textarea>{{ p->x }}</textarea>";
    static const char signs[] = "<>\"'{}/=!- &ap";

    (void)state;
    for (size_t i = 0; i < sizeof whole; i++) {
        struct arena *arena = arena_new(64u << 20);
        struct page_made made;
        struct str told;
        char changed[sizeof whole];

        for (size_t k = 0; k < sizeof whole; k++)
            changed[k] = whole[k];
        changed[i] = '\0';
        (void)compiles(arena, HEAD, changed, &told, &made);
        for (size_t s = 0; s + 1 < sizeof signs && i + 1 < sizeof whole; s++) {
            changed[i] = signs[s];
            (void)compiles(arena, HEAD, changed, &told, &made);
            arena_reset(arena);
        }
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions_stand_only_where_they_are_safe),
        cmocka_unit_test(addresses_are_ours_or_links),
        cmocka_unit_test(branches_end_where_they_began),
        cmocka_unit_test(html_is_well_formed),
        cmocka_unit_test(directives_are_known_and_whole),
        cmocka_unit_test(icons_pass_the_same_rules),
        cmocka_unit_test(a_template_says_first_what_it_is),
        cmocka_unit_test(good_templates_become_code),
        cmocka_unit_test(broken_templates_are_only_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
