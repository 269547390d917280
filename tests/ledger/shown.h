/*
 * shown: what a leaf of each kind may show, as design.md section 4 says it, and a reader that
 * holds every leaf of a log to it. Leaves are read as text, as an outsider has them; the list
 * is written from the design and not from domain/event.c: a kind that is not in it fails.
 */
#pragma once
#include "action/env.h"
#include "store/db.h"

struct leaves {
    struct str *at;
    size_t len;
};

struct leaves leaves_all(struct cx *cx, const struct env *env, struct db *db);
/* The rest of the leaf's first line that begins so; "" where there is none. */
struct str leaf_line(struct str leaf, const char *name);
/* How many of the known kinds are there. */
size_t leaves_kinds(const struct leaves *all);
/* Fails the test at the first leaf that shows more than it may; how many there are. */
size_t leaves_allowed(struct cx *cx, const struct env *env, struct db *db);
