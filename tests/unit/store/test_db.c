/*
 * test_db: goal: the seam to SQLite keeps what db.h promises. Method: real
 * files, and SQLite's own view of them where ours could be wrong.
 */
#include "store_test.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "store/sqlite.h"

static int64_t pragma(struct db *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;

    assert_int_equal(sqlite3_prepare_v2(db->handle, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return value;
}

static enum err put(struct bench *b, struct db *tx, const char *name, const char *value)
{
    return store_setting_put(&b->cx, tx, b->post, str_of(name), str_of(value));
}

static enum err got(struct bench *b, struct db *db, const char *name, struct str *out)
{
    return store_setting_get(&b->cx, db, b->post, str_of(name), out);
}

static void nobody_but_the_owner_may_read_any_of_its_files(void **state)
{
    static const char *const endings[] = { "", "-wal", "-shm" };
    struct bench *b = *state;

    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        struct stat st;
        struct str path = arena_printf(b->arena, "%s%s", b->path, endings[i]);
        assert_int_equal(stat(path.at, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
    }
}

static void connections_are_armed(void **state)
{
    static const struct {
        const char *pragma;
        int64_t writer, reader;
    } cases[] = {
        { "PRAGMA synchronous", 2, 2 },    /* FULL: an acknowledged report survives power loss */
        { "PRAGMA foreign_keys", 1, 1 },
        { "PRAGMA secure_delete", 1, -1 }, /* a reader deletes nothing */
        { "PRAGMA trusted_schema", 0, 0 },
        { "PRAGMA temp_store", 2, 2 },     /* MEMORY: no file with content beside ours */
        { "PRAGMA mmap_size", 0, 0 },
        { "PRAGMA cell_size_check", 1, 1 },
        { "PRAGMA query_only", 0, 1 },
        { "PRAGMA busy_timeout", 5000, 5000 },
        { "SELECT journal_mode = 'wal' FROM pragma_journal_mode", 1, 1 },
    };
    struct bench *b = *state;
    AUTO(db_close) struct db *reader = NULL;

    FINE(b, db_open(&b->cx, b->path, DB_READ, &reader));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (pragma(b->db, cases[i].pragma) != cases[i].writer)
            fail_msg("%s is not %d for the writer", cases[i].pragma, (int)cases[i].writer);
        if (cases[i].reader >= 0 && pragma(reader, cases[i].pragma) != cases[i].reader)
            fail_msg("%s is not %d for a reader", cases[i].pragma, (int)cases[i].reader);
    }
    assert_int_equal(sqlite3_exec(reader->handle, "DELETE FROM post", NULL, NULL, NULL),
                     SQLITE_READONLY);
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void opening_says_why_it_will_not(void **state)
{
    struct bench *b = *state;
    AUTO(db_close) struct db *db = NULL;
    struct str other = arena_printf(b->arena, "%s/other", b->folder);

    assert_int_equal(db_open(&b->cx, b->path, DB_CREATE, &db), ERR_CONFLICT);
    assert_int_equal(db_open(&b->cx, other.at, DB_WRITE, &db), ERR_NOT_FOUND);
    assert_int_equal(db_open(&b->cx, other.at, DB_READ, &db), ERR_NOT_FOUND);
    assert_int_equal(access(other.at, F_OK), -1);
    write_file(other.at, "This is not a database, but it is longer than a page header is. "
                         "SQLite must read the first hundred bytes to see that.");
    assert_int_equal(db_open(&b->cx, other.at, DB_WRITE, &db), ERR_CORRUPT);
    unlink(other.at);
    sqlite3_exec(b->db->handle, "PRAGMA user_version = 999", NULL, NULL, NULL);
    assert_int_equal(db_open(&b->cx, b->path, DB_WRITE, &db), ERR_INVALID);
    assert_int_equal(db_open(&b->cx, b->path, DB_READ, &db), ERR_INVALID);
    sqlite3_exec(b->db->handle, "PRAGMA application_id = 7", NULL, NULL, NULL);
    assert_int_equal(db_open(&b->cx, b->path, DB_WRITE, &db), ERR_CORRUPT);
    assert_null(db);
}

static void a_transaction_that_is_not_committed_never_was(void **state)
{
    struct bench *b = *state;
    struct str value;

    for (int commit = 0; commit < 2; commit++) {
        AUTO(db_end) struct db *tx = NULL;
        FINE(b, db_begin(&b->cx, b->db, &tx));
        FINE(b, put(b, tx, "a", "1"));
        if (commit)
            FINE(b, db_commit(&b->cx, tx));
        db_end(&tx);
        assert_int_equal(got(b, b->db, "a", &value), commit ? OK : ERR_NOT_FOUND);
    }
}

static void one_request_undone_leaves_its_neighbours(void **state)
{
    struct bench *b = *state;
    AUTO(db_end) struct db *tx = NULL;
    struct str value;

    FINE(b, db_begin(&b->cx, b->db, &tx));
    for (int i = 0; i < 3; i++) {
        char name[2] = { (char)('a' + i), '\0' };
        FINE(b, db_mark(&b->cx, tx));
        FINE(b, put(b, tx, name, "1"));
        if (i == 1)
            FINE(b, db_mark_undo(&b->cx, tx));
        else
            FINE(b, db_mark_keep(&b->cx, tx));
    }
    FINE(b, db_commit(&b->cx, tx));
    assert_int_equal(got(b, b->db, "a", &value), OK);
    assert_int_equal(got(b, b->db, "b", &value), ERR_NOT_FOUND);
    assert_int_equal(got(b, b->db, "c", &value), OK);
}

/* As SQLite does by itself when the disk fails under a statement. */
static void nothing_runs_in_a_transaction_that_the_engine_rolled_back(void **state)
{
    struct bench *b = *state;
    struct db *tx = NULL;
    struct str value;

    FINE(b, db_begin(&b->cx, b->db, &tx));
    FINE(b, put(b, tx, "a", "1"));
    assert_int_equal(sqlite3_exec(b->db->handle, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(put(b, tx, "b", "1"), ERR_UNAVAILABLE);
    assert_int_equal(db_mark(&b->cx, tx), ERR_UNAVAILABLE);
    assert_int_equal(db_mark_undo(&b->cx, tx), ERR_UNAVAILABLE);
    assert_int_equal(got(b, tx, "a", &value), ERR_UNAVAILABLE);
    assert_int_equal(db_commit(&b->cx, tx), ERR_UNAVAILABLE);
    db_end(&tx);
    assert_int_equal(got(b, b->db, "a", &value), ERR_NOT_FOUND);
    assert_int_equal(got(b, b->db, "b", &value), ERR_NOT_FOUND);
    FINE(b, db_begin(&b->cx, b->db, &tx)); /* and the connection is as good as before */
    FINE(b, put(b, tx, "c", "1"));
    FINE(b, db_commit(&b->cx, tx));
    db_end(&tx);
    FINE(b, got(b, b->db, "c", &value));
}

static void broken_rules_have_their_own_errors(void **state)
{
    struct bench *b = *state;
    AUTO(db_end) struct db *tx = NULL;
    struct post_row post = { .id = b->post, .code = STR("TST"), .name = STR("x") };
    struct agency_row agency = { .id = { { 9 } }, .code = AGENCY_KPU, .name = STR("x") };

    FINE(b, db_begin(&b->cx, b->db, &tx));
    assert_int_equal(store_post_insert(&b->cx, tx, &post), ERR_CONFLICT); /* primary key */
    post.id.b[0] = 'q';
    assert_int_equal(store_post_insert(&b->cx, tx, &post), ERR_CONFLICT); /* the code, unique */
    assert_int_equal(store_agency_insert(&b->cx, tx, (struct post_id){ { 'z' } }, &agency),
                     ERR_INVALID); /* no such post */
}

static void a_reader_sees_one_moment_while_the_writer_goes_on(void **state)
{
    struct bench *b = *state;
    AUTO(db_close) struct db *reader = NULL;
    AUTO(db_end) struct db *look = NULL;
    AUTO(db_end) struct db *tx = NULL;
    struct str value;

    FINE(b, db_open(&b->cx, b->path, DB_READ, &reader));
    FINE(b, db_begin(&b->cx, reader, &look));
    assert_int_equal(got(b, look, "a", &value), ERR_NOT_FOUND);
    FINE(b, db_begin(&b->cx, b->db, &tx));
    FINE(b, put(b, tx, "a", "1"));
    FINE(b, db_commit(&b->cx, tx));
    assert_int_equal(got(b, look, "a", &value), ERR_NOT_FOUND);
    db_end(&tx);
    db_end(&look);
    FINE(b, got(b, reader, "a", &value));
    db_close(&b->db); /* and it opens and reads where no writer is */
    db_close(&reader);
    FINE(b, db_open(&b->cx, b->path, DB_READ, &reader));
    FINE(b, got(b, reader, "a", &value));
}

static void values_come_back_as_they_went(void **state)
{
    static const struct str values[] = { STR(""), STR("a"), STR("it's ? $1 -- \"quoted\""),
                                         STR("\xc3\xa9\xe2\x82\xac") };
    struct bench *b = *state;
    AUTO(db_end) struct db *tx = NULL;
    struct str value;

    FINE(b, db_begin(&b->cx, b->db, &tx));
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        FINE(b, store_setting_put(&b->cx, tx, b->post, STR("v"), values[i]));
        FINE(b, store_setting_get(&b->cx, tx, b->post, STR("v"), &value));
        assert_non_null(value.at);
        assert_true(str_eq(value, values[i]));
    }
}

static void a_row_too_large_for_the_request_is_refused_and_not_cut(void **state)
{
    struct bench *b = *state;
    AUTO(db_end) struct db *tx = NULL;
    struct arena *small = arena_new(4096);
    struct cx cx = cx_system(small);
    char *large = arena_alloc(b->arena, 100000, 1);
    struct str value = STR("untouched");

    memset(large, 'x', 100000);
    FINE(b, db_begin(&b->cx, b->db, &tx));
    FINE(b, store_setting_put(&b->cx, tx, b->post, STR("v"), (struct str){ large, 100000 }));
    assert_int_equal(store_setting_get(&cx, tx, b->post, STR("v"), &value), ERR_TOO_LARGE);
    assert_true(str_is(value, "untouched"));
    arena_free(small);
}

static void the_schema_has_the_newest_migrations_number(void **state)
{
    struct bench *b = *state;
    int64_t version = 0;

    FINE(b, db_version(&b->cx, b->db, &version));
    assert_int_equal(version, migrations[migrations_len - 1].number);
    assert_true(version >= 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, bench_open, bench_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nobody_but_the_owner_may_read_any_of_its_files),
        TEST(connections_are_armed),
        TEST(opening_says_why_it_will_not),
        TEST(a_transaction_that_is_not_committed_never_was),
        TEST(one_request_undone_leaves_its_neighbours),
        TEST(nothing_runs_in_a_transaction_that_the_engine_rolled_back),
        TEST(broken_rules_have_their_own_errors),
        TEST(a_reader_sees_one_moment_while_the_writer_goes_on),
        TEST(values_come_back_as_they_went),
        TEST(a_row_too_large_for_the_request_is_refused_and_not_cut),
        TEST(the_schema_has_the_newest_migrations_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
