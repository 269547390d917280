/*
 * test_watch: goal: what is written in the watch log every agency reads and nobody else does, also
 * after keys are renewed; a watch passes to another officer once and with everything ticked; and
 * whatever root does to the book, the audit names the line. Method: a whole post, a day on watch,
 * then one spoiling at a time.
 */
#include "keys_fixture.h"
#include <sqlite3.h>
#include <stdio.h>
#include "action/audit_watch.h"
#include "action/hand_over.h"
#include "action/log_event.h"
#include "store/log_entry.h"
#include "store/sqlite.h"

#define MARK "penandakatabuku"
/* The day, not the hour, and nothing of what it is about. */
#define LEAF                                                                                  \
    "type watch.entered\ncase -\nseq 0\nprev -\nat 2024-10-14\nby kpu\ndue -\ncommit "

static struct db *begin(struct desk_fixture *f)
{
    struct db *tx = NULL;

    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    return tx;
}

static struct watch_plan *planned(struct desk_fixture *f, enum agency_code who,
                                  enum watch_kind kind, const char *text,
                                  struct watch_place corrects, unsigned *faults)
{
    struct watch_form form = { .kind = kind, .text = str_of(text), .time = STR(""),
                               .corrects = corrects };
    struct watch_plan *plan = NULL;

    if (watch_enter_check(&f->cx, f->env, f->db, f->officers[who], &form, &plan, faults) != OK)
        fail_msg("%s", f->cx.note.text);
    return plan;
}

static struct watch_place enter(struct desk_fixture *f, enum agency_code who, enum watch_kind kind,
                                const char *text)
{
    unsigned faults;
    struct watch_plan *plan = planned(f, who, kind, text, watch_no_place(), &faults);
    struct db *tx = begin(f);

    assert_non_null(plan);
    if (watch_enter_write(&f->cx, f->env, tx, plan) != OK)
        fail_msg("%s", f->cx.note.text);
    assert_int_equal(db_commit(&f->cx, tx), OK);
    f->cx.now_us += HOUR_US / 6;
    return plan->row.place;
}

static struct watch_row offer(struct desk_fixture *f, enum agency_code who, const char *open)
{
    const struct handover_text text = { STR("Aman."), str_of(open), STR("Kunci gudang"),
                                        STR("Radio 2 unit") };
    struct watch_row row;
    struct db *tx = begin(f);
    unsigned faults;

    assert_int_equal(handover_offer_check(&f->cx, f->env, &text, &row, &faults), OK);
    assert_int_equal(faults, 0);
    assert_int_equal(handover_offer_write(&f->cx, f->env, tx, f->officers[who], &row), OK);
    assert_int_equal(db_commit(&f->cx, tx), OK);
    f->cx.now_us += HOUR_US / 6;
    return row;
}

/* The faults of ticking all but the `left`-th item; -1: all. */
static unsigned taking(struct desk_fixture *f, enum agency_code who, int left,
                       struct handover_taking *out)
{
    struct handover_cases cases;
    struct handover_ticks ticks = { 0 };
    struct handover h;
    unsigned faults;

    assert_int_equal(handover_read(&f->cx, f->env, f->db, f->officers[who], &h), OK);
    assert_int_equal(handover_cases_read(&f->cx, f->env, f->db, f->officers[who], &cases), OK);
    for (size_t i = 0; i < h.items_len; i++)
        ticks.item[i] = (int)i != left;
    for (size_t i = 0; i < cases.len; i++)
        ticks.cases[ticks.cases_len++] = cases.near[i]->row.number;
    assert_int_equal(handover_take_check(&f->cx, f->env, f->officers[who], &h, &cases, &ticks, out,
                                         &faults),
                     OK);
    return faults;
}

static enum err take(struct desk_fixture *f, enum agency_code who, struct handover_taking *t)
{
    struct db *tx = begin(f);
    enum err err = handover_take_write(&f->cx, f->env, tx, f->officers[who], t);

    if (err == OK)
        assert_int_equal(db_commit(&f->cx, tx), OK);
    else
        db_end(&tx);
    return err;
}

static struct watch_day book(struct desk_fixture *f, enum agency_code who)
{
    struct watch_day d;

