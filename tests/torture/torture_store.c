/*
 * torture_store: goal: what was promised is there, and nothing is there by
 * half, whichever call to the disk fails. Method: fault_vfs over opening,
 * migrating, and three filings, each in a transaction of its own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <sqlite3.h>
#include "fault_vfs.h"
#include "store/case_event.h"
#include "store/case_file.h"
#include "store/case_state.h"
#include "store/desk.h"
#include "store/log_entry.h"
#include "store/post.h"

#define FILINGS 3

struct promised {
    bool opened, post, filed[FILINGS];
};

static const struct post_id post = { { 'p' } };
static const struct agency_id agency = { { 'a' } };

static struct case_id case_of(int n)
{
    return (struct case_id){ { 'c', (uint8_t)n } };
}

static void path_in(const char *folder, char out[256])
{
    snprintf(out, 256, "%s/posko.db", folder);
}

static enum err add_post(struct cx *cx, struct db *db)
{
    AUTO(db_end) struct db *tx = NULL;

    TRY(db_begin(cx, db, &tx));
    TRY(store_post_insert(cx, tx, &(struct post_row){ .id = post, .code = STR("TST"),
                                                      .name = STR("Posko"), .added_us = 1 }));
    TRY(store_agency_insert(cx, tx, post, &(struct agency_row){ .id = agency,
                                                                .code = AGENCY_BAWASLU,
                                                                .name = STR("Bawaslu") }));
    return db_commit(cx, tx);
}

static enum err file_case(struct cx *cx, struct db *tx, int n, int64_t index)
{
    struct case_id id = case_of(n);
    struct case_file file = { .id = id, .number = arena_printf(cx->arena, "TST-%d", n),
                              .lookup = { 'l', (uint8_t)n }, .reporter_grant = { id.b, 16 } };
    struct case_grant grant = { .agency = agency, .serial = 1, .sealed = { id.b, 16 } };
    /* Longer than a page, so that one filing is several writes. */
    uint8_t *words = arena_alloc(cx->arena, 9000, 1);
    struct stored_event event = {
        .event = { .kind = EVENT_REPORT_RECEIVED, .at_us = 7, .actor = ACTOR_REPORTER },
        .object = { words, 9000 }, .log_index = index,
    };
    struct case_state *state = ARENA_NEW(cx->arena, struct case_state);

    if (!words || !state)
        return FAIL(cx, ERR_TOO_LARGE, "test");
    case_init(state);
    state->stage = STAGE_RECEIVED;
    event_facts_init(&event.event.facts);
    TRY(store_case_insert(cx, tx, post, &file));
    TRY(store_case_grant_insert(cx, tx, post, id, &grant));
    TRY(store_log_append(cx, tx, post, index, (struct bytes){ id.b, sizeof id.b }, file.lookup));
    TRY(store_event_append(cx, tx, post, id, &event));
    return store_case_state_save(cx, tx, post, id, state);
}

static enum err commit_case(struct cx *cx, struct db *db, int n)
{
    AUTO(db_end) struct db *tx = NULL;
    int64_t index = 0;

    TRY(db_begin(cx, db, &tx));
    TRY(store_log_size(cx, tx, post, &index));
    TRY(db_mark(cx, tx));
    enum err err = file_case(cx, tx, n, index);
    if (err != OK) {
        TRY(db_mark_undo(cx, tx));
        return err;
    }
    TRY(db_mark_keep(cx, tx));
    return db_commit(cx, tx);
}

static void run(const char *folder, void *promised)
{
    struct promised *p = promised;
    struct arena *arena = arena_new(4 << 20);
    struct cx cx = cx_system(arena);
    struct db *db = NULL;
    char path[256];

    path_in(folder, path);
    p->opened = db_open(&cx, path, DB_CREATE, &db) == OK;
    if (p->opened)
        p->post = add_post(&cx, db) == OK;
    for (int n = 0; n < FILINGS && p->post; n++)
        p->filed[n] = commit_case(&cx, db, n) == OK;
    db_close(&db);
    arena_free(arena);
}

