/*
 * upload_sink: one request's bytes, hashed, cut into pieces, sealed and appended. What does not
 * fill a piece waits, sealed, in the database with the state of the hashes, so that the next
 * request goes on from there even if it comes after a restart.
 */
#include "action/upload_sink.h"
#include "vault/object.h"
#include <sodium.h>
#include <string.h>

/* blake2b: a crypto_generichash_state as bytes: it wants an alignment that an arena has not. */
struct state {
    crypto_hash_sha256_state sha256;
    uint8_t blake2b[sizeof(crypto_generichash_state)];
    size_t tail_len;
    uint8_t tail[CHUNK_PLAIN];
};

struct upload_sink {
    struct uploads *home;
    struct upload_row before, after; /* as it was, and as it will be */
    struct secret32 key;
    struct state *state;
    uint8_t *sealed; /* room for one sealed piece */
    uint64_t received, stored;
    int fd;
    bool locked, kept;
    bool failed; /* in the middle of a piece: its hashes are ahead of its bytes */
    struct arena *own; /* upload_late: this struct lies in it */
};

#define LATE_ARENA (256u << 10)
#define ROOM_PIECES 16 /* the disk is asked each megabyte */
#define HASHES_LEN (sizeof(crypto_hash_sha256_state) + sizeof(crypto_generichash_state))

static void state_begin(struct state *s)
{
    crypto_generichash_state blake2b;

    crypto_hash_sha256_init(&s->sha256);
    crypto_generichash_init(&blake2b, NULL, 0, 32);
    memcpy(s->blake2b, &blake2b, sizeof s->blake2b);
    s->tail_len = 0;
}

static void state_hash(struct state *s, struct bytes piece)
{
    crypto_generichash_state blake2b;

    crypto_hash_sha256_update(&s->sha256, piece.at, piece.len);
    memcpy(&blake2b, s->blake2b, sizeof blake2b);
    crypto_generichash_update(&blake2b, piece.at, piece.len);
    memcpy(s->blake2b, &blake2b, sizeof blake2b);
    bytes_wipe(&blake2b, sizeof blake2b);
}

static enum err state_seal(struct cx *cx, const struct upload_sink *s, struct bytes *out)
{
    size_t len = HASHES_LEN + s->state->tail_len;
    uint8_t *plain = arena_alloc(cx->arena, 1, len);

    if (!plain)
        return FAIL(cx, ERR_TOO_LARGE, "state of an upload");
    memcpy(plain, &s->state->sha256, sizeof s->state->sha256);
    memcpy(plain + sizeof s->state->sha256, s->state->blake2b, sizeof s->state->blake2b);
    memcpy(plain + HASHES_LEN, s->state->tail, s->state->tail_len);
    return small_seal(cx, &s->key, upload_context(cx->arena, "state", s->before.id),
                      (struct bytes){ plain, len }, out);
}

/* Before the first byte there is none. */
static enum err state_open(struct cx *cx, const struct secret32 *key, const struct upload_row *row,
                           struct state *out)
{
    struct bytes plain;

    state_begin(out);
    if (row->state.len == 0)
        return OK;
    TRY(small_open(cx, key, upload_context(cx->arena, "state", row->id), row->state, &plain));
    if (plain.len < HASHES_LEN || plain.len - HASHES_LEN > sizeof out->tail)
        return FAIL(cx, ERR_CORRUPT, "state of an upload");
    memcpy(&out->sha256, plain.at, sizeof out->sha256);
    memcpy(out->blake2b, plain.at + sizeof out->sha256, sizeof out->blake2b);
    out->tail_len = plain.len - HASHES_LEN;
    memcpy(out->tail, plain.at + HASHES_LEN, out->tail_len);
    return OK;
}

enum err upload_hashes(struct cx *cx, const struct secret32 *key, const struct upload_row *row,
                       uint8_t sha256[32], uint8_t blake2b[32])
{
    struct state *state = ARENA_NEW(cx->arena, struct state);
    crypto_generichash_state last;

    if (!state)
        return FAIL(cx, ERR_TOO_LARGE, "state of an upload");
    TRY(state_open(cx, key, row, state));
    crypto_hash_sha256_final(&state->sha256, sha256);
    memcpy(&last, state->blake2b, sizeof last);
    crypto_generichash_final(&last, blake2b, 32);
    bytes_wipe(&last, sizeof last);
    bytes_wipe(state, sizeof *state);
    return OK;
}

