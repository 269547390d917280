/*
 * test_attested: goal: whoever has every table, and knows from the log how many reports came on
 * each day, can work out no number of 1 to 4 of any kecamatan, channel or mode, in any span of
 * days; and the text has one form. Method: over small histories by chance the attacker tries
 * every history that would have led to the same tables, and looks for what all of them share.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "domain/attested.h"
#include <stdlib.h>
#include <string.h>

#define PLACES 3
#define EPOCHS 4

static uint32_t chance_state = 1;

static uint32_t chance(uint32_t below)
{
    chance_state = chance_state * 1664525u + 1013904223u;
    return (chance_state >> 8) % below;
}

static const char *const places[] = { "33.20.01", "33.20.02", "33.20.03", "33.20.04", "33.20.05",
                                      "33.20.06", "33.20.07", "33.20.08" };

static void count_many(struct attested_table *t, size_t place, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert_true(attested_count(t, str_of(places[place]), STR("web"), STR("named")));
}

struct history {
    struct arena *arena;
    struct cx cx;
    struct attested_table at[64];
    size_t len;
    struct attested_table counts;
};

static struct history *begin(void)
{
    struct arena *arena = arena_new(64u << 20);
    struct history *h = ARENA_NEW(arena, struct history);

    h->arena = arena;
    h->cx = cx_system(arena);
    return h;
}

static void day_ends_with(struct history *h, const uint8_t coins[ATTESTED_CELLS_MAX])
{
    struct attested_history so_far = { h->at, h->len };

    assert_int_equal(attested_next(&h->cx, &so_far, &h->counts, (struct day){ 20000 + (int)h->len },
                                   coins, &h->at[h->len]),
                     OK);
    h->len++;
}

/* heads: how many of 100 coins let a cell move. */
static void day_ends(struct history *h, uint32_t heads)
{
    uint8_t coins[ATTESTED_CELLS_MAX];

    for (size_t i = 0; i < sizeof coins; i++)
        coins[i] = chance(100) < heads;
    day_ends_with(h, coins);
}

static uint64_t told(const struct history *h, size_t table, size_t place)
{
    return attested_cell(&h->at[table], ATTESTED_PLACE, str_of(places[place]));
}

/* ---- the attacker ---- */

/* Cases of each place in each epoch. */
struct guess {
    size_t n[EPOCHS][PLACES];
};

struct attacker {
    const struct history *h;
    size_t sum[EPOCHS]; /* known: the log tells how many reports came */
    struct guess guess;
    size_t possible;
    /* of each set of places and span of epochs: least and most over all possible histories */
    size_t least[1 << PLACES][EPOCHS][EPOCHS], most[1 << PLACES][EPOCHS][EPOCHS];
};

/* Every cell that moved at a table says its true count at that moment. */
static bool agrees(const struct attacker *a, size_t epoch)
{
    for (size_t p = 0; p < PLACES; p++) {
        uint64_t is = told(a->h, epoch, p), was = epoch ? told(a->h, epoch - 1, p) : 0;
        size_t now = 0;

        for (size_t e = 0; e <= epoch; e++)
            now += a->guess.n[e][p];
        if (is != was && is != now)
            return false;
    }
    return true;
}

static void note(struct attacker *a)
{
    for (size_t set = 1; set < (1 << PLACES) - 1; set++)
        for (size_t from = 0; from < EPOCHS; from++)
            for (size_t to = from, n = 0; to < EPOCHS; to++) {
                for (size_t p = 0; p < PLACES; p++)
                    n += set >> p & 1 ? a->guess.n[to][p] : 0;
                if (!a->possible || n < a->least[set][from][to])
                    a->least[set][from][to] = n;
                if (!a->possible || n > a->most[set][from][to])
                    a->most[set][from][to] = n;
            }
    a->possible++;
}

static void guess_on(struct attacker *a, size_t epoch, size_t place, size_t left)
{
    if (place == PLACES - 1) {
        a->guess.n[epoch][place] = left;
        if (!agrees(a, epoch))
            return;
        if (epoch + 1 < EPOCHS)
            guess_on(a, epoch + 1, 0, a->sum[epoch + 1]);
        else
            note(a);
        return;
    }
    for (size_t n = 0; n <= left; n++) {
        a->guess.n[epoch][place] = n;
        guess_on(a, epoch, place + 1, left - n);
    }
}

