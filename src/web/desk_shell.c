/* desk_shell: see the header. */
#include "web/desk_shell.h"
#include <string.h>
#include "domain/region.h"

/* This page in another language. */
static struct link here_in(struct request *rq, const char *lang)
{
    struct link link = { 0 };
    struct str path = arena_printf(rq->cx.arena, "%.*s?lang=%s", STR_FMT(rq->path), lang);

    if (rq->method == METHOD_POST || !path.at || !link_local(path, &link))
        (void)!LINK(rq->cx.arena, &link, "/meja");
    return link;
}

/* ---- where one may go ---- */

static const struct way {
    enum desk_nav nav;
    const char *to;
    enum text_key text, brief;
    enum permission needs;
    bool phone;
} ways[] = {
    { DESK_NAV_INBOX, "/meja", T_DESK_NAV_INBOX, T_DESK_NAV_INBOX_SHORT, MAY_READ_CASES, true },
    { DESK_NAV_MINE, "/meja?tab=saya", T_DESK_TAB_MINE, T_DESK_NAV_MINE_SHORT, MAY_READ_CASES,
      true },
    { DESK_NAV_FREE, "/meja?tab=bebas", T_DESK_TAB_FREE, T_DESK_NAV_FREE_SHORT, MAY_READ_CASES,
      true },
    { DESK_NAV_SEARCH, "/meja/cari", T_DESK_NAV_SEARCH, T_DESK_NAV_SEARCH, MAY_READ_CASES, true },
    { DESK_NAV_INTAKE, "/meja/catat", T_DESK_NAV_INTAKE, T_DESK_NAV_INTAKE_SHORT,
      MAY_TAKE_REPORTS, true },
    { DESK_NAV_WATCH, "/meja/buku", T_WATCH_TITLE, T_WATCH_NAV, MAY_TALK, false },
    { DESK_NAV_ROSTER, "/meja/jaga", T_ROSTER_TITLE, T_ROSTER_NAV, MAY_SIGN_IN, false },
    { DESK_NAV_SHARES, "/meja/persetujuan", T_CUSTODY_WAITING, T_CUSTODY_WAITING, MAY_HOLD_SHARES,
      false },
    { DESK_NAV_NUMBERS, "/meja/angka", T_NUMBERS_TITLE, T_NUMBERS_TITLE, MAY_CONFIRM_NUMBERS,
      false },
    { DESK_NAV_PEOPLE, "/meja/petugas", T_PEOPLE_TITLE, T_PEOPLE_TITLE, MAY_MANAGE_PEOPLE, false },
    { DESK_NAV_POST, "/meja/pengelola", T_PEOPLE_POST_TITLE, T_PEOPLE_TITLE, MAY_ADMINISTER,
      false },
    { DESK_NAV_KEYS, "/meja/lembaga", T_KEYS_TITLE, T_KEYS_TITLE, MAY_SIGN_IN, false },
    { DESK_NAV_ACCOUNT, "/meja/saya", T_ACCOUNT_TITLE, T_ACCOUNT_BRIEF, MAY_SIGN_IN, false },
};

/* Who reads no case has a first page of his own at the inbox's address. */
static const struct way first_way = { DESK_NAV_FIRST, "/meja", T_DESK_FIRST_TITLE,
                                      T_DESK_FIRST_BRIEF, MAY_SIGN_IN, true };

static void item_fill(const struct way *way, enum desk_nav current, bool phone,
                      struct desk_nav_item *out)
{
    *out = (struct desk_nav_item){ .text = MSG(way->text), .brief = MSG(way->brief),
                                   .icon = { way->nav }, .current = way->nav == current,
                                   .phone = phone };
    (void)!link_local(str_of(way->to), &out->to);
}

static size_t items_fill(struct request *rq, enum desk_nav current,
                         const struct desk_nav_item **out)
{
    struct desk_nav_item *items = ARENA_ARRAY(rq->cx.arena, struct desk_nav_item,
                                              COUNT_OF(ways) + 1);
    bool reads = rq->officer && officer_may(rq->officer, MAY_READ_CASES);
    size_t n = 0;

    *out = items;
    if (!items || !rq->officer)
        return 0;
    if (!reads)
        item_fill(&first_way, current, true, &items[n++]);
    for (size_t i = 0; i < COUNT_OF(ways); i++)
        if (officer_may(rq->officer, ways[i].needs))
            item_fill(&ways[i], current, ways[i].phone || !reads, &items[n++]);
    return n;
}

void desk_nav_fill(struct request *rq, enum desk_nav current, struct desk_side_page *side,
                   struct desk_bottom_page *bottom)
{
    *side = (struct desk_side_page){ .current = current };
    side->items_len = items_fill(rq, current, &side->items);
    *bottom = (struct desk_bottom_page){ .current = current, .items = side->items,
                                         .items_len = side->items_len };
}

void desk_top_fill(struct request *rq, enum desk_nav current, struct value title,
                   struct desk_top_page *out)
{
    *out = (struct desk_top_page){
        .title = title, .current = current, .site = rq->env->post_name, .agency = STR(""),
        .name = STR(""), .initials = STR(""), .query = STR(""), .csrf = csrf_token(rq),
        .here_id = here_in(rq, "id"), .here_en = here_in(rq, "en"),
    };
    if (rq->officer) {
        out->agency = rq->officer->of->name;
        out->name = rq->officer->name;
        out->initials = rq->officer->initials;
        out->may_search = officer_may(rq->officer, MAY_READ_CASES);
        out->may_intake = officer_may(rq->officer, MAY_TAKE_REPORTS);
        out->items_len = items_fill(rq, current, &out->items);
    } else {
        out->bare = true;
        out->agency = rq->env->post_name;
    }
}

