/* deed_fields: one function for each group of deeds that ask alike. */
#include "action/deed_fields.h"
#include "store/case_file.h"

void deed_bad(struct deed_work *w, const char *field, enum deed_fault fault)
{
    if (w->bad->len < DEED_FINDINGS_MAX)
        w->bad->at[w->bad->len++] = (struct deed_finding){ field, fault };
}

static void text_check(struct deed_work *w, bool needed, size_t max)
{
    if (needed && str_trim(w->form->text).len == 0)
        deed_bad(w, "text", DEED_TEXT_MISSING);
    else if (w->form->text.len > max)
        deed_bad(w, "text", DEED_TEXT_LONG);
}

/* A day that somebody says something happened: not ahead, not before `first`. */
static void day_check(struct deed_work *w, struct day first)
{
    if (!w->form->on_given)
        return;
    if (!day_known(w->form->on))
        deed_bad(w, "on", DEED_DAY_IMPOSSIBLE);
    else if (w->form->on.n > w->today.n)
        deed_bad(w, "on", DEED_DAY_AHEAD);
    else if (w->form->on.n < first.n)
        deed_bad(w, "on", DEED_DAY_EARLY);
}

static struct day received_on(const struct deed_work *w)
{
    return day_at(w->rc->head.state.received_us, w->env->zone_minutes);
}

/* What the review finds excludes agencies; two must keep the case, or one could sit on it. */
static enum err holders_check(struct deed_work *w)
{
    unsigned out = w->findings.excluded & ~w->rc->head.state.excluded;
    struct case_grant_list grants;
    size_t left = 0;

    if (out == 0)
        return OK;
    TRY(store_case_grant_list(w->cx, w->db, w->rc->head.id, &grants));
    for (size_t i = 0; i < grants.len; i++)
        for (size_t j = 0; j < w->env->agencies_len; j++)
            left += memcmp(grants.at[i].agency.b, w->env->agencies[j].id.b, ID_SIZE) == 0
                    && !(out & CODE_BIT(w->env->agencies[j].code));
    if (left < 2)
        deed_bad(w, "category", DEED_FEW_HOLDERS);
    return OK;
}

static enum err review_check(struct deed_work *w)
{
    const struct deed_form *f = w->form;
    bool told = str_trim(f->text).len > 0;

    if (str_trim(f->title).len == 0)
        deed_bad(w, "title", DEED_TITLE_MISSING);
    else if (f->title.len > DEED_LINE_MAX)
        deed_bad(w, "title", DEED_TEXT_LONG);
    if (f->category == CATEGORY_NONE)
        deed_bad(w, "category", DEED_CATEGORY_MISSING);
    if (f->intake == INTAKE_NONE)
        deed_bad(w, "intake", DEED_INTAKE_MISSING);
    if (f->formal == ANSWER_NONE)
        deed_bad(w, "formal", DEED_ANSWER_MISSING);
    if (f->material == ANSWER_NONE)
        deed_bad(w, "material", DEED_ANSWER_MISSING);
    text_check(w, false, DEED_TEXT_MAX);
    TRY(case_findings(w->cx, w->env, w->rc, f->category, &w->findings));
    w->overrides = f->intake != w->findings.intake || f->category != w->rc->report.category
                   || (f->formal == ANSWER_YES) != w->findings.formal
                   || (f->material == ANSWER_YES) != w->findings.material;
    if (w->overrides && !told && w->bad->len == 0)
        deed_bad(w, "text", DEED_REASON_MISSING);
    return holders_check(w);
}

static enum err refer_check(struct deed_work *w)
{
    const struct deed_form *f = w->form;
    const struct case_state *s = &w->rc->head.state;
    bool by_rules = true;

