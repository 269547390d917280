/* desk_case: one case on one page, and the page with a named reporter's name. Both are written
 * down in the private log before they are shown. */
#include "web/desk_case.h"
#include <string.h>
#include "action/list_cases.h"
#include "page/desk_case.page.h"
#include "page/desk_identity.page.h"
#include "page/words.h"
#include "web/desk_act.h"
#include "web/desk_custody.h"
#include "web/desk_read.h"
#include "web/desk_routes.h"
#include "web/desk_shell.h"
#include "web/files.h"

static bool offered(const struct case_state *s, enum deed deed)
{
    if (deed == DEED_EXTEND) /* one form for all changes of clocks */
        return deed_possible(s, DEED_EXTEND) || deed_possible(s, DEED_RESUME);
    return deed_possible(s, deed);
}

/* The step that the stage waits for stands first, filled. */
static enum deed next_step(const struct case_state *s)
{
    switch (s->stage) {
    case STAGE_RECEIVED:
        return DEED_REVIEW;
    case STAGE_REVIEWED:
    case STAGE_REGISTERED:
        return DEED_REFER;
    case STAGE_REFERRED:
        return s->waiting == WAITING_OFFICER ? DEED_DECIDE : DEED_ANSWERED;
    case STAGE_DECIDED:
        return DEED_CLOSE;
    case STAGE_CLOSED:
        return DEED_REOPEN;
    case STAGE_NONE:
    case STAGE_COUNT:
        break;
    }
    return DEED_NOTE;
}

/* What is done to most cases has a button of its own; the rest is behind "more". */
static bool common(enum deed deed)
{
    return deed == DEED_REVIEW || deed == DEED_ASK || deed == DEED_REFER || deed == DEED_ANSWERED;
}

static enum err deeds_fill(struct request *rq, const struct read_case *rc, struct desk_case_page *p)
{
    struct desk_do_page *deeds = ARENA_ARRAY(rq->cx.arena, struct desk_do_page, act_kinds_len);
    struct desk_do_page *rare = ARENA_ARRAY(rq->cx.arena, struct desk_do_page, act_kinds_len + 1);
    enum deed next = next_step(&rc->head.state);

    if (!deeds || !rare)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "deeds");
    for (int first = 1; first >= 0; first--)
        for (size_t i = 0; i < act_kinds_len; i++) {
            const struct act_kind *k = &act_kinds[i];
            struct desk_do_page *to;

            if (k->icon == DESK_ICON_NONE || (k->offered == next) != (first == 1)
                || !desk_may_step(rq, k->step) || !offered(&rc->head.state, k->offered))
                continue;
            to = first == 1 || common(k->offered) ? &deeds[p->deeds_len++]
                                                  : &rare[p->rare_deeds_len++];
            *to = (struct desk_do_page){
                .to = desk_case_link(rq, rc->head.number, k->step), .text = MSG(k->title),
                .icon = { k->icon }, .primary = first == 1,
            };
        }
    rare[p->rare_deeds_len++] = (struct desk_do_page){
        .to = desk_case_link(rq, rc->head.number, "kepentingan"), .text = MSG(T_CUSTODY_RECUSE),
        .icon = { DESK_ICON_FLAG },
    };
    p->deeds = deeds;
    p->rare_deeds = rare;
    return OK;
}

static enum err tasks_fill(struct request *rq, const struct read_case *rc, struct desk_case_page *p)
{
    const struct case_state *s = &rc->head.state;
    struct desk_task_page *tasks = ARENA_ARRAY(rq->cx.arena, struct desk_task_page,
                                               CASE_TASKS_MAX);

    if (!tasks)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "tasks");
    for (size_t i = 0; i < s->tasks_len; i++) {
        const struct case_task *t = &s->tasks[i];
        bool there = t->event_seq < rc->events_len;

        tasks[i] = (struct desk_task_page){
            .number = (long)t->number, .done = t->done,
            .text = there ? rc->events[t->event_seq].text : STR(""),
            .who = there ? rc->events[t->event_seq].officer : STR(""),
            .added = { t->added_us, rq->env->zone_minutes },
        };
        p->tasks_done += t->done;
    }
    p->tasks = tasks;
    p->tasks_len = s->tasks_len;
    p->may_task = deed_possible(s, DEED_TASK_ADD) && desk_may_step(rq, "tugas");
    p->task_do = desk_case_link(rq, rc->head.number, "tugas");
    return OK;
}

static enum err referrals_fill(struct request *rq, const struct read_case *rc,
                               struct desk_case_page *p)
{
    static const enum text_key states[] = {
        [REFERRAL_SENT] = T_DESK_REFERRAL_STATE_SENT,
        [REFERRAL_RECEIVED] = T_DESK_REFERRAL_STATE_RECEIVED,
        [REFERRAL_ANSWERED] = T_DESK_REFERRAL_STATE_ANSWERED,
    };
    const struct case_state *s = &rc->head.state;
    struct desk_referral_page *out = ARENA_ARRAY(rq->cx.arena, struct desk_referral_page,
                                                 CASE_REFERRALS_MAX);

