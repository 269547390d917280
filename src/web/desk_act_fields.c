/* desk_act_fields: what each deed asks of the officer, as questions on a page, and back. */
#include <string.h>
#include "page/words.h"
#include "web/desk_act.h"
#include "web/desk_shell.h"

enum text_key deed_fault_words(enum deed_fault fault)
{
    static const enum text_key words[DEED_FAULT_COUNT] = {
        [DEED_CHANGED] = T_DESK_FAULT_CHANGED,
        [DEED_STAGE] = T_DESK_FAULT_STAGE,
        [DEED_TEXT_MISSING] = T_DESK_FAULT_TEXT_MISSING,
        [DEED_TEXT_LONG] = T_DESK_FAULT_TEXT_LONG,
        [DEED_TITLE_MISSING] = T_DESK_FAULT_TITLE_MISSING,
        [DEED_CATEGORY_MISSING] = T_DESK_FAULT_CATEGORY_MISSING,
        [DEED_INTAKE_MISSING] = T_DESK_FAULT_INTAKE_MISSING,
        [DEED_ANSWER_MISSING] = T_DESK_FAULT_ANSWER_MISSING,
        [DEED_REASON_MISSING] = T_DESK_FAULT_REASON_MISSING,
        [DEED_LACK_MISSING] = T_DESK_FAULT_LACK_MISSING,
        [DEED_AUTHORITY_MISSING] = T_DESK_FAULT_AUTHORITY_MISSING,
        [DEED_AUTHORITY_TWICE] = T_DESK_FAULT_AUTHORITY_TWICE,
        [DEED_BASIS_MISSING] = T_DESK_FAULT_BASIS_MISSING,
        [DEED_RESULT_MISSING] = T_DESK_FAULT_RESULT_MISSING,
        [DEED_DAY_IMPOSSIBLE] = T_DESK_FAULT_DAY_IMPOSSIBLE,
        [DEED_DAY_AHEAD] = T_DESK_FAULT_DAY_AHEAD,
        [DEED_DAY_EARLY] = T_DESK_FAULT_DAY_EARLY,
        [DEED_CLOCK_MISSING] = T_DESK_FAULT_CLOCK_MISSING,
        [DEED_CLOCK_SPENT] = T_DESK_FAULT_CLOCK_SPENT,
        [DEED_NUMBER_MISSING] = T_DESK_FAULT_NUMBER_MISSING,
        [DEED_NUMBER_ODD] = T_DESK_FAULT_NUMBER_ODD,
        [DEED_NUMBER_UNKNOWN] = T_DESK_FAULT_NUMBER_UNKNOWN,
        [DEED_NUMBER_SAME] = T_DESK_FAULT_NUMBER_SAME,
        [DEED_NUMBER_NARROWER] = T_DESK_FAULT_NUMBER_NARROWER,
        [DEED_FEW_HOLDERS] = T_DESK_FAULT_FEW_HOLDERS,
    };

    return words[fault];
}

struct str act_value(const struct act_work *w, const char *name, struct str first)
{
    return w->posted ? form_get(w->rq, name) : first;
}

static struct msg mend_of(const struct act_work *w, const char *name)
{
    for (size_t i = 0; i < w->bad.len; i++)
        if (strcmp(w->bad.at[i].field, name) == 0)
            return MSG(deed_fault_words(w->bad.at[i].fault));
    return (struct msg){ 0 };
}

static struct ask_field_page *field_add(struct act_work *w, enum ask_kind kind, const char *name,
                                        enum text_key label, enum text_key hint)
{
    struct ask_field_page *f = &w->fields[w->fields_len++];

    *f = (struct ask_field_page){ .kind = kind, .name = str_of(name), .label = MSG(label),
                                  .hint = MSG(hint), .mend = mend_of(w, name),
                                  .complete = STR("off"), .tight = true };
    return f;
}

