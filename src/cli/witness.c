/*
 * witness: `posko witness DIR`: an agency's own witness, on its own machine: pulls, checks,
 * cosigns. And `posko witness add`: the post's side, where a witness is made known.
 */
#include "action/log_event.h"
#include "action/publish.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/witness_day.h"
#include "cli/witness_listen.h"
#include "witness/pull.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define ARENA_MAX (64u << 20)
#define EVERY_S 2
#define EVERY_MAX 3600
#define BREATH_NS 300000000

enum {
    OPT_URL, OPT_MAKE, OPT_NAME, OPT_AGENCY, OPT_LISTEN, OPT_EVERY, OPT_ONCE, OPT_LANG, OPT_SUMMARY,
    OPTS
};

/* ---- the post's side ---- */

/* The witness's own name in its key is what people compare; the policy's name is the post's. */
static enum err add_run(struct cx *cx, const char *dir, const char *name, const char *vkey,
                        const char *url)
{
    AUTO(db_close) struct db *db = NULL;
    AUTO(db_end) struct db *tx = NULL;
    struct settings settings;
    struct carried carried;
    struct log_event event;
    struct env *env;
    bool added = false;

    TRY(cli_carried(cx, NULL, &carried));
    TRY(post_open(cx, dir, DB_WRITE, &carried, &db, &settings, &env));
    TRY(policy_add_witness(cx, dir, str_of(name), str_of(vkey), str_of(url)));
    log_event_witness(str_of(name), str_of(vkey), &event);
    TRY(db_begin(cx, db, &tx));
    TRY(log_event_ensure(cx, env, tx, &event, &added));
    TRY(db_commit(cx, tx));
    printf("%s is a witness of %.*s now. A running server takes it over within half a minute.\n",
           name, STR_FMT(env->post_name));
    return OK;
}

/* ---- the witness's side ---- */

struct telling {
    bool english;
    unsigned long alarms;
};

static void say(void *arg, const struct finding *f)
{
    struct telling *t = arg;
    struct arena *arena = arena_new(64 * 1024);
    struct str words = arena ? finding_words(arena, f, t->english) : STR("");
    bool alarm = finding_is_alarm(f->kind);

    t->alarms += alarm;
    printf("%s%.*s\n", alarm ? (t->english ? "ALARM: " : "AWAS: ") : "", STR_FMT(words));
    fflush(stdout);
    arena_free(arena);
}

static void tell_met(const struct pull *p, bool english)
{
    struct arena *arena = arena_new(64 * 1024);
    const struct policy_log *log = &home_policy(p->home)->logs[p->log];
    struct str vkey = arena ? verifier_text(arena, &log->key) : STR("");

    printf(english ? "This witness now watches the log %.*s\nCompare its key with the one on the "
                     "post's paper: %.*s\n"
                   : "Saksi ini mulai mengawasi log %.*s\nCocokkan kuncinya dengan yang tertulis "
                     "di kertas posko: %.*s\n",
           STR_FMT(log->key.name), STR_FMT(vkey));
    fflush(stdout);
    arena_free(arena);
}

/* What a round did, where it is news. */
static void tell_round(const struct pull *p, enum pull_result result, bool english)
{
    static const char *const words[2][2] = {
        { "Log berisi %llu catatan: diperiksa dan ditandatangani\n",
          "The log has %llu entries: checked and cosigned\n" },
        { "Log berisi %llu catatan: diperiksa dan ditandatangani, tetapi server belum menerima "
          "tanda tangan (sudahkah posko menjalankan `posko witness add`?)\n",
          "The log has %llu entries: checked and cosigned, but the server does not take the line "
          "(did the post run `posko witness add`?)\n" },
    };
    const char *form = words[result == PULL_KEPT][english];
    struct arena *arena = arena_new(4096);
    struct str number = arena ? arena_printf(arena, "%llu", (unsigned long long)p->copy.tree.size)
                              : STR("");
    const char *hole = strstr(form, "%llu");

    if ((result == PULL_COSIGNED || result == PULL_KEPT) && hole) {
        printf("%.*s%.*s%s", (int)(hole - form), form, STR_FMT(number), hole + 4);
        fflush(stdout);
    }
    arena_free(arena);
}

