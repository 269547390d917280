/*
 * log_routes: see the header. Tiles never change, so they may be kept for ever; the
 * head is asked for again.
 */
#include "web/log_routes.h"
#include "action/read_log.h"

#define FOREVER "public, max-age=31536000, immutable"
#define SHORTLY "public, max-age=5"

static enum err get_checkpoint(struct request *rq)
{
    struct str note;

    TRY(read_checkpoint(&rq->cx, rq->env, rq->db, &note));
    reply_header(rq, "Cache-Control", STR(SHORTLY));
    return reply_bytes(rq, 200, STR("text/plain; charset=utf-8"),
                       (struct bytes){ (const uint8_t *)note.at, note.len });
}

static enum err get_tile(struct request *rq)
{
    struct tile tile;
    struct bytes bytes;

    if (!tile_parse(arena_printf(rq->cx.arena, "tile/%.*s", STR_FMT(rq->args[0])), &tile))
        return FAIL(&rq->cx, ERR_NOT_FOUND, "not the name of a tile");
    TRY(read_tile(&rq->cx, rq->env, rq->db, tile, &bytes));
    reply_header(rq, "Cache-Control", STR(FOREVER));
    return reply_bytes(rq, 200, STR("application/octet-stream"), bytes);
}

static enum err get_proof(struct request *rq)
{
    struct str receipt;
    uint64_t index;

    if (!str_to_u64(rq->args[0], &index))
        return FAIL(&rq->cx, ERR_NOT_FOUND, "not an index");
    TRY(read_receipt(&rq->cx, rq->env, rq->db, index, &receipt));
    reply_header(rq, "Cache-Control", STR(SHORTLY));
    return reply_bytes(rq, 200, STR("text/plain; charset=utf-8"),
                       (struct bytes){ (const uint8_t *)receipt.at, receipt.len });
}

static enum err get_policy(struct request *rq)
{
    struct str text = arena_printf(rq->cx.arena, "log %.*s\nquorum none\n",
                                   STR_FMT(ledger_vkey(rq->env->ledger)));

    if (!text.at)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "policy");
    reply_header(rq, "Cache-Control", STR(SHORTLY));
    return reply_bytes(rq, 200, STR("text/plain; charset=utf-8"),
                       (struct bytes){ (const uint8_t *)text.at, text.len });
}

const struct route log_routes[] = {
    { METHOD_GET, "/log/checkpoint", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL,
      get_checkpoint },
    { METHOD_GET, "/log/tile/*path", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL, get_tile },
    { METHOD_GET, "/log/proof/:index", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL, get_proof },
    { METHOD_GET, "/log/policy", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL, get_policy },
};
const size_t log_routes_len = COUNT_OF(log_routes);
