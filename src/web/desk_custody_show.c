/* desk_custody_show: the two cards on the case's page, the facts of what is asked, and the strip
 * with what waits. */
#include "web/desk_custody.h"
#include "action/give_access.h"
#include "page/desk_waiting_list.page.h"
#include "page/words.h"
#include "web/citizen.h"
#include "web/desk_act.h"
#include "web/desk_routes.h"
#include "web/desk_shell.h"

static struct day on_day(const struct request *rq, int64_t us)
{
    return day_at(us, rq->env->zone_minutes);
}

struct deeds {
    struct request *rq;
    const struct read_case *rc;
    struct desk_do_page *at;
    size_t len;
};

#define DEEDS_MAX 6

static void deed_add(struct deeds *d, const char *step, enum text_key text, enum desk_icon icon)
{
    d->at[d->len] = (struct desk_do_page){
        .to = desk_case_link(d->rq, d->rc->head.number, step),
        .text = MSG(text),
        .icon = { icon },
        .primary = d->len == 0,
    };
    d->len++;
}

static bool may(const struct deeds *d, enum permission permission, enum event_kind kind,
                enum agency_code agency)
{
    return officer_may(d->rq->officer, permission)
           && custody_possible(d->rq->officer, &d->rc->head.state, kind, agency);
}

/* ---- the name ---- */

static struct msg name_state(struct request *rq, const struct case_identity *i, unsigned agreed,
                             bool can_open)
{
    struct msg asker = agency_words(i->asker);

    switch (i->stage) {
    case IDENTITY_ASKED:
        return SAY(rq, T_CUSTODY_CARD_STATE_OPEN, HOLE("agency", asker),
                   HOLE("day", value_day_short(on_day(rq, i->asked_us))),
                   HOLE("n", (long)agencies_count(agreed)),
                   HOLE("lapse", value_day_short(on_day(rq, i->since_us + IDENTITY_LAPSE_US))));
    case IDENTITY_OPENED:
        return SAY(rq, T_CUSTODY_CARD_OPENED, HOLE("agency", asker),
                   HOLE("day", value_day_short(on_day(rq, i->ended_us))));
    case IDENTITY_REFUSED:
        return SAY(rq, T_CUSTODY_CARD_REFUSED, HOLE("agency", asker));
    case IDENTITY_LAPSED:
        return SAY(rq, T_CUSTODY_CARD_LAPSED, HOLE("agency", asker),
                   HOLE("day", value_day_short(on_day(rq, i->ended_us))));
    case IDENTITY_QUIET:
    case IDENTITY_STAGE_COUNT:
        break;
    }
    return MSG(can_open ? T_DESK_IDENTITY_SEALED : T_CUSTODY_CARD_NEVER);
}

static enum text_key given_words(const struct case_identity *i, unsigned agency)
{
    if (i->voided & agency)
        return T_CUSTODY_CARD_VOID;
    if (i->approved & agency)
        return T_CUSTODY_CARD_YES;
    return i->refused & agency ? T_CUSTODY_CARD_NO : T_CUSTODY_CARD_WAITS;
}

static enum err answers_fill(struct request *rq, const struct case_state *s,
                             struct desk_name_card_page *out)
{
    struct desk_fact_page *answers = ARENA_ARRAY(rq->cx.arena, struct desk_fact_page, AGENCY_COUNT);

    if (!answers)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "answers");
    for (enum agency_code a = AGENCY_NONE + 1; a < AGENCY_COUNT; a++)
        if (s->identity.holders & ~s->excluded & CODE_BIT(a))
            answers[out->answers_len++] =
                (struct desk_fact_page){ agency_words(a),
                                         VALUE(MSG(given_words(&s->identity, CODE_BIT(a)))) };
    out->answers = answers;
    return OK;
}

static void name_deeds(struct deeds *d, bool can_open)
{
    if (may(d, MAY_ASK_IDENTITY, EVENT_IDENTITY_OPENED, AGENCY_NONE))
        deed_add(d, "identitas/buka", T_CUSTODY_OPEN, DESK_ICON_EYE);
    if (may(d, MAY_HOLD_SHARES, EVENT_IDENTITY_APPROVED, AGENCY_NONE)) {
        deed_add(d, "identitas/setuju", T_CUSTODY_AGREE_SUBMIT, DESK_ICON_CHECK);
        deed_add(d, "identitas/tolak", T_CUSTODY_REFUSE_SUBMIT, DESK_ICON_CLOSE);
    }
    if (can_open && may(d, MAY_ASK_IDENTITY, EVENT_IDENTITY_REQUESTED, AGENCY_NONE))
        deed_add(d, "identitas/minta", T_CUSTODY_ASK, DESK_ICON_EYE);
    if (identity_may_read(d->rq->officer, &d->rc->head.state))
        deed_add(d, "identitas", T_CUSTODY_SHOW, DESK_ICON_EYE);
}

