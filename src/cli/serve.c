/*
 * serve: `posko serve DIR`: opens the post, starts the server and what runs beside
 * it, and waits to be told to stop.
 */
#include "action/agencies.h"
#include "action/ledger.h"
#include "action/log_statistics.h"
#include "action/miss_deadlines.h"
#include "action/open_identity.h"
#include "action/tidy_up.h"
#include "action/upload.h"
#include "cli/cli.h"
#include "cli/confine.h"
#include "cli/serve_ask.h"
#include "cli/serve_attest.h"
#include "cli/serve_log.h"
#include "cli/serve_reseal.h"
#include "base/file.h"
#include "web/routes.h"
#include "signer/signer.h"
#include "web/server.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ARENA_MAX (64u << 20)
#define CLOCK_EVERY_S 20
#define CLOCKS_AT_ONCE 200

static const struct env *env_of_job(void *arg)
{
    return *(const struct env *const *)arg;
}

/* Due dates that have passed become events; nothing but the clock is asked. */
static enum err clock_run(struct cx *cx, struct db *tx, void *arg, bool *changed_public)
{
    size_t count = 0;

    size_t lapsed = 0;

    TRY(miss_deadlines_run(cx, env_of_job(arg), tx, CLOCKS_AT_ONCE, &count));
    TRY(lapse_identity_run(cx, env_of_job(arg), tx, CLOCKS_AT_ONCE, &lapsed));
    *changed_public = count + lapsed > 0;
    TRY(uploads_expire(cx, env_of_job(arg), tx, env_of_job(arg)->uploads));
    return tidy_up(cx, tx);
}

static enum err log_run(struct cx *cx, struct db *tx, void *arg, bool *changed_public)
{
    return log_duty_run(cx, *(const struct log_duty *const *)arg, tx, changed_public);
}

/* A command beside the server may have renewed an agency's keys. What does not stand in the log is
 * not sealed to; the rest of the post goes on. */
static enum err keys_run(struct cx *cx, struct db *tx, void *arg, bool *changed_public)
{
    const struct env *env = env_of_job(arg);

    (void)changed_public;
    if (agencies_refresh(cx, env, tx) != OK)
        fprintf(stderr, "posko: %s\n", cx->note.text);
    return reseal_look(cx, env, tx);
}

static struct server_config config_of(const struct settings *s, const struct env *env,
                                      const char *db_path, const char *listen)
{
    struct server_config c = server_defaults();

    c.listen = listen ? str_of(listen) : s->listen;
    c.env = env;
    c.db_path = db_path;
    c.threads = (unsigned)s->threads;
    c.connections_max = (unsigned)s->connections_max;
    c.idle_s = (unsigned)s->idle_s;
    c.header_ms = (unsigned)s->header_s * 1000;
    c.lane_threads = (unsigned)s->lane_threads;
    c.lane_queue = (unsigned)s->lane_queue;
    c.writer_queue = (unsigned)s->writer_queue;
    c.behind_proxy = s->behind_proxy;
    c.limit_local = s->limit_local;
    c.log_fd = STDERR_FILENO;
    c.metrics_more = resealer_metrics;
    return c;
}

/* The engine's limits, with those that are settings put in. */
static size_t limits_of(const struct settings *s, struct limit_rule out[LIMIT_RULES_MAX])
{
    for (size_t i = 0; i < limit_defaults_len; i++) {
        out[i] = limit_defaults[i];
        if (strcmp(out[i].name, "file") == 0)
            out[i].per_hour = (unsigned)s->filings_per_hour;
        else if (strcmp(out[i].name, "code") == 0)
            out[i].per_hour = (unsigned)s->code_tries_per_hour;
    }
    return limit_defaults_len;
}

#define MB (UINT64_C(1) << 20)

static struct upload_limits upload_limits_of(const struct settings *s)
{
    return (struct upload_limits){ .file = (uint64_t)s->evidence_file_mb * MB,
                                   .together = (uint64_t)s->evidence_report_mb * MB,
                                   .count = (unsigned)s->evidence_files,
                                   .room = (uint64_t)s->evidence_room_mb * MB };
}

/* The address as asked for, with the port that was found. */
static struct str served_at(struct arena *arena, struct str listen, int port)
{
    size_t host = listen.len;

    while (host > 0 && listen.at[host - 1] != ':')
        host--;
    return arena_printf(arena, "%.*s%d", STR_FMT(str_first(listen, host)), port);
}

/* Waits for SIGTERM, SIGINT or the end of its one child, the signer's keeper, without which the
 * log cannot go on; hands the clock its turn meanwhile. Returns what came. */
static int serve_until_told(struct cx *cx, struct server *server, const struct log_duty *duty,
                            const sigset_t *stop)
{
    const struct writer_job job = { .run = clock_run }, log_job = { .run = log_run },
                            keys_job = { .run = keys_run };
    const struct env *env = duty->env;
    struct timespec wait = { 0, 0 };
    int came;

    while ((came = sigtimedwait(stop, NULL, &wait)) < 0) {
        if (writer_submit(server_writer(server), cx, job, &env, sizeof env) != OK
            || writer_submit(server_writer(server), cx, log_job, &duty, sizeof duty) != OK
            || writer_submit(server_writer(server), cx, keys_job, &env, sizeof env) != OK)
            fputs("posko: the writer is full; the clock waits for its next turn\n", stderr);
        wait.tv_sec = CLOCK_EVERY_S;
    }
    return came;
}

