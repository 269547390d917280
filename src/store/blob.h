/*
 * blob: sealed files on the disk, under DIR/evidence.
 *
 *   arriving/HEX   grows at its end; what lies past the length that the database knows was
 *                  not promised to anybody, and is cut off when it is opened again
 *   kept/HEX       whole, never changed
 *
 * HEX is the file's random id. Nothing here is readable without the file's key (vault/chunk.h).
 */
#pragma once
#include "base/cx.h"

struct blob_id {
    uint8_t b[16];
};

/* Makes the folders if they are not there. */
enum err blob_home(struct cx *cx, const char *data_dir) MUST_USE;
/* To write on at `at`, which cuts off what lies behind it; at 0 the file is made.
 * ERR_CORRUPT if there is less. *fd is the caller's: blob_close. */
enum err blob_open(struct cx *cx, const char *data_dir, struct blob_id id, uint64_t at,
                   int *fd) MUST_USE;
/* ERR_UNAVAILABLE when the disk is full or fails. */
enum err blob_append(struct cx *cx, int fd, struct bytes bytes) MUST_USE;
enum err blob_sync(struct cx *cx, int fd) MUST_USE;
void blob_close(int *fd); /* fits AUTO; takes -1 */

/* From arriving to kept, durably; fine if it is there already. */
enum err blob_keep(struct cx *cx, const char *data_dir, struct blob_id id) MUST_USE;
/* Exactly out.len bytes of a kept one; ERR_NOT_FOUND, ERR_CORRUPT if it ends before. */
enum err blob_read(struct cx *cx, const char *data_dir, struct blob_id id, uint64_t at,
                   uint8_t *out, size_t len) MUST_USE;
/* Wherever it lies; fine where there is none. */
void blob_drop(const char *data_dir, struct blob_id id);
/* Bytes that the disk still has for us. */
enum err blob_room(struct cx *cx, const char *data_dir, uint64_t *bytes) MUST_USE;
