/* desk_roster_form: how a head replaces somebody on a shift, and records leave. */
#include "page/desk_roster_form.page.h"
#include "page/words.h"
#include "web/citizen.h"
#include "web/desk_roster.h"
#include "web/roster_routes.h"

#define FIELDS_MAX 4
#define MENDS_MAX 8

struct roster_form {
    struct roster_change change;
    bool day_fine;
    struct str leaver; /* the login chosen for leave */
    struct roster_leave days;
    struct str end; /* "login|2024-10-14": a leave to be removed */
    bool ends;
    size_t emptied;
    struct mend mends[MENDS_MAX];
    size_t mends_len;
    struct ask_field_page fields[FIELDS_MAX];
    size_t fields_len;
};

static void mend(struct roster_form *f, const char *field, enum text_key text)
{
    if (f->mends_len < MENDS_MAX)
        f->mends[f->mends_len++] = (struct mend){ .text = MSG(text), .id = str_of(field) };
}

static void mends_place(struct roster_form *f)
{
    for (size_t m = 0; m < f->mends_len; m++)
        for (size_t i = 0; i < f->fields_len; i++)
            if (str_eq(f->fields[i].name, f->mends[m].id))
                f->fields[i].mend = f->mends[m].text;
}

static enum err form_reply(struct request *rq, struct roster_form *f, struct msg title,
                           struct desk_roster_form_page *p, int status)
{
    mends_place(f);
    p->back = roster_link(rq, "", "");
    p->mends = (struct mends_page){ f->mends, f->mends_len };
    p->fields = f->fields;
    p->fields_len = f->fields_len;
    p->csrf = csrf_token(rq);
    desk_top_fill(rq, DESK_NAV_ROSTER, VALUE(title), &p->top);
    p->top.error = f->mends_len > 0;
    desk_nav_fill(rq, DESK_NAV_ROSTER, &p->side, &p->bottom);
    page_desk_roster_form(page_begin(rq), p);
    return reply_page(rq, status);
}

/* ---- replacing somebody ---- */

static enum err change_read(struct request *rq, struct roster_form **out)
{
    struct roster_form *f = ARENA_NEW(rq->cx.arena, struct roster_form);
    uint64_t slot = 0;

    if (!f)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "roster form");
    f->change.was = form_get(rq, "petugas");
    if (!day_parse(form_get(rq, "hari"), &f->change.on)
        || !str_to_u64(form_get(rq, "giliran"), &slot) || slot >= ROSTER_SLOTS_MAX)
        return FAIL(&rq->cx, ERR_NOT_FOUND, "no such shift");
    f->change.slot = (int)slot;
    *out = f;
    return OK;
}

static struct msg choice_words(struct request *rq, const struct roster_choice *c)
{
    switch ((int)c->breaks) {
    case ROSTER_TWICE:
        return MSG(T_ROSTER_CHANGE_TWICE);
    case ROSTER_IN_LEAVE:
        return MSG(T_ROSTER_CHANGE_LEAVE);
    case ROSTER_NO_REST:
        return MSG(T_ROSTER_CHANGE_REST);
    default:
        return SAY(rq, T_ROSTER_CHANGE_COULD, HOLE_COUNT("n", c->load));
    }
}

static enum err who_ask(struct request *rq, struct roster_form *f, struct str *was_name)
{
    const struct roster_choice *choices;
    struct ask_option *options;
    size_t len, n = 0;

    TRY(roster_choices(&rq->cx, rq->env, rq->db, rq->officer->of, f->change.on, f->change.slot,
                       &choices, &len));
    options = desk_options(rq, len + 1);
    if (!options)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "roster form");
    for (size_t i = 0; i < len; i++) {
        const struct roster_choice *c = &choices[i];

        if (str_eq(c->who.login, f->change.was)) {
            *was_name = c->who.name;
            continue;
        }
        desk_option(rq, &options[n], "who", arena_copy(rq->cx.arena, c->who.login).at,
                    VALUE(c->who.name), str_eq(f->change.is, c->who.login));
        options[n].off = c->breaks == ROSTER_TWICE || c->breaks == ROSTER_IN_LEAVE;
        options[n++].hint = choice_words(rq, c);
    }
    if (f->change.was.len)
        desk_option(rq, &options[n++], "who", "-", VALUE(MSG(T_ROSTER_CHANGE_NOBODY)), false);
    f->fields[f->fields_len++] = (struct ask_field_page){
        .kind = ASK_RADIO,
        .name = STR("who"),
        .label = MSG(T_ROSTER_CHANGE_WHO),
        .tight = true,
        .options = options,
        .options_len = n,
    };
    return OK;
}

