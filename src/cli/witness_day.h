/*
 * witness_day: what a witness says once a day, in one line that its agency's people understand:
 * how much was recorded, which due dates passed, whether the own agency's keys are what they
 * were, and who else cosigns.
 */
#pragma once
#include "page/text.h"
#include "witness/pull.h"

struct witness_days {
    struct day told; /* the last day that was told of; DAY_NONE: none yet */
    enum lang lang;
};

/* Tells of yesterday, once the post's day is over; now: of today so far instead. Never fails: what
 * cannot be asked is said to be unknown. */
void witness_day_tell(struct cx *cx, struct pull *p, struct witness_days *days, bool now);
