/*
 * give_access and recuse: an excluded agency reads a case only after two others agreed; an officer
 * who stepped back finds it nowhere (ledger.md 6.4; section 12, number 9).
 */
#include "desk_fixture.h"
#include "action/check_case.h"
#include "action/give_access.h"
#include "action/recuse.h"
#include "action/sign_in.h"
#include "action/post.h"

#define WHY "Ahli instansi itu perlu menilai bukti."

static struct desk_fixture *f;

static int start(void **state)
{
    (void)state;
    f = desk_start();
    return 0;
}

static int stop(void **state)
{
    (void)state;
    desk_stop(f);
    return 0;
}

/* About a policeman: the rules keep it from propam. */
static struct filed about_police(enum report_mode mode)
{
    struct report_form form;

    desk_form(&form);
    form.category = CATEGORY_POLRI;
    form.role = ROLE_ANGGOTA;
    form.mode = mode;
    if (mode != MODE_ANONYMOUS)
        form.name = form.phone = STR("Warga Pemberani");
    return desk_file(f, &form);
}

static void review(struct filed filed)
{
    assert_int_equal(
        desk_do(f, AGENCY_BAWASLU, filed.number, DEED_REVIEW, desk_review(f, filed.number)),
        DEED_FINE);
}

static void write_deed(struct custody_deed *deed)
{
    struct db *tx = NULL;

    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    if (custody_write(&f->cx, f->env, tx, deed) != OK)
        fail_msg("not written: %s", f->cx.note.text);
    assert_int_equal(db_commit(&f->cx, tx), OK);
    assert_false(deed->conflict);
}

static enum custody_bad does(enum agency_code who, struct str number, enum event_kind kind,
                             enum agency_code about)
{
    struct read_case *rc = ARENA_NEW(f->arena, struct read_case);
    struct custody_deed *deed = ARENA_NEW(f->arena, struct custody_deed);
    const struct officer_session *by = f->officers[who];
    struct custody_form form = { .text = STR(WHY), .agency = about };
    enum custody_bad bad = CUSTODY_OK;
    enum err err;

    assert_int_equal(desk_read(f, who, number, rc), OK);
    form.seen = rc->head.state.events;
    if (kind == EVENT_GRANT_PROPOSED)
        err = access_propose_check(&f->cx, f->env, by, rc, &form, deed, &bad);
    else if (kind == EVENT_GRANT_GIVEN)
        err = access_give_check(&f->cx, f->env, by, rc, &form, deed, &bad);
    else if (kind == EVENT_GRANT_REVOKED)
        err = access_revoke_check(&f->cx, f->env, by, rc, &form, deed, &bad);
    else
        err = recuse_check(&f->cx, f->env, f->db, by, rc, &form, deed, &bad);
    assert_int_equal(err, OK);
    f->cx.now_us += 60 * INT64_C(1000000);
    if (bad == CUSTODY_OK)
        write_deed(deed);
    return bad;
}

static bool listed(const struct officer_session *who, struct str number)
{
    struct list_ask ask = { .tab = DESK_ALL, .kecamatan = STR(""), .after = STR("") };
    struct list_page page;

    assert_int_equal(list_cases(&f->cx, f->env, f->db, who, &ask, &page), OK);
    for (size_t i = 0; i < page.rows_len; i++)
        if (str_eq(page.rows[i].row.number, number))
            return true;
    return false;
}

static void faultless(struct case_id id)
{
    struct case_check *c = ARENA_NEW(f->arena, struct case_check);

    assert_int_equal(check_case(&f->cx, f->env, f->db, id, c), OK);
    if (c->faults.len)
        fail_msg("%.*s", STR_FMT(c->faults.at[0]));
}

static void an_excluded_agency_reads_only_after_two_others_agreed(void **state)
{
    struct filed filed = about_police(MODE_NAMED);
    struct read_case rc;

    (void)state;
    review(filed);
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, EVENT_GRANT_PROPOSED, AGENCY_PROPAM),
                     CUSTODY_OK);
    assert_int_equal(desk_read(f, AGENCY_PROPAM, filed.number, &rc), ERR_NOT_FOUND);
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, EVENT_GRANT_GIVEN, AGENCY_PROPAM),
                     CUSTODY_STAGE); /* it proposed: somebody else must agree */
    assert_int_equal(does(AGENCY_KPU, filed.number, EVENT_GRANT_GIVEN, AGENCY_PROPAM), CUSTODY_OK);
    assert_int_equal(desk_read(f, AGENCY_PROPAM, filed.number, &rc), OK);
    assert_true(rc.report.what.len > 0);
    assert_int_equal(rc.identity.len, 0); /* the reporter's name is not shown to it */
    assert_true(rc.identity_barred);
    assert_true(listed(f->officers[AGENCY_PROPAM], filed.number));
    assert_int_equal(desk_read(f, AGENCY_KPU, filed.number, &rc), OK);
    assert_true(rc.identity.len > 0);
    assert_int_equal(does(AGENCY_KPU, filed.number, EVENT_GRANT_REVOKED, AGENCY_PROPAM),
                     CUSTODY_OK);
    assert_int_equal(desk_read(f, AGENCY_PROPAM, filed.number, &rc), ERR_NOT_FOUND);
    assert_false(listed(f->officers[AGENCY_PROPAM], filed.number));
    faultless(filed.id);
}

