/*
 * test_sign_off: goal: the daily table counts what every agency holds and nothing else; each
 * agency finds its own count in it, says so under its key, once; and what was altered, in the
 * table or in a case, is told to it. Method: a whole post, a few days, the database spoilt.
 */
#include "desk_fixture.h"
#include "action/sign_off.h"
#include "base/codec.h"
#include "store/attested.h"
#include "store/log_entry.h"
#include <sqlite3.h>
#include <stdio.h>

#define PLACE_A "33.20.05"
#define PLACE_B "33.20.06"

static void heads(void *out, size_t len)
{
    memset(out, 0xff, len);
}

static struct filed file(struct desk_fixture *f, const char *place, enum channel channel,
                         unsigned exclude)
{
    struct report_form form;

    desk_form(&form);
    form.category = CATEGORY_KEPALA_DESA; /* of no agency of the post: the rules keep nobody out */
    form.role = ROLE_KEPALA_DESA;
    form.kecamatan = str_of(place);
    form.channel = channel;
    form.exclude = exclude;
    return desk_file(f, &form);
}

static void file_many(struct desk_fixture *f, const char *place, enum channel channel, size_t n)
{
    for (size_t i = 0; i < n; i++)
        (void)file(f, place, channel, 0);
}

/* The day ends, and its table is made. */
static void night(struct desk_fixture *f)
{
    struct cx cx = { .arena = f->arena, .now_us = f->cx.now_us + DAY_US, .random = heads };
    struct db *tx = NULL;
    struct attest a;
    bool due, added;

    f->cx.now_us += DAY_US;
    assert_int_equal(attest_prepare(&cx, f->env, f->db, &a, &due), OK);
    assert_true(due);
    cx.random = f->cx.random;
    assert_int_equal(db_begin(&cx, f->db, &tx), OK);
    assert_int_equal(attest_write(&cx, f->env, tx, &a, &added), OK);
    assert_true(added);
    assert_int_equal(db_commit(&cx, tx), OK);
}

static const struct attested_table *newest(struct desk_fixture *f)
{
    struct attested_table *t = ARENA_NEW(f->arena, struct attested_table);
    struct attested_row row;

    assert_int_equal(store_attested_newest(&f->cx, f->db, f->env->post, &row), OK);
    assert_int_equal(attested_parse(&f->cx, row.text, t), OK);
    return t;
}

static uint64_t place_told(struct desk_fixture *f, const char *place)
{
    return attested_cell(newest(f), ATTESTED_PLACE, str_of(place));
}

static const struct sign_off *seen_by(struct desk_fixture *f, enum agency_code agency)
{
    struct sign_off *s = ARENA_NEW(f->arena, struct sign_off);

    if (sign_off_read(&f->cx, f->env, f->db, f->officers[agency], s) != OK)
        fail_msg("not read: %s", f->cx.note.text);
    return s;
}

static bool say(struct desk_fixture *f, enum agency_code agency, enum attested_says says)
{
    const struct sign_off *s = seen_by(f, agency);
    struct db *tx = NULL;
    bool added;

    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    if (sign_off_write(&f->cx, f->env, tx, f->officers[agency], s->day,
                       hex_of(f->arena, (struct bytes){ s->sha256, sizeof s->sha256 }), says,
                       &added)
        != OK)
        fail_msg("not said: %s", f->cx.note.text);
    assert_int_equal(db_commit(&f->cx, tx), OK);
    return added;
}

static void newest_leaf(struct desk_fixture *f, struct leaf *out)
{
    int64_t size = desk_log_size(f);
    struct log_list list;

    assert_int_equal(store_log_range(&f->cx, f->db, f->env->post, size - 1, size, &list), OK);
    assert_int_equal(leaf_parse(&f->cx, (struct str){ (const char *)list.at[0].leaf.at,
                                                      list.at[0].leaf.len }, out), OK);
}

static void spoil(struct desk_fixture *f, const char *sql)
{
    char path[100];
    sqlite3 *db;

    snprintf(path, sizeof path, "%s/posko.db", f->dir);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_true(sqlite3_changes(db) > 0);
    sqlite3_close(db);
}

/* ---- what is counted ---- */

static void a_case_that_an_agency_is_kept_from_is_in_no_number(void **state)
{
    struct desk_fixture *f = desk_start();

    (void)state;
    file_many(f, PLACE_A, CHANNEL_WEB, 5);
    for (size_t i = 0; i < 6; i++)
        (void)file(f, PLACE_B, CHANNEL_WEB, CODE_BIT(AGENCY_PROPAM));
    night(f);
    assert_int_equal(newest(f)->cases, 5);
    assert_int_equal(place_told(f, PLACE_A), 5);
    assert_int_equal(place_told(f, PLACE_B), 0);
    /* so whoever is kept from cases counts just what is told, and learns nothing of them */
    for (enum agency_code a = AGENCY_NONE + 1; a < AGENCY_COUNT; a++) {
        const struct sign_off *s = seen_by(f, a);

        assert_int_equal(s->own_cases, 5);
        assert_int_equal(s->differ, 0);
        assert_int_equal(s->held, a == AGENCY_PROPAM ? 5 : 11);
        assert_int_equal(s->checked, s->held);
        assert_int_equal(s->faults.len, 0);
        assert_false(s->text_altered);
    }
    desk_stop(f);
}

