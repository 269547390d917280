/* tidy_up: see the header. */
#include "action/tidy_up.h"
#include "action/draft.h"
#include "store/draft.h"
#include "store/idempotency.h"
#include "store/session.h"
#include "store/sign_in.h"

/* An Idempotency-Key is honoured for a day; the code it leads to is shown for 15 minutes. */
#define ONCE_LIFE_US (24 * HOUR_US)

enum err tidy_up(struct cx *cx, struct db *tx)
{
    TRY(store_session_expire(cx, tx, cx->now_us, NULL));
    TRY(store_sign_in_expire(cx, tx, cx->now_us));
    TRY(store_draft_expire(cx, tx, cx->now_us - DRAFT_LIFE_US, NULL));
    return store_idempotency_expire(cx, tx, cx->now_us - ONCE_LIFE_US, NULL);
}
