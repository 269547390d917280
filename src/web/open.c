/*
 * open: what a request brings, read once and checked: fields, language,
 * session, form token. After it a handler sees only what its row declares.
 */
#include <string.h>
#include <strings.h>
#include "web/reply.h"
#include "web/serving.h"
#include "web/session.h"

#define SIGN_IN_PATH "/meja/masuk"
#define COME_BACK_PATH "/cek"

void serving_read_cookies(struct serving *s)
{
    struct str header = request_header(&s->rq, "Cookie"), pair;

    for (size_t c = 0; c < COOKIE_COUNT; c++)
        s->cookies[c] = STR("");
    while (str_cut(&header, ';', &pair)) {
        size_t eq = str_find(pair, STR("="));
        struct str name = str_trim(str_first(pair, eq));

        for (size_t c = 0; c < COOKIE_COUNT && eq != SIZE_MAX; c++)
            if (s->cookies[c].len == 0
                && str_is(name, cookie_name((enum cookie)c, s->server->secure)))
                s->cookies[c] = str_trim(str_from(pair, eq + 1));
    }
    if (!lang_of(s->cookies[COOKIE_LANG], &s->rq.lang))
        s->rq.lang = LANG_ID;
}

/* ---- the body and the query ---- */

static void query_pair(void *arg, struct str name, struct str value)
{
    form_add_encoded(arg, name, value);
}

static enum err form_result(struct serving *s, const struct form *f)
{
    bool large = f->fault == FORM_TOO_LONG || f->fault == FORM_TOO_MANY;

    if (f->fault != FORM_FINE)
        return FAIL(&s->rq.cx, large ? ERR_TOO_LARGE : ERR_INVALID, "form: %s: %s",
                    form_fault_name(f->fault), f->field ? f->field : "-");
    s->rq.form = f->pairs;
    s->rq.form_len = f->len;
    return OK;
}

static bool is_multipart(struct str type)
{
    return type.len > 19 && strncasecmp(type.at, "multipart/form-data", 19) == 0;
}

static enum err read_query(struct serving *s)
{
    struct form f = { .arena = s->rq.cx.arena, .fields = s->rq.route->fields,
                      .fields_len = s->rq.route->fields_len };

    http_query(s->rq.exchange, &f, query_pair);
    TRY(form_result(s, &f));
    s->lang_asked = lang_of(f.lang, &s->rq.lang) && !(s->rq.route->flags & ROUTE_API);
    return OK;
}

static enum err read_body(struct serving *s)
{
    struct exchange *ex = s->rq.exchange;
    struct str body = buf_end(&ex->body), type = request_header(&s->rq, "Content-Type");
    struct form f = { .arena = s->rq.cx.arena, .fields = s->rq.route->fields,
                      .fields_len = s->rq.route->fields_len };

    if (ex->body_too_large || !body.at)
        return FAIL(&s->rq.cx, ERR_TOO_LARGE, "body over %u bytes", ex->body_max);
    if (s->rq.route->flags & ROUTE_API) {
        if (!utf8_valid(body))
            return FAIL(&s->rq.cx, ERR_INVALID, "body: not_utf8");
        s->rq.body = body;
        return OK;
    }
    if (is_multipart(type))
        form_read_multipart(&f, body, type);
    else
        form_read(&f, body);
    TRY(form_result(s, &f));
    s->csrf_given = f.csrf;
    return OK;
}

/* ---- who is asking ---- */

static bool plain_path(struct str path)
{
    for (size_t i = 0; i < path.len; i++)
        if (!((path.at[i] >= 'a' && path.at[i] <= 'z') || (path.at[i] >= 'A' && path.at[i] <= 'Z')
              || (path.at[i] >= '0' && path.at[i] <= '9') || strchr("/_.-", path.at[i])))
            return false;
    return true;
}

/* To the sign-in page, which may bring the officer back to where he wanted to go. */
static enum err ask_to_sign_in(struct request *rq)
{
    if (rq->method == METHOD_POST || !plain_path(rq->path))
        return reply_see_other(rq, STR(SIGN_IN_PATH));
    return reply_see_other(rq, arena_printf(rq->cx.arena, SIGN_IN_PATH "?ke=%.*s",
                                            STR_FMT(rq->path)));
}

static enum err read_session(struct serving *s)
{
    struct request *rq = &s->rq;

    if (rq->route->flags & ROUTE_PUBLIC || rq->route->who == WHO_LOOPBACK)
        return OK;
    if (!(rq->route->flags & ROUTE_API)) {
        rq->draft_token = s->cookies[COOKIE_DRAFT];
        rq->session_token = rq->route->who == WHO_OFFICER ? s->cookies[COOKIE_OFFICER]
            : rq->route->who == WHO_REPORTER              ? s->cookies[COOKIE_REPORTER]
                                                          : STR("");
    }
    TRY(session_load(rq));
    if (rq->response) /* he is sent to his first steps */
        return OK;
    if (rq->route->who == WHO_OFFICER && !rq->officer)
        return ask_to_sign_in(rq);
    if (rq->route->who == WHO_OFFICER && !session_may(rq)) /* what is not his is not there */
        return reply_problem(rq, 404, STR("not_found"), STR(""));
    if (rq->route->who == WHO_REPORTER && !rq->reporter)
        return reply_see_other(rq, STR(COME_BACK_PATH));
    if (rq->route->who == WHO_RECEIPT && !rq->reporter)
        return reply_problem(rq, 401, STR("receipt"), STR(""));
    return OK;
}

/* ---- the form's token ---- */

/* May a token of this kind open a row for these people? A visitor's token is enough where
 * anyone may post: without a cookie there is no power to borrow. */
static bool kind_fits(enum csrf_kind kind, enum who who)
{
    switch (who) {
    case WHO_OFFICER:
        return kind == CSRF_OFFICER;
    case WHO_REPORTER:
        return kind == CSRF_REPORTER;
    case WHO_ANYONE:
        return true;
    case WHO_RECEIPT:
    case WHO_LOOPBACK:
        return false;
    }
    return false;
}

static struct str binding_of(const struct serving *s, enum csrf_kind kind)
{
    return kind == CSRF_OFFICER  ? s->cookies[COOKIE_OFFICER]
        : kind == CSRF_REPORTER  ? s->cookies[COOKIE_REPORTER]
        : kind == CSRF_DRAFT     ? s->cookies[COOKIE_DRAFT]
                                 : STR("");
}

bool csrf_fits(struct request *rq, struct str token)
{
    struct serving *s = serving_of(rq);
    enum csrf_kind kind = CSRF_VISITOR;

    if (csrf_peek(token, &kind) && kind_fits(kind, rq->route->who)
        && csrf_check(&s->server->csrf, token, kind, binding_of(s, kind), rq->cx.now_us,
                      &s->claim))
        return true;
    metrics_add(&s->server->metrics.refused_csrf, 1);
    return false;
}

static enum err check_token(struct serving *s)
{
    if (s->rq.method != METHOD_POST || (s->rq.route->flags & ROUTE_API)
        || csrf_fits(&s->rq, s->csrf_given))
        return OK;
    return reply_problem(&s->rq, 403, STR("form_expired"), STR(""));
}

enum err serving_open_stream(struct serving *s)
{
    TRY(read_query(s));
    return read_session(s);
}

enum err serving_open(struct serving *s)
{
    if (s->rq.method == METHOD_POST)
        TRY(read_body(s));
    else
        TRY(read_query(s));
    TRY(read_session(s));
    return s->rq.response ? OK : check_token(s);
}
