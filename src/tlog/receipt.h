/*
 * receipt: the file a reporter may show anyone (c2sp tlog-proof@v1), ".tlog-proof".
 *
 *   c2sp.org/tlog-proof@v1
 *   extra <base64>       optional, not authenticated: we put the leaf's bytes here
 *   index <n>
 *   <base64 hash> ...    leaf-most first
 *   (empty line)
 *   <checkpoint note>
 */
#pragma once
#include "base/cx.h"
#include "tlog/policy.h"
#include "tlog/tree.h"

#define RECEIPT_MAX (1u << 20)
#define RECEIPT_EXTRA_MAX 65535

struct receipt {
    bool has_extra;
    struct bytes extra; /* believe nothing of it before receipt_check says OK */
    uint64_t index;
    struct proof proof;
    struct str note;    /* the checkpoint, verbatim */
};

enum err receipt_text(struct cx *cx, const struct receipt *r, struct str *out) MUST_USE;
/* Strict. note points into `text`; extra lies in cx->arena. */
enum err receipt_parse(struct cx *cx, struct str text, struct receipt *out) MUST_USE;

/* Checks it all: log signature, cosignatures, inclusion of the leaf. leaf: the leaf's
 * bytes if the caller holds them, else at == NULL to use the receipt's extra.
 * ERR_NOT_FOUND unknown log, ERR_DENIED a false signature or a leaf that is not in the
 * tree, ERR_INVALID malformed or no leaf to check. OK even without a quorum of witnesses:
 * see out->quorum. */
enum err receipt_check(struct cx *cx, struct hasher *h, const struct policy *policy,
                       const struct receipt *r, struct bytes leaf, struct policy_result *out)
    MUST_USE;
