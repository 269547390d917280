/*
 * log: what the public log costs, through the server's own writer.
 *
 *   log leaves DIR N [CLIENTS]   appends N leaves to the post in DIR, CLIENTS (256) waiting at a
 *                                time; prints rate= and cpu_us= of one leaf
 *   log serve DIR on|off         serves the post; "off": leaves are stored, but no tree is kept
 *                                and no head is signed. Only here: the program has no such setting.
 *
 * The leaves are those of cases as a post has them, four to a case, with an agency's key line
 * that nobody checks here: what is measured is the writer, the tree, the signer and the disk.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include "action/ledger.h"
#include "action/log_statistics.h"
#include "action/post.h"
#include "base/file.h"
#include "cli/cli.h"
#include "store/log_entry.h"
#include "tlog/leaf.h"
#include "vault/keys.h"
#include "web/routes.h"
#include "web/server.h"

#define IN_FLIGHT_MAX 4096

struct filling;

struct one_leaf {
    struct writer_item item; /* first: found from its item */
    struct filling *of;
    char text[LEAF_MAX];
    size_t len;
    struct one_leaf *next_free;
};

struct filling {
    struct env *env;
    struct writer *writer;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct one_leaf *free;
    uint64_t wanted, made, done, failed;
    struct hash prev;
    struct case_id tag;
};

static void *opened_post(struct cx *cx, const char *dir, struct db **db, struct settings *settings,
                         struct env **env)
{
    struct carried carried;

    if (!vault_start() || cli_carried(cx, dir, &carried) != OK
        || post_open(cx, dir, DB_WRITE, &carried, db, settings, env) != OK) {
        fprintf(stderr, "log: %s\n", cx->note.text);
        exit(1);
    }
    return *env;
}

/* ---- leaves ---- */

static enum err leaf_write(struct writer_item *item, struct db *tx, bool *changed_public)
{
    struct one_leaf *l = (struct one_leaf *)item;
    struct arena *arena = arena_new(1u << 16);
    struct cx cx = cx_system(arena);
    struct hash hash;
    int64_t at;
    enum err err = store_log_size(&cx, tx, l->of->env->post, &at);

    leaf_hash((struct str){ l->text, l->len }, &hash);
    if (err == OK)
        err = store_log_append(&cx, tx, l->of->env->post, at,
                               (struct bytes){ (const uint8_t *)l->text, l->len }, hash.b);
    *changed_public = true;
    arena_free(arena);
    return err;
}

static void leaf_done(struct writer_item *item, enum err err, const struct note *note)
{
    struct one_leaf *l = (struct one_leaf *)item;
    struct filling *f = l->of;

    pthread_mutex_lock(&f->lock);
    if (err != OK && f->failed++ == 0)
        fprintf(stderr, "log: %s\n", note ? note->text : "a leaf was refused");
    f->done++;
    l->next_free = f->free;
    f->free = l;
    pthread_cond_signal(&f->wake);
    pthread_mutex_unlock(&f->lock);
}

static void leaf_make(struct filling *f, struct cx *cx, struct one_leaf *l)
{
    static const char *const kinds[] = { "report.received", "case.taken", "case.reviewed",
                                         "case.closed" };
    static const char *const facts[] = { NULL, NULL, "intake", "result" };
    static const char *const values[] = { NULL, NULL, "laporan", "stopped" };
    unsigned seq = (unsigned)(f->made % COUNT_OF(kinds));
    struct leaf leaf = { .type = str_of(kinds[seq]),
                         .of_case = true,
                         .seq = seq,
                         .prev = f->prev,
                         .by = seq ? STR("bawaslu") : STR("posko") };
    struct str text;

    if (seq == 0)
        cx->random(f->tag.b, sizeof f->tag.b);
    memcpy(leaf.case_tag, f->tag.b, sizeof leaf.case_tag);
    leaf.at = seq ? leaf_at_instant(cx->arena, cx->now_us, 420)
                  : leaf_at_day(cx->arena, day_at(cx->now_us, 420));
    leaf.due = seq ? DAY_NONE : day_at(cx->now_us + 2 * DAY_US, 420);
    cx->random(leaf.commit, sizeof leaf.commit);
    if ((facts[seq] && leaf_add_fact(cx, &leaf, facts[seq], str_of(values[seq])) != OK)) {
        fprintf(stderr, "log: %s\n", cx->note.text);
        exit(1);
    }
    if (seq)
        leaf.keys[leaf.key_count++] = (struct leaf_key){ .name = STR("bawaslu") };
    if (leaf_text(cx, &leaf, &text) != OK) {
        fprintf(stderr, "log: %s\n", cx->note.text);
        exit(1);
    }
    leaf_hash(text, &f->prev);
    memcpy(l->text, text.at, text.len);
    l->len = text.len;
    l->item = (struct writer_item){ .write = leaf_write, .done = leaf_done };
    f->made++;
}

