/*
 * tus: resumable uploads by tus 1.0.0 (ledger.md section 8 lists every MUST): core, creation,
 * creation-with-upload, termination, checksum, expiration. Two places, one protocol:
 *
 *   /unggah                          a report being written, by the draft's cookie
 *   /cek/unggah                      a case, by the reporter's session
 *
 * A browser sends our cookies along from another site's page as well; what another site cannot
 * do without our consent is set the header Tus-Resumable, and without it nothing happens here.
 * Nothing is said about another's file that would not be said about none.
 */
#include "web/tus.h"
#include "action/draft.h"
#include "action/upload.h"
#include "base/codec.h"
#include "vault/checksum.h"
#include "web/files.h"
#include "web/http.h"
#include <string.h>

#define VERSION "1.0.0"
#define EXTENSIONS "creation,creation-with-upload,termination,checksum,expiration"
#define OFFSET_TYPE "application/offset+octet-stream"
#define METADATA_PAIRS_MAX 20

struct tus {
    struct upload_owner owner;
    struct upload_new *begun;    /* POST */
    struct upload_sink *sink;    /* NULL: no bytes in this request */
    struct checksum *checksum;   /* NULL: none was sent */
    struct blob_id id;
    uint64_t length, received;
    bool stays;                  /* POST: it is on the list, durably */
};

/* ---- answers ---- */

static enum err answer(struct request *rq, int status)
{
    reply_header(rq, "Tus-Resumable", STR(VERSION));
    reply_header(rq, "Cache-Control", STR("no-store"));
    return reply_bytes(rq, status, STR("text/plain; charset=utf-8"), (struct bytes){ NULL, 0 });
}

static void head_number(struct request *rq, const char *name, uint64_t n)
{
    reply_header(rq, name, arena_printf(rq->cx.arena, "%llu", (unsigned long long)n));
}

static void head_expires(struct request *rq)
{
    reply_header(rq, "Upload-Expires",
                 instant_http(rq->cx.arena, rq->cx.now_us + UPLOAD_LIFE_US));
}

/* What kept an upload from going on, as tus says it. */
static enum err answer_failure(struct request *rq, enum err err, uint64_t received)
{
    if (err == ERR_CONFLICT) {
        head_number(rq, "Upload-Offset", received);
        return answer(rq, 409);
    }
    return err == ERR_BUSY        ? answer(rq, 423)
           : err == ERR_NOT_FOUND ? answer(rq, 404)
           : err == ERR_DENIED    ? answer(rq, 404)
           : err == ERR_TOO_LARGE ? answer(rq, 413)
           : err == ERR_INVALID   ? answer(rq, 400)
                                  : err;
}

/* ---- what is asked ---- */

/* A length or an offset; what no disk holds is no length. */
static bool number_of(struct str s, uint64_t *out)
{
    return s.len <= 18 && str_to_u64(s, out);
}

static bool version_fits(struct request *rq)
{
    if (str_is(request_header(rq, "Tus-Resumable"), VERSION))
        return true;
    reply_header(rq, "Tus-Version", STR(VERSION));
    (void)answer(rq, 412);
    return false;
}

static enum err tus_open(struct request *rq, struct tus **out)
{
    struct tus *t = ARENA_NEW(rq->cx.arena, struct tus);

    if (!t)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "upload");
    TRY(files_owner(rq, &t->owner));
    rq->work = t;
    *out = t;
    return OK;
}

static enum err id_read(struct request *rq, struct blob_id *out)
{
    struct str hex = rq->args[0];

    if (hex.len != 2 * sizeof out->b || !hex_decode(hex, out->b, sizeof out->b))
        return FAIL(&rq->cx, ERR_NOT_FOUND, "no such upload");
    return OK;
}

/* "filename V2F0Y2gubXA0,filetype dmlkZW8": keys once each, values in base64 or missing. */
static enum err metadata_read(struct request *rq, struct str all, struct str *name,
                              struct str *type)
{
    struct str keys[METADATA_PAIRS_MAX], pair;
    size_t len = 0;

