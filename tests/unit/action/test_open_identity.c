/*
 * open_identity: a confidential name, its shares and its approvals, over a real post with five
 * agencies (ledger.md 6.3, section 12 number 10): two cannot, three can and not before their
 * leaves are in a signed head, a false share shows who gave it, and what the report committed to
 * cannot be exchanged.
 */
#include "custody_fixture.h"
#include <sqlite3.h>
#include "action/check_case.h"
#include "action/track_report.h"
#include "base/codec.h"
#include "base/file.h"
#include "store/identity.h"
#include "vault/share.h"

static void three_open_it_and_two_do_not(void **state)
{
    struct filed filed = confidential(0);
    struct read_case *rc = ARENA_NEW(f->arena, struct read_case);
    struct str name;
    enum custody_bad bad;

    (void)state;
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, ASK), CUSTODY_OK);
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, AGREE), CUSTODY_OK);
    assert_int_equal(does(AGENCY_KPU, filed.number, AGREE), CUSTODY_OK);
    sign_head();
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, OPEN), CUSTODY_TOO_FEW);
    assert_int_equal(does(AGENCY_KESBANGPOL, filed.number, AGREE), CUSTODY_OK);
    assert_int_equal(does(AGENCY_KPU, filed.number, OPEN), CUSTODY_STAGE); /* it did not ask */
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, OPEN), CUSTODY_UNSIGNED);
    sign_head();
    assert_int_equal(name_for(AGENCY_BAWASLU, filed.number).len, 0); /* not before it is written */
    struct custody_deed *deed = deed_of(AGENCY_BAWASLU, filed.number, OPEN, &bad);
    assert_int_equal(bad, CUSTODY_OK);
    assert_true(str_find(deed->identity, STR("Pelapor Rahasia")) != SIZE_MAX);
    write_tx(deed_run, deed);
    assert_int_equal(desk_read(f, AGENCY_BAWASLU, filed.number, rc), OK);
    assert_int_equal(identity_unseal(&f->cx, f->env, f->db, f->officers[AGENCY_BAWASLU], rc, &name),
                     ERR_BUSY); /* nobody sees it before its leaf is signed */
    sign_head();
    assert_true(str_find(name_for(AGENCY_BAWASLU, filed.number), STR("0812000111")) != SIZE_MAX);
    assert_int_equal(name_for(AGENCY_KPU, filed.number).len, 0); /* it agreed, it did not ask */
    assert_int_equal(faults_of(filed.id), 0);
}

/* Two shares and anything for the third give a key that opens nothing. */
static void two_shares_and_a_guess_are_nothing(void **state)
{
    struct filed filed = confidential(0);
    struct object_name object = { .kind = STR("identity") };
    struct share shares[3];
    struct identity_row row;
    struct share_list rows;
    struct secret32 key;
    struct bytes plain;

    (void)state;
    memcpy(object.case_tag, filed.id.b, sizeof object.case_tag);
    assert_int_equal(store_identity_get(&f->cx, f->db, filed.id, &row), OK);
    assert_int_equal(store_share_list(&f->cx, f->db, filed.id, &rows), OK);
    assert_int_equal(rows.len, 5);
    for (size_t i = 0; i < 3; i++) {
        const struct custodian_keys *keys = NULL;

        for (int a = AGENCY_NONE + 1; a < AGENCY_COUNT; a++)
            if (memcmp(f->officers[a]->of->id.b, rows.at[i].agency.b, ID_SIZE) == 0)
                keys = &f->officers[a]->secrets.shares;
        assert_non_null(keys);
        assert_int_equal(share_open(&f->cx, filed.id.b, rows.at[i].number, &keys->pk, &keys->sk,
                                    rows.at[i].sealed.at, &shares[i]),
                         OK);
    }
    assert_int_equal(share_combine(&f->cx, shares, 3, &key), OK);
    assert_int_equal(object_keyed_open(&f->cx, &object, &key, row.sealed, &plain), OK);
    shares[2].b[0] ^= 1;
    assert_int_equal(share_combine(&f->cx, shares, 3, &key), OK);
    assert_int_equal(object_keyed_open(&f->cx, &object, &key, row.sealed, &plain), ERR_CORRUPT);
    assert_int_equal(share_combine(&f->cx, shares, 2, &key), ERR_INVALID);
}

