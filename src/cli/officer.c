/* officer, agency: administration without a browser. */
#include "cli/cli.h"
#include "base/codec.h"
#include "store/officer.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ARENA_MAX (64u << 20)
#define PASSWORD_LINE_MAX 600

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

static struct str agency_of(const struct env *env, struct agency_id id)
{
    for (size_t i = 0; i < env->agencies_len; i++)
        if (memcmp(env->agencies[i].id.b, id.b, ID_SIZE) == 0)
            return env->agencies[i].name;
    return STR("?");
}

static enum err officer_list(struct job *j)
{
    struct officer_list list;

    TRY(store_officer_list(&j->cx, j->db, j->env->post, &list));
    for (size_t i = 0; i < list.len; i++) {
        const struct officer_row *o = &list.at[i];

        printf("%-20.*s %-14.*s %-9s %.*s\n", STR_FMT(o->login),
               STR_FMT(agency_of(j->env, o->agency)),
               o->disabled_us    ? "disabled"
               : o->signed_in_us ? "active"
                                 : "new",
               STR_FMT(o->name));
    }
    return OK;
}

/* The colleague's password comes on standard input, so that it is in no process list. */
static enum err password_line(struct cx *cx, struct str *out)
{
    char line[PASSWORD_LINE_MAX];

    if (isatty(STDIN_FILENO))
        fputs("the colleague's password: ", stderr);
    if (!fgets(line, sizeof line, stdin))
        return FAIL(cx, ERR_INVALID, "no password came on standard input");
    line[strcspn(line, "\r\n")] = '\0';
    *out = arena_copy(cx->arena, str_of(line));
    explicit_bzero(line, sizeof line);
    return out->at ? OK : FAIL(cx, ERR_TOO_LARGE, "password");
}

static enum err officer_new(struct job *j, const char *login, const char *name,
                            const char *colleague)
{
    const struct new_officer officer = { .login = str_of(login), .name = str_of(name) };
    struct officer_slip slip;
    struct str password;

    TRY(password_line(&j->cx, &password));
    TRY(officer_add(&j->cx, j->env, j->db, str_of(colleague), password, &officer, &slip));
    printf("Hand this slip to %s; it is shown once.\n  login          %s\n  password       %.*s\n"
           "  second factor  %.*s\n",
           name, login, STR_FMT(slip.password), STR_FMT(slip.totp));
    return OK;
}

static enum err officer_run(struct job *j, const struct words *w, const char *by)
{
    if (strcmp(w->at[0], "list") == 0 && w->len == 2) {
        TRY(job_open(j, w->at[1], DB_READ));
        return officer_list(j);
    }
    if (strcmp(w->at[0], "add") == 0 && w->len == 4 && by) {
        TRY(job_open(j, w->at[1], DB_WRITE));
        return officer_new(j, w->at[2], w->at[3], by);
    }
    if (strcmp(w->at[0], "disable") == 0 && w->len == 3) {
        TRY(job_open(j, w->at[1], DB_WRITE));
        return officer_disable(&j->cx, j->env, j->db, str_of(w->at[2]));
    }
    return FAIL(&j->cx, ERR_INVALID, "usage: see `posko officer --help`");
}

int cmd_officer(int argc, char **argv)
{
    struct option options[] = { { "--by", true, NULL } };
    struct arena *arena = arena_new(ARENA_MAX);
    struct job job = { .cx = cx_system(arena) };
    struct words words;
    enum err err;

    if (!cli_words(argc, argv, options, COUNT_OF(options), 2, 4, &words))
        return EXIT_MISUSE;
    err = officer_run(&job, &words, options[0].given);
    db_close(&job.db);
    arena_free(arena);
    return err == OK ? EXIT_FINE : cli_fail(&job.cx, err);
}

int cmd_agency(int argc, char **argv)
{
    struct arena *arena = arena_new(ARENA_MAX);
    struct job job = { .cx = cx_system(arena) };
    struct words words;
    enum err err;

    if (!cli_words(argc, argv, NULL, 0, 2, 2, &words))
        return EXIT_MISUSE;
    if (strcmp(words.at[0], "list") != 0) {
        fputs("usage: posko agency list DIR\n", stderr);
        return EXIT_MISUSE;
    }
    err = job_open(&job, words.at[1], DB_READ);
    for (size_t i = 0; err == OK && i < job.env->agencies_len; i++) {
        const struct agency *a = &job.env->agencies[i];
        char box[65], sign[65];

        hex_encode(box, a->box_pk.b, sizeof a->box_pk.b);
        hex_encode(sign, a->sign_pk.b, sizeof a->sign_pk.b);
        printf("%-12s %-20.*s seal %s sign %s\n", agency_code_name(a->code), STR_FMT(a->name), box,
               sign);
    }
    db_close(&job.db);
    arena_free(arena);
    return err == OK ? EXIT_FINE : cli_fail(&job.cx, err);
}
