/* case: the fold. What may follow what is in event.c's table; how each kind changes the state is
 * here. */
#include "domain/case.h"
#include "domain/case_custody.h"
#include <assert.h>
#include <string.h>

void case_init(struct case_state *s)
{
    memset(s, 0, sizeof *s);
}

bool case_open(const struct case_state *s)
{
    return s->stage != STAGE_NONE && s->stage != STAGE_CLOSED;
}

const struct case_clock *case_clock_find(const struct case_state *s, enum clock_name name,
                                         enum authority authority)
{
    /* the newest of a name counts: a reopened case may run the same clock again */
    for (size_t i = s->clocks_len; i-- > 0;)
        if (s->clocks[i].name == name && s->clocks[i].authority == authority)
            return &s->clocks[i];
    return NULL;
}

const struct case_referral *case_referral_find(const struct case_state *s, enum authority authority)
{
    for (size_t i = s->referrals_len; i-- > 0;)
        if (s->referrals[i].authority == authority)
            return &s->referrals[i];
    return NULL;
}

static struct case_clock *clock_of(struct case_state *s, enum clock_name name,
                                   enum authority authority)
{
    return (struct case_clock *)case_clock_find(s, name, authority);
}

const struct case_clock *case_next_clock(const struct case_state *s)
{
    const struct case_clock *next = NULL;

    for (size_t i = 0; i < s->clocks_len; i++) {
        const struct case_clock *c = &s->clocks[i];

        if (c->state != CLOCK_RUNNING && c->state != CLOCK_MISSED)
            continue;
        if (!next || c->due_us < next->due_us)
            next = c;
    }
    return next;
}

const char *case_fault_text(enum case_fault fault)
{
    static const char *const texts[CASE_FAULT_COUNT] = {
        [CASE_FINE] = "fine",
        [CASE_FAULT_STAGE] = "not possible in this stage",
        [CASE_FAULT_ACTOR] = "not possible for this actor",
        [CASE_FAULT_SEQ] = "not the next event of the case",
        [CASE_FAULT_FACTS] = "a needed fact is absent",
        [CASE_FAULT_UNKNOWN] = "names a clock, referral or task that is not there",
        [CASE_FAULT_FULL] = "the case is full",
    };

    return texts[fault];
}

static bool clock_alive(const struct case_clock *c)
{
    return c && (c->state == CLOCK_RUNNING || c->state == CLOCK_MISSED || c->state == CLOCK_PAUSED);
}

static enum case_fault referral_fault(const struct case_state *s, const struct event *e)
{
    const struct case_referral *r = case_referral_find(s, e->facts.authority);

    if (e->kind == EVENT_CASE_REFERRED) {
        if (e->facts.authority == AUTHORITY_NONE)
            return CASE_FAULT_FACTS;
        if (r && r->state != REFERRAL_ANSWERED)
            return CASE_FAULT_UNKNOWN; /* it is there already, and unanswered */
        return s->referrals_len == CASE_REFERRALS_MAX ? CASE_FAULT_FULL : CASE_FINE;
    }
    if (e->kind == EVENT_REFERRAL_RECEIVED)
        return r && r->state == REFERRAL_SENT ? CASE_FINE : CASE_FAULT_UNKNOWN;
    if (e->facts.result == RESULT_NONE)
        return CASE_FAULT_FACTS;
    return r && r->state != REFERRAL_ANSWERED ? CASE_FINE : CASE_FAULT_UNKNOWN;
}

static enum case_fault clock_fault(const struct case_state *s, const struct event *e)
{
    const struct event_facts *f = &e->facts;
    const struct case_clock *c = case_clock_find(s, f->clock, f->authority);
    bool changes = e->kind == EVENT_CLOCK_EXTENDED || e->kind == EVENT_CLOCK_RESUMED;

    if (changes && f->clocks_len != 1)
        return CASE_FAULT_FACTS;
    if (!clock_alive(c))
        return CASE_FAULT_UNKNOWN;
    if (e->kind == EVENT_CLOCK_RESUMED)
        return c->state == CLOCK_PAUSED ? CASE_FINE : CASE_FAULT_UNKNOWN;
    if (e->kind == EVENT_CLOCK_EXTENDED)
        return c->state != CLOCK_PAUSED && f->clocks[0].due_us > c->due_us ? CASE_FINE
                                                                           : CASE_FAULT_UNKNOWN;
    if (c->state != CLOCK_RUNNING)
        return CASE_FAULT_UNKNOWN;
    return e->kind == EVENT_CLOCK_PAUSED || c->due_us <= e->at_us ? CASE_FINE : CASE_FAULT_UNKNOWN;
}

