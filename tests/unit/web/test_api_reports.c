/*
 * Filing and following a report through the JSON API, over a real post and a
 * real server; every answer is held against openapi.json as well.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "api_fixture.h"
#include "base/json.h"

#define REPORTS "/api/v1/reports"
#define SMALL "{\"mode\":\"anonymous\",\"category\":\"asn\",\"what\":\"Pegawai membagi stiker.\"}"

static struct api_fixture f;
static struct api_answer a, b;

static int start(void **state)
{
    (void)state;
    api_start(&f, 0);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    api_stop(&f);
    return 0;
}

/* Files and returns the code, in a static buffer. */
static const char *file_one(const char *body)
{
    static char code[64];

    api_ask(&f, "POST", REPORTS, "", body, &a);
    if (a.status != 201)
        fail_msg("not filed: %s", a.body);
    snprintf(code, sizeof code, "%s", api_text_at(&a, "code"));
    api_answer_drop(&a);
    return code;
}

static void a_report_is_filed_and_opens_with_its_code(void **state)
{
    const char *code;

    (void)state;
    api_ask(&f, "POST", REPORTS, "",
            "{\"mode\":\"anonymous\",\"category\":\"asn\",\"what\":\"Dua pegawai membagi stiker.\","
            "\"violation\":[\"foto_simbol\",\"ikut_kampanye\"],\"occurred_on\":\"2024-10-12\","
            "\"known_on\":\"2024-10-13\",\"occurred_time\":\"pagi\","
            "\"place\":{\"kecamatan\":\"Kec. Mlonggo\",\"desa\":\"sinanggul\",\"detail\":\"b\"},"
            "\"reported\":{\"description\":\"dua pegawai dinas\",\"role\":\"staf\",\"body\":null},"
            "\"witnesses\":2,\"threatened\":true,\"evidence\":[\"foto\",\"tautan\"],"
            "\"reporter\":{\"voter_here\":true,\"standing\":\"pemilih\"},\"exclude\":[\"propam\"],"
            "\"lang\":\"en\"}",
            &a);
    assert_int_equal(a.status, 201);
    assert_int_equal(strlen(api_text_at(&a, "code")), 23);
    assert_int_equal(strncmp(api_text_at(&a, "case"), "JPR-", 4), 0);
    assert_string_equal(api_text_at(&a, "intake_kind"), "informasi_awal"); /* nobody to ask */
    assert_true(json_array_size(api_get(&a, "clocks")) > 0);
    code = api_receipt(api_text_at(&a, "code"));
    api_ask(&f, "GET", "/api/v1/report", code, NULL, &b);
    assert_int_equal(b.status, 200);
    assert_string_equal(api_text_at(&b, "case"), api_text_at(&a, "case"));
    assert_string_equal(api_text_at(&b, "state.code"), "received");
    assert_string_equal(api_text_at(&b, "report.place.kecamatan"), "33.20.07");
    assert_string_equal(api_text_at(&b, "report.place.desa"), "33.20.07.2010");
    assert_string_equal(api_text_at(&b, "report.violation.1"), "ikut_kampanye");
    assert_string_equal(api_text_at(&b, "report.known_on"), "2024-10-13");
    assert_string_equal(api_text_at(&b, "report.evidence.1"), "tautan");
    assert_string_equal(api_text_at(&b, "report.reported.role"), "staf");
    assert_string_equal(api_text_at(&b, "report.exclude.0"), "propam");
    assert_string_equal(api_text_at(&b, "report.threatened"), "yes");
    assert_string_equal(api_text_at(&b, "report.identity.standing"), "pemilih");
    assert_string_equal(api_text_at(&b, "timeline.0.kind"), "report.received");
    api_answer_drop(&a);
    api_answer_drop(&b);
}

