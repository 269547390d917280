/* agency: the agencies' keys without a browser: looking at them, renewing them, and slips of paper
 * that bring an agency back which nobody can open any more. */
#include "action/agencies.h"
#include "action/log_event.h"
#include "action/paper_keys.h"
#include "action/renew_keys.h"
#include "action/replace_lost.h"
#include "action/terminal_session.h"
#include "base/codec.h"
#include "cli/cli.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ARENA_MAX (64u << 20)
#define LINE_TYPED_MAX 600

struct job {
    struct cx cx;
    struct db *db;
    struct env *env;
};

static enum err job_open(struct job *j, const char *dir, enum db_mode mode)
{
    struct settings settings;
    struct carried carried;

    TRY(cli_carried(&j->cx, dir, &carried));
    return post_open(&j->cx, dir, mode, &carried, &j->db, &settings, &j->env);
}

/* What is secret comes on standard input, so that it is in no process list. */
static enum err line_typed(struct cx *cx, const char *what, struct str *out)
{
    char line[LINE_TYPED_MAX];

    if (isatty(STDIN_FILENO))
        fprintf(stderr, "%s: ", what);
    if (!fgets(line, sizeof line, stdin))
        return FAIL(cx, ERR_INVALID, "no %s came on standard input", what);
    line[strcspn(line, "\r\n")] = '\0';
    *out = arena_copy(cx->arena, str_of(line));
    explicit_bzero(line, sizeof line);
    return out->at ? OK : FAIL(cx, ERR_TOO_LARGE, "%s", what);
}

static enum err agency_of(struct cx *cx, const char *code, enum agency_code *out)
{
    return agency_code_parse(str_of(code), out)
               ? OK
               : FAIL(cx, ERR_INVALID, "no agency is called \"%s\"", code);
}

/* The acting officer, who must be of that agency. */
static enum err officer_at_terminal(struct job *j, const char *code, const char *login,
                                    const struct officer_session **out)
{
    enum agency_code agency;
    struct str password;

    TRY(agency_of(&j->cx, code, &agency));
    TRY(line_typed(&j->cx, "password", &password));
    TRY(terminal_session(&j->cx, j->env, j->db, str_of(login), password, out));
    return (*out)->agency == agency
               ? OK
               : FAIL(&j->cx, ERR_DENIED, "%s is not an officer of %s", login, code);
}

static enum err agency_list(struct job *j)
{
    for (size_t i = 0; i < j->env->agencies_len; i++) {
        const struct agency *a = &j->env->agencies[i];
        char box[65], sign[65];

        hex_encode(box, a->box_pk.b, sizeof a->box_pk.b);
        hex_encode(sign, a->sign_pk.b, sizeof a->sign_pk.b);
        printf("%-12s %-20.*s seal %s sign %s key %llu\n", agency_code_name(a->code),
               STR_FMT(a->name), box, sign, (unsigned long long)a->key_serial);
    }
    return OK;
}

static enum err agency_renew(struct job *j, const char *code, const char *login)
{
    AUTO(db_end) struct db *tx = NULL;
    struct renewal r AUTO(renewal_wipe) = { 0 };
    const struct officer_session *by;

    TRY(officer_at_terminal(j, code, login, &by));
    TRY(renew_keys_check(&j->cx, by, STR(""), &r));
    TRY(db_begin(&j->cx, j->db, &tx));
    TRY(renew_keys_write(&j->cx, j->env, tx, &r));
    TRY(db_commit(&j->cx, tx));
    TRY(post_reload(&j->cx, j->db, j->env));
    printf("%s uses key %llu now; %zu officers hold it. All must sign in again; the next of them\n"
           "who does has the open cases sealed to it. For the agency's own witness:\n"
           "  posko witness expect HOME %.*s\n",
           code, (unsigned long long)r.serial, r.officers,
           STR_FMT(agency_id_shown(j->cx.arena, agency_by_id(j->env, by->of->id))));
    return OK;
}

static enum err agency_paper(struct job *j, const char *code, const char *login)
{
    AUTO(db_end) struct db *tx = NULL;
    const struct officer_session *by;
    struct paper_slips p;

