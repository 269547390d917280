/* key_ring: see the header. */
#include "action/key_ring.h"
#include "base/codec.h"
#include "store/custody.h"
#include "vault/object.h"
#include <string.h>

/* Names agency and serial, so that a box put in another's place does not open. */
static struct str context(struct arena *arena, struct agency_id agency, uint64_t serial)
{
    char hex[2 * ID_SIZE + 1];

    hex_encode(hex, agency.b, ID_SIZE);
    return arena_printf(arena, "agency-key|%s|%llu", hex, (unsigned long long)serial);
}

enum err key_ring_seal(struct cx *cx, struct agency_id agency, uint64_t serial,
                       const struct secret32 *master, const struct secret32 *next_cache,
                       struct bytes *out)
{
    struct str name = context(cx->arena, agency, serial);

    if (!name.at)
        return FAIL(cx, ERR_TOO_LARGE, "former key");
    return small_seal(cx, next_cache, name, (struct bytes){ master->b, sizeof master->b }, out);
}

/* One step back. */
static enum err step(struct cx *cx, struct db *db, struct agency_id agency, uint64_t serial,
                     const struct secret32 *next, struct secret32 *out)
{
    struct agency_keys keys AUTO(agency_keys_wipe) = { 0 };
    struct str name = context(cx->arena, agency, serial);
    struct old_key row;
    struct bytes plain;

    if (!name.at)
        return FAIL(cx, ERR_TOO_LARGE, "former key");
    TRY(store_old_key_get(cx, db, agency, serial, &row));
    agency_keys_derive(next, &keys);
    TRY(small_open(cx, &keys.cache, name, row.sealed, &plain));
    if (plain.len != sizeof out->b)
        return FAIL(cx, ERR_CORRUPT, "former key of %zu bytes", plain.len);
    memcpy(out->b, plain.at, sizeof out->b);
    bytes_wipe((void *)(uintptr_t)plain.at, plain.len);
    return OK;
}

enum err key_ring_walk(struct cx *cx, struct db *db, struct agency_id agency, uint64_t from,
                       const struct secret32 *newest, uint64_t to, struct secret32 *out)
{
    struct secret32 at AUTO(secret32_wipe) = *newest;

    if (to > from || to == 0)
        return FAIL(cx, ERR_DENIED, "key %llu is newer than the session's", (unsigned long long)to);
    for (uint64_t serial = from - 1; serial >= to; serial--) {
        struct secret32 before AUTO(secret32_wipe) = { { 0 } };
        enum err err = step(cx, db, agency, serial, &at, &before);

        if (err != OK)
            return err == ERR_NOT_FOUND ? ERR_DENIED : err;
        at = before;
    }
    *out = at;
    return OK;
}

enum err key_ring_at(struct cx *cx, struct db *db, const struct officer_session *who,
                     uint64_t serial, const struct agency_keys **out)
{
    struct secret32 master AUTO(secret32_wipe) = { { 0 } };
    struct key_ring *ring = who->ring;
    struct agency_keys *keys;

    if (!who->secrets.keyed)
        return FAIL(cx, ERR_DENIED, "the officer holds no keys");
    if (serial == who->secrets.key_serial) {
        *out = &who->secrets.keys;
        return OK;
    }
    for (size_t i = 0; ring && i < ring->len; i++)
        if (ring->at[i].serial == serial) {
            *out = &ring->at[i].keys;
            return OK;
        }
    TRY(key_ring_walk(cx, db, who->of->id, who->secrets.key_serial, &who->secrets.master, serial,
                      &master));
    if (ring && ring->len < KEY_RING_MAX) {
        ring->at[ring->len].serial = serial;
        keys = &ring->at[ring->len++].keys;
    } else {
        keys = ARENA_NEW(cx->arena, struct agency_keys);
    }
    if (!keys)
        return FAIL(cx, ERR_TOO_LARGE, "former key");
    agency_keys_derive(&master, keys);
    *out = keys;
    return OK;
}
