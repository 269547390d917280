/* people: see the header; the queries are in people.sql. */
#include "store/people.h"
#include "store/row.h"

#define RAW(v) BYTES((v).at, (v).len)

static enum err touched(struct cx *cx, int64_t changed)
{
    return changed == 1 ? OK : FAIL(cx, ERR_NOT_FOUND, "no such officer");
}

static enum err read_person(struct cx *cx, struct rows *rows, struct people_row *out)
{
    TRY(rows_exact(cx, rows, 0, out->id.b, sizeof out->id.b));
    TRY(rows_exact(cx, rows, 1, out->agency.b, sizeof out->agency.b));
    out->login = rows_text(cx, rows, 2);
    out->name = rows_text(cx, rows, 3);
    out->role = (int)rows_int(rows, 4);
    TRY(rows_exact(cx, rows, 5, out->box_pk, sizeof out->box_pk));
    out->must_change = rows_int(rows, 6) != 0;
    out->signed_in_us = rows_int(rows, 7);
    out->disabled_us = rows_int(rows, 8);
    out->second_factor = rows_int(rows, 9) != 0;
    out->keyed = rows_int(rows, 10) != 0;
    out->custodian = rows_int(rows, 11) != 0;
    out->until_us = rows_int(rows, 12);
    out->added_us = rows_int(rows, 13);
    if (!out->login.at || !out->name.at)
        return FAIL(cx, ERR_TOO_LARGE, "officer");
    return OK;
}

enum err store_people_list(struct cx *cx, struct db *db, struct post_id post,
                           struct people_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct people_list list = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_PEOPLE_LIST, ID(post), INT(OFFICERS_MAX)));
    while (rows_next(rows, &err)) {
        TRY(LIST_ROOM(cx, list.at, list.len, OFFICERS_MAX));
        TRY(read_person(cx, rows, &list.at[list.len++]));
    }
    TRY(err);
    *out = list;
    return OK;
}

enum err store_people_set_role(struct cx *cx, struct db *tx, struct officer_id id, int role)
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_PEOPLE_SET_ROLE, ID(id), INT(role)));
    return touched(cx, changed);
}

enum err store_people_renew(struct cx *cx, struct db *tx, const struct officer_row *o)
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_PEOPLE_RENEW, ID(o->id), FIXED(o->box_pk), RAW(o->key_file),
               RAW(o->password), RAW(o->totp)));
    return touched(cx, changed);
}

enum err store_invitation_put(struct cx *cx, struct db *tx, struct post_id post,
                              struct officer_id id, int64_t until_us)
{
    return DB_RUN(cx, tx, NULL, Q_INVITATION_PUT, ID(id), ID(post), INT(until_us));
}

enum err store_invitation_until(struct cx *cx, struct db *db, struct officer_id id,
                                int64_t *until_us)
{
    AUTO(rows_close) struct rows *rows = NULL;
    int64_t until = 0;
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_INVITATION_UNTIL, ID(id)));
    if (rows_next(rows, &err))
        until = rows_int(rows, 0);
    TRY(err);
    *until_us = until;
    return OK;
}