    TRY(officer_at_terminal(j, code, login, &by));
    TRY(paper_keys_check(&j->cx, by, &p));
    TRY(db_begin(&j->cx, j->db, &tx));
    TRY(paper_keys_write(&j->cx, j->env, tx, &p));
    TRY(db_commit(&j->cx, tx));
    printf("Three slips for three leaders of %.*s; any two bring its keys back. Shown once.\n",
           STR_FMT(by->of->name));
    for (int i = 0; i < PAPER_SLIPS; i++)
        printf("\nslip %d of %d, set %.*s\n  %.*s\n  %.*s\n", i + 1, PAPER_SLIPS, STR_FMT(p.set),
               STR_FMT(str_first(p.slip[i], 39)), STR_FMT(str_from(p.slip[i], 40)));
    return OK;
}

static enum err agency_back(struct job *j, const char *code, const char *login, const char *name)
{
    const struct new_officer first = { .login = str_of(login), .name = str_of(name) };
    struct str typed[PAPER_SLIPS_NEEDED];
    struct officer_slip slip;
    enum agency_code agency;

    TRY(agency_of(&j->cx, code, &agency));
    TRY(line_typed(&j->cx, "first slip", &typed[0]));
    TRY(line_typed(&j->cx, "second slip", &typed[1]));
    TRY(agency_recover(&j->cx, j->env, j->db, agency, typed, &first, &slip));
    printf("%.*s is open again. Hand this slip to %s; it is shown once.\n  login          %s\n"
           "  password       %.*s\n  second factor  %.*s\n"
           "Then renew the keys, and put them on paper anew.\n",
           STR_FMT(slip.agency), name, login, STR_FMT(slip.password), STR_FMT(slip.totp));
    return OK;
}

/* Nobody of the agency can sign in, and there is no paper: two others vouch for a new key. */
static enum err agency_anew(struct job *j, const struct words *w)
{
    const struct new_officer first = { .login = str_of(w->at[3]), .name = str_of(w->at[4]) };
    const struct officer_session *by[REPLACE_VOUCHERS];
    struct officer_slip slip;
    struct replaced done;
    enum agency_code agency;

    TRY(agency_of(&j->cx, w->at[2], &agency));
    for (size_t i = 0; i < REPLACE_VOUCHERS; i++) {
        struct str password;

        TRY(line_typed(&j->cx, w->at[5 + i], &password));
        TRY(terminal_session(&j->cx, j->env, j->db, str_of(w->at[5 + i]), password, &by[i]));
    }
    TRY(agency_replace(&j->cx, j->env, j->db, agency, by, &first, &slip, &done));
    printf("%.*s has a new key; %zu cases were given to it again, %zu stay shut to it. Hand this "
           "slip\nto %s; it is shown once.\n  login          %s\n  password       %.*s\n"
           "  second factor  %.*s\nThen put the keys on paper.\n",
           STR_FMT(slip.agency), done.cases, done.left, w->at[4], w->at[3], STR_FMT(slip.password),
           STR_FMT(slip.totp));
    return OK;
}

static enum err agency_run(struct job *j, const struct words *w, const char *by)
{
    const char *what = w->at[0];
    bool paper = strcmp(what, "paper") == 0;

    if (strcmp(what, "list") == 0 && w->len == 2 && !by) {
        TRY(job_open(j, w->at[1], DB_READ));
        return agency_list(j);
    }
    if ((paper || strcmp(what, "renew") == 0) && w->len == 3 && by) {
        TRY(job_open(j, w->at[1], DB_WRITE));
        return paper ? agency_paper(j, w->at[2], by) : agency_renew(j, w->at[2], by);
    }
    if (strcmp(what, "recover") == 0 && w->len == 5 && !by) {
        TRY(job_open(j, w->at[1], DB_WRITE));
        return agency_back(j, w->at[2], w->at[3], w->at[4]);
    }
    if (strcmp(what, "replace") == 0 && w->len == 7 && !by) {
        TRY(job_open(j, w->at[1], DB_WRITE));
        return agency_anew(j, w);
    }
    return FAIL(&j->cx, ERR_INVALID, "usage: see `posko agency --help`");
}

int cmd_agency(int argc, char **argv)
{
    struct option options[] = { { "--by", true, NULL } };
    struct arena *arena = arena_new(ARENA_MAX);
    struct job job = { .cx = cx_system(arena) };
    struct words words;
    enum err err;

    if (!cli_words(argc, argv, options, COUNT_OF(options), 2, 7, &words))
        return EXIT_MISUSE;
    err = agency_run(&job, &words, options[0].given);
    db_close(&job.db);
    arena_free(arena);
    return err == OK ? EXIT_FINE : cli_fail(&job.cx, err);
}