    if (f->authorities == 0)
        deed_bad(w, "authority", DEED_AUTHORITY_MISSING);
    TRY(case_findings(w->cx, w->env, w->rc, s->category, &w->findings));
    for (enum authority a = AUTHORITY_NONE + 1; a < AUTHORITY_COUNT; a++) {
        const struct case_referral *r = case_referral_find(s, a);

        if (!(f->authorities & CODE_BIT(a)))
            continue;
        if (r && r->state != REFERRAL_ANSWERED)
            deed_bad(w, "authority", DEED_AUTHORITY_TWICE);
        if (!triage_route_to(&w->findings, a))
            by_rules = false;
    }
    if (!by_rules && str_trim(f->basis).len == 0)
        deed_bad(w, "basis", DEED_BASIS_MISSING);
    else if (f->basis.len > DEED_LINE_MAX)
        deed_bad(w, "basis", DEED_TEXT_LONG);
    text_check(w, false, DEED_TEXT_MAX);
    return OK;
}

static void answer_check(struct deed_work *w)
{
    const struct deed_form *f = w->form;
    const struct case_referral *r = case_referral_find(&w->rc->head.state, f->authority);
    struct day first = received_on(w);

    if (f->authority == AUTHORITY_NONE || !r)
        deed_bad(w, "authority", DEED_AUTHORITY_MISSING);
    else
        first = day_at(r->sent_us, w->env->zone_minutes);
    day_check(w, first);
    if (w->deed == DEED_RECEIVED)
        return;
    if (f->result == RESULT_NONE)
        deed_bad(w, "result", DEED_RESULT_MISSING);
    if (f->number.len > DEED_NUMBER_MAX)
        deed_bad(w, "number", DEED_TEXT_LONG);
    text_check(w, true, DEED_TEXT_MAX);
}

static bool roman(struct str s)
{
    if (s.len == 0 || s.len > 4)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (!strchr("IVXivx", s.at[i]))
            return false;
    return true;
}

bool bawaslu_number_likely(struct str number)
{
    struct str rest = str_trim(number), part;
    uint64_t year = 0;
    bool month = false, word = false, first = true, seq = false;
    size_t parts = 0;

    for (; str_cut(&rest, '/', &part); parts++) {
        part = str_trim(part);
        if (first)
            seq = part.len > 0 && part.at[0] >= '0' && part.at[0] <= '9';
        first = false;
        if (part.len == 2 && (str_eq(part, STR("PL")) || str_eq(part, STR("LP"))
                              || str_eq(part, STR("TM")) || str_eq(part, STR("pl"))))
            word = true;
        if (str_is(part, "L.P") || str_is(part, "lp"))
            word = true;
        if (roman(part))
            month = true;
        if (part.len == 4 && !str_to_u64(part, &year))
            year = 0;
    }
    return seq && word && month && parts >= 5 && year >= 2015 && year <= 2100;
}

static void register_check(struct deed_work *w)
{
    const struct deed_form *f = w->form;

    if (str_trim(f->register_number).len == 0)
        deed_bad(w, "register_number", DEED_NUMBER_MISSING);
    else if (f->register_number.len > DEED_NUMBER_MAX)
        deed_bad(w, "register_number", DEED_TEXT_LONG);
    else if (!f->sure && !bawaslu_number_likely(f->register_number))
        deed_bad(w, "register_number", DEED_NUMBER_ODD);
    if (f->number.len > DEED_NUMBER_MAX)
        deed_bad(w, "number", DEED_TEXT_LONG);
    else if (f->number.len > 0 && !f->sure && !bawaslu_number_likely(f->number))
        deed_bad(w, "number", DEED_NUMBER_ODD);
    day_check(w, received_on(w));
    text_check(w, false, DEED_TEXT_MAX);
}

static size_t clock_place(const struct case_state *s, enum clock_name name, enum authority a)
{
    for (size_t i = s->clocks_len; i-- > 0;)
        if (s->clocks[i].name == name && s->clocks[i].authority == a)
            return i;
    return SIZE_MAX;
}

static enum err clock_check(struct deed_work *w)
{
    const struct deed_form *f = w->form;
    size_t place = clock_place(&w->rc->head.state, f->clock, f->authority);

