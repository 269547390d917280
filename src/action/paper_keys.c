/* paper_keys: see the header. */
#include "action/paper_keys.h"
#include "action/agencies.h"
#include "action/log_event.h"
#include "action/new_officer.h"
#include "action/renew_keys.h"
#include "base/buf.h"
#include "base/codec.h"
#include "store/custody.h"
#include "vault/grant.h"
#include "vault/share.h"
#include <sodium.h>
#include <string.h>

#define SLIP_VERSION 1
#define SLIP_SET_LEN 2
#define SLIP_CHECK_AT 36
#define SLIP_LEN 40
#define SLIP_SYMBOLS 64 /* of five bits */
#define GROUP 4

/* ---- a slip as text ---- */

static void check_of(const uint8_t slip[SLIP_LEN], uint8_t out[4])
{
    static const char domain[] = "posko-slip";
    uint8_t hash[32];
    crypto_hash_sha256_state state;

    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const uint8_t *)domain, sizeof domain);
    crypto_hash_sha256_update(&state, slip, SLIP_CHECK_AT);
    crypto_hash_sha256_final(&state, hash);
    memcpy(out, hash, 4);
}

static struct str slip_text(struct arena *arena, const uint8_t slip[SLIP_LEN])
{
    struct buf b = buf_in(arena, 128);
    unsigned bits = 0, have = 0;

    for (size_t i = 0, n = 0; i < SLIP_LEN; i++) {
        bits = bits << 8 | slip[i];
        for (have += 8; have >= 5; have -= 5, n++) {
            if (n && n % GROUP == 0)
                buf_char(&b, '-');
            buf_char(&b, crockford_digits[bits >> (have - 5) & 31]);
        }
        bits &= (1u << have) - 1;
    }
    return buf_end(&b);
}

static struct str set_text(struct arena *arena, const uint8_t set[SLIP_SET_LEN])
{
    return hex_of(arena, (struct bytes){ set, SLIP_SET_LEN });
}

static bool slip_bytes(struct str typed, uint8_t out[SLIP_LEN])
{
    unsigned bits = 0, have = 0;
    size_t n = 0;

    for (size_t i = 0; i < typed.len; i++) {
        int value = crockford_value(typed.at[i]);

        if (typed.at[i] == '-' || typed.at[i] == ' ')
            continue;
        if (value < 0 || n == SLIP_LEN)
            return false;
        bits = bits << 5 | (unsigned)value;
        have += 5;
        if (have >= 8) {
            have -= 8;
            out[n++] = (uint8_t)(bits >> have);
            bits &= (1u << have) - 1;
        }
    }
    return n == SLIP_LEN && have == 0;
}

enum err paper_slip_read(struct cx *cx, struct str typed, struct paper_slip *out)
{
    uint8_t slip[SLIP_LEN], check[4];
    enum err err = OK;

    if (!slip_bytes(str_trim(typed), slip))
        err = FAIL(cx, ERR_INVALID, "a slip has %d symbols in groups of %d: read it again",
                   SLIP_SYMBOLS, GROUP);
    if (err == OK) {
        check_of(slip, check);
        if (memcmp(check, slip + SLIP_CHECK_AT, sizeof check) != 0 || slip[0] != SLIP_VERSION
            || slip[1] < 1 || slip[1] > PAPER_SLIPS)
            err = FAIL(cx, ERR_INVALID, "the slip was mistyped: compare it group by group");
    }
    if (err == OK) {
        *out = (struct paper_slip){ .number = slip[1], .set = set_text(cx->arena, slip + 2) };
        memcpy(out->share, slip + 4, sizeof out->share);
    }
    bytes_wipe(slip, sizeof slip);
    return err;
}

/* ---- making a set ---- */

/* Which slips belong together, and to which row. */
static void set_of(const struct box_pk *pk, uint8_t out[SLIP_SET_LEN])
{
    uint8_t hash[32];

    crypto_hash_sha256(hash, pk->b, sizeof pk->b);
    memcpy(out, hash, SLIP_SET_LEN);
}

