/* desk_watch: the watch log of a day, its fast form, the nihil line, and the sheet for paper. */
#include "web/desk_watch.h"
#include "page/desk_watch.page.h"
#include "page/desk_watch_nihil.page.h"
#include "page/desk_watch_sheet.page.h"
#include "page/words.h"
#include "web/desk_shell.h"
#include "web/watch_routes.h"
#include <string.h>

#define MENDS_MAX 6
#define PARTS_MAX 4

static const enum text_key kind_keys[WATCH_KIND_COUNT] = {
    [WATCH_SITUATION] = T_WATCH_KIND_SITUATION, [WATCH_VISITOR] = T_WATCH_KIND_VISITOR,
    [WATCH_PATROL] = T_WATCH_KIND_PATROL,       [WATCH_CALL] = T_WATCH_KIND_CALL,
    [WATCH_EQUIPMENT] = T_WATCH_KIND_EQUIPMENT, [WATCH_OBSERVATION] = T_WATCH_KIND_OBSERVATION,
    [WATCH_NIHIL] = T_WATCH_KIND_NIHIL,         [WATCH_CORRECTION] = T_WATCH_KIND_CORRECTION,
};

struct watch_work {
    struct watch_form form;
    struct watch_plan *plan;
    unsigned faults;
};

struct link desk_watch_link(const char *path)
{
    struct link link = { 0 };

    (void)!link_local(str_of(path), &link);
    return link;
}

struct msg desk_watch_msg(struct request *rq, enum text_key key, const struct hole *holes,
                          size_t len)
{
    struct hole *own = ARENA_ARRAY(rq->cx.arena, struct hole, len + 1);

    if (!own)
        return (struct msg){ 0 };
    memcpy(own, holes, len * sizeof *own);
    return (struct msg){ .key = key, .holes = own, .holes_len = len };
}

#define SAID(rq, key, ...)                                                                    \
    desk_watch_msg((rq), (key), (const struct hole[]){ __VA_ARGS__ },                         \
                   COUNT_OF(((const struct hole[]){ __VA_ARGS__ })))

static struct when when_of(const struct request *rq, int64_t us)
{
    return (struct when){ us, rq->env->zone_minutes };
}

enum err desk_watch_strip_fill(struct request *rq, struct desk_watch_strip_page *out)
{
    enum handover_state state;
    int64_t offered_us;
    struct str by;

    *out = (struct desk_watch_strip_page){ 0 };
    if (!officer_may(rq->officer, MAY_TALK))
        return OK;
    TRY(handover_waiting(&rq->cx, rq->env, rq->db, &state, &offered_us, &by));
    out->to = desk_watch_link("/meja/buku/serah/terima");
    switch (state) {
    case HANDOVER_NONE:
        break;
    case HANDOVER_WAITING:
    case HANDOVER_LATE:
        out->bad = state == HANDOVER_LATE;
        out->text = SAID(rq, out->bad ? T_HANDOVER_LATE : T_HANDOVER_WAITING, HOLE("name", by),
                         HOLE("at", when_of(rq, offered_us)));
        break;
    case HANDOVER_MISSED:
        out->bad = true;
        out->text = MSG(T_HANDOVER_MISSED);
        out->to = desk_watch_link("/meja/buku/serah");
        break;
    }
    return OK;
}

/* ---- lines ---- */

static struct link day_link(struct request *rq, const char *path, struct day day)
{
    struct str text = day_text(rq->cx.arena, day);
    struct str to = arena_printf(rq->cx.arena, "%s?hari=%.*s", path, STR_FMT(text));
    struct link link = { 0 };

    if (!day_known(day) || !to.at || !link_local(to, &link))
        return (struct link){ 0 };
    return link;
}

static struct str place_in_address(struct request *rq, struct watch_place place)
{
    struct str day = day_text(rq->cx.arena, place.day);

    return arena_printf(rq->cx.arena, "%.*s.%u", STR_FMT(day), place.number);
}

static struct watch_place place_from_address(struct str text)
{
    struct watch_place place = watch_no_place();
    struct str day;
    uint64_t number;

    if (str_cut(&text, '.', &day) && day_parse(day, &place.day) && str_to_u64(text, &number)
        && number >= 1 && number <= WATCH_DAY_MAX)
        place.number = (uint32_t)number;
    return place.number ? place : watch_no_place();
}