static bool wait_told_ns(const sigset_t *stop, struct timespec wait)
{
    int got;

    do
        got = sigtimedwait(stop, NULL, &wait);
    while (got < 0 && errno == EINTR);
    return got > 0;
}

static bool wait_told(const sigset_t *stop, long seconds)
{
    return wait_told_ns(stop, (struct timespec){ seconds, 0 });
}

static bool told_to_stop(void *arg)
{
    sigset_t waiting;

    (void)arg;
    return sigpending(&waiting) == 0
           && (sigismember(&waiting, SIGTERM) == 1 || sigismember(&waiting, SIGINT) == 1);
}

/* Until there is news or the timer is over; true: told to stop. The server keeps us waiting
 * where it can, so that a cosignature comes back within a second; and a breath is taken, so that
 * a busy log costs a few rounds a second and not hundreds. */
static bool between(struct arena *arena, struct pull *p, const sigset_t *stop, long every)
{
    const struct timespec breath = { 0, BREATH_NS };
    struct cx cx = cx_system(arena);
    bool soon = false, news = pull_wait(&cx, p, told_to_stop, NULL, &soon);
    int64_t waited = system_now_us() - cx.now_us;

    arena_reset(arena);
    if (news || (soon && waited >= every * INT64_C(1000000)))
        return wait_told_ns(stop, breath);
    return wait_told(stop, every);
}

/* One round; what it did, and the day's line where it is time for it. */
static enum err one_round(struct cx *cx, struct pull *p, const struct telling *t,
                          enum pull_result *result)
{
    TRY(pull_round(cx, p, result));
    tell_round(p, *result, t->english);
    return OK;
}

static enum err rounds(struct cx *cx, struct pull *p, const struct option *o, long every,
                       struct telling *t)
{
    struct witness_days days = { DAY_NONE, t->english ? LANG_EN : LANG_ID };
    bool once = o[OPT_ONCE].given;
    struct arena *arena = arena_new(ARENA_MAX);
    enum err err = OK;
    sigset_t stop;
    bool quiet = false, over;

    if (!arena)
        return FAIL(cx, ERR_TOO_LARGE, "witness");
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    do {
        struct cx round = cx_system(arena);
        enum pull_result result = PULL_NOTHING;

        err = one_round(&round, p, t, &result);
        if (err == OK)
            witness_day_tell(&round, p, &days, once && o[OPT_SUMMARY].given);
        else if (!quiet)
            fprintf(stderr, "posko witness: %s\n", round.note.text);
        quiet = err != OK;
        cx->note = round.note;
        arena_reset(arena);
        if (err == OK && result == PULL_ALARM && once)
            err = FAIL(cx, ERR_CORRUPT, "nothing was signed");
        /* What is wrong stays wrong for a while: no news of it is asked for. */
        over = once || err == ERR_CORRUPT
               || (err != OK || result == PULL_ALARM ? wait_told(&stop, every)
                                                     : between(arena, p, &stop, every));
    } while (!over);
    arena_free(arena);
    return once ? err : (err == ERR_CORRUPT ? err : OK);
}

static enum err key_make(struct cx *cx, const char *dir, const char *name)
{
    struct str vkey;

    TRY(home_make(cx, dir, str_of(name), &vkey));
    printf("%.*s\n", STR_FMT(vkey));
    fprintf(stderr,
            "This is the witness's public key: read it aloud at the first meeting, and have the\n"
            "post run  posko witness add DIR NAME KEY\nThe secret stays in %s/witness.key. Never "
            "put it back from a backup.\n",
            dir);
    return OK;
}

