/*
 * upload: a file on its way in. It is sealed while it arrives (vault/chunk.h): nothing of it
 * lies on the disk in the clear, not even its name, and what was received survives a lost line
 * and a restart of the server.
 *
 *   upload_begin_*          announces a file: its length, its name and type as claimed
 *   upload_open / _take / _close   one request's worth of bytes, on an HTTP thread, durable
 *                           after _close
 *   upload_grow_write       on the writer: from now on they count
 *
 * Whose a file is, only the owner's own secret tells: a draft's cookie, a reporter's code, an
 * agency's key. A file becomes evidence when a case takes it over; until then it is gone a day
 * after it was last touched.
 */
#pragma once
#include "action/session.h"
#include "store/upload.h"
#include "vault/chunk.h"

#define UPLOAD_LIFE_US (24 * HOUR_US)
#define UPLOAD_NAME_MAX 255 /* bytes; what is longer is cut */
#define UPLOAD_TYPE_MAX 100
#define UPLOAD_META_MAX 2048 /* bytes of tus metadata, echoed as sent */

struct upload_limits {
    uint64_t file;     /* bytes of one file */
    uint64_t together; /* of all files of one owner */
    unsigned count;
    uint64_t room;     /* bytes that the disk must have left over */
};

/* What all requests share: the folder, the limits, and which files are being written now. */
struct uploads;
enum err uploads_open(struct cx *cx, struct arena *home, const char *data_dir,
                      const struct upload_limits *limits, struct uploads **out) MUST_USE;
const struct upload_limits *uploads_limits(const struct uploads *u);

struct upload_owner {
    uint8_t id[32];      /* stored */
    struct secret32 key; /* seals the keys of the owner's files */
};
/* ERR_NOT_FOUND for what is no draft's cookie. */
enum err upload_owner_draft(struct cx *cx, struct str draft_token,
                            struct upload_owner *out) MUST_USE;
void upload_owner_reporter(const struct reporter_session *who, struct upload_owner *out);
/* For a case of his agency. */
void upload_owner_officer(const struct officer_session *who, struct case_id id,
                          struct upload_owner *out);
void upload_owner_wipe(struct upload_owner *o); /* fits AUTO */

struct upload {
    struct blob_id id;
    uint64_t length, received;
    bool whole;
    struct str name, type, meta; /* as claimed; meta: as sent */
    int64_t expires_us;
    struct secret32 key;         /* of the file */
    uint8_t sha256[32], blake2b[32]; /* of the bytes as received, when whole */
};

struct upload_list_of {
    struct upload *at;
    size_t len;
};

enum upload_refusal {
    UPLOAD_FINE,
    UPLOAD_FILE_LARGE,     /* this file */
    UPLOAD_TOGETHER_LARGE, /* with the others */
    UPLOAD_TOO_MANY,
    UPLOAD_NO_ROOM         /* on the post's disk */
};

struct upload_new {
    struct upload_row row;
    struct blob_id id;
};
/* *why is UPLOAD_FINE where *out is made. */
enum err upload_begin_check(struct cx *cx, const struct env *env, struct db *db,
                            struct uploads *u, const struct upload_owner *owner, uint64_t length,
                            struct str name, struct str type, struct str meta,
                            struct upload_new **out, enum upload_refusal *why) MUST_USE;
/* What an owner has announced. */
struct upload_sums {
    uint64_t count, bytes;
};
enum err upload_sums(struct cx *cx, const struct env *env, struct db *db,
                     const struct upload_owner *owner, struct upload_sums *out) MUST_USE;
/* For a file that comes in a form, whose length nobody knows before its end: as long as it may be,
 * until upload_end_here. have: with what the same form has brought already. */
enum err upload_begin_form(struct cx *cx, struct uploads *u, const struct upload_owner *owner,
                           const struct upload_sums *have, struct str name, struct str type,
                           struct upload_new **out, enum upload_refusal *why) MUST_USE;
enum err upload_begin_write(struct cx *cx, const struct env *env, struct db *tx,
                            const struct upload_new *n) MUST_USE;

/* ERR_NOT_FOUND if there is none, it is another's, or its time is over. */
enum err upload_find(struct cx *cx, const struct env *env, struct db *db,
                     const struct upload_owner *owner, struct blob_id id,
                     struct upload *out) MUST_USE;
/* The oldest first. */
enum err upload_list(struct cx *cx, const struct env *env, struct db *db,
                     const struct upload_owner *owner, struct upload_list_of *out) MUST_USE;

/* One request's worth of bytes. */
struct upload_sink;
/* ERR_CONFLICT if `offset` is not what was received (*received tells), ERR_BUSY if another
 * request is writing this file. Whatever comes after, upload_close must be called. */
enum err upload_open(struct cx *cx, const struct env *env, struct db *db, struct uploads *u,
                     const struct upload_owner *owner, struct blob_id id, uint64_t offset,
                     struct upload_sink **out, uint64_t *received) MUST_USE;
/* For a file that was begun in the same request, before it is in the database. */
enum err upload_open_new(struct cx *cx, struct uploads *u, const struct upload_owner *owner,
                         const struct upload_new *n, struct upload_sink **out) MUST_USE;
/* ERR_TOO_LARGE past the announced length, ERR_UNAVAILABLE when the disk is full. */
enum err upload_take(struct cx *cx, struct upload_sink *s, struct bytes piece) MUST_USE;
/* What came is the whole file: before upload_close, for upload_begin_form. */
void upload_end_here(struct upload_sink *s, struct upload_new *n);
/* keep false: what this request brought is forgotten. Else it is on the disk when this
 * returns OK, and upload_grow_write makes it count. */
enum err upload_close(struct cx *cx, struct upload_sink *s, bool keep) MUST_USE;
uint64_t upload_received(const struct upload_sink *s);
bool upload_whole(const struct upload_sink *s);
/* On the writer, after upload_close. The file stays locked until upload_done, which must not come
 * before the commit: another request would go on from what the database said before. */
enum err upload_grow_write(struct cx *cx, const struct env *env, struct db *tx,
                           const struct upload_sink *s) MUST_USE;
/* Lets the next request write to the file. Always the last thing; twice does no harm. */
void upload_done(struct upload_sink *s);
/* For a request that ended in the middle: a copy that outlives it, with memory of its own, and
 * the file stays locked. NULL without memory: then upload_done was called. After the commit of
 * upload_grow_write, or instead of it, upload_late_free. */
struct upload_sink *upload_late(struct upload_sink *s);
void upload_late_free(struct upload_sink *s);

/* On the writer: takes the file off the list (ERR_NOT_FOUND if it is not on it any more, which is
 * when a case has taken it over); and after the commit its bytes. */
enum err upload_remove_write(struct cx *cx, const struct env *env, struct db *tx,
                             struct blob_id id) MUST_USE;
void upload_drop(struct uploads *u, struct blob_id id);
/* Files whose time is over; for the background. On the writer. */
enum err uploads_expire(struct cx *cx, const struct env *env, struct db *tx,
                        struct uploads *u) MUST_USE;
