/*
 * officer: see officer.h; the queries are in officer.sql.
 */
#include "store/officer.h"
#include "store/row.h"

#define RAW(v) BYTES((v).at, (v).len)

/* An update by id that touched nothing was about nobody. */
static enum err touched(struct cx *cx, int64_t changed)
{
    return changed == 1 ? OK : FAIL(cx, ERR_NOT_FOUND, "no such officer");
}

enum err store_officer_insert(struct cx *cx, struct db *tx, struct post_id post,
                              const struct officer_row *o)
{
    return DB_RUN(cx, tx, NULL, Q_OFFICER_INSERT, ID(o->id), ID(post), ID(o->agency),
                  TEXT(o->login), TEXT(o->name), INT(o->role), FIXED(o->box_pk), RAW(o->key_file),
                  RAW(o->password), INT(o->must_change), o->totp.len > 0 ? RAW(o->totp) : NONE,
                  INT(o->added_us));
}

static enum err read_officer(struct cx *cx, struct rows *rows, struct officer_row *out)
{
    TRY(rows_exact(cx, rows, 0, out->id.b, sizeof out->id.b));
    TRY(rows_exact(cx, rows, 1, out->agency.b, sizeof out->agency.b));
    out->login = rows_text(cx, rows, 2);
    out->name = rows_text(cx, rows, 3);
    out->role = (int)rows_int(rows, 4);
    TRY(rows_exact(cx, rows, 5, out->box_pk, sizeof out->box_pk));
    out->key_file = rows_bytes(cx, rows, 6);
    out->password = rows_bytes(cx, rows, 7);
    out->must_change = rows_int(rows, 8) != 0;
    out->totp = rows_bytes(cx, rows, 9);
    out->totp_step = rows_int(rows, 10);
    out->tries = (int)rows_int(rows, 11);
    out->locked_until_us = rows_int(rows, 12);
    out->signed_in_us = rows_int(rows, 13);
    out->added_us = rows_int(rows, 14);
    out->disabled_us = rows_int(rows, 15);
    if (!out->login.at || !out->name.at || !out->key_file.at || !out->password.at || !out->totp.at)
        return FAIL(cx, ERR_TOO_LARGE, "officer");
    return OK;
}

enum err store_officer_get(struct cx *cx, struct db *db, struct post_id post, struct officer_id id,
                           struct officer_row *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct officer_row officer = { 0 };

    TRY(DB_QUERY(cx, db, &rows, Q_OFFICER_GET, ID(post), ID(id)));
    TRY(row_one(cx, rows, "no such officer"));
    TRY(read_officer(cx, rows, &officer));
    *out = officer;
    return OK;
}

enum err store_officer_by_login(struct cx *cx, struct db *db, struct post_id post,
                                struct str login, struct officer_row *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct officer_row officer = { 0 };

    TRY(DB_QUERY(cx, db, &rows, Q_OFFICER_BY_LOGIN, ID(post), TEXT(login)));
    TRY(row_one(cx, rows, "no such officer"));
    TRY(read_officer(cx, rows, &officer));
    *out = officer;
    return OK;
}

enum err store_officer_list(struct cx *cx, struct db *db, struct post_id post,
                            struct officer_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct officer_list list = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_OFFICER_LIST, ID(post), INT(OFFICERS_MAX)));
    while (rows_next(rows, &err)) {
        TRY(LIST_ROOM(cx, list.at, list.len, OFFICERS_MAX));
        TRY(read_officer(cx, rows, &list.at[list.len++]));
    }
    TRY(err);
    *out = list;
    return OK;
}

enum err store_officer_set_password(struct cx *cx, struct db *tx, struct officer_id id,
                                    struct bytes key_file, struct bytes password, bool must_change)
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_OFFICER_SET_PASSWORD, ID(id), RAW(key_file), RAW(password),
               INT(must_change)));
    return touched(cx, changed);
}

