/* test_langc: what the catalogue reader takes, and what it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <unistd.h>
#include "lang_used.h"
#include "po.h"

#define ID "msgid \"\"\nmsgstr \"\"\n\"Language: id\\n\"\n\n"
#define EN "msgid \"\"\nmsgstr \"Language: en\\n\"\n\n"

static int setup(void **state)
{
    *state = arena_new(64u << 20);
    return *state ? 0 : -1;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

static void strings_run_over_lines_and_undo_escapes(void **state)
{
    struct arena *arena = *state;
    struct buf b = buf_in(arena, 65536);
    struct faults faults = { .out = &b };
    struct po po;

    assert_true(po_read(arena, STR("id.po"),
        STR("# comment\r\n" ID "#. for\n#, c-format\nmsgid \"a.b_1\"\nmsgstr \"\"\n\"satu \"\n"
            "\"d\xC3\xBC\x61 \\\"kutip\\\"\\n\\\\\"\n#~ msgid \"old\"\nmsgid \"c\"\nmsgstr \"x\""),
        &po, &faults));
    assert_true(str_is(po.lang, "id"));
    assert_int_equal(po.len, 2);
    assert_true(str_is(po_find(&po, STR("a.b_1"))->text, "satu d\xC3\xBC\x61 \"kutip\"\n\\"));
    assert_null(po_find(&po, STR("old")));
}

static void bad_catalogues_are_refused_with_line_and_reason(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        { "", "id.po:1: error: the header (msgid \"\") must say" },
        { "msgid \"a\"\nmsgstr \"x\"\n", "must say \"Language: xx" },
        { ID "msgid \"a\"\nmsgstr \"\"\n", "id.po:5: error: \"a\" has no text" },
        { ID "msgid \"a\"\nmsgstr \"  \"\n", "\"a\" has no text" },
        { ID "msgid \"a\"\n\n", "id.po:5: error: \"a\" has no msgstr" },
        { ID "msgid \"a\"\nmsgstr \"x\"\nmsgid \"a\"\nmsgstr \"y\"\n",
            "id.po:7: error: the key \"a\" stands already on line 5" },
        { ID "#, fuzzy\nmsgid \"a\"\nmsgstr \"x\"\n", "is marked fuzzy" },
        { ID "msgid \"Kirim laporan\"\nmsgstr \"x\"\n", "must be of a-z, 0-9" },
        { ID "msgid \"a.\"\nmsgstr \"x\"\n", "inner dots" },
        { ID "msgid \"a\"\nmsgstr \"\xFF\"\n", "is not well-formed UTF-8" },
        { ID "msgid \"a\"\nmsgstr \"x {n\"\n", "a brace without its partner" },
        { ID "msgid \"a\"\nmsgstr \"x }n{\"\n", "a brace without its partner" },
        { ID "msgid \"a\"\nmsgstr \"{a{b}}\"\n", "a brace inside braces" },
        { ID "msgid \"a\"\nmsgstr \"{}\"\n", "a hole without a name" },
        { ID "msgid \"a\"\nmsgstr \"{a b}\"\n", "a hole's name is of" },
        { ID "msgid \"a\"\nmsgstr \"{n|one}\"\n", "a choice has two forms" },
        { ID "msgid \"a\"\nmsgstr \"x\n", "id.po:6: error: a string must stand" },
        { ID "msgid \"a\"\nmsgstr \"x\" y\"\n", "a double quote inside a string" },
        { ID "msgid \"a\"\nmsgstr \"\\x\"\n", "unknown escape" },
        { ID "msgctxt \"b\"\n", "id.po:5: error: expected msgid" },
        { ID "msgid \"a\"\nmsgstr[0] \"b\"\n", "expected msgid" },
        { ID "\"lost\"\n", "expected msgid" },
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf b = buf_in(*state, 65536);
        struct faults faults = { .out = &b };
        struct po po;

        if (po_read(*state, STR("id.po"), str_of(rows[i].text), &po, &faults))
            fail_msg("should be refused: %s", rows[i].text);
        if (str_find(buf_view(&b), str_of(rows[i].says)) == SIZE_MAX)
            fail_msg("%s\nsays %.*s", rows[i].text, STR_FMT(buf_view(&b)));
        arena_reset(*state);
    }
}

static void languages_have_the_same_keys_and_holes(void **state)
{
    static const struct {
        const char *id, *en, *says; /* says NULL: they agree */
    } rows[] = {
        { ID "msgid \"a\"\nmsgstr \"{x} {n}\"\n", EN "msgid \"a\"\nmsgstr \"{n|one|more} {x}\"\n",
            NULL },
        { ID "msgid \"a\"\nmsgstr \"x\"\n", EN "msgid \"b\"\nmsgstr \"x\"\n",
            "id.po:5: error: \"a\" is missing in en.po\n"
            "en.po:4: error: \"b\" is missing in id.po\n" },
        { ID "msgid \"a\"\nmsgstr \"{x}\"\n", EN "msgid \"a\"\nmsgstr \"{y}\"\n",
            "en.po:4: error: \"a\" has other holes than in id.po:5" },
        { ID "msgid \"a\"\nmsgstr \"{x}\"\n", EN "msgid \"a\"\nmsgstr \"x\"\n", "other holes" },
        { ID "msgid \"a\"\nmsgstr \"x\"\n", EN "msgid \"a\"\nmsgstr \"{x}\"\n", "other holes" },
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf b = buf_in(*state, 65536);
        struct faults faults = { .out = &b };
        struct po pos[2];

        assert_true(po_read(*state, STR("id.po"), str_of(rows[i].id), &pos[0], &faults));
        assert_true(po_read(*state, STR("en.po"), str_of(rows[i].en), &pos[1], &faults));
        assert_int_equal(po_agree(pos, 2, &faults), rows[i].says == NULL);
        if (rows[i].says && str_find(buf_view(&b), str_of(rows[i].says)) == SIZE_MAX)
            fail_msg("says %.*s", STR_FMT(buf_view(&b)));
        arena_reset(*state);
    }
}

