/*
 * witness: the add-checkpoint exchange of c2sp tlog-witness v1.0.0, without the network
 * and without the disk: reading a request, and what to answer.
 *
 * The caller holds the last size and root it cosigned for an origin, asks
 * witness_judge, and on WITNESS_COSIGN stores the new size and root durably, compared
 * and swapped against the old size, before it hands out a cosignature.
 */
#pragma once
#include "base/cx.h"
#include "tlog/policy.h"
#include "tlog/tree.h"

#define WITNESS_REQUEST_MAX 65536 /* bytes */
#define WITNESS_PROOF_MAX 63      /* proof lines, by the specification */

struct witness_request {
    uint64_t old;
    struct proof proof;
    struct str note;
};

enum err witness_request_text(struct cx *cx, const struct witness_request *r, struct str *out)
    MUST_USE;
enum err witness_request_parse(struct cx *cx, struct str body, struct witness_request *out)
    MUST_USE;

/* What this witness last cosigned for the origin; size 0 and any root if never. */
struct witness_seen {
    uint64_t size;
    struct hash root;
};

/* The values are the HTTP statuses of the specification. */
enum witness_answer {
    WITNESS_COSIGN = 200,
    WITNESS_MALFORMED = 400,     /* or old larger than the checkpoint's size */
    WITNESS_UNSIGNED = 403,      /* no trusted log signature, or a false one */
    WITNESS_UNKNOWN_LOG = 404,
    WITNESS_CONFLICT = 409,      /* body "<size>\n", Content-Type text/x.tlog.size */
    WITNESS_INCONSISTENT = 422
};

/* First: which log is asked about. On WITNESS_COSIGN *log is its place in the policy and
 * *out its checkpoint; look up what was seen of it, then judge. */
enum witness_answer witness_identify(struct cx *cx, const struct policy *policy,
                                     const struct witness_request *r, size_t *log,
                                     struct checkpoint *out) MUST_USE;
enum witness_answer witness_judge(struct hasher *h, const struct witness_request *r,
                                  const struct checkpoint *checkpoint,
                                  const struct witness_seen *seen) MUST_USE;
