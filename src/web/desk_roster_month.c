/* desk_roster_month: how a head has a month's roster made, looks at it, and publishes it. */
#include "page/desk_roster_form.page.h"
#include "page/words.h"
#include "web/citizen.h"
#include "web/desk_roster.h"
#include "web/roster_routes.h"

#define FIELDS_MAX 5
#define FAULTS_TOLD 12

struct month_form {
    struct day first;
    struct roster_month month;
    struct roster_ask ask;
    struct str minimum, rest, squads; /* as typed */
    bool publish, conflict;
    struct mend mends[FIELDS_MAX + 1];
    size_t mends_len;
    struct ask_field_page fields[FIELDS_MAX];
};

static enum err form_open(struct request *rq, struct month_form **out)
{
    struct month_form *f = ARENA_NEW(rq->cx.arena, struct month_form);
    struct day asked = today_of(rq);

    if (!f)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "roster month");
    if (form_get(rq, "bulan").len
        && (!day_parse(form_get(rq, "bulan"), &asked) || day_civil(asked).year < 1971
            || day_civil(asked).year > 9000))
        return FAIL(&rq->cx, ERR_NOT_FOUND, "no such month");
    f->first = roster_month_of(asked);
    TRY(roster_month(&rq->cx, rq->env, rq->db, rq->officer->of, f->first, &f->month));
    f->ask = (struct roster_ask){ f->first, f->month.rule, f->month.basis };
    f->minimum = arena_printf(rq->cx.arena, "%d", f->month.rule.minimum);
    f->rest = arena_printf(rq->cx.arena, "%d", f->month.rule.rest_hours);
    f->squads = arena_printf(rq->cx.arena, "%d", f->month.rule.squads);
    *out = f;
    return OK;
}

/* ---- what is asked ---- */

static struct ask_field_page pattern_ask(struct request *rq, const struct month_form *f)
{
    static const enum text_key words[ROSTER_PATTERN_COUNT] = {
        [ROSTER_24H] = T_ROSTER_MONTH_24H,
        [ROSTER_12H] = T_ROSTER_MONTH_12H,
        [ROSTER_8H] = T_ROSTER_MONTH_8H,
        [ROSTER_OFFICE] = T_ROSTER_MONTH_OFFICE,
    };
    struct ask_option *options = desk_options(rq, ROSTER_PATTERN_COUNT);

    for (enum roster_pattern i = 0; options && i < ROSTER_PATTERN_COUNT; i++)
        desk_option(rq, &options[i], "pattern", roster_pattern_name(i), VALUE(MSG(words[i])),
                    f->ask.rule.pattern == i);
    return (struct ask_field_page){ .kind = ASK_RADIO,
                                    .name = STR("pattern"),
                                    .tight = true,
                                    .label = MSG(T_ROSTER_MONTH_PATTERN),
                                    .options = options,
                                    .options_len = options ? ROSTER_PATTERN_COUNT : 0 };
}

static struct ask_field_page number_ask(const char *name, enum text_key label, struct str value)
{
    return (struct ask_field_page){ .kind = ASK_LINE,
                                    .name = str_of(name),
                                    .label = MSG(label),
                                    .value = value,
                                    .complete = STR("off"),
                                    .numeric = true,
                                    .narrow = true,
                                    .max = 3 };
}

static void fields_ask(struct request *rq, struct month_form *f)
{
    f->fields[0] = pattern_ask(rq, f);
    f->fields[1] = number_ask("minimum", T_ROSTER_MONTH_MINIMUM, f->minimum);
    f->fields[2] = number_ask("rest", T_ROSTER_MONTH_REST, f->rest);
    f->fields[3] = number_ask("squads", T_ROSTER_MONTH_SQUADS, f->squads);
    f->fields[3].hint = MSG(T_ROSTER_MONTH_SQUADS_HINT);
    f->fields[4] = (struct ask_field_page){ .kind = ASK_LINE,
                                            .name = STR("basis"),
                                            .label = MSG(T_ROSTER_MONTH_BASIS),
                                            .optional = true,
                                            .value = f->ask.basis,
                                            .complete = STR("off"),
                                            .max = ROSTER_BASIS_MAX };
    for (size_t m = 0; m < f->mends_len; m++)
        for (size_t i = 0; i < FIELDS_MAX; i++)
            if (str_eq(f->fields[i].name, f->mends[m].id))
                f->fields[i].mend = f->mends[m].text;
}

