/*
 * quick_exit: leaving: at once to the weather (/keluar), or by closing the
 * report's page (/tutup). Both end the session and drop the draft.
 */
#include "web/quick_exit.h"
#include <string.h>
#include "action/draft.h"
#include "action/session.h"
#include "web/citizen.h"

#define WEATHER "https://www.bmkg.go.id/"

struct ending {
    char session[SESSION_TEXT_LEN], draft[SESSION_TEXT_LEN];
    bool has_session, has_draft;
};

static bool keep(struct str token, char to[SESSION_TEXT_LEN])
{
    if (token.len != SESSION_TEXT_LEN)
        return false;
    memcpy(to, token.at, SESSION_TEXT_LEN);
    return true;
}

static enum err end_run(struct cx *cx, struct db *tx, void *arg, bool *public_changed)
{
    const struct ending *e = arg;
    enum err err = OK;

    (void)public_changed;
    if (e->has_session)
        err = session_end(cx, tx, (struct str){ e->session, sizeof e->session });
    if (e->has_draft && (err == OK || err == ERR_DENIED || err == ERR_NOT_FOUND))
        err = draft_drop_write(cx, tx, (struct str){ e->draft, sizeof e->draft });
    return err == ERR_DENIED || err == ERR_NOT_FOUND ? OK : err;
}

/* The answer does not wait for it: who leaves in a hurry is gone at once, and a writer
 * too full to take it leaves a session that ends by itself. */
static void end_later(struct request *rq)
{
    struct ending e = { .has_session = false };

    e.has_session = keep(request_cookie(rq, COOKIE_REPORTER), e.session);
    e.has_draft = keep(rq->draft_token, e.draft);
    if ((e.has_session || e.has_draft)
        && request_defer(rq, end_run, &e, sizeof e) != OK)
        return;
}

enum err get_quick_exit(struct request *rq)
{
    end_later(rq);
    reply_forget(rq);
    reply_header(rq, "Location", STR(WEATHER));
    return reply_bytes(rq, 303, STR("text/plain; charset=utf-8"), (struct bytes){ NULL, 0 });
}

enum err post_close(struct request *rq)
{
    end_later(rq);
    reply_forget(rq);
    return reply_see_other(rq, STR("/cek?ditutup=1"));
}
