/*
 * witness: add-checkpoint bodies, and the order of checks of the specification.
 */
#include "tlog/witness.h"

#include "base/buf.h"
#include "base/codec.h"

enum err witness_request_text(struct cx *cx, const struct witness_request *r, struct str *out)
{
    struct buf text = buf_in(cx->arena, WITNESS_REQUEST_MAX);

    if (r->proof.count > WITNESS_PROOF_MAX || r->old > TREE_SIZE_MAX)
        return FAIL(cx, ERR_INVALID, "witness request out of range");
    buf_printf(&text, "old %llu\n", (unsigned long long)r->old);
    proof_write(&text, &r->proof);
    buf_char(&text, '\n');
    buf_str(&text, r->note);
    struct str done = buf_end(&text);
    if (done.at == NULL)
        return FAIL(cx, ERR_TOO_LARGE, "witness request past %d bytes", WITNESS_REQUEST_MAX);
    *out = done;
    return OK;
}

enum err witness_request_parse(struct cx *cx, struct str body, struct witness_request *out)
{
    struct witness_request r = { .old = 0 };
    struct str rest = body, line;
    size_t len = 0;

    if (body.len > WITNESS_REQUEST_MAX)
        return FAIL(cx, ERR_TOO_LARGE, "witness request of %zu bytes", body.len);
    if (!str_cut(&rest, '\n', &line) || !str_starts(line, STR("old ")) ||
        !str_to_u64(str_from(line, 4), &r.old) || r.old > TREE_SIZE_MAX)
        return FAIL(cx, ERR_INVALID, "witness request without an old size");
    while (str_cut(&rest, '\n', &line) && line.len > 0) {
        if (r.proof.count == WITNESS_PROOF_MAX || line.len != BASE64_LEN(32) ||
            !base64_decode(line, r.proof.at[r.proof.count].b, 32, &len) || len != 32)
            return FAIL(cx, ERR_INVALID, "proof line %zu", r.proof.count);
        r.proof.count++;
    }
    if (rest.at == NULL)
        return FAIL(cx, ERR_INVALID, "witness request without a checkpoint");
    r.note = rest;
    *out = r;
    return OK;
}

enum witness_answer witness_identify(struct cx *cx, const struct policy *policy,
                                     const struct witness_request *r, size_t *log,
                                     struct checkpoint *out)
{
    struct signed_note note;
    struct checkpoint c;
    size_t good = SIZE_MAX;
    bool known = false;

    if (note_parse(cx, r->note, &note) != OK || checkpoint_parse(cx, note.text, &c) != OK)
        return WITNESS_MALFORMED;
    for (size_t i = 0; i < policy->log_count; i++) {
        if (!str_eq(policy->logs[i].key.name, c.origin))
            continue;
        known = true;
        enum note_verdict verdict = note_check(cx, &note, &policy->logs[i].key, NULL);
        if (verdict == NOTE_FALSE)
            return WITNESS_UNSIGNED;
        if (verdict == NOTE_GOOD && good == SIZE_MAX)
            good = i;
    }
    if (!known)
        return WITNESS_UNKNOWN_LOG;
    if (good == SIZE_MAX)
        return WITNESS_UNSIGNED;
    if (r->old > c.size)
        return WITNESS_MALFORMED;
    *log = good;
    *out = c;
    return WITNESS_COSIGN;
}

enum witness_answer witness_judge(struct hasher *h, const struct witness_request *r,
                                  const struct checkpoint *checkpoint,
                                  const struct witness_seen *seen)
{
    struct hash empty, old_root = seen->root;

    hash_empty(&empty);
    if (r->old != seen->size)
        return WITNESS_CONFLICT;
    if (checkpoint->size == 0 && !hash_eq(&checkpoint->root, &empty))
        return WITNESS_INCONSISTENT;
    if (seen->size == 0)
        old_root = empty;
    if (!proof_extends(h, &r->proof, r->old, checkpoint->size, &old_root, &checkpoint->root))
        return WITNESS_INCONSISTENT;
    return WITNESS_COSIGN;
}
