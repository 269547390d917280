/* demo_roster: see the header. */
#include "cli/demo_roster.h"
#include "action/roster.h"

#define AWAY_DAYS 3

static enum err months_make(struct cx *cx, const struct env *env, struct db *tx,
                            const struct agency *of, struct day first)
{
    static const struct roster_rule rules[] = {
        { .pattern = ROSTER_24H, .minimum = 1, .rest_hours = 48, .squads = 3 },
        { .pattern = ROSTER_12H, .minimum = 1, .rest_hours = 12, .squads = 3 },
    };
    struct roster_by by = { .of = of };

    for (int n = 0; n < 2; n++) {
        struct roster_ask ask = { .first = first,
                                  .basis = STR("Sprin/118/OPS.1.3./2026"),
                                  .rule = rules[of->code == AGENCY_KPU] };

        TRY(roster_make_month(cx, env, tx, &by, &ask));
        TRY(roster_publish(cx, env, tx, &by, first));
        first = roster_month_next(first);
    }
    return OK;
}

enum err demo_roster(struct cx *cx, const struct env *env, struct db *db)
{
    AUTO(db_end) struct db *tx = NULL;
    struct day today = day_at(cx->now_us, env->zone_minutes);
    const struct agency *agencies = env->agencies;
    size_t emptied;

    TRY(db_begin(cx, db, &tx));
    for (size_t i = 0; i < env->agencies_len; i++) {
        struct roster_by by = { .of = &agencies[i] };

        TRY(months_make(cx, env, tx, &agencies[i], roster_month_of(today)));
        if (agencies[i].code == AGENCY_PROVOS_TNI)
            TRY(roster_leave_add(
                cx, env, tx, &by, STR("provos.2"),
                (struct roster_leave){ day_add(today, 1), day_add(today, AWAY_DAYS) }, &emptied));
    }
    TRY(db_commit(cx, tx));
    return OK;
}
