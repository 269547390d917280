/*
 * receipt: tlog-proof@v1 files.
 */
#include "tlog/receipt.h"

#include "base/buf.h"
#include "base/codec.h"

#define RECEIPT_HEAD "c2sp.org/tlog-proof@v1\n"

enum err receipt_text(struct cx *cx, const struct receipt *r, struct str *out)
{
    struct buf text = buf_in(cx->arena, RECEIPT_MAX);

    if (r->extra.len > RECEIPT_EXTRA_MAX || r->proof.count > PROOF_MAX ||
        r->index >= TREE_SIZE_MAX)
        return FAIL(cx, ERR_INVALID, "receipt out of range");
    buf_lit(&text, RECEIPT_HEAD);
    if (r->has_extra) {
        buf_lit(&text, "extra ");
        buf_str(&text, base64_of(cx->arena, r->extra));
        buf_char(&text, '\n');
    }
    buf_printf(&text, "index %llu\n", (unsigned long long)r->index);
    proof_write(&text, &r->proof);
    buf_char(&text, '\n');
    buf_str(&text, r->note);
    struct str done = buf_end(&text);
    if (done.at == NULL)
        return FAIL(cx, ERR_TOO_LARGE, "receipt past %u bytes", RECEIPT_MAX);
    *out = done;
    return OK;
}

static enum err parse_extra(struct cx *cx, struct str base64, struct receipt *r)
{
    uint8_t *extra = NULL;
    size_t len = 0;

    if (base64.len > BASE64_LEN(RECEIPT_EXTRA_MAX))
        return FAIL(cx, ERR_INVALID, "extra data of %zu bytes", base64.len);
    extra = arena_alloc(cx->arena, base64.len + 1, 1);
    if (extra == NULL)
        return FAIL(cx, ERR_TOO_LARGE, "extra data of %zu bytes", base64.len);
    if (!base64_decode(base64, extra, base64.len, &len) || len > RECEIPT_EXTRA_MAX)
        return FAIL(cx, ERR_INVALID, "extra data is not base64");
    r->has_extra = true;
    r->extra = (struct bytes){ extra, len };
    return OK;
}

/* Hash lines up to and with the empty line. */
static enum err parse_proof(struct cx *cx, struct str *rest, struct proof *proof)
{
    struct str line;
    size_t len = 0;

    while (str_cut(rest, '\n', &line) && line.len > 0) {
        if (proof->count == PROOF_MAX || line.len != BASE64_LEN(32) ||
            !base64_decode(line, proof->at[proof->count].b, 32, &len) || len != 32)
            return FAIL(cx, ERR_INVALID, "proof line %zu", proof->count);
        proof->count++;
    }
    if (rest->at == NULL)
        return FAIL(cx, ERR_INVALID, "proof without an empty line after it");
    return OK;
}

enum err receipt_parse(struct cx *cx, struct str text, struct receipt *out)
{
    struct receipt r = { .index = 0 };
    struct str rest = text, line;

    if (text.len > RECEIPT_MAX)
        return FAIL(cx, ERR_TOO_LARGE, "receipt of %zu bytes", text.len);
    if (!str_starts(rest, STR(RECEIPT_HEAD)))
        return FAIL(cx, ERR_INVALID, "not a tlog-proof@v1 file");
    rest = str_from(rest, sizeof RECEIPT_HEAD - 1);
    if (!str_cut(&rest, '\n', &line))
        return FAIL(cx, ERR_INVALID, "receipt ends early");
    if (str_starts(line, STR("extra "))) {
        TRY(parse_extra(cx, str_from(line, 6), &r));
        if (!str_cut(&rest, '\n', &line))
            return FAIL(cx, ERR_INVALID, "receipt ends early");
    }
    if (!str_starts(line, STR("index ")) || !str_to_u64(str_from(line, 6), &r.index) ||
        r.index >= TREE_SIZE_MAX)
        return FAIL(cx, ERR_INVALID, "receipt without an index");
    TRY(parse_proof(cx, &rest, &r.proof));
    r.note = rest;
    *out = r;
    return OK;
}

enum err receipt_check(struct cx *cx, struct hasher *h, const struct policy *policy,
                       const struct receipt *r, struct bytes leaf, struct policy_result *out)
{
    struct policy_result result;
    struct hash hash;

    if (leaf.at == NULL && !r->has_extra)
        return FAIL(cx, ERR_INVALID, "receipt without the leaf");
    if (leaf.at == NULL)
        leaf = r->extra;
    TRY(policy_read(cx, policy, r->note, &result));
    hash_leaf(h, leaf, &hash);
    if (!proof_includes(h, &r->proof, r->index, result.checkpoint.size, &hash,
                        &result.checkpoint.root))
        return FAIL(cx, ERR_DENIED, "the leaf is not in the tree");
    *out = result;
    return OK;
}