static void what_must_be_mended_is_named_member_by_member(void **state)
{
    static const struct {
        const char *body, *field, *code;
    } rows[] = {
#define WITH(more) "{\"mode\":\"anonymous\",\"category\":\"asn\",\"what\":\"x\"," more "}"
        { "{\"category\":\"asn\",\"what\":\"x\"}", "mode", "missing" },
        { "{\"mode\":\"anonymous\",\"what\":\"x\"}", "category", "missing" },
        { "{\"mode\":\"anonymous\",\"category\":\"asn\"}", "what", "missing" },
        { "{\"mode\":\"anonymous\",\"category\":\"asn\",\"what\":\" \\n\"}", "what", "missing" },
        { "{\"mode\":\"secret\",\"category\":\"asn\",\"what\":\"x\"}", "mode", "unknown_code" },
        { WITH("\"categori\":\"asn\""), "categori", "unknown_member" },
        { WITH("\"place\":{\"kec\":\"x\"}"), "place.kec", "unknown_member" },
        { WITH("\"reported\":{\"name\":\"x\"}"), "reported.name", "unknown_member" },
        { WITH("\"place\":\"Mlonggo\""), "place", "wrong_type" },
        { WITH("\"place\":{\"kecamatan\":\"Mlonggoo\"}"), "place.kecamatan", "place_unknown" },
        { WITH("\"place\":{\"kecamatan\":\"33.19.01\"}"), "place.kecamatan", "place_unknown" },
        { WITH("\"place\":{\"desa\":\"Sinanggul\"}"), "place.desa", "place_unknown" },
        { WITH("\"violation\":[\"foto_simbol\",\"x\"]"), "violation.1", "unknown_code" },
        { WITH("\"violation\":\"foto_simbol\""), "violation", "wrong_type" },
        { WITH("\"occurred_on\":\"2024-02-30\""), "occurred_on", "day_impossible" },
        { WITH("\"occurred_on\":\"12/10/2024\""), "occurred_on", "wrong_type" },
        { WITH("\"known_on\":\"9999-01-01\""), "known_on", "day_ahead" },
        { WITH("\"occurred_on\":\"2024-10-12\",\"known_on\":\"2024-10-11\""), "known_on",
          "known_before" },
        { WITH("\"witnesses\":-1"), "witnesses", "out_of_range" },
        { WITH("\"witnesses\":\"dua\""), "witnesses", "wrong_type" },
        { WITH("\"threatened\":\"ya\""), "threatened", "wrong_type" },
        { WITH("\"reported\":{\"role\":\"raja\"}"), "reported.role", "unknown_code" },
        { WITH("\"reported\":{\"description\":\"\\u0007\"}"), "reported.description", "not_text" },
        { WITH("\"identity\":{\"name\":\"B\"}"), "identity", "identity_not_wanted" },
        { WITH("\"lang\":\"fr\""), "lang", "unknown_code" },
        { WITH("\"exclude\":[\"propam\",\"kpu\",\"bawaslu\",\"kesbangpol\"]"), "exclude",
          "excludes_too_many" },
        { "{\"mode\":\"named\",\"category\":\"asn\",\"what\":\"x\"}", "identity.name",
          "name_missing" },
        { "{\"mode\":\"confidential\",\"category\":\"asn\",\"what\":\"x\"}", "identity.name",
          "contact_missing" },
        /* Police: the rules exclude propam, so that excluding three more leaves one. */
        { "{\"mode\":\"anonymous\",\"category\":\"polri\",\"what\":\"x\","
          "\"exclude\":[\"kpu\",\"bawaslu\",\"kesbangpol\"]}", "exclude", "excludes_too_many" },
#undef WITH
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        api_ask(&f, "POST", REPORTS, "", rows[i].body, &a);
        if (a.status != 422 || json_array_size(api_get(&a, "errors")) != 1
            || strcmp(api_text_at(&a, "errors.0.field"), rows[i].field) != 0
            || strcmp(api_text_at(&a, "errors.0.code"), rows[i].code) != 0
            || api_text_at(&a, "errors.0.detail")[0] == '\0')
            fail_msg("%s\n%d %s", rows[i].body, a.status, a.body);
        api_answer_drop(&a);
    }
}

