/*
 * roster: who keeps watch, for everybody: the board, the same as JSON, and an officer's own
 * shifts as a calendar for whoever has its address. None of them knows a name.
 */
#include "page/roster.page.h"
#include "page/words.h"
#include "web/api.h"
#include "web/citizen.h"
#include "web/desk_roster.h"
#include "web/roster_routes.h"

#define BOARD_DAYS 7
#define API_DAYS 14
#define FEED_PAST 14
#define FEED_DAYS ROSTER_VIEW_DAYS
#define GAPS_MAX (AGENCIES_MAX * ROSTER_SLOTS_MAX)

/* ---- the board ---- */

static struct msg gap_words(struct request *rq, const struct roster_agency *of,
                            const struct roster_shift *s)
{
    int hour = time_at(s->start_us, rq->env->zone_minutes).hour;
    int64_t hours = (s->end_us - s->start_us) / HOUR_US;
    struct msg agency = agency_words(of->of->code);
    enum text_key key = T_ROSTER_PUBLIC_GAP_DAY;

    if (hours < 24 && (hour >= 20 || hour < 4))
        key = T_ROSTER_PUBLIC_GAP_NIGHT;
    else if (hours < 12 && hour >= 12)
        key = T_ROSTER_PUBLIC_GAP_AFTERNOON;
    else if (hours < 12 && of->shifts_len && s->end_us - s->start_us == 8 * HOUR_US
             && roster_find(of, s->on, 1))
        key = T_ROSTER_PUBLIC_GAP_MORNING;
    return SAY(rq, key, HOLE("agency", agency));
}

static struct roster_public_shift shift_show(struct request *rq, const struct roster_shift *s)
{
    int missing = roster_missing(s);

    return (struct roster_public_shift){
        .hours = roster_hours_words(rq, s->start_us, s->end_us),
        .gap = missing > 0,
        .state = missing == 0        ? MSG(T_ROSTER_PUBLIC_ON)
                 : s->seats_len == 0 ? MSG(T_ROSTER_PUBLIC_GAP)
                                     : SAY(rq, T_ROSTER_PUBLIC_SHORT, HOLE_COUNT("n", missing)),
    };
}

static enum err cell_show(struct request *rq, const struct roster_agency *of,
                          const struct roster_view *view, int d, struct roster_public_cell *out)
{
    struct roster_public_shift *shifts =
        ARENA_ARRAY(rq->cx.arena, struct roster_public_shift, ROSTER_SLOTS_MAX);
    struct day on = day_add(view->from, d);

    if (!shifts)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "board");
    *out = (struct roster_public_cell){ .agency = agency_words(of->of->code), .shifts = shifts };
    for (size_t i = 0; i < of->shifts_len; i++)
        if (of->shifts[i].on.n == on.n)
            shifts[out->shifts_len++] = shift_show(rq, &of->shifts[i]);
    out->unknown = !out->shifts_len && !of->covered[d];
    if (!out->shifts_len)
        out->none = MSG(out->unknown ? T_ROSTER_NONE : T_ROSTER_OFF);
    return OK;
}

/* Yesterday is shown only for a watch that reaches into today. */
static bool reaches(const struct request *rq, const struct roster_view *view)
{
    int64_t today_us = day_start_us(day_add(view->from, 1), rq->env->zone_minutes);

    for (size_t a = 0; a < view->agencies_len; a++)
        for (size_t i = 0; i < view->agencies[a].shifts_len; i++)
            if (view->agencies[a].shifts[i].on.n == view->from.n
                && view->agencies[a].shifts[i].end_us > today_us)
                return true;
    return false;
}

static enum err days_show(struct request *rq, const struct roster_view *view, struct roster_page *p)
{
    struct roster_public_day *days =
        ARENA_ARRAY(rq->cx.arena, struct roster_public_day, BOARD_DAYS + 1);

