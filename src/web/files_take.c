/*
 * files_take: a form with files, taken while it arrives. Each file is sealed as it comes; those
 * that came whole count when the form is over, and one that was refused does not hurt the
 * others. What is refused is read to its end all the same: a browser that is cut off shows its
 * own error and not our sentence.
 */
#include <string.h>
#include "web/citizen.h"
#include "web/files.h"
#include "web/form.h"
#include "web/http.h"
#include "web/lapor.h"

#define FILES_AT_ONCE 8       /* in one form: each holds memory until it counts */
#define FORM_ROOM (1u << 20)  /* what a form is longer than its files */

struct came {
    struct upload_new *file;
    struct upload_sink *sink;
};

struct taking {
    struct request *rq;
    struct upload_owner owner;
    struct upload_sums have;
    struct http_parts *parts;
    struct came came[FILES_AT_ONCE];
    size_t len;
    struct came now; /* under way; sink NULL: this part is dropped */
    char token[FORM_CSRF_MAX + 1];
    size_t token_len;
    bool in_token, token_seen, token_fits;
    bool broken, counted; /* the form did not hold together; it is durable */
    enum upload_refusal why;
};

static void drop(struct taking *t, struct came *c)
{
    if (!c->sink)
        return;
    upload_done(c->sink);
    upload_drop(t->rq->env->uploads, c->file->id);
    *c = (struct came){ NULL, NULL };
}

/* ---- one file ---- */

static void file_begin(struct taking *t, const struct http_part *part)
{
    struct request *rq = t->rq;
    enum upload_refusal why;
    enum err err;

    if (t->len == FILES_AT_ONCE) {
        t->why = UPLOAD_TOO_MANY;
        return;
    }
    err = upload_begin_form(&rq->cx, rq->env->uploads, &t->owner, &t->have, part->file, part->type,
                            &t->now.file, &why);
    if (err == OK && why != UPLOAD_FINE) {
        t->why = why; /* an earlier file's stays, where this one is fine */
        return;
    }
    if (err == OK)
        err = upload_open_new(&rq->cx, rq->env->uploads, &t->owner, t->now.file, &t->now.sink);
    if (err != OK) {
        t->now.sink = NULL;
        t->why = UPLOAD_NO_ROOM;
    }
}

static void file_piece(struct taking *t, struct bytes piece)
{
    const struct upload_limits *limits = uploads_limits(t->rq->env->uploads);
    enum err err;

    if (!t->now.sink)
        return;
    err = upload_take(&t->rq->cx, t->now.sink, piece);
    if (err == OK)
        return;
    t->why = err != ERR_TOO_LARGE                                ? UPLOAD_NO_ROOM
             : limits->together - t->have.bytes < limits->file ? UPLOAD_TOGETHER_LARGE
                                                               : UPLOAD_FILE_LARGE;
    drop(t, &t->now);
}

/* It came to its end: on the disk, and sure to count if the form's write succeeds. Nobody else
 * knows its number, so the next file may have its place among those being written. */
static void file_end(struct taking *t)
{
    if (!t->now.sink)
        return;
    upload_end_here(t->now.sink, t->now.file);
    if (upload_close(&t->rq->cx, t->now.sink, true) != OK) {
        t->why = UPLOAD_NO_ROOM;
        drop(t, &t->now);
        return;
    }
    t->have.count++;
    t->have.bytes += upload_received(t->now.sink);
    upload_done(t->now.sink);
    t->came[t->len++] = t->now;
    t->now = (struct came){ NULL, NULL };
}

/* ---- the form ---- */

static void part_begin(struct taking *t, const struct http_part *part)
{
    file_end(t);
    t->in_token = !part->is_file && str_is(part->name, "csrf") && !t->token_seen;
    if (!part->is_file || part->file.len == 0) /* no file was chosen */
        return;
    if (!t->token_seen) { /* it stands before the files, or nowhere */
        t->token_seen = true;
        t->token_fits = csrf_fits(t->rq, (struct str){ t->token, t->token_len });
    }
    if (t->token_fits)
        file_begin(t, part);
}

