/*
 * session: what a signed-in person's cookie holds, and what the store keeps.
 *
 * The cookie is 32 random bytes T. The store keeps crypto_kdf(T, 1) as the id and
 * the person's key under crypto_kdf(T, 2) (ledger.md 6.2): a copy of the database
 * opens nothing, even while someone is signed in. Lifetimes are the caller's.
 */
#pragma once
#include "base/cx.h"

#define SESSION_TEXT_LEN 64

struct session_token {
    uint8_t b[32]; /* secret */
};
struct session_id {
    uint8_t b[32]; /* may be stored */
};

void session_new(struct cx *cx, struct session_token *out);
/* As the cookie has it: 64 lower-case hex digits. */
struct str session_text(struct arena *arena, const struct session_token *token);
bool session_parse(struct str cookie, struct session_token *out) MUST_USE;
struct session_id session_id_of(const struct session_token *token);

/* Seals what the session needs (an officer's secret key, say); *out in cx->arena. */
enum err session_seal(struct cx *cx, const struct session_token *token, struct bytes plain,
                      struct bytes *out) MUST_USE;
/* ERR_DENIED if the token is another or the blob was altered. */
enum err session_open(struct cx *cx, const struct session_token *token, struct bytes blob,
                      struct bytes *out) MUST_USE;

/* A form's guard against forged posts: BLAKE2b-128 of the form's name keyed with
 * crypto_kdf(T, 3), as 32 hex digits and a NUL. */
void session_form_token(const struct session_token *token, struct str form, char out[33]);
bool session_form_check(const struct session_token *token, struct str form, struct str given)
    MUST_USE;
void session_wipe(struct session_token *t); /* fits AUTO */
