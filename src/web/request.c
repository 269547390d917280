/* request: what handlers read. See the header. */
#include "web/request.h"
#include <assert.h>
#include "web/serving.h"

static bool is_declared(const struct request *rq, const char *name)
{
    for (size_t i = 0; i < rq->route->fields_len; i++)
        if (str_is(str_of(name), rq->route->fields[i].name))
            return true;
    return false;
}

static const struct pair *find(const struct request *rq, const char *name)
{
    assert(is_declared(rq, name));
    for (size_t i = 0; i < rq->form_len; i++)
        if (str_is(rq->form[i].name, name))
            return &rq->form[i];
    return NULL;
}

struct str form_get(const struct request *rq, const char *name)
{
    const struct pair *p = find(rq, name);

    return p ? p->value : STR("");
}

bool form_has(const struct request *rq, const char *name)
{
    return find(rq, name) != NULL;
}

bool form_includes(const struct request *rq, const char *name, struct str value)
{
    assert(is_declared(rq, name));
    for (size_t i = 0; i < rq->form_len; i++)
        if (str_is(rq->form[i].name, name) && str_eq(rq->form[i].value, value))
            return true;
    return false;
}

/* Header values are bytes that a stranger chose: what is not UTF-8 is not there. */
struct str request_header(const struct request *rq, const char *name)
{
    struct str v = http_header(rq->exchange, name);

    return utf8_valid(v) ? v : STR("");
}

struct str request_id(const struct request *rq)
{
    return str_of(serving_of(rq)->id);
}

struct str request_cookie(const struct request *rq, enum cookie c)
{
    return serving_of(rq)->cookies[c];
}

int64_t form_age_us(const struct request *rq)
{
    int64_t made = serving_of(rq)->claim.made_us;

    return made == 0 ? -1 : rq->cx.now_us - made;
}

enum err request_defer(struct request *rq,
                       enum err (*run)(struct cx *cx, struct db *tx, void *arg,
                                       bool *public_changed),
                       const void *arg, size_t arg_len)
{
    return request_defer_then(rq, run, NULL, arg, arg_len);
}

enum err request_defer_then(struct request *rq,
                            enum err (*run)(struct cx *cx, struct db *tx, void *arg,
                                            bool *public_changed),
                            void (*done)(void *arg), const void *arg, size_t arg_len)
{
    struct writer_job job = { .run = run };

    return writer_submit_then(serving_of(rq)->server->writer, &rq->cx, job, done, arg, arg_len);
}

/* The binding follows whose page it is; server.c checks by the same rule. A public page is
 * everybody's: it holds no form that posts (its cached copy would hold someone's token). */
struct str csrf_token(struct request *rq)
{
    struct serving *s = serving_of(rq);
    enum csrf_kind kind = CSRF_VISITOR;
    struct str binding = STR("");

    assert(!(rq->route->flags & ROUTE_PUBLIC));
    if (rq->route->who == WHO_OFFICER || rq->officer) {
        kind = CSRF_OFFICER;
        binding = s->cookies[COOKIE_OFFICER];
    } else if (rq->route->who == WHO_REPORTER || rq->reporter) {
        kind = CSRF_REPORTER;
        binding = s->cookies[COOKIE_REPORTER];
    } else if (rq->draft_token.len > 0) {
        kind = CSRF_DRAFT;
        binding = rq->draft_token;
    }
    return csrf_make(&rq->cx, &s->server->csrf, kind, binding);
}
