/*
 * test_rebuild: goal: what is saved of a case can be made again from its events, and whoever
 * alters what is stored is found. Method: the invented post of `posko demo`, made through the
 * same actions that people use, in all its stories; then one spoiling at a time, each inside a
 * transaction that is rolled back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "action/rebuild.h"
#include "base/buf.h"
#include "cli/cli.h"
#include "store/log_entry.h"
#include "store/sqlite.h"
#include "tlog/leaf.h"
#include "vault/keys.h"
#include <fcntl.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CASES "36" /* each of the demo's stories twice */

struct made_post {
    struct arena *arena;
    struct cx cx;
    char dir[64];
    struct env *env;
    struct db *db;
};

/* The command prints for people; a test's output is TAP. */
static int demo_quietly(char *dir)
{
    char *argv[] = { "posko", "demo", dir, "--cases", CASES };
    int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY);
    int status;

    fflush(stdout);
    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    status = cli_main(COUNT_OF(argv), argv);
    fflush(stdout);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    close(out);
    close(err);
    close(null);
    return status;
}

static int post_made(void **state)
{
    static struct made_post p;
    struct settings settings;
    struct carried carried;

    p.arena = arena_new(64u << 20);
    p.cx = cx_system(p.arena);
    snprintf(p.dir, sizeof p.dir, "/tmp/posko-rebuild-XXXXXX");
    assert_true(vault_start());
    assert_non_null(mkdtemp(p.dir));
    assert_int_equal(demo_quietly(p.dir), EXIT_FINE);
    assert_int_equal(cli_carried(&p.cx, p.dir, &carried), OK);
    assert_int_equal(post_open(&p.cx, p.dir, DB_WRITE, &carried, &p.db, &settings, &p.env), OK);
    *state = &p;
    return 0;
}

static int post_gone(void **state)
{
    struct made_post *p = *state;
    char command[100];

    db_close(&p->db);
    arena_free(p->arena);
    snprintf(command, sizeof command, "rm -r -- %s", p->dir);
    return system(command);
}

static void spoil(struct db *db, const char *sql)
{
    char *wrong = NULL;

    if (sqlite3_exec(db->handle, sql, NULL, NULL, &wrong) != SQLITE_OK)
        fail_msg("%s: %s", sql, wrong);
    if (sqlite3_total_changes(db->handle) == 0)
        fail_msg("spoils nothing: %s", sql);
}

