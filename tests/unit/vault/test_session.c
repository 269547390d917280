/*
 * Sessions: the cookie alone opens, the store alone does not.
 */
#include "vault_test.h"
#include "vault/session.h"

static void a_cookie_is_read_back_and_nothing_else_is(void **state)
{
    struct cx *cx = cx_of(state);
    struct session_token token, back;

    session_new(cx, &token);
    struct str text = session_text(cx->arena, &token);
    assert_int_equal(text.len, SESSION_TEXT_LEN);
    assert_true(session_parse(text, &back));
    assert_memory_equal(&token, &back, sizeof token);
    assert_false(session_parse(str_first(text, 63), &back));
    assert_false(session_parse(STR(""), &back));
    char wrong[65];
    memcpy(wrong, text.at, 64);
    wrong[64] = '0';
    assert_false(session_parse((struct str){ wrong, 65 }, &back));
    wrong[10] = 'g';
    assert_false(session_parse((struct str){ wrong, 64 }, &back));
}

static void the_blob_opens_with_the_token_only(void **state)
{
    static const char marker[] = "PENANDA-KUNCI";
    struct cx *cx = cx_of(state);
    struct session_token token, other;
    struct bytes blob, out = { 0 };

    session_new(cx, &token);
    session_new(cx, &other);
    assert_int_equal(session_seal(cx, &token, (struct bytes){ (const uint8_t *)marker, 13 }, &blob),
                     OK);
    assert_null(memmem(blob.at, blob.len, marker, 13));
    assert_int_equal(session_open(cx, &other, blob, &out), ERR_DENIED);
    /* Knowing the stored id does not open either: it is not the token. */
    struct session_id id = session_id_of(&token);
    struct session_token from_id;
    memcpy(from_id.b, id.b, 32);
    assert_int_equal(session_open(cx, &from_id, blob, &out), ERR_DENIED);
    uint8_t *at = (uint8_t *)(uintptr_t)blob.at;
    for (size_t bit = 0; bit < blob.len * 8; bit++) {
        at[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_equal(session_open(cx, &token, blob, &out), ERR_DENIED);
        at[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    assert_null(out.at);
    assert_int_equal(session_open(cx, &token, blob, &out), OK);
    assert_int_equal(out.len, 13);
    assert_memory_equal(out.at, marker, 13);
}

static void the_id_is_fixed_and_tells_nothing(void **state)
{
    struct cx *cx = cx_of(state);
    struct session_token token, other;

    session_new(cx, &token);
    session_new(cx, &other);
    struct session_id a = session_id_of(&token), b = session_id_of(&token),
                      c = session_id_of(&other);
    assert_memory_equal(&a, &b, sizeof a);
    assert_memory_not_equal(&a, &c, sizeof a);
    assert_memory_not_equal(a.b, token.b, 32);
}

static void a_form_token_is_for_one_session_and_form(void **state)
{
    struct cx *cx = cx_of(state);
    struct session_token token, other;
    char given[33], again[33];

    session_new(cx, &token);
    session_new(cx, &other);
    session_form_token(&token, STR("refer"), given);
    session_form_token(&token, STR("refer"), again);
    assert_string_equal(given, again);
    assert_int_equal(strlen(given), 32);
    assert_true(session_form_check(&token, STR("refer"), str_of(given)));
    assert_false(session_form_check(&token, STR("close"), str_of(given)));
    assert_false(session_form_check(&other, STR("refer"), str_of(given)));
    assert_false(session_form_check(&token, STR("refer"), STR("")));
    given[31] = given[31] == '0' ? '1' : '0';
    assert_false(session_form_check(&token, STR("refer"), str_of(given)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cookie_is_read_back_and_nothing_else_is),
        cmocka_unit_test(the_blob_opens_with_the_token_only),
        cmocka_unit_test(the_id_is_fixed_and_tells_nothing),
        cmocka_unit_test(a_form_token_is_for_one_session_and_form),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}