enum err desk_name_fill(struct request *rq, const struct read_case *rc,
                        struct desk_name_card_page *out)
{
    const struct case_state *s = &rc->head.state;
    struct deeds d = { .rq = rq, .rc = rc };
    bool can_open = false;

    d.at = ARENA_ARRAY(rq->cx.arena, struct desk_do_page, DEEDS_MAX);
    if (!d.at)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "deeds");
    out->identity = rc->identity_sealed                           ? DESK_IDENTITY_SEALED
                    : rc->identity.len > 0 || rc->identity_barred ? DESK_IDENTITY_NAMED
                                                                  : DESK_IDENTITY_NONE;
    if (out->identity == DESK_IDENTITY_NAMED) {
        out->state = MSG(rc->identity_barred ? T_CUSTODY_CARD_BARRED : T_DESK_IDENTITY_NAMED);
        if (!rc->identity_barred)
            deed_add(&d, "identitas", T_DESK_IDENTITY_OPEN, DESK_ICON_EYE);
        d.at[0].primary = false;
    } else if (out->identity == DESK_IDENTITY_SEALED) {
        TRY(identity_can_open(&rq->cx, rq->env, rq->db, &rc->head, &can_open));
        out->state = name_state(rq, &s->identity, case_identity_agreed(s), can_open);
        if (s->identity.stage == IDENTITY_ASKED) {
            TRY(answers_fill(rq, s, out));
            out->reason = SAY(rq, T_CUSTODY_CARD_REASON, HOLE("reason", identity_reason(rc)));
        }
        name_deeds(&d, can_open);
    }
    out->deeds = d.at;
    out->deeds_len = d.len;
    return OK;
}

/* ---- access ---- */

static struct msg access_state(struct request *rq, const struct case_access *a,
                               enum agency_code agency)
{
    if (a->given & CODE_BIT(agency))
        return MSG(T_CUSTODY_ACCESS_GIVEN);
    if (a->proposed == agency)
        return SAY(rq, T_CUSTODY_ACCESS_PROPOSED, HOLE("agency", agency_words(a->proposer)));
    return MSG(T_CUSTODY_ACCESS_OUT);
}

enum err desk_access_fill(struct request *rq, const struct read_case *rc,
                          struct desk_access_card_page *out)
{
    const struct case_state *s = &rc->head.state;
    struct deeds d = { .rq = rq, .rc = rc };
    struct desk_fact_page *agencies =
        ARENA_ARRAY(rq->cx.arena, struct desk_fact_page, AGENCY_COUNT);
    bool propose = false, revoke = false;

    d.at = ARENA_ARRAY(rq->cx.arena, struct desk_do_page, DEEDS_MAX);
    if (!agencies || !d.at)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "agencies");
    for (size_t i = 0; i < rq->env->agencies_len; i++) {
        enum agency_code a = rq->env->agencies[i].code;

        if (!(s->excluded & CODE_BIT(a)))
            continue;
        agencies[out->agencies_len++] =
            (struct desk_fact_page){ agency_words(a), VALUE(access_state(rq, &s->access, a)) };
        propose |= may(&d, MAY_GIVE_ACCESS, EVENT_GRANT_PROPOSED, a);
        revoke |= may(&d, MAY_GIVE_ACCESS, EVENT_GRANT_REVOKED, a);
    }
    if (s->access.proposed != AGENCY_NONE)
        out->reason = SAY(rq, T_CUSTODY_CARD_REASON, HOLE("reason", access_reason(rc)));
    if (may(&d, MAY_GIVE_ACCESS, EVENT_GRANT_GIVEN, s->access.proposed))
        deed_add(&d, "akses/setujui", T_CUSTODY_GIVE, DESK_ICON_CHECK);
    if (propose)
        deed_add(&d, "akses/usulkan", T_CUSTODY_PROPOSE, DESK_ICON_FORWARD);
    if (revoke)
        deed_add(&d, "akses/cabut", T_CUSTODY_REVOKE, DESK_ICON_UNDO);
    for (size_t i = 0; i < d.len; i++)
        d.at[i].primary = false;
    out->agencies = agencies;
    out->deeds = d.at;
    out->deeds_len = d.len;
    return OK;
}