static void no_number_under_five_can_be_worked_out(void **state)
{
    size_t moved = 0;

    (void)state;
    for (uint32_t round = 0; round < 60; round++) {
        struct history *h = begin();
        struct attacker *a = ARENA_NEW(h->arena, struct attacker);

        chance_state = round + 1;
        a->h = h;
        for (size_t e = 0; e < EPOCHS; e++) {
            uint32_t bias = 1 + chance(4); /* else all cells would grow alike */

            a->sum[e] = 5 + chance(4);
            for (size_t i = 0; i < a->sum[e]; i++)
                count_many(&h->counts, chance(bias) ? 0 : chance(PLACES), 1);
            day_ends(h, 80);
            for (size_t p = 0; p < PLACES; p++)
                moved += told(h, e, p) > 0;
        }
        guess_on(a, 0, 0, a->sum[0]);
        assert_true(a->possible > 0);
        for (size_t set = 1; set < (1 << PLACES) - 1; set++)
            for (size_t from = 0; from < EPOCHS; from++)
                for (size_t to = from; to < EPOCHS; to++)
                    if (a->least[set][from][to] > 0 && a->most[set][from][to] < ATTESTED_STEP) {
                        for (size_t e = 0; e < EPOCHS; e++)
                            print_message("sum %zu told %d %d %d possible %zu\n", a->sum[e],
                                          (int)told(h, e, 0), (int)told(h, e, 1),
                                          (int)told(h, e, 2), a->possible);
                        fail_msg("round %u: places %zu, epochs %zu to %zu: between %zu and %zu",
                                 round, set, from, to, a->least[set][from][to],
                                 a->most[set][from][to]);
                    }
        arena_free(h->arena);
    }
    assert_true(moved > 60); /* the attacker had something to work with */
}

static void what_is_built_is_what_a_check_accepts(void **state)
{
    size_t cells = 0;

    (void)state;
    for (uint32_t round = 0; round < 40; round++) {
        struct history *h = begin();

        chance_state = round + 77;
        for (size_t day = 0; day < COUNT_OF(h->at); day++) {
            struct attested_history before = { h->at, h->len };
            const struct attested_cell *which;
            enum attested_fault fault;

            for (uint32_t n = chance(7); n > 0; n--)
                count_many(&h->counts, chance(2) ? chance(2) : chance(COUNT_OF(places)), 1);
            day_ends(h, 50);
            assert_int_equal(attested_follows(&h->cx, &before, &h->at[h->len - 1], &fault, &which),
                             OK);
            assert_int_equal(fault, ATTESTED_FINE);
            for (int d = 0; d < ATTESTED_DIMENSIONS; d++) {
                uint64_t rest =
                    attested_rest(&h->at[h->len - 1], (enum attested_dimension)d);

                assert_true(rest == 0 || rest >= ATTESTED_STEP);
            }
        }
        cells += h->at[h->len - 1].len;
        arena_free(h->arena);
    }
    assert_true(cells > 40 * 6); /* most of the ten cells are told in the end */
}

/* ---- the rules, one by one ---- */

static void nothing_is_told_of_four_and_nothing_of_four_more(void **state)
{
    struct history *h = begin();

    (void)state;
    count_many(&h->counts, 0, 4);
    day_ends(h, 100);
    assert_int_equal(h->at[0].cases, 0);
    assert_int_equal(h->at[0].len, 0);
    count_many(&h->counts, 0, 1);
    day_ends(h, 100);
    assert_int_equal(h->at[1].cases, 5);
    assert_int_equal(told(h, 1, 0), 5);
    count_many(&h->counts, 0, 4);
    day_ends(h, 100);
    assert_int_equal(h->at[2].cases, 5);
    assert_int_equal(told(h, 2, 0), 5);
    count_many(&h->counts, 0, 1);
    day_ends(h, 100);
    assert_int_equal(told(h, 3, 0), 10);
    arena_free(h->arena);
}

static void a_cell_waits_where_the_rest_would_be_small(void **state)
{
    struct history *h = begin();

    (void)state;
    count_many(&h->counts, 0, 6);
    count_many(&h->counts, 1, 2);
    day_ends(h, 100);
    assert_int_equal(h->at[0].cases, 8);
    assert_int_equal(told(h, 0, 0), 0); /* else 8 less 6 tells the other's 2 */
    assert_int_equal(attested_cell(&h->at[0], ATTESTED_CHANNEL, STR("web")), 8);
    count_many(&h->counts, 1, 5);
    day_ends(h, 100);
    assert_int_equal(told(h, 1, 0), 6);
    assert_int_equal(told(h, 1, 1), 7);
    arena_free(h->arena);
}