/* An approval whose share is not the one that was dealt: only a changed server writes it. */
static void approve_falsely(enum agency_code who, struct str number, bool sealed_to_asker)
{
    struct read_case *rc = ARENA_NEW(f->arena, struct read_case);
    struct append *a = ARENA_NEW(f->arena, struct append);
    struct share share = { 0 };
    struct share_list rows;
    struct event_facts facts;
    uint8_t sealed[SHARE_SEALED_LEN];
    const struct box_pk *to;
    struct str json;
    struct db *tx = NULL;
    int64_t index;

    assert_int_equal(desk_read(f, who, number, rc), OK);
    assert_int_equal(store_share_list(&f->cx, f->db, rc->head.id, &rows), OK);
    for (size_t i = 0; i < rows.len; i++)
        if (memcmp(rows.at[i].agency.b, f->officers[who]->of->id.b, ID_SIZE) == 0)
            share.number = rows.at[i].number;
    to = &f->officers[sealed_to_asker ? AGENCY_BAWASLU : who]->secrets.keys.pk;
    assert_int_equal(share_seal(&f->cx, rc->head.id.b, &share, to, sealed), OK);
    json = arena_printf(f->arena, "{\"text\":\"\",\"number\":%u,\"share\":\"%s\"}", share.number,
                        base64_of(f->arena, (struct bytes){ sealed, sizeof sealed }).at);
    event_facts_init(&facts);
    assert_int_equal(append_prepare(&f->cx, f->env, &rc->head, EVENT_IDENTITY_APPROVED, &facts,
                                    (struct bytes){ (const uint8_t *)json.at, json.len },
                                    f->officers[who], ACTOR_OFFICER, a),
                     OK);
    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    assert_int_equal(append_write(&f->cx, f->env, tx, a, &index), OK);
    assert_int_equal(db_commit(&f->cx, tx), OK);
}

static void a_false_share_names_its_giver_and_does_not_count(void **state)
{
    struct filed filed = confidential(0);
    enum custody_bad bad;
    struct custody_deed *deed;

    (void)state;
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, ASK), CUSTODY_OK);
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, AGREE), CUSTODY_OK);
    approve_falsely(AGENCY_PROPAM, filed.number, true);
    approve_falsely(AGENCY_KPU, filed.number, false); /* not even sealed to the asker */
    assert_int_equal(does(AGENCY_KESBANGPOL, filed.number, AGREE), CUSTODY_OK);
    sign_head();
    deed = deed_of(AGENCY_BAWASLU, filed.number, OPEN, &bad);
    assert_int_equal(bad, CUSTODY_OK);
    assert_int_equal(deed->voided, AGENCY_PROPAM);
    assert_int_equal(deed->identity.len, 0);
    write_tx(deed_run, deed);
    deed = deed_of(AGENCY_BAWASLU, filed.number, OPEN, &bad);
    assert_int_equal(deed->voided, AGENCY_KPU);
    write_tx(deed_run, deed);
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, OPEN), CUSTODY_TOO_FEW);
    assert_int_equal(does(AGENCY_PROVOS_TNI, filed.number, AGREE), CUSTODY_OK);
    sign_head();
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, OPEN), CUSTODY_OK);
    sign_head();
    assert_true(name_for(AGENCY_BAWASLU, filed.number).len > 0);
    assert_int_equal(faults_of(filed.id), 0);
}

static void a_reason_is_more_than_a_word(void **state)
{
    static const struct {
        const char *text;
        enum custody_bad bad;
    } table[] = { { "", CUSTODY_REASON_MISSING },
                  { "perlu", CUSTODY_REASON_MISSING },
                  { "   perlu sekali ini        ", CUSTODY_REASON_MISSING },
                  { WHY, CUSTODY_OK } };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(table); i++)
        assert_int_equal(custody_reason(str_of(table[i].text)), table[i].bad);
}

static void refusals_end_it_and_it_may_be_asked_again(void **state)
{
    struct filed filed = confidential(0);

    (void)state;
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, ASK), CUSTODY_OK);
    assert_int_equal(does(AGENCY_KPU, filed.number, REFUSE), CUSTODY_OK);
    assert_int_equal(does(AGENCY_KPU, filed.number, AGREE), CUSTODY_STAGE); /* it has answered */
    assert_int_equal(does(AGENCY_PROPAM, filed.number, REFUSE), CUSTODY_OK);
    assert_int_equal(does(AGENCY_KESBANGPOL, filed.number, REFUSE), CUSTODY_OK);
    assert_int_equal(does(AGENCY_PROVOS_TNI, filed.number, AGREE), CUSTODY_STAGE);
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, ASK), CUSTODY_OK);
    assert_int_equal(faults_of(filed.id), 0);
}

static enum err lapse_run(struct db *tx, void *arg)
{
    return lapse_identity_run(&f->cx, f->env, tx, 100, arg);
}

