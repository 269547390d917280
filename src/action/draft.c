/*
 * draft: seals the answers under the cookie's token and keeps the box by an id
 * that does not lead back to it. The token is a session token of its own
 * (vault/session.h), so a copy of the database opens no draft.
 */
#include "action/draft.h"
#include <string.h>
#include "store/draft.h"
#include "vault/session.h"

struct draft_save {
    struct session_id id;
    struct bytes blob;
};

struct str draft_token_new(struct cx *cx)
{
    AUTO(session_wipe) struct session_token token;

    session_new(cx, &token);
    return session_text(cx->arena, &token);
}

enum err draft_load(struct cx *cx, const struct env *env, struct db *db, struct str text,
                    struct report_form *out)
{
    AUTO(session_wipe) struct session_token token = { { 0 } };
    struct bytes blob, plain;
    int64_t updated_us;

    if (!session_parse(text, &token))
        return FAIL(cx, ERR_NOT_FOUND, "no draft token");
    struct session_id id = session_id_of(&token);
    TRY(store_draft_get(cx, db, env->post, id.b, &blob, &updated_us));
    if (cx->now_us - updated_us > DRAFT_LIFE_US)
        return FAIL(cx, ERR_NOT_FOUND, "the draft has expired");
    TRY(session_open(cx, &token, blob, &plain));
    return report_form_read(cx, (struct str){ (const char *)plain.at, plain.len }, out);
}

enum err draft_save_check(struct cx *cx, const struct env *env, struct str text,
                          const struct report_form *form, struct draft_save **out)
{
    AUTO(session_wipe) struct session_token token = { { 0 } };
    struct str json;

    (void)env;
    if (!session_parse(text, &token))
        return FAIL(cx, ERR_NOT_FOUND, "no draft token");
    struct draft_save *save = ARENA_NEW(cx->arena, struct draft_save);
    if (!save)
        return FAIL(cx, ERR_TOO_LARGE, "draft");
    save->id = session_id_of(&token);
    TRY(report_form_write(cx, form, &json));
    TRY(session_seal(cx, &token, (struct bytes){ (const uint8_t *)json.at, json.len },
                     &save->blob));
    *out = save;
    return OK;
}

enum err draft_save_write(struct cx *cx, const struct env *env, struct db *tx,
                          const struct draft_save *save)
{
    return store_draft_put(cx, tx, env->post, save->id.b, save->blob, cx->now_us);
}

enum err draft_drop_write(struct cx *cx, struct db *tx, struct str text)
{
    AUTO(session_wipe) struct session_token token = { { 0 } };

    if (!session_parse(text, &token))
        return OK;
    struct session_id id = session_id_of(&token);
    return store_draft_remove(cx, tx, id.b);
}
