/* custody_fixture: see the header. */
#include "custody_fixture.h"
#include "action/check_case.h"
#include "store/log_head.h"

struct desk_fixture *f;
struct log_fixture *logged;

int start(void **state)
{
    (void)state;
    f = desk_start();
    return 0;
}

int stop(void **state)
{
    (void)state;
    desk_stop(f);
    return 0;
}

struct filed confidential(unsigned exclude)
{
    struct report_form form;

    desk_form(&form);
    form.category = CATEGORY_KEPALA_DESA; /* the rules exclude nobody: five shares */
    form.role = ROLE_KEPALA_DESA;
    form.mode = MODE_CONFIDENTIAL;
    form.name = STR("Pelapor Rahasia");
    form.phone = STR("0812000111");
    form.exclude = exclude;
    return desk_file(f, &form);
}

struct job {
    enum err (*run)(struct db *tx, void *arg);
    void *arg;
};

static enum err job_run(struct log_fixture *of, struct db *tx, void *arg)
{
    const struct job *job = arg;

    (void)of;
    return job->run(tx, job->arg);
}

void write_tx(enum err (*run)(struct db *tx, void *arg), void *arg)
{
    struct job job = { run, arg };
    struct db *tx = NULL;

    if (logged) {
        assert_int_equal(log_batch(logged, job_run, &job), OK);
        return;
    }
    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    if (run(tx, arg) != OK)
        fail_msg("not written: %s", f->cx.note.text);
    assert_int_equal(db_commit(&f->cx, tx), OK);
}

enum err deed_run(struct db *tx, void *arg)
{
    return custody_write(&f->cx, f->env, tx, arg);
}

struct custody_deed *deed_of(enum agency_code who, struct str number, enum what what,
                             enum custody_bad *bad)
{
    struct read_case *rc = ARENA_NEW(f->arena, struct read_case);
    struct custody_deed *deed = ARENA_NEW(f->arena, struct custody_deed);
    const struct officer_session *by = f->officers[who];
    struct custody_form form = { .text = STR(WHY) };
    enum err err;

    *bad = CUSTODY_OK;
    assert_int_equal(desk_read(f, who, number, rc), OK);
    form.seen = rc->head.state.events;
    if (what == ASK)
        err = identity_ask_check(&f->cx, f->env, f->db, by, rc, &form, deed, bad);
    else if (what == OPEN)
        err = identity_open_check(&f->cx, f->env, f->db, by, rc, &form, deed, bad);
    else
        err = identity_answer_check(&f->cx, f->env, f->db, by, rc, &form, what == AGREE, deed, bad);
    if (err != OK)
        fail_msg("deed %d fails: %s", (int)what, f->cx.note.text);
    return deed;
}

enum custody_bad does(enum agency_code who, struct str number, enum what what)
{
    enum custody_bad bad;
    struct custody_deed *deed = deed_of(who, number, what, &bad);

    f->cx.now_us += 60 * INT64_C(1000000);
    if (bad == CUSTODY_OK) {
        assert_true(deed->ready);
        write_tx(deed_run, deed);
        assert_false(deed->conflict);
    }
    return bad;
}

static enum err head_run(struct db *tx, void *arg)
{
    struct log_head_row head = { .size = *(int64_t *)arg,
                                 .note = STR("a signed head"),
                                 .signed_us = f->cx.now_us };

    return store_head_insert(&f->cx, tx, f->env->post, &head);
}

/* The post has no ledger here: its heads are what the store holds. */
void sign_head(void)
{
    int64_t size = desk_log_size(f);

    write_tx(head_run, &size);
}

struct str name_for(enum agency_code who, struct str number)
{
    struct read_case *rc = ARENA_NEW(f->arena, struct read_case);
    struct str name;

    assert_int_equal(desk_read(f, who, number, rc), OK);
    if (identity_unseal(&f->cx, f->env, f->db, f->officers[who], rc, &name) != OK)
        fail_msg("no name: %s", f->cx.note.text);
    return name;
}

size_t faults_of(struct case_id id)
{
    struct case_check *c = ARENA_NEW(f->arena, struct case_check);

    assert_int_equal(check_case(&f->cx, f->env, f->db, id, c), OK);
    return c->faults.len;
}
