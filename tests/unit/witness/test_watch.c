/*
 * The rules a witness checks on each entry: an honest log is silent, and each way of cheating
 * gets its own finding, in words.
 */
#include "../tlog/tlog_test.h"
#include <stdlib.h>
#include <unistd.h>
#include "base/file.h"
#include "tlog/key_id.h"
#include "witness/home.h"
#include "witness/watch.h"

struct heard {
    size_t len;
    enum finding_kind at[16];
};

static void hear(void *arg, const struct finding *f)
{
    struct heard *h = arg;

    assert_true(h->len < COUNT_OF(h->at));
    h->at[h->len++] = f->kind;
}

/* 2026-11-23T10:00:00Z */
#define NOW (INT64_C(1795428000) * 1000000)

struct log {
    struct cx cx;
    struct watch watch;
    struct heard heard;
    uint64_t index;
    struct hash last; /* of the newest event of the case below */
    uint64_t seq;
};

static void log_open(void **state, struct log *l, const char *agency)
{
    memset(l, 0, sizeof *l);
    l->cx = *cx_of(state);
    l->cx.now_us = NOW;
    assert_int_equal(watch_open(&l->cx, str_of(agency), hear, &l->heard, &l->watch), OK);
}

static void put(struct log *l, const struct leaf *leaf)
{
    struct str text;

    assert_int_equal(leaf_text(&l->cx, leaf, &text), OK);
    leaf_hash(text, &l->last);
    assert_int_equal(watch_entry(&l->cx, &l->watch, l->index++, bytes_of(text)), OK);
}

static struct leaf case_leaf(struct log *l, const char *at)
{
    struct leaf leaf = { .type = STR("case.reviewed"), .of_case = true, .case_tag = { 9 },
                         .seq = l->seq++, .prev = l->last, .at = str_of(at), .by = STR("kpu"),
                         .due = DAY_NONE };

    return leaf;
}

static struct leaf beat(const char *at)
{
    return (struct leaf){ .type = STR("log.heartbeat"), .at = str_of(at), .by = STR("posko"),
                          .due = DAY_NONE };
}

static void an_honest_log_is_silent(void **state)
{
    struct log l;
    struct leaf leaf;

    log_open(state, &l, "kpu");
    leaf = beat("2026-11-23T14:00:00+07:00"), put(&l, &leaf);
    for (int i = 0; i < 3; i++)
        leaf = case_leaf(&l, i ? "2026-11-23T14:20:00+07:00" : "2026-11-23"), put(&l, &leaf);
    leaf = beat("2026-11-23T15:00:00+07:00"), put(&l, &leaf);
    leaf = beat("2026-11-23T17:00:00+07:00"), put(&l, &leaf);
    watch_now(&l.watch, NOW, l.index);
    assert_int_equal(l.heard.len, 0);
    watch_close(&l.watch);
}

static void each_way_of_cheating_has_its_finding(void **state)
{
    struct log l;
    struct leaf leaf;
    size_t n = 0;
    static const enum finding_kind want[] = { FINDING_SEQ,  FINDING_PREV,   FINDING_BACKDATED,
                                              FINDING_FUTURE, FINDING_GAP, FINDING_SEQ,
                                              FINDING_MALFORMED, FINDING_SILENT };

    log_open(state, &l, "");
    leaf = beat("2026-11-23T10:00:00+07:00"), put(&l, &leaf);
    leaf = case_leaf(&l, "2026-11-23T10:01:00+07:00"), put(&l, &leaf);
    l.seq++; /* one was left out */
    leaf = case_leaf(&l, "2026-11-23T10:02:00+07:00"), put(&l, &leaf);
    leaf = case_leaf(&l, "2026-11-23T10:03:00+07:00"), leaf.prev.b[0] ^= 1, put(&l, &leaf);
    leaf = case_leaf(&l, "2026-11-22T09:00:00+07:00"), put(&l, &leaf);
    leaf = case_leaf(&l, "2026-11-24T09:00:00+07:00"), put(&l, &leaf);
    leaf = beat("2026-11-23T14:00:00+07:00"), put(&l, &leaf);
    l.seq = 1; /* an event that was there already */
    leaf = case_leaf(&l, "2026-11-23T14:03:00+07:00"), put(&l, &leaf);
    assert_int_equal(watch_entry(&l.cx, &l.watch, l.index++, bytes_of(STR("posko-leaf/v2\n"))), OK);
    watch_now(&l.watch, NOW + 3 * HOUR_US, l.index);
    assert_int_equal(l.heard.len, COUNT_OF(want));
    for (n = 0; n < COUNT_OF(want); n++)
        assert_int_equal(l.heard.at[n], want[n]);
    watch_close(&l.watch);
}

