/*
 * draft: a report being written, sealed under what only the cookie knows, so
 * that nothing typed is lost between two pages.
 */
#pragma once
#include "domain/ids.h"
#include "store/db.h"

/* Makes it or replaces it. */
enum err store_draft_put(struct cx *cx, struct db *tx, struct post_id post, const uint8_t id[32],
                         struct bytes blob, int64_t now_us) MUST_USE;
/* ERR_NOT_FOUND. */
enum err store_draft_get(struct cx *cx, struct db *db, struct post_id post, const uint8_t id[32],
                         struct bytes *blob, int64_t *updated_us) MUST_USE;
/* Fine where there is none. */
enum err store_draft_remove(struct cx *cx, struct db *tx, const uint8_t id[32]) MUST_USE;
/* All that were not touched since. */
enum err store_draft_expire(struct cx *cx, struct db *tx, int64_t before_us,
                            int64_t *removed) MUST_USE;
