/*
 * torture_actions: goal: everything that anybody can do to a post is done or not done,
 * and what was promised is kept, whichever call to the disk fails. Method: one post, made
 * once; for every write-side call of action/ and every n a copy of it, on a disk whose
 * nth call fails (once, for ever, or the power goes); then a look on a healthy disk: the
 * audit, what the tables must say of each other, and a number that tells before from after.
 */
#include "acts.h" /* first: cmocka wants its headers in an order of its own */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "action/check_case.h"
#include "action/draft.h"
#include "base/file.h"
#include "fault_vfs.h"
#include "invariants.h"

#define RUN_ARENA (64u << 20)
#define COPY_MAX (64u << 20)

struct world world;
static struct fault_plan plan;

void disk_fails_from_here(void)
{
    fault_arm(plan);
}

/* ---- the world ---- */

static void do_all(struct desk_fixture *f, int n, enum deed deed, struct deed_form form)
{
    if (deed == DEED_REVIEW)
        form = desk_review(f, world.cases[n].number);
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, world.cases[n].number, deed, form), DEED_FINE);
}

static void stages(struct desk_fixture *f)
{
    const struct deed_form none = { .text = STR("Teks.") };

    for (int n = REVIEWED; n <= CLOSED; n++)
        do_all(f, n, DEED_REVIEW, none);
    for (int n = REFERRED; n <= CLOSED; n++)
        do_all(f, n, DEED_REFER,
               (struct deed_form){ .authorities = CODE_BIT(AUTHORITY_BKN) });
    for (int n = DECIDED; n <= CLOSED; n++)
        do_all(f, n, DEED_DECIDE, (struct deed_form){ .result = RESULT_ETHICS, .text = STR("A.") });
    do_all(f, CLOSED, DEED_CLOSE, (struct deed_form){ .result = RESULT_ETHICS, .text = STR("A.") });
    do_all(f, BUSY, DEED_TASK_ADD, none);
    do_all(f, BUSY, DEED_PAUSE,
           (struct deed_form){ .clock = CLOCK_INITIAL_REVIEW, .text = STR("Dasar.") });
}

static void people(struct desk_fixture *f)
{
    AUTO(db_end) struct db *tx = NULL;
    struct report_form form;
    struct draft_save *save;
    struct come_back in;

    desk_form(&form);
    world.draft_token = draft_token_new(&f->cx);
    assert_int_equal(draft_save_check(&f->cx, f->env, world.draft_token, &form, &save), OK);
    assert_int_equal(reporter_of(f, BUSY, &in), OK);
    world.reporter_token = in.token;
    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    assert_int_equal(draft_save_write(&f->cx, f->env, tx, save), OK);
    assert_int_equal(come_back_write(&f->cx, f->env, tx, &in), OK);
    assert_int_equal(db_commit(&f->cx, tx), OK);
}

static int make_world(void **state)
{
    struct desk_fixture *f = desk_start();
    struct report_form form;

    (void)state;
    world.post = f;
    desk_form(&form);
    for (int n = 0; n < CASES; n++)
        world.cases[n] = desk_file(f, &form);
    stages(f);
    people(f);
    db_close(&f->db);
    assert_int_equal(file_read(&f->cx, file_join(f->arena, f->dir, "posko.db"), COPY_MAX,
                               &world.database), OK);
    /* In memory where there is any: the power goes by our own hand, not the disk's. */
    snprintf(world.folder, sizeof world.folder, "%s/posko-torture-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(world.folder));
    snprintf(world.path, sizeof world.path, "%s/posko.db", world.folder);
    return 0;
}

static void copy_away(void)
{
    char other[100];

    unlink(world.path);
    for (int i = 0; i < 2; i++) {
        snprintf(other, sizeof other, "%s%s", world.path, i ? "-wal" : "-shm");
        unlink(other);
    }
}

static int end_world(void **state)
{
    (void)state;
    copy_away();
    rmdir(world.folder);
    desk_stop(world.post);
    return 0;
}

/* ---- one run ---- */

static int64_t ask_of(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    int64_t n;

    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK
        || sqlite3_step(stmt) != SQLITE_ROW)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    n = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return n;
}

