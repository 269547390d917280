/*
 * excluded_keys: goal: an officer of an agency that a case is closed to, who holds the whole
 * database and every key his agency has, opens nothing of it (ledger.md section 12, 9).
 * Method: every blob of every table is tried as every kind of grant and box, under every
 * case's tag, with his keys and with whatever those open in turn; then everything of the
 * case, by its right name, with all that was won. The same walk with the keys of an
 * agency that has the case opens all of it: so the walk can find what is there.
 */
#include "desk_fixture.h" /* first: cmocka wants its headers in an order of its own */
#include <sqlite3.h>
#include <stdio.h>
#include "action/case_title.h"
#include "action/give_access.h"
#include "base/file.h"
#include "store/case_event.h"
#include "store/case_file.h"
#include "store/identity.h"
#include "vault/grant.h"
#include "vault/object.h"
#include "vault/share.h"

#define SECRETS_MAX 64
#define BLOBS_MAX 4000
#define CASES 5

struct loot {
    struct secret32 secrets[SECRETS_MAX]; /* what his grants opened, and his own symmetric key */
    size_t secrets_len;
    size_t shares;                        /* of the watched case's sealed name */
};

struct burgled {
    struct desk_fixture *f;
    struct filed cases[CASES];
    struct bytes blobs[BLOBS_MAX];        /* every BLOB of every table */
    size_t blobs_len;
};

static struct burgled b;

/* ---- the whole database ---- */

static void table_take(sqlite3 *db, const char *table)
{
    sqlite3_stmt *stmt = NULL;
    char sql[128];

    snprintf(sql, sizeof sql, "SELECT * FROM \"%s\"", table);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW)
        for (int c = 0; c < sqlite3_column_count(stmt); c++) {
            size_t len = (size_t)sqlite3_column_bytes(stmt, c);
            uint8_t *at;

            if (sqlite3_column_type(stmt, c) != SQLITE_BLOB || len < 32)
                continue;
            at = arena_alloc(b.f->arena, len, 1);
            assert_non_null(at);
            memcpy(at, sqlite3_column_blob(stmt, c), len);
            assert_true(b.blobs_len < BLOBS_MAX);
            b.blobs[b.blobs_len++] = (struct bytes){ at, len };
        }
    sqlite3_finalize(stmt);
}

static void database_take(void)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    const char *path = file_join(b.f->arena, b.f->dir, "posko.db");

    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT name FROM sqlite_master WHERE type = 'table'",
                                        -1, &stmt, NULL), SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW)
        table_take(db, (const char *)sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    sqlite3_close(db);
}

/* ---- trying keys ---- */

static void keep(struct loot *l, const struct secret32 *s)
{
    for (size_t i = 0; i < l->secrets_len; i++)
        if (memcmp(&l->secrets[i], s, sizeof *s) == 0)
            return;
    assert_true(l->secrets_len < SECRETS_MAX);
    l->secrets[l->secrets_len++] = *s;
}

/* As every kind of grant, for a pair: the tag is tried of every case and agency. */
static void try_pair(struct loot *l, struct bytes blob, const uint8_t tag[16],
                     const struct box_pk *pk, const struct box_sk *sk)
{
    struct secret32 won;

    for (int purpose = GRANT_AGENCY_OFFICER; purpose <= GRANT_AGENCY_CUSTODIAN; purpose++)
        for (uint64_t serial = 1; blob.len == GRANT_SEALED_LEN && serial <= 2; serial++)
            if (grant_open(&b.f->cx, (enum grant_purpose)purpose, tag, serial, pk, sk, blob.at,
                           &won)
                == OK)
                keep(l, &won);
}

static void try_cached(struct loot *l, struct bytes blob, const uint8_t tag[16],
                       const struct secret32 *key)
{
    struct secret32 won;

    for (int purpose = GRANT_AGENCY_OFFICER; purpose <= GRANT_AGENCY_CUSTODIAN; purpose++)
        for (uint64_t serial = 1; blob.len == GRANT_CACHED_LEN && serial <= 2; serial++)
            if (grant_cache_open(&b.f->cx, key, (enum grant_purpose)purpose, tag, serial, blob.at,
                                 &won)
                == OK)
                keep(l, &won);
}

static void try_share(struct loot *l, struct bytes blob, const uint8_t tag[16],
                      const struct officer_secrets *has)
{
    struct share won;

    for (uint8_t n = 1; blob.len == SHARE_SEALED_LEN && n <= SHARE_MAX; n++)
        if (share_open(&b.f->cx, tag, n, &has->shares.pk, &has->shares.sk, blob.at, &won) == OK
            || share_open(&b.f->cx, tag, n, &has->keys.pk, &has->keys.sk, blob.at, &won) == OK)
            l->shares++;
}