static void a_cell_waits_where_two_days_would_tell_the_rest(void **state)
{
    struct history *h = begin();

    (void)state;
    count_many(&h->counts, 0, 5);
    count_many(&h->counts, 1, 3);
    count_many(&h->counts, 2, 3);
    day_ends(h, 100);
    assert_int_equal(told(h, 0, 0), 5); /* the rest is 6 */
    count_many(&h->counts, 0, 5);
    count_many(&h->counts, 1, 1);
    day_ends(h, 100);
    assert_int_equal(told(h, 1, 0), 5); /* 10 would say that 1 of these 6 is elsewhere */
    assert_int_equal(h->at[1].cases, 17);
    arena_free(h->arena);
}

static void a_cell_waits_where_it_would_tell_what_came_into_the_rest(void **state)
{
    static const size_t comes[3][3] = { { 2, 3, 3 }, { 5, 1, 1 }, { 5, 1, 1 } };
    uint8_t coins[ATTESTED_CELLS_MAX];
    struct history *h = begin();

    (void)state;
    memset(coins, 1, sizeof coins);
    for (size_t day = 0; day < 3; day++) {
        for (size_t p = 0; p < 3; p++)
            count_many(&h->counts, p, comes[day][p]);
        coins[0] = day != 2; /* the first place waits by its coin on the last day */
        day_ends_with(h, coins);
    }
    assert_int_equal(told(h, 1, 0), 7); /* the rest is 8 */
    assert_int_equal(told(h, 2, 0), 7);
    /* 5 and 5 would be 10, 2 more than the rest of the day before. One of them alone would be 4
     * more than the rest of the first day, for all that is known of the other: so both wait. */
    assert_int_equal(told(h, 2, 1) + told(h, 2, 2), 0);
    arena_free(h->arena);
}

static enum attested_fault judged(struct history *h, const struct attested_table *next)
{
    struct attested_history before = { h->at, h->len };
    const struct attested_cell *which;
    enum attested_fault fault;

    assert_int_equal(attested_follows(&h->cx, &before, next, &fault, &which), OK);
    return fault;
}

static void a_table_that_breaks_a_rule_is_told_by_name(void **state)
{
    static const struct {
        const char *text;
        enum attested_fault fault;
    } tries[] = {
        { "day 2026-01-02\ncases 12\nplace a 12\n", ATTESTED_FINE },
        { "day 2026-01-02\ncases 17\nplace a 17\n", ATTESTED_FINE },
        { "day 2026-01-02\ncases 17\nplace a 12\nplace b 5\n", ATTESTED_FINE },
        { "day 2026-01-01\ncases 12\nplace a 12\n", ATTESTED_DAY },
        { "day 2026-01-02\ncases 16\nplace a 12\n", ATTESTED_CASES },
        { "day 2026-01-02\ncases 7\nplace a 7\n", ATTESTED_CASES },
        { "day 2026-01-02\ncases 20\nplace a 15\n", ATTESTED_SMALL },
        { "day 2026-01-02\ncases 20\nplace b 8\n", ATTESTED_SMALL },
        { "day 2026-01-02\ncases 20\nplace a 12\nplace b 3\n", ATTESTED_SMALL },
        { "day 2026-01-02\ncases 12\nplace a 17\n", ATTESTED_UNMOVED },
        { "day 2026-01-02\ncases 17\nplace a 22\n", ATTESTED_SUM },
        { "day 2026-01-02\ncases 20\nplace a 17\n", ATTESTED_DERIVABLE },
    };
    struct history *h = begin();

    (void)state;
    assert_int_equal(attested_parse(&h->cx, STR("posko-attested/v1\nday 2026-01-01\ncases 12\n"
                                                "place a 12\n"), &h->at[0]), OK);
    h->len = 1;
    for (size_t i = 0; i < COUNT_OF(tries); i++) {
        struct attested_table next;

        assert_int_equal(attested_parse(&h->cx, arena_printf(h->arena, "posko-attested/v1\n%s",
                                                             tries[i].text), &next), OK);
        if (judged(h, &next) != tries[i].fault)
            fail_msg("%s is judged %d", tries[i].text, judged(h, &next));
    }
    arena_free(h->arena);
}

