/*
 * passkey: offering and taking passkeys. What an authenticator must say is vault/webauthn.h;
 * here is whose it is, that a challenge is ours and fresh, and that it is used once.
 */
#pragma once
#include "action/env.h"
#include "store/db.h"
#include "store/passkey.h"
#include "vault/challenge.h"
#include "vault/webauthn.h"

#define PASSKEY_NAME_MAX 60 /* characters */

/* Where the browser is; from the settings, or this machine's own name. */
struct passkey_site {
    struct str origin; /* "" where there can be no passkeys */
    struct str rp_id;
};

/* The origin that people use ("" when the post is only on loopback), and the Host header. */
struct passkey_site passkey_site_of(struct arena *arena, struct str origin, struct str host);

/* What a page's script hands to the browser; all as hex but rp_id. */
struct passkey_offer {
    struct str challenge, rp_id, user;
    struct str ids; /* those the officer has, one blank between */
    size_t count;
};
enum err passkey_offer_make(struct cx *cx, const struct env *env, struct db *db,
                            enum challenge_purpose purpose, struct officer_id officer,
                            const struct session_id *session, struct passkey_site site,
                            struct passkey_offer *out) MUST_USE;

/* What came back, as hex; sent says whether anything did. */
struct passkey_answer {
    struct str challenge, id, client_data, data, signature, user;
    struct passkey_site site;
};

struct passkey_use {
    struct passkey_row row;     /* registration: to be added; sign-in: the one that was used */
    uint8_t challenge_hash[32];
    int64_t challenge_until_us;
};

/* data: the attestation object. A refusal is OK with the fault; nothing else is in *out then. */
enum err passkey_register_check(struct cx *cx, const struct env *env, struct officer_id officer,
                                const struct session_id *session,
                                const struct passkey_answer *answer, struct str name,
                                struct passkey_use *out, enum webauthn_fault *fault) MUST_USE;
/* On the writer. ERR_CONFLICT if the credential is registered or the challenge was used. */
enum err passkey_register_write(struct cx *cx, const struct env *env, struct db *tx,
                                const struct passkey_use *use) MUST_USE;

/* data: the authenticator data. A refusal is OK with the fault; where it is WEBAUTHN_COUNTER,
 * out->row is the passkey of which there may be a copy. */
enum err passkey_sign_in_check(struct cx *cx, const struct env *env, struct db *db,
                               struct officer_id officer, const struct session_id *session,
                               const struct passkey_answer *answer, struct passkey_use *out,
                               enum webauthn_fault *fault) MUST_USE;
/* On the writer. ERR_CONFLICT if counter or challenge were used before. */
enum err passkey_sign_in_write(struct cx *cx, struct db *tx,
                               const struct passkey_use *use) MUST_USE;
