/* pull: see the header. */
#include "witness/pull.h"
#include "base/buf.h"
#include "base/codec.h"
#include "base/file.h"
#include "base/json.h"
#include <sodium.h>
#include <string.h>

#define FETCH_SECONDS 30
#define SECOND_US 1000000
#define POLICY_AGAIN_S 60
#define LIVE_HEADER "Posko-Witness"
#define URL_MAX 300

static struct str url_of(const struct pull *p)
{
    return home_policy(p->home)->logs[p->log].url;
}

static const struct note_verifier *log_key(const struct pull *p)
{
    return &home_policy(p->home)->logs[p->log].key;
}

/* Proof to the server that a witness of its policy asks: a signature that says when and of
 * which log, by the key that cosigns; its first line makes it no cosignature. */
static const char *live_header(struct cx *cx, const struct pull *p)
{
    const struct note_signer *key = home_key(p->home);
    unsigned long long now_s = (unsigned long long)(cx->now_us / SECOND_US);
    struct str message = arena_printf(cx->arena, "posko-live/v1\n%.*s\n%llu\n",
                                      STR_FMT(log_key(p)->name), now_s), base64;
    uint8_t signature[64];

    if (!message.at)
        return NULL;
    crypto_sign_detached(signature, NULL, (const uint8_t *)message.at, message.len, key->secret);
    base64 = base64_of(cx->arena, (struct bytes){ signature, sizeof signature });
    return arena_printf(cx->arena, LIVE_HEADER ": %.*s %llu %.*s", STR_FMT(key->verifier.name),
                        now_s, STR_FMT(base64))
        .at;
}

static enum err get(struct cx *cx, const struct pull *p, const char *path, struct fetched *out)
{
    const char *url = arena_printf(cx->arena, "%.*s%s", STR_FMT(url_of(p)), path).at;
    const char *header = live_header(cx, p);

    if (!url || !header)
        return FAIL(cx, ERR_TOO_LARGE, "address");
    return fetch_url(cx, p->fetch, url, header, (struct bytes){ NULL, 0 }, out);
}

static struct str text_of(struct bytes b)
{
    return (struct str){ (const char *)b.at, b.len };
}

/* ---- opening ---- */

static enum err meet(struct cx *cx, struct pull *p, struct str url)
{
    struct policy *policy = ARENA_NEW(cx->arena, struct policy);
    const char *at = arena_printf(cx->arena, "%.*s/log/policy", STR_FMT(url)).at;
    struct fetched got;

    if (!policy || !at || url.len > URL_MAX)
        return FAIL(cx, ERR_TOO_LARGE, "address of the log");
    TRY(fetch_url(cx, p->fetch, at, NULL, (struct bytes){ NULL, 0 }, &got));
    if (got.status != 200 || !utf8_valid(text_of(got.body)))
        return FAIL(cx, ERR_UNAVAILABLE, "%s answers %ld: is that the address of a post?", at,
                    got.status);
    TRY(policy_parse(cx, text_of(got.body), policy));
    if (policy->log_count == 0)
        return FAIL(cx, ERR_INVALID, "%s names no log", at);
    return home_learn(cx, p->home, verifier_text(cx->arena, &policy->logs[0].key), url);
}

/* Who else watches stands beside the copy, so that it can be audited alone. Only if it is the
 * policy of the log that we know. */
static void policy_copy(struct cx *cx, const struct pull *p)
{
    struct policy *policy = ARENA_NEW(cx->arena, struct policy);
    const char *path = file_join(cx->arena, p->copy.dir, "policy");
    const char *at = arena_printf(cx->arena, "%.*s/log/policy", STR_FMT(url_of(p))).at;
    struct fetched got;

    if (policy && path && at
        && fetch_url(cx, p->fetch, at, NULL, (struct bytes){ NULL, 0 }, &got) == OK
        && got.status == 200 && utf8_valid(text_of(got.body))
        && policy_parse(cx, text_of(got.body), policy) == OK && policy->log_count == 1
        && memcmp(policy->logs[0].key.public_key, log_key(p)->public_key, 32) == 0)
        (void)(file_write(cx, path, got.body, false) == OK);
}

static enum err entry_watch(struct cx *cx, void *arg, uint64_t index, struct bytes entry)
{
    return watch_entry(cx, arg, index, entry);
}

static enum err pull_load(struct cx *cx, struct pull *p, struct str url, struct str agency,
                          void (*say)(void *, const struct finding *), void *arg, bool *met)
{
    struct copy_reader reader = { entry_watch, &p->watch };

    TRY(fetch_open(cx, FETCH_SECONDS, &p->fetch));
    if (home_policy(p->home)->log_count == 0) {
        if (url.len == 0)
            return FAIL(cx, ERR_INVALID, "this witness knows no log yet: give --url");
        TRY(meet(cx, p, url));
        *met = true;
    }
    TRY(watch_open(cx, agency, say, arg, &p->watch));
    p->watch.own_file = file_join(p->arena, home_dir(p->home), HOME_OWN_FILE);
    return copy_open(cx, p->arena, home_dir(p->home), &reader, &p->copy);
}

