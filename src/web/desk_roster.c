/* desk_roster: the week's watch with names, one's own shifts, and the address of a calendar. */
#include "web/desk_roster.h"
#include "page/desk_roster.page.h"
#include "page/desk_roster_feed.page.h"
#include "page/words.h"
#include "web/citizen.h"
#include "web/roster_routes.h"

#define GAPS_TOLD 4
#define OWN_DAYS 28

/* ---- words ---- */

static struct str clock_of(struct request *rq, int64_t us)
{
    struct line l = { .len = 0 };
    struct str text, time;

    line_time(&l, rq->lang, when_of(rq, us));
    text = line_view(&l);
    (void)!str_cut(&text, ' ', &time); /* the zone is the post's own */
    return arena_copy(rq->cx.arena, time);
}

/* The night's shift that begins with the next day stands in this day's row: "24.00". */
struct msg roster_hours_words(struct request *rq, int64_t start_us, int64_t end_us)
{
    struct str from = clock_of(rq, start_us);

    if (time_at(start_us, rq->env->zone_minutes).hour == 0 && from.len > 2)
        from = arena_printf(rq->cx.arena, "24%.*s", STR_FMT(str_from(from, 2)));
    return SAY(rq, T_ROSTER_HOURS, HOLE("from", from), HOLE("until", clock_of(rq, end_us)));
}

struct msg roster_breaks_words(enum roster_code code)
{
    static const enum text_key words[ROSTER_CODE_COUNT] = {
        [ROSTER_TWICE] = T_ROSTER_BREAKS_TWICE,
        [ROSTER_IN_LEAVE] = T_ROSTER_BREAKS_LEAVE,
        [ROSTER_NO_REST] = T_ROSTER_BREAKS_REST,
        [ROSTER_NO_SHIFT] = T_ROSTER_FAULT_NO_SHIFT,
    };
    return MSG(words[code]);
}

struct msg roster_why_words(enum roster_why why)
{
    static const enum text_key words[ROSTER_WHY_COUNT] = {
        [ROSTER_WHY_SQUAD] = T_ROSTER_WHY_SQUAD, [ROSTER_WHY_FEWEST] = T_ROSTER_WHY_FEWEST,
        [ROSTER_WHY_ONLY] = T_ROSTER_WHY_ONLY,   [ROSTER_WHY_MOVED] = T_ROSTER_WHY_MOVED,
        [ROSTER_WHY_EVEN] = T_ROSTER_WHY_EVEN,   [ROSTER_WHY_HAND] = T_ROSTER_WHY_HAND,
    };
    return MSG(words[why]);
}

struct msg roster_month_words(struct request *rq, struct day first)
{
    struct civil c = day_civil(first);
    const struct ask_option *months = desk_months(rq, STR(""));

    return months ? SAY(rq, T_ROSTER_MONTH_NAME, HOLE("month", months[c.month - 1].label),
                        HOLE("year", arena_printf(rq->cx.arena, "%d", c.year)))
                  : MSG(T_NONE);
}

static struct msg weekday_words(struct day d)
{
    static const enum text_key names[7] = { T_WHEN_MONDAY,   T_WHEN_TUESDAY, T_WHEN_WEDNESDAY,
                                            T_WHEN_THURSDAY, T_WHEN_FRIDAY,  T_WHEN_SATURDAY,
                                            T_WHEN_SUNDAY };
    return MSG(names[day_weekday(d)]);
}

struct link roster_link(struct request *rq, const char *step, const char *query)
{
    struct link link = { 0 };
    struct str path = arena_printf(rq->cx.arena, "/meja/jaga%s%s%s%s", *step ? "/" : "", step,
                                   *query ? "?" : "", query);

    if (path.at)
        (void)!link_local(path, &link);
    return link;
}

struct roster_by roster_by_of(const struct request *rq)
{
    return (struct roster_by){ .of = rq->officer->of, .id = &rq->officer->id };
}

