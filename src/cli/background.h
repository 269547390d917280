/*
 * background: a thread of the server that does one thing again and again, on a reading connection
 * and in an arena of its own. What it wants written it hands to the writer.
 */
#pragma once
#include "store/db.h"

struct background;

struct background_work {
    unsigned every_s;  /* between the end of one turn and the next */
    size_t arena;      /* bytes that one turn may use: a cap, not a size */
    void (*turn)(struct cx *cx, struct db *db, void *arg);
    void *arg;         /* lives as long as the thread */
};

/* *out lives in cx->arena; the first turn is at once. */
enum err background_start(struct cx *cx, const char *db_path, const struct background_work *work,
                          struct background **out) MUST_USE;
/* Waits for the turn that is on. Takes a pointer to NULL: fits AUTO. */
void background_stop(struct background **background);
