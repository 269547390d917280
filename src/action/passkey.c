/* passkey: see the header. */
#include "action/passkey.h"
#include "base/buf.h"
#include "base/codec.h"
#include "store/sign_in.h"
#include <string.h>

#define LOCALHOST "localhost"

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
    return s.len > 0;
}

static bool is_localhost(struct str host)
{
    struct str name = STR(LOCALHOST), rest = str_from(host, name.len);

    if (!str_starts(host, name))
        return false;
    return rest.len == 0 || (rest.at[0] == ':' && all_digits(str_from(rest, 1)));
}

/* An address of digits is no RP ID, so on loopback the browser must have come by the name. */
struct passkey_site passkey_site_of(struct arena *arena, struct str origin, struct str host)
{
    struct passkey_site site = { STR(""), STR("") };
    struct str name = str_from(origin, 8); /* after "https://" */

    if (origin.len > 8) {
        site.origin = origin;
        site.rp_id = str_first(name, str_find(name, STR(":")));
    } else if (origin.len == 0 && is_localhost(host)) {
        site.origin = arena_printf(arena, "http://%.*s", STR_FMT(host));
        site.rp_id = STR(LOCALHOST);
    }
    return site.origin.at ? site : (struct passkey_site){ STR(""), STR("") };
}

enum err passkey_offer_make(struct cx *cx, const struct env *env, struct db *db,
                            enum challenge_purpose purpose, struct officer_id officer,
                            const struct session_id *session, struct passkey_site site,
                            struct passkey_offer *out)
{
    struct buf ids = buf_in(cx->arena, PASSKEYS_MAX * (2 * WEBAUTHN_CREDENTIAL_MAX + 1));
    struct challenge challenge;
    struct passkey_list list;

    TRY(store_passkey_list(cx, db, env->post, officer, &list));
    for (size_t i = 0; i < list.len; i++) {
        if (i)
            buf_char(&ids, ' ');
        buf_str(&ids, hex_of(cx->arena, list.at[i].id));
    }
    challenge_new(cx, &env->server_key, purpose, session, &challenge);
    *out = (struct passkey_offer){
        .challenge = hex_of(cx->arena, (struct bytes){ challenge.b, sizeof challenge.b }),
        .user = hex_of(cx->arena, (struct bytes){ officer.b, sizeof officer.b }),
        .rp_id = site.rp_id, .ids = buf_end(&ids), .count = list.len,
    };
    if (!out->ids.at || !out->challenge.at || !out->user.at)
        return FAIL(cx, ERR_TOO_LARGE, "passkeys");
    return OK;
}

/* Hex from a form's hidden field; false if it is none. */
static bool raw_of(struct cx *cx, struct str hex, struct bytes *out)
{
    uint8_t *at = arena_alloc(cx->arena, hex.len / 2 + 1, 1);

    if (!at || hex.len % 2 || !hex_decode(hex, at, hex.len / 2))
        return false;
    *out = (struct bytes){ at, hex.len / 2 };
    return true;
}

/* The challenge is ours, for this session and purpose, and not too old. */
static bool challenge_read(struct cx *cx, const struct env *env, enum challenge_purpose purpose,
                           const struct session_id *session, const struct passkey_answer *answer,
                           struct passkey_use *use, struct webauthn_expected *expected)
{
    struct challenge *c = ARENA_NEW(cx->arena, struct challenge);

    if (!c || answer->site.origin.len == 0 || answer->challenge.len != sizeof c->b * 2
        || !hex_decode(answer->challenge, c->b, sizeof c->b)
        || !challenge_check(&env->server_key, purpose, session, cx->now_us, c,
                            &use->challenge_until_us))
        return false;
    challenge_hash(c, use->challenge_hash);
    *expected = (struct webauthn_expected){ .challenge = { c->b, sizeof c->b },
                                            .origin = answer->site.origin,
                                            .rp_id = answer->site.rp_id, .verified = true };
    return true;
}

/* The person is told one thing; the log which. */
static void tell(struct cx *cx, const char *what, enum webauthn_fault fault)
{
    if (fault != WEBAUTHN_FINE)
        (void)FAIL(cx, ERR_DENIED, "passkey: %s: %s", what, webauthn_fault_name(fault));
}

