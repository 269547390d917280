/* home: see the header. */
#include "witness/home.h"
#include "base/codec.h"
#include "base/file.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_FILE "witness.key"
#define POLICY_NAME "policy"
#define LOCK_NAME "lock"
#define SEEN_HEAD "posko-witness-seen/v1\n"
#define SMALL_FILE 8192
#define SECOND_US 1000000

struct home {
    struct arena *arena;
    const char *dir;
    int lock_fd;
    struct note_signer key;
    struct policy policy;
    pthread_mutex_t lock; /* seen, and the files behind it */
    struct witness_seen seen[POLICY_LOGS_MAX];
    char origin_hex[POLICY_LOGS_MAX][65];
};

const char *home_dir(const struct home *h)
{
    return h->dir;
}

const struct note_signer *home_key(const struct home *h)
{
    return &h->key;
}

const struct policy *home_policy(const struct home *h)
{
    return &h->policy;
}

static enum err folder_make(struct cx *cx, const char *path)
{
    if (!path || (mkdir(path, 0700) != 0 && errno != EEXIST))
        return FAIL(cx, ERR_UNAVAILABLE, "%s: %s", path ? path : "path", strerror(errno));
    return OK;
}

enum err home_make(struct cx *cx, const char *dir, struct str name, struct str *vkey)
{
    struct note_signer key AUTO(signer_wipe) = { 0 };
    uint8_t seed[32];
    struct str text;
    enum err err;

    TRY(folder_make(cx, dir));
    cx->random(seed, sizeof seed);
    err = signer_make(cx, name, KEY_COSIGNATURE, seed, &key);
    explicit_bzero(seed, sizeof seed);
    if (err != OK)
        return err;
    text = signer_text(cx->arena, &key);
    *vkey = verifier_text(cx->arena, &key.verifier);
    if (!text.at || !vkey->at)
        return FAIL(cx, ERR_TOO_LARGE, "key");
    return file_write(cx, file_join(cx->arena, dir, KEY_FILE),
                      (struct bytes){ (const uint8_t *)text.at, text.len }, true);
}

/* ---- what was seen ---- */

static const char *seen_path(struct arena *arena, const struct home *h, size_t log,
                             const char *after)
{
    return arena_printf(arena, "%s/seen/%s%s", h->dir, h->origin_hex[log], after).at;
}

static enum err seen_read(struct cx *cx, struct home *h, size_t log)
{
    struct witness_seen seen = { .size = 0 };
    struct bytes text;
    struct str rest, size, root;
    size_t len;
    enum err err = file_read(cx, seen_path(cx->arena, h, log, ""), SMALL_FILE, &text);

    if (err == ERR_NOT_FOUND) {
        hash_empty(&h->seen[log].root);
        return OK;
    }
    if (err != OK)
        return err;
    rest = (struct str){ (const char *)text.at, text.len };
    if (!str_starts(rest, STR(SEEN_HEAD)))
        return FAIL(cx, ERR_CORRUPT, "what was cosigned last cannot be read");
    rest = str_from(rest, strlen(SEEN_HEAD));
    if (!str_cut(&rest, '\n', &size) || !str_cut(&rest, '\n', &root) || !str_is(rest, "end\n")
        || !str_to_u64(size, &seen.size) || seen.size > TREE_SIZE_MAX
        || !base64_decode(root, seen.root.b, sizeof seen.root.b, &len) || len != 32)
        return FAIL(cx, ERR_CORRUPT, "what was cosigned last cannot be read");
    h->seen[log] = seen;
    return OK;
}

void home_seen(struct home *h, size_t log, struct witness_seen *out)
{
    pthread_mutex_lock(&h->lock);
    *out = h->seen[log];
    pthread_mutex_unlock(&h->lock);
}

static bool same(const struct witness_seen *a, const struct witness_seen *b)
{
    return a->size == b->size && (a->size == 0 || hash_eq(&a->root, &b->root));
}