static void reason_ask(struct request *rq, struct roster_form *f)
{
    static const enum text_key words[ROSTER_REASON_COUNT] = {
        [ROSTER_SWAPPED] = T_ROSTER_REASON_SWAPPED,
        [ROSTER_PREVENTED] = T_ROSTER_REASON_PREVENTED,
        [ROSTER_OTHER_DUTY] = T_ROSTER_REASON_OTHER_DUTY,
        [ROSTER_URGENT] = T_ROSTER_REASON_URGENT,
    };
    struct ask_option *options = desk_options(rq, ROSTER_REASON_COUNT);
    size_t n = 0;

    for (enum roster_reason r = ROSTER_SWAPPED; options && r < ROSTER_ON_LEAVE; r++)
        desk_option(rq, &options[n++], "reason", roster_reason_name(r), VALUE(MSG(words[r])),
                    f->change.reason == r);
    f->fields[f->fields_len++] = (struct ask_field_page){
        .kind = ASK_RADIO,
        .name = STR("reason"),
        .label = MSG(T_ROSTER_CHANGE_REASON),
        .hint = MSG(T_ROSTER_CHANGE_REASON_HINT),
        .tight = true,
        .options = options,
        .options_len = n,
    };
}

static enum err change_show(struct request *rq, struct roster_form *f, int status)
{
    struct desk_roster_hidden *hidden = ARENA_ARRAY(rq->cx.arena, struct desk_roster_hidden, 3);
    struct roster_look look = { .from = f->change.on, .days = 1, .drafts_of = rq->officer->of };
    struct desk_roster_form_page p = { .action = roster_link(rq, "ganti", ""),
                                       .hidden = hidden,
                                       .hidden_len = 3,
                                       .submit = MSG(T_ROSTER_CHANGE_SUBMIT) };
    const struct roster_shift *shift = NULL;
    struct str name = STR("");
    struct roster_view view;
    struct msg hours;

    TRY(roster_view(&rq->cx, rq->env, rq->db, &look, &view));
    for (size_t a = 0; a < view.agencies_len; a++)
        if (view.agencies[a].of->code == rq->officer->agency)
            shift = roster_find(&view.agencies[a], f->change.on, f->change.slot);
    if (!shift || !hidden)
        return FAIL(&rq->cx, ERR_NOT_FOUND, "no such shift");
    TRY(who_ask(rq, f, &name));
    if (f->change.was.len && !name.len)
        return FAIL(&rq->cx, ERR_NOT_FOUND, "no such officer");
    reason_ask(rq, f);
    hours = roster_hours_words(rq, shift->start_us, shift->end_us);
    p.lead = name.len ? SAY(rq, T_ROSTER_CHANGE_LEAD, HOLE("day", f->change.on),
                            HOLE("hours", hours), HOLE("name", name))
                      : SAY(rq, T_ROSTER_CHANGE_FILL_LEAD, HOLE("day", f->change.on),
                            HOLE("hours", hours));
    hidden[0] = (struct desk_roster_hidden){ STR("hari"), day_text(rq->cx.arena, f->change.on) };
    hidden[1] = (struct desk_roster_hidden){ STR("giliran"),
                                             arena_printf(rq->cx.arena, "%d", f->change.slot) };
    hidden[2] = (struct desk_roster_hidden){ STR("petugas"), f->change.was };
    return form_reply(rq, f, MSG(name.len ? T_ROSTER_CHANGE_TITLE : T_ROSTER_CHANGE_FILL_TITLE), &p,
                      status);
}

enum err get_desk_roster_change(struct request *rq)
{
    struct roster_form *f;

    if (!form_get(rq, "hari").len) /* a shift is chosen in the table */
        return reply_see_other(rq, STR("/meja/jaga"));
    TRY(change_read(rq, &f));
    return change_show(rq, f, 200);
}