    if (!days)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "board");
    for (int d = reaches(rq, view) ? 0 : 1; d < view->days; d++) {
        struct roster_public_cell *cells =
            ARENA_ARRAY(rq->cx.arena, struct roster_public_cell, AGENCIES_MAX);

        if (!cells)
            return FAIL(&rq->cx, ERR_TOO_LARGE, "board");
        for (size_t a = 0; a < view->agencies_len; a++)
            TRY(cell_show(rq, &view->agencies[a], view, d, &cells[a]));
        days[p->days_len++] = (struct roster_public_day){
            .on = day_add(view->from, d),
            .today = d == 1,
            .cells = cells,
            .cells_len = view->agencies_len,
            .note = d == 0   ? MSG(T_ROSTER_PUBLIC_YESTERDAY)
                    : d == 1 ? MSG(T_ROSTER_TODAY)
                             : MSG(T_NONE),
        };
    }
    p->days = days;
    return OK;
}

static enum err gaps_show(struct request *rq, const struct roster_view *view, struct roster_page *p)
{
    struct msg *gaps = ARENA_ARRAY(rq->cx.arena, struct msg, GAPS_MAX);
    struct msg *heads = ARENA_ARRAY(rq->cx.arena, struct msg, AGENCIES_MAX);

    if (!gaps || !heads)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "board");
    for (size_t a = 0; a < view->agencies_len; a++) {
        const struct roster_agency *of = &view->agencies[a];

        heads[p->heads_len++] = agency_words(of->of->code);
        p->any = p->any || of->shifts_len;
        for (size_t i = 0; i < of->shifts_len; i++)
            if (of->shifts[i].on.n == p->today.n && roster_missing(&of->shifts[i]))
                gaps[p->gaps_len++] = gap_words(rq, of, &of->shifts[i]);
    }
    p->gaps = gaps;
    p->heads = heads;
    return OK;
}

enum err get_roster(struct request *rq)
{
    struct roster_page p = { .today = today_of(rq) };
    struct roster_look look = { .from = day_add(p.today, -1), .days = BOARD_DAYS + 1 };
    struct roster_view view;

    frame_of(rq, MSG(T_ROSTER_PUBLIC_TITLE), &p.top, &p.bottom);
    TRY(roster_view(&rq->cx, rq->env, rq->db, &look, &view));
    TRY(gaps_show(rq, &view, &p));
    TRY(days_show(rq, &view, &p));
    page_roster(page_begin(rq), &p);
    return reply_page(rq, 200);
}

/* ---- as JSON ---- */

static void put_shift(struct json_out *o, const struct request *rq, const struct roster_shift *s)
{
    int zone = rq->env->zone_minutes;

    json_begin(o);
    json_put(o, "starts_at", instant_text(rq->cx.arena, s->start_us, zone));
    json_put(o, "ends_at", instant_text(rq->cx.arena, s->end_us, zone));
    json_put_int(o, "needed", s->needed);
    json_put_int(o, "on_duty", (int64_t)s->seats_len);
    json_end(o);
}

static void put_day(struct json_out *o, const struct request *rq, const struct roster_view *view,
                    int d)
{
    struct day on = day_add(view->from, d);

    json_begin(o);
    api_put_day(o, rq->cx.arena, "day", on);
    json_key(o, "agencies");
    json_list(o);
    for (size_t a = 0; a < view->agencies_len; a++) {
        const struct roster_agency *of = &view->agencies[a];

        json_begin(o);
        json_put(o, "agency", str_of(agency_code_name(of->of->code)));
        json_put_bool(o, "published", of->covered[d]);
        json_key(o, "shifts");
        json_list(o);
        for (size_t i = 0; i < of->shifts_len; i++)
            if (of->shifts[i].on.n == on.n)
                put_shift(o, rq, &of->shifts[i]);
        json_list_end(o);
        json_end(o);
    }
    json_list_end(o);
    json_end(o);
}

enum err get_api_roster(struct request *rq)
{
    struct day today = today_of(rq);
    struct roster_look look = { .from = day_add(today, -1), .days = API_DAYS + 1 };
    struct buf b = buf_in(rq->cx.arena, API_ANSWER_MAX);
    struct json_out o = json_to(&b);
    struct roster_view view;

    TRY(roster_view(&rq->cx, rq->env, rq->db, &look, &view));
    json_begin(&o);
    api_put_day(&o, rq->cx.arena, "today", today);
    json_key(&o, "days");
    json_list(&o);
    for (int d = 0; d < view.days; d++)
        put_day(&o, rq, &view, d);
    json_list_end(&o);
    json_end(&o);
    return reply_json(rq, 200, buf_end(&b));
}

