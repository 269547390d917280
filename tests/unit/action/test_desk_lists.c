/* list_cases, search_cases, miss_deadlines: what an agency sees, in what order, and never
 * what it may not. */
#include "desk_fixture.h"

static struct list_page list(struct desk_fixture *f, enum agency_code who, struct list_ask ask)
{
    struct list_page page;

    if (!ask.kecamatan.at)
        ask.kecamatan = STR("");
    if (list_cases(&f->cx, f->env, f->db, f->officers[who], &ask, &page) != OK)
        fail_msg("list: %s", f->cx.note.text);
    return page;
}

static int64_t count(struct desk_fixture *f, enum agency_code who, enum desk_tab tab)
{
    struct list_counts counts;

    assert_int_equal(list_counts(&f->cx, f->env, f->db, f->officers[who], &counts), OK);
    return counts.tab[tab];
}

static struct search_page search(struct desk_fixture *f, enum agency_code who, const char *query,
                                 struct str after)
{
    struct search_page page;

    if (search_cases(&f->cx, f->env, f->db, f->officers[who], str_of(query), after, &page) != OK)
        fail_msg("search: %s", f->cx.note.text);
    return page;
}

static void an_excluded_agency_sees_no_trace_of_the_case(void **state)
{
    struct desk_fixture *f = *state;
    struct report_form form;
    int64_t before = count(f, AGENCY_PROPAM, DESK_ALL), others = count(f, AGENCY_KPU, DESK_ALL);
    struct read_case *rc = ARENA_NEW(f->arena, struct read_case);
    struct filed filed;

    desk_form(&form);
    form.category = CATEGORY_POLRI;
    form.role = ROLE_ANGGOTA;
    form.what = STR("Anggota dengan penanda zumrud mengarahkan warga.");
    filed = desk_file(f, &form);
    assert_int_equal(desk_read(f, AGENCY_PROPAM, filed.number, rc), ERR_NOT_FOUND);
    assert_int_equal(count(f, AGENCY_PROPAM, DESK_ALL), before);
    assert_int_equal(count(f, AGENCY_KPU, DESK_ALL), others + 1);
    assert_int_equal(search(f, AGENCY_PROPAM, "zumrud", STR("")).hits.rows_len, 0);
    assert_int_equal(search(f, AGENCY_KPU, "zumrud", STR("")).hits.rows_len, 1);
    /* the number alone finds it for those who may, and nobody else */
    assert_int_equal(
        search(f, AGENCY_PROPAM, filed.number.at, STR("")).hits.rows_len, 0);
    assert_int_equal(search(f, AGENCY_KPU, filed.number.at, STR("")).hits.rows_len, 1);
    for (struct str after = STR("");;) {
        struct list_page page =
            list(f, AGENCY_PROPAM, (struct list_ask){ .tab = DESK_ALL, .after = after });

        for (size_t i = 0; i < page.rows_len; i++)
            assert_false(str_eq(page.rows[i].row.number, filed.number));
        if (page.next.len == 0)
            break;
        after = page.next;
    }
}

static void pages_follow_each_other_without_a_gap_or_a_repeat(void **state)
{
    struct desk_fixture *f = *state;
    size_t seen = 0, pages = 0;
    struct report_form form;
    int64_t last = INT64_MIN;

    desk_form(&form);
    for (int i = 0; i < 60; i++) {
        desk_file(f, &form);
        f->cx.now_us += HOUR_US;
    }
    for (struct str after = STR("");; pages++) {
        struct list_page page =
            list(f, AGENCY_BAWASLU, (struct list_ask){ .tab = DESK_ALL, .after = after });

        for (size_t i = 0; i < page.rows_len; i++) {
            assert_true(page.rows[i].row.key.sort_us >= last); /* the clock that ends first */
            last = page.rows[i].row.key.sort_us;
            assert_true(page.rows[i].title.len > 0);
        }
        seen += page.rows_len;
        if (page.next.len == 0)
            break;
        assert_int_equal(page.rows_len, LIST_PAGE);
        after = page.next;
    }
    assert_int_equal(seen, count(f, AGENCY_BAWASLU, DESK_ALL));
    assert_true(pages >= 1);
    /* an address that was tampered with starts from the top */
    assert_true(list(f, AGENCY_BAWASLU,
                     (struct list_ask){ .tab = DESK_ALL, .after = STR("zzzz") }).rows_len > 0);
    f->cx.now_us = DESK_NOW;
}

static void a_grant_opened_once_is_kept_for_the_next_time(void **state)
{
    struct desk_fixture *f = *state;
    struct list_page page = list(f, AGENCY_KESBANGPOL, (struct list_ask){ .tab = DESK_ALL });
    struct db *tx = NULL;

    assert_int_equal(page.cache_len, page.rows_len);
    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    for (size_t i = 0; i < page.cache_len; i++)
        assert_int_equal(list_cache_keep(&f->cx, tx, f->officers[AGENCY_KESBANGPOL]->of->id,
                                         &page.cache[i]),
                         OK);
    assert_int_equal(db_commit(&f->cx, tx), OK);
    page = list(f, AGENCY_KESBANGPOL, (struct list_ask){ .tab = DESK_ALL });
    assert_int_equal(page.cache_len, 0);
    assert_true(page.rows[0].title.len > 0);
}