enum err pull_open(struct cx *cx, struct home *home, struct str url, struct str agency,
                   void (*say)(void *arg, const struct finding *f), void *arg, bool *met,
                   struct pull **out)
{
    struct arena *arena = arena_new(1u << 20);
    struct pull *p = arena ? ARENA_NEW(arena, struct pull) : NULL;
    enum err err;

    *met = false;
    if (!p) {
        arena_free(arena);
        return FAIL(cx, ERR_TOO_LARGE, "witness");
    }
    p->arena = arena;
    p->home = home;
    texts_open(arena, &p->texts);
    err = pull_load(cx, p, url, agency, say, arg, met);
    if (err != OK) {
        pull_close(&p);
        return err;
    }
    *out = p;
    return OK;
}

void pull_close(struct pull **pull)
{
    struct pull *p = *pull;

    if (!p)
        return;
    fetch_close(&p->fetch);
    copy_close(&p->copy);
    watch_close(&p->watch);
    arena_free(p->arena);
    *pull = NULL;
}

/* ---- a round ---- */

struct round {
    struct pull *p;
    struct str note; /* as the server sent it */
    struct signed_note parsed;
    struct checkpoint head;
    struct witness_seen seen;
    struct tree tree; /* grows from the copy's to the head's */
    bool forked;      /* at the size that was cosigned, another root came out */
};

static void alarm(struct cx *cx, struct round *r, enum finding_kind kind, const char *evidence)
{
    struct finding f = { .kind = kind,
                         .index = r->head.size,
                         .about = evidence ? str_of(evidence) : STR("") };
    struct finding *said = &r->p->said;

    if (said->kind == f.kind && said->index == f.index && said->expected)
        return;
    *said = (struct finding){ .kind = f.kind, .index = f.index, .expected = 1 };
    r->p->watch.say(r->p->watch.arg, &f);
}

/* POST /log/cosign. */
static enum err hand_in(struct cx *cx, const struct pull *p, struct str note, struct fetched *out)
{
    const char *url = arena_printf(cx->arena, "%.*s/log/cosign", STR_FMT(url_of(p))).at;
    struct buf b = buf_in(cx->arena, NOTE_MAX);
    struct json_out json = json_to(&b);
    struct str body;

    json_begin(&json);
    json_put(&json, "note", note);
    json_end(&json);
    body = buf_end(&b);
    if (!body.at || !url)
        return FAIL(cx, ERR_TOO_LARGE, "note");
    return fetch_url(cx, p->fetch, url, "Content-Type: application/json",
                     (struct bytes){ (const uint8_t *)body.at, body.len }, out);
}

/* The server is told what we have seen of it, with its own signature: an honest one that was
 * put back from an old copy stops and says so. */
static void remind(struct cx *cx, const struct pull *p)
{
    struct fetched got;
    struct str note;

    if (home_note(cx, p->home, p->log, &note) == OK)
        (void)(hand_in(cx, p, note, &got) == OK);
}

/* The head, and whether it may be looked at further. */
static enum err head_read(struct cx *cx, struct round *r, bool *fine)
{
    struct fetched got;
    const char *evidence = NULL;
    bool shown_late;
    enum err err;

    TRY(get(cx, r->p, "/log/live", &got));
    /* Not in its policy yet, or no more: what the public sees. */
    shown_late = got.status == 403 || got.status == 404;
    if (shown_late)
        TRY(get(cx, r->p, "/log/checkpoint", &got));
    if (got.status != 200)
        return FAIL(cx, ERR_UNAVAILABLE, "the log answers %ld", got.status);
    *fine = false;
    r->note = text_of(got.body);
    err = utf8_valid(r->note) ? checkpoint_open(cx, r->note, log_key(r->p), &r->head, &r->parsed)
                              : ERR_INVALID;
    if (err != OK) {
        alarm(cx, r, FINDING_UNSIGNED, NULL);
        return err == ERR_TOO_LARGE ? err : OK;
    }
    home_seen(r->p->home, r->p->log, &r->seen);
    if (shown_late && r->head.size < r->seen.size)
        return FAIL(cx, ERR_UNAVAILABLE, "the log does not show its newest head to this witness");
    if (r->head.size < r->seen.size || r->head.size < r->p->copy.tree.size) {
        TRY(home_evidence(cx, r->p->home, r->note, &evidence));
        alarm(cx, r, FINDING_ROLLED_BACK, NULL);
        remind(cx, r->p);
        return OK;
    }
    if (r->head.size == r->seen.size && !hash_eq(&r->head.root, &r->seen.root)) {
        TRY(home_evidence(cx, r->p->home, r->note, &evidence));
        alarm(cx, r, FINDING_FORKED, evidence);
        remind(cx, r->p);
        return OK;
    }
    *fine = true;
    return OK;
}

