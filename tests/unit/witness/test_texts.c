/*
 * The attested numbers beside a witness's copy: only the text whose hash the log holds is kept; a
 * wrong one is an alarm, a missing one is told once and asked for again.
 */
#include "../tlog/tlog_test.h"
#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/codec.h"
#include "base/file.h"
#include "witness/texts.h"

#define NOW (INT64_C(1795428000) * 1000000) /* 2026-11-23T10:00:00Z */
#define SECOND_US INT64_C(1000000)

struct post {
    struct cx cx;
    struct watch watch;
    struct copy copy;
    struct texts texts;
    uint64_t index;
    const char *served[4]; /* of 2026-11-20 and the days after; NULL: 404 */
    bool away;
    unsigned asked;
    size_t heard;
    enum finding_kind kinds[8];
};

static void hear(void *arg, const struct finding *f)
{
    struct post *p = arg;

    assert_true(p->heard < COUNT_OF(p->kinds));
    p->kinds[p->heard++] = f->kind;
}

static enum err serve(struct cx *cx, void *arg, const char *path, struct bytes *out)
{
    struct post *p = arg;
    int day = 0;

    p->asked++;
    if (p->away)
        return FAIL(cx, ERR_UNAVAILABLE, "away");
    assert_int_equal(sscanf(path, "/log/attested/2026-11-%d", &day), 1);
    if (!p->served[day - 20])
        return FAIL(cx, ERR_NOT_FOUND, "404");
    *out = bytes_of(str_of(p->served[day - 20]));
    return OK;
}

static void begin(struct post *p)
{
    assert_int_equal(watch_open(&p->cx, STR(""), hear, p, &p->watch), OK);
    texts_open(p->cx.arena, &p->texts);
    p->index = 0;
}

static void post_open(void **state, struct post *p)
{
    char dir[] = "/tmp/posko-texts-XXXXXX";

    memset(p, 0, sizeof *p);
    p->cx = *cx_of(state);
    p->cx.now_us = NOW;
    assert_non_null(mkdtemp(dir));
    p->copy = (struct copy){ .dir = arena_copy(p->cx.arena, str_of(dir)).at,
                             .scratch = arena_new(4u << 20) };
    begin(p);
}

static void post_close(struct post *p)
{
    static const char *const names[] = { "attested/2026-11-20", "attested/2026-11-21",
                                         "attested/days" };

    for (size_t i = 0; i < COUNT_OF(names); i++)
        (void)unlink(file_join(p->cx.arena, p->copy.dir, names[i]));
    (void)rmdir(file_join(p->cx.arena, p->copy.dir, "attested"));
    assert_int_equal(rmdir(p->copy.dir), 0); /* nothing else was written */
    watch_close(&p->watch);
    arena_free(p->copy.scratch);
}

static const char *hex(struct post *p, const char *text)
{
    uint8_t hash[32];

    crypto_hash_sha256(hash, (const uint8_t *)text, strlen(text));
    return hex_of(p->cx.arena, (struct bytes){ hash, sizeof hash }).at;
}

/* The leaf of a day's text. */
static void put(struct post *p, const char *day, const char *text)
{
    struct leaf leaf = { .type = STR("statistics.attested"),
                         .at = STR("2026-11-23T14:00:00+07:00"),
                         .by = STR("posko"),
                         .due = DAY_NONE,
                         .fact_count = 2 };
    struct str made;

    leaf.facts[0] = (struct leaf_fact){ STR("day"), str_of(day) };
    leaf.facts[1] = (struct leaf_fact){ STR("sha256"), str_of(hex(p, text)) };
    assert_int_equal(leaf_text(&p->cx, &leaf, &made), OK);
    assert_int_equal(watch_entry(&p->cx, &p->watch, p->index++, bytes_of(made)), OK);
}

static void go(struct post *p)
{
    struct text_source from = { serve, p };

    assert_int_equal(texts_round(&p->cx, &p->texts, &p->copy, &p->watch, &from), OK);
}

/* What lies there; "" for no file. */
static const char *kept(struct post *p, const char *name)
{
    const char *path = file_join(p->cx.arena, p->copy.dir, name);
    struct bytes got;

    return file_read(&p->cx, path, 10000, &got) == OK
               ? arena_printf(p->cx.arena, "%.*s", (int)got.len, (const char *)got.at).at
               : "";
}

static void each_text_is_kept_once_with_a_list(void **state)
{
    struct post p;

    post_open(state, &p);
    p.served[0] = "one\n", p.served[1] = "two\n";
    put(&p, "2026-11-20", "one\n");
    go(&p);
    put(&p, "2026-11-21", "two\n");
    go(&p);
    go(&p);
    assert_int_equal(p.asked, 2);
    assert_int_equal(p.heard, 0);
    assert_string_equal(kept(&p, "attested/2026-11-20"), "one\n");
    assert_string_equal(kept(&p, "attested/2026-11-21"), "two\n");
    assert_string_equal(kept(&p, "attested/days"),
                        arena_printf(p.cx.arena, "2026-11-20 %s\n2026-11-21 %s\n", hex(&p, "one\n"),
                                     hex(&p, "two\n"))
                            .at);
    post_close(&p);
}

