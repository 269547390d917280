/* attested_watch: see the header. */
#include "domain/attested_watch.h"
#include "base/codec.h"
#include <stdio.h>
#include <string.h>

#define DAYS_FIRST 64

const char *attested_says_name(enum attested_says says)
{
    return says == ATTESTED_CONFIRMED ? "confirmed" : says == ATTESTED_DISPUTED ? "disputed" : "";
}

bool attested_leaf_read(const struct attested_facts *facts, struct attested_leaf *out, bool *fine)
{
    struct attested_leaf a = { .says = ATTESTED_SILENT };

    if (str_is(facts->type, "statistics.confirmed"))
        a.says = ATTESTED_CONFIRMED;
    else if (str_is(facts->type, "statistics.disputed"))
        a.says = ATTESTED_DISPUTED;
    else if (!str_is(facts->type, "statistics.attested"))
        return false;
    *fine = day_parse(facts->day, &a.day) && hex_decode(facts->sha256, a.sha256, sizeof a.sha256)
            && (a.says == ATTESTED_SILENT || agency_code_parse(facts->agency, &a.agency))
            && (str_is(facts->by, "posko") || agency_code_parse(facts->by, &a.by))
            && facts->count == (a.says == ATTESTED_SILENT ? 2 : 3);
    if (*fine)
        *out = a;
    return true;
}

void attested_watch_open(struct arena *arena, struct attested_watch *out)
{
    *out = (struct attested_watch){ .arena = arena };
}

static enum err day_keep(struct cx *cx, struct attested_watch *w, const struct attested_leaf *leaf)
{
    if (w->len == w->room) {
        size_t room = w->room ? 2 * w->room : DAYS_FIRST;
        struct attested_day *days = ARENA_ARRAY(w->arena, struct attested_day, room);

        if (!days)
            return FAIL(cx, ERR_TOO_LARGE, "days of attested numbers");
        if (w->len)
            memcpy(days, w->days, w->len * sizeof days[0]);
        w->days = days;
        w->room = room;
    }
    w->days[w->len].day = leaf->day;
    w->days[w->len].reports = leaf->reports;
    memcpy(w->days[w->len].sha256, leaf->sha256, sizeof leaf->sha256);
    w->len++;
    w->now.there = true;
    w->now.day = leaf->day;
    memcpy(w->now.sha256, leaf->sha256, sizeof leaf->sha256);
    return OK;
}

static const struct attested_day *day_find(const struct attested_watch *w, struct day day)
{
    for (size_t i = w->len; i-- > 0;)
        if (w->days[i].day.n == day.n)
            return &w->days[i];
    return NULL;
}

enum err attested_watch_leaf(struct cx *cx, struct attested_watch *w,
                             const struct attested_leaf *leaf, enum attested_leaf_fault *fault)
{
    const struct attested_day *of = day_find(w, leaf->day);

    *fault = ATTESTED_LEAF_FINE;
    if (leaf->says == ATTESTED_SILENT) {
        if (leaf->by != AGENCY_NONE)
            *fault = ATTESTED_LEAF_BY;
        else if (w->len && leaf->day.n <= w->now.day.n)
            *fault = ATTESTED_LEAF_DAY;
        else
            TRY(day_keep(cx, w, leaf));
        return OK;
    }
    if (leaf->agency == AGENCY_NONE || leaf->by != leaf->agency)
        *fault = ATTESTED_LEAF_BY;
    else if (!of)
        *fault = ATTESTED_LEAF_UNKNOWN;
    else if (memcmp(of->sha256, leaf->sha256, sizeof leaf->sha256) != 0)
        *fault = ATTESTED_LEAF_OTHER;
    else
        w->now.answers[leaf->agency] = (struct attested_answer){ leaf->says, leaf->day };
    return OK;
}

/* ---- shown ---- */

static struct str day_into(char text[16], struct day day)
{
    struct civil c = day_civil(day);
    int len = snprintf(text, 16, "%04d-%02d-%02d", c.year, c.month, c.day);

    return (struct str){ text, (size_t)len };
}

static void put_table(struct json_out *o, const struct attested_table *t, uint64_t all_cases)
{
    json_put_int(o, "cases", (int64_t)t->cases);
    json_put_int(o, "not_broken_down",
                 all_cases > t->cases ? (int64_t)(all_cases - t->cases) : 0);
    for (int d = 0; d < ATTESTED_DIMENSIONS; d++) {
        json_key(o, attested_dimension_name((enum attested_dimension)d));
        json_begin(o);
        for (size_t i = 0; i < t->len; i++)
            if (t->cells[i].of == (enum attested_dimension)d)
                json_put_int(o, t->cells[i].code, (int64_t)t->cells[i].count);
        json_end(o);
    }
}

void attested_json(struct json_out *o, const struct attested_news *news, uint64_t all_cases)
{
    const struct attested_state *s = &news->state;
    char day[16], hash[2 * ATTESTED_HASH + 1];

    if (!s->there) {
        json_nil(o);
        return;
    }
    hex_encode(hash, s->sha256, sizeof s->sha256);
    json_begin(o);
    json_put(o, "day", day_into(day, s->day));
    json_put(o, "sha256", str_of(hash));
    if (news->has_table)
        put_table(o, &news->table, all_cases);
    json_key(o, "answers");
    json_begin(o);
    for (int a = AGENCY_NONE + 1; a < AGENCY_COUNT; a++) {
        if (s->answers[a].says == ATTESTED_SILENT)
            continue;
        json_key(o, agency_code_name((enum agency_code)a));
        json_begin(o);
        json_put(o, "says", str_of(attested_says_name(s->answers[a].says)));
        json_put(o, "day", day_into(day, s->answers[a].day));
        json_end(o);
    }
    json_end(o);
    json_end(o);
}

void attested_csv(struct buf *out, const struct attested_news *news, uint64_t size)
{
    const struct attested_table *t = &news->table;
    unsigned long long entries = size;
    char day[16];

    if (!news->state.there || !news->has_table)
        return;
    day_into(day, t->day);
    buf_printf(out, "%llu,%s,attested,cases,%llu\r\n", entries, day,
               (unsigned long long)t->cases);
    for (size_t i = 0; i < t->len; i++)
        buf_printf(out, "%llu,%s,attested_%s,%s,%llu\r\n", entries, day,
                   attested_dimension_name(t->cells[i].of), t->cells[i].code,
                   (unsigned long long)t->cells[i].count);
}
