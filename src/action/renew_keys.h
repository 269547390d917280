/*
 * renew_keys: an agency makes new keys: because somebody left, or because a key may be known.
 *
 * The old master secret is sealed under the new one (key_ring.h), the new one to every officer
 * who works there and holds the old; one agency.key leaf bears the old key's signature and the new
 * one's. From the commit on the leaver's keys open nothing that comes; what was sealed to the
 * old key is sealed anew in the background (reseal.h). All of the agency's sessions end but the
 * one that did it.
 *
 * A new master is sealed only to keys that the log shows: each officer's key must stand in an
 * officer.listed leaf that this agency signed, so that nobody can put a key of his own into
 * the database and wait for the next renewal.
 */
#pragma once
#include "action/session.h"

struct renewal {
    const struct officer_session *by;
    uint64_t serial; /* the new one */
    struct secret32 master;
    struct agency_keys keys;
    struct bytes old_sealed; /* the old master under the new keys */
    bool session_kept;       /* the acting session goes on with the new keys: */
    struct session_id session;
    struct bytes blob;
    size_t officers;     /* after renew_keys_write: who holds the new keys */
    struct str stranger; /* after ERR_CORRUPT: whose key the log does not show */
};
void renewal_wipe(struct renewal *r); /* fits AUTO */

/* token: the acting session's cookie text, "" for a command. ERR_DENIED without the permission or
 * the keys. */
enum err renew_keys_check(struct cx *cx, const struct officer_session *by, struct str token,
                          struct renewal *out) MUST_USE;
/* On the writer, or in a command's transaction. ERR_CONFLICT if the keys were renewed meanwhile;
 * ERR_CORRUPT names the officer whose key the log does not show. */
enum err renew_keys_write(struct cx *cx, const struct env *env, struct db *tx,
                          struct renewal *r) MUST_USE;
/* After the commit: from now on everything is sealed to the new key, and what is sealed to
 * the old one waits for an officer's next request. */
enum err renew_keys_publish(struct cx *cx, const struct env *env, struct db *db) MUST_USE;

/* Whether the newest leaf of that kind about the key (a fact by its fingerprint) says "active" and
 * bears this agency's signature, by its key of now or one before. */
enum err key_shown(struct cx *cx, const struct env *env, struct db *tx,
                   const struct officer_session *by, const char *kind, const char *fact,
                   const uint8_t key[32], bool *shown) MUST_USE;

/* What stands in the log of an agency's keys, for its page. */
struct agency_state {
    uint64_t serial, custodian_serial;
    int64_t renewed_us;          /* 0: these are the first */
    size_t officers, custodians; /* who hold them */
    uint64_t stale, old_keys;    /* grants sealed to former keys; how many former keys */
    int64_t paper_us;            /* when the slips were made; 0: never */
};
enum err agency_state_read(struct cx *cx, const struct env *env, struct db *db,
                           const struct agency *agency, struct agency_state *out) MUST_USE;
