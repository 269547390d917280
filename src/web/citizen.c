/*
 * citizen: see the header.
 */
#include "web/citizen.h"
#include <assert.h>
#include <string.h>
#include "domain/report.h"
#include "page/embedded.h"
#include "page/lapor.h"
#include "page/plain.page.h"
#include "regions_files.h"

#define POST_WORDS "Posko Netralitas "

struct link path_link(struct str path)
{
    struct link link = { 0 };

    if (!link_local(path, &link))
        assert(!"a path of ours");
    return link;
}

struct link path_with(struct request *rq, const char *base, const char *rest)
{
    struct str path = arena_printf(rq->cx.arena, "%s%s", base, rest);

    return path_link(path.at ? path : STR("/"));
}

static struct link here_in(struct request *rq, const char *lang)
{
    struct str path = arena_printf(rq->cx.arena, "%.*s?lang=%s", STR_FMT(rq->path), lang);
    struct link link = { 0 };

    if (!path.at || !link_local(path, &link)) /* a stranger's path with odd bytes */
        return path_with(rq, "/?lang=", lang);
    return link;
}

void frame_of(struct request *rq, struct msg title, struct public_top_page *top,
              struct public_bottom_page *bottom)
{
    const struct env *env = rq->env;
    bool sensitive = rq->route && rq->route->flags & ROUTE_SENSITIVE;
    struct str name = env->post_name;

    *top = (struct public_top_page){
        .title = title,
        .sensitive = sensitive,
        .site = name,
        .place = str_starts(name, STR(POST_WORDS)) ? str_from(name, sizeof POST_WORDS - 1) : name,
        .here_id = here_in(rq, "id"),
        .here_en = here_in(rq, "en"),
    };
    *bottom = (struct public_bottom_page){
        .sensitive = sensitive,
        .site = name,
        .address = env->address,
        .phone = env->phone,
        .here_id = top->here_id,
        .here_en = top->here_en,
    };
    if (env->phone.len && !link_tel(rq->cx.arena, env->phone, &bottom->tel))
        bottom->phone = STR("");
}

struct msg say(struct request *rq, enum text_key key, const struct hole *holes, size_t len)
{
    struct hole *kept = ARENA_ARRAY(rq->cx.arena, struct hole, len);

    if (!kept)
        return MSG(T_NONE);
    memcpy(kept, holes, len * sizeof *kept);
    return (struct msg){ .key = key, .holes = kept, .holes_len = len };
}

struct str said(struct request *rq, struct msg msg)
{
    return msg.key == T_NONE ? STR("") : msg_text(rq->cx.arena, rq->lang, msg);
}

struct when when_of(const struct request *rq, int64_t us)
{
    return (struct when){ us, rq->env->zone_minutes };
}

struct day today_of(const struct request *rq)
{
    return day_at(rq->cx.now_us, rq->env->zone_minutes);
}

struct str region_names(void)
{
    const struct embedded *file =
        embedded_find(regions_files, regions_files_len, STR("indonesia.tsv"));

    assert(file);
    return (struct str){ (const char *)file->plain.at, file->plain.len };
}

struct str place_name(struct str code)
{
    return code.len ? region_name(region_names(), code) : STR("");
}

struct report_place place_of(const struct request *rq)
{
    const struct env *env = rq->env;

    return (struct report_place){
        .regency_name = place_name(env->regency),
        .province_name = place_name(region_parent(env->regency)),
        .zone_minutes = env->zone_minutes,
    };
}

struct msg fault_words(enum report_fault fault)
{
    static const enum text_key keys[REPORT_FAULT_COUNT] = {
        [REPORT_MODE_MISSING] = T_FAULT_MODE,
        [REPORT_CATEGORY_MISSING] = T_FAULT_CATEGORY,
        [REPORT_WHAT_MISSING] = T_FAULT_WHAT,
        [REPORT_TOO_LONG] = T_FAULT_TOO_LONG,
        [REPORT_DAY_IMPOSSIBLE] = T_FAULT_DAY,
        [REPORT_DAY_AHEAD] = T_FAULT_AHEAD,
        [REPORT_KNOWN_BEFORE] = T_FAULT_KNOWN_BEFORE,
        [REPORT_PLACE_UNKNOWN] = T_FAULT_PLACE,
        [REPORT_NAME_MISSING] = T_FAULT_NAME,
        [REPORT_CONTACT_MISSING] = T_FAULT_CONTACT,
        [REPORT_EXCLUDES_TOO_MANY] = T_FAULT_EXCLUDE,
        [REPORT_CODE_UNKNOWN] = T_FAULT_CODE,
    };
    return MSG(keys[fault]);
}

enum err reply_plain(struct request *rq, int status, struct msg title, struct plain_page *page)
{
    frame_of(rq, title, &page->top, &page->bottom);
    page_plain(page_begin(rq), page);
    return reply_page(rq, status);
}

void reply_forget(struct request *rq)
{
    reply_cookie_clear(rq, COOKIE_DRAFT);
    reply_cookie_clear(rq, COOKIE_REPORTER);
    reply_header(rq, "Clear-Site-Data", STR("\"cache\", \"storage\""));
}