struct msg roster_done_words(const struct request *rq)
{
    static const struct {
        const char *what;
        enum text_key words;
    } table[] = {
        { "ganti", T_ROSTER_CHANGE_DONE },      { "cuti", T_ROSTER_LEAVE_DONE },
        { "cuti-hapus", T_ROSTER_LEAVE_ENDED }, { "rancangan", T_ROSTER_MONTH_MADE },
        { "terbit", T_ROSTER_MONTH_PUBLISHED }, { "cabut", T_ROSTER_FEED_ENDED },
    };

    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (str_is(form_get(rq, "hasil"), table[i].what))
            return MSG(table[i].words);
    return MSG(T_NONE);
}

/* ---- the week ---- */

/* "minggu=2024-10-14", and what follows it. */
static struct link day_link(struct request *rq, const char *step, const char *name, struct day day,
                            const char *rest)
{
    struct str query =
        arena_printf(rq->cx.arena, "%s=%.*s%s", name, STR_FMT(day_text(rq->cx.arena, day)), rest);

    return roster_link(rq, step, query.at ? query.at : "");
}

static struct link shift_link(struct request *rq, const struct roster_shift *s, struct str login)
{
    struct str query =
        arena_printf(rq->cx.arena, "hari=%.*s&giliran=%d&petugas=%.*s",
                     STR_FMT(day_text(rq->cx.arena, s->on)), s->slot, STR_FMT(login));

    return roster_link(rq, "ganti", query.at ? query.at : "");
}

static bool is_mine(const struct request *rq, const struct roster_seat *seat)
{
    return str_eq(seat->login, rq->officer->login);
}

static enum err shift_show(struct request *rq, const struct roster_agency *of,
                           const struct roster_shift *s, bool head, struct desk_roster_shift *out,
                           struct desk_roster_cell *cell)
{
    struct desk_roster_seat *seats =
        ARENA_ARRAY(rq->cx.arena, struct desk_roster_seat, s->seats_len + 1);
    bool mend = head && of->of == rq->officer->of && s->end_us > rq->cx.now_us;

    if (!seats)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "roster");
    *out = (struct desk_roster_shift){ .hours = roster_hours_words(rq, s->start_us, s->end_us),
                                       .seats = seats,
                                       .seats_len = s->seats_len,
                                       .draft = s->draft };
    for (size_t i = 0; i < s->seats_len; i++) {
        const struct roster_seat *seat = &s->seats[i];

        seats[i] = (struct desk_roster_seat){ .name = seat->name,
                                              .mine = is_mine(rq, seat),
                                              .breaks = roster_breaks_words(seat->breaks),
                                              .why = roster_why_words(seat->why) };
        cell->mine = cell->mine || seats[i].mine;
        if (mend)
            seats[i].change = shift_link(rq, s, seat->login);
    }
    if (roster_missing(s)) {
        out->gap = SAY(rq, T_ROSTER_GAP, HOLE_COUNT("n", roster_missing(s)));
        cell->gap = true;
        if (mend)
            out->fill = shift_link(rq, s, STR(""));
    }
    return OK;
}

static enum err cell_show(struct request *rq, const struct roster_agency *of,
                          const struct roster_view *view, int d, bool head,
                          struct desk_roster_cell *out)
{
    struct desk_roster_shift *shifts =
        ARENA_ARRAY(rq->cx.arena, struct desk_roster_shift, ROSTER_SLOTS_MAX);
    struct day on = day_add(view->from, d);

    if (!shifts)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "roster");
    *out = (struct desk_roster_cell){ .agency = agency_words(of->of->code), .shifts = shifts };
    for (size_t i = 0; i < of->shifts_len; i++)
        if (of->shifts[i].on.n == on.n)
            TRY(shift_show(rq, of, &of->shifts[i], head, &shifts[out->shifts_len++], out));
    if (!out->shifts_len)
        out->none = MSG(of->covered[d] ? T_ROSTER_OFF : T_ROSTER_NONE);
    return OK;
}

static enum err days_show(struct request *rq, const struct roster_view *view, bool head,
                          struct desk_roster_page *p)
{
    struct desk_roster_day *days = ARENA_ARRAY(rq->cx.arena, struct desk_roster_day, 7);
    struct msg *heads = ARENA_ARRAY(rq->cx.arena, struct msg, AGENCIES_MAX);