static void a_case_closed_to_an_agency_by_a_review_the_same_day_is_not_counted(void **state)
{
    struct desk_fixture *f = desk_start();
    struct filed about_police;
    struct deed_form review;

    (void)state;
    file_many(f, PLACE_A, CHANNEL_WEB, 5);
    about_police = file(f, PLACE_A, CHANNEL_WEB, 0);
    review = desk_review(f, about_police.number);
    review.category = CATEGORY_POLRI;
    review.text = review.basis = STR("Terlapor anggota Polri.");
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, about_police.number, DEED_REVIEW, review),
                     DEED_FINE);
    night(f);
    assert_int_equal(newest(f)->cases, 5);
    assert_int_equal(seen_by(f, AGENCY_PROPAM)->held, 5);
    assert_int_equal(seen_by(f, AGENCY_PROPAM)->differ, 0);
    assert_int_equal(seen_by(f, AGENCY_KPU)->held, 6);
    assert_int_equal(seen_by(f, AGENCY_KPU)->differ, 0);
    desk_stop(f);
}

static void a_day_has_one_table_and_a_quiet_one_repeats_it(void **state)
{
    struct desk_fixture *f = desk_start();
    struct attest a;
    struct leaf leaf;
    bool due;

    (void)state;
    file_many(f, PLACE_A, CHANNEL_WEB, 7);
    night(f);
    newest_leaf(f, &leaf);
    assert_true(str_is(leaf.type, "statistics.attested"));
    assert_true(str_is(leaf.by, "posko"));
    assert_int_equal(leaf.key_count, 0);
    assert_true(str_is(leaf_get_fact(&leaf, "day"), "2024-10-14"));
    assert_int_equal(attest_prepare(&f->cx, f->env, f->db, &a, &due), OK);
    assert_false(due);
    file_many(f, PLACE_A, CHANNEL_WEB, 4); /* four more are not told */
    night(f);
    assert_int_equal(newest(f)->cases, 7);
    assert_int_equal(seen_by(f, AGENCY_KPU)->differ, 0); /* it counts as of the day of the 7 */
    file_many(f, PLACE_A, CHANNEL_WEB, 1);
    night(f);
    assert_int_equal(newest(f)->cases, 12);
    assert_int_equal(place_told(f, PLACE_A), 12);
    assert_int_equal(seen_by(f, AGENCY_KPU)->differ, 0);
    desk_stop(f);
}

static void the_last_minutes_of_a_day_are_waited_for(void **state)
{
    struct desk_fixture *f = desk_start();
    struct day tomorrow = day_of(2024, 10, 15);
    struct attest a;
    bool due;

    (void)state;
    file_many(f, PLACE_A, CHANNEL_WEB, 5);
    night(f);
    f->cx.now_us = day_start_us(day_add(tomorrow, 1), f->env->zone_minutes) + ATTEST_AFTER_US - 1;
    assert_int_equal(attest_prepare(&f->cx, f->env, f->db, &a, &due), OK);
    assert_false(due);
    f->cx.now_us++;
    assert_int_equal(attest_prepare(&f->cx, f->env, f->db, &a, &due), OK);
    assert_true(due);
    assert_int_equal(a.day.n, tomorrow.n);
    desk_stop(f);
}

/* ---- what is said of it ---- */

static void an_agency_confirms_under_its_key_and_once(void **state)
{
    struct desk_fixture *f = desk_start();
    struct attested_leaf says;
    struct leaf leaf;
    bool fine;

    (void)state;
    file_many(f, PLACE_A, CHANNEL_WEB, 6);
    night(f);
    assert_int_equal(seen_by(f, AGENCY_KPU)->answer.says, ATTESTED_SILENT);
    assert_true(say(f, AGENCY_KPU, ATTESTED_CONFIRMED));
    assert_false(say(f, AGENCY_KPU, ATTESTED_CONFIRMED));
    newest_leaf(f, &leaf);
    assert_true(str_is(leaf.type, "statistics.confirmed"));
    assert_int_equal(leaf_check_key(&f->cx, &leaf, STR("kpu"),
                                    f->officers[AGENCY_KPU]->of->sign_pk.b),
                     OK);
    assert_true(attest_leaf_of(&leaf, &says, &fine));
    assert_true(fine);
    assert_int_equal(says.agency, AGENCY_KPU);
    assert_int_equal(says.by, AGENCY_KPU);
    assert_int_equal(seen_by(f, AGENCY_KPU)->answer.says, ATTESTED_CONFIRMED);
    assert_int_equal(seen_by(f, AGENCY_BAWASLU)->answer.says, ATTESTED_SILENT);
    assert_true(say(f, AGENCY_KPU, ATTESTED_DISPUTED)); /* minds change, and the log says so */
    assert_true(say(f, AGENCY_KPU, ATTESTED_CONFIRMED));
    assert_int_equal(seen_by(f, AGENCY_KPU)->answer.says, ATTESTED_CONFIRMED);
    desk_stop(f);
}

