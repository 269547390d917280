/*
 * kept: what a post's directory holds after a crash, for kill9.mjs: every fault that
 * the audit or the schema finds, how many rows there are of what, and where each case's
 * first event stands in the log. A reader: it changes nothing.
 */
#include "action/check_case.h"
#include "base/file.h"
#include "cli/cli.h"
#include "invariants.h"
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>

#define ARENA_MAX (256u << 20)

static int64_t count_of(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    int64_t n = -1;

    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK
        && sqlite3_step(stmt) == SQLITE_ROW)
        n = sqlite3_column_int64(stmt, 0);
    else
        printf("fault\t%s\n", sqlite3_errmsg(db));
    sqlite3_finalize(stmt);
    return n;
}

static void cases_print(sqlite3 *db)
{
    sqlite3_stmt *stmt = NULL;

    if (sqlite3_prepare_v2(db,
                           "SELECT f.number, e.log_index, (SELECT count(*) FROM case_event x WHERE"
                           " x.case_key = f.case_key) FROM case_file f JOIN case_event e"
                           " ON e.case_key = f.case_key AND e.seq = 0",
                           -1, &stmt, NULL)
        != SQLITE_OK)
        printf("fault\t%s\n", sqlite3_errmsg(db));
    while (stmt && sqlite3_step(stmt) == SQLITE_ROW)
        printf("case\t%s\t%lld\t%lld\n", (const char *)sqlite3_column_text(stmt, 0),
               (long long)sqlite3_column_int64(stmt, 1),
               (long long)sqlite3_column_int64(stmt, 2));
    sqlite3_finalize(stmt);
}

static enum err audit(struct cx *cx, const char *dir)
{
    AUTO(db_close) struct db *db = NULL;
    struct settings settings;
    struct carried carried;
    struct post_check found;
    struct env *env;

    TRY(cli_carried(cx, dir, &carried));
    TRY(post_open(cx, dir, DB_READ, &carried, &db, &settings, &env));
    TRY(check_post(cx, env, db, &found));
    for (size_t i = 0; i < found.faults.len; i++)
        printf("fault\t%.*s\n", STR_FMT(found.faults.at[i]));
    printf("count\tcases\t%" PRId64 "\ncount\tevents\t%" PRId64 "\ncount\tleaves\t%" PRId64 "\n",
           found.cases, found.events, found.leaves);
    return OK;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new(ARENA_MAX);
    struct cx cx = cx_system(arena);
    sqlite3 *db = NULL;
    char path[512];
    enum err err;

    if (argc != 2)
        return EXIT_MISUSE;
    if (!vault_start())
        return EXIT_FAILED;
    err = audit(&cx, argv[1]);
    if (err != OK)
        return cli_fail(&cx, err);
    snprintf(path, sizeof path, "%s/posko.db", argv[1]);
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        return EXIT_FAILED;
    for (size_t i = 0; i < COUNT_OF(invariants); i++)
        if (count_of(db, invariants[i].sql) != 0)
            printf("fault\tthere is %s\n", invariants[i].what);
    cases_print(db);
    sqlite3_close(db);
    arena_free(arena);
    return EXIT_FINE;
}