/* Everything that these keys win; what is won is tried in its turn. watched: whose shares count. */
static void plunder(const struct officer_secrets *has, struct case_id watched, struct loot *l)
{
    const struct agency_keys *keys = &has->keys;

    *l = (struct loot){ .secrets = { keys->cache }, .secrets_len = 1 };
    for (size_t i = 0; i < b.blobs_len; i++) {
        for (int n = 0; n < CASES; n++) {
            try_pair(l, b.blobs[i], b.cases[n].id.b, &keys->pk, &keys->sk);
            try_cached(l, b.blobs[i], b.cases[n].id.b, &keys->cache);
        }
        for (size_t a = 0; a < b.f->env->agencies_len; a++)
            try_pair(l, b.blobs[i], b.f->env->agencies[a].id.b, &keys->pk, &keys->sk);
        try_share(l, b.blobs[i], watched.b, has);
    }
    for (size_t s = 0; s < l->secrets_len; s++) {
        struct case_keys pair;

        case_keys_of(&l->secrets[s], &pair);
        for (size_t i = 0; i < b.blobs_len; i++)
            for (int n = 0; n < CASES; n++) {
                try_pair(l, b.blobs[i], b.cases[n].id.b, &pair.pk, &pair.sk);
                try_cached(l, b.blobs[i], b.cases[n].id.b, &l->secrets[s]);
            }
    }
}

static bool opens(const struct object_name *name, const struct secret32 *secret,
                  struct bytes sealed)
{
    struct secret32 small;
    struct case_keys pair;
    struct bytes plain;

    case_keys_of(secret, &pair);
    case_small_key(secret, &small);
    return object_open(&b.f->cx, name, &pair, sealed, &plain) == OK
           || object_keyed_open(&b.f->cx, name, &small, sealed, &plain) == OK
           || object_keyed_open(&b.f->cx, name, secret, sealed, &plain) == OK;
}

struct seen {
    size_t objects, opened;
};

static void look_at(struct seen *seen, const struct object_name *name, const struct loot *l,
                    struct bytes sealed)
{
    bool won = false;

    if (sealed.len == 0)
        return;
    for (size_t s = 0; s < l->secrets_len && !won; s++)
        won = opens(name, &l->secrets[s], sealed);
    seen->objects++;
    seen->opened += won;
}

/* All that is stored of a case, by its right name. */
static struct seen look(const struct loot *l, struct case_id id)
{
    struct object_name identity = { .kind = STR("identity") };
    struct stored_event_list events;
    struct identity_row who;
    struct seen seen = { 0, 0 };

    assert_int_equal(store_event_list(&b.f->cx, b.f->db, id, 0, &events), OK);
    for (size_t i = 0; i < events.len; i++) {
        struct object_name name = event_object_name(id, events.at[i].event.kind,
                                                    events.at[i].event.seq);

        look_at(&seen, &name, l, events.at[i].object);
    }
    memcpy(identity.case_tag, id.b, sizeof identity.case_tag);
    if (store_identity_get(&b.f->cx, b.f->db, id, &who) == OK && who.mode == MODE_NAMED)
        look_at(&seen, &identity, l, who.sealed);
    return seen;
}

static size_t titles(const struct loot *l, struct case_id id)
{
    size_t opened = 0;
    struct str title;

    for (size_t i = 0; i < b.blobs_len; i++)
        for (size_t s = 0; s < l->secrets_len; s++)
            opened += case_title_open(&b.f->cx, id, &l->secrets[s], b.blobs[i], &title) == OK;
    return opened;
}

/* ---- the post ---- */

static struct filed report(enum reported_category category, enum report_mode mode)
{
    struct report_form form;

    desk_form(&form);
    form.category = category;
    form.role = category == CATEGORY_POLRI ? ROLE_ANGGOTA : form.role;
    form.mode = mode;
    if (mode != MODE_ANONYMOUS)
        form.name = form.phone = STR("Warga");
    return desk_file(b.f, &form);
}

