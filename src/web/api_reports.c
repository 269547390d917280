/*
 * api_reports: POST /api/v1/reports, the same filing as the wizard's.
 *
 * An Idempotency-Key makes sending twice harmless: the same key with the same
 * body, byte for byte, within 15 minutes gets the same answer; with another
 * body it is refused. The server keeps the first answer only under a key made
 * of both, so nobody gets another's code by guessing a key.
 */
#include "action/publish.h"
#include "domain/triage_json.h"
#include "web/api_form.h"
#include "web/api_routes.h"

#define KEY_MAX 200

struct filing_work {
    struct report_form form;
    struct filing *filing;
    struct filed filed;
    bool again;
};

/* "" where no key came; false where it is none (the request is answered then). */
static bool once_of(struct request *rq, struct str *out, enum err *err)
{
    struct str key = request_header(rq, "Idempotency-Key");

    *err = OK;
    *out = STR("");
    if (key.len == 0)
        return true;
    if (key.len > KEY_MAX || !utf8_valid(key)) {
        *err = api_problem(rq, 422, "idempotency_key", T_API_PROBLEM_KEY_ODD);
        return false;
    }
    *out = arena_printf(rq->cx.arena, "api %.*s\n%.*s", STR_FMT(key), STR_FMT(rq->body));
    if (out->at)
        return true;
    *err = FAIL(&rq->cx, ERR_TOO_LARGE, "no room for the key");
    return false;
}

/* The rules may exclude the reported person's own agency besides those that the reporter
 * named: at least two must be left to hold the case. */
static enum err check_holders(struct request *rq, const struct report_form *form,
                              struct api_errors *errors)
{
    struct triage_findings *found = ARENA_NEW(rq->cx.arena, struct triage_findings);
    unsigned left = 0;

    if (form->exclude == 0 || errors->len > 0)
        return OK;
    if (!found)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for findings");
    TRY(report_triage(&rq->cx, rq->env, form, rq->cx.now_us, found));
    for (size_t i = 0; i < rq->env->agencies_len; i++)
        left += !((found->excluded | form->exclude) & CODE_BIT(rq->env->agencies[i].code));
    if (left < 2)
        api_error(errors, STR("exclude"), "excludes_too_many",
                  MSG(T_API_FAULT_EXCLUDES_TOO_MANY));
    return OK;
}

enum err post_api_report_check(struct request *rq)
{
    struct filing_work *w = ARENA_NEW(rq->cx.arena, struct filing_work);
    struct api_errors *errors = ARENA_NEW(rq->cx.arena, struct api_errors);
    const json_t *root;
    struct str once;
    enum err err;

    if (!w || !errors)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a filing");
    rq->work = w;
    TRY(api_body(rq, &root));
    if (!root || !once_of(rq, &once, &err))
        return root ? err : OK;
    *errors = (struct api_errors){ .arena = rq->cx.arena, .lang = rq->lang };
    api_form_read(rq, root, errors, &w->form);
    TRY(check_holders(rq, &w->form, errors));
    if (errors->len > 0)
        return api_refuse(rq, errors);
    err = file_report_again(&rq->cx, rq->env, rq->db, once, &w->filed);
    w->again = err == OK;
    if (err == OK)
        return post_api_report_reply(rq);
    if (err == ERR_CONFLICT)
        return api_problem(rq, 422, "idempotency_key", T_API_PROBLEM_KEY_USED);
    if (err != ERR_NOT_FOUND)
        return err;
    return file_report_check(&rq->cx, rq->env, &w->form, once, NULL, &w->filing);
}

enum err post_api_report_write(struct request *rq, struct db *tx)
{
    struct filing_work *w = rq->work;
    enum err err = file_report_write(&rq->cx, rq->env, tx, w->filing, &w->filed);

    if (err == ERR_CONFLICT && request_header(rq, "Idempotency-Key").len > 0)
        return api_problem(rq, 422, "idempotency_key", T_API_PROBLEM_KEY_USED);
    rq->public_changed = publish_at_once(rq->env->publish);
    return err;
}

static void put_missing_codes(struct json_out *o, unsigned missing)
{
    json_key(o, "missing");
    json_list(o);
    for (unsigned m = 1; m < MISSING_COUNT; m++)
        if (missing & CODE_BIT(m))
            json_str(o, str_of(missing_name((enum missing)m)));
    json_list_end(o);
}

/* All that the rules found, and what the post owes besides: its first look. */
static void put_clocks(struct json_out *o, struct request *rq, const struct filing_work *w,
                       const struct triage_findings *found)
{
    const struct filed *f = &w->filed;
    struct clock clock;

    json_key(o, "clocks");
    json_list(o);
    for (size_t i = 0; i < found->clocks_len; i++)
        triage_clock_json(&rq->cx, &found->clocks[i], o);
    for (size_t i = 0; i < f->clocks_len; i++)
        if (!triage_clock(found, f->clocks[i].name)
            && api_clock_working(rq, &w->form, f->clocks[i].name, f->clocks[i].starts_us,
                                 f->clocks[i].due_on, &clock))
            triage_clock_json(&rq->cx, &clock, o);
    json_list_end(o);
}

enum err post_api_report_reply(struct request *rq)
{
    struct filing_work *w = rq->work;
    const struct filed *f = &w->filed;
    struct triage_findings *found = ARENA_NEW(rq->cx.arena, struct triage_findings);
    struct buf b = buf_in(rq->cx.arena, API_ANSWER_MAX);
    struct json_out o = json_to(&b);

    if (!found)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for findings");
    TRY(report_triage(&rq->cx, rq->env, &w->form, f->received_us, found));
    json_begin(&o);
    json_put(&o, "code", f->code);
    json_put(&o, "case", f->number);
    api_put_receipt(&o, rq->cx.arena, f->log_index);
    json_put(&o, "intake_kind", str_of(intake_name(f->intake)));
    json_put(&o, "timeliness", str_of(timeliness_name(f->timeliness)));
    put_missing_codes(&o, f->missing);
    json_put(&o, "received_on",
             day_text(rq->cx.arena, day_at(f->received_us, rq->env->zone_minutes)));
    put_clocks(&o, rq, w, found);
    json_end(&o);
    reply_header(rq, "Location", STR("/api/v1/report"));
    if (w->again)
        reply_header(rq, "Idempotent-Replayed", STR("true"));
    return reply_json(rq, 201, buf_end(&b));
}
