/* reply: see the header, and web/request.h for what handlers call. */
#include "web/reply.h"
#include <assert.h>
#include <string.h>
#include "web/gzip.h"
#include "web/problem.h"
#include "web/serving.h"

#define COMPRESS_MIN 1024 /* bytes */

void reply_head_static(struct serving *s, const char *name, const char *value)
{
    assert(s->response.heads_len < RESPONSE_HEADS_MAX);
    s->response.heads[s->response.heads_len++] = (struct head){ name, value };
}

static bool head_value_fine(struct str v)
{
    for (size_t i = 0; i < v.len; i++)
        if ((unsigned char)v.at[i] < 32 || (unsigned char)v.at[i] >= 127)
            return false;
    return true;
}

/* A value that could split the header, or does not fit, is dropped: losing a header is
 * better than sending one that somebody else wrote. */
void reply_header(struct request *rq, const char *name, struct str value)
{
    struct str copy = arena_copy(rq->cx.arena, value);

    if (copy.at && head_value_fine(value))
        reply_head_static(serving_of(rq), name, copy.at);
}

void reply_static(struct request *rq, int status, const char *type, struct bytes body)
{
    struct serving *s = serving_of(rq);

    s->response.status = status;
    s->response.body = body;
    reply_head_static(s, "Content-Type", type);
    rq->response = &s->response;
}

enum err reply_bytes(struct request *rq, int status, struct str type, struct bytes body)
{
    struct str copy = arena_copy(rq->cx.arena, type);

    if (!copy.at || !head_value_fine(type))
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for the content type");
    reply_static(rq, status, copy.at, body);
    return OK;
}

enum err reply_source(struct request *rq, int status, struct str type, struct body_source *source)
{
    TRY(reply_bytes(rq, status, type, (struct bytes){ NULL, 0 }));
    serving_of(rq)->response.source = source;
    return OK;
}

struct out *page_begin(struct request *rq)
{
    struct serving *s = serving_of(rq);

    s->page = buf_in(rq->cx.arena, PAGE_MAX);
    s->out = out_to(&s->page, rq->lang);
    return &s->out;
}

enum err reply_page(struct request *rq, int status)
{
    struct serving *s = serving_of(rq);
    struct str text = buf_end(&s->page);

    if (!text.at)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "the page does not fit");
    reply_static(rq, status, "text/html; charset=utf-8",
                 (struct bytes){ (const uint8_t *)text.at, text.len });
    return OK;
}

enum err reply_see_other(struct request *rq, struct str path)
{
    struct serving *s = serving_of(rq);
    struct link link;
    struct str copy;

    if (!link_local(path, &link))
        return FAIL(&rq->cx, ERR_INVALID, "redirect to somewhere else");
    copy = arena_copy(rq->cx.arena, path);
    if (!copy.at)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a redirect");
    s->response.status = 303;
    s->response.body = (struct bytes){ NULL, 0 };
    reply_head_static(s, "Location", copy.at);
    rq->response = &s->response;
    return OK;
}

enum err reply_json(struct request *rq, int status, struct str json)
{
    if (!json.at)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "the answer does not fit");
    reply_static(rq, status, "application/json",
                 (struct bytes){ (const uint8_t *)json.at, json.len });
    return OK;
}

enum err reply_problem(struct request *rq, int status, struct str code, struct str detail)
{
    assert(status >= 400 && status < 600);
    problem_reply(rq, status, code, detail);
    return OK;
}

/* ---- cookies ---- */

const char *cookie_name(enum cookie c, bool secure)
{
    static const char *const plain[COOKIE_COUNT] = {
        [COOKIE_OFFICER] = "posko_officer",
        [COOKIE_REPORTER] = "posko_reporter",
        [COOKIE_DRAFT] = "posko_draft",
        [COOKIE_LANG] = "posko_lang",
        [COOKIE_KNOWN] = "posko_known",
    };
    static const char *const host[COOKIE_COUNT] = {
        [COOKIE_OFFICER] = "__Host-posko",
        [COOKIE_REPORTER] = "__Host-posko-reporter",
        [COOKIE_DRAFT] = "__Host-posko-draft",
        [COOKIE_LANG] = "__Host-posko-lang",
        [COOKIE_KNOWN] = "__Host-posko-known",
    };
    return secure ? host[c] : plain[c];
}

static bool cookie_value_fine(struct str v)
{
    for (size_t i = 0; i < v.len; i++)
        if ((unsigned char)v.at[i] <= 32 || (unsigned char)v.at[i] >= 127
            || strchr("\",;\\", v.at[i]))
            return false;
    return true;
}