/* One agency has proposed to give it access: that alone gives nothing. */
static void propose(struct filed filed, enum agency_code to)
{
    struct read_case *rc = ARENA_NEW(b.f->arena, struct read_case);
    struct custody_deed *deed = ARENA_NEW(b.f->arena, struct custody_deed);
    struct custody_form form = { .text = STR("Ahli instansi itu perlu menilai bukti."),
                                 .agency = to };
    enum custody_bad bad = CUSTODY_OK;
    struct db *tx = NULL;

    assert_int_equal(desk_do(b.f, AGENCY_BAWASLU, filed.number, DEED_REVIEW,
                             desk_review(b.f, filed.number)), DEED_FINE);
    assert_int_equal(desk_read(b.f, AGENCY_BAWASLU, filed.number, rc), OK);
    form.seen = rc->head.state.events;
    assert_int_equal(access_propose_check(&b.f->cx, b.f->env, b.f->officers[AGENCY_BAWASLU], rc,
                                          &form, deed, &bad), OK);
    assert_int_equal(bad, CUSTODY_OK);
    assert_int_equal(db_begin(&b.f->cx, b.f->db, &tx), OK);
    assert_int_equal(custody_write(&b.f->cx, b.f->env, tx, deed), OK);
    assert_int_equal(db_commit(&b.f->cx, tx), OK);
}

static int burgle(void **state)
{
    static const enum deed deeds[] = { DEED_NOTE, DEED_MESSAGE, DEED_TASK_ADD };

    (void)state;
    b.f = desk_start();
    b.cases[0] = report(CATEGORY_POLRI, MODE_NAMED);
    b.cases[1] = report(CATEGORY_POLRI, MODE_CONFIDENTIAL);
    b.cases[2] = report(CATEGORY_POLRI, MODE_ANONYMOUS);
    b.cases[3] = report(CATEGORY_TNI, MODE_NAMED);
    b.cases[4] = report(CATEGORY_KEPALA_DESA, MODE_CONFIDENTIAL);
    for (int n = 0; n < CASES; n++)
        for (size_t d = 0; d < COUNT_OF(deeds); d++)
            assert_int_equal(desk_do(b.f, AGENCY_BAWASLU, b.cases[n].number, deeds[d],
                                     (struct deed_form){ .text = STR("Teks rahasia.") }),
                             DEED_FINE);
    for (int n = 0; n < 4; n++)
        propose(b.cases[n], n == 3 ? AGENCY_PROVOS_TNI : AGENCY_PROPAM);
    database_take();
    assert_true(b.blobs_len > 100);
    return 0;
}

static int leave(void **state)
{
    (void)state;
    desk_stop(b.f);
    return 0;
}

static void an_agency_left_out_opens_nothing_with_all_it_has(void **state)
{
    static const struct {
        enum agency_code who;
        int at;
    } out[] = { { AGENCY_PROPAM, 0 },
                { AGENCY_PROPAM, 1 },
                { AGENCY_PROPAM, 2 },
                { AGENCY_PROVOS_TNI, 3 } };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(out); i++) {
        struct case_id id = b.cases[out[i].at].id;
        struct loot loot;

        plunder(&b.f->officers[out[i].who]->secrets, id, &loot);
        struct seen seen = look(&loot, id);
        assert_true(seen.objects >= 4);
        assert_int_equal(seen.opened, 0);
        assert_int_equal(titles(&loot, id), 0);
        assert_int_equal(loot.shares, 0);
    }
}

static void an_agency_that_has_it_opens_all_by_the_same_walk(void **state)
{
    (void)state;
    for (int n = 0; n < CASES; n++) {
        struct loot loot;

        plunder(&b.f->officers[AGENCY_BAWASLU]->secrets, b.cases[n].id, &loot);
        struct seen seen = look(&loot, b.cases[n].id);
        assert_true(seen.objects >= 4);
        assert_int_equal(seen.opened, seen.objects);
        assert_true(titles(&loot, b.cases[n].id) >= 1);
        assert_int_equal(loot.shares, n == 1 || n == 4 ? 1 : 0); /* confidential: one of three */
    }
}

static void what_it_wins_is_its_own_cases_and_no_other(void **state)
{
    struct loot loot;

    (void)state;
    plunder(&b.f->officers[AGENCY_PROPAM]->secrets, b.cases[3].id, &loot);
    assert_int_equal(loot.secrets_len, 1 + 2); /* its key; the soldier's, the village head's */
    assert_int_equal(look(&loot, b.cases[3].id).opened, look(&loot, b.cases[3].id).objects);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_agency_left_out_opens_nothing_with_all_it_has),
        cmocka_unit_test(an_agency_that_has_it_opens_all_by_the_same_walk),
        cmocka_unit_test(what_it_wins_is_its_own_cases_and_no_other),
    };

    return cmocka_run_group_tests(tests, burgle, leave);
}
