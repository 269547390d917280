/*
 * lapor_check: all answers on one page before anything is sent, and the sending.
 */
#include <assert.h>
#include "action/evidence.h"
#include "action/file_report.h"
#include "action/publish.h"
#include "domain/triage.h"
#include "page/lapor.h"
#include "page/report_check.page.h"
#include "page/words.h"
#include "web/files.h"
#include "web/lapor.h"

#define ROWS_MAX 24
#define GROUPS_MAX 4

struct check {
    struct lapor *l;
    struct request *rq;
    struct check_row rows[ROWS_MAX];
    size_t rows_len;
    struct check_group groups[GROUPS_MAX];
    size_t groups_len;
    struct msg missing[MISSING_COUNT];
    struct upload_list_of files;
    struct report_check_page page;
};

static void group(struct check *c, enum text_key title)
{
    c->groups[c->groups_len++] =
        (struct check_group){ .title = MSG(title), .rows = &c->rows[c->rows_len] };
}

static void row(struct check *c, enum text_key label, const char *path, struct str answer)
{
    assert(c->rows_len < ROWS_MAX);
    c->rows[c->rows_len++] = (struct check_row){
        .label = MSG(label), .answer = answer, .change = path_with(c->rq, path, "?dari=periksa"),
    };
    c->groups[c->groups_len - 1].rows_len++;
}

/* "a, b" of the parts that are there. */
static struct str joined(struct check *c, const struct str *parts, size_t len, const char *between)
{
    struct buf b = buf_in(c->rq->cx.arena, 8192);

    for (size_t i = 0; i < len; i++) {
        if (!parts[i].len)
            continue;
        if (b.len)
            buf_lit(&b, between);
        buf_str(&b, parts[i]);
    }
    return buf_view(&b);
}

static struct str acts_text(struct check *c)
{
    struct str parts[ACT_COUNT];
    size_t len = 0;

    for (unsigned a = 1; a < ACT_COUNT; a++)
        if (c->l->form.acts & CODE_BIT(a))
            parts[len++] = said(c->rq, act_words((enum act)a));
    return joined(c, parts, len, "\n");
}

static struct str proofs_text(struct check *c)
{
    struct str parts[8];
    size_t len = 0;

    for (unsigned i = 0; i < 6; i++)
        if (c->l->form.proofs & 1u << i)
            parts[len++] = said(c->rq, proof_words((enum proof_kind)(1u << i)));
    parts[len++] = c->l->form.proof_note;
    return joined(c, parts, len, "\n");
}

/* What is not whole stays behind, and is named. */
static struct str files_text(struct check *c)
{
    struct buf b = buf_in(c->rq->cx.arena, 65536);

    for (size_t i = 0; i < c->files.len; i++) {
        const struct upload *u = &c->files.at[i];
        struct str name = u->name.len ? u->name : said(c->rq, MSG(T_FILES_UNNAMED));

        if (i > 0)
            buf_lit(&b, "\n");
        buf_str(&b, u->whole ? name
                             : said(c->rq, SAY(c->rq, T_FILES_CHECK_PART, HOLE("name", name))));
    }
    return buf_view(&b);
}

static struct str exclude_text(struct check *c)
{
    struct str parts[AGENCIES_MAX];
    size_t len = 0;
    unsigned out = c->l->form.exclude | lapor_excluded(c->rq, &c->l->form);

    for (size_t i = 0; i < c->rq->env->agencies_len; i++)
        if (out & CODE_BIT(c->rq->env->agencies[i].code))
            parts[len++] = c->rq->env->agencies[i].name;
    return joined(c, parts, len, ", ");
}

static struct str day_words_of(struct check *c, struct day d)
{
    return day_known(d) ? value_text(c->rq->cx.arena, c->rq->lang, VALUE(d)) : STR("");
}

static struct str place_text(struct check *c)
{
    const struct report_form *f = &c->l->form;
    const struct str parts[] = {
        f->place_detail, place_name(f->desa),
        f->kecamatan.len
            ? said(c->rq, SAY(c->rq, T_TRACK_PLACE, HOLE("name", place_name(f->kecamatan))))
            : STR(""),
    };

    return joined(c, parts, COUNT_OF(parts), ", ");
}

