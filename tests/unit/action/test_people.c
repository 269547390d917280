/* Letting officers in and out: what each of a head, an administrator and the terminal may do, and
 * what an officer holds afterwards, tried by signing in. */
#include "desk_fixture.h"
#include <stdio.h>
#include "action/people.h"
#include "action/sign_in.h"
#include "store/officer.h"
#include "vault/totp.h"

#define HEAD "petugas.4" /* Bawaslu's first: head and custodian */

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

static struct people_by head_of(const char *login)
{
    struct people_by by;

    assert_int_equal(
        people_by_password(&f->cx, f->env, f->db, str_of(login), STR(DESK_PASSWORD), &by), OK);
    return by;
}

static const struct agency *bawaslu(void)
{
    return f->officers[AGENCY_BAWASLU]->of;
}

static struct people_by administrator(void)
{
    struct people_by by = { .scope = PEOPLE_OF_POST };

    memset(by.id.b, 0xAD, sizeof by.id.b);
    return by;
}

static struct new_officer named(const char *login, unsigned roles)
{
    return (struct new_officer){ .login = str_of(login),
                                 .name = STR("Petugas Coba"),
                                 .password = STR(DESK_PASSWORD),
                                 .roles = roles };
}

/* The first fault, 0 if it was done; *slip then. */
static unsigned done(const struct people_by *by, struct person_ask ask, struct officer_slip *slip)
{
    struct db *tx = NULL;
    struct person_plan *plan;
    unsigned faults;

    f->cx.now_us += 60 * INT64_C(1000000); /* each number is good once */
    if (people_check(&f->cx, f->env, f->db, by, &ask, &plan, &faults) != OK)
        fail_msg("%s", f->cx.note.text);
    if (!plan)
        return faults;
    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    if (people_write(&f->cx, f->env, tx, plan) != OK)
        fail_msg("%s", f->cx.note.text);
    assert_int_equal(db_commit(&f->cx, tx), OK);
    if (slip)
        *slip = plan->slip;
    return 0;
}

static enum err check_only(const struct people_by *by, struct person_ask ask)
{
    struct person_plan *plan;
    unsigned faults;

    return people_check(&f->cx, f->env, f->db, by, &ask, &plan, &faults);
}

/* Signed in by the slip's words; NULL if they let nobody in. */
static const struct officer_session *enter(const struct officer_slip *slip)
{
    const struct officer_session *who = NULL;
    struct totp_secret secret;
    struct sign_in in;
    struct db *tx = NULL;

    f->cx.now_us += 60 * INT64_C(1000000);
    assert_true(totp_read(slip->totp, &secret));
    struct sign_in_typed typed = {
        .login = slip->login,
        .password = slip->password,
        .known = STR(""),
        .second = arena_printf(f->arena, "%06u",
                               totp_value(TOTP_SHA1, (struct bytes){ secret.b, sizeof secret.b },
                                          (uint64_t)(f->cx.now_us / 30000000), 6)),
    };
    assert_int_equal(sign_in_check(&f->cx, f->env, f->db, &typed, &in), OK);
    if (!in.fine)
        return NULL;
    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    assert_int_equal(sign_in_write(&f->cx, f->env, tx, &in), OK);
    assert_int_equal(db_commit(&f->cx, tx), OK);
    assert_int_equal(officer_session_open(&f->cx, f->env, f->db, in.token, &who, NULL), OK);
    return who;
}

static void an_officer_is_handed_what_his_parts_need(void **state)
{
    static const struct {
        const char *login;
        unsigned roles;
        bool keyed, custodian;
    } cases[] = {
        { "baru.piket", ROLE_BIT(OFFICER_DUTY), true, false },
        { "baru.kunci", ROLE_BIT(OFFICER_CUSTODIAN), true, true },
        { "baru.kepala", OFFICER_ROLES_FIRST, true, true },
        { "baru.humas", ROLE_BIT(OFFICER_PUBLIC), false, false },
    };
    struct people_by by = head_of(HEAD);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct new_officer new = named(cases[i].login, cases[i].roles);
        int64_t leaves = desk_log_size(f);
        struct officer_slip slip;
        const struct officer_session *who;

        assert_int_equal(done(&by, (struct person_ask){ .new = &new }, &slip), 0);
        assert_int_equal(desk_log_size(f), leaves + 1);
        who = enter(&slip);
        assert_non_null(who);
        assert_int_equal(who->secrets.keyed, cases[i].keyed);
        assert_int_equal(who->secrets.custodian, cases[i].custodian);
        assert_int_equal(who->agency, AGENCY_BAWASLU);
        if (cases[i].keyed)
            assert_memory_equal(who->secrets.keys.pk.b, bawaslu()->box_pk.b, 32);
        if (cases[i].custodian)
            assert_memory_equal(who->secrets.shares.pk.b, bawaslu()->custodian_pk.b, 32);
    }
}

