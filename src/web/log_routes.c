/*
 * log_routes: see the header. Tiles never change, so they may be kept for ever; the
 * head is asked for again.
 */
#include "web/log_routes.h"
#include "action/cosign.h"
#include "action/read_log.h"

#define FOREVER "public, max-age=31536000, immutable"
#define SHORTLY "public, max-age=5"
#define NOT_KEPT "no-store"

/* A witness shows by its signature that it is one: then it may see what the public may not yet. */
static bool is_witness(struct request *rq)
{
    return live_allowed(&rq->cx, rq->env, request_header(rq, LIVE_HEADER));
}

static enum err reply_text(struct request *rq, const char *cache, struct str text)
{
    reply_header(rq, "Cache-Control", str_of(cache));
    return reply_bytes(rq, 200, STR("text/plain; charset=utf-8"),
                       (struct bytes){ (const uint8_t *)text.at, text.len });
}

static enum err get_checkpoint(struct request *rq)
{
    struct str note;

    TRY(read_checkpoint(&rq->cx, rq->env, rq->db, &note));
    return reply_text(rq, SHORTLY, note);
}

static enum err get_live(struct request *rq)
{
    struct str note;

    if (!is_witness(rq))
        return FAIL(&rq->cx, ERR_DENIED, "not a witness of this log");
    TRY(read_live(&rq->cx, rq->env, rq->db, &note));
    return reply_text(rq, NOT_KEPT, note);
}

static enum err get_tile(struct request *rq)
{
    struct tile tile;
    struct bytes bytes;
    bool live = request_header(rq, LIVE_HEADER).len > 0 && is_witness(rq);

    if (!tile_parse(arena_printf(rq->cx.arena, "tile/%.*s", STR_FMT(rq->args[0])), &tile))
        return FAIL(&rq->cx, ERR_NOT_FOUND, "not the name of a tile");
    TRY(read_tile(&rq->cx, rq->env, rq->db, tile, live, &bytes));
    reply_header(rq, "Cache-Control", live ? STR(NOT_KEPT) : STR(FOREVER));
    return reply_bytes(rq, 200, STR("application/octet-stream"), bytes);
}

static enum err get_proof(struct request *rq)
{
    struct str receipt;
    uint64_t index;

    if (!str_to_u64(rq->args[0], &index))
        return FAIL(&rq->cx, ERR_NOT_FOUND, "not an index");
    TRY(read_receipt(&rq->cx, rq->env, rq->db, index, &receipt));
    return reply_text(rq, SHORTLY, receipt);
}

static enum err get_policy(struct request *rq)
{
    struct str text;

    if (rq->env->publish) {
        TRY(publish_policy_text(rq->env->publish, &rq->cx, &text));
        return reply_text(rq, SHORTLY, text);
    }
    text = arena_printf(rq->cx.arena, "log %.*s\nquorum none\n",
                        STR_FMT(ledger_vkey(rq->env->ledger)));
    if (!text.at)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "policy");
    return reply_text(rq, SHORTLY, text);
}

/* POST /log/cosign: a witness's signature line, or the note with it, as text. */
static enum err check_cosign(struct request *rq)
{
    struct cosign *c = ARENA_NEW(rq->cx.arena, struct cosign);

    if (!c)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "cosignature");
    TRY(cosign_check(&rq->cx, rq->env, rq->body, c));
    rq->work = c;
    return OK;
}

static enum err write_cosign(struct request *rq, struct db *tx)
{
    return cosign_write(&rq->cx, rq->env, tx, rq->work);
}

static enum err reply_cosign(struct request *rq)
{
    return reply_text(rq, NOT_KEPT, STR("taken\n"));
}

const struct route log_routes[] = {
    { METHOD_GET, "/log/checkpoint", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL,
      get_checkpoint },
    { METHOD_GET, "/log/live", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL, get_live },
    { METHOD_POST, "/log/cosign", WHO_ANYONE, COSIGN_BODY_MAX, NO_FIELDS, ROUTE_API | ROUTE_TEXT,
      "api", check_cosign, write_cosign, reply_cosign },
    { METHOD_GET, "/log/tile/*path", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL, get_tile },
    { METHOD_GET, "/log/proof/:index", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL, get_proof },
    { METHOD_GET, "/log/policy", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL, get_policy },
};
const size_t log_routes_len = COUNT_OF(log_routes);
