/* desk_handover: the two forms by which a watch passes from one officer to another, each signed
 * with the password once more. */
#include "page/desk_handover.page.h"
#include "page/desk_handover_take.page.h"
#include "page/words.h"
#include "web/desk_shell.h"
#include "web/desk_watch.h"
#include "web/watch_routes.h"
#include <string.h>

#define MENDS_MAX 6
#define FIELDS_MAX 4
#define GROUPS_MAX 3

#define SAID(rq, key, ...)                                                                    \
    desk_watch_msg((rq), (key), (const struct hole[]){ __VA_ARGS__ },                         \
                   COUNT_OF(((const struct hole[]){ __VA_ARGS__ })))

static struct when when_of(const struct request *rq, int64_t us)
{
    return (struct when){ us, rq->env->zone_minutes };
}

static void mend(struct mends_page *to, struct mend *mends, const char *id, struct msg text)
{
    mends[to->mends_len++] = (struct mend){ .text = text, .id = str_of(id) };
    to->mends = mends;
}

/* ---- cases near their date ---- */

static enum err cases_fill(struct request *rq, const struct handover_cases *cases,
                           struct desk_watch_case **out, struct msg *more)
{
    struct desk_watch_case *lines = ARENA_ARRAY(rq->cx.arena, struct desk_watch_case,
                                                cases->len + 1);

    if (!lines)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "cases of a handover");
    for (size_t i = 0; i < cases->len; i++) {
        const struct desk_row *row = &cases->near[i]->row;

        lines[i] = (struct desk_watch_case){
            .to = desk_case_link(rq, row->number, NULL), .number = row->number,
            .title = cases->near[i]->title, .late = row->due_us <= rq->cx.now_us,
            .id = arena_printf(rq->cx.arena, "perkara-%zu", i),
            .due = row->due_us <= rq->cx.now_us ? MSG(T_HANDOVER_LATE_SINCE)
                                                : desk_due_words(rq, row->due_us),
        };
    }
    if (cases->more)
        *more = SAID(rq, T_HANDOVER_CASES_MORE, HOLE("n", (long)cases->more));
    *out = lines;
    return OK;
}

/* ---- the outgoing ---- */

struct offer_work {
    struct handover_text text;
    struct watch_row row;
};

static const struct {
    const char *name;
    enum text_key label, hint;
} parts[FIELDS_MAX] = {
    { "kejadian", T_HANDOVER_HAPPENED, T_HANDOVER_HAPPENED_HINT },
    { "terbuka", T_HANDOVER_OPEN, T_HANDOVER_ITEMS_HINT },
    { "perintah", T_HANDOVER_ORDERS, T_HANDOVER_ITEMS_HINT },
    { "barang", T_HANDOVER_INVENTORY, T_HANDOVER_ITEMS_HINT },
};

static void offer_mends(struct desk_handover_page *p, struct ask_field_page *fields,
                        struct mend *mends, unsigned faults)
{
    static const struct {
        enum handover_fault fault;
        const char *field;
        enum text_key text;
        size_t at;
    } table[] = {
        { HANDOVER_HAPPENED_MISSING, "kejadian", T_HANDOVER_BAD_HAPPENED, 0 },
        { HANDOVER_TEXT_LONG, "terbuka", T_HANDOVER_BAD_LONG, 1 },
        { HANDOVER_ITEMS_MANY, "terbuka", T_HANDOVER_BAD_MANY, 1 },
    };

    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (faults & table[i].fault) {
            mend(&p->mends, mends, table[i].field, MSG(table[i].text));
            fields[table[i].at].mend = MSG(table[i].text);
        }
    if (p->again.mend.key != T_NONE)
        mend(&p->mends, mends, PASSWORD_AGAIN, p->again.mend);
    p->top.error = p->mends.mends_len > 0;
}

static enum err offer_show(struct request *rq, const struct handover_text *text, unsigned faults,
                           int status)
{
    const struct str typed[FIELDS_MAX] = { text->happened, text->open, text->orders,
                                           text->inventory };
    struct ask_field_page *fields = ARENA_ARRAY(rq->cx.arena, struct ask_field_page, FIELDS_MAX);
    struct mend *mends = ARENA_ARRAY(rq->cx.arena, struct mend, MENDS_MAX);
    struct desk_handover_page p = { .back = desk_watch_link("/meja/buku") };
    struct desk_watch_case *cases;
    struct handover_cases near;
    struct handover h;

    if (!fields || !mends)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "handover");
    TRY(handover_read(&rq->cx, rq->env, rq->db, rq->officer, &h));
    TRY(handover_cases_read(&rq->cx, rq->env, rq->db, rq->officer, &near));
    TRY(cases_fill(rq, &near, &cases, &p.more));
    p.open = (long)near.open;
    p.cases = cases;
    p.cases_len = near.len;
    desk_top_fill(rq, DESK_NAV_WATCH, VALUE(MSG(T_HANDOVER_TITLE)), &p.top);
    desk_nav_fill(rq, DESK_NAV_WATCH, &p.side, &p.bottom);
    desk_again_fill(rq, &p.again);
    TRY(desk_watch_strip_fill(rq, &p.strip));
    p.csrf = p.top.csrf;
    if (h.there)
        p.replaces = SAID(rq, T_HANDOVER_REPLACES, HOLE("name", h.line.name));
    for (size_t i = 0; i < FIELDS_MAX; i++)
        fields[i] = (struct ask_field_page){ .kind = ASK_TEXT, .name = str_of(parts[i].name),
                                             .label = MSG(parts[i].label),
                                             .hint = MSG(parts[i].hint), .optional = i > 0,
                                             .value = typed[i] };
    p.fields = fields;
    p.fields_len = FIELDS_MAX;
    offer_mends(&p, fields, mends, faults);
    page_desk_handover(page_begin(rq), &p);
    return reply_page(rq, status);
}

