/* cosign: which lines are taken, when a head is final, who is silent, and what a witness that has
 * seen more makes of an old copy. */
#include "log_fixture.h"
#include "base/codec.h"
#include "base/file.h"
#include <sodium.h>

static int start(void **state)
{
    *state = log_start(5, 15); /* with the fifth: four of five */
    return 0;
}

static int stop(void **state)
{
    log_stop(*state);
    return 0;
}

static struct ledger_head offered(struct log_fixture *f)
{
    struct ledger_head head;

    assert_int_equal(publish_offer(f->cx, f->env, &head), OK);
    return head;
}

static struct str whole(struct log_fixture *f, struct str note, struct str line)
{
    return arena_printf(f->cx->arena, "%.*s%.*s", STR_FMT(note), STR_FMT(line));
}

static size_t cosigned(struct log_fixture *f, const struct ledger_head *head)
{
    struct str note;
    size_t count;

    assert_int_equal(cosigned_note(f->cx, f->env, f->db, head, &note, &count), OK);
    return count;
}

static bool final(struct log_fixture *f, const struct ledger_head *head)
{
    struct policy_result *result = ARENA_NEW(f->cx->arena, struct policy_result);
    struct policy *policy;
    struct str note;
    size_t count;

    assert_int_equal(cosigned_note(f->cx, f->env, f->db, head, &note, &count), OK);
    assert_int_equal(publish_policy(f->publish, f->cx, &policy), OK);
    assert_int_equal(policy_read(f->cx, policy, note, result), OK);
    return result->quorum;
}

static void a_line_is_taken_alone_or_with_its_note_and_counts_once(void **state)
{
    struct log_fixture *f = *state;
    struct ledger_head head;

    log_grow(f);
    head = offered(f);
    assert_int_equal(log_cosign(f, log_line(f, 0, head.note)), OK);
    assert_int_equal(cosigned(f, &head), 1);
    log_seconds(f, 600);
    assert_int_equal(log_cosign(f, whole(f, head.note, log_line(f, 0, head.note))), OK);
    assert_int_equal(cosigned(f, &head), 1); /* the same witness, later */
    assert_int_equal(log_cosign(f, log_line(f, 1, head.note)), OK);
    assert_int_equal(cosigned(f, &head), 2);
}

static void four_of_five_make_a_head_final(void **state)
{
    struct log_fixture *f = *state;
    struct ledger_head head;

    log_grow(f);
    head = offered(f);
    for (size_t i = 0; i < 4; i++) {
        assert_false(final(f, &head));
        assert_int_equal(log_cosign(f, log_line(f, i, head.note)), OK);
    }
    assert_true(final(f, &head));
}

/* Somebody who is no witness, and a witness's line spoiled in every way there is. */
static void what_is_no_good_line_is_refused(void **state)
{
    struct log_fixture *f = *state;
    struct note_signer stranger, forger;
    struct ledger_head head;
    struct signed_note note;
    struct str line, other;
    uint8_t seed[32] = { 9 };

    log_grow(f);
    head = offered(f);
    assert_int_equal(note_parse(f->cx, head.note, &note), OK);
    line = log_line(f, 0, head.note);
    assert_int_equal(
        signer_make(f->cx, STR("posko.example/w/asing"), KEY_COSIGNATURE, seed, &stranger), OK);
    assert_int_equal(note_sign_line(f->cx, &stranger, note.text, 1, &other), OK);
    assert_int_equal(log_cosign(f, other), ERR_DENIED);
    /* the name of a witness, another key */
    assert_int_equal(
        signer_make(f->cx, f->witnesses[0].verifier.name, KEY_COSIGNATURE, seed, &forger), OK);
    assert_int_equal(note_sign_line(f->cx, &forger, note.text, 1, &other), OK);
    assert_int_equal(log_cosign(f, other), ERR_DENIED);
    /* the key id of the witness too: the signature is what counts */
    forger.verifier.id = f->witnesses[0].verifier.id;
    assert_int_equal(note_sign_line(f->cx, &forger, note.text, 1, &other), OK);
    assert_int_equal(log_cosign(f, other), ERR_DENIED);
    for (size_t at = 4; at + 1 < line.len; at++) {
        char *bent = arena_alloc(f->cx->arena, line.len, 1);

        memcpy(bent, line.at, line.len);
        bent[at] = bent[at] == 'A' ? 'B' : 'A';
        if (log_cosign(f, (struct str){ bent, line.len }) == OK)
            fail_msg("byte %zu of the line does not matter", at);
    }
    assert_int_not_equal(log_cosign(f, str_first(line, line.len - 1)), OK);
    assert_int_not_equal(log_cosign(f, STR("")), OK);
    assert_int_not_equal(log_cosign(f, STR("selamat pagi")), OK);
    assert_int_equal(cosigned(f, &head), 0);
    assert_int_equal(log_cosign(f, line), OK);
}

