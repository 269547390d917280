/*
 * session: three derivations of one random token.
 */
#include "vault/session.h"

#include <sodium.h>
#include "base/codec.h"
#include "vault/object.h"

#define KDF_SESSION "poskoSes"
#define BLOB_CONTEXT STR("session")

enum { SESSION_ID = 1, SESSION_BLOB = 2, SESSION_FORM = 3 };

static void derive(const struct session_token *token, uint64_t number, uint8_t out[32])
{
    crypto_kdf_derive_from_key(out, 32, number, KDF_SESSION, token->b);
}

void session_new(struct cx *cx, struct session_token *out)
{
    cx->random(out->b, sizeof out->b);
}

struct str session_text(struct arena *arena, const struct session_token *token)
{
    return hex_of(arena, (struct bytes){ token->b, sizeof token->b });
}

bool session_parse(struct str cookie, struct session_token *out)
{
    AUTO(session_wipe) struct session_token token;

    if (cookie.len != SESSION_TEXT_LEN || !hex_decode(cookie, token.b, sizeof token.b))
        return false;
    *out = token;
    return true;
}

struct session_id session_id_of(const struct session_token *token)
{
    struct session_id id;

    derive(token, SESSION_ID, id.b);
    return id;
}

enum err session_seal(struct cx *cx, const struct session_token *token, struct bytes plain,
                      struct bytes *out)
{
    AUTO(secret32_wipe) struct secret32 key;

    derive(token, SESSION_BLOB, key.b);
    return small_seal(cx, &key, BLOB_CONTEXT, plain, out);
}

enum err session_open(struct cx *cx, const struct session_token *token, struct bytes blob,
                      struct bytes *out)
{
    AUTO(secret32_wipe) struct secret32 key;

    derive(token, SESSION_BLOB, key.b);
    return small_open(cx, &key, BLOB_CONTEXT, blob, out);
}

void session_form_token(const struct session_token *token, struct str form, char out[33])
{
    AUTO(secret32_wipe) struct secret32 key;
    uint8_t mac[16];

    derive(token, SESSION_FORM, key.b);
    crypto_generichash(mac, sizeof mac, (const uint8_t *)form.at, form.len, key.b, sizeof key.b);
    hex_encode(out, mac, sizeof mac);
}

bool session_form_check(const struct session_token *token, struct str form, struct str given)
{
    char right[33];

    session_form_token(token, form, right);
    return given.len == 32 && sodium_memcmp(given.at, right, 32) == 0;
}

void session_wipe(struct session_token *t)
{
    sodium_memzero(t, sizeof *t);
}
