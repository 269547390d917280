/* desk_list: the inbox and the search. Grants opened for the first time are kept for next time
 * by the writer, later. A search is written down before its results are shown; the inbox is
 * not (domain/access.h says why). */
#include <string.h>
#include "action/access_record.h"
#include "action/list_cases.h"
#include "action/search_cases.h"
#include "base/codec.h"
#include "domain/region.h"
#include "page/desk_inbox.page.h"
#include "page/desk_search.page.h"
#include "page/words.h"
#include "web/desk_act.h"
#include "web/desk_custody.h"
#include "web/desk_routes.h"
#include "web/desk_shell.h"
#include "web/desk_watch.h"

static const struct {
    const char *code;
    enum text_key name;
} tabs[DESK_TAB_COUNT] = {
    [DESK_ALL] = { "semua", T_DESK_TAB_ALL },
    [DESK_MINE] = { "saya", T_DESK_TAB_MINE },
    [DESK_UNASSIGNED] = { "bebas", T_DESK_TAB_FREE },
    [DESK_WAITING_REPORTER] = { "pelapor", T_DESK_TAB_WAITING },
    [DESK_REFERRED] = { "diteruskan", T_DESK_TAB_REFERRED },
    [DESK_CLOSED] = { "selesai", T_DESK_TAB_CLOSED },
};

/* What the person asked for, each part checked: the rest of this file builds addresses of it. */
struct asked {
    struct list_ask ask;
    struct str tab, category, kecamatan;
};

static struct asked asked_read(const struct request *rq)
{
    struct asked a = { .ask = { .tab = DESK_ALL, .kecamatan = STR("") }, .kecamatan = STR("") };
    struct str kecamatan = form_get(rq, "kecamatan");
    enum region_level level;

    for (enum desk_tab t = 0; t < DESK_TAB_COUNT; t++)
        if (str_is(form_get(rq, "tab"), tabs[t].code))
            a.ask.tab = t;
    a.tab = str_of(tabs[a.ask.tab].code);
    if (!category_parse(form_get(rq, "kategori"), &a.ask.category))
        a.ask.category = CATEGORY_NONE;
    a.category = str_of(category_name(a.ask.category));
    if (region_code_level(kecamatan, &level) && level == REGION_DISTRICT
        && region_within(kecamatan, rq->env->regency))
        a.kecamatan = a.ask.kecamatan = kecamatan;
    a.ask.after = form_get(rq, "setelah");
    return a;
}

static struct link list_link(struct request *rq, struct str tab, const struct asked *filters,
                             struct str after)
{
    struct link link = { 0 };
    struct str path = arena_printf(
        rq->cx.arena, "/meja?tab=%.*s&kategori=%.*s&kecamatan=%.*s%s%.*s", STR_FMT(tab),
        STR_FMT(filters ? filters->category : STR("")),
        STR_FMT(filters ? filters->kecamatan : STR("")), after.len ? "&setelah=" : "",
        STR_FMT(after));

    if (!path.at || !link_local(path, &link))
        (void)!LINK(rq->cx.arena, &link, "/meja");
    return link;
}

/* Two grants fit one job's argument; what the writer is too busy for is opened again next time. */
#define KEPT_PER_JOB 2

struct kept {
    struct agency_id agency;
    struct {
        struct case_id id;
        uint64_t serial, key_serial;
        uint8_t cached[GRANT_CACHED_LEN];
    } at[KEPT_PER_JOB];
    uint32_t len;
};

static enum err kept_run(struct cx *cx, struct db *tx, void *arg, bool *public_changed)
{
    const struct kept *k = arg;

    (void)public_changed;
    for (uint32_t i = 0; i < k->len; i++) {
        struct list_cache c = { k->at[i].id, k->at[i].serial, k->at[i].key_serial,
                                { k->at[i].cached, sizeof k->at[i].cached } };

        TRY(list_cache_keep(cx, tx, k->agency, &c));
    }
    return OK;
}

