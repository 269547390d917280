/*
 * track: the reporter's page: where the report is, what is due, what was said.
 */
#include "web/track.h"
#include <assert.h>
#include "domain/rulebook.h"
#include "page/track.h"
#include "page/track.page.h"
#include "page/words.h"
#include "web/citizen.h"
#include "web/files.h"

#define STEPS 5
#define STEP_REVIEW 2 /* the third */

struct tracking {
    struct request *rq;
    struct track track;
    struct track_page page;
    struct mend mend;
    struct track_step steps[STEPS];
    struct track_clock clocks[CASE_CLOCKS_MAX];
    struct msg missing[MISSING_COUNT];
};

static struct msg moment(struct request *rq, int64_t us, bool day_only)
{
    if (day_only)
        return SAY(rq, T_STAGES_ONE,
                   HOLE("day", value_day_short(day_at(us, rq->env->zone_minutes))));
    return SAY(rq, T_TRACK_MOMENT, HOLE("at", value_when_short(when_of(rq, us))));
}

static bool by_hour(const struct case_clock *c)
{
    return !day_known(c->strict_due_on);
}

static struct msg due_of(struct request *rq, const struct case_clock *c)
{
    if (by_hour(c))
        return SAY(rq, T_TRACK_DUE_AT, HOLE("at", when_of(rq, c->due_us)));
    return SAY(rq, T_TRACK_DUE, HOLE("day", c->due_on));
}

static struct msg left_of(struct request *rq, const struct case_clock *c)
{
    int64_t left = (c->due_us - rq->cx.now_us) / 1000000;
    struct span span = { left < 0 ? -left : left };

    return left < 0 ? SAY(rq, T_TRACK_OVERDUE, HOLE("span", span))
                    : SAY(rq, T_TRACK_LEFT, HOLE("span", span));
}

/* ---- the five steps ---- */

static void add_step(struct tracking *t, enum track_mark mark, enum text_key head,
                     struct msg text)
{
    assert(t->page.steps_len < STEPS);
    t->steps[t->page.steps_len++] =
        (struct track_step){ .mark = mark, .head = MSG(head), .text = text };
}

/* Missed and not yet answered first, then the one that ends next. */
static const struct case_clock *pressing(const struct case_state *s)
{
    for (size_t i = 0; i < s->clocks_len; i++)
        if (s->clocks[i].state == CLOCK_MISSED && s->clocks[i].name != CLOCK_FILING
            && case_open(s))
            return &s->clocks[i];
    return case_next_clock(s);
}

/* Beside the step it is about: the initial review's own, else the one under way. */
static void put_due(struct tracking *t, const struct case_clock *c)
{
    size_t at = 0;

    while (at < t->page.steps_len && t->steps[at].mark != TRACK_NOW)
        at++;
    if (!c || at == t->page.steps_len)
        return;
    if (c->name == CLOCK_INITIAL_REVIEW && at < STEP_REVIEW)
        at = STEP_REVIEW;
    t->steps[at].due = due_of(t->rq, c);
    t->steps[at].left = left_of(t->rq, c);
    t->steps[at].late = c->due_us < t->rq->cx.now_us;
}

static void steps_of(struct tracking *t)
{
    const struct case_state *s = &t->track.state;
    struct request *rq = t->rq;
    bool read = s->read_us > 0, reviewed = s->stage >= STAGE_REVIEWED;
    bool decided = s->stage >= STAGE_DECIDED;

    add_step(t, TRACK_DONE, T_TRACK_STEP_RECEIVED, moment(rq, s->received_us, true));
    add_step(t, read ? TRACK_DONE : TRACK_NOW, T_TRACK_STEP_READ,
             read ? moment(rq, s->read_us, false) : MSG(T_TRACK_STEP_READ_WAIT));
    add_step(t, reviewed ? TRACK_DONE : read ? TRACK_NOW : TRACK_NEXT, T_TRACK_STEP_REVIEW,
             reviewed ? intake_words(s->intake) : MSG(T_TRACK_STEP_REVIEW_D));
    add_step(t, decided ? TRACK_DONE : reviewed ? TRACK_NOW : TRACK_NEXT, T_TRACK_STEP_HANDLE,
             decided ? MSG(T_NONE) : MSG(T_TRACK_STEP_HANDLE_D));
    add_step(t, decided ? TRACK_DONE : TRACK_NEXT, T_TRACK_STEP_RESULT,
             decided ? result_words(s->result) : MSG(T_NONE));
    put_due(t, pressing(s));
    t->page.steps = t->steps;
}