static enum case_fault task_fault(const struct case_state *s, const struct event *e)
{
    uint32_t task = e->facts.task;

    if (e->kind == EVENT_TASK_ADDED)
        return s->tasks_len == CASE_TASKS_MAX ? CASE_FAULT_FULL : CASE_FINE;
    return task >= 1 && task <= s->tasks_len && !s->tasks[task - 1].done ? CASE_FINE
                                                                         : CASE_FAULT_UNKNOWN;
}

static bool about_referral(enum event_kind kind)
{
    return kind == EVENT_CASE_REFERRED || kind == EVENT_REFERRAL_RECEIVED
           || kind == EVENT_REFERRAL_ANSWERED;
}

static bool about_clock(enum event_kind kind)
{
    return kind == EVENT_CLOCK_EXTENDED || kind == EVENT_CLOCK_PAUSED || kind == EVENT_CLOCK_RESUMED
           || kind == EVENT_DEADLINE_MISSED;
}

/* What a kind needs beyond its stage and actor. */
static enum case_fault facts_fault(const struct case_state *s, const struct event *e)
{
    const struct event_facts *f = &e->facts;

    if (f->clocks_len > EVENT_CLOCKS_MAX || s->clocks_len + f->clocks_len > CASE_CLOCKS_MAX)
        return CASE_FAULT_FULL;
    if (about_referral(e->kind))
        return referral_fault(s, e);
    if (about_clock(e->kind))
        return clock_fault(s, e);
    if (e->kind == EVENT_TASK_ADDED || e->kind == EVENT_TASK_DONE)
        return task_fault(s, e);
    if (about_custody(e->kind))
        return custody_fault(s, e);
    if (e->kind == EVENT_REPORT_WITHDRAWN)
        return s->withdrawn ? CASE_FAULT_UNKNOWN : CASE_FINE;
    if (e->kind == EVENT_CASE_REVIEWED)
        return f->intake == INTAKE_NONE ? CASE_FAULT_FACTS : CASE_FINE;
    if (e->kind == EVENT_CASE_DECIDED || e->kind == EVENT_CASE_CLOSED)
        return f->result == RESULT_NONE ? CASE_FAULT_FACTS : CASE_FINE;
    return CASE_FINE;
}

enum case_fault case_may(const struct case_state *s, const struct event *e)
{
    const struct event_rule *rule = event_rule(e->kind);

    if (e->seq != s->events)
        return CASE_FAULT_SEQ;
    if (!(rule->actors & e->actor))
        return CASE_FAULT_ACTOR;
    if (e->actor == ACTOR_OFFICER && case_recused(s, e->officer))
        return CASE_FAULT_ACTOR;
    if (!(rule->stages >> s->stage & 1))
        return CASE_FAULT_STAGE;
    return facts_fault(s, e);
}

static void clocks_start(struct case_state *s, const struct event_facts *f)
{
    for (size_t i = 0; i < f->clocks_len; i++) {
        const struct event_clock *c = &f->clocks[i];

        s->clocks[s->clocks_len++] = (struct case_clock){
            .name = c->name,
            .authority = c->authority,
            .state = CLOCK_RUNNING,
            .starts_us = c->starts_us,
            .due_us = c->due_us,
            .due_on = c->due_on,
            .strict_due_on = c->strict_due_on,
        };
    }
}

static void clock_end(struct case_clock *c, enum clock_state end, int64_t at_us)
{
    if (!clock_alive(c))
        return;
    c->late = end == CLOCK_MET && (c->state == CLOCK_MISSED || at_us >= c->due_us);
    c->state = end;
    c->ended_us = at_us;
}

static bool authority_is_bawaslu(enum authority a)
{
    return a == AUTHORITY_BAWASLU_KABKOTA || a == AUTHORITY_BAWASLU_PROV
           || a == AUTHORITY_BAWASLU_RI || a == AUTHORITY_BAWASLU_KABKOTA_ETIK;
}

/* The clocks that a kind stops: the post's and Bawaslu's own by the table, a body's by its answer.
 */
static void clocks_stop(struct case_state *s, const struct event *e, const struct event_rule *rule)
{
    for (size_t i = 0; i < s->clocks_len; i++) {
        struct case_clock *c = &s->clocks[i];
        bool own = c->authority == AUTHORITY_NONE;

        if (own && rule->stops >> c->name & 1)
            clock_end(c, CLOCK_MET, e->at_us);
        else if (!own && e->kind == EVENT_REFERRAL_ANSWERED && c->authority == e->facts.authority)
            clock_end(c, CLOCK_MET, e->at_us);
        else if (e->kind == EVENT_CASE_CLOSED || e->kind == EVENT_CASE_MERGED)
            clock_end(c, CLOCK_CANCELLED, e->at_us);
    }
    /* handing a soldier's case to Bawaslu within 24 hours, a crime to the police within 24 hours */
    if (e->kind == EVENT_CASE_REFERRED) {
        if (authority_is_bawaslu(e->facts.authority))
            clock_end(clock_of(s, CLOCK_TNI_FORWARD_24H, AUTHORITY_NONE), CLOCK_MET, e->at_us);
        if (e->facts.authority == AUTHORITY_GAKKUMDU)
            clock_end(clock_of(s, CLOCK_POLICE_HANDOVER, AUTHORITY_NONE), CLOCK_MET, e->at_us);
    }
}