static void seen_compare(struct round *r)
{
    struct hash root;

    if (r->tree.size != r->seen.size || r->seen.size == 0)
        return;
    tree_root(&r->p->copy.hasher, &r->tree, &root);
    r->forked |= !hash_eq(&root, &r->seen.root);
}

static enum err bundle_append(struct cx *cx, struct round *r, struct bytes bundle, uint64_t n,
                              unsigned int width)
{
    struct hash upper[TILE_LEVELS - 1], leaf;
    struct bytes entry;
    uint64_t index = n * TILE_WIDTH;

    for (unsigned int i = 0; i < width; i++, index++) {
        if (!bundle_next(&bundle, &entry))
            return FAIL(cx, ERR_CORRUPT, "the log's entries from %llu on are cut short",
                        (unsigned long long)index);
        if (index < r->tree.size)
            continue;
        hash_leaf(&r->p->copy.hasher, entry, &leaf);
        (void)tree_append(&r->p->copy.hasher, &r->tree, &leaf, upper);
        seen_compare(r);
    }
    return bundle.len == 0 ? OK : FAIL(cx, ERR_CORRUPT, "the log's entries are too long");
}

/* Every bundle with something new, hashed onto our own tree, and put beside the copy. */
static enum err entries_fetch(struct cx *cx, struct round *r)
{
    struct copy *copy = &r->p->copy;
    struct cx small = *cx;
    enum err err = OK;

    small.arena = copy->scratch;
    seen_compare(r);
    for (uint64_t n = r->tree.size / TILE_WIDTH; n * TILE_WIDTH < r->head.size && err == OK; n++) {
        struct tile tile = { TILE_ENTRIES, n, tile_width(TILE_ENTRIES, n, r->head.size) };
        struct str path = tile_path(small.arena, tile);
        struct fetched got;

        if (n * TILE_WIDTH + tile.width == r->tree.size)
            continue;
        err = get(&small, r->p, arena_printf(small.arena, "/log/%.*s", STR_FMT(path)).at, &got);
        if (err == OK && got.status != 200)
            err = FAIL(&small, ERR_UNAVAILABLE, "the log answers %ld for its entries", got.status);
        if (err == OK)
            err = bundle_append(&small, r, got.body, n, tile.width);
        if (err == OK)
            err = copy_put(&small, copy, tile, got.body);
        arena_reset(copy->scratch);
    }
    cx->note = small.note;
    return err;
}

/* The new ones, now that they are believed, go past the rules. */
static enum err entries_watch(struct cx *cx, struct round *r)
{
    struct copy *copy = &r->p->copy;
    struct cx small = *cx;
    enum err err = OK;
    uint64_t from = copy->tree.size;

    small.arena = copy->scratch;
    for (uint64_t n = from / TILE_WIDTH; n * TILE_WIDTH < r->head.size && err == OK; n++) {
        struct bytes bundle, entry;
        uint64_t index = n * TILE_WIDTH;

        err = copy_bundle(&small, copy, n, tile_width(TILE_ENTRIES, n, r->head.size), &bundle);
        for (; err == OK && bundle_next(&bundle, &entry); index++)
            if (index >= from && index < r->head.size)
                err = watch_entry(&small, &r->p->watch, index, entry);
        arena_reset(copy->scratch);
    }
    cx->note = small.note;
    return err;
}

/* Durable first, then the signature, then the world. */
static enum err cosign(struct cx *cx, struct round *r, enum pull_result *out)
{
    struct pull *p = r->p;
    struct witness_seen now = { r->head.size, r->head.root }, after;
    struct str log_line, line, note;
    struct fetched got;

    TRY(home_swap(cx, p->home, p->log, &r->seen, &now, &after));
    TRY(home_cosign(cx, p->home, r->parsed.text, &line));
    log_line = str_first(r->parsed.lines, str_find(r->parsed.lines, STR("\n")) + 1);
    note = note_join(cx->arena, r->parsed.text,
                     arena_printf(cx->arena, "%.*s%.*s", STR_FMT(log_line), STR_FMT(line)));
    if (!note.at)
        return FAIL(cx, ERR_TOO_LARGE, "note");
    TRY(home_note_keep(cx, p->home, p->log, note));
    if (r->head.size > p->copy.tree.size || p->copy.tree.size == 0)
        TRY(entries_watch(cx, r));
    TRY(copy_tiles(cx, &p->copy, r->head.size));
    TRY(copy_settle(cx, &p->copy, note));
    p->copy.tree = r->tree;
    if (cx->now_us - p->policy_us > POLICY_AGAIN_S * (int64_t)SECOND_US) {
        policy_copy(cx, p);
        p->policy_us = cx->now_us;
    }
    *out = PULL_KEPT;
    TRY(hand_in(cx, p, note, &got));
    if (got.status == 200) {
        *out = PULL_COSIGNED;
        p->told_size = now.size;
        p->told_us = cx->now_us;
    }
    return OK;
}

