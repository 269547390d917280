/*
 * leaves: goal: nothing in the raw log tells more than design.md section 4 allows. Method:
 * whatever can be reported and done, through the real actions, at random; then every leaf is
 * held against what its kind may show (shown.c). And what cannot be read from one leaf:
 * reports that differ in all that a reporter says leave the same leaves, also when nobody
 * looks at them for a month.
 */
#include "desk_fixture.h" /* first: cmocka wants its headers in an order of its own */
#include "action/log_event.h"
#include "action/post.h"
#include "action/track_report.h"
#include "base/codec.h"
#include "cli/cli.h"
#include "domain/region.h"
#include "shown.h"
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- what anybody may say ---- */

static unsigned below(unsigned n)
{
    return randombytes_uniform(n);
}

static struct day some_day(void)
{
    return below(4) ? day_of(2024, 10, 1 + (int)below(13)) : DAY_NONE;
}

static struct str some_place(const struct env *env)
{
    struct region_walk walk = region_children(env->regions, env->regency);
    struct region r = { 0 };
    unsigned steps = 1 + below(8);

    while (steps-- && region_next(&walk, &r))
        ;
    return below(3) ? r.code : STR("");
}

static struct str some_words(struct arena *arena)
{
    return arena_printf(
        arena, "Keterangan %u%.*s", below(1000000), (int)below(200),
        ". Panjang uraian tidak boleh terbaca dari luar, juga bukan urutannya, juga "
        "bukan bahasanya, dan juga bukan jumlah kata yang dipakai di dalamnya.......");
}

static void some_report(struct arena *arena, const struct env *env, struct report_form *form)
{
    report_form_init(form);
    form->mode = (enum report_mode)(1 + below(MODE_COUNT - 1));
    form->category = (enum reported_category)(1 + below(CATEGORY_COUNT - 1));
    form->acts = below(1u << ACT_COUNT) & ~1u;
    form->what = some_words(arena);
    form->occurred_on = some_day();
    form->known_on = some_day();
    form->kecamatan = some_place(env);
    form->reported = below(2) ? STR("seseorang") : STR("");
    form->role = (enum role)below(ROLE_COUNT);
    form->body = (enum body)below(BODY_COUNT);
    form->local_chief = (enum answer)below(4);
    form->institution = (enum answer)below(4);
    form->proofs = below(64);
    form->witnesses = (int)below(4) - 1;
    form->threatened = (enum answer)below(4);
    form->in_progress = (enum answer)below(4);
    form->voter_here = (enum answer)below(4);
    form->under_17 = (enum answer)below(4);
    form->standing = (enum standing)below(STANDING_COUNT);
    form->channel = (enum channel)(1 + below(CHANNEL_COUNT - 1));
    form->lang = below(2) ? STR("id") : STR("en");
    if (form->mode != MODE_ANONYMOUS)
        form->name = form->phone = STR("Warga");
}

/* Through the web, or written down by an officer at the counter. */
static struct filed file_some(struct desk_fixture *f, const struct report_form *form)
{
    const struct officer_session *by = NULL;
    struct filing *filing = NULL;
    struct filed filed = { 0 };
    struct db *tx = NULL;

    if (form->channel != CHANNEL_WEB)
        by = f->officers[1 + below(AGENCY_COUNT - 1)];
    assert_int_equal(file_report_check(&f->cx, f->env, form, STR(""), by, &filing), OK);
    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    assert_int_equal(file_report_write(&f->cx, f->env, tx, filing, &filed), OK);
    assert_int_equal(db_commit(&f->cx, tx), OK);
    return filed;
}