    while (all.len > 0 && str_cut(&all, ',', &pair)) {
        struct str key = str_first(pair, str_find(pair, STR(" ")));
        struct str value = key.len < pair.len ? str_from(pair, key.len + 1) : STR("");
        char *text = arena_alloc(rq->cx.arena, value.len + 1, 1);
        size_t text_len = 0;

        if (key.len == 0 || len == METADATA_PAIRS_MAX || !text
            || (value.len > 0 && !base64_decode(value, text, value.len, &text_len)))
            return FAIL(&rq->cx, ERR_INVALID, "Upload-Metadata");
        for (size_t i = 0; i < len; i++)
            if (str_eq(keys[i], key))
                return FAIL(&rq->cx, ERR_INVALID, "Upload-Metadata: a key twice");
        keys[len++] = key;
        if (str_is(key, "filename") || str_is(key, "name"))
            *name = (struct str){ text, text_len };
        if (str_is(key, "filetype") || str_is(key, "type"))
            *type = (struct str){ text, text_len };
    }
    return OK;
}

static bool bytes_follow(const struct request *rq)
{
    return rq->exchange->body_declared > 0 || rq->exchange->body_chunked;
}

static enum err checksum_open(struct request *rq, struct tus *t)
{
    struct str header = request_header(rq, "Upload-Checksum");

    return header.len == 0 ? OK : checksum_begin(&rq->cx, header, &t->checksum);
}

/* ---- POST: a file is announced, perhaps with its first bytes ---- */

static enum err refused(struct request *rq, enum upload_refusal why)
{
    static const char *const words[] = {
        [UPLOAD_FINE] = "",
        [UPLOAD_FILE_LARGE] = "file_large",
        [UPLOAD_TOGETHER_LARGE] = "together_large",
        [UPLOAD_TOO_MANY] = "too_many",
        [UPLOAD_NO_ROOM] = "no_room",
    };

    reply_header(rq, "Posko-Refused", str_of(words[why]));
    return answer(rq, why == UPLOAD_NO_ROOM ? 507 : 413);
}

/* A cookie that anybody can make up is no report: only a draft that is there takes files. */
static enum err draft_there(struct request *rq)
{
    struct report_form *form = ARENA_NEW(rq->cx.arena, struct report_form);

    if (!form)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "draft");
    return rq->route->who == WHO_ANYONE
               ? draft_load(&rq->cx, rq->env, rq->db, rq->draft_token, form)
               : OK;
}

static enum err announce(struct request *rq, struct tus *t)
{
    struct str name = STR(""), type = STR(""), meta = request_header(rq, "Upload-Metadata");
    enum upload_refusal why;

    if (request_header(rq, "Upload-Defer-Length").len > 0
        || !number_of(request_header(rq, "Upload-Length"), &t->length))
        return FAIL(&rq->cx, ERR_INVALID, "Upload-Length");
    TRY(draft_there(rq));
    TRY(metadata_read(rq, meta, &name, &type));
    TRY(checksum_open(rq, t));
    TRY(upload_begin_check(&rq->cx, rq->env, rq->db, rq->env->uploads, &t->owner, t->length, name,
                           type, meta, &t->begun, &why));
    if (why != UPLOAD_FINE)
        return refused(rq, why);
    t->id = t->begun->id;
    if (!bytes_follow(rq) && t->length > 0)
        return OK;
    return upload_open_new(&rq->cx, rq->env->uploads, &t->owner, t->begun, &t->sink);
}

static enum err begin_create(struct request *rq, uint64_t *max)
{
    struct tus *t;
    enum err err;

    if (!version_fits(rq))
        return OK;
    if (bytes_follow(rq) && !str_is(request_header(rq, "Content-Type"), OFFSET_TYPE))
        return answer(rq, 415);
    err = tus_open(rq, &t);
    if (err == OK)
        err = announce(rq, t);
    *max = t && t->length > 0 ? t->length : 1;
    return err == OK ? OK : answer_failure(rq, err, 0);
}

static enum err take(struct request *rq, struct bytes piece)
{
    struct tus *t = rq->work;
    enum err err = OK;

