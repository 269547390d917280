/* desk_act: the table of forms and their flow. The questions: desk_act_fields.c. */
#include "web/desk_act.h"
#include <string.h>
#include "action/clock_working.h"
#include "page/desk_act.page.h"
#include "web/desk_case.h"
#include "web/desk_custody.h"
#include "web/desk_routes.h"
#include "web/desk_shell.h"

static enum deed deed_note(struct request *rq)
{
    (void)rq;
    return DEED_NOTE;
}

static enum deed deed_message(struct request *rq)
{
    (void)rq;
    return DEED_MESSAGE;
}

static enum deed deed_take(struct request *rq)
{
    (void)rq;
    return DEED_TAKE;
}

static enum deed deed_review(struct request *rq)
{
    (void)rq;
    return DEED_REVIEW;
}

static enum deed deed_completion(struct request *rq)
{
    (void)rq;
    return DEED_ASK;
}

static enum deed deed_register(struct request *rq)
{
    (void)rq;
    return DEED_REGISTER;
}

static enum deed deed_finding(struct request *rq)
{
    (void)rq;
    return DEED_FINDING;
}

static enum deed deed_refer(struct request *rq)
{
    (void)rq;
    return DEED_REFER;
}

static enum deed deed_answer(struct request *rq)
{
    return str_is(form_get(rq, "what"), "received") ? DEED_RECEIVED : DEED_ANSWERED;
}

static enum deed deed_clock(struct request *rq)
{
    if (str_is(form_get(rq, "what"), "pause"))
        return DEED_PAUSE;
    return str_is(form_get(rq, "what"), "resume") ? DEED_RESUME : DEED_EXTEND;
}

static enum deed deed_task(struct request *rq)
{
    return form_get(rq, "task").len ? DEED_TASK_DONE : DEED_TASK_ADD;
}

static enum deed deed_merge(struct request *rq)
{
    (void)rq;
    return DEED_MERGE;
}

static enum deed deed_decide(struct request *rq)
{
    (void)rq;
    return DEED_DECIDE;
}

static enum deed deed_close(struct request *rq)
{
    (void)rq;
    return DEED_CLOSE;
}

static enum deed deed_reopen(struct request *rq)
{
    (void)rq;
    return DEED_REOPEN;
}

/* In the order in which the case's page offers them. */
const struct act_kind act_kinds[] = {
    { "telaah", T_DESK_ACT_REVIEW, T_DESK_ACT_REVIEW_LEAD, T_DESK_ACT_REVIEW_SUBMIT,
      T_DESK_ACT_REVIEW_DONE, false, false, true, DESK_ICON_SCALE, DEED_REVIEW, deed_review,
      ask_review },
    { "lengkapi", T_DESK_ACT_ASK, T_DESK_ACT_ASK_LEAD, T_DESK_ACT_ASK_SUBMIT, T_DESK_ACT_ASK_DONE,
      true, false, false, DESK_ICON_MESSAGE, DEED_ASK, deed_completion, ask_completion },
    { "nomor", T_DESK_ACT_REGISTER, T_DESK_ACT_REGISTER_LEAD, T_DESK_ACT_REGISTER_SUBMIT,
      T_DESK_ACT_REGISTER_DONE, false, false, false, DESK_ICON_STAMP, DEED_REGISTER,
      deed_register, ask_register },
    { "teruskan", T_DESK_ACT_REFER, T_DESK_ACT_REFER_LEAD, T_DESK_ACT_REFER_SUBMIT,
      T_DESK_ACT_REFER_DONE, false, false, false, DESK_ICON_FORWARD, DEED_REFER, deed_refer,
      ask_refer },
    { "balasan", T_DESK_ACT_ANSWER, T_NONE, T_DESK_ACT_ANSWER_SUBMIT, T_DESK_ACT_ANSWER_DONE,
      true, false, false, DESK_ICON_REPLY, DEED_ANSWERED, deed_answer, ask_answer },
    { "temuan", T_DESK_ACT_FINDING, T_DESK_ACT_FINDING_LEAD, T_DESK_ACT_FINDING_SUBMIT,
      T_DESK_ACT_FINDING_DONE, false, false, false, DESK_ICON_FLAG, DEED_FINDING, deed_finding,
      ask_text },
    { "tenggat", T_DESK_ACT_CLOCK, T_DESK_ACT_CLOCK_LEAD, T_DESK_ACT_CLOCK_SUBMIT,
      T_DESK_ACT_CLOCK_DONE, true, false, false, DESK_ICON_CLOCK, DEED_EXTEND, deed_clock,
      ask_clock },
    { "putus", T_DESK_ACT_DECIDE, T_NONE, T_DESK_ACT_DECIDE_SUBMIT, T_DESK_ACT_DECIDE_DONE, true,
      true, false, DESK_ICON_GAVEL, DEED_DECIDE, deed_decide, ask_result },
    { "gabung", T_DESK_ACT_MERGE, T_DESK_ACT_MERGE_LEAD, T_DESK_ACT_MERGE_SUBMIT,
      T_DESK_ACT_MERGE_DONE, false, true, false, DESK_ICON_LINK, DEED_MERGE, deed_merge,
      ask_merge },
    { "tutup", T_DESK_ACT_CLOSE, T_NONE, T_DESK_ACT_CLOSE_SUBMIT, T_DESK_ACT_CLOSE_DONE, true,
      true, false, DESK_ICON_CLOSE, DEED_CLOSE, deed_close, ask_result },
    { "buka", T_DESK_ACT_REOPEN, T_DESK_ACT_REOPEN_LEAD, T_DESK_ACT_REOPEN_SUBMIT,
      T_DESK_ACT_REOPEN_DONE, true, false, false, DESK_ICON_UNDO, DEED_REOPEN, deed_reopen,
      ask_text },
    /* offered elsewhere on the case's page */
    { "catatan", T_DESK_ACT_NOTE, T_NONE, T_DESK_ACT_NOTE_SUBMIT, T_DESK_ACT_NOTE_DONE, false,
      false, false, DESK_ICON_NONE, DEED_NOTE, deed_note, ask_text },
    { "pesan", T_DESK_ACT_MESSAGE, T_NONE, T_DESK_ACT_MESSAGE_SUBMIT, T_DESK_ACT_MESSAGE_DONE,
      true, false, false, DESK_ICON_NONE, DEED_MESSAGE, deed_message, ask_text },
    { "ambil", T_DESK_ACT_TAKE, T_NONE, T_DESK_ACT_TAKE_SUBMIT, T_DESK_ACT_TAKE_DONE, false,
      false, false, DESK_ICON_NONE, DEED_TAKE, deed_take, ask_nothing },
    { "tugas", T_DESK_ACT_TASK, T_NONE, T_DESK_ACT_TASK_SUBMIT, T_DESK_ACT_TASK_DONE, false, false,
      false, DESK_ICON_NONE, DEED_TASK_ADD, deed_task, ask_text },
};
const size_t act_kinds_len = COUNT_OF(act_kinds);

