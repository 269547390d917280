/* first_steps: a password and a second factor of his own, before anything else is open to an
 * officer who came with a slip of paper. Both or neither. */
#include "page/account_form.page.h"
#include "web/account.h"
#include "web/desk_shell.h"
#include "web/passkey_form.h"

struct first_work {
    enum password_mend password;
    bool factor_wrong;
    struct first_steps steps;
};

static enum err first_page(struct request *rq, int status, const struct first_work *w)
{
    struct account_mends *mends = ARENA_NEW(rq->cx.arena, struct account_mends);
    struct account_form_page p = { .first = true, .lead = MSG(T_FIRST_LEAD),
                                   .submit = MSG(T_FIRST_SUBMIT) };

    if (!mends)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "first steps");
    account_password_part(rq, w->password, mends, &p);
    TRY(account_totp_part(rq, w->factor_wrong, mends, &p));
    TRY(account_passkey_part(rq, T_FIRST_PASSKEY, &p));
    account_form_begin(rq, T_FIRST_TITLE, mends, &p);
    p.again.from_slip = true;
    p.side = (struct desk_side_page){ .current = DESK_NAV_NONE };
    p.bottom = (struct desk_bottom_page){ .bare = true };
    page_account_form(page_begin(rq), &p);
    return reply_page(rq, status);
}

enum err get_first_steps(struct request *rq)
{
    static const struct first_work nothing;

    if (!rq->officer->first_steps)
        return reply_see_other(rq, STR("/meja/saya"));
    return first_page(rq, 200, &nothing);
}

static enum err factor_read(struct request *rq, struct first_work *w)
{
    bool fine = false;
    enum err err;

    w->steps.by_passkey = passkey_sent(rq);
    if (w->steps.by_passkey) {
        TRY(account_passkey_read(rq, rq->officer->name, &w->steps.passkey, &fine));
        w->factor_wrong = !fine;
        return OK;
    }
    err = totp_confirm(&rq->cx, rq->env, rq->officer->id, form_get(rq, "box"),
                       str_trim(form_get(rq, "totp")), &w->steps.totp);
    w->factor_wrong = err == ERR_DENIED;
    return err == ERR_DENIED ? OK : err;
}

enum err check_first_steps(struct request *rq)
{
    struct first_work *w = ARENA_NEW(rq->cx.arena, struct first_work);

    if (!w)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "first steps");
    if (!rq->officer->first_steps)
        return reply_problem(rq, 409, STR("conflict"), STR(""));
    w->password = account_password_mend(rq);
    TRY(factor_read(rq, w));
    if (rq->again != AGAIN_FINE || w->password != MEND_NONE || w->factor_wrong)
        return first_page(rq, 422, w);
    TRY(password_make(&rq->cx, form_get(rq, "fresh"), rq->officer_keys, &w->steps.password));
    TRY(slips_make(&rq->cx, rq->env, rq->officer->id, &w->steps.slips));
    rq->work = w;
    return OK;
}

enum err write_first_steps(struct request *rq, struct db *tx)
{
    const struct first_work *w = rq->work;

    return first_steps_write(&rq->cx, rq->env, tx, rq->officer->id, rq->session_token, &w->steps);
}

enum err reply_first_steps(struct request *rq)
{
    const struct first_work *w = rq->work;

    return account_slips_page(rq, &w->steps.slips, true);
}
