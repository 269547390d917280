/* desk_readers: who read a case, for the officers of the agencies on it; and an agency's own
 * searches. Looking here is not written down: it shows nothing of what was reported. */
#include "action/access_record.h"
#include "action/read_case.h"
#include "page/desk_readers.page.h"
#include "page/words.h"
#include "web/desk_routes.h"
#include "web/desk_shell.h"

#define SKIP_MAX 1000000

static const struct {
    enum text_key what, text_head;
} kinds[ACCESS_KIND_COUNT] = {
    [ACCESS_CASE_OPENED] = { T_READERS_CASE_OPENED, T_NONE },
    [ACCESS_CASES_SEARCHED] = { T_READERS_CASES_SEARCHED, T_READERS_WORDS },
    [ACCESS_IDENTITY_READ] = { T_READERS_IDENTITY_READ, T_READERS_REASON },
    [ACCESS_FILE_OPENED] = { T_READERS_FILE_OPENED, T_READERS_FILE },
    [ACCESS_CASE_EXPORTED] = { T_READERS_CASE_EXPORTED, T_READERS_REASON },
};

/* How many of the newest to leave out; anything else than a number begins with the newest. */
static size_t skip_asked(const struct request *rq)
{
    uint64_t skip;

    return str_to_u64(form_get(rq, "lewati"), &skip) && skip <= SKIP_MAX ? (size_t)skip : 0;
}

static enum err readers_fill(struct request *rq, const struct access_page *page,
                             struct desk_readers_page *p)
{
    struct desk_reader_page *out =
        ARENA_ARRAY(rq->cx.arena, struct desk_reader_page, page->len + 1);

    if (!out)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "readers");
    for (size_t i = 0; i < page->len; i++) {
        const struct access_line *line = &page->lines[i];

        out[i] = (struct desk_reader_page){
            .kind = line->kind,
            .what = MSG(kinds[line->kind].what),
            .agency = agency_words(line->agency),
            .who = line->officer,
            .own = line->own,
            .at = { line->at_us, rq->env->zone_minutes },
            .text_head = MSG(kinds[line->kind].text_head),
            .text = line->text,
            .unreadable = line->unreadable,
        };
    }
    p->readers = out;
    p->readers_len = page->len;
    p->further = skip_asked(rq) > 0;
    return OK;
}

/* The same page from there on: `path` is one of ours. */
static struct link page_from(struct request *rq, struct str path, size_t skip)
{
    struct link link = { 0 };
    struct str to = arena_printf(rq->cx.arena, "%.*s?lewati=%zu", STR_FMT(path), skip);

    if (!to.at || !link_local(to, &link))
        (void)!LINK(rq->cx.arena, &link, "/meja");
    return link;
}

static enum err show(struct request *rq, enum text_key title, struct link self,
                     const struct access_page *page, struct desk_readers_page *p)
{
    desk_top_fill(rq, p->side.current, VALUE(MSG(title)), &p->top);
    desk_nav_fill(rq, p->side.current, &p->side, &p->bottom);
    TRY(readers_fill(rq, page, p));
    p->newest = self;
    if (page->next)
        p->older = page_from(rq, link_text(self), page->next);
    page_desk_readers(page_begin(rq), p);
    return reply_page(rq, 200);
}

enum err get_desk_readers(struct request *rq)
{
    struct read_case *rc = ARENA_NEW(rq->cx.arena, struct read_case);
    struct desk_readers_page p = { .side = { DESK_NAV_NONE } };
    struct access_page page;

    if (!rc)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "case");
    TRY(read_case(&rq->cx, rq->env, rq->db, rq->officer, rq->args[0], rc));
    TRY(access_of_case(&rq->cx, rq->env, rq->db, rq->officer, &rc->head, skip_asked(rq), &page));
    p.number = rc->head.number;
    p.back = desk_case_link(rq, p.number, NULL);
    return show(rq, T_READERS_LINK, desk_case_link(rq, p.number, "pembaca"), &page, &p);
}

enum err get_desk_searches(struct request *rq)
{
    struct desk_readers_page p = { .side = { DESK_NAV_SEARCH },
                                   .bottom = { .current = DESK_NAV_SEARCH },
                                   .number = STR("") };
    struct link self = { 0 };
    struct access_page page;

    (void)!LINK(rq->cx.arena, &self, "/meja/pencarian");
    (void)!LINK(rq->cx.arena, &p.back, "/meja/cari");
    TRY(access_of_agency(&rq->cx, rq->env, rq->db, rq->officer, skip_asked(rq), &page));
    return show(rq, T_READERS_SEARCHES, self, &page, &p);
}
