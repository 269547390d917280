/* hand_over: see the header. */
#include "action/hand_over.h"
#include "action/sign_in.h"
#include "base/json.h"
#include <string.h>

#define PLAIN_MAX 32768

/* ---- what waits ---- */

struct turn {
    bool there;
    struct watch_row offer; /* the newest that nobody took */
    int64_t last_us, begun_us;
};

static enum err newest_of(struct cx *cx, const struct env *env, struct db *db,
                          enum watch_leaf leaf, struct watch_row *row, bool *there)
{
    enum err err = store_watch_newest_of(cx, db, env->post, leaf, row);

    *there = err == OK;
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err turn_read(struct cx *cx, const struct env *env, struct db *db,
                              struct turn *out)
{
    struct turn s = { 0 };
    struct watch_row taken = { .answers = watch_no_place() };
    bool any;
    enum err err;

    TRY(newest_of(cx, env, db, WATCH_OFFERED, &s.offer, &s.there));
    TRY(newest_of(cx, env, db, WATCH_HANDED_OVER, &taken, &any));
    if (s.there && any && watch_place_eq(taken.answers, s.offer.place))
        s.there = false;
    s.last_us = any ? taken.at_us : 0;
    s.begun_us = s.last_us;
    if (!any) {
        err = store_watch_first_us(cx, db, env->post, &s.begun_us);
        if (err != OK && err != ERR_NOT_FOUND)
            return err;
    }
    *out = s;
    return OK;
}

static enum handover_state state_of(const struct cx *cx, const struct turn *s)
{
    return handover_state(s->there ? s->offer.at_us : 0, s->begun_us, cx->now_us);
}

enum err handover_waiting(struct cx *cx, const struct env *env, struct db *db,
                          enum handover_state *state, int64_t *offered_us, struct str *by)
{
    struct turn s;
    struct str initials;

    TRY(turn_read(cx, env, db, &s));
    *by = STR("");
    if (s.there)
        TRY(officer_called(cx, env, db, s.offer.officer, by, &initials));
    *state = state_of(cx, &s);
    *offered_us = s.there ? s.offer.at_us : 0;
    return OK;
}

enum err handover_read(struct cx *cx, const struct env *env, struct db *db,
                       const struct officer_session *who, struct handover *out)
{
    struct turn s;
    struct handover *h = out;
    const struct handover_text *t;

    TRY(turn_read(cx, env, db, &s));
    *h = (struct handover){ .state = state_of(cx, &s), .there = s.there, .last_us = s.last_us };
    if (!s.there)
        return OK;
    TRY(watch_line_open(cx, env, db, who, &s.offer, &h->line));
    if (h->line.unreadable)
        return FAIL(cx, ERR_CORRUPT, "the handover that waits does not open");
    h->own = h->line.own;
    t = &h->line.handover;
    h->open_len = handover_items(t->open, h->items, WATCH_ITEMS_MAX);
    h->orders_len =
        handover_items(t->orders, &h->items[h->open_len], WATCH_ITEMS_MAX - h->open_len);
    h->items_len = h->open_len + h->orders_len;
    h->items_len += handover_items(t->inventory, &h->items[h->items_len],
                                   WATCH_ITEMS_MAX - h->items_len);
    return h->items_len <= WATCH_ITEMS_MAX ? OK : FAIL(cx, ERR_CORRUPT, "items of a handover");
}

enum err handover_cases_read(struct cx *cx, const struct env *env, struct db *db,
                             const struct officer_session *who, struct handover_cases *out)
{
    struct list_ask ask = { .tab = DESK_ALL, .kecamatan = STR(""), .after = STR("") };
    struct handover_cases cases = { 0 };
    struct list_counts counts;
    struct list_page page;

    TRY(list_cases(cx, env, db, who, &ask, &page));
    TRY(list_counts(cx, env, db, who, &counts));
    for (size_t i = 0; i < page.rows_len; i++) {
        if (!page.rows[i].row.due || page.rows[i].row.due_us > cx->now_us + HANDOVER_NEAR_US)
            continue;
        if (cases.len < HANDOVER_CASES_MAX)
            cases.near[cases.len++] = &page.rows[i];
        else
            cases.more++;
    }
    cases.open = counts.tab[DESK_ALL];
    *out = cases;
    return OK;
}

/* ---- the outgoing signs ---- */

static bool items_long(struct str text, size_t *n)
{
    struct str items[WATCH_ITEMS_MAX];
    size_t count = handover_items(text, items, WATCH_ITEMS_MAX);

    for (size_t i = 0; i < count && i < WATCH_ITEMS_MAX; i++)
        if (items[i].len > WATCH_ITEM_MAX)
            return true;
    *n += count;
    return false;
}

static unsigned offer_faults(const struct handover_text *t)
{
    unsigned faults = HANDOVER_FINE;
    size_t items = 0;
    bool too_long = items_long(t->open, &items);

    too_long = items_long(t->orders, &items) || too_long;
    too_long = items_long(t->inventory, &items) || too_long;
    if (str_trim(t->happened).len == 0)
        faults |= HANDOVER_HAPPENED_MISSING;
    if (too_long || t->happened.len > WATCH_TEXT_MAX * 2)
        faults |= HANDOVER_TEXT_LONG;
    if (items > WATCH_ITEMS_MAX)
        faults |= HANDOVER_ITEMS_MANY;
    return faults;
}

static enum err sealed_as(struct cx *cx, const struct env *env, const struct agency *only,
                          const uint8_t id[16], struct buf *b, struct bytes *out)
{
    struct str text = buf_end(b);

    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "handover");
    return watch_seal(cx, env, only, id, (struct bytes){ (const uint8_t *)text.at, text.len }, out);
}