static void cache_later(struct request *rq, const struct list_page *page)
{
    struct kept k = { .agency = rq->officer->of->id };

    for (size_t i = 0; i < page->cache_len; i++) {
        const struct list_cache *c = &page->cache[i];

        k.at[k.len].id = c->id;
        k.at[k.len].serial = c->serial;
        k.at[k.len].key_serial = c->key_serial;
        memcpy(k.at[k.len].cached, c->cached.at, sizeof k.at[k.len].cached);
        k.len++;
        if (k.len < KEPT_PER_JOB && i + 1 < page->cache_len)
            continue;
        if (request_defer(rq, kept_run, &k, sizeof k) != OK)
            return;
        k.len = 0;
    }
}

static enum desk_due due_of(const struct request *rq, const struct desk_row *row)
{
    int zone = rq->env->zone_minutes;

    if (row->stage == STAGE_CLOSED)
        return DESK_DUE_DONE;
    if (!row->due)
        return DESK_DUE_NONE;
    if (row->due_us <= rq->cx.now_us)
        return DESK_DUE_LATE;
    /* a clock that ends at midnight is due on the day that ends */
    return day_at(row->due_us - 1, zone).n == day_at(rq->cx.now_us, zone).n ? DESK_DUE_SOON
                                                                            : DESK_DUE_NEXT;
}

static int bar_of(int64_t from, int64_t to, int64_t now)
{
    if (to <= from || now >= to)
        return 100;
    return now <= from ? 0 : (int)((now - from) * 100 / (to - from));
}

/* A narrow column: one unit, rounded down, so that nobody is told more than is left. */
static struct span one_unit(int64_t us)
{
    int64_t s = (us < 0 ? -us : us) / 1000000;

    if (s >= 86400)
        return (struct span){ s - s % 86400 };
    return (struct span){ s >= 3600 ? s - s % 3600 : s };
}

static void line_fill(struct request *rq, const struct list_row *lr, struct str csrf,
                      struct desk_line_page *out)
{
    const struct desk_row *row = &lr->row;

    *out = (struct desk_line_page){
        .id = hex_of(rq->cx.arena, (struct bytes){ row->id.b, 8 }), .number = row->number,
        .title = lr->title, .open = desk_case_link(rq, row->number, NULL),
        .take = desk_case_link(rq, row->number, "ambil"), .csrf = csrf,
        .may_take =
            !row->owned && row->stage != STAGE_CLOSED && desk_may_step(rq, "ambil"),
        .fresh = row->stage == STAGE_RECEIVED && !row->owned, .due = due_of(rq, row),
        .left = one_unit(row->due_us - rq->cx.now_us),
        .clock = clock_words(row->clock),
        .bar = bar_of(row->received_us, row->due_us, rq->cx.now_us),
        .kecamatan = desk_kecamatan(rq, row->kecamatan), .mode = row->mode,
        .mode_words = mode_words(row->mode), .stage = stage_words(row->stage),
        .unread = (long)row->unread, .urgent = row->urgency == URGENCY_IMMEDIATE,
        .withdrawn = row->withdrawn, .owner = lr->owner, .initials = lr->initials,
    };
}

static enum text_key group_title(enum desk_due due)
{
    switch (due) {
    case DESK_DUE_LATE:
        return T_DESK_GROUP_LATE;
    case DESK_DUE_SOON:
        return T_DESK_GROUP_SOON;
    case DESK_DUE_NEXT:
        return T_DESK_GROUP_NEXT;
    case DESK_DUE_DONE:
        return T_DESK_GROUP_DONE;
    case DESK_DUE_NONE:
        break;
    }
    return T_DESK_GROUP_FREE;
}

/* The list's order is by what is due, so that each group is one run of rows. */
static enum err groups_fill(struct request *rq, const struct list_page *page,
                            struct desk_inbox_page *p)
{
    struct desk_line_page *lines = ARENA_ARRAY(rq->cx.arena, struct desk_line_page,
                                               page->rows_len + 1);
    struct desk_group_page *groups = ARENA_ARRAY(rq->cx.arena, struct desk_group_page,
                                                 page->rows_len + 1);
    struct desk_group_page *g = NULL;

