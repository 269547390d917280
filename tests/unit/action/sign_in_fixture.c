/* sign_in_fixture: see the header. */
#include "sign_in_fixture.h"
#include "store/passkey.h"

struct door_fixture door;

struct db *begun(void)
{
    struct db *tx = NULL;

    assert_int_equal(db_begin(&door.f->cx, door.f->db, &tx), OK);
    return tx;
}

struct str number_at(int64_t now_us)
{
    return arena_printf(door.f->arena, "%06u",
                        totp_value(TOTP_SHA1, (struct bytes){ door.app.b, sizeof door.app.b },
                                   (uint64_t)(now_us / 30000000), 6));
}

/* The app as an officer sets it up: the secret off the page, a number back. */
void set_up_app(struct officer_id id)
{
    struct totp_offer offer;
    struct totp_made made;
    struct db *tx = begun();

    assert_int_equal(totp_offer_make(&door.f->cx, door.f->env, id, door.login, &offer), OK);
    assert_true(totp_read(offer.text, &door.app));
    assert_int_equal(totp_confirm(&door.f->cx, door.f->env, id, offer.box, STR("000 00"), &made),
                     ERR_DENIED);
    assert_int_equal(
        totp_confirm(&door.f->cx, door.f->env, id, offer.box, number_at(door.f->cx.now_us), &made),
        OK);
    assert_int_equal(totp_made_write(&door.f->cx, tx, id, &made), OK);
    assert_int_equal(db_commit(&door.f->cx, tx), OK);
}

int door_start(void **state)
{
    (void)state;
    door.f = desk_start();
    door.login = door.f->officers[AGENCY_KPU]->login;
    set_up_app(door.f->officers[AGENCY_KPU]->id);
    door.f->cx.now_us += MINUTE_US;
    return 0;
}

int door_stop(void **state)
{
    (void)state;
    desk_stop(door.f);
    return 0;
}

struct sign_in tried(const char *name, const char *password, struct str second, const char *known)
{
    struct sign_in_typed typed = { .login = str_of(name),
                                   .password = str_of(password),
                                   .second = second,
                                   .known = str_of(known) };
    struct db *tx;
    struct sign_in in;

    assert_int_equal(sign_in_check(&door.f->cx, door.f->env, door.f->db, &typed, &in), OK);
    tx = begun();
    assert_int_equal(sign_in_write(&door.f->cx, door.f->env, tx, &in), OK);
    assert_int_equal(db_commit(&door.f->cx, tx), OK);
    return in;
}

const struct officer_session *session_of(struct str token)
{
    const struct officer_session *s = NULL;

    return officer_session_open(&door.f->cx, door.f->env, door.f->db, token, &s, NULL) == OK ? s
                                                                                             : NULL;
}

void give_passkey(struct officer_id id)
{
    static const uint8_t bytes[16] = { 9 };
    struct passkey_row row = { .id = { bytes, 16 },
                               .officer = id,
                               .key = { bytes, 16 },
                               .alg = COSE_ALG_ES256,
                               .name = STR("HP piket"),
                               .added_us = door.f->cx.now_us };
    struct db *tx = begun();

    assert_int_equal(store_passkey_insert(&door.f->cx, tx, door.f->env->post, &row), OK);
    assert_int_equal(store_passkey_insert(&door.f->cx, tx, door.f->env->post, &row), ERR_CONFLICT);
    assert_int_equal(db_commit(&door.f->cx, tx), OK);
}
