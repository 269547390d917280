/*
 * test_sqlc: goal: a query that could go wrong while the program runs is
 * refused while it is built, with its file and line. Method: the real tool over
 * small files. POSKO_SQLC is the tool.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct run {
    char folder[64], said[4096];
    int status;
};

static void put(const struct run *r, const char *name, const char *text)
{
    char path[128];

    snprintf(path, sizeof path, "%s/%s", r->folder, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

/* Runs the tool in the folder over the files; what it says is kept. */
static void run(struct run *r, const char *files)
{
    char command[1024];
    const char *tool = getenv("POSKO_SQLC");

    assert_non_null(tool);
    snprintf(command, sizeof command, "cd %s && '%s' out.h out.c %s 2>&1", r->folder, tool, files);
    FILE *p = popen(command, "r");
    assert_non_null(p);
    size_t len = fread(r->said, 1, sizeof r->said - 1, p);
    r->said[len] = '\0';
    r->status = pclose(p);
}

static void begin(struct run *r)
{
    snprintf(r->folder, sizeof r->folder, "/tmp/posko-sqlc-XXXXXX");
    assert_non_null(mkdtemp(r->folder));
}

static void end(struct run *r)
{
    static const char *const names[] = { "a.sql", "b.sql", "0001_a.sqlite.sql", "0003_c.sqlite.sql",
                                         "out.h", "out.c" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", r->folder, names[i]);
        unlink(path);
    }
    rmdir(r->folder);
}

static void read_back(const struct run *r, const char *name, char *out, size_t room)
{
    char path[128];

    snprintf(path, sizeof path, "%s/%s", r->folder, name);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    out[fread(out, 1, room - 1, f)] = '\0';
    fclose(f);
}

static void unsafe_or_careless_queries_do_not_build(void **state)
{
    static const struct {
        const char *sql, *said;
    } cases[] = {
        { "-- name: a\nSELECT x FROM t WHERE n LIKE '%s';\n", "a.sql:2: error: '%' in a literal" },
        { "-- name: a\nSELECT x FROM t\nWHERE n = '%d';\n", "a.sql:3: error: '%' in a literal" },
        { "-- name: a\nSELECT * FROM t;\n", "a.sql:2: error: name the columns" },
        { "-- name: a\nSELECT t.* FROM t;\n", "a.sql:2: error: name the columns" },
        { "-- name: a\nDELETE FROM t RETURNING *;\n", "a.sql:2: error: name the columns" },
        { "-- name: a\n-- only words\n", "a.sql:1: error: this query is empty" },
        { "-- name: a\n;\n", "a.sql:1: error: this query is empty" },
        { "-- name: a\nSELECT $1, $3;\n", "a.sql:1: error: $3 is used but $2 is not" },
        { "-- name: a\nSELECT $0;\n", "a.sql:2: error: parameters are $1 to" },
        { "-- name: a\nSELECT $name;\n", "a.sql:2: error: parameters are $1 to" },
        { "-- name: a\nSELECT ?;\n", "a.sql:2: error: '?' does not belong" },
        { "-- name: a\nSELECT :n;\n", "a.sql:2: error: ':' does not belong" },
        { "-- name: a\nSELECT 'x;\n", "a.sql:2: error: unclosed '" },
        { "-- name: a\nSELECT 1; DELETE FROM t;\n", "a.sql:2: error: two statements" },
        { "-- name: a\nSELECT 1;\n-- name: a\nSELECT 2;\n",
          "a.sql:3: error: a is also at a.sql:1" },
        { "SELECT 1;\n", "a.sql:1: error: SQL before the first" },
        { "-- name: A\nSELECT 1;\n", "a.sql:1: error: say '-- name: noun_verb'" },
        { "-- name: a oracle\nSELECT 1;\n", "a.sql:1: error: unknown engine 'oracle'" },
        { "-- name: a postgres\nSELECT 1;\n", "a.sql:1: error: a has no text for every engine" },
        { "-- name: a\nSELECT $1;\n-- name: a postgres\nSELECT 1;\n",
          "a.sql:3: error: a takes 1 parameters at a.sql:1 but 0 here" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct run r;

        begin(&r);
        put(&r, "a.sql", cases[i].sql);
        run(&r, "a.sql");
        if (r.status == 0 || !strstr(r.said, cases[i].said))
            fail_msg("expected \"%s\", not \"%s\" (%d), for\n%s", cases[i].said, r.said, r.status,
                     cases[i].sql);
        end(&r);
    }
}

static void good_queries_become_an_enum_and_a_table(void **state)
{
    struct run r;
    char text[8192];

    (void)state;
    begin(&r);
    put(&r, "a.sql",
        "-- What it is about.\n\n-- name: thing_get\n-- Why, with a $9 and a '%.\n"
        "SELECT count(*), a * 2 -- the double\n  FROM t WHERE n = $2 AND o = $1"
        " AND p <> 'it''s; so'\n  AND q = $1;\n\n"
        "-- name: thing_get postgres\nSELECT $1::text, $2;\n");
    put(&r, "b.sql", "-- name: last\nDELETE FROM t");
    put(&r, "0001_a.sqlite.sql", "CREATE TABLE t (n); -- \"quoted\" \\\n");
    run(&r, "a.sql b.sql 0001_a.sqlite.sql");
    assert_string_equal(r.said, "");
    read_back(&r, "out.h", text, sizeof text);
    assert_non_null(strstr(text, "    Q_THING_GET, /* a.sql:3 */\n    Q_LAST, /* b.sql:1 */\n"
                                 "    QUERY_COUNT\n"));
    read_back(&r, "out.c", text, sizeof text);
    assert_non_null(strstr(text, "\"SELECT count(*), a * 2 FROM t WHERE n = $2 AND o = $1"
                                 " AND p <> 'it''s; so' AND q = $1\""));
    assert_non_null(strstr(text, "\"SELECT $1::text, $2\" },\n      2, \"a.sql\", 3 },"));
    assert_non_null(strstr(text, "{ 1, ENGINE_SQLITE, \"0001_a.sqlite.sql\",\n"
                                 "        \"CREATE TABLE t (n); -- \\\"quoted\\\" \\\\\\n\" }"));
    end(&r);
}

static void migrations_leave_no_number_out(void **state)
{
    struct run r;

    (void)state;
    begin(&r);
    put(&r, "0001_a.sqlite.sql", "CREATE TABLE t (n);\n");
    put(&r, "0003_c.sqlite.sql", "CREATE TABLE u (n);\n");
    run(&r, "0001_a.sqlite.sql 0003_c.sqlite.sql");
    assert_non_null(strstr(r.said, "0003_c.sqlite.sql:1: error: migrations are numbered"));
    end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unsafe_or_careless_queries_do_not_build),
        cmocka_unit_test(good_queries_become_an_enum_and_a_table),
        cmocka_unit_test(migrations_leave_no_number_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
