/*
 * test_cases: goal: a case comes back as it was stored, and a store that lies
 * is noticed. Method: every field of the structs filled with something else, and
 * rows broken by hand.
 */
#include "store_test.h"
#include <string.h>
#include "store/sqlite.h"

#define US INT64_C(1726536000000000)

static void full_state(struct case_state *s)
{
    case_init(s);
    *s = (struct case_state){
        .events = 17, .stage = STAGE_REFERRED, .category = CATEGORY_POLRI,
        .channel = CHANNEL_PHONE, .mode = MODE_CONFIDENTIAL, .intake = (enum intake_kind)1,
        .urgency = (enum urgency)1, .timeliness = (enum timeliness)2, .result = RESULT_FORWARDED,
        .waiting = WAITING_REPORTER, .missing = 5, .excluded = 0x80000000u, .flags = 9,
        .kecamatan = "33.20.16", .received_us = US, .last_us = US + 1, .read_us = US + 2,
        .owned = true, .owner = { { 'o' } }, .unread = 3, .unseen = 4, .withdrawn = true,
        .pressured = true, .threatened = true, .merged = true, .merged_into = { { 'm' } },
        .clocks_len = CASE_CLOCKS_MAX, .referrals_len = CASE_REFERRALS_MAX,
        .tasks_len = CASE_TASKS_MAX,
    };
    for (int i = 0; i < CASE_CLOCKS_MAX; i++)
        s->clocks[i] = (struct case_clock){
            .name = (enum clock_name)(i % CLOCK_COUNT), .authority = AUTHORITY_BKN,
            .state = (enum clock_state)(i % CLOCK_STATE_COUNT), .starts_us = US + i,
            .due_us = US + 100 - i, .ended_us = i, .paused_us = 2 * i, .due_on = { 20000 + i },
            .strict_due_on = i % 2 ? DAY_NONE : (struct day){ 19999 }, .late = i % 2 == 0,
        };
    for (int i = 0; i < CASE_REFERRALS_MAX; i++)
        s->referrals[i] = (struct case_referral){
            .authority = (enum authority)(1 + i), .state = (enum referral_state)(i % 3),
            .sent_us = US, .received_us = i, .answered_us = -i, .received_on = { i },
            .answered_on = DAY_NONE, .due_on = { -i }, .result = (enum result)(i % RESULT_COUNT),
        };
    for (uint32_t i = 0; i < CASE_TASKS_MAX; i++)
        s->tasks[i] = (struct case_task){ .number = i + 1, .event_seq = 2 * i, .done = i % 2,
                                          .added_us = US, .done_us = i, .officer = { { 't' } } };
}

static void save(struct bench *b, int n, const struct case_state *s)
{
    AUTO(db_end) struct db *tx = NULL;

    FINE(b, db_begin(&b->cx, b->db, &tx));
    FINE(b, store_case_state_save(&b->cx, tx, b->post, case_id_of(n), s));
    FINE(b, db_commit(&b->cx, tx));
}

static void expect_same(const struct case_state *a, const struct case_state *b)
{
    assert_int_equal(a->events, b->events);
    assert_int_equal(a->stage, b->stage);
    assert_int_equal(a->category, b->category);
    assert_int_equal(a->channel, b->channel);
    assert_int_equal(a->mode, b->mode);
    assert_int_equal(a->intake, b->intake);
    assert_int_equal(a->urgency, b->urgency);
    assert_int_equal(a->timeliness, b->timeliness);
    assert_int_equal(a->result, b->result);
    assert_int_equal(a->waiting, b->waiting);
    assert_int_equal(a->missing, b->missing);
    assert_int_equal(a->excluded, b->excluded);
    assert_int_equal(a->flags, b->flags);
    assert_string_equal(a->kecamatan, b->kecamatan);
    assert_int_equal(a->received_us, b->received_us);
    assert_int_equal(a->last_us, b->last_us);
    assert_int_equal(a->read_us, b->read_us);
    assert_int_equal(a->owned, b->owned);
    assert_memory_equal(a->owner.b, b->owner.b, 16);
    assert_int_equal(a->unread, b->unread);
    assert_int_equal(a->unseen, b->unseen);
    assert_true(a->withdrawn == b->withdrawn && a->pressured == b->pressured);
    assert_true(a->threatened == b->threatened && a->merged == b->merged);
    assert_memory_equal(a->merged_into.b, b->merged_into.b, 16);
    assert_int_equal(a->clocks_len, b->clocks_len);
    assert_int_equal(a->referrals_len, b->referrals_len);
    assert_int_equal(a->tasks_len, b->tasks_len);
    /* All three are zeroed before they are filled, so their padding compares too. */
    assert_memory_equal(a->clocks, b->clocks, a->clocks_len * sizeof *a->clocks);
    assert_memory_equal(a->referrals, b->referrals, a->referrals_len * sizeof *a->referrals);
    assert_memory_equal(a->tasks, b->tasks, a->tasks_len * sizeof *a->tasks);
}

