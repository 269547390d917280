/* access_record: see the header. */
#include "action/access_record.h"
#include "action/key_ring.h"
#include "action/list_cases.h"
#include "store/log_entry.h"
#include "store/officer.h"
#include "vault/object.h"
#include <assert.h>
#include <string.h>

/* ---- the text ---- */

/* Each entry's text is an object of its own: named by a part of the entry's nonce, it does
 * not open in the place of another. */
static struct object_name text_name(const struct access_row *row)
{
    struct object_name name = { .kind = STR("access") };

    if (row->of_case)
        memcpy(name.case_tag, row->case_id.b, sizeof name.case_tag);
    memcpy(name.object_id, row->nonce, sizeof name.object_id);
    return name;
}

/* What those may read who should: the agencies on the case, else the reader's own. */
static void text_key(const struct officer_session *who, const struct case_head *of,
                     struct secret32 *out)
{
    if (of)
        *out = of->small;
    else
        agency_reads_key(&who->secrets.master, out);
}

static enum err text_seal(struct cx *cx, const struct officer_session *who,
                          const struct access *what, struct access_row *row)
{
    struct secret32 key AUTO(secret32_wipe) = { { 0 } };
    struct object_name name = text_name(row);

    if (what->text.len == 0)
        return OK;
    text_key(who, what->of, &key);
    return object_keyed_seal(cx, &name, &key,
                             (struct bytes){ (const uint8_t *)what->text.at, what->text.len },
                             &row->object);
}

/* ---- writing ---- */

static enum err leaf_make(struct cx *cx, const struct env *env, struct db *db,
                          const struct officer_session *who, struct access_entry *entry)
{
    struct officer_row officer;
    struct str hash;
    struct leaf leaf;

    TRY(store_officer_get(cx, db, env->post, who->id, &officer));
    hash = access_officer_hash(cx->arena, officer.box_pk);
    TRY(access_leaf(cx, &entry->row, hash, env->zone_minutes, &leaf));
    TRY(leaf_sign(cx, &leaf, leaf.by, who->secrets.keys.sign_sk.b));
    return leaf_text(cx, &leaf, &entry->leaf);
}

static enum err text_check(struct cx *cx, const struct access *what)
{
    const struct access_rule *rule = access_rule(what->kind);

    assert(rule->of_case == (what->of != NULL) && (!what->of || what->of->opened));
    if (rule->reason && str_trim(what->text).len == 0)
        return FAIL(cx, ERR_INVALID, "%s: no reason is given", rule->name);
    if (what->text.len > ACCESS_TEXT_MAX)
        return FAIL(cx, ERR_INVALID, "%s: more than %d bytes", rule->name, ACCESS_TEXT_MAX);
    return OK;
}

enum err access_prepare(struct cx *cx, const struct env *env, struct db *db,
                        const struct officer_session *who, const struct access *what,
                        struct access_entry *out)
{
    struct access_entry entry = { .due = true,
                                  .row = { .kind = what->kind,
                                           .of_case = what->of != NULL,
                                           .agency = who->agency,
                                           .officer = who->id,
                                           .at_us = cx->now_us } };
    int64_t last_us = 0;

    TRY(text_check(cx, what));
    if (what->of) {
        entry.row.case_id = what->of->id;
        if (access_rule(what->kind)->again)
            TRY(store_access_newest(cx, db, who->id, what->of->id, what->kind, &last_us));
    }
    if (access_same(what->kind, last_us, who->started_us, cx->now_us)) {
        *out = (struct access_entry){ .due = false };
        return OK;
    }
    cx->random(entry.row.nonce, sizeof entry.row.nonce);
    TRY(text_seal(cx, who, what, &entry.row));
    TRY(leaf_make(cx, env, db, who, &entry));
    *out = entry;
    return OK;
}

enum err access_write(struct cx *cx, const struct env *env, struct db *tx,
                      struct access_entry *entry)
{
    struct post_id log = access_log_id(env->post);
    struct hash hash;

    if (!entry->due)
        return OK;
    leaf_hash(entry->leaf, &hash);
    TRY(store_log_size(cx, tx, log, &entry->row.log_index));
    TRY(store_log_append(cx, tx, log, entry->row.log_index,
                         (struct bytes){ (const uint8_t *)entry->leaf.at, entry->leaf.len },
                         hash.b));
    return store_access_insert(cx, tx, env->post, &entry->row);
}

