/*
 * evidence: goal: a report, and what is added to it, names only files that are whole, and those
 * open with what its payload says of them. Method: a real post.
 */
#include "upload_fixture.h"

static enum err file_with(struct rig *r, const struct evidence_new *files, struct filed *out)
{
    struct report_form form;
    struct filing *filing = NULL;
    struct db *tx = NULL;
    enum err err;

    desk_form(&form);
    assert_int_equal(file_report_with(&r->f->cx, r->f->env, &form, STR("kirim"), NULL, files,
                                      &filing),
                     OK);
    assert_int_equal(db_begin(&r->f->cx, r->f->db, &tx), OK);
    err = file_report_write(&r->f->cx, r->f->env, tx, filing, out);
    if (err == OK)
        assert_int_equal(db_commit(&r->f->cx, tx), OK);
    else
        db_end(&tx);
    return err;
}

static struct evidence_new *gather(struct rig *r, size_t unfinished)
{
    struct evidence_new *files = NULL;
    size_t left = 99;

    assert_int_equal(evidence_gather(&r->f->cx, r->f->env, r->f->db, &r->owner, &files, &left),
                     OK);
    assert_int_equal(left, unfinished);
    return files;
}

static struct evidence_list files_of(struct rig *r, enum agency_code who, struct str number,
                                     size_t event)
{
    struct evidence_list list = { 0 };
    struct read_case *rc = ARENA_NEW(r->f->arena, struct read_case);

    assert_int_equal(desk_read(r->f, who, number, rc), OK);
    assert_true(event < rc->events_len);
    assert_int_equal(evidence_read(&r->f->cx, rc->events[event].payload, &list), OK);
    return list;
}

static void a_report_takes_its_whole_files_and_no_other(void **state)
{
    struct rig *r = *state;
    struct blob_id whole = announce(r, 70000), part = announce(r, 5000);
    struct upload_list_of left;
    struct filed filed;

    send(r, whole, 0, 70000, 65536);
    send(r, part, 0, 4999, 1000);
    struct upload u = found(r, whole);
    assert_int_equal(file_with(r, gather(r, 1), &filed), OK);

    struct evidence_list list = files_of(r, AGENCY_BAWASLU, filed.number, 0);
    assert_int_equal(list.len, 1);
    assert_int_equal(list.at[0].size, 70000);
    assert_memory_equal(list.at[0].sha256, u.sha256, 32);
    assert_memory_equal(list.at[0].blake2b, u.blake2b, 32);
    assert_true(str_is(list.at[0].name, MARKER ".mp4"));
    opens_as_sent(r, &list.at[0], 70000);
    disk_is_sealed(r);

    assert_int_equal(upload_list(&r->f->cx, r->f->env, r->f->db, &r->owner, &left), OK);
    assert_int_equal(left.len, 1); /* the half one is still its sender's */
    assert_memory_equal(left.at[0].id.b, part.b, sizeof part.b);
    assert_null(gather(r, 1));
}

static void a_file_removed_meanwhile_is_in_no_report(void **state)
{
    struct rig *r = *state;
    struct blob_id id = announce(r, 100);
    struct evidence_new *files;
    struct filed filed;
    struct db *tx = NULL;
    int64_t before = desk_log_size(r->f);

    send(r, id, 0, 100, 100);
    files = gather(r, 0);
    assert_int_equal(db_begin(&r->f->cx, r->f->db, &tx), OK);
    assert_int_equal(upload_remove_write(&r->f->cx, r->f->env, tx, id), OK);
    assert_int_equal(db_commit(&r->f->cx, tx), OK);
    assert_int_equal(file_with(r, files, &filed), ERR_CONFLICT);
    assert_int_equal(desk_log_size(r->f), before);
}

static void files_come_later_from_the_reporter_and_from_the_desk(void **state)
{
    struct rig *r = *state;
    const struct officer_session *officer = r->f->officers[AGENCY_BAWASLU];
    struct read_case *rc = ARENA_NEW(r->f->arena, struct read_case);
    struct evidence_adding *adding = NULL;
    struct report_form form;
    struct db *tx = NULL;
    size_t unfinished;
    int64_t index = -1;

    desk_form(&form);
    struct filed filed = desk_file(r->f, &form);
    assert_int_equal(desk_read(r->f, AGENCY_BAWASLU, filed.number, rc), OK);
    assert_int_equal(add_evidence_officer(&r->f->cx, r->f->env, r->f->db, officer, &rc->head,
                                          &adding, &unfinished),
                     OK);
    assert_null(adding); /* nothing waits */
    upload_owner_officer(officer, filed.id, &r->owner);
    struct blob_id id = announce(r, 66000);
    send(r, id, 0, 66000, 4096);
    assert_int_equal(add_evidence_officer(&r->f->cx, r->f->env, r->f->db, officer, &rc->head,
                                          &adding, &unfinished),
                     OK);
    assert_non_null(adding);
    assert_int_equal(db_begin(&r->f->cx, r->f->db, &tx), OK);
    assert_int_equal(add_evidence_write(&r->f->cx, r->f->env, tx, adding, &index), OK);
    assert_int_equal(db_commit(&r->f->cx, tx), OK);
    struct evidence_list list = files_of(r, AGENCY_KPU, filed.number, 1);
    assert_int_equal(list.len, 1);
    opens_as_sent(r, &list.at[0], 66000);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, rig_start, rig_stop)
    const struct CMUnitTest tests[] = {
        T(a_report_takes_its_whole_files_and_no_other),
        T(a_file_removed_meanwhile_is_in_no_report),
        T(files_come_later_from_the_reporter_and_from_the_desk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
