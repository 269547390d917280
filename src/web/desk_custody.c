/* desk_custody: the forms about who may know what, one table, one flow. Each asks for the
 * password again; showing one opens the case, and is written down as that. */
#include "web/desk_custody.h"
#include <string.h>
#include "action/give_access.h"
#include "action/recuse.h"
#include "page/desk_custody.page.h"
#include "page/words.h"
#include "web/citizen.h"
#include "web/desk_read.h"
#include "web/desk_routes.h"
#include "web/desk_shell.h"

struct custody_kind {
    const char *step; /* the address behind the case's number */
    const char *done_code;
    enum event_kind event;
    enum text_key title, lead, warn, submit, done;
    bool reason;  /* asks why */
    bool chooses; /* asks about which agency */
    bool warns;
    enum err (*facts)(struct request *rq, const struct read_case *rc,
                      const struct desk_fact_page **out, size_t *len); /* NULL: none */
};

static const struct custody_kind kinds[] = {
    { "identitas/minta", "minta", EVENT_IDENTITY_REQUESTED, T_CUSTODY_ASK, T_CUSTODY_ASK_LEAD,
      T_NONE, T_CUSTODY_ASK_SUBMIT, T_CUSTODY_ASK_DONE, true, false, false, NULL },
    { "identitas/setuju", "setuju", EVENT_IDENTITY_APPROVED, T_CUSTODY_AGREE, T_CUSTODY_AGREE_LEAD,
      T_CUSTODY_AGREE_WARN, T_CUSTODY_AGREE_SUBMIT, T_CUSTODY_AGREE_DONE, false, false, true,
      custody_request_facts },
    { "identitas/tolak", "tolak", EVENT_IDENTITY_REFUSED, T_CUSTODY_REFUSE, T_CUSTODY_REFUSE_LEAD,
      T_NONE, T_CUSTODY_REFUSE_SUBMIT, T_CUSTODY_REFUSE_DONE, true, false, false,
      custody_request_facts },
    { "identitas/buka", "dibuka", EVENT_IDENTITY_OPENED, T_CUSTODY_OPEN, T_CUSTODY_OPEN_LEAD,
      T_NONE, T_CUSTODY_OPEN_SUBMIT, T_CUSTODY_OPEN_DONE, false, false, true,
      custody_request_facts },
    { "akses/usulkan", "usul", EVENT_GRANT_PROPOSED, T_CUSTODY_PROPOSE_TITLE,
      T_CUSTODY_PROPOSE_LEAD, T_NONE, T_CUSTODY_PROPOSE_SUBMIT, T_CUSTODY_PROPOSE_DONE, true, true,
      false, NULL },
    { "akses/setujui", "beri", EVENT_GRANT_GIVEN, T_CUSTODY_GIVE, T_CUSTODY_GIVE_LEAD, T_NONE,
      T_CUSTODY_GIVE_SUBMIT, T_CUSTODY_GIVE_DONE, false, false, true, custody_proposal_facts },
    { "akses/cabut", "cabut", EVENT_GRANT_REVOKED, T_CUSTODY_REVOKE, T_CUSTODY_REVOKE_LEAD, T_NONE,
      T_CUSTODY_REVOKE_SUBMIT, T_CUSTODY_REVOKE_DONE, true, true, true, NULL },
    { "kepentingan", "mundur", EVENT_OFFICER_RECUSED, T_CUSTODY_RECUSE, T_CUSTODY_RECUSE_LEAD,
      T_CUSTODY_RECUSE_WARN, T_CUSTODY_RECUSE_SUBMIT, T_CUSTODY_RECUSE_DONE, false, false, true,
      NULL },
};

enum text_key custody_done_words(struct str code)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (str_is(code, kinds[i].done_code))
            return kinds[i].done;
    return T_NONE;
}

#define FIELDS_MAX 2

struct custody_work {
    struct desk_read read; /* first: write_desk_read takes it as that */
    const struct custody_kind *kind;
    struct custody_form form;
    struct custody_deed deed;
    enum custody_bad bad;
    struct access_entry name; /* opening shows the name: written down too */
    struct ask_field_page fields[FIELDS_MAX];
    size_t fields_len;
};

static const struct custody_kind *kind_of(const struct request *rq)
{
    static const char before[] = "/:number/";
    const char *at = strstr(rq->route->path, before);

    for (size_t i = 0; at && i < COUNT_OF(kinds); i++)
        if (strcmp(kinds[i].step, at + sizeof before - 1) == 0)
            return &kinds[i];
    return NULL;
}

static enum err work_open(struct request *rq, struct custody_work **out)
{
    struct custody_work *w = ARENA_NEW(rq->cx.arena, struct custody_work);

