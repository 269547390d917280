/*
 * receipt: the code and what happens next, shown for a quarter of an hour.
 */
#include <string.h>
#include "action/file_report.h"
#include "base/codec.h"
#include "page/lapor.h"
#include "page/qr.h"
#include "page/receipt.h"
#include "page/receipt.page.h"
#include "page/words.h"
#include "web/lapor.h"

#define GROUP 5

struct receipt {
    struct filed filed;
    struct receipt_step steps[EVENT_CLOCKS_MAX + 1];
    struct msg missing[MISSING_COUNT];
    struct receipt_page page;
};

static enum err reply_once(struct request *rq)
{
    struct plain_page page = {
        .lead = MSG(T_RECEIPT_GONE_D), .text = MSG(T_RECEIPT_GONE_LOST),
        .go = path_link(STR("/cek")), .go_text = MSG(T_HOME_TRACK),
        .other = path_link(STR("/lapor")), .other_text = MSG(T_HOME_REPORT),
    };

    return reply_plain(rq, 410, MSG(T_RECEIPT_GONE), &page);
}

/* The receipt of this cookie's report, or an answer. */
static enum err load(struct request *rq, struct receipt **out)
{
    struct receipt *r = ARENA_NEW(rq->cx.arena, struct receipt);
    enum err err = ERR_NOT_FOUND;

    if (!r)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a receipt");
    if (rq->draft_token.len)
        err = file_report_again(&rq->cx, rq->env, rq->db, rq->draft_token, &r->filed);
    if (err == ERR_NOT_FOUND || err == ERR_DENIED || err == ERR_INVALID)
        return reply_once(rq);
    *out = r;
    return err;
}

static void add_step(struct receipt *r, struct msg when, struct msg what, struct msg text)
{
    r->steps[r->page.steps_len++] = (struct receipt_step){ when, what, text };
}

static void steps_of(struct request *rq, struct receipt *r)
{
    for (size_t i = 0; i < r->filed.clocks_len; i++) {
        const struct event_clock *c = &r->filed.clocks[i];
        struct msg when, text;

        if (c->name == CLOCK_FILING) /* the reporter's own, and over with this */
            continue;
        if (day_known(c->strict_due_on)) {
            when = SAY(rq, T_RECEIPT_DUE, HOLE("day", c->due_on));
            text = SAY(rq, T_TRACK_CLOCK_EXPLAINED,
                       HOLE("from", day_at(c->starts_us, rq->env->zone_minutes)),
                       HOLE("to", c->due_on));
        } else {
            when = SAY(rq, T_RECEIPT_DUE_AT, HOLE("at", when_of(rq, c->due_us)));
            text = SAY(rq, T_TRACK_CLOCK_EXPLAINED_HOUR, HOLE("from", when_of(rq, c->starts_us)),
                       HOLE("to", when_of(rq, c->due_us)));
        }
        add_step(r, when, clock_words(c->name), text);
    }
    add_step(r, MSG(T_RECEIPT_ANY_DAY), MSG(T_RECEIPT_COME_BACK), MSG(T_RECEIPT_COME_BACK_D));
}

/* Public, both: they lead to the proof that something was recorded, and to nothing in it. */
static void proof_of(struct request *rq, struct receipt *r)
{
    struct str index = arena_printf(rq->cx.arena, "%lld", (long long)r->filed.log_index);

    if (!LINK(rq->cx.arena, &r->page.proof_file, "/log/proof/{}", index) || !rq->env->origin.len)
        return;
    r->page.qr_says = arena_printf(rq->cx.arena, "%.*s/periksa?nomor=%.*s",
                                   STR_FMT(rq->env->origin), STR_FMT(index));
    if (!LINK(rq->cx.arena, &r->page.qr, "/periksa/{}/qr.png", index))
        r->page.qr_says = STR("");
}

enum err get_proof_qr(struct request *rq)
{
    struct bytes png;
    uint64_t index;

    if (!rq->env->origin.len || !str_to_u64(rq->args[0], &index))
        return FAIL(&rq->cx, ERR_NOT_FOUND, "no address to put into a QR code");
    TRY(qr_png(&rq->cx, arena_printf(rq->cx.arena, "%.*s/periksa?nomor=%llu",
                                     STR_FMT(rq->env->origin), (unsigned long long)index), &png));
    return reply_bytes(rq, 200, STR("image/png"), png);
}

static void fill(struct request *rq, struct receipt *r)
{
    const struct filed *filed = &r->filed;
    struct str groups[4] = { { 0 } }, rest = filed->code;
    struct receipt_page *p = &r->page;

    frame_of(rq, MSG(T_RECEIPT_TITLE), &p->top, &p->bottom);
    for (size_t i = 0; i < COUNT_OF(groups) && str_cut(&rest, '-', &groups[i]); i++)
        ;
    p->g1 = groups[0];
    p->g2 = groups[1];
    p->g3 = groups[2];
    p->g4 = groups[3];
    p->code = filed->code;
    p->number = filed->number;
    p->received = when_of(rq, filed->received_us);
    p->log_index = filed->log_index;
    p->csrf = csrf_token(rq);
    p->kind_head = MSG(filed->intake == INTAKE_LAPORAN ? T_RECEIPT_LAPORAN : T_RECEIPT_INFORMASI);
    p->kind = MSG(filed->intake == INTAKE_LAPORAN ? T_RECEIPT_LAPORAN_D : T_RECEIPT_INFORMASI_D);
    if (filed->timeliness == TIMELINESS_LATE)
        p->late = MSG(T_RECEIPT_LATE);
    for (unsigned m = 1; m < MISSING_COUNT; m++)
        if (filed->missing & CODE_BIT(m))
            r->missing[p->missing_len++] = missing_words((enum missing)m);
    p->missing = r->missing;
    proof_of(rq, r);
    steps_of(rq, r);
    p->steps = r->steps;
}

enum err get_receipt(struct request *rq)
{
    struct receipt *r = NULL;

    TRY(load(rq, &r));
    if (rq->response)
        return OK;
    fill(rq, r);
    page_receipt(page_begin(rq), &r->page);
    return reply_page(rq, 200);
}

/* The last symbols, forgiving what the code itself forgives. */
static bool tail_matches(struct str code, struct str typed)
{
    size_t matched = 0, at = code.len;

    for (size_t i = typed.len; i-- > 0;) {
        char c = typed.at[i];
        if (c == ' ' || c == '-')
            continue;
        while (at > 0 && code.at[at - 1] == '-')
            at--;
        if (at == 0 || crockford_value(c) != crockford_value(code.at[at - 1]))
            return false;
        at--;
        matched++;
    }
    return matched >= 4;
}

enum err post_receipt(struct request *rq)
{
    struct receipt *r = NULL;

    TRY(load(rq, &r));
    if (rq->response)
        return OK;
    fill(rq, r);
    r->page.tried = tail_matches(r->filed.code, str_trim(form_get(rq, "akhir")))
                        ? RECEIPT_MATCHES : RECEIPT_DIFFERS;
    page_receipt(page_begin(rq), &r->page);
    return reply_page(rq, 200);
}
