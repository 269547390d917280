/* due_watch: see the header. */
#include "domain/due_watch.h"
#include <assert.h>
#include <string.h>

#define KIND(k) (1u << (k))

/* Which leaf starts a watch, which end it, and which clocks of domain/codes.h it stands for. */
static const struct due_rule {
    const char *name, *words;
    enum event_kind starts;
    unsigned ends;   /* bit per enum event_kind; a closed or merged case ends all */
    unsigned clocks; /* bit per enum clock_name */
} due_rules[DUE_KIND_COUNT] = {
    [DUE_REVIEW] = { "review", "the first review", EVENT_REPORT_RECEIVED,
                     KIND(EVENT_CASE_REVIEWED), CODE_BIT(CLOCK_INITIAL_REVIEW) },
    [DUE_COMPLETION] = { "completion", "what the reporter was asked to add",
                         EVENT_COMPLETION_ASKED,
                         KIND(EVENT_REPORT_SUPPLEMENTED) | KIND(EVENT_CASE_REGISTERED),
                         CODE_BIT(CLOCK_COMPLETION) },
    [DUE_TRACING] = { "tracing", "tracing the first information", EVENT_CASE_REVIEWED,
                      KIND(EVENT_CASE_REGISTERED) | KIND(EVENT_FINDING_NOTED)
                          | KIND(EVENT_CASE_DECIDED),
                      CODE_BIT(CLOCK_TRACING) },
    [DUE_HANDLING] = { "handling", "the decision on a registered case", EVENT_CASE_REGISTERED,
                       KIND(EVENT_CASE_DECIDED),
                       CODE_BIT(CLOCK_HANDLING_3) | CODE_BIT(CLOCK_HANDLING_5) },
    [DUE_HANDOVER] = { "handover", "handing a crime over to the police", EVENT_CASE_DECIDED,
                       KIND(EVENT_CASE_REFERRED), CODE_BIT(CLOCK_POLICE_HANDOVER) },
    [DUE_REFERRAL] = { "referral", "the answer of the body it was referred to",
                       EVENT_CASE_REFERRED, KIND(EVENT_REFERRAL_ANSWERED),
                       CODE_BIT(CLOCK_INVESTIGATION_14WD) | CODE_BIT(CLOCK_BKN_VERIFICATION)
                           | CODE_BIT(CLOCK_SP3D_20WD) },
};

const char *due_kind_name(enum due_kind kind)
{
    assert(kind < DUE_KIND_COUNT);
    return due_rules[kind].name;
}

const char *due_kind_words(enum due_kind kind)
{
    assert(kind < DUE_KIND_COUNT);
    return due_rules[kind].words;
}

enum err due_watch_open(struct cx *cx, struct arena *arena, struct due_watch *out)
{
    struct due_watch w = { .arena = arena };

    for (size_t i = 0; i < DUE_KIND_COUNT; i++) {
        w.open[i] = ARENA_ARRAY(arena, uint32_t, DUE_DAYS);
        if (!w.open[i])
            return FAIL(cx, ERR_TOO_LARGE, "due dates");
    }
    *out = w;
    return OK;
}

static struct due_slot *slot_at(const struct due_watch *w, uint32_t place)
{
    return &w->chunks[(place - 1) / DUE_CHUNK][(place - 1) % DUE_CHUNK];
}

static uint32_t *open_of(struct due_watch *w, const struct due_slot *s)
{
    int32_t at = s->due - DUE_FIRST_DAY;

    at = at < 0 ? 0 : at >= DUE_DAYS ? DUE_DAYS - 1 : at;
    return &w->open[s->kind][at];
}

static enum err chunk_add(struct cx *cx, struct due_watch *w)
{
    size_t at = w->len / DUE_CHUNK;

    if (at == w->chunks_room) {
        size_t room = at ? at * 2 : 16;
        struct due_slot **more = ARENA_ARRAY(w->arena, struct due_slot *, room);

        if (!more)
            return FAIL(cx, ERR_TOO_LARGE, "due dates");
        if (at)
            memcpy(more, w->chunks, at * sizeof *more);
        w->chunks = more;
        w->chunks_room = room;
    }
    w->chunks[at] = ARENA_ARRAY(w->arena, struct due_slot, DUE_CHUNK);
    return w->chunks[at] ? OK : FAIL(cx, ERR_TOO_LARGE, "due dates");
}

static enum err slot_new(struct cx *cx, struct due_watch *w, uint32_t *out)
{
    if (w->free) {
        *out = w->free;
        w->free = slot_at(w, w->free)->next;
        return OK;
    }
    if (w->len % DUE_CHUNK == 0)
        TRY(chunk_add(cx, w));
    *out = ++w->len;
    return OK;
}

static void news_add(struct due_news *news, const struct due_slot *s)
{
    if (news->len < DUE_NEWS_MAX)
        news->at[news->len++] =
            (struct due_silent){ (enum due_kind)s->kind, (struct day){ s->due } };
}

