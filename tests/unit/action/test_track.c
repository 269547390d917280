/*
 * track_report: goal: who comes back with the code sees what was done and said, and
 * nothing that is the officers' own; what he adds is kept, and nothing is taken away.
 */
#include "desk_fixture.h"
#include "action/session.h"
#include "action/track_report.h"

static int start(void **state)
{
    *state = desk_start();
    return *state ? 0 : -1;
}

static int stop(void **state)
{
    desk_stop(*state);
    return 0;
}

static const struct reporter_session *come_back(struct desk_fixture *f, struct str typed)
{
    struct come_back *in = ARENA_NEW(f->arena, struct come_back);
    const struct reporter_session *who = NULL;
    struct db *tx = NULL;

    assert_int_equal(come_back_check(&f->cx, f->env, f->db, typed, in), OK);
    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    assert_int_equal(come_back_write(&f->cx, f->env, tx, in), OK);
    assert_int_equal(db_commit(&f->cx, tx), OK);
    assert_int_equal(reporter_session_open(&f->cx, f->env, f->db, in->token, &who, NULL), OK);
    return who;
}

static struct track *track(struct desk_fixture *f, const struct reporter_session *who)
{
    struct track *t = ARENA_NEW(f->arena, struct track);

    if (track_report(&f->cx, f->env, f->db, who, t) != OK)
        fail_msg("not tracked: %s", f->cx.note.text);
    return t;
}

static void tell(struct desk_fixture *f, const struct reporter_session *who, struct tell what)
{
    struct telling *telling = NULL;
    struct db *tx = NULL;
    int64_t index = -1;

    f->cx.now_us += 60 * INT64_C(1000000);
    if (tell_check(&f->cx, f->env, f->db, who, &what, &telling) != OK)
        fail_msg("not told: %s", f->cx.note.text);
    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    assert_int_equal(tell_write(&f->cx, f->env, tx, telling, &index), OK);
    assert_int_equal(db_commit(&f->cx, tx), OK);
    assert_true(index >= 0);
}

static void the_code_opens_its_report_however_it_is_typed(void **state)
{
    struct desk_fixture *f = *state;
    struct report_form form;
    char small[64];

    desk_form(&form);
    struct filed filed = desk_file(f, &form);
    size_t len = 0;
    for (size_t i = 0; i < filed.code.len; i++) { /* spaces for hyphens, small letters */
        char c = filed.code.at[i];
        small[len++] = c == '-' ? ' ' : c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    struct track *t = track(f, come_back(f, (struct str){ small, len }));
    assert_true(str_eq(t->number, filed.number));
    assert_true(str_eq(t->report.what, form.what));
    assert_int_equal(t->events_len, 1);
    assert_int_equal(t->events[0].kind, EVENT_REPORT_RECEIVED);
}

static void a_wrong_code_and_a_missing_one_fail_alike(void **state)
{
    static const char *const wrong[] = { "", "AAAAA", "0000000000000000000",
                                         "ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ" };
    struct desk_fixture *f = *state;
    struct come_back in;

    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_int_equal(come_back_check(&f->cx, f->env, f->db, str_of(wrong[i]), &in),
                         ERR_DENIED);
}

static void notes_and_names_of_officers_are_not_shown(void **state)
{
    struct desk_fixture *f = *state;
    struct report_form form;

    desk_form(&form);
    struct filed filed = desk_file(f, &form);
    const struct reporter_session *who = come_back(f, filed.code);
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, filed.number, DEED_TAKE,
                             (struct deed_form){ 0 }), DEED_FINE);
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, filed.number, DEED_NOTE,
                             (struct deed_form){ .text = STR("hanya untuk petugas") }),
                     DEED_FINE);
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, filed.number, DEED_MESSAGE,
                             (struct deed_form){ .text = STR("Pukul berapa kejadiannya?") }),
                     DEED_FINE);
    struct track *t = track(f, who);
    assert_int_equal(t->talk_len, 1);
    assert_true(str_is(t->talk[0].text, "Pukul berapa kejadiannya?"));
    assert_false(t->talk[0].from_reporter);
    for (size_t i = 0; i < t->events_len; i++) {
        assert_int_not_equal(t->events[i].kind, EVENT_NOTE_ADDED);
        assert_false(str_is(t->events[i].text, "hanya untuk petugas"));
        assert_int_equal(str_find(t->events[i].agency, STR("Petugas Nomor")), SIZE_MAX);
    }
    tell(f, who, (struct tell){ .kind = EVENT_MESSAGE_RECEIVED, .text = STR("Pukul tujuh.") });
    t = track(f, who);
    assert_int_equal(t->talk_len, 2);
    assert_true(t->talk[1].from_reporter);
}

static void completing_takes_away_what_was_missing(void **state)
{
    struct desk_fixture *f = *state;
    struct report_form form;

    desk_form(&form);
    form.proofs = 0;
    struct filed filed = desk_file(f, &form);
    const struct reporter_session *who = come_back(f, filed.code);
    struct track *t = track(f, who);
    assert_true(t->state.missing & CODE_BIT(MISSING_BUKTI));
    struct report_form changed = t->report;
    changed.proofs = PROOF_PHOTO;
    tell(f, who, (struct tell){ .kind = EVENT_REPORT_SUPPLEMENTED, .text = STR("Ada fotonya."),
                                .changes = &changed });
    t = track(f, who);
    assert_false(t->state.missing & CODE_BIT(MISSING_BUKTI));
    assert_int_equal(t->report.proofs, PROOF_PHOTO);
    assert_true(str_eq(t->report.what, form.what)); /* the account stays as it was */
}

/* domain.md A.11: an event with its reason, never a delete. */
static void withdrawing_deletes_nothing_and_keeps_the_answer_about_pressure(void **state)
{
    struct desk_fixture *f = *state;
    struct report_form form;
    struct read_case *rc = ARENA_NEW(f->arena, struct read_case);

    desk_form(&form);
    struct filed filed = desk_file(f, &form);
    const struct reporter_session *who = come_back(f, filed.code);
    tell(f, who, (struct tell){ .kind = EVENT_REPORT_WITHDRAWN, .text = STR(""),
                                .pressured = ANSWER_YES });
    struct track *t = track(f, who);
    assert_true(t->state.withdrawn);
    assert_true(t->state.pressured);
    assert_true(case_open(&t->state));
    assert_true(str_eq(t->report.what, form.what));
    assert_int_equal(desk_read(f, AGENCY_BAWASLU, filed.number, rc), OK);
    assert_true(str_eq(rc->report.what, form.what));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_code_opens_its_report_however_it_is_typed, start,
                                        stop),
        cmocka_unit_test_setup_teardown(a_wrong_code_and_a_missing_one_fail_alike, start, stop),
        cmocka_unit_test_setup_teardown(notes_and_names_of_officers_are_not_shown, start, stop),
        cmocka_unit_test_setup_teardown(completing_takes_away_what_was_missing, start, stop),
        cmocka_unit_test_setup_teardown(
            withdrawing_deletes_nothing_and_keeps_the_answer_about_pressure, start, stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