/* The language is a preference, not a power: Lax, so that a link from outside opens in it. */
void reply_cookie(struct request *rq, enum cookie c, struct str value, int max_age_seconds)
{
    struct serving *s = serving_of(rq);
    struct str line;

    assert(cookie_value_fine(value));
    line = arena_printf(rq->cx.arena, "%s=%.*s; Path=/; Max-Age=%d; HttpOnly; SameSite=%s%s",
                        cookie_name(c, s->server->secure), STR_FMT(value), max_age_seconds,
                        c == COOKIE_LANG ? "Lax" : "Strict", s->server->secure ? "; Secure" : "");
    if (line.at)
        reply_head_static(s, "Set-Cookie", line.at);
}

void reply_cookie_clear(struct request *rq, enum cookie c)
{
    reply_cookie(rq, c, STR(""), 0);
}

/* ---- what the engine adds ---- */

bool etag_matches(struct str if_none_match, const char *etag)
{
    struct str part;

    while (str_cut(&if_none_match, ',', &part)) {
        part = str_trim(part);
        if (str_starts(part, STR("W/")))
            part = str_from(part, 2);
        if (str_is(part, "*")
            || (part.len == strlen(etag) + 2 && part.at[0] == '"'
                && memcmp(part.at + 1, etag, part.len - 2) == 0 && part.at[part.len - 1] == '"'))
            return true;
    }
    return false;
}

static bool has_head(const struct response *r, const char *name)
{
    for (size_t i = 0; i < r->heads_len; i++)
        if (strcmp(r->heads[i].name, name) == 0)
            return true;
    return false;
}

/*
 * Only our HTML is compressed, and never an API answer (they may carry a code). Pages with
 * secrets may be: tokens are masked anew in each answer, what a page reflects comes from a
 * request that SameSite=Strict cookies and the form token tie to this site, and the page
 * with the code reflects nothing at all; so there is no oracle to ask twice (BREACH).
 */
static void compress(struct serving *s, struct gzip *gzip)
{
    struct response *r = &s->response;
    struct bytes packed;

    if (!gzip || !s->rq.route || (s->rq.route->flags & ROUTE_API)
        || r->body.len < COMPRESS_MIN || has_head(r, "Content-Encoding")
        || !accepts_coding(request_header(&s->rq, "Accept-Encoding"), "gzip"))
        return;
    if (gzip_bytes(gzip, s->rq.cx.arena, r->body, &packed)) {
        r->body = packed;
        reply_head_static(s, "Content-Encoding", "gzip");
    }
}

void serving_fail(struct serving *s, enum err err)
{
    struct problem p = problem_of(err);

    /* Cookies and headers of the answer that failed go with it. */
    s->response = (struct response){ .status = 0 };
    s->rq.response = NULL;
    problem_reply(&s->rq, p.status, str_of(p.code), STR(""));
}

/* A public page that sets a cookie is somebody's, not everybody's. */
static void keep(struct serving *s, struct gzip *gzip)
{
    struct bytes packed = { NULL, 0 };

    if (s->response.status != 200 || has_head(&s->response, "Set-Cookie"))
        return;
    if (gzip && s->response.body.len >= COMPRESS_MIN
        && !gzip_bytes(gzip, s->rq.cx.arena, s->response.body, &packed))
        packed = (struct bytes){ NULL, 0 };
    cache_keep(s->server->cache, &s->key, &s->response, packed);
}

void serving_finish(struct serving *s, struct gzip *gzip)
{
    struct response *r = &s->response;
    size_t guards = s->server->secure ? GUARD_HEADS : GUARD_HEADS - 1;
    unsigned flags = s->rq.route ? s->rq.route->flags : 0;

    if (!s->rq.response || s->err != OK)
        serving_fail(s, s->err);
    for (size_t i = 0; i < guards; i++)
        reply_head_static(s, guard_heads[i].name, guard_heads[i].value);
    if (!has_head(r, "Cache-Control"))
        reply_head_static(s, "Cache-Control",
                          (flags & ROUTE_PUBLIC) && r->status < 400 ? "no-cache" : "no-store");
    if (!(flags & ROUTE_API))
        reply_head_static(s, "Vary", "Accept-Encoding, Cookie");
    if (s->may_keep)
        keep(s, gzip);
    if (s->lang_asked && r->status < 400)
        reply_cookie(&s->rq, COOKIE_LANG, lang_code(s->rq.lang), 365 * 24 * 3600);
    compress(s, gzip);
    s->rq.exchange->response = r;
}
