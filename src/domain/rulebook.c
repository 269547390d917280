/*
 * rulebook: lookups by date, place and code in a loaded rule set. Lists are
 * short (tens of entries), so they are walked.
 */
#include "domain/rulebook.h"
#include <assert.h>

static bool before(struct day a, struct day b)
{
    return day_known(a) && day_known(b) && a.n < b.n;
}

enum law_answer law_holds(const struct law *law, struct day act, struct day act_latest,
                          struct day filing)
{
    struct day d = law->by == LAW_BY_FILING ? filing : act;

    if (!day_known(law->from) && !day_known(law->to))
        return LAW_YES;
    if (day_known(d)) {
        if (before(d, law->from))
            return LAW_TOO_EARLY;
        return before(law->to, d) ? LAW_NO : LAW_YES;
    }
    if (law->by == LAW_BY_ACT && before(act_latest, law->from))
        return LAW_TOO_EARLY;
    return LAW_DAY_UNKNOWN;
}

const struct rulebook *rulebook_for(const struct rulebook *const books[], size_t count,
                                    struct day d)
{
    const struct rulebook *best = NULL, *first = NULL, *last = NULL;

    assert(count > 0);
    for (size_t i = 0; i < count; i++) {
        const struct rulebook *b = books[i];

        if (!first || before(b->from, first->from))
            first = b;
        if (!last || before(last->from, b->from))
            last = b;
        if (day_known(d) && !before(d, b->from) && (!best || before(best->from, b->from)))
            best = b;
    }
    if (!day_known(d))
        return last;
    return best ? best : first;
}

const struct clock_rule *rulebook_clock(const struct rulebook *book, enum clock_name name,
                                        struct day filing)
{
    for (size_t i = 0; i < book->clocks_count; i++) {
        const struct clock_rule *c = &book->clocks[i];

        if (c->name == name && law_holds(&c->law, filing, filing, filing) == LAW_YES)
            return c;
    }
    return NULL;
}

const struct act_rule *rulebook_act(const struct rulebook *book, enum act act,
                                    enum reported_category category, struct day on)
{
    for (size_t i = 0; i < book->acts_count; i++) {
        const struct act_rule *a = &book->acts[i];

        if (a->act == act && (a->categories & CODE_BIT(category))
            && law_holds(&a->law, on, on, on) == LAW_YES)
            return a;
    }
    return NULL;
}

static const struct holiday_year *holiday_year_of(const struct rulebook *book, int year)
{
    for (size_t i = 0; i < book->holidays_count; i++)
        if (book->holidays[i].year == year)
            return &book->holidays[i];
    return NULL;
}

struct str rulebook_holiday(const struct rulebook *book, struct day d)
{
    const struct holiday_year *y = holiday_year_of(book, day_civil(d).year);

    for (size_t i = 0; y && i < y->days_count; i++)
        if (y->days[i].on.n == d.n)
            return y->days[i].name;
    return STR("");
}

bool rulebook_holidays_listed(const struct rulebook *book, int year, bool *verified)
{
    const struct holiday_year *y = holiday_year_of(book, year);

    if (y)
        *verified = y->law.verified;
    return y != NULL;
}

bool rulebook_working_day(const struct rulebook *book, struct day d)
{
    return day_weekday(d) < 5 && rulebook_holiday(book, d).len == 0;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_word(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.at[i]) != lower(b.at[i]))
            return false;
    return true;
}

/* The next word of letters and digits; false at the end. */
static bool next_word(struct str *rest, struct str *word)
{
    size_t i = 0, start;

    while (i < rest->len && (rest->at[i] == ' ' || rest->at[i] == '.' || rest->at[i] == '-'
                             || rest->at[i] == ',' || rest->at[i] == '\t'))
        i++;
    start = i;
    while (i < rest->len && !(rest->at[i] == ' ' || rest->at[i] == '.' || rest->at[i] == '-'
                              || rest->at[i] == ',' || rest->at[i] == '\t'))
        i++;
    *word = str_first(str_from(*rest, start), i - start);
    *rest = str_from(*rest, i);
    return word->len > 0;
}

