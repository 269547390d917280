/*
 * home: a witness's own directory: its key, the log it watches, and what it has cosigned.
 *
 *   witness.key        the secret key; made on this machine, never leaves it
 *   policy             "log <vkey> <url>", c2sp tlog-policy: the logs it knows
 *   seen/<origin>      size and root it cosigned last; <origin> is hex sha256(origin)
 *   copy/              the log's entries as it read them: a static c2sp tlog-tiles log
 *   evidence/          heads that contradict what it has seen
 *   own                what the agency made, a line each: agency keys (tlog/key_id.h) and officers'
 *                      fingerprints; anything else in its name is an alarm
 *   lock               held while a process works here
 *
 * Never put back from a backup: a witness that forgets could be made to sign two histories.
 * The one thing that may not go wrong is home_swap: the new size and root are on disk, after
 * a comparison with what is there, before a cosignature exists. Safe from several threads.
 */
#pragma once
#include "tlog/witness.h"

#define HOME_OWN_FILE "own"

struct home;

/* Makes the directory and its key; *vkey is what others are to be given. ERR_CONFLICT if there
 * is a key already. */
enum err home_make(struct cx *cx, const char *dir, struct str name, struct str *vkey) MUST_USE;
/* ERR_NOT_FOUND without a key; ERR_CONFLICT while another process works here; ERR_CORRUPT for
 * a state that cannot be read: then no cosignature leaves. */
enum err home_open(struct cx *cx, const char *dir, struct home **out) MUST_USE;
void home_close(struct home **home); /* fits AUTO */

const char *home_dir(const struct home *home);
const struct note_signer *home_key(const struct home *home);
/* The logs it knows; logs[i].url is where to pull from. Empty at first. */
const struct policy *home_policy(const struct home *home);
/* The first log, learnt from whoever made this witness. Written once: ERR_CONFLICT after. */
enum err home_learn(struct cx *cx, struct home *home, struct str log_vkey, struct str url) MUST_USE;

/* Adds a line to the list of what the agency made; also while a witness works here. ERR_INVALID
 * unless it is 64 hex digits. */
enum err home_expect(struct cx *cx, const char *dir, struct str id) MUST_USE;

/* What was cosigned last of log i; size 0 if nothing. */
void home_seen(struct home *home, size_t log, struct witness_seen *out);
/* From old to now, durably, if old is still what was seen last; ERR_CONFLICT if not, and then
 * *now_seen says what is. Any other failure: nothing may be signed. */
enum err home_swap(struct cx *cx, struct home *home, size_t log, const struct witness_seen *old,
                   const struct witness_seen *now, struct witness_seen *now_seen) MUST_USE;
/* The cosignature line for a head that home_swap has kept. */
enum err home_cosign(struct cx *cx, struct home *home, struct str text, struct str *line) MUST_USE;
/* The last note it cosigned, log's line and its own; ERR_NOT_FOUND. And keeping it: after the
 * swap, for others to read; its loss does no harm. */
enum err home_note(struct cx *cx, struct home *home, size_t log, struct str *note) MUST_USE;
enum err home_note_keep(struct cx *cx, struct home *home, size_t log, struct str note) MUST_USE;
/* Puts a note that contradicts ours aside, to be shown to people. */
enum err home_evidence(struct cx *cx, struct home *home, struct str note, const char **path)
    MUST_USE;

/* POST add-checkpoint (c2sp tlog-witness): the answer's status, and its body in cx->arena: the
 * signature line, the size on a conflict, else a sentence. 0: it cannot be kept on disk (503). */
int home_add_checkpoint(struct cx *cx, struct home *home, struct str body, struct str *reply);
/* GET <hex sha256(origin)>/checkpoint; ERR_NOT_FOUND. */
enum err home_checkpoint(struct cx *cx, struct home *home, struct str origin_hex, struct str *note)
    MUST_USE;
