/*
 * triage: what the rules say of a report: what it is, what it lacks, who may
 * decide it and by when, and which of the post's agencies must not see it.
 *
 * Pure: facts and a rule set in, findings out. It decides nothing about guilt
 * and refuses no report: late, incomplete and anonymous ones are received as
 * what they are. What is not known stays not known: it is told in `missing` or
 * `flags`, never guessed.
 */
#pragma once
#include "domain/clock.h"

#define TRIAGE_ROUTES_MAX 16

enum known { NOT_KNOWN, KNOWN_YES, KNOWN_NO };

/* All zero and DAY_NONE is "nothing is known": start with triage_facts_init. */
struct triage_facts {
    enum reported_category category;
    unsigned acts;              /* enum act */
    struct day occurred_on, known_on; /* civil days where it happened; DAY_NONE */
    bool filed;                 /* filed_us is known */
    int64_t filed_us;
    int filed_zone;             /* minutes, as filed_at was written */
    /* Where a later step has its own day; DAY_NONE: not yet. */
    struct day registered_on, notified_on;
    enum channel channel;
    unsigned signs;             /* enum sign */
    struct {
        struct str kab_kota, provinsi, detail; /* detail: any finer place */
        bool zone_known;
        int zone_minutes;
    } place;
    struct {
        enum known identified, local_voter, under_17;
        enum standing standing;
    } reporter;
    struct {
        enum known named, chief, institution, candidate;
        enum role role;
        enum body body;
        struct str unit;
    } reported;
    int evidence;               /* pieces besides witnesses; 0 also when not said */
    int witnesses;
    enum known described;
    enum election_kind election;
    enum known candidates_determined;
    bool unknown_code;          /* the input held a code that is in no list */
};

struct triage_route {
    enum authority to;
    struct str basis, why;
    struct day due_on;          /* DAY_NONE: no period found, or not running yet */
    bool verified;
};

struct triage_findings {
    enum intake_kind intake;
    enum timeliness timeliness;
    enum urgency urgency;
    bool formal, material;
    unsigned missing;           /* enum missing */
    struct triage_route routes[TRIAGE_ROUTES_MAX];
    size_t routes_len;
    struct clock clocks[CLOCK_COUNT]; /* each name at most once */
    size_t clocks_len;
    unsigned excluded;          /* enum agency_code */
    unsigned flags;             /* enum flag */
    int zone_minutes;           /* what days were counted in */
    struct str rules;           /* the rule set's name */
};

void triage_facts_init(struct triage_facts *f);

/* The day whose rule set judges the report: the act's, else the nearest later
 * day that is known. DAY_NONE if none is. */
struct day triage_day(const struct triage_facts *f);

/* Texts in *out are the rule set's or the arena's. */
enum err triage(struct cx *cx, const struct rulebook *book, const struct triage_facts *f,
                struct triage_findings *out) MUST_USE;

/* The clock's finding, or NULL; the route's, or NULL. */
const struct clock *triage_clock(const struct triage_findings *f, enum clock_name name);
const struct triage_route *triage_route_to(const struct triage_findings *f, enum authority to);
