/* evidence: see the header. */
#include "action/evidence.h"
#include "base/codec.h"
#include "store/evidence.h"
#include <string.h>

/* ---- taking over ---- */

struct evidence_new {
    struct upload *files;
    size_t len;
};

enum err evidence_gather(struct cx *cx, const struct env *env, struct db *db,
                         const struct upload_owner *owner, struct evidence_new **out,
                         size_t *unfinished)
{
    struct evidence_new *n = ARENA_NEW(cx->arena, struct evidence_new);
    struct upload_list_of all;

    if (!n)
        return FAIL(cx, ERR_TOO_LARGE, "files of a report");
    TRY(upload_list(cx, env, db, owner, &all));
    n->files = all.at;
    for (size_t i = 0; i < all.len; i++)
        if (all.at[i].whole)
            n->files[n->len++] = all.at[i];
    for (size_t i = 0; i < n->len; i++)
        TRY(blob_keep(cx, env->data_dir, n->files[i].id));
    *unfinished = all.len - n->len;
    *out = n->len > 0 ? n : NULL;
    return OK;
}

static void file_put(struct cx *cx, const struct upload *u, struct json_out *o)
{
    json_begin(o);
    json_put(o, "id", hex_of(cx->arena, (struct bytes){ u->id.b, sizeof u->id.b }));
    json_put(o, "name", u->name);
    json_put(o, "type", u->type);
    json_put_int(o, "size", (int64_t)u->length);
    json_put(o, "sha256", hex_of(cx->arena, (struct bytes){ u->sha256, sizeof u->sha256 }));
    json_put(o, "blake2b", hex_of(cx->arena, (struct bytes){ u->blake2b, sizeof u->blake2b }));
    json_put(o, "key", base64_of(cx->arena, (struct bytes){ u->key.b, sizeof u->key.b }));
    json_end(o);
}

void evidence_put(struct cx *cx, const struct evidence_new *n, struct json_out *o)
{
    if (!n)
        return;
    json_key(o, "files");
    json_list(o);
    for (size_t i = 0; i < n->len; i++)
        file_put(cx, &n->files[i], o);
    json_list_end(o);
}

enum err evidence_write(struct cx *cx, const struct env *env, struct db *tx, struct case_id id,
                        const struct evidence_new *n)
{
    for (size_t i = 0; n && i < n->len; i++) {
        const struct upload *u = &n->files[i];
        enum err err = upload_remove_write(cx, env, tx, u->id);

        if (err == ERR_NOT_FOUND)
            return FAIL(cx, ERR_CONFLICT, "a file was removed, or taken over, meanwhile");
        TRY(err);
        TRY(store_evidence_insert(cx, tx, env->post, id, u->id, chunk_total(u->length)));
    }
    return OK;
}

/* ---- reading ---- */

static enum err file_read(struct cx *cx, const json_t *in, struct evidence_file *out)
{
    json_int_t size = json_integer_value(json_object_get(in, "size"));
    size_t key_len = 0;

    if (!hex_decode(json_text(in, "id"), out->id.b, sizeof out->id.b)
        || !hex_decode(json_text(in, "sha256"), out->sha256, sizeof out->sha256)
        || !hex_decode(json_text(in, "blake2b"), out->blake2b, sizeof out->blake2b)
        || !base64_decode(json_text(in, "key"), out->key.b, sizeof out->key.b, &key_len)
        || key_len != sizeof out->key.b || size < 0)
        return FAIL(cx, ERR_CORRUPT, "file in a payload");
    out->size = (uint64_t)size;
    out->name = arena_copy(cx->arena, json_text(in, "name"));
    out->type = arena_copy(cx->arena, json_text(in, "type"));
    return out->name.at && out->type.at ? OK : FAIL(cx, ERR_TOO_LARGE, "file in a payload");
}

enum err evidence_read(struct cx *cx, const json_t *payload, struct evidence_list *out)
{
    const json_t *files = json_object_get(payload, "files");
    size_t len = json_array_size(files);
    struct evidence_file *list = ARENA_ARRAY(cx->arena, struct evidence_file, len + 1);

    if (!list)
        return FAIL(cx, ERR_TOO_LARGE, "files of a case");
    for (size_t i = 0; i < len; i++)
        TRY(file_read(cx, json_array_get(files, i), &list[i]));
    *out = (struct evidence_list){ list, len };
    return OK;
}

#define NO_PIECE UINT64_MAX

struct evidence_reader {
    struct cx cx; /* its own: it outlives the stages of its request */
    const char *data_dir;
    struct evidence_file file;
    uint64_t held; /* which piece lies in plain, or NO_PIECE */
    size_t held_len;
    uint8_t plain[CHUNK_PLAIN];
    uint8_t sealed[CHUNK_SEALED];
};

static enum err piece_load(struct evidence_reader *r, uint64_t index)
{
    bool last = index + 1 == chunk_count(r->file.size);
    size_t len = last ? (size_t)(r->file.size - index * CHUNK_PLAIN) : CHUNK_PLAIN;
    struct chunk_place place = { .index = index, .last = last };

    memcpy(place.file_id, r->file.id.b, sizeof place.file_id);
    r->held = NO_PIECE;
    TRY(blob_read(&r->cx, r->data_dir, r->file.id, index * CHUNK_SEALED, r->sealed,
                  len + CHUNK_EXTRA));
    TRY(chunk_open(&r->cx, &r->file.key, &place, (struct bytes){ r->sealed, len + CHUNK_EXTRA },
                   r->plain));
    r->held = index;
    r->held_len = len;
    return OK;
}

enum err evidence_open(struct cx *cx, const struct env *env, const struct evidence_file *file,
                       struct evidence_reader **out)
{
    struct evidence_reader *r = ARENA_NEW(cx->arena, struct evidence_reader);
    enum err err;

    if (!r)
        return FAIL(cx, ERR_TOO_LARGE, "file of a case");
    r->cx = *cx;
    r->data_dir = env->data_dir;
    r->file = *file;
    err = piece_load(r, chunk_count(file->size) - 1);
    if (err == OK && chunk_count(file->size) > 1)
        err = piece_load(r, 0);
    if (err != OK) {
        cx->note = r->cx.note;
        return err;
    }
    *out = r;
    return OK;
}

size_t evidence_bytes(struct evidence_reader *r, uint64_t at, uint8_t *out, size_t max)
{
    uint64_t index = at / CHUNK_PLAIN;
    size_t from = (size_t)(at % CHUNK_PLAIN), n;

    if (at >= r->file.size || (r->held != index && piece_load(r, index) != OK))
        return 0;
    n = r->held_len - from < max ? r->held_len - from : max;
    memcpy(out, r->plain + from, n);
    return n;
}