static void change_mends(struct roster_form *f, unsigned bars, bool chosen)
{
    static const struct {
        enum roster_bar bar;
        const char *field;
        enum text_key text;
    } table[] = {
        { ROSTER_BAR_OVER, "isi", T_ROSTER_CHANGE_BAD_OVER },
        { ROSTER_BAR_NO_SHIFT, "isi", T_ROSTER_CHANGE_CONFLICT },
        { ROSTER_BAR_FULL, "isi", T_ROSTER_CHANGE_BAD_FULL },
        { ROSTER_BAR_PERSON, "who", T_ROSTER_CHANGE_BAD_WHO },
        { ROSTER_BAR_TWICE, "who", T_ROSTER_CHANGE_TWICE },
        { ROSTER_BAR_LEAVE, "who", T_ROSTER_CHANGE_LEAVE },
        { ROSTER_BAR_REST, "who", T_ROSTER_CHANGE_BAD_REST },
        { ROSTER_BAR_REASON, "reason", T_ROSTER_CHANGE_BAD_REASON },
    };

    if (!chosen)
        bars |= ROSTER_BAR_PERSON;
    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (bars & table[i].bar)
            mend(f, table[i].field, table[i].text);
}

enum err check_desk_roster_change(struct request *rq)
{
    struct roster_by by = roster_by_of(rq);
    struct str who = form_get(rq, "who");
    struct roster_form *f;
    unsigned bars;

    if (!form_get(rq, "hari").len)
        return reply_see_other(rq, STR("/meja/jaga"));
    TRY(change_read(rq, &f));
    if (!roster_reason_parse(form_get(rq, "reason"), &f->change.reason))
        f->change.reason = ROSTER_REASON_NONE;
    f->change.is = str_is(who, "-") ? STR("") : who;
    TRY(roster_change_check(&rq->cx, rq->env, rq->db, &by, &f->change, &bars));
    if (bars || !who.len) {
        change_mends(f, bars, who.len > 0);
        return change_show(rq, f, 422);
    }
    rq->work = f;
    return OK;
}

enum err write_desk_roster_change(struct request *rq, struct db *tx)
{
    const struct roster_form *f = rq->work;
    struct roster_by by = roster_by_of(rq);

    TRY(roster_change_write(&rq->cx, rq->env, tx, &by, &f->change));
    rq->public_changed = true;
    return OK;
}

static enum err see_week(struct request *rq, struct day on, const char *done)
{
    struct str path = arena_printf(rq->cx.arena, "/meja/jaga?minggu=%.*s&hasil=%s",
                                   STR_FMT(day_text(rq->cx.arena, on)), done);

    return path.at ? reply_see_other(rq, path) : FAIL(&rq->cx, ERR_TOO_LARGE, "path");
}

enum err reply_desk_roster_change(struct request *rq)
{
    const struct roster_form *f = rq->work;

    return see_week(rq, f->change.on, "ganti");
}

/* ---- leave ---- */

static enum err leave_who_ask(struct request *rq, struct roster_form *f)
{
    struct roster_month month;
    struct ask_option *options;
    struct day first = roster_month_of(today_of(rq));

    TRY(roster_month(&rq->cx, rq->env, rq->db, rq->officer->of, first, &month));
    options = desk_options(rq, month.people_len + 1);
    if (!options)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "roster form");
    options[0] = desk_none();
    for (size_t i = 0; i < month.people_len; i++)
        desk_option(rq, &options[i + 1], "who", arena_copy(rq->cx.arena, month.people[i].login).at,
                    VALUE(month.people[i].name), str_eq(f->leaver, month.people[i].login));
    f->fields[f->fields_len++] = (struct ask_field_page){
        .kind = ASK_SELECT,
        .name = STR("who"),
        .label = MSG(T_ROSTER_LEAVE_WHO),
        .options = options,
        .options_len = month.people_len + 1,
    };
    return OK;
}

static void day_ask(struct request *rq, struct roster_form *f, const char *name,
                    enum text_key label)
{
    char field[3][16];
    bool typed = rq->method == METHOD_POST;
    static const char parts[] = "dmy";

    for (size_t i = 0; i < 3; i++) {
        size_t len = str_of(name).len;

        for (size_t k = 0; k < len; k++)
            field[i][k] = name[k];
        field[i][len] = '_';
        field[i][len + 1] = parts[i];
        field[i][len + 2] = '\0';
    }
    f->fields[f->fields_len++] = (struct ask_field_page){
        .kind = ASK_DAY,
        .name = str_of(name),
        .label = MSG(label),
        .options = desk_months(rq, typed ? form_get(rq, field[1]) : STR("")),
        .options_len = 12,
        .value = typed ? form_get(rq, field[0]) : STR(""),
        .year = typed ? form_get(rq, field[2])
                      : arena_printf(rq->cx.arena, "%d", day_civil(today_of(rq)).year),
    };
}