    if (!w)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "form");
    w->kind = kind_of(rq);
    if (!w->kind)
        return FAIL(&rq->cx, ERR_NOT_FOUND, "no such step");
    TRY(desk_read_open(rq, &w->read));
    *out = w;
    return OK;
}

/* ---- showing ---- */

static struct msg bad_words(struct request *rq, const struct custody_work *w)
{
    static const enum text_key words[CUSTODY_BAD_COUNT] = {
        [CUSTODY_CHANGED] = T_CUSTODY_BAD_CHANGED,
        [CUSTODY_STAGE] = T_CUSTODY_BAD_STAGE,
        [CUSTODY_REASON_MISSING] = T_CUSTODY_BAD_REASON,
        [CUSTODY_REASON_LONG] = T_CUSTODY_BAD_LONG,
        [CUSTODY_NO_HOLDERS] = T_CUSTODY_BAD_HOLDERS,
        [CUSTODY_NOT_CUSTODIAN] = T_CUSTODY_BAD_CUSTODIAN,
        [CUSTODY_SHARE_CLOSED] = T_CUSTODY_BAD_CLOSED,
        [CUSTODY_SHARE_FALSE] = T_CUSTODY_BAD_FALSE,
        [CUSTODY_KEY_CHANGED] = T_CUSTODY_BAD_KEY,
        [CUSTODY_ALTERED] = T_CUSTODY_BAD_ALTERED,
        [CUSTODY_TOO_FEW] = T_CUSTODY_BAD_FEW,
        [CUSTODY_UNSIGNED] = T_CUSTODY_BAD_UNSIGNED,
        [CUSTODY_UNWITNESSED] = T_CUSTODY_BAD_UNWITNESSED,
        [CUSTODY_AGENCY_MISSING] = T_CUSTODY_BAD_AGENCY,
        [CUSTODY_LAST_OFFICER] = T_CUSTODY_BAD_LAST,
    };

    if (w->deed.voided != AGENCY_NONE)
        return SAY(rq, T_CUSTODY_OPEN_VOIDED, HOLE("agency", agency_words(w->deed.voided)));
    return MSG(words[w->bad]);
}

static bool about_text(enum custody_bad bad)
{
    return bad == CUSTODY_REASON_MISSING || bad == CUSTODY_REASON_LONG;
}

static void reason_ask(struct request *rq, struct custody_work *w)
{
    struct ask_field_page *f = &w->fields[w->fields_len++];

    *f = (struct ask_field_page){
        .kind = ASK_TEXT,
        .name = STR("text"),
        .label = MSG(T_CUSTODY_REASON),
        .hint = MSG(T_CUSTODY_REASON_HINT),
        .complete = STR("off"),
        .value = rq->method == METHOD_POST ? form_get(rq, "text") : STR(""),
    };
    if (about_text(w->bad))
        f->mend = bad_words(rq, w);
}

/* The agencies that the deed could be about, one ticked where there is no other. */
static enum err agency_ask(struct request *rq, struct custody_work *w)
{
    struct ask_option *options = desk_options(rq, AGENCY_COUNT);
    struct ask_field_page *f = &w->fields[w->fields_len++];
    enum agency_code chosen = w->form.agency;
    size_t n = 0;

    if (!options)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "options");
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 1 && n == 1 && chosen == AGENCY_NONE)
            options[0].chosen = true;
        for (enum agency_code a = AGENCY_NONE + 1; pass == 0 && a < AGENCY_COUNT; a++)
            if (custody_possible(rq->officer, &w->read.rc.head.state, w->kind->event, a))
                desk_option(rq, &options[n++], "agency", agency_code_name(a),
                            VALUE(agency_words(a)), a == chosen);
    }
    *f = (struct ask_field_page){ .kind = ASK_RADIO,
                                  .name = STR("agency"),
                                  .label = MSG(T_CUSTODY_PROPOSE_WHO),
                                  .options = options,
                                  .options_len = n,
                                  .tight = true };
    if (w->bad == CUSTODY_AGENCY_MISSING)
        f->mend = bad_words(rq, w);
    return OK;
}

static enum err fields_fill(struct request *rq, struct custody_work *w)
{
    w->fields_len = 0;
    if (w->kind->chooses)
        TRY(agency_ask(rq, w));
    if (w->kind->reason)
        reason_ask(rq, w);
    return OK;
}

/* The summary on top: what the deed found, and what became of the password. */
static void mends_fill(struct request *rq, const struct custody_work *w,
                       struct desk_custody_page *p, struct mend mends[2])
{
    size_t n = 0;

