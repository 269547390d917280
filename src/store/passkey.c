/*
 * passkey: see passkey.h; the queries are in passkey.sql.
 */
#include "store/passkey.h"
#include "store/row.h"

#define RAW(v) BYTES((v).at, (v).len)

enum err store_passkey_insert(struct cx *cx, struct db *tx, struct post_id post,
                              const struct passkey_row *p)
{
    return DB_RUN(cx, tx, NULL, Q_PASSKEY_INSERT, RAW(p->id), ID(post), ID(p->officer),
                  RAW(p->key), INT(p->alg), INT(p->counter), INT(p->backup_eligible),
                  INT(p->backed_up), TEXT(p->name), INT(p->added_us));
}

static enum err read_passkey(struct cx *cx, struct rows *rows, struct passkey_row *out)
{
    out->id = rows_bytes(cx, rows, 0);
    TRY(rows_exact(cx, rows, 1, out->officer.b, sizeof out->officer.b));
    out->key = rows_bytes(cx, rows, 2);
    out->alg = (int)rows_int(rows, 3);
    out->counter = (uint32_t)rows_int(rows, 4);
    out->backup_eligible = rows_int(rows, 5) != 0;
    out->backed_up = rows_int(rows, 6) != 0;
    out->name = rows_text(cx, rows, 7);
    out->added_us = rows_int(rows, 8);
    out->used_us = rows_int(rows, 9);
    out->refused_us = rows_int(rows, 10);
    if (!out->id.at || !out->key.at || !out->name.at)
        return FAIL(cx, ERR_TOO_LARGE, "passkey");
    return OK;
}

enum err store_passkey_list(struct cx *cx, struct db *db, struct post_id post,
                            struct officer_id officer, struct passkey_list *out)
{
    AUTO(rows_close) struct rows *rows = NULL;
    struct passkey_list list = { 0 };
    enum err err = OK;

    TRY(DB_QUERY(cx, db, &rows, Q_PASSKEY_LIST, ID(post), ID(officer), INT(PASSKEYS_MAX)));
    while (rows_next(rows, &err)) {
        TRY(LIST_ROOM(cx, list.at, list.len, PASSKEYS_MAX));
        TRY(read_passkey(cx, rows, &list.at[list.len++]));
    }
    TRY(err);
    *out = list;
    return OK;
}

enum err store_passkey_used(struct cx *cx, struct db *tx, struct bytes id,
                            struct officer_id officer, uint32_t counter, bool backed_up,
                            int64_t at_us)
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_PASSKEY_USED, RAW(id), ID(officer), INT(counter),
               INT(backed_up), INT(at_us)));
    return changed == 1 ? OK : FAIL(cx, ERR_CONFLICT, "the passkey's counter has been used");
}

enum err store_passkey_refused(struct cx *cx, struct db *tx, struct bytes id,
                               struct officer_id officer, int64_t at_us)
{
    return DB_RUN(cx, tx, NULL, Q_PASSKEY_REFUSED, RAW(id), ID(officer), INT(at_us));
}

enum err store_passkey_remove(struct cx *cx, struct db *tx, struct bytes id,
                              struct officer_id officer)
{
    int64_t changed = 0;

    TRY(DB_RUN(cx, tx, &changed, Q_PASSKEY_REMOVE, RAW(id), ID(officer)));
    return changed == 1 ? OK : FAIL(cx, ERR_NOT_FOUND, "no such passkey");
}

enum err store_passkey_remove_officer(struct cx *cx, struct db *tx, struct officer_id officer)
{
    return DB_RUN(cx, tx, NULL, Q_PASSKEY_REMOVE_OFFICER, ID(officer));
}