static void a_state_comes_back_whole_filled_empty_and_changed(void **state)
{
    struct bench *b = *state;
    struct case_state *s = ARENA_NEW(b->arena, struct case_state);
    struct case_state *back = ARENA_NEW(b->arena, struct case_state);

    case_init(s);
    file_case(b, 1, 7, s);
    FINE(b, store_case_state_load(&b->cx, b->db, case_id_of(1), back));
    expect_same(back, s);
    full_state(s);
    save(b, 1, s);
    FINE(b, store_case_state_load(&b->cx, b->db, case_id_of(1), back));
    expect_same(back, s);
    s->clocks[3].state = CLOCK_MET;
    s->owned = s->merged = false;
    memset(&s->owner, 0, sizeof s->owner);
    memset(&s->merged_into, 0, sizeof s->merged_into);
    save(b, 1, s);
    FINE(b, store_case_state_load(&b->cx, b->db, case_id_of(1), back));
    expect_same(back, s);
}

static void a_code_that_no_list_has_is_an_alarm(void **state)
{
    static const char *const spoil[] = {
        "UPDATE case_state SET stage = 99", "UPDATE case_state SET category = -1",
        "UPDATE case_state SET kecamatan = 'longer than any of them'",
        "UPDATE case_clock SET name = 1000", "UPDATE case_referral SET state = 3",
        "UPDATE case_state SET owner = x'00'",
    };
    struct bench *b = *state;
    struct case_state *s = ARENA_NEW(b->arena, struct case_state);

    full_state(s);
    file_case(b, 1, 7, s);
    for (size_t i = 0; i < COUNT_OF(spoil); i++) {
        save(b, 1, s);
        assert_int_equal(sqlite3_exec(b->db->handle, spoil[i], NULL, NULL, NULL), SQLITE_OK);
        assert_int_equal(store_case_state_load(&b->cx, b->db, case_id_of(1), s), ERR_CORRUPT);
    }
}

/* docs/decisions/0003: that a soldier was reported must not be read from a clock. */
static void a_clock_that_only_some_reports_have_waits_for_the_review(void **state)
{
    static const struct {
        enum clock_name name;
        enum case_stage stage;
        size_t found;
    } cases[] = {
        { CLOCK_INITIAL_REVIEW, STAGE_RECEIVED, 1 }, { CLOCK_COMPLETION, STAGE_RECEIVED, 1 },
        { CLOCK_TRACING, STAGE_RECEIVED, 0 },        { CLOCK_TNI_FORWARD_24H, STAGE_RECEIVED, 0 },
        { CLOCK_TRACING, STAGE_REVIEWED, 1 },        { CLOCK_TNI_FORWARD_24H, STAGE_REFERRED, 1 },
    };
    struct bench *b = *state;
    struct case_state *s = ARENA_NEW(b->arena, struct case_state);
    struct due_clock_list due;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t due_us = 1000 - (int64_t)i;

        case_init(s);
        s->stage = cases[i].stage;
        s->clocks_len = 1;
        s->clocks[0] = (struct case_clock){ .name = cases[i].name, .state = CLOCK_RUNNING,
                                            .due_us = due_us };
        file_case(b, (int)i, 7, s);
        FINE(b, store_clocks_due(&b->cx, b->db, b->post, due_us, 50, &due));
        assert_int_equal(due.len, cases[i].found);
    }
}

