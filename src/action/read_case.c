/* read_case: see the header. Payloads are opened one by one; what does not open is told, not
 * hidden. */
#include "action/read_case.h"
#include "action/case_title.h"
#include "action/key_ring.h"
#include "store/case_custody.h"
#include "store/case_event.h"
#include "store/case_file.h"
#include "store/case_state.h"
#include "store/desk.h"
#include "store/identity.h"
#include "store/officer.h"
#include "vault/grant.h"
#include <string.h>

enum err case_secret_open(struct cx *cx, const struct env *env, struct db *db,
                          const struct officer_session *who, struct case_id id,
                          struct secret32 *out, bool *to_cache)
{
    const struct agency_keys *keys;
    struct case_grant grant;

    (void)env;
    TRY(store_case_grant_get(cx, db, id, who->of->id, &grant));
    TRY(key_ring_at(cx, db, who, grant.key_serial, &keys));
    if (grant.cached.len == GRANT_CACHED_LEN
        && grant_cache_open(cx, &keys->cache, GRANT_CASE_AGENCY, id.b, grant.serial,
                            grant.cached.at, out)
               == OK) {
        *to_cache = false;
        return OK;
    }
    if (grant.sealed.len != GRANT_SEALED_LEN)
        return FAIL(cx, ERR_CORRUPT, "grant of %zu bytes", grant.sealed.len);
    TRY(grant_open(cx, GRANT_CASE_AGENCY, id.b, grant.serial, &keys->pk, &keys->sk,
                   grant.sealed.at, out));
    /* Under a former key nothing new is kept: it is about to be sealed anew (reseal.h). */
    *to_cache = grant.key_serial == who->secrets.key_serial;
    return OK;
}

enum err case_grant_cache_write(struct cx *cx, struct db *tx, const struct officer_session *who,
                                struct case_id id, const struct secret32 *secret)
{
    uint8_t cached[GRANT_CACHED_LEN];
    struct case_grant grant;

    TRY(store_case_grant_get(cx, tx, id, who->of->id, &grant));
    if (grant.key_serial != who->secrets.key_serial)
        return OK;
    TRY(grant_cache(cx, &who->secrets.keys.cache, GRANT_CASE_AGENCY, id.b, grant.serial, secret,
                    cached));
    return store_case_grant_cache(cx, tx, id, who->of->id, grant.serial, grant.key_serial,
                                  (struct bytes){ cached, sizeof cached });
}

/* json_t lives outside the arena: hung on the case so that read_case_release lets it go. */
static void payload_release(void *value)
{
    json_decref(value);
}

/* Sealed to the case by who only adds to it, or under its small key by who could read it. */
static enum err payload_open(struct cx *cx, const struct object_name *name,
                             const struct case_keys *keys, struct bytes sealed, struct bytes *out)
{
    struct secret32 secret AUTO(secret32_wipe) = { { 0 } };
    struct secret32 small AUTO(secret32_wipe) = { { 0 } };

    if (!object_keyed(sealed))
        return object_open(cx, name, keys, sealed, out);
    case_secret(keys, &secret);
    case_small_key(&secret, &small);
    return object_keyed_open(cx, name, &small, sealed, out);
}

enum err event_payload_open(struct cx *cx, struct case_id id, const struct case_keys *keys,
                            const struct stored_event *stored, const json_t **out)
{
    struct object_name name = event_object_name(id, stored->event.kind, stored->event.seq);
    struct bytes plain;
    json_t *root = NULL;

    if (stored->object.len == 0) {
        *out = NULL;
        return OK;
    }
    TRY(payload_open(cx, &name, keys, stored->object, &plain));
    TRY(json_read(cx, (struct str){ (const char *)plain.at, plain.len }, &root));
    if (!arena_defer(cx->arena, payload_release, root)) {
        json_decref(root);
        return FAIL(cx, ERR_TOO_LARGE, "payload");
    }
    *out = root;
    return OK;
}

static enum err officer_name(struct cx *cx, const struct env *env, struct db *db,
                             const struct event *e, struct str *out)
{
    struct officer_row officer;
    enum err err;

    *out = STR("");
    if (e->actor != ACTOR_OFFICER)
        return OK;
    err = store_officer_get(cx, db, env->post, e->officer, &officer);
    if (err == ERR_NOT_FOUND)
        return OK;
    if (err == OK)
        *out = officer.name;
    return err;
}

