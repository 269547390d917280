/*
 * webauthn: what a server must check of a passkey (W3C WebAuthn Level 3, sections 7.1 and 7.2;
 * ledger.md section 9). Pure: no store, no clock. Whose credential an id names, that an id is
 * registered once, and that a challenge is used once within its life, is the caller's.
 *
 * Each reason to refuse has its own name, for the log; people are told one thing.
 */
#pragma once
#include "base/cx.h"
#include "vault/cose.h"

#define WEBAUTHN_CREDENTIAL_MAX 1023 /* bytes of an id: section 7.1 step 25 */
#define WEBAUTHN_CLIENT_DATA_MAX 4096
#define WEBAUTHN_ATTESTATION_MAX 4096

enum webauthn_fault {
    WEBAUTHN_FINE,
    WEBAUTHN_CLIENT_DATA,    /* not the JSON it should be */
    WEBAUTHN_TYPE,           /* a creation for a sign-in or the other way round */
    WEBAUTHN_CHALLENGE,
    WEBAUTHN_ORIGIN,
    WEBAUTHN_CROSS_ORIGIN,   /* in a frame of somebody else's page */
    WEBAUTHN_TOP_ORIGIN,
    WEBAUTHN_ATTESTATION,    /* not the CBOR it should be, or bytes after it */
    WEBAUTHN_FORMAT,         /* an attestation statement that nobody asked for */
    WEBAUTHN_AUTH_DATA,      /* too short, bytes after it, a reserved flag */
    WEBAUTHN_RP_ID,
    WEBAUTHN_NOT_PRESENT,    /* UP */
    WEBAUTHN_NOT_VERIFIED,   /* UV */
    WEBAUTHN_BACKUP_FLAGS,   /* BS without BE */
    WEBAUTHN_NO_CREDENTIAL,  /* AT is not set */
    WEBAUTHN_CREDENTIAL_ID,  /* empty or too long */
    WEBAUTHN_KEY,            /* not a key of the kind it says */
    WEBAUTHN_ALGORITHM,      /* one we did not offer */
    WEBAUTHN_USER_HANDLE,    /* another person's */
    WEBAUTHN_BACKUP_CHANGED, /* BE is not what it was */
    WEBAUTHN_SIGNATURE,
    WEBAUTHN_COUNTER,        /* went back or stood still: perhaps a copy of the authenticator */
    WEBAUTHN_MEMORY
};

const char *webauthn_fault_name(enum webauthn_fault fault);

struct webauthn_expected {
    struct bytes challenge;
    struct str origin;  /* "https://posko.example", exactly */
    struct str rp_id;   /* "posko.example" */
    bool verified;      /* UV is required; only the published vectors do without */
};

struct webauthn_credential {
    struct bytes id, key; /* key: COSE, as it came */
    enum cose_alg alg;
    uint32_t counter;
    bool backup_eligible, backed_up;
};

/* A registration. What out points to lies in attestation. */
enum webauthn_fault webauthn_register(struct cx *cx, const struct webauthn_expected *expected,
                                      struct bytes client_data, struct bytes attestation,
                                      struct webauthn_credential *out);

struct webauthn_assertion {
    struct bytes client_data, auth_data, signature;
    struct bytes user_handle; /* len 0: none was given */
};

/* A sign-in with a credential that was registered before. user: the handle it was made for. */
enum webauthn_fault webauthn_assert(struct cx *cx, const struct webauthn_expected *expected,
                                    const struct webauthn_credential *known, struct bytes user,
                                    const struct webauthn_assertion *in, uint32_t *counter,
                                    bool *backed_up);

/* The parts of webauthn_register, one by one. */
enum webauthn_fault webauthn_client_data(struct cx *cx, const struct webauthn_expected *expected,
                                         const char *type, struct bytes client_data);
/* *none: the format is "none" and its statement is empty. */
enum webauthn_fault webauthn_attestation_read(struct bytes attestation, struct bytes *auth_data,
                                              bool *none);
enum webauthn_fault webauthn_new_credential(const struct webauthn_expected *expected,
                                            struct bytes auth_data,
                                            struct webauthn_credential *out);
