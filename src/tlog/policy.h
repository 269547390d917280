/*
 * policy: whom to believe (c2sp tlog-policy).
 *
 *   log <vkey> [url]
 *   witness <name> <vkey> [url]
 *   group <name> all|any|<k> <names...>
 *   quorum <name>|none
 *
 * Names are defined before they are used, each is member of at most one group, keys are
 * not repeated; exactly one quorum line. Lines beginning with "#" and empty lines are skipped.
 */
#pragma once
#include "base/cx.h"
#include "tlog/checkpoint.h"
#include "tlog/note.h"

#define POLICY_MAX 65536
#define POLICY_LOGS_MAX 32
#define POLICY_NODES_MAX 96 /* witnesses and groups together */

struct policy_log {
    struct note_verifier key;
    struct str url; /* "" if none */
};

/* A witness, or a group of `need` out of its members. */
struct policy_node {
    struct str name;
    bool group;
    struct note_verifier key; /* of a witness */
    struct str url;
    unsigned int need, members; /* of a group */
    int parent;               /* the group it is member of, or -1 */
};

struct policy {
    struct policy_log logs[POLICY_LOGS_MAX];
    size_t log_count;
    struct policy_node nodes[POLICY_NODES_MAX]; /* in the order of definition */
    size_t node_count;
    int quorum; /* index of a node, or -1 for "none" */
};

/* Names and urls point into `text`. ERR_INVALID with the line number in the note. */
enum err policy_parse(struct cx *cx, struct str text, struct policy *out) MUST_USE;

struct policy_result {
    struct checkpoint checkpoint;
    size_t cosigned;   /* witnesses of the policy with a good line */
    bool quorum;       /* the quorum is reached */
    bool good[POLICY_NODES_MAX]; /* by node: witness cosigned, group reached */
};

/* Reads a checkpoint note under the policy. ERR_INVALID malformed, ERR_NOT_FOUND origin
 * not among the logs, ERR_DENIED no good log signature or a false line of a known key.
 * OK says the log signed it; whether witnesses suffice is result->quorum. */
enum err policy_read(struct cx *cx, const struct policy *policy, struct str note,
                     struct policy_result *out) MUST_USE;