static struct ask_field_page *line_add(struct act_work *w, const char *name, enum text_key label,
                                       enum text_key hint, struct str first)
{
    struct ask_field_page *f = field_add(w, ASK_LINE, name, label, hint);

    f->value = act_value(w, name, first);
    return f;
}

static struct ask_field_page *text_add(struct act_work *w, enum text_key label, enum text_key hint)
{
    struct ask_field_page *f = field_add(w, ASK_TEXT, "text", label, hint);

    f->value = act_value(w, "text", STR(""));
    return f;
}

static void day_add_field(struct act_work *w, enum text_key label)
{
    struct ask_field_page *f = field_add(w, ASK_DAY, "on", label, T_DESK_F_ON_HINT);

    f->value = act_value(w, "on_d", STR(""));
    f->year = act_value(w, "on_y", STR(""));
    f->options = desk_months(w->rq, act_value(w, "on_m", STR("")));
    f->options_len = f->options ? 12 : 0;
    f->optional = true;
}

static bool chosen(const struct act_work *w, const char *name, const char *code, bool first)
{
    return w->posted ? form_includes(w->rq, name, str_of(code)) : first;
}

/* Yes and no. */
static void yes_no_add(struct act_work *w, const char *name, enum text_key label, bool first)
{
    struct ask_field_page *f = field_add(w, ASK_RADIO, name, label, T_NONE);
    struct ask_option *o = desk_options(w->rq, 2);

    if (!o)
        return;
    desk_option(w->rq, &o[0], name, "yes", VALUE(answer_words(ANSWER_YES)),
                chosen(w, name, "yes", first));
    desk_option(w->rq, &o[1], name, "no", VALUE(answer_words(ANSWER_NO)),
                chosen(w, name, "no", !first));
    f->options = o;
    f->options_len = 2;
    f->two = true;
}

static void missing_add(struct act_work *w, unsigned first)
{
    struct ask_field_page *f = field_add(w, ASK_CHECK, "missing", T_DESK_F_MISSING, T_NONE);
    struct ask_option *o = desk_options(w->rq, MISSING_COUNT);

    for (enum missing m = MISSING_NONE + 1; o && m < MISSING_COUNT; m++)
        desk_option(w->rq, &o[f->options_len++], "missing", missing_name(m),
                    VALUE(missing_words(m)),
                    chosen(w, "missing", missing_name(m), (first & CODE_BIT(m)) != 0));
    f->options = o;
    f->two = true;
}

static struct ask_option *none_first(struct act_work *w, size_t count)
{
    struct ask_option *o = desk_options(w->rq, count + 1);

    if (o)
        o[0] = desk_none();
    return o;
}

static void result_add(struct act_work *w, bool optional)
{
    struct ask_field_page *f = field_add(w, ASK_SELECT, "result", T_DESK_F_RESULT, T_NONE);
    struct ask_option *o = none_first(w, RESULT_COUNT);
    enum result now = w->rc.head.state.result;

    for (enum result r = RESULT_NONE + 1; o && r < RESULT_MERGED; r++)
        desk_option(w->rq, &o[r], "result", result_name(r), VALUE(result_words(r)),
                    chosen(w, "result", result_name(r), !optional && r == now));
    f->options = o;
    f->options_len = o ? RESULT_MERGED : 0;
}

enum err ask_nothing(struct act_work *w)
{
    (void)w;
    return OK;
}

enum err ask_text(struct act_work *w)
{
    switch (w->kind->offered) {
    case DEED_MESSAGE:
        text_add(w, T_DESK_F_MESSAGE, T_NONE)->tall = true;
        break;
    case DEED_FINDING:
        text_add(w, T_DESK_F_FINDING, T_NONE);
        break;
    case DEED_REOPEN:
        text_add(w, T_DESK_F_REOPEN, T_DESK_F_REASON_TOLD_HINT);
        break;
    case DEED_TASK_ADD:
        line_add(w, "text", T_DESK_F_TASK, T_NONE, STR(""))->max = DEED_LINE_MAX;
        break;
    case DEED_NOTE:
    case DEED_TAKE:
    case DEED_REVIEW:
    case DEED_ASK:
    case DEED_REGISTER:
    case DEED_REFER:
    case DEED_RECEIVED:
    case DEED_ANSWERED:
    case DEED_EXTEND:
    case DEED_PAUSE:
    case DEED_RESUME:
    case DEED_TASK_DONE:
    case DEED_MERGE:
    case DEED_DECIDE:
    case DEED_CLOSE:
    case DEED_COUNT:
        text_add(w, T_DESK_F_NOTE, T_NONE)->tall = true;
        break;
    }
    return OK;
}

