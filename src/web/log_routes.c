/*
 * log_routes: see the header. Tiles never change, so they may be kept for ever; the
 * head is asked for again.
 */
#include "web/log_routes.h"
#include "action/cosign.h"
#include "action/read_attested.h"
#include "action/read_log.h"
#include "web/api_form.h"

#define FOREVER "public, max-age=31536000, immutable"
#define SHORTLY "public, max-age=5"
#define NOT_KEPT "no-store"
#define WAIT_US (INT64_C(25) * 1000000)
#define MINUTE_US (INT64_C(60) * 1000000)

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

/* GET /log/wait?size=N: as /log/live, answered when the head that witnesses are to cosign is
 * larger than N, or after WAIT_US. */
static bool still_waits(struct request *rq, struct cx *cx)
{
    const uint64_t *size = rq->work;
    uint64_t now;

    return read_live_size(cx, rq->env, &now) == OK && now <= *size;
}

static enum err check_wait(struct request *rq)
{
    uint64_t *size = ARENA_NEW(rq->cx.arena, uint64_t);

    if (!is_witness(rq))
        return FAIL(&rq->cx, ERR_DENIED, "not a witness of this log");
    if (!size || !str_to_u64(form_get(rq, "size"), size))
        return FAIL(&rq->cx, ERR_INVALID, "size is not a number");
    rq->work = size;
    rq->waits = still_waits;
    rq->wait_until_us = rq->cx.now_us + WAIT_US;
    return OK;
}

static enum err reply_wait(struct request *rq)
{
    struct str note;

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

/* Who witnesses, and who is silent: for monitors. Nothing of how far each has come: that would
 * tell the newest size. Times are whole minutes. */
static enum err get_witnesses(struct request *rq)
{
    struct witness_states states;
    struct buf b = buf_in(rq->cx.arena, POLICY_MAX);
    struct json_out json = json_to(&b);

    TRY(witnesses_state(&rq->cx, rq->env, rq->db, &states));
    json_begin(&json);
    json_put_int(&json, "need", (int64_t)states.need);
    json_put_int(&json, "silent", (int64_t)states.silent);
    json_key(&json, "witnesses");
    json_list(&json);
    for (size_t i = 0; i < states.len; i++) {
        const struct witness_state *w = &states.at[i];

        json_begin(&json);
        json_put(&json, "name", w->name);
        json_put(&json, "key", w->vkey);
        json_put_bool(&json, "silent", w->silent);
        json_key(&json, "heard");
        if (w->last_us)
            json_str(&json, instant_text(rq->cx.arena, w->last_us - w->last_us % MINUTE_US,
                                         rq->env->zone_minutes));
        else
            json_nil(&json);
        json_end(&json);
    }
    json_list_end(&json);
    json_end(&json);
    reply_header(rq, "Cache-Control", STR(SHORTLY));
    return reply_json(rq, 200, buf_end(&b));
}

/* POST /log/cosign {"note": "..."}: a witness's signature line, or the whole note with it. */
static enum err check_cosign(struct request *rq)
{
    static const char *const names[] = { "note", NULL };
    struct api_errors errors = { .arena = rq->cx.arena, .lang = rq->lang };
    struct cosign *c = ARENA_NEW(rq->cx.arena, struct cosign);
    const json_t *root;
    struct str note;

    if (!c)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "cosignature");
    TRY(api_body(rq, &root));
    if (!root)
        return OK;
    api_members_only(&errors, root, names);
    (void)api_text(&errors, root, "note", COSIGN_NOTE_MAX);
    if (errors.len > 0)
        return api_refuse(rq, &errors);
    note = json_text(root, "note"); /* byte for byte: the last line's end belongs to it */
    TRY(cosign_check(&rq->cx, rq->env, note, c));
    rq->work = c;
    return OK;
}

static enum err write_cosign(struct request *rq, struct db *tx)
{
    return cosign_write(&rq->cx, rq->env, tx, rq->work);
}

static enum err reply_cosign(struct request *rq)
{
    reply_header(rq, "Cache-Control", STR(NOT_KEPT));
    return reply_json(rq, 200, STR("{\"taken\":true}"));
}

/* "2026-11-22", "newest", "days": as the files of posko export are called. */
static enum err get_attested(struct request *rq)
{
    struct str name = rq->args[0], text;
    bool live = request_header(rq, LIVE_HEADER).len > 0 && is_witness(rq);
    bool grows = str_is(name, "days") || str_is(name, "newest");

    if (str_is(name, "days"))
        TRY(read_attested_days(&rq->cx, rq->env, rq->db, &text));
    else
        TRY(read_attested(&rq->cx, rq->env, rq->db, name, live, &text));
    return reply_text(rq, live ? NOT_KEPT : grows ? SHORTLY : FOREVER, text);
}

const struct route log_routes[] = {
    { METHOD_GET, "/log/checkpoint", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL,
      get_checkpoint },
    { METHOD_GET, "/log/live", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL, get_live },
    { METHOD_GET, "/log/wait", WHO_ANYONE, 0, FIELDS({ "size", 20, false }), 0, NULL, check_wait,
      NULL, reply_wait },
    { METHOD_POST, "/log/cosign", WHO_ANYONE, COSIGN_BODY_MAX, NO_FIELDS, ROUTE_API,
      "api", check_cosign, write_cosign, reply_cosign },
    { METHOD_GET, "/log/witnesses", WHO_ANYONE, 0, NO_FIELDS, ROUTE_API, NULL, NULL, NULL,
      get_witnesses },
    { METHOD_GET, "/log/tile/*path", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL, get_tile },
    { METHOD_GET, "/log/proof/:index", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL, get_proof },
    { METHOD_GET, "/log/attested/:day", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL,
      get_attested },
    { METHOD_GET, "/log/policy", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL, get_policy },
};
const size_t log_routes_len = COUNT_OF(log_routes);