    assert_int_equal(watch_day_read(&f->cx, f->env, f->db, f->officers[who],
                                    day_at(DESK_NOW, f->env->zone_minutes), &d),
                     OK);
    return d;
}

/* ---- entries ---- */

static void every_agency_reads_what_one_has_written(void **state)
{
    struct desk_fixture *f = *state;

    (void)enter(f, AGENCY_PROPAM, WATCH_VISITOR, "Tamu dari kecamatan.");
    (void)enter(f, AGENCY_KPU, WATCH_CALL, "Telepon salah sambung.");
    for (size_t i = 0; i < f->env->agencies_len; i++) {
        enum agency_code who = f->env->agencies[i].code;
        struct watch_day d = book(f, who);

        assert_int_equal(d.len, 2);
        assert_false(d.lines[0].unreadable);
        assert_true(str_is(d.lines[0].text, "Tamu dari kecamatan."));
        assert_int_equal(d.lines[0].kind, WATCH_VISITOR);
        assert_int_equal(d.lines[0].own, who == AGENCY_PROPAM);
        assert_int_equal(d.lines[1].place.number, 2);
        assert_int_equal(d.lines[1].agency, AGENCY_KPU);
        assert_int_equal(d.entries_since, 2);
    }
}

static void nothing_of_it_lies_readable_in_the_database_or_in_the_log(void **state)
{
    struct desk_fixture *f = *state;
    struct log_list list;
    unsigned char *raw;
    sqlite3_int64 size;
    int64_t log;

    (void)enter(f, AGENCY_KPU, WATCH_OBSERVATION, MARK);
    raw = sqlite3_serialize(f->db->handle, "main", &size, 0);
    assert_non_null(raw);
    assert_null(memmem(raw, (size_t)size, MARK, sizeof MARK - 1));
    assert_null(memmem(raw, (size_t)size, "observation", 11)); /* nor of what kind it is */
    sqlite3_free(raw);
    log = desk_log_size(f);
    assert_int_equal(store_log_range(&f->cx, f->db, f->env->post, log - 1, log, &list), OK);
    assert_non_null(memmem(list.at[0].leaf.at, list.at[0].leaf.len, LEAF, sizeof LEAF - 1));
}

static void a_line_is_corrected_by_another_and_stays(void **state)
{
    struct desk_fixture *f = *state;
    struct watch_place first = enter(f, AGENCY_KPU, WATCH_PATROL, "Patroli pukul 20."), second;
    struct watch_place missing = { first.day, 9 };
    struct watch_plan *plan;
    struct watch_day d;
    struct db *tx;
    unsigned faults;

    plan = planned(f, AGENCY_BAWASLU, WATCH_CORRECTION, "Patroli pukul 21.", first, &faults);
    assert_non_null(plan);
    tx = begin(f);
    assert_int_equal(watch_enter_write(&f->cx, f->env, tx, plan), OK);
    assert_int_equal(db_commit(&f->cx, tx), OK);
    second = plan->row.place;
    d = book(f, AGENCY_PROPAM);
    assert_int_equal(d.len, 2);
    assert_true(str_is(d.lines[0].text, "Patroli pukul 20."));
    assert_true(watch_place_eq(d.lines[0].corrected, second));
    assert_true(watch_place_eq(d.lines[1].corrects, first));
    assert_null(planned(f, AGENCY_KPU, WATCH_CORRECTION, "x", second, &faults));
    assert_int_equal(faults, WATCH_CORRECTS_NONE);
    assert_null(planned(f, AGENCY_KPU, WATCH_CORRECTION, "x", missing, &faults));
    assert_int_equal(faults, WATCH_CORRECTS_NONE);
}

static void nihil_is_refused_where_something_was_entered_also_meanwhile(void **state)
{
    struct desk_fixture *f = *state;
    struct watch_plan *nihil;
    struct db *tx;
    unsigned faults;

    nihil = planned(f, AGENCY_KPU, WATCH_NIHIL, "", watch_no_place(), &faults);
    assert_non_null(nihil);
    (void)enter(f, AGENCY_PROPAM, WATCH_CALL, "Telepon.");
    tx = begin(f);
    assert_int_equal(watch_enter_write(&f->cx, f->env, tx, nihil), ERR_CONFLICT);
    db_end(&tx);
    assert_null(planned(f, AGENCY_KPU, WATCH_NIHIL, "", watch_no_place(), &faults));
    assert_int_equal(faults, WATCH_NIHIL_FALSE);
    assert_int_equal(book(f, AGENCY_KPU).len, 1);
}