    if (!out)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "referrals");
    for (size_t i = 0; i < s->referrals_len; i++) {
        const struct case_referral *r = &s->referrals[i];

        out[i] = (struct desk_referral_page){
            .authority = authority_words(r->authority), .state = MSG(states[r->state]),
            .result = result_words(r->result), .sent = day_at(r->sent_us, rq->env->zone_minutes),
            .received = r->received_on, .answered = r->answered_on, .due = r->due_on,
            .waits = r->state != REFERRAL_ANSWERED,
        };
    }
    p->referrals = out;
    p->referrals_len = s->referrals_len;
    return OK;
}

/* What is missing as the officer last said; what the rules ask him to notice. */
static enum err rules_fill(struct request *rq, const struct read_case *rc, struct desk_case_page *p)
{
    struct triage_findings *found = ARENA_NEW(rq->cx.arena, struct triage_findings);
    struct msg *missing = ARENA_ARRAY(rq->cx.arena, struct msg, MISSING_COUNT);
    struct str *flags = ARENA_ARRAY(rq->cx.arena, struct str, FLAG_COUNT);

    if (!found || !missing || !flags)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "findings");
    TRY(case_findings(&rq->cx, rq->env, rc, rc->head.state.category, found));
    TRY(desk_routes_fill(rq, rc, found, &p->routes, &p->routes_len));
    for (enum missing m = MISSING_NONE + 1; m < MISSING_COUNT; m++)
        if (rc->head.state.missing & CODE_BIT(m))
            missing[p->missing_len++] = missing_words(m);
    for (enum flag f = FLAG_NONE + 1; f < FLAG_COUNT; f++)
        if (found->flags & CODE_BIT(f))
            flags[p->flags_len++] = str_of(flag_sentence(f));
    p->missing = missing;
    p->flags = flags;
    return OK;
}

/* Where it went, if this agency may know of that case too. */
static enum err merged_fill(struct request *rq, const struct read_case *rc,
                            struct desk_case_page *p)
{
    struct str number;
    enum err err;

    p->merged = rc->head.state.merged;
    if (!p->merged)
        return OK;
    err = case_number_for(&rq->cx, rq->db, rq->officer, rc->head.state.merged_into, &number);
    if (err == ERR_DENIED || err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    p->merged_number = number;
    p->merged_into = desk_case_link(rq, number, NULL);
    return OK;
}

static struct link tab_link(struct request *rq, struct str number, const char *tab)
{
    struct link link = desk_case_link(rq, number, NULL);
    struct str path = arena_printf(rq->cx.arena, "%.*s?tulis=%s#tulis",
                                   STR_FMT(link_text(link)), tab);

    if (path.at)
        (void)!link_local(path, &link);
    return link;
}

static void head_fill(struct request *rq, const struct read_case *rc, struct desk_case_page *p)
{
    const struct case_state *s = &rc->head.state;

    p->number = rc->head.number;
    p->title = rc->title;
    p->stage = stage_words(s->stage);
    p->mode = mode_words(s->mode);
    p->mode_code = s->mode;
    p->category = category_words(s->category);
    p->intake = intake_words(s->intake);
    p->result = result_words(s->result);
    p->urgent = s->urgency == URGENCY_IMMEDIATE;
    p->threatened = s->threatened;
    p->withdrawn = s->withdrawn;
    p->pressured = s->pressured;
    p->seen = (long)s->events;
    p->story = rc->report.what;
    p->may_take = deed_possible(s, DEED_TAKE) && desk_may_step(rq, "ambil")
                  && !(s->owned && memcmp(s->owner.b, rq->officer->id.b, ID_SIZE) == 0);
    p->take = desk_case_link(rq, p->number, "ambil");
    p->writes_message = str_is(form_get(rq, "tulis"), "pesan");
    p->may_write = desk_may_step(rq, "catatan");
    p->compose = desk_case_link(rq, p->number, p->writes_message ? "pesan" : "catatan");
    p->note_tab = tab_link(rq, p->number, "catatan");
    p->message_tab = tab_link(rq, p->number, "pesan");
    p->readers = desk_case_link(rq, p->number, "pembaca");
}

enum err check_desk_case(struct request *rq)
{
    struct desk_read *read = ARENA_NEW(rq->cx.arena, struct desk_read);

    if (!read)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "case");
    TRY(desk_read_open(rq, read));
    rq->work = read;
    return read->entry.due ? OK : reply_desk_case(rq);
}

enum err reply_desk_case(struct request *rq)
{
    struct desk_case_page p = { .done = desk_done_words(form_get(rq, "hasil")),
                                .merged_number = STR("") };
    const struct desk_read *read = rq->work;
    const struct read_case *rc = &read->rc;

