/* account_form: each change to an officer's own way in: its form, and what it does. */
#include "page/account_form.page.h"
#include "base/codec.h"
#include "web/account.h"
#include "web/desk_shell.h"
#include "web/passkey_form.h"
#include <string.h>

#define SESSION_OTHERS "lain"

enum change { CHANGE_PASSWORD, CHANGE_APP, CHANGE_PASSKEY, CHANGE_REMOVE, CHANGE_SLIPS,
              CHANGE_SESSION };

static const struct form {
    const char *path, *done; /* done: told on the account's page; NULL: an answer of its own */
    enum text_key title, lead, submit;
    bool warns;
} forms[] = {
    [CHANGE_PASSWORD] = { "/meja/saya/sandi", "sandi", T_CHANGE_PASSWORD_TITLE,
                          T_CHANGE_PASSWORD_LEAD, T_CHANGE_PASSWORD_SUBMIT, false },
    [CHANGE_APP] = { "/meja/saya/aplikasi", "aplikasi", T_CHANGE_APP_TITLE, T_CHANGE_APP_LEAD,
                     T_CHANGE_APP_SUBMIT, false },
    [CHANGE_PASSKEY] = { "/meja/saya/kunci", "kunci", T_CHANGE_PASSKEY_TITLE,
                         T_CHANGE_PASSKEY_LEAD, T_CHANGE_PASSKEY_MAKE, false },
    [CHANGE_REMOVE] = { "/meja/saya/hapus", "hapus", T_CHANGE_REMOVE_TITLE, T_CHANGE_REMOVE_LEAD,
                        T_CHANGE_REMOVE_SUBMIT, true },
    [CHANGE_SLIPS] = { "/meja/saya/slip", NULL, T_CHANGE_SLIP_TITLE, T_CHANGE_SLIP_LEAD,
                       T_CHANGE_SLIP_SUBMIT, false },
    [CHANGE_SESSION] = { "/meja/saya/sesi", "sesi", T_CHANGE_SESSION_TITLE,
                         T_CHANGE_SESSION_LEAD, T_CHANGE_SESSION_SUBMIT, true },
};

struct form_work {
    enum change change;
    enum password_mend password;
    bool totp_wrong, passkey_wrong, name_wrong, last; /* what is to be mended */
    struct password_made password_made;
    struct totp_made totp;
    struct passkey_use passkey;
    struct slips_made slips;
    struct bytes id;
};

static enum change change_of(const struct request *rq)
{
    for (enum change c = CHANGE_PASSWORD; c < CHANGE_SESSION; c++)
        if (strcmp(rq->route->path, forms[c].path) == 0)
            return c;
    return CHANGE_SESSION;
}

/* ---- the form ---- */

static void name_field(struct request *rq, const struct form_work *w, struct account_mends *mends,
                       struct account_form_page *p)
{
    struct ask_field_page *f = ARENA_NEW(rq->cx.arena, struct ask_field_page);

    if (!f)
        return;
    *f = (struct ask_field_page){ .kind = ASK_LINE, .name = STR("name"),
                                  .label = MSG(T_CHANGE_PASSKEY_NAME),
                                  .hint = MSG(T_CHANGE_PASSKEY_NAME_HINT),
                                  .complete = STR("off"), .max = PASSKEY_NAME_MAX,
                                  .value = rq->method == METHOD_POST ? form_get(rq, "name")
                                                                     : STR("") };
    if (w->name_wrong) {
        f->mend = MSG(T_CHANGE_PASSKEY_NAME_MEND);
        account_mend(mends, "name", f->mend);
    }
    p->fields = f;
    p->fields_len = 1;
}

/* What is about to go, by its name; false if there is no such thing. */
static enum err removed_name(struct request *rq, struct account_form_page *p, bool *found)
{
    struct account a;

    p->which = form_get(rq, "apa");
    p->id = form_get(rq, "id");
    *found = str_is(p->which, "aplikasi");
    p->what = VALUE(MSG(T_ACCOUNT_APP));
    p->names = true;
    if (*found)
        return OK;
    TRY(account_read(&rq->cx, rq->env, rq->db, rq->officer, rq->session_token, &a));
    for (size_t i = 0; i < a.factors.passkeys.len; i++) {
        const struct passkey_row *row = &a.factors.passkeys.at[i];

        if (str_eq(hex_of(rq->cx.arena, row->id), p->id)) {
            p->what = VALUE(row->name);
            *found = true;
        }
    }
    return OK;
}

static enum err parts_fill(struct request *rq, const struct form_work *w,
                           struct account_mends *mends, struct account_form_page *p, bool *found)
{
    *found = true;
    switch (w->change) {
    case CHANGE_PASSWORD:
        account_password_part(rq, w->password, mends, p);
        return OK;
    case CHANGE_APP:
        return account_totp_part(rq, w->totp_wrong, mends, p);
    case CHANGE_PASSKEY:
        name_field(rq, w, mends, p);
        p->only_passkey = true;
        if (w->passkey_wrong)
            account_mend(mends, "name", MSG(T_CHANGE_PASSKEY_FAILED));
        return account_passkey_part(rq, T_CHANGE_PASSKEY_MAKE, p);
    case CHANGE_REMOVE:
        if (w->last)
            account_mend(mends, PASSWORD_AGAIN, MSG(T_CHANGE_REMOVE_LAST));
        return removed_name(rq, p, found);
    case CHANGE_SESSION:
        p->id = form_get(rq, "id");
        p->what = VALUE(MSG(str_is(p->id, SESSION_OTHERS) ? T_ACCOUNT_SESSIONS_END
                                                          : T_ACCOUNT_SESSION_OTHER));
        *found = p->names = p->id.len > 0;
        return OK;
    case CHANGE_SLIPS:
        return OK;
    }
    return OK;
}

