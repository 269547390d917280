/* publish: the public sees heads on the clock, and witnesses are all offered the same one. */
#include "log_fixture.h"
#include "base/file.h"

#define MINUTES 15
#define PERIOD_S (MINUTES * 60)

static int start(void **state)
{
    *state = log_start(5, MINUTES);
    return 0;
}

static int stop(void **state)
{
    log_stop(*state);
    return 0;
}

/* Ten seconds after a tick of the clock, with the first head published. */
static void begun(struct log_fixture *f)
{
    int64_t past = f->cx->now_us / 1000000 % PERIOD_S;

    log_grow(f);
    log_seconds(f, PERIOD_S - past + 10);
    assert_true(log_tick(f));
}

static void the_first_head_is_published_at_once(void **state)
{
    struct log_fixture *f = *state;
    uint64_t size = log_grow(f);

    assert_int_equal(log_public_size(f), 0);
    assert_true(log_tick(f));
    assert_int_equal(log_public_size(f), size);
}

static void the_public_head_moves_on_the_clock_and_only_then(void **state)
{
    struct log_fixture *f = *state;
    uint64_t shown, size = 0;

    begun(f);
    shown = log_public_size(f);
    for (int64_t second = 10; second + 60 < PERIOD_S; second += 60) {
        size = log_grow(f);
        assert_false(log_tick(f));
        assert_int_equal(log_public_size(f), shown);
        log_seconds(f, 60);
    }
    log_seconds(f, PERIOD_S - (f->cx->now_us / 1000000) % PERIOD_S - 1);
    assert_false(log_tick(f)); /* the last second of the period */
    log_seconds(f, 1);
    assert_true(log_tick(f));
    assert_int_equal(log_public_size(f), size);
    assert_false(log_tick(f)); /* once a period */
}

/* A restart, or a report after quiet hours, publishes nothing early: the period is the clock's. */
static void a_restart_does_not_move_the_public_head(void **state)
{
    struct log_fixture *f = *state;
    uint64_t shown;

    begun(f);
    shown = log_public_size(f);
    log_grow(f);
    f->env->publish = NULL;
    publish_close(&f->publish);
    assert_int_equal(publish_open(f->cx, f->env, &f->settings, &f->publish), OK);
    f->env->publish = f->publish;
    assert_false(log_tick(f));
    assert_int_equal(log_public_size(f), shown);
}

static void the_next_head_is_announced_for_the_next_tick(void **state)
{
    struct log_fixture *f = *state;
    int64_t next = publish_next_us(f->publish, f->cx->now_us);

    assert_true(next > f->cx->now_us && next - f->cx->now_us <= PERIOD_S * INT64_C(1000000));
    assert_int_equal(next / 1000000 % PERIOD_S, 0);
    assert_int_equal(publish_next_us(NULL, f->cx->now_us), 0);
}

/* Else five witnesses that each took the newest would never sign the same. */
static void one_head_is_offered_until_all_had_their_time(void **state)
{
    struct log_fixture *f = *state;
    uint64_t first = log_grow(f), second;

    assert_int_equal(log_offered_size(f), first);
    second = log_grow(f);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(log_offered_size(f), first);
        log_seconds(f, 1);
    }
    assert_int_equal(log_offered_size(f), first);
    log_seconds(f, 1);
    assert_int_equal(log_offered_size(f), second); /* five seconds: nobody waits for ever */
    log_grow(f);
    assert_int_equal(log_offered_size(f), second);
}

static void an_offer_is_over_when_all_have_signed_it_or_enough_and_a_second(void **state)
{
    struct log_fixture *f = *state;
    uint64_t first = log_grow(f), second;

    assert_int_equal(log_offered_size(f), first);
    second = log_grow(f);
    publish_count(f->publish, first, 4, true);
    assert_int_equal(log_offered_size(f), first);
    log_seconds(f, 1);
    assert_int_equal(log_offered_size(f), second);
    log_grow(f);
    publish_count(f->publish, second, 4, false); /* not enough by the policy */
    log_seconds(f, 1);
    assert_int_equal(log_offered_size(f), second);
    publish_count(f->publish, second, 5, true);
    assert_int_equal(log_offered_size(f), second + 1);
}

static void the_head_with_a_quorum_is_published_before_a_newer_one_without(void **state)
{
    struct log_fixture *f = *state;
    struct ledger_head head;
    uint64_t final;

    begun(f);
    final = log_grow(f);
    log_seconds(f, 6);
    assert_int_equal(publish_offer(f->cx, f->env, &head), OK);
    assert_int_equal(head.size, final);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(log_cosign(f, log_line(f, i, head.note)), OK);
    log_grow(f);
    log_seconds(f, PERIOD_S);
    assert_true(log_tick(f));
    assert_int_equal(log_public_size(f), final);
}

static enum err tick(struct log_fixture *f, struct db *tx, void *arg)
{
    return publish_run(f->cx, f->env, tx, arg);
}

static void a_changed_policy_file_is_taken_over_and_a_broken_one_is_not(void **state)
{
    struct log_fixture *f = *state;
    const char *path = file_join(f->cx->arena, f->desk->dir, POLICY_FILE);
    struct str before, after;
    bool published = false;

    log_grow(f);
    assert_int_equal(publish_policy_text(f->publish, f->cx, &before), OK);
    log_tick(f);
    assert_int_equal(
        file_write(f->cx, path, (struct bytes){ (const uint8_t *)"quorum x\n", 9 }, false), OK);
    log_seconds(f, PERIOD_S);
    assert_int_equal(log_batch(f, tick, &published), ERR_INVALID);
    assert_int_equal(publish_policy_text(f->publish, f->cx, &after), OK);
    assert_true(str_eq(before, after));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_first_head_is_published_at_once),
        TEST(the_public_head_moves_on_the_clock_and_only_then),
        TEST(a_restart_does_not_move_the_public_head),
        TEST(the_next_head_is_announced_for_the_next_tick),
        TEST(one_head_is_offered_until_all_had_their_time),
        TEST(an_offer_is_over_when_all_have_signed_it_or_enough_and_a_second),
        TEST(the_head_with_a_quorum_is_published_before_a_newer_one_without),
        TEST(a_changed_policy_file_is_taken_over_and_a_broken_one_is_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
