/*
 * sqlite: what the two halves of the SQLite driver share. Nobody else includes
 * this: the rest of the program sees store/db.h.
 */
#pragma once
#include <sqlite3.h>
#include "store/db.h"

#define SQLITE_PARAMS_MAX 64 /* as in tools/sqlc.c */

struct rows {
    struct db *db;
    struct cx *cx;      /* whose note a failure goes to */
    enum query query;
    sqlite3_stmt *stmt; /* NULL on a reader where the query writes */
    bool open;
    uint8_t slot[SQLITE_PARAMS_MAX + 1]; /* [n]: SQLite's own number for $n */
};

enum control { CONTROL_BEGIN, CONTROL_COMMIT, CONTROL_MARK, CONTROL_KEEP, CONTROL_UNDO,
               CONTROL_COUNT };

struct db {
    sqlite3 *handle;
    enum db_mode mode;
    bool in_tx;
    sqlite3_stmt *control[CONTROL_COUNT];
    struct rows rows[QUERY_COUNT];
};

/* What SQLite's result code means to us. */
enum err sqlite_err(int code);

/* Notes what failed, where in the .sql, and in SQLite's own words (they name tables and
 * columns, never values); gives the code. */
#define DB_FAIL(cx, db, rc, what) \
    FAIL((cx), sqlite_err(rc), "%s: %s (%d)", (what), sqlite3_errmsg((db)->handle), (rc))
