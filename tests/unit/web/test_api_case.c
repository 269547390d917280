/*
 * What a reporter sees through the API of what officers do: each answer is held
 * against openapi.json, and nothing that officers say among themselves is in it.
 */
#include "../action/desk_fixture.h"
#include "api_bare.h"
#include "json_schema.h"
#include "openapi_files.h"
#include "web/api_routes.h"

static json_t *description;

struct seen {
    struct str text;
    json_t *json;
};

/* GET /api/v1/report with the code, without a wire. */
static struct seen see(struct desk_fixture *f, struct str code)
{
    const json_t *schema = json_object_get(
        json_object_get(json_object_get(description, "components"), "schemas"), "ReportStatus");
    struct come_back *back = ARENA_NEW(f->arena, struct come_back);
    struct seen seen;
    char why[400];

    assert_int_equal(come_back_check(&f->cx, f->env, f->db, code, back), OK);
    if (api_bare(get_api_report, &f->cx, f->env, f->db, &back->reporter, &seen.text) != 200)
        fail_msg("no answer: %s", f->cx.note.text);
    seen.json = json_loadb(seen.text.at, seen.text.len, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(seen.json);
    if (!schema_holds(description, schema, seen.json, why, sizeof why))
        fail_msg("unlike openapi.json: %s\n%s", why, seen.text.at);
    return seen;
}

static const char *text_at(const json_t *v, const char *list, size_t i, const char *key)
{
    const json_t *item = json_array_get(json_object_get(v, list), i);
    const json_t *member = json_object_get(item, key);

    if (json_is_object(member))
        member = json_object_get(member, "code");
    return json_is_string(member) ? json_string_value(member) : "";
}

static struct filed file_one(struct desk_fixture *f)
{
    struct report_form form;

