/* answer: what a witness says to who asks it by c2sp tlog-witness. Declared in home.h. */
#include "witness/home.h"
#include "base/codec.h"
#include <string.h>

static struct str sentence_of(enum witness_answer answer)
{
    switch (answer) {
    case WITNESS_COSIGN:
        return STR("");
    case WITNESS_MALFORMED:
        return STR("malformed\n");
    case WITNESS_UNSIGNED:
        return STR("no good signature of the log\n");
    case WITNESS_UNKNOWN_LOG:
        return STR("unknown log\n");
    case WITNESS_CONFLICT:
        return STR("");
    case WITNESS_INCONSISTENT:
        return STR("does not extend what was cosigned\n");
    }
    return STR("");
}

static struct str size_text(struct cx *cx, uint64_t size)
{
    return arena_printf(cx->arena, "%llu\n", (unsigned long long)size);
}

/* Judged against what was seen a moment ago; the swap finds out if that has changed. */
static int judge_and_keep(struct cx *cx, struct home *h, const struct witness_request *r,
                          size_t log, const struct checkpoint *c, struct str *reply)
{
    struct hasher hasher AUTO(hasher_close) = { 0 };
    struct witness_seen seen, after, now = { c->size, c->root };
    enum witness_answer answer;
    struct signed_note note;
    struct str line;
    enum err err;

    home_seen(h, log, &seen);
    if (hasher_open(cx, &hasher) != OK)
        return 0;
    answer = witness_judge(&hasher, r, c, &seen);
    if (answer != WITNESS_COSIGN) {
        *reply = answer == WITNESS_CONFLICT ? size_text(cx, seen.size) : sentence_of(answer);
        return (int)answer;
    }
    err = home_swap(cx, h, log, &seen, &now, &after);
    if (err == ERR_CONFLICT) {
        *reply = size_text(cx, after.size);
        return WITNESS_CONFLICT;
    }
    if (err != OK || note_parse(cx, r->note, &note) != OK
        || home_cosign(cx, h, note.text, &line) != OK)
        return 0;
    (void)(home_note_keep(cx, h, log, note_join(cx->arena, note.text,
                                                 arena_printf(cx->arena, "%.*s%.*s",
                                                              STR_FMT(note.lines), STR_FMT(line))))
           == OK); /* for reading only: the cosignature stands without it */
    *reply = line;
    return WITNESS_COSIGN;
}

int home_add_checkpoint(struct cx *cx, struct home *h, struct str body, struct str *reply)
{
    struct witness_request *r = ARENA_NEW(cx->arena, struct witness_request);
    struct checkpoint c;
    enum witness_answer answer;
    size_t log;

    *reply = STR("");
    if (!r)
        return 0;
    if (witness_request_parse(cx, body, r) != OK) {
        *reply = sentence_of(WITNESS_MALFORMED);
        return WITNESS_MALFORMED;
    }
    answer = witness_identify(cx, home_policy(h), r, &log, &c);
    if (answer != WITNESS_COSIGN) {
        *reply = sentence_of(answer);
        return (int)answer;
    }
    return judge_and_keep(cx, h, r, log, &c, reply);
}

enum err home_checkpoint(struct cx *cx, struct home *h, struct str origin_hex, struct str *note)
{
    struct hasher hasher AUTO(hasher_close) = { 0 };
    const struct policy *policy = home_policy(h);

    TRY(hasher_open(cx, &hasher));
    for (size_t i = 0; i < policy->log_count; i++) {
        struct str origin = policy->logs[i].key.name;
        struct hash hash;
        char hex[65];

        hash_bytes(&hasher, (struct bytes){ (const uint8_t *)origin.at, origin.len }, &hash);
        hex_encode(hex, hash.b, sizeof hash.b);
        if (str_is(origin_hex, hex))
            return home_note(cx, h, i, note);
    }
    return FAIL(cx, ERR_NOT_FOUND, "unknown log");
}
