/* publish: see the header. The policy's file is policy_file.c. */
#include "action/publish.h"
#include "base/file.h"
#include "store/log_head.h"
#include "store/log_witness.h"
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>

#define PUBLISH_ARENA (1u << 20)
#define OFFER_NOTE 1024
#define OFFER_S 5
#define SECOND_US 1000000
#define MINUTE_US (INT64_C(60) * SECOND_US)

struct offer {
    uint64_t size;
    struct hash root;
    int64_t signed_us, since_us;
    size_t cosigned, note_len;
    bool quorum;
    char note[OFFER_NOTE];
};

struct publish {
    struct arena *home;
    int64_t minutes, silent_s;
    const char *policy_path;
    struct stat policy_file; /* when it was read */
    int64_t period;                 /* the last one that was looked at */
    pthread_mutex_t lock;           /* all below */
    struct offer offers[OFFERS_MAX];
    size_t offers_len, offers_newest; /* a ring */
    size_t witnesses;
    size_t policy_len;
    char policy[POLICY_MAX];
};

int64_t publish_silent_s(const struct publish *p)
{
    return p->silent_s;
}

bool publish_at_once(const struct publish *p)
{
    return !p || p->minutes == 0;
}

int64_t publish_next_us(const struct publish *p, int64_t now_us)
{
    int64_t period_us = publish_at_once(p) ? 0 : p->minutes * MINUTE_US;

    return period_us ? (now_us / period_us + 1) * period_us : 0;
}

/* ---- the policy ---- */

/* The kernel's clock for files is coarse: two changes may bear one time, so what is written
 * beside and renamed over is told apart by its inode. */
static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec
           && a->st_ino == b->st_ino && a->st_size == b->st_size;
}

static enum err policy_load(struct cx *cx, struct publish *p)
{
    struct policy *policy = ARENA_NEW(cx->arena, struct policy);
    struct stat st;
    struct bytes text;
    size_t witnesses = 0;

    if (!policy)
        return FAIL(cx, ERR_TOO_LARGE, "policy");
    if (stat(p->policy_path, &st) != 0)
        return FAIL(cx, ERR_NOT_FOUND, "%s is not there", p->policy_path);
    if (same_file(&st, &p->policy_file))
        return OK;
    TRY(file_read(cx, p->policy_path, POLICY_MAX, &text));
    TRY(policy_parse(cx, (struct str){ (const char *)text.at, text.len }, policy));
    for (size_t i = 0; i < policy->node_count; i++)
        witnesses += !policy->nodes[i].group;
    pthread_mutex_lock(&p->lock);
    memcpy(p->policy, text.at, text.len);
    p->policy_len = text.len;
    p->witnesses = witnesses;
    pthread_mutex_unlock(&p->lock);
    p->policy_file = st;
    return OK;
}

enum err publish_policy_text(struct publish *p, struct cx *cx, struct str *out)
{
    pthread_mutex_lock(&p->lock);
    *out = arena_copy(cx->arena, (struct str){ p->policy, p->policy_len });
    pthread_mutex_unlock(&p->lock);
    return out->at ? OK : FAIL(cx, ERR_TOO_LARGE, "policy");
}

enum err publish_policy(struct publish *p, struct cx *cx, struct policy **out)
{
    struct policy *policy = ARENA_NEW(cx->arena, struct policy);
    struct str text;

    if (!policy)
        return FAIL(cx, ERR_TOO_LARGE, "policy");
    TRY(publish_policy_text(p, cx, &text));
    TRY(policy_parse(cx, text, policy));
    *out = policy;
    return OK;
}

enum err publish_open(struct cx *cx, const struct env *env, const struct settings *settings,
                      struct publish **out)
{
    struct arena *home = arena_new(PUBLISH_ARENA);
    struct publish *p = home ? ARENA_NEW(home, struct publish) : NULL;
    enum err err = OK;

    if (!p) {
        arena_free(home);
        return FAIL(cx, ERR_TOO_LARGE, "publishing");
    }
    p->home = home;
    p->minutes = settings->publish_minutes;
    p->silent_s = settings->silent_s;
    p->period = p->minutes ? cx->now_us / (p->minutes * MINUTE_US) : 0;
    pthread_mutex_init(&p->lock, NULL);
    p->policy_path = file_join(home, env->data_dir, POLICY_FILE);
    err = policy_load(cx, p);
    if (err == ERR_NOT_FOUND) {
        err = policy_create(cx, env->data_dir, ledger_vkey(env->ledger));
        if (err == OK)
            err = policy_load(cx, p);
    }
    if (err != OK) {
        publish_close(&p);
        return err;
    }
    *out = p;
    return OK;
}

void publish_close(struct publish **publish)
{
    struct publish *p = *publish;

    if (!p)
        return;
    pthread_mutex_destroy(&p->lock);
    arena_free(p->home);
    *publish = NULL;
}

/* ---- the offers ---- */

static struct offer *newest(struct publish *p)
{
    return p->offers_len ? &p->offers[p->offers_newest] : NULL;
}

/* All have signed it, or enough have and others had their chance. */
static bool offer_done(const struct publish *p, const struct offer *o, int64_t now_us)
{
    int64_t age_us = now_us - o->since_us;

    return p->witnesses == 0 || o->cosigned >= p->witnesses || (o->quorum && age_us >= SECOND_US)
           || age_us >= OFFER_S * SECOND_US;
}

