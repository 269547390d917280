/*
 * policy_file: DIR/policy: made with the log, and grown one witness at a time. Declared in
 * publish.h.
 */
#include "action/publish.h"
#include "base/buf.h"
#include "base/file.h"
#include <string.h>

#define AGENCY_WITNESSES 5
#define AGENCY_QUORUM 4 /* two heads then need three dishonest agencies: ledger.md 11 */

static enum err policy_save(struct cx *cx, const char *dir, struct str text, bool fresh)
{
    struct policy *policy = ARENA_NEW(cx->arena, struct policy);

    if (!policy || !text.at)
        return FAIL(cx, ERR_TOO_LARGE, "policy");
    TRY(policy_parse(cx, text, policy));
    return file_write(cx, file_join(cx->arena, dir, POLICY_FILE),
                      (struct bytes){ (const uint8_t *)text.at, text.len }, fresh);
}

enum err policy_create(struct cx *cx, const char *dir, struct str log_vkey)
{
    return policy_save(cx, dir,
                       arena_printf(cx->arena,
                                    "# Whom to believe of this log (c2sp.org/tlog-policy). `posko "
                                    "witness add` adds to it.\nlog %.*s\nquorum none\n",
                                    STR_FMT(log_vkey)),
                       true);
}

/* All lines but ours about the group and the quorum, which come last. */
static void lines_keep(struct buf *b, struct str text)
{
    struct str line, rest = str_first(text, text.len - 1);

    while (str_cut(&rest, '\n', &line))
        if (!str_starts(line, STR("quorum ")) && !str_starts(line, STR("group agencies "))) {
            buf_str(b, line);
            buf_char(b, '\n');
        }
}

static void quorum_write(struct buf *b, const struct policy *old, struct str name)
{
    size_t witnesses = 1;

    for (size_t i = 0; i < old->node_count; i++)
        witnesses += !old->nodes[i].group;
    if (witnesses < AGENCY_WITNESSES) {
        buf_lit(b, "quorum none\n");
        return;
    }
    buf_printf(b, "group agencies %zu", witnesses - (AGENCY_WITNESSES - AGENCY_QUORUM));
    for (size_t i = 0; i < old->node_count; i++)
        if (!old->nodes[i].group)
            buf_printf(b, " %.*s", STR_FMT(old->nodes[i].name));
    buf_printf(b, " %.*s\nquorum agencies\n", STR_FMT(name));
}

enum err policy_add_witness(struct cx *cx, const char *dir, struct str name, struct str vkey,
                            struct str url)
{
    struct policy *old = ARENA_NEW(cx->arena, struct policy);
    struct buf b = buf_in(cx->arena, POLICY_MAX);
    struct note_verifier key;
    struct bytes file;
    struct str text;

    if (!old)
        return FAIL(cx, ERR_TOO_LARGE, "policy");
    TRY(verifier_parse(cx, vkey, &key));
    if (key.type != KEY_COSIGNATURE)
        return FAIL(cx, ERR_INVALID, "that is not a witness's key: its type must be 4");
    TRY(file_read(cx, file_join(cx->arena, dir, POLICY_FILE), POLICY_MAX, &file));
    text = (struct str){ (const char *)file.at, file.len };
    TRY(policy_parse(cx, text, old));
    for (size_t i = 0; i < old->node_count; i++) {
        if (str_eq(old->nodes[i].name, name))
            return FAIL(cx, ERR_CONFLICT, "a witness or group %.*s is there already",
                        STR_FMT(name));
        if (old->nodes[i].group && !str_is(old->nodes[i].name, "agencies"))
            return FAIL(cx, ERR_CONFLICT,
                        "%s/policy has groups of its own: add the line there by hand", dir);
    }
    lines_keep(&b, text);
    buf_printf(&b, "witness %.*s %.*s%s%.*s\n", STR_FMT(name), STR_FMT(vkey), url.len ? " " : "",
               STR_FMT(url));
    quorum_write(&b, old, name);
    return policy_save(cx, dir, buf_end(&b), false);
}
