/* event: the one table of what may happen to a case. docs/events.md is printed from it. */
#include "domain/event.h"
#include <assert.h>
#include <string.h>

#define AT(stage) (1u << (stage))
#define NEW AT(STAGE_NONE)
#define BEFORE_DECISION                                                                            \
    (AT(STAGE_RECEIVED) | AT(STAGE_REVIEWED) | AT(STAGE_REGISTERED) | AT(STAGE_REFERRED))
#define OPEN (BEFORE_DECISION | AT(STAGE_DECIDED))
#define EVER (OPEN | AT(STAGE_CLOSED))
/* that some agency may not know of a case says what it is about: so does the review, in public */
#define AFTER_REVIEW (EVER & ~AT(STAGE_RECEIVED))
#define CLOCK(name) (1u << (name))
#define HANDLING (CLOCK(CLOCK_HANDLING_3) | CLOCK(CLOCK_HANDLING_5))

static const struct event_rule rules[EVENT_KIND_COUNT] = {
    [EVENT_REPORT_RECEIVED] = { "report.received", ACTOR_REPORTER | ACTOR_OFFICER, NEW,
                                STAGE_RECEIVED, 0, 0, true },
    [EVENT_REPORT_SUPPLEMENTED] = { "report.supplemented", ACTOR_REPORTER | ACTOR_OFFICER, OPEN,
                                    STAGE_NONE, CLOCK(CLOCK_COMPLETION), 0, true },
    [EVENT_REPORT_WITHDRAWN] = { "report.withdrawn", ACTOR_REPORTER, OPEN, STAGE_NONE, 0, 0, true },
    [EVENT_MESSAGE_RECEIVED] = { "message.received", ACTOR_REPORTER, EVER, STAGE_NONE, 0, 0, true },
    [EVENT_MESSAGE_SENT] = { "message.sent", ACTOR_OFFICER, EVER, STAGE_NONE, 0, 0, true },
    [EVENT_NOTE_ADDED] = { "note.added", ACTOR_OFFICER, EVER, STAGE_NONE, 0, 0, true },
    [EVENT_CASE_TAKEN] = { "case.taken", ACTOR_OFFICER, OPEN, STAGE_NONE, 0, 0, false },
    [EVENT_CASE_REVIEWED] = { "case.reviewed", ACTOR_OFFICER, BEFORE_DECISION, STAGE_REVIEWED,
                              CLOCK(CLOCK_INITIAL_REVIEW), PUBLIC_INTAKE | PUBLIC_CATEGORY, true },
    [EVENT_COMPLETION_ASKED] = { "completion.asked", ACTOR_OFFICER,
                                 AT(STAGE_RECEIVED) | AT(STAGE_REVIEWED), STAGE_NONE, 0, 0, true },
    [EVENT_CASE_REGISTERED] = { "case.registered", ACTOR_OFFICER,
                                AT(STAGE_REVIEWED) | AT(STAGE_REGISTERED) | AT(STAGE_REFERRED),
                                STAGE_REGISTERED, CLOCK(CLOCK_TRACING) | CLOCK(CLOCK_COMPLETION), 0,
                                true },
    [EVENT_FINDING_NOTED] = { "finding.noted", ACTOR_OFFICER,
                              AT(STAGE_REVIEWED) | AT(STAGE_REGISTERED) | AT(STAGE_REFERRED),
                              STAGE_NONE, CLOCK(CLOCK_TRACING), PUBLIC_INTAKE, true },
    [EVENT_CASE_REFERRED] = { "case.referred", ACTOR_OFFICER,
                              AT(STAGE_REVIEWED) | AT(STAGE_REGISTERED) | AT(STAGE_REFERRED)
                                  | AT(STAGE_DECIDED),
                              STAGE_REFERRED, 0, PUBLIC_AUTHORITY, true },
    [EVENT_REFERRAL_RECEIVED] = { "referral.received", ACTOR_OFFICER,
                                  AT(STAGE_REFERRED) | AT(STAGE_DECIDED), STAGE_NONE, 0,
                                  PUBLIC_AUTHORITY, false },
    [EVENT_REFERRAL_ANSWERED] = { "referral.answered", ACTOR_OFFICER,
                                  AT(STAGE_REFERRED) | AT(STAGE_DECIDED), STAGE_NONE, 0,
                                  PUBLIC_AUTHORITY | PUBLIC_RESULT, true },
    [EVENT_CLOCK_EXTENDED] = { "clock.extended", ACTOR_OFFICER, OPEN, STAGE_NONE, 0, PUBLIC_CLOCK,
                               true },
    [EVENT_CLOCK_PAUSED] = { "clock.paused", ACTOR_OFFICER, OPEN, STAGE_NONE, 0, PUBLIC_CLOCK,
                             true },
    [EVENT_CLOCK_RESUMED] = { "clock.resumed", ACTOR_OFFICER, OPEN, STAGE_NONE, 0, PUBLIC_CLOCK,
                              false },
    [EVENT_TASK_ADDED] = { "task.added", ACTOR_OFFICER, OPEN, STAGE_NONE, 0, 0, true },
    [EVENT_TASK_DONE] = { "task.done", ACTOR_OFFICER, OPEN, STAGE_NONE, 0, 0, false },
    [EVENT_CASE_MERGED] = { "case.merged", ACTOR_OFFICER, BEFORE_DECISION, STAGE_CLOSED,
                            CLOCK(CLOCK_INITIAL_REVIEW), 0, true },
    [EVENT_CASE_DECIDED] = { "case.decided", ACTOR_OFFICER,
                             AT(STAGE_REVIEWED) | AT(STAGE_REGISTERED) | AT(STAGE_REFERRED),
                             STAGE_DECIDED, HANDLING | CLOCK(CLOCK_TRACING), PUBLIC_RESULT, true },
    [EVENT_CASE_CLOSED] = { "case.closed", ACTOR_OFFICER,
                            AT(STAGE_REVIEWED) | AT(STAGE_REGISTERED) | AT(STAGE_REFERRED)
                                | AT(STAGE_DECIDED),
                            STAGE_CLOSED, HANDLING | CLOCK(CLOCK_TRACING), PUBLIC_RESULT, true },
    [EVENT_CASE_REOPENED] = { "case.reopened", ACTOR_OFFICER, AT(STAGE_DECIDED) | AT(STAGE_CLOSED),
                              STAGE_REVIEWED, 0, 0, true },
    [EVENT_DEADLINE_MISSED] = { "deadline.missed", ACTOR_SERVER, OPEN, STAGE_NONE, 0, PUBLIC_CLOCK,
                                false },
    [EVENT_IDENTITY_REQUESTED] = { "identity.requested", ACTOR_OFFICER, EVER, STAGE_NONE, 0, 0,
                                   true },
    [EVENT_IDENTITY_APPROVED] = { "identity.approved", ACTOR_OFFICER, EVER, STAGE_NONE, 0, 0,
                                  true },
    [EVENT_IDENTITY_REFUSED] = { "identity.refused", ACTOR_OFFICER, EVER, STAGE_NONE, 0, 0, true },
    [EVENT_IDENTITY_VOIDED] = { "identity.voided", ACTOR_OFFICER, EVER, STAGE_NONE, 0,
                                PUBLIC_AGENCY, false },
    [EVENT_IDENTITY_OPENED] = { "identity.opened", ACTOR_OFFICER, EVER, STAGE_NONE, 0, 0, false },
    [EVENT_IDENTITY_LAPSED] = { "identity.lapsed", ACTOR_SERVER, EVER, STAGE_NONE, 0, 0, false },
    [EVENT_GRANT_PROPOSED] = { "grant.proposed", ACTOR_OFFICER, AFTER_REVIEW, STAGE_NONE, 0, 0,
                               true },
    [EVENT_GRANT_GIVEN] = { "grant.given", ACTOR_OFFICER, AFTER_REVIEW, STAGE_NONE, 0, 0, false },
    [EVENT_GRANT_REVOKED] = { "grant.revoked", ACTOR_OFFICER, AFTER_REVIEW, STAGE_NONE, 0, 0,
                              true },
    [EVENT_OFFICER_RECUSED] = { "officer.recused", ACTOR_OFFICER, EVER, STAGE_NONE, 0, 0, false },
    [EVENT_EVIDENCE_ADDED] = { "evidence.added", ACTOR_REPORTER | ACTOR_OFFICER, EVER, STAGE_NONE,
                               0, 0, true },
};

