/* officers: agencies and their first officers, and a colleague let in at the terminal. Declared
 * in post.h; all else that is done with people: people.h. */
#include "action/log_event.h"
#include "action/people.h"
#include "action/post.h"
#include "store/post.h"
#include <string.h>

#define SERIAL_FIRST 1

static enum err agency_key_leaf(struct cx *cx, const struct env *env, struct db *tx,
                                enum agency_code code, const struct agency_keys *keys,
                                const struct box_pk *custodian)
{
    struct log_event e;
    int64_t at;

    log_event_agency(cx->arena, code, keys->pk.b, keys->sign_pk.b, custodian->b, &e);
    e.by = str_of(agency_code_name(code));
    e.sign_secret = keys->sign_sk.b;
    return log_event_append(cx, env, tx, &e, &at);
}

/* Fresh keys, held by nobody yet. */
static void handed_new(struct cx *cx, struct handed *out)
{
    secret32_new(cx, &out->master);
    agency_keys_derive(&out->master, &out->keys);
    out->serial = SERIAL_FIRST;
    secret32_new(cx, &out->custodian);
    out->custodian_serial = SERIAL_FIRST;
}

enum err agency_add(struct cx *cx, struct env *env, struct db *db, enum agency_code code,
                    struct str name, const struct new_officer *first, struct officer_slip *slip)
{
    AUTO(db_end) struct db *tx = NULL;
    struct handed keys AUTO(handed_wipe) = { 0 };
    struct custodian_keys shares AUTO(custodian_keys_wipe) = { 0 };
    struct agency_row agency = { .code = code, .name = name, .added_us = cx->now_us };
    struct new_officer officer = *first;
    struct officer_row row;

    if (!officer.roles)
        officer.roles = OFFICER_ROLES_FIRST;
    cx->random(agency.id.b, sizeof agency.id.b);
    handed_new(cx, &keys);
    custodian_keys_of(&keys.custodian, &shares);
    agency.has_custodian = true;
    memcpy(agency.custodian_pk, shares.pk.b, sizeof agency.custodian_pk);
    memcpy(agency.box_pk, keys.keys.pk.b, sizeof agency.box_pk);
    memcpy(agency.sign_pk, keys.keys.sign_pk.b, sizeof agency.sign_pk);
    TRY(officer_make(cx, env, agency.id, &officer, &row, slip));
    slip->agency = name;
    TRY(db_begin(cx, db, &tx));
    TRY(store_agency_insert(cx, tx, env->post, &agency));
    TRY(store_officer_insert(cx, tx, env->post, &row));
    TRY(hand_keys(cx, env, tx, &row, &keys));
    if (roles_may(officer.roles, MAY_HOLD_SHARES))
        TRY(hand_custody(cx, env, tx, &row, &keys));
    TRY(agency_key_leaf(cx, env, tx, code, &keys.keys, &shares.pk));
    TRY(officer_listed(cx, env, tx, code, row.box_pk, true, &keys.keys));
    TRY(db_commit(cx, tx));
    return post_reload(cx, db, env);
}

enum err officer_add(struct cx *cx, const struct env *env, struct db *db, struct str colleague,
                     struct str password, const struct new_officer *officer,
                     struct officer_slip *slip)
{
    struct new_officer usual = *officer;
    struct person_ask ask = { .deed = PERSON_ADD, .new = &usual };
    struct person_plan *plan;
    struct people_by by;

    if (!usual.roles)
        usual.roles = OFFICER_ROLES_USUAL;
    TRY(people_by_password(cx, env, db, colleague, password, &by));
    TRY(people_do(cx, env, db, &by, &ask, &plan));
    *slip = plan->slip;
    return OK;
}