    if (t->checksum)
        err = checksum_add(&rq->cx, t->checksum, piece);
    if (err == OK)
        err = upload_take(&rq->cx, t->sink, piece);
    return err == OK ? OK : answer_failure(rq, err, 0);
}

/* A file that came with its announcement and is not on the list: nobody was told its address. */
static void end_request(struct request *rq)
{
    struct tus *t = rq->work;

    if (!t || !t->sink)
        return;
    upload_done(t->sink);
    if (t->begun && !t->stays)
        upload_drop(rq->env->uploads, t->id);
}

static void broken_create(struct request *rq)
{
    (void)rq; /* it is as if nothing had come: end_request */
}

static enum err check_bytes(struct request *rq)
{
    struct tus *t = rq->work;
    bool right = !t->checksum || checksum_holds(t->checksum);
    enum err err;

    if (!t->sink)
        return OK;
    err = upload_close(&rq->cx, t->sink, right);
    if (err == OK && right)
        return OK;
    return err == OK ? answer(rq, 460) : answer_failure(rq, err, 0);
}

static enum err write_create(struct request *rq, struct db *tx)
{
    struct tus *t = rq->work;
    enum err err = upload_begin_write(&rq->cx, rq->env, tx, t->begun);

    return err == OK && t->sink ? upload_grow_write(&rq->cx, rq->env, tx, t->sink) : err;
}

static enum err reply_create(struct request *rq)
{
    struct tus *t = rq->work;
    struct str id = hex_of(rq->cx.arena, (struct bytes){ t->id.b, sizeof t->id.b });

    reply_header(rq, "Location",
                 arena_printf(rq->cx.arena, "%.*s/%.*s", STR_FMT(rq->path), STR_FMT(id)));
    if (bytes_follow(rq))
        head_number(rq, "Upload-Offset", upload_received(t->sink));
    if (!t->sink || !upload_whole(t->sink))
        head_expires(rq);
    t->stays = true;
    end_request(rq); /* before the answer: the next request may come at once */
    return answer(rq, 201);
}

/* ---- PATCH: the next bytes ---- */

static enum err go_on(struct request *rq, struct tus *t)
{
    uint64_t offset;

    if (!number_of(request_header(rq, "Upload-Offset"), &offset))
        return FAIL(&rq->cx, ERR_INVALID, "Upload-Offset");
    TRY(id_read(rq, &t->id));
    TRY(checksum_open(rq, t));
    return upload_open(&rq->cx, rq->env, rq->db, rq->env->uploads, &t->owner, t->id, offset,
                       &t->sink, &t->received);
}

static enum err begin_append(struct request *rq, uint64_t *max)
{
    struct tus *t = NULL;
    enum err err;

    if (!version_fits(rq))
        return OK;
    if (!str_is(request_header(rq, "Content-Type"), OFFSET_TYPE))
        return answer(rq, 415);
    err = tus_open(rq, &t);
    if (err == OK)
        err = go_on(rq, t);
    *max = rq->env->uploads ? uploads_limits(rq->env->uploads)->file : 1;
    return err == OK ? OK : answer_failure(rq, err, t ? t->received : 0);
}

struct late {
    struct upload_sink *sink;
    const struct env *env;
};

static void late_done(void *arg)
{
    struct late late;

    memcpy(&late, arg, sizeof late);
    upload_late_free(late.sink);
}

static enum err late_write(struct cx *cx, struct db *tx, void *arg, bool *changed_public)
{
    struct late late;

    (void)changed_public;
    memcpy(&late, arg, sizeof late);
    return upload_grow_write(cx, late.env, tx, late.sink);
}

/* What came before the line broke is kept: the phone need not send it again. */
static void broken_append(struct request *rq)
{
    struct tus *t = rq->work;
    struct late late = { .env = rq->env };

    if (!t->sink || t->checksum || upload_close(&rq->cx, t->sink, true) != OK)
        return;
    late.sink = upload_late(t->sink);
    if (late.sink && request_defer_then(rq, late_write, late_done, &late, sizeof late) != OK)
        upload_late_free(late.sink);
}

