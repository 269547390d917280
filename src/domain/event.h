/*
 * event: everything that can happen to a case, in one table.
 *
 * A case is the fold of its events (domain/case.h). Each kind has one row in
 * event.c: its dotted name, who may cause it, in which stages, which stage it
 * leads to, which clocks it stops, and what of it becomes public. The actions,
 * the pages, the audit and docs/events.md all read that table; nothing about
 * "what may follow what" stands anywhere else.
 *
 * The facts of an event are structured and hold no free text, no name and no
 * place finer than the kecamatan. What a person wrote is a sealed object beside it.
 */
#pragma once
#include "base/civil.h"
#include "base/json.h"
#include "domain/codes.h"
#include "domain/ids.h"

enum event_kind {
    EVENT_REPORT_RECEIVED,
    EVENT_REPORT_SUPPLEMENTED,
    EVENT_REPORT_WITHDRAWN,
    EVENT_MESSAGE_RECEIVED,
    EVENT_MESSAGE_SENT,
    EVENT_NOTE_ADDED,
    EVENT_CASE_TAKEN,
    EVENT_CASE_REVIEWED,
    EVENT_COMPLETION_ASKED,
    EVENT_CASE_REGISTERED,
    EVENT_FINDING_NOTED,
    EVENT_CASE_REFERRED,
    EVENT_REFERRAL_RECEIVED,
    EVENT_REFERRAL_ANSWERED,
    EVENT_CLOCK_EXTENDED,
    EVENT_CLOCK_PAUSED,
    EVENT_CLOCK_RESUMED,
    EVENT_TASK_ADDED,
    EVENT_TASK_DONE,
    EVENT_CASE_MERGED,
    EVENT_CASE_DECIDED,
    EVENT_CASE_CLOSED,
    EVENT_CASE_REOPENED,
    EVENT_DEADLINE_MISSED,
    EVENT_IDENTITY_REQUESTED,
    EVENT_IDENTITY_APPROVED,
    EVENT_IDENTITY_REFUSED,
    EVENT_IDENTITY_VOIDED, /* an approval that brought a share that was never dealt */
    EVENT_IDENTITY_OPENED,
    EVENT_IDENTITY_LAPSED,
    EVENT_GRANT_PROPOSED,
    EVENT_GRANT_GIVEN,
    EVENT_GRANT_REVOKED,
    EVENT_OFFICER_RECUSED,
    EVENT_EVIDENCE_ADDED,
    EVENT_KIND_COUNT
};

enum case_stage {
    STAGE_NONE, /* before the first event */
    STAGE_RECEIVED,
    STAGE_REVIEWED,
    STAGE_REGISTERED,
    STAGE_REFERRED,
    STAGE_DECIDED,
    STAGE_CLOSED,
    STAGE_COUNT
};

enum actor { ACTOR_REPORTER = 1, ACTOR_OFFICER = 2, ACTOR_SERVER = 4 };

/* What of an event becomes a line of its public leaf (design.md §4). */
enum public_fact {
    PUBLIC_INTAKE = 1,
    PUBLIC_CATEGORY = 2,
    PUBLIC_AUTHORITY = 4,
    PUBLIC_RESULT = 8,
    PUBLIC_CLOCK = 16,
    PUBLIC_AGENCY = 32 /* whose approval is void; never whom a grant is about (0010) */
};

/* Clocks that run from the filing on only where the report says certain things (a soldier; a
 * reporter without a name): that such a clock is over is not told before an officer has
 * reviewed the case, for the day alone would tell which it was (docs/decisions/0003). */
#define CLOCKS_OF_SOME_REPORTS ((1u << CLOCK_TRACING) | (1u << CLOCK_TNI_FORWARD_24H))

