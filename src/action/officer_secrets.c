/* officer_secrets: from the password's key to all that was sealed to an officer. Declared in
 * session_work.h. */
#include "action/session_work.h"
#include "store/custody.h"
#include "vault/grant.h"
#include <string.h>

/* The agency's secrets, if a colleague sealed them to him. */
static enum err agency_open(struct cx *cx, struct db *db, const struct officer_row *officer,
                            const struct officer_keys *keys, struct officer_secrets *out)
{
    struct bytes sealed;
    enum err err = store_agency_grant_newest(cx, db, officer->agency, officer->id,
                                             &out->key_serial, &sealed);

    if (err == ERR_DENIED)
        return OK; /* an administrator, or one who waits for a grant */
    TRY(err);
    if (sealed.len != GRANT_SEALED_LEN)
        return FAIL(cx, ERR_CORRUPT, "grant of %zu bytes", sealed.len);
    TRY(grant_open(cx, GRANT_AGENCY_OFFICER, officer->agency.b, out->key_serial, &keys->pk,
                   &keys->sk, sealed.at, &out->master));
    agency_keys_derive(&out->master, &out->keys);
    out->keyed = true;
    return OK;
}

static enum err custodian_open(struct cx *cx, struct db *db, const struct officer_row *officer,
                               const struct officer_keys *keys, struct officer_secrets *out)
{
    struct bytes sealed;
    enum err err = store_custodian_grant_newest(cx, db, officer->agency, officer->id,
                                                &out->custodian_serial, &sealed);

    if (err == ERR_DENIED)
        return OK;
    TRY(err);
    if (sealed.len != GRANT_SEALED_LEN)
        return FAIL(cx, ERR_CORRUPT, "grant of %zu bytes", sealed.len);
    TRY(grant_open(cx, GRANT_AGENCY_CUSTODIAN, officer->agency.b, out->custodian_serial,
                   &keys->pk, &keys->sk, sealed.at, &out->custodian_secret));
    custodian_keys_of(&out->custodian_secret, &out->shares);
    out->custodian = true;
    return OK;
}

/* From the password's key to all that was sealed to him. */
enum err officer_secrets_open(struct cx *cx, struct db *db, const struct officer_row *officer,
                              const struct secret32 *kek, struct officer_secrets *out)
{
    struct officer_keys keys AUTO(officer_keys_wipe) = { { { 0 } }, { { 0 } } };
    struct box_pk expected;

    memcpy(expected.b, officer->box_pk, sizeof expected.b);
    if (officer->key_file.len != OFFICER_FILE_LEN)
        return FAIL(cx, ERR_CORRUPT, "key file of %zu bytes", officer->key_file.len);
    TRY(officer_file_open(cx, officer->key_file.at, kek, &expected, &keys));
    TRY(agency_open(cx, db, officer, &keys, out));
    return custodian_open(cx, db, officer, &keys, out);
}
