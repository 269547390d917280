/* watch_seal: see the header. */
#include "action/watch_seal.h"
#include "action/key_ring.h"
#include "action/log_event.h"
#include "base/buf.h"
#include "base/codec.h"
#include "vault/grant.h"
#include "vault/object.h"
#include <sodium.h>
#include <string.h>

#define GRANT_SERIAL 1 /* of the line's key: it never has another */
#define ROW_LEN (ID_SIZE + 8 + GRANT_SEALED_LEN)
#define COMMITTED_MAX 600

static struct object_name line_name(const uint8_t id[16])
{
    struct object_name name = { .kind = STR("watch") };

    memcpy(name.object_id, id, sizeof name.object_id);
    return name;
}

static void serial_write(uint8_t out[8], uint64_t serial)
{
    for (int i = 0; i < 8; i++)
        out[i] = (uint8_t)(serial >> (56 - 8 * i));
}

static uint64_t serial_read(const uint8_t in[8])
{
    uint64_t serial = 0;

    for (int i = 0; i < 8; i++)
        serial = serial << 8 | in[i];
    return serial;
}

enum err watch_seal(struct cx *cx, const struct env *env, const struct agency *only,
                    const uint8_t id[16], struct bytes plain, struct bytes *out)
{
    struct secret32 key AUTO(secret32_wipe) = { { 0 } };
    const struct agency *all = only ? only : env->agencies;
    size_t count = only ? 1 : env->agencies_len;
    struct grant_row rows[AGENCIES_MAX] = { 0 };
    struct object_name name = line_name(id);
    struct bytes object;
    uint8_t *to;

    secret32_new(cx, &key);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct grant_row){ .purpose = GRANT_WATCH_LINE, .to = all[i].box_pk };
    TRY(grant_seal_many(cx, id, GRANT_SERIAL, &key, rows, count));
    TRY(object_keyed_seal(cx, &name, &key, plain, &object));
    to = ARENA_ARRAY(cx->arena, uint8_t, 1 + count * ROW_LEN + object.len);
    if (!to)
        return FAIL(cx, ERR_TOO_LARGE, "line of the watch log");
    *out = (struct bytes){ to, 1 + count * ROW_LEN + object.len };
    *to++ = (uint8_t)count;
    for (size_t i = 0; i < count; i++, to += ROW_LEN) {
        memcpy(to, all[i].id.b, ID_SIZE);
        serial_write(to + ID_SIZE, all[i].key_serial);
        memcpy(to + ID_SIZE + 8, rows[i].sealed, GRANT_SEALED_LEN);
    }
    memcpy(to, object.at, object.len);
    return OK;
}

enum err watch_unseal(struct cx *cx, struct db *db, const struct officer_session *who,
                    const uint8_t id[16], struct bytes sealed, struct bytes *out)
{
    struct secret32 key AUTO(secret32_wipe) = { { 0 } };
    size_t count = sealed.len ? sealed.at[0] : 0, head = 1 + count * ROW_LEN;
    struct object_name name = line_name(id);
    const struct agency_keys *keys;

    if (sealed.len < head)
        return FAIL(cx, ERR_CORRUPT, "a line of the watch log is cut");
    for (size_t i = 0; i < count; i++) {
        const uint8_t *row = sealed.at + 1 + i * ROW_LEN;

        if (memcmp(row, who->of->id.b, ID_SIZE) != 0)
            continue;
        TRY(key_ring_at(cx, db, who, serial_read(row + ID_SIZE), &keys));
        TRY(grant_open(cx, GRANT_WATCH_LINE, id, GRANT_SERIAL, &keys->pk, &keys->sk,
                       row + ID_SIZE + 8, &key));
        return object_keyed_open(cx, &name, &key,
                                 (struct bytes){ sealed.at + head, sealed.len - head }, out);
    }
    return FAIL(cx, ERR_DENIED, "the line is not for this agency");
}

/* ---- its leaf ---- */

static void hash_text(struct bytes b, char out[65])
{
    uint8_t hash[32];

    if (b.len == 0) {
        memcpy(out, "-", 2);
        return;
    }
    crypto_hash_sha256(hash, b.at, b.len);
    hex_encode(out, hash, sizeof hash);
}

enum err watch_committed(struct cx *cx, const struct watch_row *row, struct str *name,
                         struct str *value)
{
    struct str place = watch_place_text(cx->arena, row->place);
    struct str answers = day_known(row->answers.day) ? watch_place_text(cx->arena, row->answers)
                                                     : STR("-");
    char officer[2 * ID_SIZE + 1], id[2 * ID_SIZE + 1], content[65], own[65];
    struct buf b = buf_in(cx->arena, COMMITTED_MAX);
    uint8_t hash[32];
    struct str text;

    hex_encode(officer, row->officer.b, ID_SIZE);
    hex_encode(id, row->id, sizeof row->id);
    hash_text(row->content, content);
    hash_text(row->own, own);
    buf_printf(&b,
               "posko-watch/v1\nkind %s\nplace %.*s\nagency %s\nofficer %s\nat_us %lld\nid %s\n"
               "answers %.*s\ncontent %s\nown %s\n",
               watch_leaf_name(row->leaf), STR_FMT(place), agency_code_name(row->agency), officer,
               (long long)row->at_us, id, STR_FMT(answers), content, own);
    text = buf_end(&b);
    if (!text.at || !place.at)
        return FAIL(cx, ERR_TOO_LARGE, "committed bytes of the watch log");
    crypto_hash_sha256(hash, (const uint8_t *)text.at, text.len);
    *name = place;
    *value = hex_of(cx->arena, (struct bytes){ hash, sizeof hash });
    return value->at ? OK : FAIL(cx, ERR_TOO_LARGE, "committed bytes of the watch log");
}

static enum err place_take(struct cx *cx, const struct env *env, struct db *tx,
                           struct watch_place *out)
{
    struct watch_place last = watch_no_place();
    enum err err = store_watch_newest(cx, tx, env->post, &last);

    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    *out = watch_place_next(last, day_at(cx->now_us, env->zone_minutes));
    if (out->number > WATCH_DAY_MAX)
        return FAIL(cx, ERR_TOO_LARGE, "the watch log is full for this day");
    return OK;
}

enum err watch_append(struct cx *cx, const struct env *env, struct db *tx,
                      const struct officer_session *who, enum agency_code from,
                      struct watch_row *row)
{
    struct log_event e = {
        .kind = watch_leaf_name(row->leaf),
        .by = str_of(agency_code_name(who->agency)),
        .sign_secret = who->secrets.keys.sign_sk.b,
        .day_only = row->leaf == WATCH_ENTERED,
    };

    if (!who->secrets.keyed)
        return FAIL(cx, ERR_DENIED, "the officer holds no keys");
    if (row->leaf == WATCH_HANDED_OVER) {
        e.facts[e.facts_len++] =
            (struct leaf_fact){ STR("from"), str_of(agency_code_name(from)) };
        e.facts[e.facts_len++] = (struct leaf_fact){ STR("to"), e.by };
    }
    row->agency = who->agency;
    row->officer = who->id;
    TRY(place_take(cx, env, tx, &row->place));
    TRY(watch_committed(cx, row, &e.name, &e.value));
    TRY(log_event_append(cx, env, tx, &e, &row->log_index));
    /* the place is free, or the book and the log are at odds: nothing of it may stay */
    if (store_watch_insert(cx, tx, env->post, row) != OK)
        return FAIL(cx, ERR_CORRUPT, "a line of the watch log could not be kept");
    return OK;
}
