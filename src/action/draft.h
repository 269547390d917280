/*
 * draft: a report being written. Sealed under a key that only the person's
 * cookie holds; gone after two hours without a touch, and when it is filed.
 */
#pragma once
#include "action/env.h"
#include "domain/report.h"
#include "store/db.h"

#define DRAFT_LIFE_US (2 * HOUR_US)

/* A new draft's token for the cookie. */
struct str draft_token_new(struct cx *cx);
/* ERR_NOT_FOUND for no, an unknown, or an expired draft. */
enum err draft_load(struct cx *cx, const struct env *env, struct db *db, struct str token,
                    struct report_form *out) MUST_USE;
/* check: seals; write: stores. */
struct draft_save;
enum err draft_save_check(struct cx *cx, const struct env *env, struct str token,
                          const struct report_form *form, struct draft_save **out) MUST_USE;
enum err draft_save_write(struct cx *cx, const struct env *env, struct db *tx,
                          const struct draft_save *save) MUST_USE;
enum err draft_drop_write(struct cx *cx, struct db *tx, struct str token) MUST_USE;