static void event_rows(struct check *c)
{
    const struct report_form *f = &c->l->form;
    const struct str who[] = { said(c->rq, role_words(f->role)), said(c->rq, body_words(f->body)),
                               f->reported, f->unit };
    const struct str when[] = { day_words_of(c, f->occurred_on), f->occurred_time };

    group(c, T_CHECK_EVENT);
    row(c, T_CHECK_WHO, "/lapor/siapa",
        f->category == CATEGORY_NONE ? STR("") : said(c->rq, category_words(f->category)));
    row(c, T_CHECK_PERSON, "/lapor/orang", joined(c, who, COUNT_OF(who), ", "));
    row(c, T_CHECK_ACTS, "/lapor/apa", acts_text(c));
    row(c, T_CHECK_STORY, "/lapor/apa", f->what);
    row(c, T_CHECK_WHEN, "/lapor/kapan", joined(c, when, COUNT_OF(when), ", "));
    row(c, T_CHECK_KNOWN, "/lapor/kapan", day_words_of(c, f->known_on));
    row(c, T_CHECK_WHERE, "/lapor/tempat", place_text(c));
    group(c, T_CHECK_PROOF);
    row(c, T_CHECK_HAVE, "/lapor/bukti", proofs_text(c));
    row(c, T_FILES_CHECK, "/lapor/berkas", files_text(c));
}

static void other_rows(struct check *c)
{
    const struct report_form *f = &c->l->form;

    group(c, T_CHECK_SAFETY);
    row(c, T_CHECK_WITNESSES, "/lapor/keamanan",
        f->witnesses >= 0 ? said(c->rq, SAY(c->rq, T_CHECK_PEOPLE, HOLE("n", f->witnesses)))
                          : STR(""));
    row(c, T_CHECK_THREATENED, "/lapor/keamanan", said(c->rq, answer_words(f->threatened)));
    row(c, T_CHECK_PROGRESS, "/lapor/keamanan", said(c->rq, answer_words(f->in_progress)));
    row(c, T_CHECK_EXCLUDE, "/lapor/keamanan", exclude_text(c));
    if (f->mode != MODE_CONFIDENTIAL && f->mode != MODE_NAMED)
        return;
    group(c, T_CHECK_YOU);
    row(c, T_CHECK_NAME, "/lapor/identitas", f->name);
    row(c, T_CHECK_PHONE, "/lapor/identitas", f->phone);
    row(c, T_CHECK_ADDRESS, "/lapor/identitas", f->address);
    row(c, T_CHECK_STANDING, "/lapor/identitas", said(c->rq, standing_words(f->standing)));
}

static void mode_box(struct check *c)
{
    static const enum text_key heads[MODE_COUNT] = { [MODE_ANONYMOUS] = T_CHECK_ANONYMOUS,
        [MODE_CONFIDENTIAL] = T_CHECK_CONFIDENTIAL, [MODE_NAMED] = T_CHECK_NAMED };
    static const enum text_key texts[MODE_COUNT] = { [MODE_ANONYMOUS] = T_CHECK_ANONYMOUS_D,
        [MODE_CONFIDENTIAL] = T_CHECK_CONFIDENTIAL_D, [MODE_NAMED] = T_CHECK_NAMED_D };

    c->page.anonymous = c->l->form.mode == MODE_ANONYMOUS;
    c->page.mode_head = MSG(heads[c->l->form.mode]);
    c->page.mode_text = MSG(texts[c->l->form.mode]);
}

/* What the rules would say of it now; filing asks them again. */
static void rules_box(struct check *c)
{
    struct report_place place = place_of(c->rq);
    struct triage_facts facts;
    struct triage_findings *f = ARENA_NEW(c->rq->cx.arena, struct triage_findings);

    report_facts(&c->l->form, c->rq->cx.now_us, &place, &facts);
    if (!f || !c->rq->env->rules || triage(&c->rq->cx, c->rq->env->rules, &facts, f) != OK)
        return;
    if (f->timeliness == TIMELINESS_LATE)
        c->page.late = MSG(T_CHECK_LATE);
    else if (f->timeliness == TIMELINESS_BORDERLINE)
        c->page.late = MSG(T_CHECK_BORDERLINE);
    for (unsigned m = 1; m < MISSING_COUNT; m++)
        if (f->missing & CODE_BIT(m))
            c->missing[c->page.missing_len++] = missing_words((enum missing)m);
    c->page.missing = c->missing;
    if (c->page.missing_len)
        c->page.missing_head = MSG(T_CHECK_MISSING_HEAD);
}

