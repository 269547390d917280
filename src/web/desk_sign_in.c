/* desk_sign_in: the officers' door, and the way out. What was wrong is never said. */
#include "page/desk_sign_in.page.h"
#include "web/desk_routes.h"
#include "web/desk_shell.h"
#include "web/door.h"

struct str door_where_to(const struct request *rq)
{
    struct str to = form_get(rq, "ke");
    struct link link;

    return str_starts(to, STR("/meja")) && link_local(to, &link) ? to : STR("/meja");
}

static struct str next_of(const struct request *rq)
{
    struct str to = door_where_to(rq);

    return str_starts(to, STR("/meja/")) ? to : STR("");
}

static enum err door(struct request *rq, int status, const struct sign_in *in)
{
    struct desk_sign_in_page p = { .login = form_get(rq, "login"), .csrf = csrf_token(rq),
                                   .bottom = { .bare = true } };

    desk_top_fill(rq, DESK_NAV_NONE, VALUE(MSG(T_DESK_SIGN_IN_TITLE)), &p.top);
    p.next = next_of(rq);
    if (in) {
        p.waiting = in->waiting;
        p.wrong = !in->waiting;
        p.wait = (struct span){ in->wait_s };
        p.top.error = true;
    } else {
        p.left = str_is(form_get(rq, "keluar"), "1");
        p.over = str_is(form_get(rq, "habis"), "1");
        p.ended = p.next.len > 0 && !p.over;
    }
    page_desk_sign_in(page_begin(rq), &p);
    return reply_page(rq, status);
}

enum err get_desk_sign_in(struct request *rq)
{
    return door(rq, 200, NULL);
}

enum err check_desk_sign_in(struct request *rq)
{
    struct sign_in *in = ARENA_NEW(rq->cx.arena, struct sign_in);
    struct sign_in_typed typed = {
        .login = str_trim(form_get(rq, "login")), .password = form_get(rq, "password"),
        .second = str_trim(form_get(rq, "totp")), .known = request_cookie(rq, COOKIE_KNOWN),
    };

    if (!in)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "sign in");
    TRY(sign_in_check(&rq->cx, rq->env, rq->db, &typed, in));
    if (in->waiting) /* nothing to write down: whoever keeps trying costs no commit */
        return door(rq, 422, in);
    rq->work = in;
    return OK;
}

enum err door_write(struct request *rq, struct db *tx, struct sign_in *in)
{
    enum err err = sign_in_write(&rq->cx, rq->env, tx, in);

    if (err != ERR_CONFLICT || !in->fine)
        return err;
    in->fine = false; /* that number was used by somebody just now */
    return sign_in_write(&rq->cx, rq->env, tx, in);
}

enum err write_desk_sign_in(struct request *rq, struct db *tx)
{
    return door_write(rq, tx, rq->work);
}

enum err door_let_in(struct request *rq, const struct sign_in *in)
{
    struct str next = next_of(rq);

    if (!in->fine) {
        reply_cookie(rq, COOKIE_OFFICER, in->token, (int)(HALF_LIFE_US / 1000000));
        return reply_see_other(rq, arena_printf(rq->cx.arena, "/meja/masuk/kedua%s%.*s",
                                                next.len ? "?ke=" : "", STR_FMT(next)));
    }
    reply_cookie(rq, COOKIE_OFFICER, in->token, (int)(OFFICER_ABSOLUTE_US / 1000000));
    reply_cookie(rq, COOKIE_KNOWN, in->known, DOOR_KNOWN_LIFE_S);
    if (in->by == FACTOR_SLIP)
        return reply_see_other(rq, STR("/meja/saya?hasil=slip"));
    return reply_see_other(rq, door_where_to(rq));
}

enum err reply_desk_sign_in(struct request *rq)
{
    const struct sign_in *in = rq->work;

    return in->fine || in->half ? door_let_in(rq, in) : door(rq, 422, in);
}

enum err write_desk_sign_out(struct request *rq, struct db *tx)
{
    return session_end(&rq->cx, tx, rq->session_token);
}

enum err reply_desk_sign_out(struct request *rq)
{
    reply_cookie_clear(rq, COOKIE_OFFICER);
    reply_header(rq, "Clear-Site-Data", STR("\"cache\", \"storage\""));
    return reply_see_other(rq, STR("/meja/masuk?keluar=1"));
}