static enum err slips_make(struct cx *cx, const struct secret32 *secret, struct paper_slips *p)
{
    struct share shares[SHARE_MAX];
    uint8_t slip[SLIP_LEN] = { SLIP_VERSION };
    enum err err = share_split_at(cx, secret, PAPER_SLIPS_NEEDED, PAPER_SLIPS, shares);

    set_of(&p->pk, slip + 2);
    p->set = set_text(cx->arena, slip + 2);
    for (size_t i = 0; i < PAPER_SLIPS && err == OK; i++) {
        slip[1] = shares[i].number;
        memcpy(slip + 4, shares[i].b, sizeof shares[i].b);
        check_of(slip, slip + SLIP_CHECK_AT);
        p->slip[i] = slip_text(cx->arena, slip);
        if (!p->slip[i].at || !p->set.at)
            err = FAIL(cx, ERR_TOO_LARGE, "slip");
    }
    bytes_wipe(shares, sizeof shares);
    bytes_wipe(slip, sizeof slip);
    return err;
}

static enum err sealed_to(struct cx *cx, enum grant_purpose purpose, struct agency_id agency,
                          uint64_t serial, const struct secret32 *secret, const struct box_pk *pk,
                          struct bytes *out)
{
    uint8_t *sealed = arena_alloc(cx->arena, 1, GRANT_SEALED_LEN);

    if (!sealed)
        return FAIL(cx, ERR_TOO_LARGE, "grant");
    TRY(grant_seal(cx, purpose, agency.b, serial, secret, pk, sealed));
    *out = (struct bytes){ sealed, GRANT_SEALED_LEN };
    return OK;
}

enum err paper_keys_check(struct cx *cx, const struct officer_session *by, struct paper_slips *out)
{
    struct secret32 secret AUTO(secret32_wipe) = { { 0 } };
    struct officer_keys pair AUTO(officer_keys_wipe) = { 0 };
    struct paper_slips p = { .by = by };

    if (!officer_may(by, MAY_MANAGE_PEOPLE))
        return FAIL(cx, ERR_DENIED, "only a head puts the keys of an agency on paper");
    secret32_new(cx, &secret);
    paper_keys_of(&secret, &pair);
    p.pk = pair.pk;
    TRY(slips_make(cx, &secret, &p));
    TRY(sealed_to(cx, GRANT_AGENCY_OFFICER, by->of->id, by->secrets.key_serial, &by->secrets.master,
                  &p.pk, &p.sealed));
    if (by->secrets.custodian)
        TRY(sealed_to(cx, GRANT_AGENCY_CUSTODIAN, by->of->id, by->secrets.custodian_serial,
                      &by->secrets.custodian_secret, &p.pk, &p.custodian_sealed));
    *out = p;
    return OK;
}

static enum err paper_leaf(struct cx *cx, const struct env *env, struct db *tx,
                           const struct officer_session *by, const uint8_t pk[32], bool active)
{
    struct str code = str_of(agency_code_name(by->agency));
    struct str fingerprint = key_fingerprint(cx->arena, pk);
    struct str state = active ? STR("active") : STR("ended");
    struct log_event e = {
        .kind = "agency.paper",
        .name = fingerprint,
        .value = state,
        .facts = { { STR("agency"), code },
                   { STR("paper"), fingerprint },
                   { STR("state"), state } },
        .facts_len = 3,
        .by = code,
        .sign_secret = by->secrets.keys.sign_sk.b,
    };
    int64_t at;

    return log_event_append(cx, env, tx, &e, &at);
}

