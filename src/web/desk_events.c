/* desk_events: a case's timeline in words. */
#include <string.h>
#include "action/list_cases.h"
#include "page/words.h"
#include "web/desk_case.h"

static const struct {
    enum text_key words;
    enum desk_icon icon;
    enum desk_box box;
} kinds[EVENT_KIND_COUNT] = {
    [EVENT_REPORT_RECEIVED] = { T_DESK_EVENT_REPORT_RECEIVED, DESK_ICON_INBOX, DESK_BOX_NONE },
    [EVENT_REPORT_SUPPLEMENTED] = { T_DESK_EVENT_REPORT_SUPPLEMENTED, DESK_ICON_MESSAGE,
                                    DESK_BOX_IN },
    [EVENT_REPORT_WITHDRAWN] = { T_DESK_EVENT_REPORT_WITHDRAWN, DESK_ICON_UNDO, DESK_BOX_IN },
    [EVENT_MESSAGE_RECEIVED] = { T_DESK_EVENT_MESSAGE_RECEIVED, DESK_ICON_MESSAGE, DESK_BOX_IN },
    [EVENT_MESSAGE_SENT] = { T_DESK_EVENT_MESSAGE_SENT, DESK_ICON_SEND, DESK_BOX_OUT },
    [EVENT_NOTE_ADDED] = { T_DESK_EVENT_NOTE_ADDED, DESK_ICON_NOTE, DESK_BOX_NOTE },
    [EVENT_CASE_TAKEN] = { T_DESK_EVENT_CASE_TAKEN, DESK_ICON_EYE, DESK_BOX_NONE },
    [EVENT_CASE_REVIEWED] = { T_DESK_EVENT_CASE_REVIEWED, DESK_ICON_SCALE, DESK_BOX_NOTE },
    [EVENT_COMPLETION_ASKED] = { T_DESK_EVENT_COMPLETION_ASKED, DESK_ICON_SEND, DESK_BOX_OUT },
    [EVENT_CASE_REGISTERED] = { T_DESK_EVENT_CASE_REGISTERED, DESK_ICON_STAMP, DESK_BOX_NOTE },
    [EVENT_FINDING_NOTED] = { T_DESK_EVENT_FINDING_NOTED, DESK_ICON_FLAG, DESK_BOX_NOTE },
    [EVENT_CASE_REFERRED] = { T_DESK_EVENT_CASE_REFERRED, DESK_ICON_FORWARD, DESK_BOX_NOTE },
    [EVENT_REFERRAL_RECEIVED] = { T_DESK_EVENT_REFERRAL_RECEIVED, DESK_ICON_CHECK, DESK_BOX_NONE },
    [EVENT_REFERRAL_ANSWERED] = { T_DESK_EVENT_REFERRAL_ANSWERED, DESK_ICON_REPLY, DESK_BOX_OUT },
    [EVENT_CLOCK_EXTENDED] = { T_DESK_EVENT_CLOCK_EXTENDED, DESK_ICON_CLOCK, DESK_BOX_NOTE },
    [EVENT_CLOCK_PAUSED] = { T_DESK_EVENT_CLOCK_PAUSED, DESK_ICON_CLOCK, DESK_BOX_NOTE },
    [EVENT_CLOCK_RESUMED] = { T_DESK_EVENT_CLOCK_RESUMED, DESK_ICON_CLOCK, DESK_BOX_NONE },
    [EVENT_TASK_ADDED] = { T_DESK_EVENT_TASK_ADDED, DESK_ICON_TASK, DESK_BOX_NOTE },
    [EVENT_TASK_DONE] = { T_DESK_EVENT_TASK_DONE, DESK_ICON_CHECK, DESK_BOX_NONE },
    [EVENT_CASE_MERGED] = { T_DESK_EVENT_CASE_MERGED, DESK_ICON_LINK, DESK_BOX_NOTE },
    [EVENT_CASE_DECIDED] = { T_DESK_EVENT_CASE_DECIDED, DESK_ICON_GAVEL, DESK_BOX_OUT },
    [EVENT_CASE_CLOSED] = { T_DESK_EVENT_CASE_CLOSED, DESK_ICON_CLOSE, DESK_BOX_OUT },
    [EVENT_CASE_REOPENED] = { T_DESK_EVENT_CASE_REOPENED, DESK_ICON_UNDO, DESK_BOX_OUT },
    [EVENT_DEADLINE_MISSED] = { T_DESK_EVENT_DEADLINE_MISSED, DESK_ICON_LATE, DESK_BOX_NONE },
    [EVENT_IDENTITY_REQUESTED] = { T_DESK_EVENT_IDENTITY_REQUESTED, DESK_ICON_EYE, DESK_BOX_OUT },
    [EVENT_IDENTITY_APPROVED] = { T_DESK_EVENT_IDENTITY_APPROVED, DESK_ICON_CHECK, DESK_BOX_NONE },
    [EVENT_IDENTITY_REFUSED] = { T_DESK_EVENT_IDENTITY_REFUSED, DESK_ICON_CLOSE, DESK_BOX_OUT },
    [EVENT_IDENTITY_VOIDED] = { T_DESK_EVENT_IDENTITY_VOIDED, DESK_ICON_LATE, DESK_BOX_NONE },
    [EVENT_IDENTITY_OPENED] = { T_DESK_EVENT_IDENTITY_OPENED, DESK_ICON_EYE, DESK_BOX_NONE },
    [EVENT_IDENTITY_LAPSED] = { T_DESK_EVENT_IDENTITY_LAPSED, DESK_ICON_CLOCK, DESK_BOX_NONE },
    [EVENT_GRANT_PROPOSED] = { T_DESK_EVENT_GRANT_PROPOSED, DESK_ICON_FORWARD, DESK_BOX_OUT },
    [EVENT_GRANT_GIVEN] = { T_DESK_EVENT_GRANT_GIVEN, DESK_ICON_CHECK, DESK_BOX_NONE },
    [EVENT_GRANT_REVOKED] = { T_DESK_EVENT_GRANT_REVOKED, DESK_ICON_UNDO, DESK_BOX_OUT },
    [EVENT_OFFICER_RECUSED] = { T_DESK_EVENT_OFFICER_RECUSED, DESK_ICON_FLAG, DESK_BOX_NONE },
    [EVENT_EVIDENCE_ADDED] = { T_DESK_EVENT_EVIDENCE_ADDED, DESK_ICON_INBOX, DESK_BOX_NONE },
};

