/*
 * The pages on which anybody watches the post, over a real post with a real log: what they
 * show is what the leaves say, and a receipt gets exactly one of three answers (shared
 * ux.md 1.2, 5 C-D; issue 3, "Done when" 6).
 */
#include "../action/desk_fixture.h"
#include "action/check_receipt.h"
#include "action/log_statistics.h"
#include "action/read_log.h"
#include "base/codec.h"
#include "ledger_bare.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#define RECORDED "Recorded and unchanged."
#define UNLIKE "This receipt does not match."
#define NOT_YET "Not in this checkpoint yet."
#define NOT_TRUE "It does not prove that what it says is true."

struct ledger_post {
    struct desk_fixture *f;
    struct ledger *ledger;
    struct log_count *count;
    struct str number[3]; /* reports: reviewed, referred; reviewed; only received */
    uint64_t index[3];
};

static struct str must_file(struct desk_fixture *f, uint64_t *index)
{
    struct report_form form;
    struct filed filed;

    desk_form(&form);
    filed = desk_file(f, &form);
    *index = (uint64_t)filed.log_index;
    return filed.number;
}

/* Opens the log over whatever was done so far: everything is published at once. */
static void log_up(struct ledger_post *p)
{
    struct desk_fixture *f = p->f;

    if (ledger_open(&f->cx, f->env, f->db, NULL, &p->ledger) != OK
        || log_count_open(&f->cx, &p->count) != OK)
        fail_msg("no log: %s", f->cx.note.text);
    f->env->ledger = p->ledger;
    f->env->log_count = p->count;
}

static int up(void **state)
{
    struct ledger_post *p = calloc(1, sizeof *p);
    struct deed_form refer = { .authorities = CODE_BIT(AUTHORITY_BKN), .basis = STR("dasar"),
                               .text = STR("Pengantar.") };

    p->f = desk_start();
    for (size_t i = 0; i < COUNT_OF(p->number); i++)
        p->number[i] = must_file(p->f, &p->index[i]);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(desk_do(p->f, AGENCY_BAWASLU, p->number[i], DEED_REVIEW,
                                 desk_review(p->f, p->number[i])), DEED_FINE);
    assert_int_equal(desk_do(p->f, AGENCY_BAWASLU, p->number[0], DEED_REFER, refer), DEED_FINE);
    log_up(p);
    *state = p;
    return 0;
}

static int down(void **state)
{
    struct ledger_post *p = *state;

    log_count_close(&p->count);
    ledger_close(&p->ledger);
    desk_stop(p->f);
    free(p);
    return 0;
}

static struct str get(struct ledger_post *p, const char *path)
{
    struct str body;
    int status = ledger_ask(METHOD_GET, path, &p->f->cx, p->f->env, p->f->db, NULL, 0, &body);

    if (status != 200)
        fail_msg("%s: %d, %s", path, status, p->f->cx.note.text);
    return body;
}

/* POST /periksa. */
static struct str verify(struct ledger_post *p, struct str text, struct str index,
                         struct str number, int expected)
{
    struct pair form[] = { { STR("bukti"), text }, { STR("nomor"), index },
                           { STR("perkara"), number } };
    struct str body;
    int status = ledger_ask(METHOD_POST, "/periksa", &p->f->cx, p->f->env, p->f->db, form,
                            COUNT_OF(form), &body);

    if (status != expected)
        fail_msg("/periksa: %d, %s", status, p->f->cx.note.text);
    return body;
}

static bool has(struct str body, const char *text)
{
    return str_find(body, str_of(text)) != SIZE_MAX;
}

/* Exactly this one of the three, and the other two nowhere. */
static void assert_answer(struct str body, const char *answer)
{
    static const char *const all[] = { RECORDED, UNLIKE, NOT_YET };

    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (has(body, all[i]) != (strcmp(all[i], answer) == 0))
            fail_msg("'%s' where '%s' was to be answered:\n%.*s", all[i], answer,
                     (int)(body.len < 6000 ? body.len : 6000), body.at);
}

static struct str number_text(struct ledger_post *p, uint64_t n)
{
    return arena_printf(p->f->arena, "%llu", (unsigned long long)n);
}

static struct str receipt_of(struct ledger_post *p, uint64_t index)
{
    struct str text;