static bool silent_by(const struct due_slot *s, struct day today)
{
    return !s->paused && !s->told && today.n > s->due + DUE_GRACE_DAYS;
}

/* Ends the watches of the case that the event answers, or all of them if it closes the case. */
static void slots_end(struct due_watch *w, struct due_case *c, const struct public_event *e,
                      struct due_news *news)
{
    bool all = e->kind == EVENT_CASE_CLOSED || e->kind == EVENT_CASE_MERGED;

    for (uint32_t *link = &c->first; *link;) {
        uint32_t place = *link;
        struct due_slot *s = slot_at(w, place);
        bool answered = due_rules[s->kind].ends >> e->kind & 1;

        if (answered && s->kind == DUE_REFERRAL)
            answered = s->authority == (uint8_t)e->authority;
        if (answered && s->kind == DUE_HANDOVER)
            answered = e->authority == AUTHORITY_GAKKUMDU;
        if (!answered && !all) {
            link = &s->next;
            continue;
        }
        if (silent_by(s, e->day))
            news_add(news, s);
        --*open_of(w, s);
        w->running[s->kind]--;
        if (e->day.n > s->due && !s->paused)
            w->late[s->kind]++;
        else
            w->in_time[s->kind]++;
        *link = s->next;
        s->next = w->free;
        w->free = place;
    }
}

static enum err slot_start(struct cx *cx, struct due_watch *w, struct due_case *c,
                           const struct public_event *e)
{
    for (size_t kind = 0; kind < DUE_KIND_COUNT; kind++) {
        uint32_t place;

        if (due_rules[kind].starts != e->kind)
            continue;
        TRY(slot_new(cx, w, &place));
        *slot_at(w, place) = (struct due_slot){ .due = e->due.n,
                                                .next = c->first,
                                                .kind = (uint8_t)kind,
                                                .authority = (uint8_t)e->authority };
        c->first = place;
        w->running[kind]++;
        ++*open_of(w, slot_at(w, place));
    }
    return OK;
}

static bool about_a_clock(enum event_kind kind)
{
    return kind == EVENT_CLOCK_EXTENDED || kind == EVENT_CLOCK_PAUSED
           || kind == EVENT_CLOCK_RESUMED || kind == EVENT_DEADLINE_MISSED;
}

/* The case's watch that the named clock is about: of several the one due first that the event
 * can still be about. */
static struct due_slot *slot_named(struct due_watch *w, const struct due_case *c,
                                   const struct public_event *e)
{
    struct due_slot *found = NULL;

    for (uint32_t place = c->first; place; place = slot_at(w, place)->next) {
        struct due_slot *s = slot_at(w, place);

        if (!(due_rules[s->kind].clocks & CODE_BIT(e->clock)))
            continue;
        if (e->kind == EVENT_DEADLINE_MISSED && (s->told || s->paused))
            continue;
        if (e->kind == EVENT_CLOCK_RESUMED && !s->paused)
            continue;
        if (!found || s->due < found->due)
            found = s;
    }
    return found;
}

static void clock_event(struct due_watch *w, struct due_case *c, const struct public_event *e,
                        struct due_news *news)
{
    struct due_slot *s = e->clock ? slot_named(w, c, e) : NULL;

    if (!s)
        return;
    if (e->kind == EVENT_DEADLINE_MISSED) {
        s->told = true;
        return;
    }
    if (silent_by(s, e->day))
        news_add(news, s);
    if (e->kind == EVENT_CLOCK_PAUSED) {
        s->paused = true;
        return;
    }
    s->paused = false;
    if (day_known(e->due)) {
        --*open_of(w, s);
        s->due = e->due.n;
        s->told = false;
        ++*open_of(w, s);
    }
}

enum err due_watch_event(struct cx *cx, struct due_watch *w, struct due_case *c,
                         const struct public_event *e, struct due_news *news)
{
    news->len = 0;
    if (about_a_clock(e->kind)) {
        clock_event(w, c, e, news);
        return OK;
    }
    slots_end(w, c, e, news);
    return day_known(e->due) ? slot_start(cx, w, c, e) : OK;
}

void due_watch_silent(const struct due_watch *w, const struct due_case *c, struct day today,
                      struct due_news *news)
{
    news->len = 0;
    for (uint32_t place = c->first; place; place = slot_at(w, place)->next)
        if (silent_by(slot_at(w, place), today))
            news_add(news, slot_at(w, place));
}

uint64_t due_watch_overdue(const struct due_watch *w, enum due_kind kind, struct day today)
{
    int32_t days = today.n - DUE_FIRST_DAY;
    uint64_t sum = 0;

    assert(kind < DUE_KIND_COUNT);
    for (int32_t i = 0; i < days && i < DUE_DAYS; i++)
        sum += w->open[kind][i];
    return sum;
}
