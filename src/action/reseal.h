/*
 * reseal: after an agency renewed its keys, each case that is sealed to an old one is sealed to
 * the new one, in the background, while the desk goes on.
 *
 * Only who holds the newest master can do it, and the server holds nobody's: an officer's next
 * request lends it (reseal_offer), a restart forgets it, and the next request of any officer
 * of that agency lends it again. It lies in locked memory only while there is work, and is
 * wiped after it. Reading and sealing happen outside the writer; the writer gets at most
 * RESEAL_BATCH rows at a time.
 *
 * Not here: the thread (cli/serve_reseal.h).
 */
#pragma once
#include "action/session.h"
#include "store/case_file.h"

#define RESEAL_BATCH 200

struct reseal;

enum err reseal_open(struct cx *cx, struct reseal **out) MUST_USE;
void reseal_close(struct reseal **r); /* fits AUTO; after the thread has ended */

/* Which agencies have something sealed to former keys: at the start, and after a renewal. */
enum err reseal_look(struct cx *cx, const struct env *env, struct db *db) MUST_USE;
/* Lends the session's keys if they are wanted. Costs one load where they are not. */
void reseal_offer(const struct env *env, const struct officer_session *who);

struct reseal_progress {
    bool wanted;                  /* something is sealed to former keys */
    bool running;                 /* keys are lent, and it is being done */
    uint64_t done, total, failed; /* failed: does not open; left as it is */
};
void reseal_progress_read(const struct reseal *r, enum agency_code code,
                          struct reseal_progress *out);

/* ---- for the thread ---- */

/* Waits until keys are lent, at most that long; false if none came, or it is to stop. */
bool reseal_wait(struct reseal *r, int milliseconds);
void reseal_stop(struct reseal *r);
bool reseal_stopping(struct reseal *r);

struct reseal_batch {
    struct agency_id agency;
    uint64_t old;           /* the serial that all of these were sealed to */
    struct stale_grant *at; /* as they are to be, in the cx's arena */
    size_t len;
};
/* The next rows, opened and sealed anew; len 0: nothing is left. Any thread but the writer's. */
enum err reseal_read(struct cx *cx, const struct env *env, struct db *db, struct reseal *r,
                     struct reseal_batch *out) MUST_USE;
/* On the writer. */
enum err reseal_write(struct cx *cx, struct db *tx, const struct reseal_batch *batch) MUST_USE;
/* After the commit. */
void reseal_written(struct reseal *r, const struct reseal_batch *batch);
/* The next pass begins at the oldest former key again: what came meanwhile is found. */
void reseal_again(struct reseal *r);
/* Nothing is left of the agency whose turn it is: its keys are wiped. */
void reseal_end(struct reseal *r);
