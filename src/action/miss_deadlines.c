/* miss_deadlines: one event for each clock; a case that does not take it is left for a look. */
#include "action/miss_deadlines.h"
#include "store/case_state.h"

static enum err miss(struct cx *cx, const struct env *env, struct db *tx,
                     const struct due_clock *due, bool *written)
{
    struct append *a = ARENA_NEW(cx->arena, struct append);
    struct case_head head;
    struct event_facts facts;
    int64_t log_index;
    enum err err;

    if (!a)
        return FAIL(cx, ERR_TOO_LARGE, "append");
    TRY(case_head_load(cx, env, tx, due->case_id, &head));
    event_facts_init(&facts);
    facts.clock = due->name;
    facts.authority = due->authority;
    err = append_prepare(cx, env, &head, EVENT_DEADLINE_MISSED, &facts, (struct bytes){ 0 }, NULL,
                         ACTOR_SERVER, a);
    if (err == ERR_INVALID) /* closed meanwhile, say: nothing to tell */
        return OK;
    TRY(err);
    TRY(append_write(cx, env, tx, a, &log_index));
    *written = true;
    return OK;
}

enum err miss_deadlines_run(struct cx *cx, const struct env *env, struct db *tx, size_t limit,
                            size_t *count)
{
    struct due_clock_list due;
    size_t n = 0;

    TRY(store_clocks_due(cx, tx, env->post, cx->now_us, limit, &due));
    for (size_t i = 0; i < due.len; i++) {
        bool written = false;

        TRY(db_mark(cx, tx));
        if (miss(cx, env, tx, &due.at[i], &written) == OK) {
            TRY(db_mark_keep(cx, tx));
            n += written;
        } else {
            TRY(db_mark_undo(cx, tx));
        }
    }
    *count = n;
    return OK;
}
