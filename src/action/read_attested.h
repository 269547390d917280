/*
 * read_attested: the texts of the attested numbers as everybody may fetch them: from the moment
 * on that the public log holds their leaf; a witness, from when the log that it sees does.
 */
#pragma once
#include "action/env.h"
#include "store/attested.h"

/* name: "2026-11-22", or "newest". live: for a witness, as read_tile's. ERR_NOT_FOUND. */
enum err read_attested(struct cx *cx, const struct env *env, struct db *db, struct str name,
                       bool live, struct str *out) MUST_USE;
/* A line for each day, the oldest first: the day, a space, the text's SHA-256 in hex. */
enum err read_attested_days(struct cx *cx, const struct env *env, struct db *db,
                            struct str *out) MUST_USE;
enum err attested_days(struct cx *cx, const struct attested_row_list *rows,
                       struct str *out) MUST_USE;