/* The newest form and findings stand in the first event or in a later supplement. */
enum err event_report_take(struct cx *cx, const json_t *payload, struct report_form *form,
                           const json_t **findings)
{
    const json_t *in = json_object_get(payload, "form");
    struct str text;

    if (!in)
        return OK;
    TRY(json_write(cx, in, &text));
    TRY(report_form_read(cx, text, form));
    if (json_object_get(payload, "findings"))
        *findings = json_object_get(payload, "findings");
    return OK;
}

static enum err events_open(struct cx *cx, const struct env *env, struct db *db,
                            struct read_case *c)
{
    struct stored_event_list stored;
    struct read_event *events;

    TRY(store_event_list(cx, db, c->head.id, 0, &stored));
    events = ARENA_ARRAY(cx->arena, struct read_event, stored.len);
    if (!events)
        return FAIL(cx, ERR_TOO_LARGE, "timeline");
    for (size_t i = 0; i < stored.len; i++) {
        struct read_event *e = &events[i];

        e->event = stored.at[i].event;
        e->log_index = stored.at[i].log_index;
        TRY(officer_name(cx, env, db, &e->event, &e->officer));
        TRY(event_payload_open(cx, c->head.id, &c->keys, &stored.at[i], &e->payload));
        e->text = json_text(e->payload, "text");
        TRY(event_report_take(cx, e->payload, &c->report, &c->findings));
    }
    c->events = events;
    c->events_len = stored.len;
    return OK;
}

/* A named reporter's name may be read by whoever may read the case; but not by the agency of the
 * reported person, should it be given access. That is the server's rule: the case's key opens
 * it. */
static enum err identity_read(struct cx *cx, struct db *db, const struct officer_session *who,
                              struct read_case *c)
{
    struct object_name name = { .kind = STR("identity") };
    struct identity_row row;
    struct bytes plain;
    enum err err = store_identity_get(cx, db, c->head.id, &row);

    if (err == ERR_NOT_FOUND)
        return OK;
    if (err != OK)
        return err;
    c->identity_sealed = row.mode == MODE_CONFIDENTIAL;
    c->identity_barred = (c->head.state.excluded & CODE_BIT(who->agency)) != 0;
    if (c->identity_sealed || c->identity_barred)
        return OK;
    memcpy(name.case_tag, c->head.id.b, sizeof name.case_tag);
    TRY(object_open(cx, &name, &c->keys, row.sealed, &plain));
    c->identity = (struct str){ (const char *)plain.at, plain.len };
    return OK;
}

static enum err title_read(struct cx *cx, struct db *db, const struct officer_session *who,
                           const struct secret32 *secret, struct read_case *c)
{
    struct desk_row row;

    TRY(store_desk_row(cx, db, who->of->id, c->head.id, &row));
    if (row.title.len == 0)
        return OK;
    return case_title_open(cx, c->head.id, secret, row.title, &c->title);
}

enum err case_for(struct cx *cx, const struct env *env, struct db *db,
                  const struct officer_session *who, struct str number, struct case_file *out)
{
    enum err err = store_case_by_number(cx, db, env->post, who->of->id, number, out);
    bool recused;

    if (err == ERR_DENIED)
        return FAIL(cx, ERR_NOT_FOUND, "no such case for this agency");
    TRY(err);
    TRY(store_recused(cx, db, out->id, who->id, &recused));
    return recused ? FAIL(cx, ERR_NOT_FOUND, "no such case for this officer") : OK;
}

enum err read_case(struct cx *cx, const struct env *env, struct db *db,
                   const struct officer_session *who, struct str number, struct read_case *out)
{
    struct secret32 secret AUTO(secret32_wipe) = { { 0 } };
    struct case_file file;

    memset(out, 0, sizeof *out);
    report_form_init(&out->report);
    TRY(case_for(cx, env, db, who, number, &file));
    TRY(case_head_load(cx, env, db, file.id, &out->head));
    TRY(case_secret_open(cx, env, db, who, file.id, &secret, &out->to_cache));
    case_keys_of(&secret, &out->keys);
    case_small_key(&secret, &out->head.small);
    out->head.opened = true;
    TRY(title_read(cx, db, who, &secret, out));
    TRY(events_open(cx, env, db, out));
    return identity_read(cx, db, who, out);
}
