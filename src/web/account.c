/* account: the officer's own account as he sees it. What changes it is account_form.c. */
#include "page/account.page.h"
#include "base/codec.h"
#include "page/qr.h"
#include "web/account.h"
#include "web/desk_shell.h"
#include "web/passkey_form.h"
#include <string.h>

static struct when when_of(const struct request *rq, int64_t at_us)
{
    return (struct when){ at_us, rq->env->zone_minutes };
}

static struct link link_with(struct request *rq, const char *before, struct bytes id)
{
    struct str hex = hex_of(rq->cx.arena, id);
    struct link link = { 0 };

    (void)!link_local(arena_printf(rq->cx.arena, "%s%.*s", before, STR_FMT(hex)), &link);
    return link;
}

static enum err passkeys_fill(struct request *rq, const struct account *a, struct account_page *p)
{
    size_t len = a->factors.passkeys.len;
    struct account_passkey *at = ARENA_ARRAY(rq->cx.arena, struct account_passkey, len + 1);

    if (!at)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "account");
    for (size_t i = 0; i < len; i++) {
        const struct passkey_row *row = &a->factors.passkeys.at[i];

        at[i] = (struct account_passkey){
            .name = row->name,
            .added = when_of(rq, row->added_us),
            .used = when_of(rq, row->used_us),
            .was_used = row->used_us > 0,
            .refused = when_of(rq, row->refused_us),
            .was_refused = row->refused_us > 0,
            .backed_up = row->backed_up,
            .remove = link_with(rq, "/meja/saya/hapus?apa=kunci&id=", row->id),
        };
    }
    p->passkeys = at;
    p->passkeys_len = len;
    return OK;
}

static enum err sessions_fill(struct request *rq, const struct account *a, struct account_page *p)
{
    struct account_session *at =
        ARENA_ARRAY(rq->cx.arena, struct account_session, a->sessions.len + 1);

    if (!at)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "account");
    for (size_t i = 0; i < a->sessions.len; i++) {
        const struct session_row *row = &a->sessions.at[i];

        at[i] = (struct account_session){
            .started = when_of(rq, row->started_us),
            .seen = when_of(rq, row->seen_us),
            .here = memcmp(row->id, a->this_session, sizeof row->id) == 0,
            .end = link_with(rq, "/meja/saya/sesi?id=", (struct bytes){ row->id, sizeof row->id }),
        };
        p->others = p->others || !at[i].here;
    }
    p->sessions = at;
    p->sessions_len = a->sessions.len;
    return OK;
}

static struct msg done_of(const struct request *rq)
{
    static const struct {
        const char *what;
        enum text_key key;
    } rows[] = {
        { "sandi", T_ACCOUNT_DONE_PASSWORD }, { "aplikasi", T_ACCOUNT_DONE_APP },
        { "kunci", T_ACCOUNT_DONE_PASSKEY },  { "hapus", T_ACCOUNT_DONE_REMOVED },
        { "sesi", T_ACCOUNT_DONE_SESSION },
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (str_is(form_get(rq, "hasil"), rows[i].what))
            return MSG(rows[i].key);
    return (struct msg){ 0 };
}

enum err get_account(struct request *rq)
{
    struct account_page p = { .done = done_of(rq),
                              .by_slip = str_is(form_get(rq, "hasil"), "slip") };
    struct account a;

    TRY(account_read(&rq->cx, rq->env, rq->db, rq->officer, rq->session_token, &a));
    p.totp = a.factors.totp;
    p.slips = (long)a.factors.slips;
    p.totp_removable = p.totp && a.factors.passkeys.len > 0;
    p.passkey_removable = p.totp || a.factors.passkeys.len > 1;
    p.passkey_possible = passkey_site(rq).origin.len > 0 && a.factors.passkeys.len < PASSKEYS_MAX;
    TRY(passkeys_fill(rq, &a, &p));
    TRY(sessions_fill(rq, &a, &p));
    desk_top_fill(rq, DESK_NAV_ACCOUNT, VALUE(MSG(T_ACCOUNT_TITLE)), &p.top);
    desk_nav_fill(rq, DESK_NAV_ACCOUNT, &p.side, &p.bottom);
    page_account(page_begin(rq), &p);
    return reply_page(rq, 200);
}

/* The box is sealed for this officer and for an hour: the address alone shows nobody anything. */
enum err get_totp_qr(struct request *rq)
{
    struct totp_offer offer;
    struct bytes png;
    enum err err = totp_offer_open(&rq->cx, rq->env, rq->officer->id, rq->officer->login,
                                   form_get(rq, "kotak"), &offer);

    if (err != OK)
        return reply_problem(rq, 404, STR("not_found"), STR(""));
    TRY(qr_png(&rq->cx, offer.uri, &png));
    return reply_bytes(rq, 200, STR("image/png"), png);
}