static void offer_push(struct publish *p, const struct ledger_head *head, int64_t now_us)
{
    struct offer *o;

    p->offers_newest = p->offers_len ? (p->offers_newest + 1) % OFFERS_MAX : 0;
    if (p->offers_len < OFFERS_MAX)
        p->offers_len++;
    o = newest(p);
    *o = (struct offer){ .size = head->size,
                         .root = head->root,
                         .signed_us = head->signed_us,
                         .since_us = now_us,
                         .note_len = head->note.len };
    memcpy(o->note, head->note.at, head->note.len);
}

static enum err offer_out(struct cx *cx, const struct offer *o, struct ledger_head *out)
{
    struct str note = arena_copy(cx->arena, (struct str){ o->note, o->note_len });

    *out = (struct ledger_head){ o->size, o->root, note, o->signed_us };
    return out->note.at ? OK : FAIL(cx, ERR_TOO_LARGE, "offered head");
}

static enum err offer_move(struct cx *cx, const struct env *env, bool now,
                           struct ledger_head *out)
{
    struct publish *p = env->publish;
    struct ledger_head head;
    enum err err;

    if (ledger_head(env->ledger, cx->arena, &head) != OK || head.note.len > OFFER_NOTE)
        return FAIL(cx, ERR_NOT_FOUND, "nothing is signed yet");
    pthread_mutex_lock(&p->lock);
    if (!newest(p)
        || (head.size > newest(p)->size && (now || offer_done(p, newest(p), cx->now_us))))
        offer_push(p, &head, cx->now_us);
    err = offer_out(cx, newest(p), out);
    pthread_mutex_unlock(&p->lock);
    return err;
}

enum err publish_offer(struct cx *cx, const struct env *env, struct ledger_head *out)
{
    return offer_move(cx, env, false, out);
}

enum err publish_offered_nth(struct cx *cx, const struct env *env, size_t i,
                             struct ledger_head *out)
{
    struct publish *p = env->publish;
    enum err err = ERR_NOT_FOUND;

    pthread_mutex_lock(&p->lock);
    if (i < p->offers_len)
        err = offer_out(cx, &p->offers[(p->offers_newest + OFFERS_MAX - i) % OFFERS_MAX], out);
    pthread_mutex_unlock(&p->lock);
    return err;
}

enum err publish_offered(struct cx *cx, const struct env *env, uint64_t size,
                         struct ledger_head *out)
{
    struct publish *p = env->publish;
    enum err err = ERR_NOT_FOUND;

    pthread_mutex_lock(&p->lock);
    for (size_t i = 0; i < p->offers_len && err == ERR_NOT_FOUND; i++)
        if (p->offers[i].size == size)
            err = offer_out(cx, &p->offers[i], out);
    pthread_mutex_unlock(&p->lock);
    return err == ERR_NOT_FOUND ? FAIL(cx, err, "no such head among the last ones") : err;
}

void publish_count(struct publish *p, uint64_t size, size_t cosigned, bool quorum)
{
    pthread_mutex_lock(&p->lock);
    for (size_t i = 0; i < p->offers_len; i++)
        if (p->offers[i].size == size) {
            p->offers[i].cosigned = cosigned;
            p->offers[i].quorum = quorum;
        }
    pthread_mutex_unlock(&p->lock);
}

/* ---- the public head ---- */

static void head_of_row(const struct log_head_row *row, struct ledger_head *out)
{
    *out = (struct ledger_head){ .size = (uint64_t)row->size,
                                 .note = row->note,
                                 .signed_us = row->signed_us };
    memcpy(out->root.b, row->root, sizeof out->root.b);
}

enum err publish_head(struct cx *cx, const struct env *env, struct db *db, struct ledger_head *out)
{
    struct log_head_row row;

    if (publish_at_once(env->publish))
        return ledger_head(env->ledger, cx->arena, out);
    TRY(store_head_published(cx, db, env->post, &row));
    head_of_row(&row, out);
    return OK;
}

/* The newest that the quorum cosigned if it is news, else the newest of all, which is then
 * what the witnesses are offered. */
static enum err head_choose(struct cx *cx, const struct env *env, struct db *tx, int64_t above,
                            struct ledger_head *out)
{
    struct log_head_row row;
    enum err err = store_head_quorum_newest(cx, tx, env->post, above, &row);

    if (err == OK)
        head_of_row(&row, out);
    return err == ERR_NOT_FOUND ? offer_move(cx, env, true, out) : err;
}

enum err publish_run(struct cx *cx, const struct env *env, struct db *tx, bool *published)
{
    struct publish *p = env->publish;
    struct ledger_head head, shown;
    struct log_head_row row;
    int64_t period;
    enum err err;

    TRY(policy_load(cx, p));
    if (p->minutes == 0)
        return OK;
    period = cx->now_us / (p->minutes * MINUTE_US);
    err = publish_head(cx, env, tx, &shown);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    if (err == OK && period == p->period)
        return OK;
    TRY(head_choose(cx, env, tx, err == OK ? (int64_t)shown.size : -1, &head));
    row = (struct log_head_row){ .size = (int64_t)head.size,
                                 .note = head.note,
                                 .signed_us = head.signed_us };
    memcpy(row.root, head.root.b, sizeof row.root);
    TRY(store_head_insert(cx, tx, env->post, &row));
    TRY(store_head_publish(cx, tx, env->post, row.size, cx->now_us));
    p->period = period;
    *published = true;
    return OK;
}