static enum err write_append(struct request *rq, struct db *tx)
{
    struct tus *t = rq->work;
    return upload_grow_write(&rq->cx, rq->env, tx, t->sink);
}

static enum err reply_append(struct request *rq)
{
    struct tus *t = rq->work;

    head_number(rq, "Upload-Offset", upload_received(t->sink));
    if (!upload_whole(t->sink))
        head_expires(rq);
    end_request(rq);
    return answer(rq, 204);
}

/* ---- HEAD, DELETE, OPTIONS ---- */

static enum err find(struct request *rq, struct upload *out)
{
    struct tus *t;

    TRY(tus_open(rq, &t));
    TRY(id_read(rq, &t->id));
    return upload_find(&rq->cx, rq->env, rq->db, &t->owner, t->id, out);
}

static enum err head_upload(struct request *rq)
{
    struct upload u;
    enum err err;

    if (!version_fits(rq))
        return OK;
    err = find(rq, &u);
    if (err != OK)
        return answer_failure(rq, err, 0);
    head_number(rq, "Upload-Offset", u.received);
    head_number(rq, "Upload-Length", u.length);
    if (u.meta.len > 0)
        reply_header(rq, "Upload-Metadata", u.meta);
    return answer(rq, 200);
}

static enum err check_delete(struct request *rq)
{
    struct upload u;
    enum err err;

    if (!version_fits(rq))
        return OK;
    err = find(rq, &u);
    return err == OK ? OK : answer_failure(rq, err, 0);
}

static enum err write_delete(struct request *rq, struct db *tx)
{
    const struct tus *t = rq->work;

    return upload_remove_write(&rq->cx, rq->env, tx, t->id);
}

static enum err reply_delete(struct request *rq)
{
    const struct tus *t = rq->work;

    upload_drop(rq->env->uploads, t->id);
    return answer(rq, 204);
}

static enum err reply_options(struct request *rq)
{
    reply_header(rq, "Tus-Version", STR(VERSION));
    reply_header(rq, "Tus-Extension", STR(EXTENSIONS));
    reply_header(rq, "Tus-Checksum-Algorithm", STR(CHECKSUM_ALGORITHMS));
    if (rq->env->uploads)
        head_number(rq, "Tus-Max-Size", uploads_limits(rq->env->uploads)->file);
    return answer(rq, 204);
}

/* ---- the table ---- */

static const struct stream_ops creating = { begin_create, take, broken_create, end_request };
static const struct stream_ops appending = { begin_append, take, broken_append, end_request };

#define FLAGS (ROUTE_SENSITIVE | ROUTE_OVERRIDE)
#define TUS(path, who, may)                                                                        \
    { METHOD_OPTIONS, path, who, 0, NO_FIELDS, FLAGS, NULL, NULL, NULL, reply_options,             \
      .needs = may },                                                                              \
    { METHOD_POST, path, who, 0, NO_FIELDS, FLAGS, "upload", check_bytes, write_create,            \
      reply_create, .needs = may, .stream = &creating },                                           \
    { METHOD_PATCH, path "/:id", who, 0, NO_FIELDS, FLAGS, NULL, check_bytes, write_append,        \
      reply_append, .needs = may, .stream = &appending },                                          \
    { METHOD_HEAD, path "/:id", who, 0, NO_FIELDS, FLAGS, NULL, NULL, NULL, head_upload,           \
      .needs = may },                                                                              \
    { METHOD_DELETE, path "/:id", who, 0, NO_FIELDS, FLAGS, NULL, check_delete, write_delete,      \
      reply_delete, .needs = may },                                                                \
    { METHOD_OPTIONS, path "/:id", who, 0, NO_FIELDS, FLAGS, NULL, NULL, NULL, reply_options,      \
      .needs = may }

const struct route tus_routes[] = {
    TUS("/unggah", WHO_ANYONE, PERMISSION_NONE),
    TUS("/cek/unggah", WHO_REPORTER, PERMISSION_NONE),
};
const size_t tus_routes_len = COUNT_OF(tus_routes);
