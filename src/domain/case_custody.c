/* case_custody: see the header. Whoever is excluded from a case has no voice in it, whatever he was
 * given later: not about the reporter's name, nor about other excluded agencies. */
#include "domain/case_custody.h"
#include <string.h>

bool about_custody(enum event_kind kind)
{
    return kind >= EVENT_IDENTITY_REQUESTED && kind <= EVENT_OFFICER_RECUSED;
}

unsigned agencies_count(unsigned agencies)
{
    unsigned n = 0;

    for (; agencies; agencies &= agencies - 1)
        n++;
    return n;
}

unsigned case_identity_agreed(const struct case_state *s)
{
    const struct case_identity *i = &s->identity;

    return i->approved & i->holders & ~i->voided & ~s->excluded;
}

bool case_recused(const struct case_state *s, struct officer_id officer)
{
    for (size_t i = 0; i < s->recused_len; i++)
        if (memcmp(s->recused[i].b, officer.b, sizeof officer.b) == 0)
            return true;
    return false;
}

/* Those who have agreed, or still may. */
static unsigned may_agree(const struct case_state *s)
{
    const struct case_identity *i = &s->identity;

    return i->holders & ~i->refused & ~i->voided & ~s->excluded;
}

static enum case_fault request_fault(const struct case_state *s, const struct event *e)
{
    const struct case_identity *i = &s->identity;

    if (s->mode != MODE_CONFIDENTIAL || i->stage == IDENTITY_ASKED
        || i->opened & CODE_BIT(e->agency))
        return CASE_FAULT_UNKNOWN;
    if (s->excluded & CODE_BIT(e->agency))
        return CASE_FAULT_ACTOR;
    return agencies_count(e->facts.holders & ~s->excluded) >= IDENTITY_NEED ? CASE_FINE
                                                                            : CASE_FAULT_FACTS;
}

static enum case_fault identity_fault(const struct case_state *s, const struct event *e)
{
    const struct case_identity *i = &s->identity;
    unsigned who = CODE_BIT(e->agency);

    if (e->kind == EVENT_IDENTITY_REQUESTED)
        return request_fault(s, e);
    if (i->stage != IDENTITY_ASKED)
        return CASE_FAULT_UNKNOWN;
    if (e->kind == EVENT_IDENTITY_LAPSED)
        return e->at_us >= i->since_us + IDENTITY_LAPSE_US ? CASE_FINE : CASE_FAULT_UNKNOWN;
    if (e->kind == EVENT_IDENTITY_APPROVED || e->kind == EVENT_IDENTITY_REFUSED) {
        if (!(i->holders & ~s->excluded & who))
            return CASE_FAULT_ACTOR;
        return (i->approved | i->refused) & who ? CASE_FAULT_UNKNOWN : CASE_FINE;
    }
    if (e->agency != i->asker)
        return CASE_FAULT_ACTOR;
    if (e->kind == EVENT_IDENTITY_VOIDED)
        return case_identity_agreed(s) & CODE_BIT(e->facts.agency) ? CASE_FINE : CASE_FAULT_UNKNOWN;
    return agencies_count(case_identity_agreed(s)) >= IDENTITY_NEED ? CASE_FINE
                                                                    : CASE_FAULT_UNKNOWN;
}

static enum case_fault grant_fault(const struct case_state *s, const struct event *e)
{
    const struct case_access *a = &s->access;
    enum agency_code to = e->facts.agency;

    if (to == AGENCY_NONE)
        return CASE_FAULT_FACTS;
    if (s->excluded & CODE_BIT(e->agency))
        return CASE_FAULT_ACTOR;
    if (e->kind == EVENT_GRANT_REVOKED)
        return a->given & CODE_BIT(to) ? CASE_FINE : CASE_FAULT_UNKNOWN;
    if (!(s->excluded & CODE_BIT(to)) || a->given & CODE_BIT(to))
        return CASE_FAULT_UNKNOWN;
    if (e->kind == EVENT_GRANT_PROPOSED)
        return a->proposed == to && a->proposer == e->agency ? CASE_FAULT_UNKNOWN : CASE_FINE;
    if (a->proposed != to)
        return CASE_FAULT_UNKNOWN;
    return a->proposer == e->agency ? CASE_FAULT_ACTOR : CASE_FINE;
}

