/*
 * key_ring: the keys that an agency used before, for who holds the newest.
 *
 * When an agency renews its keys, the old master secret is sealed under the cache key of the
 * new one (store/custody.h: old_key): from the newest every older one opens, step by step, and
 * from an older one none that is newer. A session's own serial costs nothing.
 */
#pragma once
#include "action/session.h"

#define KEY_RING_MAX 4 /* former keys that one request keeps; more are made anew each time */

struct key_ring {
    size_t len;
    struct {
        uint64_t serial;
        struct agency_keys keys;
    } at[KEY_RING_MAX];
};

/* The agency's keys of that serial. *out lives as long as the session or cx's arena. ERR_DENIED
 * for a serial newer than the session's, or where a step does not open. */
enum err key_ring_at(struct cx *cx, struct db *db, const struct officer_session *who,
                     uint64_t serial, const struct agency_keys **out) MUST_USE;
/* The same from a master secret alone. */
enum err key_ring_walk(struct cx *cx, struct db *db, struct agency_id agency, uint64_t from,
                       const struct secret32 *newest, uint64_t to, struct secret32 *out) MUST_USE;

/* The old master secret of `serial` under the cache key of the one after it; *out in cx->arena. */
enum err key_ring_seal(struct cx *cx, struct agency_id agency, uint64_t serial,
                       const struct secret32 *master, const struct secret32 *next_cache,
                       struct bytes *out) MUST_USE;
