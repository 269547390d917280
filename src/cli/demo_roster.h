/*
 * demo_roster: who keeps watch in the invented post: this month and the next, published; one is on
 * leave from tomorrow, so that a gap is to be seen.
 */
#pragma once
#include "action/env.h"
#include "store/db.h"

/* In a transaction of its own, at the moment of cx. */
enum err demo_roster(struct cx *cx, const struct env *env, struct db *db) MUST_USE;
