/*
 * cosign: taking the witnesses' cosignatures, and knowing which of them are silent.
 *
 * A line is taken only if it verifies for a witness of the policy and for one of the last
 * OFFERS_MAX heads that were offered. A witness that shows a head of ours larger than
 * ours, or another root at the same size, has proof that this server runs on an old or
 * altered copy: then nothing more is written (ledger.md 3.2).
 */
#pragma once
#include "action/publish.h"

#define COSIGN_NOTE_MAX 8192
#define COSIGN_BODY_MAX (2 * COSIGN_NOTE_MAX) /* as JSON */
#define LIVE_HEADER "Posko-Witness" /* "NAME TIME SIGNATURE": see live_message */
#define LIVE_SKEW_S 300

struct cosign {
    struct ledger_head head;
    struct str witness; /* its name in the policy */
    struct str line;
    uint64_t time_s;
    bool ahead;         /* signed by our log's key, and not ours: see above */
    char why[240];      /* of ahead */
};

/* body: the signature line alone, or the whole note with it (the log's own line too, if the
 * witness wants an old copy found out). ERR_INVALID malformed, ERR_DENIED no witness of ours
 * or a false line, ERR_NOT_FOUND not one of the last heads. */
enum err cosign_check(struct cx *cx, const struct env *env, struct str body,
                      struct cosign *out) MUST_USE;
/* On the writer. ERR_CORRUPT, and the log halted, when the witness was ahead of us. */
enum err cosign_write(struct cx *cx, const struct env *env, struct db *tx,
                      const struct cosign *c) MUST_USE;

/* A head's note with all cosignatures that have arrived for it, and how many. */
enum err cosigned_note(struct cx *cx, const struct env *env, struct db *db,
                       const struct ledger_head *head, struct str *note, size_t *count) MUST_USE;

/* What a witness signs (plain Ed25519, with its key) to be shown the newest head. */
struct str live_message(struct arena *arena, struct str origin, uint64_t time_s);
/* True if the header proves a witness of the policy, or if all is public at once. */
bool live_allowed(struct cx *cx, const struct env *env, struct str header);

struct witness_state {
    struct str name;     /* as in the policy: "bawaslu" */
    struct str vkey;
    int64_t size;        /* of the largest head it cosigned; -1: none yet. Not for the public,
                            like behind: it would tell how many entries came since the last
                            published head */
    int64_t behind;      /* entries of the newest head that it has not seen */
    int64_t last_us;     /* its last cosignature; 0: never */
    bool silent;         /* for longer than log.silent_seconds, or never heard */
};

struct witness_states {
    struct witness_state *at; /* in the order of the policy */
    size_t len;
    size_t silent;
    size_t need;  /* how many must cosign: the group's number; 0 without a quorum */
};

/* Who witnesses this log, and who is silent since when: for /transparansi. Lies in cx->arena;
 * none where there is no policy. */
enum err witnesses_state(struct cx *cx, const struct env *env, struct db *db,
                         struct witness_states *out) MUST_USE;