    if (!lines || !groups)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "inbox");
    p->groups = groups;
    for (size_t i = 0; i < page->rows_len; i++) {
        line_fill(rq, &page->rows[i], p->top.csrf, &lines[i]);
        if (!g || g->due != lines[i].due) {
            g = &groups[p->groups_len++];
            *g = (struct desk_group_page){ .due = lines[i].due,
                                           .title = MSG(group_title(lines[i].due)),
                                           .lines = &lines[i] };
        }
        g->lines_len++;
        g->count++;
    }
    return OK;
}

static enum err tabs_fill(struct request *rq, const struct asked *a, struct desk_inbox_page *p)
{
    struct desk_tab_page *out = ARENA_ARRAY(rq->cx.arena, struct desk_tab_page, DESK_TAB_COUNT);
    struct list_counts counts;

    if (!out)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "tabs");
    TRY(list_counts(&rq->cx, rq->env, rq->db, rq->officer, &counts));
    for (enum desk_tab t = 0; t < DESK_TAB_COUNT; t++) {
        struct hole *hole = ARENA_NEW(rq->cx.arena, struct hole);

        out[t] = (struct desk_tab_page){ .name = MSG(tabs[t].name), .current = t == a->ask.tab,
                                         .to = list_link(rq, str_of(tabs[t].code), NULL, STR("")),
                                         .count = VALUE(counts.tab[t]) };
        if (counts.tab[t] < DESK_COUNT_MAX || !hole)
            continue;
        *hole = HOLE("n", counts.tab[t]);
        out[t].count =
            VALUE(((struct msg){ .key = T_DESK_COUNT_MANY, .holes = hole, .holes_len = 1 }));
    }
    p->tabs = out;
    p->tabs_len = DESK_TAB_COUNT;
    return OK;
}

static void filters_fill(struct request *rq, const struct asked *a, struct desk_inbox_page *p)
{
    struct ask_option *categories = desk_options(rq, CATEGORY_COUNT), *places;
    struct region_walk walk = region_children(rq->env->regions, rq->env->regency);
    struct region r;
    size_t n = 0;

    for (enum reported_category c = CATEGORY_NONE + 1; categories && c < CATEGORY_COUNT; c++)
        desk_option(rq, &categories[p->categories_len++], "kategori", category_name(c),
                    VALUE(category_words(c)), c == a->ask.category);
    p->categories = categories;
    while (region_next(&walk, &r))
        n++;
    places = desk_options(rq, n);
    walk = region_children(rq->env->regions, rq->env->regency);
    for (size_t i = 0; places && i < n && region_next(&walk, &r); i++) {
        places[i] = (struct ask_option){ .value = r.code, .label = VALUE(r.name),
                                         .chosen = str_eq(r.code, a->kecamatan) };
        p->places_len++;
    }
    p->places = places;
    p->filtered = a->ask.category != CATEGORY_NONE || a->kecamatan.len > 0;
}

/* An empty list names what is due next among all. */
static enum err next_fill(struct request *rq, struct desk_inbox_page *p)
{
    struct list_ask ask = { .tab = DESK_ALL, .kecamatan = STR(""), .after = STR("") };
    struct list_page page;

    TRY(list_cases(&rq->cx, rq->env, rq->db, rq->officer, &ask, &page));
    if (page.rows_len == 0 || !page.rows[0].row.due)
        return OK;
    p->next_number = page.rows[0].row.number;
    p->next = desk_case_link(rq, p->next_number, NULL);
    p->next_left = (struct span){ (page.rows[0].row.due_us - rq->cx.now_us) / 1000000 };
    if (p->next_left.seconds < 0)
        p->next_left.seconds = 0;
    return OK;
}

enum err get_desk_inbox(struct request *rq)
{
    struct asked a = asked_read(rq);
    struct desk_inbox_page p = { .next_number = STR(""), .tab = a.tab };
    struct list_page page;
    enum desk_nav nav = a.ask.tab == DESK_MINE         ? DESK_NAV_MINE
                        : a.ask.tab == DESK_UNASSIGNED ? DESK_NAV_FREE
                                                       : DESK_NAV_INBOX;

