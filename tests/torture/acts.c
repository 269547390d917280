/* acts: see the header. */
#include "acts.h"
#include "action/draft.h"
#include "action/people.h"
#include "action/post.h"
#include "action/tidy_up.h"
#include "action/track_report.h"

static enum err begin(struct desk_fixture *f, struct db **tx)
{
    return db_begin(&f->cx, f->db, tx);
}

#define WRITTEN(f, call)                          \
    do {                                          \
        AUTO(db_end) struct db *tx = NULL;        \
        disk_fails_from_here();                   \
        TRY(begin((f), &tx));                     \
        TRY(db_mark(&(f)->cx, tx));               \
        TRY(call);                                \
        TRY(db_mark_keep(&(f)->cx, tx));          \
        return db_commit(&(f)->cx, tx);           \
    } while (0)

static enum err file_as(struct desk_fixture *f, enum report_mode mode)
{
    struct filing *filing;
    struct report_form form;
    struct filed filed;

    desk_form(&form);
    form.mode = mode;
    if (mode != MODE_ANONYMOUS)
        form.name = form.phone = STR("Warga");
    TRY(file_report_check(&f->cx, f->env, &form, STR("api kunci\nisi"), NULL, &filing));
    WRITTEN(f, file_report_write(&f->cx, f->env, tx, filing, &filed));
}

static enum err run_file(struct desk_fixture *f, const struct deed_case *d)
{
    return file_as(f, (enum report_mode)d->at);
}

static enum err run_deed(struct desk_fixture *f, const struct deed_case *d)
{
    struct deed_findings bad = { .len = 0 };
    struct deed_form form = d->form;
    struct str number = world.cases[d->at].number;
    struct deed_plan *todo;

    if (d->deed == DEED_REVIEW)
        form = desk_review(f, number);
    if (d->deed == DEED_MERGE)
        form.number = world.cases[OTHER].number;
    todo = desk_plan(f, AGENCY_BAWASLU, number, d->deed, form, &bad);
    if (!todo)
        fail_msg("deed %d: field %s, fault %d", (int)d->deed, bad.at[0].field,
                 (int)bad.at[0].fault);
    WRITTEN(f, deed_write(&f->cx, f->env, tx, todo));
}

enum err reporter_of(struct desk_fixture *f, int n, struct come_back *out)
{
    return come_back_check(&f->cx, f->env, f->db, world.cases[n].code, out);
}

static enum err run_tell(struct desk_fixture *f, const struct deed_case *d)
{
    const enum event_kind kind = (enum event_kind)d->at;
    struct report_form changes;
    struct tell tell = { .kind = kind, .text = STR("Tambahan dari pelapor."),
                         .pressured = ANSWER_YES };
    struct telling *telling;
    struct come_back in;
    int64_t index;

    desk_form(&changes);
    changes.witnesses = 2;
    if (kind == EVENT_REPORT_SUPPLEMENTED)
        tell.changes = &changes;
    TRY(reporter_of(f, RECEIVED, &in));
    TRY(tell_check(&f->cx, f->env, f->db, &in.reporter, &tell, &telling));
    WRITTEN(f, tell_write(&f->cx, f->env, tx, telling, &index));
}

static enum err run_come_back(struct desk_fixture *f, const struct deed_case *d)
{
    struct come_back in;

    (void)d;
    TRY(reporter_of(f, RECEIVED, &in));
    WRITTEN(f, come_back_write(&f->cx, f->env, tx, &in));
}

/* at: 1 lets him in, 0 counts a failed try. (The check is Argon2id, and writes nothing.) */
static enum err run_sign_in(struct desk_fixture *f, const struct deed_case *d)
{
    static const uint8_t blob[64];
    struct sign_in in = { .fine = d->at == 1, .officer = f->officers[AGENCY_KPU]->id,
                          .use = { .factor = FACTOR_TOTP,
                                   .totp_step = f->cx.now_us / 30000000 + 2 },
                          .door = { .key = { 5 } }, .session = { { 7 } },
                          .blob = { blob, sizeof blob } };

    WRITTEN(f, sign_in_write(&f->cx, f->env, tx, &in));
}

static enum err run_draft_save(struct desk_fixture *f, const struct deed_case *d)
{
    struct draft_save *save;
    struct report_form form;

    (void)d;
    desk_form(&form);
    TRY(draft_save_check(&f->cx, f->env, draft_token_new(&f->cx), &form, &save));
    WRITTEN(f, draft_save_write(&f->cx, f->env, tx, save));
}

static enum err run_draft_drop(struct desk_fixture *f, const struct deed_case *d)
{
    (void)d;
    WRITTEN(f, draft_drop_write(&f->cx, tx, world.draft_token));
}

static enum err run_touch(struct desk_fixture *f, const struct deed_case *d)
{
    (void)d;
    f->cx.now_us += 5 * INT64_C(60000000);
    WRITTEN(f, session_touch(&f->cx, tx, world.reporter_token));
}

static enum err run_end(struct desk_fixture *f, const struct deed_case *d)
{
    (void)d;
    WRITTEN(f, session_end(&f->cx, tx, world.reporter_token));
}

static enum err run_grant_cache(struct desk_fixture *f, const struct deed_case *d)
{
    const struct officer_session *who = f->officers[AGENCY_PROVOS_TNI];
    struct case_id id = world.cases[d->at].id;
    struct secret32 secret;
    bool slow = false;

    TRY(case_secret_open(&f->cx, f->env, f->db, who, id, &secret, &slow));
    assert_true(slow);
    WRITTEN(f, case_grant_cache_write(&f->cx, tx, who, id, &secret));
}

