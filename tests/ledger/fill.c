/*
 * fill: goal: a post whose log has exactly SIZE entries, through the writer's own path: events in
 * transactions, the tree brought up to date, each head signed by the signer's process.
 *
 *   fill DIR SIZE [RECEIPTS]     DIR is made where it is not there
 *
 * A few entries at a time at first, so that there are heads of many sizes; then 256. RECEIPTS: a
 * folder for receipts of the first, middle and last entry, and of those around tile edges.
 */
#include "action/log_event.h"
#include "action/read_log.h"
#include "cli/cli.h"
#include "base/file.h"
#include "store/log_entry.h"
#include "vault/keys.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err batch_write(struct cx *cx, struct env *env, struct db *db, uint64_t from,
                            uint64_t to)
{
    AUTO(db_end) struct db *tx = NULL;
    int64_t at;
    enum err err;

    TRY(db_begin(cx, db, &tx));
    TRY(ledger_begin(env->ledger, cx, tx));
    for (uint64_t i = from; i < to; i++) {
        struct log_event e = { .kind = "log.heartbeat",
                               .name = STR("-"),
                               .value = arena_printf(cx->arena, "%llu", (unsigned long long)i),
                               .by = STR("posko") };

        TRY(log_event_append(cx, env, tx, &e, &at));
    }
    TRY(ledger_end(env->ledger, cx, tx));
    err = db_commit(cx, tx);
    TRY(ledger_settle(env->ledger, cx, err == OK));
    return err;
}

static enum err entries_write(struct cx *cx, struct env *env, struct db *db, uint64_t size)
{
    struct arena *arena = arena_new(64u << 20);
    struct cx inner = { .arena = arena, .now_us = cx->now_us, .random = cx->random };
    int64_t stored;
    enum err err = store_log_size(cx, db, env->post, &stored);

    for (uint64_t from = (uint64_t)stored; err == OK && from < size;) {
        uint64_t step = from < 16 ? 1 : from < 256 ? 7 : 256;
        uint64_t to = from + step > size ? size : from + step;

        arena_reset(arena);
        err = batch_write(&inner, env, db, from, to);
        from = to;
    }
    if (err != OK)
        cx->note = inner.note;
    arena_free(arena);
    return err;
}

static enum err receipts_write(struct cx *cx, const struct env *env, struct db *db, uint64_t size,
                               const char *to)
{
    const uint64_t wanted[] = { 0, 1, size / 2, size - 1, 255, 256, 65535, 65536 };

    if (mkdir(to, 0755) != 0)
        return FAIL(cx, ERR_CONFLICT, "%s", to);
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        struct str text, name;

        if (wanted[i] >= size)
            continue;
        TRY(read_receipt(cx, env, db, wanted[i], &text));
        name = arena_printf(cx->arena, "%llu.tlog-proof", (unsigned long long)wanted[i]);
        TRY(file_write(cx, file_join(cx->arena, to, name.at),
                       (struct bytes){ (const uint8_t *)text.at, text.len }, false));
    }
    return OK;
}

static enum err fill(struct cx *cx, const char *dir, uint64_t size, const char *receipts)
{
    AUTO(db_close) struct db *db = NULL;
    AUTO(ledger_close) struct ledger *ledger = NULL;
    struct settings settings;
    struct carried carried;
    struct env *env;

    TRY(cli_carried(cx, NULL, &carried));
    if (access(dir, F_OK) != 0)
        TRY(post_create(cx, dir, STR("log.publish_minutes = 0\n"), &carried));
    TRY(post_open(cx, dir, DB_WRITE, &carried, &db, &settings, &env));
    TRY(ledger_open(cx, env, db, NULL, &ledger));
    env->ledger = ledger;
    TRY(entries_write(cx, env, db, size));
    return receipts ? receipts_write(cx, env, db, size, receipts) : OK;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new(256u << 20);
    struct cx cx = cx_system(arena);
    uint64_t size;
    enum err err;

    if (argc < 3 || !str_to_u64(str_of(argv[2]), &size) || size == 0 || !vault_start()) {
        fputs("usage: fill DIR SIZE [RECEIPTS]\n", stderr);
        return 2;
    }
    err = fill(&cx, argv[1], size, argc > 3 ? argv[3] : NULL);
    if (err != OK)
        fprintf(stderr, "fill: %s\n", cx.note.text);
    arena_free(arena);
    return err == OK ? 0 : 1;
}
