/*
 * frame: see the header.
 */
#include "web/frame.h"
#include <assert.h>
#include "assets_files.h"
#include "page/embedded.h"

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

/* With the hash of what it holds: kept for ever, and never asked for again in a visit. */
static struct link asset_link(struct request *rq, const char *name)
{
    const struct embedded *file = embedded_find(assets_files, assets_files_len, str_of(name));
    struct str path = arena_printf(rq->cx.arena, "/assets/%s?v=%s", name, file ? file->etag : "");

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
    /* An officer sees this frame around problems only: the same for what is not his as for what
     * is not there. */
    bool sensitive = rq->route && rq->route->who != WHO_OFFICER
                     && rq->route->flags & ROUTE_SENSITIVE;
    struct str name = env->post_name;

    *top = (struct public_top_page){
        .title = title,
        .sensitive = sensitive,
        .site = name,
        .place = str_starts(name, STR(POST_WORDS)) ? str_from(name, sizeof POST_WORDS - 1) : name,
        .style = asset_link(rq, "posko.css"),
        .script = asset_link(rq, "publik.js"),
        .icon = asset_link(rq, "favicon.svg"),
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