static void what_is_not_completed_lapses(void **state)
{
    struct filed filed = confidential(0);
    size_t count = 9;

    (void)state;
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, ASK), CUSTODY_OK);
    assert_int_equal(does(AGENCY_KPU, filed.number, AGREE), CUSTODY_OK);
    f->cx.now_us += 6 * DAY_US;
    write_tx(lapse_run, &count);
    assert_int_equal(count, 0);
    f->cx.now_us += DAY_US;
    write_tx(lapse_run, &count);
    assert_true(count >= 1); /* those of other tests too */
    assert_int_equal(does(AGENCY_PROPAM, filed.number, AGREE), CUSTODY_STAGE);
    write_tx(lapse_run, &count);
    assert_int_equal(count, 0);
    assert_int_equal(faults_of(filed.id), 0);
}

static void the_excluded_agency_holds_no_share_and_has_no_voice(void **state)
{
    struct filed filed = confidential(CODE_BIT(AGENCY_KPU));
    struct share_list rows;
    struct read_case rc;

    (void)state;
    assert_int_equal(store_share_list(&f->cx, f->db, filed.id, &rows), OK);
    assert_int_equal(rows.len, 4);
    for (size_t i = 0; i < rows.len; i++)
        assert_memory_not_equal(rows.at[i].agency.b, f->officers[AGENCY_KPU]->of->id.b, ID_SIZE);
    assert_int_equal(desk_read(f, AGENCY_KPU, filed.number, &rc), ERR_NOT_FOUND);
}

/* ---- what the report committed to ---- */

/* Past the program, as root would. */
static void sql_do(const char *sql, struct case_id id)
{
    struct str hex = hex_of(f->arena, (struct bytes){ id.b, ID_SIZE });
    struct str whole = arena_printf(f->arena, "%s AND case_id = x'%s'", sql, hex.at);
    sqlite3 *db = NULL;

    assert_int_equal(sqlite3_open(file_join(f->arena, f->dir, "posko.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, whole.at, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_changes(db), 1);
    sqlite3_close(db);
}

static void what_was_committed_cannot_be_exchanged(void **state)
{
    struct filed filed = confidential(0);

    (void)state;
    assert_int_equal(faults_of(filed.id), 0);
    sql_do("UPDATE case_share SET commitment = randomblob(32) WHERE number = 2", filed.id);
    assert_int_equal(faults_of(filed.id), 1);
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, ASK), CUSTODY_ALTERED);
    filed = confidential(0);
    sql_do("UPDATE case_identity SET sealed = randomblob(300) WHERE 1", filed.id);
    assert_int_equal(faults_of(filed.id), 1);
    filed = confidential(0);
    sql_do("DELETE FROM case_identity WHERE 1", filed.id);
    assert_int_equal(faults_of(filed.id), 1);
}

/* A share dealt falsely, or spoilt later, is found by its own agency before it agrees. */
static void a_custodian_does_not_agree_with_a_spoilt_share(void **state)
{
    struct filed filed = confidential(0);

    (void)state;
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, ASK), CUSTODY_OK);
    sql_do("UPDATE case_share SET sealed = randomblob(97) WHERE number = 1", filed.id);
    for (int a = AGENCY_NONE + 1; a < AGENCY_COUNT; a++)
        if (memcmp(f->officers[a]->of->id.b, f->env->agencies[0].id.b, ID_SIZE) == 0)
            assert_int_equal(does((enum agency_code)a, filed.number, AGREE), CUSTODY_SHARE_CLOSED);
}

/* Sealed to the right key by who dealt it, and still not the share that was committed to. */
static void a_custodian_does_not_agree_with_a_share_that_was_never_dealt(void **state)
{
    const struct officer_session *kpu = f->officers[AGENCY_KPU];
    struct filed filed = confidential(0);
    struct share share = { .b = { 1, 2, 3 } };
    uint8_t sealed[SHARE_SEALED_LEN];
    struct share_list rows;

    (void)state;
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, ASK), CUSTODY_OK);
    assert_int_equal(store_share_list(&f->cx, f->db, filed.id, &rows), OK);
    for (size_t i = 0; i < rows.len; i++)
        if (memcmp(rows.at[i].agency.b, kpu->of->id.b, ID_SIZE) == 0)
            share.number = rows.at[i].number;
    assert_int_equal(share_seal(&f->cx, filed.id.b, &share, &kpu->secrets.shares.pk, sealed), OK);
    sql_do(arena_printf(f->arena, "UPDATE case_share SET sealed = x'%s' WHERE number = %u",
                        hex_of(f->arena, (struct bytes){ sealed, sizeof sealed }).at, share.number)
               .at,
           filed.id);
    assert_int_equal(does(AGENCY_KPU, filed.number, AGREE), CUSTODY_SHARE_FALSE);
}