enum err ask_review(struct act_work *w)
{
    const struct case_state *s = &w->rc.head.state;
    struct ask_field_page *f;
    struct ask_option *o;

    f = line_add(w, "title", T_DESK_F_TITLE, T_DESK_F_TITLE_HINT, w->rc.title);
    f->max = DEED_LINE_MAX;
    f = field_add(w, ASK_SELECT, "category", T_DESK_F_CATEGORY, T_NONE);
    f->options = o = none_first(w, CATEGORY_COUNT);
    for (enum reported_category c = CATEGORY_NONE + 1; o && c < CATEGORY_COUNT; c++)
        desk_option(w->rq, &o[c], "category", category_name(c), VALUE(category_words(c)),
                    chosen(w, "category", category_name(c), c == s->category));
    f->options_len = o ? CATEGORY_COUNT : 0;
    f = field_add(w, ASK_RADIO, "intake", T_DESK_F_INTAKE, T_NONE);
    f->options = o = desk_options(w->rq, INTAKE_COUNT);
    for (enum intake_kind k = INTAKE_NONE + 1; o && k < INTAKE_COUNT; k++)
        desk_option(w->rq, &o[f->options_len++], "intake", intake_name(k), VALUE(intake_words(k)),
                    chosen(w, "intake", intake_name(k), k == w->found->intake));
    yes_no_add(w, "formal", T_DESK_F_FORMAL, w->found->formal);
    yes_no_add(w, "material", T_DESK_F_MATERIAL, w->found->material);
    missing_add(w, s->missing);
    f = field_add(w, ASK_SELECT, "urgency", T_DESK_F_URGENCY, T_NONE);
    f->options = o = desk_options(w->rq, URGENCY_COUNT);
    for (enum urgency u = URGENCY_NONE + 1; o && u < URGENCY_COUNT; u++)
        desk_option(w->rq, &o[f->options_len++], "urgency", urgency_name(u),
                    VALUE(urgency_words(u)),
                    chosen(w, "urgency", urgency_name(u), u == s->urgency));
    text_add(w, T_DESK_F_REASON, T_DESK_F_REASON_HINT);
    return OK;
}

enum err ask_completion(struct act_work *w)
{
    missing_add(w, w->rc.head.state.missing);
    text_add(w, T_DESK_F_REQUEST, T_DESK_F_REQUEST_HINT);
    return OK;
}

enum err ask_register(struct act_work *w)
{
    struct ask_field_page *f;
    struct ask_option *o;
    bool odd = false;

    f = line_add(w, "register_number", T_DESK_F_REGISTER_NUMBER, T_DESK_F_REGISTER_HINT, STR(""));
    f->max = DEED_NUMBER_MAX;
    f = line_add(w, "number", T_DESK_F_RECEIPT_NUMBER, T_DESK_F_RECEIPT_HINT, STR(""));
    f->max = DEED_NUMBER_MAX;
    f->optional = true;
    for (size_t i = 0; i < w->bad.len; i++)
        odd = odd || w->bad.at[i].fault == DEED_NUMBER_ODD;
    if (odd || (w->posted && form_get(w->rq, "sure").len > 0)) {
        f = field_add(w, ASK_CHECK, "sure", T_DESK_F_SURE, T_NONE);
        f->options = o = desk_options(w->rq, 1);
        if (o)
            desk_option(w->rq, &o[0], "sure", "yes", VALUE(MSG(T_DESK_F_SURE_TICK)),
                        chosen(w, "sure", "yes", false));
        f->options_len = o ? 1 : 0;
    }
    day_add_field(w, T_DESK_F_REGISTERED_ON);
    text_add(w, T_DESK_F_NOTE, T_NONE)->optional = true;
    return OK;
}

