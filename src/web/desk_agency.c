/* desk_agency: which keys an agency uses, who holds them, and what may be done with them. */
#include "action/agencies.h"
#include "action/confirm_witness.h"
#include "action/log_event.h"
#include "action/renew_keys.h"
#include "action/reseal.h"
#include "base/buf.h"
#include "page/desk_agency.page.h"
#include "web/agency_routes.h"
#include "web/desk_shell.h"

#define GROUP 4
#define KEYS_SHOWN 3

/* sha256 of the key in groups of four, as people read it aloud. */
static struct str groups_of(struct arena *arena, const uint8_t key[32])
{
    struct str hex = key_fingerprint(arena, key);
    struct buf b = buf_in(arena, 128);

    for (size_t i = 0; i < hex.len; i++) {
        if (i && i % GROUP == 0)
            buf_char(&b, ' ');
        buf_char(&b, hex.at[i]);
    }
    return buf_end(&b);
}

static enum err keys_fill(struct request *rq, const struct agency *a, struct desk_agency_page *p)
{
    struct desk_key_line *lines = ARENA_ARRAY(rq->cx.arena, struct desk_key_line, KEYS_SHOWN);

    if (!lines)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "keys");
    lines[p->keys_len++] =
        (struct desk_key_line){ MSG(T_KEYS_BOX), groups_of(rq->cx.arena, a->box_pk.b) };
    lines[p->keys_len++] =
        (struct desk_key_line){ MSG(T_KEYS_SIGN), groups_of(rq->cx.arena, a->sign_pk.b) };
    if (a->has_custodian)
        lines[p->keys_len++] = (struct desk_key_line){ MSG(T_KEYS_CUSTODIAN),
                                                       groups_of(rq->cx.arena, a->custodian_pk.b) };
    p->keys = lines;
    return OK;
}

static void reseal_fill(const struct request *rq, const struct agency *a, uint64_t stale,
                        struct desk_agency_page *p)
{
    struct reseal_progress now = { .wanted = stale > 0, .total = stale };

    if (rq->env->reseal)
        reseal_progress_read(rq->env->reseal, a->code, &now);
    p->resealing = now.wanted || now.running;
    p->running = now.running;
    p->sealed = (int64_t)now.done;
    p->total = (int64_t)now.total;
    p->failed = (int64_t)now.failed;
}

static enum err witness_fill(struct request *rq, const struct agency *a, bool head,
                             struct desk_agency_page *p)
{
    struct witness_state w;
    enum err err = agency_witness(&rq->cx, rq->env, rq->db, a, &w, &p->confirmed);

    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    p->witness = true;
    p->vkey = w.vkey;
    p->silent = w.silent;
    p->seen_ever = w.last_us != 0;
    p->seen = (struct when){ w.last_us, rq->env->zone_minutes };
    if (head && !p->confirmed)
        (void)!link_local(STR("/meja/lembaga/saksi"), &p->confirm);
    return OK;
}

static void ways_fill(struct request *rq, const struct agency *a, struct desk_agency_page *p)
{
    bool head = officer_may(rq->officer, MAY_MANAGE_PEOPLE);

    if (head) {
        (void)!link_local(STR("/meja/lembaga/kunci"), &p->renew);
        (void)!link_local(STR("/meja/lembaga/kertas"), &p->make_paper);
        (void)!link_local(STR("/meja/petugas"), &p->people);
    }
    if (rq->officer->secrets.keyed && (head || officer_may(rq->officer, MAY_HOLD_SHARES)))
        (void)!link_local(STR("/meja/lembaga/identitas"), &p->shares);
    p->recover = arena_printf(rq->cx.arena, "posko agency recover DIR %s LOGIN NAMA",
                              agency_code_name(a->code));
}

static struct msg done_words(struct str step)
{
    static const struct {
        const char *step;
        enum text_key words;
    } table[] = {
        { "kunci", T_KEYS_RENEW_DONE },
        { "identitas", T_KEYS_SHARES_DONE },
        { "saksi", T_KEYS_WITNESS_DONE },
    };

    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (str_is(step, table[i].step))
            return MSG(table[i].words);
    return (struct msg){ 0 };
}

enum err get_desk_agency(struct request *rq)
{
    const struct agency *a = rq->officer->of;
    struct desk_agency_page p = { .done = done_words(form_get(rq, "hasil")),
                                  .since = DAY_NONE,
                                  .paper = DAY_NONE };
    int zone = rq->env->zone_minutes;
    struct agency_state s;

    TRY(agency_state_read(&rq->cx, rq->env, rq->db, a, &s));
    TRY(keys_fill(rq, a, &p));
    TRY(witness_fill(rq, a, officer_may(rq->officer, MAY_MANAGE_PEOPLE), &p));
    reseal_fill(rq, a, s.stale, &p);
    ways_fill(rq, a, &p);
    p.expect = agency_id_shown(rq->cx.arena, a);
    p.serial = (int64_t)s.serial;
    p.officers = (int64_t)s.officers;
    p.custodians = (int64_t)s.custodians;
    p.no_custodian = s.custodians == 0;
    if (s.renewed_us)
        p.since = day_at(s.renewed_us, zone);
    if (s.paper_us)
        p.paper = day_at(s.paper_us, zone);
    desk_top_fill(rq, DESK_NAV_KEYS, VALUE(MSG(T_KEYS_TITLE)), &p.top);
    desk_nav_fill(rq, DESK_NAV_KEYS, &p.side, &p.bottom);
    page_desk_agency(page_begin(rq), &p);
    return reply_page(rq, 200);
}