    assert_int_equal(read_receipt(&p->f->cx, p->f->env, p->f->db, index, &text), OK);
    return text;
}

static void sql(struct ledger_post *p, const char *text)
{
    char path[100];
    sqlite3 *db;

    snprintf(path, sizeof path, "%s/posko.db", p->f->dir);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", text, sqlite3_errmsg(db));
    sqlite3_close(db);
}

/* ---- receipts ---- */

static void a_receipt_as_it_was_handed_out_is_recorded(void **state)
{
    struct ledger_post *p = *state;
    struct str body = verify(p, receipt_of(p, p->index[0]), STR(""), STR(""), 200);

    assert_answer(body, RECORDED);
    assert_true(has(body, NOT_TRUE));
    assert_true(has(body, "Report received"));
    assert_true(has(body, "Wednesday, 16 October 2024")); /* the day it set running */
}

static void white_space_around_a_pasted_receipt_is_forgiven(void **state)
{
    struct ledger_post *p = *state;
    struct str text = arena_printf(p->f->arena, "\n  %.*s\n\n",
                                   STR_FMT(receipt_of(p, p->index[1])));

    assert_answer(verify(p, text, STR(""), STR(""), 200), RECORDED);
}

static void by_number_and_case_the_answer_is_the_same(void **state)
{
    struct ledger_post *p = *state;

    for (size_t i = 0; i < COUNT_OF(p->number); i++) {
        struct str index = number_text(p, p->index[i]);

        assert_answer(verify(p, STR(""), index, STR(""), 200), RECORDED);
        assert_answer(verify(p, STR(""), index, p->number[i], 200), RECORDED);
        assert_answer(verify(p, STR(""), index, p->number[(i + 1) % 3], 200), UNLIKE);
    }
}

/* Every single letter of a receipt but its number counts: none may be changed and pass. */
static void no_changed_letter_passes(void **state)
{
    struct ledger_post *p = *state;
    struct str whole = receipt_of(p, p->index[1]);
    size_t refused = 0;

    for (size_t at = 0; at < whole.len; at += 7) {
        struct arena *arena = arena_new(32u << 20);
        struct cx cx = { .arena = arena, .now_us = p->f->cx.now_us, .random = p->f->cx.random };
        struct str copy = arena_copy(arena, whole);
        struct checked_receipt c = { .verdict = RECEIPT_UNLIKE };

        ((char *)copy.at)[at] = (char)(copy.at[at] == 'A' ? 'B' : 'A');
        assert_int_equal(check_receipt_text(&cx, p->f->env, p->f->db, copy, &c), OK);
        if (c.fault == RECEIPT_FINE && c.verdict == RECEIPT_RECORDED)
            fail_msg("byte %zu of the receipt may be anything", at);
        refused++;
        arena_free(arena);
    }
    assert_true(refused > 50);
}

static void a_number_past_the_head_is_not_yet_there(void **state)
{
    struct ledger_post *p = *state;
    struct ledger_head head;
    struct str body;

    assert_int_equal(ledger_head(p->ledger, p->f->arena, &head), OK);
    body = verify(p, STR(""), number_text(p, head.size), STR(""), 200);
    assert_answer(body, NOT_YET);
    assert_answer(verify(p, STR(""), number_text(p, head.size - 1), STR(""), 200), RECORDED);
}

static void nothing_of_the_entry_is_shown_before_it_is_proved(void **state)
{
    struct ledger_post *p = *state;
    struct str text = arena_copy(p->f->arena, receipt_of(p, p->index[0]));
    size_t at = str_find(text, STR("\nindex ")) - 3; /* in the leaf's base64 */
    struct str body;

    ((char *)text.at)[at] = (char)(text.at[at] == 'A' ? 'B' : 'A');
    body = verify(p, text, STR(""), STR(""), 200);
    assert_answer(body, UNLIKE);
    assert_false(has(body, "Report received"));
    assert_false(has(body, "16 October 2024"));
    body = verify(p, STR(""), number_text(p, p->index[0]), p->number[1], 200);
    assert_answer(body, UNLIKE);
    assert_false(has(body, "Report received"));
}

