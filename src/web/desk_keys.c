/* desk_keys: the deeds with an agency's keys, one guided page each; each asks for the password
 * again. */
#include "action/confirm_witness.h"
#include "action/paper_keys.h"
#include "action/renew_custody.h"
#include "action/renew_keys.h"
#include "page/desk_key_deed.page.h"
#include "page/desk_paper.page.h"
#include "web/agency_routes.h"
#include "web/desk_shell.h"
#include <string.h>

#define SLIP_LINES 4
#define SLIP_LINE 20 /* four groups, and the hyphen after them */

enum key_deed { DEED_RENEW, DEED_PAPER, DEED_WITNESS, DEED_SHARES };

struct kind {
    const char *step;
    enum key_deed deed;
    enum text_key title, lead, one, two, three, warn, submit;
};

static const struct kind kinds[] = {
    { "kunci", DEED_RENEW, T_KEYS_RENEW_TITLE, T_KEYS_RENEW_LEAD, T_KEYS_RENEW_ONE,
      T_KEYS_RENEW_TWO, T_KEYS_RENEW_THREE, T_KEYS_RENEW_WARN, T_KEYS_RENEW_SUBMIT },
    { "kertas", DEED_PAPER, T_KEYS_PAPER_DO, T_KEYS_PAPER_LEAD, T_KEYS_PAPER_ONE, T_KEYS_PAPER_TWO,
      T_KEYS_PAPER_THREE, T_KEYS_PAPER_WARN, T_KEYS_PAPER_SUBMIT },
    { "saksi", DEED_WITNESS, T_KEYS_WITNESS_DO, T_KEYS_WITNESS_LEAD, T_KEYS_WITNESS_ONE,
      T_KEYS_WITNESS_TWO, T_KEYS_WITNESS_THREE, T_KEYS_WITNESS_WARN, T_KEYS_WITNESS_SUBMIT },
    { "identitas", DEED_SHARES, T_KEYS_SHARES_TITLE, T_KEYS_SHARES_LEAD, T_KEYS_SHARES_ONE,
      T_KEYS_SHARES_TWO, T_KEYS_SHARES_THREE, T_KEYS_SHARES_WARN, T_KEYS_SHARES_SUBMIT },
};

struct work {
    const struct kind *kind;
    struct renewal renewal;
    struct custody_renewal custody;
    struct paper_slips paper;
    struct str vkey;
    struct msg warn;
    struct mend mends[2];
    size_t mends_len;
};

static void work_wipe(void *arg)
{
    struct work *w = arg;

    renewal_wipe(&w->renewal);
    custody_renewal_wipe(&w->custody);
}

static const struct kind *kind_of(const struct request *rq)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (str_ends(str_of(rq->route->path), str_of(kinds[i].step)))
            return &kinds[i];
    return &kinds[0];
}

/* Without a custodian in the session a new key loses what the old one opened: say how much. */
static enum err shares_warn(struct request *rq, struct work *w)
{
    struct hole *hole = ARENA_NEW(rq->cx.arena, struct hole);
    size_t count;

    if (!hole)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "keys");
    if (rq->officer->secrets.custodian)
        return OK;
    TRY(custody_shares_count(&rq->cx, rq->db, rq->officer->of->id, &count));
    *hole = HOLE("n", (int64_t)count);
    w->warn = (struct msg){ .key = T_KEYS_SHARES_LOST, .holes = hole, .holes_len = 1 };
    return OK;
}

/* Forbidden and unknown look the same. */
static enum err work_open(struct request *rq, struct work **out)
{
    struct work *w = ARENA_NEW(rq->cx.arena, struct work);
    struct witness_state witness;
    bool confirmed;

    if (!w || !arena_defer(rq->cx.arena, work_wipe, w))
        return FAIL(&rq->cx, ERR_TOO_LARGE, "keys");
    w->kind = kind_of(rq);
    w->warn = MSG(w->kind->warn);
    if (w->kind->deed == DEED_SHARES) {
        if (!rq->officer->secrets.keyed
            || !(officer_may(rq->officer, MAY_MANAGE_PEOPLE)
                 || officer_may(rq->officer, MAY_HOLD_SHARES)))
            return FAIL(&rq->cx, ERR_NOT_FOUND, "not his to do");
        TRY(shares_warn(rq, w));
    }
    if (w->kind->deed == DEED_WITNESS) {
        TRY(agency_witness(&rq->cx, rq->env, rq->db, rq->officer->of, &witness, &confirmed));
        w->vkey = witness.vkey;
    }
    *out = w;
    return OK;
}

static void mend(struct work *w, const char *id, struct msg text)
{
    if (w->mends_len < COUNT_OF(w->mends))
        w->mends[w->mends_len++] = (struct mend){ .text = text, .id = str_of(id) };
}

static enum err form_show(struct request *rq, struct work *w, int status)
{
    const struct kind *k = w->kind;
    struct desk_key_deed_page p = {
        .lead = MSG(k->lead),
        .one = MSG(k->one),
        .two = MSG(k->two),
        .three = MSG(k->three),
        .warn = w->warn,
        .submit = MSG(k->submit),
        .key = w->vkey,
        .vkey = w->vkey,
    };