/* ---- who read ---- */

static void text_open(struct cx *cx, const struct access_row *row, const struct secret32 *key,
                      struct access_line *line)
{
    struct object_name name = text_name(row);
    struct bytes plain;

    if (row->object.len == 0)
        return;
    if (object_keyed_open(cx, &name, key, row->object, &plain) == OK)
        line->text = (struct str){ (const char *)plain.at, plain.len };
    else
        line->unreadable = true;
}

/* The same few officers open a case again and again: each is asked for once. */
static enum err officer_name(struct cx *cx, const struct env *env, struct db *db,
                             const struct access_row_list *rows, size_t i,
                             struct access_line *lines)
{
    struct str initials;

    for (size_t j = 0; j < i; j++)
        if (memcmp(rows->at[j].officer.b, rows->at[i].officer.b, ID_SIZE) == 0) {
            lines[i].officer = lines[j].officer;
            return OK;
        }
    return officer_called(cx, env, db, rows->at[i].officer, &lines[i].officer, &initials);
}

static enum err page_fill(struct cx *cx, const struct env *env, struct db *db,
                          const struct officer_session *who, const struct secret32 *key,
                          const struct access_row_list *rows, size_t skip, struct access_page *out)
{
    struct access_line *lines = ARENA_ARRAY(cx->arena, struct access_line, ACCESS_SHOWN);
    size_t len = rows->len < ACCESS_SHOWN ? rows->len : ACCESS_SHOWN;

    if (!lines)
        return FAIL(cx, ERR_TOO_LARGE, "readers");
    for (size_t i = 0; i < len; i++) {
        const struct access_row *row = &rows->at[i];

        lines[i] = (struct access_line){ .kind = row->kind,
                                         .agency = row->agency,
                                         .own = memcmp(row->officer.b, who->id.b, ID_SIZE) == 0,
                                         .at_us = row->at_us,
                                         .text = STR("") };
        TRY(officer_name(cx, env, db, rows, i, lines));
        text_open(cx, row, key, &lines[i]);
    }
    *out = (struct access_page){ lines, len, rows->len > len ? skip + len : 0 };
    return OK;
}

enum err access_of_case(struct cx *cx, const struct env *env, struct db *db,
                        const struct officer_session *who, const struct case_head *head,
                        size_t skip, struct access_page *out)
{
    struct access_row_list rows;

    assert(head->opened);
    TRY(store_access_of_case(cx, db, head->id, skip, ACCESS_SHOWN + 1, &rows));
    return page_fill(cx, env, db, who, &head->small, &rows, skip, out);
}

/* What was sealed before the agency renewed its keys: with those of before, where any such is on
 * the page. What opens with none stays unreadable. */
static void former_open(struct cx *cx, struct db *db, const struct officer_session *who,
                        const struct access_row_list *rows, struct access_page *page)
{
    struct access_line *lines = page->lines;
    uint64_t serial = who->secrets.keyed ? who->secrets.key_serial : 1;

    while (--serial > 0) {
        struct secret32 master AUTO(secret32_wipe) = { { 0 } };
        struct secret32 key AUTO(secret32_wipe) = { { 0 } };
        bool left = false;

        for (size_t i = 0; i < page->len; i++)
            left = left || lines[i].unreadable;
        if (!left
            || key_ring_walk(cx, db, who->of->id, who->secrets.key_serial, &who->secrets.master,
                             serial, &master)
                   != OK)
            return;
        agency_reads_key(&master, &key);
        for (size_t i = 0; i < page->len; i++)
            if (lines[i].unreadable) {
                lines[i].unreadable = false;
                text_open(cx, &rows->at[i], &key, &lines[i]);
            }
    }
}

enum err access_of_agency(struct cx *cx, const struct env *env, struct db *db,
                          const struct officer_session *who, size_t skip, struct access_page *out)
{
    struct secret32 key AUTO(secret32_wipe) = { { 0 } };
    struct access_row_list rows;
    struct access_page page;

    text_key(who, NULL, &key);
    TRY(store_access_of_agency(cx, db, env->post, who->agency, skip, ACCESS_SHOWN + 1, &rows));
    TRY(page_fill(cx, env, db, who, &key, &rows, skip, &page));
    former_open(cx, db, who, &rows, &page);
    *out = page;
    return OK;
}