/* The class of a result: domain.md §A.10. */
enum result {
    RESULT_NONE,
    RESULT_ADMIN,        /* pelanggaran administrasi */
    RESULT_ETHICS,       /* pelanggaran kode etik */
    RESULT_CRIME,        /* tindak pidana pemilihan */
    RESULT_OTHER_LAW,    /* pelanggaran peraturan lain */
    RESULT_NO_VIOLATION, /* bukan pelanggaran */
    RESULT_STOPPED,      /* dihentikan */
    RESULT_NOT_REGISTERED,
    RESULT_FORWARDED, /* diteruskan; also "answered elsewhere" */
    RESULT_INFORMED,  /* answered by explanation; nobody need decide */
    RESULT_MERGED,
    RESULT_COUNT
};

struct event_rule {
    const char *name;         /* "case.referred" */
    unsigned actors;          /* enum actor bits */
    unsigned stages;          /* bit per enum case_stage in which it may happen */
    enum case_stage leads_to; /* STAGE_NONE: the stage stays */
    unsigned stops;           /* bit per enum clock_name that it meets */
    unsigned shows;           /* enum public_fact bits */
    bool sealed;              /* must carry a sealed payload */
};

const struct event_rule *event_rule(enum event_kind kind);
bool event_kind_parse(struct str name, enum event_kind *out) MUST_USE;
const char *stage_name(enum case_stage stage); /* "received": for keys and JSON */
const char *result_name(enum result result);   /* "no_violation" */
bool result_parse(struct str name, enum result *out) MUST_USE;

#define EVENT_CLOCKS_MAX 6
#define KECAMATAN_MAX 12 /* "33.20.05" and a NUL */

/* A clock that an event starts or changes. authority: whose referral clock it is,
 * or AUTHORITY_NONE for the post's and Bawaslu's own. */
struct event_clock {
    enum clock_name name;
    enum authority authority;
    int64_t starts_us, due_us; /* due_us: the end of the due day, or the hour */
    struct day due_on, strict_due_on;
};

/* Every fact an event can carry; which of them a kind uses is in case.c. Unused ones stay zero. */
struct event_facts {
    enum reported_category category;
    enum channel channel;
    enum report_mode mode;
    enum intake_kind intake;
    enum urgency urgency;
    enum timeliness timeliness;
    unsigned missing;  /* bit per enum missing */
    unsigned excluded; /* bit per enum agency_code */
    unsigned flags;    /* bit per enum flag of the rules */
    char kecamatan[KECAMATAN_MAX];
    struct day occurred_on,
        known_on; /* DAY_NONE: not said. Zero is 1970-01-01: see event_facts_init */
    struct event_clock clocks[EVENT_CLOCKS_MAX];
    size_t clocks_len;
    enum authority authority;
    enum result result;
    struct day on;             /* the day a body says it received, answered, decided */
    enum clock_name clock;     /* extended, paused, resumed, missed */
    uint32_t task;             /* number of a task, from 1 */
    struct officer_id officer; /* the new owner; the task's officer */
    struct case_id other;      /* merged into */
    bool overrides;            /* the officer overrode what the rules suggest */
    bool pressured;            /* withdrawn, and the reporter says he was pressed */
    bool threatened;
    enum agency_code agency;   /* given access, or bringer of a false share */
    unsigned holders;          /* identity.requested: CODE_BIT per agency that holds a share */
    uint8_t identity[32];      /* report.received: hash of the sealed identity and its shares'
                                * commitments (action/identity_manifest.h); zero: no name */
};

void event_facts_init(struct event_facts *f); /* all empty, days not known */

struct event {
    enum event_kind kind;
    uint32_t seq; /* 0, 1, 2 .. in its case */
    int64_t at_us;
    enum actor actor;
    bool by_agency_known;
    enum agency_code agency; /* the acting agency, where the actor is an officer */
    struct officer_id officer;
    struct event_facts facts;
};

/* Canonical JSON of the facts that are set, members in a fixed order; and back.
 * Reading refuses unknown members and codes (ERR_CORRUPT: they are ours). */
enum err event_facts_write(struct cx *cx, const struct event_facts *f, struct str *out) MUST_USE;
enum err event_facts_read(struct cx *cx, struct str json, struct event_facts *out) MUST_USE;
