/*
 * Passkeys: ceremonies of our own with one thing wrong at a time. Each row is a check of
 * WebAuthn Level 3 sections 7.1 and 7.2 (ledger.md section 9 lists them).
 */
#include "vault_test.h"
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <sodium.h>
#include "base/codec.h"
#include "vault/webauthn.h"

#define FINE WEBAUTHN_FINE
#define CROSS WEBAUTHN_CROSS_ORIGIN
#define OTHER WEBAUTHN_ALGORITHM

static void same(const char *what, enum webauthn_fault got, enum webauthn_fault want)
{
    if (got != want)
        fail_msg("%s: %s, not %s", what, webauthn_fault_name(got), webauthn_fault_name(want));
}

/* ---- our own ceremonies, with one thing wrong at a time ---- */

enum key_kind { KEY_EC, KEY_EC_OFF_CURVE, KEY_EC_SHORT_X, KEY_EC_P384, KEY_EC_EXTRA, KEY_EC_TWICE,
                KEY_EC_NO_ALG, KEY_ED, KEY_ED_SMALL_ORDER, KEY_ED_EXTRA, KEY_RSA_1024, KEY_RSA_E1,
                KEY_ES384, KEY_INDEFINITE, KEY_NONE };

#define UP 0x01
#define UV 0x04
#define BE 0x08
#define BS 0x10
#define AT 0x40
#define ED 0x80

struct making {
    const char *what;
    enum webauthn_fault want;
    const char *json;    /* whole client data; NULL: as it should be, with the next four */
    const char *type, *origin, *challenge, *more;
    const char *rp;
    unsigned flags;      /* 0: UP UV AT */
    int id_len;          /* 0: 16; -1: none */
    enum key_kind key;
    const char *fmt;     /* NULL: "none" */
    const char *statement; /* its CBOR; NULL: {} */
    const char *after_data, *after_all; /* bytes more, as hex */
    int cut;             /* bytes off the end of authData */
};

static const uint8_t CHALLENGE[32] = "thirty-two bytes that are chance";
#define CHALLENGE_TEXT "dGhpcnR5LXR3byBieXRlcyB0aGF0IGFyZSBjaGFuY2U"
#define HOME "https://posko.example"

static const struct webauthn_expected EXPECTED = { .challenge = { CHALLENGE, 32 },
                                                   .origin = { HOME, sizeof HOME - 1 },
                                                   .rp_id = { "posko.example", 13 },
                                                   .verified = true };

static void put(struct buf *b, const char *hex)
{
    uint8_t raw[1200];
    size_t len = strlen(hex) / 2;

    assert_true(len <= sizeof raw && hex_decode(str_of(hex), raw, len));
    buf_add(b, raw, len);
}

static struct bytes taken(struct buf *b)
{
    assert_false(b->failed);
    return (struct bytes){ (const uint8_t *)b->at, b->len };
}

/* RFC 6979's key (A.2.5) is a point of P-256. */
#define EC_X "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
#define EC_Y "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
#define ED_X "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a" /* RFC 8032, 7.1 */

static void put_key(struct buf *b, enum key_kind kind)
{
    static const char *const keys[] = {
        [KEY_EC] = "a5010203262001215820" EC_X "225820" EC_Y,
        [KEY_EC_OFF_CURVE] = "a5010203262001215820" EC_X "225820" EC_X,
        [KEY_EC_SHORT_X] = "a501020326200121581f"
                           "fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                           "225820" EC_Y,
        [KEY_EC_P384] = "a5010203262002215820" EC_X "225820" EC_Y,
        [KEY_EC_EXTRA] = "a6010203262001215820" EC_X "225820" EC_Y "0440",
        [KEY_EC_TWICE] = "a60102032603262001215820" EC_X "225820" EC_Y,
        [KEY_EC_NO_ALG] = "a401022001215820" EC_X "225820" EC_Y,
        [KEY_ED] = "a4010103272006215820" ED_X,
        [KEY_ED_SMALL_ORDER] = "a4010103272006215820"
                               "0100000000000000000000000000000000000000000000000000000000000000",
        [KEY_ED_EXTRA] = "a5010103272006215820" ED_X "2240",
        [KEY_ES384] = "a501020338222002215820" EC_X "225820" EC_Y,
        [KEY_INDEFINITE] = "bf010203262001215820" EC_X "225820" EC_Y "ff",
        [KEY_NONE] = "",
    };

    if (kind == KEY_RSA_1024 || kind == KEY_RSA_E1) {
        size_t len = kind == KEY_RSA_1024 ? 128 : 256;

        put(b, "a401030339010020");
        buf_char(b, 0x59);
        buf_char(b, (char)(len >> 8));
        buf_char(b, (char)len);
        for (size_t i = 0; i < len; i++)
            buf_char(b, (char)0xb5);
        put(b, kind == KEY_RSA_E1 ? "214101" : "2143010001");
        return;
    }
    put(b, keys[kind]);
}

