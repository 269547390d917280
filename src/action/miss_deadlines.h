/*
 * miss_deadlines: clocks that ran out say so by themselves. Runs on the writer, at
 * start and every minute; may stop and start anywhere without harm.
 */
#pragma once
#include "action/append.h"

/* Appends deadline.missed for at most `limit` running clocks that are over; *count gets how
 * many were written. Call again while *count == limit. */
enum err miss_deadlines_run(struct cx *cx, const struct env *env, struct db *tx, size_t limit,
                            size_t *count) MUST_USE;
