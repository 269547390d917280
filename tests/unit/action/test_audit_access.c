/*
 * test_audit_access: goal: the private log of who read what is pinned by the public one every
 * day, and whatever is done to it later is found, in words. Method: readings on three days; then
 * one spoiling at a time of what lies in the database, rolled back after the audit (or the start
 * of the ledger) has looked.
 */
#include "reading_fixture.h"
#include <sqlite3.h>
#include <stdio.h>
#include "action/audit_access.h"
#include "store/log_entry.h"
#include "store/sqlite.h"

/* ---- the tree and its heads ---- */

static void the_public_log_gets_one_head_a_day(void **state)
{
    struct reading *r = reading_start();
    struct access_head_row row;
    struct access_head head;
    (void)state;

    assert_int_equal(store_access_head_newest(&r->f->cx, r->f->db, r->f->env->post, &row), OK);
    assert_true(str_is(row.name, "2024-10-14"));
    (void)reads(r, AGENCY_KPU, r->asn.number, ACCESS_CASE_OPENED, "");
    log_keep(r);
    assert_int_equal(access_head_read(&r->f->cx, r->f->env, r->f->db, &row, &head), OK);
    assert_int_equal(head.size, 0); /* of the same day: not another */
    r->f->cx.now_us += DAY_US;
    log_keep(r);
    assert_int_equal(store_access_head_newest(&r->f->cx, r->f->db, r->f->env->post, &row), OK);
    assert_true(str_is(row.name, "2024-10-15"));
    assert_int_equal(access_head_read(&r->f->cx, r->f->env, r->f->db, &row, &head), OK);
    assert_int_equal(head.size, 1);
    reading_stop(r);
}

static void a_public_head_tells_the_root_and_not_how_many_were_read(void **state)
{
    struct reading *r = reading_start();
    struct access_head_row row;
    struct log_list list;
    struct leaf leaf;
    (void)state;

    for (int i = 0; i < 7; i++)
        (void)reads(r, AGENCY_KPU, r->asn.number, ACCESS_FILE_OPENED, "foto.jpg");
    r->f->cx.now_us += DAY_US;
    log_keep(r);
    assert_int_equal(store_access_head_newest(&r->f->cx, r->f->db, r->f->env->post, &row), OK);
    assert_int_equal(store_log_range(&r->f->cx, r->f->db, r->f->env->post, row.log_index,
                                     row.log_index + 1, &list),
                     OK);
    assert_int_equal(
        leaf_parse(&r->f->cx, (struct str){ (const char *)list.at[0].leaf.at, list.at[0].leaf.len },
                   &leaf),
        OK);
    assert_int_equal(leaf.fact_count, 2);
    assert_true(str_is(leaf_get_fact(&leaf, "day"), "2024-10-15"));
    assert_int_equal(leaf_get_fact(&leaf, "root").len, 44);
    assert_true(str_starts(row.value, STR("7 ")));
    reading_stop(r);
}

static struct access_audit audited(struct reading *r, struct audit_plan *plan);

static void the_log_goes_on_after_a_restart_in_the_middle_of_a_day(void **state)
{
    struct reading *r = reading_start();
    struct audit_plan plan = { 0 };
    struct access_audit result;
    (void)state;

    for (int i = 0; i < 300; i++) { /* past a full tile */
        (void)reads(r, AGENCY_KPU, r->asn.number, ACCESS_FILE_OPENED, "foto.jpg");
        if (i == 120 || i == 270) {
            r->f->cx.now_us += DAY_US;
            log_keep(r);
        }
        if (i == 100 || i == 255 || i == 280) {
            ledger_stop(r);
            ledger_start(r);
        }
    }
    result = audited(r, &plan);
    assert_int_equal(result.faults, 0);
    assert_int_equal(result.entries, 300);
    assert_int_equal(result.signatures, 300);
    assert_int_equal(result.heads, 3);
    assert_int_equal(result.held, 271);
    reading_stop(r);
}

/* ---- spoiling ---- */

struct said {
    char text[4000];
    size_t len;
};

static void listen(void *arg, enum audit_weight weight, const char *sentence)
{
    struct said *said = arg;

    (void)weight;
    if (said->len + strlen(sentence) + 2 < sizeof said->text)
        said->len += (size_t)snprintf(said->text + said->len, sizeof said->text - said->len, "%s\n",
                                      sentence);
}

static struct said heard;

