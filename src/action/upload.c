/* upload: whose files, how large, and which there are. The bytes: upload_sink.c. */
#include "action/upload.h"
#include "action/upload_sink.h"
#include "base/codec.h"
#include "base/json.h"
#include "vault/object.h"
#include <sodium.h>
#include <string.h>

#define STALE_AT_ONCE 50

enum err uploads_open(struct cx *cx, struct arena *home, const char *data_dir,
                      const struct upload_limits *limits, struct uploads **out)
{
    struct uploads *u = ARENA_NEW(home, struct uploads);

    if (!u)
        return FAIL(cx, ERR_TOO_LARGE, "uploads");
    TRY(blob_home(cx, data_dir));
    u->data_dir = data_dir;
    u->limits = *limits;
    pthread_mutex_init(&u->lock, NULL);
    *out = u;
    return OK;
}

const struct upload_limits *uploads_limits(const struct uploads *u)
{
    return &u->limits;
}

/* ---- whose ---- */

static void owner_of(const char *kind, struct bytes secret, struct bytes which,
                     struct upload_owner *out)
{
    crypto_generichash_state state;
    uint8_t both[64];

    crypto_generichash_init(&state, secret.at, secret.len, sizeof both);
    crypto_generichash_update(&state, (const uint8_t *)kind, strlen(kind) + 1);
    crypto_generichash_update(&state, which.at, which.len);
    crypto_generichash_final(&state, both, sizeof both);
    memcpy(out->id, both, 32);
    memcpy(out->key.b, both + 32, 32);
    bytes_wipe(both, sizeof both);
    bytes_wipe(&state, sizeof state);
}

enum err upload_owner_draft(struct cx *cx, struct str draft_token, struct upload_owner *out)
{
    struct session_token token AUTO(session_wipe) = { { 0 } };

    if (!session_parse(draft_token, &token))
        return FAIL(cx, ERR_NOT_FOUND, "no draft token");
    owner_of("posko-upload-draft", (struct bytes){ token.b, sizeof token.b },
             (struct bytes){ NULL, 0 }, out);
    return OK;
}

void upload_owner_reporter(const struct reporter_session *who, struct upload_owner *out)
{
    owner_of("posko-upload-reporter", (struct bytes){ who->keys.sk.b, sizeof who->keys.sk.b },
             (struct bytes){ who->id.b, sizeof who->id.b }, out);
}

void upload_owner_officer(const struct officer_session *who, struct case_id id,
                          struct upload_owner *out)
{
    owner_of("posko-upload-officer",
             (struct bytes){ who->secrets.keys.cache.b, sizeof who->secrets.keys.cache.b },
             (struct bytes){ id.b, sizeof id.b }, out);
}

void upload_owner_wipe(struct upload_owner *o)
{
    bytes_wipe(o, sizeof *o);
}

struct str upload_context(struct arena *arena, const char *what, struct blob_id id)
{
    char hex[2 * sizeof id.b + 1];

    hex_encode(hex, id.b, sizeof id.b);
    return arena_printf(arena, "upload-%s|%s", what, hex);
}

/* ---- beginning ---- */

enum err upload_sums(struct cx *cx, const struct env *env, struct db *db,
                     const struct upload_owner *owner, struct upload_sums *out)
{
    return store_upload_sums(cx, db, env->post, owner->id, &out->count, &out->bytes);
}

static enum err room_for(struct cx *cx, const struct uploads *u, const struct upload_sums *have,
                         uint64_t length, enum upload_refusal *why)
{
    uint64_t room;

    *why = UPLOAD_FINE;
    if (length > u->limits.file) {
        *why = UPLOAD_FILE_LARGE;
        return OK;
    }
    TRY(blob_room(cx, u->data_dir, &room));
    if (have->count >= u->limits.count)
        *why = UPLOAD_TOO_MANY;
    else if (have->bytes + length > u->limits.together)
        *why = UPLOAD_TOGETHER_LARGE;
    else if (chunk_total(length) + u->limits.room > room)
        *why = UPLOAD_NO_ROOM;
    return OK;
}

/* At most so many bytes, and no half of a letter. */
static struct str text_first(struct str s, size_t max)
{
    while (max > 0 && max < s.len && ((unsigned char)s.at[max] & 0xC0) == 0x80)
        max--;
    return str_first(s, max);
}

static enum err meta_seal(struct cx *cx, const struct upload_new *n, const struct secret32 *key,
                          struct str name, struct str type, struct str meta, struct bytes *out)
{
    struct buf b = buf_in(cx->arena, 16384);
    struct json_out o = json_to(&b);
    struct str text;

    json_begin(&o);
    json_put(&o, "name", text_first(name, UPLOAD_NAME_MAX));
    json_put(&o, "type", text_first(type, UPLOAD_TYPE_MAX));
    json_put(&o, "meta", meta);
    json_end(&o);
    text = buf_end(&b);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "metadata of an upload");
    return small_seal(cx, key, upload_context(cx->arena, "meta", n->id),
                      (struct bytes){ (const uint8_t *)text.at, text.len }, out);
}

static enum err begin(struct cx *cx, const struct upload_owner *owner, uint64_t length,
                      struct str name, struct str type, struct str meta, struct upload_new **out)
{
    struct secret32 key AUTO(secret32_wipe) = { { 0 } };
    struct upload_new *n;