static void a_text_has_one_form(void **state)
{
    static const char good[] = "posko-attested/v1\nday 2026-11-22\ncases 140\nplace 33.20.05 15\n"
                               "channel web 25\nmode anonymous 40\n";
    static const char *const bad[] = {
        "", "posko-attested/v1\n", "posko-attested/v2\nday 2026-11-22\ncases 5\n",
        "posko-attested/v1\nday 2026-11-31\ncases 5\n", "posko-attested/v1\nday 2026-11-22\n",
        "posko-attested/v1\nday 2026-11-22\ncases 05\n",
        "posko-attested/v1\nday 2026-11-22\ncases 5",
        "posko-attested/v1\nday 2026-11-22\ncases 5\n\n",
        "posko-attested/v1\nday 2026-11-22\ncases 5\nplace b 5\nplace a 5\n",
        "posko-attested/v1\nday 2026-11-22\ncases 5\nplace a 5\nplace a 5\n",
        "posko-attested/v1\nday 2026-11-22\ncases 5\nmode a 5\nplace a 5\n",
        "posko-attested/v1\nday 2026-11-22\ncases 5\nplace A 5\n",
        "posko-attested/v1\nday 2026-11-22\ncases 5\nplace  5\n",
        "posko-attested/v1\nday 2026-11-22\ncases 5\nplace a -5\n",
        "posko-attested/v1\nday 2026-11-22\ncases 5\nplace a 5 6\n",
        "posko-attested/v1\nday 2026-11-22\ncases 5\ncolour a 5\n",
        "posko-attested/v1\nday 2026-11-22\ncases 5\r\n",
        "posko-attested/v1\nday 2026-11-22\ncases 5\nplace abcdefghijklmnopqrstuvwxy 5\n",
    };
    struct history *h = begin();
    struct attested_table t;
    struct str again;

    (void)state;
    assert_int_equal(attested_parse(&h->cx, str_of(good), &t), OK);
    assert_int_equal(t.len, 3);
    assert_int_equal(t.cases, 140);
    assert_int_equal(attested_write(&h->cx, &t, &again), OK);
    assert_string_equal(again.at, good);
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        if (attested_parse(&h->cx, str_of(bad[i]), &t) != ERR_INVALID)
            fail_msg("accepted: %s", bad[i]);
    arena_free(h->arena);
}

static void the_day_of_a_number_is_that_of_the_table_that_moved(void **state)
{
    struct history *h = begin();
    struct attested_history all;

    (void)state;
    count_many(&h->counts, 0, 5);
    day_ends(h, 100); /* 20000 */
    day_ends(h, 100); /* 20001: nothing new */
    count_many(&h->counts, 1, 5);
    day_ends(h, 100); /* 20002 */
    all = (struct attested_history){ h->at, h->len };
    assert_int_equal(attested_told_on(&all, &h->at[2].cells[0]).n, 20000);
    assert_int_equal(attested_told_on(&all, &h->at[2].cells[1]).n, 20002);
    assert_int_equal(attested_told_on(&all, NULL).n, 20002);
    assert_int_equal(attested_counted_on(&all, (struct day){ 19990 }).n, 20000);
    assert_int_equal(attested_counted_on(&all, (struct day){ 20001 }).n, 20002);
    assert_false(day_known(attested_counted_on(&all, (struct day){ 20003 })));
    arena_free(h->arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_number_under_five_can_be_worked_out),
        cmocka_unit_test(what_is_built_is_what_a_check_accepts),
        cmocka_unit_test(nothing_is_told_of_four_and_nothing_of_four_more),
        cmocka_unit_test(a_cell_waits_where_the_rest_would_be_small),
        cmocka_unit_test(a_cell_waits_where_two_days_would_tell_the_rest),
        cmocka_unit_test(a_cell_waits_where_it_would_tell_what_came_into_the_rest),
        cmocka_unit_test(a_table_that_breaks_a_rule_is_told_by_name),
        cmocka_unit_test(a_text_has_one_form),
        cmocka_unit_test(the_day_of_a_number_is_that_of_the_table_that_moved),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