static void part_add(struct request *rq, enum text_key title, struct str text,
                     struct desk_watch_line_page *out, struct desk_watch_part *parts)
{
    struct str *items = ARENA_ARRAY(rq->cx.arena, struct str, WATCH_ITEMS_MAX);
    size_t len = items ? handover_items(text, items, WATCH_ITEMS_MAX) : 0;

    if (len > 0 && len <= WATCH_ITEMS_MAX)
        parts[out->parts_len++] = (struct desk_watch_part){ MSG(title), items, len };
}

static struct str words_of(struct request *rq, struct msg msg)
{
    struct str text = msg_text(rq->cx.arena, rq->lang, msg);

    return text.at ? text : STR("");
}

/* The line in which somebody took over names who handed over, if that line is of the same page. */
static struct str taken_words(struct request *rq, const struct watch_day *d,
                              const struct watch_line *line)
{
    const struct watch_line *offer = NULL;
    struct watch_line other;

    for (size_t i = 0; i < d->len; i++)
        if (watch_place_eq(d->lines[i].place, line->answers))
            offer = &d->lines[i];
    if (!offer
        && watch_line_read(&rq->cx, rq->env, rq->db, rq->officer, line->answers, &other) == OK)
        offer = &other;
    return words_of(rq, SAID(rq, T_WATCH_TAKEN_TEXT, HOLE("name", offer ? offer->name : STR("?")),
                             HOLE("n", (long)line->items)));
}

static enum err line_fill(struct request *rq, const struct watch_day *d, size_t i, bool fix,
                          struct desk_watch_line_page *out)
{
    const struct watch_line *line = &d->lines[i];
    struct desk_watch_part *parts = ARENA_ARRAY(rq->cx.arena, struct desk_watch_part, PARTS_MAX);
    bool entry = line->leaf == WATCH_ENTERED;

    if (!parts)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "watch log");
    *out = (struct desk_watch_line_page){
        .number = (long)line->place.number, .at = when_of(rq, line->at_us), .text = line->text,
        .agency = agency_words(line->agency), .who = line->name, .own = fix && line->own,
        .unreadable = line->unreadable, .handover = !entry, .parts = parts,
        .kind = MSG(line->leaf == WATCH_OFFERED       ? T_WATCH_KIND_OFFERED
                    : line->leaf == WATCH_HANDED_OVER ? T_WATCH_KIND_HANDED_OVER
                                                      : kind_keys[line->kind]),
    };
    if (line->unreadable)
        return OK;
    if (line->entered_us / (HOUR_US / 60) != line->at_us / (HOUR_US / 60))
        out->entered = when_of(rq, line->entered_us);
    if (line->kind == WATCH_NIHIL)
        out->text = words_of(rq, MSG(T_WATCH_NIHIL_TEXT));
    if (day_known(line->corrects.day))
        out->corrects = SAID(rq, T_WATCH_CORRECTS, HOLE("n", (int)line->corrects.number),
                             HOLE("day", line->corrects.day));
    if (day_known(line->corrected.day))
        out->corrected = SAID(rq, T_WATCH_CORRECTED, HOLE("n", (int)line->corrected.number));
    if (line->leaf == WATCH_OFFERED) {
        out->text = line->handover.happened;
        part_add(rq, T_HANDOVER_OPEN, line->handover.open, out, parts);
        part_add(rq, T_HANDOVER_ORDERS, line->handover.orders, out, parts);
        part_add(rq, T_HANDOVER_INVENTORY, line->handover.inventory, out, parts);
    } else if (line->leaf == WATCH_HANDED_OVER) {
        out->text = taken_words(rq, d, line);
    }
    if (fix && entry && line->kind != WATCH_CORRECTION) {
        struct str to = arena_printf(rq->cx.arena, "/meja/buku?betulkan=%.*s",
                                     STR_FMT(place_in_address(rq, line->place)));

        if (to.at)
            (void)!link_local(to, &out->fix);
    }
    return OK;
}

static enum err lines_fill(struct request *rq, const struct watch_day *d, bool newest_first,
                           const struct desk_watch_line_page **out, size_t *len)
{
    struct desk_watch_line_page *lines =
        ARENA_ARRAY(rq->cx.arena, struct desk_watch_line_page, d->len + 1);

    if (!lines)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "watch log");
    for (size_t i = 0; i < d->len; i++)
        TRY(line_fill(rq, d, newest_first ? d->len - 1 - i : i, newest_first, &lines[i]));
    *out = lines;
    *len = d->len;
    return OK;
}

/* ---- the book ---- */

