/*
 * paper_keys, renew_custody: goal: two of three slips bring an agency back, and one tells nothing;
 * custodians renew their key and keep what it opens. Source: ledger.md 6.3 and 6.4.
 */
#include "keys_fixture.h" /* first: cmocka wants its headers in an order of its own */
#include "action/agencies.h"
#include "action/paper_keys.h"
#include "action/renew_custody.h"
#include "action/replace_lost.h"
#include "action/terminal_session.h"
#include "store/identity.h"
#include "vault/share.h"

/* ---- custodians ---- */

static size_t shares_that_open(struct desk_fixture *f, struct case_id id,
                               const struct custodian_keys *keys)
{
    struct share_list list;
    size_t opened = 0;

    assert_int_equal(store_share_list(&f->cx, f->db, id, &list), OK);
    for (size_t i = 0; i < list.len; i++) {
        struct share share;

        opened += share_open(&f->cx, id.b, list.at[i].number, &keys->pk, &keys->sk,
                             list.at[i].sealed.at, &share)
                  == OK;
    }
    return opened;
}

static struct filed file_confidential(struct desk_fixture *f)
{
    struct report_form form;

    desk_form(&form);
    form.mode = MODE_CONFIDENTIAL;
    form.name = form.phone = STR("Warga");
    return desk_file(f, &form);
}

static enum err renew_custody(struct desk_fixture *f, struct custody_renewal *r)
{
    AUTO(db_end) struct db *tx = NULL;

    TRY(renew_custody_check(&f->cx, f->officers[WHO], r));
    TRY(db_begin(&f->cx, f->db, &tx));
    TRY(renew_custody_write(&f->cx, f->env, tx, r));
    TRY(db_commit(&f->cx, tx));
    return agencies_refresh(&f->cx, f->env, f->db);
}

static void custodians_renew_their_key_and_keep_their_shares(void **state)
{
    struct desk_fixture *f = *state;
    struct filed before = file_confidential(f), after;
    struct custodian_keys old = f->officers[WHO]->secrets.shares;
    struct custody_renewal r;

    assert_int_equal(shares_that_open(f, before.id, &old), 1);
    if (renew_custody(f, &r) != OK)
        fail_msg("not renewed: %s", f->cx.note.text);
    assert_int_equal(r.shares, 1);
    assert_int_equal(r.lost, 0);
    after = file_confidential(f);
    keys_sign_in_again(f);
    assert_true(f->officers[WHO]->secrets.custodian);
    assert_int_equal(f->officers[WHO]->secrets.custodian_serial, 2);
    assert_int_equal(shares_that_open(f, before.id, &f->officers[WHO]->secrets.shares), 1);
    assert_int_equal(shares_that_open(f, after.id, &f->officers[WHO]->secrets.shares), 1);
    assert_int_equal(shares_that_open(f, before.id, &old), 0);
    assert_int_equal(shares_that_open(f, after.id, &old), 0);
    /* Nobody is a custodian any more: a head makes the key anew, and is told what that costs. */
    keys_sql(f, "DELETE FROM custodian_grant WHERE agency_id ="
                " (SELECT agency_id FROM agency WHERE code = 'bawaslu')");
    keys_sign_in_again(f);
    assert_false(f->officers[WHO]->secrets.custodian);
    assert_int_equal(renew_custody(f, &r), OK);
    assert_int_equal(r.lost, 2);
    keys_sign_in_again(f);
    assert_true(f->officers[WHO]->secrets.custodian);
    assert_int_equal(shares_that_open(f, after.id, &f->officers[WHO]->secrets.shares), 0);
}

/* ---- paper ---- */

static struct paper_slips paper_make(struct desk_fixture *f)
{
    struct paper_slips p;
    struct db *tx = NULL;

    assert_int_equal(paper_keys_check(&f->cx, f->officers[WHO], &p), OK);
    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    assert_int_equal(paper_keys_write(&f->cx, f->env, tx, &p), OK);
    assert_int_equal(db_commit(&f->cx, tx), OK);
    return p;
}

static enum err bring_back(struct desk_fixture *f, struct str one, struct str two,
                           const char *login)
{
    struct str typed[PAPER_SLIPS_NEEDED] = { one, two };
    struct new_officer first = { .login = str_of(login),
                                 .name = STR("Petugas Baru"),
                                 .password = PASSWORD };
    struct officer_slip slip;

    return agency_recover(&f->cx, f->env, f->db, WHO, typed, &first, &slip);
}

