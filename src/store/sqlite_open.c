/*
 * sqlite_open: opening, arming, migrating and closing an SQLite database.
 * Running queries is sqlite.c.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "store/sqlite.h"

#define APPLICATION_ID 0x50534b4f /* "PSKO", so that file(1) and we can tell */
#define VALUE_BYTES_MAX (16 << 20)
#define BUSY_WAIT_MS 5000

static const char *const control_sql[2][CONTROL_COUNT] = {
    { "BEGIN IMMEDIATE", "COMMIT", "SAVEPOINT mark", "RELEASE mark",
      "ROLLBACK TO mark" },
    { "BEGIN", "COMMIT", "SAVEPOINT mark", "RELEASE mark", "ROLLBACK TO mark" },
};

/* Once a process, before the first connection: without the statistics SQLite takes no
 * process-wide lock around every allocation. */
static void library_setup(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_initialize();
}

static enum err exec(struct cx *cx, struct db *db, const char *sql)
{
    int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

    return rc == SQLITE_OK ? OK : DB_FAIL(cx, db, rc, sql);
}

static enum err pragma_int(struct cx *cx, struct db *db, const char *sql, int64_t *out)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(db->handle, sql, -1, &stmt, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        *out = sqlite3_column_int64(stmt, 0);
    enum err err = rc == SQLITE_ROW ? OK : DB_FAIL(cx, db, rc, sql);
    sqlite3_finalize(stmt);
    return err;
}

/* The folder must remember the new file's name too, or a power cut takes it away. */
static enum err sync_folder(struct cx *cx, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct str folder = slash ? (struct str){ path, (size_t)(slash - path) + 1 } : STR(".");
    struct str name = arena_copy(cx->arena, folder);

    if (!name.at)
        return FAIL(cx, ERR_TOO_LARGE, "path");
    int fd = open(name.at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return FAIL(cx, ERR_UNAVAILABLE, "folder of the database: %s", strerror(errno));
    int failed = fsync(fd) != 0 ? errno : 0;
    close(fd);
    return failed ? FAIL(cx, ERR_UNAVAILABLE, "sync of the folder: %s", strerror(failed)) : OK;
}

/* Made by us and not by SQLite, so that it is never anyone else's to read. */
static enum err make_file(struct cx *cx, const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0)
        return errno == EEXIST
                   ? FAIL(cx, ERR_CONFLICT, "the database exists")
                   : FAIL(cx, ERR_UNAVAILABLE, "making the database: %s", strerror(errno));
    close(fd);
    return sync_folder(cx, path);
}

static enum err find_file(struct cx *cx, const char *path)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return errno == ENOENT ? FAIL(cx, ERR_NOT_FOUND, "there is no database")
                               : FAIL(cx, ERR_UNAVAILABLE, "database: %s", strerror(errno));
    return OK;
}

