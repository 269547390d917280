/*
 * upload: a file on its way in, as the database knows it. What it says was received is on the
 * disk (store/blob.h). Name, type, key and the state of its hashes are sealed.
 */
#pragma once
#include "domain/ids.h"
#include "store/blob.h"
#include "store/db.h"

#define UPLOADS_MAX 200 /* of one owner, in a list */

struct upload_row {
    struct blob_id id;
    uint8_t owner[32];
    uint64_t length;     /* bytes that were announced */
    struct bytes key;    /* the file's key, sealed to the owner */
    struct bytes meta;   /* name and type as claimed, under the file's key */
    uint64_t received;   /* plain bytes that are safe */
    uint64_t stored;     /* sealed bytes of them in the file */
    struct bytes state;  /* hashes so far, and what does not fill a piece, under the file's key */
    int64_t begun_us, touched_us;
};

struct upload_list {
    struct upload_row *at;
    size_t len;
};

enum err store_upload_insert(struct cx *cx, struct db *tx, struct post_id post,
                             const struct upload_row *row) MUST_USE;
/* ERR_NOT_FOUND; also for another's. */
enum err store_upload_get(struct cx *cx, struct db *db, struct post_id post,
                          const uint8_t owner[32], struct blob_id id,
                          struct upload_row *out) MUST_USE;
/* The oldest first. */
enum err store_upload_list(struct cx *cx, struct db *db, struct post_id post,
                           const uint8_t owner[32], struct upload_list *out) MUST_USE;
/* How many the owner has, and their announced bytes together. */
enum err store_upload_sums(struct cx *cx, struct db *db, struct post_id post,
                           const uint8_t owner[32], uint64_t *count, uint64_t *bytes) MUST_USE;
/* From `before` received bytes; ERR_CONFLICT if another was first. */
enum err store_upload_grow(struct cx *cx, struct db *tx, struct post_id post, struct blob_id id,
                           uint64_t before, const struct upload_row *after,
                           int64_t now_us) MUST_USE;
/* ERR_NOT_FOUND if it is not there any more. */
enum err store_upload_remove(struct cx *cx, struct db *tx, struct post_id post,
                             struct blob_id id) MUST_USE;
/* Not touched since; at most max. */
enum err store_upload_stale(struct cx *cx, struct db *db, struct post_id post, int64_t before_us,
                            struct blob_id *out, size_t max, size_t *len) MUST_USE;