struct link desk_case_link(struct request *rq, struct str number, const char *step)
{
    struct link link = { 0 };
    struct str rest = str_of(step ? step : ""), first;

    if (!step)
        (void)!LINK(rq->cx.arena, &link, "/meja/perkara/{}", number);
    else if (str_cut(&rest, '/', &first) && rest.len > 0)
        (void)!LINK(rq->cx.arena, &link, "/meja/perkara/{}/{}/{}", number, first, rest);
    else
        (void)!LINK(rq->cx.arena, &link, "/meja/perkara/{}/{}", number, str_of(step));
    return link;
}

struct str desk_case_path(struct request *rq, struct str number, const char *done)
{
    struct str path = link_text(desk_case_link(rq, number, NULL));

    if (!done)
        return path;
    return arena_printf(rq->cx.arena, "%.*s?hasil=%s", STR_FMT(path), done);
}

struct ask_option *desk_options(struct request *rq, size_t count)
{
    return ARENA_ARRAY(rq->cx.arena, struct ask_option, count ? count : 1);
}

void desk_option(struct request *rq, struct ask_option *o, const char *field, const char *code,
                 struct value label, bool chosen)
{
    *o = (struct ask_option){
        .value = str_of(code), .label = label, .chosen = chosen,
        .id = arena_printf(rq->cx.arena, "%s-%s", field, code),
    };
}

struct ask_option desk_none(void)
{
    return (struct ask_option){ .value = STR(""), .label = VALUE(STR("\xe2\x80\x93")) };
}

const struct ask_option *desk_months(struct request *rq, struct str chosen)
{
    static const enum text_key names[12] = {
        T_WHEN_JANUARY, T_WHEN_FEBRUARY, T_WHEN_MARCH,     T_WHEN_APRIL,   T_WHEN_MAY,
        T_WHEN_JUNE,    T_WHEN_JULY,     T_WHEN_AUGUST,    T_WHEN_SEPTEMBER, T_WHEN_OCTOBER,
        T_WHEN_NOVEMBER, T_WHEN_DECEMBER,
    };
    static const char *const numbers[12] = { "1", "2", "3", "4",  "5",  "6",
                                             "7", "8", "9", "10", "11", "12" };
    struct ask_option *months = desk_options(rq, 12);

    for (size_t i = 0; months && i < 12; i++)
        months[i] = (struct ask_option){ .value = str_of(numbers[i]),
                                         .label = VALUE(MSG(names[i])),
                                         .chosen = str_is(chosen, numbers[i]) };
    return months;
}

static struct str part_of(const struct request *rq, const char *name, char which)
{
    char field[32];
    size_t len = strlen(name);

    if (len + 3 > sizeof field)
        return STR("");
    memcpy(field, name, len);
    field[len] = '_';
    field[len + 1] = which;
    field[len + 2] = '\0';
    return str_trim(form_get(rq, field));
}

/* A leading zero is how people write days. */
static bool small_number(struct str s, uint64_t *out)
{
    while (s.len > 1 && s.at[0] == '0')
        s = str_from(s, 1);
    return s.len <= 4 && str_to_u64(s, out);
}

void desk_day_read(const struct request *rq, const char *name, bool *given, struct day *day)
{
    struct str d = part_of(rq, name, 'd'), m = part_of(rq, name, 'm'), y = part_of(rq, name, 'y');
    uint64_t dd = 0, mm = 0, yy = 0;

    *given = d.len || m.len || y.len;
    *day = DAY_NONE;
    if (*given && small_number(d, &dd) && small_number(m, &mm) && small_number(y, &yy)
        && yy >= 1900 && yy <= 2200)
        *day = day_of((int)yy, (int)mm, (int)dd);
}

struct str desk_kecamatan(const struct request *rq, struct str code)
{
    return code.len ? region_name(rq->env->regions, code) : STR("");
}

struct msg desk_due_words(struct request *rq, int64_t due_us)
{
    int zone = rq->env->zone_minutes;
    struct day last = day_at(due_us - 1, zone);
    struct when at = { due_us, zone };
    struct hole *hole = ARENA_NEW(rq->cx.arena, struct hole);
    bool day_end = day_start_us(day_add(last, 1), zone) == due_us;

    if (!hole)
        return (struct msg){ 0 };
    *hole = day_end ? HOLE("day", last) : HOLE("at", at);
    return (struct msg){ .key = day_end ? T_DESK_CLOCK_DUE_DAY : T_DESK_CLOCK_DUE, .holes = hole,
                         .holes_len = 1 };
}

void desk_again_fill(struct request *rq, struct password_again_page *out)
{
    struct hole *hole = ARENA_NEW(rq->cx.arena, struct hole);

    *out = (struct password_again_page){ 0 };
    if (rq->again == AGAIN_EMPTY)
        out->mend = MSG(T_AGAIN_EMPTY);
    else if (rq->again == AGAIN_WRONG)
        out->mend = MSG(T_AGAIN_WRONG);
    else if (rq->again == AGAIN_WAIT && hole) {
        *hole = HOLE("span", ((struct span){ rq->again_wait_s }));
        out->mend = (struct msg){ .key = T_AGAIN_WAIT, .holes = hole, .holes_len = 1 };
    }
}
