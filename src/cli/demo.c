/*
 * demo: `posko demo DIR`: a believable post. Everything is done through the same
 * actions a person uses, with the clock set to the moment it would have happened,
 * in the order of time; nothing is written past them.
 */
#include "action/sign_in.h"
#include "action/file_report.h"
#include "action/ledger.h"
#include "action/miss_deadlines.h"
#include "action/people.h"
#include "action/track_report.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/demo_calendar.h"
#include "cli/demo_cases.h"
#include "cli/demo_custody.h"
#include "cli/demo_numbers.h"
#include "cli/demo_roster.h"
#include "cli/demo_watch.h"
#include "domain/region.h"
#include "vault/totp.h"
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define ARENA_MAX (256u << 20)
#define CASES 150
#define CASES_MAX 20000
#define STEPS_MAX 10
#define PASSWORD "jaga-netral-sampai-pagi"
#define OFFICERS_MAX_SHOWN 40
#define CLOCK_EVERY_US (2 * HOUR_US)
/* The demo signs in with the digits before the present ones, which stay for the reader's use. */
#define TOTP_STEP_US (INT64_C(30) * 1000000)

/* One thing to be done at one moment. step 0 is the filing itself. */
struct moment {
    int64_t at_us;
    size_t of; /* which case */
    size_t step;
};

struct play {
    struct cx cx; /* for what lasts: officers, cases */
    struct db *db;
    struct env *env;
    int64_t now_us;
    const struct officer_session *officers[OFFICERS_MAX_SHOWN];
    struct demo_made *cases;
    size_t cases_len;
    struct moment *moments;
    size_t moments_len;
    struct region kecamatan[40];
    size_t kecamatan_len;
};

/* ---- officers ---- */

/* The same secret each time, so that `--codes` needs no file of secrets. */
static void demo_totp(struct str login, struct totp_secret *out)
{
    crypto_generichash(out->b, sizeof out->b, (const uint8_t *)login.at, login.len,
                       (const uint8_t *)"posko demo", 10);
}

/* By the agency's head; who needs no keys, by whoever set the post up. */
static enum err colleague_make(struct play *p, enum agency_code agency, const struct str *head,
                               const struct new_officer *o)
{
    struct people_by by = { .scope = PEOPLE_TERMINAL };
    struct person_ask ask = { .deed = PERSON_ADD, .new = o };
    struct person_plan *plan;

    for (size_t i = 0; i < p->env->agencies_len; i++)
        if (p->env->agencies[i].code == agency)
            ask.agency = &p->env->agencies[i];
    if (roles_need_keys(o->roles))
        TRY(people_by_password(&p->cx, p->env, p->db, *head, STR(PASSWORD), &by));
    return people_do(&p->cx, p->env, p->db, &by, &ask, &plan);
}

static enum err officers_make(struct play *p)
{
    struct str head = STR("");

    for (size_t i = 0; i < demo_officers_len; i++) {
        const struct demo_officer *d = &demo_officers[i];
        struct totp_secret secret;
        struct officer_slip slip;
        struct new_officer o = { .login = str_of(d->login),
                                 .name = str_of(d->name),
                                 .password = STR(PASSWORD),
                                 .roles = d->roles };

        demo_totp(o.login, &secret);
        o.totp_secret = totp_text(p->cx.arena, &secret);
        if (i == 0 || (demo_officers[i - 1].agency != d->agency && roles_need_keys(d->roles))) {
            head = o.login;
            TRY(agency_add(&p->cx, p->env, p->db, d->agency, agency_usual_name(d->agency), &o,
                           &slip));
        } else {
            TRY(colleague_make(p, d->agency, &head, &o));
        }
    }
    return OK;
}

/* The post was there before its first report: dates in the log do not go back. */
static enum err officers_make_then(struct play *p)
{
    enum err err;

    if (p->moments_len)
        p->cx.now_us = p->moments[0].at_us - HOUR_US;
    err = officers_make(p);
    p->cx.now_us = p->now_us;
    return err;
}

static struct str totp_now(struct arena *arena, struct str login, int64_t now_us)
{
    struct totp_secret secret;
    uint32_t value;

