/*
 * custody_watch: whether names were opened and access was given as promised, reckoned from
 * leaves alone: no opening without three agencies' approvals of that agency's request, no
 * access given by one agency. What anybody can know who holds no secret.
 *
 * Not seen here: whether an approval's share was the right one (the agency that asked says so:
 * identity.voided), nor what three custodians do outside the system.
 */
#pragma once
#include "domain/public_event.h"

/* Of one case, in the caller's row of it. All zero: nothing yet. */
struct custody_case {
    uint8_t asker;    /* enum agency_code of the open request; 0: none is open */
    uint8_t agreed;   /* CODE_BIT per agency that approved it, and was not voided */
    uint8_t proposer; /* of the open grant.proposed; 0: none */
};

enum custody_fault {
    CUSTODY_FINE,
    CUSTODY_TOO_FEW,   /* opened with fewer than three agencies */
    CUSTODY_NOT_ASKED, /* approved, refused, voided or opened though no request was open */
    CUSTODY_STRANGER,  /* opened or voided by another agency than the one that asked */
    CUSTODY_ALONE,     /* access given without another agency's proposal */
    CUSTODY_FAULT_COUNT
};

enum custody_fault custody_watch_event(struct custody_case *c, const struct public_event *e);
/* As the end of a sentence: "a name was opened with fewer than three ...". */
const char *custody_fault_words(enum custody_fault fault);
