/*
 * test_access_record: goal: who read what is written down before it is shown, is seen by the
 * agencies on the case, and gives nothing away. Method: a post with its ledger open, readings by
 * officers of several agencies, and a look at the files it leaves.
 */
#include "reading_fixture.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include "store/sqlite.h"

static struct access_page readers(struct reading *r, enum agency_code who, struct str number,
                                  size_t skip)
{
    struct read_case *rc = ARENA_NEW(r->f->arena, struct read_case);
    struct access_page page;

    assert_int_equal(desk_read(r->f, who, number, rc), OK);
    if (access_of_case(&r->f->cx, r->f->env, r->f->db, r->f->officers[who], &rc->head, skip, &page)
        != OK)
        fail_msg("%s", r->f->cx.note.text);
    return page;
}

/* ---- writing and showing ---- */

static void the_other_agencies_see_who_read_when_and_why(void **state)
{
    struct reading *r = reading_start();
    int64_t opened_us = r->f->cx.now_us;
    struct access_page page;
    (void)state;

    assert_int_equal(readers(r, AGENCY_KPU, r->asn.number, 0).len, 0);
    assert_true(reads(r, AGENCY_BAWASLU, r->asn.number, ACCESS_CASE_OPENED, ""));
    r->f->cx.now_us += MINUTE;
    assert_true(reads(r, AGENCY_BAWASLU, r->asn.number, ACCESS_IDENTITY_READ, REASON));
    page = readers(r, AGENCY_KPU, r->asn.number, 0);
    assert_int_equal(page.len, 2);
    assert_int_equal(page.next, 0);
    assert_int_equal(page.lines[0].kind, ACCESS_IDENTITY_READ); /* newest first */
    assert_true(str_is(page.lines[0].text, REASON));
    assert_int_equal(page.lines[1].kind, ACCESS_CASE_OPENED);
    assert_int_equal(page.lines[1].agency, AGENCY_BAWASLU);
    assert_true(str_eq(page.lines[1].officer, r->f->officers[AGENCY_BAWASLU]->name));
    assert_int_equal(page.lines[1].at_us, opened_us);
    assert_false(page.lines[1].own);
    assert_true(readers(r, AGENCY_BAWASLU, r->asn.number, 0).lines[1].own);
    assert_int_equal(readers(r, AGENCY_KPU, r->polri.number, 0).len, 0);
    reading_stop(r);
}

static void opening_again_within_minutes_is_one_reading_of_that_officer_alone(void **state)
{
    struct reading *r = reading_start();
    struct officer_session later;
    (void)state;

    assert_true(reads(r, AGENCY_BAWASLU, r->asn.number, ACCESS_CASE_OPENED, ""));
    r->f->cx.now_us += 9 * MINUTE;
    assert_false(reads(r, AGENCY_BAWASLU, r->asn.number, ACCESS_CASE_OPENED, ""));
    assert_true(reads(r, AGENCY_KPU, r->asn.number, ACCESS_CASE_OPENED, ""));
    assert_true(reads(r, AGENCY_BAWASLU, r->polri.number, ACCESS_CASE_OPENED, ""));
    later = *r->f->officers[AGENCY_BAWASLU];
    later.started_us = r->f->cx.now_us;
    r->f->officers[AGENCY_BAWASLU] = &later;
    assert_true(reads(r, AGENCY_BAWASLU, r->asn.number, ACCESS_CASE_OPENED, ""));
    r->f->cx.now_us += 10 * MINUTE;
    assert_true(reads(r, AGENCY_BAWASLU, r->asn.number, ACCESS_CASE_OPENED, ""));
    assert_int_equal(private_size(r), 5);
    reading_stop(r);
}

static void what_wants_a_reason_is_not_written_without(void **state)
{
    struct reading *r = reading_start();
    struct access_entry entry;
    char long_text[ACCESS_TEXT_MAX + 2];
    (void)state;

    memset(long_text, 'x', sizeof long_text);
    long_text[sizeof long_text - 1] = '\0';
    assert_int_equal(
        reading_prepare(r, AGENCY_KPU, r->asn.number, ACCESS_IDENTITY_READ, " \n", &entry),
        ERR_INVALID);
    assert_int_equal(
        reading_prepare(r, AGENCY_KPU, r->asn.number, ACCESS_CASE_EXPORTED, "", &entry),
        ERR_INVALID);
    assert_int_equal(
        reading_prepare(r, AGENCY_KPU, r->asn.number, ACCESS_IDENTITY_READ, long_text, &entry),
        ERR_INVALID);
    assert_int_equal(
        reading_prepare(r, AGENCY_PROPAM, r->polri.number, ACCESS_CASE_OPENED, "", &entry),
        ERR_NOT_FOUND);
    assert_int_equal(private_size(r), 0);
    reading_stop(r);
}

