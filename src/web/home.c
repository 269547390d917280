/*
 * home: the front page, and the stages of the election behind its card.
 */
#include "web/home.h"
#include "web/numbers.h"
#include "domain/report.h"
#include "page/home.h"
#include "page/home.page.h"
#include "page/help.h"
#include "page/stages.page.h"
#include "web/citizen.h"
#include "web/logbook.h"

#define STAGES_MAX 64

static const struct election_event *event_today(struct request *rq)
{
    struct report_place place = place_of(rq);
    const struct rulebook *book = rq->env->rules;

    return book ? rulebook_event(book, place.regency_name, place.province_name, today_of(rq))
                : NULL;
}

/* The narrowest of today's stages: "kampanye" rather than "penyusunan peraturan". */
static const struct stage *stage_today(struct request *rq, const struct election_event *event)
{
    const struct stage *best = NULL, *s;
    struct day today = today_of(rq);
    size_t next = 0;

    while ((s = rulebook_stage_on(rq->env->rules, event->code, today, &next)) != NULL) {
        if (!day_known(s->end))
            continue;
        if (!best || !day_known(best->start)
            || (day_known(s->start)
                && day_diff(s->end, s->start) <= day_diff(best->end, best->start)))
            best = s;
    }
    return best;
}

static void show_stage(struct request *rq, struct home_page *page, const struct stage *s)
{
    struct day today = today_of(rq);

    if (!day_known(s->start)) {
        page->stage = SAY(rq, T_HOME_STAGE_OPEN, HOLE("stage", s->title), HOLE("day", s->end));
        return;
    }
    int n = day_diff(today, s->start) + 1, of = day_diff(s->end, s->start) + 1;
    page->stage = SAY(rq, T_HOME_STAGE_DAYS, HOLE("stage", s->title), HOLE("n", n),
                      HOLE("of", of));
    page->bar = of > 1 ? 100 * n / of : 0;
}

static void show_vote(struct request *rq, struct home_page *page,
                      const struct election_event *event)
{
    const struct stage *vote = rulebook_stage(rq->env->rules, event->code, STR("pemungutan"));
    int left;

    if (!vote || !day_known(vote->start))
        return;
    left = day_diff(vote->start, today_of(rq));
    page->vote = left > 0    ? SAY(rq, T_HOME_VOTE_AHEAD, HOLE("day", vote->start),
                                   HOLE("n", left))
                 : left == 0 ? SAY(rq, T_HOME_VOTE_TODAY, HOLE("day", vote->start))
                             : SAY(rq, T_HOME_VOTE_OVER, HOLE("day", vote->start));
}

/* Received, with a result, missed: the last as large as the others. None before a report. */
static enum err show_figures(struct request *rq, struct home_page *page)
{
    struct statistics *s = ARENA_NEW(rq->cx.arena, struct statistics);
    struct home_figure *figures = ARENA_ARRAY(rq->cx.arena, struct home_figure, 3);
    bool counted;

    if (!s || !figures)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a page");
    TRY(numbers_now(rq, s, &counted));
    if (!counted || s->cases == 0)
        return OK;
    figures[0] = (struct home_figure){ MSG(T_HOME_F_RECEIVED), value_int((int64_t)s->cases) };
    figures[1] = (struct home_figure){ MSG(T_HOME_F_RESULT), value_int(numbers_results(s)) };
    figures[2] = (struct home_figure){ MSG(T_HOME_F_MISSED), value_int(numbers_missed(s)) };
    page->figures = figures;
    page->figures_len = 3;
    return OK;
}

enum err get_home(struct request *rq)
{
    const struct election_event *event = event_today(rq);
    struct str *names = ARENA_ARRAY(rq->cx.arena, struct str, AGENCIES_MAX);
    struct home_page page = { .today = today_of(rq), .site = rq->env->post_name };

    if (!names)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a page");
    frame_of(rq, MSG(T_HOME_TITLE), &page.top, &page.bottom);
    page.top.current = NAV_HOME;
    page.bottom.home = true;
    for (size_t i = 0; i < rq->env->agencies_len; i++)
        names[page.agencies_len++] = rq->env->agencies[i].name;
    page.agencies = names;
    if (event) {
        const struct stage *s = stage_today(rq, event);
        if (s)
            show_stage(rq, &page, s);
        show_vote(rq, &page, event);
    }
    TRY(show_figures(rq, &page));
    page.polri = path_link(STR("/lapor?siapa=polri"));
    page.tni = path_link(STR("/lapor?siapa=tni"));
    page.asn = path_link(STR("/lapor?siapa=asn"));
    page.organiser = path_link(STR("/lapor?siapa=penyelenggara"));
    page.facility = path_link(STR("/lapor"));
    page_home(page_begin(rq), &page);
    return reply_page(rq, 200);
}