static uint64_t public_heads(struct reading *r, uint64_t size)
{
    uint64_t count = 0;

    for (int64_t i = 0; i < (int64_t)size; i++) {
        struct log_list list;

        assert_int_equal(store_log_range(&r->f->cx, r->f->db, r->f->env->post, i, i + 1, &list),
                         OK);
        count +=
            memmem(list.at[0].leaf.at, list.at[0].leaf.len, "\ntype access.head\n", 18) != NULL;
    }
    return count;
}

static struct access_audit audited(struct reading *r, struct audit_plan *plan)
{
    struct access_audit result = { 0 };

    heard.len = 0;
    heard.text[0] = '\0';
    plan->say = listen;
    plan->arg = &heard;
    plan->size = (uint64_t)desk_log_size(r->f);
    if (audit_access(&r->f->cx, r->f->env, r->f->db, plan, public_heads(r, plan->size), &result)
        != OK)
        fail_msg("no audit: %s", r->f->cx.note.text);
    return result;
}

/* Eight records: three held by the head of the second day, six by that of the third. */
static struct reading *days_start(void)
{
    struct reading *r = reading_start();

    (void)reads(r, AGENCY_BAWASLU, r->asn.number, ACCESS_CASE_OPENED, "");
    (void)reads(r, AGENCY_KPU, r->asn.number, ACCESS_IDENTITY_READ, REASON);
    (void)reads(r, AGENCY_KPU, STR(""), ACCESS_CASES_SEARCHED, WORDS);
    r->f->cx.now_us += DAY_US;
    log_keep(r);
    (void)reads(r, AGENCY_BAWASLU, r->asn.number, ACCESS_IDENTITY_READ, REASON);
    (void)reads(r, AGENCY_PROPAM, r->asn.number, ACCESS_CASE_OPENED, "");
    (void)reads(r, AGENCY_BAWASLU, r->polri.number, ACCESS_CASE_OPENED, "");
    r->f->cx.now_us += DAY_US;
    log_keep(r);
    (void)reads(r, AGENCY_KPU, r->polri.number, ACCESS_CASE_OPENED, "");
    (void)reads(r, AGENCY_KPU, r->asn.number, ACCESS_CASE_OPENED, "");
    ledger_stop(r);
    return r;
}