static enum err watch_run(struct cx *cx, const char *dir, const struct option *o, long every)
{
    AUTO(home_close) struct home *home = NULL;
    AUTO(listener_stop) struct listener *listener = NULL;
    AUTO(pull_close) struct pull *pull = NULL;
    struct telling t = { .english = o[OPT_LANG].given && strcmp(o[OPT_LANG].given, "en") == 0 };
    bool met = false;
    sigset_t stop;
    int port;

    TRY(home_open(cx, dir, &home));
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    sigprocmask(SIG_BLOCK, &stop, NULL);
    if (o[OPT_LISTEN].given) {
        TRY(listener_start(cx, home, o[OPT_LISTEN].given, &listener, &port));
        printf("witness answers on port %d\n", port);
        fflush(stdout);
    }
    if (home_policy(home)->log_count == 0 && !o[OPT_URL].given)
        return FAIL(cx, ERR_INVALID,
                    "this witness knows no log yet: give --url, or write %s/policy", dir);
    if (o[OPT_LISTEN].given && home_policy(home)->log_count
        && home_policy(home)->logs[0].url.len == 0) {
        while (!wait_told(&stop, EVERY_MAX))
            ;
        return OK; /* only asked, never asking */
    }
    TRY(pull_open(cx, home, str_of(o[OPT_URL].given), str_of(o[OPT_AGENCY].given), say, &t, &met,
                  &pull));
    if (met)
        tell_met(pull, t.english);
    return rounds(cx, pull, o, every, &t);
}

static enum err witness_run(struct cx *cx, const char *dir, const struct option *o, long every)
{
    const char *key = file_join(cx->arena, dir, "witness.key");

    if (o[OPT_MAKE].given)
        return key_make(cx, dir, o[OPT_MAKE].given);
    if (o[OPT_NAME].given && key && access(key, F_OK) != 0)
        TRY(key_make(cx, dir, o[OPT_NAME].given));
    return watch_run(cx, dir, o, every);
}

int cmd_witness(int argc, char **argv)
{
    struct option options[OPTS] = {
        [OPT_URL] = { "--url", true, NULL },       [OPT_MAKE] = { "--make", true, NULL },
        [OPT_NAME] = { "--name", true, NULL },     [OPT_AGENCY] = { "--agency", true, NULL },
        [OPT_LISTEN] = { "--listen", true, NULL }, [OPT_EVERY] = { "--every", true, NULL },
        [OPT_ONCE] = { "--once", false, NULL },    [OPT_LANG] = { "--lang", true, NULL },
        [OPT_SUMMARY] = { "--summary", false, NULL },
    };
    struct arena *arena = arena_new(ARENA_MAX);
    struct words words;
    struct cx cx = cx_system(arena);
    struct rlimit none = { 0, 0 };
    int64_t every = EVERY_S;
    enum err err;

    if (!cli_words(argc, argv, options, OPTS, 1, 4, &words))
        return EXIT_MISUSE;
    if (options[OPT_EVERY].given
        && (!str_to_i64(str_of(options[OPT_EVERY].given), &every) || every < 1
            || every > EVERY_MAX)) {
        fputs("posko witness: --every: 1 to 3600 seconds\n", stderr);
        return EXIT_MISUSE;
    }
    if (words.len == 4 && strcmp(words.at[0], "add") == 0) {
        err = add_run(&cx, words.at[1], words.at[2], words.at[3], options[OPT_URL].given);
    } else if (words.len == 3 && strcmp(words.at[0], "expect") == 0) {
        err = home_expect(&cx, words.at[1], str_of(words.at[2]));
    } else if (words.len == 1) {
        (void)setrlimit(RLIMIT_CORE, &none);
        (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
        err = witness_run(&cx, words.at[0], options, (long)every);
    } else {
        fputs("posko witness: one DIR, or add DIR NAME KEY (posko witness --help)\n", stderr);
        return EXIT_MISUSE;
    }
    arena_free(arena);
    return err == OK ? EXIT_FINE : cli_fail(&cx, err);
}