/* ---- the stages ---- */

static struct msg days_of(struct request *rq, const struct stage *s)
{
    struct value from = value_day_short(s->start), to = value_day_short(s->end);

    if (day_known(s->start) && day_known(s->end))
        return s->start.n == s->end.n ? SAY(rq, T_STAGES_ONE, HOLE("day", s->start))
                                      : SAY(rq, T_STAGES_RANGE, HOLE("from", from),
                                            HOLE("to", to));
    if (day_known(s->end))
        return SAY(rq, T_STAGES_UNTIL, HOLE("to", to));
    return day_known(s->start) ? SAY(rq, T_STAGES_SINCE, HOLE("from", from))
                               : MSG(T_STAGES_UNSET);
}

enum err get_stages(struct request *rq)
{
    const struct election_event *event = event_today(rq);
    const struct rulebook *book = rq->env->rules;
    struct stage_row *rows = ARENA_ARRAY(rq->cx.arena, struct stage_row, STAGES_MAX);
    struct stages_page page = { .today = today_of(rq), .rows = rows };

    if (!rows)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a page");
    frame_of(rq, MSG(T_STAGES_TITLE), &page.top, &page.bottom);
    page.top.current = NAV_STAGES;
    for (size_t i = 0; event && i < book->stages_count && page.rows_len < STAGES_MAX; i++) {
        const struct stage *s = &book->stages[i];
        bool begun = !day_known(s->start) || s->start.n <= page.today.n;
        bool over = day_known(s->end) && s->end.n < page.today.n;
        bool dated = day_known(s->start) || day_known(s->end);

        if (str_eq(s->event, event->code))
            rows[page.rows_len++] = (struct stage_row){
                .title = s->title, .days = days_of(rq, s),
                .now = dated && begun && !over, .over = over,
            };
    }
    if (event) {
        page.election = event->title;
        page.ics = path_link(STR("/tahapan.ics"));
    }
    page_stages(page_begin(rq), &page);
    return reply_page(rq, 200);
}

/* RFC 5545: escapes text; a line longer than 75 bytes is folded. */
static void ics_line(struct buf *b, const char *name, struct str text)
{
    size_t column = 0;

    buf_lit(b, name);
    column = 20;
    for (size_t i = 0; i < text.len; i++, column++) {
        if (column >= 72 && ((unsigned char)text.at[i] & 0xC0) != 0x80) {
            buf_lit(b, "\r\n ");
            column = 1;
        }
        if (text.at[i] == ',' || text.at[i] == ';' || text.at[i] == '\\')
            buf_char(b, '\\');
        buf_char(b, text.at[i]);
    }
    buf_lit(b, "\r\n");
}

static void ics_day(struct buf *b, const char *name, struct day d)
{
    struct civil c = day_civil(d);

    buf_printf(b, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, c.year, c.month, c.day);
}

enum err get_stages_ics(struct request *rq)
{
    const struct election_event *event = event_today(rq);
    const struct rulebook *book = rq->env->rules;
    struct buf b = buf_in(rq->cx.arena, 128u << 10);
    struct civil now = day_civil(today_of(rq));

    if (!event)
        return FAIL(&rq->cx, ERR_NOT_FOUND, "no election today");
    buf_lit(&b, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Posko Netralitas//Tahapan//ID\r\n");
    for (size_t i = 0; i < book->stages_count; i++) {
        const struct stage *s = &book->stages[i];
        if (!str_eq(s->event, event->code) || !day_known(s->start) || !day_known(s->end))
            continue;
        buf_printf(&b, "BEGIN:VEVENT\r\nUID:%.*s-%.*s@posko\r\n", STR_FMT(s->event),
                   STR_FMT(s->code));
        buf_printf(&b, "DTSTAMP:%04d%02d%02dT000000Z\r\n", now.year, now.month, now.day);
        ics_day(&b, "DTSTART", s->start);
        ics_day(&b, "DTEND", day_add(s->end, 1)); /* the end is not part of it */
        ics_line(&b, "SUMMARY:", s->title);
        buf_lit(&b, "END:VEVENT\r\n");
    }
    buf_lit(&b, "END:VCALENDAR\r\n");
    struct str text = buf_end(&b);
    if (!text.at)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "calendar");
    reply_header(rq, "Content-Disposition", STR("attachment; filename=\"tahapan.ics\""));
    return reply_bytes(rq, 200, STR("text/calendar; charset=utf-8"),
                       (struct bytes){ (const uint8_t *)text.at, text.len });
}