static struct bytes client_data_of(struct arena *a, const struct making *m, const char *type)
{
    struct str text;

    if (m->json)
        return (struct bytes){ (const uint8_t *)m->json, strlen(m->json) };
    text = arena_printf(a, "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\"%s}",
                        m->type ? m->type : type, m->challenge ? m->challenge : CHALLENGE_TEXT,
                        m->origin ? m->origin : HOME, m->more ? m->more : "");
    return (struct bytes){ (const uint8_t *)text.at, text.len };
}

static struct bytes auth_data_of(struct arena *a, const struct making *m, unsigned flags,
                                 uint32_t counter)
{
    struct buf b = buf_in(a, 8192);
    const char *rp = m->rp ? m->rp : "posko.example";
    size_t id_len = m->id_len ? (size_t)(m->id_len < 0 ? 0 : m->id_len) : 16;
    uint8_t hash[32];

    crypto_hash_sha256(hash, (const uint8_t *)rp, strlen(rp));
    buf_add(&b, hash, sizeof hash);
    buf_char(&b, (char)flags);
    for (int i = 24; i >= 0; i -= 8)
        buf_char(&b, (char)(counter >> i));
    if (flags & AT) {
        for (int i = 0; i < 16; i++)
            buf_char(&b, 0);
        buf_char(&b, (char)(id_len >> 8));
        buf_char(&b, (char)id_len);
        for (size_t i = 0; i < id_len; i++)
            buf_char(&b, (char)i);
        put_key(&b, m->key);
    }
    put(&b, m->after_data ? m->after_data : "");
    b.len -= (size_t)m->cut;
    return taken(&b);
}

static void put_text(struct buf *b, const char *text)
{
    buf_char(b, (char)(0x60 + strlen(text)));
    buf_lit(b, text);
}

static struct bytes attestation_of(struct arena *a, const struct making *m)
{
    struct bytes data = auth_data_of(a, m, m->flags ? m->flags : UP | UV | AT, 5);
    struct buf b = buf_in(a, 8192);

    put(&b, "a3");
    put_text(&b, "fmt");
    put_text(&b, m->fmt ? m->fmt : "none");
    put_text(&b, "attStmt");
    put(&b, m->statement ? m->statement : "a0");
    put_text(&b, "authData");
    buf_char(&b, 0x59);
    buf_char(&b, (char)(data.len >> 8));
    buf_char(&b, (char)data.len);
    buf_add(&b, data.at, data.len);
    put(&b, m->after_all ? m->after_all : "");
    return taken(&b);
}