static enum err leave_show(struct request *rq, struct roster_form *f, int status)
{
    const struct roster_away *away;
    struct desk_roster_line *lines;
    struct desk_roster_form_page p = { .action = roster_link(rq, "cuti", ""),
                                       .lead = MSG(T_ROSTER_LEAVE_LEAD),
                                       .submit = MSG(T_ROSTER_LEAVE_SUBMIT),
                                       .lines_head = MSG(T_ROSTER_LEAVE_LIST),
                                       .lines_none = MSG(T_ROSTER_LEAVE_NONE),
                                       .line_end = MSG(T_ROSTER_LEAVE_END) };

    if (rq->method == METHOD_GET)
        p.done = roster_done_words(rq);
    TRY(roster_leaves(&rq->cx, rq->env, rq->db, rq->officer->of, today_of(rq), &away,
                      &p.lines_len));
    lines = ARENA_ARRAY(rq->cx.arena, struct desk_roster_line, p.lines_len + 1);
    if (!lines)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "roster leave");
    for (size_t i = 0; i < p.lines_len; i++)
        lines[i] = (struct desk_roster_line){
            .what = away[i].who.name,
            .about = SAY(rq, T_ROSTER_LEAVE_RANGE, HOLE("from", value_day_short(away[i].days.from)),
                         HOLE("until", value_day_short(away[i].days.until))),
            .value = arena_printf(rq->cx.arena, "%.*s|%.*s",
                                  STR_FMT(day_text(rq->cx.arena, away[i].days.from)),
                                  STR_FMT(away[i].who.login)),
        };
    p.lines = lines;
    TRY(leave_who_ask(rq, f));
    day_ask(rq, f, "from", T_ROSTER_LEAVE_FROM);
    day_ask(rq, f, "until", T_ROSTER_LEAVE_UNTIL);
    return form_reply(rq, f, MSG(T_ROSTER_LEAVE_TITLE), &p, status);
}

enum err get_desk_roster_leave(struct request *rq)
{
    struct roster_form *f = ARENA_NEW(rq->cx.arena, struct roster_form);

    if (!f)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "roster form");
    f->leaver = form_get(rq, "petugas");
    return leave_show(rq, f, 200);
}

static bool leave_typed(struct request *rq, struct roster_form *f)
{
    bool given;

    f->leaver = form_get(rq, "who");
    desk_day_read(rq, "from", &given, &f->days.from);
    desk_day_read(rq, "until", &given, &f->days.until);
    if (!f->leaver.len)
        mend(f, "who", T_ROSTER_LEAVE_BAD_WHO);
    if (!day_known(f->days.from))
        mend(f, "from", T_ROSTER_LEAVE_BAD_DAY);
    if (!day_known(f->days.until))
        mend(f, "until", T_ROSTER_LEAVE_BAD_DAY);
    if (!f->mends_len
        && (day_diff(f->days.until, f->days.from) < 0
            || day_diff(f->days.until, f->days.from) >= ROSTER_LEAVE_DAYS))
        mend(f, "until", T_ROSTER_LEAVE_BAD_RANGE);
    return f->mends_len == 0;
}

enum err check_desk_roster_leave(struct request *rq)
{
    struct roster_form *f = ARENA_NEW(rq->cx.arena, struct roster_form);
    struct str end = form_get(rq, "akhiri"), day;

    if (!f)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "roster form");
    rq->work = f;
    f->ends = str_is(form_get(rq, "isi"), "akhiri");
    if (f->ends) {
        if (!str_cut(&end, '|', &day) || !end.at || !day_parse(day, &f->days.from))
            return FAIL(&rq->cx, ERR_NOT_FOUND, "no such leave");
        f->leaver = end;
        return OK;
    }
    return leave_typed(rq, f) ? OK : leave_show(rq, f, 422);
}

enum err write_desk_roster_leave(struct request *rq, struct db *tx)
{
    struct roster_form *f = rq->work;
    struct roster_by by = roster_by_of(rq);

    if (f->ends)
        return roster_leave_end(&rq->cx, rq->env, tx, &by, f->leaver, f->days.from);
    TRY(roster_leave_add(&rq->cx, rq->env, tx, &by, f->leaver, f->days, &f->emptied));
    rq->public_changed = f->emptied > 0;
    return OK;
}

enum err reply_desk_roster_leave(struct request *rq)
{
    const struct roster_form *f = rq->work;

    if (!f->ends && f->emptied)
        return see_week(rq, f->days.from, "cuti");
    return reply_see_other(rq, f->ends ? STR("/meja/jaga/cuti?hasil=cuti-hapus")
                                       : STR("/meja/jaga/cuti?hasil=cuti"));
}