static void null_is_not_said_for_every_member_that_the_description_has(void **state)
{
    const json_t *properties = json_object_get(
        json_object_get(json_object_get(json_object_get(f.description, "components"), "schemas"),
                        "Report"), "properties");
    static const char *const asked[] = { "mode", "category", "what" };
    json_t *body = json_object();
    const char *name;
    const json_t *v;
    char *text;

    (void)state;
    json_object_foreach((json_t *)(uintptr_t)properties, name, v)
        json_object_set_new(body, name, json_null());
    for (size_t i = 0; i < COUNT_OF(asked); i++)
        json_object_set_new(body, asked[i],
                            json_string(i == 0 ? "anonymous" : i == 1 ? "other" : "x"));
    text = json_dumps(body, 0);
    json_decref(body);
    api_ask(&f, "POST", REPORTS, "", text, &a);
    assert_int_equal(a.status, 201);
    free(text);
    api_answer_drop(&a);
}

static void details_come_in_the_language_asked_for(void **state)
{
    static const struct {
        const char *heads, *body, *detail;
    } rows[] = {
        { "", "{\"mode\":\"anonymous\",\"category\":\"asn\"}", "Ceritakan apa yang terjadi." },
        { "Accept-Language: en-GB,en;q=0.8\r\n", "{\"mode\":\"anonymous\",\"category\":\"asn\"}",
          "Tell what happened." },
        { "Accept-Language: fr, en;q=0.3, id;q=0.7\r\n",
          "{\"mode\":\"anonymous\",\"category\":\"asn\"}", "Ceritakan apa yang terjadi." },
        { "Accept-Language: en\r\n",
          "{\"mode\":\"anonymous\",\"category\":\"asn\",\"lang\":\"id\"}",
          "Ceritakan apa yang terjadi." },
        { "", "{\"mode\":\"anonymous\",\"category\":\"asn\",\"lang\":\"en\"}",
          "Tell what happened." },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        api_ask(&f, "POST", REPORTS, rows[i].heads, rows[i].body, &a);
        assert_string_equal(api_text_at(&a, "errors.0.detail"), rows[i].detail);
        api_answer_drop(&a);
    }
}

static void what_is_no_report_is_refused_as_a_problem(void **state)
{
    static char big[140000];
    const struct {
        const char *heads, *body;
        int status;
    } rows[] = {
        { "", "", 400 },
        { "", "{", 400 },
        { "", "[]", 400 },
        { "", "\"text\"", 400 },
        { "", "{\"mode\":\"anonymous\",\"mode\":\"named\"}", 400 },
        { "", "{\"what\":\"\xff\"}", 400 },
        { "", "{\"what\":\"\\u0000\"}", 400 },
        { "Content-Type: text/plain\r\n", SMALL, 415 },
        { "Content-Type: application/x-www-form-urlencoded\r\n", "what=x", 415 },
        { "", big, 413 },
    };

    (void)state;
    memset(big, ' ', sizeof big - 1);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        api_ask(&f, "POST", REPORTS, rows[i].heads, rows[i].body, &a);
        if (a.status != rows[i].status)
            fail_msg("row %zu: %d instead of %d: %s", i, a.status, rows[i].status, a.body);
        api_answer_drop(&a);
    }
}

static void a_text_of_20000_bytes_is_taken_and_one_more_is_not(void **state)
{
    static char body[30000];

    (void)state;
    for (int extra = 0; extra < 2; extra++) {
        int n = snprintf(body, sizeof body,
                         "{\"mode\":\"anonymous\",\"category\":\"asn\",\"what\":\"");

        memset(body + n, 'a', (size_t)(20000 + extra));
        memcpy(body + n + 20000 + extra, "\"}", 3);
        api_ask(&f, "POST", REPORTS, "", body, &a);
        assert_int_equal(a.status, extra ? 422 : 201);
        assert_string_equal(api_text_at(&a, "errors.0.code"), extra ? "too_long" : "");
        api_answer_drop(&a);
    }
}

