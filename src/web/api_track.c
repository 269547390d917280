/*
 * api_track: what a reporter sees and adds with "Authorization: Receipt CODE".
 *
 * The same as /cek: agencies speak, never persons; what officers note among
 * themselves is not there. The words of an event are shown only where they
 * were written for the reporter.
 */
#include "action/track_report.h"
#include "web/api_form.h"
#include "web/api_routes.h"

/* ---- adding ---- */

struct telling_work {
    struct telling *telling;
    int64_t log_index;
    bool supplement;
};

static enum err tell_prepare(struct request *rq, const struct tell *tell)
{
    struct telling_work *w = ARENA_NEW(rq->cx.arena, struct telling_work);
    enum err err;

    if (!w)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a telling");
    rq->work = w;
    err = tell_check(&rq->cx, rq->env, rq->db, rq->reporter, tell, &w->telling);
    return err == ERR_INVALID ? api_problem(rq, 409, "not_now", T_API_PROBLEM_NOT_NOW) : err;
}

enum err post_api_message_check(struct request *rq)
{
    static const char *const names[] = { "text", "lang", NULL };
    struct api_errors errors = { .arena = rq->cx.arena };
    struct tell tell = { .kind = EVENT_MESSAGE_RECEIVED };
    const json_t *root;

    TRY(api_body(rq, &root));
    if (!root)
        return OK;
    errors.lang = rq->lang;
    api_members_only(&errors, root, names);
    tell.text = api_text(&errors, root, "text", REPORT_WHAT_MAX);
    if (tell.text.len == 0)
        api_error(&errors, STR("text"), "missing", MSG(T_API_FAULT_TEXT_MISSING));
    return errors.len > 0 ? api_refuse(rq, &errors) : tell_prepare(rq, &tell);
}

enum err post_api_supplement_check(struct request *rq)
{
    struct api_errors errors = { .arena = rq->cx.arena };
    struct tell tell = { .kind = EVENT_REPORT_SUPPLEMENTED };
    struct track *track = ARENA_NEW(rq->cx.arena, struct track);
    const json_t *root;
    struct str changed;

    if (!track)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a supplement");
    TRY(api_body(rq, &root));
    if (!root)
        return OK;
    errors.lang = rq->lang;
    TRY(track_report(&rq->cx, rq->env, rq->db, rq->reporter, track));
    api_form_supplement(rq, root, &errors, &track->report, &tell.text, &changed);
    if (tell.text.len == 0 && changed.len == 0)
        api_error(&errors, STR("text"), "missing", MSG(T_API_FAULT_NOTHING_ADDED));
    if (errors.len > 0)
        return api_refuse(rq, &errors);
    if (tell.text.len == 0)
        tell.text = text_in(rq->cx.arena, rq->lang, T_API_SUPPLEMENT_TEXT,
                            (const struct hole[]){ HOLE("what", changed) }, 1);
    tell.changes = &track->report;
    return tell_prepare(rq, &tell);
}

enum err post_api_withdrawal_check(struct request *rq)
{
    static const char *const names[] = { "reason", "pressured", "lang", NULL };
    struct api_errors errors = { .arena = rq->cx.arena };
    struct tell tell = { .kind = EVENT_REPORT_WITHDRAWN };
    const json_t *root;

    TRY(api_body(rq, &root));
    if (!root)
        return OK;
    errors.lang = rq->lang;
    api_members_only(&errors, root, names);
    tell.text = api_text(&errors, root, "reason", REPORT_WHAT_MAX);
    tell.pressured = api_answer(&errors, root, "pressured");
    if (tell.pressured == ANSWER_NONE)
        tell.pressured = ANSWER_UNSURE;
    return errors.len > 0 ? api_refuse(rq, &errors) : tell_prepare(rq, &tell);
}

enum err post_api_told_write(struct request *rq, struct db *tx)
{
    struct telling_work *w = rq->work;
    enum err err = tell_write(&rq->cx, rq->env, tx, w->telling, &w->log_index);

    return err == ERR_INVALID ? api_problem(rq, 409, "not_now", T_API_PROBLEM_NOT_NOW) : err;
}

enum err post_api_told_reply(struct request *rq)
{
    struct telling_work *w = rq->work;
    struct buf b = buf_in(rq->cx.arena, 4096);
    struct json_out o = json_to(&b);

