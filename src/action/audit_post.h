/*
 * audit_post: the audit of a post's own directory: its log like anybody's (audit_log), against
 * every head that was ever signed and kept, against what the signer remembers; then what only
 * the directory shows: each event against its leaf, what is saved against what the events make,
 * the private log of who read what, and the watch log.
 *
 * Reads only. A server may run beside it.
 */
#pragma once
#include "action/audit_access.h"
#include "action/audit_log.h"
#include "action/audit_watch.h"

struct audit_post_result {
    struct audit_result log;
    struct str origin;  /* "" if no head is kept yet */
    uint64_t waiting;   /* entries that no head holds yet */
    int64_t cases, events; /* as stored */
    struct access_audit reads;
    struct watch_audit watch;
};

/* plan: today, say and arg; the rest is filled in here. key: the log's, or NULL for none. */
enum err audit_post(struct cx *cx, struct env *env, struct db *db, const struct audit_plan *plan,
                    const struct note_verifier *key, struct audit_post_result *out) MUST_USE;

/* The newest signed head of a directory as the note that the server shows, though the newest is
 * stored only with the next batch: signed again by the same key, which gives the same bytes.
 * Nothing is signed but what the signer remembers. */
enum err audit_post_note(struct cx *cx, const struct env *env, struct db *db,
                         struct str *out) MUST_USE;
/* The verifier of DIR/log.key. */
enum err audit_post_key(struct cx *cx, const struct env *env, struct note_verifier *out) MUST_USE;
