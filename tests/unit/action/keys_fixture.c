/* keys_fixture: see the header. */
#include "keys_fixture.h"
#include <sqlite3.h>
#include "action/renew_keys.h"
#include "action/terminal_session.h"
#include "base/file.h"

int keys_start(void **state)
{
    *state = desk_start();
    return 0;
}

int keys_stop(void **state)
{
    desk_stop(*state);
    return 0;
}

struct filed keys_file(struct desk_fixture *f)
{
    struct report_form form;

    desk_form(&form);
    return desk_file(f, &form);
}

/* Somebody of the agency signs in anew, with what he holds now. */
void keys_sign_in_again(struct desk_fixture *f)
{
    struct str login = arena_printf(f->arena, "petugas.%d", (int)WHO);

    assert_int_equal(terminal_session(&f->cx, f->env, f->db, login, PASSWORD, &f->officers[WHO]),
                     OK);
}

enum err keys_renew_tried(struct desk_fixture *f, const struct officer_session *by)
{
    AUTO(db_end) struct db *tx = NULL;
    struct renewal r AUTO(renewal_wipe) = { 0 };

    TRY(renew_keys_check(&f->cx, by, STR(""), &r));
    TRY(db_begin(&f->cx, f->db, &tx));
    TRY(renew_keys_write(&f->cx, f->env, tx, &r));
    TRY(db_commit(&f->cx, tx));
    return renew_keys_publish(&f->cx, f->env, f->db);
}

void keys_renew(struct desk_fixture *f)
{
    enum err err = keys_renew_tried(f, f->officers[WHO]);

    if (err != OK)
        fail_msg("not renewed: %s", f->cx.note.text);
    keys_sign_in_again(f);
}

void keys_sql(struct desk_fixture *f, const char *sql)
{
    const char *path = file_join(f->arena, f->dir, "posko.db");
    sqlite3 *db = NULL;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}