static enum err files_load(struct check *c)
{
    struct upload_owner owner AUTO(upload_owner_wipe) = { { 0 }, { { 0 } } };

    TRY(upload_owner_draft(&c->rq->cx, c->rq->draft_token, &owner));
    return upload_list(&c->rq->cx, c->rq->env, c->rq->db, &owner, &c->files);
}

static enum err show_check(struct lapor *l, int status)
{
    struct request *rq = l->rq;
    struct check *c = ARENA_NEW(rq->cx.arena, struct check);

    if (!c)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a page");
    c->l = l;
    c->rq = rq;
    frame_of(rq, MSG(T_CHECK_TITLE), &c->page.top, &c->page.bottom);
    c->page.top.error = l->mends_len > 0;
    c->page.mends = (struct mends_page){ l->mends, l->mends_len };
    c->page.back = path_link(str_of(lapor_before(NULL, &l->form)));
    lapor_count(NULL, &l->form, &c->page.step, &c->page.step);
    TRY(files_load(c));
    mode_box(c);
    rules_box(c);
    event_rows(c);
    other_rows(c);
    c->page.groups = c->groups;
    c->page.groups_len = c->groups_len;
    c->page.csrf = csrf_token(rq);
    page_report_check(page_begin(rq), &c->page);
    return reply_page(rq, status);
}

enum err get_lapor_check(struct request *rq)
{
    struct lapor *l = ARENA_NEW(rq->cx.arena, struct lapor);

    if (!l)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a draft");
    l->rq = rq;
    TRY(lapor_load(rq, &l->form));
    if (rq->response)
        return OK;
    if (l->form.mode == MODE_NONE) /* came here by its address */
        return reply_see_other(rq, STR("/lapor/cara"));
    return show_check(l, 200);
}

/* ---- sending ---- */

struct sending {
    struct filing *filing;
    struct filed filed;
};

/* Each fault leads to the step that asks about it. */
static enum err show_faults(struct lapor *l, const struct report_finding *findings, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        lapor_fault(l, findings[i].field, findings[i].fault);
        l->mends[l->mends_len - 1].where =
            path_with(l->rq, lapor_path_of(findings[i].part), "?dari=periksa");
    }
    return show_check(l, 422);
}

/* The whole files go with the report, the others stay behind. */
static enum err files_gather(struct request *rq, struct evidence_new **out)
{
    struct upload_owner owner AUTO(upload_owner_wipe) = { { 0 }, { { 0 } } };
    size_t unfinished;

    TRY(upload_owner_draft(&rq->cx, rq->draft_token, &owner));
    return evidence_gather(&rq->cx, rq->env, rq->db, &owner, out, &unfinished);
}

enum err check_lapor_send(struct request *rq)
{
    struct evidence_new *files = NULL;
    struct report_finding findings[REPORT_FINDINGS_MAX];
    struct lapor *l = ARENA_NEW(rq->cx.arena, struct lapor);
    struct sending *sending = ARENA_NEW(rq->cx.arena, struct sending);
    size_t len;

    if (!l || !sending)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a report");
    l->rq = rq;
    TRY(lapor_load(rq, &l->form)); /* sent twice: leads to the receipt */
    if (rq->response)
        return OK;
    len = report_check(&l->form, (1u << PART_COUNT) - 1, today_of(rq), findings);
    if (len)
        return show_faults(l, findings, len);
    l->form.channel = CHANNEL_WEB;
    l->form.lang = lang_code(rq->lang);
    rq->work = sending;
    TRY(files_gather(rq, &files));
    return file_report_with(&rq->cx, rq->env, &l->form, rq->draft_token, NULL, files,
                            &sending->filing);
}

enum err write_lapor_send(struct request *rq, struct db *tx)
{
    struct sending *sending = rq->work;

    TRY(file_report_write(&rq->cx, rq->env, tx, sending->filing, &sending->filed));
    rq->public_changed = publish_at_once(rq->env->publish);
    return draft_drop_write(&rq->cx, tx, rq->draft_token);
}

enum err reply_lapor_send(struct request *rq)
{
    return reply_see_other(rq, STR("/lapor/terima"));
}