static void some_deed(struct desk_fixture *f, struct str number, struct str other)
{
    struct read_case *rc = ARENA_NEW(f->arena, struct read_case);
    enum agency_code who = (enum agency_code)(1 + below(AGENCY_COUNT - 1));
    enum deed deed = (enum deed)below(DEED_COUNT);
    const struct case_clock *clock;
    struct deed_findings bad;
    struct deed_plan *plan;
    struct deed_form form = {
        .text = some_words(f->arena),
        .title = STR("Judul"),
        .basis = STR("Dasar"),
        .register_number = STR("1/2024"),
        .sure = true,
        .category = (enum reported_category)(1 + below(CATEGORY_COUNT - 1)),
        .intake = (enum intake_kind)(1 + below(INTAKE_COUNT - 1)),
        .urgency = (enum urgency)(1 + below(URGENCY_COUNT - 1)),
        .formal = ANSWER_YES,
        .material = (enum answer)(1 + below(2)),
        .missing = CODE_BIT(1 + below(MISSING_COUNT - 1)),
        .authority = (enum authority)(1 + below(AUTHORITY_COUNT - 1)),
        .result = (enum result)(1 + below(RESULT_COUNT - 2)),
        .by = 1 + (int)below(2),
        .task = 1,
        .number = other,
    };

    if (desk_read(f, who, number, rc) != OK || !deed_possible(&rc->head.state, deed))
        return;
    form.authorities = CODE_BIT(form.authority);
    if (rc->head.state.referrals_len)
        form.authority =
            rc->head.state.referrals[below((unsigned)rc->head.state.referrals_len)].authority;
    if (rc->head.state.clocks_len) {
        clock = &rc->head.state.clocks[below((unsigned)rc->head.state.clocks_len)];
        form.clock = clock->name;
        if (deed == DEED_EXTEND || deed == DEED_PAUSE || deed == DEED_RESUME)
            form.authority = clock->authority;
    }
    plan = desk_plan(f, who, number, deed, form, &bad);
    if (plan)
        desk_write(f, plan);
}

static void some_words_of_the_reporter(struct desk_fixture *f, struct str code)
{
    static const enum event_kind kinds[] = { EVENT_MESSAGE_RECEIVED, EVENT_REPORT_SUPPLEMENTED,
                                             EVENT_REPORT_WITHDRAWN };
    struct tell tell = { .kind = kinds[below(8) ? below(2) : 2],
                         .text = some_words(f->arena),
                         .pressured = (enum answer)(1 + below(2)) };
    struct report_form changes;
    struct telling *telling;
    struct db *tx = NULL;
    struct come_back in;
    int64_t index;

    some_report(f->arena, f->env, &changes);
    if (tell.kind == EVENT_REPORT_SUPPLEMENTED)
        tell.changes = &changes;
    assert_int_equal(come_back_check(&f->cx, f->env, f->db, code, &in), OK);
    if (tell_check(&f->cx, f->env, f->db, &in.reporter, &tell, &telling) != OK)
        return; /* withdrawn already, say */
    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    assert_int_equal(tell_write(&f->cx, f->env, tx, telling, &index), OK);
    assert_int_equal(db_commit(&f->cx, tx), OK);
}

static void keep_log_events(struct desk_fixture *f)
{
    const struct rules_in_force rules = { .name = STR("pilkada-2024") };
    struct db *tx = NULL;
    bool added = false;

    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    assert_int_equal(log_events_keep(&f->cx, f->env, tx, &rules, 1, &added), OK);
    assert_int_equal(db_commit(&f->cx, tx), OK);
}

/* ---- the tests ---- */

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

/* A report, and what people do to it and to earlier ones. */
static void one_more(struct desk_fixture *f, struct filed *cases, size_t n)
{
    enum { DEEDS = 30 };
    struct report_form form;

    some_report(f->arena, f->env, &form);
    cases[n] = file_some(f, &form);
    for (size_t i = 0; i < DEEDS; i++) {
        size_t which = below((unsigned)n + 1);

        some_deed(f, cases[which].number, cases[below((unsigned)n + 1)].number);
        if (below(6) == 0)
            some_words_of_the_reporter(f, cases[which].code);
        f->cx.now_us += below(90) * INT64_C(60000000);
    }
    desk_miss(f);
    keep_log_events(f);
    if (n < 4 || n % 9 == 0) /* at every n: small logs are where a person stands out */
        leaves_allowed(&f->cx, f->env, f->db);
}

