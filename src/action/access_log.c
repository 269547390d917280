/* access_log: see the header. */
#include "action/access_log.h"
#include "action/ledger.h"
#include "action/log_event.h"
#include "base/codec.h"
#include "store/log_entry.h"
#include <sodium.h>
#include <string.h>

#define LOG_DOMAIN "posko-private-log"
#define COMMITTED_MAX 400

struct post_id access_log_id(struct post_id post)
{
    crypto_generichash_state state;
    struct post_id log;

    crypto_generichash_init(&state, NULL, 0, sizeof log.b);
    crypto_generichash_update(&state, (const uint8_t *)LOG_DOMAIN, sizeof LOG_DOMAIN - 1);
    crypto_generichash_update(&state, post.b, sizeof post.b);
    crypto_generichash_final(&state, log.b, sizeof log.b);
    return log;
}

/* ---- an entry ---- */

/* Whoever has the database can check the commitment without any key: of the sealed text it
 * holds the hash. */
static enum err committed(struct cx *cx, const struct access_row *row, struct bytes *out)
{
    char officer[2 * ID_SIZE + 1], object[65] = "-";
    struct buf b = buf_in(cx->arena, COMMITTED_MAX);
    uint8_t hash[32];
    struct str text;

    hex_encode(officer, row->officer.b, ID_SIZE);
    if (row->object.len) {
        crypto_hash_sha256(hash, row->object.at, row->object.len);
        hex_encode(object, hash, sizeof hash);
    }
    buf_printf(&b, "posko-access/v1\nat_us %lld\nofficer %s\nobject %s\n", (long long)row->at_us,
               officer, object);
    text = buf_end(&b);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "committed bytes of an access record");
    *out = (struct bytes){ (const uint8_t *)text.at, text.len };
    return OK;
}

struct str access_officer_hash(struct arena *arena, const uint8_t box_pk[32])
{
    uint8_t hash[32];

    crypto_hash_sha256(hash, box_pk, 32);
    return hex_of(arena, (struct bytes){ hash, sizeof hash });
}

enum err access_leaf(struct cx *cx, const struct access_row *row, struct str officer_hash,
                     int zone_minutes, struct leaf *out)
{
    struct bytes hidden;
    struct leaf leaf = {
        .type = str_of(access_rule(row->kind)->name),
        .at = leaf_at_instant(cx->arena, row->at_us, zone_minutes),
        .by = str_of(agency_code_name(row->agency)),
        .due = DAY_NONE,
    };

    if (row->of_case)
        TRY(leaf_add_fact(cx, &leaf, "case",
                          hex_of(cx->arena, (struct bytes){ row->case_id.b, ID_SIZE })));
    TRY(leaf_add_fact(cx, &leaf, "officer", officer_hash));
    TRY(committed(cx, row, &hidden));
    leaf_commit(row->nonce, hidden, leaf.commit);
    *out = leaf;
    return OK;
}

/* ---- heads ---- */

/* "<size> <root>", as log_event_access wrote it. */
static bool value_read(struct str value, struct access_head *out)
{
    struct str size;
    size_t got = 0;

    return str_cut(&value, ' ', &size) && str_to_u64(size, &out->size)
           && base64_decode(value, out->root.b, sizeof out->root.b, &got)
           && got == sizeof out->root.b;
}

static enum err head_altered(struct cx *cx, const struct access_head_row *row, const char *what)
{
    return FAIL(cx, ERR_CORRUPT,
                "the head of the record of who read what, of %.*s, %s (entry %lld)",
                STR_FMT(row->name), what, (long long)row->log_index);
}

enum err access_head_read(struct cx *cx, const struct env *env, struct db *db,
                          const struct access_head_row *row, struct access_head *out)
{
    struct bytes hidden = log_event_committed(cx->arena, "access.head", row->name, row->value);
    struct access_head head;
    struct log_list list;
    uint8_t commit[32];
    struct leaf leaf;
    struct hash hash;
    struct str text;

    if (!hidden.at)
        return FAIL(cx, ERR_TOO_LARGE, "access head");
    TRY(store_log_range(cx, db, env->post, row->log_index, row->log_index + 1, &list));
    if (list.len == 0)
        return head_altered(cx, row, "is not in the public log");
    text = (struct str){ (const char *)list.at[0].leaf.at, list.at[0].leaf.len };
    leaf_hash(text, &hash);
    leaf_commit(row->nonce, hidden, commit);
    if (memcmp(hash.b, list.at[0].leaf_hash, sizeof hash.b) != 0
        || leaf_parse(cx, text, &leaf) != OK || !str_is(leaf.type, "access.head")
        || memcmp(commit, leaf.commit, sizeof commit) != 0 || !value_read(row->value, &head))
        return head_altered(cx, row, "is not what the public log says: it was altered");
    *out = head;
    return OK;
}

enum err access_head_keep(struct cx *cx, const struct env *env, struct db *tx, bool *added)
{
    struct str today = day_text(cx->arena, day_at(cx->now_us, env->zone_minutes));
    struct access_head_row newest;
    struct access_head head;
    struct log_event e;
    int64_t at;
    enum err err;

    if (!env->ledger)
        return OK; /* a command: the tree is the server's */
    if (!today.at)
        return FAIL(cx, ERR_TOO_LARGE, "day");
    err = store_access_head_newest(cx, tx, env->post, &newest);
    if (err == OK && str_cmp(newest.name, today) >= 0)
        return OK; /* also when the clock was turned back: one a day, in order */
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    ledger_access_head(env->ledger, &head);
    log_event_access(cx->arena, today, head.size, head.root.b, &e);
    TRY(log_event_append(cx, env, tx, &e, &at));
    *added = true;
    return OK;
}

/* ---- at start ---- */

enum err access_log_open(struct cx *cx, struct hasher *hasher, const struct env *env, struct db *db,
                         struct log_tree *out)
{
    struct post_id log = access_log_id(env->post);
    struct access_head head = { 0 };
    struct access_head_row row;
    struct log_tree tree;
    int64_t stored;
    enum err err = store_access_head_newest(cx, db, env->post, &row);

    if (err == ERR_NOT_FOUND)
        return log_tree_load(cx, hasher, db, log, 0, out);
    TRY(err);
    TRY(access_head_read(cx, env, db, &row, &head));
    TRY(store_log_size(cx, db, log, &stored));
    if ((uint64_t)stored < head.size)
        return FAIL(cx, ERR_CORRUPT,
                    "the record of who read what had %llu entries on %.*s, but only %lld are "
                    "stored: entries were removed. See posko audit, and put the newest copy back",
                    (unsigned long long)head.size, STR_FMT(row.name), (long long)stored);
    TRY(log_tree_load(cx, hasher, db, log, head.size, &tree));
    if (!hash_eq(&tree.root, &head.root))
        return FAIL(cx, ERR_CORRUPT,
                    "the record of who read what does not lead to the head that the public log "
                    "holds of %.*s: entries were altered. See posko audit",
                    STR_FMT(row.name));
    *out = tree;
    return OK;
}