const struct act_kind *act_kind_of(const struct request *rq)
{
    const char *step = strrchr(rq->route->path, '/') + 1;

    for (size_t i = 0; i < act_kinds_len; i++)
        if (strcmp(act_kinds[i].step, step) == 0)
            return &act_kinds[i];
    return NULL;
}

struct msg desk_done_words(struct str step)
{
    for (size_t i = 0; i < act_kinds_len; i++)
        if (str_is(step, act_kinds[i].step))
            return MSG(act_kinds[i].done);
    return MSG(custody_done_words(step));
}

static enum err work_open(struct request *rq, bool posted, struct act_work **out)
{
    struct act_work *w = ARENA_NEW(rq->cx.arena, struct act_work);

    if (!w)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "form");
    w->rq = rq;
    w->kind = act_kind_of(rq);
    w->posted = posted;
    if (!w->kind)
        return FAIL(&rq->cx, ERR_NOT_FOUND, "no such step");
    TRY(read_case(&rq->cx, rq->env, rq->db, rq->officer, rq->args[0], &w->rc));
    w->found = ARENA_NEW(rq->cx.arena, struct triage_findings);
    if (!w->found)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "findings");
    TRY(case_findings(&rq->cx, rq->env, &w->rc, w->rc.head.state.category, w->found));
    *out = w;
    return access_prepare(&rq->cx, rq->env, rq->db, rq->officer,
                          &(struct access){ .kind = ACCESS_CASE_OPENED,
                                            .of = &w->rc.head,
                                            .text = STR("") },
                          &w->entry);
}

/* The summary on top; each line leads to its field. */
static enum err mends_fill(struct act_work *w, struct desk_act_page *p)
{
    struct mend *mends = ARENA_ARRAY(w->rq->cx.arena, struct mend, DEED_FINDINGS_MAX);

    if (!mends)
        return FAIL(&w->rq->cx, ERR_TOO_LARGE, "mends");
    for (size_t i = 0; i < w->bad.len; i++) {
        const struct deed_finding *f = &w->bad.at[i];
        bool first = strcmp(f->field, "changed") == 0 || strcmp(f->field, "stage") == 0;

        mends[i].text = MSG(deed_fault_words(f->fault));
        mends[i].id = str_of(first ? "berubah" : strcmp(f->field, "on") == 0 ? "on_d" : f->field);
        if (f->fault == DEED_CHANGED)
            p->changed = true;
        if (f->fault == DEED_STAGE)
            mends[i].where = desk_case_link(w->rq, w->rc.head.number, NULL);
    }
    p->mends = (struct mends_page){ mends, w->bad.len };
    return OK;
}

