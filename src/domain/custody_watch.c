/* custody_watch: see the header. */
#include "domain/custody_watch.h"
#include <assert.h>
#include "domain/case.h"

_Static_assert(AGENCY_COUNT <= 8, "a set of agencies is a byte in struct custody_case");

static enum custody_fault opened(struct custody_case *c, const struct public_event *e)
{
    unsigned agreed = agencies_count(c->agreed);
    bool stranger = c->asker != e->by;

    if (!c->asker)
        return CUSTODY_NOT_ASKED;
    c->asker = c->agreed = 0;
    if (agreed < IDENTITY_NEED)
        return CUSTODY_TOO_FEW;
    return stranger ? CUSTODY_STRANGER : CUSTODY_FINE;
}

static enum custody_fault given(struct custody_case *c, const struct public_event *e)
{
    bool two = c->proposer != 0 && c->proposer != e->by;

    c->proposer = 0;
    return two ? CUSTODY_FINE : CUSTODY_ALONE;
}

enum custody_fault custody_watch_event(struct custody_case *c, const struct public_event *e)
{
    switch ((int)e->kind) {
    case EVENT_IDENTITY_REQUESTED:
        c->asker = (uint8_t)e->by;
        c->agreed = 0;
        return CUSTODY_FINE;
    case EVENT_IDENTITY_APPROVED:
        c->agreed |= (uint8_t)CODE_BIT(e->by);
        return c->asker ? CUSTODY_FINE : CUSTODY_NOT_ASKED;
    case EVENT_IDENTITY_REFUSED:
        return c->asker ? CUSTODY_FINE : CUSTODY_NOT_ASKED;
    case EVENT_IDENTITY_VOIDED:
        c->agreed &= (uint8_t)~CODE_BIT(e->agency);
        if (!c->asker)
            return CUSTODY_NOT_ASKED;
        return c->asker == e->by ? CUSTODY_FINE : CUSTODY_STRANGER;
    case EVENT_IDENTITY_LAPSED:
        c->asker = c->agreed = 0;
        return CUSTODY_FINE;
    case EVENT_IDENTITY_OPENED:
        return opened(c, e);
    case EVENT_GRANT_PROPOSED:
        c->proposer = (uint8_t)e->by;
        return CUSTODY_FINE;
    case EVENT_GRANT_GIVEN:
        return given(c, e);
    default:
        return CUSTODY_FINE;
    }
}

const char *custody_fault_words(enum custody_fault fault)
{
    static const char *const words[CUSTODY_FAULT_COUNT] = {
        [CUSTODY_FINE] = "fine",
        [CUSTODY_TOO_FEW] = "a name was opened with fewer than three agencies' approvals",
        [CUSTODY_NOT_ASKED] = "no request to open the name was open",
        [CUSTODY_STRANGER] = "another agency had asked to open the name",
        [CUSTODY_ALONE] = "access was given without another agency's proposal",
    };

    assert(fault < CUSTODY_FAULT_COUNT);
    return words[fault];
}
