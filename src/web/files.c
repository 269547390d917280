/* files: the page, its list, and what is done with a file on it. */
#include "web/files.h"
#include "action/add_evidence.h"
#include "action/draft.h"
#include "base/codec.h"
#include "page/files.page.h"
#include "web/citizen.h"
#include "web/lapor.h"

#define KB 1024
#define MB (1024 * KB)

static bool of_draft(const struct request *rq)
{
    return rq->route->who == WHO_ANYONE;
}

static const char *path_of(const struct request *rq)
{
    return of_draft(rq) ? "/lapor/berkas" : "/laporan/berkas";
}

/* ---- words ---- */

struct str size_words(struct request *rq, uint64_t bytes)
{
    struct arena *arena = rq->cx.arena;
    uint64_t tenths;

    if (bytes < KB)
        return arena_printf(arena, "%llu B", (unsigned long long)bytes);
    if (bytes < MB)
        return arena_printf(arena, "%llu KB", (unsigned long long)((bytes + KB - 1) / KB));
    tenths = (bytes * 10 + MB / 2) / MB;
    if (tenths % 10 == 0)
        return arena_printf(arena, "%llu MB", (unsigned long long)(tenths / 10));
    return arena_printf(arena, "%llu%c%llu MB", (unsigned long long)(tenths / 10),
                        rq->lang == LANG_ID ? ',' : '.', (unsigned long long)(tenths % 10));
}

struct str sum_words(struct request *rq, const uint8_t sum[32])
{
    char hex[65];
    struct buf b = buf_in(rq->cx.arena, 128);

    hex_encode(hex, sum, 32);
    for (size_t i = 0; i < 64; i += 8)
        buf_printf(&b, "%s%.8s", i > 0 ? " " : "", hex + i);
    return buf_view(&b);
}

struct msg refusal_words(struct request *rq, enum upload_refusal why)
{
    static const enum text_key words[] = {
        [UPLOAD_FINE] = T_NONE,
        [UPLOAD_FILE_LARGE] = T_FILES_BAD_FILE_LARGE,
        [UPLOAD_TOGETHER_LARGE] = T_FILES_BAD_TOGETHER_LARGE,
        [UPLOAD_TOO_MANY] = T_FILES_BAD_TOO_MANY,
        [UPLOAD_NO_ROOM] = T_FILES_BAD_NO_ROOM,
    };
    const struct upload_limits *limits = uploads_limits(rq->env->uploads);

    return SAY(rq, words[why], HOLE("size", size_words(rq, limits->file)),
               HOLE("all", size_words(rq, limits->together)), HOLE("n", (long)limits->count));
}

void file_line_fill(struct request *rq, const struct evidence_file *file,
                    struct file_line_page *out)
{
    *out = (struct file_line_page){ .name = file->name, .size = size_words(rq, file->size),
                                    .sum = sum_words(rq, file->sha256), .id = STR(""),
                                    .csrf = STR("") };
}

/* ---- the page ---- */

enum err files_owner(struct request *rq, struct upload_owner *out)
{
    if (!rq->env->uploads)
        return FAIL(&rq->cx, ERR_NOT_FOUND, "no files are taken here");
    if (rq->route->who == WHO_REPORTER) {
        upload_owner_reporter(rq->reporter, out);
        return OK;
    }
    return upload_owner_draft(&rq->cx, rq->draft_token, out);
}

static enum err lines_fill(struct request *rq, struct files_page *p)
{
    struct upload_owner owner AUTO(upload_owner_wipe) = { { 0 }, { { 0 } } };
    struct upload_list_of list;
    struct file_line_page *lines;

    TRY(files_owner(rq, &owner));
    TRY(upload_list(&rq->cx, rq->env, rq->db, &owner, &list));
    lines = ARENA_ARRAY(rq->cx.arena, struct file_line_page, list.len + 1);
    if (!lines)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "files");
    for (size_t i = 0; i < list.len; i++) {
        const struct upload *u = &list.at[i];
        struct str size = size_words(rq, u->length);

        lines[i] = (struct file_line_page){
            .name = u->name, .size = size, .csrf = p->csrf,
            .id = hex_of(rq->cx.arena, (struct bytes){ u->id.b, sizeof u->id.b }),
            .remove = path_with(rq, path_of(rq), "/hapus"),
            .sum = u->whole ? sum_words(rq, u->sha256) : STR(""),
        };
        if (!u->whole)
            lines[i].part = SAY(rq, T_FILES_PART, HOLE("part", size_words(rq, u->received)),
                                HOLE("size", size));
        p->addable = p->addable || (u->whole && !of_draft(rq));
    }
    p->files = lines;
    p->files_len = list.len;
    return OK;
}

bool files_from_check(const struct request *rq)
{
    return str_is(form_get(rq, "dari"), "periksa");
}

static enum err ways_fill(struct request *rq, struct files_page *p)
{
    const struct lapor_step *step = lapor_step_of(STR("/lapor/berkas"));
    struct report_form *form = ARENA_NEW(rq->cx.arena, struct report_form);

