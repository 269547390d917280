/*
 * track_tell: what a reporter adds: a message, what was missing, the wish to
 * withdraw. Nothing he sent before is changed or removed by it.
 */
#include "page/ask.page.h"
#include "page/words.h"
#include "web/lapor.h"
#include "web/track.h"

#define BACK "/laporan"

static enum err tell(struct request *rq, const struct tell *t, const char *done)
{
    struct tell_work *work = ARENA_NEW(rq->cx.arena, struct tell_work);

    if (!work)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a message");
    work->done = done;
    rq->work = work;
    return tell_check(&rq->cx, rq->env, rq->db, rq->reporter, t, &work->telling);
}

enum err write_tell(struct request *rq, struct db *tx)
{
    struct tell_work *work = rq->work;
    int64_t log_index;

    return tell_write(&rq->cx, rq->env, tx, work->telling, &log_index);
}

enum err reply_tell(struct request *rq)
{
    const struct tell_work *work = rq->work;

    return reply_see_other(rq, arena_printf(rq->cx.arena, BACK "?kirim=%s", work->done));
}

enum err check_message(struct request *rq)
{
    struct str typed = form_get(rq, "pesan"), text = str_trim(typed);
    struct tell t = { .kind = EVENT_MESSAGE_RECEIVED, .text = text };

    if (!text.len)
        return show_track(rq, typed, MSG(T_FAULT_MESSAGE), 422);
    if (text.len > REPORT_WHAT_MAX)
        return show_track(rq, typed, MSG(T_FAULT_TOO_LONG), 422);
    return tell(rq, &t, "pesan");
}

/* ---- the two forms ---- */

static enum err show_form(struct lapor *l, struct ask_page *page, const char *action, int status)
{
    struct request *rq = l->rq;

    lapor_mark(l);
    frame_of(rq, page->title, &page->top, &page->bottom);
    page->top.error = l->mends_len > 0;
    page->mends = (struct mends_page){ l->mends, l->mends_len };
    for (size_t i = 0; i < l->fields_len; i++)
        l->fields[i].quick = false;
    page->fields = l->fields;
    page->fields_len = l->fields_len;
    page->back = path_link(STR(BACK));
    page->action = path_link(str_of(action));
    page->csrf = csrf_token(rq);
    page_ask(page_begin(rq), page);
    return reply_page(rq, status);
}

struct adding {
    struct track track;
    struct lapor l;
    struct ask_page page;
};

static enum err load(struct request *rq, struct adding **out)
{
    struct adding *a = ARENA_NEW(rq->cx.arena, struct adding);

    if (!a)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a form");
    TRY(track_report(&rq->cx, rq->env, rq->db, rq->reporter, &a->track));
    if (!case_open(&a->track.state))
        return reply_see_other(rq, STR(BACK));
    a->l.rq = rq;
    a->l.form = a->track.report;
    *out = a;
    return OK;
}

/* ---- adding and completing ---- */

unsigned track_bring(const struct case_state *state)
{
    return CODE_BIT(MISSING_IDENTITAS_PELAPOR)
           | (state->mode == MODE_ANONYMOUS ? CODE_BIT(MISSING_KEDUDUKAN_PELAPOR) : 0);
}

static bool lacks(const struct adding *a, enum missing m)
{
    return a->track.state.missing & ~track_bring(&a->track.state) & CODE_BIT(m);
}

static bool lacks_identity(const struct adding *a)
{
    return a->track.state.missing & CODE_BIT(MISSING_IDENTITAS_PELAPOR);
}

static enum err show_add(struct adding *a, int status)
{
    struct lapor *l = &a->l;

    ask_story(l, "text", T_ADD_TEXT, T_ADD_TEXT_HINT, STR(""));
    if (lacks(a, MISSING_IDENTITAS_TERLAPOR))
        ask_person(l, &a->page);
    if (lacks(a, MISSING_PERBUATAN_TERLAPOR))
        ask_acts(l);
    if (lacks(a, MISSING_WAKTU_KEJADIAN))
        ask_when(l, &a->page);
    if (lacks(a, MISSING_TEMPAT_KEJADIAN))
        ask_where(l, &a->page);
    if (lacks(a, MISSING_BUKTI))
        ask_proof(l, &a->page);
    if (lacks(a, MISSING_SAKSI))
        ask_witnesses(l);
    if (lacks(a, MISSING_KEDUDUKAN_PELAPOR))
        ask_standing(l);
    a->page.title = MSG(T_ADD_TITLE);
    a->page.lead = MSG(T_ADD_LEAD);
    a->page.note_head = a->page.note = MSG(T_NONE);
    if (lacks_identity(a))
        a->page.note = MSG(T_ADD_IDENTITY);
    a->page.submit = MSG(T_ADD_SEND);
    return show_form(l, &a->page, "/laporan/lengkapi", status);
}

enum err get_add(struct request *rq)
{
    struct adding *a = NULL;

    TRY(load(rq, &a));
    return rq->response ? OK : show_add(a, 200);
}

