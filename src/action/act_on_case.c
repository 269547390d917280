/* act_on_case: from what an officer filled in to signed events. Field checks: deed_fields.c. */
#include "action/act_on_case.h"
#include "action/clock_working.h"
#include "action/case_clocks.h"
#include "action/case_title.h"
#include "action/deed_fields.h"
#include "store/case_state.h"

static const enum event_kind kinds[DEED_COUNT] = {
    [DEED_NOTE] = EVENT_NOTE_ADDED,
    [DEED_MESSAGE] = EVENT_MESSAGE_SENT,
    [DEED_TAKE] = EVENT_CASE_TAKEN,
    [DEED_REVIEW] = EVENT_CASE_REVIEWED,
    [DEED_ASK] = EVENT_COMPLETION_ASKED,
    [DEED_REGISTER] = EVENT_CASE_REGISTERED,
    [DEED_FINDING] = EVENT_FINDING_NOTED,
    [DEED_REFER] = EVENT_CASE_REFERRED,
    [DEED_RECEIVED] = EVENT_REFERRAL_RECEIVED,
    [DEED_ANSWERED] = EVENT_REFERRAL_ANSWERED,
    [DEED_EXTEND] = EVENT_CLOCK_EXTENDED,
    [DEED_PAUSE] = EVENT_CLOCK_PAUSED,
    [DEED_RESUME] = EVENT_CLOCK_RESUMED,
    [DEED_TASK_ADD] = EVENT_TASK_ADDED,
    [DEED_TASK_DONE] = EVENT_TASK_DONE,
    [DEED_MERGE] = EVENT_CASE_MERGED,
    [DEED_DECIDE] = EVENT_CASE_DECIDED,
    [DEED_CLOSE] = EVENT_CASE_CLOSED,
    [DEED_REOPEN] = EVENT_CASE_REOPENED,
};

enum event_kind deed_kind(enum deed deed)
{
    return kinds[deed];
}

static bool any_referral(const struct case_state *s, bool answered)
{
    for (size_t i = 0; i < s->referrals_len; i++)
        if ((s->referrals[i].state == REFERRAL_ANSWERED) == answered)
            return true;
    return false;
}

static bool any_clock(const struct case_state *s, enum clock_state a, enum clock_state b)
{
    for (size_t i = 0; i < s->clocks_len; i++)
        if (s->clocks[i].state == a || s->clocks[i].state == b)
            return true;
    return false;
}

bool deed_possible(const struct case_state *s, enum deed deed)
{
    if (!(event_rule(kinds[deed])->stages >> s->stage & 1))
        return false;
    if (deed == DEED_RECEIVED || deed == DEED_ANSWERED)
        return any_referral(s, false);
    if (deed == DEED_EXTEND)
        return any_clock(s, CLOCK_RUNNING, CLOCK_MISSED);
    if (deed == DEED_PAUSE)
        return any_clock(s, CLOCK_RUNNING, CLOCK_RUNNING);
    if (deed == DEED_RESUME)
        return any_clock(s, CLOCK_PAUSED, CLOCK_PAUSED);
    if (deed == DEED_FINDING)
        return s->intake == INTAKE_INFORMASI_AWAL;
    return true;
}

/* The payload of each kind: /docs/events.md. */
static enum err payload_write(struct cx *cx, enum deed deed, const struct deed_form *f,
                              struct str basis, struct bytes *out)
{
    struct buf b = buf_in(cx->arena, DEED_TEXT_MAX * 8);
    struct json_out o = json_to(&b);
    struct str text;

    json_begin(&o);
    json_put(&o, "text", f->text);
    if (deed == DEED_REVIEW) {
        json_put(&o, "title", f->title);
        json_put_bool(&o, "formal", f->formal == ANSWER_YES);
        json_put_bool(&o, "material", f->material == ANSWER_YES);
    } else if (deed == DEED_REGISTER) {
        json_put(&o, "receipt_number", f->number);
        json_put(&o, "register_number", f->register_number);
    } else if (deed == DEED_REFER) {
        json_put(&o, "basis", basis);
    } else if (deed == DEED_ANSWERED || deed == DEED_MERGE) {
        json_put(&o, "number", f->number);
    }
    json_end(&o);
    text = buf_end(&b);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "payload of %s", event_rule(kinds[deed])->name);
    *out = (struct bytes){ (const uint8_t *)text.at, text.len };
    return OK;
}

static void clock_start_if(const struct deed_work *w, enum clock_name name,
                           enum authority authority, struct day from, struct event_facts *facts)
{
    const struct case_clock *have = case_clock_find(&w->rc->head.state, name, authority);

    if (have && (have->state == CLOCK_RUNNING || have->state == CLOCK_PAUSED))
        return;
    if (facts->clocks_len < EVENT_CLOCKS_MAX
        && case_clock_begin(w->cx, w->env, w->rc, name, authority, from,
                            &facts->clocks[facts->clocks_len]))
        facts->clocks_len++;
}

