/* session: see the header. What is stored opens only with the person's cookie. */
#include "action/session.h"
#include "action/agencies.h"
#include "action/key_ring.h"
#include "action/reseal.h"
#include "action/session_work.h"
#include "base/buf.h"
#include "store/case_file.h"
#include "store/custody.h"
#include "store/officer.h"
#include "store/session.h"
#include <string.h>

#define TOUCH_EVERY_US INT64_C(60000000)
#define REPORTER_BLOB_LEN (ID_SIZE + sizeof(struct reporter_keys))

/* "Dwi Lestari" -> "DL" */
struct str initials_of(struct arena *arena, struct str name)
{
    struct str rest = name, word;
    struct buf b = buf_in(arena, 8);
    int n = 0;

    while (n < 2 && str_cut(&rest, ' ', &word))
        if (word.len && (unsigned char)word.at[0] < 0x80) {
            buf_char(&b, word.at[0]);
            n++;
        }
    return buf_view(&b);
}

/* The row and the opened blob of a live session. */
enum err session_read(struct cx *cx, const struct env *env, struct db *db, struct str text,
                      enum session_kind kind, int64_t idle_us, struct session_row *row,
                      struct bytes *blob)
{
    struct session_token token AUTO(session_wipe) = { { 0 } };
    struct session_id id;

    if (!session_parse(text, &token))
        return FAIL(cx, ERR_DENIED, "no session token");
    id = session_id_of(&token);
    TRY(store_session_get(cx, db, env->post, id.b, cx->now_us, row));
    if (row->kind != kind || row->seen_us + idle_us <= cx->now_us)
        return FAIL(cx, ERR_DENIED, "session is idle or of another kind");
    return session_open(cx, &token, row->blob, blob);
}

enum err officer_session_open(struct cx *cx, const struct env *env, struct db *db, struct str token,
                              const struct officer_session **out, bool *refresh)
{
    struct officer_session *s = ARENA_NEW(cx->arena, struct officer_session);
    struct officer_row officer;
    struct session_row row;
    struct bytes blob;

    if (!s)
        return FAIL(cx, ERR_TOO_LARGE, "session");
    TRY(session_read(cx, env, db, token, SESSION_OFFICER, OFFICER_IDLE_US, &row, &blob));
    if (blob.len != sizeof s->secrets)
        return FAIL(cx, ERR_CORRUPT, "session blob of %zu bytes", blob.len);
    TRY(store_officer_get(cx, db, env->post, row.officer, &officer));
    s->of = agency_by_id(env, officer.agency);
    if (officer.disabled_us || !s->of)
        return FAIL(cx, ERR_DENIED, "officer is disabled");
    memcpy(&s->secrets, blob.at, sizeof s->secrets);
    if (s->secrets.keyed && s->secrets.key_serial < s->of->key_serial)
        return FAIL(cx, ERR_DENIED, "the agency's keys were renewed: sign in again");
    s->ring = ARENA_NEW(cx->arena, struct key_ring);
    s->id = officer.id;
    s->login = officer.login;
    s->name = officer.name;
    s->roles = (unsigned)officer.role;
    s->initials = initials_of(cx->arena, officer.name);
    s->agency = s->of->code;
    s->first_steps = officer.must_change;
    s->started_us = row.started_us;
    s->expires_us = row.expires_us;
    if (refresh)
        *refresh = row.seen_us + TOUCH_EVERY_US <= cx->now_us;
    reseal_offer(env, s);
    *out = s;
    return OK;
}

bool officer_may(const struct officer_session *s, enum permission permission)
{
    return roles_may(s->roles, permission)
           && (s->secrets.keyed || !permission_needs_keys(permission));
}

void officer_secrets_wipe(struct officer_secrets *s)
{
    bytes_wipe(s, sizeof *s);
}

enum err reporter_session_open(struct cx *cx, const struct env *env, struct db *db,
                               struct str token, const struct reporter_session **out, bool *refresh)
{
    struct reporter_session *s = ARENA_NEW(cx->arena, struct reporter_session);
    struct session_row row;
    struct case_file file;
    struct bytes blob;