static void clock_change(struct case_state *s, const struct event *e)
{
    const struct event_facts *f = &e->facts;
    struct case_clock *c = clock_of(s, f->clock, f->authority);

    if (e->kind == EVENT_DEADLINE_MISSED) {
        c->state = CLOCK_MISSED;
        return;
    }
    if (e->kind == EVENT_CLOCK_PAUSED) {
        c->state = CLOCK_PAUSED;
        c->paused_us = e->at_us;
        return;
    }
    c->state = CLOCK_RUNNING;
    c->paused_us = 0;
    c->due_us = f->clocks[0].due_us;
    c->due_on = f->clocks[0].due_on;
    c->strict_due_on = f->clocks[0].strict_due_on;
    c->name = f->clocks[0].name; /* handling_3 becomes handling_5 */
}

static void referral_change(struct case_state *s, const struct event *e)
{
    const struct event_facts *f = &e->facts;
    struct case_referral *r;

    if (e->kind == EVENT_CASE_REFERRED) {
        s->referrals[s->referrals_len++] = (struct case_referral){
            .authority = f->authority,
            .state = REFERRAL_SENT,
            .sent_us = e->at_us,
            .received_on = DAY_NONE,
            .answered_on = DAY_NONE,
            .due_on = f->clocks_len ? f->clocks[0].due_on : DAY_NONE,
        };
        return;
    }
    r = (struct case_referral *)case_referral_find(s, f->authority);
    if (e->kind == EVENT_REFERRAL_RECEIVED) {
        r->state = REFERRAL_RECEIVED;
        r->received_us = e->at_us;
        r->received_on = f->on;
        return;
    }
    r->state = REFERRAL_ANSWERED;
    r->answered_us = e->at_us;
    r->answered_on = f->on;
    r->result = f->result;
}

static void task_change(struct case_state *s, const struct event *e)
{
    if (e->kind == EVENT_TASK_ADDED) {
        s->tasks[s->tasks_len] = (struct case_task){
            .number = (uint32_t)s->tasks_len + 1,
            .event_seq = e->seq,
            .added_us = e->at_us,
            .officer = e->facts.officer,
        };
        s->tasks_len++;
        return;
    }
    s->tasks[e->facts.task - 1].done = true;
    s->tasks[e->facts.task - 1].done_us = e->at_us;
}

static void received(struct case_state *s, const struct event *e)
{
    const struct event_facts *f = &e->facts;

    s->received_us = e->at_us;
    s->category = f->category;
    s->channel = f->channel;
    s->mode = f->mode;
    s->intake = f->intake;
    s->urgency = f->urgency;
    s->timeliness = f->timeliness;
    s->missing = f->missing;
    s->excluded = f->excluded;
    s->flags = f->flags;
    s->threatened = f->threatened;
    memcpy(s->kecamatan, f->kecamatan, sizeof s->kecamatan);
}

