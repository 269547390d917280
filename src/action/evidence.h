/*
 * evidence: files of a case. What was received whole (action/upload.h) is taken over by the event
 * that brings it, a report or an addition: its sealed payload lists each file with its key and
 * the hashes of the bytes as received, so that the leaf's commitment binds them. The bytes stay
 * as they are, sealed and unaltered; who can open the payload can open the files.
 */
#pragma once
#include "action/upload.h"
#include "base/json.h"

#define EVIDENCE_JSON_MAX (600u << 10) /* bytes that a list of files adds to a payload */

struct evidence_file {
    struct blob_id id;
    struct str name, type; /* as claimed by the sender: never to be believed */
    uint64_t size;
    uint8_t sha256[32], blake2b[32]; /* of the bytes as received */
    struct secret32 key;
};

struct evidence_list {
    struct evidence_file *at;
    size_t len;
};

/* ---- taking over ---- */

struct evidence_new; /* whole files of one owner, on their way into a case */

/* On an HTTP thread: makes each durable where it will stay, before any event names it. *out NULL:
 * there is none. *unfinished: so many are not whole and are left out. */
enum err evidence_gather(struct cx *cx, const struct env *env, struct db *db,
                         const struct upload_owner *owner, struct evidence_new **out,
                         size_t *unfinished) MUST_USE;
/* "files": [...] into a payload; nothing for NULL. */
void evidence_put(struct cx *cx, const struct evidence_new *n, struct json_out *o);
/* On the writer, with the event; fine with NULL. ERR_CONFLICT if one of them was removed
 * meanwhile. */
enum err evidence_write(struct cx *cx, const struct env *env, struct db *tx, struct case_id id,
                        const struct evidence_new *n) MUST_USE;

/* ---- reading ---- */

/* The files of an opened payload; none is fine. Strings live in the arena. */
enum err evidence_read(struct cx *cx, const json_t *payload, struct evidence_list *out) MUST_USE;

/* The bytes of a file, from anywhere in it. */
struct evidence_reader;
/* ERR_NOT_FOUND, ERR_CORRUPT: it is not there, or not as it was. Opens its first and its last
 * piece to know. The reader lives in the arena. */
enum err evidence_open(struct cx *cx, const struct env *env, const struct evidence_file *file,
                       struct evidence_reader **out) MUST_USE;
/* Up to max bytes from `at`, at least one; 0 where it does not open or ends. On one thread at a
 * time, whichever. */
size_t evidence_bytes(struct evidence_reader *r, uint64_t at, uint8_t *out, size_t max);
