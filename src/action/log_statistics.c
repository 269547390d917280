/* log_statistics: see the header. */
#include "action/log_statistics.h"
#include "action/attest.h"
#include "action/ledger.h"
#include "action/public_event.h"
#include "action/publish.h"
#include "domain/tag_map.h"
#include "store/attested.h"
#include "store/log_entry.h"
#include <pthread.h>
#include <string.h>

#define COUNT_ARENA ((size_t)1 << 30) /* a cap, not a size */
#define WORK_ARENA (16u << 20)
#define LEAVES_AT_ONCE 1024

struct log_count {
    struct arena *home;
    pthread_mutex_t lock;
    struct tag_map cases;
    struct statistics_count count;
    struct attested_watch attested;
    struct statistics shown; /* as last asked for */
    bool has_shown;
};

enum err log_count_open(struct cx *cx, struct log_count **out)
{
    struct arena *home = arena_new(COUNT_ARENA);
    struct log_count *c = home ? ARENA_NEW(home, struct log_count) : NULL;
    uint64_t seed;
    enum err err = c ? OK : FAIL(cx, ERR_TOO_LARGE, "statistics");

    cx->random(&seed, sizeof seed);
    if (err == OK)
        err = tag_map_open(cx, home, seed, sizeof(struct statistics_case), &c->cases);
    if (err == OK)
        err = statistics_open(cx, home, &c->count);
    if (err != OK) {
        arena_free(home);
        return err;
    }
    c->home = home;
    attested_watch_open(home, &c->attested);
    pthread_mutex_init(&c->lock, NULL);
    *out = c;
    return OK;
}

void log_count_close(struct log_count **count)
{
    if (!*count)
        return;
    pthread_mutex_destroy(&(*count)->lock);
    arena_free((*count)->home);
    *count = NULL;
}

/* A leaf that is of no case. What is wrong with one, the audit says. */
static enum err other_count(struct cx *cx, struct log_count *c, const struct leaf *leaf)
{
    enum attested_leaf_fault fault;
    struct attested_leaf says;
    bool fine;

    if (!attest_leaf_of(leaf, &says, &fine) || !fine)
        return OK;
    says.reports = c->count.so_far.cases;
    return attested_watch_leaf(cx, &c->attested, &says, &fault);
}

static enum err leaf_count(struct cx *cx, struct log_count *c, struct bytes bytes)
{
    struct str text = { (const char *)bytes.at, bytes.len };
    struct public_event e;
    struct due_news news;
    struct leaf leaf;
    const char *why;
    void *row;

    if (leaf_parse(cx, text, &leaf) != OK) {
        statistics_other(&c->count);
        return OK;
    }
    if (!public_event_of(&leaf, &e, &why)) {
        statistics_other(&c->count);
        return other_count(cx, c, &leaf);
    }
    TRY(tag_map_row(cx, &c->cases, e.tag, &row));
    return statistics_event(cx, &c->count, row, &e, &news);
}

/* One range of leaves, in an arena of its own. */
static enum err range_count(struct cx *cx, const struct env *env, struct db *db,
                            struct log_count *c, uint64_t size)
{
    uint64_t from = c->count.so_far.size;
    uint64_t to = size - from > LEAVES_AT_ONCE ? from + LEAVES_AT_ONCE : size;
    struct arena *arena = arena_new(WORK_ARENA);
    struct cx inner = { .arena = arena, .now_us = cx->now_us, .random = cx->random };
    struct log_list list = { 0 };
    enum err err = arena ? store_log_range(&inner, db, env->post, (int64_t)from, (int64_t)to, &list)
                         : FAIL(&inner, ERR_TOO_LARGE, "statistics");

    if (err == OK && list.len != to - from)
        err = FAIL(&inner, ERR_CORRUPT, "entries from %llu on are not there",
                   (unsigned long long)(from + list.len));
    for (size_t i = 0; err == OK && i < list.len; i++)
        err = leaf_count(&inner, c, list.at[i].leaf);
    if (err != OK)
        cx->note = inner.note;
    arena_free(arena);
    return err;
}

static enum err count_to(struct cx *cx, const struct env *env, struct db *db, struct log_count *c,
                         uint64_t size)
{
    while (c->count.so_far.size < size)
        TRY(range_count(cx, env, db, c, size));
    return OK;
}

/* The text of the newest table, if what is stored is what the log holds. */
static enum err table_load(struct cx *cx, const struct env *env, struct db *db,
                           struct attested_news *news)
{
    struct attested_row row;
    uint8_t hash[ATTESTED_HASH];
    enum err err;

    news->has_table = false;
    if (!news->state.there)
        return OK;
    err = store_attested_get(cx, db, env->post, news->state.day, &row);
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    attest_hash(row.text, hash);
    news->has_table = memcmp(hash, news->state.sha256, sizeof hash) == 0
                      && attested_parse(cx, row.text, &news->table) == OK;
    return OK;
}

enum err log_published_size(struct cx *cx, const struct env *env, struct db *db, uint64_t *out)
{
    struct ledger_head head;
    enum err err = env->publish ? publish_head(cx, env, db, &head)
                                : ledger_head(env->ledger, cx->arena, &head);

    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    *out = err == OK ? head.size : 0;
    return OK;
}

enum err log_statistics(struct cx *cx, const struct env *env, struct db *db,
                        struct statistics *out)
{
    struct log_count *c = env->log_count;
    struct day today = day_at(cx->now_us, env->zone_minutes);
    uint64_t size;
    enum err err = OK;

    if (!c)
        return FAIL(cx, ERR_UNAVAILABLE, "nothing is counted here");
    TRY(log_published_size(cx, env, db, &size));
    pthread_mutex_lock(&c->lock);
    if (!c->has_shown || c->shown.size < size || c->shown.day.n != today.n) {
        err = count_to(cx, env, db, c, size);
        if (err == OK) {
            statistics_read(&c->count, today, &c->shown);
            c->shown.attested.state = c->attested.now;
            c->has_shown = true;
        }
    }
    if (err == OK)
        *out = c->shown;
    pthread_mutex_unlock(&c->lock);
    return err == OK ? table_load(cx, env, db, &out->attested) : err;
}

enum err log_statistics_at(struct cx *cx, const struct env *env, struct db *db, uint64_t size,
                           struct statistics *out)
{
    AUTO(log_count_close) struct log_count *c = NULL;

    TRY(log_count_open(cx, &c));
    TRY(count_to(cx, env, db, c, size));
    statistics_read(&c->count, day_at(cx->now_us, env->zone_minutes), out);
    out->attested.state = c->attested.now;
    return table_load(cx, env, db, &out->attested);
}