    if (meta.len > UPLOAD_META_MAX || !utf8_valid(name) || !utf8_valid(type) || !utf8_valid(meta))
        return FAIL(cx, ERR_INVALID, "metadata of an upload");
    n = ARENA_NEW(cx->arena, struct upload_new);
    if (!n)
        return FAIL(cx, ERR_TOO_LARGE, "upload");
    cx->random(n->id.b, sizeof n->id.b);
    secret32_new(cx, &key);
    n->row = (struct upload_row){ .id = n->id, .length = length, .begun_us = cx->now_us,
                                  .touched_us = cx->now_us };
    memcpy(n->row.owner, owner->id, sizeof n->row.owner);
    TRY(small_seal(cx, &owner->key, upload_context(cx->arena, "key", n->id),
                   (struct bytes){ key.b, sizeof key.b }, &n->row.key));
    TRY(meta_seal(cx, n, &key, name, type, meta, &n->row.meta));
    *out = n;
    return OK;
}

enum err upload_begin_form(struct cx *cx, struct uploads *u, const struct upload_owner *owner,
                           const struct upload_sums *have, struct str name, struct str type,
                           struct upload_new **out, enum upload_refusal *why)
{
    uint64_t left;

    TRY(room_for(cx, u, have, 0, why));
    if (*why != UPLOAD_FINE)
        return OK;
    left = u->limits.together - have->bytes;
    return begin(cx, owner, left < u->limits.file ? left : u->limits.file, name, type, STR(""),
                 out);
}

enum err upload_begin_check(struct cx *cx, const struct env *env, struct db *db,
                            struct uploads *u, const struct upload_owner *owner, uint64_t length,
                            struct str name, struct str type, struct str meta,
                            struct upload_new **out, enum upload_refusal *why)
{
    struct upload_sums have;

    TRY(upload_sums(cx, env, db, owner, &have));
    TRY(room_for(cx, u, &have, length, why));
    return *why == UPLOAD_FINE ? begin(cx, owner, length, name, type, meta, out) : OK;
}

enum err upload_begin_write(struct cx *cx, const struct env *env, struct db *tx,
                            const struct upload_new *n)
{
    return store_upload_insert(cx, tx, env->post, &n->row);
}

/* ---- finding ---- */

enum err upload_key_open(struct cx *cx, const struct upload_owner *owner,
                         const struct upload_row *row, struct secret32 *out)
{
    struct bytes plain;

    TRY(small_open(cx, &owner->key, upload_context(cx->arena, "key", row->id), row->key, &plain));
    if (plain.len != sizeof out->b)
        return FAIL(cx, ERR_CORRUPT, "key of an upload");
    memcpy(out->b, plain.at, sizeof out->b);
    return OK;
}

static enum err meta_open(struct cx *cx, const struct upload_row *row, struct upload *out)
{
    AUTO(json_release) json_t *root = NULL;
    struct bytes plain;

    TRY(small_open(cx, &out->key, upload_context(cx->arena, "meta", row->id), row->meta, &plain));
    TRY(json_read(cx, (struct str){ (const char *)plain.at, plain.len }, &root));
    out->name = arena_copy(cx->arena, json_text(root, "name"));
    out->type = arena_copy(cx->arena, json_text(root, "type"));
    out->meta = arena_copy(cx->arena, json_text(root, "meta"));
    return out->meta.at ? OK : FAIL(cx, ERR_TOO_LARGE, "metadata of an upload");
}

static enum err upload_of(struct cx *cx, const struct upload_owner *owner,
                          const struct upload_row *row, struct upload *out)
{
    *out = (struct upload){ .id = row->id, .length = row->length, .received = row->received,
                            .expires_us = row->touched_us + UPLOAD_LIFE_US };
    TRY(upload_key_open(cx, owner, row, &out->key));
    TRY(meta_open(cx, row, out));
    out->whole = row->stored == chunk_total(row->length);
    return out->whole ? upload_hashes(cx, &out->key, row, out->sha256, out->blake2b) : OK;
}

enum err upload_find(struct cx *cx, const struct env *env, struct db *db,
                     const struct upload_owner *owner, struct blob_id id, struct upload *out)
{
    struct upload_row row;

    TRY(store_upload_get(cx, db, env->post, owner->id, id, &row));
    if (row.touched_us + UPLOAD_LIFE_US <= cx->now_us)
        return FAIL(cx, ERR_NOT_FOUND, "the upload's time is over");
    return upload_of(cx, owner, &row, out);
}

enum err upload_list(struct cx *cx, const struct env *env, struct db *db,
                     const struct upload_owner *owner, struct upload_list_of *out)
{
    struct upload_list rows;
    struct upload *list;
    size_t len = 0;

    TRY(store_upload_list(cx, db, env->post, owner->id, &rows));
    list = ARENA_ARRAY(cx->arena, struct upload, rows.len + 1);
    if (!list)
        return FAIL(cx, ERR_TOO_LARGE, "uploads");
    for (size_t i = 0; i < rows.len; i++)
        if (rows.at[i].touched_us + UPLOAD_LIFE_US > cx->now_us)
            TRY(upload_of(cx, owner, &rows.at[i], &list[len++]));
    *out = (struct upload_list_of){ list, len };
    return OK;
}

/* ---- ending ---- */

enum err upload_remove_write(struct cx *cx, const struct env *env, struct db *tx,
                             struct blob_id id)
{
    return store_upload_remove(cx, tx, env->post, id);
}

void upload_drop(struct uploads *u, struct blob_id id)
{
    blob_drop(u->data_dir, id);
}

/* The bytes go first: a row without them is found again, bytes without a row are not. */
enum err uploads_expire(struct cx *cx, const struct env *env, struct db *tx, struct uploads *u)
{
    struct blob_id stale[STALE_AT_ONCE];
    size_t len;

    TRY(store_upload_stale(cx, tx, env->post, cx->now_us - UPLOAD_LIFE_US, stale,
                           COUNT_OF(stale), &len));
    for (size_t i = 0; i < len; i++) {
        blob_drop(u->data_dir, stale[i]);
        TRY(store_upload_remove(cx, tx, env->post, stale[i]));
    }
    return OK;
}