/* From which event on something is new to the officer; from a list, the newest alone. */
static uint32_t seen_of(const struct act_work *w)
{
    uint32_t last = w->rc.head.state.events - 1;
    uint64_t seen;

    if (!str_to_u64(form_get(w->rq, "seen"), &seen) || seen == 0 || seen > last)
        return last;
    return (uint32_t)seen;
}

static enum err form_show(struct act_work *w, int status)
{
    struct request *rq = w->rq;
    struct desk_act_page p = { .number = w->rc.head.number, .title = w->rc.title,
                               .lead = MSG(w->kind->lead), .submit = MSG(w->kind->submit),
                               .warns = w->kind->warns, .seen = (long)w->rc.head.state.events,
                               .back = desk_case_link(rq, w->rc.head.number, NULL),
                               .action = desk_case_link(rq, w->rc.head.number, w->kind->step) };

    desk_top_fill(rq, DESK_NAV_INBOX, VALUE(MSG(w->kind->title)), &p.top);
    p.top.error = w->bad.len > 0;
    desk_nav_fill(rq, DESK_NAV_NONE, &p.side, &p.bottom);
    p.csrf = p.top.csrf;
    if (w->kind->told)
        p.warn = MSG(T_DESK_WARN_READ);
    TRY(mends_fill(w, &p));
    if (p.changed)
        TRY(desk_events_fill(rq, &w->rc, seen_of(w), &p.events, &p.events_len));
    if (w->kind->routes)
        TRY(desk_routes_fill(rq, &w->rc, w->found, &p.routes, &p.routes_len));
    TRY(w->kind->ask(w));
    p.fields = w->fields;
    p.fields_len = w->fields_len;
    page_desk_act(page_begin(rq), &p);
    return reply_page(rq, status);
}

enum err check_desk_form(struct request *rq)
{
    struct act_work *w;

    TRY(work_open(rq, false, &w));
    if (!deed_possible(&w->rc.head.state, w->kind->offered)
        && w->kind->offered != DEED_EXTEND)
        return reply_see_other(rq, desk_case_path(rq, w->rc.head.number, NULL));
    rq->work = w;
    return w->entry.due ? OK : reply_desk_form(rq);
}

enum err write_desk_form(struct request *rq, struct db *tx)
{
    struct act_work *w = rq->work;

    return access_write(&rq->cx, rq->env, tx, &w->entry);
}

enum err reply_desk_form(struct request *rq)
{
    return form_show(rq->work, 200);
}

struct act_done {
    struct act_work *form;
    struct deed_plan *plan; /* NULL: something is to be mended, and the form is shown again */
};

/* What the officer sees of the case then, he sees as if he had opened it. */
static enum err form_again(struct act_work *w)
{
    return form_show(w, w->bad.at[0].fault == DEED_CHANGED ? 409 : 422);
}

enum err check_desk_act(struct request *rq)
{
    struct act_done *done = ARENA_NEW(rq->cx.arena, struct act_done);
    struct deed_form form;
    struct act_work *w;

    if (!done)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "form");
    TRY(work_open(rq, true, &w));
    deed_form_read(rq, &form);
    TRY(deed_check(&rq->cx, rq->env, rq->db, rq->officer, &w->rc, w->kind->deed(rq), &form,
                   &done->plan, &w->bad));
    if (w->bad.len > 0 && !w->entry.due)
        return form_again(w);
    done->form = w;
    rq->work = done;
    return OK;
}

enum err write_desk_act(struct request *rq, struct db *tx)
{
    const struct act_done *done = rq->work;

    if (!done->plan)
        return access_write(&rq->cx, rq->env, tx, &done->form->entry);
    TRY(deed_write(&rq->cx, rq->env, tx, done->plan));
    if (done->plan->conflict)
        TRY(access_write(&rq->cx, rq->env, tx, &done->form->entry));
    rq->public_changed = !done->plan->conflict && !done->plan->repeated;
    return OK;
}

/* A review can show that the reported person is of the officer's own agency. */
static bool lost(const struct request *rq, const struct deed_plan *plan)
{
    return plan->items_len == 1 && plan->items[0].event.kind == EVENT_CASE_REVIEWED
           && plan->items[0].event.facts.excluded & CODE_BIT(rq->officer->agency);
}

enum err reply_desk_act(struct request *rq)
{
    const struct act_done *done = rq->work;
    struct act_work *w;

    if (!done->plan)
        return form_again(done->form);
    if (done->plan->conflict) {
        TRY(work_open(rq, true, &w));
        w->bad.at[w->bad.len++] = (struct deed_finding){ "changed", DEED_CHANGED };
        return form_show(w, 409);
    }
    w = done->form;
    if (str_is(form_get(rq, "from"), "inbox") || lost(rq, done->plan))
        return reply_see_other(rq, arena_printf(rq->cx.arena, "/meja?hasil=%s", w->kind->step));
    return reply_see_other(rq, desk_case_path(rq, w->rc.head.number, w->kind->step));
}
