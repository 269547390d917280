/*
 * upload_sink: what upload.c and upload_sink.c share. Nobody else includes this.
 */
#pragma once
#include "action/upload.h"
#include <pthread.h>

#define UPLOADS_AT_ONCE 256

struct uploads {
    const char *data_dir;
    struct upload_limits limits;
    pthread_mutex_t lock;
    struct blob_id busy[UPLOADS_AT_ONCE]; /* being written now */
    size_t busy_len;
};

/* "upload-key|<hex>": what a small box is, and whose. */
struct str upload_context(struct arena *arena, const char *what, struct blob_id id);
enum err upload_key_open(struct cx *cx, const struct upload_owner *owner,
                         const struct upload_row *row, struct secret32 *out) MUST_USE;
/* Of a whole file, from the state that is kept with it. */
enum err upload_hashes(struct cx *cx, const struct secret32 *key, const struct upload_row *row,
                       uint8_t sha256[32], uint8_t blake2b[32]) MUST_USE;
