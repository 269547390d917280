/*
 * files_desk: the files of a case at the desk. Its list is part of the case's page; an original
 * is opened on purpose: a reason is asked, written down in the private log, and only then do its
 * bytes go out, to be saved and never to be shown in the desk's own origin.
 */
#include <string.h>
#include "base/codec.h"
#include "page/desk_file.page.h"
#include "page/words.h"
#include "web/citizen.h"
#include "web/desk_read.h"
#include "web/desk_routes.h"
#include "web/desk_shell.h"
#include "web/files.h"
#include "web/http.h"

#define NAME_IN_HEADER 150 /* bytes of a name, before they are percent-encoded */

/* ---- the card ---- */

/* format: LINK's, with the case and the file. */
#define FILE_LINK(rq, link, format, number, file)                          \
    (void)!LINK((rq)->cx.arena, link, format, number,                      \
                hex_of((rq)->cx.arena, (struct bytes){ (file)->id.b, sizeof (file)->id.b }))

static struct msg from_words(const struct read_event *e)
{
    return e->event.by_agency_known ? agency_words(e->event.agency) : MSG(T_FILES_FROM_REPORTER);
}

enum err desk_files_fill(struct request *rq, const struct read_case *rc,
                         struct desk_file_card_page *out)
{
    struct desk_file_row_page *rows;
    struct evidence_list list;
    size_t len = 0;

    for (size_t i = 0; i < rc->events_len; i++)
        len += json_array_size(json_object_get(rc->events[i].payload, "files"));
    rows = ARENA_ARRAY(rq->cx.arena, struct desk_file_row_page, len + 1);
    if (!rows)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "files of a case");
    len = 0;
    for (size_t i = 0; i < rc->events_len; i++) {
        TRY(evidence_read(&rq->cx, rc->events[i].payload, &list));
        for (size_t k = 0; k < list.len; k++, len++) {
            file_line_fill(rq, &list.at[k], &rows[len].line);
            rows[len].kind = list.at[k].type;
            rows[len].from = from_words(&rc->events[i]);
            FILE_LINK(rq, &rows[len].open, "/meja/perkara/{}/bukti/{}", rc->head.number,
                      &list.at[k]);
        }
    }
    out->files = rows;
    out->files_len = len;
    return OK;
}

/* ---- one file ---- */

struct file_work {
    struct desk_read read; /* first: write_desk_read */
    struct evidence_file file;
    struct msg from;
    struct evidence_reader *reader;
};

/* Unknown, and another case's: the same answer. */
static enum err file_find(struct request *rq, struct file_work *w)
{
    const struct read_case *rc = &w->read.rc;
    struct evidence_list list;
    uint8_t id[16];

    if (rq->args[1].len != 2 * sizeof id || !hex_decode(rq->args[1], id, sizeof id))
        return FAIL(&rq->cx, ERR_NOT_FOUND, "no such file");
    for (size_t i = 0; i < rc->events_len; i++) {
        TRY(evidence_read(&rq->cx, rc->events[i].payload, &list));
        for (size_t k = 0; k < list.len; k++)
            if (memcmp(list.at[k].id.b, id, sizeof id) == 0) {
                w->file = list.at[k];
                w->from = from_words(&rc->events[i]);
                return OK;
            }
    }
    return FAIL(&rq->cx, ERR_NOT_FOUND, "no such file of this case");
}

static enum err show_file(struct request *rq, const struct file_work *w, struct msg bad)
{
    struct str number = w->read.rc.head.number;
    struct desk_file_page p = { .number = number, .back = desk_case_link(rq, number, NULL),
                                .kind = w->file.type, .from = w->from };
    struct mend mend = { .text = bad, .id = STR("alasan") };

    desk_top_fill(rq, DESK_NAV_INBOX, VALUE(MSG(T_FILES_OPEN)), &p.top);
    desk_nav_fill(rq, DESK_NAV_NONE, &p.side, &p.bottom);
    file_line_fill(rq, &w->file, &p.file);
    FILE_LINK(rq, &p.action, "/meja/perkara/{}/bukti/{}/asli", number, &w->file);
    p.top.error = bad.key != T_NONE;
    p.mends = (struct mends_page){ &mend, bad.key != T_NONE };
    p.why = (struct ask_field_page){
        .kind = ASK_TEXT, .name = STR("alasan"), .label = MSG(T_FILES_WHY),
        .hint = MSG(T_FILES_WHY_HINT), .mend = bad, .complete = STR("off"),
        .value = bad.key != T_NONE ? form_get(rq, "alasan") : STR(""),
    };
    page_desk_file(page_begin(rq), &p);
    return reply_page(rq, bad.key != T_NONE ? 422 : 200);
}

enum err check_desk_file(struct request *rq)
{
    struct file_work *w = ARENA_NEW(rq->cx.arena, struct file_work);

    if (!w)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "file");
    TRY(desk_read_open(rq, &w->read));
    TRY(file_find(rq, w));
    rq->work = w;
    return w->read.entry.due ? OK : reply_desk_file(rq);
}

enum err reply_desk_file(struct request *rq)
{
    return show_file(rq, rq->work, (struct msg){ 0 });
}

/* ---- the original ---- */

enum err check_desk_original(struct request *rq)
{
    struct file_work *w = ARENA_NEW(rq->cx.arena, struct file_work);
    struct str reason = str_trim(form_get(rq, "alasan")), text;

