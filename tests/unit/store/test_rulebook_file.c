/*
 * A rule file that is wrong is refused with file, line and reason: each row
 * changes one thing in the file of 2024.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "base/buf.h"
#include "cli/builtin_rules.h"
#include "store/rulebook_file.h"

static struct str yaml_2024(void)
{
    for (size_t i = 0; i < builtin_rules_count(); i++)
        if (str_is(builtin_rules_name(i), "pilkada-2024.yaml"))
            return builtin_rules_yaml(i);
    fail_msg("pilkada-2024.yaml is not built in");
    return STR("");
}

/* The text with its first `from` replaced; the line on which that stood. */
static struct str changed(struct arena *arena, struct str text, const char *from, const char *to,
                          int *line)
{
    size_t at = str_find(text, str_of(from));
    struct buf b = buf_in(arena, 1 << 20);

    if (at == SIZE_MAX)
        fail_msg("\"%s\" is not in the file", from);
    *line = 1;
    for (size_t i = 0; i < at; i++)
        *line += text.at[i] == '\n';
    buf_str(&b, str_first(text, at));
    buf_lit(&b, to);
    buf_str(&b, str_from(text, at + strlen(from)));
    return buf_end(&b);
}

static void what_is_wrong_is_told_with_file_line_and_reason(void **state)
{
    static const struct {
        const char *what, *from, *to;
        const char *reason; /* part of it */
    } cases[] = {
        { "a code in no list", "category: [polri]", "category: [polisi]", "polisi" },
        { "an authority in no list", "to: bkn\n", "to: bkm\n", "bkm" },
        { "an unknown field", "    extend_max: 2", "    extend_by: 2", "extend_by" },
        { "a missing field", "    why: Propam cukup", "    # why: Propam cukup", "why" },
        { "a missing basis", "    basis: UU 31/2014\n", "", "basis" },
        { "an empty source", "    source: S169 S170", "    source: \"\"", "" },
        { "a source not listed", "    source: S169 S170", "    source: S169 S999", "S999" },
        { "no such day", "valid_from: 2024-11-14", "valid_from: 2024-11-31", "2024-11-31" },
        { "ends before it begins", "start: 2024-08-27, end: 2024-08-29",
          "start: 2024-08-27, end: 2024-08-26", "before it begins" },
        { "nothing to count", "    count: 20", "    count: 0", "count" },
        { "not a number", "    count: 20", "    count: dua puluh", "" },
        { "an id used twice", "- id: pom-tni", "- id: lpsk", "used twice" },
        { "an election that is not there", "event: serentak_2024, code: dp4",
          "event: serentak_2030, code: dp4", "serentak_2030" },
        { "a holiday of another year", "{on: 2024-09-16", "{on: 2025-09-16", "not in 2024" },
        { "no such zone", "tz: \"+08:00\"", "tz: \"WITB\"", "WITB" },
        { "upper case never matches", "word: mabes", "word: Mabes", "lower case" },
        { "not true or false", "    final: true", "    final: barangkali", "" },
        { "broken YAML", "clocks:\n  - id: jam-lapor", "clocks:\n - [\n  - id: jam-lapor", "" },
        { "a tab for indenting", "    to: dkpp", "\tto: dkpp", "" },
        { "an alias", "title: Pilkada serentak 2024", "title: *x #", "" },
    };
    struct str good = yaml_2024();

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new((size_t)64 << 20);
        struct cx cx = cx_system(arena);
        const struct rulebook *book = NULL;
        int line = 0, told = 0;
        struct str bad = changed(arena, good, cases[i].from, cases[i].to, &line);
        enum err err = rulebook_load(&cx, bad, STR("rules/x.yaml"), &book);

        if (err != ERR_INVALID || book)
            fail_msg("%s: taken", cases[i].what);
        if (sscanf(cx.note.text, "rules/x.yaml:%d: ", &told) != 1
            || !strstr(cx.note.text, cases[i].reason))
            fail_msg("%s: told as \"%s\"", cases[i].what, cx.note.text);
        /* A missing field is told at its entry, broken YAML where it no longer fits. */
        if (told < line - 12 || told > line + 12)
            fail_msg("%s on line %d: told as \"%s\"", cases[i].what, line, cx.note.text);
        arena_free(arena);
    }
}