static void what_is_wrong_with_a_new_officer_is_said_and_nothing_done(void **state)
{
    static const struct {
        const char *login;
        unsigned roles, faults;
    } cases[] = {
        { "x", ROLE_BIT(OFFICER_DUTY), PERSON_LOGIN_BAD },
        { "Besar", ROLE_BIT(OFFICER_DUTY), PERSON_LOGIN_BAD },
        { HEAD, ROLE_BIT(OFFICER_DUTY), PERSON_LOGIN_TAKEN },
        { "petugas.1", ROLE_BIT(OFFICER_DUTY), PERSON_LOGIN_TAKEN }, /* of another agency */
        { "tanpa.peran", 0, PERSON_ROLES_NONE },
        { "admin.oleh.kepala", ROLE_BIT(OFFICER_ADMIN), PERSON_ROLES_UNFIT },
        { "admin.dan.piket", ROLE_BIT(OFFICER_ADMIN) | ROLE_BIT(OFFICER_DUTY), PERSON_ROLES_UNFIT },
        { "asing", ROLE_BIT(OFFICER_ROLE_COUNT), PERSON_ROLES_UNFIT },
        { "?", 0, PERSON_LOGIN_BAD | PERSON_ROLES_NONE },
    };
    struct people_by by = head_of(HEAD);
    int64_t leaves = desk_log_size(f);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct new_officer new = named(cases[i].login, cases[i].roles);

        assert_int_equal(done(&by, (struct person_ask){ .new = &new }, NULL), cases[i].faults);
    }
    assert_int_equal(desk_log_size(f), leaves);
}

static void only_a_custodian_makes_a_custodian(void **state)
{
    struct people_by by = head_of(HEAD);
    struct new_officer head = named("kepala.dua", ROLE_BIT(OFFICER_HEAD));
    struct new_officer third = named("ketiga", ROLE_BIT(OFFICER_CUSTODIAN));

    (void)state;
    assert_int_equal(done(&by, (struct person_ask){ .new = &head }, NULL), 0);
    by = head_of("kepala.dua");
    assert_int_equal(done(&by, (struct person_ask){ .new = &third }, NULL), PERSON_NOT_CUSTODIAN);
    third.roles = ROLE_BIT(OFFICER_DUTY);
    assert_int_equal(done(&by, (struct person_ask){ .new = &third }, NULL), 0);
    assert_int_equal(done(&by,
                          (struct person_ask){ .deed = PERSON_ROLES,
                                               .login = third.login,
                                               .roles = ROLE_BIT(OFFICER_CUSTODIAN) },
                          NULL),
                     PERSON_NOT_CUSTODIAN);
}

static void keys_come_and_go_with_the_parts(void **state)
{
    static const struct {
        unsigned roles;
        bool keyed, custodian;
    } steps[] = {
        { ROLE_BIT(OFFICER_PUBLIC), false, false },
        { ROLE_BIT(OFFICER_CASE), true, false },
        { ROLE_BIT(OFFICER_CASE) | ROLE_BIT(OFFICER_CUSTODIAN), true, true },
        { ROLE_BIT(OFFICER_CUSTODIAN), true, true },
        { ROLE_BIT(OFFICER_DUTY), true, false },
        { ROLE_BIT(OFFICER_PUBLIC), false, false },
    };
    struct people_by by = head_of(HEAD);
    struct new_officer new = named("berganti", ROLE_BIT(OFFICER_DUTY));
    const struct officer_session *who;
    struct officer_slip slip;

    (void)state;
    assert_int_equal(done(&by, (struct person_ask){ .new = &new }, &slip), 0);
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        assert_int_equal(done(&by,
                              (struct person_ask){ .deed = PERSON_ROLES,
                                                   .login = new.login,
                                                   .roles = steps[i].roles },
                              NULL),
                         0);
        who = enter(&slip);
        assert_int_equal(who->roles, steps[i].roles);
        assert_int_equal(who->secrets.keyed, steps[i].keyed);
        assert_int_equal(who->secrets.custodian, steps[i].custodian);
    }
}