static enum err run_list_cache(struct desk_fixture *f, const struct deed_case *d)
{
    const struct officer_session *who = f->officers[AGENCY_PROVOS_TNI];
    struct list_ask ask = { .tab = DESK_ALL };
    struct list_page page;

    (void)d;
    TRY(list_cases(&f->cx, f->env, f->db, who, &ask, &page));
    assert_true(page.cache_len > 0);
    WRITTEN(f, list_cache_keep(&f->cx, tx, who->of->id, &page.cache[0]));
}

static enum err run_miss(struct desk_fixture *f, const struct deed_case *d)
{
    size_t count = 0;

    (void)d;
    f->cx.now_us += 3 * INT64_C(86400000000);
    WRITTEN(f, miss_deadlines_run(&f->cx, f->env, tx, 1, &count));
}

static enum err run_tidy(struct desk_fixture *f, const struct deed_case *d)
{
    (void)d;
    f->cx.now_us += 2 * INT64_C(86400000000);
    WRITTEN(f, tidy_up(&f->cx, tx));
}

/* A colleague comes first: an agency's last officer is not let go. */
static enum err run_disable(struct desk_fixture *f, const struct deed_case *d)
{
    const struct people_by terminal = { .scope = PEOPLE_TERMINAL };
    const struct person_ask end = { .deed = PERSON_END, .login = STR("petugas.3") };
    const struct new_officer colleague = { .login = STR("petugas.3b"),
                                           .name = STR("Petugas Kedua"),
                                           .password = STR(DESK_PASSWORD),
                                           .roles = OFFICER_ROLES_FIRST };
    struct person_plan *plan;
    struct officer_slip slip;

    (void)d;
    TRY(officer_add(&f->cx, f->env, f->db, STR("petugas.3"), STR(DESK_PASSWORD), &colleague,
                    &slip));
    disk_fails_from_here();
    return people_do(&f->cx, f->env, f->db, &terminal, &end, &plan);
}

#define EVENTS "SELECT count(*) FROM case_event"
#define BKN CODE_BIT(AUTHORITY_BKN)
#define DEED(what, where, ...) \
    { #what, EVENTS, run_deed, { what, where, { .text = STR("Teks."), __VA_ARGS__ } } }
#define PLAIN(what, sql, fn, n) { what, sql, fn, { .at = (n) } }

const struct scenario scenarios[] = {
    PLAIN("file, anonymous", EVENTS, run_file, MODE_ANONYMOUS),
    PLAIN("file, confidential", EVENTS, run_file, MODE_CONFIDENTIAL),
    PLAIN("file, named", EVENTS, run_file, MODE_NAMED),
    DEED(DEED_NOTE, RECEIVED, .by = 0),
    DEED(DEED_MESSAGE, RECEIVED, .by = 0),
    DEED(DEED_TAKE, RECEIVED, .by = 0),
    DEED(DEED_REVIEW, RECEIVED, .by = 0),
    DEED(DEED_ASK, RECEIVED, .missing = CODE_BIT(MISSING_BUKTI)),
    DEED(DEED_REGISTER, REVIEWED, .register_number = STR("1/aneh"), .sure = true),
    DEED(DEED_FINDING, REVIEWED, .by = 0),
    DEED(DEED_REFER, REVIEWED, .authorities = BKN | CODE_BIT(AUTHORITY_PPK_INSTANSI)),
    DEED(DEED_RECEIVED, REFERRED, .authority = AUTHORITY_BKN),
    DEED(DEED_ANSWERED, REFERRED, .authority = AUTHORITY_BKN, .result = RESULT_ETHICS),
    DEED(DEED_PAUSE, RECEIVED, .clock = CLOCK_INITIAL_REVIEW),
    DEED(DEED_RESUME, BUSY, .clock = CLOCK_INITIAL_REVIEW),
    DEED(DEED_TASK_ADD, RECEIVED, .by = 0),
    DEED(DEED_TASK_DONE, BUSY, .task = 1),
    DEED(DEED_MERGE, RECEIVED, .by = 0),
    DEED(DEED_DECIDE, REFERRED, .result = RESULT_ETHICS),
    DEED(DEED_CLOSE, DECIDED, .result = RESULT_ETHICS),
    DEED(DEED_REOPEN, CLOSED, .by = 0),
    PLAIN("tell, message", EVENTS, run_tell, EVENT_MESSAGE_RECEIVED),
    PLAIN("tell, supplement", EVENTS, run_tell, EVENT_REPORT_SUPPLEMENTED),
    PLAIN("tell, withdrawal", EVENTS, run_tell, EVENT_REPORT_WITHDRAWN),
    PLAIN("miss a deadline", EVENTS, run_miss, 0),
    PLAIN("come back", "SELECT count(*) FROM session", run_come_back, 0),
    PLAIN("sign in", "SELECT count(*) FROM session", run_sign_in, 1),
    PLAIN("sign in, wrongly", "SELECT coalesce(sum(tries), 0) FROM sign_in_try", run_sign_in, 0),
    PLAIN("touch a session", "SELECT sum(seen_us) FROM session", run_touch, 0),
    PLAIN("end a session", "SELECT count(*) FROM session", run_end, 0),
    PLAIN("save a draft", "SELECT count(*) FROM draft", run_draft_save, 0),
    PLAIN("drop a draft", "SELECT count(*) FROM draft", run_draft_drop, 0),
    PLAIN("keep an opened grant", "SELECT count(cached) FROM case_grant", run_grant_cache, OTHER),
    PLAIN("keep a list's grant", "SELECT count(cached) FROM case_grant", run_list_cache, 0),
    PLAIN("tidy up", "SELECT count(*) FROM session", run_tidy, 0),
    PLAIN("disable an officer", "SELECT count(disabled_us) FROM officer", run_disable, 0),
};
const size_t scenarios_len = COUNT_OF(scenarios);
