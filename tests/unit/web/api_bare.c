/* api_bare: see the header. */
#include "api_bare.h"
#include "web/serving.h"

int api_bare(enum err (*reply)(struct request *rq), struct cx *cx, const struct env *env,
             struct db *db, const struct reporter_session *reporter, struct str *body)
{
    struct serving *s = ARENA_NEW(cx->arena, struct serving);

    if (!s)
        return -1;
    s->rq = (struct request){ .cx = *cx, .env = env, .db = db, .reporter = reporter,
                              .lang = LANG_EN };
    if (reply(&s->rq) != OK || !s->rq.response) {
        cx->note = s->rq.cx.note;
        return -1;
    }
    *body = arena_copy(cx->arena, (struct str){ (const char *)s->response.body.at,
                                                s->response.body.len });
    return s->response.status;
}