/* ---- as a calendar (RFC 5545) ---- */

/* Text with its commas, semicolons and backslashes escaped; lines of at most 75 bytes. */
static void ics_text(struct buf *b, const char *name, struct str text)
{
    size_t column = str_of(name).len;

    buf_lit(b, name);
    for (size_t i = 0; i < text.len; i++, column++) {
        bool escaped = text.at[i] == ',' || text.at[i] == ';' || text.at[i] == '\\';

        if (column >= 70 && ((unsigned char)text.at[i] & 0xC0) != 0x80) {
            buf_lit(b, "\r\n ");
            column = 1;
        }
        if (escaped) {
            buf_char(b, '\\');
            column++;
        }
        buf_char(b, text.at[i]);
    }
    buf_lit(b, "\r\n");
}

static void ics_time(struct buf *b, const char *name, int64_t us)
{
    struct civil c = day_civil(day_at(us, 0));
    struct clock_time t = time_at(us, 0);

    buf_printf(b, "%s:%04d%02d%02dT%02d%02d%02dZ\r\n", name, c.year, c.month, c.day, t.hour,
               t.minute, t.second);
}

/* One shift is one event for its officer, whatever is moved around it: the same name each time. */
static void ics_event(struct request *rq, struct buf *b, const struct roster_agency *of,
                      const struct roster_shift *s, const struct roster_seat *seat)
{
    struct str summary =
        said(rq, SAY(rq, T_ROSTER_FEED_SUMMARY, HOLE("agency", agency_words(of->of->code))));

    buf_lit(b, "BEGIN:VEVENT\r\n");
    buf_printf(b, "UID:%.*s-%d-%s@%.*s.posko\r\n", STR_FMT(day_text(rq->cx.arena, s->on)), s->slot,
               agency_code_name(of->of->code), STR_FMT(rq->env->post_code));
    ics_time(b, "DTSTAMP", seat->changed_us);
    ics_time(b, "LAST-MODIFIED", seat->changed_us);
    ics_time(b, "DTSTART", s->start_us);
    ics_time(b, "DTEND", s->end_us);
    ics_text(b, "SUMMARY:", summary);
    if (rq->env->address.len)
        ics_text(b, "LOCATION:", rq->env->address);
    buf_lit(b, "END:VEVENT\r\n");
}

static bool seat_of(const struct roster_seat *seat, struct officer_id id)
{
    for (size_t i = 0; i < sizeof id.b; i++)
        if (seat->id.b[i] != id.b[i])
            return false;
    return true;
}

static struct str ics_all(struct request *rq, const struct roster_view *view, struct officer_id id)
{
    struct buf b = buf_in(rq->cx.arena, 256u << 10);

    buf_lit(&b, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Posko Netralitas//Jaga//ID\r\n"
                "METHOD:PUBLISH\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n");
    for (size_t a = 0; a < view->agencies_len; a++)
        for (size_t i = 0; i < view->agencies[a].shifts_len; i++) {
            const struct roster_shift *s = &view->agencies[a].shifts[i];

            for (size_t k = 0; k < s->seats_len; k++)
                if (seat_of(&s->seats[k], id))
                    ics_event(rq, &b, &view->agencies[a], s, &s->seats[k]);
        }
    buf_lit(&b, "END:VCALENDAR\r\n");
    return buf_end(&b);
}

enum err get_roster_ics(struct request *rq)
{
    struct roster_look look = { .from = day_add(today_of(rq), -FEED_PAST), .days = FEED_DAYS };
    struct str name = rq->args[0], text;
    struct roster_view view;
    struct officer_id id;

    if (!str_ends(name, STR(".ics")))
        return FAIL(&rq->cx, ERR_NOT_FOUND, "no such calendar");
    TRY(roster_feed_owner(&rq->cx, rq->env, rq->db, str_first(name, name.len - 4), &id));
    TRY(roster_view(&rq->cx, rq->env, rq->db, &look, &view));
    text = ics_all(rq, &view, id);
    if (!text.at)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "calendar");
    reply_header(rq, "Content-Disposition", STR("inline; filename=\"jaga.ics\""));
    return reply_bytes(rq, 200, STR("text/calendar; charset=utf-8"),
                       (struct bytes){ (const uint8_t *)text.at, text.len });
}
