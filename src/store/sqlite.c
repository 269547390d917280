/*
 * sqlite: running queries and transactions on an SQLite connection.
 * Opening one is sqlite_open.c.
 */
#include <assert.h>
#include <string.h>
#include "store/sqlite.h"

enum err sqlite_err(int code)
{
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return ERR_CONFLICT;
    default:
        break;
    }
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return OK;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
        return ERR_INVALID;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT:
        return ERR_BUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERR_CORRUPT;
    case SQLITE_TOOBIG:
    case SQLITE_NOMEM:
        return ERR_TOO_LARGE;
    default: /* FULL, IOERR, CANTOPEN, READONLY, PERM, PROTOCOL ... */
        return ERR_UNAVAILABLE;
    }
}

static enum err run_control(struct cx *cx, struct db *db, enum control which, const char *what)
{
    int rc = sqlite3_step(db->control[which]);

    sqlite3_reset(db->control[which]);
    return rc == SQLITE_DONE ? OK : DB_FAIL(cx, db, rc, what);
}

/* SQLite rolls a transaction back by itself when the disk fails under it. What we would then
 * run would be committed alone, statement by statement: it must not run at all. */
static bool tx_lost(const struct db *db)
{
    return db->in_tx && sqlite3_get_autocommit(db->handle);
}

enum err db_begin(struct cx *cx, struct db *db, struct db **tx)
{
    assert(!db->in_tx);
    TRY(run_control(cx, db, CONTROL_BEGIN, "begin"));
    db->in_tx = true;
    *tx = db;
    return OK;
}

enum err db_commit(struct cx *cx, struct db *tx)
{
    assert(tx->in_tx);
    if (tx_lost(tx))
        return FAIL(cx, ERR_UNAVAILABLE, "the engine has rolled the transaction back");
    TRY(run_control(cx, tx, CONTROL_COMMIT, "commit"));
    tx->in_tx = false;
    return OK;
}

void db_end(struct db **tx)
{
    if (!*tx)
        return;
    if ((*tx)->in_tx && !sqlite3_get_autocommit((*tx)->handle))
        sqlite3_exec((*tx)->handle, "ROLLBACK", NULL, NULL, NULL);
    /* A ROLLBACK cannot fail halfway: at worst the connection stays in the transaction,
     * and then the next BEGIN says so. */
    (*tx)->in_tx = false;
    *tx = NULL;
}

static enum err mark_control(struct cx *cx, struct db *tx, enum control which, const char *what)
{
    assert(tx->in_tx);
    if (tx_lost(tx))
        return FAIL(cx, ERR_UNAVAILABLE, "the engine has rolled the transaction back");
    return run_control(cx, tx, which, what);
}

enum err db_mark(struct cx *cx, struct db *tx)
{
    return mark_control(cx, tx, CONTROL_MARK, "savepoint");
}

enum err db_mark_keep(struct cx *cx, struct db *tx)
{
    return mark_control(cx, tx, CONTROL_KEEP, "release");
}

enum err db_mark_undo(struct cx *cx, struct db *tx)
{
    TRY(mark_control(cx, tx, CONTROL_UNDO, "rollback to savepoint"));
    return mark_control(cx, tx, CONTROL_KEEP, "release");
}

static int bind_one(sqlite3_stmt *stmt, int slot, const struct param *p, bool copy)
{
    void (*life)(void *) = copy ? SQLITE_TRANSIENT : SQLITE_STATIC;
    const void *at = p->len > 0 ? p->at : ""; /* a NULL pointer would bind NULL */

    switch (p->kind) {
    case PARAM_NULL:
        return sqlite3_bind_null(stmt, slot);
    case PARAM_INT:
        return sqlite3_bind_int64(stmt, slot, p->i);
    case PARAM_TEXT:
        return sqlite3_bind_text64(stmt, slot, at, p->len, life, SQLITE_UTF8);
    case PARAM_BYTES:
        return sqlite3_bind_blob64(stmt, slot, at, p->len, life);
    }
    return SQLITE_MISUSE;
}

