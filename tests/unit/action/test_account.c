/*
 * An officer's own account: his second factors and his sessions. How he comes in: test_sign_in.
 */
#include "action/account.h"
#include "sign_in_fixture.h"

static void one_second_factor_always_remains(void **state)
{
    struct officer_id id = door.f->officers[AGENCY_KPU]->id;
    static const uint8_t bytes[16] = { 9 };
    struct db *tx = begun();

    (void)state;
    assert_int_equal(totp_remove(&door.f->cx, door.f->env, tx, id), ERR_CONFLICT);
    assert_int_equal(db_commit(&door.f->cx, tx), OK);
    give_passkey(id);
    tx = begun();
    assert_int_equal(totp_remove(&door.f->cx, door.f->env, tx, id), OK);
    assert_int_equal(passkey_remove(&door.f->cx, door.f->env, tx, id, (struct bytes){ bytes, 16 }),
                     ERR_CONFLICT);
    assert_int_equal(db_commit(&door.f->cx, tx), OK);
    set_up_app(id);
    tx = begun();
    assert_int_equal(passkey_remove(&door.f->cx, door.f->env, tx,
                                    door.f->officers[AGENCY_BAWASLU]->id,
                                    (struct bytes){ bytes, 16 }),
                     ERR_NOT_FOUND);
    assert_int_equal(passkey_remove(&door.f->cx, door.f->env, tx, id, (struct bytes){ bytes, 16 }),
                     OK);
    assert_int_equal(db_commit(&door.f->cx, tx), OK);
}

/* What an authenticator said, at the moment of writing. */
static enum err used(struct officer_id id, uint8_t challenge, uint32_t counter)
{
    static const uint8_t bytes[16] = { 9 };
    struct passkey_use use = { .row = { .id = { bytes, 16 }, .officer = id, .counter = counter },
                               .challenge_hash = { challenge },
                               .challenge_until_us = door.f->cx.now_us + MINUTE_US };
    struct db *tx = begun();
    enum err err = passkey_sign_in_write(&door.f->cx, tx, &use);

    if (err == OK)
        assert_int_equal(db_commit(&door.f->cx, tx), OK);
    else
        db_end(&tx);
    return err;
}

/* Two answers may have been checked together: whoever is written second finds it used. */
static void a_challenge_and_a_counter_are_used_once(void **state)
{
    struct officer_id id = door.f->officers[AGENCY_KPU]->id;

    (void)state;
    give_passkey(id);
    assert_int_equal(used(id, 1, 0), OK);
    assert_int_equal(used(id, 1, 0), ERR_CONFLICT); /* the challenge */
    assert_int_equal(used(id, 2, 0), OK);           /* a passkey may count nothing at all */
    assert_int_equal(used(id, 3, 7), OK);
    assert_int_equal(used(id, 4, 7), ERR_CONFLICT); /* the counter */
    assert_int_equal(used(id, 5, 6), ERR_CONFLICT);
    assert_int_equal(used(id, 6, 0), ERR_CONFLICT);
    assert_int_equal(used(door.f->officers[AGENCY_BAWASLU]->id, 7, 8), ERR_CONFLICT);
    assert_int_equal(used(id, 8, 8), OK);
}

/* A counter that goes back may mean a copy: its officer is to see it. */
static void a_refused_counter_is_remembered(void **state)
{
    struct officer_id id = door.f->officers[AGENCY_KPU]->id;
    static const uint8_t bytes[16] = { 9 };
    struct sign_in in = { .officer = id, .copied = { bytes, 16 } };
    struct passkey_list list;
    struct db *tx;

    (void)state;
    give_passkey(id);
    tx = begun();
    assert_int_equal(sign_in_write(&door.f->cx, door.f->env, tx, &in), OK);
    assert_int_equal(db_commit(&door.f->cx, tx), OK);
    assert_int_equal(store_passkey_list(&door.f->cx, door.f->db, door.f->env->post, id, &list), OK);
    assert_int_equal(list.at[0].refused_us, door.f->cx.now_us);
    assert_int_equal(list.at[0].used_us, 0);
}

static void sessions_are_listed_and_ended(void **state)
{
    struct officer_id id = door.f->officers[AGENCY_KPU]->id;
    struct sign_in one = tried(door.login.at, PASSWORD, number_at(door.f->cx.now_us), ""), two;
    struct account account;
    struct db *tx;

    (void)state;
    door.f->cx.now_us += MINUTE_US;
    two = tried(door.login.at, PASSWORD, number_at(door.f->cx.now_us), "");
    assert_int_equal(account_read(&door.f->cx, door.f->env, door.f->db, session_of(two.token),
                                  two.token, &account),
                     OK);
    assert_int_equal(account.sessions.len, 3); /* with the fixture's own */
    assert_memory_equal(account.sessions.at[0].id, account.this_session, 32);
    tx = begun();
    assert_int_equal(own_session_end(&door.f->cx, tx, door.f->officers[AGENCY_BAWASLU]->id,
                                     account.sessions.at[1].id),
                     ERR_NOT_FOUND);
    assert_int_equal(own_session_end(&door.f->cx, tx, id, account.sessions.at[1].id), OK);
    assert_int_equal(db_commit(&door.f->cx, tx), OK);
    assert_null(session_of(one.token));
    tx = begun();
    assert_int_equal(other_sessions_end(&door.f->cx, tx, id, two.token), OK);
    assert_int_equal(db_commit(&door.f->cx, tx), OK);
    assert_int_equal(account_read(&door.f->cx, door.f->env, door.f->db, session_of(two.token),
                                  two.token, &account),
                     OK);
    assert_int_equal(account.sessions.len, 1);
    tx = begun();
    assert_int_equal(officer_sessions_end(&door.f->cx, tx, id), OK);
    assert_int_equal(db_commit(&door.f->cx, tx), OK);
    assert_null(session_of(two.token));
}

static void a_session_is_idle_after_15_minutes_and_over_after_8_hours(void **state)
{
    struct sign_in in = tried(door.login.at, PASSWORD, number_at(door.f->cx.now_us), "");
    int64_t began = door.f->cx.now_us;

    (void)state;
    door.f->cx.now_us = began + OFFICER_IDLE_US - 1;
    assert_non_null(session_of(in.token));
    door.f->cx.now_us = began + OFFICER_IDLE_US;
    assert_null(session_of(in.token));
    for (door.f->cx.now_us = began; door.f->cx.now_us < began + OFFICER_ABSOLUTE_US;
         door.f->cx.now_us += 10 * MINUTE_US) {
        struct db *tx = begun();

        assert_non_null(session_of(in.token));
        assert_int_equal(session_touch(&door.f->cx, tx, in.token), OK);
        assert_int_equal(db_commit(&door.f->cx, tx), OK);
    }
    assert_null(session_of(in.token));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, door_start, door_stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_second_factor_always_remains),
        TEST(a_challenge_and_a_counter_are_used_once),
        TEST(a_refused_counter_is_remembered),
        TEST(sessions_are_listed_and_ended),
        TEST(a_session_is_idle_after_15_minutes_and_over_after_8_hours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