static void running_clocks_are_found_when_their_time_has_come(void **state)
{
    struct bench *b = *state;
    struct case_state *s = ARENA_NEW(b->arena, struct case_state);
    struct due_clock_list due;

    for (int n = 0; n < 20; n++) {
        case_init(s);
        s->stage = STAGE_RECEIVED;
        s->clocks_len = 2;
        s->clocks[0] = (struct case_clock){ .name = (enum clock_name)1, .state = CLOCK_RUNNING,
                                            .due_us = 100 * (20 - n), .authority = AUTHORITY_BKN };
        s->clocks[1] = (struct case_clock){ .name = (enum clock_name)2, .state = CLOCK_PAUSED,
                                            .due_us = 1 };
        file_case(b, n, 7, s);
    }
    FINE(b, store_clocks_due(&b->cx, b->db, b->post, 99, 50, &due));
    assert_int_equal(due.len, 0);
    FINE(b, store_clocks_due(&b->cx, b->db, b->post, 500, 50, &due)); /* 500 is due at 500 */
    assert_int_equal(due.len, 5);
    FINE(b, store_clocks_due(&b->cx, b->db, b->post, 500, 3, &due));
    assert_int_equal(due.len, 3);
    for (size_t i = 0; i < due.len; i++) {
        assert_int_equal(due.at[i].due_us, 100 * (int)(i + 1));
        assert_int_equal(due.at[i].name, 1);
        assert_int_equal(due.at[i].authority, AUTHORITY_BKN);
        assert_memory_equal(due.at[i].case_id.b, case_id_of(19 - (int)i).b, 16);
    }
    FINE(b, store_clocks_due(&b->cx, b->db, (struct post_id){ { 'x' } }, 500, 50, &due));
    assert_int_equal(due.len, 0);
}

static void of_two_who_act_at_once_the_second_is_told(void **state)
{
    struct bench *b = *state;
    AUTO(db_end) struct db *tx = NULL;
    struct case_state *s = ARENA_NEW(b->arena, struct case_state);
    struct stored_event e = { .event = { .kind = EVENT_NOTE_ADDED, .seq = 1, .at_us = US,
                                         .actor = ACTOR_OFFICER, .by_agency_known = true,
                                         .agency = AGENCY_KPU, .officer = { { 'o' } } },
                              .object = { (const uint8_t *)"sealed", 6 }, .log_index = 1 };
    struct stored_event_list list;
    struct case_tip tip;

    case_init(s);
    event_facts_init(&e.event.facts);
    file_case(b, 1, 7, s);
    FINE(b, db_begin(&b->cx, b->db, &tx));
    FINE(b, store_log_append(&b->cx, tx, b->post, 1, (struct bytes){ (const uint8_t *)"leaf", 4 },
                             (const uint8_t[32]){ 'h' }));
    FINE(b, store_event_append(&b->cx, tx, b->post, case_id_of(1), &e));
    assert_int_equal(store_event_append(&b->cx, tx, b->post, case_id_of(1), &e), ERR_CONFLICT);
    assert_int_equal(store_log_append(&b->cx, tx, b->post, 1, e.object, e.nonce), ERR_CONFLICT);
    FINE(b, store_event_list(&b->cx, tx, case_id_of(1), 1, &list));
    assert_int_equal(list.len, 1);
    assert_int_equal(list.at[0].event.kind, EVENT_NOTE_ADDED);
    assert_int_equal(list.at[0].event.agency, AGENCY_KPU);
    assert_memory_equal(list.at[0].event.officer.b, e.event.officer.b, 16);
    assert_memory_equal(list.at[0].leaf.at, "leaf", 4);
    assert_memory_equal(list.at[0].object.at, "sealed", 6);
    FINE(b, store_event_tip(&b->cx, tx, case_id_of(1), &tip));
    assert_int_equal(tip.seq, 1);
    assert_int_equal(tip.leaf_hash[0], 'h');
}

