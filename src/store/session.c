/*
 * session: see session.h; the queries are in session.sql.
 */
#include <string.h>
#include "store/row.h"
#include "store/session.h"

#define SID(id) BYTES((id), 32)

enum err store_session_insert(struct cx *cx, struct db *tx, struct post_id post,
                              const struct session_row *s)
{
    return DB_RUN(cx, tx, NULL, Q_SESSION_INSERT, SID(s->id), ID(post), INT(s->kind),
                  ID_IF(s->kind != SESSION_REPORTER, s->officer), BYTES(s->blob.at, s->blob.len),
                  INT(s->started_us), INT(s->expires_us));
}

enum err store_session_get(struct cx *cx, struct db *db, struct post_id post, const uint8_t id[32],
                           int64_t now_us, struct session_row *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct session_row session = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_SESSION_GET, SID(id), ID(post), INT(now_us)));
    if (!rows_next(rows, &err))
        return err != OK ? err : FAIL(cx, ERR_DENIED, "no such session, or it has expired");
    memcpy(session.id, id, sizeof session.id);
    int64_t kind = rows_int(rows, 0);
    if (kind < SESSION_OFFICER || kind > SESSION_HALF)
        return FAIL(cx, ERR_CORRUPT, "session kind %lld", (long long)kind);
    session.kind = (enum session_kind)kind;
    if (session.kind != SESSION_REPORTER)
        TRY(rows_exact(cx, rows, 1, session.officer.b, sizeof session.officer.b));
    session.blob = rows_bytes(cx, rows, 2);
    if (!session.blob.at)
        return FAIL(cx, ERR_TOO_LARGE, "session");
    session.started_us = rows_int(rows, 3);
    session.seen_us = rows_int(rows, 4);
    session.expires_us = rows_int(rows, 5);
    *out = session;
    return OK;
}

enum err store_session_seen(struct cx *cx, struct db *tx, const uint8_t id[32], int64_t now_us)
{
    return DB_RUN(cx, tx, NULL, Q_SESSION_SEEN, SID(id), INT(now_us));
}

enum err store_session_replace(struct cx *cx, struct db *tx, const uint8_t id[32],
                               struct bytes blob)
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_SESSION_REPLACE, SID(id), BYTES(blob.at, blob.len)));
    return changed == 1 ? OK : FAIL(cx, ERR_DENIED, "no such session");
}

enum err store_session_remove(struct cx *cx, struct db *tx, const uint8_t id[32])
{
    return DB_RUN(cx, tx, NULL, Q_SESSION_REMOVE, SID(id));
}

enum err store_session_remove_officer(struct cx *cx, struct db *tx, struct officer_id officer)
{
    return DB_RUN(cx, tx, NULL, Q_SESSION_REMOVE_OFFICER, ID(officer));
}

enum err store_session_expire(struct cx *cx, struct db *tx, int64_t now_us, int64_t *removed)
{
    return DB_RUN(cx, tx, removed, Q_SESSION_EXPIRE, INT(now_us));
}

enum err store_session_remove_agency(struct cx *cx, struct db *tx, struct agency_id agency,
                                     const uint8_t but[32])
{
    return DB_RUN(cx, tx, NULL, Q_SESSION_REMOVE_AGENCY, ID(agency), BYTES(but, 32));
}

enum err store_session_list(struct cx *cx, struct db *db, struct post_id post,
                            struct officer_id officer, int64_t now_us, int64_t seen_us,
                            struct session_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct session_list list = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_SESSION_LIST, ID(post), ID(officer), INT(now_us), INT(seen_us),
                 INT(SESSIONS_MAX)));
    while (rows_next(rows, &err)) {
        struct session_row *s;

        TRY(LIST_ROOM(cx, list.at, list.len, SESSIONS_MAX));
        s = &list.at[list.len++];
        *s = (struct session_row){ .kind = SESSION_OFFICER, .officer = officer };
        TRY(rows_exact(cx, rows, 0, s->id, sizeof s->id));
        s->started_us = rows_int(rows, 1);
        s->seen_us = rows_int(rows, 2);
        s->expires_us = rows_int(rows, 3);
    }
    TRY(err);
    *out = list;
    return OK;
}

enum err store_session_remove_own(struct cx *cx, struct db *tx, struct officer_id officer,
                                  const uint8_t id[32])
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_SESSION_REMOVE_OWN, SID(id), ID(officer)));
    return changed == 1 ? OK : FAIL(cx, ERR_NOT_FOUND, "no such session");
}

enum err store_session_remove_others(struct cx *cx, struct db *tx, struct officer_id officer,
                                     const uint8_t but[32])
{
    return DB_RUN(cx, tx, NULL, Q_SESSION_REMOVE_OTHERS, ID(officer), SID(but));
}