    if (!days || !heads)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "roster");
    for (size_t a = 0; a < view->agencies_len; a++)
        heads[p->heads_len++] = agency_words(view->agencies[a].of->code);
    for (int d = 0; d < 7; d++) {
        struct day on = day_add(view->from, d);
        struct desk_roster_cell *cells =
            ARENA_ARRAY(rq->cx.arena, struct desk_roster_cell, AGENCIES_MAX);

        if (!cells)
            return FAIL(&rq->cx, ERR_TOO_LARGE, "roster");
        for (size_t a = 0; a < view->agencies_len; a++)
            TRY(cell_show(rq, &view->agencies[a], view, d, head, &cells[a]));
        days[d] = (struct desk_roster_day){ .on = on,
                                            .weekday = weekday_words(on),
                                            .today = on.n == today_of(rq).n,
                                            .cells = cells,
                                            .cells_len = view->agencies_len };
    }
    p->heads = heads;
    p->days = days;
    p->days_len = 7;
    return OK;
}

/* Those that are still to come, of all agencies; the first few by name. */
static enum err gaps_show(struct request *rq, const struct roster_view *view,
                          struct desk_roster_page *p)
{
    struct msg *gaps = ARENA_ARRAY(rq->cx.arena, struct msg, GAPS_TOLD + 1);
    int more = 0;

    if (!gaps)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "roster");
    for (size_t a = 0; a < view->agencies_len; a++)
        for (size_t i = 0; i < view->agencies[a].shifts_len; i++) {
            const struct roster_shift *s = &view->agencies[a].shifts[i];
            struct msg agency = agency_words(view->agencies[a].of->code);

            if (!roster_missing(s) || s->end_us <= rq->cx.now_us || s->draft)
                continue;
            if (p->gaps_len == GAPS_TOLD) {
                more++;
                continue;
            }
            gaps[p->gaps_len++] = SAY(
                rq, T_ROSTER_GAP_AT, HOLE_COUNT("n", roster_missing(s)), HOLE("agency", agency),
                HOLE("day", s->on), HOLE("hours", roster_hours_words(rq, s->start_us, s->end_us)));
        }
    if (more)
        gaps[p->gaps_len++] = SAY(rq, T_ROSTER_GAPS_MORE, HOLE_COUNT("n", more));
    p->gaps = gaps;
    return OK;
}

static enum err own_show(struct request *rq, const struct roster_view *view,
                         struct desk_roster_page *p)
{
    struct desk_roster_own *rows =
        ARENA_ARRAY(rq->cx.arena, struct desk_roster_own, OWN_DAYS * ROSTER_SLOTS_MAX);

    if (!rows)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "roster");
    for (size_t a = 0; a < view->agencies_len; a++)
        for (size_t i = 0; i < view->agencies[a].shifts_len; i++) {
            const struct roster_shift *s = &view->agencies[a].shifts[i];

            for (size_t k = 0; k < s->seats_len; k++)
                if (is_mine(rq, &s->seats[k]))
                    rows[p->mine_rows_len++] = (struct desk_roster_own){
                        .on = s->on,
                        .weekday = weekday_words(s->on),
                        .draft = s->draft,
                        .hours = roster_hours_words(rq, s->start_us, s->end_us),
                        .today = s->on.n == today_of(rq).n,
                        .breaks = roster_breaks_words(s->seats[k].breaks),
                    };
        }
    p->mine_rows = rows;
    return OK;
}

static void ways_show(struct request *rq, struct day from, struct desk_roster_page *p)
{
    struct day first = roster_month_of(today_of(rq)), next = roster_month_next(first);
    const char *own = p->own ? "&saya=1" : "";

    p->before = day_link(rq, "", "minggu", day_add(from, -7), own);
    p->after = day_link(rq, "", "minggu", day_add(from, 7), own);
    p->now = roster_link(rq, "", p->own ? "saya=1" : "");
    p->all = day_link(rq, "", "minggu", from, "");
    p->mine = day_link(rq, "", "minggu", from, "&saya=1");
    p->feed_action = roster_link(rq, "kalender", "");
    p->leave = roster_link(rq, "cuti", "");
    p->month = day_link(rq, "bulan", "bulan", first, "");
    p->month_next = day_link(rq, "bulan", "bulan", next, "");
    p->month_name = SAY(rq, T_ROSTER_MONTH_OPEN, HOLE("month", roster_month_words(rq, first)));
    p->month_next_name = SAY(rq, T_ROSTER_MONTH_OPEN, HOLE("month", roster_month_words(rq, next)));
}

