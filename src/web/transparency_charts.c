/* transparency_charts: see the header. */
#include "web/transparency_charts.h"
#include "web/numbers.h"
#include "page/words.h"

#define TALLIES_MAX 32 /* no list of codes is longer: domain/codes.h */
#define COLUMNS_MAX 4
#define MONTHS_SHOWN 5
#define BAR_HEIGHT 140

/* One line of a chart: a label, what the bar draws, and the table's cells. */
struct tally {
    struct msg label;
    int64_t n, late; /* late: the missed part of the bar, beside n */
    struct msg note;
    int64_t cells[COLUMNS_MAX];
};

struct tallies {
    struct tally at[TALLIES_MAX];
    size_t len;
    int64_t sum, max; /* of n */
};

static struct tallies *tallies_new(struct request *rq)
{
    return ARENA_NEW(rq->cx.arena, struct tallies);
}

static void tally_add(struct tallies *t, struct tally one)
{
    int64_t whole = one.n + one.late;

    if (t->len == TALLIES_MAX)
        return;
    t->at[t->len++] = one;
    t->sum += one.n;
    if (whole > t->max)
        t->max = whole;
}

/* The largest first; equal ones stay in the order of the codes. */
static void tallies_sort(struct tallies *t)
{
    for (size_t i = 1; i < t->len; i++) {
        struct tally one = t->at[i];
        size_t k = i;

        for (; k > 0 && t->at[k - 1].n < one.n; k--)
            t->at[k] = t->at[k - 1];
        t->at[k] = one;
    }
}

static int share(int64_t n, int64_t max)
{
    return max > 0 && n > 0 ? (int)(n * 100 / max > 0 ? n * 100 / max : 1) : 0;
}

/* Bars and table of a chart, out of its lines. */
static enum err chart_draw(struct request *rq, const struct tallies *t,
                           struct transparency_chart_page *c)
{
    struct chart_bar *bars = ARENA_ARRAY(rq->cx.arena, struct chart_bar, t->len + 1);
    struct chart_row *rows = ARENA_ARRAY(rq->cx.arena, struct chart_row, t->len + 1);

    if (!bars || !rows)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "chart");
    for (size_t i = 0; i < t->len; i++) {
        const struct tally *one = &t->at[i];

        bars[i] = (struct chart_bar){
            .label = value_msg(one->label), .n = one->n, .note = one->note,
            .width = share(one->n, t->max), .late_x = share(one->n, t->max),
            .late_width = share(one->late, t->max),
        };
        rows[i] = (struct chart_row){ value_msg(one->label), one->cells, c->heads_len };
    }
    c->bars = bars;
    c->rows = rows;
    c->bars_len = c->rows_len = t->len;
    return OK;
}

static const struct msg count_heads[] = { MSG(T_TRANSP_C_COUNT) };

/* ---- lists with one number each ---- */

struct list_chart {
    const char *id;
    const uint64_t *cells;
    size_t first, count;
    struct msg (*words)(unsigned code);
    enum text_key none, top, what, head; /* none T_NONE: left out where it is empty */
};

static enum err list_fill(struct request *rq, const struct list_chart *list,
                          struct transparency_chart_page *c, bool *shown)
{
    struct tallies *t = tallies_new(rq);
    const struct tally *best;

    if (!t)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "chart");
    for (size_t i = list->first; i < list->count; i++)
        if (list->cells[i] > 0)
            tally_add(t, (struct tally){ .label = list->words((unsigned)i),
                                         .n = (int64_t)list->cells[i],
                                         .cells = { (int64_t)list->cells[i] } });
    *shown = t->len > 0 || list->none != T_NONE;
    if (!*shown)
        return OK;
    for (size_t i = 0; i < t->len; i++)
        t->at[i].note = SAY(rq, T_TRANSP_STAGE_V, HOLE("of", t->sum));
    tallies_sort(t);
    best = &t->at[0];
    *c = (struct transparency_chart_page){
        .id = str_of(list->id), .what = MSG(list->what), .label_head = MSG(list->head),
        .heads = count_heads, .heads_len = COUNT_OF(count_heads), .title = MSG(list->none),
    };
    if (t->len > 0)
        c->title = SAY(rq, list->top, HOLE("n", best->n), HOLE("of", t->sum),
                       HOLE("what", best->label));
    return chart_draw(rq, t, c);
}

static struct msg intake_label(unsigned code)
{
    return intake_words((enum intake_kind)code);
}

static struct msg category_label(unsigned code)
{
    return category_words((enum reported_category)code);
}

static struct msg result_label(unsigned code)
{
    return code == RESULT_NONE ? MSG(T_TRANSP_NOT_STATED) : result_words((enum result)code);
}

/* ---- the others ---- */