/* Bodies that the post can refer to: its own desks are no bodies. */
static bool refers_to(enum authority a)
{
    return a != AUTHORITY_POSKO_TRIAGE && a != AUTHORITY_POSKO_ANSWER;
}

static bool has_it(const struct act_work *w, enum authority a)
{
    const struct case_referral *r = case_referral_find(&w->rc.head.state, a);

    return r && r->state != REFERRAL_ANSWERED;
}

static struct msg route_hint(struct act_work *w, const struct triage_route *route)
{
    struct hole *holes = ARENA_ARRAY(w->rq->cx.arena, struct hole, 2);

    if (!holes)
        return (struct msg){ 0 };
    holes[0] = HOLE("why", route->why);
    holes[1] = HOLE("basis", route->basis);
    return (struct msg){ .key = T_DESK_F_ROUTE_HINT, .holes = holes, .holes_len = 2 };
}

static void body_option(struct act_work *w, struct ask_option *o, enum authority a,
                        const struct triage_route *route)
{
    desk_option(w->rq, o, "authority", authority_name(a), VALUE(authority_words(a)),
                !has_it(w, a) && chosen(w, "authority", authority_name(a), route != NULL));
    o->off = has_it(w, a);
    if (route)
        o->hint = route_hint(w, route);
}

enum err ask_refer(struct act_work *w)
{
    struct ask_field_page *f = field_add(w, ASK_CHECK, "authority", T_DESK_F_AUTHORITY,
                                         T_DESK_F_AUTHORITY_HINT);
    struct ask_option *o = desk_options(w->rq, AUTHORITY_COUNT);

    if (!o)
        return FAIL(&w->rq->cx, ERR_TOO_LARGE, "bodies");
    f->options = o;
    for (size_t i = 0; i < w->found->routes_len; i++)
        if (refers_to(w->found->routes[i].to))
            body_option(w, &o[f->options_len++], w->found->routes[i].to, &w->found->routes[i]);
    for (enum authority a = AUTHORITY_NONE + 1; a < AUTHORITY_COUNT; a++)
        if (refers_to(a) && !triage_route_to(w->found, a))
            body_option(w, &o[f->options_len++], a, NULL);
    line_add(w, "basis", T_DESK_F_BASIS, T_DESK_F_BASIS_HINT, STR(""));
    text_add(w, T_DESK_F_COVER, T_NONE)->optional = true;
    return OK;
}

enum err ask_answer(struct act_work *w)
{
    const struct case_state *s = &w->rc.head.state;
    struct ask_field_page *f = field_add(w, ASK_RADIO, "authority", T_DESK_F_BODY, T_NONE);
    struct ask_option *o = desk_options(w->rq, CASE_REFERRALS_MAX);

    for (size_t i = 0; o && i < s->referrals_len; i++) {
        const char *code = authority_name(s->referrals[i].authority);

        if (s->referrals[i].state != REFERRAL_ANSWERED)
            desk_option(w->rq, &o[f->options_len++], "authority", code,
                        VALUE(authority_words(s->referrals[i].authority)),
                        chosen(w, "authority", code, false));
    }
    f->options = o;
    f = field_add(w, ASK_RADIO, "what", T_DESK_F_WHAT, T_NONE);
    f->options = o = desk_options(w->rq, 2);
    if (o) {
        desk_option(w->rq, &o[0], "what", "received", VALUE(MSG(T_DESK_F_WHAT_RECEIVED)),
                    chosen(w, "what", "received", false));
        desk_option(w->rq, &o[1], "what", "answered", VALUE(MSG(T_DESK_F_WHAT_ANSWERED)),
                    chosen(w, "what", "answered", false));
        f->options_len = 2;
    }
    day_add_field(w, T_DESK_F_ON);
    result_add(w, true);
    text_add(w, T_DESK_F_ANSWER, T_DESK_F_ANSWER_HINT);
    f = line_add(w, "number", T_DESK_F_LETTER, T_NONE, STR(""));
    f->optional = true;
    f->max = DEED_NUMBER_MAX;
    return OK;
}