static void the_words_of_a_search_are_the_searching_agencys_own(void **state)
{
    struct reading *r = reading_start();
    struct access_page page;
    (void)state;

    assert_true(reads(r, AGENCY_KPU, STR(""), ACCESS_CASES_SEARCHED, WORDS));
    assert_int_equal(
        access_of_agency(&r->f->cx, r->f->env, r->f->db, r->f->officers[AGENCY_KPU], 0, &page), OK);
    assert_int_equal(page.len, 1);
    assert_true(str_is(page.lines[0].text, WORDS));
    assert_int_equal(
        access_of_agency(&r->f->cx, r->f->env, r->f->db, r->f->officers[AGENCY_BAWASLU], 0, &page),
        OK);
    assert_int_equal(page.len, 0);
    /* with the row moved to it, it still cannot read the words */
    assert_int_equal(sqlite3_exec(r->f->db->handle, "UPDATE access_record SET agency = 'bawaslu'",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(
        access_of_agency(&r->f->cx, r->f->env, r->f->db, r->f->officers[AGENCY_BAWASLU], 0, &page),
        OK);
    assert_int_equal(page.len, 1);
    assert_true(page.lines[0].unreadable);
    assert_int_equal(page.lines[0].text.len, 0);
    reading_stop(r);
}

static bool file_holds(const char *dir, const char *name, const char *what)
{
    char path[200];
    size_t len, want = strlen(what);
    bool found;
    char *text;
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    file = fopen(path, "rb");
    if (!file)
        return false;
    fseek(file, 0, SEEK_END);
    len = (size_t)ftell(file);
    rewind(file);
    text = malloc(len + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, len, file), len);
    found = memmem(text, len, what, want) != NULL;
    free(text);
    fclose(file);
    return found;
}

static void neither_reasons_nor_words_lie_in_the_clear(void **state)
{
    static const char *const files[] = { "posko.db", "posko.db-wal" };
    struct reading *r = reading_start();
    bool kind = false;
    (void)state;

    (void)reads(r, AGENCY_KPU, STR(""), ACCESS_CASES_SEARCHED, WORDS);
    (void)reads(r, AGENCY_KPU, r->asn.number, ACCESS_IDENTITY_READ, REASON);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        assert_false(file_holds(r->f->dir, files[i], WORDS));
        assert_false(file_holds(r->f->dir, files[i], REASON));
        kind = kind || file_holds(r->f->dir, files[i], "identity.read");
    }
    assert_true(kind); /* the looking works */
    reading_stop(r);
}

static void pages_of_readers_follow_one_another_without_a_gap(void **state)
{
    struct reading *r = reading_start();
    size_t skip = 0, seen = 0, pages = 0, all = 2 * ACCESS_SHOWN + 1;
    char name[20];
    (void)state;

    for (size_t i = 0; i < all; i++) {
        snprintf(name, sizeof name, "foto-%zu.jpg", i);
        (void)reads(r, AGENCY_KPU, r->asn.number, ACCESS_FILE_OPENED, name);
    }
    for (bool more = true; more; pages++) {
        struct access_page page = readers(r, AGENCY_KPU, r->asn.number, skip);

        for (size_t i = 0; i < page.len; i++) {
            snprintf(name, sizeof name, "foto-%zu.jpg", all - ++seen);
            assert_true(str_is(page.lines[i].text, name));
        }
        more = page.next > 0;
        skip = page.next;
    }
    assert_int_equal(seen, all);
    assert_int_equal(pages, 3);
    reading_stop(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_other_agencies_see_who_read_when_and_why),
        cmocka_unit_test(opening_again_within_minutes_is_one_reading_of_that_officer_alone),
        cmocka_unit_test(what_wants_a_reason_is_not_written_without),
        cmocka_unit_test(the_words_of_a_search_are_the_searching_agencys_own),
        cmocka_unit_test(neither_reasons_nor_words_lie_in_the_clear),
        cmocka_unit_test(pages_of_readers_follow_one_another_without_a_gap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
