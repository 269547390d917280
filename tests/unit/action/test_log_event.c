/* log_event: what is in force stands in the log, once, and again only when it changes. */
#include "log_fixture.h"
#include "base/codec.h"
#include "store/log_entry.h"
#include "store/log_event.h"
#include "store/sqlite.h"
#include <sqlite3.h>

static int start(void **state)
{
    *state = log_start(1, 0);
    return 0;
}

static int stop(void **state)
{
    log_stop(*state);
    return 0;
}

struct keep_ask {
    const struct rules_in_force *rules;
    size_t rules_len;
    bool added;
};

static enum err keep_all(struct log_fixture *f, struct db *tx, void *arg)
{
    struct keep_ask *ask = arg;

    return log_events_keep(f->cx, f->env, tx, ask->rules, ask->rules_len, &ask->added);
}

static bool kept(struct log_fixture *f, const struct rules_in_force *rules, size_t len)
{
    struct keep_ask ask = { rules, len, false };

    if (log_batch(f, keep_all, &ask) != OK)
        fail_msg("not kept: %s", f->cx->note.text);
    return ask.added;
}

static struct leaf leaf_at(struct log_fixture *f, int64_t index)
{
    struct log_list list;
    struct leaf leaf;

    assert_int_equal(store_log_range(f->cx, f->db, f->env->post, index, index + 1, &list), OK);
    assert_int_equal(list.len, 1);
    assert_int_equal(
        leaf_parse(f->cx, (struct str){ (const char *)list.at[0].leaf.at, list.at[0].leaf.len },
                   &leaf),
        OK);
    return leaf;
}

static size_t count_of(struct log_fixture *f, const char *kind)
{
    int64_t size = desk_log_size(f->desk);
    size_t n = 0;

    for (int64_t i = 0; i < size; i++)
        n += str_is(leaf_at(f, i).type, kind);
    return n;
}

static void what_is_in_force_is_added_once_and_again_when_it_changes(void **state)
{
    struct log_fixture *f = *state;
    struct rules_in_force rules[2] = { { STR("pilkada-2024"), { 1 } }, { STR("post/a"), { 2 } } };

    assert_true(kept(f, rules, 2));
    assert_int_equal(count_of(f, "rules.adopted"), 2);
    assert_int_equal(count_of(f, "witness.added"), 1);
    assert_int_equal(count_of(f, "log.heartbeat"), 1);
    assert_int_equal(count_of(f, "agency.key"), AGENCY_COUNT - 1); /* agency_add signed them */
    assert_int_equal(count_of(f, "officer.listed"), AGENCY_COUNT - 1);
    assert_false(kept(f, rules, 2));
    rules[1].sha256[0] = 3;
    assert_true(kept(f, rules, 2));
    assert_int_equal(count_of(f, "rules.adopted"), 3);
    assert_int_equal(count_of(f, "log.heartbeat"), 1);
}

static void the_heart_beats_once_in_each_hour_of_the_clock(void **state)
{
    struct log_fixture *f = *state;

    assert_true(kept(f, NULL, 0));
    for (int minute = 10; minute < 60; minute += 10) {
        log_seconds(f, 600);
        assert_false(kept(f, NULL, 0));
    }
    log_seconds(f, 600);
    assert_true(kept(f, NULL, 0));
    assert_int_equal(count_of(f, "log.heartbeat"), 2);
}

/* Keys are leaves that agencies sign: what somebody put into the database beside them is not
 * announced for the agency (that it is refused is agencies.c's). */
static void a_key_that_was_put_in_its_place_is_not_announced(void **state)
{
    struct log_fixture *f = *state;
    size_t before = count_of(f, "agency.key");

    assert_true(kept(f, NULL, 0));
    assert_int_equal(sqlite3_exec(f->db->handle,
                                  "UPDATE agency SET sign_pk = randomblob(32) WHERE code = 'kpu'",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_false(kept(f, NULL, 0));
    assert_int_equal(count_of(f, "agency.key"), before);
}

/* Nobody who has only the leaf can tell what it commits to; who has the nonce can. */
static void a_leaf_commits_to_kind_name_and_value(void **state)
{
    struct log_fixture *f = *state;
    struct log_event_row row;
    struct bytes committed;
    struct leaf leaf;
    uint8_t commit[32];

    (void)kept(f, NULL, 0);
    assert_int_equal(
        store_log_event_newest(f->cx, f->db, f->env->post, STR("log.heartbeat"), STR("-"), &row),
        OK);
    leaf = leaf_at(f, row.log_index);
    committed = log_event_committed(f->cx->arena, "log.heartbeat", row.name, row.value);
    leaf_commit(row.nonce, committed, commit);
    assert_memory_equal(commit, leaf.commit, sizeof commit);
    row.nonce[0] ^= 1;
    leaf_commit(row.nonce, committed, commit);
    assert_memory_not_equal(commit, leaf.commit, sizeof commit);
}

static void of_an_officer_only_a_fingerprint_is_public(void **state)
{
    struct log_fixture *f = *state;
    int64_t size = desk_log_size(f->desk);

    for (int64_t i = 0; i < size; i++) {
        struct leaf leaf = leaf_at(f, i);
        uint8_t hash[32];

        if (!str_is(leaf.type, "officer.listed"))
            continue;
        assert_int_equal(leaf.fact_count, 3);
        assert_int_equal(leaf_get_fact(&leaf, "officer").len, 64);
        assert_true(hex_decode(leaf_get_fact(&leaf, "officer"), hash, sizeof hash));
        assert_true(str_eq(leaf.by, leaf_get_fact(&leaf, "agency")));
    }
}

/* The agency's own act bears the agency's signature, and nobody else's fits. */
static void an_agency_signs_what_is_its_own_act(void **state)
{
    struct log_fixture *f = *state;
    struct leaf leaf = leaf_at(f, 0);
    enum agency_code code = AGENCY_NONE;
    size_t good = 0;

    assert_true(str_is(leaf.type, "agency.key"));
    assert_true(agency_code_parse(leaf.by, &code));
    for (size_t i = 0; i < f->env->agencies_len; i++)
        good += leaf_check_key(f->cx, &leaf, leaf.by, f->env->agencies[i].sign_pk.b) == OK;
    assert_int_equal(good, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_in_force_is_added_once_and_again_when_it_changes),
        TEST(the_heart_beats_once_in_each_hour_of_the_clock),
        TEST(a_key_that_was_put_in_its_place_is_not_announced),
        TEST(a_leaf_commits_to_kind_name_and_value),
        TEST(of_an_officer_only_a_fingerprint_is_public),
        TEST(an_agency_signs_what_is_its_own_act),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