static void fill(struct filling *f)
{
    struct arena *arena = arena_new(1u << 20);

    while (f->made < f->wanted) {
        struct cx cx = cx_system(arena);
        struct one_leaf *l;

        pthread_mutex_lock(&f->lock);
        while (!f->free)
            pthread_cond_wait(&f->wake, &f->lock);
        l = f->free;
        f->free = l->next_free;
        pthread_mutex_unlock(&f->lock);
        arena_reset(arena);
        leaf_make(f, &cx, l);
        if (!writer_take(f->writer, &l->item)) {
            fputs("log: the writer is full\n", stderr);
            exit(1);
        }
    }
    pthread_mutex_lock(&f->lock);
    while (f->done < f->wanted)
        pthread_cond_wait(&f->wake, &f->lock);
    pthread_mutex_unlock(&f->lock);
    arena_free(arena);
}

static double wall_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* This process and the signer's, once that has ended. */
static double cpu_s(void)
{
    struct rusage own, child;

    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &child);
    return (double)(own.ru_utime.tv_sec + own.ru_stime.tv_sec + child.ru_utime.tv_sec
                    + child.ru_stime.tv_sec)
           + (double)(own.ru_utime.tv_usec + own.ru_stime.tv_usec + child.ru_utime.tv_usec
                      + child.ru_stime.tv_usec)
                 / 1e6;
}

static int cmd_leaves(struct cx *cx, const char *dir, uint64_t wanted, unsigned clients)
{
    struct filling f = { .wanted = wanted };
    struct one_leaf *leaves = calloc(clients, sizeof *leaves);
    struct metrics *metrics = calloc(1, sizeof *metrics);
    struct settings settings;
    struct ledger *ledger = NULL;
    struct db *db = NULL;
    double began, used;

    opened_post(cx, dir, &db, &settings, &f.env);
    if (!leaves || !metrics || ledger_open(cx, f.env, db, NULL, &ledger) != OK) {
        fprintf(stderr, "log: %s\n", cx->note.text);
        return 1;
    }
    struct writer_hooks hooks = { ledger, ledger_begin, ledger_end, ledger_settle };
    if (writer_start(cx, cx->arena, db, clients, &hooks, metrics, &f.writer) != OK)
        return 1;
    pthread_mutex_init(&f.lock, NULL);
    pthread_cond_init(&f.wake, NULL);
    for (unsigned i = 0; i < clients; i++) {
        leaves[i].of = &f;
        leaves[i].next_free = f.free;
        f.free = &leaves[i];
    }
    began = wall_s();
    used = cpu_s();
    fill(&f);
    began = wall_s() - began;
    writer_stop(f.writer);
    ledger_close(&ledger);
    printf("rate=%.0f\ncpu_us=%.1f\nfailed=%llu\n", (double)wanted / began,
           (cpu_s() - used) * 1e6 / (double)wanted, (unsigned long long)f.failed);
    free(leaves);
    free(metrics);
    return f.failed ? 1 : 0;
}

/* ---- serving ---- */

static int cmd_serve_bare(struct cx *cx, const char *dir, bool with_log)
{
    struct server_config config = server_defaults();
    struct settings settings;
    struct ledger *ledger = NULL;
    struct limit_rule limits[LIMIT_RULES_MAX];
    struct server *server;
    struct db *db = NULL;
    struct env *env;
    sigset_t stop;
    int which;

    opened_post(cx, dir, &db, &settings, &env);
    if (with_log && ledger_open(cx, env, db, NULL, &ledger) != OK) {
        fprintf(stderr, "log: %s\n", cx->note.text);
        return 1;
    }
    env->ledger = ledger;
    db_close(&db);
    config.listen = STR("127.0.0.1:0");
    config.env = env;
    config.db_path = file_join(cx->arena, dir, "posko.db");
    config.log_fd = -1;
    for (size_t i = 0; i < limit_defaults_len; i++) {
        limits[i] = limit_defaults[i];
        limits[i].per_hour = 0;
    }
    config.limits = limits;
    config.limits_len = limit_defaults_len;
    if (with_log)
        config.hooks = (struct writer_hooks){ ledger, ledger_begin, ledger_end, ledger_settle };
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigprocmask(SIG_BLOCK, &stop, NULL);
    if (routes_all(cx, &config.routes, &config.routes_len) != OK
        || server_start(cx, &config, &server) != OK) {
        fprintf(stderr, "log: %s\n", cx->note.text);
        return 1;
    }
    printf("on http://127.0.0.1:%d\n", server_port(server));
    fflush(stdout);
    sigwait(&stop, &which);
    server_stop(server);
    ledger_close(&ledger);
    return 0;
}

int main(int argc, char **argv)
{
    struct cx cx = cx_system(arena_new(64u << 20));
    uint64_t wanted = 0, clients = 256;

    if (argc >= 4 && strcmp(argv[1], "leaves") == 0 && str_to_u64(str_of(argv[3]), &wanted)
        && (argc == 4 || (str_to_u64(str_of(argv[4]), &clients) && clients <= IN_FLIGHT_MAX)))
        return cmd_leaves(&cx, argv[2], wanted, (unsigned)clients);
    if (argc == 4 && strcmp(argv[1], "serve") == 0)
        return cmd_serve_bare(&cx, argv[2], strcmp(argv[3], "on") == 0);
    fputs("usage: log leaves DIR N [CLIENTS] | log serve DIR on|off\n", stderr);
    return 2;
}