static const struct making registrations[] = {
    { .what = "as it should be", .want = FINE },
    { .what = "a BOM before the JSON", .want = FINE,
      .json = "\xef\xbb\xbf{\"type\":\"webauthn.create\",\"challenge\":\"" CHALLENGE_TEXT
              "\",\"origin\":\"" HOME "\"}" },
    { .what = "members that are not known", .want = FINE, .more = ",\"extra\":{\"a\":1}" },
    { .what = "EdDSA", .want = FINE, .key = KEY_ED },
    { .what = "backed up, and eligible for it", .want = FINE, .flags = UP | UV | AT | BE | BS },
    { .what = "an extension", .want = FINE, .flags = UP | UV | AT | ED,
      .after_data = "a16b6372656450726f7465637402" },
    { .what = "the longest id", .want = FINE, .id_len = 1023 },
    { .what = "not JSON", .want = WEBAUTHN_CLIENT_DATA, .json = "type=webauthn.create" },
    { .what = "nothing", .want = WEBAUTHN_CLIENT_DATA, .json = "" },
    { .what = "an array", .want = WEBAUTHN_CLIENT_DATA, .json = "[]" },
    { .what = "a member twice", .want = WEBAUTHN_CLIENT_DATA, .more = ",\"origin\":\"" HOME "\"" },
    { .what = "a sign-in's type", .want = WEBAUTHN_TYPE, .type = "webauthn.get" },
    { .what = "no type", .want = WEBAUTHN_TYPE, .json = "{}" },
    { .what = "another challenge", .want = WEBAUTHN_CHALLENGE, .challenge = "AAAA" },
    { .what = "the challenge with padding", .want = WEBAUTHN_CHALLENGE,
      .challenge = CHALLENGE_TEXT "=" },
    { .what = "another origin", .want = WEBAUTHN_ORIGIN, .origin = "https://posko.example.evil" },
    { .what = "http", .want = WEBAUTHN_ORIGIN, .origin = "http://posko.example" },
    { .what = "a port", .want = WEBAUTHN_ORIGIN, .origin = HOME ":8443" },
    { .what = "a slash", .want = WEBAUTHN_ORIGIN, .origin = HOME "/" },
    { .what = "a frame", .want = CROSS, .more = ",\"crossOrigin\":true" },
    { .what = "a frame, oddly said", .want = CROSS, .more = ",\"crossOrigin\":\"no\"" },
    { .what = "a top origin", .want = WEBAUTHN_TOP_ORIGIN,
      .more = ",\"crossOrigin\":false,\"topOrigin\":\"https://evil.example\"" },
    { .what = "another RP", .want = WEBAUTHN_RP_ID, .rp = "example" },
    { .what = "nobody there", .want = WEBAUTHN_NOT_PRESENT, .flags = UV | AT },
    { .what = "nobody known", .want = WEBAUTHN_NOT_VERIFIED, .flags = UP | AT },
    { .what = "BS without BE", .want = WEBAUTHN_BACKUP_FLAGS, .flags = UP | UV | AT | BS },
    { .what = "a reserved flag", .want = WEBAUTHN_AUTH_DATA, .flags = UP | UV | AT | 0x02 },
    { .what = "no credential", .want = WEBAUTHN_NO_CREDENTIAL, .flags = UP | UV },
    { .what = "no id", .want = WEBAUTHN_CREDENTIAL_ID, .id_len = -1 },
    { .what = "an id too long", .want = WEBAUTHN_CREDENTIAL_ID, .id_len = 1024 },
    { .what = "an id cut off", .want = WEBAUTHN_AUTH_DATA, .key = KEY_NONE, .cut = 5 },
    { .what = "no key", .want = WEBAUTHN_KEY, .key = KEY_NONE },
    { .what = "a key cut off", .want = WEBAUTHN_KEY, .cut = 1 },
    { .what = "a point off the curve", .want = WEBAUTHN_KEY, .key = KEY_EC_OFF_CURVE },
    { .what = "a short coordinate", .want = WEBAUTHN_KEY, .key = KEY_EC_SHORT_X },
    { .what = "ES256 on another curve", .want = WEBAUTHN_KEY, .key = KEY_EC_P384 },
    { .what = "a member too many", .want = WEBAUTHN_KEY, .key = KEY_EC_EXTRA },
    { .what = "alg twice", .want = WEBAUTHN_KEY, .key = KEY_EC_TWICE },
    { .what = "no alg", .want = WEBAUTHN_KEY, .key = KEY_EC_NO_ALG },
    { .what = "a key of small order", .want = WEBAUTHN_KEY, .key = KEY_ED_SMALL_ORDER },
    { .what = "OKP with a member too many", .want = WEBAUTHN_KEY, .key = KEY_ED_EXTRA },
    { .what = "RSA with 1024 bits", .want = WEBAUTHN_KEY, .key = KEY_RSA_1024 },
    { .what = "RSA with exponent 1", .want = WEBAUTHN_KEY, .key = KEY_RSA_E1 },
    { .what = "ES384", .want = OTHER, .key = KEY_ES384 },
    { .what = "an indefinite length", .want = WEBAUTHN_KEY, .key = KEY_INDEFINITE },
    { .what = "bytes after the key", .want = WEBAUTHN_AUTH_DATA, .after_data = "00" },
    { .what = "extensions without their flag", .want = WEBAUTHN_AUTH_DATA, .after_data = "a0" },
    { .what = "the flag without extensions", .want = WEBAUTHN_AUTH_DATA,
      .flags = UP | UV | AT | ED },
    { .what = "bytes after the extensions", .want = WEBAUTHN_AUTH_DATA,
      .flags = UP | UV | AT | ED, .after_data = "a000" },
    { .what = "an extension of an indefinite length", .want = WEBAUTHN_AUTH_DATA,
      .flags = UP | UV | AT | ED, .after_data = "bfff" },
    { .what = "extensions five deep", .want = WEBAUTHN_AUTH_DATA,
      .flags = UP | UV | AT | ED, .after_data = "a10181818181" "00" },
    { .what = "a statement", .want = WEBAUTHN_FORMAT, .fmt = "packed", .statement = "a1616100" },
    { .what = "another format without a statement", .want = WEBAUTHN_FORMAT, .fmt = "packed" },
    { .what = "none with a statement", .want = WEBAUTHN_FORMAT, .statement = "a1616100" },
    { .what = "a statement that is no map", .want = WEBAUTHN_ATTESTATION, .statement = "80" },
    { .what = "a statement too deep", .want = WEBAUTHN_ATTESTATION, .statement = "a1616181818100" },
    { .what = "bytes after all", .want = WEBAUTHN_ATTESTATION, .after_all = "00" },
};