static void mend(struct desk_watch_page *p, struct mend *mends, const char *field,
                 enum text_key text, struct msg *at)
{
    mends[p->mends.mends_len++] = (struct mend){ .text = MSG(text), .id = str_of(field) };
    if (at)
        *at = MSG(text);
}

static void mends_fill(struct desk_watch_page *p, struct mend *mends, unsigned faults)
{
    p->mends.mends = mends;
    if (faults & WATCH_KIND_MISSING)
        mend(p, mends, "jenis", T_WATCH_BAD_KIND, NULL);
    if (faults & WATCH_TIME_BAD)
        mend(p, mends, "jam", T_WATCH_BAD_TIME, &p->mend_time);
    if (faults & WATCH_TEXT_MISSING)
        mend(p, mends, "teks", T_WATCH_BAD_TEXT, &p->mend_text);
    if (faults & WATCH_TEXT_LONG)
        mend(p, mends, "teks", T_WATCH_BAD_LONG, &p->mend_text);
    if (faults & WATCH_CORRECTS_NONE)
        mend(p, mends, "isi", T_WATCH_BAD_CORRECTS, NULL);
    p->top.error = faults != WATCH_FINE;
}

static void kinds_fill(struct request *rq, enum watch_kind chosen, struct desk_watch_page *p)
{
    struct ask_option *options = desk_options(rq, WATCH_KIND_COUNT);

    for (enum watch_kind k = WATCH_SITUATION; options && k <= WATCH_OBSERVATION; k++)
        desk_option(rq, &options[p->kinds_len++], "jenis", watch_kind_name(k),
                    VALUE(MSG(kind_keys[k])), k == chosen);
    p->kinds = options;
}

static struct msg done_words(struct str done)
{
    static const struct {
        const char *code;
        enum text_key words;
    } table[] = {
        { "dicatat", T_WATCH_DONE_ENTERED },
        { "nihil", T_WATCH_DONE_NIHIL },
        { "diserahkan", T_WATCH_DONE_OFFERED },
        { "diterima", T_WATCH_DONE_TAKEN },
    };

    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (str_is(done, table[i].code))
            return MSG(table[i].words);
    return (struct msg){ 0 };
}

static struct day day_asked(const struct request *rq)
{
    struct day today = day_at(rq->cx.now_us, rq->env->zone_minutes), day;

    if (rq->method != METHOD_POST && day_parse(form_get(rq, "hari"), &day) && day.n <= today.n)
        return day;
    return today;
}

static enum err book_show(struct request *rq, const struct watch_form *form, unsigned faults,
                          int status)
{
    struct desk_watch_page p = { .text = form->text, .time = form->time, .corrects = STR("") };
    struct day today = day_at(rq->cx.now_us, rq->env->zone_minutes);
    struct mend mends[MENDS_MAX];
    struct watch_day d;

    TRY(watch_day_read(&rq->cx, rq->env, rq->db, rq->officer, day_asked(rq), &d));
    desk_top_fill(rq, DESK_NAV_WATCH, VALUE(MSG(T_WATCH_TITLE)), &p.top);
    desk_nav_fill(rq, DESK_NAV_WATCH, &p.side, &p.bottom);
    p.csrf = p.top.csrf;
    p.day = d.day;
    p.today = d.day.n == today.n;
    p.may_nihil = d.entries_since == 0;
    p.before = day_link(rq, "/meja/buku", d.before);
    p.after = day_link(rq, "/meja/buku", d.after);
    p.print = day_link(rq, "/meja/buku/lembar", d.day);
    p.now = p.correcting_not = desk_watch_link("/meja/buku");
    p.nihil = desk_watch_link("/meja/buku/nihil");
    p.hand_over = desk_watch_link("/meja/buku/serah");
    if (rq->method != METHOD_POST)
        p.done = done_words(form_get(rq, "hasil"));
    if (day_known(form->corrects.day)) {
        p.correcting = SAID(rq, T_WATCH_CORRECTING, HOLE("n", (int)form->corrects.number),
                            HOLE("day", form->corrects.day));
        p.corrects = place_in_address(rq, form->corrects);
    }
    kinds_fill(rq, form->kind, &p);
    mends_fill(&p, mends, faults);
    TRY(desk_watch_strip_fill(rq, &p.strip));
    TRY(lines_fill(rq, &d, true, &p.lines, &p.lines_len));
    page_desk_watch(page_begin(rq), &p);
    return reply_page(rq, status);
}