enum area { AREA_PLAIN, AREA_KAB, AREA_KOTA, AREA_PROV };

/* What kind of area a leading word says; the word is then taken off. */
static enum area area_of(struct str *name)
{
    static const struct {
        const char *word;
        enum area area;
    } words[] = {
        { "kab", AREA_KAB },       { "kabupaten", AREA_KAB }, { "kota", AREA_KOTA },
        { "provinsi", AREA_PROV }, { "prov", AREA_PROV },
    };
    struct str rest = *name, word = { 0 };

    if (!next_word(&rest, &word))
        return AREA_PLAIN;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (same_word(word, str_of(words[i].word))) {
            *name = rest;
            return words[i].area;
        }
    }
    return AREA_PLAIN;
}

/* Same name, and no saying of kind against kind. */
static bool same_place(struct str a, struct str b)
{
    enum area kind_a = area_of(&a), kind_b = area_of(&b);
    struct str word_a = { 0 }, word_b = { 0 };
    bool more_a, more_b;

    if (kind_a != kind_b && kind_a != AREA_PLAIN && kind_b != AREA_PLAIN)
        return false;
    for (;;) {
        more_a = next_word(&a, &word_a);
        more_b = next_word(&b, &word_b);
        if (!more_a || !more_b)
            return more_a == more_b;
        if (!same_word(word_a, word_b))
            return false;
    }
}

/* A province's name names the province: it says so, or was asked as one. */
static bool names_region(const struct election_event *e, struct str kab_kota, struct str provinsi)
{
    for (size_t i = 0; i < e->regions_count; i++) {
        struct str r = e->regions[i];
        struct str rest = r;
        bool province = area_of(&rest) == AREA_PROV;

        if (!province && kab_kota.len > 0 && same_place(r, kab_kota))
            return true;
        if (province && provinsi.len > 0 && same_place(r, provinsi))
            return true;
    }
    return false;
}

static bool event_holds(const struct election_event *e, struct day d)
{
    return !before(d, e->from) && !before(e->to, d);
}

const struct election_event *rulebook_event(const struct rulebook *book, struct str kab_kota,
                                            struct str provinsi, struct day d)
{
    const struct election_event *everywhere = NULL, *partial = NULL;

    if (!day_known(d))
        return NULL;
    for (size_t i = 0; i < book->events_count; i++) {
        const struct election_event *e = &book->events[i];

        if (!event_holds(e, d))
            continue;
        if (e->regions_count > 0) {
            if (names_region(e, kab_kota, provinsi))
                return e;
        } else if (e->partial) {
            partial = partial ? partial : e;
        } else {
            everywhere = everywhere ? everywhere : e;
        }
    }
    return everywhere ? everywhere : partial;
}

const struct stage *rulebook_stage(const struct rulebook *book, struct str event, struct str code)
{
    for (size_t i = 0; i < book->stages_count; i++)
        if (str_eq(book->stages[i].event, event) && str_eq(book->stages[i].code, code))
            return &book->stages[i];
    return NULL;
}

const struct stage *rulebook_stage_on(const struct rulebook *book, struct str event, struct day d,
                                      size_t *next)
{
    while (*next < book->stages_count) {
        const struct stage *s = &book->stages[(*next)++];

        if (str_eq(s->event, event) && (day_known(s->start) || day_known(s->end))
            && !before(d, s->start) && day_known(s->end) && !before(s->end, d))
            return s;
    }
    return NULL;
}

bool rulebook_zone(const struct rulebook *book, struct str provinsi, int *minutes)
{
    if (str_trim(provinsi).len == 0)
        return false;
    for (size_t i = 0; i < book->zones_count; i++) {
        const struct zone_rule *z = &book->zones[i];

        for (size_t k = 0; k < z->provinces_count; k++) {
            if (same_place(z->provinces[k], provinsi)) {
                *minutes = z->minutes;
                return true;
            }
        }
    }
    return false;
}
