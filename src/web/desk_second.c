/* desk_second: the door's second page, for who has a passkey. Only the right password leads
 * here: its cookie opens this page and nothing else. */
#include "page/desk_second.page.h"
#include "web/desk_routes.h"
#include "web/desk_shell.h"
#include "web/door.h"
#include "web/passkey_form.h"

/* Whoever has no half session (any more) begins again. */
static enum err begin_again(struct request *rq, enum err err)
{
    if (err != ERR_DENIED && err != ERR_NOT_FOUND)
        return err;
    return reply_see_other(rq, STR("/meja/masuk?habis=1"));
}

static enum err second_page(struct request *rq, int status, const struct sign_in *in)
{
    struct desk_second_page p = { .csrf = csrf_token(rq), .bottom = { .bare = true } };
    struct passkey_offer offer;
    struct str to = door_where_to(rq);
    enum err err = sign_in_offer(&rq->cx, rq->env, rq->db, request_cookie(rq, COOKIE_OFFICER),
                                 passkey_site(rq), &offer);

    if (err != OK)
        return begin_again(rq, err);
    desk_top_fill(rq, DESK_NAV_NONE, VALUE(MSG(T_SECOND_TITLE)), &p.top);
    passkey_part_fill(rq, "get", &offer, MSG(T_SECOND_PASSKEY), MSG(T_SECOND_PASSKEY_FAILED),
                      &p.passkey);
    p.next = str_starts(to, STR("/meja/")) ? to : STR("");
    if (in) {
        p.top.error = true;
        p.waiting = in->waiting;
        p.wrong = !in->waiting;
        p.wait = (struct span){ in->wait_s };
    }
    page_desk_second(page_begin(rq), &p);
    return reply_page(rq, status);
}

enum err get_desk_second(struct request *rq)
{
    return second_page(rq, 200, NULL);
}

enum err check_desk_second(struct request *rq)
{
    struct sign_in *in = ARENA_NEW(rq->cx.arena, struct sign_in);
    struct sign_in_typed typed = { .login = STR(""), .password = STR(""),
                                   .second = str_trim(form_get(rq, "totp")),
                                   .known = request_cookie(rq, COOKIE_KNOWN) };
    struct passkey_answer answer;
    enum err err;

    if (!in)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "sign in");
    passkey_answer_read(rq, &answer);
    err = sign_in_second(&rq->cx, rq->env, rq->db, request_cookie(rq, COOKIE_OFFICER), &typed,
                         &answer, in);
    if (err != OK)
        return begin_again(rq, err);
    if (in->waiting)
        return second_page(rq, 422, in);
    rq->work = in;
    return OK;
}

enum err write_desk_second(struct request *rq, struct db *tx)
{
    return door_write(rq, tx, rq->work);
}

enum err reply_desk_second(struct request *rq)
{
    const struct sign_in *in = rq->work;

    return in->fine ? door_let_in(rq, in) : second_page(rq, 422, in);
}