    json_begin(&o);
    json_put(&o, "case", rq->reporter->number);
    api_put_receipt(&o, rq->cx.arena, w->log_index);
    json_put(&o, "received_on",
             day_text(rq->cx.arena, day_at(rq->cx.now_us, rq->env->zone_minutes)));
    json_end(&o);
    return reply_json(rq, 201, buf_end(&b));
}

/* ---- seeing ---- */

static const char *const clock_states[CLOCK_STATE_COUNT] = { "running", "met", "missed", "paused",
                                                             "cancelled" };
static const char *const referral_states[] = { "sent", "received", "answered" };
static const char *const waiting_for[] = { "officer", "reporter", "authority", "nobody" };

static void put_at(struct json_out *o, const struct request *rq, const char *key, int64_t us)
{
    json_key(o, key);
    if (us > 0)
        json_str(o, instant_text(rq->cx.arena, us, rq->env->zone_minutes));
    else
        json_nil(o);
}

static struct day day_of_instant(const struct request *rq, int64_t us)
{
    return us > 0 ? day_at(us, rq->env->zone_minutes) : DAY_NONE;
}

static void put_result(struct json_out *o, struct request *rq, enum result r)
{
    api_put_words(o, rq, "result", r == RESULT_NONE ? "" : result_name(r), result_words(r));
}

static void put_clock(struct json_out *o, struct request *rq, const struct report_form *form,
                      const struct case_clock *c)
{
    struct arena *a = rq->cx.arena;
    const struct clock_rule *rule = rulebook_clock(rq->env->rules, c->name,
                                                   day_of_instant(rq, c->starts_us));
    struct clock k;
    bool shown = api_clock_working(rq, form, c->name, c->starts_us, c->due_on, &k);
    enum clock_unit unit = shown ? k.unit : rule ? rule->unit : UNIT_NONE;

    json_begin(o);
    json_put(o, "name", str_of(clock_name_text(c->name)));
    json_put(o, "words", msg_text(a, rq->lang, clock_words(c->name)));
    api_put_words(o, rq, "authority", authority_name(c->authority), authority_words(c->authority));
    json_put(o, "state", str_of(clock_states[c->state]));
    json_put_bool(o, "late", c->late || c->state == CLOCK_MISSED);
    api_put_text(o, "unit", str_of(clock_unit_name(unit)));
    api_put_day(o, a, "starts_on", day_of_instant(rq, c->starts_us));
    api_put_day(o, a, "due_on", c->due_on);
    put_at(o, rq, "due_at", unit == UNIT_HOUR ? c->due_us : 0);
    api_put_day(o, a, "strict_due_on", unit == UNIT_HOUR ? DAY_NONE : c->strict_due_on);
    api_put_text(o, "basis", shown ? k.basis : rule ? rule->law.basis : STR(""));
    api_put_text(o, "explained", shown ? k.explained : STR(""));
    json_end(o);
}

static void put_referral(struct json_out *o, struct request *rq, const struct case_referral *r)
{
    struct arena *a = rq->cx.arena;

    json_begin(o);
    api_put_words(o, rq, "authority", authority_name(r->authority), authority_words(r->authority));
    json_put(o, "state", str_of(referral_states[r->state]));
    api_put_day(o, a, "sent_on", day_of_instant(rq, r->sent_us));
    api_put_day(o, a, "received_on", r->received_us > 0 ? r->received_on : DAY_NONE);
    api_put_day(o, a, "answered_on", r->answered_us > 0 ? r->answered_on : DAY_NONE);
    api_put_day(o, a, "due_on", r->due_on);
    put_result(o, rq, r->result);
    json_end(o);
}

/* Only the facts that the kind is about. */
static void put_event_facts(struct json_out *o, struct request *rq, const struct track_event *e)
{
    const struct event_facts *f = &e->facts;
    bool reviewed = e->kind == EVENT_CASE_REVIEWED;

    api_put_words(o, rq, "authority", authority_name(f->authority), authority_words(f->authority));
    put_result(o, rq, f->result);
    api_put_words(o, rq, "clock", clock_name_text(f->clock), clock_words(f->clock));
    api_put_words(o, rq, "intake_kind", reviewed ? intake_name(f->intake) : "",
                  intake_words(f->intake));
    if (reviewed || e->kind == EVENT_COMPLETION_ASKED)
        api_put_missing(o, rq, "missing", f->missing);
    api_put_text(o, "number", e->number);
    if (f->agency != AGENCY_NONE)
        api_put_words(o, rq, "about_agency", agency_code_name(f->agency), agency_words(f->agency));
}