static sqlite3 *raw_open(void)
{
    sqlite3 *db = NULL;

    assert_int_equal(sqlite3_open_v2(world.path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    return db;
}

static int64_t ask(const char *sql)
{
    sqlite3 *db = raw_open();
    int64_t n = ask_of(db, sql);

    sqlite3_close(db);
    return n;
}

/* A copy of the fixture over a copy of the database, with an arena that ends with the run. */
static void run_with(void (*what)(struct desk_fixture *f, void *arg), void *arg)
{
    struct desk_fixture f = *world.post;

    f.arena = arena_new(RUN_ARENA);
    f.cx.arena = f.arena;
    what(&f, arg);
    db_close(&f.db);
    arena_free(f.arena);
}

struct try {
    const struct scenario *scenario;
    enum err err;
};

static void do_it(struct desk_fixture *f, void *arg)
{
    struct try *t = arg;

    copy_away();
    assert_int_equal(file_write(&f->cx, world.path, world.database, true), OK);
    if (db_open(&f->cx, world.path, DB_WRITE, &f->db) != OK)
        fail_msg("the copy: %s", f->cx.note.text);
    t->err = t->scenario->run(f, &t->scenario->deed);
    if (plan.nth == 0 && t->err != OK)
        fail_msg("%s: on a healthy disk: %s", t->scenario->name, f->cx.note.text);
}

static void look(struct desk_fixture *f, void *arg)
{
    const struct scenario *s = arg;
    struct post_check *found = ARENA_NEW(f->arena, struct post_check);
    sqlite3 *raw;

    if (db_open(&f->cx, world.path, DB_WRITE, &f->db) != OK)
        fail_msg("%s, n = %ld: it does not open again: %s", s->name, plan.nth, f->cx.note.text);
    if (check_post(&f->cx, f->env, f->db, found) != OK)
        fail_msg("%s, n = %ld: %s", s->name, plan.nth, f->cx.note.text);
    if (found->faults.len > 0)
        fail_msg("%s, n = %ld: %.*s", s->name, plan.nth, STR_FMT(found->faults.at[0]));
    db_close(&f->db);
    raw = raw_open();
    for (size_t i = 0; i < COUNT_OF(invariants); i++)
        if (ask_of(raw, invariants[i].sql) != 0)
            fail_msg("%s, n = %ld: there is %s", s->name, plan.nth, invariants[i].what);
    sqlite3_close(raw);
}

/* What the scenario's number is after one run under the plan; *promised: it said OK. */
static int64_t tried(const struct scenario *s, bool *promised, bool *fired)
{
    struct try t = { s, OK };

    run_with(do_it, &t);
    *fired = fault_fired();
    fault_disarm();
    run_with(look, (void *)(uintptr_t)s);
    *promised = t.err == OK;
    return ask(s->tells);
}

static const struct fault_plan plans[] = {
    { .code = SQLITE_IOERR },
    { .power = true, .seed = 1 },
    /* with POSKO_TORTURE=long: */
    { .code = SQLITE_FULL, .forever = true },
    { .code = SQLITE_IOERR, .forever = true },
    { .code = SQLITE_FULL },
    { .power = true, .seed = 2 },
    { .power = true, .seed = 3 },
    { .power = true, .seed = 4 },
};
#define PLANS_SHORT 2

static long torture_one(const struct scenario *s, int64_t before, int64_t after, bool *lied)
{
    bool promised = false, fired = true;
    long runs = 0;

    for (plan.nth = 1; fired; plan.nth++, runs++) {
        int64_t now = tried(s, &promised, &fired);

        if (now != before && now != after)
            fail_msg("%s, n = %ld: done by half: %lld", s->name, plan.nth, (long long)now);
        if (promised && now != after)
            fail_msg("%s, n = %ld: promised and not kept", s->name, plan.nth);
        if (!fired && !promised)
            fail_msg("%s: fails on a healthy disk", s->name);
        *lied |= !promised && now == after; /* allowed: it may be sent again */
    }
    return runs;
}

static void each_act_is_whole_and_kept_whichever_disk_call_fails(void **state)
{
    const char *mode = getenv("POSKO_TORTURE");
    size_t many = mode && strcmp(mode, "long") == 0 ? COUNT_OF(plans) : PLANS_SHORT;
    long runs = 0, untold = 0;

    (void)state;
    for (size_t i = 0; i < scenarios_len; i++) {
        const struct scenario *s = &scenarios[i];
        bool promised = false, fired = false, lied = false;
        int64_t before, after;

        plan = (struct fault_plan){ .nth = 0 };
        after = tried(s, &promised, &fired);
        copy_away();
        assert_int_equal(file_write(&world.post->cx, world.path, world.database, true), OK);
        before = ask(s->tells);
        if (before == after)
            fail_msg("%s: its number tells nothing", s->name);
        for (size_t p = 0; p < many; p++) {
            plan = plans[p];
            runs += torture_one(s, before, after, &lied);
        }
        untold += lied;
    }
    print_message("# %zu acts, %ld runs; with %ld acts a commit that failed had kept all\n",
                  scenarios_len, runs, untold);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_act_is_whole_and_kept_whichever_disk_call_fails),
    };

    fault_install();
    return cmocka_run_group_tests(tests, make_world, end_world);
}
