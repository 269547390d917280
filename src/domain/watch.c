/* watch: see the header. */
#include "domain/watch.h"
#include <assert.h>

static const char *const kinds[WATCH_KIND_COUNT] = {
    [WATCH_NONE] = "",
    [WATCH_SITUATION] = "situation",
    [WATCH_VISITOR] = "visitor",
    [WATCH_PATROL] = "patrol",
    [WATCH_CALL] = "call",
    [WATCH_EQUIPMENT] = "equipment",
    [WATCH_OBSERVATION] = "observation",
    [WATCH_NIHIL] = "nihil",
    [WATCH_CORRECTION] = "correction",
};

static const char *const leaves[WATCH_LEAF_COUNT] = {
    [WATCH_ENTERED] = "watch.entered",
    [WATCH_OFFERED] = "watch.offered",
    [WATCH_HANDED_OVER] = "watch.handed_over",
};

const char *watch_kind_name(enum watch_kind kind)
{
    assert(kind < WATCH_KIND_COUNT);
    return kinds[kind];
}

bool watch_kind_parse(struct str name, enum watch_kind *out)
{
    for (enum watch_kind k = WATCH_NONE + 1; k < WATCH_KIND_COUNT; k++)
        if (str_is(name, kinds[k])) {
            *out = k;
            return true;
        }
    return false;
}

const char *watch_leaf_name(enum watch_leaf leaf)
{
    assert(leaf < WATCH_LEAF_COUNT);
    return leaves[leaf];
}

bool watch_leaf_parse(struct str name, enum watch_leaf *out)
{
    for (enum watch_leaf l = 0; l < WATCH_LEAF_COUNT; l++)
        if (str_is(name, leaves[l])) {
            *out = l;
            return true;
        }
    return false;
}

/* ---- places ---- */

struct watch_place watch_no_place(void)
{
    return (struct watch_place){ DAY_NONE, 0 };
}

bool watch_place_eq(struct watch_place a, struct watch_place b)
{
    return a.day.n == b.day.n && a.number == b.number;
}

struct str watch_place_text(struct arena *arena, struct watch_place place)
{
    struct str day = day_text(arena, place.day);

    return arena_printf(arena, "%.*s %u", STR_FMT(day), place.number);
}

bool watch_place_parse(struct str text, struct watch_place *out)
{
    struct watch_place place;
    struct str day;
    uint64_t number;

    if (!str_cut(&text, ' ', &day) || !day_parse(day, &place.day) || !str_to_u64(text, &number)
        || number == 0 || number > WATCH_DAY_MAX)
        return false;
    place.number = (uint32_t)number;
    *out = place;
    return true;
}

struct watch_place watch_place_next(struct watch_place last, struct day today)
{
    if (day_known(last.day) && last.day.n >= today.n)
        return (struct watch_place){ last.day, last.number + 1 };
    return (struct watch_place){ today, 1 };
}

bool watch_place_follows(struct watch_place a, struct watch_place b)
{
    if (!day_known(a.day))
        return b.number == 1;
    return b.day.n == a.day.n ? b.number == a.number + 1 : b.day.n > a.day.n && b.number == 1;
}

/* ---- times ---- */

bool watch_moment(int64_t now_us, int zone_minutes, int hour, int minute, int64_t *out)
{
    int64_t day_us = day_start_us(day_at(now_us, zone_minutes), zone_minutes);
    int64_t at = day_us + (hour * 60 + minute) * (HOUR_US / 60);

    if (at > now_us + WATCH_AHEAD_US)
        at -= DAY_US; /* entered past midnight, of the evening before */
    if (at < now_us - WATCH_BACK_US)
        return false;
    *out = at > now_us ? now_us : at;
    return true;
}

static bool two_digits(struct str s, int below, int *out)
{
    int n = 0;

    if (s.len < 1 || s.len > 2)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
        n = n * 10 + (s.at[i] - '0');
    }
    *out = n;
    return n < below;
}

bool watch_time_parse(struct str text, int *hour, int *minute)
{
    struct str rest = str_trim(text), first;
    char mark = str_find(rest, STR(":")) != SIZE_MAX ? ':' : '.';
    int h = 0, m = 0;

    if (str_find(rest, mark == ':' ? STR(":") : STR(".")) != SIZE_MAX) {
        (void)str_cut(&rest, mark, &first);
    } else if (rest.len == 3 || rest.len == 4) {
        first = str_first(rest, rest.len - 2);
        rest = str_from(rest, rest.len - 2);
    } else {
        return false;
    }
    if (rest.len != 2 || !two_digits(first, 24, &h) || !two_digits(rest, 60, &m))
        return false;
    *hour = h;
    *minute = m;
    return true;
}

int64_t watch_since(int64_t handed_over_us, int64_t now_us)
{
    int64_t longest = now_us - WATCH_LONGEST_US;

    return handed_over_us > longest ? handed_over_us : longest;
}

/* ---- entries ---- */

unsigned watch_entry_check(const struct watch_entry *e, const struct watch_book_state *book)
{
    unsigned faults = WATCH_FINE;

    if (e->kind <= WATCH_NONE || e->kind >= WATCH_KIND_COUNT)
        faults |= WATCH_KIND_MISSING;
    if (e->kind != WATCH_NIHIL && str_trim(e->text).len == 0)
        faults |= WATCH_TEXT_MISSING;
    if (e->text.len > WATCH_TEXT_MAX)
        faults |= WATCH_TEXT_LONG;
    if (e->at_us <= 0)
        faults |= WATCH_TIME_BAD;
    if (e->kind == WATCH_NIHIL && book->entries_since > 0)
        faults |= WATCH_NIHIL_FALSE;
    /* a correction is not corrected: the line it names is, once more */
    if (e->kind == WATCH_CORRECTION
        && (!day_known(e->corrects.day) || book->corrected_kind == WATCH_NONE
            || book->corrected_kind == WATCH_CORRECTION))
        faults |= WATCH_CORRECTS_NONE;
    if (e->kind != WATCH_CORRECTION && day_known(e->corrects.day))
        faults |= WATCH_CORRECTS_NONE;
    return faults;
}

/* ---- handover ---- */

enum handover_state handover_state(int64_t offered_us, int64_t handed_over_us, int64_t now_us)
{
    if (offered_us > 0)
        return now_us - offered_us > WATCH_WAIT_US ? HANDOVER_LATE : HANDOVER_WAITING;
    if (handed_over_us > 0 && now_us - handed_over_us > WATCH_LONGEST_US + WATCH_WAIT_US)
        return HANDOVER_MISSED;
    return HANDOVER_NONE;
}

size_t handover_items(struct str text, struct str *out, size_t room)
{
    struct str line;
    size_t n = 0;

    while (str_cut(&text, '\n', &line)) {
        line = str_trim(line);
        if (line.len == 0)
            continue;
        if (n < room)
            out[n] = line;
        n++;
    }
    return n;
}
