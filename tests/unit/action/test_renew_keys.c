/*
 * renew_keys: goal: after an agency renewed its keys everything stays readable to who holds the new
 * ones, nothing new to who holds only the old, and a key that the log does not show gets nothing.
 * Sources: ledger.md 6.2 and 6.4 (leaver, recovery), 3.2 (only keys that the log shows).
 */
#include "keys_fixture.h" /* first: cmocka wants its headers in an order of its own */
#include <pthread.h>
#include <sched.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include "action/agencies.h"
#include "action/key_ring.h"
#include "action/log_event.h"
#include "action/renew_keys.h"
#include "action/reseal.h"
#include "base/codec.h"
#include "base/file.h"
#include "store/case_file.h"
#include "vault/grant.h"

static struct case_grant grant_of(struct desk_fixture *f, struct case_id id)
{
    struct case_grant grant;

    assert_int_equal(store_case_grant_get(&f->cx, f->db, id, f->officers[WHO]->of->id, &grant), OK);
    return grant;
}

static uint64_t stale_of(struct desk_fixture *f)
{
    uint64_t stale, oldest;

    assert_int_equal(store_case_grant_stale_count(&f->cx, f->db, f->officers[WHO]->of->id, 0,
                                                  f->officers[WHO]->of->key_serial, &stale,
                                                  &oldest),
                     OK);
    return stale;
}

/* What the server's thread does; at most that many batches. */
static size_t reseal_run(struct desk_fixture *f, struct reseal *r, size_t batches)
{
    size_t done = 0;

    reseal_offer(f->env, f->officers[WHO]);
    if (!reseal_wait(r, 1))
        return 0;
    for (; batches > 0; batches--) {
        struct reseal_batch batch;
        struct db *tx = NULL;

        if (reseal_read(&f->cx, f->env, f->db, r, &batch) != OK)
            fail_msg("not sealed anew: %s", f->cx.note.text);
        if (batch.len == 0) {
            reseal_end(r);
            return done;
        }
        assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
        assert_int_equal(reseal_write(&f->cx, tx, &batch), OK);
        assert_int_equal(db_commit(&f->cx, tx), OK);
        reseal_written(r, &batch);
        done += batch.len;
    }
    return done;
}

static struct reseal *reseal_begin(struct desk_fixture *f)
{
    struct reseal *r;

    assert_int_equal(reseal_open(&f->cx, &r), OK);
    f->env->reseal = r;
    assert_int_equal(reseal_look(&f->cx, f->env, f->db), OK);
    return r;
}

static void reseal_finish(struct desk_fixture *f, struct reseal **r)
{
    f->env->reseal = NULL;
    reseal_close(r);
}

static void all_cases_stay_readable_across_three_renewals(void **state)
{
    struct desk_fixture *f = *state;
    const struct officer_session *first = f->officers[WHO];
    struct filed cases[4];
    struct read_case rc;

    for (int n = 0; n < 4; n++) {
        cases[n] = keys_file(f);
        if (n < 3)
            keys_renew(f);
    }
    assert_int_equal(f->officers[WHO]->secrets.key_serial, 4);
    for (int n = 0; n < 4; n++) {
        assert_int_equal(grant_of(f, cases[n].id).key_serial, n + 1);
        assert_int_equal(desk_read(f, WHO, cases[n].number, &rc), OK);
        assert_true(rc.title.len > 0);
        assert_int_equal(rc.to_cache, n == 3); /* nothing is kept under a former key */
    }
    /* The list and the search open the same rows. */
    struct list_ask ask = { .tab = DESK_ALL };
    struct list_page page;

    assert_int_equal(list_cases(&f->cx, f->env, f->db, f->officers[WHO], &ask, &page), OK);
    for (size_t i = 0; i < page.rows_len; i++)
        assert_true(page.rows[i].title.len > 0);
    assert_int_equal(page.cache_len, 1);
    /* Who holds only the first key: what was sealed to it, and nothing after. */
    f->officers[WHO] = first;
    assert_int_equal(desk_read(f, WHO, cases[0].number, &rc), OK);
    for (int n = 1; n < 4; n++)
        assert_int_equal(desk_read(f, WHO, cases[n].number, &rc), ERR_DENIED);
}