/* ---- what does not hold ---- */

static struct msg fault_words_of(struct request *rq, const struct month_form *f,
                                 const struct roster_fault *x)
{
    enum roster_pattern pattern = f->month.rule.pattern;
    int64_t start = day_start_us(x->on, rq->env->zone_minutes)
                    + (roster_start(pattern, x->on, x->slot) - (int64_t)x->on.n * 24) * HOUR_US;
    struct msg hours = roster_hours_words(rq, start, start + roster_hours(pattern) * HOUR_US);
    struct str name = x->member >= 0 ? f->month.people[x->member].name : STR("");
    static const enum text_key gaps[ROSTER_CODE_COUNT] = {
        [ROSTER_GAP_NOBODY] = T_ROSTER_FAULT_NOBODY,
        [ROSTER_GAP_FEW] = T_ROSTER_FAULT_FEW,
        [ROSTER_GAP_REST] = T_ROSTER_FAULT_REST,
        [ROSTER_GAP_OPEN] = T_ROSTER_FAULT_OPEN,
    };

    if (gaps[x->code])
        return SAY(rq, gaps[x->code], HOLE("day", x->on), HOLE("hours", hours),
                   HOLE_COUNT("n", x->missing), HOLE_COUNT("away", x->away),
                   HOLE_COUNT("resting", x->resting));
    if (x->code == ROSTER_UNEVEN)
        return SAY(rq, T_ROSTER_FAULT_UNEVEN, HOLE("name", name), HOLE_COUNT("n", x->missing));
    return SAY(rq, T_ROSTER_FAULT_PERSON, HOLE("day", x->on), HOLE("hours", hours),
               HOLE("name", name), HOLE("what", roster_breaks_words(x->code)));
}

static enum err faults_show(struct request *rq, const struct month_form *f,
                            struct desk_roster_form_page *p)
{
    struct msg *faults = ARENA_ARRAY(rq->cx.arena, struct msg, FAULTS_TOLD + 1);

    if (!faults)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "roster month");
    for (size_t i = 0; i < f->month.faults_len && i < FAULTS_TOLD; i++)
        faults[p->faults_len++] = fault_words_of(rq, f, &f->month.faults[i]);
    if (f->month.faults_len > FAULTS_TOLD)
        faults[p->faults_len++] =
            SAY(rq, T_ROSTER_GAPS_MORE, HOLE_COUNT("n", f->month.faults_len - FAULTS_TOLD));
    p->faults = faults;
    p->faults_head = MSG(T_ROSTER_MONTH_FAULTS);
    return OK;
}

static enum err loads_show(struct request *rq, const struct month_form *f,
                           struct desk_roster_form_page *p)
{
    struct desk_roster_line *lines =
        ARENA_ARRAY(rq->cx.arena, struct desk_roster_line, f->month.people_len + 1);

    if (!lines)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "roster month");
    for (size_t i = 0; i < f->month.people_len; i++)
        lines[i] = (struct desk_roster_line){
            .what = f->month.people[i].name,
            .value = STR(""),
            .about = SAY(rq, T_ROSTER_MONTH_LOAD_N, HOLE_COUNT("n", f->month.loads[i])),
        };
    p->lines = lines;
    p->lines_len = f->month.people_len;
    p->lines_head = MSG(T_ROSTER_MONTH_LOAD);
    p->lines_none = MSG(T_ROSTER_MONTH_LOAD_NONE);
    return OK;
}

static enum err month_show(struct request *rq, struct month_form *f, int status)
{
    struct desk_roster_hidden *hidden = ARENA_NEW(rq->cx.arena, struct desk_roster_hidden);
    struct desk_roster_form_page p = { .action = roster_link(rq, "bulan", ""),
                                       .hidden = hidden,
                                       .hidden_len = 1,
                                       .fields = f->fields,
                                       .back = roster_link(rq, "", ""),
                                       .csrf = csrf_token(rq),
                                       .fields_len = FIELDS_MAX,
                                       .mends = { f->mends, f->mends_len } };
    struct msg title =
        SAY(rq, T_ROSTER_MONTH_OPEN, HOLE("month", roster_month_words(rq, f->first)));