static void the_book_opens_after_two_renewals_and_the_new_key_writes_on(void **state)
{
    struct desk_fixture *f = *state;

    (void)enter(f, AGENCY_KPU, WATCH_VISITOR, "satu");
    keys_renew(f);
    keys_sign_in_again(f);
    (void)enter(f, WHO, WATCH_VISITOR, "dua");
    keys_renew(f);
    keys_sign_in_again(f);
    (void)enter(f, AGENCY_KPU, WATCH_VISITOR, "tiga");
    for (int i = 0; i < 2; i++) {
        struct watch_day d = book(f, i ? AGENCY_PROPAM : WHO);

        assert_int_equal(d.len, 3);
        assert_true(str_is(d.lines[0].text, "satu"));
        assert_true(str_is(d.lines[1].text, "dua"));
        assert_true(str_is(d.lines[2].text, "tiga"));
    }
}

/* ---- handover ---- */

static void a_watch_passes_only_with_everything_ticked_and_to_another(void **state)
{
    struct desk_fixture *f = *state;
    struct handover_taking t;
    struct str by;
    enum handover_state is;
    int64_t since;

    (void)offer(f, AGENCY_PROPAM, "Pintu belakang\nLampu");
    assert_int_equal(handover_waiting(&f->cx, f->env, f->db, &is, &since, &by), OK);
    assert_int_equal(is, HANDOVER_WAITING);
    for (int left = 0; left < 4; left++)
        assert_int_equal(taking(f, AGENCY_KPU, left, &t), HANDOVER_UNTICKED);
    assert_int_equal(taking(f, AGENCY_PROPAM, -1, &t), HANDOVER_SAME_OFFICER);
    assert_int_equal(taking(f, AGENCY_KPU, -1, &t), 0);
    memcpy(t.outgoing.b, f->officers[AGENCY_PROPAM]->id.b, sizeof t.outgoing.b);
    assert_int_equal(take(f, AGENCY_PROPAM, &t), ERR_DENIED); /* past the page */
    assert_int_equal(take(f, AGENCY_KPU, &t), OK);
    assert_int_equal(handover_waiting(&f->cx, f->env, f->db, &is, &since, &by), OK);
    assert_int_equal(is, HANDOVER_NONE);
    assert_int_equal(book(f, AGENCY_KPU).lines[1].items, 4);
}

static void a_case_near_its_date_is_ticked_by_who_may_know_of_it(void **state)
{
    struct desk_fixture *f = *state;
    struct handover_cases cases;
    struct handover_ticks none = { 0 };
    struct handover_taking t;
    struct report_form form;
    struct handover h;
    unsigned faults;

    desk_form(&form);
    form.category = CATEGORY_POLRI; /* closed to Propam */
    form.role = ROLE_ANGGOTA;
    (void)desk_file(f, &form);
    f->cx.now_us += 6 * DAY_US;
    (void)offer(f, AGENCY_BAWASLU, "");
    assert_int_equal(handover_cases_read(&f->cx, f->env, f->db, f->officers[AGENCY_KPU], &cases),
                     OK);
    assert_int_equal(cases.len, 1);
    assert_int_equal(handover_cases_read(&f->cx, f->env, f->db, f->officers[AGENCY_PROPAM], &cases),
                     OK);
    assert_int_equal(cases.len, 0);
    assert_int_equal(cases.open, 0);
    assert_int_equal(handover_read(&f->cx, f->env, f->db, f->officers[AGENCY_KPU], &h), OK);
    assert_int_equal(handover_cases_read(&f->cx, f->env, f->db, f->officers[AGENCY_KPU], &cases),
                     OK);
    none.item[0] = none.item[1] = true;
    assert_int_equal(handover_take_check(&f->cx, f->env, f->officers[AGENCY_KPU], &h, &cases, &none,
                                         &t, &faults),
                     OK);
    assert_int_equal(faults, HANDOVER_UNTICKED);
    assert_int_equal(taking(f, AGENCY_KPU, -1, &t), 0);
    assert_int_equal(take(f, AGENCY_KPU, &t), OK);
}