    demo_totp(login, &secret);
    value = totp_value(TOTP_SHA1, (struct bytes){ secret.b, sizeof secret.b },
                       (uint64_t)(now_us / 1000000 / TOTP_PERIOD_S), TOTP_DIGITS);
    return arena_printf(arena, "%06u", value);
}

static enum err officers_sign_in(struct play *p)
{
    for (size_t i = 0; i < demo_officers_len; i++) {
        struct str login = str_of(demo_officers[i].login);
        struct sign_in_typed typed = {
            .login = login,
            .password = STR(PASSWORD),
            .second = totp_now(p->cx.arena, login, p->cx.now_us - TOTP_STEP_US),
            .known = STR(""),
        };
        struct sign_in in;

        TRY(sign_in_check(&p->cx, p->env, p->db, &typed, &in));
        TRY(sign_in_write(&p->cx, p->env, p->db, &in));
        TRY(officer_session_open(&p->cx, p->env, p->db, in.token, &p->officers[i], NULL));
        TRY(session_end(&p->cx, p->db, in.token));
    }
    return OK;
}

static const struct officer_session *officer_of(const struct play *p, enum agency_code agency,
                                                size_t n)
{
    for (size_t i = 0; i < demo_officers_len; i++)
        if (demo_officers[i].agency == agency)
            return p->officers[i + n % 2]; /* the third of each may be a duty officer */
    return p->officers[0];
}

/* Bawaslu leads most cases; another agency where Bawaslu itself is the reported one. */
static const struct officer_session *lead_of(const struct play *p, size_t of)
{
    const struct demo_story *s = &demo_stories[of % demo_stories_len];
    bool bawaslu_out = s->body == BODY_PANWASCAM;
    enum agency_code agency = bawaslu_out                                  ? AGENCY_KPU
                              : of % 5 == 3 && s->category != CATEGORY_TNI ? AGENCY_PROVOS_TNI
                                                                           : AGENCY_BAWASLU;

    return officer_of(p, agency, of);
}

/* ---- what happens ---- */

static void form_fill(const struct play *p, size_t of, int64_t filed_us, struct report_form *f)
{
    const struct demo_story *s = &demo_stories[of % demo_stories_len];
    const struct demo_path *path = &demo_paths[of % demo_paths_len];
    struct day filed = day_at(filed_us, p->env->zone_minutes);
    int happened = of % 23 == 5 ? 9 : (int)(of % 4); /* days before; 9: late for Bawaslu */

    report_form_init(f);
    f->mode = path->mode;
    f->channel = path->channel;
    f->category = s->category;
    f->acts = CODE_BIT(s->act);
    f->role = s->role;
    f->body = s->body;
    f->what = str_of(s->what);
    f->reported = str_of(s->reported);
    f->place_detail = str_of(s->place);
    f->occurred_on = day_add(filed, -happened);
    f->known_on = day_add(filed, -(int)(of % 23 == 5 ? 8 : of % 2 ? happened : 0));
    /* half of all from two places: numbers by place are told only from five on */
    f->kecamatan = p->kecamatan[(of % 2 ? of * 7 : of / 2 % 2) % p->kecamatan_len].code;
    f->proofs = of % 3 == 0 ? PROOF_PHOTO : of % 3 == 1 ? PROOF_VIDEO | PROOF_PHOTO : 0;
    f->witnesses = (int)(of % 4);
    f->threatened = of % 17 == 4 ? ANSWER_YES : ANSWER_NO;
    f->lang = STR("id");
    if (path->mode == MODE_ANONYMOUS)
        return;
    f->name = STR("Pelapor Peragaan");
    f->phone = STR("0812 0000 0000");
    f->address = STR("RT 1 RW 1");
    f->voter_here = ANSWER_YES;
    f->standing = STANDING_PEMILIH;
}

static enum err file_one(struct play *p, struct cx *cx, size_t of)
{
    const struct demo_path *path = &demo_paths[of % demo_paths_len];
    struct demo_made *m = &p->cases[of];
    struct report_form form;
    struct filing *filing;
    struct filed filed;