/* ---- where it is, in one sentence ---- */

static bool all_answered(const struct case_state *s)
{
    for (size_t i = 0; i < s->referrals_len; i++)
        if (s->referrals[i].state != REFERRAL_ANSWERED)
            return false;
    return s->referrals_len > 0;
}

static struct msg state_of(struct request *rq, const struct case_state *s)
{
    if (s->merged)
        return MSG(T_TRACK_STATE_MERGED);
    switch (s->stage) {
    case STAGE_CLOSED:
        return s->result == RESULT_NONE
                   ? MSG(T_TRACK_STATE_CLOSED_PLAIN)
                   : SAY(rq, T_TRACK_STATE_CLOSED, HOLE("result", result_words(s->result)));
    case STAGE_DECIDED:
        return SAY(rq, T_TRACK_STATE_DECIDED, HOLE("result", result_words(s->result)));
    case STAGE_REFERRED:
        return MSG(all_answered(s) ? T_TRACK_STATE_ANSWERED : T_TRACK_STATE_REFERRED);
    case STAGE_REGISTERED:
        return MSG(T_TRACK_STATE_REGISTERED);
    case STAGE_REVIEWED:
        return MSG(T_TRACK_STATE_REVIEWED);
    case STAGE_NONE:
    case STAGE_RECEIVED:
    case STAGE_COUNT:
        break;
    }
    if (s->withdrawn)
        return MSG(T_TRACK_STATE_WITHDRAWN);
    return MSG(s->read_us ? T_TRACK_STATE_READING : T_TRACK_STATE_RECEIVED);
}

/* The officers' last word of why, while it stands. */
static struct str reason_of(const struct track *t)
{
    if (t->state.stage < STAGE_DECIDED)
        return STR("");
    for (size_t i = t->events_len; i-- > 0;)
        if (t->events[i].kind == EVENT_CASE_DECIDED && t->events[i].text.len)
            return t->events[i].text;
    for (size_t i = t->events_len; i-- > 0;) /* closed without a decision */
        if (t->events[i].kind == EVENT_CASE_CLOSED)
            return t->events[i].text;
    return STR("");
}

static struct msg question_of(const struct track *t)
{
    if (!case_open(&t->state) || t->talk_len == 0 || t->talk[t->talk_len - 1].from_reporter)
        return MSG(T_NONE);
    for (size_t i = t->events_len; i-- > 0;) {
        if (t->events[i].kind == EVENT_COMPLETION_ASKED)
            return MSG(T_TRACK_COMPLETION);
        if (t->events[i].kind == EVENT_MESSAGE_SENT)
            break;
    }
    return MSG(t->state.waiting == WAITING_REPORTER ? T_TRACK_QUESTION : T_TRACK_NEWS);
}

/* ---- clocks, talk, record ---- */

static struct msg clock_state(struct request *rq, const struct case_clock *c)
{
    switch (c->state) {
    case CLOCK_RUNNING:
        return by_hour(c) ? SAY(rq, T_TRACK_CLOCK_RUNNING_AT, HOLE("at", when_of(rq, c->due_us)))
                          : SAY(rq, T_TRACK_CLOCK_RUNNING, HOLE("day", c->due_on));
    case CLOCK_MET:
        return c->late ? SAY(rq, T_TRACK_CLOCK_MET_LATE,
                             HOLE("at", value_when_short(when_of(rq, c->ended_us))))
                       : SAY(rq, T_TRACK_CLOCK_MET,
                             HOLE("at", value_when_short(when_of(rq, c->ended_us))));
    case CLOCK_MISSED:
        return SAY(rq, T_TRACK_CLOCK_MISSED, HOLE("day", c->due_on));
    case CLOCK_PAUSED:
        return MSG(T_TRACK_CLOCK_PAUSED);
    case CLOCK_CANCELLED:
    case CLOCK_STATE_COUNT:
        break;
    }
    return MSG(T_TRACK_CLOCK_CANCELLED);
}

