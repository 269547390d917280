/*
 * numbers: the counted numbers that several public pages show, from the leaves alone.
 */
#pragma once
#include "action/log_statistics.h"
#include "web/request.h"

/* The numbers as of the published head; *there is false where none are counted. */
enum err numbers_now(struct request *rq, struct statistics *out, bool *there) MUST_USE;
int64_t numbers_missed(const struct statistics *s); /* answered late, or past and open */
int64_t numbers_in_time(const struct statistics *s);
int64_t numbers_results(const struct statistics *s); /* cases with a result */