static void whatever_is_reported_and_done_every_leaf_shows_what_is_allowed(void **state)
{
    enum { CASES = 81 };
    struct desk_fixture *f = *state;
    struct arena *whole = f->arena;
    struct filed cases[CASES];
    struct leaves all;

    for (size_t n = 0; n < CASES; n++) {
        f->arena = f->cx.arena = arena_new(256u << 20);
        one_more(f, cases, n);
        cases[n].code = arena_copy(whole, cases[n].code);
        cases[n].number = arena_copy(whole, cases[n].number);
        arena_free(f->arena);
        f->arena = f->cx.arena = whole;
    }
    all = leaves_all(&f->cx, f->env, f->db);
    assert_true(leaves_kinds(&all) >= 24); /* else little was tried */
}

/* The leaves of a case from `from` on, without what is random and what counts. */
static struct str shape(struct arena *arena, const struct leaves *all, struct case_id id)
{
    struct str tag = hex_of(arena, (struct bytes){ id.b, sizeof id.b }), rest, at;
    struct buf b = buf_in(arena, 100000);

    for (size_t i = 0; i < all->len; i++) {
        if (!str_eq(leaf_line(all->at[i], "case "), tag))
            continue;
        rest = all->at[i];
        while (str_cut(&rest, '\n', &at))
            if (!str_starts(at, STR("case ")) && !str_starts(at, STR("prev "))
                && !str_starts(at, STR("commit "))) {
                buf_str(&b, at);
                buf_char(&b, '\n');
            }
    }
    return buf_end(&b);
}

/* Differing in everything that a reporter says; each pair also the other way round. */
static void opposites(struct report_form *a, struct report_form *b)
{
    report_form_init(a);
    report_form_init(b);
    a->mode = MODE_ANONYMOUS;
    b->mode = MODE_NAMED;
    b->name = b->phone = b->address = STR("Warga");
    a->category = CATEGORY_TNI;
    b->category = CATEGORY_ASN;
    a->acts = CODE_BIT(ACT_FASILITAS_NEGARA);
    b->acts = CODE_BIT(ACT_MEDSOS_DUKUNGAN);
    a->what = STR("Ada.");
    b->what = STR("Seorang pegawai mengunggah dukungan. Tangkapan layarnya saya simpan di rumah.");
    b->occurred_on = day_of(2024, 10, 12);
    b->known_on = day_of(2024, 10, 13);
    b->kecamatan = STR("33.20.05");
    a->role = ROLE_ANGGOTA;
    b->role = ROLE_STAF;
    b->reported = STR("pegawai dinas");
    b->proofs = PROOF_PHOTO;
    b->witnesses = 3;
    a->threatened = a->in_progress = ANSWER_YES;
    b->threatened = b->in_progress = ANSWER_NO;
    b->voter_here = ANSWER_YES;
    b->standing = STANDING_PEMILIH;
    a->channel = CHANNEL_WALK_IN;
    b->channel = CHANNEL_WEB;
    a->lang = STR("en");
    b->lang = STR("id");
}

static void expect_same_shape(struct desk_fixture *f, const struct filed *a, const struct filed *b)
{
    struct leaves all = leaves_all(&f->cx, f->env, f->db);
    struct str one = shape(f->arena, &all, a->id), two = shape(f->arena, &all, b->id);

    assert_true(one.len > 0);
    if (!str_eq(one, two))
        fail_msg("one can be told from the other:\n%.*s-- and\n%.*s", STR_FMT(one), STR_FMT(two));
}

