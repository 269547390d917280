/* static: see the header. */
#include "web/static.h"
#include <string.h>
#include "assets_files.h"
#include "page/embedded.h"
#include "web/gzip.h"
#include "web/reply.h"
#include "web/serving.h"

#define FOREVER "public, max-age=31536000, immutable"
#define ASK_AGAIN "public, no-cache"
#define A_WEEK "public, max-age=604800" /* the style sheet names its font without a version */

enum err get_asset(struct request *rq)
{
    const struct embedded *f = embedded_find(assets_files, assets_files_len, rq->args[0]);
    struct str accept = request_header(rq, "Accept-Encoding"), etag;
    struct serving *s = serving_of(rq);
    struct bytes body;

    if (!f)
        return FAIL(&rq->cx, ERR_NOT_FOUND, "no such asset");
    etag = arena_printf(rq->cx.arena, "\"%s\"", f->etag);
    if (!etag.at)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for an etag");
    reply_head_static(s, "ETag", etag.at);
    reply_head_static(s, "Cache-Control",
                      str_is(form_get(rq, "v"), f->etag)             ? FOREVER
                      : str_is(str_of(f->content_type), "font/woff2") ? A_WEEK
                                                                      : ASK_AGAIN);
    if (etag_matches(request_header(rq, "If-None-Match"), f->etag)) {
        reply_static(rq, 304, f->content_type, (struct bytes){ NULL, 0 });
        return OK;
    }
    body = f->plain;
    if (f->br.len > 0 && accepts_coding(accept, "br")) {
        body = f->br;
        reply_head_static(s, "Content-Encoding", "br");
    } else if (f->gzip.len > 0 && accepts_coding(accept, "gzip")) {
        body = f->gzip;
        reply_head_static(s, "Content-Encoding", "gzip");
    }
    reply_static(rq, 200, f->content_type, body);
    return OK;
}