/* "handling_3" or "bkn_verification.bkn" */
static const char *clock_code(struct act_work *w, const struct case_clock *c)
{
    struct str s = c->authority == AUTHORITY_NONE
                       ? str_of(clock_name_text(c->name))
                       : arena_printf(w->rq->cx.arena, "%s.%s", clock_name_text(c->name),
                                      authority_name(c->authority));

    return s.at ? s.at : "";
}

static struct msg clock_label(struct act_work *w, const struct case_clock *c)
{
    struct hole *holes = ARENA_ARRAY(w->rq->cx.arena, struct hole, 3);

    if (!holes)
        return clock_words(c->name);
    holes[0] = HOLE("clock", clock_words(c->name));
    holes[1] = HOLE("due", desk_due_words(w->rq, c->due_us));
    holes[2] = HOLE("authority", authority_words(c->authority));
    return (struct msg){ .key = c->authority ? T_DESK_F_CLOCK_OF : T_DESK_F_CLOCK_AT,
                         .holes = holes, .holes_len = c->authority ? 3 : 2 };
}

enum err ask_clock(struct act_work *w)
{
    static const struct {
        const char *code;
        enum text_key words;
    } changes[] = { { "extend", T_DESK_F_EXTEND }, { "pause", T_DESK_F_PAUSE },
                    { "resume", T_DESK_F_RESUME } };
    const struct case_state *s = &w->rc.head.state;
    struct ask_field_page *f = field_add(w, ASK_RADIO, "clock", T_DESK_F_CLOCK, T_NONE);
    struct ask_option *o = desk_options(w->rq, CASE_CLOCKS_MAX);

    for (size_t i = 0; o && i < s->clocks_len; i++) {
        const struct case_clock *c = &s->clocks[i];
        const char *code = clock_code(w, c);

        if (c->state == CLOCK_RUNNING || c->state == CLOCK_MISSED || c->state == CLOCK_PAUSED)
            desk_option(w->rq, &o[f->options_len++], "clock", code, VALUE(clock_label(w, c)),
                        chosen(w, "clock", code, false));
    }
    f->options = o;
    f = field_add(w, ASK_RADIO, "what", T_DESK_F_CHANGE, T_NONE);
    f->options = o = desk_options(w->rq, COUNT_OF(changes));
    for (size_t i = 0; o && i < COUNT_OF(changes); i++)
        desk_option(w->rq, &o[f->options_len++], "what", changes[i].code,
                    VALUE(MSG(changes[i].words)), chosen(w, "what", changes[i].code, i == 0));
    f = line_add(w, "by", T_DESK_F_BY, T_NONE, STR("2"));
    f->max = 2;
    f->narrow = f->numeric = true;
    text_add(w, T_DESK_F_CLOCK_BASIS, T_DESK_F_CLOCK_BASIS_HINT);
    return OK;
}

enum err ask_merge(struct act_work *w)
{
    line_add(w, "number", T_DESK_F_OTHER_NUMBER, T_DESK_F_OTHER_HINT, STR(""))->narrow = true;
    text_add(w, T_DESK_F_NOTE, T_NONE)->optional = true;
    return OK;
}

enum err ask_result(struct act_work *w)
{
    result_add(w, false);
    if (w->kind->offered == DEED_DECIDE)
        day_add_field(w, T_DESK_F_DECIDED_ON);
    text_add(w, T_DESK_F_REASON_TOLD, T_DESK_F_REASON_TOLD_HINT)->tall = true;
    return OK;
}