static struct str clock_explained(struct request *rq, const struct case_clock *c)
{
    int zone = rq->env->zone_minutes;
    const struct clock_rule *rule =
        rq->env->rules ? rulebook_clock(rq->env->rules, c->name, day_at(c->starts_us, zone))
                       : NULL;
    struct str how =
        by_hour(c)
            ? said(rq, SAY(rq, T_TRACK_CLOCK_EXPLAINED_HOUR,
                           HOLE("from", when_of(rq, c->starts_us)),
                           HOLE("to", when_of(rq, c->due_us))))
            : said(rq, SAY(rq, T_TRACK_CLOCK_EXPLAINED,
                           HOLE("from", day_at(c->starts_us, zone)), HOLE("to", c->due_on)));

    if (!rule || !rule->law.basis.len)
        return how;
    return said(rq, SAY(rq, T_TRACK_CLOCK_BASIS, HOLE("how", how),
                        HOLE("basis", rule->law.basis)));
}

static void clocks_of(struct tracking *t)
{
    const struct case_state *s = &t->track.state;

    for (size_t i = 0; i < s->clocks_len; i++) {
        const struct case_clock *c = &s->clocks[i];
        if (c->name == CLOCK_FILING || c->state == CLOCK_CANCELLED)
            continue;
        t->clocks[t->page.clocks_len++] = (struct track_clock){
            .name = c->authority == AUTHORITY_NONE
                        ? clock_words(c->name)
                        : SAY(t->rq, T_TRACK_CLOCK_OF, HOLE("clock", clock_words(c->name)),
                              HOLE("authority", authority_words(c->authority))),
            .state = clock_state(t->rq, c),
            .explained = clock_explained(t->rq, c),
            .late = c->state == CLOCK_MISSED,
        };
    }
    t->page.clocks = t->clocks;
}

static bool talk_of(struct tracking *t)
{
    struct track_talk *talk = ARENA_ARRAY(t->rq->cx.arena, struct track_talk,
                                          t->track.talk_len + 1);
    int zone = t->rq->env->zone_minutes;
    struct day last = DAY_NONE;

    for (size_t i = 0; talk && i < t->track.talk_len; i++) {
        const struct talk *said_then = &t->track.talk[i];
        struct day day = day_at(said_then->at_us, zone);

        talk[i] = (struct track_talk){
            .who = said_then->from_reporter ? MSG(T_TRACK_YOU)
                   : said_then->agency.len
                       ? SAY(t->rq, T_TRACK_OFFICER_OF, HOLE("agency", said_then->agency))
                       : MSG(T_TRACK_OFFICER),
            .text = said_then->text,
            .at = when_of(t->rq, said_then->at_us),
            .mine = said_then->from_reporter,
        };
        if (day.n != last.n)
            talk[i].day = SAY(t->rq, T_STAGES_ONE, HOLE("day", day));
        last = day;
    }
    t->page.talk = talk;
    t->page.talk_len = t->track.talk_len;
    return talk != NULL;
}

/* Messages stand in the talk; here only that there was one. */
static struct str line_text(const struct track_event *e)
{
    switch ((int)e->kind) {
    case EVENT_MESSAGE_SENT:
    case EVENT_MESSAGE_RECEIVED:
    case EVENT_REPORT_SUPPLEMENTED:
    case EVENT_COMPLETION_ASKED:
    case EVENT_CASE_TAKEN:
        return STR("");
    case EVENT_CASE_REGISTERED:
        return e->number;
    default:
        return e->text;
    }
}