    form_fill(p, of, cx->now_us, &form);
    TRY(file_report_check(cx, p->env, &form, STR(""),
                          path->channel == CHANNEL_WEB ? NULL : lead_of(p, of), &filing));
    TRY(file_report_write(cx, p->env, p->db, filing, &filed));
    m->id = filed.id;
    m->number = arena_copy(p->cx.arena, filed.number);
    m->code = arena_copy(p->cx.arena, filed.code);
    m->filed = true;
    return m->code.at ? OK : FAIL(cx, ERR_TOO_LARGE, "demo cases");
}

static enum err reporter_one(struct play *p, struct cx *cx, const struct demo_made *m,
                             const struct demo_step *step)
{
    const struct tell tell = {
        .kind = step->withdraws ? EVENT_REPORT_WITHDRAWN : EVENT_MESSAGE_RECEIVED,
        .text = str_of(step->text),
        .pressured = ANSWER_NO,
    };
    struct telling *telling;
    struct come_back back;
    int64_t index;

    TRY(come_back_check(cx, p->env, p->db, m->code, &back));
    TRY(tell_check(cx, p->env, p->db, &back.reporter, &tell, &telling));
    return tell_write(cx, p->env, p->db, telling, &index);
}

/* Where the rules send it beyond Bawaslu, which has a step of its own. */
static unsigned other_bodies(const struct read_case *c)
{
    const json_t *routes = json_object_get(c->findings, "routes");
    unsigned found = 0;

    for (size_t i = 0; i < json_array_size(routes); i++) {
        enum authority a;

        if (authority_parse(json_text(json_array_get(routes, i), "authority"), &a)
            && a != AUTHORITY_BAWASLU_KABKOTA && a != AUTHORITY_POSKO_TRIAGE
            && a != AUTHORITY_POSKO_ANSWER)
            found |= CODE_BIT(a);
    }
    return found ? found : CODE_BIT(AUTHORITY_BAWASLU_PROV);
}

static void deed_fill(const struct read_case *c, const struct demo_step *step,
                      const struct officer_session *by, struct deed_form *f)
{
    *f = (struct deed_form){
        .seen = c->head.state.events,
        .text = str_of(step->text),
        .title = c->title,
        .basis = STR("Saran aturan"),
        .number = STR("012/PL/PB/Kab/14.20/XI/2026"),
        .register_number = STR("012/Reg/LP/PB/Kab/14.20/XI/2026"),
        .sure = true,
        .category = c->report.category,
        .intake = c->head.state.intake,
        .urgency = c->head.state.urgency,
        .formal = ANSWER_YES,
        .material = ANSWER_YES,
        .missing = c->head.state.missing,
        .authority = step->to,
        .result = step->result,
        .authorities = step->to ? CODE_BIT(step->to) : other_bodies(c),
        .on = DAY_NONE,
        .clock = CLOCK_HANDLING_3,
        .by = 2,
        .task = 1,
    };
    if (step->deed == DEED_ASK && f->missing == 0)
        f->missing = CODE_BIT(MISSING_BUKTI);
}

static enum err officer_one(struct play *p, struct cx *cx, size_t of, const struct demo_step *step)
{
    const struct officer_session *by = lead_of(p, of);
    struct deed_findings bad = { .len = 0 };
    struct deed_plan *plan = NULL;
    struct read_case *c = ARENA_NEW(cx->arena, struct read_case);
    struct deed_form form;

    if (!c)
        return FAIL(cx, ERR_TOO_LARGE, "demo case");
    TRY(read_case(cx, p->env, p->db, by, p->cases[of].number, c));
    deed_fill(c, step, by, &form);
    TRY(deed_check(cx, p->env, p->db, by, c, step->deed, &form, &plan, &bad));
    if (!plan)
        return FAIL(cx, ERR_INVALID, "story %zu on \"%s\": deed %d is refused: %s fault %d",
                    of % demo_stories_len, demo_paths[of % demo_paths_len].name, step->deed,
                    bad.len ? bad.at[0].field : "?", bad.len ? (int)bad.at[0].fault : 0);
    return deed_write(cx, p->env, p->db, plan);
}