static enum err bind_all(struct cx *cx, struct rows *rows, const struct param *params,
                         size_t count, bool copy)
{
    const struct query_text *text = &query_texts[rows->query];

    assert((size_t)text->params == count);
    assert(!rows->open);
    assert(rows->stmt); /* a reader asked for a query that writes */
    assert(rows->db->in_tx || sqlite3_stmt_readonly(rows->stmt));
    if (tx_lost(rows->db))
        return FAIL(cx, ERR_UNAVAILABLE, "the engine has rolled the transaction back");
    for (size_t i = 0; i < count; i++) {
        int rc = bind_one(rows->stmt, rows->slot[i + 1], &params[i], copy);
        if (rc != SQLITE_OK) {
            sqlite3_clear_bindings(rows->stmt);
            return DB_FAIL(cx, rows->db, rc, text->name);
        }
    }
    return OK;
}

/* Ready for the next use; what was bound is forgotten, for it may be somebody's words. */
static void let_go(struct rows *rows)
{
    sqlite3_reset(rows->stmt);
    sqlite3_clear_bindings(rows->stmt);
    rows->open = false;
    rows->cx = NULL;
}

enum err db_run(struct cx *cx, struct db *db, enum query q, const struct param *params,
                size_t count, int64_t *changed)
{
    struct rows *rows = &db->rows[q];
    int rc;

    TRY(bind_all(cx, rows, params, count, false));
    do
        rc = sqlite3_step(rows->stmt);
    while (rc == SQLITE_ROW);
    enum err err = rc == SQLITE_DONE ? OK : DB_FAIL(cx, db, rc, query_texts[q].name);
    if (err == OK && changed)
        *changed = sqlite3_changes64(db->handle);
    let_go(rows);
    return err;
}

enum err db_query(struct cx *cx, struct db *db, enum query q, const struct param *params,
                  size_t count, struct rows **out)
{
    struct rows *rows = &db->rows[q];

    TRY(bind_all(cx, rows, params, count, true));
    rows->open = true;
    rows->cx = cx;
    *out = rows;
    return OK;
}

bool rows_next(struct rows *rows, enum err *err)
{
    assert(rows->open);
    int rc = sqlite3_step(rows->stmt);

    if (rc == SQLITE_ROW)
        return true;
    *err = rc == SQLITE_DONE
               ? OK
               : DB_FAIL(rows->cx, rows->db, rc, query_texts[rows->query].name);
    return false;
}

int64_t rows_int(struct rows *rows, int column)
{
    assert(column >= 0 && column < sqlite3_column_count(rows->stmt));
    return sqlite3_column_int64(rows->stmt, column);
}

bool rows_null(struct rows *rows, int column)
{
    assert(column >= 0 && column < sqlite3_column_count(rows->stmt));
    return sqlite3_column_type(rows->stmt, column) == SQLITE_NULL;
}

struct str rows_text(struct cx *cx, struct rows *rows, int column)
{
    if (rows_null(rows, column))
        return STR("");
    const char *at = (const char *)sqlite3_column_text(rows->stmt, column);
    size_t len = (size_t)sqlite3_column_bytes(rows->stmt, column);

    return at ? arena_copy(cx->arena, (struct str){ at, len }) : (struct str){ NULL, 0 };
}

struct bytes rows_bytes(struct cx *cx, struct rows *rows, int column)
{
    const uint8_t *at = sqlite3_column_blob(rows->stmt, column);
    size_t len = (size_t)sqlite3_column_bytes(rows->stmt, column);

    assert(column >= 0 && column < sqlite3_column_count(rows->stmt));
    if (len == 0) /* NULL, or no bytes: SQLite gives no pointer for either */
        return (struct bytes){ (const uint8_t *)"", 0 };
    return at ? arena_copy_bytes(cx->arena, (struct bytes){ at, len }) : (struct bytes){ NULL, 0 };
}

enum err rows_exact(struct cx *cx, struct rows *rows, int column, void *out, size_t len)
{
    const void *at = sqlite3_column_blob(rows->stmt, column);
    size_t have = (size_t)sqlite3_column_bytes(rows->stmt, column);

    if (!at || have != len)
        return FAIL(cx, ERR_CORRUPT, "%s: column %d holds %zu bytes, not %zu",
                    query_texts[rows->query].name, column, have, len);
    memcpy(out, at, len);
    return OK;
}

void rows_close(struct rows **rows)
{
    if (!*rows)
        return;
    if ((*rows)->open)
        let_go(*rows);
    *rows = NULL;
}
