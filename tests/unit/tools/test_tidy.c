/*
 * test_tidy: goal: each rule of the house has a file that breaks it and is
 * named with its line; and a tidy tree is let through in silence. Method: the
 * real tool over a small tree. POSKO_TIDY is the tool.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD "/*\n * a: a module to try.\n */\n"

static char folder[64], said[8192];

static void put(const char *path, const char *text)
{
    char full[160];

    snprintf(full, sizeof full, "%s/%s", folder, path);
    FILE *f = fopen(full, "wb");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static int make_tree(void **state)
{
    static const char *const folders[] = { "src",        "src/base", "src/store",
                                           "src/domain", "src/web",  "src/page",
                                           "lang",       "tools",    "tests" };

    (void)state;
    snprintf(folder, sizeof folder, "/tmp/posko-tidy-XXXXXX");
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char full[160];
        snprintf(full, sizeof full, "%s/%s", folder, folders[i]);
        assert_int_equal(mkdir(full, 0700), 0);
    }
    put("meson.build", "x = files('src/web/a.c', 'src/base/b.c', 'src/store/c.c', 'd.sql')\n");
    return 0;
}

static int remove_tree(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

static int run(void)
{
    char command[512];
    const char *tool = getenv("POSKO_TIDY");

    assert_non_null(tool);
    snprintf(command, sizeof command, "'%s' %s 2>&1", tool, folder);
    FILE *p = popen(command, "r");
    assert_non_null(p);
    said[fread(said, 1, sizeof said - 1, p)] = '\0';
    return pclose(p);
}

static void each_rule_names_the_line_that_breaks_it(void **state)
{
    static const struct {
        const char *path, *text, *said;
    } cases[] = {
        { "src/web/a.c", "int x;\n", "src/web/a.c:1: no module comment" },
        { "src/web/a.c", HEAD "int f(void);\t\n", "src/web/a.c:4: a tab" },
        { "src/web/a.c", HEAD "int f(void); \n", "src/web/a.c:4: white space at the end" },
        { "src/web/a.c", HEAD "int f(void);", "src/web/a.c:4: the last line has no end" },
        { "src/web/a.c", HEAD "const char *s = \"\xc3\xa9\";\n", "src/web/a.c:4: not ASCII" },
        { "src/web/a.c",
          HEAD "/* TO"
               "DO: later */\n",
          "src/web/a.c:4: TO"
          "DO; do it" },
        { "src/web/a.c",
          HEAD "/* 0123456789 0123456789 0123456789 0123456789 0123456789"
               " 0123456789 0123456789 0123456789 0123456789 */\n",
          "src/web/a.c:4: 104 columns" },
        { "src/web/a.c", HEAD "#include \"store/post.h\"\n", "src/web/a.c:4: \"store/post.h\" is" },
        { "src/base/b.c", HEAD "\n#include \"domain/case.h\"\n",
          "src/base/b.c:5: \"domain/case.h\"" },
        { "src/web/a.c", HEAD "#include <sqlite3.h>\n", "src/web/a.c:4: only src/store/sqlite*" },
        { "src/web/a.c", HEAD "int f(char *a)\n{\n    return strcpy(a, \"x\") == a;\n}\n",
          "src/web/a.c:6: strcpy is banned; use a str" },
        { "src/web/a.c", HEAD "void f(void *a)\n{\n    free(a);\n}\n",
          "src/web/a.c:6: free is banned; use the arena" },
        { "src/web/a.c", HEAD "typedef int number;\n", "src/web/a.c:4: typedef is banned" },
        { "src/web/a.c", HEAD "static int count = 0;\n",
          "src/web/a.c:4: a variable for the whole" },
        { "src/web/a.c", HEAD "static struct x *at[4];\n", "src/web/a.c:4: a variable for the" },
        { "src/web/e.c", HEAD "int e(void);\n", "src/web/e.c:1: no meson.build names it" },
        { "src/store/d.sql", "\n-- name: thing_get\nSELECT 1;\n",
          "src/store/d.sql:2: nobody runs" },
        { "src/page/a.page.html", "<p>\n<p>Hal terkait lapor\n",
          "src/page/a.page.html:2: 'terkait'" },
        { "lang/id.po", "msgid \"a\"\nmsgstr \"\"\n\"Para pelakunya\"\n",
          "lang/id.po:3: 'pelaku'" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char full[160];

        put(cases[i].path, cases[i].text);
        if (run() == 0 || !strstr(said, cases[i].said))
            fail_msg("expected \"%s\", not\n%s", cases[i].said, said);
        snprintf(full, sizeof full, "%s/%s", folder, cases[i].path);
        unlink(full);
    }
}

static void a_long_function_and_a_long_file_are_to_be_split(void **state)
{
    char text[8192] = HEAD "int f(void)\n{\n";

    (void)state;
    for (int i = 0; i < 60; i++)
        strncat(text, "    g();\n", sizeof text - strlen(text) - 1);
    strncat(text, "}\n", sizeof text - strlen(text) - 1);
    put("src/web/a.c", text);
    assert_int_not_equal(run(), 0);
    assert_non_null(strstr(said, "src/web/a.c:5: a function of 62 lines"));
    memcpy(text, HEAD, sizeof HEAD);
    for (int i = 0; i < 498; i++)
        strncat(text, "int x(void);\n", sizeof text - strlen(text) - 1);
    put("src/web/a.c", text);
    assert_int_not_equal(run(), 0);
    assert_non_null(strstr(said, "src/web/a.c:501: 501 lines"));
}

static void a_tidy_tree_is_let_through_in_silence(void **state)
{
    (void)state;
    put("src/web/a.c",
        HEAD "#include \"store/db.h\"\n#include \"assets_files.h\"\n"
             "#include \"web/form.h\"\n"
             "static const int most = 3;\nstatic int f(void);\n"
             "/* strcpy(a, b) and \xc2\xa7 4 in a comment; XXXXX-XXXXX is a code */\n"
             "const char *s = \"free(x); typedef // no\", c = '\"';\n"
             "int g(struct x *x)\n{\n    return x->free(x) + my_time(x);\n}\n");
    put("src/base/b.c", HEAD "void b(void *a)\n{\n    free(a);\n}\n");
    put("src/store/c.c", HEAD "enum { x = Q_THING_GET };\n");
    put("src/store/d.sql", "-- name: thing_get\nSELECT 1;\n");
    put("src/page/a.page.html", "<p>Para pelaksana berkaitan\n");
    put("lang/id.po", "# terkait\nmsgid \"oknum\"\nmsgstr \"Lapor\"\n");
    int status = run();
    assert_string_equal(said, "");
    assert_int_equal(status, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_tree, remove_tree)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_rule_names_the_line_that_breaks_it),
        TEST(a_long_function_and_a_long_file_are_to_be_split),
        TEST(a_tidy_tree_is_let_through_in_silence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
