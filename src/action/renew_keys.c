/* renew_keys: see the header. check makes the keys; write seals them to those who stay. */
#include "action/renew_keys.h"
#include "action/agencies.h"
#include "action/key_ring.h"
#include "action/log_event.h"
#include "action/paper_keys.h"
#include "action/reseal.h"
#include "store/case_file.h"
#include "store/custody.h"
#include "store/log_entry.h"
#include "store/log_event.h"
#include "store/officer.h"
#include "store/post.h"
#include "store/session.h"
#include "vault/grant.h"
#include <string.h>

void renewal_wipe(struct renewal *r)
{
    bytes_wipe(&r->master, sizeof r->master);
    agency_keys_wipe(&r->keys);
}

/* The acting session goes on under the same cookie, with the new keys in it. */
static enum err session_make(struct cx *cx, const struct officer_session *by, struct str text,
                             struct renewal *r)
{
    struct officer_secrets secrets AUTO(officer_secrets_wipe) = by->secrets;
    struct session_token token AUTO(session_wipe) = { { 0 } };

    if (text.len == 0)
        return OK;
    if (!session_parse(text, &token))
        return FAIL(cx, ERR_DENIED, "no session token");
    secrets.key_serial = r->serial;
    secrets.master = r->master;
    secrets.keys = r->keys;
    r->session = session_id_of(&token);
    r->session_kept = true;
    return session_seal(cx, &token, (struct bytes){ (const uint8_t *)&secrets, sizeof secrets },
                        &r->blob);
}

enum err renew_keys_check(struct cx *cx, const struct officer_session *by, struct str token,
                          struct renewal *out)
{
    struct renewal r = { .by = by, .serial = by->secrets.key_serial + 1 };
    enum err err;

    if (!officer_may(by, MAY_MANAGE_PEOPLE))
        return FAIL(cx, ERR_DENIED, "only a head renews the keys of an agency");
    secret32_new(cx, &r.master);
    agency_keys_derive(&r.master, &r.keys);
    err = key_ring_seal(cx, by->of->id, by->secrets.key_serial, &by->secrets.master, &r.keys.cache,
                        &r.old_sealed);
    if (err == OK)
        err = session_make(cx, by, token, &r);
    if (err == OK)
        *out = r;
    renewal_wipe(&r);
    return err;
}

/* ---- only keys that the log shows ---- */

/* Signed with the agency's key of now or of before: which those are, the master alone says. */
static enum err signed_by_us(struct cx *cx, struct db *tx, const struct officer_session *by,
                             const struct leaf *leaf, bool *good)
{
    struct str code = str_of(agency_code_name(by->agency));

    *good = false;
    for (uint64_t serial = by->secrets.key_serial; serial > 0 && !*good; serial--) {
        const struct agency_keys *keys;

        TRY(key_ring_at(cx, tx, by, serial, &keys));
        *good = leaf_check_key(cx, leaf, code, keys->sign_pk.b) == OK;
    }
    return OK;
}

enum err key_shown(struct cx *cx, const struct env *env, struct db *tx,
                   const struct officer_session *by, const char *kind, const char *fact,
                   const uint8_t key[32], bool *shown)
{
    struct str fingerprint = key_fingerprint(cx->arena, key);
    struct log_event_row event;
    struct log_list entry;
    struct leaf leaf;
    enum err err;

    *shown = false;
    if (!fingerprint.at)
        return FAIL(cx, ERR_TOO_LARGE, "fingerprint");
    err = store_log_event_newest(cx, tx, env->post, str_of(kind), fingerprint, &event);
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    TRY(store_log_range(cx, tx, env->post, event.log_index, event.log_index + 1, &entry));
    if (entry.len != 1
        || leaf_parse(cx, (struct str){ (const char *)entry.at[0].leaf.at, entry.at[0].leaf.len },
                      &leaf)
               != OK
        || !str_is(leaf.type, kind) || !str_eq(leaf_get_fact(&leaf, fact), fingerprint)
        || !str_is(leaf_get_fact(&leaf, "state"), "active")
        || !str_is(leaf_get_fact(&leaf, "agency"), agency_code_name(by->agency)))
        return OK;
    return signed_by_us(cx, tx, by, &leaf, shown);
}

