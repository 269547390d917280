/*
 * test_desk: goal: each agency's lists hold exactly the cases it has a grant
 * for, in the order shown, however they are paged and filtered. Method: a few
 * hundred cases of every kind, compared with a list made the plain way; and the
 * engine's own plan, for the promise that a page is read from an index.
 */
#include "store_test.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "store/sqlite.h"

#define CASES 240
#define PROPAM 2 /* bench.agencies[2] is excluded from every third case */

static unsigned grants_of(int n)
{
    return n % 3 == 0 ? 3u : 7u;
}

static struct officer_id officer_of(int n)
{
    return (struct officer_id){ { 'o', (uint8_t)n } };
}

static void state_of(int n, struct case_state *s)
{
    case_init(s);
    s->events = 1;
    s->stage = n % 11 == 0 ? STAGE_CLOSED : n % 4 == 0 ? STAGE_REFERRED : STAGE_RECEIVED;
    s->waiting = n % 5 == 0 ? WAITING_REPORTER : WAITING_OFFICER;
    s->category = (enum reported_category)(1 + n % 3);
    snprintf(s->kecamatan, sizeof s->kecamatan, "33.20.%02d", n % 4);
    s->received_us = s->last_us = 5000 + n;
    s->owned = n % 6 < 2;
    s->owner = officer_of(n % 6);
    if (n % 7 != 0) { /* many clocks end at the same time */
        s->clocks_len = 2;
        s->clocks[0] = (struct case_clock){ .name = (enum clock_name)1, .state = CLOCK_MET };
        s->clocks[1] = (struct case_clock){ .name = (enum clock_name)2, .state = CLOCK_RUNNING,
                                            .due_us = 1000000 + n % 10 * 1000 };
    }
}

static void fill(struct bench *b)
{
    struct case_state *s = ARENA_NEW(b->arena, struct case_state);

    for (int n = 0; n < CASES; n++) {
        state_of(n, s);
        file_case(b, n, grants_of(n), s);
    }
}

/* The plain way: whether the filter lets case n through, said in the words of desk.h. */
static bool shows(int n, int agency, const struct desk_filter *f, struct case_state *s)
{
    state_of(n, s);
    bool open = s->stage != STAGE_CLOSED, mine = s->owned && s->owner.b[1] == f->owner.b[1];
    const bool in_tab[DESK_TAB_COUNT] = {
        [DESK_ALL] = open, [DESK_MINE] = open && mine, [DESK_UNASSIGNED] = open && !s->owned,
        [DESK_WAITING_REPORTER] = open && s->waiting == WAITING_REPORTER,
        [DESK_REFERRED] = s->stage == STAGE_REFERRED, [DESK_CLOSED] = !open,
    };

    return (grants_of(n) & (1u << agency)) && in_tab[f->tab] &&
           (f->category == CATEGORY_NONE || f->category == s->category) &&
           (f->kecamatan.len == 0 || str_is(f->kecamatan, s->kecamatan));
}

static int number_of(struct str number)
{
    uint64_t n = CASES;

    assert_true(str_to_u64(str_from(number, 4), &n) && n < CASES);
    return (int)n;
}

/* Pages through a list by sevens: each case of it once, in order, and no other. */
static void expect_list(struct bench *b, int agency, const struct desk_filter *f)
{
    struct case_state *s = ARENA_NEW(b->arena, struct case_state);
    bool seen[CASES] = { false };
    struct desk_key after = { 0 };
    int64_t count = 0, expected = 0, found = 0;
    struct desk_page page;

    do {
        FINE(b, store_desk_page(&b->cx, b->db, b->agencies[agency], f, &after, 7, &page));
        for (size_t i = 0; i < page.len; i++) {
            const struct desk_row *row = &page.at[i];
            int n = number_of(row->number);

            assert_true(shows(n, agency, f, s));
            assert_false(seen[n]);
            assert_memory_equal(row->id.b, case_id_of(n).b, sizeof row->id.b);
            assert_true(row->due == (s->clocks_len > 0 && s->stage != STAGE_CLOSED));
            assert_true(!after.set || after.sort_us <= row->key.sort_us);
            seen[n] = true;
            found++;
            after = row->key;
        }
    } while (page.more);
    for (int n = 0; n < CASES; n++)
        expected += shows(n, agency, f, s);
    assert_int_equal(found, expected);
    FINE(b, store_desk_count(&b->cx, b->db, b->agencies[agency], f, &count));
    assert_int_equal(count, expected);
}