static enum err moment_play(struct play *p, const struct moment *m)
{
    struct arena *arena = arena_new(8u << 20);
    struct cx cx = { .arena = arena, .now_us = m->at_us, .random = p->cx.random };
    const struct demo_step *step =
        &demo_paths[m->of % demo_paths_len].steps[m->step ? m->step - 1 : 0];
    enum err err;

    if (!arena)
        return FAIL(&p->cx, ERR_TOO_LARGE, "memory");
    if (m->step == 0)
        err = file_one(p, &cx, m->of);
    else if (step->deed == DEED_COUNT)
        err = reporter_one(p, &cx, &p->cases[m->of], step);
    else
        err = officer_one(p, &cx, m->of, step);
    p->cx.note = err == OK ? p->cx.note : cx.note;
    arena_free(arena);
    return err;
}

/* ---- in the order of time ---- */

static int by_time(const void *a, const void *b)
{
    const struct moment *x = a, *y = b;

    if (x->at_us != y->at_us)
        return x->at_us < y->at_us ? -1 : 1;
    return x->of != y->of ? (x->of < y->of ? -1 : 1) : (x->step > y->step) - (x->step < y->step);
}

static enum err moments_plan(struct play *p)
{
    p->cases = ARENA_ARRAY(p->cx.arena, struct demo_made, p->cases_len);
    p->moments = ARENA_ARRAY(p->cx.arena, struct moment, p->cases_len * STEPS_MAX);
    if (!p->cases || !p->moments)
        return FAIL(&p->cx, ERR_TOO_LARGE, "demo moments");
    for (size_t of = 0; of < p->cases_len; of++) {
        const struct demo_path *path = &demo_paths[of % demo_paths_len];
        int64_t spread = (int64_t)(of * 2654435761u % 97) * HOUR_US / 8
                         + (int64_t)(of / demo_paths_len) * HOUR_US;
        int64_t filed =
            p->now_us - path->age_hours * HOUR_US - spread % (path->age_hours * HOUR_US / 3);

        p->moments[p->moments_len++] = (struct moment){ filed, of, 0 };
        for (size_t s = 0; s < COUNT_OF(path->steps) && path->steps[s].hours; s++)
            if (filed + path->steps[s].hours * HOUR_US < p->now_us)
                p->moments[p->moments_len++] =
                    (struct moment){ filed + path->steps[s].hours * HOUR_US, of, s + 1 };
    }
    qsort(p->moments, p->moments_len, sizeof *p->moments, by_time);
    return OK;
}

static enum err clock_turn(struct play *p, int64_t at_us)
{
    struct arena *arena = arena_new(16u << 20);
    struct cx cx = { .arena = arena, .now_us = at_us, .random = p->cx.random };
    size_t count = 0;
    enum err err = arena ? miss_deadlines_run(&cx, p->env, p->db, 500, &count) : ERR_TOO_LARGE;

    if (err == OK)
        err = demo_numbers_turn(&cx, p->env, p->db, p->officers, demo_officers_len, p->now_us);
    if (err == OK)
        err = demo_watch_turn(&cx, p->env, p->db, p->officers, demo_officers_len, p->now_us);
    p->cx.note = err == OK ? p->cx.note : cx.note;
    arena_free(arena);
    return err;
}

static enum err play_all(struct play *p)
{
    int64_t clock_us = p->moments_len ? p->moments[0].at_us : p->now_us;

    for (size_t i = 0; i < p->moments_len; i++) {
        for (; clock_us < p->moments[i].at_us; clock_us += CLOCK_EVERY_US)
            TRY(clock_turn(p, clock_us));
        TRY(moment_play(p, &p->moments[i]));
        if (i % 100 == 99)
            fprintf(stderr, "\r%zu of %zu events", i + 1, p->moments_len);
    }
    fputs("\r", stderr);
    return clock_turn(p, p->now_us);
}

/* ---- the command ---- */

static void officer_print(const struct demo_officer *d)
{
    const char *between = "";

    printf("  %-14s %-12s %-16s ", d->login, agency_usual_name(d->agency).at, d->name);
    for (enum officer_role r = 0; r < OFFICER_ROLE_COUNT; r++)
        if (d->roles & ROLE_BIT(r)) {
            printf("%s%s", between, officer_role_name(r));
            between = ", ";
        }
    putchar('\n');
}