enum err home_swap(struct cx *cx, struct home *h, size_t log, const struct witness_seen *old,
                   const struct witness_seen *now, struct witness_seen *now_seen)
{
    struct str root = base64_of(cx->arena, (struct bytes){ now->root.b, 32 });
    struct str text = arena_printf(cx->arena, SEEN_HEAD "%llu\n%.*s\nend\n",
                                   (unsigned long long)now->size, STR_FMT(root));
    const char *path = seen_path(cx->arena, h, log, "");
    enum err err = OK;

    if (!root.at || !text.at || !path)
        return FAIL(cx, ERR_TOO_LARGE, "state");
    if (now->size < old->size)
        return FAIL(cx, ERR_DENIED, "a witness never goes back");
    pthread_mutex_lock(&h->lock);
    if (!same(&h->seen[log], old))
        err = FAIL(cx, ERR_CONFLICT, "another head was cosigned meanwhile");
    else if (!same(old, now))
        err = file_write(cx, path, (struct bytes){ (const uint8_t *)text.at, text.len }, false);
    if (err == OK)
        h->seen[log] = *now;
    *now_seen = h->seen[log];
    pthread_mutex_unlock(&h->lock);
    return err;
}

enum err home_cosign(struct cx *cx, struct home *h, struct str text, struct str *line)
{
    return note_sign_line(cx, &h->key, text, (uint64_t)(cx->now_us / SECOND_US), line);
}

enum err home_note(struct cx *cx, struct home *h, size_t log, struct str *note)
{
    struct bytes text;

    TRY(file_read(cx, seen_path(cx->arena, h, log, ".note"), NOTE_MAX, &text));
    *note = (struct str){ (const char *)text.at, text.len };
    return OK;
}

/* Two threads may come here in any order: the larger head stays. */
enum err home_note_keep(struct cx *cx, struct home *h, size_t log, struct str note)
{
    struct signed_note parsed;
    struct checkpoint c;
    enum err err = OK;

    TRY(note_parse(cx, note, &parsed));
    TRY(checkpoint_parse(cx, parsed.text, &c));
    pthread_mutex_lock(&h->lock);
    if (h->seen[log].size == c.size)
        err = file_write(cx, seen_path(cx->arena, h, log, ".note"),
                         (struct bytes){ (const uint8_t *)note.at, note.len }, false);
    pthread_mutex_unlock(&h->lock);
    return err;
}

enum err home_evidence(struct cx *cx, struct home *h, struct str note, const char **path)
{
    const char *folder = file_join(cx->arena, h->dir, "evidence");
    struct hasher hasher AUTO(hasher_close) = { 0 };
    struct hash hash;
    struct str hex;

    TRY(folder_make(cx, folder));
    TRY(hasher_open(cx, &hasher));
    hash_bytes(&hasher, (struct bytes){ (const uint8_t *)note.at, note.len }, &hash);
    hex = hex_of(cx->arena, (struct bytes){ hash.b, 8 });
    *path = arena_printf(cx->arena, "%s/%.*s.note", folder, STR_FMT(hex)).at;
    if (!*path)
        return FAIL(cx, ERR_TOO_LARGE, "path");
    return file_write(cx, *path, (struct bytes){ (const uint8_t *)note.at, note.len }, false);
}

/* ---- opening ---- */

static enum err policy_read_own(struct cx *cx, struct home *h)
{
    struct bytes text;
    struct hasher hasher AUTO(hasher_close) = { 0 };
    enum err err = file_read(cx, file_join(cx->arena, h->dir, POLICY_NAME), POLICY_MAX, &text);

    h->policy = (struct policy){ .quorum = -1 };
    if (err == ERR_NOT_FOUND)
        return OK; /* it has not met its log yet */
    if (err != OK)
        return err;
    text = arena_copy_bytes(h->arena, text);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "policy");
    TRY(policy_parse(cx, (struct str){ (const char *)text.at, text.len }, &h->policy));
    TRY(hasher_open(cx, &hasher));
    for (size_t i = 0; i < h->policy.log_count; i++) {
        struct str origin = h->policy.logs[i].key.name;
        struct hash hash;

        hash_bytes(&hasher, (struct bytes){ (const uint8_t *)origin.at, origin.len }, &hash);
        hex_encode(h->origin_hex[i], hash.b, sizeof hash.b);
        TRY(seen_read(cx, h, i));
    }
    return OK;
}

