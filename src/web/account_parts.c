/* account_parts: what the forms of an account and the first steps share. See account.h. */
#include "page/account_slips.page.h"
#include "web/account.h"
#include "web/desk_shell.h"
#include "web/passkey_form.h"

void account_mend(struct account_mends *m, const char *id, struct msg text)
{
    if (m->len < ACCOUNT_MENDS)
        m->at[m->len++] = (struct mend){ .id = str_of(id), .text = text };
}

void account_form_begin(struct request *rq, enum text_key title, struct account_mends *mends,
                        struct account_form_page *p)
{
    desk_again_fill(rq, &p->again);
    if (p->again.mend.key)
        account_mend(mends, PASSWORD_AGAIN, p->again.mend);
    desk_top_fill(rq, DESK_NAV_ACCOUNT, VALUE(MSG(title)), &p->top);
    desk_nav_fill(rq, DESK_NAV_ACCOUNT, &p->side, &p->bottom);
    p->csrf = p->top.csrf;
    p->top.error = mends->len > 0;
    p->mends = (struct mends_page){ mends->at, mends->len };
    if (!link_local(rq->path, &p->action))
        p->action = (struct link){ 0 };
}

enum password_mend account_password_mend(const struct request *rq)
{
    return password_mend_of(form_get(rq, "fresh"), form_get(rq, "twice"),
                            form_get(rq, PASSWORD_AGAIN), rq->officer->login);
}

void account_password_part(struct request *rq, enum password_mend mend,
                           struct account_mends *mends, struct account_form_page *p)
{
    static const enum text_key words[] = {
        [MEND_NONE] = T_NONE,
        [MEND_SHORT] = T_ACCOUNT_MEND_SHORT,
        [MEND_LONG] = T_ACCOUNT_MEND_LONG,
        [MEND_NOT_TEXT] = T_ACCOUNT_MEND_NOT_TEXT,
        [MEND_PLAIN] = T_ACCOUNT_MEND_PLAIN,
        [MEND_LOGIN] = T_ACCOUNT_MEND_LOGIN,
        [MEND_COMMON] = T_ACCOUNT_MEND_COMMON,
        [MEND_SAME] = T_ACCOUNT_MEND_SAME,
        [MEND_TWICE] = T_ACCOUNT_MEND_TWICE,
    };

    (void)rq;
    p->password = true;
    if (mend == MEND_NONE)
        return;
    if (mend == MEND_TWICE)
        p->twice_mend = MSG(words[mend]);
    else
        p->fresh_mend = MSG(words[mend]);
    account_mend(mends, mend == MEND_TWICE ? "twice" : "fresh", MSG(words[mend]));
}

enum err account_totp_part(struct request *rq, bool wrong, struct account_mends *mends,
                           struct account_form_page *p)
{
    struct officer_id id = rq->officer->id;
    struct totp_offer offer;
    bool posted = rq->method == METHOD_POST, kept = false;

    if (posted)
        kept = totp_offer_open(&rq->cx, rq->env, id, rq->officer->login, form_get(rq, "box"),
                               &offer)
            == OK;
    if (!kept)
        TRY(totp_offer_make(&rq->cx, rq->env, id, rq->officer->login, &offer));
    if (posted && (wrong || !kept)) {
        p->totp_mend = MSG(kept ? T_ACCOUNT_TOTP_MEND : T_ACCOUNT_TOTP_OVER);
        account_mend(mends, "totp", p->totp_mend);
    }
    p->totp = true;
    p->secret = offer.text;
    p->box = offer.box;
    return link_local(arena_printf(rq->cx.arena, "/meja/saya/aplikasi/qr.png?kotak=%.*s",
                                   STR_FMT(offer.box)),
                      &p->qr)
        ? OK
        : FAIL(&rq->cx, ERR_TOO_LARGE, "QR address");
}

static enum err this_session(struct request *rq, struct session_id *out)
{
    struct session_token token AUTO(session_wipe) = { { 0 } };

    if (!session_parse(rq->session_token, &token))
        return FAIL(&rq->cx, ERR_DENIED, "no session token");
    *out = session_id_of(&token);
    return OK;
}

enum err account_passkey_part(struct request *rq, enum text_key label,
                              struct account_form_page *p)
{
    struct passkey_offer offer;
    struct session_id session;

    TRY(this_session(rq, &session));
    TRY(passkey_offer_make(&rq->cx, rq->env, rq->db, CHALLENGE_REGISTER, rq->officer->id, &session,
                           passkey_site(rq), &offer));
    passkey_part_fill(rq, "create", &offer, MSG(label), MSG(T_CHANGE_PASSKEY_FAILED),
                      &p->passkey);
    return OK;
}

enum err account_passkey_read(struct request *rq, struct str name, struct passkey_use *out,
                              bool *fine)
{
    enum webauthn_fault fault = WEBAUTHN_FINE;
    struct passkey_answer answer;
    struct session_id session;

    TRY(this_session(rq, &session));
    passkey_answer_read(rq, &answer);
    TRY(passkey_register_check(&rq->cx, rq->env, rq->officer->id, &session, &answer, name, out,
                               &fault));
    *fine = fault == WEBAUTHN_FINE;
    return OK;
}

enum err account_slips_page(struct request *rq, const struct slips_made *slips, bool first)
{
    struct account_slips_page p = { .slips = slips->shown, .slips_len = SLIPS_GIVEN,
                                    .first = first };

    desk_top_fill(rq, DESK_NAV_ACCOUNT, VALUE(MSG(T_SLIPS_TITLE)), &p.top);
    desk_nav_fill(rq, DESK_NAV_ACCOUNT, &p.side, &p.bottom);
    page_account_slips(page_begin(rq), &p);
    return reply_page(rq, 200);
}