static void reports_that_differ_in_everything_leave_equal_leaves(void **state)
{
    struct desk_fixture *f = *state;
    struct report_form one, two;
    struct filed a, b;

    f->cx.now_us = DESK_NOW + 40 * DAY_US;
    opposites(&one, &two);
    a = file_some(f, &one);
    f->cx.now_us += 10 * HOUR_US; /* the same day, morning and evening */
    b = file_some(f, &two);
    expect_same_shape(f, &a, &b);
}

/* Which clocks run depends on what was said: 24 hours for a soldier, seven days where the
 * reporter has no name. That one of them is over must not tell which it was. */
static void nobody_looks_for_a_month_and_the_log_tells_no_difference(void **state)
{
    struct desk_fixture *f = *state;
    struct report_form one, two;
    struct filed a, b;

    opposites(&one, &two);
    a = file_some(f, &one);
    b = file_some(f, &two);
    for (int hour = 0; hour < 30 * 24; hour++) {
        f->cx.now_us += HOUR_US;
        desk_miss(f);
        if (hour % 24 == 0)
            expect_same_shape(f, &a, &b);
    }
    expect_same_shape(f, &a, &b);
}

static void what_a_reporter_adds_looks_alike_too(void **state)
{
    struct desk_fixture *f = *state;
    struct report_form one, two;
    struct filed a, b;

    opposites(&one, &two);
    a = file_some(f, &one);
    b = file_some(f, &two);
    for (int i = 0; i < 2; i++) {
        const struct filed *who = i ? &b : &a;
        struct tell tell = { .kind = EVENT_MESSAGE_RECEIVED,
                             .text = i ? STR("Ya.") : some_words(f->arena) };
        struct telling *telling;
        struct db *tx = NULL;
        struct come_back in;
        int64_t index;

        assert_int_equal(come_back_check(&f->cx, f->env, f->db, who->code, &in), OK);
        assert_int_equal(tell_check(&f->cx, f->env, f->db, &in.reporter, &tell, &telling), OK);
        assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
        assert_int_equal(tell_write(&f->cx, f->env, tx, telling, &index), OK);
        assert_int_equal(db_commit(&f->cx, tx), OK);
    }
    expect_same_shape(f, &a, &b);
}

/* The command prints for people; a test's output is TAP. */
static int demo_quietly(char *dir)
{
    char *argv[] = { "posko", "demo", dir, "--cases", "72" };
    int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY);
    int status;

    fflush(stdout);
    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    status = cli_main(COUNT_OF(argv), argv);
    fflush(stdout);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    close(out);
    close(err);
    close(null);
    return status;
}

static void every_leaf_of_the_invented_post_shows_what_is_allowed(void **state)
{
    struct desk_fixture *f = *state;
    struct settings settings;
    struct carried carried;
    char dir[64], command[100];
    struct env *env;
    struct db *db;

    snprintf(dir, sizeof dir, "/tmp/posko-leaves-XXXXXX");
    assert_non_null(mkdtemp(dir));
    assert_int_equal(demo_quietly(dir), EXIT_FINE);
    f->cx = cx_system(f->arena);
    assert_int_equal(cli_carried(&f->cx, dir, &carried), OK);
    assert_int_equal(post_open(&f->cx, dir, DB_READ, &carried, &db, &settings, &env), OK);
    assert_true(leaves_allowed(&f->cx, env, db) > 200);
    db_close(&db);
    snprintf(command, sizeof command, "rm -r -- %s", dir);
    assert_int_equal(system(command), 0);
}

/* The log's signer is a process made of this same program: that is what it must be then. */
int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_is_reported_and_done_every_leaf_shows_what_is_allowed),
        cmocka_unit_test(reports_that_differ_in_everything_leave_equal_leaves),
        cmocka_unit_test(nobody_looks_for_a_month_and_the_log_tells_no_difference),
        cmocka_unit_test(what_a_reporter_adds_looks_alike_too),
        cmocka_unit_test(every_leaf_of_the_invented_post_shows_what_is_allowed),
    };
    return argc > 1 ? cli_main(argc, argv) : cmocka_run_group_tests(tests, start, stop);
}
