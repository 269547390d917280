/*
 * test_people: goal: officers, sessions, drafts and idempotency keys keep their
 * small promises (once only, expired is gone, the second is told).
 */
#include "store_test.h"
#include <string.h>
#include "store/draft.h"
#include "store/idempotency.h"
#include "store/officer.h"
#include "store/session.h"

static const struct officer_id dwi = { { 'd' } };
static const uint8_t blob[8] = "sealed!";

static struct officer_row officer(struct bench *b, struct officer_id id, const char *login)
{
    return (struct officer_row){
        .id = id, .agency = b->agencies[1], .login = str_of(login), .name = STR("Dwi"), .role = 2,
        .box_pk = { 1, 2 }, .key_file = { blob, 7 }, .password = { blob, 6 }, .must_change = true,
        .added_us = 5,
    };
}

static void officers_come_back_and_logins_are_taken_once(void **state)
{
    struct bench *b = *state;
    AUTO(db_end) struct db *tx = NULL;
    struct officer_row row = officer(b, dwi, "dwi"), back;
    struct officer_list list;

    FINE(b, db_begin(&b->cx, b->db, &tx));
    FINE(b, store_officer_insert(&b->cx, tx, b->post, &row));
    row = officer(b, (struct officer_id){ { 'e' } }, "dwi");
    assert_int_equal(store_officer_insert(&b->cx, tx, b->post, &row), ERR_CONFLICT);
    FINE(b, store_officer_by_login(&b->cx, tx, b->post, STR("dwi"), &back));
    assert_memory_equal(back.id.b, dwi.b, 16);
    assert_int_equal(back.role, 2);
    assert_true(back.must_change);
    assert_int_equal(back.totp.len, 0);
    assert_int_equal(back.disabled_us, 0);
    assert_memory_equal(back.key_file.at, blob, 7);
    assert_int_equal(store_officer_by_login(&b->cx, tx, b->post, STR("DWI"), &back),
                     ERR_NOT_FOUND);
    assert_int_equal(store_officer_by_login(&b->cx, tx, (struct post_id){ { 'x' } }, STR("dwi"),
                                            &back), ERR_NOT_FOUND);
    FINE(b, store_officer_disable(&b->cx, tx, dwi, 77));
    FINE(b, store_officer_set_tries(&b->cx, tx, dwi, 4, 99));
    FINE(b, store_officer_set_password(&b->cx, tx, dwi, row.password, row.key_file, false));
    FINE(b, store_officer_list(&b->cx, tx, b->post, &list));
    assert_int_equal(list.len, 1);
    assert_int_equal(list.at[0].disabled_us, 77);
    assert_int_equal(list.at[0].tries, 4);
    assert_int_equal(list.at[0].locked_until_us, 99);
    assert_int_equal(list.at[0].key_file.len, 6);
    FINE(b, store_officer_signed_in(&b->cx, tx, dwi, 123));
    FINE(b, store_officer_get(&b->cx, tx, b->post, dwi, &back));
    assert_int_equal(back.tries + back.locked_until_us, 0);
    assert_int_equal(back.signed_in_us, 123);
}

/* RFC 6238 section 5.2: a number is used once. */
static void a_number_works_once(void **state)
{
    static const struct {
        int64_t step;
        enum err err;
    } cases[] = { { 100, OK }, { 100, ERR_CONFLICT }, { 99, ERR_CONFLICT }, { 101, OK } };
    struct bench *b = *state;
    AUTO(db_end) struct db *tx = NULL;
    struct officer_row row = officer(b, dwi, "dwi");

    FINE(b, db_begin(&b->cx, b->db, &tx));
    FINE(b, store_officer_insert(&b->cx, tx, b->post, &row));
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(store_officer_use_totp(&b->cx, tx, dwi, cases[i].step), cases[i].err);
    FINE(b, store_officer_set_totp(&b->cx, tx, dwi, row.key_file)); /* a new secret begins anew */
    assert_int_equal(store_officer_use_totp(&b->cx, tx, dwi, 50), OK);
}

