/* rebuild: see the header. */
#include "action/rebuild.h"
#include "store/case_file.h"
#include "store/case_state.h"

#define CASES_AT_ONCE 256
#define CASE_ARENA_MAX (64u << 20)

static void say(struct cx *cx, struct rebuild *r, struct str number, struct str what)
{
    struct check_faults *to = &r->said;
    struct str line = arena_printf(cx->arena, "%.*s: %.*s", STR_FMT(number), STR_FMT(what));

    if (to->len < CHECK_FAULTS_MAX && line.at)
        to->at[to->len++] = line;
    else
        to->more++;
}

static enum err case_rebuild(struct cx *cx, struct cx *inner, const struct env *env, struct db *tx,
                             struct case_id id, struct rebuild *out)
{
    struct case_check *c = ARENA_NEW(inner->arena, struct case_check);

    if (!c)
        return FAIL(inner, ERR_TOO_LARGE, "case");
    TRY(check_case(inner, env, tx, id, c));
    for (size_t i = 0; i < c->faults.len; i++)
        say(cx, out, c->number, c->faults.at[i]);
    out->said.more += c->faults.more;
    if (!c->believed) {
        out->refused++;
        return OK;
    }
    if (c->faults.len == 0)
        return OK;
    out->mended++;
    return store_case_state_rebuild(inner, tx, env->post, id, &c->folded);
}

static enum err cases_rebuild(struct cx *cx, const struct env *env, struct db *tx,
                              const struct case_id *ids, size_t len, struct rebuild *out)
{
    struct arena *arena = arena_new(CASE_ARENA_MAX);
    struct cx inner = { .arena = arena, .now_us = cx->now_us, .random = cx->random };
    enum err err = arena ? OK : ERR_TOO_LARGE;

    for (size_t i = 0; err == OK && i < len; i++) {
        arena_reset(arena);
        err = case_rebuild(cx, &inner, env, tx, ids[i], out);
        out->cases++;
    }
    if (err != OK)
        cx->note = inner.note;
    arena_free(arena);
    return err;
}

enum err rebuild_post(struct cx *cx, const struct env *env, struct db *tx, struct rebuild *out)
{
    struct case_id ids[CASES_AT_ONCE];
    int64_t after = 0;
    size_t count;

    *out = (struct rebuild){ 0 };
    do {
        TRY(store_case_ids(cx, tx, env->post, &after, CASES_AT_ONCE, ids, &count));
        TRY(cases_rebuild(cx, env, tx, ids, count, out));
    } while (count == CASES_AT_ONCE);
    return OK;
}