static void a_value_that_is_wrong_is_told_on_its_own_line(void **state)
{
    static const struct {
        const char *from, *to;
    } cases[] = {
        { "category: [polri]", "category: [polisi]" },
        { "to: bkn\n", "to: bkm\n" },
        { "    extend_max: 2", "    extend_by: 2" },
        { "valid_from: 2024-11-14", "valid_from: 2024-11-31" },
        { "    source: S169 S170", "    source: S169 S999" },
        { "event: serentak_2024, code: dp4", "event: serentak_2030, code: dp4" },
        { "{on: 2024-09-16", "{on: 2025-09-16" },
        { "    count: 20", "    count: 0" },
        { "- id: pom-tni", "- id: lpsk" },
    };
    struct str good = yaml_2024();

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new((size_t)64 << 20);
        struct cx cx = cx_system(arena);
        const struct rulebook *book = NULL;
        char want[64];
        int line = 0;
        struct str bad = changed(arena, good, cases[i].from, cases[i].to, &line);

        assert_int_equal(rulebook_load(&cx, bad, STR("x.yaml"), &book), ERR_INVALID);
        snprintf(want, sizeof want, "x.yaml:%d: ", line);
        if (strncmp(cx.note.text, want, strlen(want)) != 0)
            fail_msg("\"%s\" should begin \"%s\"", cx.note.text, want);
        arena_free(arena);
    }
}

static void what_is_no_rule_file_at_all_is_refused(void **state)
{
    static const struct {
        const char *at;
        size_t len;
    } cases[] = { { "", 0 }, { "\n\n", 2 }, { "[]", 2 }, { "rules: 1", 8 }, { "\xff\xfe", 2 },
                  { "{", 1 }, { "a: b: c", 7 }, { "---\n...\n", 8 }, { "# nothing", 9 } };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new((size_t)1 << 20);
        struct cx cx = cx_system(arena);
        const struct rulebook *book = NULL;

        assert_int_equal(rulebook_load(&cx, (struct str){ cases[i].at, cases[i].len },
                                       STR("x.yaml"), &book), ERR_INVALID);
        assert_null(book);
        if (strncmp(cx.note.text, "x.yaml:", 7) != 0)
            fail_msg("%zu: %s", i, cx.note.text);
        arena_free(arena);
    }
}

/* Cut anywhere, the file is refused or is a whole one; it never harms. */
static void a_file_cut_short_anywhere_does_no_harm(void **state)
{
    struct str good = yaml_2024();

    (void)state;
    for (size_t len = 1; len < good.len; len += 997) {
        struct arena *arena = arena_new((size_t)8 << 20);
        struct cx cx = cx_system(arena);
        const struct rulebook *book = NULL;
        enum err err = rulebook_load(&cx, str_first(good, len), STR("x.yaml"), &book);

        assert_true(err == ERR_INVALID || (err == OK && book));
        arena_free(arena);
    }
}

static void a_small_arena_is_too_small_and_says_so(void **state)
{
    struct str good = yaml_2024();

    (void)state;
    for (size_t kib = 1; kib < 32; kib += 9) {
        struct arena *arena = arena_new(kib << 10);
        struct cx cx = cx_system(arena);
        const struct rulebook *book = NULL;

        assert_int_equal(rulebook_load(&cx, good, STR("x.yaml"), &book), ERR_TOO_LARGE);
        assert_null(book);
        arena_free(arena);
    }
}

static void the_built_in_files_load_and_outlive_their_text(void **state)
{
    struct arena *arena = arena_new((size_t)8 << 20), *other = arena_new((size_t)8 << 20);
    struct cx cx = cx_system(arena);
    const struct rulebook *book = NULL;
    struct str copy = arena_copy(other, yaml_2024());

    (void)state;
    assert_int_equal(rulebook_load(&cx, copy, STR("x.yaml"), &book), OK);
    arena_free(other);
    assert_true(str_is(book->name, "pilkada-2024"));
    assert_true(book->routes_count > 50 && book->clocks_count >= CLOCK_COUNT - 1);
    assert_true(book->routes[book->routes_count - 1].why.len > 10);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong_is_told_with_file_line_and_reason),
        cmocka_unit_test(a_value_that_is_wrong_is_told_on_its_own_line),
        cmocka_unit_test(what_is_no_rule_file_at_all_is_refused),
        cmocka_unit_test(a_file_cut_short_anywhere_does_no_harm),
        cmocka_unit_test(a_small_arena_is_too_small_and_says_so),
        cmocka_unit_test(the_built_in_files_load_and_outlive_their_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
