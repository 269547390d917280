/* session: see the header. */
#include "web/session.h"
#include <string.h>
#include "action/session.h"

struct touch {
    char token[SESSION_TEXT_LEN];
};

static enum err touch_run(struct cx *cx, struct db *tx, void *arg, bool *changed_public)
{
    const struct touch *t = arg;

    (void)changed_public;
    return session_touch(cx, tx, (struct str){ t->token, sizeof t->token });
}

/* The inbox that refreshes itself is not a person at work (the idle limit is for the
 * person). A touch that finds the writer full is made good by the next request. */
static void touch_later(struct request *rq)
{
    struct touch t;

    if (rq->session_token.len != sizeof t.token || request_header(rq, "X-Posko-Refresh").len > 0)
        return;
    memcpy(t.token, rq->session_token.at, sizeof t.token);
    if (request_defer(rq, touch_run, &t, sizeof t) != OK)
        return;
}

/* Nobody there is not a failure. */
static enum err unless_denied(enum err err)
{
    return err == ERR_DENIED || err == ERR_NOT_FOUND || err == ERR_INVALID ? OK : err;
}

static enum err load_receipt(struct request *rq)
{
    struct str given = request_header(rq, "Authorization");
    struct come_back *c = ARENA_NEW(rq->cx.arena, struct come_back);
    enum err err;

    if (!c)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a session");
    if (!str_starts(given, STR("Receipt ")))
        return OK;
    err = come_back_check(&rq->cx, rq->env, rq->db, str_trim(str_from(given, 8)), c);
    if (err == OK)
        rq->reporter = &c->reporter;
    return unless_denied(err);
}

enum err session_load(struct request *rq)
{
    bool refresh = false;
    enum err err = OK;

    if (rq->route->who == WHO_RECEIPT)
        return load_receipt(rq);
    if (rq->session_token.len == 0)
        return OK;
    if (rq->route->who == WHO_OFFICER)
        err = officer_session_open(&rq->cx, rq->env, rq->db, rq->session_token, &rq->officer,
                                   &refresh);
    else if (rq->route->who == WHO_REPORTER)
        err = reporter_session_open(&rq->cx, rq->env, rq->db, rq->session_token, &rq->reporter,
                                    &refresh);
    if (err == OK && refresh)
        touch_later(rq);
    return unless_denied(err);
}