    desk_top_fill(rq, DESK_NAV_INBOX, VALUE(rc->head.number), &p.top);
    p.csrf = p.top.csrf;
    desk_nav_fill(rq, DESK_NAV_NONE, &p.side, &p.bottom);
    head_fill(rq, rc, &p);
    TRY(desk_clocks_fill(rq, rc, &p.clocks, &p.clocks_len));
    TRY(deeds_fill(rq, rc, &p));
    TRY(desk_events_fill(rq, rc, 0, &p.events, &p.events_len));
    TRY(tasks_fill(rq, rc, &p));
    TRY(desk_facts_fill(rq, rc, &p.facts, &p.facts_len));
    TRY(referrals_fill(rq, rc, &p));
    TRY(rules_fill(rq, rc, &p));
    TRY(merged_fill(rq, rc, &p));
    TRY(desk_name_fill(rq, rc, &p.name));
    TRY(desk_access_fill(rq, rc, &p.access));
    TRY(desk_files_fill(rq, rc, &p.files));
    page_desk_case(page_begin(rq), &p);
    return reply_page(rq, 200);
}

/* ---- the reporter's name ---- */

/* The form that asks why; bad: what is to be mended, with what was typed. */
static enum err reason_ask(struct request *rq, const struct read_case *rc, struct msg bad)
{
    struct desk_identity_page p = { .number = rc->head.number,
                                    .back = desk_case_link(rq, rc->head.number, NULL),
                                    .action = desk_case_link(rq, rc->head.number, "identitas") };
    struct mend mend = { .text = bad, .id = STR("alasan") };

    desk_top_fill(rq, DESK_NAV_INBOX, VALUE(MSG(T_DESK_IDENTITY)), &p.top);
    desk_nav_fill(rq, DESK_NAV_NONE, &p.side, &p.bottom);
    p.csrf = p.top.csrf;
    p.top.error = bad.key != T_NONE;
    p.mends = (struct mends_page){ &mend, bad.key != T_NONE };
    p.why = (struct ask_field_page){
        .kind = ASK_TEXT, .name = STR("alasan"), .label = MSG(T_READERS_WHY),
        .hint = MSG(T_READERS_WHY_HINT), .mend = bad, .complete = STR("off"),
        .value = rq->method == METHOD_POST ? form_get(rq, "alasan") : STR(""),
    };
    page_desk_identity(page_begin(rq), &p);
    return reply_page(rq, bad.key != T_NONE ? 422 : 200);
}

/* *there is false where no name may be read: the answer is made then. */
static enum err identity_there(struct request *rq, struct read_case *rc, bool *there)
{
    TRY(read_case(&rq->cx, rq->env, rq->db, rq->officer, rq->args[0], rc));
    if (rc->identity_sealed)
        TRY(identity_unseal(&rq->cx, rq->env, rq->db, rq->officer, rc, &rc->identity));
    *there = rc->identity.len > 0;
    return *there ? OK : reply_see_other(rq, desk_case_path(rq, rc->head.number, NULL));
}

enum err get_desk_identity(struct request *rq)
{
    struct read_case rc;
    bool there;

    TRY(identity_there(rq, &rc, &there));
    return there ? reason_ask(rq, &rc, (struct msg){ 0 }) : OK;
}

enum err check_desk_identity(struct request *rq)
{
    struct desk_read *read = ARENA_NEW(rq->cx.arena, struct desk_read);
    struct str reason = str_trim(form_get(rq, "alasan"));
    struct hole *most = ARENA_NEW(rq->cx.arena, struct hole);
    bool there;

    if (!read || !most)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "identity");
    TRY(identity_there(rq, &read->rc, &there));
    if (!there)
        return OK;
    *most = HOLE("n", (long)ACCESS_TEXT_MAX);
    if (reason.len == 0)
        return reason_ask(rq, &read->rc, MSG(T_READERS_WHY_MISSING));
    if (reason.len > ACCESS_TEXT_MAX)
        return reason_ask(rq, &read->rc,
                          (struct msg){ .key = T_READERS_WHY_LONG, .holes = most, .holes_len = 1 });
    rq->work = read;
    return access_prepare(&rq->cx, rq->env, rq->db, rq->officer,
                          &(struct access){ .kind = ACCESS_IDENTITY_READ,
                                            .of = &read->rc.head,
                                            .text = reason },
                          &read->entry);
}

enum err reply_desk_identity(struct request *rq)
{
    static const struct {
        const char *member;
        enum text_key label;
    } lines[] = { { "name", T_DESK_FACT_NAME },
                  { "phone", T_DESK_FACT_PHONE },
                  { "address", T_DESK_FACT_ADDRESS } };
    const struct desk_read *read = rq->work;
    struct desk_fact_page facts[COUNT_OF(lines)];
    struct desk_identity_page p = { .number = read->rc.head.number,
                                    .back = desk_case_link(rq, read->rc.head.number, NULL),
                                    .facts = facts };
    AUTO(json_release) json_t *identity = NULL;

    TRY(json_read(&rq->cx, read->rc.identity, &identity));
    desk_top_fill(rq, DESK_NAV_INBOX, VALUE(MSG(T_DESK_IDENTITY)), &p.top);
    desk_nav_fill(rq, DESK_NAV_NONE, &p.side, &p.bottom);
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        struct str text = json_text(identity, lines[i].member);

        if (text.len > 0)
            facts[p.facts_len++] = (struct desk_fact_page){ MSG(lines[i].label), VALUE(text) };
    }
    page_desk_identity(page_begin(rq), &p);
    return reply_page(rq, 200);
}
