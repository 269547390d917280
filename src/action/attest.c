/* attest: see the header. */
#include "action/attest.h"
#include "action/log_event.h"
#include "base/codec.h"
#include "domain/event.h"
#include "store/attested.h"
#include <sodium.h>
#include <string.h>

#define BATCH_ARENA (64u << 20)

void attest_hash(struct str text, uint8_t out[ATTESTED_HASH])
{
    crypto_hash_sha256(out, (const uint8_t *)text.at, text.len);
}

/* ---- cases ---- */

/* The facts of one case, from list[*at] on: its first event, then its reviews. */
static enum err case_read(struct cx *cx, const struct env *env,
                          const struct attested_fact_list *list, size_t *at,
                          struct attest_case *out)
{
    int64_t key = list->at[*at].case_key;
    struct attest_case c = { .case_key = key, .received = DAY_NONE, .kept_from = DAY_NONE };

    for (; *at < list->len && list->at[*at].case_key == key; ++*at) {
        const struct attested_fact *f = &list->at[*at];
        struct day day = day_at(f->at_us, env->zone_minutes);
        struct event_facts facts;

        TRY(event_facts_read(cx, f->facts, &facts));
        if (f->seq == 0) {
            c.received = day;
            c.place = facts.kecamatan[0] ? arena_copy(cx->arena, str_of(facts.kecamatan))
                                         : STR("none");
            c.channel = facts.channel ? str_of(channel_name(facts.channel)) : STR("none");
            c.mode = facts.mode ? str_of(mode_name(facts.mode)) : STR("none");
        }
        if (facts.excluded && !day_known(c.kept_from))
            c.kept_from = day;
    }
    if (!day_known(c.received) || !c.place.at)
        return FAIL(cx, ERR_CORRUPT, "a case has no first event");
    *out = c;
    return OK;
}

static enum err batch_take(struct cx *cx, const struct env *env, struct db *db, int64_t *after,
                           enum err (*take)(struct cx *cx, void *arg, const struct attest_case *c),
                           void *arg)
{
    struct attested_fact_list list;
    struct attest_case c;
    size_t at = 0;

    TRY(store_attested_facts(cx, db, env->post, *after, &list, after));
    while (at < list.len) {
        TRY(case_read(cx, env, &list, &at, &c));
        TRY(take(cx, arg, &c));
    }
    return OK;
}

enum err attest_cases(struct cx *cx, const struct env *env, struct db *db,
                      enum err (*take)(struct cx *cx, void *arg, const struct attest_case *c),
                      void *arg)
{
    struct arena *arena = arena_new(BATCH_ARENA);
    struct cx work = { .arena = arena, .now_us = cx->now_us, .random = cx->random };
    int64_t after = 0;
    enum err err = arena ? OK : FAIL(&work, ERR_TOO_LARGE, "cases");

    while (err == OK) {
        err = batch_take(&work, env, db, &after, take, arg);
        if (after == 0)
            break;
        arena_reset(arena);
    }
    if (err != OK)
        cx->note = work.note;
    arena_free(arena);
    return err;
}

/* ---- history ---- */

enum err attest_history(struct cx *cx, const struct env *env, struct db *db, int64_t size,
                        struct attested_history *out)
{
    struct attested_row_list rows;
    struct attested_table *tables;

    TRY(store_attested_list(cx, db, env->post, size, &rows));
    tables = ARENA_ARRAY(cx->arena, struct attested_table, rows.len + 1);
    if (!tables)
        return FAIL(cx, ERR_TOO_LARGE, "tables of attested numbers");
    for (size_t i = 0; i < rows.len; i++)
        if (attested_parse(cx, rows.at[i].text, &tables[i]) != OK
            || tables[i].day.n != rows.at[i].day.n)
            return FAIL(cx, ERR_CORRUPT, "the attested numbers stored for day %d cannot be read",
                        rows.at[i].day.n);
    *out = (struct attested_history){ tables, rows.len };
    return OK;
}

struct day attest_counts(const struct attested_history *history, const struct attest_case *c,
                         struct day pending, bool *counts)
{
    struct day on = attested_counted_on(history, c->received);