    if (!of_draft(rq)) {
        p->title = MSG(T_FILES_TITLE_MORE);
        p->lead = MSG(T_FILES_LEAD_MORE);
        p->back = path_link(STR("/laporan"));
        p->add = path_with(rq, path_of(rq), "/masukkan");
        return OK;
    }
    if (!form)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "draft");
    TRY(lapor_load(rq, form));
    if (rq->response)
        return OK;
    p->title = MSG(T_FILES_TITLE);
    p->lead = MSG(T_FILES_LEAD);
    p->back = path_link(str_of(lapor_before(step, form)));
    p->on = path_link(files_from_check(rq) ? STR("/lapor/periksa")
                                           : str_of(lapor_next(step, form)));
    return OK;
}

enum err show_files(struct request *rq, struct msg mend, int status)
{
    struct files_page *p = ARENA_NEW(rq->cx.arena, struct files_page);
    struct mend *line = ARENA_NEW(rq->cx.arena, struct mend);
    const struct upload_limits *limits;

    if (!p || !line)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a page");
    TRY(ways_fill(rq, p));
    if (rq->response)
        return OK;
    p->csrf = csrf_token(rq);
    TRY(lines_fill(rq, p));
    limits = uploads_limits(rq->env->uploads);
    *line = (struct mend){ .id = STR("berkas"), .text = mend };
    frame_of(rq, p->title, &p->top, &p->bottom);
    p->top.error = mend.key != T_NONE;
    p->mends = (struct mends_page){ line, mend.key != T_NONE };
    p->mend = mend;
    p->action = path_with(rq, path_of(rq), files_from_check(rq) ? "?dari=periksa" : "");
    p->limits = SAY(rq, T_FILES_CHOOSE_HINT, HOLE("n", (long)limits->count),
                    HOLE("size", size_words(rq, limits->file)),
                    HOLE("all", size_words(rq, limits->together)));
    page_files(page_begin(rq), p);
    return reply_page(rq, status);
}

static enum err get_files(struct request *rq)
{
    return show_files(rq, MSG(T_NONE), 200);
}

/* ---- removing ---- */

static enum err check_remove(struct request *rq)
{
    struct upload_owner owner AUTO(upload_owner_wipe) = { { 0 }, { { 0 } } };
    struct blob_id *id = ARENA_NEW(rq->cx.arena, struct blob_id);
    struct upload u;
    enum err err;

    if (!id)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "file");
    TRY(files_owner(rq, &owner));
    if (!hex_decode(form_get(rq, "berkas"), id->b, sizeof id->b))
        return FAIL(&rq->cx, ERR_INVALID, "no file's number");
    err = upload_find(&rq->cx, rq->env, rq->db, &owner, *id, &u);
    rq->work = id;
    if (err == ERR_NOT_FOUND) /* pressed twice */
        return reply_see_other(rq, str_of(path_of(rq)));
    return err;
}

static enum err write_remove(struct request *rq, struct db *tx)
{
    const struct blob_id *id = rq->work;

    return upload_remove_write(&rq->cx, rq->env, tx, *id);
}

static enum err reply_remove(struct request *rq)
{
    const struct blob_id *id = rq->work;

    upload_drop(rq->env->uploads, *id);
    return reply_see_other(rq, str_of(path_of(rq)));
}

/* ---- making them part of a filed report ---- */

static enum err check_add_files(struct request *rq)
{
    struct evidence_adding *adding = NULL;
    size_t unfinished;

    if (!rq->env->uploads)
        return FAIL(&rq->cx, ERR_NOT_FOUND, "no files are taken here");
    TRY(add_evidence_reporter(&rq->cx, rq->env, rq->db, rq->reporter, &adding, &unfinished));
    rq->work = adding;
    return adding ? OK : show_files(rq, MSG(T_FILES_BAD_NONE), 422);
}

static enum err write_add_files(struct request *rq, struct db *tx)
{
    int64_t log_index;

    return add_evidence_write(&rq->cx, rq->env, tx, rq->work, &log_index);
}

static enum err reply_add_files(struct request *rq)
{
    return reply_see_other(rq, STR("/laporan?kirim=berkas"));
}

/* ---- the table ---- */

#define FILES(path, who)                                                                          \
    { METHOD_GET, path, who, 0, FIELDS({ "dari", 40, false }), ROUTE_SENSITIVE, NULL, NULL, NULL, \
      get_files },                                                                                \
    { METHOD_POST, path, who, 0, FIELDS({ "dari", 40, false }), ROUTE_SENSITIVE, "upload",        \
      check_files, write_files, reply_files, .stream = &files_taking },                           \
    { METHOD_POST, path "/hapus", who, 4096, \
      FIELDS({ "berkas", 64, false }, { "dari", 40, false }), ROUTE_SENSITIVE,                   \
      NULL, check_remove, write_remove, reply_remove }

const struct route files_routes[] = {
    FILES("/lapor/berkas", WHO_ANYONE),
    FILES("/laporan/berkas", WHO_REPORTER),
    { METHOD_POST, "/laporan/berkas/masukkan", WHO_REPORTER, 4096,
      FIELDS({ "dari", 40, false }), ROUTE_SENSITIVE,
      "message", check_add_files, write_add_files, reply_add_files },
};
const size_t files_routes_len = COUNT_OF(files_routes);