static void an_answer_to_a_table_that_is_not_the_newest_is_refused(void **state)
{
    struct desk_fixture *f = desk_start();
    struct db *tx = NULL;
    const struct sign_off *old;
    int64_t size;
    bool added;

    (void)state;
    file_many(f, PLACE_A, CHANNEL_WEB, 6);
    night(f);
    old = seen_by(f, AGENCY_KPU);
    night(f);
    size = desk_log_size(f);
    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    assert_int_equal(sign_off_write(&f->cx, f->env, tx, f->officers[AGENCY_KPU], old->day,
                                    hex_of(f->arena, (struct bytes){ old->sha256, 32 }),
                                    ATTESTED_CONFIRMED, &added),
                     ERR_CONFLICT);
    db_end(&tx);
    assert_int_equal(desk_log_size(f), size);
    desk_stop(f);
}

/* ---- what was altered ---- */

static void what_was_altered_is_told(void **state)
{
    static const struct {
        const char *sql;
        size_t differ;
        bool faults, altered;
    } tries[] = {
        { "UPDATE case_state SET kecamatan = '" PLACE_B "' WHERE case_key = 1;", 0, true, false },
        { "UPDATE case_event SET facts = replace(facts, '" PLACE_A "', '" PLACE_B "') "
          "WHERE case_key = 1 AND seq = 0;", 1, true, false },
        { "UPDATE case_event SET facts = replace(facts, '\"web\"', '\"sms\"') "
          "WHERE case_key <= 2 AND seq = 0;", 1, true, false },
        { "UPDATE attested SET content = replace(content, ' 6', ' 16');", 4, false, true },
        { "UPDATE attested SET content = 'posko-attested/v2';", 0, false, true },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(tries); i++) {
        struct desk_fixture *f = desk_start();
        const struct sign_off *s;

        file_many(f, PLACE_A, CHANNEL_WEB, 6);
        night(f);
        spoil(f, tries[i].sql);
        s = seen_by(f, AGENCY_KESBANGPOL);
        if (s->differ != tries[i].differ || (s->faults.len > 0) != tries[i].faults
            || s->text_altered != tries[i].altered)
            fail_msg("%s: %zu differ, %zu faults, altered %d", tries[i].sql, s->differ,
                     s->faults.len, s->text_altered);
        desk_stop(f);
    }
}

static void a_wrong_table_is_not_what_an_agency_counts(void **state)
{
    struct desk_fixture *f = desk_start();
    struct attest a = { .day = day_of(2024, 10, 14) };
    const struct sign_off *s;
    struct db *tx = NULL;
    bool added;

    (void)state;
    file_many(f, PLACE_A, CHANNEL_WEB, 6);
    f->cx.now_us += DAY_US;
    a.text = STR("posko-attested/v1\nday 2024-10-14\ncases 12\nplace " PLACE_A " 12\n");
    attest_hash(a.text, a.sha256);
    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    assert_int_equal(attest_write(&f->cx, f->env, tx, &a, &added), OK);
    assert_int_equal(db_commit(&f->cx, tx), OK);
    s = seen_by(f, AGENCY_BAWASLU);
    assert_false(s->text_altered); /* it is what the log holds: and yet false */
    assert_int_equal(s->differ, 2);
    assert_int_equal(s->own_cases, 6);
    desk_stop(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_that_an_agency_is_kept_from_is_in_no_number),
        cmocka_unit_test(a_case_closed_to_an_agency_by_a_review_the_same_day_is_not_counted),
        cmocka_unit_test(a_day_has_one_table_and_a_quiet_one_repeats_it),
        cmocka_unit_test(the_last_minutes_of_a_day_are_waited_for),
        cmocka_unit_test(an_agency_confirms_under_its_key_and_once),
        cmocka_unit_test(an_answer_to_a_table_that_is_not_the_newest_is_refused),
        cmocka_unit_test(what_was_altered_is_told),
        cmocka_unit_test(a_wrong_table_is_not_what_an_agency_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
