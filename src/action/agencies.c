/* agencies: see the header. */
#include "action/agencies.h"
#include "action/ledger.h"
#include "action/log_event.h"
#include "base/codec.h"
#include "store/log_entry.h"
#include "store/log_event.h"
#include "store/post.h"
#include "tlog/key_id.h"
#include "tlog/leaf.h"
#include <pthread.h>
#include <string.h>

#define LISTS_ARENA (1u << 20) /* some hundreds of renewals in one run */

struct agency_lists {
    struct env *of; /* the one whose list is exchanged */
    struct arena *arena;
    pthread_mutex_t lock; /* who exchanges */
};

const struct agency *agency_by_id(const struct env *env, struct agency_id id)
{
    const struct agency *list = env->agencies;

    for (size_t i = 0; i < env->agencies_len; i++)
        if (memcmp(list[i].id.b, id.b, ID_SIZE) == 0)
            return &list[i];
    return NULL;
}

const struct agency *agency_by_code(const struct env *env, enum agency_code code)
{
    const struct agency *list = env->agencies;

    for (size_t i = 0; i < env->agencies_len; i++)
        if (list[i].code == code)
            return &list[i];
    return NULL;
}

struct str agency_id_shown(struct arena *arena, const struct agency *a)
{
    return agency_key_id(
        arena, base64_of(arena, (struct bytes){ a->box_pk.b, sizeof a->box_pk.b }),
        base64_of(arena, (struct bytes){ a->sign_pk.b, sizeof a->sign_pk.b }),
        base64_of(arena, (struct bytes){ a->custodian_pk.b, sizeof a->custodian_pk.b }));
}

static void lists_free(void *arg)
{
    struct agency_lists *lists = arg;

    pthread_mutex_destroy(&lists->lock);
    arena_free(lists->arena);
}

/* Beside the env, in the arena that carries it. */
static enum err lists_make(struct cx *cx, struct env *env)
{
    struct agency_lists *lists = ARENA_NEW(cx->arena, struct agency_lists);

    if (!lists)
        return FAIL(cx, ERR_TOO_LARGE, "agencies");
    lists->of = env;
    lists->arena = arena_new(LISTS_ARENA);
    if (!lists->arena)
        return FAIL(cx, ERR_UNAVAILABLE, "no memory for the agencies");
    pthread_mutex_init(&lists->lock, NULL);
    if (!arena_defer(cx->arena, lists_free, lists)) {
        lists_free(lists);
        return FAIL(cx, ERR_TOO_LARGE, "agencies");
    }
    env->lists = lists;
    return OK;
}

static enum err agency_of_row(struct cx *cx, struct arena *arena, const struct agency_row *row,
                              struct agency *out)
{
    *out = (struct agency){ .id = row->id,
                            .code = row->code,
                            .name = arena_copy(arena, row->name),
                            .key_serial = row->key_serial,
                            .has_custodian = row->has_custodian,
                            .custodian_serial = row->custodian_serial };
    memcpy(out->box_pk.b, row->box_pk, sizeof out->box_pk.b);
    memcpy(out->sign_pk.b, row->sign_pk, sizeof out->sign_pk.b);
    memcpy(out->custodian_pk.b, row->custodian_pk, sizeof out->custodian_pk.b);
    return out->name.at ? OK : FAIL(cx, ERR_TOO_LARGE, "agencies");
}

static enum err list_make(struct cx *cx, struct arena *arena, const struct agency_list *rows,
                          struct agency **out)
{
    struct agency *list = ARENA_ARRAY(arena, struct agency, rows->len + 1);

    if (!list)
        return FAIL(cx, ERR_TOO_LARGE, "agencies");
    for (size_t i = 0; i < rows->len; i++)
        TRY(agency_of_row(cx, arena, &rows->at[i], &list[i]));
    *out = list;
    return OK;
}

enum err agencies_load(struct cx *cx, struct env *env, struct db *db)
{
    struct agency_list rows;
    struct agency *list;

    if (!env->lists)
        TRY(lists_make(cx, env));
    TRY(store_agency_list(cx, db, env->post, &rows));
    if (rows.len > AGENCIES_MAX)
        return FAIL(cx, ERR_CORRUPT, "%zu agencies", rows.len);
    TRY(list_make(cx, env->lists->arena, &rows, &list));
    env->agencies = list;
    env->agencies_len = rows.len;
    return OK;
}

/* ---- what the log shows ---- */

static bool fact_is(const struct leaf *leaf, const char *name, const uint8_t key[32])
{
    uint8_t said[32];
    size_t len = 0;

    return base64_decode(leaf_get_fact(leaf, name), said, sizeof said, &len) && len == sizeof said
           && memcmp(said, key, sizeof said) == 0;
}

