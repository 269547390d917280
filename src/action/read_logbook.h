/*
 * read_logbook: the public log as people read it: its latest head with who stands behind it,
 * and its newest entries in codes. Only what is published: see action/publish.h.
 */
#pragma once
#include "action/ledger.h"
#include "action/public_event.h"

/* One entry. What it cannot be read as is left at 0; its type and number are always there. */
struct log_item {
    uint64_t index;
    struct str type;           /* "case.referred", "witness.added" */
    bool of_case;
    struct public_event event; /* where of_case */
    struct day day;
    bool timed;
    int64_t at_us;             /* where timed */
    enum agency_code by;       /* AGENCY_NONE: the post's server */
    struct day due;
};

/* False for bytes that are no leaf that this program understands. Texts point into the bytes. */
bool log_item_of(struct cx *cx, uint64_t index, struct bytes leaf, struct log_item *out) MUST_USE;

#define LOG_ITEMS_MAX 40

struct log_items {
    struct log_item at[LOG_ITEMS_MAX]; /* newest first */
    size_t len;
    uint64_t older; /* ask for what is before this; 0: that was all */
};

/* Entries before number `before` (UINT64_MAX: the newest), without the heartbeats. */
enum err log_items_read(struct cx *cx, const struct env *env, struct db *db, uint64_t before,
                        struct log_items **out) MUST_USE;

/* A witness of the policy, and what it says of the head that is shown. */
struct log_signer {
    struct str name;  /* as in the policy: mostly an agency's code */
    bool cosigned;    /* this head */
    bool silent;      /* for too long, or never heard */
    int64_t last_us;  /* 0: never */
};

struct log_state {
    bool there; /* false: nothing is published yet; the rest is zero */
    struct ledger_head head;
    struct str origin, vkey;    /* the log's name, and the key that its signature is checked with */
    struct log_signer *signers; /* in the order of the policy */
    size_t signers_len, cosigned, silent;
    size_t need;                /* cosignatures that the policy asks for; 0: none */
    bool quorum;                /* they are there */
};

enum err log_state_read(struct cx *cx, const struct env *env, struct db *db,
                        struct log_state *out) MUST_USE;

/* The policy in force: whose signatures count. For log_state_read and check_receipt. */
struct policy;
enum err log_policy(struct cx *cx, const struct env *env, struct policy **out) MUST_USE;
