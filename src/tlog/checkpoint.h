/*
 * checkpoint: a tree head as text (c2sp tlog-checkpoint v1.0.0): origin, size, root.
 *
 * We never write extension lines (ledger.md 2.5: programs differ over them) and hand
 * those of others on as they stand.
 */
#pragma once
#include "base/cx.h"
#include "tlog/note.h"
#include "tlog/tree.h"

struct checkpoint {
    struct str origin;
    uint64_t size;
    struct hash root;
    struct str extension; /* further lines as they stand; "" in ours */
};

/* The text to sign; ERR_INVALID for an origin that is no name, a size past
 * TREE_SIZE_MAX, or an extension. */
enum err checkpoint_text(struct cx *cx, const struct checkpoint *c, struct str *out) MUST_USE;
/* Texts point into `text`. ERR_INVALID unless it is well formed. */
enum err checkpoint_parse(struct cx *cx, struct str text, struct checkpoint *out) MUST_USE;
/* Signs with the log's key (name == origin): the whole note. */
enum err checkpoint_sign(struct cx *cx, const struct checkpoint *c, const struct note_signer *log,
                         struct str *out) MUST_USE;
/* Parses a note, and requires a good signature of the log under its own origin.
 * ERR_NOT_FOUND if the origin is another, ERR_DENIED if not signed by the key. note_out
 * may be NULL. */
enum err checkpoint_open(struct cx *cx, struct str note, const struct note_verifier *log,
                         struct checkpoint *out, struct signed_note *note_out) MUST_USE;