/* Who is to move next, and who has something new to read. */
static void turn_change(struct case_state *s, const struct event *e)
{
    switch (e->kind) {
    case EVENT_REPORT_RECEIVED:
    case EVENT_REPORT_SUPPLEMENTED:
    case EVENT_MESSAGE_RECEIVED:
        s->unread++;
        s->unseen = 0;
        if (case_open(s))
            s->waiting = WAITING_OFFICER;
        break;
    case EVENT_MESSAGE_SENT:
    case EVENT_COMPLETION_ASKED:
        s->unread = 0;
        s->unseen++;
        if (case_open(s))
            s->waiting = WAITING_REPORTER;
        break;
    case EVENT_CASE_TAKEN:
        s->unread = 0;
        break;
    case EVENT_CASE_REFERRED:
        s->waiting = WAITING_AUTHORITY;
        break;
    case EVENT_REFERRAL_ANSWERED:
    case EVENT_CASE_REOPENED:
        s->waiting = WAITING_OFFICER;
        break;
    case EVENT_CASE_CLOSED:
    case EVENT_CASE_MERGED:
        s->waiting = WAITING_NOBODY;
        s->unread = 0;
        break;
    case EVENT_REPORT_WITHDRAWN:
    case EVENT_NOTE_ADDED:
    case EVENT_CASE_REVIEWED:
    case EVENT_CASE_REGISTERED:
    case EVENT_FINDING_NOTED:
    case EVENT_REFERRAL_RECEIVED:
    case EVENT_CLOCK_EXTENDED:
    case EVENT_CLOCK_PAUSED:
    case EVENT_CLOCK_RESUMED:
    case EVENT_TASK_ADDED:
    case EVENT_TASK_DONE:
    case EVENT_CASE_DECIDED:
    case EVENT_DEADLINE_MISSED:
    case EVENT_IDENTITY_REQUESTED:
    case EVENT_IDENTITY_APPROVED:
    case EVENT_IDENTITY_REFUSED:
    case EVENT_IDENTITY_VOIDED:
    case EVENT_IDENTITY_OPENED:
    case EVENT_IDENTITY_LAPSED:
    case EVENT_GRANT_PROPOSED:
    case EVENT_GRANT_GIVEN:
    case EVENT_GRANT_REVOKED:
    case EVENT_OFFICER_RECUSED:
    case EVENT_EVIDENCE_ADDED:
    case EVENT_KIND_COUNT:
        break;
    }
}

static void reviewed(struct case_state *s, const struct event *e)
{
    const struct event_facts *f = &e->facts;

    s->intake = f->intake;
    s->category = f->category;
    s->urgency = f->urgency;
    s->missing = f->missing;
    s->excluded |= f->excluded;
    custody_exclude(s, e->at_us);
}

/* What a kind changes of what is known about the case; its stage, clocks and turn are elsewhere. */
static void facts_change(struct case_state *s, const struct event *e)
{
    const struct event_facts *f = &e->facts;

    if (about_referral(e->kind))
        referral_change(s, e);
    else if (about_clock(e->kind))
        clock_change(s, e);
    else if (e->kind == EVENT_TASK_ADDED || e->kind == EVENT_TASK_DONE)
        task_change(s, e);
    else if (about_custody(e->kind))
        custody_change(s, e);
    else if (e->kind == EVENT_REPORT_RECEIVED)
        received(s, e);
    else if (e->kind == EVENT_CASE_REVIEWED)
        reviewed(s, e);
    else if (e->kind == EVENT_REPORT_SUPPLEMENTED) {
        s->missing = f->missing;
        s->timeliness = f->timeliness;
    } else if (e->kind == EVENT_REPORT_WITHDRAWN) {
        s->withdrawn = true;
        s->pressured = f->pressured;
    } else if (e->kind == EVENT_CASE_TAKEN) {
        s->owned = true;
        s->owner = f->officer;
    } else if (e->kind == EVENT_FINDING_NOTED)
        s->intake = INTAKE_TEMUAN;
    else if (e->kind == EVENT_CASE_DECIDED || e->kind == EVENT_CASE_CLOSED)
        s->result = f->result;
    else if (e->kind == EVENT_CASE_MERGED) {
        s->merged = true;
        s->merged_into = f->other;
        s->result = RESULT_MERGED;
    } else if (e->kind == EVENT_CASE_REOPENED) {
        s->merged = false;
        s->result = RESULT_NONE;
    }
}

/* A reopened case goes back to where its work is: to its referrals, or to review. */
static enum case_stage stage_after(const struct case_state *s, const struct event *e,
                                   const struct event_rule *rule)
{
    if (e->kind == EVENT_CASE_REOPENED)
        return s->referrals_len ? STAGE_REFERRED : STAGE_REVIEWED;
    /* Bawaslu may register after the referral, a body may be added after the decision */
    if (rule->leads_to == STAGE_NONE || (rule->leads_to < s->stage && s->stage != STAGE_CLOSED))
        return s->stage;
    return rule->leads_to;
}

enum case_fault case_apply(struct case_state *s, const struct event *e)
{
    const struct event_rule *rule = event_rule(e->kind);
    enum case_fault fault = case_may(s, e);
    bool changes_clock = e->kind == EVENT_CLOCK_EXTENDED || e->kind == EVENT_CLOCK_RESUMED;

    if (fault != CASE_FINE)
        return fault;
    clocks_stop(s, e, rule);
    facts_change(s, e);
    if (!changes_clock)
        clocks_start(s, &e->facts);
    s->stage = stage_after(s, e, rule);
    turn_change(s, e);
    if (e->actor == ACTOR_OFFICER && s->read_us == 0 && e->kind != EVENT_REPORT_RECEIVED)
        s->read_us = e->at_us;
    s->last_us = e->at_us;
    s->events++;
    return CASE_FINE;
}