enum err paper_keys_write(struct cx *cx, const struct env *env, struct db *tx,
                          const struct paper_slips *p)
{
    const struct officer_session *by = p->by;
    struct paper_row old, row = { .serial = by->secrets.key_serial,
                                  .sealed = p->sealed,
                                  .custodian_serial = by->secrets.custodian_serial,
                                  .custodian_sealed = p->custodian_sealed,
                                  .made_us = cx->now_us };
    enum err err = store_paper_get(cx, tx, by->of->id, &old);

    if (err == OK)
        TRY(paper_leaf(cx, env, tx, by, old.box_pk, false));
    else if (err != ERR_NOT_FOUND)
        return err;
    memcpy(row.box_pk, p->pk.b, sizeof row.box_pk);
    TRY(paper_leaf(cx, env, tx, by, row.box_pk, true));
    return store_paper_put(cx, tx, env->post, by->of->id, &row);
}

/* The set in use, if the log shows it as this agency's; else it is dropped, and *there false. */
static enum err set_follows(struct cx *cx, const struct env *env, struct db *tx,
                            const struct officer_session *by, struct paper_row *row, bool *there)
{
    enum err err = store_paper_get(cx, tx, by->of->id, row);
    bool shown;

    *there = false;
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    TRY(key_shown(cx, env, tx, by, "agency.paper", "paper", row->box_pk, &shown));
    *there = shown;
    return shown ? OK : store_paper_remove(cx, tx, by->of->id);
}

enum err paper_keys_follow(struct cx *cx, const struct env *env, struct db *tx,
                           const struct officer_session *by, uint64_t serial,
                           const struct secret32 *master)
{
    struct paper_row row;
    struct box_pk pk;
    bool there;

    TRY(set_follows(cx, env, tx, by, &row, &there));
    if (!there)
        return OK;
    memcpy(pk.b, row.box_pk, sizeof pk.b);
    row.serial = serial;
    TRY(sealed_to(cx, GRANT_AGENCY_OFFICER, by->of->id, serial, master, &pk, &row.sealed));
    return store_paper_put(cx, tx, env->post, by->of->id, &row);
}

enum err paper_custody_follow(struct cx *cx, const struct env *env, struct db *tx,
                              const struct officer_session *by, uint64_t serial,
                              const struct secret32 *secret)
{
    struct paper_row row;
    struct box_pk pk;
    bool there;

    TRY(set_follows(cx, env, tx, by, &row, &there));
    if (!there || row.custodian_sealed.len == 0)
        return OK;
    memcpy(pk.b, row.box_pk, sizeof pk.b);
    row.custodian_serial = serial;
    TRY(sealed_to(cx, GRANT_AGENCY_CUSTODIAN, by->of->id, serial, secret, &pk,
                  &row.custodian_sealed));
    return store_paper_put(cx, tx, env->post, by->of->id, &row);
}

enum err paper_keys_made(struct cx *cx, const struct env *env, struct db *db,
                         const struct agency *agency, int64_t *made_us)
{
    struct paper_row row;
    enum err err = store_paper_get(cx, db, agency->id, &row);

    (void)env;
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    *made_us = err == OK ? row.made_us : 0;
    return OK;
}

/* ---- bringing an agency back ---- */

static enum err secret_of(struct cx *cx, const struct str typed[PAPER_SLIPS_NEEDED],
                          struct secret32 *out)
{
    struct paper_slip slips[PAPER_SLIPS_NEEDED];
    struct share shares[SHARE_MAX];
    enum err err;

    for (size_t i = 0; i < PAPER_SLIPS_NEEDED; i++) {
        TRY(paper_slip_read(cx, typed[i], &slips[i]));
        shares[i].number = (uint8_t)slips[i].number;
        memcpy(shares[i].b, slips[i].share, sizeof shares[i].b);
    }
    if (!str_eq(slips[0].set, slips[1].set))
        err = FAIL(cx, ERR_INVALID, "the slips are of two sets: %.*s and %.*s",
                   STR_FMT(slips[0].set), STR_FMT(slips[1].set));
    else if (slips[0].number == slips[1].number)
        err = FAIL(cx, ERR_INVALID, "the same slip twice: number %d", slips[0].number);
    else
        err = share_combine_at(cx, PAPER_SLIPS_NEEDED, shares, PAPER_SLIPS_NEEDED, out);
    bytes_wipe(slips, sizeof slips);
    bytes_wipe(shares, sizeof shares);
    return err;
}