    TRY(list_cases(&rq->cx, rq->env, rq->db, rq->officer, &a.ask, &page));
    cache_later(rq, &page);
    desk_top_fill(
        rq, nav, VALUE(MSG(nav == DESK_NAV_INBOX ? T_DESK_NAV_INBOX : tabs[a.ask.tab].name)),
        &p.top);
    desk_nav_fill(rq, nav, &p.side, &p.bottom);
    p.now = (struct when){ rq->cx.now_us, rq->env->zone_minutes };
    p.done = desk_done_words(form_get(rq, "hasil"));
    TRY(desk_waiting_fill(rq, &p.waiting));
    TRY(desk_watch_strip_fill(rq, &p.watch));
    TRY(tabs_fill(rq, &a, &p));
    TRY(groups_fill(rq, &page, &p));
    filters_fill(rq, &a, &p);
    p.clear = list_link(rq, a.tab, NULL, STR(""));
    p.first = list_link(rq, a.tab, &a, STR(""));
    p.further = a.ask.after.len > 0;
    if (page.next.len > 0)
        p.more = list_link(rq, a.tab, &a, page.next);
    if (p.groups_len == 0 && !p.filtered)
        TRY(next_fill(rq, &p));
    page_desk_inbox(page_begin(rq), &p);
    return reply_page(rq, 200);
}

/* Search words as an address carries them. */
static struct str query_encoded(struct arena *arena, struct str s)
{
    struct buf b = buf_in(arena, 3 * SEARCH_QUERY_MAX + 1);

    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-')
            buf_char(&b, (char)c);
        else
            buf_printf(&b, "%%%02X", c);
    }
    return buf_view(&b);
}

static enum err found_fill(struct request *rq, const struct search_page *found,
                           struct desk_search_page *p)
{
    struct desk_line_page *lines = ARENA_ARRAY(rq->cx.arena, struct desk_line_page,
                                               found->hits.rows_len + 1);
    struct str more;

    if (!lines)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "search");
    for (size_t i = 0; i < found->hits.rows_len; i++)
        line_fill(rq, &found->hits.rows[i], p->top.csrf, &lines[i]);
    p->lines = lines;
    p->lines_len = found->hits.rows_len;
    if (found->hits.next.len == 0)
        return OK;
    more = arena_printf(rq->cx.arena, "/meja/cari?q=%.*s&setelah=%.*s",
                        STR_FMT(query_encoded(rq->cx.arena, p->query)), STR_FMT(found->hits.next));
    if (more.at)
        (void)!link_local(more, &p->more);
    return OK;
}

/* In the slow lane: opening hundreds of sealed reports takes a moment. */
struct searched {
    struct access_entry entry; /* not due where nothing was asked */
    struct search_page found;
};

/* Nothing of what was found is shown before it is written down that this was searched for. */
enum err check_desk_search(struct request *rq)
{
    struct searched *s = ARENA_NEW(rq->cx.arena, struct searched);
    struct str query = str_trim(str_first(form_get(rq, "q"), SEARCH_QUERY_MAX));

    if (!s)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "search");
    rq->work = s;
    if (query.len == 0 || !utf8_valid(query))
        return reply_desk_search(rq);
    TRY(search_cases(&rq->cx, rq->env, rq->db, rq->officer, query, form_get(rq, "setelah"),
                     &s->found));
    cache_later(rq, &s->found.hits);
    return access_prepare(&rq->cx, rq->env, rq->db, rq->officer,
                          &(struct access){ .kind = ACCESS_CASES_SEARCHED, .text = query },
                          &s->entry);
}

enum err write_desk_search(struct request *rq, struct db *tx)
{
    struct searched *s = rq->work;

    return access_write(&rq->cx, rq->env, tx, &s->entry);
}

enum err reply_desk_search(struct request *rq)
{
    struct desk_search_page p = { .query = str_trim(form_get(rq, "q")) };
    const struct searched *searched = rq->work;

    desk_top_fill(rq, DESK_NAV_SEARCH, VALUE(MSG(T_DESK_SEARCH_LABEL)), &p.top);
    desk_nav_fill(rq, DESK_NAV_SEARCH, &p.side, &p.bottom);
    p.top.query = p.query;
    p.asked = p.query.len > 0;
    TRY(found_fill(rq, &searched->found, &p));
    page_desk_search(page_begin(rq), &p);
    return reply_page(rq, 200);
}
