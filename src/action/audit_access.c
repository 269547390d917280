/* audit_access: see the header. Entries and rows are walked side by side, in order. */
#include "action/audit_access.h"
#include "base/codec.h"
#include "store/log_entry.h"
#include "store/log_event.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define AT_ONCE ACCESS_PAGE_MAX
#define WORK_ARENA (64u << 20)
#define KEYS_MAX 64 /* that one agency has had */
#define SENTENCE_MAX 400

struct keys {
    bool read;
    size_t len;
    uint8_t at[KEYS_MAX][32];
};

struct walk {
    const struct env *env;
    struct db *db;
    const struct audit_plan *plan;
    struct access_audit *result;
    struct hasher hasher;
    struct tree tree;
    struct access_head head; /* the next one to be reached */
    char day[32];            /* of it */
    bool head_there;
    int64_t head_index; /* where the public log holds it */
    struct keys keys[AGENCY_COUNT];
    struct str listed; /* the last reader who was found in the public log */
    char listed_text[65];
};

static void say(struct walk *w, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void say(struct walk *w, const char *fmt, ...)
{
    char text[SENTENCE_MAX];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    w->result->faults++;
    w->plan->say(w->plan->arg, AUDIT_FAULT, text);
}

/* ---- heads ---- */

/* The next head that speaks of as many entries as were read, or more. */
static enum err next_head(struct cx *cx, struct walk *w)
{
    struct access_head_row row;
    enum err err;

    w->head_there = false;
    while (!w->head_there) {
        err = store_access_head_after(cx, w->db, w->env->post, w->head_index, &row);
        if (err == ERR_NOT_FOUND)
            return OK;
        TRY(err);
        if ((uint64_t)row.log_index >= w->plan->size)
            return OK; /* newer than the signed head: left out, like the entries there */
        w->head_index = row.log_index;
        w->result->heads++;
        err = access_head_read(cx, w->env, w->db, &row, &w->head);
        if (err == ERR_CORRUPT) {
            say(w, "Who read what: %s.", cx->note.text);
            continue;
        }
        TRY(err);
        (void)snprintf(w->day, sizeof w->day, "%.*s", STR_FMT(row.name));
        if (w->head.size < w->tree.size)
            say(w, "Who read what: the head of %s speaks of fewer records than the one before.",
                w->day);
        w->head_there = w->head.size >= w->tree.size;
    }
    return OK;
}

static enum err heads_reached(struct cx *cx, struct walk *w)
{
    while (w->head_there && w->head.size == w->tree.size) {
        struct hash root;

        tree_root(&w->hasher, &w->tree, &root);
        if (hash_eq(&root, &w->head.root))
            w->result->held = w->head.size;
        else
            say(w,
                "Who read what: the first %llu records are not those that the public log holds "
                "of %s: one was altered, removed or put in.",
                (unsigned long long)w->head.size, w->day);
        TRY(next_head(cx, w));
    }
    return OK;
}

/* ---- one record ---- */

/* An agency's keys as the public log's own entries name them; the rows only say where. */
static enum err keys_read(struct cx *cx, struct walk *w, enum agency_code agency,
                          const struct keys **out)
{
    struct keys *k = &w->keys[agency];
    int64_t at[KEYS_MAX];
    size_t len = 0, got = 0;

    *out = k;
    if (k->read)
        return OK;
    TRY(store_access_agency_keys(cx, w->db, w->env->post, agency, at, KEYS_MAX, &len));
    for (size_t i = 0; i < len; i++) {
        struct log_list list;
        struct leaf leaf;

        TRY(store_log_range(cx, w->db, w->env->post, at[i], at[i] + 1, &list));
        if (list.len == 1
            && leaf_parse(cx, (struct str){ (const char *)list.at[0].leaf.at, list.at[0].leaf.len },
                          &leaf)
                   == OK
            && str_is(leaf.type, "agency.key")
            && str_is(leaf_get_fact(&leaf, "agency"), agency_code_name(agency))
            && base64_decode(leaf_get_fact(&leaf, "sign"), k->at[k->len], 32, &got) && got == 32)
            k->len++;
    }
    for (size_t i = 0; i < w->env->agencies_len && k->len == 0; i++)
        if (w->env->agencies[i].code == agency) /* nothing is logged yet: what is stored */
            memcpy(k->at[k->len++], w->env->agencies[i].sign_pk.b, 32);
    k->read = true;
    return OK;
}

static enum err signature_check(struct cx *cx, struct walk *w, int64_t index,
                                const struct leaf *leaf)
{
    const struct keys *keys;
    enum agency_code agency;

    if (!agency_code_parse(leaf->by, &agency)) {
        say(w, "Who read what: record %lld is of no agency of this post.", (long long)index);
        return OK;
    }
    TRY(keys_read(cx, w, agency, &keys));
    for (size_t i = 0; i < keys->len; i++)
        if (leaf_check_key(cx, leaf, leaf->by, keys->at[i]) == OK) {
            w->result->signatures++;
            return OK;
        }
    say(w,
        "Who read what: record %lld is not signed with a key that %.*s has had: it was altered, "
        "or forged.",
        (long long)index, STR_FMT(leaf->by));
    return OK;
}

/* Whether the public log knows the reader, or knew him. */
static enum err reader_check(struct cx *cx, struct walk *w, int64_t index, const struct leaf *leaf)
{
    struct str hash = leaf_get_fact(leaf, "officer");
    struct log_event_row row;
    enum err err;

    if (w->listed.len && str_eq(w->listed, hash))
        return OK;
    err = store_log_event_newest(cx, w->db, w->env->post, STR("officer.listed"), hash, &row);
    if (err == ERR_NOT_FOUND) {
        say(w, "Who read what: record %lld names a reader whom the public log never listed.",
            (long long)index);
        return OK;
    }
    TRY(err);
    (void)snprintf(w->listed_text, sizeof w->listed_text, "%.*s", STR_FMT(hash));
    w->listed = str_of(w->listed_text);
    return OK;
}

static const char *differs(const struct leaf *is, const struct leaf *should)
{
    if (!str_eq(is->type, should->type))
        return "kind";
    if (!str_eq(is->at, should->at))
        return "time";
    if (!str_eq(is->by, should->by))
        return "agency";
    if (!str_eq(leaf_get_fact(is, "case"), leaf_get_fact(should, "case")))
        return "case";
    if (memcmp(is->commit, should->commit, sizeof is->commit) != 0)
        return "reader, moment or reason";
    return NULL;
}

static enum err row_check(struct cx *cx, struct walk *w, const struct leaf *leaf,
                          const struct access_row *row)
{
    struct leaf should;
    const char *which;

    if (row->case_gone) {
        say(w, "Who read what: record %lld is of a case that is not there any more.",
            (long long)row->log_index);
        return OK;
    }
    TRY(access_leaf(cx, row, leaf_get_fact(leaf, "officer"), w->env->zone_minutes, &should));
    which = differs(leaf, &should);
    if (which)
        say(w,
            "Who read what: record %lld is kept with another %s than was signed: the row was "
            "altered.",
            (long long)row->log_index, which);
    return OK;
}

/* row: NULL if there is none. */
static enum err record_check(struct cx *cx, struct walk *w, const struct log_entry *e,
                             const struct access_row *row)
{
    struct str text = { (const char *)e->leaf.at, e->leaf.len };
    struct hash upper[TILE_LEVELS - 1], hash;
    struct leaf leaf;

    leaf_hash(text, &hash);
    if (memcmp(hash.b, e->leaf_hash, sizeof hash.b) != 0)
        say(w, "Who read what: record %lld is not what was hashed: it was altered.",
            (long long)e->index);
    (void)tree_append(&w->hasher, &w->tree, &hash, upper);
    w->result->entries++;
    if (leaf_parse(cx, text, &leaf) != OK) {
        say(w, "Who read what: record %lld cannot be read.", (long long)e->index);
        return heads_reached(cx, w);
    }
    TRY(signature_check(cx, w, e->index, &leaf));
    TRY(reader_check(cx, w, e->index, &leaf));
    if (row)
        TRY(row_check(cx, w, &leaf, row));
    else
        say(w, "Who read what: of record %lld (%.*s, %.*s) the row was deleted.",
            (long long)e->index, STR_FMT(leaf.type), STR_FMT(leaf.at));
    return heads_reached(cx, w);
}

/* ---- the whole ---- */

static enum err range_check(struct cx *cx, struct walk *w, int64_t from, int64_t *rows_len)
{
    struct access_row_list rows;
    struct log_list entries;
    size_t at = 0;

    TRY(store_log_range(cx, w->db, access_log_id(w->env->post), from, from + AT_ONCE, &entries));
    TRY(store_access_walk(cx, w->db, w->env->post, from, AT_ONCE, &rows));
    for (size_t i = 0; i < entries.len; i++) {
        const struct log_entry *e = &entries.at[i];
        bool there = at < rows.len && rows.at[at].log_index == e->index;

        TRY(record_check(cx, w, e, there ? &rows.at[at] : NULL));
        at += there;
    }
    *rows_len += (int64_t)at;
    return OK;
}

static enum err ranges_check(struct cx *cx, struct walk *w, int64_t size, int64_t *rows_len)
{
    struct arena *arena = arena_new(WORK_ARENA);
    struct cx inner = { .arena = arena, .now_us = cx->now_us, .random = cx->random };
    enum err err = arena ? OK : ERR_TOO_LARGE;

    for (int64_t from = 0; err == OK && from < size; from += AT_ONCE) {
        err = range_check(&inner, w, from, rows_len);
        arena_reset(arena);
    }
    if (err == ERR_CORRUPT) { /* what comes behind a gap cannot be told apart */
        say(w, "Who read what: %s: records were removed, and nothing behind them can be checked.",
            inner.note.text);
        err = OK;
    } else if (err != OK) {
        cx->note = inner.note;
    }
    arena_free(arena);
    return err;
}

/* The hashes that the server goes on from must be those of the entries. */
static enum err hashes_check(struct cx *cx, struct walk *w)
{
    struct log_tree kept;
    struct hash root;
    enum err err =
        log_tree_load(cx, &w->hasher, w->db, access_log_id(w->env->post), w->tree.size, &kept);

    tree_root(&w->hasher, &w->tree, &root);
    if (err == ERR_CORRUPT || (err == OK && !hash_eq(&root, &kept.root))) {
        say(w, "Who read what: the kept hashes are not what the records make.");
        return OK;
    }
    return err;
}

static enum err walk_run(struct cx *cx, struct walk *w, uint64_t public_heads)
{
    int64_t size, rows, met = 0;

    TRY(hasher_open(cx, &w->hasher));
    TRY(store_log_size(cx, w->db, access_log_id(w->env->post), &size));
    TRY(next_head(cx, w));
    TRY(heads_reached(cx, w));
    TRY(ranges_check(cx, w, size, &met));
    if (w->head_there)
        say(w,
            "Who read what: on %s there were %llu records, but only %llu can be read: the rest "
            "was removed.",
            w->day, (unsigned long long)w->head.size, (unsigned long long)w->tree.size);
    while (w->head_there) /* the rest is only counted */
        TRY(next_head(cx, w));
    TRY(store_access_count(cx, w->db, w->env->post, &rows));
    if (w->tree.size == (uint64_t)size && rows > met)
        say(w, "Who read what: %lld rows have no record that was signed: they were put in.",
            (long long)(rows - met));
    if (w->result->heads != public_heads)
        say(w,
            "Who read what: the public log has %llu heads of it, but %llu are kept here: a head "
            "was removed or put in.",
            (unsigned long long)public_heads, (unsigned long long)w->result->heads);
    return w->tree.size == (uint64_t)size ? hashes_check(cx, w) : OK;
}

enum err audit_access(struct cx *cx, const struct env *env, struct db *db,
                      const struct audit_plan *plan, uint64_t public_heads,
                      struct access_audit *out)
{
    struct access_audit result = { 0 };
    struct walk *w = ARENA_NEW(cx->arena, struct walk);
    enum err err;

    if (!w)
        return FAIL(cx, ERR_TOO_LARGE, "audit of reads");
    *w = (struct walk){ .env = env, .db = db, .plan = plan, .result = &result, .head_index = -1 };
    err = walk_run(cx, w, public_heads);
    hasher_close(&w->hasher);
    if (err == OK)
        *out = result;
    return err;
}
