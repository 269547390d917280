/* demo_numbers: see the header. */
#include "cli/demo_numbers.h"
#include "base/codec.h"
#include "store/attested.h"

#define MORNING_FIRST 8
#define MORNING_LAST 10

/* Each agency leaves out a day now and then; of the last one, two have not answered yet. */
static bool answers(enum agency_code agency, struct day day, bool last)
{
    return last ? agency != AGENCY_PROVOS_TNI && agency != AGENCY_KPU
                : (day.n + 3 * (int)agency) % 7 != 0;
}

static enum err day_confirm(struct cx *cx, const struct env *env, struct db *tx,
                            const struct officer_session *const *officers, size_t officers_len,
                            bool last)
{
    struct attested_row newest;
    uint8_t hash[ATTESTED_HASH];
    struct str sha256;
    bool added;

    TRY(store_attested_newest(cx, tx, env->post, &newest));
    attest_hash(newest.text, hash);
    sha256 = hex_of(cx->arena, (struct bytes){ hash, sizeof hash });
    for (size_t i = 0; i < officers_len; i++) {
        if (i > 0 && officers[i]->agency == officers[i - 1]->agency)
            continue;
        if (answers(officers[i]->agency, newest.day, last))
            TRY(sign_off_write(cx, env, tx, officers[i], newest.day, sha256, ATTESTED_CONFIRMED,
                               &added));
    }
    return OK;
}

enum err demo_numbers_turn(struct cx *cx, const struct env *env, struct db *tx,
                           const struct officer_session *const *officers, size_t officers_len,
                           int64_t now_us)
{
    struct attest attest;
    int hour = time_at(cx->now_us, env->zone_minutes).hour;
    bool due, added;
    bool last = day_at(cx->now_us, env->zone_minutes).n == day_at(now_us, env->zone_minutes).n;

    TRY(attest_prepare(cx, env, tx, &attest, &due));
    if (due)
        TRY(attest_write(cx, env, tx, &attest, &added));
    if (!last && (hour < MORNING_FIRST || hour >= MORNING_LAST))
        return OK;
    return day_confirm(cx, env, tx, officers, officers_len, last);
}
