/* problem: see the header. */
#include "web/problem.h"
#include "base/json.h"
#include "page/help.h"
#include "page/problem.page.h"
#include "web/frame.h"
#include "web/reply.h"
#include "web/serving.h"

struct problem problem_of(enum err err)
{
    static const struct problem table[ERR_COUNT] = {
        [OK] = { 500, "no_answer" }, /* a handler that forgot to answer */
        [ERR_INVALID] = { 400, "invalid" },
        [ERR_DENIED] = { 404, "not_found" },
        [ERR_NOT_FOUND] = { 404, "not_found" },
        [ERR_CONFLICT] = { 409, "conflict" },
        [ERR_TOO_LARGE] = { 413, "too_large" },
        [ERR_BUSY] = { 503, "busy" },
        [ERR_UNAVAILABLE] = { 503, "unavailable" },
        [ERR_CORRUPT] = { 500, "internal" },
    };
    return table[err];
}

struct wording {
    int status;
    enum text_key title, text;
};

static const struct wording wordings[] = {
    { 400, T_PROBLEM_400, T_PROBLEM_400_D }, { 401, T_PROBLEM_401, T_PROBLEM_401_D },
    { 403, T_PROBLEM_403, T_PROBLEM_403_D }, { 404, T_PROBLEM_404, T_PROBLEM_404_D },
    { 405, T_PROBLEM_405, T_PROBLEM_405_D }, { 409, T_PROBLEM_409, T_PROBLEM_409_D },
    { 413, T_PROBLEM_413, T_PROBLEM_413_D }, { 415, T_PROBLEM_415, T_PROBLEM_415_D },
    { 429, T_PROBLEM_429, T_PROBLEM_429_D }, { 503, T_PROBLEM_503, T_PROBLEM_503_D },
    { 500, T_PROBLEM_500, T_PROBLEM_500_D }, /* the last: any other */
};

static const struct wording *wording_of(int status)
{
    size_t i = 0;

    while (i < COUNT_OF(wordings) - 1 && wordings[i].status != status)
        i++;
    return &wordings[i];
}

static struct str title_of(const struct wording *w, enum lang lang)
{
    return text_plain(lang, w->title);
}

static struct str text_of(const struct wording *w, enum lang lang)
{
    return text_plain(lang, w->text);
}

static void write_page(struct request *rq, struct out *o, const struct wording *w)
{
    struct problem_page page = { .lead = MSG(w->text), .id = request_id(rq) };

    frame_of(rq, MSG(w->title), &page.top, &page.bottom);
    page.top.error = true;
    /* The page is the same, byte for byte, whatever was asked for. */
    page.top.here_id = page.bottom.here_id = path_link(STR("/?lang=id"));
    page.top.here_en = page.bottom.here_en = path_link(STR("/?lang=en"));
    page_problem(o, &page);
}

static void reply_document(struct request *rq, int status, struct str code, struct str detail)
{
    const struct wording *w = wording_of(status);
    struct buf b = buf_in(rq->cx.arena, 16384);
    struct json_out o = json_to(&b);
    struct str text;

    json_begin(&o);
    json_put(&o, "type", arena_printf(rq->cx.arena, "urn:posko:problem:%.*s", STR_FMT(code)));
    json_put(&o, "title", title_of(w, rq->lang));
    json_put_int(&o, "status", status);
    json_put(&o, "detail", detail.len > 0 ? detail : text_of(w, rq->lang));
    json_put(&o, "instance",
             arena_printf(rq->cx.arena, "urn:posko:request:%.*s", STR_FMT(request_id(rq))));
    json_put(&o, "code", code);
    json_end(&o);
    text = buf_end(&b);
    reply_static(rq, status, "application/problem+json",
                 (struct bytes){ (const uint8_t *)text.at, text.at ? text.len : 0 });
}

/* Paths below /api/ speak JSON even where no row matched. */
static bool for_program(const struct request *rq)
{
    return rq->route ? (rq->route->flags & ROUTE_API) != 0 : str_starts(rq->path, STR("/api/"));
}

void problem_reply(struct request *rq, int status, struct str code, struct str detail)
{
    struct serving *s = serving_of(rq);

    if (for_program(rq)) {
        reply_document(rq, status, code, detail);
    } else {
        write_page(rq, page_begin(rq), wording_of(status));
        if (reply_page(rq, status) != OK)
            reply_static(rq, status, "text/html; charset=utf-8", (struct bytes){ NULL, 0 });
    }
    if (status == 503)
        reply_head_static(s, "Retry-After", "5");
    if (status == 401)
        reply_head_static(s, "WWW-Authenticate", "Receipt");
}