/* ---- what is asked, for the forms ---- */

#define FACTS_MAX 6

enum err custody_request_facts(struct request *rq, const struct read_case *rc,
                               const struct desk_fact_page **out, size_t *len)
{
    const struct case_identity *i = &rc->head.state.identity;
    struct desk_fact_page *f = ARENA_ARRAY(rq->cx.arena, struct desk_fact_page, FACTS_MAX);
    unsigned agreed = case_identity_agreed(&rc->head.state);

    if (!f)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "facts");
    f[0] = (struct desk_fact_page){ MSG(T_CUSTODY_FACT_ASKER), VALUE(agency_words(i->asker)) };
    f[1] = (struct desk_fact_page){ MSG(T_CUSTODY_FACT_REASON), VALUE(identity_reason(rc)) };
    f[2] = (struct desk_fact_page){ MSG(T_CUSTODY_FACT_ASKED), VALUE(on_day(rq, i->asked_us)) };
    f[3] = (struct desk_fact_page){ MSG(T_CUSTODY_FACT_AGREED),
                                    VALUE(SAY(rq, T_CUSTODY_FACT_COUNT,
                                              HOLE("n", (long)agencies_count(agreed)))) };
    f[4] = (struct desk_fact_page){ MSG(T_CUSTODY_FACT_LAPSE),
                                    VALUE(on_day(rq, i->since_us + IDENTITY_LAPSE_US)) };
    *out = f;
    *len = 5;
    return OK;
}

enum err custody_proposal_facts(struct request *rq, const struct read_case *rc,
                                const struct desk_fact_page **out, size_t *len)
{
    const struct case_access *a = &rc->head.state.access;
    struct desk_fact_page *f = ARENA_ARRAY(rq->cx.arena, struct desk_fact_page, FACTS_MAX);

    if (!f)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "facts");
    f[0] = (struct desk_fact_page){ MSG(T_CUSTODY_FACT_TO), VALUE(agency_words(a->proposed)) };
    f[1] =
        (struct desk_fact_page){ MSG(T_CUSTODY_FACT_PROPOSER), VALUE(agency_words(a->proposer)) };
    f[2] = (struct desk_fact_page){ MSG(T_CUSTODY_FACT_REASON), VALUE(access_reason(rc)) };
    *out = f;
    *len = 3;
    return OK;
}

/* ---- what waits ---- */

static void line_add(struct request *rq, const struct custody_row *row, bool name,
                     struct desk_waiting_page *out, struct desk_waiting_line *lines)
{
    enum agency_code agency = name ? row->asker : row->to;

    lines[out->lines_len++] = (struct desk_waiting_line){
        .to = desk_case_link(rq, row->number, name ? "identitas/setuju" : "akses/setujui"),
        .text = SAY(rq, name ? T_CUSTODY_WAITING_NAME : T_CUSTODY_WAITING_ACCESS,
                    HOLE("number", row->number), HOLE("agency", agency_words(agency))),
    };
}

enum err desk_waiting_fill(struct request *rq, struct desk_waiting_page *out)
{
    struct custody_list names, grants;
    struct desk_waiting_line *lines;

    TRY(custody_waiting(&rq->cx, rq->db, rq->officer, &names, &grants));
    lines = ARENA_ARRAY(rq->cx.arena, struct desk_waiting_line, names.len + grants.len + 1);
    if (!lines)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "requests");
    for (size_t i = 0; i < names.len; i++)
        line_add(rq, &names.at[i], true, out, lines);
    for (size_t i = 0; i < grants.len; i++)
        line_add(rq, &grants.at[i], false, out, lines);
    out->lines = lines;
    return OK;
}

enum err get_desk_waiting(struct request *rq)
{
    struct desk_waiting_list_page p = { .done = desk_done_words(form_get(rq, "hasil")) };

    desk_top_fill(rq, DESK_NAV_INBOX, VALUE(MSG(T_CUSTODY_WAITING)), &p.top);
    desk_nav_fill(rq, DESK_NAV_SHARES, &p.side, &p.bottom);
    TRY(desk_waiting_fill(rq, &p.waiting));
    page_desk_waiting_list(page_begin(rq), &p);
    return reply_page(rq, 200);
}
