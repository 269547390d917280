/*
 * checkpoint: writing, strict reading, signing and opening of tree heads.
 */
#include "tlog/checkpoint.h"

#include "base/codec.h"

enum err checkpoint_text(struct cx *cx, const struct checkpoint *c, struct str *out)
{
    if (!note_name_fits(c->origin))
        return FAIL(cx, ERR_INVALID, "origin of %zu bytes", c->origin.len);
    if (c->size > TREE_SIZE_MAX || c->extension.len > 0)
        return FAIL(cx, ERR_INVALID, "checkpoint size or extension");
    struct str root = base64_of(cx->arena, (struct bytes){ c->root.b, sizeof c->root.b });
    if (root.at == NULL)
        return FAIL(cx, ERR_TOO_LARGE, "no room for a checkpoint");
    struct str text = arena_printf(cx->arena, "%.*s\n%llu\n%.*s\n", STR_FMT(c->origin),
                                   (unsigned long long)c->size, STR_FMT(root));
    if (text.at == NULL)
        return FAIL(cx, ERR_TOO_LARGE, "no room for a checkpoint");
    *out = text;
    return OK;
}

enum err checkpoint_parse(struct cx *cx, struct str text, struct checkpoint *out)
{
    struct checkpoint c = { .size = 0 };
    struct str rest = text, size, root;
    size_t len = 0;

    if (!str_ends(text, STR("\n")) || !str_cut(&rest, '\n', &c.origin) || c.origin.len == 0)
        return FAIL(cx, ERR_INVALID, "checkpoint without an origin");
    if (!str_cut(&rest, '\n', &size) || !str_to_u64(size, &c.size) || c.size > TREE_SIZE_MAX)
        return FAIL(cx, ERR_INVALID, "checkpoint size");
    if (!str_cut(&rest, '\n', &root) || root.len != BASE64_LEN(32) ||
        !base64_decode(root, c.root.b, sizeof c.root.b, &len) || len != 32)
        return FAIL(cx, ERR_INVALID, "checkpoint root");
    /* An empty line here would be one that a signed note does not have at its end. */
    if (rest.at == NULL || str_starts(rest, STR("\n")) || str_find(rest, STR("\n\n")) != SIZE_MAX)
        return FAIL(cx, ERR_INVALID, "checkpoint with an empty line");
    c.extension = rest;
    *out = c;
    return OK;
}

enum err checkpoint_sign(struct cx *cx, const struct checkpoint *c, const struct note_signer *log,
                         struct str *out)
{
    struct str text, line;

    if (!str_eq(log->verifier.name, c->origin) || log->verifier.type != KEY_ED25519)
        return FAIL(cx, ERR_INVALID, "a log signs its own origin with a plain key");
    TRY(checkpoint_text(cx, c, &text));
    TRY(note_sign_line(cx, log, text, 0, &line));
    struct str note = note_join(cx->arena, text, line);
    if (note.at == NULL)
        return FAIL(cx, ERR_TOO_LARGE, "no room for a checkpoint");
    *out = note;
    return OK;
}

enum err checkpoint_open(struct cx *cx, struct str note, const struct note_verifier *log,
                         struct checkpoint *out, struct signed_note *note_out)
{
    struct signed_note parsed;
    struct checkpoint c;

    TRY(note_parse(cx, note, &parsed));
    TRY(checkpoint_parse(cx, parsed.text, &c));
    if (!str_eq(c.origin, log->name))
        return FAIL(cx, ERR_NOT_FOUND, "checkpoint of another log");
    if (note_check(cx, &parsed, log, NULL) != NOTE_GOOD)
        return FAIL(cx, ERR_DENIED, "checkpoint without the log's good signature");
    *out = c;
    if (note_out != NULL)
        *note_out = parsed;
    return OK;
}
