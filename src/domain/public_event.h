/*
 * public_event: an event as everybody sees it: what its leaf in the public log says, as codes.
 * No more than that may enter a public number (design.md section 4).
 */
#pragma once
#include "domain/event.h"

struct public_event {
    enum event_kind kind;
    struct case_id tag;
    uint64_t seq;
    struct day day;       /* of `at`, in the zone it was written in */
    bool timed;           /* `at` is a time, not a day alone */
    int64_t at_us;        /* where timed */
    enum agency_code by;  /* AGENCY_NONE: the post's server */
    struct day due;       /* DAY_NONE: it sets none running */
    enum intake_kind intake;
    enum reported_category category;
    enum authority authority;
    enum result result;
    enum clock_name clock;
    enum agency_code agency; /* identity.voided: whose approval */
};