static const enum text_key due_keys[DUE_KIND_COUNT] = {
    [DUE_REVIEW] = T_TRANSP_DUE_REVIEW,         [DUE_COMPLETION] = T_TRANSP_DUE_COMPLETION,
    [DUE_TRACING] = T_TRANSP_DUE_TRACING,       [DUE_HANDLING] = T_TRANSP_DUE_HANDLING,
    [DUE_HANDOVER] = T_TRANSP_DUE_HANDOVER,     [DUE_REFERRAL] = T_TRANSP_DUE_REFERRAL,
};

static enum err deadlines_fill(struct request *rq, const struct statistics *s,
                               struct transparency_chart_page *c)
{
    static const struct msg heads[] = { MSG(T_TRANSP_C_IN_TIME), MSG(T_TRANSP_C_LATE),
                                        MSG(T_TRANSP_C_OVERDUE), MSG(T_TRANSP_C_RUNNING) };
    struct tallies *t = tallies_new(rq);
    int64_t missed = numbers_missed(s), all = numbers_in_time(s) + missed;

    if (!t)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "chart");
    for (size_t i = 0; i < DUE_KIND_COUNT; i++) {
        int64_t met = (int64_t)s->due[i].in_time, late = (int64_t)s->due[i].late;
        int64_t overdue = (int64_t)s->due[i].overdue;
        int64_t running = (int64_t)s->due[i].running - overdue;

        if (met + late + overdue + running > 0)
            tally_add(t, (struct tally){
                             .label = MSG(due_keys[i]), .n = met, .late = late + overdue,
                             .note = SAY(rq, T_TRANSP_DUE_V, HOLE("missed", late + overdue)),
                             .cells = { met, late, overdue, running } });
    }
    *c = (struct transparency_chart_page){
        .id = STR("tenggat"), .legend = true, .what = MSG(T_TRANSP_DUE_D),
        .label_head = MSG(T_TRANSP_C_WHAT), .heads = heads, .heads_len = COUNT_OF(heads),
        .title = all == 0 ? MSG(T_TRANSP_DUE_NONE)
               : missed   ? SAY(rq, T_TRANSP_DUE_SOME, HOLE("missed", missed), HOLE("n", all))
                          : SAY(rq, T_TRANSP_DUE_ALL, HOLE("n", all)),
    };
    return chart_draw(rq, t, c);
}

static struct msg month_words(struct request *rq, int year, int month)
{
    static const enum text_key keys[] = { T_WHEN_JAN, T_WHEN_FEB, T_WHEN_MAR, T_WHEN_APR,
                                          T_WHEN_MAY_SHORT, T_WHEN_JUN, T_WHEN_JUL, T_WHEN_AUG,
                                          T_WHEN_SEP, T_WHEN_OCT, T_WHEN_NOV, T_WHEN_DEC };

    return SAY(rq, T_TRANSP_MONTH, HOLE("m", MSG(keys[month - 1])),
               HOLE("y", value_plain(year)));
}

static enum err months_fill(struct request *rq, const struct statistics *s,
                            struct transparency_chart_page *c)
{
    struct chart_bar *bars = ARENA_ARRAY(rq->cx.arena, struct chart_bar, s->months_len + 1);
    struct chart_row *rows = ARENA_ARRAY(rq->cx.arena, struct chart_row, s->months_len + 1);
    int64_t *cells = ARENA_ARRAY(rq->cx.arena, int64_t, s->months_len + 1);
    size_t first = s->months_len > MONTHS_SHOWN ? s->months_len - MONTHS_SHOWN : 0, best = 0;
    struct civil today = day_civil(s->day);
    int64_t max = 0;

    if (!bars || !rows || !cells)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "chart");
    for (size_t i = 0; i < s->months_len; i++) {
        struct msg label = month_words(rq, s->months[i].year, s->months[i].month);

        cells[i] = (int64_t)s->months[i].reports;
        if (cells[i] > cells[best])
            best = i;
        if (i >= first && cells[i] > max)
            max = cells[i];
        rows[i] = (struct chart_row){ value_msg(label), &cells[i], 1 };
        bars[i] = (struct chart_bar){
            .label = value_msg(label), .n = cells[i],
            .partial = s->months[i].year == today.year && s->months[i].month == today.month,
        };
    }
    for (size_t i = first; i < s->months_len; i++)
        bars[i].height = share(cells[i], max) * BAR_HEIGHT / 100 + 2;
    *c = (struct transparency_chart_page){
        .id = STR("bulan"), .upright = true, .what = MSG(T_TRANSP_MONTH_D),
        .also = first > 0 ? MSG(T_TRANSP_MONTH_LATEST) : MSG(T_NONE),
        .label_head = MSG(T_TRANSP_MONTH_C), .heads = count_heads, .heads_len = 1,
        .bars = bars + first, .bars_len = s->months_len - first, .rows = rows,
        .rows_len = s->months_len,
    };
    if (s->months_len > 0)
        c->title = SAY(rq, s->months_len == 1 ? T_TRANSP_MONTH_ONE : T_TRANSP_MONTH_BEST,
                       HOLE("month", month_words(rq, s->months[best].year,
                                                 s->months[best].month)),
                       HOLE_COUNT("n", cells[best]));
    return OK;
}

