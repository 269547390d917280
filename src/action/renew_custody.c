/* renew_custody: see the header. */
#include "action/renew_custody.h"
#include "action/log_event.h"
#include "action/paper_keys.h"
#include "action/renew_keys.h"
#include "store/custody.h"
#include "store/identity.h"
#include "store/officer.h"
#include "store/post.h"
#include "store/session.h"
#include "vault/grant.h"
#include "vault/share.h"
#include <string.h>

void custody_renewal_wipe(struct custody_renewal *r)
{
    secret32_wipe(&r->secret);
    custodian_keys_wipe(&r->keys);
}

enum err renew_custody_check(struct cx *cx, const struct officer_session *by,
                             struct custody_renewal *out)
{
    struct custody_renewal r = { .by = by };

    if (!by->secrets.keyed
        || !(officer_may(by, MAY_MANAGE_PEOPLE)
             || (by->secrets.custodian && officer_may(by, MAY_HOLD_SHARES))))
        return FAIL(cx, ERR_DENIED, "only a custodian or a head renews the custodians' key");
    if (by->secrets.custodian && by->secrets.custodian_serial != by->of->custodian_serial)
        return FAIL(cx, ERR_CONFLICT, "the custodians' key was renewed meanwhile");
    r.serial = by->of->custodian_serial + 1;
    secret32_new(cx, &r.secret);
    custodian_keys_of(&r.secret, &r.keys);
    *out = r;
    custody_renewal_wipe(&r);
    return OK;
}

static enum err grant_give(struct cx *cx, const struct env *env, struct db *tx,
                           const struct custody_renewal *r, const struct key_holder *to)
{
    uint8_t sealed[GRANT_SEALED_LEN];
    struct box_pk pk;
    bool shown;

    TRY(key_shown(cx, env, tx, r->by, "officer.listed", "officer", to->box_pk, &shown));
    if (!shown)
        return FAIL(cx, ERR_CORRUPT, "the log does not show the key of %.*s", STR_FMT(to->login));
    memcpy(pk.b, to->box_pk, sizeof pk.b);
    TRY(grant_seal(cx, GRANT_AGENCY_CUSTODIAN, r->by->of->id.b, r->serial, &r->secret, &pk,
                   sealed));
    TRY(store_custodian_grant_remove(cx, tx, r->by->of->id, to->id));
    TRY(store_custodian_grant_insert(cx, tx, env->post, r->by->of->id, to->id, r->serial,
                                     (struct bytes){ sealed, sizeof sealed }, cx->now_us));
    return store_session_remove_officer(cx, tx, to->id);
}

/* To all who have that part and hold the agency's keys. */
static enum err grants_give(struct cx *cx, const struct env *env, struct db *tx,
                            struct custody_renewal *r)
{
    struct key_holder_list holders;

    TRY(store_agency_grant_holders(cx, tx, r->by->of->id, r->by->secrets.key_serial, &holders));
    TRY(store_custodian_grant_remove_all(cx, tx, r->by->of->id));
    for (size_t i = 0; i < holders.len; i++)
        if (roles_may(holders.at[i].roles, MAY_HOLD_SHARES)) {
            TRY(grant_give(cx, env, tx, r, &holders.at[i]));
            r->custodians++;
        }
    return r->custodians ? OK : FAIL(cx, ERR_INVALID, "nobody of the agency is a custodian");
}

static enum err share_turn(struct cx *cx, struct db *tx, struct custody_renewal *r,
                           const struct held_share *held)
{
    const struct custodian_keys *old = &r->by->secrets.shares;
    struct share share AUTO(share_wipe) = { 0 };
    uint8_t sealed[SHARE_SEALED_LEN];

    if (!r->by->secrets.custodian || held->sealed.len != SHARE_SEALED_LEN
        || share_open(cx, held->id.b, held->number, &old->pk, &old->sk, held->sealed.at, &share)
               != OK) {
        r->lost++;
        return OK;
    }
    TRY(share_seal(cx, held->id.b, &share, &r->keys.pk, sealed));
    r->shares++;
    return store_share_reseal(cx, tx, held->id, held->number,
                              (struct bytes){ sealed, sizeof sealed });
}

static enum err shares_turn(struct cx *cx, struct db *tx, struct custody_renewal *r)
{
    struct held_share_list held;

    TRY(store_shares_held(cx, tx, r->by->of->id, &held));
    for (size_t i = 0; i < held.len; i++)
        TRY(share_turn(cx, tx, r, &held.at[i]));
    return OK;
}

static enum err leaf_append(struct cx *cx, const struct env *env, struct db *tx,
                            const struct custody_renewal *r)
{
    const struct agency *of = r->by->of;
    struct log_event e;
    int64_t at;

    log_event_agency(cx->arena, of->code, of->box_pk.b, of->sign_pk.b, r->keys.pk.b, &e);
    e.by = str_of(agency_code_name(of->code));
    e.sign_secret = r->by->secrets.keys.sign_sk.b;
    return log_event_append(cx, env, tx, &e, &at);
}

enum err renew_custody_write(struct cx *cx, const struct env *env, struct db *tx,
                             struct custody_renewal *r)
{
    TRY(leaf_append(cx, env, tx, r));
    TRY(store_agency_renew_custodian(cx, tx, r->by->of->id, r->keys.pk.b, r->serial));
    TRY(grants_give(cx, env, tx, r));
    TRY(shares_turn(cx, tx, r));
    return paper_custody_follow(cx, env, tx, r->by, r->serial, &r->secret);
}

enum err custody_shares_count(struct cx *cx, struct db *db, struct agency_id agency, size_t *out)
{
    return store_shares_held_count(cx, db, agency, out);
}