/* What an officer's review changes, and whether it overrides the rules. */
static void review_facts(const struct deed_work *w, struct event_facts *facts)
{
    const struct deed_form *f = w->form;

    facts->intake = f->intake;
    facts->category = f->category;
    facts->urgency = f->urgency == URGENCY_NONE ? w->rc->head.state.urgency : f->urgency;
    facts->missing = f->missing;
    facts->overrides = w->overrides;
    facts->excluded = w->rc->head.state.excluded | w->findings.excluded;
    /* informasi awal is traced from the day it came in */
    if (f->intake == INTAKE_INFORMASI_AWAL
        && !case_clock_find(&w->rc->head.state, CLOCK_TRACING, AUTHORITY_NONE))
        clock_start_if(w, CLOCK_TRACING, AUTHORITY_NONE, w->today, facts);
}

/* The clock's own change, counted by the rules from where it stands. */
static enum err clock_facts(const struct deed_work *w, struct event_facts *facts)
{
    const struct rulebook *book = case_book(w->env, w->rc);
    struct cx *cx = w->cx;
    struct clock c = w->clock;

    facts->clock = w->form->clock;
    facts->authority = w->form->authority;
    if (w->deed == DEED_PAUSE)
        return OK;
    if (w->deed == DEED_EXTEND)
        TRY(clock_extend(cx, book, &c, w->form->by, w->form->text, &c));
    else
        TRY(clock_resume(cx, book, &c, cx->now_us, &c));
    facts->clocks[0] = event_clock_of(&c, w->form->authority);
    if (w->deed == DEED_EXTEND && c.name == CLOCK_HANDLING_3)
        facts->clocks[0].name = CLOCK_HANDLING_5; /* 3 days become 5 */
    facts->clocks_len = 1;
    return OK;
}

static enum err deed_facts(const struct deed_work *w, struct event_facts *facts)
{
    const struct deed_form *f = w->form;
    const struct case_state *s = &w->rc->head.state;
    struct day on = f->on_given ? f->on : w->today;

    event_facts_init(facts);
    switch (w->deed) {
    case DEED_TAKE:
    case DEED_TASK_ADD:
        facts->officer = w->by->id;
        break;
    case DEED_TASK_DONE:
        facts->task = f->task;
        break;
    case DEED_REVIEW:
        review_facts(w, facts);
        break;
    case DEED_ASK:
        facts->missing = f->missing;
        clock_start_if(w, CLOCK_COMPLETION, AUTHORITY_NONE, w->today, facts);
        break;
    case DEED_REGISTER:
        facts->on = on;
        if (!case_clock_find(s, CLOCK_HANDLING_3, AUTHORITY_NONE)
            && !case_clock_find(s, CLOCK_HANDLING_5, AUTHORITY_NONE))
            clock_start_if(w, CLOCK_HANDLING_3, AUTHORITY_NONE, on, facts);
        break;
    case DEED_RECEIVED:
    case DEED_ANSWERED:
        facts->authority = f->authority;
        facts->on = on;
        facts->result = w->deed == DEED_ANSWERED ? f->result : RESULT_NONE;
        break;
    case DEED_EXTEND:
    case DEED_PAUSE:
    case DEED_RESUME:
        return clock_facts(w, facts);
    case DEED_MERGE:
        facts->other = w->other;
        break;
    case DEED_DECIDE:
        facts->on = on;
        facts->result = f->result;
        if (f->result == RESULT_CRIME && !case_referral_find(s, AUTHORITY_GAKKUMDU))
            clock_start_if(w, CLOCK_POLICE_HANDOVER, AUTHORITY_NONE, on, facts);
        break;
    case DEED_CLOSE:
        facts->result = f->result;
        break;
    case DEED_NOTE:
    case DEED_MESSAGE:
    case DEED_FINDING:
    case DEED_REFER: /* one event a body: refer_plan */
    case DEED_REOPEN:
    case DEED_COUNT:
        break;
    }
    return OK;
}

/* The case as it will be after an event that is prepared but not written. */
static enum err head_after(struct cx *cx, const struct append *a, struct case_head *head)
{
    enum case_fault fault = case_apply(&head->state, &a->event);
    struct hash hash;

    if (fault != CASE_FINE)
        return FAIL(cx, ERR_INVALID, "%s", case_fault_text(fault));
    leaf_hash(a->leaf, &hash);
    memcpy(head->last_leaf, hash.b, sizeof head->last_leaf);
    return OK;
}

static enum err refer_plan(struct deed_work *w, struct deed_plan *plan)
{
    struct case_head head = w->rc->head;
    struct event_facts facts;
    struct bytes payload;

