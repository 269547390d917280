/*
 * policy: reading the file line by line, and counting a note's signatures under it.
 */
#include "tlog/policy.h"

#include <string.h>

/* What a reader of lines needs: where we are, and the policy under way. */
struct reading {
    struct cx *cx;
    struct policy *policy;
    int line;
    bool has_quorum;
};

#define BAD(r, ...) FAIL((r)->cx, ERR_INVALID, "policy line %d: " __VA_ARGS__)

/* The next word of a line; spaces and tabs divide. */
static bool word(struct str *rest, struct str *out)
{
    size_t from = 0, to;

    while (from < rest->len && (rest->at[from] == ' ' || rest->at[from] == '\t'))
        from++;
    to = from;
    while (to < rest->len && rest->at[to] != ' ' && rest->at[to] != '\t')
        to++;
    if (to == from)
        return false;
    *out = (struct str){ rest->at + from, to - from };
    *rest = str_from(*rest, to);
    return true;
}

/* The one last word, or none. */
static bool url_or_end(struct str *rest, struct str *url)
{
    struct str extra;

    *url = STR("");
    word(rest, url);
    return !word(rest, &extra);
}

static int node_named(const struct policy *p, struct str name)
{
    for (size_t i = 0; i < p->node_count; i++)
        if (str_eq(p->nodes[i].name, name))
            return (int)i;
    return -1;
}

static bool same_key(const struct note_verifier *a, const struct note_verifier *b)
{
    return memcmp(a->public_key, b->public_key, sizeof a->public_key) == 0;
}

static enum err read_log(struct reading *r, struct str rest)
{
    struct policy *p = r->policy;
    struct policy_log log;
    struct str vkey;

    if (p->log_count == POLICY_LOGS_MAX)
        return BAD(r, "more than %d logs", r->line, POLICY_LOGS_MAX);
    if (!word(&rest, &vkey) || !url_or_end(&rest, &log.url) ||
        verifier_parse(r->cx, vkey, &log.key) != OK || log.key.type != KEY_ED25519)
        return BAD(r, "not a log", r->line);
    for (size_t i = 0; i < p->log_count; i++)
        if (same_key(&p->logs[i].key, &log.key))
            return BAD(r, "log key twice", r->line);
    p->logs[p->log_count++] = log;
    return OK;
}

static enum err new_name(struct reading *r, struct str name)
{
    if (r->policy->node_count == POLICY_NODES_MAX)
        return BAD(r, "more than %d witnesses and groups", r->line, POLICY_NODES_MAX);
    if (str_is(name, "none") || node_named(r->policy, name) >= 0)
        return BAD(r, "name is taken", r->line);
    return OK;
}

static enum err read_witness(struct reading *r, struct str rest)
{
    struct policy *p = r->policy;
    struct policy_node node = { .parent = -1 };
    struct str vkey;

    if (!word(&rest, &node.name) || !word(&rest, &vkey) || !url_or_end(&rest, &node.url) ||
        verifier_parse(r->cx, vkey, &node.key) != OK || node.key.type != KEY_COSIGNATURE)
        return BAD(r, "not a witness", r->line);
    TRY(new_name(r, node.name));
    for (size_t i = 0; i < p->node_count; i++)
        if (!p->nodes[i].group && same_key(&p->nodes[i].key, &node.key))
            return BAD(r, "witness key twice", r->line);
    p->nodes[p->node_count++] = node;
    return OK;
}

static enum err read_group(struct reading *r, struct str rest)
{
    struct policy *p = r->policy;
    struct policy_node node = { .parent = -1, .group = true };
    struct str need, member;
    uint64_t number = 0;
    int self = (int)p->node_count;

    if (!word(&rest, &node.name) || !word(&rest, &need))
        return BAD(r, "not a group", r->line);
    TRY(new_name(r, node.name));
    while (word(&rest, &member)) {
        int at = node_named(p, member);
        if (at < 0 || p->nodes[at].parent >= 0)
            return BAD(r, "member is unknown or already in a group", r->line);
        p->nodes[at].parent = self;
        node.members++;
    }
    if (str_is(need, "all"))
        number = node.members;
    else if (str_is(need, "any"))
        number = 1;
    else if (!str_to_u64(need, &number))
        return BAD(r, "a group needs all, any or a number", r->line);
    if (number < 1 || number > node.members)
        return BAD(r, "a group needs more members than it has", r->line);
    node.need = (unsigned int)number;
    p->nodes[p->node_count++] = node;
    return OK;
}