static void any_two_slips_bring_the_agency_back_also_after_a_renewal(void **state)
{
    struct desk_fixture *f = *state;
    struct filed filed = keys_file(f);
    struct paper_slips p = paper_make(f), q;
    struct read_case rc;

    assert_int_equal(bring_back(f, p.slip[0], p.slip[1], "baru.1"), OK);
    assert_int_equal(bring_back(f, p.slip[2], p.slip[0], "baru.2"), OK);
    assert_int_equal(bring_back(f, p.slip[1], p.slip[1], "baru.3"), ERR_INVALID);
    keys_renew(f);
    keys_sql(f, "UPDATE officer SET disabled_us = 1 WHERE login LIKE 'petugas.4';"
                "DELETE FROM agency_grant");
    assert_int_equal(bring_back(f, p.slip[1], p.slip[2], "baru.4"), OK);
    assert_int_equal(
        terminal_session(&f->cx, f->env, f->db, STR("baru.4"), PASSWORD, &f->officers[WHO]), OK);
    assert_int_equal(f->officers[WHO]->secrets.key_serial, 2);
    assert_true(f->officers[WHO]->secrets.custodian);
    assert_int_equal(desk_read(f, WHO, filed.number, &rc), OK);
    /* A new set ends the one before; slips of two sets are not mixed. */
    q = paper_make(f);
    assert_int_equal(bring_back(f, p.slip[0], p.slip[1], "baru.5"), ERR_DENIED);
    assert_int_equal(bring_back(f, p.slip[0], q.slip[1], "baru.5"), ERR_INVALID);
    assert_int_equal(bring_back(f, q.slip[0], q.slip[1], "baru.5"), OK);
}

static void a_mistyped_slip_is_told_from_a_wrong_one(void **state)
{
    struct desk_fixture *f = *state;
    struct paper_slips p = paper_make(f);
    struct paper_slip read;

    assert_int_equal(p.slip[0].len, 64 + 15);
    for (size_t i = 0; i < p.slip[0].len; i++) {
        struct str typed = arena_copy(f->arena, p.slip[0]);
        char *at = (char *)(uintptr_t)typed.at;

        if (at[i] == '-')
            continue;
        at[i] = at[i] == 'Z' ? 'Y' : 'Z';
        assert_int_equal(paper_slip_read(&f->cx, typed, &read), ERR_INVALID);
    }
    /* Lower case, without groups, O for 0: as people type. */
    struct str typed = arena_copy(f->arena, p.slip[1]);
    char *at = (char *)(uintptr_t)typed.at;

    for (size_t i = 0; i < typed.len; i++)
        at[i] = at[i] == '-' ? ' ' : at[i] == '0' ? 'o' : (char)(at[i] | (at[i] >= 'A' ? 32 : 0));
    assert_int_equal(paper_slip_read(&f->cx, typed, &read), OK);
    assert_int_equal(read.number, 2);
    assert_int_equal(paper_slip_read(&f->cx, STR(""), &read), ERR_INVALID);
}

/* ---- all is lost ---- */

static enum err replace(struct desk_fixture *f, enum agency_code one, enum agency_code two,
                        struct replaced *out)
{
    const struct officer_session *by[REPLACE_VOUCHERS] = { f->officers[one], f->officers[two] };
    struct new_officer first = { .login = STR("baru.1"),
                                 .name = STR("Petugas Baru"),
                                 .password = PASSWORD };
    struct officer_slip slip;

    return agency_replace(&f->cx, f->env, f->db, WHO, by, &first, &slip, out);
}

static void two_other_agencies_give_a_lost_one_its_cases_again(void **state)
{
    struct desk_fixture *f = *state;
    struct filed before = keys_file(f), filed;
    struct report_form form;
    struct replaced done;
    struct read_case rc;

    keys_renew(f); /* one case to the first key, one to the second */
    desk_form(&form);
    form.category = CATEGORY_POLRI;
    form.role = ROLE_ANGGOTA;
    filed = desk_file(f, &form); /* closed to Propam */
    keys_sql(f, "DELETE FROM agency_grant WHERE agency_id ="
                " (SELECT agency_id FROM agency WHERE code = 'bawaslu')");
    assert_int_equal(replace(f, AGENCY_KPU, AGENCY_KPU, &done), ERR_DENIED);
    assert_int_equal(replace(f, AGENCY_KPU, WHO, &done), ERR_DENIED);
    if (replace(f, AGENCY_PROPAM, AGENCY_KPU, &done) != OK)
        fail_msg("not replaced: %s", f->cx.note.text);
    assert_int_equal(done.cases, 2);
    assert_int_equal(done.left, 0);
    assert_int_equal(agencies_refresh(&f->cx, f->env, f->db), OK);
    assert_int_equal(
        terminal_session(&f->cx, f->env, f->db, STR("baru.1"), PASSWORD, &f->officers[WHO]), OK);
    assert_int_equal(f->officers[WHO]->secrets.key_serial, 3);
    assert_int_equal(desk_read(f, WHO, before.number, &rc), OK);
    assert_int_equal(desk_read(f, WHO, filed.number, &rc), OK);
    /* He works on, and renews: his key stands in the log as one that the agency signed. */
    assert_int_equal(keys_renew_tried(f, f->officers[WHO]), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(custodians_renew_their_key_and_keep_their_shares,
                                        keys_start, keys_stop),
        cmocka_unit_test_setup_teardown(any_two_slips_bring_the_agency_back_also_after_a_renewal,
                                        keys_start, keys_stop),
        cmocka_unit_test_setup_teardown(two_other_agencies_give_a_lost_one_its_cases_again,
                                        keys_start, keys_stop),
        cmocka_unit_test_setup_teardown(a_mistyped_slip_is_told_from_a_wrong_one, keys_start,
                                        keys_stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