    for (enum authority a = AUTHORITY_NONE + 1; a < AUTHORITY_COUNT; a++) {
        const struct triage_route *route = triage_route_to(&w->findings, a);
        enum clock_name clock;

        if (!(w->form->authorities & CODE_BIT(a)))
            continue;
        event_facts_init(&facts);
        facts.authority = a;
        facts.overrides = !route;
        clock = case_clock_of_body(w->env, w->rc, a);
        if (clock != CLOCK_NONE)
            clock_start_if(w, clock, a, w->today, &facts);
        TRY(payload_write(w->cx, DEED_REFER, w->form, route ? route->basis : w->form->basis,
                          &payload));
        TRY(append_prepare(w->cx, w->env, &head, EVENT_CASE_REFERRED, &facts, payload, w->by,
                           ACTOR_OFFICER, &plan->items[plan->items_len]));
        TRY(head_after(w->cx, &plan->items[plan->items_len], &head));
        plan->items_len++;
    }
    return OK;
}

static enum err single_plan(struct deed_work *w, struct deed_plan *plan)
{
    enum event_kind kind = kinds[w->deed];
    struct event_facts facts;
    struct bytes payload = { 0 };

    TRY(deed_facts(w, &facts));
    if (event_rule(kind)->sealed)
        TRY(payload_write(w->cx, w->deed, w->form, w->form->basis, &payload));
    TRY(append_prepare(w->cx, w->env, &w->rc->head, kind, &facts, payload, w->by, ACTOR_OFFICER,
                       &plan->items[0]));
    plan->items_len = 1;
    return OK;
}

/* The same form sent twice: the event it asked for is there, by the same officer. */
static bool already_done(const struct deed_work *w)
{
    enum event_kind kind = kinds[w->deed];
    const struct read_event *re;

    if (w->form->seen == 0 || w->form->seen >= w->rc->events_len)
        return false;
    re = &w->rc->events[w->form->seen];
    return re->event.kind == kind && re->event.actor == ACTOR_OFFICER
           && memcmp(re->event.officer.b, w->by->id.b, ID_SIZE) == 0
           && (!event_rule(kind)->sealed || str_eq(re->text, w->form->text))
           && re->event.facts.task == (w->deed == DEED_TASK_DONE ? w->form->task : 0);
}

/* Taking from a list, which shows no events: all that matters is that nobody has it. */
static bool free_to_take(const struct deed_work *w)
{
    return w->deed == DEED_TAKE && w->form->seen == 0 && !w->rc->head.state.owned;
}

enum err deed_check(struct cx *cx, const struct env *env, struct db *db,
                    const struct officer_session *by, const struct read_case *rc, enum deed deed,
                    const struct deed_form *form, struct deed_plan **plan,
                    struct deed_findings *bad)
{
    struct deed_work w = { .cx = cx, .env = env, .db = db, .by = by, .rc = rc, .deed = deed,
                           .form = form, .bad = bad,
                           .today = day_at(cx->now_us, env->zone_minutes) };
    struct deed_plan *p = ARENA_NEW(cx->arena, struct deed_plan);
    enum err err;

    bad->len = 0;
    *plan = NULL;
    if (!p || !(p->items = ARENA_ARRAY(cx->arena, struct append, CASE_REFERRALS_MAX)))
        return FAIL(cx, ERR_TOO_LARGE, "deed plan");
    p->deed = deed;
    p->id = rc->head.id;
    if (form->seen != rc->head.state.events && !free_to_take(&w)) {
        p->repeated = already_done(&w);
        if (p->repeated)
            *plan = p;
        else
            deed_bad(&w, "changed", DEED_CHANGED);
        return OK;
    }
    if (!deed_possible(&rc->head.state, deed)) {
        deed_bad(&w, "stage", DEED_STAGE);
        return OK;
    }
    TRY(deed_fields(&w));
    if (bad->len > 0)
        return OK;
    err = deed == DEED_REFER ? refer_plan(&w, p) : single_plan(&w, p);
    if (err == ERR_INVALID) { /* the table says no */
        deed_bad(&w, "stage", DEED_STAGE);
        return OK;
    }
    TRY(err);
    if (deed == DEED_REVIEW) {
        struct secret32 secret AUTO(secret32_wipe) = { { 0 } };

        case_secret(&rc->keys, &secret);
        TRY(case_title_seal(cx, rc->head.id, &secret, str_trim(form->title), &p->title));
    }
    *plan = p;
    return OK;
}

enum err deed_write(struct cx *cx, const struct env *env, struct db *tx, struct deed_plan *plan)
{
    if (plan->repeated)
        return OK;
    for (size_t i = 0; i < plan->items_len; i++) {
        enum err err = append_write(cx, env, tx, &plan->items[i], &plan->log_index);

        if (err == ERR_CONFLICT && i == 0) {
            plan->conflict = true;
            return OK;
        }
        TRY(err);
    }
    if (plan->title.len > 0)
        TRY(store_case_title_set(cx, tx, plan->id, plan->title));
    return OK;
}