static int64_t number(struct db *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    int64_t n;

    assert_int_equal(sqlite3_prepare_v2(db->handle, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    n = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return n;
}

static void look(struct made_post *p, struct post_check *out)
{
    if (check_post(&p->cx, p->env, p->db, out) != OK)
        fail_msg("%s", p->cx.note.text);
}

static void expect_fault(struct made_post *p, const char *what, const char *expected)
{
    struct post_check check;

    look(p, &check);
    for (size_t i = 0; i < check.faults.len; i++)
        if (str_find(check.faults.at[i], str_of(expected)) != SIZE_MAX)
            return;
    for (size_t i = 0; i < check.faults.len; i++)
        print_message("# found: %.*s\n", STR_FMT(check.faults.at[i]));
    fail_msg("%s: nobody says \"%s\"", what, expected);
}

/* A check that failed left its transaction open: the next must not stand on it. */
static struct db *begun(struct made_post *p)
{
    struct db *tx = p->db->in_tx ? p->db : NULL;

    db_end(&tx);
    assert_int_equal(db_begin(&p->cx, p->db, &tx), OK);
    return tx;
}

static void every_saved_state_is_what_its_events_make(void **state)
{
    struct made_post *p = *state;
    struct post_check check;

    look(p, &check);
    for (size_t i = 0; i < check.faults.len; i++)
        print_message("# %.*s\n", STR_FMT(check.faults.at[i]));
    assert_int_equal(check.faults.len + check.faults.more, 0);
    assert_int_equal(check.cases, number(p->db, "SELECT count(*) FROM case_file"));
    assert_int_equal(check.events, number(p->db, "SELECT count(*) FROM case_event"));
    /* Else the fold would be tried with less than it promises. */
    assert_true(number(p->db, "SELECT count(DISTINCT kind) FROM case_event") >= 15);
    assert_true(number(p->db, "SELECT count(DISTINCT stage) FROM case_state") >= 4);
    assert_true(number(p->db, "SELECT count(*) FROM case_referral") > 0);
    assert_true(number(p->db, "SELECT count(*) FROM case_task") > 0);
}

/* One event each, of a kind that signs, in the middle of its case where that matters. */
#define AN_EVENT "(SELECT log_index FROM case_event WHERE kind = 'case.referred' LIMIT 1)"
#define OF_EVENT " WHERE log_index = " AN_EVENT
#define LAST_EVENT                                                                                 \
    "(SELECT log_index FROM case_event e WHERE kind = 'case.closed' AND seq = "                    \
    "(SELECT max(seq) FROM case_event WHERE case_key = e.case_key) LIMIT 1)"

static const struct {
    const char *what, *sql, *fault;
} spoilings[] = {
    { "facts",
      "UPDATE case_event SET facts = replace(facts, '\"channel\":\"web\"', "
      "'\"channel\":\"phone\"') WHERE kind = 'report.received'",
      "event 0: the leaf has another commitment" },
    { "a day that the law set",
      "UPDATE case_event SET facts = replace(facts, '\"due_on\":\"20', "
      "'\"due_on\":\"21') WHERE seq = 0",
      "event 0: the leaf has another due date" },
    { "sealed payload, one byte more",
      "UPDATE case_event SET object = CAST(object || x'00' AS BLOB)" OF_EVENT,
      "the leaf has another commitment" },
    { "sealed payload of another event",
      "UPDATE case_event SET object = (SELECT object FROM case_event WHERE kind = "
      "'note.added' LIMIT 1)" OF_EVENT,
      "the leaf has another commitment" },
    { "payload taken away", "UPDATE case_event SET object = NULL" OF_EVENT,
      "a payload is missing" },
    { "nonce", "UPDATE case_event SET nonce = randomblob(32)" OF_EVENT,
      "the leaf has another commitment" },
    { "agency", "UPDATE case_event SET agency = 'kesbangpol'" OF_EVENT, "another acting agency" },
    { "time, one second earlier", "UPDATE case_event SET at_us = at_us - 1000000" OF_EVENT,
      "the leaf has another time" },
    { "day of a report", "UPDATE case_event SET at_us = at_us - 86400000000 WHERE seq = 0",
      "event 0: the leaf has another time" },
    { "kind", "UPDATE case_event SET kind = 'note.added'" OF_EVENT, "the leaf has another kind" },
    { "a leaf's text",
      "UPDATE log_entry SET leaf = CAST(replace(CAST(leaf AS TEXT), "
      "'fact authority', 'fact author1ty') AS BLOB)" OF_EVENT,
      "is not what was hashed" },
    { "a leaf that is none", "UPDATE log_entry SET leaf = x'00'" OF_EVENT, "cannot be read" },
    { "an event dropped from the middle", "DELETE FROM case_event" OF_EVENT,
      "its events: the case has no event" },
    { "the last event dropped", "DELETE FROM case_event WHERE log_index = " LAST_EVENT,
      "the saved state is not what its events make: events" },
    { "the last event dropped, and the count",
      "DELETE FROM case_event WHERE log_index = " LAST_EVENT, "the log has" },
    { "a leaf dropped", "DELETE FROM log_entry" OF_EVENT, "the log has no leaf" },
    { "a whole case dropped", "UPDATE case_file SET case_id = randomblob(16) WHERE case_key = 1",
      "the log begins a case that is not there" },
    { "stage", "UPDATE case_state SET stage = stage + 1 WHERE stage = 1", "make: stage" },
    { "owner", "UPDATE case_state SET owner = randomblob(16) WHERE owner IS NOT NULL",
      "make: owner" },
    { "kecamatan", "UPDATE case_state SET kecamatan = '99.99.99'", "make: kecamatan" },
    { "a clock", "UPDATE case_clock SET due_us = due_us + 1 WHERE place = 0",
      "make: clock 0, due_us" },
    { "a referral", "UPDATE case_referral SET result = result + 1 WHERE place = 0",
      "make: referral 0, result" },
    { "a task", "UPDATE case_task SET done = 1 - done", "make: task 0, done" },
    { "a clock that does not run", "UPDATE case_clock SET running = 1 - running WHERE place = 0",
      "search by" },
    { "a list's row", "DELETE FROM case_desk WHERE case_key = 1", "search by" },
    { "the state itself", "DELETE FROM case_state WHERE case_key = 1", "the saved state" },
};

static void whatever_is_altered_is_found(void **state)
{
    struct made_post *p = *state;

    for (size_t i = 0; i < COUNT_OF(spoilings); i++) {
        AUTO(db_end) struct db *tx = begun(p);

        assert_int_equal(
            sqlite3_exec(p->db->handle, "PRAGMA defer_foreign_keys = ON", NULL, NULL, NULL),
            SQLITE_OK);
        spoil(p->db, spoilings[i].sql);
        expect_fault(p, spoilings[i].what, spoilings[i].fault);
    }
}

/* ---- made again ---- */

/* Each spoils one projection of one case or of all; none of them is an event. */
static const char *const corruptions[] = {
    "UPDATE case_state SET stage = 1, intake = 0",
    "UPDATE case_state SET next_due_us = 1, next_due_on = 1",
    "UPDATE case_state SET number = 'JPR-00000' WHERE case_key = 2",
    "UPDATE case_state SET owner = randomblob(16)",
    "UPDATE case_clock SET running = 0",
    "UPDATE case_clock SET due_us = due_us + 86400000000",
    "DELETE FROM case_clock",
    "INSERT INTO case_clock SELECT case_key, place + 10, name, authority, state, running, "
    "starts_us, due_us, ended_us, paused_us, due_on, strict_due_on, late FROM case_clock "
    "WHERE place = 0",
    "DELETE FROM case_referral",
    "UPDATE case_task SET done = 1 - done",
    "DELETE FROM case_desk WHERE case_key = 1",
    "UPDATE case_desk SET open = 1 - open",
    "UPDATE case_desk SET sort_us = 0, kecamatan = ''",
    "DELETE FROM case_state",
};

static struct rebuild rebuilt(struct made_post *p, struct db *tx)
{
    struct rebuild r;

    if (rebuild_post(&p->cx, p->env, tx, &r) != OK)
        fail_msg("not made again: %s", p->cx.note.text);
    return r;
}

/* All rows of the projections but the titles, which are sealed and no fold. */
static struct str projections(struct made_post *p)
{
    static const char *const tables[] = {
        "SELECT case_key, hex(case_id), number, events, stage, category, channel, mode, intake, "
        "urgency, timeliness, result, waiting, missing, excluded, flags, kecamatan, received_us, "
        "last_us, read_us, hex(owner), unread, unseen, withdrawn, pressured, threatened, merged, "
        "hex(merged_into), next_clock, next_authority, next_due_us, next_due_on "
        "FROM case_state ORDER BY 1",
        "SELECT * FROM case_clock ORDER BY case_key, place",
        "SELECT * FROM case_referral ORDER BY case_key, place",
        "SELECT case_key, place, number, event_seq, done, added_us, done_us, hex(officer) "
        "FROM case_task ORDER BY 1, 2",
        "SELECT case_key, agency_key, open, sort_us, hex(owner), asked, referred, category, "
        "kecamatan FROM case_desk ORDER BY 1, 2",
    };
    struct buf b = buf_in(p->cx.arena, 4u << 20);
    struct str text;

    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        sqlite3_stmt *stmt = NULL;

        assert_int_equal(sqlite3_prepare_v2(p->db->handle, tables[i], -1, &stmt, NULL), SQLITE_OK);
        while (sqlite3_step(stmt) == SQLITE_ROW)
            for (int c = 0; c < sqlite3_column_count(stmt); c++)
                buf_printf(&b, "%s|", (const char *)sqlite3_column_text(stmt, c)
                                          ? (const char *)sqlite3_column_text(stmt, c)
                                          : "-");
        sqlite3_finalize(stmt);
    }
    text = buf_end(&b);
    assert_non_null(text.at);
    return text;
}

static void whatever_of_a_projection_is_spoiled_is_made_again(void **state)
{
    struct made_post *p = *state;
    struct str whole = projections(p);

    for (size_t i = 0; i < COUNT_OF(corruptions); i++) {
        AUTO(db_end) struct db *tx = begun(p);
        struct rebuild r;

        spoil(p->db, corruptions[i]);
        if (str_eq(projections(p), whole))
            fail_msg("spoils nothing: %s", corruptions[i]);
        r = rebuilt(p, tx);
        if (r.mended == 0 || r.refused > 0 || r.said.len == 0)
            fail_msg("%s: %lld mended, %lld refused", corruptions[i], (long long)r.mended,
                     (long long)r.refused);
        if (!str_eq(projections(p), whole))
            fail_msg("not as it was: %s", corruptions[i]);
        r = rebuilt(p, tx);
        assert_int_equal(r.mended, 0); /* and the second time nothing differs */
        assert_int_equal(r.said.len, 0);
    }
}

static void an_altered_event_is_not_made_to_look_whole(void **state)
{
    struct made_post *p = *state;
    AUTO(db_end) struct db *tx = begun(p);
    struct str before;
    struct rebuild r;

    spoil(p->db, "UPDATE case_event SET facts = replace(facts, '\"channel\":\"web\"', "
                 "'\"channel\":\"phone\"') WHERE kind = 'report.received'");
    before = projections(p);
    r = rebuilt(p, tx);
    assert_true(r.refused > 0);
    assert_int_equal(r.mended, 0);
    assert_true(str_eq(projections(p), before));
}

/* Whoever can write the log can also write its hashes: then the chain and the signature tell. */
static void leaf_rewrite(struct made_post *p, int64_t index, const struct leaf *leaf)
{
    sqlite3_stmt *stmt = NULL;
    struct hash hash;
    struct str text;

    assert_int_equal(leaf_text(&p->cx, leaf, &text), OK);
    leaf_hash(text, &hash);
    assert_int_equal(sqlite3_prepare_v2(p->db->handle,
                                        "UPDATE log_entry SET leaf = ?, leaf_hash = ?"
                                        " WHERE log_index = ?",
                                        -1, &stmt, NULL),
                     SQLITE_OK);
    sqlite3_bind_blob(stmt, 1, text.at, (int)text.len, SQLITE_TRANSIENT);
    sqlite3_bind_blob(stmt, 2, hash.b, sizeof hash.b, SQLITE_TRANSIENT);
    sqlite3_bind_int64(stmt, 3, index);
    assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
    sqlite3_finalize(stmt);
}

static int64_t leaf_read(struct made_post *p, const char *which, struct leaf *out)
{
    int64_t index = number(p->db, which);
    struct log_list list;

    assert_int_equal(store_log_range(&p->cx, p->db, p->env->post, index, index + 1, &list), OK);
    assert_int_equal(list.len, 1);
    assert_int_equal(
        leaf_parse(&p->cx, (struct str){ (const char *)list.at[0].leaf.at, list.at[0].leaf.len },
                   out),
        OK);
    return index;
}

static void a_leaf_rewritten_with_its_hash_is_found(void **state)
{
    static const struct {
        const char *what, *fault;
        bool sign; /* with a key of the forger's own */
        bool prev;
    } cases[] = {
        { "another signature", "not signed with the key of", true, false },
        { "another link", "the leaf has another link to the leaf before", true, true },
        { "the next event's link", "the leaf has another link", false, true },
    };
    struct made_post *p = *state;
    uint8_t pk[32], sk[64];

    crypto_sign_keypair(pk, sk);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO(db_end) struct db *tx = begun(p);
        struct leaf leaf;
        int64_t index;

        index = leaf_read(
            p, "SELECT log_index FROM case_event WHERE kind = 'case.referred' LIMIT 1", &leaf);
        if (cases[i].prev)
            leaf.prev.b[0] ^= 1;
        if (cases[i].sign) {
            leaf.key_count = 0;
            assert_int_equal(leaf_sign(&p->cx, &leaf, leaf.by, sk), OK);
        }
        leaf_rewrite(p, index, &leaf);
        expect_fault(p, cases[i].what, cases[i].fault);
    }
}