    if (!day_known(on))
        on = pending;
    *counts = c->received.n <= on.n && (!day_known(c->kept_from) || c->kept_from.n > on.n);
    return on;
}

/* ---- a day's table ---- */

struct counting {
    const struct attested_history *history;
    struct day day;
    struct attested_table *counts;
};

static enum err case_count(struct cx *cx, void *arg, const struct attest_case *c)
{
    struct counting *k = arg;
    bool counts;

    (void)attest_counts(k->history, c, k->day, &counts);
    if (counts && !attested_count(k->counts, c->place, c->channel, c->mode))
        return FAIL(cx, ERR_TOO_LARGE, "cells of attested numbers");
    return OK;
}

/* Tables that did not move say nothing more; without them looking a day up stays short. */
static void history_thin(struct attested_history *h, struct attested_table *tables)
{
    size_t kept = 0;

    for (size_t i = 0; i < h->len; i++)
        if (tables[i].cases != (kept ? tables[kept - 1].cases : 0))
            tables[kept++] = tables[i];
    *h = (struct attested_history){ tables, kept };
}

static enum err table_make(struct cx *cx, const struct env *env, struct db *db, struct day day,
                           struct str *text)
{
    struct attested_table *counts = ARENA_NEW(cx->arena, struct attested_table);
    struct attested_table *table = ARENA_NEW(cx->arena, struct attested_table);
    uint8_t coins[ATTESTED_CELLS_MAX];
    struct attested_history history;
    struct counting k;

    if (!counts || !table)
        return FAIL(cx, ERR_TOO_LARGE, "attested numbers");
    TRY(attest_history(cx, env, db, INT64_MAX, &history));
    history_thin(&history, (struct attested_table *)(uintptr_t)history.at);
    k = (struct counting){ &history, day, counts };
    TRY(attest_cases(cx, env, db, case_count, &k));
    cx->random(coins, sizeof coins);
    TRY(attested_next(cx, &history, counts, day, coins, table));
    return attested_write(cx, table, text);
}

enum err attest_prepare(struct cx *cx, const struct env *env, struct db *db, struct attest *out,
                        bool *due)
{
    struct day day = day_add(day_at(cx->now_us - ATTEST_AFTER_US, env->zone_minutes), -1);
    struct attest a = { .day = day };
    struct attested_row newest;
    enum err err = store_attested_newest(cx, db, env->post, &newest);

    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    *due = err == ERR_NOT_FOUND || newest.day.n < day.n;
    if (!*due)
        return OK;
    TRY(table_make(cx, env, db, day, &a.text));
    attest_hash(a.text, a.sha256);
    *out = a;
    return OK;
}

enum err attest_write(struct cx *cx, const struct env *env, struct db *tx, const struct attest *a,
                      bool *added)
{
    struct str day = day_text(cx->arena, a->day);
    struct str hash = hex_of(cx->arena, (struct bytes){ a->sha256, sizeof a->sha256 });
    struct attested_row row = { .day = a->day, .text = a->text }, newest;
    const struct log_event e = {
        .kind = "statistics.attested",
        .name = day,
        .value = hash,
        .facts = { { STR("day"), day }, { STR("sha256"), hash } },
        .facts_len = 2,
        .by = STR("posko"),
    };
    enum err err = store_attested_newest(cx, tx, env->post, &newest);

    *added = false;
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    if (err == OK && newest.day.n >= a->day.n)
        return OK;
    TRY(log_event_append(cx, env, tx, &e, &row.log_index));
    TRY(store_attested_insert(cx, tx, env->post, &row));
    *added = true;
    return OK;
}

/* ---- leaves ---- */

bool attest_leaf_of(const struct leaf *leaf, struct attested_leaf *out, bool *fine)
{
    struct attested_facts facts = { .type = leaf->type,
                                    .by = leaf->by,
                                    .day = leaf_get_fact(leaf, "day"),
                                    .sha256 = leaf_get_fact(leaf, "sha256"),
                                    .agency = leaf_get_fact(leaf, "agency"),
                                    .count = leaf->fact_count };

    return !leaf->of_case && attested_leaf_read(&facts, out, fine);
}