static bool changes_of(struct tracking *t)
{
    struct track_change *changes = ARENA_ARRAY(t->rq->cx.arena, struct track_change,
                                               t->track.events_len + 1);

    for (size_t i = 0; changes && i < t->track.events_len; i++) {
        const struct track_event *e = &t->track.events[t->track.events_len - 1 - i];
        changes[i] = (struct track_change){
            .when = moment(t->rq, e->at_us, e->day_only),
            .what = track_line(t->rq, e),
            .text = line_text(e),
            .entry = e->log_index,
        };
    }
    t->page.changes = changes;
    t->page.changes_len = t->track.events_len;
    return changes != NULL;
}

static bool files_of(struct tracking *t)
{
    struct file_line_page *lines = ARENA_ARRAY(t->rq->cx.arena, struct file_line_page,
                                               t->track.files_len + 1);

    for (size_t i = 0; lines && i < t->track.files_len; i++)
        file_line_fill(t->rq, &t->track.files[i], &lines[i]);
    t->page.files = lines;
    t->page.files_len = t->track.files_len;
    return lines != NULL;
}

/* ---- the page ---- */

static struct msg done_of(struct request *rq)
{
    struct str what = rq->method == METHOD_POST ? STR("") : form_get(rq, "kirim");

    return MSG(str_is(what, "pesan")    ? T_TRACK_SENT_MESSAGE
               : str_is(what, "berkas") ? T_FILES_ADDED
               : str_is(what, "tambah") ? T_TRACK_SENT_ADDED
               : str_is(what, "cabut")  ? T_TRACK_SENT_WITHDRAWN
                                        : T_NONE);
}

static void head_of(struct tracking *t)
{
    const struct report_form *form = &t->track.report;
    struct track_page *p = &t->page;

    frame_of(t->rq, MSG(T_TRACK_TITLE), &p->top, &p->bottom);
    p->number = t->track.number;
    p->zone = zone_name(t->rq->cx.arena, t->rq->env->zone_minutes);
    p->mode = mode_words(t->track.state.mode);
    p->title = report_title(t->rq->cx.arena, form);
    if (form->kecamatan.len)
        p->place = SAY(t->rq, T_TRACK_PLACE, HOLE("name", place_name(form->kecamatan)));
    p->sent = SAY(t->rq, T_TRACK_SENT,
                  HOLE("day", day_at(t->track.state.received_us, t->rq->env->zone_minutes)));
    p->state = state_of(t->rq, &t->track.state);
    p->reason = reason_of(&t->track);
    p->question = question_of(&t->track);
    p->open = case_open(&t->track.state);
    p->withdrawn = t->track.state.withdrawn;
    for (unsigned m = 1; m < MISSING_COUNT && p->open; m++)
        if (t->track.state.missing & CODE_BIT(m))
            t->missing[p->missing_len++] = missing_words((enum missing)m);
    p->missing = t->missing;
    p->completes = p->open && t->track.state.missing & ~track_bring(&t->track.state);
}

enum err show_track(struct request *rq, struct str typed, struct msg mend, int status)
{
    struct tracking *t = ARENA_NEW(rq->cx.arena, struct tracking);

    if (!t)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a page");
    t->rq = rq;
    TRY(track_report(&rq->cx, rq->env, rq->db, rq->reporter, &t->track));
    head_of(t);
    steps_of(t);
    clocks_of(t);
    if (!talk_of(t) || !changes_of(t) || !files_of(t))
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a page");
    t->page.typed = typed;
    t->page.mend = mend;
    t->mend = (struct mend){ .id = STR("pesan"), .text = mend };
    t->page.mends = (struct mends_page){ &t->mend, mend.key != T_NONE };
    t->page.top.error = mend.key != T_NONE;
    t->page.done = done_of(rq);
    t->page.csrf = csrf_token(rq);
    reply_cookie(rq, COOKIE_REPORTER, rq->session_token, (int)(REPORTER_IDLE_US / 1000000));
    page_track(page_begin(rq), &t->page);
    return reply_page(rq, status);
}

enum err get_track(struct request *rq)
{
    return show_track(rq, STR(""), MSG(T_NONE), 200);
}