static void a_log_that_was_altered_is_told_to_whoever_holds_a_receipt(void **state)
{
    struct ledger_post *p = *state;
    struct str text = receipt_of(p, p->index[2]), body;

    sql(p, "UPDATE log_entry SET leaf = "
           "CAST(replace(CAST(leaf AS TEXT), '2024-10-16', '2024-10-26') AS BLOB)");
    body = verify(p, text, STR(""), STR(""), 200);
    assert_answer(body, UNLIKE);
    assert_true(has(body, "it is evidence against us"));
    sql(p, "UPDATE log_entry SET leaf = "
           "CAST(replace(CAST(leaf AS TEXT), '2024-10-26', '2024-10-16') AS BLOB)");
    assert_answer(verify(p, text, STR(""), STR(""), 200), RECORDED);
}

static void what_is_no_receipt_is_refused_with_what_to_do(void **state)
{
    struct ledger_post *p = *state;
    struct str good = receipt_of(p, p->index[0]), secret = STR("6R18V-BZQ1T-C87P7-G2H9R");
    const struct {
        struct str text, index, number;
        const char *says;
    } rows[] = {
        { STR("hello"), STR(""), STR(""), "not a whole receipt" },
        { str_first(good, good.len / 2), STR(""), STR(""), "not a whole receipt" },
        { STR(""), STR("seven"), STR(""), "in digits" },
        { STR(""), STR(""), STR(""), "in digits" },
        { STR(""), STR("-1"), STR(""), "in digits" },
        { STR(""), STR("3"), secret, "looks like a secret code" },
        { STR(""), secret, STR(""), "looks like a secret code" },
        { secret, STR(""), STR(""), "not a whole receipt" },
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str body = verify(p, rows[i].text, rows[i].index, rows[i].number, 422);

        if (!has(body, rows[i].says))
            fail_msg("row %zu does not say '%s'", i, rows[i].says);
        assert_false(has(body, "C87P7")); /* a secret is not sent back */
        assert_false(has(body, RECORDED));
    }
}

static void a_receipt_of_another_log_is_named_as_such(void **state)
{
    struct ledger_post *p = *state;
    struct desk_fixture *other = desk_start();
    struct ledger *ledger;
    struct str text, body;

    assert_int_equal(ledger_open(&other->cx, other->env, other->db, NULL, &ledger), OK);
    other->env->ledger = ledger;
    assert_int_equal(read_receipt(&other->cx, other->env, other->db, 0, &text), OK);
    body = verify(p, text, STR(""), STR(""), 422);
    assert_true(has(body, "of another log"));
    ledger_close(&ledger);
    desk_stop(other);
}

/* ---- the numbers ---- */

static void the_numbers_are_counted_from_leaves_alone(void **state)
{
    struct ledger_post *p = *state;
    struct str page = get(p, "/transparansi"), csv = get(p, "/transparansi.csv"), again;

    assert_true(has(page, "<dd>3</dd>"));                     /* received */
    assert_true(has(page, "0 of 1 referrals were answered"));
    assert_true(has(page, "All 2 deadlines so far were met")); /* two reviews, in time */
    assert_true(has(csv, ",stage,referred,1\r\n"));
    assert_true(has(csv, ",referred,bkn,1\r\n"));
    assert_true(has(csv, ",due_in_time,review,2\r\n"));
    /* A lie in the tables beside the log changes nothing, for a count that begins anew. */
    sql(p, "DELETE FROM case_referral; DELETE FROM case_clock; DELETE FROM case_desk");
    log_count_close(&p->count);
    assert_int_equal(log_count_open(&p->f->cx, &p->count), OK);
    p->f->env->log_count = p->count;
    again = get(p, "/transparansi");
    assert_true(str_eq(page, again));
    assert_true(str_eq(csv, get(p, "/transparansi.csv")));
}

static void missed_deadlines_are_on_the_page(void **state)
{
    struct ledger_post *p = *state;
    struct desk_fixture *f = p->f;
    int64_t now = f->cx.now_us;
    struct str page;

    f->cx.now_us += 30 * DAY_US;
    page = get(p, "/transparansi");
    f->cx.now_us = now;
    assert_false(has(page, "All 2 deadlines"));
    assert_true(has(page, "deadlines were missed"));
    assert_true(has(page, "0 answered late"));
}