/* What must hold before the first byte of the file is believed. */
static enum err arm(struct cx *cx, struct db *db)
{
    static const struct {
        int option, value;
    } options[] = {
        { SQLITE_DBCONFIG_DEFENSIVE, 1 },        { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
        { SQLITE_DBCONFIG_ENABLE_FKEY, 1 },      { SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
        { SQLITE_DBCONFIG_ENABLE_VIEW, 0 },      { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
        { SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0 },  { SQLITE_DBCONFIG_DQS_DML, 0 },
        { SQLITE_DBCONFIG_DQS_DDL, 0 },
    };

    for (size_t i = 0; i < COUNT_OF(options); i++) {
        int rc = sqlite3_db_config(db->handle, options[i].option, options[i].value, NULL);
        if (rc != SQLITE_OK)
            return DB_FAIL(cx, db, rc, "sqlite3_db_config");
    }
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_limit(db->handle, SQLITE_LIMIT_LENGTH, VALUE_BYTES_MAX);
    sqlite3_limit(db->handle, SQLITE_LIMIT_ATTACHED, 0);
    /* Before journal_mode: two processes that switch a new file to WAL at once would
     * otherwise make one of them fail (stack.md section 1). */
    sqlite3_busy_timeout(db->handle, BUSY_WAIT_MS);

    /* No mmap: a bad sector would be SIGBUS for everybody instead of an error for one, and
     * its pages count as our memory. temp_store: no file of its own for what is sorted. */
    TRY(exec(cx, db, "PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;"
                     "PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON"));
    if (db->mode == DB_READ)
        return exec(cx, db, "PRAGMA query_only = ON; PRAGMA cache_size = -2048");
    return exec(cx, db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                        "PRAGMA secure_delete = ON; PRAGMA cache_size = -8192;"
                        "PRAGMA wal_autocheckpoint = 2000; PRAGMA journal_size_limit = 16777216");
}

static int64_t newest_migration(void)
{
    int64_t newest = 0;

    for (size_t i = 0; i < migrations_len; i++)
        if (migrations[i].engine == ENGINE_SQLITE && migrations[i].number > newest)
            newest = migrations[i].number;
    return newest;
}

static enum err run_missing(struct cx *cx, struct db *db, int64_t version)
{
    for (size_t i = 0; i < migrations_len; i++) {
        const struct migration *m = &migrations[i];

        if (m->engine != ENGINE_SQLITE || m->number <= version)
            continue;
        int rc = sqlite3_exec(db->handle, m->sql, NULL, NULL, NULL);
        if (rc != SQLITE_OK)
            return DB_FAIL(cx, db, rc, m->file);
        struct str mark = arena_printf(cx->arena, "PRAGMA user_version = %d", m->number);
        if (!mark.at)
            return FAIL(cx, ERR_TOO_LARGE, "migration");
        TRY(exec(cx, db, mark.at));
    }
    return OK;
}

/* All that are missing, or none. */
static enum err migrate(struct cx *cx, struct db *db)
{
    int64_t version = 0, application = 0, newest = newest_migration();

    TRY(pragma_int(cx, db, "PRAGMA application_id", &application));
    TRY(pragma_int(cx, db, "PRAGMA user_version", &version));
    /* A file without either is one whose making was cut short: nothing is in it. */
    if (application != APPLICATION_ID && (application != 0 || version != 0))
        return FAIL(cx, ERR_CORRUPT, "the file is some other program's database");
    if (version > newest)
        return FAIL(cx, ERR_INVALID, "schema %lld is newer than this program's %lld",
                    (long long)version, (long long)newest);
    if (version == newest)
        return OK;
    if (db->mode == DB_READ)
        return FAIL(cx, ERR_INVALID, "schema %lld is older than this program's %lld",
                    (long long)version, (long long)newest);
    AUTO(db_end) struct db *tx = NULL;
    TRY(db_begin(cx, db, &tx));
    /* Asked again inside: another process may have done it while we waited. */
    TRY(pragma_int(cx, db, "PRAGMA user_version", &version));
    TRY(exec(cx, db, "PRAGMA application_id = 1347636047")); /* APPLICATION_ID */
    TRY(run_missing(cx, db, version));
    return db_commit(cx, tx);
}

static enum err prepare(struct cx *cx, struct db *db, const char *sql, sqlite3_stmt **out)
{
    int rc = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);

    return rc == SQLITE_OK ? OK : DB_FAIL(cx, db, rc, "prepare");
}

/* SQLite takes "$1" as a name, numbered by first appearance; ours are bound by name. */
static enum err map_params(struct cx *cx, struct rows *rows, const struct query_text *text)
{
    for (int n = 1; n <= text->params; n++) {
        struct str name = arena_printf(cx->arena, "$%d", n);
        if (!name.at)
            return FAIL(cx, ERR_TOO_LARGE, "parameter name");
        int slot = sqlite3_bind_parameter_index(rows->stmt, name.at);
        assert(slot > 0 && slot <= SQLITE_PARAMS_MAX); /* sqlc let no gap through */
        rows->slot[n] = (uint8_t)slot;
    }
    return OK;
}

static enum err prepare_all(struct cx *cx, struct db *db)
{
    for (size_t q = 0; q < QUERY_COUNT; q++) {
        const struct query_text *text = &query_texts[q];
        struct rows *rows = &db->rows[q];

        int rc = sqlite3_prepare_v3(db->handle, text->sql[ENGINE_SQLITE], -1,
                                    SQLITE_PREPARE_PERSISTENT, &rows->stmt, NULL);
        if (rc != SQLITE_OK)
            return FAIL(cx, ERR_INVALID, "%s:%d: %s: %s", text->file, text->line, text->name,
                        sqlite3_errmsg(db->handle));
        rows->db = db;
        rows->query = (enum query)q;
        if (db->mode == DB_READ && !sqlite3_stmt_readonly(rows->stmt)) {
            sqlite3_finalize(rows->stmt); /* parsed, so checked; but never for a reader */
            rows->stmt = NULL;
            continue;
        }
        TRY(map_params(cx, rows, text));
    }
    return OK;
}

static enum err open_handle(struct cx *cx, struct db *db, const char *path)
{
    int flags = db->mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    int rc = sqlite3_open_v2(path, &db->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);

    if (!db->handle)
        return FAIL(cx, ERR_TOO_LARGE, "no memory for a connection");
    if (rc != SQLITE_OK)
        return DB_FAIL(cx, db, rc, "open");
    TRY(arm(cx, db));
    for (size_t i = 0; i < CONTROL_COUNT; i++)
        TRY(prepare(cx, db, control_sql[db->mode == DB_READ][i], &db->control[i]));
    TRY(migrate(cx, db));
    return prepare_all(cx, db);
}

/* After a failed DB_CREATE: what we made is ours to remove, so that it can be tried again. */
static void remove_made(struct cx *cx, const char *path)
{
    static const char *const endings[] = { "-wal", "-shm", "-journal", "" };

    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        struct str name = arena_printf(cx->arena, "%s%s", path, endings[i]);
        if (name.at)
            unlink(name.at);
    }
}

enum err db_open(struct cx *cx, const char *path, enum db_mode mode, struct db **out)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    AUTO(db_close) struct db *db = NULL;

    pthread_once(&once, library_setup);
    TRY(mode == DB_CREATE ? make_file(cx, path) : find_file(cx, path));
    db = calloc(1, sizeof *db);
    if (!db)
        return FAIL(cx, ERR_TOO_LARGE, "no memory for a connection");
    db->mode = mode;
    enum err err = open_handle(cx, db, path);
    if (err != OK) {
        db_close(&db);
        if (mode == DB_CREATE)
            remove_made(cx, path);
        return err;
    }
    *out = db;
    db = NULL;
    return OK;
}

void db_close(struct db **db)
{
    if (!*db)
        return;
    for (size_t q = 0; q < QUERY_COUNT; q++)
        sqlite3_finalize((*db)->rows[q].stmt);
    for (size_t i = 0; i < CONTROL_COUNT; i++)
        sqlite3_finalize((*db)->control[i]);
    int rc = sqlite3_close((*db)->handle);
    assert(rc == SQLITE_OK); /* else a statement of ours was forgotten */
    (void)rc;
    free(*db);
    *db = NULL;
}

enum err db_version(struct cx *cx, struct db *db, int64_t *out)
{
    return pragma_int(cx, db, "PRAGMA user_version", out);
}