static void the_newest_grant_of_the_agency_counts(void **state)
{
    struct bench *b = *state;
    AUTO(db_end) struct db *tx = NULL;
    struct officer_row row = officer(b, dwi, "dwi");
    uint64_t serial = 0;
    struct bytes sealed;

    FINE(b, db_begin(&b->cx, b->db, &tx));
    FINE(b, store_officer_insert(&b->cx, tx, b->post, &row));
    assert_int_equal(store_agency_grant_newest(&b->cx, tx, b->agencies[1], dwi, &serial, &sealed),
                     ERR_DENIED);
    for (uint64_t i = 1; i <= 3; i++)
        FINE(b, store_agency_grant_insert(&b->cx, tx, b->post, b->agencies[1], dwi, i,
                                          (struct bytes){ blob, i }, 9));
    FINE(b, store_agency_grant_newest(&b->cx, tx, b->agencies[1], dwi, &serial, &sealed));
    assert_int_equal(serial, 3);
    assert_int_equal(sealed.len, 3);
    assert_int_equal(store_agency_grant_newest(&b->cx, tx, b->agencies[0], dwi, &serial, &sealed),
                     ERR_DENIED);
    FINE(b, store_agency_grant_remove(&b->cx, tx, b->agencies[1], dwi));
    assert_int_equal(store_agency_grant_newest(&b->cx, tx, b->agencies[1], dwi, &serial, &sealed),
                     ERR_DENIED);
}

static void a_session_ends_at_its_time_and_with_its_officer(void **state)
{
    struct bench *b = *state;
    AUTO(db_end) struct db *tx = NULL;
    struct session_row s = { .id = { 1 }, .kind = SESSION_OFFICER, .officer = dwi,
                             .blob = { blob, 7 }, .started_us = 10, .expires_us = 100 }, back;
    int64_t removed = 0;

    FINE(b, db_begin(&b->cx, b->db, &tx));
    FINE(b, store_session_insert(&b->cx, tx, b->post, &s));
    s.id[0] = 2;
    s.kind = SESSION_REPORTER;
    s.expires_us = 200;
    FINE(b, store_session_insert(&b->cx, tx, b->post, &s));
    s.id[0] = 1;
    FINE(b, store_session_get(&b->cx, tx, b->post, s.id, 99, &back));
    assert_int_equal(back.kind, SESSION_OFFICER);
    assert_int_equal(back.seen_us, 10);
    assert_int_equal(store_session_get(&b->cx, tx, b->post, s.id, 100, &back), ERR_DENIED);
    assert_int_equal(store_session_get(&b->cx, tx, (struct post_id){ { 'x' } }, s.id, 99, &back),
                     ERR_DENIED);
    FINE(b, store_session_seen(&b->cx, tx, s.id, 50));
    FINE(b, store_session_seen(&b->cx, tx, s.id, 40)); /* never backwards */
    FINE(b, store_session_replace(&b->cx, tx, s.id, (struct bytes){ blob, 3 }));
    FINE(b, store_session_get(&b->cx, tx, b->post, s.id, 99, &back));
    assert_int_equal(back.seen_us, 50);
    assert_int_equal(back.blob.len, 3);
    FINE(b, store_session_remove_officer(&b->cx, tx, dwi));
    assert_int_equal(store_session_get(&b->cx, tx, b->post, s.id, 50, &back), ERR_DENIED);
    assert_int_equal(store_session_replace(&b->cx, tx, s.id, s.blob), ERR_DENIED);
    FINE(b, store_session_expire(&b->cx, tx, 199, &removed));
    assert_int_equal(removed, 0);
    FINE(b, store_session_expire(&b->cx, tx, 200, &removed));
    assert_int_equal(removed, 1);
}