static enum err grant_give(struct cx *cx, const struct env *env, struct db *tx, struct renewal *r,
                           const struct key_holder *to)
{
    uint8_t sealed[GRANT_SEALED_LEN];
    struct box_pk pk;
    bool shown;

    TRY(key_shown(cx, env, tx, r->by, "officer.listed", "officer", to->box_pk, &shown));
    if (!shown) {
        r->stranger = to->login;
        return FAIL(
            cx, ERR_CORRUPT,
            "the log does not show the key of %.*s as one that %s signed: somebody may have "
            "exchanged it. End that officer's access, then renew the keys",
            STR_FMT(to->login), agency_code_name(r->by->agency));
    }
    memcpy(pk.b, to->box_pk, sizeof pk.b);
    TRY(grant_seal(cx, GRANT_AGENCY_OFFICER, r->by->of->id.b, r->serial, &r->master, &pk, sealed));
    return store_agency_grant_insert(cx, tx, env->post, r->by->of->id, to->id, r->serial,
                                     (struct bytes){ sealed, sizeof sealed }, cx->now_us);
}

static enum err grants_give(struct cx *cx, const struct env *env, struct db *tx, struct renewal *r)
{
    struct key_holder_list holders;

    TRY(store_agency_grant_holders(cx, tx, r->by->of->id, r->serial - 1, &holders));
    for (size_t i = 0; i < holders.len; i++)
        TRY(grant_give(cx, env, tx, r, &holders.at[i]));
    r->officers = holders.len;
    return store_agency_grant_remove_before(cx, tx, r->by->of->id, r->serial);
}

/* Signed with both: whoever watches sees the old holder hand over. */
static enum err leaf_append(struct cx *cx, const struct env *env, struct db *tx,
                            const struct renewal *r)
{
    const struct agency *of = r->by->of;
    struct log_event e;
    int64_t at;

    log_event_agency(cx->arena, of->code, r->keys.pk.b, r->keys.sign_pk.b, of->custodian_pk.b, &e);
    e.by = str_of(agency_code_name(of->code));
    e.sign_secret = r->by->secrets.keys.sign_sk.b;
    e.also[0].name = log_event_new_key_name(cx->arena, of->code);
    e.also[0].secret = r->keys.sign_sk.b;
    e.also_len = 1;
    return log_event_append(cx, env, tx, &e, &at);
}

enum err renew_keys_write(struct cx *cx, const struct env *env, struct db *tx, struct renewal *r)
{
    const struct officer_session *by = r->by;
    struct old_key old = { .serial = r->serial - 1,
                           .sealed = r->old_sealed,
                           .retired_us = cx->now_us };
    static const uint8_t none[32];

    memcpy(old.box_pk, by->secrets.keys.pk.b, sizeof old.box_pk);
    memcpy(old.sign_pk, by->secrets.keys.sign_pk.b, sizeof old.sign_pk);
    TRY(leaf_append(cx, env, tx, r)); /* while the old key is the agency's */
    TRY(grants_give(cx, env, tx, r));
    TRY(paper_keys_follow(cx, env, tx, by, r->serial, &r->master));
    TRY(store_old_key_insert(cx, tx, env->post, by->of->id, &old));
    TRY(store_agency_renew(cx, tx, by->of->id, r->keys.pk.b, r->keys.sign_pk.b, r->serial));
    if (r->session_kept)
        TRY(store_session_replace(cx, tx, r->session.b, r->blob));
    return store_session_remove_agency(cx, tx, by->of->id, r->session_kept ? r->session.b : none);
}

enum err renew_keys_publish(struct cx *cx, const struct env *env, struct db *db)
{
    TRY(agencies_refresh(cx, env, db));
    return env->reseal ? reseal_look(cx, env, db) : OK;
}

enum err agency_state_read(struct cx *cx, const struct env *env, struct db *db,
                           const struct agency *agency, struct agency_state *out)
{
    struct agency_state s = { .serial = agency->key_serial,
                              .custodian_serial = agency->custodian_serial };
    struct key_holder_list holders;
    struct old_key_list old;
    uint64_t oldest;

    TRY(store_agency_grant_holders(cx, db, agency->id, agency->key_serial, &holders));
    s.officers = holders.len;
    TRY(store_custodian_grant_count(cx, db, agency->id, agency->custodian_serial, &s.custodians));
    TRY(store_old_key_list(cx, db, agency->id, &old));
    s.old_keys = old.len;
    s.renewed_us = old.len ? old.at[0].retired_us : 0;
    TRY(store_case_grant_stale_count(cx, db, agency->id, 0, agency->key_serial, &s.stale, &oldest));
    TRY(paper_keys_made(cx, env, db, agency, &s.paper_us));
    *out = s;
    return OK;
}