static void a_line_about_a_head_that_was_never_offered_is_refused(void **state)
{
    struct log_fixture *f = *state;
    struct ledger_head head, newest;

    log_grow(f);
    head = offered(f);
    log_grow(f); /* signed, but the first one is still on offer */
    assert_int_equal(ledger_head(f->ledger, f->cx->arena, &newest), OK);
    assert_true(newest.size > head.size);
    assert_int_equal(log_cosign(f, log_line(f, 0, newest.note)), ERR_DENIED);
    assert_int_equal(log_cosign(f, log_line(f, 0, head.note)), OK);
}

/* Heads that were offered lately are taken too: a slow line is not lost. */
static void an_earlier_offer_is_still_taken(void **state)
{
    struct log_fixture *f = *state;
    struct ledger_head first;
    struct str line;

    log_grow(f);
    first = offered(f);
    line = log_line(f, 2, first.note);
    for (int i = 0; i < 3; i++) {
        log_grow(f);
        log_seconds(f, 6);
        (void)offered(f);
    }
    assert_true(offered(f).size > first.size);
    assert_int_equal(log_cosign(f, line), OK);
    assert_int_equal(cosigned(f, &first), 1);
}

/* The head of a log that went on elsewhere: signed by our key, and larger than ours. */
static struct str signed_head(struct log_fixture *f, uint64_t size, uint8_t root)
{
    struct checkpoint c = { .origin = ledger_origin(f->ledger), .size = size };
    struct note_signer log;
    struct bytes key;
    struct str note;

    memset(c.root.b, root, sizeof c.root.b);
    assert_int_equal(
        file_read(f->cx, file_join(f->cx->arena, f->desk->dir, LOG_KEY_FILE), 1000, &key), OK);
    assert_int_equal(
        signer_parse(f->cx, str_trim((struct str){ (const char *)key.at, key.len }), &log), OK);
    assert_int_equal(checkpoint_sign(f->cx, &c, &log, &note), OK);
    return note;
}

static void a_witness_that_has_seen_more_stops_an_old_copy(void **state)
{
    struct log_fixture *f = *state;
    struct str note;

    log_grow(f);
    (void)offered(f);
    note = signed_head(f, 1000, 7);
    assert_int_equal(log_cosign(f, whole(f, note, log_line(f, 0, note))), ERR_CORRUPT);
    assert_true(str_find(str_of(f->cx->note.text), STR("old copy")) != SIZE_MAX);
    assert_int_not_equal(log_batch(f, NULL, NULL), OK); /* nothing is written any more */
}

static void a_witness_with_another_history_stops_the_log(void **state)
{
    struct log_fixture *f = *state;
    uint64_t size = log_grow(f);
    struct str note;

    (void)offered(f);
    note = signed_head(f, size, 7);
    assert_int_equal(log_cosign(f, whole(f, note, log_line(f, 0, note))), ERR_CORRUPT);
    assert_true(str_find(str_of(f->cx->note.text), STR("two histories")) != SIZE_MAX);
}

