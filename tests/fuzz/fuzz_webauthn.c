/* fuzz_webauthn: what authenticators and browsers send: client data, attestations, keys. */
#include "fuzz.h"
#include "vault/cbor.h"
#include "vault/webauthn.h"

static const struct webauthn_expected EXPECTED = { .challenge = { (const uint8_t *)"0123", 4 },
                                                   .origin = { "https://example.org", 19 },
                                                   .rp_id = { "example.org", 11 } };

/* What was taken is whole, lies in the input, and reads the same again. */
static void check_taken(struct bytes in, const struct webauthn_credential *c)
{
    struct cose_key key;
    size_t used = 0;

    assert(c->id.len > 0 && c->id.len <= WEBAUTHN_CREDENTIAL_MAX);
    assert(c->id.at >= in.at && c->key.at + c->key.len <= in.at + in.len);
    assert(cose_key_read(c->key, &key, &used) == COSE_FINE);
    assert(used == c->key.len && used <= COSE_KEY_MAX && key.alg == c->alg);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cx *cx = fuzz_cx();
    struct str text = fuzz_text(cx, data, size);
    struct bytes in = { (const uint8_t *)text.at, text.len }, auth_data;
    struct webauthn_assertion assertion = { .client_data = in, .auth_data = in, .signature = in };
    struct webauthn_credential made = { 0 };
    struct cbor c = cbor_over(in);
    struct cose_key key;
    uint32_t counter;
    size_t used;
    bool none, backed_up;

    if (cbor_skip(&c))
        assert(c.at <= in.len && !c.failed);
    (void)!webauthn_client_data(cx, &EXPECTED, "webauthn.get", in);
    if (webauthn_attestation_read(in, &auth_data, &none) == WEBAUTHN_FINE
        && webauthn_new_credential(&EXPECTED, auth_data, &made) == WEBAUTHN_FINE)
        check_taken(auth_data, &made);
    if (webauthn_new_credential(&EXPECTED, in, &made) == WEBAUTHN_FINE)
        check_taken(in, &made);
    if (cose_key_read(in, &key, &used) == COSE_FINE) {
        assert(used <= in.len);
        assert(!cose_verify(&key, in, in, (struct bytes){ in.at, in.len > 64 ? 64 : in.len }));
    }
    /* Nobody signs what is its own signature. */
    assert(webauthn_assert(cx, &EXPECTED, &made, in, &assertion, &counter, &backed_up)
           != WEBAUTHN_FINE);
    return 0;
}
