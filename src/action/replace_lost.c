/* replace_lost: see the header. */
#include "action/replace_lost.h"
#include "action/agencies.h"
#include "action/log_event.h"
#include "action/new_officer.h"
#include "action/read_case.h"
#include "store/case_file.h"
#include "store/custody.h"
#include "store/officer.h"
#include "store/post.h"
#include "store/session.h"
#include "vault/grant.h"
#include <string.h>

#define PAGE 200

struct replacing {
    const struct env *env;
    const struct agency *of;
    const struct officer_session *const *by;
    struct handed h; /* the new keys */
    struct custodian_keys shares;
    struct replaced done;
};

static void replacing_wipe(struct replacing *r)
{
    handed_wipe(&r->h);
    custodian_keys_wipe(&r->shares);
}

static enum err vouchers_check(struct cx *cx, enum agency_code code,
                               const struct officer_session *by[REPLACE_VOUCHERS])
{
    for (size_t i = 0; i < REPLACE_VOUCHERS; i++)
        if (!officer_may(by[i], MAY_GIVE_ACCESS) || by[i]->agency == code)
            return FAIL(cx, ERR_DENIED, "%.*s may not speak for another agency than %s",
                        STR_FMT(by[i]->login), agency_code_name(code));
    return by[0]->agency != by[1]->agency
               ? OK
               : FAIL(cx, ERR_DENIED, "officers of two different agencies are needed");
}

static void keys_make(struct cx *cx, const struct agency *of, struct replacing *r)
{
    secret32_new(cx, &r->h.master);
    agency_keys_derive(&r->h.master, &r->h.keys);
    r->h.serial = of->key_serial + 1;
    secret32_new(cx, &r->h.custodian);
    custodian_keys_of(&r->h.custodian, &r->shares);
    r->h.custodian_serial = of->custodian_serial + 1;
}

static enum err leaf_append(struct cx *cx, struct db *tx, const struct replacing *r)
{
    struct log_event e;
    int64_t at;

    log_event_agency(cx->arena, r->of->code, r->h.keys.pk.b, r->h.keys.sign_pk.b, r->shares.pk.b,
                     &e);
    e.facts[e.facts_len].name = STR("lost");
    e.facts[e.facts_len++].value = STR("yes");
    for (size_t i = 0; i < REPLACE_VOUCHERS; i++) {
        e.also[i].name = str_of(agency_code_name(r->by[i]->agency));
        e.also[i].secret = r->by[i]->secrets.keys.sign_sk.b;
    }
    e.also[REPLACE_VOUCHERS].name = log_event_new_key_name(cx->arena, r->of->code);
    e.also[REPLACE_VOUCHERS].secret = r->h.keys.sign_sk.b;
    e.also_len = REPLACE_VOUCHERS + 1;
    return log_event_append(cx, r->env, tx, &e, &at);
}

/* The old key is remembered for the signatures it made; its secret is gone. */
static enum err keys_put(struct cx *cx, struct db *tx, const struct replacing *r)
{
    struct old_key old = { .serial = r->of->key_serial,
                           .sealed = { (const uint8_t *)"", 0 },
                           .retired_us = cx->now_us };
    static const uint8_t none[32];

    memcpy(old.box_pk, r->of->box_pk.b, sizeof old.box_pk);
    memcpy(old.sign_pk, r->of->sign_pk.b, sizeof old.sign_pk);
    TRY(store_old_key_insert(cx, tx, r->env->post, r->of->id, &old));
    TRY(store_agency_renew(cx, tx, r->of->id, r->h.keys.pk.b, r->h.keys.sign_pk.b, r->h.serial));
    TRY(store_agency_renew_custodian(cx, tx, r->of->id, r->shares.pk.b, r->h.custodian_serial));
    TRY(store_agency_grant_remove_before(cx, tx, r->of->id, r->h.serial));
    TRY(store_custodian_grant_remove_all(cx, tx, r->of->id));
    TRY(store_paper_remove(cx, tx, r->of->id));
    return store_session_remove_agency(cx, tx, r->of->id, none);
}

/* From either of the two that has the case, to the new key. */
static enum err case_give(struct cx *cx, struct db *tx, struct replacing *r, struct stale_grant *g)
{
    struct secret32 secret AUTO(secret32_wipe) = { { 0 } };
    uint64_t before = g->grant.key_serial;
    uint8_t sealed[GRANT_SEALED_LEN], cached[GRANT_CACHED_LEN];
    enum err err = ERR_DENIED;
    bool to_cache;

    for (size_t i = 0; i < REPLACE_VOUCHERS && err != OK; i++)
        err = case_secret_open(cx, r->env, tx, r->by[i], g->id, &secret, &to_cache);
    if (err != OK) {
        r->done.left++;
        return OK;
    }
    TRY(grant_seal(cx, GRANT_CASE_AGENCY, g->id.b, g->grant.serial, &secret, &r->h.keys.pk,
                   sealed));
    TRY(grant_cache(cx, &r->h.keys.cache, GRANT_CASE_AGENCY, g->id.b, g->grant.serial, &secret,
                    cached));
    g->grant.sealed = (struct bytes){ sealed, sizeof sealed };
    g->grant.cached = (struct bytes){ cached, sizeof cached };
    g->grant.key_serial = r->h.serial;
    TRY(store_case_grant_reseal(cx, tx, g->id, &g->grant, before));
    r->done.cases++;
    return OK;
}

static enum err cases_give(struct cx *cx, struct db *tx, struct replacing *r)
{
    for (uint64_t serial = 1; serial < r->h.serial; serial++) {
        struct stale_grant_list page = { 0 };
        struct case_id after = { { 0 } };

        do {
            TRY(store_case_grant_stale(cx, tx, r->of->id, serial, after, PAGE, &page));
            for (size_t i = 0; i < page.len; i++) {
                after = page.at[i].id;
                TRY(case_give(cx, tx, r, &page.at[i]));
            }
        } while (page.len > 0);
    }
    return OK;
}

static enum err first_insert(struct cx *cx, struct db *tx, const struct replacing *r,
                             const struct officer_row *row)
{
    TRY(store_officer_insert(cx, tx, r->env->post, row));
    TRY(hand_keys(cx, r->env, tx, row, &r->h));
    TRY(hand_custody(cx, r->env, tx, row, &r->h));
    return officer_listed(cx, r->env, tx, r->of->code, row->box_pk, true, &r->h.keys);
}

enum err agency_replace(struct cx *cx, const struct env *env, struct db *db, enum agency_code code,
                        const struct officer_session *by[REPLACE_VOUCHERS],
                        const struct new_officer *first, struct officer_slip *slip,
                        struct replaced *out)
{
    AUTO(db_end) struct db *tx = NULL;
    struct replacing r AUTO(
        replacing_wipe) = { .env = env, .of = agency_by_code(env, code), .by = by };
    struct new_officer officer = *first;
    struct officer_row row;

    if (!r.of)
        return FAIL(cx, ERR_NOT_FOUND, "the post has no such agency");
    TRY(vouchers_check(cx, code, by));
    keys_make(cx, r.of, &r);
    officer.roles = OFFICER_ROLES_FIRST;
    TRY(officer_make(cx, env, r.of->id, &officer, &row, slip));
    slip->agency = r.of->name;
    TRY(db_begin(cx, db, &tx));
    TRY(leaf_append(cx, tx, &r));
    TRY(keys_put(cx, tx, &r));
    TRY(cases_give(cx, tx, &r));
    TRY(first_insert(cx, tx, &r, &row));
    TRY(db_commit(cx, tx));
    *out = r.done;
    return OK;
}