/* ---- one writer a file ---- */

static enum err busy_take(struct cx *cx, struct uploads *u, struct blob_id id)
{
    enum err err = OK;

    pthread_mutex_lock(&u->lock);
    if (u->busy_len == UPLOADS_AT_ONCE)
        err = FAIL(cx, ERR_BUSY, "too many files arrive at once");
    for (size_t i = 0; err == OK && i < u->busy_len; i++)
        if (memcmp(u->busy[i].b, id.b, sizeof id.b) == 0)
            err = FAIL(cx, ERR_BUSY, "another request is writing this file");
    if (err == OK)
        u->busy[u->busy_len++] = id;
    pthread_mutex_unlock(&u->lock);
    return err;
}

static void busy_give(struct uploads *u, struct blob_id id)
{
    pthread_mutex_lock(&u->lock);
    for (size_t i = 0; i < u->busy_len; i++)
        if (memcmp(u->busy[i].b, id.b, sizeof id.b) == 0) {
            u->busy[i] = u->busy[--u->busy_len];
            break;
        }
    pthread_mutex_unlock(&u->lock);
}

void upload_done(struct upload_sink *s)
{
    blob_close(&s->fd);
    if (s->locked)
        busy_give(s->home, s->before.id);
    s->locked = false;
    bytes_wipe(&s->key, sizeof s->key);
    if (s->state)
        bytes_wipe(s->state, sizeof *s->state);
}

/* ---- the bytes ---- */

static enum err sink_of(struct cx *cx, struct uploads *u, const struct upload_owner *owner,
                        const struct upload_row *row, struct upload_sink *s)
{
    s->state = ARENA_NEW(cx->arena, struct state);
    s->sealed = arena_alloc(cx->arena, 1, CHUNK_SEALED);
    if (!s->state || !s->sealed)
        return FAIL(cx, ERR_TOO_LARGE, "upload");
    s->before = *row;
    s->received = row->received;
    s->stored = row->stored;
    TRY(upload_key_open(cx, owner, row, &s->key));
    TRY(state_open(cx, &s->key, row, s->state));
    return blob_open(cx, u->data_dir, row->id, row->stored, &s->fd);
}

static enum err sink_open(struct cx *cx, struct uploads *u, const struct upload_owner *owner,
                          const struct upload_row *row, struct upload_sink *s)
{
    enum err err = sink_of(cx, u, owner, row, s);

    if (err != OK)
        upload_done(s);
    return err;
}

static enum err sink_new(struct cx *cx, struct uploads *u, struct blob_id id,
                         struct upload_sink **out)
{
    struct upload_sink *s = ARENA_NEW(cx->arena, struct upload_sink);

    if (!s)
        return FAIL(cx, ERR_TOO_LARGE, "upload");
    s->home = u;
    s->fd = -1;
    s->before.id = id;
    TRY(busy_take(cx, u, id));
    s->locked = true;
    *out = s;
    return OK;
}

enum err upload_open(struct cx *cx, const struct env *env, struct db *db, struct uploads *u,
                     const struct upload_owner *owner, struct blob_id id, uint64_t offset,
                     struct upload_sink **out, uint64_t *received)
{
    struct upload_sink *s;
    struct upload_row row;
    enum err err;

    TRY(store_upload_get(cx, db, env->post, owner->id, id, &row));
    *received = row.received;
    if (row.touched_us + UPLOAD_LIFE_US <= cx->now_us)
        return FAIL(cx, ERR_NOT_FOUND, "the upload's time is over");
    TRY(sink_new(cx, u, id, &s));
    /* read again: who had it until now may have written meanwhile */
    err = store_upload_get(cx, db, env->post, owner->id, id, &row);
    if (err == OK && row.received != offset) {
        *received = row.received;
        err = FAIL(cx, ERR_CONFLICT, "the upload goes on at another place");
    }
    if (err != OK) {
        upload_done(s);
        return err;
    }
    TRY(sink_open(cx, u, owner, &row, s));
    *out = s;
    return OK;
}

enum err upload_open_new(struct cx *cx, struct uploads *u, const struct upload_owner *owner,
                         const struct upload_new *n, struct upload_sink **out)
{
    struct upload_sink *s;

    TRY(sink_new(cx, u, n->id, &s));
    TRY(sink_open(cx, u, owner, &n->row, s));
    *out = s;
    return OK;
}

