/* log_fixture: see the header. */
#include "log_fixture.h"
#include "action/post.h"
#include <stdio.h>
#include <string.h>

static const char *const names[LOG_WITNESSES_MAX] = { "propam",  "provos",     "kpu",
                                                      "bawaslu", "kesbangpol", "pers" };

static void witness_add(struct log_fixture *f, size_t i)
{
    struct str name = arena_printf(f->cx->arena, "posko.example/w/%s", names[i]);
    uint8_t seed[32];

    f->cx->random(seed, sizeof seed);
    assert_int_equal(signer_make(f->cx, name, KEY_COSIGNATURE, seed, &f->witnesses[i]), OK);
    assert_int_equal(policy_add_witness(f->cx, f->desk->dir, str_of(names[i]),
                                        verifier_text(f->cx->arena, &f->witnesses[i].verifier),
                                        STR("")),
                     OK);
}

struct log_fixture *log_start(size_t witnesses, int64_t minutes)
{
    struct desk_fixture *desk = desk_start();
    struct log_fixture *f = ARENA_NEW(desk->arena, struct log_fixture);

    f->desk = desk;
    f->cx = &desk->cx;
    f->env = desk->env;
    f->db = desk->db;
    assert_int_equal(post_settings(f->cx, desk->dir, &f->settings), OK);
    f->settings.publish_minutes = minutes;
    if (ledger_open(f->cx, f->env, f->db, NULL, &f->ledger) != OK)
        fail_msg("no log: %s", f->cx->note.text);
    f->env->ledger = f->ledger;
    f->witnesses_len = witnesses;
    for (size_t i = 0; i < witnesses; i++)
        witness_add(f, i);
    assert_int_equal(publish_open(f->cx, f->env, &f->settings, &f->publish), OK);
    f->env->publish = f->publish;
    return f;
}

void log_stop(struct log_fixture *f)
{
    struct desk_fixture *desk = f->desk;

    f->env->publish = NULL;
    f->env->ledger = NULL;
    publish_close(&f->publish);
    ledger_close(&f->ledger);
    desk_stop(desk);
}

enum err log_batch(struct log_fixture *f,
                   enum err (*what)(struct log_fixture *f, struct db *tx, void *arg), void *arg)
{
    AUTO(db_end) struct db *tx = NULL;
    enum err err;

    TRY(db_begin(f->cx, f->db, &tx));
    err = ledger_begin(f->ledger, f->cx, tx);
    if (err == OK)
        err = what(f, tx, arg);
    if (err == OK)
        err = ledger_end(f->ledger, f->cx, tx);
    if (err == OK)
        err = db_commit(f->cx, tx);
    if (err == OK)
        return ledger_settle(f->ledger, f->cx, true);
    if (ledger_settle(f->ledger, f->cx, false) != OK)
        print_message("# the log does not settle\n");
    return err;
}

static enum err one_leaf(struct log_fixture *f, struct db *tx, void *arg)
{
    const struct log_event e = {
        .kind = "log.heartbeat", .name = STR("-"), .value = STR("x"), .by = STR("posko")
    };
    int64_t at;

    (void)arg;
    return log_event_append(f->cx, f->env, tx, &e, &at);
}

uint64_t log_grow(struct log_fixture *f)
{
    struct ledger_head head;

    if (log_batch(f, one_leaf, NULL) != OK)
        fail_msg("no leaf: %s", f->cx->note.text);
    assert_int_equal(ledger_head(f->ledger, f->cx->arena, &head), OK);
    return head.size;
}

static enum err tick(struct log_fixture *f, struct db *tx, void *arg)
{
    return publish_run(f->cx, f->env, tx, arg);
}

bool log_tick(struct log_fixture *f)
{
    bool published = false;

    if (log_batch(f, tick, &published) != OK)
        fail_msg("no tick: %s", f->cx->note.text);
    return published;
}

uint64_t log_public_size(struct log_fixture *f)
{
    struct ledger_head head;
    enum err err = publish_head(f->cx, f->env, f->db, &head);

    assert_true(err == OK || err == ERR_NOT_FOUND);
    return err == OK ? head.size : 0;
}

uint64_t log_offered_size(struct log_fixture *f)
{
    struct ledger_head head;

    assert_int_equal(publish_offer(f->cx, f->env, &head), OK);
    return head.size;
}

void log_seconds(struct log_fixture *f, int64_t seconds)
{
    f->cx->now_us += seconds * INT64_C(1000000);
}

struct str log_line(struct log_fixture *f, size_t witness, struct str note)
{
    struct signed_note read;
    struct str line;

    assert_int_equal(note_parse(f->cx, note, &read), OK);
    assert_int_equal(note_sign_line(f->cx, &f->witnesses[witness], read.text,
                                    (uint64_t)(f->cx->now_us / 1000000), &line),
                     OK);
    return line;
}

static enum err keep(struct log_fixture *f, struct db *tx, void *arg)
{
    return cosign_write(f->cx, f->env, tx, arg);
}

enum err log_cosign(struct log_fixture *f, struct str body)
{
    struct cosign c;

    TRY(cosign_check(f->cx, f->env, body, &c));
    return log_batch(f, keep, &c);
}