static void a_leaf_of_a_reporter_that_an_agency_signed_is_found(void **state)
{
    struct made_post *p = *state;
    AUTO(db_end) struct db *tx = begun(p);
    uint8_t pk[32], sk[64];
    struct leaf leaf;
    int64_t index;

    crypto_sign_keypair(pk, sk);
    index = leaf_read(p, "SELECT log_index FROM case_event WHERE kind = 'report.received' LIMIT 1",
                      &leaf);
    assert_int_equal(leaf_sign(&p->cx, &leaf, STR("kpu"), sk), OK);
    leaf_rewrite(p, index, &leaf);
    expect_fault(p, "signed", "event 0: signed, though no agency acted");
}

static void an_agency_with_other_keys_signed_nothing(void **state)
{
    struct made_post *p = *state;
    struct agency agencies[AGENCIES_MAX];
    struct env other = *p->env;
    struct post_check check;

    memcpy(agencies, p->env->agencies, p->env->agencies_len * sizeof *agencies);
    for (size_t i = 0; i < other.agencies_len; i++)
        agencies[i].sign_pk.b[0] ^= 1;
    other.agencies = agencies;
    assert_int_equal(check_post(&p->cx, &other, p->db, &check), OK);
    assert_true(
        check.faults.len + check.faults.more >= (size_t)number(
            p->db,
            "SELECT count(*) FROM case_event WHERE actor = 2 AND kind <> 'report.received'"));
}

/* The log's signer is a process made of this same program: that is what it must be then. */
int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_saved_state_is_what_its_events_make),
        cmocka_unit_test(whatever_is_altered_is_found),
        cmocka_unit_test(whatever_of_a_projection_is_spoiled_is_made_again),
        cmocka_unit_test(an_altered_event_is_not_made_to_look_whole),
        cmocka_unit_test(a_leaf_rewritten_with_its_hash_is_found),
        cmocka_unit_test(a_leaf_of_a_reporter_that_an_agency_signed_is_found),
        cmocka_unit_test(an_agency_with_other_keys_signed_nothing),
    };
    return argc > 1 ? cli_main(argc, argv) : cmocka_run_group_tests(tests, post_made, post_gone);
}