/* From here on it may do no more than it needs. */
static enum err serve_on(struct cx *cx, const char *dir, const struct server_config *config,
                         const struct log_duty *duty, struct confine *guard)
{
    const struct env *env = config->env;
    struct server *server;
    struct asker *asker = NULL;
    struct resealer *resealer = NULL;
    struct attester *attester = NULL;
    enum err err;
    sigset_t stop;

    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGCHLD);
    sigprocmask(SIG_BLOCK, &stop, NULL); /* before the threads, so that all have it so */
    confine_lock(&env->server_key, sizeof env->server_key);
    confine_finish(cx, dir, guard); /* the signer runs; the threads inherit it */
    TRY(server_start(cx, config, &server));
    confine_say(guard);
    printf("%.*s answers on http://%.*s\n", STR_FMT(env->post_name),
           STR_FMT(served_at(cx->arena, config->listen, server_port(server))));
    fflush(stdout);
    err = asker_start(cx, env, config->db_path, server_writer(server), &asker);
    if (err == OK)
        err = attester_start(cx, env, config->db_path, server_writer(server), &attester);
    if (err == OK)
        err = resealer_start(cx, env, config->db_path, server_writer(server), &resealer);
    if (err == OK && serve_until_told(cx, server, duty, &stop) == SIGCHLD)
        err = FAIL(cx, ERR_UNAVAILABLE, "the signer's keeper has ended: start the post again");
    resealer_stop(&resealer);
    attester_stop(&attester);
    asker_stop(&asker);
    server_stop(server);
    return err;
}

static enum err serve_run(struct cx *cx, const char *dir, const char *listen)
{
    AUTO(db_close) struct db *db = NULL;
    AUTO(ledger_close) struct ledger *ledger = NULL;
    AUTO(publish_close) struct publish *publish = NULL;
    AUTO(log_count_close) struct log_count *log_count = NULL;
    AUTO(reseal_close) struct reseal *reseal = NULL;
    struct log_duty *duty = ARENA_NEW(cx->arena, struct log_duty);
    struct settings settings;
    struct server_config config;
    struct limit_rule limits[LIMIT_RULES_MAX];
    struct upload_limits files;
    struct carried carried;
    struct confine guard;
    struct env *env;

    TRY(confine_begin(cx, dir, &guard));
    TRY(cli_carried(cx, dir, &carried));
    TRY(post_open(cx, dir, DB_WRITE, &carried, &db, &settings, &env));
    if (!duty)
        return FAIL(cx, ERR_TOO_LARGE, "rule sets");
    TRY(log_duty_open(cx, dir, env, duty));
    TRY(ledger_open(cx, env, db, "/proc/self/exe", &ledger));
    env->ledger = ledger;
    TRY(log_duty_begin(cx, duty, db)); /* only on a log that may go on */
    TRY(publish_open(cx, env, &settings, &publish));
    env->publish = publish;
    TRY(log_count_open(cx, &log_count));
    env->log_count = log_count;
    files = upload_limits_of(&settings);
    TRY(uploads_open(cx, cx->arena, env->data_dir, &files, &env->uploads));
    TRY(log_duty_first(cx, duty, db));
    TRY(asker_check(cx, env, db));
    TRY(agencies_refresh(cx, env, db)); /* only keys that the log shows */
    TRY(reseal_open(cx, &reseal));
    env->reseal = reseal;
    TRY(reseal_look(cx, env, db));
    db_close(&db);
    config = config_of(&settings, env, file_join(cx->arena, dir, "posko.db"), listen);
    config.hooks = (struct writer_hooks){ ledger, ledger_begin, ledger_end, ledger_settle };
    config.limits = limits;
    config.limits_len = limits_of(&settings, limits);
    TRY(routes_all(cx, &config.routes, &config.routes_len));
    return serve_on(cx, dir, &config, duty, &guard);
}

int cmd_signer(int argc, char **argv)
{
    struct words words;

    if (!cli_words(argc, argv, NULL, 0, 2, 2, &words))
        return EXIT_MISUSE;
    return signer_main(words.at[0], words.at[1]);
}

int cmd_serve(int argc, char **argv)
{
    struct option options[] = { { "--listen", true, NULL } };
    struct arena *arena = arena_new(ARENA_MAX);
    struct words words;
    struct cx cx = cx_system(arena);
    enum err err;

    if (!cli_words(argc, argv, options, COUNT_OF(options), 1, 1, &words))
        return EXIT_MISUSE;
    err = serve_run(&cx, words.at[0], options[0].given);
    arena_free(arena);
    return err == OK ? EXIT_FINE : cli_fail(&cx, err);
}
