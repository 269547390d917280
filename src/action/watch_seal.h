/*
 * watch_seal: what is written in the watch log, sealed to the post's agencies.
 *
 * Each line has a key of its own, granted to every agency's key of that day; there is no key of
 * the whole book that could be exchanged under the officers' hands, and none to renew. When an
 * agency renews its keys, its newer officers open older lines by the ring (key_ring.h).
 *
 *   u8 count || count * (agency id 16 || key serial 8, big-endian || grant 110) || object
 *
 * What the log commits to is the whole of it, so that a grant taken away shows too.
 */
#pragma once
#include "action/session.h"
#include "store/watch.h"

/* only: sealed to that agency alone; NULL: to all. *out in cx->arena. */
enum err watch_seal(struct cx *cx, const struct env *env, const struct agency *only,
                    const uint8_t id[16], struct bytes plain, struct bytes *out) MUST_USE;
/* ERR_DENIED without a grant for this officer's agency; ERR_CORRUPT if it was altered. */
enum err watch_unseal(struct cx *cx, struct db *db, const struct officer_session *who,
                    const uint8_t id[16], struct bytes sealed, struct bytes *out) MUST_USE;

/* ---- its leaf ---- */

/* The name and value of a line's entry in log_event: where it stands, and the hash of all that
 * is kept of it but its leaf's index. Whoever has the database can check it without any key. */
enum err watch_committed(struct cx *cx, const struct watch_row *row, struct str *name,
                         struct str *value) MUST_USE;
/* On the writer: gives the line its place, then adds its leaf, signed by the officer's agency, and
 * its row. from: of a handover, the outgoing agency. row->place and log_index are filled in.
 * ERR_TOO_LARGE when the day is full. */
enum err watch_append(struct cx *cx, const struct env *env, struct db *tx,
                      const struct officer_session *who, enum agency_code from,
                      struct watch_row *row) MUST_USE;
