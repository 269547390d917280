/* verify: see the header. */
#include "web/verify.h"
#include "action/check_receipt.h"
#include "base/codec.h"
#include "page/verify.h"
#include "page/verify.page.h"
#include "web/logbook.h"
#include <ctype.h>

#define FACTS_MAX 6
#define LINES_MAX 4
#define SECRET_SYMBOLS 16 /* a report number has eight; what is longer may be the secret code */

struct work {
    struct checked_receipt checked;
    struct verify_page page;
    struct verify_fact facts[FACTS_MAX];
    struct msg proved[LINES_MAX], not_proved[LINES_MAX];
    struct mend mends[3];
    struct str commands[3];
};

/* ---- the answer ---- */

static void fact_add(struct work *w, enum text_key what, struct value value)
{
    w->facts[w->page.facts_len++] = (struct verify_fact){ MSG(what), value };
}

static void facts_fill(struct request *rq, struct work *w)
{
    const struct log_item *item = &w->checked.item;
    struct str more;

    fact_add(w, T_VERIFY_INDEX, value_int((int64_t)item->index));
    if (item->type.len == 0)
        return;
    fact_add(w, T_VERIFY_KIND, value_msg(item_kind(item)));
    more = item_facts(rq, item);
    if (more.len > 0)
        w->facts[w->page.facts_len - 1].value = value_str(
            arena_printf(rq->cx.arena, "%.*s: %.*s", STR_FMT(said(rq, item_kind(item))),
                         STR_FMT(more)));
    fact_add(w, T_VERIFY_DAY, item_at(rq, item));
    fact_add(w, T_VERIFY_BY, item_by(item));
    if (day_known(item->due))
        fact_add(w, T_VERIFY_DUE, value_day(item->due));
}

static void recorded(struct request *rq, struct work *w)
{
    const struct checked_receipt *c = &w->checked;
    struct verify_page *p = &w->page;

    p->answer = VERIFY_RECORDED;
    p->said = MSG(T_VERIFY_RECORDED);
    p->more = MSG(T_VERIFY_RECORDED_D);
    w->proved[p->proved_len++] = SAY(rq, T_VERIFY_PROVED_IN, HOLE("n", (int64_t)c->index));
    w->proved[p->proved_len++] = MSG(T_VERIFY_PROVED_SAME);
    w->not_proved[p->not_proved_len++] = MSG(T_VERIFY_NOT_TRUE);
    if (c->cosigned > 0)
        w->proved[p->proved_len++] = SAY(rq, T_VERIFY_PROVED_WITNESS,
                                         HOLE_COUNT("n", c->cosigned));
    else
        w->not_proved[p->not_proved_len++] = MSG(T_VERIFY_NOT_ALONE);
    w->not_proved[p->not_proved_len++] = MSG(T_VERIFY_NOT_US);
    facts_fill(rq, w);
    p->leaf = grouped(rq->cx.arena, hex_of(rq->cx.arena, (struct bytes){ c->leaf_hash.b,
                                                                         sizeof c->leaf_hash.b }));
    p->root = root_text(rq->cx.arena, &c->root);
    p->size = (int64_t)c->size;
}

static void answer(struct request *rq, struct work *w)
{
    const struct checked_receipt *c = &w->checked;
    struct verify_page *p = &w->page;

    if (c->verdict == RECEIPT_RECORDED) {
        recorded(rq, w);
    } else if (c->verdict == RECEIPT_NOT_YET) {
        p->answer = VERIFY_NOT_YET;
        p->said = c->next_us ? SAY(rq, T_VERIFY_NOT_YET_AT,
                                   HOLE("at", value_when_time(when_of(rq, c->next_us))))
                             : MSG(T_VERIFY_NOT_YET);
        p->more = c->signed_here ? MSG(T_VERIFY_NOT_YET_SIGNED)
                                 : SAY(rq, T_VERIFY_NOT_YET_D,
                                       HOLE_COUNT("n", (int64_t)c->published));
    } else {
        p->answer = VERIFY_UNLIKE;
        p->said = MSG(T_VERIFY_UNLIKE);
        p->more = c->log_differs  ? MSG(T_VERIFY_UNLIKE_LOG)
                  : c->other_case ? SAY(rq, T_VERIFY_UNLIKE_CASE, HOLE("n", (int64_t)c->index),
                                        HOLE("number", p->number))
                                  : MSG(T_VERIFY_UNLIKE_FILE);
    }
}

/* ---- the page ---- */

static void commands_fill(struct request *rq, struct work *w)
{
    struct arena *a = rq->cx.arena;
    struct str at = own_address(rq);
    bool known = w->page.answer == VERIFY_RECORDED;
    struct str index = known ? arena_printf(a, "%llu", (unsigned long long)w->checked.index)
                             : text_plain(rq->lang, T_VERIFY_PLACEHOLDER);

    w->commands[0] = arena_printf(a, "curl -o bukti.tlog-proof %.*s/log/proof/%.*s", STR_FMT(at),
                                  STR_FMT(index));
    w->commands[1] = arena_printf(a, "curl -o policy %.*s/log/policy", STR_FMT(at));
    w->commands[2] = STR("posko verify bukti.tlog-proof --policy policy");
    w->page.commands = w->commands;
    w->page.commands_len = COUNT_OF(w->commands);
    if (known && !LINK(a, &w->page.proof_file, "/log/proof/{}", index))
        w->page.proof_file = (struct link){ 0 };
}

