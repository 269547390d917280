/*
 * case: the state of a case, folded from its events. Pure: the same events give
 * the same state, today and in an audit ten years on.
 */
#pragma once
#include "domain/event.h"

#define CASE_CLOCKS_MAX 24
#define CASE_REFERRALS_MAX 12
#define CASE_TASKS_MAX 40
#define CASE_RECUSED_MAX 32 /* officers who stepped back from one case */

enum clock_state {
    CLOCK_RUNNING,
    CLOCK_MET,
    CLOCK_MISSED,
    CLOCK_PAUSED,
    CLOCK_CANCELLED,
    CLOCK_STATE_COUNT
};

struct case_clock {
    enum clock_name name;
    enum authority authority; /* AUTHORITY_NONE, or whose referral it is about */
    enum clock_state state;
    int64_t starts_us, due_us, ended_us, paused_us;
    struct day due_on, strict_due_on;
    bool late; /* met, but after it was missed */
};

enum referral_state { REFERRAL_SENT, REFERRAL_RECEIVED, REFERRAL_ANSWERED };

struct case_referral {
    enum authority authority;
    enum referral_state state;
    int64_t sent_us, received_us, answered_us;
    struct day received_on, answered_on, due_on;
    enum result result;
};

struct case_task {
    uint32_t number; /* from 1; the text is the sealed payload of its event */
    uint32_t event_seq;
    bool done;
    int64_t added_us, done_us;
    struct officer_id officer;
};

enum waiting { WAITING_OFFICER, WAITING_REPORTER, WAITING_AUTHORITY, WAITING_NOBODY };

/* Opening a confidential name takes this many agencies; as vault/share.h splits its key. */
#define IDENTITY_NEED 3u
/* A request that nobody completes is over after seven days: long enough for three agencies over
 * a holiday, short enough that no approval lies about ready to be used. */
#define IDENTITY_LAPSE_US (7 * DAY_US)

enum identity_stage {
    IDENTITY_QUIET, /* nobody asked */
    IDENTITY_ASKED,
    IDENTITY_OPENED,
    IDENTITY_REFUSED, /* fewer than three can still agree */
    IDENTITY_LAPSED,
    IDENTITY_STAGE_COUNT
};

/* One request at a time; stage to voided are about the newest. Sets: CODE_BIT per agency. */
struct case_identity {
    enum identity_stage stage;
    enum agency_code asker;
    uint32_t asked_seq;
    int64_t asked_us;
    int64_t since_us; /* the request lapses this long after: when it came, or had its third */
    int64_t ended_us;
    unsigned holders; /* of a share, when it was asked */
    unsigned approved, refused, voided;
    unsigned opened; /* to whom, by this request or an earlier one */
};

/* Giving the case to an agency that was excluded from it: two others must agree. */
struct case_access {
    enum agency_code proposed, proposer; /* AGENCY_NONE: nothing is proposed */
    unsigned given;                      /* excluded, and given access all the same */
};

struct case_state {
    uint32_t events; /* how many were folded: the next seq */
    enum case_stage stage;
    enum reported_category category;
    enum channel channel;
    enum report_mode mode;
    enum intake_kind intake;
    enum urgency urgency;
    enum timeliness timeliness;
    enum result result;
    enum waiting waiting;
    unsigned missing, excluded, flags;
    char kecamatan[KECAMATAN_MAX];
    int64_t received_us, last_us, read_us; /* read_us: an officer first acted; 0 not yet */
    bool owned;
    struct officer_id owner;
    uint32_t unread; /* the reporter's messages that no officer has answered */
    uint32_t unseen; /* officers' messages since the reporter last wrote */
    bool withdrawn, pressured, threatened, merged;
    struct case_id merged_into;
    struct case_clock clocks[CASE_CLOCKS_MAX];
    size_t clocks_len;
    struct case_referral referrals[CASE_REFERRALS_MAX];
    size_t referrals_len;
    struct case_task tasks[CASE_TASKS_MAX];
    size_t tasks_len;
    struct case_identity identity;
    struct case_access access;
    struct officer_id recused[CASE_RECUSED_MAX]; /* they may not know more of the case */
    size_t recused_len;
};

enum case_fault {
    CASE_FINE = 0,
    CASE_FAULT_STAGE,   /* this may not happen in this stage */
    CASE_FAULT_ACTOR,   /* nor be caused by this actor */
    CASE_FAULT_SEQ,     /* not the next event */
    CASE_FAULT_FACTS,   /* a fact that the kind needs is absent */
    CASE_FAULT_UNKNOWN, /* names a clock, referral or task that is not there */
    CASE_FAULT_FULL,    /* more clocks, referrals or tasks than a case may have */
    CASE_FAULT_COUNT
};

void case_init(struct case_state *s);
/* Whether the event may happen to a case in this state; *s is not changed. */
enum case_fault case_may(const struct case_state *s, const struct event *e);
/* Folds the event in; on a fault the state is unchanged. */
enum case_fault case_apply(struct case_state *s, const struct event *e) MUST_USE;
const char *case_fault_text(enum case_fault fault); /* for the log */

bool case_open(const struct case_state *s); /* not closed */
/* The running clock that ends first, or NULL. */
const struct case_clock *case_next_clock(const struct case_state *s);
const struct case_clock *case_clock_find(const struct case_state *s, enum clock_name name,
                                         enum authority authority);
const struct case_referral *case_referral_find(const struct case_state *s,
                                               enum authority authority);
/* The agencies whose approval of the open request counts; and how many they are. */
unsigned case_identity_agreed(const struct case_state *s);
unsigned agencies_count(unsigned agencies);
bool case_recused(const struct case_state *s, struct officer_id officer);
