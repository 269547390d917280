/*
 * torture_actions: goal: everything that anybody can do to a post is done or not done,
 * and what was promised is kept, whichever call to the disk fails. Method: one post, made
 * once; for every write-side call of action/ and every n a copy of it, on a disk whose
 * nth call fails (once, for ever, or the power goes); then a look on a healthy disk: the
 * audit, what the tables must say of each other, and a number that tells before from after.
 */
#include "desk_fixture.h" /* first: cmocka wants its headers in an order of its own */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "action/check_case.h"
#include "action/draft.h"
#include "action/post.h"
#include "action/tidy_up.h"
#include "action/track_report.h"
#include "base/file.h"
#include "fault_vfs.h"
#include "invariants.h"

#define RUN_ARENA (64u << 20)
#define COPY_MAX (64u << 20)

enum { RECEIVED, REVIEWED, REFERRED, DECIDED, CLOSED, BUSY, OTHER, CASES };

struct world {
    struct desk_fixture *post;
    struct filed cases[CASES];
    struct str officer_token, reporter_token, draft_token;
    struct bytes database;  /* posko.db of the finished post */
    char folder[64], path[80];
};

static struct world world;

/* What is done: prepared on a healthy disk, written on the failing one. */
struct deed_case {
    enum deed deed;
    int at;
    struct deed_form form;
};

struct scenario {
    const char *name;
    const char *tells; /* SQL: a number that differs before and after */
    enum err (*run)(struct desk_fixture *f, const struct deed_case *d);
    struct deed_case deed;
};

/* Between these the disk may fail. */
static enum err begin(struct desk_fixture *f, struct db **tx)
{
    return db_begin(&f->cx, f->db, tx);
}

static struct fault_plan plan;

static void disk_fails_from_here(void)
{
    fault_arm(plan);
}

#define WRITTEN(f, call)                          \
    do {                                          \
        AUTO(db_end) struct db *tx = NULL;        \
        disk_fails_from_here();                   \
        TRY(begin((f), &tx));                     \
        TRY(db_mark(&(f)->cx, tx));               \
        TRY(call);                                \
        TRY(db_mark_keep(&(f)->cx, tx));          \
        return db_commit(&(f)->cx, tx);           \
    } while (0)

static enum err file_as(struct desk_fixture *f, enum report_mode mode)
{
    struct filing *filing;
    struct report_form form;
    struct filed filed;

    desk_form(&form);
    form.mode = mode;
    if (mode != MODE_ANONYMOUS)
        form.name = form.phone = STR("Warga");
    TRY(file_report_check(&f->cx, f->env, &form, STR("api kunci\nisi"), NULL, &filing));
    WRITTEN(f, file_report_write(&f->cx, f->env, tx, filing, &filed));
}

static enum err run_file(struct desk_fixture *f, const struct deed_case *d)
{
    return file_as(f, (enum report_mode)d->at);
}

static enum err run_deed(struct desk_fixture *f, const struct deed_case *d)
{
    struct deed_findings bad = { .len = 0 };
    struct deed_form form = d->form;
    struct str number = world.cases[d->at].number;
    struct deed_plan *todo;

    if (d->deed == DEED_REVIEW)
        form = desk_review(f, number);
    if (d->deed == DEED_MERGE)
        form.number = world.cases[OTHER].number;
    todo = desk_plan(f, AGENCY_BAWASLU, number, d->deed, form, &bad);
    if (!todo)
        fail_msg("deed %d: field %s, fault %d", (int)d->deed, bad.at[0].field, (int)bad.at[0].fault);
    WRITTEN(f, deed_write(&f->cx, f->env, tx, todo));
}

static enum err reporter_of(struct desk_fixture *f, int n, struct come_back *out)
{
    return come_back_check(&f->cx, f->env, f->db, world.cases[n].code, out);
}

static enum err run_tell(struct desk_fixture *f, const struct deed_case *d)
{
    const enum event_kind kind = (enum event_kind)d->at;
    struct report_form changes;
    struct tell tell = { .kind = kind, .text = STR("Tambahan dari pelapor."),
                         .pressured = ANSWER_YES };
    struct telling *telling;
    struct come_back in;
    int64_t index;