enum err get_desk_handover(struct request *rq)
{
    const struct handover_text none = { STR(""), STR(""), STR(""), STR("") };

    return offer_show(rq, &none, HANDOVER_FINE, 200);
}

enum err check_desk_handover(struct request *rq)
{
    struct offer_work *w = ARENA_NEW(rq->cx.arena, struct offer_work);
    unsigned faults;

    if (!w)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "handover");
    w->text = (struct handover_text){ .happened = form_get(rq, "kejadian"),
                                      .open = form_get(rq, "terbuka"),
                                      .orders = form_get(rq, "perintah"),
                                      .inventory = form_get(rq, "barang") };
    TRY(handover_offer_check(&rq->cx, rq->env, &w->text, &w->row, &faults));
    if (rq->again != AGAIN_FINE || faults != HANDOVER_FINE)
        return offer_show(rq, &w->text, faults, 422);
    rq->work = w;
    return OK;
}

enum err write_desk_handover(struct request *rq, struct db *tx)
{
    struct offer_work *w = rq->work;

    TRY(handover_offer_write(&rq->cx, rq->env, tx, rq->officer, &w->row));
    rq->public_changed = true;
    return OK;
}

enum err reply_desk_handover(struct request *rq)
{
    return reply_see_other(rq, STR("/meja/buku?hasil=diserahkan"));
}

/* ---- the incoming ---- */

struct take_work {
    struct handover handover;
    struct handover_cases cases;
    struct handover_ticks ticks;
    struct handover_taking taking;
    bool stale; /* the page was of another offer */
    bool lost;  /* another was first */
};

/* An offer as an address or a field has it: its place in the book. */
static struct str offer_text(struct request *rq, const struct handover *h)
{
    return h->there ? watch_place_text(rq->cx.arena, h->line.place) : STR("");
}

static struct str item_value(struct request *rq, size_t i)
{
    return arena_printf(rq->cx.arena, "%zu", i + 1);
}

static enum err work_open(struct request *rq, struct take_work **out)
{
    struct take_work *w = ARENA_NEW(rq->cx.arena, struct take_work);

    if (!w)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "handover");
    TRY(handover_read(&rq->cx, rq->env, rq->db, rq->officer, &w->handover));
    TRY(handover_cases_read(&rq->cx, rq->env, rq->db, rq->officer, &w->cases));
    *out = w;
    return OK;
}

static void ticks_read(struct request *rq, struct take_work *w)
{
    for (size_t i = 0; i < w->handover.items_len; i++)
        w->ticks.item[i] = form_includes(rq, "butir", item_value(rq, i));
    for (size_t i = 0; i < w->cases.len; i++)
        if (form_includes(rq, "perkara", w->cases.near[i]->row.number))
            w->ticks.cases[w->ticks.cases_len++] = w->cases.near[i]->row.number;
    w->stale = !str_eq(form_get(rq, "serah"), offer_text(rq, &w->handover));
}

static enum err groups_fill(struct request *rq, const struct take_work *w,
                            struct desk_handover_take_page *p)
{
    const struct handover *h = &w->handover;
    const size_t ends[GROUPS_MAX] = { h->open_len, h->open_len + h->orders_len, h->items_len };
    static const enum text_key titles[GROUPS_MAX] = { T_HANDOVER_OPEN, T_HANDOVER_ORDERS,
                                                      T_HANDOVER_INVENTORY };
    struct desk_watch_item *items = ARENA_ARRAY(rq->cx.arena, struct desk_watch_item,
                                                h->items_len + 1);
    struct desk_watch_group *groups = ARENA_ARRAY(rq->cx.arena, struct desk_watch_group,
                                                  GROUPS_MAX);