static void every_list_holds_its_cases_once_and_in_order(void **state)
{
    static const struct str places[] = { STR(""), STR("33.20.01"), STR("99.99.99") };
    struct bench *b = *state;

    fill(b);
    for (int agency = 0; agency < 3; agency++)
        for (int tab = 0; tab < DESK_TAB_COUNT; tab++)
            for (int category = 0; category < 3; category++)
                for (size_t place = 0; place < COUNT_OF(places); place++)
                    expect_list(b, agency, &(struct desk_filter){
                        .tab = (enum desk_tab)tab, .owner = officer_of(1),
                        .category = (enum reported_category)category,
                        .kecamatan = places[place] });
}

static void what_ends_first_stands_on_top_and_the_newest_closed_one(void **state)
{
    struct bench *b = *state;
    struct case_state *s = ARENA_NEW(b->arena, struct case_state);
    struct desk_page page;
    static const char *const order[] = { "TST-2", "TST-1", "TST-3" };

    for (int n = 1; n <= 5; n++) {
        state_of(n == 3 ? 7 : n, s); /* the third has no clock */
        s->stage = n > 3 ? STAGE_CLOSED : STAGE_RECEIVED;
        s->last_us = n;
        s->clocks[1].due_us = n == 2 ? 10 : 20;
        file_case(b, n, 7, s);
    }
    FINE(b, store_desk_page(&b->cx, b->db, b->agencies[0], &(struct desk_filter){ .tab = DESK_ALL },
                            NULL, 50, &page));
    assert_int_equal(page.len, COUNT_OF(order));
    for (size_t i = 0; i < COUNT_OF(order); i++)
        assert_true(str_is(page.at[i].number, order[i]));
    FINE(b, store_desk_page(&b->cx, b->db, b->agencies[0],
                            &(struct desk_filter){ .tab = DESK_CLOSED }, NULL, 50, &page));
    assert_true(str_is(page.at[0].number, "TST-5"));
    assert_true(str_is(page.at[1].number, "TST-4"));
}

static void for_an_agency_without_a_grant_the_case_is_not_there(void **state)
{
    struct bench *b = *state;
    struct agency_id propam = b->agencies[PROPAM];
    struct case_state *s = ARENA_NEW(b->arena, struct case_state);
    struct case_grant grant;
    struct case_file file;
    struct desk_row row;
    int64_t changed = 0;

    state_of(1, s);
    file_case(b, 0, grants_of(0), s);
    struct str numbers[] = { STR("TST-0"), STR("TST-nowhere") };
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        assert_int_equal(store_case_by_number(&b->cx, b->db, b->post, propam, numbers[i], &file),
                         ERR_DENIED);
    for (int n = 0; n < 2; n++) { /* filed but not for it, and never filed */
        assert_int_equal(store_desk_row(&b->cx, b->db, propam, case_id_of(n), &row), ERR_DENIED);
        assert_int_equal(store_case_grant_get(&b->cx, b->db, case_id_of(n), propam, &grant),
                         ERR_DENIED);
    }
    for (int tab = 0; tab < DESK_TAB_COUNT; tab++) {
        struct desk_filter f = { .tab = (enum desk_tab)tab, .owner = officer_of(1) };
        FINE(b, store_desk_count(&b->cx, b->db, propam, &f, &changed));
        assert_int_equal(changed, 0);
    }
    FINE(b, store_case_by_number(&b->cx, b->db, b->post, b->agencies[0], STR("TST-0"), &file));
}

static void a_grant_taken_back_takes_the_case_out_of_the_lists(void **state)
{
    struct bench *b = *state;
    AUTO(db_end) struct db *tx = NULL;
    struct case_state *s = ARENA_NEW(b->arena, struct case_state);
    int64_t count = 1;

    state_of(1, s);
    file_case(b, 1, 7, s);
    FINE(b, db_begin(&b->cx, b->db, &tx));
    FINE(b, store_case_grant_remove(&b->cx, tx, case_id_of(1), b->agencies[0]));
    FINE(b, store_case_state_save(&b->cx, tx, b->post, case_id_of(1), s));
    FINE(b, db_commit(&b->cx, tx));
    FINE(b, store_desk_count(&b->cx, b->db, b->agencies[0],
                             &(struct desk_filter){ .tab = DESK_ALL }, &count));
    assert_int_equal(count, 0);
    FINE(b, store_desk_count(&b->cx, b->db, b->agencies[1],
                             &(struct desk_filter){ .tab = DESK_ALL }, &count));
    assert_int_equal(count, 1);
}