static void officers_print(const char *dir)
{
    printf("\nOfficers (password for all: %s)\n", PASSWORD);
    for (size_t i = 0; i < demo_officers_len; i++)
        officer_print(&demo_officers[i]);
    printf("The six digits for signing in now:  build/posko demo %s --codes\n", dir);
}

static void codes_print(struct arena *arena)
{
    for (size_t i = 0; i < demo_officers_len; i++)
        printf("%-14s %.*s\n", demo_officers[i].login,
               STR_FMT(totp_now(arena, str_of(demo_officers[i].login), system_now_us())));
}

static void tries_print(const struct play *p)
{
    puts("\nTry a reporter's side at /cek with one of these codes:");
    for (size_t of = 0; of < p->cases_len && of < demo_paths_len; of++)
        if (p->cases[of].filed && (of == 5 || of == 8 || of == 12))
            printf("  %.*s   %.*s (%s)\n", STR_FMT(p->cases[of].code), STR_FMT(p->cases[of].number),
                   demo_paths[of].name);
}

static enum err demo_run(struct play *p, const char *dir)
{
    AUTO(db_close) struct db *db = NULL;
    AUTO(db_end) struct db *tx = NULL;
    AUTO(ledger_close) struct ledger *ledger = NULL;
    struct settings settings;
    struct carried carried;
    struct region_walk walk;

    TRY(cli_carried(&p->cx, NULL, &carried));
    TRY(post_create(&p->cx, dir, STR("post.phone = (0291) 555-148\n"), &carried));
    TRY(demo_calendar_write(&p->cx, dir, day_at(p->now_us, ZONE_WIB)));
    TRY(cli_carried(&p->cx, dir, &carried));
    TRY(post_open(&p->cx, dir, DB_WRITE, &carried, &db, &settings, &p->env));
    p->db = db;
    walk = region_children(p->env->regions, p->env->regency);
    while (p->kecamatan_len < COUNT_OF(p->kecamatan)
           && region_next(&walk, &p->kecamatan[p->kecamatan_len]))
        p->kecamatan_len++;
    TRY(moments_plan(p));
    TRY(officers_make_then(p));
    TRY(ledger_open(&p->cx, p->env, db, NULL, &ledger));
    TRY(db_begin(&p->cx, db, &tx));
    TRY(officers_sign_in(p));
    TRY(play_all(p));
    TRY(ledger_end(ledger, &p->cx, tx));
    TRY(db_commit(&p->cx, tx));
    TRY(ledger_settle(ledger, &p->cx, true));
    TRY(demo_custody(&(struct demo_custody){ &p->cx, p->env, db, p->officers, demo_officers_len,
                                             p->cases, p->cases_len },
                     ledger));
    TRY(demo_roster(&p->cx, p->env, db));
    printf("%.*s: %zu invented cases, %zu events, in %s\n", STR_FMT(p->env->post_name),
           p->cases_len, p->moments_len, dir);
    officers_print(dir);
    tries_print(p);
    return OK;
}

int cmd_demo(int argc, char **argv)
{
    struct option options[] = { { "--codes", false, NULL }, { "--cases", true, NULL } };
    struct arena *arena = arena_new(ARENA_MAX);
    struct play play = { .cx = cx_system(arena), .cases_len = CASES };
    struct words words;
    uint64_t cases = CASES;
    enum err err = OK;

    if (!cli_words(argc, argv, options, COUNT_OF(options), 1, 1, &words))
        return EXIT_MISUSE;
    if (options[1].given && (!str_to_u64(str_of(options[1].given), &cases) || cases > CASES_MAX)) {
        fprintf(stderr, "posko demo: --cases takes a number up to %d\n", CASES_MAX);
        return EXIT_MISUSE;
    }
    play.now_us = play.cx.now_us;
    play.cases_len = cases;
    if (options[0].given)
        codes_print(arena);
    else
        err = demo_run(&play, words.at[0]);
    arena_free(arena);
    return err == OK ? EXIT_FINE : cli_fail(&play.cx, err);
}
