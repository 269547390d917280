/*
 * db: the seam to the database engine.
 *
 * Queries live in the .sql file beside the .c that calls them; tools/sqlc
 * turns their names into enum query, and all are prepared when a connection
 * opens, so that a typo fails the first test. A connection belongs to one
 * thread at a time. Values are bound, never pasted.
 *
 * Two things are held here and clean up after themselves: rows (AUTO(rows_close))
 * and a transaction (AUTO(db_end): rolls back unless committed).
 */
#pragma once
#include "base/cx.h"
#include "store/queries.h" /* generated: enum query */

struct db;   /* one connection */
struct rows; /* the result of one query, read forward */

enum db_mode {
    DB_CREATE, /* makes the file; fails if it exists; runs all migrations */
    DB_WRITE,  /* the one writer: WAL, synchronous=FULL; runs missing migrations */
    DB_READ    /* read-only; sees only what is committed */
};

/* path: a file, NUL-terminated, made with mode 0600 in a folder that exists. *out is closed
 * by db_close. ERR_NOT_FOUND if it must exist and does not, ERR_CONFLICT if it must not exist
 * and does, ERR_CORRUPT if it is not a post's database, ERR_INVALID if its schema is newer
 * than this program, or for DB_READ older. */
enum err db_open(struct cx *cx, const char *path, enum db_mode mode, struct db **out) MUST_USE;
void db_close(struct db **db); /* takes NULL and a pointer to NULL */

/* BEGIN IMMEDIATE on a writer, a snapshot on a reader. *tx is db itself; they do not nest.
 * A statement that writes asserts that a transaction is open. When the disk fails, the engine
 * may roll the whole transaction back by itself: all that follows in it is ERR_UNAVAILABLE.
 * A db_commit that fails may still have kept everything: sending again must be harmless. */
enum err db_begin(struct cx *cx, struct db *db, struct db **tx) MUST_USE;
enum err db_commit(struct cx *cx, struct db *tx) MUST_USE;
void db_end(struct db **tx); /* rolls back what db_commit has not committed */

/* A nested unit inside a transaction: the writer gives each request one, so that
 * one request's failure does not take its neighbours with it. */
enum err db_mark(struct cx *cx, struct db *tx) MUST_USE;         /* SAVEPOINT */
enum err db_mark_keep(struct cx *cx, struct db *tx) MUST_USE;    /* RELEASE   */
enum err db_mark_undo(struct cx *cx, struct db *tx) MUST_USE;    /* ROLLBACK TO + RELEASE */

enum param_kind { PARAM_NULL, PARAM_INT, PARAM_TEXT, PARAM_BYTES };

struct param {
    enum param_kind kind;
    int64_t i;
    const void *at;
    size_t len;
};

#define INT(v) ((struct param){ .kind = PARAM_INT, .i = (int64_t)(v) })
#define TEXT(s) ((struct param){ .kind = PARAM_TEXT, .at = (s).at, .len = (s).len })
#define BYTES(p, n) ((struct param){ .kind = PARAM_BYTES, .at = (p), .len = (n) })
#define NONE ((struct param){ .kind = PARAM_NULL })
/* The value, or NULL where the condition is false. */
#define INT_IF(cond, v) ((cond) ? INT(v) : NONE)

/* Runs a statement that returns no rows; *changed (may be NULL) gets the rows it touched. */
#define DB_RUN(cx, db, changed, query, ...) \
    db_run((cx), (db), (query), (const struct param[]){ __VA_ARGS__ }, \
           COUNT_OF(((const struct param[]){ __VA_ARGS__ })), (changed))
#define DB_QUERY(cx, db, out, query, ...) \
    db_query((cx), (db), (query), (const struct param[]){ __VA_ARGS__ }, \
             COUNT_OF(((const struct param[]){ __VA_ARGS__ })), (out))

/* The number of params must be the number of $n in the query, else it asserts. A unique
 * or primary key that is already taken is ERR_CONFLICT; a full or failing disk ERR_UNAVAILABLE. */
enum err db_run(struct cx *cx, struct db *db, enum query q, const struct param *params,
                size_t count, int64_t *changed) MUST_USE;
enum err db_query(struct cx *cx, struct db *db, enum query q, const struct param *params,
                  size_t count, struct rows **out) MUST_USE;

/* A query has one statement per connection: close its rows before asking it again (it
 * asserts), and before db_commit. cx must live as long as the rows do.
 * True while there is a row; at the end false with *err OK, or the failure. */
bool rows_next(struct rows *rows, enum err *err) MUST_USE;
int64_t rows_int(struct rows *rows, int column);
bool rows_null(struct rows *rows, int column);
/* Copied into the cx's arena; .at == NULL past its cap. SQL NULL gives the empty text
 * (.at not NULL): ask rows_null where the difference matters. */
struct str rows_text(struct cx *cx, struct rows *rows, int column);
struct bytes rows_bytes(struct cx *cx, struct rows *rows, int column);
/* Exactly len bytes, else ERR_CORRUPT. */
enum err rows_exact(struct cx *cx, struct rows *rows, int column, void *out, size_t len) MUST_USE;
void rows_close(struct rows **rows);

/* The schema's version: the number of the newest migration that has run. */
enum err db_version(struct cx *cx, struct db *db, int64_t *out) MUST_USE;
