/*
 * lapor: walks the steps: shows one, takes its answers into the draft, goes on.
 */
#include "web/lapor.h"
#include <assert.h>
#include "action/file_report.h"
#include "page/ask.page.h"
#include "page/lapor.h"
#include "page/report_start.page.h"

/* Longer than the draft lives: so that who comes back late is told so kindly. */
#define DRAFT_COOKIE_SECONDS (6 * 3600)

static enum err reply_gone(struct request *rq)
{
    struct plain_page page = {
        .lead = MSG(T_GONE_LEAD),
        .go = path_link(STR("/lapor")), .go_text = MSG(T_GONE_AGAIN),
        .other = path_link(STR("/cek")), .other_text = MSG(T_HOME_TRACK),
    };

    return reply_plain(rq, 410, MSG(T_GONE_TITLE), &page);
}

enum err lapor_load(struct request *rq, struct report_form *form)
{
    struct filed *filed = ARENA_NEW(rq->cx.arena, struct filed);
    enum err err;

    if (!rq->draft_token.len)
        return reply_see_other(rq, STR("/lapor"));
    err = draft_load(&rq->cx, rq->env, rq->db, rq->draft_token, form);
    if (err == OK)
        return OK;
    if (err != ERR_NOT_FOUND && err != ERR_DENIED && err != ERR_CORRUPT)
        return err;
    if (filed && file_report_again(&rq->cx, rq->env, rq->db, rq->draft_token, filed) == OK)
        return reply_see_other(rq, STR("/lapor/terima"));
    return reply_gone(rq);
}

void lapor_fault(struct lapor *l, const char *field, enum report_fault fault)
{
    for (size_t i = 0; i < l->mends_len; i++)
        if (str_is(l->mends[i].id, field))
            return; /* one fault a field is enough to go on with */
    if (l->mends_len < COUNT_OF(l->mends))
        l->mends[l->mends_len++] =
            (struct mend){ .id = str_of(field), .text = fault_words(fault) };
}

/* ---- before the first question ---- */

enum err get_lapor(struct request *rq)
{
    struct report_start_page page = { .category = form_get(rq, "siapa") };
    struct report_form form;
    enum reported_category category;

    frame_of(rq, MSG(T_START_TITLE), &page.top, &page.bottom);
    if (!category_parse(page.category, &category))
        page.category = STR("");
    if (rq->draft_token.len
        && draft_load(&rq->cx, rq->env, rq->db, rq->draft_token, &form) == OK)
        page.resume = path_link(form.mode == MODE_NONE ? STR("/lapor/cara") : STR(LAPOR_CHECK));
    page.csrf = csrf_token(rq);
    page_report_start(page_begin(rq), &page);
    return reply_page(rq, 200);
}

enum err check_start_lapor(struct request *rq)
{
    struct lapor *l = ARENA_NEW(rq->cx.arena, struct lapor);

    if (!l)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a draft");
    report_form_init(&l->form);
    l->form.channel = CHANNEL_WEB;
    if (!category_parse(form_get(rq, "siapa"), &l->form.category))
        l->form.category = CATEGORY_NONE;
    rq->draft_token = draft_token_new(&rq->cx);
    rq->work = l;
    return draft_save_check(&rq->cx, rq->env, rq->draft_token, &l->form, &l->save);
}

enum err write_start_lapor(struct request *rq, struct db *tx)
{
    const struct lapor *l = rq->work;

    return draft_save_write(&rq->cx, rq->env, tx, l->save);
}

enum err reply_start_lapor(struct request *rq)
{
    reply_cookie(rq, COOKIE_DRAFT, rq->draft_token, DRAFT_COOKIE_SECONDS);
    return reply_see_other(rq, STR("/lapor/cara"));
}

/* ---- a step ---- */

static bool from_check(const struct request *rq)
{
    return str_is(form_get(rq, "dari"), "periksa");
}

/* What is to be mended stands in the summary and beside its field. */
void lapor_mark(struct lapor *l)
{
    for (size_t i = 0; i < l->mends_len; i++)
        for (size_t k = 0; k < l->fields_len; k++)
            if (str_eq(l->fields[k].name, l->mends[i].id)) {
                l->fields[k].mend = l->mends[i].text;
                if (l->fields[k].kind == ASK_DAY)
                    l->mends[i].id = arena_printf(l->rq->cx.arena, "%.*s_d",
                                                  STR_FMT(l->mends[i].id));
                else if (l->fields[k].kind <= ASK_CHECK && l->fields[k].options_len)
                    l->mends[i].id = l->fields[k].options[0].id;
                break;
            }
}