const struct event_rule *event_rule(enum event_kind kind)
{
    assert(kind < EVENT_KIND_COUNT);
    return &rules[kind];
}

bool event_kind_parse(struct str name, enum event_kind *out)
{
    for (size_t i = 0; i < EVENT_KIND_COUNT; i++)
        if (str_is(name, rules[i].name)) {
            *out = (enum event_kind)i;
            return true;
        }
    return false;
}

const char *stage_name(enum case_stage stage)
{
    static const char *const names[STAGE_COUNT] = { "none",       "received", "reviewed",
                                                    "registered", "referred", "decided",
                                                    "closed" };

    assert(stage < STAGE_COUNT);
    return names[stage];
}

static const char *const result_names[RESULT_COUNT] = {
    [RESULT_NONE] = "none",           [RESULT_ADMIN] = "admin",
    [RESULT_ETHICS] = "ethics",       [RESULT_CRIME] = "crime",
    [RESULT_OTHER_LAW] = "other_law", [RESULT_NO_VIOLATION] = "no_violation",
    [RESULT_STOPPED] = "stopped",     [RESULT_NOT_REGISTERED] = "not_registered",
    [RESULT_FORWARDED] = "forwarded", [RESULT_INFORMED] = "informed",
    [RESULT_MERGED] = "merged",
};

const char *result_name(enum result result)
{
    assert(result < RESULT_COUNT);
    return result_names[result];
}

bool result_parse(struct str name, enum result *out)
{
    for (size_t i = 0; i < RESULT_COUNT; i++)
        if (str_is(name, result_names[i])) {
            *out = (enum result)i;
            return true;
        }
    return false;
}

void event_facts_init(struct event_facts *f)
{
    memset(f, 0, sizeof *f);
    f->occurred_on = f->known_on = f->on = DAY_NONE;
    for (size_t i = 0; i < EVENT_CLOCKS_MAX; i++)
        f->clocks[i].due_on = f->clocks[i].strict_due_on = DAY_NONE;
}