/* Every hole that any of the sentences has; those a sentence lacks are ignored. */
static struct msg head_of(struct request *rq, const struct read_event *re)
{
    const struct event_facts *f = &re->event.facts;
    struct hole *holes = ARENA_ARRAY(rq->cx.arena, struct hole, 7);
    struct str number = json_text(re->payload, re->event.kind == EVENT_CASE_REGISTERED
                                                   ? "register_number"
                                                   : "number");

    /* the case it went into may have been closed to this agency since */
    if (re->event.kind == EVENT_CASE_MERGED
        && case_number_for(&rq->cx, rq->db, rq->officer, re->event.facts.other, &number) != OK)
        number = STR("-");
    if (!holes)
        return MSG(kinds[re->event.kind].words);
    holes[0] = HOLE("intake", intake_words(f->intake));
    holes[1] = HOLE("number", number);
    holes[2] = HOLE("authority", authority_words(f->authority));
    holes[3] = HOLE("result", result_words(f->result));
    holes[4] = HOLE("clock", clock_words(f->clock));
    holes[5] = HOLE("n", (long)f->task);
    holes[6] = HOLE("agency", agency_words(f->agency));
    return (struct msg){ .key = kinds[re->event.kind].words, .holes = holes, .holes_len = 7 };
}

static void event_fill(struct request *rq, const struct read_event *re, struct desk_event_page *out)
{
    enum event_kind kind = re->event.kind;

    *out = (struct desk_event_page){
        .icon = { kinds[kind].icon }, .box = kinds[kind].box, .head = head_of(rq, re),
        .who = re->officer, .at = { re->event.at_us, rq->env->zone_minutes },
        .log = (long)re->log_index, .text = re->text,
    };
    if (re->event.by_agency_known)
        out->agency = agency_words(re->event.agency);
    /* the account itself stands in its own card; a box without words is a line */
    if (kind == EVENT_REPORT_RECEIVED || str_trim(out->text).len == 0)
        out->box = DESK_BOX_NONE;
}

enum err desk_events_fill(struct request *rq, const struct read_case *rc, uint32_t from,
                          const struct desk_event_page **out, size_t *len)
{
    size_t first = from < rc->events_len ? from : rc->events_len, n = rc->events_len - first;
    struct desk_event_page *events = ARENA_ARRAY(rq->cx.arena, struct desk_event_page, n + 1);

    if (!events)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "timeline");
    for (size_t i = 0; i < n; i++)
        event_fill(rq, &rc->events[first + i], &events[i]);
    *out = events;
    *len = n;
    return OK;
}