static void a_wrong_text_is_an_alarm_and_not_kept(void **state)
{
    struct post p;

    post_open(state, &p);
    p.served[0] = "altered\n";
    put(&p, "2026-11-20", "one\n");
    go(&p);
    p.cx.now_us += (TEXTS_AGAIN_S + 1) * SECOND_US;
    go(&p);
    assert_int_equal(p.asked, 2);
    assert_int_equal(p.heard, 1); /* said once */
    assert_int_equal(p.kinds[0], FINDING_TEXT_WRONG);
    assert_true(finding_is_alarm(p.kinds[0]));
    assert_string_equal(kept(&p, "attested/2026-11-20"), "");
    assert_string_equal(kept(&p, "attested/days"), "");
    post_close(&p);
}

static void a_missing_text_is_told_once_and_asked_for_again(void **state)
{
    struct post p;

    post_open(state, &p);
    p.served[1] = "two\n";
    put(&p, "2026-11-20", "one\n");
    put(&p, "2026-11-21", "two\n");
    go(&p);
    go(&p); /* not each second */
    assert_int_equal(p.asked, 2);
    assert_int_equal(p.heard, 1);
    assert_int_equal(p.kinds[0], FINDING_TEXT_MISSING);
    assert_false(finding_is_alarm(p.kinds[0]));
    assert_string_equal(kept(&p, "attested/2026-11-21"), "two\n"); /* the others come */
    p.served[0] = "one\n";
    p.cx.now_us += (TEXTS_AGAIN_S + 1) * SECOND_US;
    go(&p);
    assert_int_equal(p.asked, 3);
    assert_int_equal(p.heard, 1);
    assert_string_equal(kept(&p, "attested/2026-11-20"), "one\n");
    assert_string_equal(kept(&p, "attested/days"),
                        arena_printf(p.cx.arena, "2026-11-20 %s\n2026-11-21 %s\n", hex(&p, "one\n"),
                                     hex(&p, "two\n"))
                            .at);
    post_close(&p);
}

static void a_log_that_is_away_is_asked_for_one_only(void **state)
{
    struct post p;

    post_open(state, &p);
    p.away = true;
    put(&p, "2026-11-20", "one\n");
    put(&p, "2026-11-21", "two\n");
    go(&p);
    assert_int_equal(p.asked, 1);
    post_close(&p);
}

static void what_was_altered_on_the_disk_is_fetched_again(void **state)
{
    struct post p;
    const char *path;

    post_open(state, &p);
    p.served[0] = "one\n", p.served[1] = "two\n";
    put(&p, "2026-11-20", "one\n");
    put(&p, "2026-11-21", "two\n");
    go(&p);
    path = file_join(p.cx.arena, p.copy.dir, "attested/2026-11-20");
    assert_int_equal(file_write(&p.cx, path, bytes_of(STR("spoilt\n")), false), OK);
    assert_int_equal(unlink(file_join(p.cx.arena, p.copy.dir, "attested/days")), 0);
    watch_close(&p.watch);
    begin(&p); /* started anew */
    put(&p, "2026-11-20", "one\n");
    put(&p, "2026-11-21", "two\n");
    go(&p);
    assert_int_equal(p.asked, 3);
    assert_int_equal(p.heard, 0);
    assert_string_equal(kept(&p, "attested/2026-11-20"), "one\n");
    assert_true(strlen(kept(&p, "attested/days")) > 0);
    post_close(&p);
}

/* The name of the file comes from the log. */
static void a_day_that_is_none_or_is_there_twice_is_an_alarm_and_names_no_file(void **state)
{
    struct post p;

    post_open(state, &p);
    put(&p, "../../../etc/x", "one\n");
    assert_int_equal(p.heard, 1);
    assert_int_equal(p.kinds[0], FINDING_MALFORMED);
    p.served[0] = "one\n";
    put(&p, "2026-11-20", "one\n");
    put(&p, "2026-11-20", "other\n");
    assert_int_equal(p.heard, 2);
    assert_int_equal(p.kinds[1], FINDING_ATTESTED);
    go(&p);
    assert_int_equal(p.asked, 1);
    assert_string_equal(kept(&p, "attested/2026-11-20"), "one\n");
    post_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_text_is_kept_once_with_a_list),
        cmocka_unit_test(a_wrong_text_is_an_alarm_and_not_kept),
        cmocka_unit_test(a_missing_text_is_told_once_and_asked_for_again),
        cmocka_unit_test(a_log_that_is_away_is_asked_for_one_only),
        cmocka_unit_test(what_was_altered_on_the_disk_is_fetched_again),
        cmocka_unit_test(a_day_that_is_none_or_is_there_twice_is_an_alarm_and_names_no_file),
    };

    return cmocka_run_group_tests_name("witness/texts", tests, bench_open, bench_close);
}