static void a_gap_in_the_log_or_in_a_case_is_an_alarm(void **state)
{
    struct bench *b = *state;
    struct case_state *s = ARENA_NEW(b->arena, struct case_state);
    struct stored_event_list events;
    struct log_list log;
    uint8_t hashes[8][32];
    size_t count = 0;

    case_init(s);
    for (int n = 0; n < 4; n++)
        file_case(b, n, 7, s);
    FINE(b, store_log_range(&b->cx, b->db, b->post, 1, 100, &log));
    assert_int_equal(log.len, 3);
    FINE(b, store_log_hashes(&b->cx, b->db, b->post, 0, 8, hashes, &count));
    assert_int_equal(count, 4);
    assert_int_equal(hashes[3][1], 3);
    assert_int_equal(store_log_range(&b->cx, b->db, b->post, 0, LOG_RANGE_MAX + 1, &log),
                     ERR_TOO_LARGE);
    sqlite3_exec(b->db->handle, "UPDATE case_event SET seq = 1", NULL, NULL, NULL);
    assert_int_equal(store_event_list(&b->cx, b->db, case_id_of(1), 0, &events), ERR_CORRUPT);
    sqlite3_exec(b->db->handle, "DELETE FROM log_entry WHERE log_index = 1", NULL, NULL, NULL);
    assert_int_equal(store_log_range(&b->cx, b->db, b->post, 0, 4, &log), ERR_CORRUPT);
    assert_int_equal(store_log_hashes(&b->cx, b->db, b->post, 0, 4, hashes, &count), ERR_CORRUPT);
}

static void a_file_and_its_grants_come_back_by_every_way_in(void **state)
{
    struct bench *b = *state;
    AUTO(db_end) struct db *tx = NULL;
    struct case_state *s = ARENA_NEW(b->arena, struct case_state);
    struct case_file file, other;
    struct case_grant_list grants;
    struct case_grant grant;
    struct desk_row row;

    case_init(s);
    file_case(b, 5, 5, s);
    FINE(b, store_case_get(&b->cx, b->db, b->post, case_id_of(5), &file));
    assert_true(str_is(file.number, "TST-5"));
    assert_int_equal(file.received_us, 1005);
    assert_int_equal(file.received_on.n, 20000);
    FINE(b, store_case_by_lookup(&b->cx, b->db, b->post, file.lookup, &other));
    assert_memory_equal(other.id.b, file.id.b, 16);
    file.lookup[0] ^= 1;
    assert_int_equal(store_case_by_lookup(&b->cx, b->db, b->post, file.lookup, &other),
                     ERR_NOT_FOUND);
    FINE(b, store_case_grant_list(&b->cx, b->db, file.id, &grants));
    assert_int_equal(grants.len, 2);
    FINE(b, db_begin(&b->cx, b->db, &tx));
    FINE(b, store_case_grant_cache(&b->cx, tx, file.id, b->agencies[0], 1, 1, file.reporter_grant));
    /* Renewed meanwhile, as far as this writer knows: left alone. */
    FINE(b, store_case_grant_cache(&b->cx, tx, file.id, b->agencies[2], 7, 1, file.reporter_grant));
    FINE(b, store_case_title_set(&b->cx, tx, file.id, file.reporter_grant));
    FINE(b, store_case_grant_get(&b->cx, tx, file.id, b->agencies[0], &grant));
    assert_int_equal(grant.cached.len, 16);
    FINE(b, store_case_grant_get(&b->cx, tx, file.id, b->agencies[2], &grant));
    assert_int_equal(grant.cached.len, 0);
    FINE(b, store_desk_row(&b->cx, tx, b->agencies[0], file.id, &row));
    assert_int_equal(row.title.len, 16);
    assert_int_equal(row.cached.len, 16);
    assert_int_equal(store_case_insert(&b->cx, tx, b->post, &other), ERR_CONFLICT);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, bench_open, bench_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_state_comes_back_whole_filled_empty_and_changed),
        TEST(a_code_that_no_list_has_is_an_alarm),
        TEST(running_clocks_are_found_when_their_time_has_come),
        TEST(a_clock_that_only_some_reports_have_waits_for_the_review),
        TEST(of_two_who_act_at_once_the_second_is_told),
        TEST(a_gap_in_the_log_or_in_a_case_is_an_alarm),
        TEST(a_file_and_its_grants_come_back_by_every_way_in),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
