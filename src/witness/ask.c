/* ask: see the header. */
#include "witness/ask.h"

static enum err post(struct cx *cx, struct fetch *fetch, struct ask *ask, struct fetched *out)
{
    struct witness_request *r = ARENA_NEW(cx->arena, struct witness_request);
    const char *url = arena_printf(cx->arena, "%s/add-checkpoint", ask->url).at;
    struct str body;

    if (!r || !url)
        return FAIL(cx, ERR_TOO_LARGE, "request to a witness");
    r->old = ask->old;
    r->note = ask->note;
    if (ask->old > 0)
        TRY(ask->prove(cx, ask->arg, ask->old, &r->proof));
    TRY(witness_request_text(cx, r, &body));
    return fetch_url(cx, fetch, url, "Content-Type: text/plain; charset=utf-8",
                     (struct bytes){ (const uint8_t *)body.at, body.len }, out);
}

enum err witness_ask(struct cx *cx, struct fetch *fetch, struct ask *ask, struct str *lines)
{
    struct fetched got;

    TRY(post(cx, fetch, ask, &got));
    if (got.status == WITNESS_CONFLICT) {
        struct str size = { (const char *)got.body.at, got.body.len };
        uint64_t old;

        if (!str_ends(size, STR("\n")) || !str_to_u64(str_first(size, size.len - 1), &old))
            return FAIL(cx, ERR_UNAVAILABLE, "a witness answers 409 without a size");
        if (old > ask->size)
            return FAIL(cx, ERR_CORRUPT,
                        "a witness has cosigned %llu entries of this log, and only %llu are here: "
                        "this is an old copy. Put the newest copy back",
                        (unsigned long long)old, (unsigned long long)ask->size);
        ask->old = old;
        TRY(post(cx, fetch, ask, &got));
    }
    if (got.status != WITNESS_COSIGN)
        return FAIL(cx, ERR_DENIED, "a witness answers %ld", got.status);
    *lines = (struct str){ (const char *)got.body.at, got.body.len };
    if (!utf8_valid(*lines))
        return FAIL(cx, ERR_DENIED, "a witness answers what is no text");
    ask->old = ask->size;
    return OK;
}
