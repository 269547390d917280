/* check_receipt: see the header. */
#include "action/check_receipt.h"
#include "action/log_tree.h"
#include "action/publish.h"
#include "action/read_log.h"
#include "store/case_file.h"
#include "store/log_entry.h"
#include "tlog/receipt.h"
#include <ctype.h>

/* The published leaf of that number. */
static enum err leaf_read(struct cx *cx, const struct env *env, struct db *db, uint64_t index,
                          struct log_entry *out)
{
    struct log_list list;

    TRY(store_log_range(cx, db, env->post, (int64_t)index, (int64_t)index + 1, &list));
    if (list.len != 1)
        return FAIL(cx, ERR_CORRUPT, "entry %llu is not there", (unsigned long long)index);
    *out = list.at[0];
    return OK;
}

/* Whether our tree had this root at that size. */
static enum err same_root(struct cx *cx, const struct env *env, struct db *db, struct hasher *h,
                          const struct checkpoint *c, bool *same)
{
    struct log_tree_rows over = { db, env->post };
    struct hash_source source = log_tree_source(&over);
    struct ledger_head newest;
    struct tree tree;
    struct hash root;

    *same = false;
    if (ledger_head(env->ledger, cx->arena, &newest) != OK || c->size > newest.size)
        return OK; /* signed by us, and larger than what we have: this is an old copy */
    TRY(tree_load(cx, h, &source, c->size, &tree));
    tree_root(h, &tree, &root);
    *same = hash_eq(&root, &c->root);
    return OK;
}

/* The receipt is good in itself: now against the log as it stands. */
static enum err with_log(struct cx *cx, const struct env *env, struct db *db, struct hasher *h,
                         const struct receipt *r, const struct policy_result *result,
                         struct checked_receipt *c)
{
    struct str extra = { (const char *)r->extra.at, r->extra.len };
    struct log_entry entry;
    bool same;

    c->signed_here = true;
    TRY(same_root(cx, env, db, h, &result->checkpoint, &same));
    if (!same) {
        c->verdict = RECEIPT_UNLIKE;
        c->log_differs = true;
        return OK;
    }
    if (r->index >= c->published) {
        c->verdict = RECEIPT_NOT_YET;
        return OK;
    }
    TRY(leaf_read(cx, env, db, r->index, &entry));
    leaf_hash(extra, &c->leaf_hash);
    if (!str_eq(extra, (struct str){ (const char *)entry.leaf.at, entry.leaf.len })) {
        c->verdict = RECEIPT_UNLIKE;
        c->log_differs = true;
        return OK;
    }
    c->verdict = RECEIPT_RECORDED;
    c->root = result->checkpoint.root;
    c->size = result->checkpoint.size;
    c->cosigned = result->cosigned;
    c->quorum = result->quorum;
    if (!log_item_of(cx, r->index, r->extra, &c->item))
        c->item = (struct log_item){ .index = r->index, .day = DAY_NONE, .due = DAY_NONE };
    return OK;
}

static enum err published_size(struct cx *cx, const struct env *env, struct db *db,
                               struct checked_receipt *c)
{
    struct ledger_head head;
    enum err err;

    if (!env->ledger)
        return FAIL(cx, ERR_UNAVAILABLE, "no log is open here");
    err = publish_head(cx, env, db, &head);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    c->published = err == OK ? head.size : 0;
    c->next_us = publish_next_us(env->publish, cx->now_us);
    return OK;
}

enum err check_receipt_text(struct cx *cx, const struct env *env, struct db *db, struct str text,
                            struct checked_receipt *out)
{
    struct policy_result *result = ARENA_NEW(cx->arena, struct policy_result);
    struct checked_receipt c = { .fault = RECEIPT_FINE };
    struct hasher hasher AUTO(hasher_close) = { 0 };
    struct policy *policy;
    struct receipt r;
    struct str whole = arena_printf(cx->arena, "%.*s\n", STR_FMT(str_trim(text)));
    enum err err;

    if (!result || !whole.at)
        return FAIL(cx, ERR_TOO_LARGE, "receipt");
    if (receipt_parse(cx, whole, &r) != OK || !r.has_extra || r.index > INT64_MAX) {
        out->fault = RECEIPT_UNREADABLE;
        return OK;
    }
    c.index = r.index;
    TRY(published_size(cx, env, db, &c));
    TRY(log_policy(cx, env, &policy));
    TRY(hasher_open(cx, &hasher));
    err = receipt_check(cx, &hasher, policy, &r, (struct bytes){ NULL, 0 }, result);
    if (err == OK)
        TRY(with_log(cx, env, db, &hasher, &r, result, &c));
    else if (err == ERR_DENIED)
        c.verdict = RECEIPT_UNLIKE;
    else if (err == ERR_NOT_FOUND || err == ERR_INVALID)
        c.fault = err == ERR_INVALID ? RECEIPT_UNREADABLE : RECEIPT_OF_OTHER_LOG;
    else
        return err;
    *out = c;
    return OK;
}

/* ---- by number ---- */

static bool same_number(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (toupper((unsigned char)a.at[i]) != toupper((unsigned char)b.at[i]))
            return false;
    return true;
}

static enum err case_compare(struct cx *cx, const struct env *env, struct db *db,
                             struct str number, struct checked_receipt *c)
{
    struct case_file file;
    enum err err = ERR_NOT_FOUND;

    if (c->item.of_case)
        err = store_case_get(cx, db, env->post, c->item.event.tag, &file);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    if (err == ERR_NOT_FOUND || !same_number(number, file.number)) {
        c->verdict = RECEIPT_UNLIKE;
        c->other_case = true;
    }
    return OK;
}

enum err check_receipt_index(struct cx *cx, const struct env *env, struct db *db, uint64_t index,
                             struct str number, struct checked_receipt *out)
{
    struct checked_receipt c = { .index = index };
    struct str text;

    TRY(published_size(cx, env, db, &c));
    if (index >= c.published) {
        c.verdict = RECEIPT_NOT_YET;
        *out = c;
        return OK;
    }
    TRY(read_receipt(cx, env, db, index, &text));
    TRY(check_receipt_text(cx, env, db, text, &c));
    if (c.fault != RECEIPT_FINE)
        return FAIL(cx, ERR_CORRUPT, "the receipt of entry %llu is not one of this log",
                    (unsigned long long)index);
    number = str_trim(number);
    if (number.len > 0 && c.verdict == RECEIPT_RECORDED)
        TRY(case_compare(cx, env, db, number, &c));
    *out = c;
    return OK;
}
