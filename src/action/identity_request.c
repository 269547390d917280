/* identity_request: see the header. */
#include "action/identity_request.h"
#include "action/identity_manifest.h"
#include "action/key_ring.h"
#include "base/codec.h"
#include <sodium.h>
#include <string.h>

enum err identity_request_read(struct cx *cx, const struct read_event *re, struct request_seen *out)
{
    const json_t *serial = json_object_get(re->payload, "key_serial");
    size_t len = 0;

    *out = (struct request_seen){ .asker = re->event.agency, .log_index = re->log_index };
    if (!base64_decode(json_text(re->payload, "key"), out->key.b, sizeof out->key.b, &len)
        || len != sizeof out->key.b || !json_is_integer(serial) || json_integer_value(serial) < 1)
        return FAIL(cx, ERR_CORRUPT, "a request to open a name without its key");
    out->key_serial = (uint64_t)json_integer_value(serial);
    return OK;
}

static void given_read(const struct read_event *re, struct request_seen *r)
{
    const json_t *number = json_object_get(re->payload, "number");
    struct given *g = &r->at[r->len];
    size_t len = 0;

    if (r->len == COUNT_OF(r->at))
        return;
    *g = (struct given){ .agency = re->event.agency, .log_index = re->log_index };
    g->number = (uint8_t)json_integer_value(number);
    g->malformed =
        !base64_decode(json_text(re->payload, "share"), g->sealed, sizeof g->sealed, &len)
        || len != sizeof g->sealed;
    r->len++;
}

void identity_given_forget(struct request_seen *r, enum agency_code agency)
{
    size_t n = 0;

    for (size_t i = 0; i < r->len; i++)
        if (r->at[i].agency != agency)
            r->at[n++] = r->at[i];
    r->len = n;
}

enum err identity_request_collect(struct cx *cx, const struct read_case *rc, size_t from,
                                  struct request_seen *out)
{
    TRY(identity_request_read(cx, &rc->events[from], out));
    for (size_t i = from + 1; i < rc->events_len; i++) {
        const struct event *e = &rc->events[i].event;

        if (e->kind == EVENT_IDENTITY_APPROVED)
            given_read(&rc->events[i], out);
        else if (e->kind == EVENT_IDENTITY_VOIDED)
            identity_given_forget(out, e->facts.agency);
        else if (e->kind == EVENT_IDENTITY_OPENED || e->kind == EVENT_IDENTITY_REQUESTED)
            break;
    }
    return OK;
}

/* ---- the sealed name and its commitments ---- */

enum err identity_sealed_name_read(struct cx *cx, struct db *db, const struct read_case *rc,
                                   struct sealed_name *out)
{
    static const uint8_t none[32];
    const uint8_t *committed = rc->events[0].event.facts.identity;
    uint8_t hash[32];

    TRY(store_identity_get(cx, db, rc->head.id, &out->identity));
    TRY(store_share_list(cx, db, rc->head.id, &out->shares));
    TRY(identity_manifest(cx, &out->identity, &out->shares, hash));
    /* a report from before there was a manifest committed to none */
    out->altered = memcmp(committed, none, sizeof none) != 0
                   && sodium_memcmp(committed, hash, sizeof hash) != 0;
    return OK;
}

const struct share_row *identity_share_of(const struct share_list *shares, struct agency_id agency)
{
    for (size_t i = 0; i < shares->len; i++)
        if (memcmp(shares->at[i].agency.b, agency.b, ID_SIZE) == 0)
            return &shares->at[i];
    return NULL;
}

/* ---- opening ---- */

/* Each given share opens with the asker's key and is the one that was dealt; the first that is
 * not names its giver in *false_by. */
static enum err shares_open(struct cx *cx, const struct env *env, const struct agency_keys *keys,
                            const struct read_case *rc, const struct sealed_name *name,
                            const struct request_seen *r, struct share out[AGENCY_COUNT],
                            enum agency_code *false_by)
{
    const uint8_t *tag = rc->head.id.b;

    *false_by = AGENCY_NONE;
    for (size_t i = 0; i < r->len; i++) {
        const struct given *g = &r->at[i];
        const struct agency *giver = agency_by_code(env, g->agency);
        const struct share_row *row = giver ? identity_share_of(&name->shares, giver->id) : NULL;
        uint8_t commitment[32] = { 0 };
        bool good =
            row && !g->malformed && g->number == row->number
            && share_open(cx, tag, g->number, &keys->pk, &keys->sk, g->sealed, &out[i]) == OK;

        if (good)
            share_commit(tag, &out[i], commitment);
        if (!good || sodium_memcmp(commitment, row->commitment, sizeof commitment) != 0) {
            *false_by = g->agency;
            return OK;
        }
    }
    return OK;
}

enum err identity_name_open(struct cx *cx, const struct env *env, struct db *db,
                            const struct officer_session *who, const struct read_case *rc,
                            const struct request_seen *r, struct str *out,
                            enum agency_code *false_by, enum custody_bad *bad)
{
    struct object_name object = { .kind = STR("identity") };
    struct secret32 key AUTO(secret32_wipe) = { { 0 } };
    struct share shares[AGENCY_COUNT] = { 0 };
    const struct agency_keys *keys;
    struct sealed_name name;
    struct bytes plain;
    enum err err;

    TRY(key_ring_at(cx, db, who, r->key_serial, &keys));
    TRY(identity_sealed_name_read(cx, db, rc, &name));
    err = shares_open(cx, env, keys, rc, &name, r, shares, false_by);
    if (err == OK && !name.altered && *false_by == AGENCY_NONE)
        err = share_combine(cx, shares, r->len, &key);
    bytes_wipe(shares, sizeof shares);
    TRY(err);
    if (name.altered)
        *bad = CUSTODY_ALTERED;
    if (name.altered || *false_by != AGENCY_NONE)
        return OK;
    memcpy(object.case_tag, rc->head.id.b, sizeof object.case_tag);
    if (object_keyed_open(cx, &object, &key, name.identity.sealed, &plain) != OK) {
        *bad = CUSTODY_ALTERED;
        return OK;
    }
    *out = (struct str){ (const char *)plain.at, plain.len };
    return OK;
}
