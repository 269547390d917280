/*
 * come_back: the door: one field for the code. A wrong code and a case that is
 * not there get the same page, byte for byte.
 */
#include "action/session.h"
#include "page/come_back.page.h"
#include "page/track.h"
#include "web/citizen.h"
#include "web/track.h"

static enum err show(struct request *rq, struct str typed, struct msg mend, int status)
{
    struct mend one = { .id = STR("kode"), .text = mend };
    struct come_back_page page = { .typed = typed, .mend = mend };

    frame_of(rq, MSG(T_BACK_TITLE), &page.top, &page.bottom);
    page.top.error = mend.key != T_NONE;
    page.mends = (struct mends_page){ &one, mend.key != T_NONE };
    page.csrf = csrf_token(rq);
    if (rq->method != METHOD_POST && form_get(rq, "ditutup").len)
        page.notice = MSG(T_BACK_CLOSED);
    page_come_back(page_begin(rq), &page);
    return reply_page(rq, status);
}

enum err get_come_back(struct request *rq)
{
    return show(rq, STR(""), MSG(T_NONE), 200);
}

enum err check_come_back(struct request *rq)
{
    struct come_back *in = ARENA_NEW(rq->cx.arena, struct come_back);
    struct str typed = form_get(rq, "kode");
    enum err err;

    if (!in)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a session");
    err = come_back_check(&rq->cx, rq->env, rq->db, typed, in);
    if (err == ERR_DENIED || err == ERR_INVALID || err == ERR_NOT_FOUND)
        return show(rq, typed, MSG(T_BACK_WRONG), 422);
    rq->work = in;
    return err;
}

enum err write_come_back(struct request *rq, struct db *tx)
{
    return come_back_write(&rq->cx, rq->env, tx, rq->work);
}

enum err reply_come_back(struct request *rq)
{
    const struct come_back *in = rq->work;

    reply_cookie(rq, COOKIE_REPORTER, in->token, (int)(REPORTER_IDLE_US / 1000000));
    return reply_see_other(rq, STR("/laporan"));
}
