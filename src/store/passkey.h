/*
 * passkey: the public halves of officers' passkeys. What they must fulfil is
 * vault/webauthn.h.
 */
#pragma once
#include "domain/ids.h"
#include "store/db.h"

#define PASSKEYS_MAX 10 /* of one officer */

struct passkey_row {
    struct bytes id;  /* as the authenticator named it */
    struct officer_id officer;
    struct bytes key; /* COSE */
    int alg;
    uint32_t counter;
    bool backup_eligible, backed_up;
    struct str name;
    int64_t added_us, used_us; /* used_us 0: never */
    int64_t refused_us;        /* when its counter went back; 0: never */
};
struct passkey_list {
    struct passkey_row *at;
    size_t len;
};

/* ERR_CONFLICT if the id is registered already, whoever has it. used_us begins as 0. */
enum err store_passkey_insert(struct cx *cx, struct db *tx, struct post_id post,
                              const struct passkey_row *passkey) MUST_USE;
/* The officer's, the oldest first. */
enum err store_passkey_list(struct cx *cx, struct db *db, struct post_id post,
                            struct officer_id officer, struct passkey_list *out) MUST_USE;
/* Notes a sign-in; ERR_CONFLICT if the counter was used before, or the passkey is gone. */
enum err store_passkey_used(struct cx *cx, struct db *tx, struct bytes id,
                            struct officer_id officer, uint32_t counter, bool backed_up,
                            int64_t at_us) MUST_USE;
/* Notes that its counter went back: there may be a copy of it. */
enum err store_passkey_refused(struct cx *cx, struct db *tx, struct bytes id,
                               struct officer_id officer, int64_t at_us) MUST_USE;
/* ERR_NOT_FOUND if the officer has no such passkey. */
enum err store_passkey_remove(struct cx *cx, struct db *tx, struct bytes id,
                              struct officer_id officer) MUST_USE;
enum err store_passkey_remove_officer(struct cx *cx, struct db *tx,
                                      struct officer_id officer) MUST_USE;
