/*
 * track_line: each kind of event, as the reporter reads it.
 */
#include "page/words.h"
#include "web/citizen.h"
#include "web/track.h"

static struct msg on_day(struct request *rq, enum text_key key, const struct track_event *e)
{
    struct day day = day_known(e->facts.on) ? e->facts.on
                                            : day_at(e->at_us, rq->env->zone_minutes);

    return SAY(rq, key, HOLE("authority", authority_words(e->facts.authority)), HOLE("day", day));
}

static struct msg of_clock(struct request *rq, enum text_key key, const struct track_event *e)
{
    return SAY(rq, key, HOLE("clock", clock_words(e->facts.clock)));
}

/* Who did it, and which agency it is about. */
static struct msg by_whom(struct request *rq, enum text_key key, const struct track_event *e)
{
    return SAY(rq, key, HOLE("agency", e->agency), HOLE("to", agency_words(e->facts.agency)));
}

struct msg track_line(struct request *rq, const struct track_event *e)
{
    switch (e->kind) {
    case EVENT_REPORT_RECEIVED: return MSG(T_LINE_RECEIVED);
    case EVENT_REPORT_SUPPLEMENTED: return MSG(T_LINE_SUPPLEMENTED);
    case EVENT_REPORT_WITHDRAWN: return MSG(T_LINE_WITHDRAWN);
    case EVENT_MESSAGE_RECEIVED: return MSG(T_LINE_MESSAGE_IN);
    case EVENT_MESSAGE_SENT: return SAY(rq, T_LINE_MESSAGE_OUT, HOLE("agency", e->agency));
    case EVENT_CASE_TAKEN: return SAY(rq, T_LINE_TAKEN, HOLE("agency", e->agency));
    case EVENT_CASE_REVIEWED:
        return SAY(rq, T_LINE_REVIEWED, HOLE("intake", intake_words(e->facts.intake)));
    case EVENT_COMPLETION_ASKED: return MSG(T_LINE_COMPLETION);
    case EVENT_CASE_REGISTERED: return MSG(T_LINE_REGISTERED);
    case EVENT_FINDING_NOTED: return MSG(T_LINE_FINDING);
    case EVENT_CASE_REFERRED:
        return SAY(rq, T_LINE_REFERRED, HOLE("authority", authority_words(e->facts.authority)));
    case EVENT_REFERRAL_RECEIVED: return on_day(rq, T_LINE_REFERRAL_RECEIVED, e);
    case EVENT_REFERRAL_ANSWERED:
        return SAY(rq, T_LINE_REFERRAL_ANSWERED,
                   HOLE("authority", authority_words(e->facts.authority)),
                   HOLE("result", result_words(e->facts.result)),
                   HOLE("day", day_known(e->facts.on)
                                   ? e->facts.on : day_at(e->at_us, rq->env->zone_minutes)));
    case EVENT_CLOCK_EXTENDED: return of_clock(rq, T_LINE_EXTENDED, e);
    case EVENT_CLOCK_PAUSED: return of_clock(rq, T_LINE_PAUSED, e);
    case EVENT_CLOCK_RESUMED: return of_clock(rq, T_LINE_RESUMED, e);
    case EVENT_CASE_MERGED: return MSG(T_LINE_MERGED);
    case EVENT_CASE_DECIDED:
        return SAY(rq, T_LINE_DECIDED, HOLE("result", result_words(e->facts.result)));
    case EVENT_CASE_CLOSED: return MSG(T_LINE_CLOSED);
    case EVENT_CASE_REOPENED: return MSG(T_LINE_REOPENED);
    case EVENT_DEADLINE_MISSED: return of_clock(rq, T_LINE_MISSED, e);
    case EVENT_IDENTITY_REQUESTED: return by_whom(rq, T_LINE_IDENTITY_REQUESTED, e);
    case EVENT_IDENTITY_APPROVED: return by_whom(rq, T_LINE_IDENTITY_APPROVED, e);
    case EVENT_IDENTITY_REFUSED: return by_whom(rq, T_LINE_IDENTITY_REFUSED, e);
    case EVENT_IDENTITY_VOIDED: return by_whom(rq, T_LINE_IDENTITY_VOIDED, e);
    case EVENT_IDENTITY_OPENED: return by_whom(rq, T_LINE_IDENTITY_OPENED, e);
    case EVENT_IDENTITY_LAPSED: return MSG(T_LINE_IDENTITY_LAPSED);
    case EVENT_GRANT_PROPOSED: return by_whom(rq, T_LINE_GRANT_PROPOSED, e);
    case EVENT_GRANT_GIVEN: return by_whom(rq, T_LINE_GRANT_GIVEN, e);
    case EVENT_GRANT_REVOKED: return by_whom(rq, T_LINE_GRANT_REVOKED, e);
    case EVENT_OFFICER_RECUSED: return by_whom(rq, T_LINE_OFFICER_RECUSED, e);
    case EVENT_EVIDENCE_ADDED:
        return e->day_only ? MSG(T_LINE_EVIDENCE_MINE) : by_whom(rq, T_LINE_EVIDENCE, e);
    case EVENT_NOTE_ADDED: /* never shown: the action leaves them out */
    case EVENT_TASK_ADDED:
    case EVENT_TASK_DONE:
    case EVENT_KIND_COUNT:
        break;
    }
    return MSG(T_NONE);
}