/* A witness alone cannot stop the post: what the log's key did not sign proves nothing. */
static void a_larger_head_without_the_logs_signature_is_only_refused(void **state)
{
    struct log_fixture *f = *state;
    struct str note, line;
    struct signed_note parsed;

    log_grow(f);
    (void)offered(f);
    note = signed_head(f, 1000, 7);
    assert_int_equal(note_parse(f->cx, note, &parsed), OK);
    line = log_line(f, 0, note);
    note = note_join(f->cx->arena, parsed.text, line);
    assert_int_equal(log_cosign(f, note), ERR_NOT_FOUND);
    log_grow(f); /* and it goes on */
}

static void who_is_not_heard_is_silent_and_who_comes_back_is_not(void **state)
{
    struct log_fixture *f = *state;
    struct witness_states states;
    struct ledger_head head;

    log_grow(f);
    head = offered(f);
    assert_int_equal(witnesses_state(f->cx, f->env, f->db, &states), OK);
    assert_int_equal(states.len, 5);
    assert_int_equal(states.need, 4);
    assert_int_equal(states.silent, 5); /* never heard */
    assert_int_equal(log_cosign(f, log_line(f, 3, head.note)), OK);
    assert_int_equal(witnesses_state(f->cx, f->env, f->db, &states), OK);
    assert_int_equal(states.silent, 4);
    assert_false(states.at[3].silent);
    assert_int_equal(states.at[3].size, head.size);
    log_seconds(f, publish_silent_s(f->publish));
    assert_int_equal(witnesses_state(f->cx, f->env, f->db, &states), OK);
    assert_false(states.at[3].silent);
    log_seconds(f, 1);
    assert_int_equal(witnesses_state(f->cx, f->env, f->db, &states), OK);
    assert_true(states.at[3].silent);
    assert_int_equal(log_cosign(f, log_line(f, 3, offered(f).note)), OK);
    assert_int_equal(witnesses_state(f->cx, f->env, f->db, &states), OK);
    assert_false(states.at[3].silent);
}

/* "NAME TIME SIGNATURE": only a witness of the policy, of this log, of now. */
static void only_a_witness_is_shown_what_is_not_public(void **state)
{
    struct log_fixture *f = *state;
    const int64_t now_s = f->cx->now_us / 1000000;
    const struct {
        size_t who;
        int64_t at;
        bool other_log, let;
    } cases[] = {
        { 0, 0, false, true },
        { 4, LIVE_SKEW_S, false, true },
        { 0, -LIVE_SKEW_S, false, true },
        { 0, LIVE_SKEW_S + 1, false, false },
        { 0, -LIVE_SKEW_S - 1, false, false },
        { 0, 0, true, false },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct note_signer *w = &f->witnesses[cases[i].who];
        uint64_t time_s = (uint64_t)(now_s + cases[i].at);
        struct str origin = cases[i].other_log ? STR("lain") : ledger_origin(f->ledger), header,
                   message = live_message(f->cx->arena, origin, time_s);
        uint8_t signature[64];

        crypto_sign_detached(signature, NULL, (const uint8_t *)message.at, message.len, w->secret);
        header = arena_printf(
            f->cx->arena, "%.*s %llu %.*s", STR_FMT(w->verifier.name), (unsigned long long)time_s,
            STR_FMT(base64_of(f->cx->arena, (struct bytes){ signature, sizeof signature })));
        if (live_allowed(f->cx, f->env, header) != cases[i].let)
            fail_msg("case %zu", i);
        assert_false(live_allowed(f->cx, f->env, str_first(header, header.len - 1)));
    }
    assert_false(live_allowed(f->cx, f->env, STR("")));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_line_is_taken_alone_or_with_its_note_and_counts_once),
        TEST(four_of_five_make_a_head_final),
        TEST(what_is_no_good_line_is_refused),
        TEST(a_line_about_a_head_that_was_never_offered_is_refused),
        TEST(an_earlier_offer_is_still_taken),
        TEST(a_witness_that_has_seen_more_stops_an_old_copy),
        TEST(a_witness_with_another_history_stops_the_log),
        TEST(a_larger_head_without_the_logs_signature_is_only_refused),
        TEST(who_is_not_heard_is_silent_and_who_comes_back_is_not),
        TEST(only_a_witness_is_shown_what_is_not_public),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