/* ---- with witnesses ---- */

static int start_logged(void **state)
{
    logged = log_start(5, 0);
    *state = f;
    f = logged->desk;
    return 0;
}

static int stop_logged(void **state)
{
    log_stop(logged);
    logged = NULL;
    f = *state;
    return 0;
}

static void it_opens_only_once_enough_witnesses_have_cosigned(void **state)
{
    struct filed filed = confidential(0);
    struct ledger_head head;

    (void)state;
    log_grow(logged);
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, ASK), CUSTODY_OK);
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, AGREE), CUSTODY_OK);
    assert_int_equal(does(AGENCY_KPU, filed.number, AGREE), CUSTODY_OK);
    assert_int_equal(does(AGENCY_PROPAM, filed.number, AGREE), CUSTODY_OK);
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, OPEN), CUSTODY_UNWITNESSED);
    log_seconds(logged, 10);
    assert_int_equal(publish_offer(&f->cx, f->env, &head), OK);
    assert_int_equal(head.size, (uint64_t)desk_log_size(f));
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(does(AGENCY_BAWASLU, filed.number, OPEN), CUSTODY_UNWITNESSED);
        assert_int_equal(log_cosign(logged, log_line(logged, i, head.note)), OK);
    }
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, OPEN), CUSTODY_OK);
}

static void who_asked_and_why_is_told_to_the_reporter(void **state)
{
    struct filed filed = confidential(0);
    struct come_back back = { 0 };
    struct track track;
    size_t asked = 0, agreed = 0;

    (void)state;
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, ASK), CUSTODY_OK);
    assert_int_equal(does(AGENCY_KPU, filed.number, AGREE), CUSTODY_OK);
    assert_int_equal(come_back_check(&f->cx, f->env, f->db, filed.code, &back), OK);
    assert_int_equal(track_report(&f->cx, f->env, f->db, &back.reporter, &track), OK);
    for (size_t i = 0; i < track.events_len; i++) {
        const struct track_event *e = &track.events[i];

        if (e->kind == EVENT_IDENTITY_REQUESTED) {
            assert_true(str_is(e->text, WHY));
            assert_true(str_eq(e->agency, f->officers[AGENCY_BAWASLU]->of->name));
            asked++;
        }
        agreed += e->kind == EVENT_IDENTITY_APPROVED;
    }
    assert_int_equal(asked, 1);
    assert_int_equal(agreed, 1);
}

static void custodians_see_what_waits(void **state)
{
    struct filed filed = confidential(0);
    struct custody_list names, grants;
    bool there = false;

    (void)state;
    assert_int_equal(does(AGENCY_BAWASLU, filed.number, ASK), CUSTODY_OK);
    assert_int_equal(custody_waiting(&f->cx, f->db, f->officers[AGENCY_KPU], &names, &grants), OK);
    for (size_t i = 0; i < names.len; i++)
        there |= str_eq(names.at[i].number, filed.number);
    assert_true(there);
    assert_int_equal(does(AGENCY_KPU, filed.number, AGREE), CUSTODY_OK);
    assert_int_equal(custody_waiting(&f->cx, f->db, f->officers[AGENCY_KPU], &names, &grants), OK);
    for (size_t i = 0; i < names.len; i++)
        assert_false(str_eq(names.at[i].number, filed.number));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_open_it_and_two_do_not),
        cmocka_unit_test(two_shares_and_a_guess_are_nothing),
        cmocka_unit_test(a_false_share_names_its_giver_and_does_not_count),
        cmocka_unit_test(a_reason_is_more_than_a_word),
        cmocka_unit_test(refusals_end_it_and_it_may_be_asked_again),
        cmocka_unit_test(what_is_not_completed_lapses),
        cmocka_unit_test(the_excluded_agency_holds_no_share_and_has_no_voice),
        cmocka_unit_test(what_was_committed_cannot_be_exchanged),
        cmocka_unit_test(a_custodian_does_not_agree_with_a_spoilt_share),
        cmocka_unit_test(a_custodian_does_not_agree_with_a_share_that_was_never_dealt),
        cmocka_unit_test_setup_teardown(it_opens_only_once_enough_witnesses_have_cosigned,
                                        start_logged, stop_logged),
        cmocka_unit_test(who_asked_and_why_is_told_to_the_reporter),
        cmocka_unit_test(custodians_see_what_waits),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