static void an_agency_is_never_left_without_keys(void **state)
{
    struct people_by terminal = { .scope = PEOPLE_TERMINAL }, admin = administrator(), by;
    struct new_officer duty = named("piket.dua", ROLE_BIT(OFFICER_DUTY));
    struct new_officer head = named("kepala.dua", ROLE_BIT(OFFICER_HEAD));
    const unsigned all = PERSON_LAST_KEYS | PERSON_LAST_HEAD | PERSON_LAST_CUSTODIAN;
    struct person_ask end = { .deed = PERSON_END, .login = STR(HEAD) };
    struct person_ask reset = { .deed = PERSON_RESET, .login = STR(HEAD) };

    (void)state;
    assert_int_equal(done(&terminal, end, NULL), all);
    assert_int_equal(done(&admin, reset, NULL), all);
    by = head_of(HEAD);
    assert_int_equal(done(&by, (struct person_ask){ .new = &duty }, NULL), 0);
    assert_int_equal(done(&terminal, end, NULL), PERSON_LAST_HEAD | PERSON_LAST_CUSTODIAN);
    assert_int_equal(done(&by, (struct person_ask){ .new = &head }, NULL), 0);
    assert_int_equal(done(&terminal, end, NULL), PERSON_LAST_CUSTODIAN);
    head = named("kepala.tiga", OFFICER_ROLES_FIRST);
    assert_int_equal(done(&by, (struct person_ask){ .new = &head }, NULL), 0);
    /* an administrator believes only in who was seen to come in */
    assert_int_equal(done(&admin, reset, NULL), all);
    assert_int_equal(done(&terminal, end, NULL), 0);
}

static void a_reset_sign_in_opens_nothing_until_a_colleague_hands_the_keys_on(void **state)
{
    struct people_by by = head_of(HEAD), admin = administrator();
    struct new_officer new = named("lalai", ROLE_BIT(OFFICER_CASE) | ROLE_BIT(OFFICER_CUSTODIAN));
    struct officer_slip first, again;
    const struct officer_session *who;
    int64_t leaves;

    (void)state;
    assert_int_equal(done(&by, (struct person_ask){ .new = &new }, &first), 0);
    assert_non_null(enter(&first));
    leaves = desk_log_size(f);
    assert_int_equal(
        done(&admin, (struct person_ask){ .deed = PERSON_RESET, .login = new.login }, &again), 0);
    assert_int_equal(desk_log_size(f), leaves + 2); /* one key ended, one is new */
    assert_null(enter(&first));
    who = enter(&again);
    assert_false(who->secrets.keyed || who->secrets.custodian);
    assert_true(who->first_steps);
    for (enum permission p = PERMISSION_NONE; p < PERMISSION_COUNT; p++)
        assert_int_equal(officer_may(who, p), p == MAY_SIGN_IN);
    assert_int_equal(
        done(&by, (struct person_ask){ .deed = PERSON_GRANT, .login = new.login }, NULL), 0);
    who = enter(&again);
    assert_true(who->secrets.keyed && who->secrets.custodian);
    /* nothing is left to hand on */
    assert_int_equal(
        check_only(&by, (struct person_ask){ .deed = PERSON_GRANT, .login = new.login }),
        ERR_NOT_FOUND);
}

static void a_first_password_ends_after_seven_days(void **state)
{
    struct people_by by = head_of(HEAD);
    struct new_officer new = named("telat", ROLE_BIT(OFFICER_DUTY));
    struct officer_slip slip;

    (void)state;
    new.password = STR("");
    assert_int_equal(done(&by, (struct person_ask){ .new = &new }, &slip), 0);
    f->cx.now_us += 7 * 24 * HOUR_US - 120 * INT64_C(1000000);
    assert_non_null(enter(&slip));
    f->cx.now_us += 120 * INT64_C(1000000);
    assert_null(enter(&slip));
}