enum case_fault custody_fault(const struct case_state *s, const struct event *e)
{
    if (e->kind == EVENT_OFFICER_RECUSED)
        return s->recused_len == CASE_RECUSED_MAX ? CASE_FAULT_FULL : CASE_FINE;
    if (e->kind >= EVENT_GRANT_PROPOSED)
        return grant_fault(s, e);
    return identity_fault(s, e);
}

static void identity_end(struct case_state *s, enum identity_stage stage, int64_t at_us)
{
    s->identity.stage = stage;
    s->identity.ended_us = at_us;
}

static void identity_change(struct case_state *s, const struct event *e)
{
    struct case_identity *i = &s->identity;
    unsigned opened = i->opened;

    switch ((int)e->kind) {
    case EVENT_IDENTITY_REQUESTED:
        *i = (struct case_identity){
            .stage = IDENTITY_ASKED,
            .asker = e->agency,
            .asked_seq = e->seq,
            .asked_us = e->at_us,
            .since_us = e->at_us,
            .holders = e->facts.holders & ~s->excluded,
            .opened = opened,
        };
        break;
    case EVENT_IDENTITY_APPROVED:
        i->approved |= CODE_BIT(e->agency);
        if (agencies_count(case_identity_agreed(s)) == IDENTITY_NEED)
            i->since_us = e->at_us;
        break;
    case EVENT_IDENTITY_REFUSED:
        i->refused |= CODE_BIT(e->agency);
        break;
    case EVENT_IDENTITY_VOIDED:
        i->voided |= CODE_BIT(e->facts.agency);
        break;
    case EVENT_IDENTITY_OPENED:
        i->opened |= CODE_BIT(i->asker);
        identity_end(s, IDENTITY_OPENED, e->at_us);
        break;
    default:
        identity_end(s, IDENTITY_LAPSED, e->at_us);
        break;
    }
    if (i->stage == IDENTITY_ASKED && agencies_count(may_agree(s)) < IDENTITY_NEED)
        identity_end(s, IDENTITY_REFUSED, e->at_us);
}

void custody_exclude(struct case_state *s, int64_t at_us)
{
    const struct case_identity *i = &s->identity;

    if (i->stage == IDENTITY_ASKED
        && (s->excluded & CODE_BIT(i->asker) || agencies_count(may_agree(s)) < IDENTITY_NEED))
        identity_end(s, IDENTITY_REFUSED, at_us);
    if (s->excluded & CODE_BIT(s->access.proposer))
        s->access.proposed = s->access.proposer = AGENCY_NONE;
}

static void grant_change(struct case_state *s, const struct event *e)
{
    struct case_access *a = &s->access;

    if (e->kind == EVENT_GRANT_PROPOSED) { /* a later proposal takes the place of the one before */
        a->proposed = e->facts.agency;
        a->proposer = e->agency;
        return;
    }
    if (e->kind == EVENT_GRANT_REVOKED) {
        a->given &= ~CODE_BIT(e->facts.agency);
        return;
    }
    a->given |= CODE_BIT(e->facts.agency);
    a->proposed = a->proposer = AGENCY_NONE;
}

void custody_change(struct case_state *s, const struct event *e)
{
    if (e->kind == EVENT_OFFICER_RECUSED) {
        s->recused[s->recused_len++] = e->officer;
        if (s->owned && memcmp(s->owner.b, e->officer.b, sizeof s->owner.b) == 0) {
            s->owned = false;
            memset(&s->owner, 0, sizeof s->owner);
        }
    } else if (e->kind >= EVENT_GRANT_PROPOSED) {
        grant_change(s, e);
    } else {
        identity_change(s, e);
    }
}