static void only_the_own_agencys_keys_are_told(void **state)
{
    static const char *const kinds[] = { "agency.key", "officer.listed" };
    struct log l;

    log_open(state, &l, "kpu");
    for (size_t i = 0; i < 4; i++) {
        struct leaf leaf = { .type = str_of(kinds[i % 2]), .at = STR("2026-11-23T10:00:00+07:00"),
                             .by = STR("posko"), .due = DAY_NONE };

        assert_int_equal(leaf_add_fact(&l.cx, &leaf, "agency", i < 2 ? STR("bawaslu") : STR("kpu")),
                         OK);
        put(&l, &leaf);
    }
    assert_int_equal(l.heard.len, 2);
    assert_int_equal(l.heard.at[0], FINDING_OWN_KEY);
    assert_int_equal(l.heard.at[1], FINDING_OWN_OFFICER);
    watch_close(&l.watch);
}

static void a_key_that_the_agency_did_not_make_is_an_alarm(void **state)
{
    static const enum finding_kind want[] = {
        FINDING_OWN_KEY,         /* no list: only told */
        FINDING_STRANGE_KEY, FINDING_STRANGE_OFFICER, /* a list, and neither is on it */
        FINDING_OWN_KEY, FINDING_OWN_OFFICER,         /* both are */
        FINDING_STRANGE_KEY,     /* the same signing key with another key to seal to */
    };
    char dir[] = "/tmp/posko-watch-XXXXXX";
    struct str officer = STR("00000000000000000000000000000000000000000000000000000000000000aa");
    struct leaf key = { .type = STR("agency.key"), .at = STR("2026-11-23T10:00:00+07:00"),
                        .by = STR("kpu"), .due = DAY_NONE },
                listed = { .type = STR("officer.listed"), .at = key.at, .by = STR("kpu"),
                           .due = DAY_NONE }, other;
    struct log l;

    assert_non_null(mkdtemp(dir));
    log_open(state, &l, "kpu");
    assert_int_equal(leaf_add_fact(&l.cx, &key, "agency", STR("kpu")), OK);
    assert_int_equal(leaf_add_fact(&l.cx, &key, "custodian", STR("Yw==")), OK);
    assert_int_equal(leaf_add_fact(&l.cx, &key, "sign", STR("cw==")), OK);
    other = key;
    assert_int_equal(leaf_add_fact(&l.cx, &key, "box", STR("Yg==")), OK);
    assert_int_equal(leaf_add_fact(&l.cx, &other, "box", STR("WA==")), OK);
    assert_int_equal(leaf_add_fact(&l.cx, &listed, "agency", STR("kpu")), OK);
    assert_int_equal(leaf_add_fact(&l.cx, &listed, "officer", officer), OK);
    assert_int_equal(leaf_add_fact(&l.cx, &listed, "state", STR("active")), OK);
    l.watch.own_file = file_join(l.cx.arena, dir, HOME_OWN_FILE);
    put(&l, &key);
    assert_int_equal(home_expect(&l.cx, dir, STR("bukan kunci")), ERR_INVALID);
    assert_int_equal(home_expect(&l.cx, dir, str_of("11111111111111111111111111111111"
                                                    "11111111111111111111111111111111")),
                     OK);
    put(&l, &key);
    put(&l, &listed);
    assert_int_equal(home_expect(&l.cx, dir,
                                 agency_key_id(l.cx.arena, STR("Yg=="), STR("cw=="), STR("Yw=="))),
                     OK);
    assert_int_equal(home_expect(&l.cx, dir, officer), OK);
    put(&l, &key);
    put(&l, &listed);
    put(&l, &other);
    assert_int_equal(l.heard.len, COUNT_OF(want));
    for (size_t i = 0; i < COUNT_OF(want); i++)
        assert_int_equal(l.heard.at[i], want[i]);
    assert_true(finding_is_alarm(FINDING_STRANGE_KEY) && finding_is_alarm(FINDING_STRANGE_OFFICER));
    watch_close(&l.watch);
    (void)remove(l.watch.own_file);
    (void)rmdir(dir);
}

static void every_finding_has_words_in_both_languages(void **state)
{
    struct cx *cx = cx_of(state);

    for (int kind = 0; kind < FINDING_KIND_COUNT; kind++) {
        struct finding f = { .kind = (enum finding_kind)kind, .index = 123456, .expected = 2,
                             .found = 3, .about = STR("hal-itu") };
        struct str id = finding_words(cx->arena, &f, false);
        struct str en = finding_words(cx->arena, &f, true);

        assert_true(str_find(id, STR("123456")) != SIZE_MAX);
        assert_true(str_find(en, STR("123456")) != SIZE_MAX);
        assert_true(str_find(id, STR("hal-itu")) != SIZE_MAX);
        assert_false(str_eq(id, en));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_honest_log_is_silent),
        cmocka_unit_test(each_way_of_cheating_has_its_finding),
        cmocka_unit_test(only_the_own_agencys_keys_are_told),
        cmocka_unit_test(a_key_that_the_agency_did_not_make_is_an_alarm),
        cmocka_unit_test(every_finding_has_words_in_both_languages),
    };

    return cmocka_run_group_tests_name("witness/watch", tests, bench_open, bench_close);
}