    if (!hidden)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "roster month");
    *hidden = (struct desk_roster_hidden){ STR("bulan"), day_text(rq->cx.arena, f->first) };
    if (rq->method == METHOD_GET)
        p.done = roster_done_words(rq);
    p.lead = MSG(!f->month.there      ? T_ROSTER_MONTH_LEAD_NONE
                 : f->month.published ? T_ROSTER_MONTH_LEAD_PUBLISHED
                                      : T_ROSTER_MONTH_LEAD_DRAFT);
    if (f->month.there)
        TRY(faults_show(rq, f, &p));
    TRY(loads_show(rq, f, &p));
    fields_ask(rq, f);
    if (!f->month.published)
        p.submit = MSG(f->month.there ? T_ROSTER_MONTH_AGAIN : T_ROSTER_MONTH_MAKE);
    if (f->month.there && !f->month.published) {
        p.publish = MSG(T_ROSTER_MONTH_PUBLISH);
        p.publish_why = MSG(T_ROSTER_MONTH_PUBLISH_WHY);
    }
    desk_top_fill(rq, DESK_NAV_ROSTER, VALUE(title), &p.top);
    p.top.error = f->mends_len > 0;
    desk_nav_fill(rq, DESK_NAV_ROSTER, &p.side, &p.bottom);
    page_desk_roster_form(page_begin(rq), &p);
    return reply_page(rq, status);
}

enum err get_desk_roster_month(struct request *rq)
{
    struct month_form *f;

    TRY(form_open(rq, &f));
    return month_show(rq, f, 200);
}

/* ---- what was typed ---- */

static void mend(struct month_form *f, const char *field, struct msg text)
{
    f->mends[f->mends_len++] = (struct mend){ .text = text, .id = str_of(field) };
}

static void number_read(struct request *rq, struct month_form *f, const char *field, int from,
                        int until, struct str *typed, int *out)
{
    uint64_t n;

    *typed = str_trim(form_get(rq, field));
    if (str_to_u64(*typed, &n) && n >= (uint64_t)from && n <= (uint64_t)until)
        *out = (int)n;
    else
        mend(f, field,
             SAY(rq, T_ROSTER_MONTH_BAD_NUMBER, HOLE("from", from), HOLE("until", until)));
}

static void typed_read(struct request *rq, struct month_form *f)
{
    struct roster_rule *rule = &f->ask.rule;

    if (!roster_pattern_parse(form_get(rq, "pattern"), &rule->pattern))
        mend(f, "pattern", MSG(T_ROSTER_MONTH_BAD_PATTERN));
    number_read(rq, f, "minimum", 1, ROSTER_MINIMUM_MAX, &f->minimum, &rule->minimum);
    number_read(rq, f, "rest", 0, ROSTER_REST_MAX, &f->rest, &rule->rest_hours);
    number_read(rq, f, "squads", 0, ROSTER_SQUADS_MAX, &f->squads, &rule->squads);
    f->ask.basis = str_trim(form_get(rq, "basis"));
    if (utf8_length(f->ask.basis) > ROSTER_BASIS_MAX)
        mend(f, "basis", SAY(rq, T_ROSTER_MONTH_BAD_BASIS, HOLE("n", ROSTER_BASIS_MAX)));
}

enum err check_desk_roster_month(struct request *rq)
{
    struct month_form *f;

    TRY(form_open(rq, &f));
    f->publish = str_is(form_get(rq, "isi"), "terbit");
    if (!f->publish)
        typed_read(rq, f);
    if (f->month.published || (f->publish && !f->month.there))
        mend(f, "isi", MSG(T_ROSTER_MONTH_CONFLICT));
    if (f->mends_len)
        return month_show(rq, f, 422);
    rq->work = f;
    return OK;
}

enum err write_desk_roster_month(struct request *rq, struct db *tx)
{
    const struct month_form *f = rq->work;
    struct roster_by by = roster_by_of(rq);

    if (!f->publish)
        return roster_make_month(&rq->cx, rq->env, tx, &by, &f->ask);
    TRY(roster_publish(&rq->cx, rq->env, tx, &by, f->first));
    rq->public_changed = true;
    return OK;
}

enum err reply_desk_roster_month(struct request *rq)
{
    const struct month_form *f = rq->work;
    struct str path = arena_printf(rq->cx.arena, "/meja/jaga/bulan?bulan=%.*s&hasil=%s",
                                   STR_FMT(day_text(rq->cx.arena, f->first)),
                                   f->publish ? "terbit" : "rancangan");

    return path.at ? reply_see_other(rq, path) : FAIL(&rq->cx, ERR_TOO_LARGE, "path");
}