/* Reads the parts that were on the form; true if one of them says something new. */
static bool read_parts(struct adding *a)
{
    struct request *rq = a->l.rq;
    struct report_form *f = &a->l.form, was = *f;

    if (form_has(rq, "reported"))
        read_person(&a->l);
    if (form_has(rq, "acts"))
        read_acts(&a->l);
    if (form_has(rq, "occurred_on_d"))
        read_when(&a->l);
    if (form_has(rq, "kecamatan"))
        read_where(&a->l);
    if (form_has(rq, "proof_note"))
        read_proof(&a->l);
    if (form_has(rq, "witnesses"))
        read_witnesses(&a->l);
    if (form_has(rq, "standing"))
        read_standing(&a->l);
    return f->role != was.role || f->body != was.body || !str_eq(f->reported, was.reported)
           || !str_eq(f->unit, was.unit) || f->local_chief != was.local_chief
           || f->institution != was.institution || f->acts != was.acts
           || f->occurred_on.n != was.occurred_on.n || f->known_on.n != was.known_on.n
           || !str_eq(f->occurred_time, was.occurred_time)
           || !str_eq(f->kecamatan, was.kecamatan) || !str_eq(f->place_detail, was.place_detail)
           || f->proofs != was.proofs || !str_eq(f->proof_note, was.proof_note)
           || f->witnesses != was.witnesses || f->standing != was.standing;
}

/* Without words of his own, the record says which parts were filled in. */
static struct str parts_named(struct adding *a)
{
    struct request *rq = a->l.rq;
    struct buf b = buf_in(rq->cx.arena, 4096);

    for (unsigned m = 1; m < MISSING_COUNT; m++)
        if (lacks(a, (enum missing)m)) {
            if (b.len)
                buf_lit(&b, ", ");
            buf_str(&b, said(rq, missing_words((enum missing)m)));
        }
    return said(rq, SAY(rq, T_ADD_FILLED, HOLE("parts", buf_view(&b))));
}

enum err check_add(struct request *rq)
{
    struct report_finding findings[REPORT_FINDINGS_MAX];
    struct str text = str_trim(form_get(rq, "text"));
    struct adding *a = NULL;
    bool said_more;
    size_t len;

    TRY(load(rq, &a));
    if (rq->response)
        return OK;
    a->l.typed = true;
    said_more = read_parts(a);
    len = report_check(&a->l.form, CODE_BIT(PART_WHOM) | CODE_BIT(PART_WHEN) | CODE_BIT(PART_WHERE)
                                       | CODE_BIT(PART_PROOF), today_of(rq), findings);
    for (size_t i = 0; i < len; i++)
        lapor_fault(&a->l, findings[i].field, findings[i].fault);
    if (text.len > REPORT_WHAT_MAX)
        lapor_fault(&a->l, "text", REPORT_TOO_LONG);
    if (!text.len && !said_more && !a->l.mends_len) {
        lapor_fault(&a->l, "text", REPORT_WHAT_MISSING);
        a->l.mends[0].text = MSG(T_FAULT_ADD_NOTHING);
    }
    if (a->l.mends_len)
        return show_add(a, 422);
    struct tell t = { .kind = EVENT_REPORT_SUPPLEMENTED,
                      .text = text.len ? text : parts_named(a), .changes = &a->l.form };
    return tell(rq, &t, "tambah");
}

/* ---- withdrawing ---- */

static enum err show_withdraw(struct adding *a, int status)
{
    ask_pressured(&a->l);
    ask_story(&a->l, "reason", T_WITHDRAW_REASON, T_NONE, STR(""));
    a->l.fields[a->l.fields_len - 1].optional = true;
    a->l.fields[a->l.fields_len - 1].tall = false;
    a->page.title = MSG(T_WITHDRAW_TITLE);
    a->page.lead = MSG(T_WITHDRAW_LEAD);
    a->page.submit = MSG(T_WITHDRAW_SEND);
    return show_form(&a->l, &a->page, "/laporan/cabut", status);
}

enum err get_withdraw(struct request *rq)
{
    struct adding *a = NULL;

    TRY(load(rq, &a));
    return rq->response ? OK : show_withdraw(a, 200);
}

enum err check_withdraw(struct request *rq)
{
    struct str given = form_get(rq, "pressured"), reason = str_trim(form_get(rq, "reason"));
    struct adding *a = NULL;

    TRY(load(rq, &a));
    if (rq->response)
        return OK;
    a->l.typed = true;
    if (!given.len) {
        lapor_fault(&a->l, "pressured", REPORT_CODE_UNKNOWN);
        a->l.mends[0].text = MSG(T_FAULT_PRESSURED);
    }
    if (reason.len > REPORT_WHAT_MAX)
        lapor_fault(&a->l, "reason", REPORT_TOO_LONG);
    if (a->l.mends_len)
        return show_withdraw(a, 422);
    if (a->track.state.withdrawn) /* sent twice */
        return reply_see_other(rq, STR(BACK "?kirim=cabut"));
    struct tell t = { .kind = EVENT_REPORT_WITHDRAWN, .text = reason,
                      .pressured = str_is(given, "yes")  ? ANSWER_YES
                                   : str_is(given, "no") ? ANSWER_NO
                                                         : ANSWER_NONE };
    return tell(rq, &t, "cabut");
}
