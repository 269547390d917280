/*
 * log_statistics: the public numbers of a serving post: counted from the leaves of the
 * published log by domain/statistics.h, once each, as they are published.
 */
#pragma once
#include "action/env.h"
#include "domain/statistics.h"
#include "store/db.h"

struct log_count; /* what was counted so far; one for a post, for all threads */

enum err log_count_open(struct cx *cx, struct log_count **out) MUST_USE;
void log_count_close(struct log_count **count); /* fits AUTO */

/* The numbers as of the published head and today in the post's zone. Costs nothing when
 * neither has changed; else it counts the leaves that are new, while others wait. An empty log
 * has zeros. ERR_UNAVAILABLE where env->log_count is not open. */
enum err log_statistics(struct cx *cx, const struct env *env, struct db *db,
                        struct statistics *out) MUST_USE;
/* How many leaves the public sees; 0 before the first. */
enum err log_published_size(struct cx *cx, const struct env *env, struct db *db,
                            uint64_t *out) MUST_USE;
/* The same for the first `size` leaves, with nothing kept: for a command. */
enum err log_statistics_at(struct cx *cx, const struct env *env, struct db *db, uint64_t size,
                           struct statistics *out) MUST_USE;