enum err get_desk_roster(struct request *rq)
{
    struct desk_roster_page p = { .done = roster_done_words(rq),
                                  .own = form_get(rq, "saya").len > 0,
                                  .head = officer_may(rq->officer, MAY_MANAGE_PEOPLE) };
    struct day from = today_of(rq), asked;
    struct roster_look look = { .names = true, .drafts_of = p.head ? rq->officer->of : NULL };
    struct roster_view view;
    int64_t made_us;
    struct msg title;

    if (day_parse(form_get(rq, "minggu"), &asked) && day_civil(asked).year > 1970
        && day_civil(asked).year < 9000)
        from = asked;
    from = day_add(from, -day_weekday(from));
    look.from = from;
    look.days = p.own ? OWN_DAYS : 7;
    TRY(roster_view(&rq->cx, rq->env, rq->db, &look, &view));
    TRY(roster_feed_made(&rq->cx, rq->db, rq->officer->id, &made_us));
    p.feed = made_us != 0;
    p.feed_made = day_at(made_us, rq->env->zone_minutes);
    ways_show(rq, from, &p);
    if (p.own)
        TRY(own_show(rq, &view, &p));
    else {
        TRY(gaps_show(rq, &view, &p));
        TRY(days_show(rq, &view, p.head, &p));
    }
    title = p.own ? MSG(T_ROSTER_OWN_TITLE)
                  : SAY(rq, T_ROSTER_WEEK, HOLE("from", value_day_short(from)),
                        HOLE("until", value_day_short(day_add(from, 6))));
    desk_top_fill(rq, DESK_NAV_ROSTER, VALUE(title), &p.top);
    desk_nav_fill(rq, DESK_NAV_ROSTER, &p.side, &p.bottom);
    page_desk_roster(page_begin(rq), &p);
    return reply_page(rq, 200);
}

/* ---- the calendar's address ---- */

struct feed_work {
    bool end;
    struct roster_secret secret;
};

enum err check_desk_roster_feed(struct request *rq)
{
    struct feed_work *w = ARENA_NEW(rq->cx.arena, struct feed_work);

    if (!w)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "roster feed");
    w->end = str_is(form_get(rq, "isi"), "cabut");
    roster_secret_new(&rq->cx, &w->secret);
    rq->work = w;
    return OK;
}

enum err write_desk_roster_feed(struct request *rq, struct db *tx)
{
    const struct feed_work *w = rq->work;

    if (w->end)
        return roster_feed_end(&rq->cx, tx, rq->officer->id);
    return roster_feed_put(&rq->cx, rq->env, tx, rq->officer->id, &w->secret);
}

enum err reply_desk_roster_feed(struct request *rq)
{
    const struct feed_work *w = rq->work;
    struct desk_roster_feed_page p = { .back = roster_link(rq, "", "") };
    struct str origin = rq->env->origin;

    if (w->end)
        return reply_see_other(rq, STR("/meja/jaga?hasil=cabut"));
    if (!origin.len)
        origin = arena_printf(rq->cx.arena, "http://%.*s", STR_FMT(request_header(rq, "Host")));
    p.address = arena_printf(rq->cx.arena, "%.*s/jaga/%s.ics", STR_FMT(origin), w->secret.text);
    if (!p.address.at)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "roster feed");
    desk_top_fill(rq, DESK_NAV_ROSTER, VALUE(MSG(T_ROSTER_FEED_TITLE)), &p.top);
    desk_nav_fill(rq, DESK_NAV_ROSTER, &p.side, &p.bottom);
    page_desk_roster_feed(page_begin(rq), &p);
    return reply_page(rq, 200);
}