static void put_event(struct json_out *o, struct request *rq, const struct track_event *e)
{
    json_begin(o);
    json_put(o, "kind", str_of(event_rule(e->kind)->name));
    api_put_day(o, rq->cx.arena, "on", day_of_instant(rq, e->at_us));
    put_at(o, rq, "at", e->day_only ? 0 : e->at_us);
    api_put_text(o, "agency", e->agency);
    put_event_facts(o, rq, e);
    api_put_text(o, "text", e->text);
    api_put_receipt(o, rq->cx.arena, e->log_index);
    json_end(o);
}

static void put_talk(struct json_out *o, struct request *rq, const struct talk *t)
{
    json_begin(o);
    json_put(o, "from", t->from_reporter ? STR("reporter") : STR("agency"));
    api_put_text(o, "agency", t->from_reporter ? STR("") : t->agency);
    json_put(o, "text", t->text);
    api_put_day(o, rq->cx.arena, "on", day_of_instant(rq, t->at_us));
    put_at(o, rq, "at", t->from_reporter ? 0 : t->at_us);
    json_end(o);
}

static void put_lists(struct json_out *o, struct request *rq, const struct track *t)
{
    const struct case_state *s = &t->state;

    json_key(o, "clocks");
    json_list(o);
    for (size_t i = 0; i < s->clocks_len; i++)
        put_clock(o, rq, &t->report, &s->clocks[i]);
    json_list_end(o);
    json_key(o, "referrals");
    json_list(o);
    for (size_t i = 0; i < s->referrals_len; i++)
        put_referral(o, rq, &s->referrals[i]);
    json_list_end(o);
    json_key(o, "timeline");
    json_list(o);
    for (size_t i = 0; i < t->events_len; i++)
        put_event(o, rq, &t->events[i]);
    json_list_end(o);
    json_key(o, "messages");
    json_list(o);
    for (size_t i = 0; i < t->talk_len; i++)
        put_talk(o, rq, &t->talk[i]);
    json_list_end(o);
}

/* What was filed, so that a program can show it and complete it; never the identity. */
static enum err put_filed(struct json_out *o, struct request *rq, const struct report_form *form)
{
    struct report_form shown = *form;
    struct str json;

    shown.name = shown.phone = shown.address = STR("");
    TRY(report_form_write(&rq->cx, &shown, &json));
    json_key(o, "report");
    json_raw(o, json);
    return OK;
}

enum err get_api_report(struct request *rq)
{
    struct track *t = ARENA_NEW(rq->cx.arena, struct track);
    struct buf b = buf_in(rq->cx.arena, API_ANSWER_MAX);
    struct json_out o = json_to(&b);
    const struct case_state *s;

    if (!t)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a report");
    api_choose_lang(rq);
    TRY(track_report(&rq->cx, rq->env, rq->db, rq->reporter, t));
    s = &t->state;
    json_begin(&o);
    json_put(&o, "case", t->number);
    api_put_day(&o, rq->cx.arena, "received_on", day_of_instant(rq, s->received_us));
    api_put_words(&o, rq, "state", stage_name(s->stage), stage_words(s->stage));
    api_put_words(&o, rq, "intake_kind", intake_name(s->intake), intake_words(s->intake));
    api_put_words(&o, rq, "category", category_name(s->category), category_words(s->category));
    api_put_words(&o, rq, "mode", mode_name(s->mode), mode_words(s->mode));
    api_put_words(&o, rq, "timeliness", timeliness_name(s->timeliness),
                  timeliness_words(s->timeliness));
    json_put(&o, "waiting_for", str_of(waiting_for[s->waiting]));
    json_put_bool(&o, "withdrawn", s->withdrawn);
    put_result(&o, rq, s->result);
    api_put_missing(&o, rq, "missing", s->missing);
    put_lists(&o, rq, t);
    TRY(put_filed(&o, rq, &t->report));
    json_end(&o);
    return reply_json(rq, 200, buf_end(&b));
}
