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