static enum err show_step(struct lapor *l, const struct lapor_step *step, int status)
{
    struct request *rq = l->rq;
    struct ask_page *page = ARENA_NEW(rq->cx.arena, struct ask_page);

    if (!page)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a page");
    step->ask(l, page);
    lapor_mark(l);
    frame_of(rq, page->title.key != T_NONE ? page->title : l->fields[0].label, &page->top,
             &page->bottom);
    page->top.error = l->mends_len > 0;
    page->mends = (struct mends_page){ l->mends, l->mends_len };
    page->fields = l->fields;
    page->fields_len = l->fields_len;
    for (size_t i = 0; i < l->fields_len; i++)
        page->quick |= l->fields[i].quick;
    lapor_count(step, &l->form, &page->step, &page->steps);
    page->bar = 100 * page->step / page->steps;
    page->back = from_check(rq) ? path_link(STR(LAPOR_CHECK))
                                : path_link(str_of(lapor_before(step, &l->form)));
    page->action = path_link(str_of(step->path));
    page->csrf = csrf_token(rq);
    page->from = from_check(rq) ? STR("periksa") : STR("");
    page->submit = from_check(rq) ? MSG(T_ASK_SAVE_BACK) : MSG(T_ASK_NEXT);
    page_ask(page_begin(rq), page);
    return reply_page(rq, status);
}

static enum err load_lapor(struct request *rq, struct lapor **out)
{
    struct lapor *l = ARENA_NEW(rq->cx.arena, struct lapor);

    if (!l)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a draft");
    l->rq = rq;
    TRY(lapor_load(rq, &l->form));
    *out = l;
    return OK;
}

enum err get_lapor_step(struct request *rq)
{
    const struct lapor_step *step = lapor_step_of(str_of(rq->route->path));
    struct lapor *l = NULL;

    TRY(load_lapor(rq, &l));
    if (rq->response)
        return OK;
    if (step->applies && !step->applies(&l->form))
        return reply_see_other(rq, str_of(lapor_next(step, &l->form)));
    return show_step(l, step, 200);
}

static void check_parts(struct lapor *l, const struct lapor_step *step)
{
    struct report_finding findings[REPORT_FINDINGS_MAX];
    size_t len = report_check(&l->form, step->parts, today_of(l->rq), findings);

    for (size_t i = 0; i < len; i++)
        lapor_fault(l, findings[i].field, findings[i].fault);
}

enum err check_lapor_step(struct request *rq)
{
    const struct lapor_step *step = lapor_step_of(str_of(rq->route->path));
    struct lapor *l = NULL;

    TRY(load_lapor(rq, &l));
    if (rq->response)
        return OK;
    l->typed = true;
    step->read(l);
    check_parts(l, step);
    if (l->mends_len)
        return show_step(l, step, 422);
    rq->work = l;
    return draft_save_check(&rq->cx, rq->env, rq->draft_token, &l->form, &l->save);
}

enum err write_lapor_step(struct request *rq, struct db *tx)
{
    const struct lapor *l = rq->work;

    return draft_save_write(&rq->cx, rq->env, tx, l->save);
}

enum err reply_lapor_step(struct request *rq)
{
    const struct lapor *l = rq->work;
    const struct lapor_step *step = lapor_step_of(str_of(rq->route->path));
    const char *next = lapor_next(step, &l->form);

    reply_cookie(rq, COOKIE_DRAFT, rq->draft_token, DRAFT_COOKIE_SECONDS);
    if (form_get(rq, "isi").len) /* a button that fills in a day: the same page, filled */
        return reply_see_other(rq, arena_printf(rq->cx.arena, "%s%s", step->path,
                                                from_check(rq) ? "?dari=periksa" : ""));
    if (!from_check(rq))
        return reply_see_other(rq, str_of(next));
    /* The answers that hang on this one are asked before the summary. */
    if (str_is(str_of(step->path), "/lapor/siapa") || str_is(str_of(next), "/lapor/desa")
        || (str_is(str_of(step->path), "/lapor/cara") && l->form.mode != MODE_ANONYMOUS))
        return reply_see_other(
            rq, arena_printf(rq->cx.arena, "%s?dari=periksa",
                             str_is(str_of(step->path), "/lapor/cara") ? "/lapor/identitas"
                                                                       : next));
    return reply_see_other(rq, STR(LAPOR_CHECK));
}