    desk_form(&form);
    return desk_file(f, &form);
}

/* Each deed with a marker of its own in what the officer writes. */
static void deeds_do(struct desk_fixture *f, struct str number)
{
    struct deed_form review = desk_review(f, number);
    const struct {
        enum deed deed;
        struct deed_form form;
    } rows[] = {
        { DEED_NOTE, { .text = STR("RAHASIA-CATATAN") } },
        { DEED_TAKE, { 0 } },
        { DEED_TASK_ADD, { .text = STR("RAHASIA-TUGAS") } },
        { DEED_MESSAGE, { .text = STR("UNTUK-PELAPOR-PESAN") } },
        { DEED_ASK, { .text = STR("UNTUK-PELAPOR-LENGKAPI"), .missing = CODE_BIT(MISSING_BUKTI) } },
        { DEED_REVIEW, review },
        { DEED_REGISTER,
          { .register_number = STR("01/Reg/LP/PB/Kab/14.13/X/2024"), .sure = true } },
        { DEED_REFER,
          { .authorities = CODE_BIT(AUTHORITY_BKN) | CODE_BIT(AUTHORITY_BAWASLU_KABKOTA),
            .basis = STR("dasar"), .text = STR("RAHASIA-PENGANTAR") } },
        { DEED_RECEIVED, { .authority = AUTHORITY_BKN } },
        { DEED_ANSWERED,
          { .authority = AUTHORITY_BKN, .result = RESULT_ETHICS,
            .text = STR("UNTUK-PELAPOR-JAWABAN") } },
        { DEED_NOTE, { .text = STR("RAHASIA-LAGI") } },
        { DEED_DECIDE, { .result = RESULT_ADMIN, .text = STR("UNTUK-PELAPOR-PUTUSAN") } },
        { DEED_CLOSE, { .result = RESULT_ADMIN, .text = STR("UNTUK-PELAPOR-SELESAI") } },
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        enum deed_fault fault;

        if (rows[i].deed == DEED_REVIEW) {
            review.text = STR("RAHASIA-KAJIAN");
            fault = desk_do(f, AGENCY_BAWASLU, number, DEED_REVIEW, review);
        } else {
            fault = desk_do(f, AGENCY_BAWASLU, number, rows[i].deed, rows[i].form);
        }
        if (fault != DEED_FINE)
            fail_msg("deed %zu: fault %d", i, (int)fault);
    }
}

static void the_reporter_reads_what_was_written_for_him_and_nothing_else(void **state)
{
    static const char *const shown[] = { "UNTUK-PELAPOR-PESAN", "UNTUK-PELAPOR-LENGKAPI",
                                         "UNTUK-PELAPOR-JAWABAN", "UNTUK-PELAPOR-PUTUSAN",
                                         "UNTUK-PELAPOR-SELESAI" };
    struct desk_fixture *f = *state;
    struct filed filed = file_one(f);
    struct seen seen;

    deeds_do(f, filed.number);
    seen = see(f, filed.code);
    for (size_t i = 0; i < COUNT_OF(shown); i++)
        if (str_find(seen.text, str_of(shown[i])) == SIZE_MAX)
            fail_msg("%s is not shown: %s", shown[i], seen.text.at);
    assert_int_equal(str_find(seen.text, STR("RAHASIA")), SIZE_MAX);
    assert_int_equal(str_find(seen.text, STR("Petugas Nomor")), SIZE_MAX); /* officers' names */
    assert_int_equal(str_find(seen.text, STR("petugas.")), SIZE_MAX);
    assert_int_equal(str_find(seen.text, STR("note.added")), SIZE_MAX);
    assert_int_equal(str_find(seen.text, STR("task.")), SIZE_MAX);
    json_decref(seen.json);
}

static void referrals_stand_with_their_body_days_and_result(void **state)
{
    struct desk_fixture *f = *state;
    struct filed filed = file_one(f);
    const json_t *referrals;
    struct seen seen;
    size_t bkn;

    deeds_do(f, filed.number);
    seen = see(f, filed.code);
    referrals = json_object_get(seen.json, "referrals");
    assert_int_equal(json_array_size(referrals), 2);
    bkn = strcmp(text_at(seen.json, "referrals", 0, "authority"), "bkn") == 0 ? 0 : 1;
    assert_string_equal(text_at(seen.json, "referrals", bkn, "state"), "answered");
    assert_string_equal(text_at(seen.json, "referrals", bkn, "result"), "ethics");
    assert_string_equal(text_at(seen.json, "referrals", bkn, "sent_on"), "2024-10-14");
    assert_string_equal(text_at(seen.json, "referrals", bkn, "received_on"), "2024-10-14");
    assert_string_equal(text_at(seen.json, "referrals", bkn, "answered_on"), "2024-10-14");
    assert_string_equal(text_at(seen.json, "referrals", 1 - bkn, "authority"), "bawaslu_kabkota");
    assert_string_equal(text_at(seen.json, "referrals", 1 - bkn, "state"), "sent");
    assert_string_equal(json_string_value(json_object_get(json_object_get(seen.json, "state"),
                                                          "code")), "closed");
    json_decref(seen.json);
}

static void the_talk_names_agencies(void **state)
{
    struct desk_fixture *f = *state;
    struct filed filed = file_one(f);
    struct seen seen;

    deeds_do(f, filed.number);
    seen = see(f, filed.code);
    assert_string_equal(text_at(seen.json, "messages", 0, "from"), "agency");
    assert_string_equal(text_at(seen.json, "messages", 0, "agency"), "Bawaslu");
    assert_string_equal(text_at(seen.json, "messages", 0, "text"), "UNTUK-PELAPOR-PESAN");
    json_decref(seen.json);
}

static void every_clock_of_a_new_report_says_its_basis_and_its_working(void **state)
{
    struct desk_fixture *f = *state;
    struct seen seen = see(f, file_one(f).code);
    size_t n = json_array_size(json_object_get(seen.json, "clocks"));

    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        assert_string_not_equal(text_at(seen.json, "clocks", i, "basis"), "");
        assert_string_not_equal(text_at(seen.json, "clocks", i, "explained"), "");
        assert_string_not_equal(text_at(seen.json, "clocks", i, "unit"), "");
    }
    json_decref(seen.json);
}

static int start(void **state)
{
    struct bytes text = openapi_files[0].plain;

    description = json_loadb((const char *)text.at, text.len, JSON_REJECT_DUPLICATES, NULL);
    *state = desk_start();
    return description && *state ? 0 : -1;
}

static int stop(void **state)
{
    desk_stop(*state);
    json_decref(description);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reporter_reads_what_was_written_for_him_and_nothing_else),
        cmocka_unit_test(referrals_stand_with_their_body_days_and_result),
        cmocka_unit_test(the_talk_names_agencies),
        cmocka_unit_test(every_clock_of_a_new_report_says_its_basis_and_its_working),
    };

    return cmocka_run_group_tests_name("web/api_case", tests, start, stop);
}
