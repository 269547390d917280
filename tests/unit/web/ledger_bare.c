/* ledger_bare: see the header. */
#include "ledger_bare.h"
#include "web/ledger_routes.h"
#include "web/serving.h"
#include <string.h>

int ledger_ask(enum method method, const char *path, struct cx *cx, const struct env *env,
               struct db *db, struct pair *form, size_t form_len, struct str *body)
{
    struct serving *s = ARENA_NEW(cx->arena, struct serving);
    const struct route *route = NULL;

    for (size_t i = 0; i < ledger_routes_len; i++)
        if (ledger_routes[i].method == method && strcmp(ledger_routes[i].path, path) == 0)
            route = &ledger_routes[i];
    if (!s || !route)
        return -1;
    s->server = ARENA_NEW(cx->arena, struct server); /* only its key for form times is asked */
    s->rq = (struct request){ .cx = *cx, .env = env, .db = db, .route = route, .method = method,
                              .path = str_of(path), .form = form, .form_len = form_len,
                              .lang = LANG_EN };
    if (!s->server || route->reply(&s->rq) != OK || !s->rq.response) {
        cx->note = s->rq.cx.note;
        return -1;
    }
    *body = arena_copy(cx->arena, (struct str){ (const char *)s->response.body.at,
                                                s->response.body.len });
    return s->response.status;
}