static void one_thing_wrong_and_a_registration_is_refused(void **state)
{
    struct cx *cx = cx_of(state);

    for (size_t i = 0; i < COUNT_OF(registrations); i++) {
        const struct making *m = &registrations[i];
        struct webauthn_credential made = { .counter = 99 };
        enum webauthn_fault fault =
            webauthn_register(cx, &EXPECTED, client_data_of(cx->arena, m, "webauthn.create"),
                              attestation_of(cx->arena, m), &made);

        same(m->what, fault, m->want);
        assert_int_equal(made.counter, fault == FINE ? 5 : 99);
    }
}

/* Every byte off the end, and every byte doubled at the end, of a good one. */
static void no_prefix_of_an_attestation_is_one(void **state)
{
    struct cx *cx = cx_of(state);
    struct bytes client = client_data_of(cx->arena, &registrations[0], "webauthn.create");
    struct bytes whole = attestation_of(cx->arena, &registrations[0]);
    struct webauthn_credential made;

    for (size_t len = 0; len < whole.len; len++)
        if (webauthn_register(cx, &EXPECTED, client, (struct bytes){ whole.at, len }, &made)
            == FINE)
            fail_msg("%zu of %zu bytes are taken", len, whole.len);
}

struct using {
    const char *what;
    enum webauthn_fault want;
    struct making m;
    unsigned flags;          /* 0: UP UV */
    uint32_t known, counter; /* stored, and said now */
    const char *user;
    bool eligible;           /* stored BE */
    bool other_key;
};

static const struct using uses[] = {
    { .what = "as it should be", .want = FINE },
    { .what = "the counter goes on", .want = FINE, .known = 6, .counter = 7 },
    { .what = "a first count", .want = FINE, .counter = 1 },
    { .what = "no counter at all", .want = FINE, .known = 0, .counter = 0 },
    { .what = "the counter stands", .want = WEBAUTHN_COUNTER, .known = 6, .counter = 6 },
    { .what = "the counter goes back", .want = WEBAUTHN_COUNTER, .known = 6, .counter = 5 },
    { .what = "the counter is gone", .want = WEBAUTHN_COUNTER, .known = 6, .counter = 0 },
    { .what = "his own handle", .want = FINE, .user = "officer" },
    { .what = "another's handle", .want = WEBAUTHN_USER_HANDLE, .user = "0fficer" },
    { .what = "a creation's type", .want = WEBAUTHN_TYPE, .m = { .type = "webauthn.create" } },
    { .what = "another challenge", .want = WEBAUTHN_CHALLENGE, .m = { .challenge = "AAAA" } },
    { .what = "another origin", .want = WEBAUTHN_ORIGIN,
      .m = { .origin = "https://evil.example" } },
    { .what = "a frame", .want = CROSS, .m = { .more = ",\"crossOrigin\":true" } },
    { .what = "a top origin", .want = WEBAUTHN_TOP_ORIGIN,
      .m = { .more = ",\"topOrigin\":\"https://evil.example\"" } },
    { .what = "another RP", .want = WEBAUTHN_RP_ID, .m = { .rp = "posko" } },
    { .what = "nobody there", .want = WEBAUTHN_NOT_PRESENT, .flags = UV },
    { .what = "nobody known", .want = WEBAUTHN_NOT_VERIFIED, .flags = UP },
    { .what = "BS without BE", .want = WEBAUTHN_BACKUP_FLAGS, .flags = UP | UV | BS },
    { .what = "BE that was not", .want = WEBAUTHN_BACKUP_CHANGED, .flags = UP | UV | BE },
    { .what = "BE that was, and is no more", .want = WEBAUTHN_BACKUP_CHANGED, .eligible = true },
    { .what = "backed up by now", .want = FINE, .flags = UP | UV | BE | BS, .eligible = true },
    { .what = "a credential in a sign-in", .want = WEBAUTHN_AUTH_DATA, .flags = UP | UV | AT },
    { .what = "bytes after all", .want = WEBAUTHN_AUTH_DATA, .m = { .after_data = "a0" } },
    { .what = "too short", .want = WEBAUTHN_AUTH_DATA, .m = { .cut = 1 } },
    { .what = "another's key", .want = WEBAUTHN_SIGNATURE, .other_key = true },
};

