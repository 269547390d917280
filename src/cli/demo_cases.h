/*
 * demo_cases: what the invented post is filled with: people who do not exist and
 * stories that happened to nobody.
 */
#pragma once
#include "action/act_on_case.h"
#include "domain/report.h"

struct demo_story {
    enum reported_category category;
    enum act act;
    enum role role;
    enum body body;
    const char *reported; /* whom, as a citizen would say */
    const char *place;
    const char *what;
};

/* One thing that happens to a case, so many hours after it was filed. */
struct demo_step {
    int hours;
    enum deed deed; /* DEED_COUNT: the reporter writes or withdraws instead */
    bool withdraws;
    enum authority to; /* AUTHORITY_NONE: the first that the rules suggest, and Bawaslu */
    enum result result;
    const char *text;
};

struct demo_path {
    const char *name;
    int age_hours; /* how long ago a case on this path was filed; spread by a day or two */
    enum report_mode mode;
    enum channel channel;
    struct demo_step steps[9];
};

extern const struct demo_story demo_stories[];
extern const size_t demo_stories_len;
extern const struct demo_path demo_paths[];
extern const size_t demo_paths_len;

struct demo_officer {
    enum agency_code agency;
    const char *login, *name;
    unsigned roles;
};
extern const struct demo_officer demo_officers[];
extern const size_t demo_officers_len;
