/*
 * desk_roster: what the roster's pages share: hours, names of shifts, words of what breaks.
 */
#pragma once
#include "action/roster.h"
#include "page/roster.h"
#include "web/desk_shell.h"

struct msg roster_hours_words(struct request *rq, int64_t start_us, int64_t end_us);
struct msg roster_breaks_words(enum roster_code code); /* T_NONE for what breaks nothing */
struct msg roster_why_words(enum roster_why why);
/* The month by name: "Oktober 2024". */
struct msg roster_month_words(struct request *rq, struct day first);
/* "/meja/jaga", and with a query that is ours. */
struct link roster_link(struct request *rq, const char *step, const char *query);
/* The officer as one who changes his own agency's roster. */
struct roster_by roster_by_of(const struct request *rq);
/* What became of a form, from "hasil". */
struct msg roster_done_words(const struct request *rq);
