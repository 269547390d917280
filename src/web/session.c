/* session: see the header. */
#include "web/session.h"
#include <string.h>
#include "action/again.h"
#include "action/door.h"

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
    TRY(unless_denied(err));
    if (rq->officer && rq->officer->first_steps && !(rq->route->flags & ROUTE_FIRST))
        return reply_see_other(rq, STR("/meja/mulai"));
    return OK;
}

bool session_may(const struct request *rq)
{
    return officer_may(rq->officer, rq->route->needs);
}

bool session_known(const struct request *rq)
{
    return door_is_known(rq->env, str_trim(form_get(rq, "login")),
                         request_cookie(rq, COOKIE_KNOWN));
}

enum err session_again_failed(struct request *rq, struct db *tx)
{
    return again_failed(&rq->cx, rq->env, tx, rq->officer->id);
}

enum err session_again(struct request *rq)
{
    static const enum again faults[] = {
        [AGAIN_IS_FINE] = AGAIN_FINE, [AGAIN_IS_EMPTY] = AGAIN_EMPTY,
        [AGAIN_IS_WRONG] = AGAIN_WRONG, [AGAIN_MUST_WAIT] = AGAIN_WAIT,
    };
    struct again_result *result = ARENA_NEW(rq->cx.arena, struct again_result);

    if (!result)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "password again");
    TRY(again_check(&rq->cx, rq->env, rq->db, rq->officer->id, form_get(rq, PASSWORD_AGAIN),
                    result));
    rq->again = faults[result->fault];
    rq->again_wait_s = result->wait_s;
    rq->officer_keys = rq->again == AGAIN_FINE ? &result->keys : NULL;
    return OK;
}