    if (!w)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "file");
    TRY(read_case(&rq->cx, rq->env, rq->db, rq->officer, rq->args[0], &w->read.rc));
    TRY(file_find(rq, w));
    if (reason.len == 0)
        return show_file(rq, w, MSG(T_FILES_WHY_MISSING));
    text = arena_printf(rq->cx.arena, "%.*s: %.*s", STR_FMT(w->file.name), STR_FMT(reason));
    if (text.len > ACCESS_TEXT_MAX)
        return show_file(rq, w, SAY(rq, T_FILES_WHY_LONG,
                                    HOLE("n", (long)(ACCESS_TEXT_MAX - w->file.name.len - 2))));
    rq->work = w;
    /* what is damaged is told, and is no reading */
    TRY(evidence_open(&rq->cx, rq->env, &w->file, &w->reader));
    return access_prepare(&rq->cx, rq->env, rq->db, rq->officer,
                          &(struct access){ .kind = ACCESS_FILE_OPENED, .of = &w->read.rc.head,
                                            .text = text },
                          &w->read.entry);
}

struct original {
    struct body_source source; /* first */
    struct evidence_reader *reader;
    uint64_t from;
};

static size_t original_read(struct body_source *self, uint64_t at, uint8_t *out, size_t max)
{
    struct original *o = (struct original *)self;
    uint64_t left = self->len - at;

    return evidence_bytes(o->reader, o->from + at, out, left < max ? (size_t)left : max);
}

enum ranging { RANGE_NONE, RANGE_ONE, RANGE_BAD };

static bool number_of(struct str s, uint64_t *out)
{
    return s.len > 0 && s.len <= 18 && str_to_u64(s, out);
}

/* "bytes=100-199", "bytes=100-", "bytes=-100"; several at once, or what is none, is the whole. */
static enum ranging range_read(struct str header, uint64_t size, uint64_t *from, uint64_t *len)
{
    uint64_t first, last = size - 1;
    struct str range, low, high;
    size_t dash;

    if (!str_starts(header, STR("bytes=")))
        return RANGE_NONE;
    range = str_from(header, 6);
    dash = str_find(range, STR("-"));
    if (dash == SIZE_MAX || str_find(range, STR(",")) != SIZE_MAX)
        return RANGE_NONE;
    low = str_first(range, dash);
    high = str_from(range, dash + 1);
    if (high.len > 0 && !number_of(high, &last))
        return RANGE_NONE;
    if (low.len == 0) {
        if (high.len == 0)
            return RANGE_NONE;
        first = last < size ? size - last : 0;
        last = last > 0 ? size - 1 : 0;
        if (first >= size)
            return RANGE_BAD;
    } else if (!number_of(low, &first) || (high.len > 0 && last < first)) {
        return RANGE_NONE;
    }
    if (first >= size)
        return RANGE_BAD;
    *from = first;
    *len = (last < size - 1 ? last : size - 1) - first + 1;
    return RANGE_ONE;
}

/* As it was called, for who keeps it: letters and digits as they are, all else as %XX. */
static void disposition(struct request *rq, struct str name)
{
    struct buf b = buf_in(rq->cx.arena, 1024);
    size_t end = name.len < NAME_IN_HEADER ? name.len : NAME_IN_HEADER;

    while (end > 0 && end < name.len && ((unsigned char)name.at[end] & 0xC0) == 0x80)
        end--;
    buf_lit(&b, "attachment; filename=\"berkas\"");
    if (end > 0)
        buf_lit(&b, "; filename*=UTF-8''");
    for (size_t i = 0; i < end; i++) {
        unsigned char c = (unsigned char)name.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                     || c == '-' || c == '_' || (c == '.' && i > 0);

        buf_printf(&b, plain ? "%c" : "%%%02X", c);
    }
    reply_header(rq, "Content-Disposition", buf_end(&b));
}

enum err reply_desk_original(struct request *rq)
{
    struct file_work *w = rq->work;
    struct original *o = ARENA_NEW(rq->cx.arena, struct original);
    uint64_t size = w->file.size, from = 0, len = size;
    enum ranging ranging = range_read(request_header(rq, "Range"), size, &from, &len);

    if (!o)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "file");
    disposition(rq, w->file.name);
    reply_header(rq, "Content-Security-Policy", STR("default-src 'none'; sandbox"));
    reply_header(rq, "Accept-Ranges", STR("bytes"));
    if (ranging == RANGE_BAD) {
        reply_header(rq, "Content-Range",
                     arena_printf(rq->cx.arena, "bytes */%llu", (unsigned long long)size));
        return reply_bytes(rq, 416, STR("text/plain; charset=utf-8"), (struct bytes){ 0 });
    }
    if (ranging == RANGE_ONE)
        reply_header(rq, "Content-Range",
                     arena_printf(rq->cx.arena, "bytes %llu-%llu/%llu", (unsigned long long)from,
                                  (unsigned long long)(from + len - 1), (unsigned long long)size));
    if (size == 0)
        return reply_bytes(rq, 200, STR("application/octet-stream"), (struct bytes){ 0 });
    *o = (struct original){ .source = { .len = len, .read = original_read }, .reader = w->reader,
                            .from = from };
    return reply_source(rq, ranging == RANGE_ONE ? 206 : 200, STR("application/octet-stream"),
                        &o->source);
}
