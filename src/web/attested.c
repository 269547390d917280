/* attested: see the header. */
#include "web/attested.h"
#include "page/words.h"
#include "web/citizen.h"

struct value attested_label(enum attested_dimension of, struct str code)
{
    enum channel channel;
    enum report_mode mode;
    struct str place;

    if (of == ATTESTED_CHANNEL && channel_parse(code, &channel))
        return value_msg(channel_words(channel));
    if (of == ATTESTED_MODE && mode_parse(code, &mode))
        return value_msg(mode_words(mode));
    place = of == ATTESTED_PLACE ? place_name(code) : STR("");
    if (place.len)
        return VALUE(place);
    return str_is(code, "none") ? VALUE(MSG(T_ATTESTED_UNKNOWN)) : VALUE(code);
}

struct msg attested_group_title(enum attested_dimension of)
{
    static const enum text_key keys[ATTESTED_DIMENSIONS] = {
        [ATTESTED_PLACE] = T_ATTESTED_PLACE,
        [ATTESTED_CHANNEL] = T_ATTESTED_CHANNEL,
        [ATTESTED_MODE] = T_ATTESTED_MODE,
    };

    return MSG(keys[of]);
}

/* The largest first; what no bar tells comes last. */
static void bars_sort(struct attested_bar *bars, size_t len)
{
    for (size_t i = 1; i < len; i++) {
        struct attested_bar one = bars[i];
        size_t k = i;

        for (; k > 0 && bars[k - 1].n < one.n; k--)
            bars[k] = bars[k - 1];
        bars[k] = one;
    }
}

static enum err group_fill(struct request *rq, const struct attested_table *t,
                           enum attested_dimension of, struct attested_group *out)
{
    struct attested_bar *bars = ARENA_ARRAY(rq->cx.arena, struct attested_bar, t->len + 1);
    uint64_t rest = attested_rest(t, of);
    int64_t most = (int64_t)rest;
    size_t len = 0;

    if (!bars)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "attested numbers");
    for (size_t i = 0; i < t->len; i++)
        if (t->cells[i].of == of)
            bars[len++] = (struct attested_bar){
                .label = attested_label(of, str_of(t->cells[i].code)),
                .n = (int64_t)t->cells[i].count,
            };
    bars_sort(bars, len);
    if (len && bars[0].n > most)
        most = bars[0].n;
    if (rest)
        bars[len++] = (struct attested_bar){ .label = VALUE(MSG(T_ATTESTED_REST)),
                                             .n = (int64_t)rest, .rest = true };
    for (size_t i = 0; i < len; i++)
        bars[i].width = most ? (int)(bars[i].n * 100 / most) : 0;
    *out = (struct attested_group){ str_of(attested_dimension_name(of)), attested_group_title(of),
                                    bars, len };
    return OK;
}

static struct attested_sign sign_of(struct request *rq, const struct agency *agency,
                                    const struct attested_state *s)
{
    const struct attested_answer *a = &s->answers[agency->code];
    struct attested_sign sign = { .name = VALUE(agency->name), .look = ATTESTED_LOOK_WAITING };
    bool this_one = a->says != ATTESTED_SILENT && a->day.n == s->day.n;

    if (this_one && a->says == ATTESTED_CONFIRMED)
        sign.look = ATTESTED_LOOK_CONFIRMED;
    else if (this_one) {
        sign.look = ATTESTED_LOOK_DISPUTED;
        sign.detail = MSG(T_ATTESTED_DISPUTED_D);
    } else if (a->says == ATTESTED_CONFIRMED)
        sign.detail = SAY(rq, T_ATTESTED_LAST_CONFIRMED, HOLE("day", a->day));
    else if (a->says == ATTESTED_DISPUTED)
        sign.detail = SAY(rq, T_ATTESTED_LAST_DISPUTED, HOLE("day", a->day));
    return sign;
}

static enum err table_fill(struct request *rq, const struct statistics *s,
                           struct attested_page *out)
{
    const struct attested_table *t = &s->attested.table;
    struct attested_group *groups =
        ARENA_ARRAY(rq->cx.arena, struct attested_group, ATTESTED_DIMENSIONS);

    if (!groups)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "attested numbers");
    out->as_of = SAY(rq, T_ATTESTED_AS_OF, HOLE("day", t->day), HOLE("n", (int64_t)t->cases));
    if (s->cases > t->cases)
        out->apart = SAY(rq, T_ATTESTED_APART, HOLE("n", (int64_t)(s->cases - t->cases)));
    out->groups = groups;
    for (int d = 0; t->cases > 0 && d < ATTESTED_DIMENSIONS; d++)
        TRY(group_fill(rq, t, (enum attested_dimension)d, &groups[out->groups_len++]));
    return OK;
}

enum err attested_fill(struct request *rq, const struct statistics *s, struct attested_page *out)
{
    const struct attested_news *news = &s->attested;
    struct attested_sign *signs =
        ARENA_ARRAY(rq->cx.arena, struct attested_sign, rq->env->agencies_len + 1);

    if (!signs)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "attested numbers");
    out->damaged = news->state.there && !news->has_table;
    if (!news->has_table)
        return OK;
    TRY(table_fill(rq, s, out));
    for (size_t i = 0; i < rq->env->agencies_len; i++)
        signs[i] = sign_of(rq, &rq->env->agencies[i], &news->state);
    out->signs = signs;
    out->signs_len = rq->env->agencies_len;
    return OK;
}