static void a_report_checked_before_and_written_after_is_readable_and_sealed_anew(void **state)
{
    struct desk_fixture *f = *state;
    struct reseal *r = NULL;
    struct filing *filing;
    struct report_form form;
    struct filed filed;
    struct read_case rc;
    struct db *tx = NULL;

    desk_form(&form);
    assert_int_equal(file_report_check(&f->cx, f->env, &form, STR(""), NULL, &filing), OK);
    keys_renew(f);
    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    assert_int_equal(file_report_write(&f->cx, f->env, tx, filing, &filed), OK);
    assert_int_equal(db_commit(&f->cx, tx), OK);
    assert_int_equal(grant_of(f, filed.id).key_serial, 1);
    assert_int_equal(desk_read(f, WHO, filed.number, &rc), OK);
    r = reseal_begin(f);
    assert_int_equal(reseal_run(f, r, 10), 1);
    assert_int_equal(grant_of(f, filed.id).key_serial, 2);
    assert_int_equal(desk_read(f, WHO, filed.number, &rc), OK);
    assert_false(rc.to_cache); /* the fast form was written with it */
    reseal_finish(f, &r);
}

static void sealing_anew_goes_on_after_a_restart(void **state)
{
    struct desk_fixture *f = *state;
    struct reseal_progress p;
    struct reseal *r;

    for (int n = 0; n < 210; n++)
        (void)keys_file(f);
    keys_renew(f);
    for (int n = 0; n < 5; n++)
        (void)keys_file(f);
    r = reseal_begin(f);
    assert_int_equal(stale_of(f), 210);
    assert_int_equal(reseal_run(f, r, 1), RESEAL_BATCH);
    reseal_progress_read(r, WHO, &p);
    assert_true(p.wanted && p.running);
    assert_int_equal(p.done, RESEAL_BATCH);
    assert_int_equal(p.total, 210);
    reseal_finish(f, &r); /* the server stops in the middle, and forgets the keys */
    r = reseal_begin(f);
    reseal_progress_read(r, WHO, &p);
    assert_true(p.wanted && !p.running);
    assert_int_equal(p.total, 10);
    assert_false(reseal_wait(r, 1)); /* nobody lent a key yet */
    assert_int_equal(reseal_run(f, r, 10), 10);
    reseal_progress_read(r, WHO, &p);
    assert_true(!p.wanted && !p.running);
    assert_int_equal(stale_of(f), 0);
    reseal_finish(f, &r);
}

static void former_keys_are_not_taken_for_sealing_anew(void **state)
{
    struct desk_fixture *f = *state;
    struct reseal_batch batch;
    struct reseal *r;

    (void)keys_file(f);
    keys_renew(f);
    const struct officer_session *before = f->officers[WHO];
    keys_renew(f);
    r = reseal_begin(f);
    reseal_offer(f->env, before); /* its own list still says that it is the newest */
    assert_true(reseal_wait(r, 1));
    assert_int_equal(reseal_read(&f->cx, f->env, f->db, r, &batch), ERR_DENIED);
    reseal_end(r);
    reseal_finish(f, &r);
}

/* ---- the leaver ---- */

/* Every blob of the database as every kind of grant, with what one holds; how many open. */
static size_t walk(struct desk_fixture *f, const struct agency_keys *keys, struct case_id id)
{
    struct {
        const char *sql;
        const uint8_t *tag;
    } tables[] = {
        { "SELECT sealed FROM case_grant", id.b },
        { "SELECT cached FROM case_grant WHERE cached IS NOT NULL", id.b },
        { "SELECT reporter_grant FROM case_file", id.b },
        { "SELECT sealed FROM agency_grant", f->officers[WHO]->of->id.b },
        { "SELECT sealed FROM custodian_grant", f->officers[WHO]->of->id.b },
        { "SELECT sealed FROM agency_paper", f->officers[WHO]->of->id.b },
        { "SELECT sealed FROM agency_old_key", f->officers[WHO]->of->id.b },
    };
    const char *path = file_join(f->arena, f->dir, "posko.db");
    sqlite3 *db = NULL;
    size_t opened = 0;

    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    for (size_t t = 0; t < COUNT_OF(tables); t++) {
        sqlite3_stmt *stmt = NULL;

        assert_int_equal(sqlite3_prepare_v2(db, tables[t].sql, -1, &stmt, NULL), SQLITE_OK);
        while (sqlite3_step(stmt) == SQLITE_ROW) {
            const uint8_t *blob = sqlite3_column_blob(stmt, 0);
            int len = sqlite3_column_bytes(stmt, 0);
            struct secret32 won;

            for (int p = GRANT_AGENCY_OFFICER; p <= GRANT_AGENCY_CUSTODIAN; p++)
                for (uint64_t serial = 1; serial <= 3; serial++) {
                    enum grant_purpose as = (enum grant_purpose)p;

                    if (len == GRANT_SEALED_LEN
                        && grant_open(&f->cx, as, tables[t].tag, serial, &keys->pk, &keys->sk, blob,
                                      &won)
                               == OK)
                        opened++;
                    if (len == GRANT_CACHED_LEN
                        && grant_cache_open(&f->cx, &keys->cache, as, tables[t].tag, serial, blob,
                                            &won)
                               == OK)
                        opened++;
                }
        }
        sqlite3_finalize(stmt);
    }
    sqlite3_close(db);
    return opened;
}

