/*
 * public_event: from a leaf of the log to what the rules can count (domain/public_event.h).
 */
#pragma once
#include "domain/public_event.h"
#include "tlog/leaf.h"

/* False if the leaf is not of a case, or of a kind or with a code that this program does not
 * know; *why then says which, as part of a sentence (NULL for a leaf that is of no case). */
bool public_event_of(const struct leaf *leaf, struct public_event *out, const char **why) MUST_USE;
/* The day of a leaf's `at`; *us is set where it is a time. */
bool leaf_day(struct str at, struct day *day, bool *timed, int64_t *us) MUST_USE;