enum err get_desk_watch(struct request *rq)
{
    const struct watch_form form = { .kind = WATCH_SITUATION,
                                     .text = STR(""),
                                     .time = STR(""),
                                     .corrects = place_from_address(form_get(rq, "betulkan")) };

    return book_show(rq, &form, WATCH_FINE, 200);
}

enum err check_desk_watch(struct request *rq)
{
    struct watch_work *w = ARENA_NEW(rq->cx.arena, struct watch_work);

    if (!w)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "watch log");
    w->form = (struct watch_form){ .text = form_get(rq, "teks"),
                                   .time = form_get(rq, "jam"),
                                   .corrects = place_from_address(form_get(rq, "betulkan")) };
    if (!watch_kind_parse(form_get(rq, "jenis"), &w->form.kind) || w->form.kind == WATCH_NIHIL)
        w->form.kind = WATCH_NONE; /* nihil has a page of its own */
    TRY(watch_enter_check(&rq->cx, rq->env, rq->db, rq->officer, &w->form, &w->plan, &w->faults));
    if (!w->plan)
        return book_show(rq, &w->form, w->faults, 422);
    rq->work = w;
    return OK;
}

enum err write_desk_watch(struct request *rq, struct db *tx)
{
    struct watch_work *w = rq->work;

    TRY(watch_enter_write(&rq->cx, rq->env, tx, w->plan));
    rq->public_changed = true;
    return OK;
}

enum err reply_desk_watch(struct request *rq)
{
    return reply_see_other(rq, STR("/meja/buku?hasil=dicatat"));
}

enum err get_desk_watch_sheet(struct request *rq)
{
    struct desk_watch_sheet_page p = { .site = rq->env->post_name };
    struct watch_day d;

    TRY(watch_day_read(&rq->cx, rq->env, rq->db, rq->officer, day_asked(rq), &d));
    desk_top_fill(rq, DESK_NAV_WATCH, VALUE(MSG(T_WATCH_SHEET_TITLE)), &p.top);
    desk_nav_fill(rq, DESK_NAV_WATCH, &p.side, &p.bottom);
    p.day = d.day;
    p.back = day_link(rq, "/meja/buku", d.day);
    TRY(lines_fill(rq, &d, false, &p.lines, &p.lines_len));
    page_desk_watch_sheet(page_begin(rq), &p);
    return reply_page(rq, 200);
}

/* ---- nihil ---- */

static enum err nihil_show(struct request *rq, bool refused, int status)
{
    struct desk_watch_nihil_page p = { .back = desk_watch_link("/meja/buku"),
                                       .at = when_of(rq, rq->cx.now_us) };

    if (refused)
        p.refused = MSG(T_WATCH_NIHIL_REFUSED);
    desk_top_fill(rq, DESK_NAV_WATCH, VALUE(MSG(T_WATCH_NIHIL_TITLE)), &p.top);
    desk_nav_fill(rq, DESK_NAV_WATCH, &p.side, &p.bottom);
    p.csrf = p.top.csrf;
    page_desk_watch_nihil(page_begin(rq), &p);
    return reply_page(rq, status);
}

static enum err nihil_plan(struct request *rq, struct watch_plan **plan)
{
    const struct watch_form form = { .kind = WATCH_NIHIL,
                                     .text = STR(""),
                                     .time = STR(""),
                                     .corrects = watch_no_place() };
    unsigned faults;

    return watch_enter_check(&rq->cx, rq->env, rq->db, rq->officer, &form, plan, &faults);
}

enum err get_desk_nihil(struct request *rq)
{
    struct watch_plan *plan = NULL;

    TRY(nihil_plan(rq, &plan));
    return nihil_show(rq, !plan, 200);
}

enum err check_desk_nihil(struct request *rq)
{
    struct watch_plan *plan = NULL;

    TRY(nihil_plan(rq, &plan));
    if (!plan)
        return nihil_show(rq, true, 409);
    rq->work = plan;
    return OK;
}

enum err write_desk_nihil(struct request *rq, struct db *tx)
{
    struct watch_plan *plan = rq->work;
    enum err err = watch_enter_write(&rq->cx, rq->env, tx, plan);

    if (err == ERR_CONFLICT) { /* nothing was written; reply says so */
        rq->work = NULL;
        return OK;
    }
    rq->public_changed = err == OK;
    return err;
}

enum err reply_desk_nihil(struct request *rq)
{
    if (!rq->work)
        return nihil_show(rq, true, 409);
    return reply_see_other(rq, STR("/meja/buku?hasil=nihil"));
}