static void of_two_who_take_over_one_wins_and_the_other_is_told(void **state)
{
    struct desk_fixture *f = *state;
    struct handover_taking first, second, stale;

    (void)offer(f, AGENCY_PROPAM, "Satu");
    assert_int_equal(taking(f, AGENCY_BAWASLU, -1, &stale), 0);
    (void)offer(f, AGENCY_PROPAM, "Satu\nDua");
    assert_int_equal(take(f, AGENCY_BAWASLU, &stale), ERR_CONFLICT); /* of what was replaced */
    assert_int_equal(taking(f, AGENCY_KPU, -1, &first), 0);
    assert_int_equal(taking(f, AGENCY_BAWASLU, -1, &second), 0);
    assert_int_equal(take(f, AGENCY_KPU, &first), OK);
    assert_int_equal(take(f, AGENCY_BAWASLU, &second), ERR_CONFLICT);
    assert_int_equal(book(f, AGENCY_KPU).len, 3);
}

static void which_cases_were_ticked_opens_for_the_incoming_agency_alone(void **state)
{
    struct desk_fixture *f = *state;
    struct handover_taking t;
    struct bytes plain;

    (void)offer(f, AGENCY_PROPAM, "Satu");
    assert_int_equal(taking(f, AGENCY_KPU, -1, &t), 0);
    assert_int_equal(watch_unseal(&f->cx, f->db, f->officers[AGENCY_KPU], t.row.id, t.row.own,
                                  &plain),
                     OK);
    assert_int_equal(watch_unseal(&f->cx, f->db, f->officers[AGENCY_BAWASLU], t.row.id, t.row.own,
                                  &plain),
                     ERR_DENIED);
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

static struct watch_audit audited(struct desk_fixture *f)
{
    struct audit_plan plan = { .size = (uint64_t)desk_log_size(f), .say = listen, .arg = &heard };
    struct watch_audit result = { 0 };
    uint64_t leaves = 0;

    heard = (struct said){ .len = 0 };
    for (int64_t i = 0; i < (int64_t)plan.size; i++) {
        struct log_list list;

        assert_int_equal(store_log_range(&f->cx, f->db, f->env->post, i, i + 1, &list), OK);
        leaves += memmem(list.at[0].leaf.at, list.at[0].leaf.len, "\ntype watch.", 12) != NULL;
    }
    if (audit_watch(&f->cx, f->env, f->db, &plan, leaves, &result) != OK)
        fail_msg("no audit: %s", f->cx.note.text);
    return result;
}

static void sql(struct desk_fixture *f, const char *statement)
{
    char *why = NULL;

    if (sqlite3_exec(f->db->handle, statement, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", statement, why);
}

#define LINE(n) " WHERE number = " #n

static const struct {
    const char *what, *sql, *finds;
} spoilings[] = {
    { "a line taken out of the middle", "DELETE FROM watch_line" LINE(2), "before line 3 of" },
    { "a line taken out, and who signed it is named", "DELETE FROM watch_line" LINE(2),
      "the line of 2024-10-14 that kpu signed" },
    { "the last line taken out", "DELETE FROM watch_line" LINE(5), "watch.handed_over) is gone" },
    { "all lines taken out", "DELETE FROM watch_line", "that propam signed" },
    { "the text of another line",
      "UPDATE watch_line SET content = (SELECT content FROM watch_line WHERE number = 1)" LINE(2),
      "line 2 of 2024-10-14 is kept with another text" },
    { "one bit of the text",
      "UPDATE watch_line SET content ="
      " CAST(substr(content, 1, length(content) - 1) || x'00' AS BLOB)" LINE(3),
      "line 3 of 2024-10-14 is kept with another text" },
    { "a grant of one agency",
      "UPDATE watch_line SET content ="
      " CAST(substr(content, 1, 30) || x'ff' || substr(content, 32) AS BLOB)"
      LINE(3),
      "line 3 of 2024-10-14 is kept with another text" },
    { "another officer",
      "UPDATE watch_line SET officer = (SELECT officer FROM watch_line WHERE number = 1)" LINE(2),
      "line 2 of 2024-10-14 is kept with another text, time" },
    { "another hour", "UPDATE watch_line SET at_us = at_us - 3600000000" LINE(2),
      "line 2 of 2024-10-14 is kept with another text, time" },
    { "another agency", "UPDATE watch_line SET agency = 'bawaslu'" LINE(2),
      "line 2 of 2024-10-14 is kept with another agency" },
    { "another kind of leaf", "UPDATE watch_line SET kind = 'watch.offered'" LINE(2),
      "line 2 of 2024-10-14 is kept with another kind" },
    { "which cases were ticked", "UPDATE watch_line SET own = NULL" LINE(5),
      "line 5 of 2024-10-14 is kept with another text" },
    { "another offer answered",
      "UPDATE watch_line SET answers_number = 3" LINE(5), "line 5 of 2024-10-14 is kept with" },
    { "two lines exchanged",
      "UPDATE watch_line SET number = 9" LINE(1) "; UPDATE watch_line SET number = 1" LINE(2)
      "; UPDATE watch_line SET number = 2" LINE(9),
      "it was moved" },
    { "a line put in",
      "INSERT INTO watch_line SELECT post_id, day, 6, 0, kind, agency, officer, at_us, line_id,"
      " NULL, NULL, content, NULL FROM watch_line" LINE(1),
      "line 6 of 2024-10-14 was never signed: it was put in" },
    { "a line put in over another's leaf",
      "INSERT INTO watch_line SELECT post_id, day + 1, 1, log_index + 1000, kind, agency, officer,"
      " at_us, line_id, NULL, NULL, content, NULL FROM watch_line" LINE(1),
      "" /* newer than the head: not judged yet, and no fault */ },
    { "what opens the commitment taken away",
      "DELETE FROM log_event WHERE kind = 'watch.entered' AND name LIKE '% 2'",
      "line 2 of 2024-10-14 is kept with another place in the log" },
    { "another nonce", "UPDATE log_event SET nonce = zeroblob(32) WHERE kind = 'watch.offered'",
      "line 4 of 2024-10-14 is kept with another text" },
};

static void whatever_is_done_to_the_book_is_found_and_the_line_is_named(void **state)
{
    struct desk_fixture *f = *state;
    struct handover_taking t;
    struct watch_audit result;

    (void)enter(f, AGENCY_PROPAM, WATCH_VISITOR, "satu");
    (void)enter(f, AGENCY_KPU, WATCH_CALL, "dua");
    (void)enter(f, AGENCY_PROPAM, WATCH_PATROL, "tiga");
    (void)offer(f, AGENCY_PROPAM, "Satu");
    assert_int_equal(taking(f, AGENCY_KPU, -1, &t), 0);
    assert_int_equal(take(f, AGENCY_KPU, &t), OK);
    result = audited(f);
    if (result.faults)
        fail_msg("%s", heard.text);
    assert_int_equal(result.lines, 5);
    for (size_t i = 0; i < COUNT_OF(spoilings); i++) {
        sql(f, "SAVEPOINT whole");
        sql(f, spoilings[i].sql);
        result = audited(f);
        sql(f, "ROLLBACK TO whole");
        sql(f, "RELEASE whole");
        if ((result.faults > 0) != (spoilings[i].finds[0] != '\0')
            || !strstr(heard.text, spoilings[i].finds))
            fail_msg("%s: %s", spoilings[i].what, heard.text);
    }
}

#define WITH_POST(test) cmocka_unit_test_setup_teardown(test, keys_start, keys_stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_POST(every_agency_reads_what_one_has_written),
        WITH_POST(nothing_of_it_lies_readable_in_the_database_or_in_the_log),
        WITH_POST(a_line_is_corrected_by_another_and_stays),
        WITH_POST(nihil_is_refused_where_something_was_entered_also_meanwhile),
        WITH_POST(the_book_opens_after_two_renewals_and_the_new_key_writes_on),
        WITH_POST(a_watch_passes_only_with_everything_ticked_and_to_another),
        WITH_POST(a_case_near_its_date_is_ticked_by_who_may_know_of_it),
        WITH_POST(of_two_who_take_over_one_wins_and_the_other_is_told),
        WITH_POST(which_cases_were_ticked_opens_for_the_incoming_agency_alone),
        WITH_POST(whatever_is_done_to_the_book_is_found_and_the_line_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