static void the_same_key_and_body_file_once(void **state)
{
    static const char key[] = "Idempotency-Key: 6f1d2c7e-satu\r\n";

    (void)state;
    api_ask(&f, "POST", REPORTS, key, SMALL, &a);
    api_ask(&f, "POST", REPORTS, key, SMALL, &b);
    assert_int_equal(a.status, 201);
    assert_int_equal(b.status, 201);
    assert_string_equal(a.body, b.body);
    assert_null(strstr(a.text, "Idempotent-Replayed"));
    assert_non_null(strstr(b.text, "Idempotent-Replayed: true"));
    api_answer_drop(&b);
    /* another body under the same key learns nothing of the first */
    api_ask(&f, "POST", REPORTS, key, SMALL " ", &b);
    assert_int_equal(b.status, 422);
    assert_string_equal(api_text_at(&b, "code"), "idempotency_key");
    assert_null(strstr(b.text, api_text_at(&a, "code")));
    api_answer_drop(&b);
    /* another key files another */
    api_ask(&f, "POST", REPORTS, "Idempotency-Key: 6f1d2c7e-dua\r\n", SMALL, &b);
    assert_int_equal(b.status, 201);
    assert_string_not_equal(api_text_at(&a, "code"), api_text_at(&b, "code"));
    api_answer_drop(&a);
    api_answer_drop(&b);
}

/* Without the number for questions, which differs by design. */
static void without_instance(json_t *problem)
{
    json_object_del(problem, "instance");
}

static void no_code_a_wrong_code_and_a_broken_one_are_answered_alike(void **state)
{
    static const char *const heads[] = {
        "", "Authorization: Receipt 00000-00000-00000-00000\r\n", "Authorization: Receipt x\r\n",
        "Authorization: Bearer 00000-00000-00000-00000\r\n", "Authorization: Receipt \r\n",
    };
    static const char *const rows[][2] = {
        { "GET", "/api/v1/report" }, { "POST", "/api/v1/report/messages" },
        { "POST", "/api/v1/report/supplements" }, { "POST", "/api/v1/report/withdrawal" },
    };

    (void)state;
    for (size_t r = 0; r < COUNT_OF(rows); r++) {
        const char *body = r == 0 ? NULL : "{\"text\":\"x\"}";

        api_ask(&f, rows[r][0], rows[r][1], heads[0], body, &a);
        assert_int_equal(a.status, 401);
        without_instance(a.json);
        for (size_t i = 1; i < COUNT_OF(heads); i++) {
            api_ask(&f, rows[r][0], rows[r][1], heads[i], body, &b);
            assert_int_equal(b.status, 401);
            without_instance(b.json);
            assert_true(json_equal(a.json, b.json));
            api_answer_drop(&b);
        }
        api_answer_drop(&a);
    }
}

static void a_code_is_forgiven_its_letters(void **state)
{
    char typed[64];
    size_t n = 0;

    (void)state;
    for (const char *code = file_one(SMALL); *code; code++)
        if (*code != '-')
            typed[n++] = (char)(*code == '0' ? 'o' : *code == '1' ? 'l'
                                : *code >= 'A' ? *code | 32 : *code);
    typed[n] = '\0';
    api_ask(&f, "GET", "/api/v1/report", api_receipt(typed), NULL, &a);
    assert_int_equal(a.status, 200);
    api_answer_drop(&a);
}