static enum err text_get(struct cx *cx, void *arg, const char *path, struct bytes *out)
{
    struct fetched got;

    TRY(get(cx, arg, path, &got));
    if (got.status != 200)
        return FAIL(cx, ERR_NOT_FOUND, "%s: the log answers %ld", path, got.status);
    *out = got.body;
    return OK;
}

static enum err texts_have(struct cx *cx, struct pull *p)
{
    struct text_source from = { text_get, p };

    return texts_round(cx, &p->texts, &p->copy, &p->watch, &from);
}

static bool is_news(const struct cx *cx, const struct round *r)
{
    const struct pull *p = r->p;

    return r->head.size > r->seen.size || r->head.size > p->copy.tree.size
           || p->told_size != r->head.size
           || cx->now_us - p->told_us > PULL_AGAIN_S * (int64_t)SECOND_US;
}

enum err pull_round(struct cx *cx, struct pull *p, enum pull_result *out)
{
    struct round *r = ARENA_NEW(cx->arena, struct round);
    const char *evidence = NULL;
    struct hash root;
    bool fine = false;

    if (!r)
        return FAIL(cx, ERR_TOO_LARGE, "round");
    r->p = p;
    r->tree = p->copy.tree;
    *out = PULL_ALARM;
    TRY(head_read(cx, r, &fine));
    if (!fine)
        return OK;
    *out = PULL_NOTHING;
    if (!is_news(cx, r)) {
        watch_now(&p->watch, cx->now_us, r->head.size);
        return texts_have(cx, p);
    }
    TRY(entries_fetch(cx, r));
    tree_root(&p->copy.hasher, &r->tree, &root);
    if (r->forked || !hash_eq(&root, &r->head.root)) {
        *out = PULL_ALARM;
        TRY(home_evidence(cx, p->home, r->note, &evidence));
        alarm(cx, r, r->forked ? FINDING_FORKED : FINDING_REWRITTEN, evidence);
        remind(cx, p);
        return OK;
    }
    TRY(cosign(cx, r, out));
    watch_now(&p->watch, cx->now_us, r->head.size);
    return texts_have(cx, p);
}

/* ---- between rounds ---- */

bool pull_wait(struct cx *cx, struct pull *p, bool (*told)(void *arg), void *arg, bool *soon)
{
    struct witness_seen seen;
    struct checkpoint head;
    struct signed_note parsed;
    struct fetched got;
    const char *path;
    enum err err;

    *soon = false;
    if (p->no_wait && cx->now_us - p->no_wait_us < PULL_AGAIN_S * (int64_t)SECOND_US)
        return false;
    home_seen(p->home, p->log, &seen);
    path = arena_printf(cx->arena, "/log/wait?size=%llu", (unsigned long long)seen.size).at;
    fetch_stop_when(p->fetch, told, arg);
    err = path ? get(cx, p, path, &got) : ERR_TOO_LARGE;
    fetch_stop_when(p->fetch, NULL, NULL);
    if (err != OK)
        return false;
    p->no_wait = got.status != 200;
    p->no_wait_us = cx->now_us;
    *soon = !p->no_wait;
    return got.status == 200 && utf8_valid(text_of(got.body))
           && checkpoint_open(cx, text_of(got.body), log_key(p), &head, &parsed) == OK
           && head.size > seen.size;
}

enum err pull_others(struct cx *cx, struct pull *p, struct policy **policy,
                     struct policy_result *out)
{
    const char *path = file_join(cx->arena, p->copy.dir, "policy");
    struct policy *read = ARENA_NEW(cx->arena, struct policy);
    struct bytes text;
    struct fetched got;

    if (!path || !read)
        return FAIL(cx, ERR_TOO_LARGE, "policy");
    TRY(file_read(cx, path, POLICY_MAX, &text));
    TRY(policy_parse(cx, text_of(text), read));
    TRY(get(cx, p, "/log/checkpoint", &got));
    if (got.status != 200 || !utf8_valid(text_of(got.body)))
        return FAIL(cx, ERR_NOT_FOUND, "no head is public");
    TRY(policy_read(cx, read, text_of(got.body), out));
    *policy = read;
    return OK;
}