static void a_draft_is_replaced_read_and_forgotten(void **state)
{
    struct bench *b = *state;
    AUTO(db_end) struct db *tx = NULL;
    const uint8_t id[32] = { 7 };
    struct bytes back;
    int64_t updated = 0, removed = 0;

    FINE(b, db_begin(&b->cx, b->db, &tx));
    FINE(b, store_draft_put(&b->cx, tx, b->post, id, (struct bytes){ blob, 7 }, 10));
    FINE(b, store_draft_put(&b->cx, tx, b->post, id, (struct bytes){ blob, 3 }, 20));
    FINE(b, store_draft_get(&b->cx, tx, b->post, id, &back, &updated));
    assert_int_equal(back.len, 3);
    assert_int_equal(updated, 20);
    FINE(b, store_draft_expire(&b->cx, tx, 20, &removed));
    assert_int_equal(removed, 0);
    FINE(b, store_draft_expire(&b->cx, tx, 21, &removed));
    assert_int_equal(removed, 1);
    assert_int_equal(store_draft_get(&b->cx, tx, b->post, id, &back, &updated), ERR_NOT_FOUND);
    FINE(b, store_draft_remove(&b->cx, tx, id));
}

static void a_key_belongs_to_the_first_filing_that_used_it(void **state)
{
    struct bench *b = *state;
    AUTO(db_end) struct db *tx = NULL;
    const uint8_t key[32] = { 9 };
    struct case_id id;
    struct bytes answer;
    int64_t removed = 0;

    FINE(b, db_begin(&b->cx, b->db, &tx));
    assert_int_equal(store_idempotency_get(&b->cx, tx, b->post, key, &id, &answer), ERR_NOT_FOUND);
    FINE(b, store_idempotency_insert(&b->cx, tx, b->post, key, case_id_of(1),
                                     (struct bytes){ blob, 7 }, 10));
    assert_int_equal(store_idempotency_insert(&b->cx, tx, b->post, key, case_id_of(2),
                                              (struct bytes){ blob, 6 }, 11), ERR_CONFLICT);
    FINE(b, store_idempotency_get(&b->cx, tx, b->post, key, &id, &answer));
    assert_memory_equal(id.b, case_id_of(1).b, 16);
    assert_int_equal(answer.len, 7);
    FINE(b, store_idempotency_expire(&b->cx, tx, 11, &removed));
    assert_int_equal(removed, 1);
}

static void a_post_knows_itself_its_agencies_and_its_settings(void **state)
{
    struct bench *b = *state;
    AUTO(db_end) struct db *tx = NULL;
    struct agency_list agencies;
    struct setting_list settings;
    struct post_list posts;

    FINE(b, store_post_list(&b->cx, b->db, &posts));
    assert_int_equal(posts.len, 1);
    assert_true(str_is(posts.at[0].code, "TST"));
    FINE(b, store_agency_list(&b->cx, b->db, b->post, &agencies));
    assert_int_equal(agencies.len, 3);
    assert_int_equal(agencies.at[0].code, AGENCY_BAWASLU);
    FINE(b, db_begin(&b->cx, b->db, &tx));
    FINE(b, store_setting_put(&b->cx, tx, b->post, STR("b"), STR("2")));
    FINE(b, store_setting_put(&b->cx, tx, b->post, STR("a"), STR("1")));
    FINE(b, store_setting_put(&b->cx, tx, b->post, STR("b"), STR("3")));
    FINE(b, store_setting_list(&b->cx, tx, b->post, &settings));
    assert_int_equal(settings.len, 2);
    assert_true(str_is(settings.at[0].name, "a") && str_is(settings.at[1].value, "3"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, bench_open, bench_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(officers_come_back_and_logins_are_taken_once),
        TEST(a_number_works_once),
        TEST(the_newest_grant_of_the_agency_counts),
        TEST(a_session_ends_at_its_time_and_with_its_officer),
        TEST(a_draft_is_replaced_read_and_forgotten),
        TEST(a_key_belongs_to_the_first_filing_that_used_it),
        TEST(a_post_knows_itself_its_agencies_and_its_settings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