static void mend_add(struct work *w, const char *id, struct msg text)
{
    w->mends[w->page.mends.mends_len++] = (struct mend){ .id = str_of(id), .text = text };
    w->page.top.error = true;
}

static enum err show(struct request *rq, struct work *w)
{
    struct verify_page *p = &w->page;

    if (p->text_fault.key != T_NONE)
        mend_add(w, "bukti", p->text_fault);
    if (p->file_fault.key != T_NONE)
        mend_add(w, "berkas", p->file_fault);
    if (p->index_fault.key != T_NONE)
        mend_add(w, "nomor", p->index_fault);
    if (p->number_fault.key != T_NONE)
        mend_add(w, "perkara", p->number_fault);
    p->mends.mends = w->mends;
    p->facts = w->facts;
    p->proved = w->proved;
    p->not_proved = w->not_proved;
    p->csrf = csrf_token(rq);
    commands_fill(rq, w);
    page_verify(page_begin(rq), p);
    return reply_page(rq, p->top.error ? 422 : 200);
}

static struct work *work_new(struct request *rq)
{
    struct work *w = ARENA_NEW(rq->cx.arena, struct work);

    if (w)
        frame_of(rq, MSG(T_VERIFY_TITLE), &w->page.top, &w->page.bottom);
    return w;
}

/* ---- what is asked ---- */

/* "2.317" as it stands on the receipt, or "2317". */
static bool index_read(struct request *rq, struct str typed, uint64_t *out)
{
    struct buf b = buf_in(rq->cx.arena, 64);
    struct str digits;

    for (size_t i = 0; i < typed.len; i++)
        if (typed.at[i] != '.' && typed.at[i] != ',' && typed.at[i] != ' ' && typed.at[i] != '#')
            buf_char(&b, typed.at[i]);
    digits = buf_end(&b);
    return digits.at && str_to_u64(digits, out) && *out <= INT64_MAX;
}

static bool may_be_secret(struct str typed)
{
    size_t symbols = 0;

    for (size_t i = 0; i < typed.len; i++)
        symbols += isalnum((unsigned char)typed.at[i]) != 0;
    return symbols >= SECRET_SYMBOLS;
}

static enum err by_index(struct request *rq, struct work *w, struct str typed, struct str number)
{
    uint64_t index;

    if (may_be_secret(typed) || may_be_secret(number)) { /* and it is not sent back */
        if (may_be_secret(typed))
            w->page.index_fault = MSG(T_VERIFY_FAULT_CODE);
        else
            w->page.number_fault = MSG(T_VERIFY_FAULT_CODE);
        return OK;
    }
    w->page.index = typed;
    w->page.number = number;
    if (!index_read(rq, typed, &index)) {
        w->page.index_fault = MSG(T_VERIFY_FAULT_INDEX);
        return OK;
    }
    TRY(check_receipt_index(&rq->cx, rq->env, rq->db, index, number, &w->checked));
    answer(rq, w);
    return OK;
}

/* fault: of the field that it came in. */
static enum err by_text(struct request *rq, struct work *w, struct str text,
                        enum text_key unreadable, struct msg *fault)
{
    TRY(check_receipt_text(&rq->cx, rq->env, rq->db, text, &w->checked));
    if (w->checked.fault == RECEIPT_UNREADABLE)
        *fault = MSG(unreadable);
    else if (w->checked.fault == RECEIPT_OF_OTHER_LOG)
        *fault = MSG(T_VERIFY_FAULT_OTHER);
    else
        answer(rq, w);
    return OK;
}

static enum err by_pasted(struct request *rq, struct work *w, struct str text)
{
    TRY(by_text(rq, w, text, T_VERIFY_FAULT_TEXT, &w->page.text_fault));
    if (str_starts(text, STR("c2sp.org/"))) /* anything else is not shown again */
        w->page.text = text;
    return OK;
}

/* The QR's address: ?nomor=N. */
enum err get_verify(struct request *rq)
{
    struct work *w = work_new(rq);
    struct str typed = str_trim(form_get(rq, "nomor"));

    if (!w)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a page");
    if (typed.len > 0)
        TRY(by_index(rq, w, typed, STR("")));
    return show(rq, w);
}

enum err post_verify(struct request *rq)
{
    struct work *w = work_new(rq);
    struct str text = str_trim(form_get(rq, "bukti")), file = str_trim(form_get(rq, "berkas"));

    if (!w)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a page");
    if (form_has(rq, "berkas"))
        TRY(by_text(rq, w, file, T_VERIFY_FAULT_FILE, &w->page.file_fault));
    else if (text.len > 0 || !form_has(rq, "nomor"))
        TRY(by_pasted(rq, w, text));
    else
        TRY(by_index(rq, w, str_trim(form_get(rq, "nomor")), str_trim(form_get(rq, "perkara"))));
    return show(rq, w);
}
