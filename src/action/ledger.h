/*
 * ledger: the public log as the writer keeps it: leaves are appended by the events
 * (append.c), and around each batch the tree is brought up to date and its head signed. The
 * private log of privileged reads (access_log.h) is brought up to date beside it; it is not
 * signed, for its head is an entry of the public one every day.
 *
 *   ledger_begin   after BEGIN: refuses when the log may not go on
 *   ledger_end     before COMMIT: upper tile hashes, the new root, a proof that it extends
 *                  the last head; the previous head's note is stored
 *   ledger_settle  after COMMIT: the signer signs; only then is anybody answered
 *
 * A head is signed after its leaves are durable, so there is never a signature over
 * what a crash could take back; the newest note is stored with the next batch, and
 * can be had again from the signer, whose signature is the same each time.
 */
#pragma once
#include "action/env.h"
#include "store/db.h"
#include "tlog/checkpoint.h"
#include "tlog/tree.h"

#define LOG_KEY_FILE "log.key"
#define LOG_MEMORY_FILE "log.signed"

struct ledger;

/* Makes log.key, log.signed and policy in the post's directory; for post_create. */
enum err ledger_create(struct cx *cx, const char *dir, struct str origin) MUST_USE;

struct ledger_head {
    uint64_t size;
    struct hash root;
    struct str note; /* in the asker's arena */
    int64_t signed_us;
};

/* Loads the tree, starts the signer, and refuses (ERR_CORRUPT, the note says what to do)
 * when the stored leaves do not lead to the last signed root, or when more was signed
 * than is stored: a restored old copy; the same for the private log and its last head. db: a
 * writer's; leaves that a command appended are taken in. */
/* program: what to run as the signer ("/proc/self/exe" in posko), NULL for a forked child. */
enum err ledger_open(struct cx *cx, const struct env *env, struct db *db, const char *program,
                     struct ledger **out) MUST_USE;
void ledger_close(struct ledger **ledger);

enum err ledger_begin(void *ledger, struct cx *cx, struct db *tx) MUST_USE;
enum err ledger_end(void *ledger, struct cx *cx, struct db *tx) MUST_USE;
enum err ledger_settle(void *ledger, struct cx *cx, bool committed) MUST_USE;

/* Nothing more is written, from the next batch on: this copy may not go on. On the writer. */
void ledger_halt(struct ledger *ledger, const char *why);

/* The newest signed head; safe from any thread. */
enum err ledger_head(struct ledger *ledger, struct arena *arena, struct ledger_head *out) MUST_USE;
/* The log's verifier key as text, and its origin. */
struct str ledger_vkey(const struct ledger *ledger);
struct str ledger_origin(const struct ledger *ledger);

/* The private log of who read what, as of the last committed batch. On the writer. */
struct access_head;
void ledger_access_head(const struct ledger *ledger, struct access_head *out);