/* Signed with the key it names: under the agency's name where it is the first, else beside the
 * signature of the one before it. */
static bool signed_by_itself(struct cx *cx, const struct leaf *leaf, const struct agency_row *row)
{
    struct str code = str_of(agency_code_name(row->code));
    struct str fresh = log_event_new_key_name(cx->arena, row->code);

    return (fresh.at && leaf_check_key(cx, leaf, fresh, row->sign_pk) == OK)
           || leaf_check_key(cx, leaf, code, row->sign_pk) == OK;
}

/* *index: where the leaf is. */
static enum err row_check(struct cx *cx, const struct env *env, struct db *db,
                          const struct agency_row *row, int64_t *index)
{
    const char *code = agency_code_name(row->code);
    struct log_event_row event;
    struct log_list entry;
    struct leaf leaf;

    if (store_log_event_newest(cx, db, env->post, STR("agency.key"), str_of(code), &event) != OK)
        return FAIL(cx, ERR_CORRUPT, "the log shows no key of %s: nothing is sealed to it", code);
    TRY(store_log_range(cx, db, env->post, event.log_index, event.log_index + 1, &entry));
    if (entry.len != 1)
        return FAIL(cx, ERR_CORRUPT, "the log has no entry %lld", (long long)event.log_index);
    TRY(leaf_parse(cx, (struct str){ (const char *)entry.at[0].leaf.at, entry.at[0].leaf.len },
                   &leaf));
    if (!str_is(leaf.type, "agency.key") || !str_is(leaf_get_fact(&leaf, "agency"), code)
        || !fact_is(&leaf, "box", row->box_pk) || !fact_is(&leaf, "sign", row->sign_pk)
        || (row->has_custodian && !fact_is(&leaf, "custodian", row->custodian_pk)))
        return FAIL(cx, ERR_CORRUPT,
                    "the database holds another key of %s than the log shows (entry %lld): "
                    "somebody exchanged it. Nothing is sealed to it. Put the database back from "
                    "a copy, and tell %s",
                    code, (long long)event.log_index, code);
    if (!signed_by_itself(cx, &leaf, row))
        return FAIL(cx, ERR_CORRUPT,
                    "the key of %s in the log (entry %lld) is not signed by %s: somebody put it "
                    "there. Nothing is sealed to it",
                    code, (long long)event.log_index, code);
    *index = event.log_index;
    return OK;
}

/* *now is false while a leaf waits for its signed head. */
static enum err rows_check(struct cx *cx, const struct env *env, struct db *db,
                           const struct agency_list *rows, bool *now)
{
    struct ledger_head head = { 0 };

    *now = true;
    if (env->ledger)
        TRY(ledger_head(env->ledger, cx->arena, &head));
    for (size_t i = 0; i < rows->len; i++) {
        int64_t index;

        TRY(row_check(cx, env, db, &rows->at[i], &index));
        if (env->ledger && (uint64_t)index >= head.size)
            *now = false;
    }
    return OK;
}

static bool same(const struct agency *list, const struct agency_list *rows)
{
    for (size_t i = 0; i < rows->len; i++)
        if (memcmp(list[i].id.b, rows->at[i].id.b, ID_SIZE) != 0
            || list[i].key_serial != rows->at[i].key_serial
            || list[i].custodian_serial != rows->at[i].custodian_serial
            || list[i].has_custodian != rows->at[i].has_custodian
            || memcmp(list[i].box_pk.b, rows->at[i].box_pk, 32) != 0
            || memcmp(list[i].sign_pk.b, rows->at[i].sign_pk, 32) != 0
            || memcmp(list[i].custodian_pk.b, rows->at[i].custodian_pk, 32) != 0)
            return false;
    return true;
}

static enum err refresh_locked(struct cx *cx, const struct env *env, struct db *db)
{
    struct agency_list rows;
    struct agency *list;
    bool now;

    TRY(store_agency_list(cx, db, env->post, &rows));
    if (rows.len != env->agencies_len)
        return FAIL(cx, ERR_CONFLICT, "another agency came; restart the server to let it in");
    TRY(rows_check(cx, env, db, &rows, &now));
    if (!now || same(env->agencies, &rows))
        return OK;
    TRY(list_make(cx, env->lists->arena, &rows, &list));
    env->lists->of->agencies = list;
    return OK;
}

enum err agencies_refresh(struct cx *cx, const struct env *env, struct db *db)
{
    enum err err;

    pthread_mutex_lock(&env->lists->lock);
    err = refresh_locked(cx, env, db);
    pthread_mutex_unlock(&env->lists->lock);
    return err;
}