    if (w->bad != CUSTODY_OK || w->deed.voided != AGENCY_NONE) {
        mends[n] = (struct mend){ .text = bad_words(rq, w) };
        if (about_text(w->bad))
            mends[n].id = STR("text");
        else if (w->bad == CUSTODY_AGENCY_MISSING)
            mends[n].id = STR("agency");
        else
            mends[n].where = p->back;
        n++;
    }
    if (p->again.mend.key != T_NONE)
        mends[n++] = (struct mend){ .text = p->again.mend, .id = STR(PASSWORD_AGAIN) };
    p->mends = (struct mends_page){ mends, n };
    p->top.error = n > 0;
}

static struct msg warn_of(const struct custody_work *w)
{
    bool gives = w->kind->event == EVENT_GRANT_PROPOSED || w->kind->event == EVENT_GRANT_GIVEN;

    if (gives && w->read.rc.head.state.mode == MODE_NAMED)
        return MSG(T_CUSTODY_PROPOSE_NAMED);
    return MSG(w->kind->warn);
}

static enum err form_show(struct request *rq, struct custody_work *w, int status)
{
    const struct read_case *rc = &w->read.rc;
    bool unwritten = w->read.entry.due && rq->method == METHOD_POST && rq->again != AGAIN_FINE;
    struct desk_custody_page p = { .number = rc->head.number,
                                   .lead = MSG(w->kind->lead),
                                   .submit = MSG(w->kind->submit),
                                   .warns = w->kind->warns,
                                   .warn = warn_of(w),
                                   .seen = (long)rc->head.state.events,
                                   .back = desk_case_link(rq, rc->head.number, NULL),
                                   .action = desk_case_link(rq, rc->head.number, w->kind->step) };
    struct mend mends[2];

    desk_top_fill(rq, DESK_NAV_INBOX, VALUE(MSG(w->kind->title)), &p.top);
    desk_nav_fill(rq, DESK_NAV_NONE, &p.side, &p.bottom);
    p.csrf = p.top.csrf;
    p.agency = STR("");
    if (w->kind->event == EVENT_GRANT_GIVEN)
        p.agency = str_of(agency_code_name(rc->head.state.access.proposed));
    if (w->kind->event == EVENT_IDENTITY_APPROVED) {
        p.other = desk_case_link(rq, rc->head.number, "identitas/tolak");
        p.other_words = MSG(T_CUSTODY_REFUSE_SUBMIT);
    }
    if (!officer_may(rq->officer, MAY_READ_CASES)) /* a custodian who opens no case */
        (void)!link_local(STR("/meja/persetujuan"), &p.back);
    desk_again_fill(rq, &p.again);
    mends_fill(rq, w, &p, mends);
    /* nothing of the case before it is written down that it was opened */
    if (w->kind->facts && !unwritten)
        TRY(w->kind->facts(rq, rc, &p.facts, &p.facts_len));
    TRY(fields_fill(rq, w));
    p.fields = w->fields;
    p.fields_len = w->fields_len;
    page_desk_custody(page_begin(rq), &p);
    return reply_page(rq, status);
}

/* Where a form leads when it is done, or is not possible any more: to who opens cases, the case. */
static enum err go_back(struct request *rq, const struct custody_work *w, const char *done)
{
    const char *to = w->kind->event == EVENT_OFFICER_RECUSED ? "/meja" : "/meja/persetujuan";

    if (w->kind->event != EVENT_OFFICER_RECUSED && officer_may(rq->officer, MAY_READ_CASES))
        return reply_see_other(rq, desk_case_path(rq, w->read.rc.head.number, done));
    return reply_see_other(rq, done ? arena_printf(rq->cx.arena, "%s?hasil=%s", to, done)
                                    : str_of(to));
}

static bool offered(const struct request *rq, const struct custody_work *w)
{
    const struct case_state *s = &w->read.rc.head.state;

    if (!w->kind->chooses)
        return custody_possible(rq->officer, s, w->kind->event, s->access.proposed);
    for (enum agency_code a = AGENCY_NONE + 1; a < AGENCY_COUNT; a++)
        if (custody_possible(rq->officer, s, w->kind->event, a))
            return true;
    return false;
}

enum err check_custody_form(struct request *rq)
{
    struct custody_work *w;

    TRY(work_open(rq, &w));
    if (!offered(rq, w))
        return go_back(rq, w, NULL);
    rq->work = w;
    return w->read.entry.due ? OK : reply_custody_form(rq);
}

enum err write_custody_form(struct request *rq, struct db *tx)
{
    return write_desk_read(rq, tx);
}

enum err reply_custody_form(struct request *rq)
{
    return form_show(rq, rq->work, 200);
}