/* Who may do what with whom; 0 stands for "not there". */
static void each_may_only_what_is_his(void **state)
{
    struct people_by head = head_of(HEAD), admin = administrator(),
                     terminal = { .scope = PEOPLE_TERMINAL };
    struct new_officer duty = named("piket.dua", ROLE_BIT(OFFICER_DUTY));
    struct new_officer boss = named("admin.satu", ROLE_BIT(OFFICER_ADMIN));
    struct new_officer waits = named("menunggu", ROLE_BIT(OFFICER_DUTY));
    const struct {
        const char *what;
        const struct people_by *by;
        enum person_deed deed;
        const char *whom;
        bool there;
    } cases[] = {
        { "a head and his officer", &head, PERSON_ROLES, "piket.dua", true },
        { "a head and his officer", &head, PERSON_END, "piket.dua", true },
        { "a head resets none", &head, PERSON_RESET, "piket.dua", false },
        { "who has keys needs none", &head, PERSON_GRANT, "piket.dua", false },
        { "who waits is handed them", &head, PERSON_GRANT, "menunggu", true },
        { "a head and himself", &head, PERSON_END, HEAD, false },
        { "a head and himself", &head, PERSON_ROLES, HEAD, false },
        { "a head and another agency", &head, PERSON_END, "petugas.1", false },
        { "a head and another agency", &head, PERSON_ROLES, "petugas.1", false },
        { "a head and the administrator", &head, PERSON_END, "admin.satu", false },
        { "a head and the administrator", &head, PERSON_ROLES, "admin.satu", false },
        { "an administrator gives no parts", &admin, PERSON_ROLES, "piket.dua", false },
        { "an administrator hands no keys on", &admin, PERSON_GRANT, "menunggu", false },
        { "an administrator ends none with keys", &admin, PERSON_END, "piket.dua", false },
        { "an administrator ends who has none", &admin, PERSON_END, "menunggu", true },
        { "an administrator resets all", &admin, PERSON_RESET, "piket.dua", true },
        { "the terminal hands no keys on", &terminal, PERSON_GRANT, "menunggu", false },
        { "nobody there", &terminal, PERSON_END, "tidak.ada", false },
    };

    (void)state;
    assert_int_equal(done(&head, (struct person_ask){ .new = &duty }, NULL), 0);
    assert_int_equal(done(&admin, (struct person_ask){ .new = &boss, .agency = bawaslu() }, NULL),
                     0);
    assert_int_equal(done(&admin, (struct person_ask){ .new = &waits, .agency = bawaslu() }, NULL),
                     0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct person_ask ask = { .deed = cases[i].deed,
                                  .login = str_of(cases[i].whom),
                                  .roles = ROLE_BIT(OFFICER_DUTY) };
        enum err err = check_only(cases[i].by, ask);

        if (err != (cases[i].there ? OK : ERR_NOT_FOUND))
            fail_msg("%s: %s", cases[i].what, err_name(err));
    }
}

static void two_at_once_and_the_second_is_refused(void **state)
{
    struct people_by by = head_of(HEAD);
    struct new_officer new = named("direbut", ROLE_BIT(OFFICER_DUTY));
    struct person_ask ask = { .deed = PERSON_ROLES,
                              .login = STR("direbut"),
                              .roles = ROLE_BIT(OFFICER_CASE) };
    struct person_plan *plan;
    struct db *tx = NULL;
    unsigned faults;

    (void)state;
    assert_int_equal(done(&by, (struct person_ask){ .new = &new }, NULL), 0);
    assert_int_equal(people_check(&f->cx, f->env, f->db, &by, &ask, &plan, &faults), OK);
    assert_int_equal(done(&by, (struct person_ask){ .deed = PERSON_END, .login = new.login }, NULL),
                     0);
    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    assert_int_equal(people_write(&f->cx, f->env, tx, plan), ERR_CONFLICT);
    db_end(&tx);
}

static void only_a_head_lets_others_in_at_the_terminal(void **state)
{
    struct people_by by = head_of(HEAD);
    struct new_officer new = named("piket.dua", ROLE_BIT(OFFICER_DUTY));

    (void)state;
    assert_int_equal(done(&by, (struct person_ask){ .new = &new }, NULL), 0);
    assert_int_equal(
        people_by_password(&f->cx, f->env, f->db, STR("piket.dua"), STR(DESK_PASSWORD), &by),
        ERR_DENIED);
    assert_int_equal(
        people_by_password(&f->cx, f->env, f->db, STR(HEAD), STR("bukan-sandinya"), &by),
        ERR_DENIED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_officer_is_handed_what_his_parts_need),
        TEST(what_is_wrong_with_a_new_officer_is_said_and_nothing_done),
        TEST(only_a_custodian_makes_a_custodian),
        TEST(keys_come_and_go_with_the_parts),
        TEST(an_agency_is_never_left_without_keys),
        TEST(a_reset_sign_in_opens_nothing_until_a_colleague_hands_the_keys_on),
        TEST(a_first_password_ends_after_seven_days),
        TEST(each_may_only_what_is_his),
        TEST(two_at_once_and_the_second_is_refused),
        TEST(only_a_head_lets_others_in_at_the_terminal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