enum err handover_offer_check(struct cx *cx, const struct env *env,
                              const struct handover_text *t, struct watch_row *row,
                              unsigned *faults)
{
    struct watch_row offer = { .leaf = WATCH_OFFERED, .at_us = cx->now_us,
                               .answers = watch_no_place() };
    struct buf b = buf_in(cx->arena, PLAIN_MAX);
    struct json_out o = json_to(&b);

    *faults = offer_faults(t);
    if (*faults != HANDOVER_FINE)
        return OK;
    json_begin(&o);
    json_put(&o, "happened", str_trim(t->happened));
    json_put(&o, "open", t->open);
    json_put(&o, "orders", t->orders);
    json_put(&o, "inventory", t->inventory);
    json_end(&o);
    cx->random(offer.id, sizeof offer.id);
    TRY(sealed_as(cx, env, NULL, offer.id, &b, &offer.content));
    *row = offer;
    return OK;
}

enum err handover_offer_write(struct cx *cx, const struct env *env, struct db *tx,
                              const struct officer_session *who, struct watch_row *row)
{
    return watch_append(cx, env, tx, who, AGENCY_NONE, row);
}

/* ---- the incoming signs ---- */

static unsigned take_faults(const struct handover *h, const struct handover_cases *cases,
                            const struct handover_ticks *ticks)
{
    unsigned faults = h->own ? HANDOVER_SAME_OFFICER : HANDOVER_FINE;

    for (size_t i = 0; i < h->items_len; i++)
        if (!ticks->item[i])
            faults |= HANDOVER_UNTICKED;
    for (size_t i = 0; i < cases->len; i++) {
        bool ticked = false;

        for (size_t j = 0; j < ticks->cases_len; j++)
            ticked = ticked || str_eq(ticks->cases[j], cases->near[i]->row.number);
        if (!ticked)
            faults |= HANDOVER_UNTICKED;
    }
    return faults;
}

/* For everybody: how much was acknowledged. Which cases: for his agency alone. */
static enum err taking_seal(struct cx *cx, const struct env *env,
                            const struct officer_session *who, const struct handover *h,
                            const struct handover_cases *cases, struct watch_row *row)
{
    struct buf all = buf_in(cx->arena, PLAIN_MAX), own = buf_in(cx->arena, PLAIN_MAX);
    struct json_out a = json_to(&all), o = json_to(&own);

    json_begin(&a);
    json_put_int(&a, "items", (int64_t)h->items_len);
    json_end(&a);
    json_begin(&o);
    json_key(&o, "cases");
    json_list(&o);
    for (size_t i = 0; i < cases->len; i++)
        json_str(&o, cases->near[i]->row.number);
    json_list_end(&o);
    json_end(&o);
    TRY(sealed_as(cx, env, NULL, row->id, &all, &row->content));
    return sealed_as(cx, env, who->of, row->id, &own, &row->own);
}

enum err handover_take_check(struct cx *cx, const struct env *env,
                             const struct officer_session *who, const struct handover *h,
                             const struct handover_cases *cases,
                             const struct handover_ticks *ticks, struct handover_taking *out,
                             unsigned *faults)
{
    struct handover_taking t = { .outgoing = h->line.officer,
                                 .from = h->line.agency,
                                 .row = { .leaf = WATCH_HANDED_OVER,
                                          .at_us = cx->now_us,
                                          .answers = h->line.place } };

    *faults = take_faults(h, cases, ticks);
    if (*faults != HANDOVER_FINE)
        return OK;
    cx->random(t.row.id, sizeof t.row.id);
    TRY(taking_seal(cx, env, who, h, cases, &t.row));
    *out = t;
    return OK;
}

enum err handover_take_write(struct cx *cx, const struct env *env, struct db *tx,
                             const struct officer_session *who, struct handover_taking *t)
{
    struct turn s;

    TRY(turn_read(cx, env, tx, &s));
    if (!s.there || !watch_place_eq(s.offer.place, t->row.answers))
        return FAIL(cx, ERR_CONFLICT, "another took the watch over, or there is a newer handover");
    if (memcmp(s.offer.officer.b, who->id.b, ID_SIZE) == 0)
        return FAIL(cx, ERR_DENIED, "nobody takes the watch over from himself");
    TRY(watch_append(cx, env, tx, who, t->from, &t->row));
    return officer_sessions_end(cx, tx, t->outgoing);
}