    if (!items || !groups)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "handover");
    for (size_t g = 0, i = 0; g < GROUPS_MAX; g++) {
        size_t from = i;

        for (; i < ends[g]; i++)
            items[i] = (struct desk_watch_item){
                .id = arena_printf(rq->cx.arena, "butir-%zu", i + 1), .value = item_value(rq, i),
                .text = h->items[i], .ticked = w->ticks.item[i],
            };
        if (i > from)
            groups[p->groups_len++] =
                (struct desk_watch_group){ MSG(titles[g]), &items[from], i - from };
    }
    p->groups = groups;
    return OK;
}

static enum err take_cases_fill(struct request *rq, const struct take_work *w,
                                struct desk_handover_take_page *p)
{
    struct desk_watch_case *cases;

    TRY(cases_fill(rq, &w->cases, &cases, &p->more));
    for (size_t i = 0; i < w->cases.len; i++)
        for (size_t j = 0; j < w->ticks.cases_len; j++)
            cases[i].ticked = cases[i].ticked || str_eq(w->ticks.cases[j], cases[i].number);
    p->cases = cases;
    p->cases_len = w->cases.len;
    p->open = (long)w->cases.open;
    return OK;
}

static void take_mends(struct desk_handover_take_page *p, const struct take_work *w,
                       struct mend *mends, unsigned faults)
{
    if (w->stale || w->lost)
        mend(&p->mends, mends, "isi", MSG(T_HANDOVER_BAD_TAKEN));
    else if (faults & HANDOVER_SAME_OFFICER)
        mend(&p->mends, mends, "isi", MSG(T_HANDOVER_BAD_OWN));
    else if (faults & HANDOVER_UNTICKED)
        mend(&p->mends, mends, p->groups_len ? "butir-1" : "perkara-0",
             MSG(T_HANDOVER_BAD_UNTICKED));
    if (p->again.mend.key != T_NONE)
        mend(&p->mends, mends, PASSWORD_AGAIN, p->again.mend);
    p->top.error = p->mends.mends_len > 0;
}

static enum err take_show(struct request *rq, const struct take_work *w, unsigned faults,
                          int status)
{
    const struct handover *h = &w->handover;
    struct mend *mends = ARENA_ARRAY(rq->cx.arena, struct mend, MENDS_MAX);
    struct desk_handover_take_page p = { .back = desk_watch_link("/meja/buku"),
                                         .there = h->there, .own = h->own,
                                         .happened = STR(""), .offer = offer_text(rq, h) };

    if (!mends)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "handover");
    desk_top_fill(rq, DESK_NAV_WATCH, VALUE(MSG(T_HANDOVER_TAKE_TITLE)), &p.top);
    desk_nav_fill(rq, DESK_NAV_WATCH, &p.side, &p.bottom);
    desk_again_fill(rq, &p.again);
    p.csrf = p.top.csrf;
    if (h->there) {
        p.happened = h->line.handover.happened;
        p.from = SAID(rq, T_HANDOVER_FROM, HOLE("name", h->line.name),
                      HOLE("agency", agency_words(h->line.agency)),
                      HOLE("at", when_of(rq, h->line.entered_us)));
        TRY(groups_fill(rq, w, &p));
        TRY(take_cases_fill(rq, w, &p));
    }
    take_mends(&p, w, mends, faults);
    page_desk_handover_take(page_begin(rq), &p);
    return reply_page(rq, status);
}

enum err get_desk_handover_take(struct request *rq)
{
    struct take_work *w;

    TRY(work_open(rq, &w));
    return take_show(rq, w, HANDOVER_FINE, 200);
}

enum err check_desk_handover_take(struct request *rq)
{
    unsigned faults = HANDOVER_FINE;
    struct take_work *w;

    TRY(work_open(rq, &w));
    ticks_read(rq, w);
    if (!w->handover.there || w->stale) {
        w->stale = true;
        return take_show(rq, w, faults, 409);
    }
    TRY(handover_take_check(&rq->cx, rq->env, rq->officer, &w->handover, &w->cases, &w->ticks,
                            &w->taking, &faults));
    if (rq->again != AGAIN_FINE || faults != HANDOVER_FINE)
        return take_show(rq, w, faults, 422);
    rq->work = w;
    return OK;
}

enum err write_desk_handover_take(struct request *rq, struct db *tx)
{
    struct take_work *w = rq->work;
    enum err err = handover_take_write(&rq->cx, rq->env, tx, rq->officer, &w->taking);

    if (err == ERR_CONFLICT) { /* nothing was written; reply says so */
        w->lost = true;
        return OK;
    }
    rq->public_changed = err == OK;
    return err;
}

enum err reply_desk_handover_take(struct request *rq)
{
    const struct take_work *w = rq->work;
    struct take_work *now;

    if (!w->lost)
        return reply_see_other(rq, STR("/meja/buku?hasil=diterima"));
    TRY(work_open(rq, &now));
    now->lost = true;
    return take_show(rq, now, HANDOVER_FINE, 409);
}