static void who_left_opens_nothing_of_a_later_copy_with_all_that_he_held(void **state)
{
    struct desk_fixture *f = *state;
    const struct officer_session *left = f->officers[WHO];
    struct filed before = keys_file(f), after;
    struct reseal *r;
    struct read_case rc;

    assert_int_equal(walk(f, &left->secrets.keys, before.id), 1);
    keys_renew(f);
    assert_true(walk(f, &left->secrets.keys, before.id) >= 1);
    after = keys_file(f);
    assert_int_equal(desk_read(f, WHO, before.number, &rc), OK);
    r = reseal_begin(f);
    assert_int_equal(reseal_run(f, r, 10), 1);
    reseal_finish(f, &r);
    assert_int_equal(walk(f, &left->secrets.keys, before.id), 0);
    assert_int_equal(walk(f, &left->secrets.keys, after.id), 0);
    /* The same walk by who stayed finds both, sealed and cached: so it can find what is there. */
    assert_int_equal(walk(f, &f->officers[WHO]->secrets.keys, before.id), 2);
    assert_int_equal(walk(f, &f->officers[WHO]->secrets.keys, after.id), 1);
    /* From the former key no step leads to the newer one. */
    struct secret32 master;
    assert_int_equal(
        key_ring_walk(&f->cx, f->db, left->of->id, 1, &left->secrets.master, 2, &master),
        ERR_DENIED);
}

static void what_was_signed_before_a_renewal_is_not_written_after_it(void **state)
{
    struct desk_fixture *f = *state;
    struct filed filed = keys_file(f);
    struct deed_findings bad;
    struct deed_plan *plan = desk_plan(f, WHO, filed.number, DEED_NOTE,
                                       (struct deed_form){ .text = STR("Catatan.") }, &bad);
    const struct officer_session *before = f->officers[WHO];
    struct log_event e;
    struct db *tx = NULL;
    int64_t at;

    assert_non_null(plan);
    keys_renew(f);
    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    assert_int_equal(deed_write(&f->cx, f->env, tx, plan), ERR_DENIED);
    log_event_officer(f->arena, WHO, before->secrets.keys.pk.b, true, &e);
    e.by = str_of(agency_code_name(WHO));
    e.sign_secret = before->secrets.keys.sign_sk.b;
    assert_int_equal(log_event_append(&f->cx, f->env, tx, &e, &at), ERR_CONFLICT);
    db_end(&tx);
    assert_int_equal(keys_renew_tried(f, before), ERR_CONFLICT); /* nor a second renewal from it */
}

/* ---- only keys that the log shows ---- */

static void an_officers_key_that_the_log_does_not_show_gets_nothing(void **state)
{
    struct desk_fixture *f = *state;
    struct officer_keys stranger;
    struct log_event e;
    struct db *tx = NULL;
    int64_t at;
    char sql[200], hex[65];

    officer_keys_new(&f->cx, &stranger);
    hex_encode(hex, stranger.pk.b, sizeof stranger.pk.b);
    (void)snprintf(sql, sizeof sql, "UPDATE officer SET box_pk = x'%s' WHERE login = 'petugas.4'",
                   hex);
    keys_sql(f, sql);
    assert_int_equal(f->officers[WHO]->agency, 4);
    assert_int_equal(keys_renew_tried(f, f->officers[WHO]), ERR_CORRUPT);
    assert_non_null(strstr(f->cx.note.text, "petugas.4"));
    /* Nor does it help to have the server itself write the key into the log, or another agency. */
    for (int by = 0; by < 2; by++) {
        assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
        log_event_officer(f->arena, WHO, stranger.pk.b, true, &e);
        if (by) {
            e.by = STR("kpu");
            e.sign_secret = f->officers[AGENCY_KPU]->secrets.keys.sign_sk.b;
        }
        assert_int_equal(log_event_append(&f->cx, f->env, tx, &e, &at), OK);
        assert_int_equal(db_commit(&f->cx, tx), OK);
        assert_int_equal(keys_renew_tried(f, f->officers[WHO]), ERR_CORRUPT);
    }
    assert_int_equal(f->officers[WHO]->of->key_serial, 1);
}

