/*
 * event_leaf: the public leaf of an event, and the bytes that its commitment hides. One
 * place for who writes a leaf (append) and who checks it later (check_case), so that the
 * two cannot drift apart. Unsigned: the agency's key line is the caller's to add or to check.
 */
#pragma once
#include "domain/case.h"
#include "tlog/leaf.h"

struct event_leaf_input {
    struct case_id id;
    const struct event *event;
    const struct case_state *before; /* the case as it was before the event */
    const uint8_t *prev;             /* 32 bytes: hash of the leaf before; looked at when seq > 0 */
    const uint8_t *nonce;            /* 32 bytes */
    struct bytes object;             /* the sealed payload; empty for kinds without */
    int zone_minutes;                /* of the post: days are its civil days */
};

/* The moment, the officer, the facts as canonical JSON and the hash of the sealed payload:
 * whoever has the database can check the commitment without any key. */
enum err event_committed(struct cx *cx, const struct event *e, struct bytes object,
                         struct bytes *out) MUST_USE;
/* The agency that signs, "posko" where none does (the reporter, the server). */
struct str event_leaf_by(const struct event *e);
/* All but the key lines. */
enum err event_leaf(struct cx *cx, const struct event_leaf_input *in, struct leaf *out) MUST_USE;