/* One catalogue read from a text; the test fails if it is refused. */
static struct po catalogue(struct arena *arena, const char *file, const char *text,
    struct faults *faults)
{
    struct po po;

    if (!po_read(arena, str_of(file), str_of(text), &po, faults))
        fail_msg("%.*s", STR_FMT(buf_view(faults->out)));
    return po;
}

static void one_language_may_be_in_several_files(void **state)
{
    struct buf b = buf_in(*state, 65536);
    struct faults faults = { .out = &b };
    struct po a = catalogue(*state, "a.po", ID "msgid \"a\"\nmsgstr \"x\"", &faults);
    struct po e = catalogue(*state, "e.po", EN "msgid \"a\"\nmsgstr \"x\"", &faults);
    struct po more = catalogue(*state, "b.po", ID "msgid \"b\"\nmsgstr \"y\"", &faults);
    struct po pos[3] = { a, e, more }, twice[2] = { a, a };
    size_t len = 3;

    assert_true(po_join(*state, pos, &len, &faults));
    assert_int_equal(len, 2);
    assert_int_equal(pos[0].len, 2);
    assert_false(po_agree(pos, len, &faults));
    assert_true(str_is(buf_view(&b), "b.po:5: error: \"b\" is missing in e.po\n"));
    len = 2;
    assert_false(po_join(*state, twice, &len, &faults));
}

static void a_text_that_nobody_shows_is_told(void **state)
{
    char dir[] = "/tmp/posko-langc-XXXXXX";
    struct buf b = buf_in(*state, 65536);
    struct faults faults = { .out = &b };
    struct po po = catalogue(*state, "id.po",
        ID "msgid \"in.code\"\nmsgstr \"x\"\n\nmsgid \"in.page\"\nmsgstr \"x\"\n\n"
           "msgid \"in.none\"\nmsgstr \"x\"\n\nmsgid \"in.comment\"\nmsgstr \"x\"\n", &faults);
    struct str code, page;

    assert_non_null(mkdtemp(dir));
    code = arena_printf(*state, "%s/a.c", dir);
    page = arena_printf(*state, "%s/b.page.html", dir);
    /* The key itself counts only in a template: "in.comment" in C names nothing. */
    assert_true(source_write(code.at, STR("f(T_IN_CODE); /* in.comment, T_IN_NONE_ELSE */")));
    assert_true(source_write(page.at, STR("<p>{{ t in.page }}</p>")));
    assert_false(lang_all_used(*state, dir, &po, &faults));
    assert_int_equal(faults.count, 2);
    assert_true(str_find(buf_view(&b), STR("id.po:11: error: \"in.none\"")) != SIZE_MAX);
    assert_true(str_find(buf_view(&b), STR("id.po:14: error: \"in.comment\"")) != SIZE_MAX);
    (void)unlink(code.at);
    (void)unlink(page.at);
    (void)rmdir(dir);
    assert_false(lang_all_used(*state, dir, &po, &faults));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
        T(strings_run_over_lines_and_undo_escapes),
        T(bad_catalogues_are_refused_with_line_and_reason),
        T(languages_have_the_same_keys_and_holes),
        T(one_language_may_be_in_several_files),
        T(a_text_that_nobody_shows_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