static enum err form_page(struct request *rq, int status, const struct form_work *w)
{
    const struct form *form = &forms[w->change];
    struct account_mends *mends = ARENA_NEW(rq->cx.arena, struct account_mends);
    struct account_form_page p = { .lead = MSG(form->lead), .submit = MSG(form->submit),
                                   .warns = form->warns };
    bool found;

    if (!mends)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "account");
    TRY(parts_fill(rq, w, mends, &p, &found));
    if (!found)
        return status == 200 ? reply_see_other(rq, STR("/meja/saya"))
                             : reply_problem(rq, 404, STR("not_found"), STR(""));
    account_form_begin(rq, form->title, mends, &p);
    page_account_form(page_begin(rq), &p);
    return reply_page(rq, status);
}

enum err get_account_form(struct request *rq)
{
    struct form_work w = { .change = change_of(rq) };

    return form_page(rq, 200, &w);
}

/* ---- what was sent ---- */

static enum err app_check(struct request *rq, struct form_work *w)
{
    enum err err = totp_confirm(&rq->cx, rq->env, rq->officer->id, form_get(rq, "box"),
                                str_trim(form_get(rq, "totp")), &w->totp);

    w->totp_wrong = err == ERR_DENIED;
    return err == ERR_DENIED ? OK : err;
}

static enum err passkey_check(struct request *rq, struct form_work *w)
{
    struct str name = str_trim(form_get(rq, "name"));
    bool fine = false;

    w->name_wrong = name.len == 0 || utf8_length(name) > PASSKEY_NAME_MAX;
    TRY(account_passkey_read(rq, name, &w->passkey, &fine));
    w->passkey_wrong = !fine;
    return OK;
}

/* The id that the form names: of a passkey or a session. */
static enum err id_check(struct request *rq, struct form_work *w)
{
    struct str hex = form_get(rq, "id");
    uint8_t *raw = arena_alloc(rq->cx.arena, hex.len / 2 + 1, 1);

    if (!raw)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "id");
    if (hex.len % 2 == 0 && hex_decode(hex, raw, hex.len / 2))
        w->id = (struct bytes){ raw, hex.len / 2 };
    return OK;
}

static enum err parts_check(struct request *rq, struct form_work *w)
{
    switch (w->change) {
    case CHANGE_PASSWORD:
        w->password = account_password_mend(rq);
        return OK;
    case CHANGE_APP:
        return app_check(rq, w);
    case CHANGE_PASSKEY:
        return passkey_check(rq, w);
    case CHANGE_REMOVE:
    case CHANGE_SESSION:
        return id_check(rq, w);
    case CHANGE_SLIPS:
        return OK;
    }
    return OK;
}

enum err check_account_form(struct request *rq)
{
    struct form_work *w = ARENA_NEW(rq->cx.arena, struct form_work);

    if (!w)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "account");
    w->change = change_of(rq);
    TRY(parts_check(rq, w));
    if (rq->again != AGAIN_FINE || w->password != MEND_NONE || w->totp_wrong || w->name_wrong
        || w->passkey_wrong)
        return form_page(rq, 422, w);
    if (w->change == CHANGE_PASSWORD)
        TRY(password_make(&rq->cx, form_get(rq, "fresh"), rq->officer_keys, &w->password_made));
    if (w->change == CHANGE_SLIPS)
        TRY(slips_make(&rq->cx, rq->env, rq->officer->id, &w->slips));
    rq->work = w;
    return OK;
}

static enum err remove_write(struct request *rq, struct db *tx, struct form_work *w)
{
    enum err err = str_is(form_get(rq, "apa"), "aplikasi")
        ? totp_remove(&rq->cx, rq->env, tx, rq->officer->id)
        : passkey_remove(&rq->cx, rq->env, tx, rq->officer->id, w->id);

    w->last = err == ERR_CONFLICT;
    return w->last ? OK : err;
}

static enum err session_write(struct request *rq, struct db *tx, const struct form_work *w)
{
    enum err err;

    if (str_is(form_get(rq, "id"), SESSION_OTHERS))
        return other_sessions_end(&rq->cx, tx, rq->officer->id, rq->session_token);
    if (w->id.len != 32)
        return FAIL(&rq->cx, ERR_NOT_FOUND, "no such session");
    err = own_session_end(&rq->cx, tx, rq->officer->id, w->id.at);
    return err == ERR_NOT_FOUND ? OK : err; /* it ended by itself meanwhile */
}

enum err write_account_form(struct request *rq, struct db *tx)
{
    struct form_work *w = rq->work;
    struct officer_id id = rq->officer->id;

    switch (w->change) {
    case CHANGE_PASSWORD:
        return password_write(&rq->cx, tx, id, rq->session_token, &w->password_made);
    case CHANGE_APP:
        return totp_made_write(&rq->cx, tx, id, &w->totp);
    case CHANGE_PASSKEY:
        return passkey_register_write(&rq->cx, rq->env, tx, &w->passkey);
    case CHANGE_REMOVE:
        return remove_write(rq, tx, w);
    case CHANGE_SLIPS:
        return slips_write(&rq->cx, tx, id, &w->slips);
    case CHANGE_SESSION:
        return session_write(rq, tx, w);
    }
    return OK;
}

enum err reply_account_form(struct request *rq)
{
    const struct form_work *w = rq->work;
    const char *done = forms[w->change].done;

    if (w->last)
        return form_page(rq, 409, w);
    if (w->change == CHANGE_SLIPS)
        return account_slips_page(rq, &w->slips, false);
    return reply_see_other(rq, arena_printf(rq->cx.arena, "/meja/saya?hasil=%s", done));
}