/* SQLite's plan for a query, its lines joined. */
static struct str plan_of(struct bench *b, enum query q)
{
    struct buf text = buf_in(b->arena, 10000);
    sqlite3_stmt *stmt = NULL;
    struct str sql = arena_printf(b->arena, "EXPLAIN QUERY PLAN %s", query_texts[q].sql[0]);

    assert_int_equal(sqlite3_prepare_v2(b->db->handle, sql.at, -1, &stmt, NULL), SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW)
        buf_printf(&text, "%s\n", (const char *)sqlite3_column_text(stmt, 3));
    sqlite3_finalize(stmt);
    return buf_end(&text);
}

static void a_page_is_read_from_its_index_and_nothing_is_sorted(void **state)
{
    static const struct {
        enum query query;
        const char *index;
    } cases[] = {
        { Q_DESK_PAGE_ALL, "case_desk_all (agency_key=? AND open=? AND (sort_us,case_key)>" },
        { Q_DESK_PAGE_MINE, "case_desk_owner (agency_key=? AND open=? AND owner=? AND (sort_us" },
        { Q_DESK_PAGE_UNASSIGNED, "case_desk_owner (agency_key=? AND open=? AND owner=? AND (so" },
        { Q_DESK_PAGE_ASKED, "case_desk_asked (agency_key=? AND open=? AND asked=? AND (sort_us" },
        { Q_DESK_PAGE_REFERRED, "case_desk_referred (agency_key=? AND open=? AND referred=? AND" },
        { Q_DESK_COUNT_ALL, "case_desk_all (agency_key=? AND open=?)" },
        { Q_DESK_COUNT_MINE, "case_desk_owner (agency_key=? AND open=? AND owner=?)" },
        { Q_DESK_COUNT_UNASSIGNED, "case_desk_owner (agency_key=? AND open=? AND owner=?)" },
        { Q_DESK_COUNT_ASKED, "case_desk_asked (agency_key=? AND open=? AND asked=?)" },
        { Q_DESK_COUNT_REFERRED, "case_desk_referred (agency_key=? AND open=? AND referred=?)" },
        { Q_CASE_CLOCK_DUE, "case_clock_due (due_us<?)" },
    };
    struct bench *b = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str plan = plan_of(b, cases[i].query);
        bool covering = cases[i].query == Q_CASE_CLOCK_DUE ||
                        str_find(plan, STR("COVERING INDEX")) != SIZE_MAX;

        if (str_find(plan, str_of(cases[i].index)) == SIZE_MAX || !covering ||
            str_find(plan, STR("TEMP B-TREE")) != SIZE_MAX)
            fail_msg("%s:\n%s", query_texts[cases[i].query].name, plan.at);
    }
}

/* Every table that grows with the cases is entered by a key, whatever is asked of it. */
static void no_query_reads_a_whole_table_of_cases(void **state)
{
    struct bench *b = *state;

    for (size_t q = 0; q < QUERY_COUNT; q++) {
        struct str plan = plan_of(b, (enum query)q), line;

        while (str_cut(&plan, '\n', &line))
            if (str_starts(str_trim(line), STR("SCAN ")) &&
                str_find(line, STR("CONSTANT")) == SIZE_MAX &&
                str_find(line, STR("SCAN post")) == SIZE_MAX &&
                str_find(line, STR("SCAN some")) == SIZE_MAX) /* what a limited search found */
                fail_msg("%s: %.*s", query_texts[q].name, STR_FMT(line));
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, bench_open, bench_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_list_holds_its_cases_once_and_in_order),
        TEST(what_ends_first_stands_on_top_and_the_newest_closed_one),
        TEST(for_an_agency_without_a_grant_the_case_is_not_there),
        TEST(a_grant_taken_back_takes_the_case_out_of_the_lists),
        TEST(a_page_is_read_from_its_index_and_nothing_is_sorted),
        TEST(no_query_reads_a_whole_table_of_cases),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