enum err store_officer_set_totp(struct cx *cx, struct db *tx, struct officer_id id,
                                struct bytes sealed)
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_OFFICER_SET_TOTP, ID(id), sealed.len > 0 ? RAW(sealed) : NONE));
    return touched(cx, changed);
}

enum err store_officer_use_totp(struct cx *cx, struct db *tx, struct officer_id id, int64_t step)
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_OFFICER_USE_TOTP, ID(id), INT(step)));
    return changed == 1 ? OK : FAIL(cx, ERR_CONFLICT, "this step has been used");
}

enum err store_officer_set_tries(struct cx *cx, struct db *tx, struct officer_id id, int tries,
                                 int64_t locked_until_us)
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_OFFICER_SET_TRIES, ID(id), INT(tries), INT(locked_until_us)));
    return touched(cx, changed);
}

enum err store_officer_signed_in(struct cx *cx, struct db *tx, struct officer_id id, int64_t at_us)
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_OFFICER_SIGNED_IN, ID(id), INT(at_us)));
    return touched(cx, changed);
}

enum err store_officer_disable(struct cx *cx, struct db *tx, struct officer_id id, int64_t at_us)
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_OFFICER_DISABLE, ID(id), INT_IF(at_us != 0, at_us)));
    return touched(cx, changed);
}

enum err store_agency_grant_insert(struct cx *cx, struct db *tx, struct post_id post,
                                   struct agency_id agency, struct officer_id officer,
                                   uint64_t serial, struct bytes sealed, int64_t given_us)
{
    return DB_RUN(cx, tx, NULL, Q_AGENCY_GRANT_INSERT, ID(agency), ID(officer), INT(serial),
                  ID(post), RAW(sealed), INT(given_us));
}

enum err store_agency_grant_newest(struct cx *cx, struct db *db, struct agency_id agency,
                                   struct officer_id officer, uint64_t *serial,
                                   struct bytes *sealed)
{
    AUTO(rows_close) struct rows *rows = NULL;
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_AGENCY_GRANT_NEWEST, ID(agency), ID(officer)));
    if (!rows_next(rows, &err))
        return err != OK ? err : FAIL(cx, ERR_DENIED, "the officer has no grant of the agency");
    struct bytes copy = rows_bytes(cx, rows, 1);
    if (!copy.at)
        return FAIL(cx, ERR_TOO_LARGE, "grant");
    *serial = (uint64_t)rows_int(rows, 0);
    *sealed = copy;
    return OK;
}

enum err store_agency_grant_remove(struct cx *cx, struct db *tx, struct agency_id agency,
                                   struct officer_id officer)
{
    return DB_RUN(cx, tx, NULL, Q_AGENCY_GRANT_REMOVE, ID(officer), ID(agency));
}

enum err store_agency_grant_holders(struct cx *cx, struct db *db, struct agency_id agency,
                                    uint64_t serial, struct key_holder_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct key_holder_list list = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_AGENCY_GRANT_HOLDERS, ID(agency), INT(serial),
                 INT(OFFICERS_MAX)));
    while (rows_next(rows, &err)) {
        struct key_holder *h;

        TRY(LIST_ROOM(cx, list.at, list.len, OFFICERS_MAX));
        h = &list.at[list.len++];
        TRY(rows_exact(cx, rows, 0, h->id.b, sizeof h->id.b));
        h->login = rows_text(cx, rows, 1);
        TRY(rows_exact(cx, rows, 2, h->box_pk, sizeof h->box_pk));
        h->roles = (unsigned)rows_int(rows, 3);
        if (!h->login.at)
            return FAIL(cx, ERR_TOO_LARGE, "officer");
    }
    TRY(err);
    *out = list;
    return OK;
}

enum err store_agency_grant_remove_before(struct cx *cx, struct db *tx, struct agency_id agency,
                                          uint64_t serial)
{
    return DB_RUN(cx, tx, NULL, Q_AGENCY_GRANT_REMOVE_BEFORE, ID(agency), INT(serial));
}
