/*
 * second_factor: what stands beside an officer's password: the numbers of an authenticator app,
 * a passkey (passkey.h), or a recovery slip where both are lost.
 */
#pragma once
#include "action/passkey.h"
#include "store/officer.h"
#include "vault/slip.h"
#include "vault/totp.h"

enum factor { FACTOR_NONE, FACTOR_TOTP, FACTOR_SLIP, FACTOR_PASSKEY };

/* One that fits, and what has to be written so that it fits no second time. */
struct factor_use {
    enum factor factor; /* FACTOR_NONE: none fits */
    int64_t totp_step;
    uint8_t slip_hash[32];
    struct passkey_use passkey;
};

/* A number or a slip as it was typed. The same work for whatever was typed. */
enum err factor_typed_check(struct cx *cx, const struct env *env, struct db *db,
                            const struct officer_row *officer, struct str typed,
                            struct factor_use *out) MUST_USE;
/* On the writer. ERR_CONFLICT if it was used in the meantime. */
enum err factor_use_write(struct cx *cx, struct db *tx, struct officer_id officer,
                          const struct factor_use *use) MUST_USE;

struct factors {
    bool totp;
    struct passkey_list passkeys;
    int64_t slips; /* left */
};
enum err factors_read(struct cx *cx, const struct env *env, struct db *db,
                      const struct officer_row *officer, struct factors *out) MUST_USE;

/* ---- an authenticator app that is being set up ---- */

/* The secret goes to the page and comes back from it, sealed, so that nothing is stored before
 * the app is seen to work. */
struct totp_offer {
    struct str text, uri; /* for typing, for the QR code */
    struct str box;       /* hex; the form brings it back */
};
#define TOTP_BOX_TEXT 160 /* at most */

enum err totp_offer_make(struct cx *cx, const struct env *env, struct officer_id officer,
                         struct str login, struct totp_offer *out) MUST_USE;
/* The same one again, from its box. ERR_DENIED for a box that is not ours, not this officer's,
 * or older than an hour. */
enum err totp_offer_open(struct cx *cx, const struct env *env, struct officer_id officer,
                         struct str login, struct str box, struct totp_offer *out) MUST_USE;
/* What is to be stored, if typed is a number of the app. ERR_DENIED if not. */
struct totp_made {
    struct bytes sealed;
    int64_t step;
};
enum err totp_confirm(struct cx *cx, const struct env *env, struct officer_id officer,
                      struct str box, struct str typed, struct totp_made *out) MUST_USE;
enum err totp_made_write(struct cx *cx, struct db *tx, struct officer_id officer,
                         const struct totp_made *made) MUST_USE;

/* ---- recovery slips ---- */

struct slips_made {
    struct str shown[SLIPS_GIVEN]; /* shown once */
    uint8_t hashes[SLIPS_GIVEN][32];
};
enum err slips_make(struct cx *cx, const struct env *env, struct officer_id officer,
                    struct slips_made *out) MUST_USE;
/* On the writer: those from before are worth nothing any more. */
enum err slips_write(struct cx *cx, struct db *tx, struct officer_id officer,
                     const struct slips_made *made) MUST_USE;