static void an_agencys_key_that_the_log_does_not_show_is_not_sealed_to(void **state)
{
    static const char *const columns[] = { "box_pk", "sign_pk", "custodian_pk" };
    struct desk_fixture *f = *state;
    const struct agency *before = f->env->agencies;

    assert_int_equal(agencies_refresh(&f->cx, f->env, f->db), OK);
    for (size_t i = 0; i < COUNT_OF(columns); i++) {
        char sql[200];

        (void)snprintf(sql, sizeof sql,
                       "CREATE TABLE kept AS SELECT * FROM agency;"
                       "UPDATE agency SET %s = randomblob(32) WHERE code = 'kpu'",
                       columns[i]);
        keys_sql(f, sql);
        assert_int_equal(agencies_refresh(&f->cx, f->env, f->db), ERR_CORRUPT);
        assert_non_null(strstr(f->cx.note.text, "kpu"));
        assert_ptr_equal(f->env->agencies, before);
        keys_sql(
            f,
            "UPDATE agency SET box_pk = (SELECT k.box_pk FROM kept k WHERE k.code = agency.code),"
            " sign_pk = (SELECT k.sign_pk FROM kept k WHERE k.code = agency.code),"
            " custodian_pk = (SELECT k.custodian_pk FROM kept k WHERE k.code = agency.code);"
            "DROP TABLE kept");
        assert_int_equal(agencies_refresh(&f->cx, f->env, f->db), OK);
    }
    keys_renew(f);
    assert_ptr_not_equal(f->env->agencies, before);
    assert_int_equal(before[0].key_serial, 1); /* who holds the old list goes on with it */
}

/* ---- readers beside a renewal ---- */

struct reader {
    struct desk_fixture *f;
    atomic_bool stop;
    atomic_size_t looks, wrong;
};

/* What one list says belongs together; run under ThreadSanitizer too. */
static void *read_lists(void *arg)
{
    struct reader *r = arg;

    while (!atomic_load(&r->stop)) {
        const struct agency *list = r->f->env->agencies;

        for (size_t i = 0; i < r->f->env->agencies_len; i++)
            atomic_fetch_add(&r->wrong,
                             list[i].key_serial == 0
                                 || agency_by_id(r->f->env, list[i].id)->code != list[i].code
                                 || list[i].name.len == 0);
        atomic_fetch_add(&r->looks, 1);
    }
    return NULL;
}

static void lists_are_exchanged_under_their_readers(void **state)
{
    struct desk_fixture *f = *state;
    struct reader r = { .f = f };
    pthread_t threads[3];

    for (size_t i = 0; i < COUNT_OF(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_lists, &r), 0);
    for (int n = 0; n < 6; n++) {
        size_t looks = atomic_load(&r.looks);

        keys_renew(f);
        while (atomic_load(&r.looks) < looks + 100)
            sched_yield();
    }
    atomic_store(&r.stop, true);
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&r.wrong), 0);
    assert_int_equal(agency_by_code(f->env, WHO)->key_serial, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_cases_stay_readable_across_three_renewals, keys_start,
                                        keys_stop),
        cmocka_unit_test_setup_teardown(
            a_report_checked_before_and_written_after_is_readable_and_sealed_anew, keys_start,
            keys_stop),
        cmocka_unit_test_setup_teardown(sealing_anew_goes_on_after_a_restart, keys_start,
                                        keys_stop),
        cmocka_unit_test_setup_teardown(former_keys_are_not_taken_for_sealing_anew, keys_start,
                                        keys_stop),
        cmocka_unit_test_setup_teardown(
            who_left_opens_nothing_of_a_later_copy_with_all_that_he_held, keys_start, keys_stop),
        cmocka_unit_test_setup_teardown(what_was_signed_before_a_renewal_is_not_written_after_it,
                                        keys_start, keys_stop),
        cmocka_unit_test_setup_teardown(an_officers_key_that_the_log_does_not_show_gets_nothing,
                                        keys_start, keys_stop),
        cmocka_unit_test_setup_teardown(an_agencys_key_that_the_log_does_not_show_is_not_sealed_to,
                                        keys_start, keys_stop),
        cmocka_unit_test_setup_teardown(lists_are_exchanged_under_their_readers, keys_start,
                                        keys_stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