static void nothing_is_proposed_without_agency_or_before_the_review(void **state)
{
    struct filed filed = about_police(MODE_ANONYMOUS);

    (void)state;
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, EVENT_GRANT_PROPOSED, AGENCY_PROPAM),
                     CUSTODY_STAGE);
    review(filed);
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, EVENT_GRANT_PROPOSED, AGENCY_NONE),
                     CUSTODY_AGENCY_MISSING);
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, EVENT_GRANT_PROPOSED, AGENCY_KPU),
                     CUSTODY_STAGE); /* it has the case */
}

/* The reporter keeps three away; a review that finds a fourth would leave one. */
static void a_review_does_not_leave_the_case_to_one_agency(void **state)
{
    struct report_form form;
    struct filed filed;
    struct deed_form deed;

    (void)state;
    desk_form(&form);
    form.category = CATEGORY_KEPALA_DESA;
    form.role = ROLE_KEPALA_DESA;
    form.exclude = CODE_BIT(AGENCY_KPU) | CODE_BIT(AGENCY_KESBANGPOL) | CODE_BIT(AGENCY_PROVOS_TNI);
    filed = desk_file(f, &form);
    deed = desk_review(f, filed.number);
    deed.category = CATEGORY_POLRI;
    deed.text = STR("Ternyata anggota Polri.");
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, filed.number, DEED_REVIEW, deed), DEED_FEW_HOLDERS);
}

/* ---- stepping back ---- */

static void the_last_officer_cannot_step_back(void **state)
{
    struct filed filed = about_police(MODE_ANONYMOUS);
    struct read_case rc;

    (void)state;
    assert_int_equal(does(AGENCY_KPU, filed.number, EVENT_OFFICER_RECUSED, AGENCY_NONE),
                     CUSTODY_LAST_OFFICER);
    assert_int_equal(desk_read(f, AGENCY_KPU, filed.number, &rc), OK);
}

static void add_colleague(enum agency_code code)
{
    struct new_officer more = { .login = STR("petugas.lain"),
                                .name = STR("Petugas Lain"),
                                .roles = OFFICER_ROLES_USUAL };
    struct officer_slip slip;

    if (officer_add(&f->cx, f->env, f->db, f->officers[code]->login,
                    STR("jangan-lupa-catat-jam-masuk"), &more, &slip)
        != OK)
        fail_msg("no colleague: %s", f->cx.note.text);
}

static void who_stepped_back_finds_the_case_nowhere(void **state)
{
    struct filed filed = about_police(MODE_ANONYMOUS), other = about_police(MODE_ANONYMOUS);
    const struct officer_session *who = f->officers[AGENCY_BAWASLU];
    struct list_counts before, after;
    struct search_page hits;
    struct read_case rc;
    struct str number;

    (void)state;
    add_colleague(AGENCY_BAWASLU);
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, filed.number, DEED_TAKE, (struct deed_form){ 0 }),
                     DEED_FINE);
    assert_int_equal(list_counts(&f->cx, f->env, f->db, who, &before), OK);
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, EVENT_OFFICER_RECUSED, AGENCY_NONE),
                     CUSTODY_OK);
    assert_int_equal(desk_read(f, AGENCY_BAWASLU, filed.number, &rc), ERR_NOT_FOUND);
    assert_int_equal(desk_read(f, AGENCY_BAWASLU, other.number, &rc), OK);
    assert_false(listed(who, filed.number));
    assert_true(listed(who, other.number));
    assert_int_equal(list_counts(&f->cx, f->env, f->db, who, &after), OK);
    assert_int_equal(after.tab[DESK_ALL], before.tab[DESK_ALL] - 1);
    assert_int_equal(after.tab[DESK_MINE], before.tab[DESK_MINE] - 1);
    assert_int_equal(search_cases(&f->cx, f->env, f->db, who, filed.number, STR(""), &hits), OK);
    assert_int_equal(hits.hits.rows_len, 0);
    assert_int_equal(search_cases(&f->cx, f->env, f->db, who, STR("lambang"), STR(""), &hits), OK);
    for (size_t i = 0; i < hits.hits.rows_len; i++)
        assert_false(str_eq(hits.hits.rows[i].row.number, filed.number));
    assert_int_equal(case_number_for(&f->cx, f->db, who, filed.id, &number), ERR_DENIED);
    /* others see it, and that nobody owns it */
    assert_int_equal(desk_read(f, AGENCY_KPU, filed.number, &rc), OK);
    assert_false(rc.head.state.owned);
    faultless(filed.id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_excluded_agency_reads_only_after_two_others_agreed),
        cmocka_unit_test(nothing_is_proposed_without_agency_or_before_the_review),
        cmocka_unit_test(a_review_does_not_leave_the_case_to_one_agency),
        cmocka_unit_test(the_last_officer_cannot_step_back),
        cmocka_unit_test(who_stepped_back_finds_the_case_nowhere),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