static void nobody_tells_where_or_how_a_report_came(void **state)
{
    struct ledger_post *p = *state;
    static const char *const paths[] = { "/transparansi", "/transparansi.csv", "/transparansi.json",
                                         "/catatan" };
    static const char *const words[] = { "walk_in", "anonymous", "33.20.", "Without a name",
                                         "Mlonggo", "\"channel\"", "\"mode\"" };

    for (size_t i = 0; i < COUNT_OF(paths); i++)
        for (size_t k = 0; k < COUNT_OF(words); k++)
            if (has(get(p, paths[i]), words[k]))
                fail_msg("%s tells: %s", paths[i], words[k]);
}

/* ---- the log ---- */

static void the_head_on_the_page_is_the_log_s(void **state)
{
    struct ledger_post *p = *state;
    static const char *const paths[] = { "/transparansi", "/catatan", "/catatan/papan" };
    struct ledger_head head;
    char root[BASE64_LEN(32) * 2] = "";
    struct str base64;
    size_t n = 0;

    assert_int_equal(ledger_head(p->ledger, p->f->arena, &head), OK);
    base64 = base64_of(p->f->arena, (struct bytes){ head.root.b, sizeof head.root.b });
    for (size_t i = 0; i < base64.len; i++) {
        if (i > 0 && i % 4 == 0)
            root[n++] = ' ';
        root[n++] = base64.at[i];
    }
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        struct str body = get(p, paths[i]);

        assert_true(has(body, root));
        assert_true(has(body, arena_printf(p->f->arena, ">%llu<",
                                           (unsigned long long)head.size).at));
    }
}

/* From the newest page to the last: every entry that is no heartbeat, once, in falling order. */
static void paging_by_key_shows_every_entry_once(void **state)
{
    struct ledger_post *p = *state;
    uint64_t before = UINT64_MAX, last = UINT64_MAX, seen = 0;
    struct ledger_head head;
    struct log_items *items;

    assert_int_equal(ledger_head(p->ledger, p->f->arena, &head), OK);
    for (before = 5;; before = items->older) { /* from within, too */
        assert_int_equal(log_items_read(&p->f->cx, p->f->env, p->f->db, before, &items), OK);
        if (before == 5)
            assert_true(items->len == 0 || items->at[0].index < 5);
        if (items->older == 0)
            break;
    }
    before = UINT64_MAX;
    do {
        assert_int_equal(log_items_read(&p->f->cx, p->f->env, p->f->db, before, &items), OK);
        for (size_t i = 0; i < items->len; i++, seen++) {
            assert_true(items->at[i].index < last);
            last = items->at[i].index;
            assert_false(str_is(items->at[i].type, "log.heartbeat"));
        }
        before = items->older;
    } while (before > 0);
    assert_int_equal(seen, head.size);
}

static void before_there_is_a_log_the_pages_say_so(void **state)
{
    struct ledger_post *p = *state;

    p->f->env->ledger = NULL;
    p->f->env->log_count = NULL;
    assert_true(has(get(p, "/transparansi"), "No reports yet"));
    assert_true(has(get(p, "/catatan"), "No checkpoint yet"));
    assert_true(has(get(p, "/catatan/papan"), "No checkpoint yet"));
    p->f->env->ledger = p->ledger;
    p->f->env->log_count = p->count;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_receipt_as_it_was_handed_out_is_recorded),
        cmocka_unit_test(white_space_around_a_pasted_receipt_is_forgiven),
        cmocka_unit_test(by_number_and_case_the_answer_is_the_same),
        cmocka_unit_test(no_changed_letter_passes),
        cmocka_unit_test(a_number_past_the_head_is_not_yet_there),
        cmocka_unit_test(nothing_of_the_entry_is_shown_before_it_is_proved),
        cmocka_unit_test(a_log_that_was_altered_is_told_to_whoever_holds_a_receipt),
        cmocka_unit_test(what_is_no_receipt_is_refused_with_what_to_do),
        cmocka_unit_test(a_receipt_of_another_log_is_named_as_such),
        cmocka_unit_test(missed_deadlines_are_on_the_page),
        cmocka_unit_test(nobody_tells_where_or_how_a_report_came),
        cmocka_unit_test(the_head_on_the_page_is_the_log_s),
        cmocka_unit_test(paging_by_key_shows_every_entry_once),
        cmocka_unit_test(before_there_is_a_log_the_pages_say_so),
        cmocka_unit_test(the_numbers_are_counted_from_leaves_alone), /* spoils tables: last */
    };

    return cmocka_run_group_tests(tests, up, down);
}