static enum err custody_open(struct cx *cx, const struct agency *agency,
                             const struct paper_row *row, const struct officer_keys *pair,
                             struct handed *h)
{
    if (row->custodian_sealed.len != GRANT_SEALED_LEN
        || row->custodian_serial != agency->custodian_serial)
        return OK;
    TRY(grant_open(cx, GRANT_AGENCY_CUSTODIAN, agency->id.b, row->custodian_serial, &pair->pk,
                   &pair->sk, row->custodian_sealed.at, &h->custodian));
    h->custodian_serial = row->custodian_serial;
    return OK;
}

/* What the slips and the row beside them give. */
static enum err paper_open(struct cx *cx, struct db *db, const struct agency *agency,
                           const struct str typed[PAPER_SLIPS_NEEDED], struct handed *h)
{
    struct secret32 secret AUTO(secret32_wipe) = { { 0 } };
    struct officer_keys pair AUTO(officer_keys_wipe) = { 0 };
    struct paper_row row;
    enum err err;

    TRY(secret_of(cx, typed, &secret));
    paper_keys_of(&secret, &pair);
    err = store_paper_get(cx, db, agency->id, &row);
    if (err == ERR_NOT_FOUND
        || (err == OK && memcmp(row.box_pk, pair.pk.b, sizeof row.box_pk) != 0))
        return FAIL(cx, ERR_DENIED, "these slips are not of the newest set of this agency");
    TRY(err);
    if (row.sealed.len != GRANT_SEALED_LEN)
        return FAIL(cx, ERR_CORRUPT, "grant of %zu bytes", row.sealed.len);
    TRY(grant_open(cx, GRANT_AGENCY_OFFICER, agency->id.b, row.serial, &pair.pk, &pair.sk,
                   row.sealed.at, &h->master));
    agency_keys_derive(&h->master, &h->keys);
    if (row.serial != agency->key_serial
        || memcmp(h->keys.sign_pk.b, agency->sign_pk.b, sizeof agency->sign_pk.b) != 0)
        return FAIL(cx, ERR_CORRUPT, "the slips open key %llu, but the agency uses key %llu",
                    (unsigned long long)row.serial, (unsigned long long)agency->key_serial);
    h->serial = row.serial;
    return custody_open(cx, agency, &row, &pair, h);
}

enum err agency_recover(struct cx *cx, const struct env *env, struct db *db, enum agency_code code,
                        const struct str typed[PAPER_SLIPS_NEEDED], const struct new_officer *first,
                        struct officer_slip *slip)
{
    AUTO(db_end) struct db *tx = NULL;
    struct handed h AUTO(handed_wipe) = { 0 };
    const struct agency *agency = agency_by_code(env, code);
    struct new_officer officer = *first;
    struct officer_row row;

    if (!agency)
        return FAIL(cx, ERR_NOT_FOUND, "the post has no such agency");
    TRY(paper_open(cx, db, agency, typed, &h));
    officer.roles = OFFICER_ROLES_FIRST;
    if (!h.custodian_serial)
        officer.roles &= ~ROLE_BIT(OFFICER_CUSTODIAN);
    TRY(officer_make(cx, env, agency->id, &officer, &row, slip));
    slip->agency = agency->name;
    TRY(db_begin(cx, db, &tx));
    TRY(store_officer_insert(cx, tx, env->post, &row));
    TRY(hand_keys(cx, env, tx, &row, &h));
    if (h.custodian_serial)
        TRY(hand_custody(cx, env, tx, &row, &h));
    TRY(officer_listed(cx, env, tx, code, row.box_pk, true, &h.keys));
    return db_commit(cx, tx);
}