/* ---- doing ---- */

static void form_read(const struct request *rq, const struct custody_kind *kind,
                      struct custody_form *out)
{
    bool about = kind->chooses || kind->event == EVENT_GRANT_GIVEN;
    uint64_t seen = 0;

    *out = (struct custody_form){ .text = str_trim(form_get(rq, "text")) };
    if (str_to_u64(form_get(rq, "seen"), &seen) && seen <= UINT32_MAX)
        out->seen = (uint32_t)seen;
    if (about && !agency_code_parse(form_get(rq, "agency"), &out->agency))
        out->agency = AGENCY_NONE;
}

static enum err deed_check(struct request *rq, struct custody_work *w)
{
    const struct officer_session *who = rq->officer;
    const struct read_case *rc = &w->read.rc;

    switch ((int)w->kind->event) {
    case EVENT_IDENTITY_REQUESTED:
        return identity_ask_check(&rq->cx, rq->env, rq->db, who, rc, &w->form, &w->deed, &w->bad);
    case EVENT_IDENTITY_APPROVED:
    case EVENT_IDENTITY_REFUSED:
        return identity_answer_check(&rq->cx, rq->env, rq->db, who, rc, &w->form,
                                     w->kind->event == EVENT_IDENTITY_APPROVED, &w->deed, &w->bad);
    case EVENT_IDENTITY_OPENED:
        return identity_open_check(&rq->cx, rq->env, rq->db, who, rc, &w->form, &w->deed, &w->bad);
    case EVENT_GRANT_PROPOSED:
        return access_propose_check(&rq->cx, rq->env, who, rc, &w->form, &w->deed, &w->bad);
    case EVENT_GRANT_GIVEN:
        return access_give_check(&rq->cx, rq->env, who, rc, &w->form, &w->deed, &w->bad);
    case EVENT_GRANT_REVOKED:
        return access_revoke_check(&rq->cx, rq->env, who, rc, &w->form, &w->deed, &w->bad);
    default:
        return recuse_check(&rq->cx, rq->env, rq->db, who, rc, &w->form, &w->deed, &w->bad);
    }
}

static bool opens(const struct custody_work *w)
{
    return w->deed.ready && w->deed.identity.len > 0;
}

static int status_of(enum custody_bad bad)
{
    return bad == CUSTODY_CHANGED ? 409 : 422;
}

enum err check_custody(struct request *rq)
{
    struct custody_work *w;

    TRY(work_open(rq, &w));
    form_read(rq, w->kind, &w->form);
    if (rq->again != AGAIN_FINE)
        return form_show(rq, w, 422);
    TRY(deed_check(rq, w));
    if (w->deed.repeated)
        return go_back(rq, w, w->kind->done_code);
    if (w->bad != CUSTODY_OK && !w->read.entry.due)
        return form_show(rq, w, status_of(w->bad));
    if (opens(w))
        TRY(access_prepare(&rq->cx, rq->env, rq->db, rq->officer,
                           &(struct access){ .kind = ACCESS_IDENTITY_READ,
                                             .of = &w->read.rc.head,
                                             .text = identity_reason(&w->read.rc) },
                           &w->name));
    rq->work = w;
    return OK;
}

enum err write_custody(struct request *rq, struct db *tx)
{
    struct custody_work *w = rq->work;

    TRY(custody_write(&rq->cx, rq->env, tx, &w->deed));
    rq->public_changed = w->deed.ready && !w->deed.conflict;
    if (!w->deed.ready || w->deed.conflict || w->deed.voided != AGENCY_NONE)
        return access_write(&rq->cx, rq->env, tx, &w->read.entry);
    return opens(w) ? access_write(&rq->cx, rq->env, tx, &w->name) : OK;
}

/* The case as it is now, with what to say of it. */
static enum err form_anew(struct request *rq, const struct custody_work *was)
{
    struct custody_work *w;

    TRY(work_open(rq, &w));
    w->form = was->form;
    w->deed.voided = was->deed.conflict ? AGENCY_NONE : was->deed.voided;
    w->bad = was->deed.conflict ? CUSTODY_CHANGED : CUSTODY_OK;
    return form_show(rq, w, 409);
}

enum err reply_custody(struct request *rq)
{
    struct custody_work *w = rq->work;

    if (w->deed.conflict || w->deed.voided != AGENCY_NONE)
        return form_anew(rq, w);
    if (!w->deed.ready)
        return form_show(rq, w, status_of(w->bad));
    if (!opens(w))
        return go_back(rq, w, w->kind->done_code);
    w->read.rc.identity = w->deed.identity;
    rq->work = &w->read;
    return reply_desk_identity(rq);
}
