/*
 * log_fixture: the post of desk_fixture with its log as the server keeps it: a signer, a tree, a
 * public clock and witnesses. The clock is the test's own.
 */
#pragma once
#include "desk_fixture.h" /* first: cmocka wants its headers in an order of its own */
#include "action/cosign.h"
#include "action/log_event.h"
#include "action/publish.h"

#define LOG_WITNESSES_MAX 6

struct log_fixture {
    struct desk_fixture *desk;
    struct cx *cx;
    struct env *env;
    struct db *db;
    struct settings settings;
    struct ledger *ledger;
    struct publish *publish;
    struct note_signer witnesses[LOG_WITNESSES_MAX];
    size_t witnesses_len;
};

/* minutes: of the public clock; 0: at once. */
struct log_fixture *log_start(size_t witnesses, int64_t minutes);
void log_stop(struct log_fixture *f);

/* What runs inside a batch of the writer; then the head is signed. */
enum err log_batch(struct log_fixture *f,
                   enum err (*what)(struct log_fixture *f, struct db *tx, void *arg), void *arg);
/* One more leaf, signed head and all; the log's size then. */
uint64_t log_grow(struct log_fixture *f);
/* The publishing tick; true where the public sees another head from now on. */
bool log_tick(struct log_fixture *f);
uint64_t log_public_size(struct log_fixture *f); /* 0: none yet */
uint64_t log_offered_size(struct log_fixture *f);
void log_seconds(struct log_fixture *f, int64_t seconds);

/* A witness's line for a head's note, at the test's time. */
struct str log_line(struct log_fixture *f, size_t witness, struct str note);
/* Hands a line or a note in; what cosign_check, then cosign_write, say. */
enum err log_cosign(struct log_fixture *f, struct str body);