/* A key of its own each run; its COSE in *cose. */
static EVP_PKEY *key_make(struct arena *a, struct bytes *cose)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    uint8_t point[65];
    size_t len = 0;
    struct buf b = buf_in(a, 200);

    assert_non_null(key);
    EVP_PKEY_get_octet_string_param(key, "pub", point, sizeof point, &len);
    assert_int_equal(len, 65);
    put(&b, "a5010203262001215820");
    buf_add(&b, point + 1, 32);
    put(&b, "225820");
    buf_add(&b, point + 33, 32);
    *cose = taken(&b);
    return key;
}

static struct bytes signed_by(struct arena *a, EVP_PKEY *key, struct bytes data,
                              struct bytes client)
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    uint8_t *signature = arena_alloc(a, 80, 1), hash[32];
    size_t len = 80;
    struct buf b = buf_in(a, 4096);

    crypto_hash_sha256(hash, client.at, client.len);
    buf_add(&b, data.at, data.len);
    buf_add(&b, hash, sizeof hash);
    assert_int_equal(EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, key), 1);
    assert_int_equal(EVP_DigestSign(md, signature, &len, (uint8_t *)b.at, b.len), 1);
    EVP_MD_CTX_free(md);
    return (struct bytes){ signature, len };
}

static void one_thing_wrong_and_a_sign_in_is_refused(void **state)
{
    struct cx *cx = cx_of(state);
    struct bytes cose, other_cose, user = { (const uint8_t *)"officer", 7 };
    EVP_PKEY *key = key_make(cx->arena, &cose), *other = key_make(cx->arena, &other_cose);

    for (size_t i = 0; i < COUNT_OF(uses); i++) {
        const struct using *u = &uses[i];
        struct webauthn_credential known = { .key = cose, .alg = COSE_ALG_ES256,
                                             .counter = u->known,
                                             .backup_eligible = u->eligible };
        struct webauthn_assertion in = {
            .client_data = client_data_of(cx->arena, &u->m, "webauthn.get"),
            .auth_data = auth_data_of(cx->arena, &u->m, u->flags ? u->flags : UP | UV, u->counter),
            .user_handle = { (const uint8_t *)u->user, u->user ? strlen(u->user) : 0 },
        };
        uint32_t counter = 99;
        bool backed_up = false;

        in.signature = signed_by(cx->arena, u->other_key ? other : key, in.auth_data,
                                 in.client_data);
        same(u->what,
             webauthn_assert(cx, &EXPECTED, &known, user, &in, &counter, &backed_up), u->want);
        assert_int_equal(counter, u->want == FINE ? u->counter : 99);
    }
    EVP_PKEY_free(key);
    EVP_PKEY_free(other);
}

/* Every fault but want of memory is met by the tables above. */
static void every_reason_is_met(void **state)
{
    bool met[WEBAUTHN_MEMORY] = { false };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(registrations); i++)
        met[registrations[i].want] = true;
    for (size_t i = 0; i < COUNT_OF(uses); i++)
        met[uses[i].want] = true;
    for (size_t i = 0; i < COUNT_OF(met); i++)
        if (!met[i])
            fail_msg("%s", webauthn_fault_name((enum webauthn_fault)i));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_thing_wrong_and_a_registration_is_refused),
        cmocka_unit_test(no_prefix_of_an_attestation_is_one),
        cmocka_unit_test(one_thing_wrong_and_a_sign_in_is_refused),
        cmocka_unit_test(every_reason_is_met),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}
