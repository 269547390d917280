/* confirm_witness: see the header. */
#include "action/confirm_witness.h"
#include "action/log_event.h"
#include "store/log_event.h"

#define KIND "witness.confirmed"

enum err agency_witness(struct cx *cx, const struct env *env, struct db *db,
                        const struct agency *agency, struct witness_state *out, bool *confirmed)
{
    struct str name = str_of(agency_code_name(agency->code));
    struct log_event_row row;
    struct witness_states all;

    TRY(witnesses_state(cx, env, db, &all));
    for (size_t i = 0; i < all.len; i++)
        if (str_eq(all.at[i].name, name)) {
            enum err err = store_log_event_newest(cx, db, env->post, STR(KIND), name, &row);

            if (err != OK && err != ERR_NOT_FOUND)
                return err;
            *confirmed = err == OK && str_eq(row.value, all.at[i].vkey);
            *out = all.at[i];
            return OK;
        }
    return FAIL(cx, ERR_NOT_FOUND, "the agency has no witness");
}

enum err confirm_witness(struct cx *cx, const struct env *env, struct db *tx,
                         const struct officer_session *by, struct str vkey)
{
    struct str name = str_of(agency_code_name(by->agency));
    struct log_event e = {
        .kind = KIND,
        .name = name,
        .value = vkey,
        .facts = { { STR("agency"), name }, { STR("vkey"), vkey }, { STR("witness"), name } },
        .facts_len = 3,
        .by = name,
        .sign_secret = by->secrets.keys.sign_sk.b,
    };
    int64_t at;

    return log_event_append(cx, env, tx, &e, &at);
}