static void messages_supplements_and_withdrawal_stand_in_the_timeline(void **state)
{
    static const char *const kinds[] = { "report.received", "message.received",
                                         "report.supplemented", "report.withdrawn" };
    char head[200];

    (void)state;
    snprintf(head, sizeof head, "%s", api_receipt(file_one(SMALL)));
    api_ask(&f, "POST", "/api/v1/report/messages", head, "{\"text\":\"Halo, petugas.\"}", &a);
    assert_int_equal(a.status, 201);
    api_answer_drop(&a);
    api_ask(&f, "POST", "/api/v1/report/supplements", head,
            "{\"occurred_on\":\"2024-10-12\",\"violation\":[\"foto_simbol\"],"
            "\"reported\":{\"description\":\"staf dinas\"},\"place\":{\"desa\":\"33.20.07.2010\"}}",
            &a);
    assert_int_equal(a.status, 201);
    api_answer_drop(&a);
    api_ask(&f, "POST", "/api/v1/report/withdrawal", head, "{\"pressured\":true}", &a);
    assert_int_equal(a.status, 201);
    api_answer_drop(&a);
    api_ask(&f, "GET", "/api/v1/report", head, NULL, &a);
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        char at[40];

        snprintf(at, sizeof at, "timeline.%zu.kind", i);
        assert_string_equal(api_text_at(&a, at), kinds[i]);
    }
    assert_string_equal(api_text_at(&a, "messages.0.text"), "Halo, petugas.");
    assert_string_equal(api_text_at(&a, "messages.0.from"), "reporter");
    assert_string_equal(api_text_at(&a, "report.place.kecamatan"), "33.20.07");
    assert_string_equal(api_text_at(&a, "report.what"), "Pegawai membagi stiker.");
    assert_true(json_is_true(api_get(&a, "withdrawn")));
    assert_null(strstr(a.body, "perbuatan_terlapor"));
    api_answer_drop(&a);
}

static bool lists(const json_t *list, const char *key, const char *code)
{
    const json_t *item;
    size_t i;

    json_array_foreach(list, i, item)
        if (strcmp(json_string_value(json_object_get(item, key)), code) == 0)
            return true;
    return false;
}

static void adding_to_a_named_report_does_not_lose_that_it_has_a_name(void **state)
{
    char head[200];

    (void)state;
    snprintf(head, sizeof head, "%s",
             api_receipt(file_one("{\"mode\":\"named\",\"category\":\"asn\",\"what\":\"x\","
                                  "\"identity\":{\"name\":\"Pelapor Uji\"}}")));
    api_ask(&f, "POST", "/api/v1/report/supplements", head, "{\"evidence\":[\"foto\"]}", &a);
    assert_int_equal(a.status, 201);
    api_answer_drop(&a);
    api_ask(&f, "GET", "/api/v1/report", head, NULL, &a);
    assert_false(lists(api_get(&a, "missing"), "code", "identitas_pelapor"));
    assert_false(lists(api_get(&a, "missing"), "code", "bukti"));
    assert_true(lists(api_get(&a, "missing"), "code", "waktu_kejadian"));
    api_answer_drop(&a);
}

static void what_the_post_owes_first_is_among_the_clocks(void **state)
{
    (void)state;
    api_ask(&f, "POST", REPORTS, "", SMALL, &a);
    assert_true(lists(api_get(&a, "clocks"), "name", "initial_review"));
    assert_true(lists(api_get(&a, "clocks"), "name", "tracing")); /* informasi awal */
    api_answer_drop(&a);
}

static void what_is_added_is_checked_too(void **state)
{
    static const struct {
        const char *path, *body, *field, *code;
    } rows[] = {
        { "messages", "{}", "text", "missing" },
        { "messages", "{\"text\":\"  \"}", "text", "missing" },
        { "messages", "{\"txt\":\"a\",\"text\":\"b\"}", "txt", "unknown_member" },
        { "supplements", "{}", "text", "missing" },
        { "supplements", "{\"known_on\":\"2024-02-30\"}", "known_on", "day_impossible" },
        { "supplements", "{\"mode\":\"named\",\"text\":\"a\"}", "mode", "unknown_member" },
        { "supplements", "{\"text\":7}", "text", "wrong_type" },
        { "withdrawal", "{\"pressured\":\"ya\"}", "pressured", "wrong_type" },
        { "withdrawal", "{\"text\":\"x\"}", "text", "unknown_member" },
    };
    char head[200], path[80];

    (void)state;
    snprintf(head, sizeof head, "%s", api_receipt(file_one(SMALL)));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        snprintf(path, sizeof path, "/api/v1/report/%s", rows[i].path);
        api_ask(&f, "POST", path, head, rows[i].body, &a);
        if (a.status != 422 || strcmp(api_text_at(&a, "errors.0.field"), rows[i].field) != 0
            || strcmp(api_text_at(&a, "errors.0.code"), rows[i].code) != 0)
            fail_msg("%s %s\n%d %s", rows[i].path, rows[i].body, a.status, a.body);
        api_answer_drop(&a);
    }
}

