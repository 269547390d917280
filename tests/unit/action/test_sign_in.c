/*
 * The officers' door: what lets in, what does not, who waits, and what a half session opens
 * (ledger.md section 9). Passkeys themselves: tests/unit/vault and tests/browser/passkey.
 */
#include "action/account.h"
#include "action/again.h"
#include "action/back_off.h"
#include "base/file.h"
#include "sign_in_fixture.h"
#include "store/officer.h"

static void only_all_three_together_let_in(void **state)
{
    const char *me = door.login.at;
    struct str now = number_at(door.f->cx.now_us);
    const struct {
        const char *what, *login, *password;
        struct str number;
        bool fine;
    } rows[] = {
        { "nobody's name", "tidak.ada", PASSWORD, now, false },
        { "another's number", "petugas.1", PASSWORD, now, false },
        { "a wrong password", me, "bukan ini", now, false },
        { "no password", me, "", now, false },
        { "a wrong number", me, PASSWORD, STR("000000"), false },
        { "no number", me, PASSWORD, STR(""), false },
        { "all three", me, PASSWORD, now, true },
        { "a number that was used", me, PASSWORD, now, false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct sign_in in = tried(rows[i].login, rows[i].password, rows[i].number, "");

        if (in.fine != rows[i].fine || in.half || in.waiting)
            fail_msg("%s: fine %d, half %d, waiting %d", rows[i].what, in.fine, in.half,
                     in.waiting);
        assert_int_equal(in.token.len, in.fine ? 64 : 0);
        assert_true(!in.fine || session_of(in.token) != NULL);
    }
}

/* Of a name that somebody has and one that nobody has, the answers are the same, try by try. */
static void waiting_tells_nothing_and_ends(void **state)
{
    (void)state;
    for (int i = 1; i <= 12; i++) {
        struct sign_in mine = tried(door.login.at, "bukan ini", STR(""), "");
        struct sign_in none = tried("tidak.ada", "bukan ini", STR(""), "");

        assert_int_equal(mine.waiting, none.waiting);
        assert_int_equal(mine.wait_s, none.wait_s);
        assert_int_equal(mine.waiting, i > BACK_OFF_FREE);
        assert_true(mine.wait_s <= BACK_OFF_MAX_S + 1);
        if (mine.waiting) { /* even with everything right */
            assert_false(tried(door.login.at, PASSWORD, number_at(door.f->cx.now_us), "").fine);
            door.f->cx.now_us += mine.wait_s * INT64_C(1000000);
            (void)tried(door.login.at, "bukan ini", STR(""), "");
            (void)tried("tidak.ada", "bukan ini", STR(""), "");
        }
    }
    door.f->cx.now_us += (BACK_OFF_MAX_S + 1) * INT64_C(1000000);
    assert_true(tried(door.login.at, PASSWORD, number_at(door.f->cx.now_us), "").fine);
    assert_false(tried(door.login.at, "bukan ini", STR(""), "").waiting); /* counted anew */
}

/* Strangers who try his name for ever do not keep him out of the browser he uses. */
static void a_known_browser_does_not_wait_for_strangers(void **state)
{
    struct sign_in first = tried(door.login.at, PASSWORD, number_at(door.f->cx.now_us), "");
    char known[DOOR_KNOWN_TEXT + 1];

    (void)state;
    assert_true(first.fine);
    snprintf(known, sizeof known, "%.*s", STR_FMT(first.known));
    for (int i = 0; i <= BACK_OFF_FREE; i++)
        (void)tried(door.login.at, "bukan ini", STR(""), "");
    door.f->cx.now_us += MINUTE_US / 2;
    assert_true(tried(door.login.at, PASSWORD, number_at(door.f->cx.now_us), "").waiting);
    assert_true(tried(door.login.at, PASSWORD, number_at(door.f->cx.now_us), known).fine);
    /* The mark is his, not another's; and it has its own count. */
    for (int i = 0; i < BACK_OFF_FREE; i++)
        (void)tried("petugas.1", "bukan ini", STR(""), known);
    assert_true(tried("petugas.1", "bukan ini", STR(""), "").waiting);
    for (int i = 0; i < BACK_OFF_FREE; i++)
        (void)tried(door.login.at, "bukan ini", STR(""), known);
    assert_true(tried(door.login.at, PASSWORD, STR(""), known).waiting);
    known[3] = known[3] == 'a' ? 'b' : 'a';
    assert_true(tried(door.login.at, PASSWORD, STR(""), known).waiting);
}

static struct sign_in second(struct str half, struct str typed)
{
    struct sign_in_typed given = {
        .login = STR(""), .password = STR(""), .second = typed, .known = STR("")
    };
    struct passkey_answer none = { .challenge = STR(""),
                                   .id = STR(""),
                                   .client_data = STR(""),
                                   .data = STR(""),
                                   .signature = STR(""),
                                   .user = STR("") };
    struct sign_in in;
    struct db *tx;

    if (sign_in_second(&door.f->cx, door.f->env, door.f->db, half, &given, &none, &in) != OK)
        return (struct sign_in){ .fine = false };
    tx = begun();
    assert_int_equal(sign_in_write(&door.f->cx, door.f->env, tx, &in), OK);
    assert_int_equal(db_commit(&door.f->cx, tx), OK);
    return in;
}

static void half_a_session_opens_one_page_and_no_other(void **state)
{
    struct passkey_site site = { STR("https://posko.example"), STR("posko.example") };
    struct passkey_offer offer;
    struct sign_in half, in;

    (void)state;
    give_passkey(door.f->officers[AGENCY_KPU]->id);
    assert_false(tried(door.login.at, "bukan ini", STR(""), "").half);
    half = tried(door.login.at, PASSWORD, STR(""), "");
    assert_true(half.half && !half.fine);
    assert_null(session_of(half.token));
    assert_int_equal(sign_in_offer(&door.f->cx, door.f->env, door.f->db, half.token, site, &offer),
                     OK);
    assert_int_equal(offer.count, 1);
    in = second(half.token, STR("000000"));
    assert_true(in.half && !in.fine && in.token.len == 0);
    assert_false(second(half.token, STR("")).fine); /* no passkey's answer */
    in = second(half.token, number_at(door.f->cx.now_us));
    assert_true(in.fine);
    assert_non_null(session_of(in.token));
    assert_false(str_eq(in.token, half.token)); /* ASVS 7.2.4 */
    door.f->cx.now_us += MINUTE_US / 2;
    assert_false(second(half.token, number_at(door.f->cx.now_us)).half); /* it is gone */
    assert_int_equal(sign_in_offer(&door.f->cx, door.f->env, door.f->db, in.token, site, &offer),
                     ERR_DENIED);
}

static void half_a_session_is_over_after_five_minutes(void **state)
{
    struct sign_in half;

    (void)state;
    give_passkey(door.f->officers[AGENCY_KPU]->id);
    half = tried(door.login.at, PASSWORD, STR(""), "");
    door.f->cx.now_us += HALF_LIFE_US;
    assert_false(second(half.token, number_at(door.f->cx.now_us)).half);
    half = tried(door.login.at, PASSWORD, STR(""), "");
    door.f->cx.now_us += HALF_LIFE_US - MINUTE_US;
    assert_true(second(half.token, number_at(door.f->cx.now_us)).fine);
}

/* Failed second factors count at the same door as failed passwords. */
static void failed_second_factors_make_one_wait(void **state)
{
    struct sign_in half;

    (void)state;
    give_passkey(door.f->officers[AGENCY_KPU]->id);
    half = tried(door.login.at, PASSWORD, STR(""), "");
    for (int i = 0; i < BACK_OFF_FREE; i++) {
        assert_false(second(half.token, STR("000000")).waiting);
        (void)tried(door.login.at, PASSWORD, STR(""), ""); /* the right password resets nothing */
    }
    assert_true(second(half.token, number_at(door.f->cx.now_us)).waiting);
    assert_true(tried(door.login.at, PASSWORD, STR(""), "").waiting);
}

static void a_slip_stands_in_once(void **state)
{
    struct officer_id id = door.f->officers[AGENCY_KPU]->id;
    struct slips_made slips, others;
    struct db *tx = begun();
    struct sign_in in;

    (void)state;
    assert_int_equal(slips_make(&door.f->cx, door.f->env, id, &slips), OK);
    assert_int_equal(slips_make(&door.f->cx, door.f->env, id, &others), OK);
    assert_int_equal(slips_write(&door.f->cx, tx, id, &others), OK);
    assert_int_equal(slips_write(&door.f->cx, tx, id, &slips), OK);
    assert_int_equal(db_commit(&door.f->cx, tx), OK);
    assert_false(tried(door.login.at, "bukan ini", slips.shown[0], "").fine);
    assert_false(tried(door.login.at, PASSWORD, others.shown[0], "").fine); /* replaced */
    in = tried(door.login.at, PASSWORD, slips.shown[0], "");
    assert_true(in.fine && in.by == FACTOR_SLIP);
    assert_int_equal(in.slips_left, SLIPS_GIVEN - 1);
    assert_false(tried(door.login.at, PASSWORD, slips.shown[0], "").fine);
    assert_false(tried("petugas.1", PASSWORD, slips.shown[1], "").fine); /* another's */
    assert_true(tried(door.login.at, PASSWORD, slips.shown[1], "").fine);
}

static void set_must_change(struct officer_id id, bool must)
{
    struct officer_row row;
    struct db *tx = begun();

    assert_int_equal(store_officer_get(&door.f->cx, tx, door.f->env->post, id, &row), OK);
    assert_int_equal(
        store_officer_set_password(&door.f->cx, tx, id, row.key_file, row.password, must), OK);
    assert_int_equal(db_commit(&door.f->cx, tx), OK);
}

static void a_first_password_dies_after_a_week(void **state)
{
    struct officer_id id = door.f->officers[AGENCY_KPU]->id;

    (void)state;
    set_must_change(id, true);
    door.f->cx.now_us = DESK_NOW + FIRST_PASSWORD_LIFE_US - MINUTE_US;
    assert_true(session_of(tried(door.login.at, PASSWORD, number_at(door.f->cx.now_us), "").token)
                    ->first_steps);
    door.f->cx.now_us = DESK_NOW + FIRST_PASSWORD_LIFE_US;
    assert_false(tried(door.login.at, PASSWORD, number_at(door.f->cx.now_us), "").fine);
    set_must_change(id, false); /* his own does not die */
    assert_true(tried(door.login.at, PASSWORD, number_at(door.f->cx.now_us), "").fine);
}

/* His keys by his password, as again_check gives them. */
static struct officer_keys keys_by(const char *password, enum again_fault want)
{
    struct again_result result;

    assert_int_equal(again_check(&door.f->cx, door.f->env, door.f->db,
                                 door.f->officers[AGENCY_KPU]->id, str_of(password), &result),
                     OK);
    assert_int_equal(result.fault, want);
    return result.keys;
}

static void the_first_steps_leave_nothing_of_the_slip(void **state)
{
    struct officer_id id = door.f->officers[AGENCY_KPU]->id;
    struct sign_in old = tried(door.login.at, PASSWORD, number_at(door.f->cx.now_us), ""), other,
                   in;
    struct officer_keys keys = keys_by(PASSWORD, AGAIN_IS_FINE);
    struct totp_secret before = door.app;
    struct first_steps steps = { .by_passkey = false };
    struct totp_offer offer;
    struct db *tx;

    (void)state;
    set_must_change(id, true);
    door.f->cx.now_us += MINUTE_US;
    other = tried(door.login.at, PASSWORD, number_at(door.f->cx.now_us), "");
    assert_int_equal(totp_offer_make(&door.f->cx, door.f->env, id, door.login, &offer), OK);
    assert_true(totp_read(offer.text, &door.app));
    assert_int_equal(totp_confirm(&door.f->cx, door.f->env, id, offer.box,
                                  number_at(door.f->cx.now_us), &steps.totp),
                     OK);
    assert_int_equal(
        password_make(&door.f->cx, STR("hujan di jendela biru"), &keys, &steps.password), OK);
    assert_int_equal(slips_make(&door.f->cx, door.f->env, id, &steps.slips), OK);
    tx = begun();
    assert_int_equal(first_steps_write(&door.f->cx, door.f->env, tx, id, other.token, &steps), OK);
    assert_int_equal(db_commit(&door.f->cx, tx), OK);
    assert_null(session_of(old.token)); /* whoever had the slip is out */
    assert_non_null(session_of(other.token));
    assert_false(session_of(other.token)->first_steps);
    door.f->cx.now_us += MINUTE_US;
    assert_false(tried(door.login.at, PASSWORD, number_at(door.f->cx.now_us), "").fine);
    in = tried(door.login.at, "hujan di jendela biru", number_at(door.f->cx.now_us), "");
    assert_true(in.fine && session_of(in.token)->secrets.keyed);
    door.f->cx.now_us += MINUTE_US;
    door.app = before;
    assert_false(
        tried(door.login.at, "hujan di jendela biru", number_at(door.f->cx.now_us), "").fine);
}

static void an_offered_app_is_one_officers_and_for_an_hour(void **state)
{
    struct officer_id id = door.f->officers[AGENCY_KPU]->id;
    struct officer_id other = door.f->officers[AGENCY_BAWASLU]->id;
    struct totp_offer offer, back;

    (void)state;
    assert_int_equal(totp_offer_make(&door.f->cx, door.f->env, id, door.login, &offer), OK);
    assert_int_equal(totp_offer_open(&door.f->cx, door.f->env, id, door.login, offer.box, &back),
                     OK);
    assert_true(str_eq(offer.text, back.text));
    assert_int_equal(totp_offer_open(&door.f->cx, door.f->env, other, door.login, offer.box, &back),
                     ERR_DENIED);
    assert_int_equal(totp_offer_open(&door.f->cx, door.f->env, id, door.login, STR("00"), &back),
                     ERR_DENIED);
    door.f->cx.now_us += HOUR_US + 1;
    assert_int_equal(totp_offer_open(&door.f->cx, door.f->env, id, door.login, offer.box, &back),
                     ERR_DENIED);
}

static void the_password_is_asked_again_and_counted_apart(void **state)
{
    struct officer_id id = door.f->officers[AGENCY_KPU]->id;

    (void)state;
    (void)keys_by("", AGAIN_IS_EMPTY);
    for (int i = 0; i < BACK_OFF_FREE; i++) {
        struct db *tx = begun();

        (void)keys_by("bukan ini", AGAIN_IS_WRONG);
        assert_int_equal(again_failed(&door.f->cx, door.f->env, tx, id), OK);
        assert_int_equal(db_commit(&door.f->cx, tx), OK);
    }
    (void)keys_by(PASSWORD, AGAIN_MUST_WAIT);
    assert_true(tried(door.login.at, PASSWORD, number_at(door.f->cx.now_us), "")
                    .fine);                 /* the door is open */
    (void)keys_by(PASSWORD, AGAIN_IS_FINE); /* and whoever came in by it begins anew */
}

/* Whole and half sessions are open, and the files hold neither token nor secret. */
static void a_copy_of_the_database_opens_nothing(void **state)
{
    static const char *const names[] = { "posko.db", "posko.db-wal" };
    struct sign_in in = tried(door.login.at, PASSWORD, number_at(door.f->cx.now_us), ""), half;
    const struct officer_session *s = session_of(in.token);
    size_t read = 0;

    (void)state;
    give_passkey(s->id);
    half = tried(door.login.at, PASSWORD, STR(""), "");
    assert_true(half.half);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const char *path = arena_printf(door.f->arena, "%s/%s", door.f->dir, names[i]).at;
        struct bytes all;

        if (file_read(&door.f->cx, path, 64u << 20, &all) != OK)
            continue;
        read += all.len;
        assert_null(memmem(all.at, all.len, s->secrets.master.b, 32));
        assert_null(memmem(all.at, all.len, s->secrets.keys.sk.b, 32));
        assert_null(memmem(all.at, all.len, s->secrets.keys.sign_sk.b, 32));
        assert_null(memmem(all.at, all.len, door.app.b, sizeof door.app.b));
        assert_null(memmem(all.at, all.len, in.token.at, 64));
        assert_null(memmem(all.at, all.len, half.token.at, 64));
    }
    assert_true(read > 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, door_start, door_stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(only_all_three_together_let_in),
        TEST(waiting_tells_nothing_and_ends),
        TEST(a_known_browser_does_not_wait_for_strangers),
        TEST(half_a_session_opens_one_page_and_no_other),
        TEST(half_a_session_is_over_after_five_minutes),
        TEST(failed_second_factors_make_one_wait),
        TEST(a_slip_stands_in_once),
        TEST(a_first_password_dies_after_a_week),
        TEST(the_first_steps_leave_nothing_of_the_slip),
        TEST(an_offered_app_is_one_officers_and_for_an_hour),
        TEST(the_password_is_asked_again_and_counted_apart),
        TEST(a_copy_of_the_database_opens_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