static void sql(struct reading *r, const char *statement)
{
    char *why = NULL;

    if (sqlite3_exec(r->f->db->handle, statement, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", statement, why);
}

/* PRIVATE: the private log's rows of log_entry. */
#define PRIVATE "post_id NOT IN (SELECT post_id FROM post)"

static const struct {
    const char *what, *sql, *finds;
    bool refused; /* the server does not start either */
} spoilings[] = {
    { "a row deleted", "DELETE FROM access_record WHERE log_index = 1", "the row was deleted",
      false },
    { "another reader",
      "UPDATE access_record SET officer = (SELECT officer FROM access_record WHERE log_index = 0)"
      " WHERE log_index = 1",
      "record 1 is kept with another reader", false },
    { "another hour", "UPDATE access_record SET at_us = at_us - 3600000000 WHERE log_index = 1",
      "record 1 is kept with another time", false },
    { "another moment of the same second",
      "UPDATE access_record SET at_us = at_us + 1 WHERE log_index = 1",
      "record 1 is kept with another reader, moment", false },
    { "another agency", "UPDATE access_record SET agency = 'bawaslu' WHERE log_index = 1",
      "record 1 is kept with another agency", false },
    { "another kind", "UPDATE access_record SET kind = 'file.opened' WHERE log_index = 1",
      "record 1 is kept with another kind", false },
    { "another case", "UPDATE access_record SET case_key = 2 WHERE log_index = 1",
      "record 1 is kept with another case", false },
    { "the reason of another",
      "UPDATE access_record SET object = (SELECT object FROM access_record WHERE log_index = 3)"
      " WHERE log_index = 1",
      "record 1 is kept with another reader, moment or reason", false },
    { "the reason taken out", "UPDATE access_record SET object = NULL WHERE log_index = 1",
      "record 1 is kept with another reader, moment or reason", false },
    { "a row put in",
      "INSERT INTO access_record SELECT post_id, 50, kind, case_key, agency, officer, at_us,"
      " object, nonce FROM access_record WHERE log_index = 1",
      "1 rows have no record", false },
    { "a record taken out of the middle",
      "DELETE FROM access_record WHERE log_index = 1;"
      "DELETE FROM log_entry WHERE log_index = 1 AND " PRIVATE,
      "records were removed", true },
    { "the newest records taken away, back to before a head",
      "DELETE FROM access_record WHERE log_index >= 5;"
      "DELETE FROM log_entry WHERE log_index >= 5 AND " PRIVATE,
      "on 2024-10-16 there were 6 records, but only 5", true },
    { "two records exchanged",
      "UPDATE log_entry SET log_index = 100 WHERE log_index = 1 AND " PRIVATE ";"
      "UPDATE log_entry SET log_index = 1 WHERE log_index = 2 AND " PRIVATE ";"
      "UPDATE log_entry SET log_index = 2 WHERE log_index = 100 AND " PRIVATE,
      "the first 3 records are not those that the public log holds of 2024-10-15", true },
    { "a record altered with its hash left",
      "UPDATE log_entry SET leaf = CAST(replace(CAST(leaf AS TEXT), 'by kpu', 'by bawaslu') AS"
      " BLOB) WHERE log_index = 1 AND " PRIVATE,
      "record 1 is not what was hashed", false },
    { "a record of today altered, which no head holds yet",
      "UPDATE log_entry SET leaf = CAST(replace(CAST(leaf AS TEXT), 'case.opened', 'file.opened')"
      " AS BLOB) WHERE log_index = 7 AND " PRIVATE,
      "record 7 is not signed with a key that kpu has had", false },
    { "a head taken out of the rows",
      "DELETE FROM log_event WHERE kind = 'access.head' AND name = '2024-10-15'",
      "the public log has 3 heads of it, but 2 are kept here", false },
    { "a head that speaks of fewer",
      "UPDATE log_event SET value = replace(value, '6 ', '5 ')"
      " WHERE kind = 'access.head' AND name = '2024-10-16'",
      "of 2024-10-16, is not what the public log says: it was altered", true },
    { "a head that points to another entry of the public log",
      "UPDATE log_event SET log_index = log_index + 1000"
      " WHERE kind = 'access.head' AND name = '2024-10-16'",
      "heads of it", true },
    { "the reader's key taken off the list", "DELETE FROM log_event WHERE kind = 'officer.listed'",
      "names a reader whom the public log never listed", false },
};

static void whatever_is_spoilt_is_found_in_words(void **state)
{
    struct reading *r = days_start();
    struct audit_plan plan = { 0 };
    (void)state;

    assert_int_equal(audited(r, &plan).faults, 0);
    sql(r, "PRAGMA foreign_keys = OFF");
    for (size_t i = 0; i < COUNT_OF(spoilings); i++) {
        int before = sqlite3_total_changes(r->f->db->handle);
        struct access_audit result;

        sql(r, "BEGIN");
        sql(r, spoilings[i].sql);
        if (sqlite3_total_changes(r->f->db->handle) == before)
            fail_msg("%s: spoils nothing", spoilings[i].what);
        result = audited(r, &plan);
        sql(r, "ROLLBACK");
        if (result.faults == 0 || !strstr(heard.text, spoilings[i].finds))
            fail_msg("%s: heard \"%s\"", spoilings[i].what, heard.text);
    }
    assert_int_equal(audited(r, &plan).faults, 0);
    ledger_start(r);
    reading_stop(r);
}

static void the_server_does_not_start_on_a_record_that_was_shortened_or_altered(void **state)
{
    struct reading *r = days_start();
    (void)state;

    sql(r, "PRAGMA foreign_keys = OFF");
    for (size_t i = 0; i < COUNT_OF(spoilings); i++) {
        struct log_tree tree;
        struct hasher hasher AUTO(hasher_close) = { 0 };
        enum err err;

        assert_int_equal(hasher_open(&r->f->cx, &hasher), OK);
        sql(r, "BEGIN");
        sql(r, spoilings[i].sql);
        err = access_log_open(&r->f->cx, &hasher, r->f->env, r->f->db, &tree);
        sql(r, "ROLLBACK");
        if ((err == ERR_CORRUPT) != spoilings[i].refused)
            fail_msg("%s: %d %s", spoilings[i].what, (int)err, r->f->cx.note.text);
    }
    ledger_start(r);
    reading_stop(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_public_log_gets_one_head_a_day),
        cmocka_unit_test(a_public_head_tells_the_root_and_not_how_many_were_read),
        cmocka_unit_test(the_log_goes_on_after_a_restart_in_the_middle_of_a_day),
        cmocka_unit_test(whatever_is_spoilt_is_found_in_words),
        cmocka_unit_test(the_server_does_not_start_on_a_record_that_was_shortened_or_altered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
