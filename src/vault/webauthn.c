/* webauthn: see the header; the steps are those of WebAuthn Level 3. */
#include "vault/webauthn.h"
#include <sodium.h>
#include <string.h>
#include "base/codec.h"
#include "base/json.h"
#include "vault/cbor.h"

#define RP_HASH_LEN 32
#define AUTH_DATA_MIN 37 /* hash 32 || flags 1 || counter 4 */
#define AAGUID_LEN 16

enum { FLAG_UP = 0x01, FLAG_UV = 0x04, FLAG_BE = 0x08, FLAG_BS = 0x10, FLAG_AT = 0x40,
       FLAG_ED = 0x80, FLAGS_RESERVED = 0x22 };

const char *webauthn_fault_name(enum webauthn_fault fault)
{
    static const char *const names[] = {
        [WEBAUTHN_FINE] = "fine",
        [WEBAUTHN_CLIENT_DATA] = "client_data",
        [WEBAUTHN_TYPE] = "type",
        [WEBAUTHN_CHALLENGE] = "challenge",
        [WEBAUTHN_ORIGIN] = "origin",
        [WEBAUTHN_CROSS_ORIGIN] = "cross_origin",
        [WEBAUTHN_TOP_ORIGIN] = "top_origin",
        [WEBAUTHN_ATTESTATION] = "attestation",
        [WEBAUTHN_FORMAT] = "format",
        [WEBAUTHN_AUTH_DATA] = "auth_data",
        [WEBAUTHN_RP_ID] = "rp_id",
        [WEBAUTHN_NOT_PRESENT] = "not_present",
        [WEBAUTHN_NOT_VERIFIED] = "not_verified",
        [WEBAUTHN_BACKUP_FLAGS] = "backup_flags",
        [WEBAUTHN_NO_CREDENTIAL] = "no_credential",
        [WEBAUTHN_CREDENTIAL_ID] = "credential_id",
        [WEBAUTHN_KEY] = "key",
        [WEBAUTHN_ALGORITHM] = "algorithm",
        [WEBAUTHN_USER_HANDLE] = "user_handle",
        [WEBAUTHN_BACKUP_CHANGED] = "backup_changed",
        [WEBAUTHN_SIGNATURE] = "signature",
        [WEBAUTHN_COUNTER] = "counter",
        [WEBAUTHN_MEMORY] = "memory",
    };

    return fault < COUNT_OF(names) ? names[fault] : "?";
}

/* ---- what the browser says ---- */

/* base64url without padding, as the browser writes the challenge. */
static struct str challenge_text(struct arena *arena, struct bytes challenge)
{
    struct str text = base64_of(arena, challenge);
    char *at = (char *)(uintptr_t)text.at;

    for (size_t i = 0; at && i < text.len; i++)
        at[i] = (char)(at[i] == '+' ? '-' : at[i] == '/' ? '_' : at[i]);
    while (text.len > 0 && text.at[text.len - 1] == '=')
        text.len--;
    return text;
}

static struct bytes without_bom(struct bytes b)
{
    if (b.len >= 3 && memcmp(b.at, "\xef\xbb\xbf", 3) == 0)
        return (struct bytes){ b.at + 3, b.len - 3 };
    return b;
}

static bool member_is(const json_t *object, const char *name, struct str want)
{
    return json_is_string(json_object_get(object, name)) && str_eq(json_text(object, name), want);
}

enum webauthn_fault webauthn_client_data(struct cx *cx, const struct webauthn_expected *expected,
                                         const char *type, struct bytes client_data)
{
    AUTO(json_release) json_t *said = NULL;
    struct bytes raw = without_bom(client_data);
    struct str text = { (const char *)raw.at, raw.len };
    struct str challenge = challenge_text(cx->arena, expected->challenge);
    const json_t *cross;

    if (!challenge.at)
        return WEBAUTHN_MEMORY;
    if (raw.len == 0 || client_data.len > WEBAUTHN_CLIENT_DATA_MAX || !utf8_valid(text)
        || json_read(cx, text, &said) != OK || !json_is_object(said))
        return WEBAUTHN_CLIENT_DATA;
    cross = json_object_get(said, "crossOrigin");
    if (!member_is(said, "type", str_of(type)))
        return WEBAUTHN_TYPE;
    if (challenge.len == 0 || !member_is(said, "challenge", challenge))
        return WEBAUTHN_CHALLENGE;
    if (!member_is(said, "origin", expected->origin))
        return WEBAUTHN_ORIGIN;
    if (cross && !json_is_false(cross))
        return WEBAUTHN_CROSS_ORIGIN;
    return json_object_get(said, "topOrigin") ? WEBAUTHN_TOP_ORIGIN : WEBAUTHN_FINE;
}