static void tabs_and_filters_hold_what_they_say(void **state)
{
    struct desk_fixture *f = *state;
    struct report_form form;
    struct filed filed;
    struct list_page page;

    desk_form(&form);
    form.category = CATEGORY_BUMD;
    form.kecamatan = STR("33.20.07");
    filed = desk_file(f, &form);
    page = list(f, AGENCY_KPU, (struct list_ask){ .tab = DESK_ALL, .category = CATEGORY_BUMD });
    assert_int_equal(page.rows_len, 1);
    page = list(f, AGENCY_KPU,
                (struct list_ask){ .tab = DESK_ALL, .kecamatan = STR("33.20.07") });
    assert_int_equal(page.rows_len, 1);
    assert_int_equal(list(f, AGENCY_KPU, (struct list_ask){ .tab = DESK_MINE }).rows_len, 0);
    assert_int_equal(desk_do(f, AGENCY_KPU, filed.number, DEED_TAKE, (struct deed_form){ 0 }),
                     DEED_FINE);
    page = list(f, AGENCY_KPU, (struct list_ask){ .tab = DESK_MINE });
    assert_int_equal(page.rows_len, 1);
    assert_true(page.rows[0].mine);
    assert_true(str_is(page.rows[0].initials, "PN"));
    assert_int_equal(desk_do(f, AGENCY_KPU, filed.number, DEED_MESSAGE,
                             (struct deed_form){ .text = STR("Ada saksi?") }),
                     DEED_FINE);
    page = list(f, AGENCY_KPU, (struct list_ask){ .tab = DESK_WAITING_REPORTER });
    assert_int_equal(page.rows_len, 1);
}

static void search_asks_for_every_word_and_goes_on_with_older_ones(void **state)
{
    struct desk_fixture *f = *state;
    struct report_form form;
    size_t hits = 0;

    desk_form(&form);
    for (int i = 0; i < 55; i++) {
        form.what = STR("Kepala regu membagikan kupon kuning di pasar.");
        desk_file(f, &form);
    }
    form.what = STR("Kupon merah di terminal.");
    desk_file(f, &form);
    assert_int_equal(search(f, AGENCY_KPU, "KUPON terminal", STR("")).hits.rows_len, 1);
    assert_int_equal(search(f, AGENCY_KPU, "kupon stadion", STR("")).hits.rows_len, 0);
    for (struct str after = STR("");;) {
        struct search_page page = search(f, AGENCY_KPU, "kupon pasar", after);

        assert_true(page.looked <= SEARCH_LOOK_MAX);
        hits += page.hits.rows_len;
        if (page.hits.next.len == 0)
            break;
        after = page.hits.next;
    }
    assert_int_equal(hits, 55);
}

static void a_clock_that_ran_out_says_so_by_itself_and_once(void **state)
{
    struct desk_fixture *f = *state;
    struct report_form form;
    struct filed filed;
    struct read_case *rc = ARENA_NEW(f->arena, struct read_case);
    const struct case_clock *c;
    int64_t due;

    f->cx.now_us = DESK_NOW + 30 * DAY_US; /* everything older is over */
    while (desk_miss(f) > 0)
        ;
    desk_form(&form);
    filed = desk_file(f, &form);
    assert_int_equal(desk_miss(f), 0);
    assert_int_equal(desk_read(f, AGENCY_KPU, filed.number, rc), OK);
    due = case_clock_find(&rc->head.state, CLOCK_INITIAL_REVIEW, AUTHORITY_NONE)->due_us;
    f->cx.now_us = due - 1;
    assert_int_equal(desk_miss(f), 0); /* the last moment is still in time */
    f->cx.now_us = due;
    assert_int_equal(desk_miss(f), 1);
    assert_int_equal(desk_miss(f), 0);
    assert_int_equal(desk_read(f, AGENCY_KPU, filed.number, rc), OK);
    c = case_clock_find(&rc->head.state, CLOCK_INITIAL_REVIEW, AUTHORITY_NONE);
    assert_int_equal(c->state, CLOCK_MISSED);
    assert_int_equal(rc->events[rc->events_len - 1].event.kind, EVENT_DEADLINE_MISSED);
    /* and it stands on top of the list, named */
    assert_true(list(f, AGENCY_KPU, (struct list_ask){ .tab = DESK_ALL }).rows[0].row.due);
    assert_int_equal(desk_do(f, AGENCY_BAWASLU, filed.number, DEED_REVIEW,
                             desk_review(f, filed.number)),
                     DEED_FINE);
    assert_int_equal(desk_read(f, AGENCY_KPU, filed.number, rc), OK);
    c = case_clock_find(&rc->head.state, CLOCK_INITIAL_REVIEW, AUTHORITY_NONE);
    assert_int_equal(c->state, CLOCK_MET);
    assert_true(c->late); /* done, but late: that stays visible */
}

static int start(void **state)
{
    *state = desk_start();
    return 0;
}

static int stop(void **state)
{
    desk_stop(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_excluded_agency_sees_no_trace_of_the_case),
        cmocka_unit_test(pages_follow_each_other_without_a_gap_or_a_repeat),
        cmocka_unit_test(a_grant_opened_once_is_kept_for_the_next_time),
        cmocka_unit_test(tabs_and_filters_hold_what_they_say),
        cmocka_unit_test(search_asks_for_every_word_and_goes_on_with_older_ones),
        cmocka_unit_test(a_clock_that_ran_out_says_so_by_itself_and_once),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