    (void)!link_local(STR("/meja/lembaga"), &p.back);
    (void)!LINK(rq->cx.arena, &p.action, "/meja/lembaga/{}", str_of(k->step));
    desk_top_fill(rq, DESK_NAV_KEYS, VALUE(MSG(k->title)), &p.top);
    desk_nav_fill(rq, DESK_NAV_KEYS, &p.side, &p.bottom);
    desk_again_fill(rq, &p.again);
    if (p.again.mend.key != T_NONE)
        mend(w, PASSWORD_AGAIN, p.again.mend);
    p.csrf = p.top.csrf;
    p.mends = (struct mends_page){ w->mends, w->mends_len };
    p.top.error = w->mends_len > 0;
    page_desk_key_deed(page_begin(rq), &p);
    return reply_page(rq, status);
}

enum err get_key_deed(struct request *rq)
{
    struct work *w;

    TRY(work_open(rq, &w));
    return form_show(rq, w, 200);
}

static enum err deed_check(struct request *rq, struct work *w)
{
    switch (w->kind->deed) {
    case DEED_RENEW:
        return renew_keys_check(&rq->cx, rq->officer, rq->session_token, &w->renewal);
    case DEED_PAPER:
        return paper_keys_check(&rq->cx, rq->officer, &w->paper);
    case DEED_SHARES:
        return renew_custody_check(&rq->cx, rq->officer, &w->custody);
    case DEED_WITNESS:
        break;
    }
    return OK;
}

enum err check_key_deed(struct request *rq)
{
    struct work *w;

    TRY(work_open(rq, &w));
    if (rq->again != AGAIN_FINE)
        return form_show(rq, w, 422);
    /* The witness may have changed since the page was shown: he compared another key. */
    if (w->kind->deed == DEED_WITNESS && !str_eq(form_get(rq, "vkey"), w->vkey))
        return form_show(rq, w, 409);
    TRY(deed_check(rq, w));
    rq->work = w;
    return OK;
}

static enum err deed_write(struct request *rq, struct work *w, struct db *tx)
{
    switch (w->kind->deed) {
    case DEED_RENEW:
        return renew_keys_write(&rq->cx, rq->env, tx, &w->renewal);
    case DEED_PAPER:
        return paper_keys_write(&rq->cx, rq->env, tx, &w->paper);
    case DEED_SHARES:
        return renew_custody_write(&rq->cx, rq->env, tx, &w->custody);
    case DEED_WITNESS:
        break;
    }
    return confirm_witness(&rq->cx, rq->env, tx, rq->officer, w->vkey);
}

/* What a person can do something about is said on the form; nothing was done then. */
enum err write_key_deed(struct request *rq, struct db *tx)
{
    struct work *w = rq->work;
    struct hole *hole = ARENA_NEW(rq->cx.arena, struct hole);
    enum err err = deed_write(rq, w, tx);

    rq->public_changed = err == OK;
    if (err == ERR_CONFLICT) {
        mend(w, "isi", MSG(T_KEYS_RENEW_CONFLICT));
        return form_show(rq, w, 409);
    }
    if (err == ERR_INVALID && w->kind->deed == DEED_SHARES) {
        mend(w, "isi", MSG(T_KEYS_SHARES_NOBODY));
        return form_show(rq, w, 422);
    }
    if (err == ERR_CORRUPT && w->renewal.stranger.len && hole) {
        *hole = HOLE("login", w->renewal.stranger);
        mend(w, "isi", (struct msg){ .key = T_KEYS_RENEW_STRANGER, .holes = hole, .holes_len = 1 });
        return form_show(rq, w, 409);
    }
    return err;
}

static enum err slips_show(struct request *rq, const struct work *w)
{
    struct desk_paper_slip_page *slips =
        ARENA_ARRAY(rq->cx.arena, struct desk_paper_slip_page, PAPER_SLIPS);
    struct str *lines = ARENA_ARRAY(rq->cx.arena, struct str, PAPER_SLIPS * SLIP_LINES);
    struct desk_paper_page p = { .slips = slips, .slips_len = PAPER_SLIPS };
    struct str command = arena_printf(rq->cx.arena, "posko agency recover DIR %s LOGIN NAMA",
                                      agency_code_name(rq->officer->agency));

    if (!slips || !lines)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "slips");
    for (size_t i = 0; i < PAPER_SLIPS; i++) {
        for (size_t n = 0; n < SLIP_LINES; n++)
            lines[i * SLIP_LINES + n] =
                str_first(str_from(w->paper.slip[i], n * SLIP_LINE), SLIP_LINE - 1);
        slips[i] = (struct desk_paper_slip_page){
            .site = rq->env->post_name,
            .agency = rq->officer->of->name,
            .set = w->paper.set,
            .command = command,
            .number = (int64_t)i + 1,
            .lines = &lines[i * SLIP_LINES],
            .lines_len = SLIP_LINES,
            .made = { rq->cx.now_us, rq->env->zone_minutes },
        };
    }
    (void)!link_local(STR("/meja/lembaga"), &p.back);
    desk_top_fill(rq, DESK_NAV_KEYS, VALUE(MSG(T_KEYS_PAPER_TITLE)), &p.top);
    desk_nav_fill(rq, DESK_NAV_KEYS, &p.side, &p.bottom);
    page_desk_paper(page_begin(rq), &p);
    return reply_page(rq, 200);
}

enum err reply_key_deed(struct request *rq)
{
    const struct work *w = rq->work;

    if (w->kind->deed == DEED_RENEW || w->kind->deed == DEED_SHARES)
        TRY(renew_keys_publish(&rq->cx, rq->env, rq->db));
    if (w->kind->deed == DEED_PAPER)
        return slips_show(rq, w);
    return reply_see_other(rq, arena_printf(rq->cx.arena, "/meja/lembaga?hasil=%s", w->kind->step));
}