static enum err read_quorum(struct reading *r, struct str rest)
{
    struct str name, extra;

    if (!word(&rest, &name) || word(&rest, &extra))
        return BAD(r, "not a quorum", r->line);
    if (r->has_quorum)
        return BAD(r, "a second quorum", r->line);
    r->has_quorum = true;
    if (str_is(name, "none"))
        return OK;
    r->policy->quorum = node_named(r->policy, name);
    if (r->policy->quorum < 0)
        return BAD(r, "quorum of an unknown name", r->line);
    return OK;
}

static enum err read_line(struct reading *r, struct str line)
{
    struct str what;

    for (size_t i = 0; i < line.len; i++)
        if (((unsigned char)line.at[i] < ' ' && line.at[i] != '\t') || line.at[i] == 0x7f)
            return BAD(r, "control character", r->line);
    if (!word(&line, &what) || what.at[0] == '#')
        return OK;
    if (str_is(what, "log"))
        return read_log(r, line);
    if (str_is(what, "witness"))
        return read_witness(r, line);
    if (str_is(what, "group"))
        return read_group(r, line);
    if (str_is(what, "quorum"))
        return read_quorum(r, line);
    return BAD(r, "begins with none of log, witness, group, quorum", r->line);
}

enum err policy_parse(struct cx *cx, struct str text, struct policy *out)
{
    struct policy *policy = ARENA_NEW(cx->arena, struct policy);
    struct reading r = { .cx = cx, .policy = policy };
    struct str line;

    if (text.len > POLICY_MAX || policy == NULL)
        return FAIL(cx, ERR_TOO_LARGE, "policy of %zu bytes", text.len);
    if (!str_ends(text, STR("\n")))
        return FAIL(cx, ERR_INVALID, "policy does not end in a line end");
    policy->quorum = -1;
    text.len--;
    while (str_cut(&text, '\n', &line)) {
        r.line++;
        TRY(read_line(&r, line));
    }
    if (!r.has_quorum)
        return FAIL(cx, ERR_INVALID, "policy without a quorum line");
    *out = *policy;
    return OK;
}

/* A log signature there must be, and no false one. */
static enum err check_logs(struct cx *cx, const struct policy *policy,
                           const struct signed_note *note, struct str origin)
{
    bool known = false, good = false;

    for (size_t i = 0; i < policy->log_count; i++) {
        if (!str_eq(policy->logs[i].key.name, origin))
            continue;
        known = true;
        enum note_verdict verdict = note_check(cx, note, &policy->logs[i].key, NULL);
        if (verdict == NOTE_FALSE)
            return FAIL(cx, ERR_DENIED, "false log signature");
        good |= verdict == NOTE_GOOD;
    }
    if (!known)
        return FAIL(cx, ERR_NOT_FOUND, "checkpoint of an unknown log");
    if (!good)
        return FAIL(cx, ERR_DENIED, "checkpoint without a log signature");
    return OK;
}

enum err policy_read(struct cx *cx, const struct policy *policy, struct str note,
                     struct policy_result *out)
{
    struct policy_result result = { .cosigned = 0 };
    unsigned int have[POLICY_NODES_MAX] = { 0 };
    struct signed_note parsed;

    TRY(note_parse(cx, note, &parsed));
    TRY(checkpoint_parse(cx, parsed.text, &result.checkpoint));
    TRY(check_logs(cx, policy, &parsed, result.checkpoint.origin));
    /* Members come before their groups, so one pass settles all. */
    for (size_t i = 0; i < policy->node_count; i++) {
        const struct policy_node *node = &policy->nodes[i];
        if (node->group) {
            result.good[i] = have[i] >= node->need;
        } else {
            enum note_verdict verdict = note_check(cx, &parsed, &node->key, NULL);
            if (verdict == NOTE_FALSE)
                return FAIL(cx, ERR_DENIED, "false cosignature of witness %zu", i);
            result.good[i] = verdict == NOTE_GOOD;
            result.cosigned += result.good[i];
        }
        if (result.good[i] && node->parent >= 0)
            have[node->parent]++;
    }
    result.quorum = policy->quorum < 0 || result.good[policy->quorum];
    *out = result;
    return OK;
}
