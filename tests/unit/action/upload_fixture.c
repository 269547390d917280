/* upload_fixture: see the header. */
#include "upload_fixture.h"
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

const struct upload_limits rig_limits = { .file = 8 * MIB, .together = 10 * MIB, .count = 3 };

/* A server that was started anew knows what the database and the disk say, and no more. */
void restart(struct rig *r)
{
    assert_int_equal(uploads_open(&r->f->cx, r->home, r->f->dir, &rig_limits, &r->u), OK);
    r->f->env->uploads = r->u;
    r->f->env->data_dir = r->f->dir;
}

int rig_start(void **state)
{
    struct rig *r = calloc(1, sizeof *r);

    r->f = desk_start();
    r->home = arena_new(MIB);
    r->data = malloc(4 * MIB);
    for (size_t i = 0; i < 4 * MIB; i++)
        r->data[i] = (uint8_t)(i * 7 + i / 251);
    for (size_t i = 0; i + sizeof MARKER < 4 * MIB; i += 5000)
        memcpy(r->data + i, MARKER, sizeof MARKER - 1);
    restart(r);
    assert_int_equal(upload_owner_draft(&r->f->cx, draft_token_new(&r->f->cx), &r->owner), OK);
    *state = r;
    return 0;
}

int rig_stop(void **state)
{
    struct rig *r = *state;

    desk_stop(r->f);
    arena_free(r->home);
    free(r->data);
    free(r);
    return 0;
}

/* ---- the way in ---- */

struct upload_new *plan(struct rig *r, uint64_t len, enum upload_refusal *why)
{
    struct upload_new *n = NULL;

    assert_int_equal(upload_begin_check(&r->f->cx, r->f->env, r->f->db, r->u, &r->owner, len,
                                        STR(MARKER ".mp4"), STR("video/mp4"), STR("a b"), &n, why),
                     OK);
    return n;
}

struct blob_id announce(struct rig *r, uint64_t len)
{
    enum upload_refusal why;
    struct upload_new *n = plan(r, len, &why);
    struct db *tx = NULL;

    assert_int_equal(why, UPLOAD_FINE);
    assert_int_equal(db_begin(&r->f->cx, r->f->db, &tx), OK);
    assert_int_equal(upload_begin_write(&r->f->cx, r->f->env, tx, n), OK);
    assert_int_equal(db_commit(&r->f->cx, tx), OK);
    return n->id;
}

struct upload_sink *open_at(struct rig *r, struct blob_id id, uint64_t at, enum err want)
{
    struct upload_sink *s = NULL;
    uint64_t received = 0;
    enum err err = upload_open(&r->f->cx, r->f->env, r->f->db, r->u, &r->owner, id, at, &s,
                               &received);

    if (err != want)
        fail_msg("opened: %d, not %d: %s", err, want, r->f->cx.note.text);
    return s;
}

void give(struct rig *r, struct upload_sink *s, uint64_t from, uint64_t to, size_t piece)
{
    for (uint64_t at = from; at < to; at += piece) {
        size_t len = to - at < piece ? (size_t)(to - at) : piece;

        assert_int_equal(upload_take(&r->f->cx, s, (struct bytes){ r->data + at, len }), OK);
    }
}

void grow(struct rig *r, struct upload_sink *s, enum err want)
{
    struct db *tx = NULL;

    assert_int_equal(db_begin(&r->f->cx, r->f->db, &tx), OK);
    assert_int_equal(upload_grow_write(&r->f->cx, r->f->env, tx, s), want);
    if (want == OK)
        assert_int_equal(db_commit(&r->f->cx, tx), OK);
    else
        db_end(&tx);
}

void send(struct rig *r, struct blob_id id, uint64_t from, uint64_t to, size_t piece)
{
    struct upload_sink *s = open_at(r, id, from, OK);

    give(r, s, from, to, piece);
    assert_int_equal(upload_close(&r->f->cx, s, true), OK);
    grow(r, s, OK);
    upload_done(s);
}

struct upload found(struct rig *r, struct blob_id id)
{
    struct upload u;

    assert_int_equal(upload_find(&r->f->cx, r->f->env, r->f->db, &r->owner, id, &u), OK);
    return u;
}

/* ---- what lies there ---- */

void opens_as_sent(struct rig *r, const struct evidence_file *file, uint64_t len)
{
    struct evidence_reader *reader = NULL;
    uint8_t back[7919];
    uint64_t at = 0;
    size_t n;

    if (evidence_open(&r->f->cx, r->f->env, file, &reader) != OK)
        fail_msg("%s", r->f->cx.note.text);
    while ((n = evidence_bytes(reader, at, back, sizeof back)) > 0) {
        assert_memory_equal(back, r->data + at, n);
        at += n;
    }
    assert_int_equal(at, len);
    for (uint64_t middle = len / 2; len > 0; len = 0) {
        n = evidence_bytes(reader, middle, back, 10);
        assert_true(n > 0 && memcmp(back, r->data + middle, n) == 0);
    }
}

struct evidence_file file_of(const struct upload *u)
{
    struct evidence_file f = { .id = u->id, .size = u->length, .key = u->key };

    return f;
}

void disk_is_sealed(struct rig *r)
{
    struct str command = arena_printf(r->f->arena, "grep -rqa 'PENANDA-BERKAS' %s", r->f->dir);
    char z[200];

    (void)snprintf(z, sizeof z, "%.*s", STR_FMT(command));
    assert_int_equal(system(z) >> 8, 1); /* 1: searched, and not found */
}

void hashes_are_right(struct rig *r, const struct upload *u)
{
    uint8_t sha[32], blake[32];

    crypto_hash_sha256(sha, r->data, u->length);
    crypto_generichash(blake, sizeof blake, r->data, u->length, NULL, 0);
    assert_memory_equal(sha, u->sha256, sizeof sha);
    assert_memory_equal(blake, u->blake2b, sizeof blake);
}