enum err passkey_register_check(struct cx *cx, const struct env *env, struct officer_id officer,
                                const struct session_id *session,
                                const struct passkey_answer *answer, struct str name,
                                struct passkey_use *out, enum webauthn_fault *fault)
{
    struct webauthn_expected expected;
    struct webauthn_credential made;
    struct bytes client, attestation;
    struct passkey_use use = { 0 };

    if (!challenge_read(cx, env, CHALLENGE_REGISTER, session, answer, &use, &expected))
        *fault = WEBAUTHN_CHALLENGE;
    else if (!raw_of(cx, answer->client_data, &client) || !raw_of(cx, answer->data, &attestation))
        *fault = WEBAUTHN_CLIENT_DATA;
    else
        *fault = webauthn_register(cx, &expected, client, attestation, &made);
    tell(cx, "registration", *fault);
    if (*fault != WEBAUTHN_FINE)
        return OK;
    use.row = (struct passkey_row){
        .id = made.id, .officer = officer, .key = made.key, .alg = made.alg,
        .counter = made.counter, .backup_eligible = made.backup_eligible,
        .backed_up = made.backed_up, .name = name, .added_us = cx->now_us,
    };
    *out = use;
    return OK;
}

enum err passkey_register_write(struct cx *cx, const struct env *env, struct db *tx,
                                const struct passkey_use *use)
{
    struct passkey_list list;

    TRY(store_passkey_list(cx, tx, env->post, use->row.officer, &list));
    if (list.len >= PASSKEYS_MAX)
        return FAIL(cx, ERR_CONFLICT, "the officer has %d passkeys", PASSKEYS_MAX);
    TRY(store_challenge_use(cx, tx, use->challenge_hash, use->challenge_until_us));
    return store_passkey_insert(cx, tx, env->post, &use->row);
}

static const struct passkey_row *find(const struct passkey_list *list, struct bytes id)
{
    for (size_t i = 0; i < list->len; i++)
        if (list->at[i].id.len == id.len && memcmp(list->at[i].id.at, id.at, id.len) == 0)
            return &list->at[i];
    return NULL;
}

enum err passkey_sign_in_check(struct cx *cx, const struct env *env, struct db *db,
                               struct officer_id officer, const struct session_id *session,
                               const struct passkey_answer *answer, struct passkey_use *out,
                               enum webauthn_fault *fault)
{
    struct webauthn_expected expected;
    struct webauthn_credential known;
    struct webauthn_assertion in;
    struct passkey_list list;
    const struct passkey_row *row = NULL;
    struct passkey_use use = { 0 };
    struct bytes id;

    TRY(store_passkey_list(cx, db, env->post, officer, &list));
    if (raw_of(cx, answer->id, &id))
        row = find(&list, id);
    if (!challenge_read(cx, env, CHALLENGE_SIGN_IN, session, answer, &use, &expected)) {
        *fault = WEBAUTHN_CHALLENGE;
    } else if (!row) {
        *fault = WEBAUTHN_CREDENTIAL_ID;
    } else if (!raw_of(cx, answer->client_data, &in.client_data)
               || !raw_of(cx, answer->data, &in.auth_data)
               || !raw_of(cx, answer->signature, &in.signature)
               || !raw_of(cx, answer->user, &in.user_handle)) {
        *fault = WEBAUTHN_CLIENT_DATA;
    } else {
        known = (struct webauthn_credential){ .id = row->id, .key = row->key,
                                              .alg = (enum cose_alg)row->alg,
                                              .counter = row->counter,
                                              .backup_eligible = row->backup_eligible };
        use.row = *row;
        *fault = webauthn_assert(cx, &expected, &known,
                                 (struct bytes){ officer.b, sizeof officer.b }, &in,
                                 &use.row.counter, &use.row.backed_up);
    }
    tell(cx, "sign-in", *fault);
    if (*fault == WEBAUTHN_FINE || *fault == WEBAUTHN_COUNTER)
        *out = use;
    return OK;
}

enum err passkey_sign_in_write(struct cx *cx, struct db *tx, const struct passkey_use *use)
{
    TRY(store_challenge_use(cx, tx, use->challenge_hash, use->challenge_until_us));
    return store_passkey_used(cx, tx, use->row.id, use->row.officer, use->row.counter,
                              use->row.backed_up, cx->now_us);
}