/* Files are announced before they come, and many at once: what counts is the disk now. */
static enum err room_left(struct cx *cx, const struct uploads *u)
{
    uint64_t room;

    TRY(blob_room(cx, u->data_dir, &room));
    return room >= u->limits.room ? OK : FAIL(cx, ERR_UNAVAILABLE, "the disk is nearly full");
}

static enum err piece_put(struct cx *cx, struct upload_sink *s, bool last)
{
    struct chunk_place place = { .index = s->stored / CHUNK_SEALED, .last = last };
    struct bytes plain = { s->state->tail, s->state->tail_len };

    memcpy(place.file_id, s->before.id.b, sizeof place.file_id);
    TRY(chunk_seal(cx, &s->key, &place, plain, s->sealed));
    if (place.index % ROOM_PIECES == 0)
        TRY(room_left(cx, s->home));
    TRY(blob_append(cx, s->fd, (struct bytes){ s->sealed, plain.len + CHUNK_EXTRA }));
    s->stored += plain.len + CHUNK_EXTRA;
    s->state->tail_len = 0;
    return OK;
}

static enum err bytes_take(struct cx *cx, struct upload_sink *s, struct bytes piece)
{
    struct state *st = s->state;

    state_hash(st, piece);
    while (piece.len > 0) {
        size_t room, n;

        /* a full piece waits until it is known not to be the last */
        if (st->tail_len == sizeof st->tail)
            TRY(piece_put(cx, s, false));
        room = sizeof st->tail - st->tail_len;
        n = piece.len < room ? piece.len : room;
        memcpy(st->tail + st->tail_len, piece.at, n);
        st->tail_len += n;
        s->received += n;
        piece.at += n;
        piece.len -= n;
    }
    return OK;
}

enum err upload_take(struct cx *cx, struct upload_sink *s, struct bytes piece)
{
    enum err err;

    if (piece.len > s->before.length - s->received)
        return FAIL(cx, ERR_TOO_LARGE, "more than was announced");
    err = bytes_take(cx, s, piece);
    s->failed = s->failed || err != OK;
    return err;
}

void upload_end_here(struct upload_sink *s, struct upload_new *n)
{
    s->before.length = n->row.length = s->received;
}

enum err upload_close(struct cx *cx, struct upload_sink *s, bool keep)
{
    if (!keep)
        return OK;
    if (s->failed)
        return FAIL(cx, ERR_UNAVAILABLE, "what this request brought could not be kept");
    if (s->received == s->before.length && s->stored != chunk_total(s->before.length))
        TRY(piece_put(cx, s, true));
    TRY(blob_sync(cx, s->fd));
    s->after = s->before;
    s->after.received = s->received;
    s->after.stored = s->stored;
    TRY(state_seal(cx, s, &s->after.state));
    s->kept = true;
    return OK;
}

struct upload_sink *upload_late(struct upload_sink *s)
{
    struct arena *own = s->kept ? arena_new(LATE_ARENA) : NULL;
    struct upload_sink *late = own ? ARENA_NEW(own, struct upload_sink) : NULL;
    struct bytes state = late ? arena_copy_bytes(own, s->after.state) : (struct bytes){ 0 };

    if (!state.at) {
        arena_free(own);
        upload_done(s);
        return NULL;
    }
    *late = (struct upload_sink){ .home = s->home, .before = s->before, .after = s->after,
                                  .fd = -1, .locked = s->locked, .kept = true, .own = own };
    late->after.state = state;
    s->locked = false;
    upload_done(s);
    return late;
}

void upload_late_free(struct upload_sink *s)
{
    upload_done(s);
    arena_free(s->own);
}

uint64_t upload_received(const struct upload_sink *s)
{
    return s->received;
}

bool upload_whole(const struct upload_sink *s)
{
    return s->kept && s->stored == chunk_total(s->before.length);
}

enum err upload_grow_write(struct cx *cx, const struct env *env, struct db *tx,
                           const struct upload_sink *s)
{
    if (!s->kept)
        return OK;
    return store_upload_grow(cx, tx, env->post, s->before.id, s->before.received, &s->after,
                             cx->now_us);
}
