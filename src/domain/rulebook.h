/*
 * rulebook: one season's law as plain data, and who asks it by date.
 *
 * Filled by store/rulebook_file.h from a file of rules/ (rules/README.md says
 * what each field means); never changed afterwards, so threads may share it.
 * Everything it points to lives in the arena it was loaded into. It knows no
 * article: it carries them.
 */
#pragma once
#include "base/civil.h"
#include "domain/codes.h"

/* Which day an entry is judged by: the act's own, or the day the matter is
 * brought (a body that no longer exists cannot receive anything). */
enum law_day { LAW_BY_ACT, LAW_BY_FILING };

/* What every entry carries. */
struct law {
    struct str id;        /* unique in the file */
    struct str basis;     /* the article, as officers cite it */
    struct str source;    /* where we have it from: source codes, "S7 S27" */
    bool verified;        /* false: shown so to officers */
    enum law_day by;
    struct day from, to;  /* both days included; DAY_NONE is open */
};

/* Sets of codes (CODE_BIT); an empty set asks nothing. A value that is not
 * known is in no set. */
struct rule_when {
    unsigned categories, roles, not_roles, bodies, acts, signs, intakes;
    unsigned all, none;   /* enum condition: each of all, and none of none */
};

/* To whom a matter goes. Entries are asked in the file's order; the first one
 * for an authority gives its basis and sentence. */
struct route_rule {
    struct law law;
    struct rule_when when;
    enum authority to;
    struct str why;         /* one plain Indonesian sentence */
    unsigned clocks;        /* enum clock_name: the first running one gives due_on */
    enum flag flag;         /* raised when the route is taken */
    enum flag flag_before;  /* raised when only the act's day is too early for it */
    bool final;             /* nothing after it is asked */
};

struct clock_rule {
    struct law law;
    enum clock_name name;
    enum clock_unit unit;
    int count;              /* of unit, 1..366 */
    int extend_max;         /* by how much it may be extended in all, of unit */
    enum clock_trigger trigger;
    struct rule_when when;
    unsigned routes;        /* enum authority: asked only where one of them is a route */
    int then_working_days;  /* a further step told in the explanation; 0 none */
    struct str note;        /* ends the explanation; "" none */
};

struct exclusion_rule {
    struct law law;
    struct rule_when when;
    unsigned agencies;      /* enum agency_code */
};

struct urgency_rule {
    struct law law;
    struct rule_when when;
    enum urgency level;
};

/* What a report must have; formal and material as domain.md A.4 has them. */
struct requirement_rule {
    struct law law;
    enum missing code;
    bool formal;            /* else material */
    bool needed;            /* false: told when missing, but nothing fails for it */
    unsigned intakes;       /* kinds it is asked of */
};

/* An election: a region's (or all regions') own calendar. */
struct election_event {
    struct law law;
    struct str code;        /* "serentak_2024" */
    struct str title;
    struct day from, to;    /* its days, both included */
    const struct str *regions; /* as people write them; none: everywhere */
    size_t regions_count;
    bool partial;           /* held in some regions that the file does not name */
};

struct stage {
    struct law law;
    struct str event;       /* code of an election_event */
    struct str code;        /* "masa_tenang" */
    struct str title;
    struct day start, end;  /* DAY_NONE: not set, or relative */
};

struct holiday {
    struct day on;
    struct str name;
};

struct holiday_year {
    struct law law;
    int year;
    const struct holiday *days;
    size_t days_count;
};

struct zone_rule {
    struct law law;
    int minutes;
    const struct str *provinces;
    size_t provinces_count;
};

/* A word in the reported unit's name that tells its level. */
struct unit_word {
    struct law law;
    struct str word;        /* lower case */
    bool province, national, own_unit; /* own_unit: the examiner itself */
};

/* What the law says an act may cost whom: for the desk, never for the public. */
struct act_rule {
    struct law law;
    enum act act;
    unsigned categories;    /* enum reported_category */
    struct str sanction;    /* a sentence */
};

/* Titles of papers, and how long records are kept: data for pages. */
struct form_rule {
    struct law law;
    struct str code, title;
};

struct retention_rule {
    struct law law;
    struct str record;
    struct str keep;        /* a sentence */
};

struct rulebook {
    struct str name;        /* "pilkada-2024" */
    struct str title;
    struct day from, to;    /* acts of these days; to open: until a successor */
    struct law channels_law;
    unsigned laporan_channels;     /* enum channel that can carry a laporan */
    unsigned supervision_channels; /* enum channel that make a temuan */
    const struct route_rule *routes;
    size_t routes_count;
    const struct clock_rule *clocks;
    size_t clocks_count;
    const struct exclusion_rule *exclusions;
    size_t exclusions_count;
    const struct urgency_rule *urgency;
    size_t urgency_count;
    const struct requirement_rule *requirements;
    size_t requirements_count;
    const struct election_event *events;
    size_t events_count;
    const struct stage *stages;
    size_t stages_count;
    const struct holiday_year *holidays;
    size_t holidays_count;
    const struct zone_rule *zones;
    size_t zones_count;
    const struct unit_word *unit_words;
    size_t unit_words_count;
    const struct act_rule *acts;
    size_t acts_count;
    const struct form_rule *forms;
    size_t forms_count;
    const struct retention_rule *retention;
    size_t retention_count;
};

/* Whether an entry is in force. act may be unknown; it was then no later than
 * act_latest, if that is known. */
enum law_answer { LAW_NO, LAW_YES, LAW_TOO_EARLY, LAW_DAY_UNKNOWN };
enum law_answer law_holds(const struct law *law, struct day act, struct day act_latest,
                          struct day filing);

/* The book whose days hold d: else the latest that begins before it, else the
 * first. The day may be unknown: then the last of them. count > 0. */
const struct rulebook *rulebook_for(const struct rulebook *const books[], size_t count,
                                    struct day d);

/* The clock's entry in force on the day the matter is filed, or NULL. */
const struct clock_rule *rulebook_clock(const struct rulebook *book, enum clock_name name,
                                        struct day filing);

/* What an act may cost that kind of office, by the law of the act's day, or NULL. */
const struct act_rule *rulebook_act(const struct rulebook *book, enum act act,
                                    enum reported_category category, struct day on);

/* The holiday's name on that day, or "" if it is none. */
struct str rulebook_holiday(const struct rulebook *book, struct day d);
/* Whether the file lists that year's holidays; *verified as the list says. */
bool rulebook_holidays_listed(const struct rulebook *book, int year, bool *verified);
/* Neither Saturday, Sunday nor a listed holiday. */
bool rulebook_working_day(const struct rulebook *book, struct day d);

/* The calendar a place follows on a day: one that names the region, else one
 * for everywhere, else NULL. Region names match without case and without the
 * words before them (Kab., Kota, Provinsi ...); Kab. and Kota of one name differ. */
const struct election_event *rulebook_event(const struct rulebook *book, struct str kab_kota,
                                            struct str provinsi, struct day d);
/* The event's stage with this code, or NULL. */
const struct stage *rulebook_stage(const struct rulebook *book, struct str event,
                                   struct str code);
/* Stages of the event that hold the day (an open start holds all before), in
 * the file's order, from *next on; NULL at the end. Start with *next = 0. */
const struct stage *rulebook_stage_on(const struct rulebook *book, struct str event,
                                      struct day d, size_t *next);

/* The province's zone in minutes; false if it is not listed. */
bool rulebook_zone(const struct rulebook *book, struct str provinsi, int *minutes) MUST_USE;