    desk_form(&changes);
    changes.witnesses = 2;
    if (kind == EVENT_REPORT_SUPPLEMENTED)
        tell.changes = &changes;
    TRY(reporter_of(f, RECEIVED, &in));
    TRY(tell_check(&f->cx, f->env, f->db, &in.reporter, &tell, &telling));
    WRITTEN(f, tell_write(&f->cx, f->env, tx, telling, &index));
}

static enum err run_come_back(struct desk_fixture *f, const struct deed_case *d)
{
    struct come_back in;

    (void)d;
    TRY(reporter_of(f, RECEIVED, &in));
    WRITTEN(f, come_back_write(&f->cx, f->env, tx, &in));
}

/* at: 1 lets him in, 0 counts a failed try. (The check is Argon2id, and writes nothing.) */
static enum err run_sign_in(struct desk_fixture *f, const struct deed_case *d)
{
    static const uint8_t blob[64];
    struct sign_in in = { .fine = d->at == 1, .officer_known = true,
                          .officer = f->officers[AGENCY_KPU]->id,
                          .totp_step = f->cx.now_us / 30000000 + 2, .session = { { 7 } },
                          .blob = { blob, sizeof blob } };

    WRITTEN(f, sign_in_write(&f->cx, f->env, tx, &in));
}

static enum err run_draft_save(struct desk_fixture *f, const struct deed_case *d)
{
    struct draft_save *save;
    struct report_form form;

    (void)d;
    desk_form(&form);
    TRY(draft_save_check(&f->cx, f->env, draft_token_new(&f->cx), &form, &save));
    WRITTEN(f, draft_save_write(&f->cx, f->env, tx, save));
}

static enum err run_draft_drop(struct desk_fixture *f, const struct deed_case *d)
{
    (void)d;
    WRITTEN(f, draft_drop_write(&f->cx, tx, world.draft_token));
}

static enum err run_touch(struct desk_fixture *f, const struct deed_case *d)
{
    (void)d;
    f->cx.now_us += 5 * INT64_C(60000000);
    WRITTEN(f, session_touch(&f->cx, tx, world.reporter_token));
}

static enum err run_end(struct desk_fixture *f, const struct deed_case *d)
{
    (void)d;
    WRITTEN(f, session_end(&f->cx, tx, world.reporter_token));
}

static enum err run_grant_cache(struct desk_fixture *f, const struct deed_case *d)
{
    const struct officer_session *who = f->officers[AGENCY_PROVOS_TNI];
    struct case_id id = world.cases[d->at].id;
    struct secret32 secret;
    bool slow = false;

    TRY(case_secret_open(&f->cx, f->env, f->db, who, id, &secret, &slow));
    assert_true(slow);
    WRITTEN(f, case_grant_cache_write(&f->cx, tx, who, id, &secret));
}

static enum err run_list_cache(struct desk_fixture *f, const struct deed_case *d)
{
    const struct officer_session *who = f->officers[AGENCY_PROVOS_TNI];
    struct list_ask ask = { .tab = DESK_ALL };
    struct list_page page;

    (void)d;
    TRY(list_cases(&f->cx, f->env, f->db, who, &ask, &page));
    assert_true(page.cache_len > 0);
    WRITTEN(f, list_cache_keep(&f->cx, tx, who->of->id, page.cache[0].id, page.cache[0].serial,
                               page.cache[0].cached));
}

static enum err run_miss(struct desk_fixture *f, const struct deed_case *d)
{
    size_t count = 0;

    (void)d;
    f->cx.now_us += 3 * INT64_C(86400000000);
    WRITTEN(f, miss_deadlines_run(&f->cx, f->env, tx, 1, &count));
}

static enum err run_tidy(struct desk_fixture *f, const struct deed_case *d)
{
    (void)d;
    f->cx.now_us += 2 * INT64_C(86400000000);
    WRITTEN(f, tidy_up(&f->cx, tx));
}

static enum err run_disable(struct desk_fixture *f, const struct deed_case *d)
{
    (void)d;
    disk_fails_from_here();
    return officer_disable(&f->cx, f->env, f->db, STR("petugas.3"));
}

