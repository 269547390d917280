/* terminal_session: see the header. */
#include "action/terminal_session.h"
#include "action/agencies.h"
#include "action/key_ring.h"
#include "action/session_work.h"
#include "vault/password.h"

enum err terminal_session(struct cx *cx, const struct env *env, struct db *db, struct str login,
                          struct str password, const struct officer_session **out)
{
    struct officer_session *s = ARENA_NEW(cx->arena, struct officer_session);
    struct secret32 kek AUTO(secret32_wipe) = { { 0 } };
    struct password_record record;
    struct officer_row row;

    if (!s)
        return FAIL(cx, ERR_TOO_LARGE, "session");
    TRY(store_officer_by_login(cx, db, env->post, login, &row));
    s->of = agency_by_id(env, row.agency);
    if (row.disabled_us || !s->of)
        return FAIL(cx, ERR_DENIED, "that officer does not work here any more");
    TRY(password_record_read(cx, row.password, &record));
    TRY(password_check(cx, password, &record, &kek));
    TRY(officer_secrets_open(cx, db, &row, &kek, &s->secrets));
    s->ring = ARENA_NEW(cx->arena, struct key_ring);
    s->id = row.id;
    s->login = row.login;
    s->name = row.name;
    s->roles = (unsigned)row.role;
    s->initials = initials_of(cx->arena, row.name);
    s->agency = s->of->code;
    *out = s;
    return OK;
}