    text_check(w, w->deed != DEED_RESUME, CLOCK_BASIS_MAX);
    if (f->clock == CLOCK_NONE || place == SIZE_MAX) {
        deed_bad(w, "clock", DEED_CLOCK_MISSING);
        return OK;
    }
    TRY(case_clock_working(w->cx, w->env, w->rc, place, &w->clock));
    if (w->deed == DEED_EXTEND && (f->by < 1 || f->by > w->clock.extend_max - w->clock.extended))
        deed_bad(w, "by", DEED_CLOCK_SPENT);
    if (w->deed == DEED_PAUSE && (w->clock.paused || clock_over(&w->clock, w->cx->now_us)))
        deed_bad(w, "clock", DEED_CLOCK_MISSING);
    if (w->deed == DEED_RESUME && !w->clock.paused)
        deed_bad(w, "clock", DEED_CLOCK_MISSING);
    return OK;
}

/* Every agency that has this case has the other too. Else the merger itself would tell those
 * who may not know of the other that it is there. */
static enum err as_open(struct deed_work *w, struct case_id other, bool *out)
{
    struct case_grant_list here, there;
    size_t met = 0;

    TRY(store_case_grant_list(w->cx, w->db, w->rc->head.id, &here));
    TRY(store_case_grant_list(w->cx, w->db, other, &there));
    for (size_t i = 0; i < here.len; i++)
        for (size_t j = 0; j < there.len; j++)
            met += memcmp(here.at[i].agency.b, there.at[j].agency.b, ID_SIZE) == 0;
    *out = met == here.len;
    return OK;
}

static enum err merge_check(struct deed_work *w)
{
    struct str number = str_trim(w->form->number);
    struct case_head head;
    struct case_file file;
    bool open = false;
    enum err err;

    text_check(w, false, DEED_TEXT_MAX);
    if (number.len == 0) {
        deed_bad(w, "number", DEED_NUMBER_MISSING);
        return OK;
    }
    err = case_for(w->cx, w->env, w->db, w->by, number, &file);
    if (err == ERR_DENIED || err == ERR_NOT_FOUND) {
        deed_bad(w, "number", DEED_NUMBER_UNKNOWN);
        return OK;
    }
    TRY(err);
    TRY(case_head_load(w->cx, w->env, w->db, file.id, &head));
    if (memcmp(file.id.b, w->rc->head.id.b, ID_SIZE) == 0 || head.state.merged)
        deed_bad(w, "number", DEED_NUMBER_SAME);
    TRY(as_open(w, file.id, &open));
    if (!open)
        deed_bad(w, "number", DEED_NUMBER_NARROWER);
    w->other = file.id;
    return OK;
}

enum err deed_fields(struct deed_work *w)
{
    switch (w->deed) {
    case DEED_NOTE:
    case DEED_MESSAGE:
    case DEED_FINDING:
    case DEED_REOPEN:
        text_check(w, true, DEED_TEXT_MAX);
        break;
    case DEED_TASK_ADD:
        text_check(w, true, DEED_LINE_MAX);
        break;
    case DEED_REVIEW:
        return review_check(w);
    case DEED_ASK:
        if (w->form->missing == 0)
            deed_bad(w, "missing", DEED_LACK_MISSING);
        text_check(w, true, DEED_TEXT_MAX);
        break;
    case DEED_REGISTER:
        register_check(w);
        break;
    case DEED_REFER:
        return refer_check(w);
    case DEED_RECEIVED:
    case DEED_ANSWERED:
        answer_check(w);
        break;
    case DEED_EXTEND:
    case DEED_PAUSE:
    case DEED_RESUME:
        return clock_check(w);
    case DEED_MERGE:
        return merge_check(w);
    case DEED_DECIDE:
    case DEED_CLOSE:
        if (w->form->result == RESULT_NONE)
            deed_bad(w, "result", DEED_RESULT_MISSING);
        day_check(w, received_on(w));
        text_check(w, true, DEED_TEXT_MAX);
        break;
    case DEED_TAKE:
    case DEED_TASK_DONE:
    case DEED_COUNT:
        break;
    }
    return OK;
}