#define EVENTS "SELECT count(*) FROM case_event"
#define BKN CODE_BIT(AUTHORITY_BKN)
#define DEED(what, where, ...) \
    { #what, EVENTS, run_deed, { what, where, { .text = STR("Teks."), __VA_ARGS__ } } }
#define PLAIN(what, sql, fn, n) { what, sql, fn, { .at = (n) } }

static const struct scenario scenarios[] = {
    PLAIN("file, anonymous", EVENTS, run_file, MODE_ANONYMOUS),
    PLAIN("file, confidential", EVENTS, run_file, MODE_CONFIDENTIAL),
    PLAIN("file, named", EVENTS, run_file, MODE_NAMED),
    DEED(DEED_NOTE, RECEIVED, .by = 0),
    DEED(DEED_MESSAGE, RECEIVED, .by = 0),
    DEED(DEED_TAKE, RECEIVED, .by = 0),
    DEED(DEED_REVIEW, RECEIVED, .by = 0),
    DEED(DEED_ASK, RECEIVED, .missing = CODE_BIT(MISSING_BUKTI)),
    DEED(DEED_REGISTER, REVIEWED, .register_number = STR("1/aneh"), .sure = true),
    DEED(DEED_FINDING, REVIEWED, .by = 0),
    DEED(DEED_REFER, REVIEWED, .authorities = BKN | CODE_BIT(AUTHORITY_PPK_INSTANSI)),
    DEED(DEED_RECEIVED, REFERRED, .authority = AUTHORITY_BKN),
    DEED(DEED_ANSWERED, REFERRED, .authority = AUTHORITY_BKN, .result = RESULT_ETHICS),
    DEED(DEED_PAUSE, RECEIVED, .clock = CLOCK_INITIAL_REVIEW),
    DEED(DEED_RESUME, BUSY, .clock = CLOCK_INITIAL_REVIEW),
    DEED(DEED_TASK_ADD, RECEIVED, .by = 0),
    DEED(DEED_TASK_DONE, BUSY, .task = 1),
    DEED(DEED_MERGE, RECEIVED, .by = 0),
    DEED(DEED_DECIDE, REFERRED, .result = RESULT_ETHICS),
    DEED(DEED_CLOSE, DECIDED, .result = RESULT_ETHICS),
    DEED(DEED_REOPEN, CLOSED, .by = 0),
    PLAIN("tell, message", EVENTS, run_tell, EVENT_MESSAGE_RECEIVED),
    PLAIN("tell, supplement", EVENTS, run_tell, EVENT_REPORT_SUPPLEMENTED),
    PLAIN("tell, withdrawal", EVENTS, run_tell, EVENT_REPORT_WITHDRAWN),
    PLAIN("miss a deadline", EVENTS, run_miss, 0),
    PLAIN("come back", "SELECT count(*) FROM session", run_come_back, 0),
    PLAIN("sign in", "SELECT count(*) * 1000 + sum(totp_step <> 0) FROM session, officer", run_sign_in,
          1),
    PLAIN("sign in, wrongly", "SELECT sum(tries) FROM officer", run_sign_in, 0),
    PLAIN("touch a session", "SELECT sum(seen_us) FROM session", run_touch, 0),
    PLAIN("end a session", "SELECT count(*) FROM session", run_end, 0),
    PLAIN("save a draft", "SELECT count(*) FROM draft", run_draft_save, 0),
    PLAIN("drop a draft", "SELECT count(*) FROM draft", run_draft_drop, 0),
    PLAIN("keep an opened grant", "SELECT count(cached) FROM case_grant", run_grant_cache, OTHER),
    PLAIN("keep a list's grant", "SELECT count(cached) FROM case_grant", run_list_cache, 0),
    PLAIN("tidy up", "SELECT count(*) FROM session", run_tidy, 0),
    PLAIN("disable an officer", "SELECT count(disabled_us) FROM officer", run_disable, 0),
};

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
        do_all(f, n, DEED_REFER, (struct deed_form){ .authorities = BKN });
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
    for (size_t i = 0; i < COUNT_OF(scenarios); i++) {
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
                  COUNT_OF(scenarios), runs, untold);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_act_is_whole_and_kept_whichever_disk_call_fails),
    };

    fault_install();
    return cmocka_run_group_tests(tests, make_world, end_world);
}
