/*
 * transparency: see the header. What each chart draws is transparency_charts.c.
 */
#include "web/transparency.h"
#include "page/transparency.page.h"
#include "web/attested.h"
#include "web/numbers.h"
#include "web/transparency_charts.h"

#define DATA_MAX (256u << 10)

static int64_t answered_late(const struct statistics *s)
{
    uint64_t n = 0;

    for (size_t i = 0; i < DUE_KIND_COUNT; i++)
        n += s->due[i].late;
    return (int64_t)n;
}

/* ---- the page ---- */

static size_t figures_fill(struct request *rq, const struct statistics *s,
                           struct transparency_figure out[4])
{
    int64_t met = numbers_in_time(s), missed = numbers_missed(s), all = met + missed;
    int64_t late = answered_late(s);

    if (s->cases == 0)
        return 0;
    out[0] = (struct transparency_figure){
        MSG(T_TRANSP_F_RECEIVED),
        SAY(rq, T_TRANSP_F_RECEIVED_D, HOLE("n", (int64_t)(s->cases - s->intake[INTAKE_NONE]))),
        value_int((int64_t)s->cases),
    };
    out[1] = (struct transparency_figure){ MSG(T_TRANSP_F_RESULT), MSG(T_TRANSP_F_RESULT_D),
                                           value_int(numbers_results(s)) };
    out[2] = (struct transparency_figure){
        MSG(T_TRANSP_F_MET),
        all ? SAY(rq, T_TRANSP_F_MET_D, HOLE("n", met), HOLE("of", all))
            : MSG(T_TRANSP_F_NONE_D),
        all ? value_percent((struct percent){ met * 1000 / all }) : value_int(0),
    };
    out[3] = (struct transparency_figure){
        MSG(T_TRANSP_F_MISSED),
        SAY(rq, T_TRANSP_F_MISSED_D, HOLE("late", late), HOLE("open", missed - late)),
        value_int(missed),
    };
    return 4;
}

static size_t commands_fill(struct request *rq, struct str out[1])
{
    out[0] = arena_printf(rq->cx.arena, "posko audit %.*s", STR_FMT(own_address(rq)));
    return out[0].at ? 1 : 0;
}

struct work {
    struct statistics numbers;
    struct transparency_figure figures[4];
    struct transparency_chart_page charts[CHARTS_MAX];
    struct str commands[1];
    struct log_state state;
    struct transparency_page page;
};

enum err get_transparency(struct request *rq)
{
    struct work *w = ARENA_NEW(rq->cx.arena, struct work);
    struct transparency_page *p;
    bool counted;

    if (!w)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a page");
    p = &w->page;
    frame_of(rq, MSG(T_TRANSP_TITLE), &p->top, &p->bottom);
    p->top.current = NAV_TRANSPARENCY;
    TRY(log_state_read(&rq->cx, rq->env, rq->db, &w->state));
    TRY(numbers_now(rq, &w->numbers, &counted));
    p->there = w->state.there;
    if (p->there) {
        TRY(head_fill(rq, &w->state, false, &p->head));
        p->as_of = SAY(rq, T_TRANSP_AS_OF, HOLE("n", (int64_t)w->state.head.size - 1),
                       HOLE("at", when_of(rq, w->state.head.signed_us)));
    }
    if (counted && w->numbers.cases > 0) {
        p->figures_len = figures_fill(rq, &w->numbers, w->figures);
        TRY(charts_fill(rq, &w->numbers, w->charts, &p->charts_len));
    }
    if (counted && w->numbers.cases > 0) {
        p->has_attested = true;
        TRY(attested_fill(rq, &w->numbers, &p->attested));
    }
    p->figures = w->figures;
    p->charts = w->charts;
    p->commands_len = commands_fill(rq, w->commands);
    p->commands = w->commands;
    page_transparency(page_begin(rq), p);
    return reply_page(rq, 200);
}

/* ---- as data ---- */

static enum err reply_data(struct request *rq, void (*write)(struct buf *out,
                                                             const struct statistics *s),
                           struct str type, struct str disposition)
{
    struct statistics *numbers = ARENA_NEW(rq->cx.arena, struct statistics);
    struct buf b = buf_in(rq->cx.arena, DATA_MAX);
    struct str text;
    bool counted;

    if (!numbers)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "numbers");
    TRY(numbers_now(rq, numbers, &counted));
    if (!counted)
        return FAIL(&rq->cx, ERR_UNAVAILABLE, "nothing is counted here");
    write(&b, numbers);
    text = buf_end(&b);
    if (!text.at)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "numbers");
    reply_header(rq, "Content-Disposition", disposition);
    return reply_bytes(rq, 200, type, (struct bytes){ (const uint8_t *)text.at, text.len });
}

enum err get_transparency_csv(struct request *rq)
{
    return reply_data(rq, statistics_csv, STR("text/csv; charset=utf-8"),
                      STR("attachment; filename=\"transparansi.csv\""));
}

enum err get_transparency_json(struct request *rq)
{
    return reply_data(rq, statistics_json, STR("application/json"),
                      STR("attachment; filename=\"transparansi.json\""));
}