static bool part_piece(void *arg, const struct http_part *part, struct bytes piece)
{
    struct taking *t = arg;

    if (part->begins)
        part_begin(t, part);
    if (t->in_token && piece.len <= FORM_CSRF_MAX - t->token_len) {
        memcpy(t->token + t->token_len, piece.at, piece.len);
        t->token_len += piece.len;
    }
    if (part->is_file)
        file_piece(t, piece);
    return true;
}

static enum err draft_is_there(struct request *rq)
{
    struct report_form *form = ARENA_NEW(rq->cx.arena, struct report_form);

    if (rq->route->who != WHO_ANYONE)
        return OK;
    return form ? lapor_load(rq, form) : FAIL(&rq->cx, ERR_TOO_LARGE, "draft");
}

static enum err begin(struct request *rq, uint64_t *max)
{
    struct taking *t = ARENA_NEW(rq->cx.arena, struct taking);

    if (!t)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "files");
    TRY(draft_is_there(rq));
    if (rq->response)
        return OK;
    t->rq = rq;
    TRY(files_owner(rq, &t->owner));
    TRY(upload_sums(&rq->cx, rq->env, rq->db, &t->owner, &t->have));
    t->parts = http_parts_open(rq->exchange, t, part_piece);
    if (!t->parts)
        return reply_problem(rq, 415, STR("format"), STR(""));
    rq->work = t;
    *max = uploads_limits(rq->env->uploads)->together + FORM_ROOM;
    return OK;
}

static enum err take(struct request *rq, struct bytes piece)
{
    struct taking *t = rq->work;

    t->broken = t->broken || !http_parts_take(t->parts, piece);
    return OK;
}

static void broken(struct request *rq)
{
    (void)rq; /* it is as if nothing had come: see end */
}

static void end(struct request *rq)
{
    struct taking *t = rq->work;

    if (!t)
        return;
    (void)http_parts_close(t->parts);
    drop(t, &t->now);
    for (size_t i = 0; i < t->len && !t->counted; i++)
        drop(t, &t->came[i]);
    upload_owner_wipe(&t->owner);
}

const struct stream_ops files_taking = { begin, take, broken, end };

/* ---- the stages ---- */

static struct msg what_was_wrong(struct taking *t)
{
    if (t->token_seen && !t->token_fits)
        return MSG(T_FILES_BAD_EXPIRED);
    if (t->why != UPLOAD_FINE)
        return refusal_words(t->rq, t->why);
    if (t->broken)
        return MSG(T_FILES_BAD_BROKEN);
    return t->len == 0 ? MSG(T_FILES_BAD_NONE) : MSG(T_NONE);
}

enum err check_files(struct request *rq)
{
    struct taking *t = rq->work;

    t->broken = !http_parts_close(t->parts) || t->broken;
    if (t->broken)
        drop(t, &t->now); /* the last may lack its end */
    else
        file_end(t);
    return t->len > 0 ? OK : show_files(rq, what_was_wrong(t), 422);
}

enum err write_files(struct request *rq, struct db *tx)
{
    struct taking *t = rq->work;

    for (size_t i = 0; i < t->len; i++) {
        TRY(upload_begin_write(&rq->cx, rq->env, tx, t->came[i].file));
        TRY(upload_grow_write(&rq->cx, rq->env, tx, t->came[i].sink));
    }
    return OK;
}

enum err reply_files(struct request *rq)
{
    struct taking *t = rq->work;
    struct msg wrong = what_was_wrong(t);

    t->counted = true;
    if (wrong.key != T_NONE)
        return show_files(rq, wrong, 422);
    return reply_see_other(rq, files_from_check(rq)
                                   ? arena_printf(rq->cx.arena, "%.*s?dari=periksa",
                                                  STR_FMT(rq->path))
                                   : rq->path);
}