static void expect_whole(const char *path)
{
    sqlite3 *raw = NULL;
    sqlite3_stmt *stmt = NULL;

    assert_int_equal(sqlite3_open_v2(path, &raw, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(raw, "PRAGMA integrity_check", -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(stmt, 0), "ok");
    sqlite3_finalize(stmt);
    sqlite3_close(raw);
}

/* All of a filing is there, or nothing of it. */
static bool filing_is_there(struct cx *cx, struct db *db, int n)
{
    struct case_id id = case_of(n);
    struct case_file file;
    struct case_state state;
    struct case_tip tip;
    struct desk_row row;
    struct stored_event_list events = { 0 };
    enum err err = store_case_get(cx, db, post, id, &file);
    bool there = err == OK;

    if (err != OK && err != ERR_NOT_FOUND)
        fail_msg("%s", cx->note.text);

    assert_int_equal(store_event_tip(cx, db, id, &tip), there ? OK : ERR_NOT_FOUND);
    assert_int_equal(store_case_state_load(cx, db, id, &state), there ? OK : ERR_NOT_FOUND);
    assert_int_equal(store_desk_row(cx, db, agency, id, &row), there ? OK : ERR_DENIED);
    assert_int_equal(store_event_list(cx, db, id, 0, &events), OK);
    assert_int_equal(events.len, there ? 1 : 0);
    if (there) {
        assert_int_equal(events.at[0].object.len, 9000);
        assert_memory_equal(events.at[0].leaf.at, id.b, sizeof id.b);
    }
    return there;
}

static void check(const char *folder, const void *promised)
{
    const struct promised *p = promised;
    struct arena *arena = arena_new(4 << 20);
    struct cx cx = cx_system(arena);
    struct db *db = NULL;
    struct desk_page page;
    struct log_list log;
    int64_t size = 0, there = 0;
    char path[256];

    path_in(folder, path);
    if (access(path, F_OK) != 0) {
        assert_false(p->opened);
        arena_free(arena);
        return;
    }
    /* A half-made file is finished by the next start. */
    if (db_open(&cx, path, DB_WRITE, &db) != OK)
        fail_msg("it does not open again: %s", cx.note.text);
    for (int n = 0; n < FILINGS; n++) {
        bool found = filing_is_there(&cx, db, n);
        if (p->filed[n] && !found)
            fail_msg("filing %d was promised and is lost", n);
        there += found;
    }
    assert_int_equal(store_log_size(&cx, db, post, &size), OK);
    assert_int_equal(size, there);
    assert_int_equal(store_log_range(&cx, db, post, 0, size, &log), OK);
    enum err err = store_desk_page(&cx, db, agency, &(struct desk_filter){ .tab = DESK_ALL }, NULL,
                                   10, &page);
    if (err == ERR_DENIED) /* not even the agency is there */
        assert_false(p->post);
    else
        assert_int_equal(err, OK);
    assert_int_equal(err == OK ? page.len : 0, there);
    db_close(&db);
    expect_whole(path);
    arena_free(arena);
}

static void filings_are_whole_and_kept_whichever_disk_call_fails(void **state)
{
    struct promised promised;

    (void)state;
    torture_each(&(struct torture){ .name = "filing", .run = run, .check = check,
                                    .promised = &promised, .promised_size = sizeof promised });
}

/* Else the test above would be about nothing. */
static void on_a_healthy_disk_all_is_promised_and_kept(void **state)
{
    struct promised promised = { 0 };
    char folder[] = "/tmp/posko-torture-XXXXXX", path[256];

    (void)state;
    assert_non_null(mkdtemp(folder));
    fault_arm((struct fault_plan){ 0 });
    run(folder, &promised);
    assert_true(promised.opened && promised.post);
    for (int n = 0; n < FILINGS; n++)
        assert_true(promised.filed[n]);
    assert_true(fault_calls() > 20);
    fault_disarm();
    check(folder, &promised);
    path_in(folder, path);
    unlink(path);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_a_healthy_disk_all_is_promised_and_kept),
        cmocka_unit_test(filings_are_whole_and_kept_whichever_disk_call_fails),
    };

    fault_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
