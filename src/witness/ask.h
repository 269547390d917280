/*
 * ask: the log's side of c2sp tlog-witness: asks a witness that can be reached to cosign a
 * head. What it answers is not believed here: the caller checks the line.
 */
#pragma once
#include "tlog/witness.h"
#include "witness/fetch.h"

struct ask {
    const char *url; /* the witness's, without a slash at the end */
    uint64_t old;    /* the size it cosigned last, as far as known; 0 to begin with */
    struct str note; /* the head */
    uint64_t size;
    enum err (*prove)(struct cx *cx, void *arg, uint64_t old, struct proof *out);
    void *arg;
};

/* One exchange; where the witness is at another size than thought, one more with the size it
 * said. ask->old is then what it has. ERR_CORRUPT: it has cosigned more than the head has: this
 * log is an old copy. ERR_DENIED: it refuses. ERR_UNAVAILABLE. *lines: one or more lines. */
enum err witness_ask(struct cx *cx, struct fetch *fetch, struct ask *ask, struct str *lines)
    MUST_USE;
