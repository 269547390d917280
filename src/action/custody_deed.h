/*
 * custody_deed: one signed event by which an officer changes who may know what of a case. What
 * the deeds share: open_identity.h, give_access.h and recuse.h check and fill them.
 *
 * As with act_on_case: a check either finds something to mend, or leaves an event ready to be
 * written; if another event came first, nothing is written and the officer is told.
 */
#pragma once
#include "action/read_case.h"
#include "store/case_custody.h"
#include "store/case_file.h"

#define CUSTODY_REASON_MIN 20   /* bytes: more than a word */
#define CUSTODY_REASON_MAX 1000 /* as of a reading: domain/access.h */

struct custody_form {
    uint32_t seen;            /* how many events the case had when the page was made */
    struct str text;          /* the reason */
    enum agency_code agency;  /* whom access is given, or taken from */
};

enum custody_bad {
    CUSTODY_OK,
    CUSTODY_CHANGED,         /* somebody did something since the page was made */
    CUSTODY_STAGE,           /* not possible as the case stands, or not for this agency */
    CUSTODY_REASON_MISSING,  /* none, or shorter than a reason can be */
    CUSTODY_REASON_LONG,
    CUSTODY_NO_HOLDERS,      /* fewer than three agencies hold a share: it can never be opened */
    CUSTODY_NOT_CUSTODIAN,   /* his session does not hold the custodians' key */
    CUSTODY_SHARE_CLOSED,    /* the agency's share does not open with its key */
    CUSTODY_SHARE_FALSE,     /* it opens, and is not what was dealt */
    CUSTODY_KEY_CHANGED,     /* the asking agency renewed its keys since: ask anew */
    CUSTODY_ALTERED,         /* name or commitments are not those of the report */
    CUSTODY_TOO_FEW,         /* fewer than three approvals count */
    CUSTODY_UNSIGNED,        /* an approval is in no signed head yet */
    CUSTODY_UNWITNESSED,     /* nor in one that enough witnesses cosigned */
    CUSTODY_AGENCY_MISSING,
    CUSTODY_LAST_OFFICER,    /* nobody of the agency would be left for the case */
    CUSTODY_BAD_COUNT
};

struct custody_deed {
    struct append item;
    bool ready;              /* item is to be written */
    bool repeated;           /* the same form again: already done */
    bool conflict;           /* after writing: another came first, nothing was written */
    enum agency_code voided; /* opening found this agency's share to be false: item says so */
    struct str identity;     /* opening: what is shown once it is written */
    struct case_grant grant; /* giving access: beside the event */
    int64_t log_index;       /* after writing */
};

/* Not shorter and not longer than a reason is. */
enum custody_bad custody_reason(struct str text);
/* False if the page is not of the case as it stands: *bad or deed->repeated says why. */
bool custody_fresh(const struct officer_session *who, const struct read_case *rc,
                   const struct custody_form *form, enum event_kind kind,
                   struct custody_deed *deed, enum custody_bad *bad);
/* Whether the table lets this officer's agency do it as the case stands. agency: whom it is
 * about. */
bool custody_possible(const struct officer_session *who, const struct case_state *s,
                      enum event_kind kind, enum agency_code agency);
/* Asks the table; payload is the plaintext to seal, {0} for kinds without. */
enum err custody_prepare(struct cx *cx, const struct env *env, const struct officer_session *who,
                         const struct read_case *rc, enum event_kind kind,
                         const struct event_facts *facts, struct bytes payload,
                         struct custody_deed *deed, enum custody_bad *bad) MUST_USE;
/* {"text": reason}: the payload of those that carry a reason alone. */
enum err custody_text(struct cx *cx, struct str text, struct bytes *out) MUST_USE;
/* What waits for this officer: requests to open a name, proposals to give access. Empty where he
 * may not answer such. */
enum err custody_waiting(struct cx *cx, struct db *db, const struct officer_session *who,
                         struct custody_list *names, struct custody_list *grants) MUST_USE;
/* On the writer: the event, and a grant given or taken with it. */
enum err custody_write(struct cx *cx, const struct env *env, struct db *tx,
                       struct custody_deed *deed) MUST_USE;