static enum err home_load(struct cx *cx, struct home *h)
{
    const char *lock = file_join(cx->arena, h->dir, LOCK_NAME);
    struct bytes key;

    TRY(file_read(cx, file_join(cx->arena, h->dir, KEY_FILE), SMALL_FILE, &key));
    key = arena_copy_bytes(h->arena, key);
    if (!key.at || !lock)
        return FAIL(cx, ERR_TOO_LARGE, "key");
    TRY(signer_parse(cx, str_trim((struct str){ (const char *)key.at, key.len }), &h->key));
    if (h->key.verifier.type != KEY_COSIGNATURE)
        return FAIL(cx, ERR_INVALID, "%s is not a witness's key", KEY_FILE);
    h->lock_fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (h->lock_fd < 0)
        return FAIL(cx, ERR_UNAVAILABLE, "%s: %s", lock, strerror(errno));
    if (flock(h->lock_fd, LOCK_EX | LOCK_NB) != 0)
        return FAIL(cx, ERR_CONFLICT, "%s: another process is at work here", h->dir);
    TRY(folder_make(cx, file_join(cx->arena, h->dir, "seen")));
    return policy_read_own(cx, h);
}

enum err home_open(struct cx *cx, const char *dir, struct home **out)
{
    struct arena *arena = arena_new(4u << 20);
    struct home *h = arena ? ARENA_NEW(arena, struct home) : NULL;
    enum err err;

    if (!h) {
        arena_free(arena);
        return FAIL(cx, ERR_TOO_LARGE, "witness");
    }
    h->arena = arena;
    h->lock_fd = -1;
    h->dir = arena_copy(arena, str_of(dir)).at;
    pthread_mutex_init(&h->lock, NULL);
    err = h->dir ? home_load(cx, h) : FAIL(cx, ERR_TOO_LARGE, "path");
    if (err != OK) {
        home_close(&h);
        return err;
    }
    *out = h;
    return OK;
}

void home_close(struct home **home)
{
    struct home *h = *home;

    if (!h)
        return;
    if (h->lock_fd >= 0)
        close(h->lock_fd);
    signer_wipe(&h->key);
    pthread_mutex_destroy(&h->lock);
    arena_free(h->arena);
    *home = NULL;
}

enum err home_learn(struct cx *cx, struct home *h, struct str log_vkey, struct str url)
{
    struct str text = arena_printf(cx->arena, "log %.*s %.*s\nquorum none\n", STR_FMT(log_vkey),
                                   STR_FMT(url));
    struct policy *policy = ARENA_NEW(cx->arena, struct policy);

    if (!text.at || !policy)
        return FAIL(cx, ERR_TOO_LARGE, "policy");
    TRY(policy_parse(cx, text, policy));
    TRY(file_write(cx, file_join(cx->arena, h->dir, POLICY_NAME),
                   (struct bytes){ (const uint8_t *)text.at, text.len }, true));
    return policy_read_own(cx, h);
}

enum err home_expect(struct cx *cx, const char *dir, struct str id)
{
    const char *path = file_join(cx->arena, dir, HOME_OWN_FILE);
    uint8_t raw[32];
    FILE *f;
    bool fine;

    if (id.len != 64 || !hex_decode(id, raw, sizeof raw))
        return FAIL(cx, ERR_INVALID, "a key or an officer is named by 64 hex digits");
    f = path ? fopen(path, "ae") : NULL;
    if (!f)
        return FAIL(cx, ERR_UNAVAILABLE, "%s: %s", path ? path : "path", strerror(errno));
    fine = fprintf(f, "%.*s\n", STR_FMT(id)) > 0 && fflush(f) == 0 && fsync(fileno(f)) == 0;
    fine = fclose(f) == 0 && fine;
    return fine ? OK : FAIL(cx, ERR_UNAVAILABLE, "%s: %s", path, strerror(errno));
}