static enum err stages_fill(struct request *rq, const struct statistics *s,
                            struct transparency_chart_page *c)
{
    struct tallies *t = tallies_new(rq);

    if (!t)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "chart");
    for (size_t i = STAGE_RECEIVED; i < STAGE_COUNT; i++)
        tally_add(t, (struct tally){ .label = stage_words((enum case_stage)i),
                                     .n = (int64_t)s->stage[i],
                                     .note = SAY(rq, T_TRANSP_STAGE_V,
                                                 HOLE("of", (int64_t)s->cases)),
                                     .cells = { (int64_t)s->stage[i] } });
    *c = (struct transparency_chart_page){
        .id = STR("tahap"), .what = MSG(T_TRANSP_STAGE_D), .label_head = MSG(T_TRANSP_STAGE_C),
        .heads = count_heads, .heads_len = 1,
        .title = SAY(rq, T_TRANSP_STAGE_DONE, HOLE("n", numbers_results(s)),
                     HOLE("of", (int64_t)s->cases)),
    };
    return chart_draw(rq, t, c);
}

static enum err referrals_fill(struct request *rq, const struct statistics *s,
                               struct transparency_chart_page *c)
{
    static const struct msg heads[] = { MSG(T_TRANSP_C_REFERRED), MSG(T_TRANSP_C_RECEIVED),
                                        MSG(T_TRANSP_C_ANSWERED) };
    struct tallies *t = tallies_new(rq);
    int64_t answered = 0;

    if (!t)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "chart");
    for (size_t i = AUTHORITY_NONE + 1; i < AUTHORITY_COUNT; i++) {
        int64_t n = (int64_t)s->referred[i], back = (int64_t)s->answered[i];

        if (n == 0)
            continue;
        answered += back;
        tally_add(t, (struct tally){ .label = authority_words((enum authority)i), .n = n,
                                     .note = SAY(rq, T_TRANSP_REFERRED_V, HOLE("n", back)),
                                     .cells = { n, (int64_t)s->received[i], back } });
    }
    tallies_sort(t);
    *c = (struct transparency_chart_page){
        .id = STR("penerusan"), .what = MSG(T_TRANSP_REFERRED_D),
        .label_head = MSG(T_TRANSP_REFERRED_C), .heads = heads, .heads_len = COUNT_OF(heads),
        .title = t->len ? SAY(rq, T_TRANSP_REFERRED_TOP, HOLE("answered", answered),
                              HOLE("n", t->sum))
                        : MSG(T_TRANSP_REFERRED_NONE),
    };
    return chart_draw(rq, t, c);
}

enum err charts_fill(struct request *rq, const struct statistics *s,
                     struct transparency_chart_page out[CHARTS_MAX], size_t *len)
{
    const struct list_chart lists[] = {
        { "jenis", s->intake, 1, INTAKE_COUNT, intake_label, T_TRANSP_INTAKE_NONE,
          T_TRANSP_INTAKE_TOP, T_TRANSP_INTAKE_D, T_TRANSP_INTAKE_C },
        { "siapa", s->category, 1, CATEGORY_COUNT, category_label, T_NONE,
          T_TRANSP_CATEGORY_TOP, T_TRANSP_CATEGORY_D, T_TRANSP_CATEGORY_C },
        { "jawaban", s->answer, 0, RESULT_COUNT, result_label, T_NONE, T_TRANSP_ANSWER_TOP,
          T_TRANSP_ANSWER_D, T_TRANSP_ANSWER_C },
        { "hasil", s->result, 1, RESULT_COUNT, result_label, T_TRANSP_RESULT_NONE,
          T_TRANSP_RESULT_TOP, T_TRANSP_RESULT_D, T_TRANSP_RESULT_C },
    };
    size_t n = 0;
    bool shown;

    TRY(deadlines_fill(rq, s, &out[n++]));
    TRY(months_fill(rq, s, &out[n++]));
    TRY(stages_fill(rq, s, &out[n++]));
    TRY(referrals_fill(rq, s, &out[n++]));
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        TRY(list_fill(rq, &lists[i], &out[n], &shown));
        n += shown;
    }
    for (size_t i = 0; i < n; i++)
        out[i].newest = (int64_t)s->size - 1;
    *len = n;
    return OK;
}