static void an_identity_is_taken_where_the_mode_asks_and_never_shown_again(void **state)
{
    static const char *const modes[] = { "named", "confidential" };
    char body[300], head[200];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(modes); i++) {
        snprintf(body, sizeof body,
                 "{\"mode\":\"%s\",\"category\":\"asn\",\"what\":\"x\","
                 "\"identity\":{\"name\":\"PENANDA-NAMA\",\"phone\":\"0800-PENANDA\"}}", modes[i]);
        snprintf(head, sizeof head, "%s", api_receipt(file_one(body)));
        api_ask(&f, "GET", "/api/v1/report", head, NULL, &a);
        assert_string_equal(api_text_at(&a, "mode.code"), modes[i]);
        assert_null(strstr(a.body, "PENANDA"));
        api_answer_drop(&a);
    }
}

static void public_answers_are_as_described(void **state)
{
    static const char *const paths[] = { "/api/v1/post", "/api/v1/stages", "/api/v1/codes",
                                         "/api/v1/regions", "/api/v1/regions?parent=33.20.07",
                                         "/api/v1/openapi.json" };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        api_ask(&f, "GET", paths[i], "", NULL, &a);
        assert_int_equal(a.status, 200);
        api_answer_drop(&a);
    }
    api_ask(&f, "GET", "/api/v1/regions", "", NULL, &a);
    assert_int_equal(json_array_size(api_get(&a, "regions")), 16); /* Jepara has 16 kecamatan */
    api_answer_drop(&a);
    api_ask(&f, "GET", "/api/v1/regions?parent=99.99", "", NULL, &a);
    assert_int_equal(a.status, 404);
    api_answer_drop(&a);
    api_ask(&f, "GET", "/api/v1/post", "", NULL, &a);
    assert_int_equal(json_array_size(api_get(&a, "agencies")), 5);
    api_answer_drop(&a);
}

static void too_often_says_when_to_come_back(void **state)
{
    static struct api_fixture limited;

    (void)state;
    api_start(&limited, 2);
    for (int i = 0; i < 3; i++) {
        api_ask(&limited, "POST", REPORTS, "", SMALL, &a);
        assert_int_equal(a.status, i < 2 ? 201 : 429);
        assert_int_equal(strstr(a.text, "Retry-After: ") != NULL, i == 2);
        api_answer_drop(&a);
    }
    api_stop(&limited);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_is_filed_and_opens_with_its_code),
        cmocka_unit_test(what_must_be_mended_is_named_member_by_member),
        cmocka_unit_test(null_is_not_said_for_every_member_that_the_description_has),
        cmocka_unit_test(details_come_in_the_language_asked_for),
        cmocka_unit_test(what_is_no_report_is_refused_as_a_problem),
        cmocka_unit_test(a_text_of_20000_bytes_is_taken_and_one_more_is_not),
        cmocka_unit_test(the_same_key_and_body_file_once),
        cmocka_unit_test(no_code_a_wrong_code_and_a_broken_one_are_answered_alike),
        cmocka_unit_test(a_code_is_forgiven_its_letters),
        cmocka_unit_test(messages_supplements_and_withdrawal_stand_in_the_timeline),
        cmocka_unit_test(adding_to_a_named_report_does_not_lose_that_it_has_a_name),
        cmocka_unit_test(what_the_post_owes_first_is_among_the_clocks),
        cmocka_unit_test(what_is_added_is_checked_too),
        cmocka_unit_test(an_identity_is_taken_where_the_mode_asks_and_never_shown_again),
        cmocka_unit_test(public_answers_are_as_described),
        cmocka_unit_test(too_often_says_when_to_come_back),
    };

    return cmocka_run_group_tests_name("web/api_reports", tests, start, stop);
}