/* ---- what the authenticator says ---- */

static uint32_t u32_at(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* The head that creations and sign-ins share. */
static enum webauthn_fault check_head(const struct webauthn_expected *expected, struct bytes data)
{
    uint8_t hash[RP_HASH_LEN];
    unsigned flags;

    if (data.len < AUTH_DATA_MIN || (data.at[RP_HASH_LEN] & FLAGS_RESERVED))
        return WEBAUTHN_AUTH_DATA;
    crypto_hash_sha256(hash, (const uint8_t *)expected->rp_id.at, expected->rp_id.len);
    flags = data.at[RP_HASH_LEN];
    if (memcmp(hash, data.at, sizeof hash) != 0)
        return WEBAUTHN_RP_ID;
    if (!(flags & FLAG_UP))
        return WEBAUTHN_NOT_PRESENT;
    if (expected->verified && !(flags & FLAG_UV))
        return WEBAUTHN_NOT_VERIFIED;
    return (flags & FLAG_BS) && !(flags & FLAG_BE) ? WEBAUTHN_BACKUP_FLAGS : WEBAUTHN_FINE;
}

/* Extensions we did not ask for may come, as one map; nothing may come after. */
static bool tail_fine(unsigned flags, struct bytes rest)
{
    struct cbor c = cbor_over(rest);

    if (!(flags & FLAG_ED))
        return rest.len == 0;
    return rest.len > 0 && rest.at[0] >> 5 == 5 && cbor_skip(&c) && cbor_done(&c);
}

static struct bytes bytes_from(struct bytes b, size_t offset)
{
    return (struct bytes){ b.at + offset, b.len - offset };
}

enum webauthn_fault webauthn_new_credential(const struct webauthn_expected *expected,
                                            struct bytes data, struct webauthn_credential *out)
{
    struct webauthn_credential made = { 0 };
    enum webauthn_fault fault = check_head(expected, data);
    size_t at = AUTH_DATA_MIN + AAGUID_LEN + 2, id_len, key_len = 0;
    struct cose_key key;
    unsigned flags;

    if (fault != WEBAUTHN_FINE)
        return fault;
    flags = data.at[RP_HASH_LEN];
    if (!(flags & FLAG_AT))
        return WEBAUTHN_NO_CREDENTIAL;
    if (data.len < at)
        return WEBAUTHN_AUTH_DATA;
    id_len = (size_t)data.at[at - 2] << 8 | data.at[at - 1];
    if (id_len == 0 || id_len > WEBAUTHN_CREDENTIAL_MAX)
        return WEBAUTHN_CREDENTIAL_ID;
    if (data.len - at < id_len)
        return WEBAUTHN_AUTH_DATA;
    made.id = (struct bytes){ data.at + at, id_len };
    made.key = bytes_from(data, at + id_len);
    switch (cose_key_read(made.key, &key, &key_len)) {
    case COSE_FINE:
        break;
    case COSE_ALGORITHM:
        return WEBAUTHN_ALGORITHM;
    case COSE_MALFORMED:
    case COSE_KEY:
        return WEBAUTHN_KEY;
    }
    if (key_len == 0 || key_len > COSE_KEY_MAX)
        return WEBAUTHN_KEY;
    if (!tail_fine(flags, bytes_from(made.key, key_len)))
        return WEBAUTHN_AUTH_DATA;
    made.key.len = key_len;
    made.alg = key.alg;
    made.counter = u32_at(data.at + RP_HASH_LEN + 1);
    made.backup_eligible = flags & FLAG_BE;
    made.backed_up = flags & FLAG_BS;
    *out = made;
    return WEBAUTHN_FINE;
}

/* {"fmt": text, "attStmt": map, "authData": bytes}, each once, in any order. */
enum webauthn_fault webauthn_attestation_read(struct bytes attestation, struct bytes *auth_data,
                                              bool *none)
{
    struct cbor c = cbor_over(attestation);
    struct bytes data = { NULL, 0 };
    struct str format = { NULL, 0 };
    bool statement = false, empty = false;
    size_t pairs;

    if (attestation.len > WEBAUTHN_ATTESTATION_MAX || !cbor_map(&c, &pairs) || pairs != 3)
        return WEBAUTHN_ATTESTATION;
    for (size_t i = 0; i < pairs; i++) {
        struct str name;
        bool read = cbor_text(&c, &name);

        if (read && str_is(name, "fmt") && !format.at) {
            read = cbor_text(&c, &format);
        } else if (read && str_is(name, "authData") && !data.at) {
            read = cbor_bytes(&c, &data);
        } else if (read && str_is(name, "attStmt") && !statement && c.at < c.in.len) {
            statement = c.in.at[c.at] >> 5 == 5;
            empty = c.in.at[c.at] == 0xa0;
            read = statement && cbor_skip(&c);
        } else {
            read = false;
        }
        if (!read)
            return WEBAUTHN_ATTESTATION;
    }
    if (!cbor_done(&c))
        return WEBAUTHN_ATTESTATION;
    *auth_data = data;
    *none = str_is(format, "none") && empty;
    return WEBAUTHN_FINE;
}

enum webauthn_fault webauthn_register(struct cx *cx, const struct webauthn_expected *expected,
                                      struct bytes client_data, struct bytes attestation,
                                      struct webauthn_credential *out)
{
    enum webauthn_fault fault =
        webauthn_client_data(cx, expected, "webauthn.create", client_data);
    struct webauthn_credential made;
    struct bytes data;
    bool none;

    if (fault == WEBAUTHN_FINE)
        fault = webauthn_attestation_read(attestation, &data, &none);
    if (fault == WEBAUTHN_FINE)
        fault = webauthn_new_credential(expected, data, &made);
    if (fault == WEBAUTHN_FINE && !none)
        fault = WEBAUTHN_FORMAT;
    if (fault == WEBAUTHN_FINE)
        *out = made;
    return fault;
}

/* ---- signing in ---- */

static bool signature_fine(const struct webauthn_credential *known,
                           const struct webauthn_assertion *in)
{
    uint8_t hash[32];
    struct cose_key key;
    size_t used;

    crypto_hash_sha256(hash, in->client_data.at, in->client_data.len);
    return cose_key_read(known->key, &key, &used) == COSE_FINE && used == known->key.len
        && key.alg == known->alg
        && cose_verify(&key, in->auth_data, (struct bytes){ hash, sizeof hash }, in->signature);
}

enum webauthn_fault webauthn_assert(struct cx *cx, const struct webauthn_expected *expected,
                                    const struct webauthn_credential *known, struct bytes user,
                                    const struct webauthn_assertion *in, uint32_t *counter,
                                    bool *backed_up)
{
    enum webauthn_fault fault;
    uint32_t count;
    unsigned flags;

    if (in->user_handle.len
        && (in->user_handle.len != user.len
            || memcmp(in->user_handle.at, user.at, user.len) != 0))
        return WEBAUTHN_USER_HANDLE;
    fault = webauthn_client_data(cx, expected, "webauthn.get", in->client_data);
    if (fault == WEBAUTHN_FINE)
        fault = check_head(expected, in->auth_data);
    if (fault != WEBAUTHN_FINE)
        return fault;
    flags = in->auth_data.at[RP_HASH_LEN];
    if ((flags & FLAG_AT) || !tail_fine(flags, bytes_from(in->auth_data, AUTH_DATA_MIN)))
        return WEBAUTHN_AUTH_DATA;
    if ((bool)(flags & FLAG_BE) != known->backup_eligible)
        return WEBAUTHN_BACKUP_CHANGED;
    if (!signature_fine(known, in))
        return WEBAUTHN_SIGNATURE;
    count = u32_at(in->auth_data.at + RP_HASH_LEN + 1);
    if ((count || known->counter) && count <= known->counter)
        return WEBAUTHN_COUNTER;
    *counter = count;
    *backed_up = flags & FLAG_BS;
    return WEBAUTHN_FINE;
}