    if (!s)
        return FAIL(cx, ERR_TOO_LARGE, "session");
    TRY(session_read(cx, env, db, token, SESSION_REPORTER, REPORTER_IDLE_US, &row, &blob));
    if (blob.len != REPORTER_BLOB_LEN)
        return FAIL(cx, ERR_CORRUPT, "session blob of %zu bytes", blob.len);
    memcpy(s->id.b, blob.at, ID_SIZE);
    memcpy(&s->keys, blob.at + ID_SIZE, sizeof s->keys);
    TRY(store_case_get(cx, db, env->post, s->id, &file));
    s->number = file.number;
    s->expires_us = row.seen_us + REPORTER_IDLE_US;
    if (refresh)
        *refresh = row.seen_us + TOUCH_EVERY_US <= cx->now_us;
    *out = s;
    return OK;
}

enum err session_touch(struct cx *cx, struct db *tx, struct str text)
{
    struct session_token token AUTO(session_wipe) = { { 0 } };

    if (!session_parse(text, &token))
        return OK;
    return store_session_seen(cx, tx, session_id_of(&token).b, cx->now_us);
}

enum err session_end(struct cx *cx, struct db *tx, struct str text)
{
    struct session_token token AUTO(session_wipe) = { { 0 } };

    if (!session_parse(text, &token))
        return OK;
    return store_session_remove(cx, tx, session_id_of(&token).b);
}

/* A fresh token, its text for the cookie, and the blob under it. */
enum err session_make(struct cx *cx, struct bytes plain, struct str *text, struct session_id *id,
                      struct bytes *blob)
{
    struct session_token token AUTO(session_wipe) = { { 0 } };

    session_new(cx, &token);
    *text = session_text(cx->arena, &token);
    if (!text->at)
        return FAIL(cx, ERR_TOO_LARGE, "session token");
    *id = session_id_of(&token);
    return session_seal(cx, &token, plain, blob);
}

enum err come_back_check(struct cx *cx, const struct env *env, struct db *db, struct str typed,
                         struct come_back *out)
{
    uint8_t lookup[32], seed[32], plain[REPORTER_BLOB_LEN];
    struct receipt_code code;
    struct case_file file;
    bool parsed = code_parse(typed, &code);
    enum err err;

    if (!parsed)
        memset(&code, 'Z', sizeof code); /* the same work for what is no code at all */
    code_lookup(&code, lookup);
    code_seed(&code, seed);
    reporter_keys_of(seed, &out->reporter.keys);
    err = store_case_by_lookup(cx, db, env->post, lookup, &file);
    if (err == OK && !parsed)
        err = ERR_NOT_FOUND;
    bytes_wipe(seed, sizeof seed);
    bytes_wipe(&code, sizeof code);
    if (err == ERR_NOT_FOUND)
        return FAIL(cx, ERR_DENIED, "no case under that code");
    if (err != OK)
        return err;
    out->reporter.id = file.id;
    out->reporter.number = file.number;
    out->reporter.expires_us = cx->now_us + REPORTER_IDLE_US;
    memcpy(plain, file.id.b, ID_SIZE);
    memcpy(plain + ID_SIZE, &out->reporter.keys, sizeof out->reporter.keys);
    err = session_make(cx, (struct bytes){ plain, sizeof plain }, &out->token, &out->session,
                       &out->blob);
    bytes_wipe(plain, sizeof plain);
    return err;
}

enum err come_back_write(struct cx *cx, const struct env *env, struct db *tx,
                         const struct come_back *in)
{
    struct session_row row = {
        .kind = SESSION_REPORTER,
        .blob = in->blob,
        .started_us = cx->now_us,
        .expires_us = cx->now_us + OFFICER_ABSOLUTE_US,
    };

    memcpy(row.id, in->session.b, sizeof row.id);
    return store_session_insert(cx, tx, env->post, &row);
}
