/* officer: administration without a browser. */
#include "cli/cli.h"
#include "action/people.h"
#include "action/sign_in.h"
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

static void roles_print(unsigned roles)
{
    const char *between = "";

    for (enum officer_role r = 0; r < OFFICER_ROLE_COUNT; r++)
        if (roles & ROLE_BIT(r)) {
            printf("%s%s", between, officer_role_name(r));
            between = ",";
        }
}

static enum err officer_list(struct job *j)
{
    static const char *const states[] = { [PERSON_NEW] = "new",
                                          [PERSON_LAPSED] = "lapsed",
                                          [PERSON_ACTIVE] = "active",
                                          [PERSON_LEFT] = "disabled" };
    const struct people_by by = { .scope = PEOPLE_TERMINAL };
    struct people people;

    TRY(people_list(&j->cx, j->env, j->db, &by, &people));
    for (size_t i = 0; i < people.len; i++) {
        const struct person *o = &people.at[i];

        printf("%-20.*s %-14.*s %-9s %.*s (", STR_FMT(o->login), STR_FMT(o->of->name),
               states[o->state], STR_FMT(o->name));
        roles_print(o->roles);
        puts(o->waits ? "; waits for keys)" : ")");
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

/* "duty,case" */
static enum err roles_read(struct cx *cx, const char *text, unsigned *out)
{
    struct str rest = str_of(text), word;
    enum officer_role role;
    unsigned roles = 0;

    while (str_cut(&rest, ',', &word)) {
        if (!officer_role_parse(str_trim(word), &role))
            return FAIL(cx, ERR_INVALID, "role: there is no \"%.*s\"", STR_FMT(word));
        roles |= ROLE_BIT(role);
    }
    *out = roles;
    return OK;
}

static enum err agency_read(struct job *j, const char *code, const struct agency **out)
{
    for (size_t i = 0; i < j->env->agencies_len; i++)
        if (strcmp(agency_code_name(j->env->agencies[i].code), code) == 0) {
            *out = &j->env->agencies[i];
            return OK;
        }
    return FAIL(&j->cx, ERR_INVALID, "agency: there is no \"%s\"", code);
}

enum option_of { BY, ROLE, AGENCY, OPTIONS };

/* A colleague who hands keys on, or whoever is at this terminal and has none. */
static enum err by_read(struct job *j, const char *colleague, struct people_by *out)
{
    struct str password;

    *out = (struct people_by){ .scope = PEOPLE_TERMINAL };
    if (!colleague)
        return OK;
    TRY(password_line(&j->cx, &password));
    return people_by_password(&j->cx, j->env, j->db, str_of(colleague), password, out);
}

static void slip_say(const struct person_plan *plan)
{
    const struct officer_slip *slip = &plan->slip;

    printf("Hand this slip to %.*s; it is shown once, and good for %d days.\n"
           "  login          %.*s\n  password       %.*s\n"
           "  second factor  %.*s\n  key            %.*s\n",
           STR_FMT(slip->name), (int)(FIRST_PASSWORD_LIFE_US / (24 * HOUR_US)),
           STR_FMT(slip->login), STR_FMT(slip->password), STR_FMT(slip->totp), STR_FMT(slip->key));
    if (roles_need_keys((unsigned)plan->row.role) && !plan->gives_keys)
        puts("It opens no case until a head of the agency hands its keys on.");
}

static enum err deed_run(struct job *j, const struct words *w, const struct option *options,
                         enum person_deed deed)
{
    struct new_officer new = { .login = str_of(w->at[2]), .roles = OFFICER_ROLES_USUAL };
    struct person_ask ask = { .deed = deed, .login = str_of(w->at[2]), .new = &new };
    struct person_plan *plan;
    struct people_by by;

    if (deed == PERSON_ADD)
        new.name = str_of(w->at[3]);
    if (options[ROLE].given)
        TRY(roles_read(&j->cx, options[ROLE].given, &new.roles));
    if (deed == PERSON_ROLES)
        TRY(roles_read(&j->cx, w->at[3], &ask.roles));
    TRY(job_open(j, w->at[1], DB_WRITE));
    if (options[AGENCY].given)
        TRY(agency_read(j, options[AGENCY].given, &ask.agency));
    TRY(by_read(j, options[BY].given, &by));
    TRY(people_do(&j->cx, j->env, j->db, &by, &ask, &plan));
    if (deed == PERSON_ADD || deed == PERSON_RESET)
        slip_say(plan);
    if (plan->knew_keys)
        puts("That officer held the agency's keys: renew them (posko agency renew).");
    return OK;
}

static enum err officer_run(struct job *j, const struct words *w, const struct option *options)
{
    static const struct {
        const char *name;
        enum person_deed deed;
        size_t words;
        bool by; /* without a colleague there are no keys to hand on */
    } table[] = {
        { "add", PERSON_ADD, 4, false },     { "roles", PERSON_ROLES, 4, true },
        { "grant", PERSON_GRANT, 3, true },  { "disable", PERSON_END, 3, false },
        { "reset", PERSON_RESET, 3, false },
    };

    if (strcmp(w->at[0], "list") == 0 && w->len == 2) {
        TRY(job_open(j, w->at[1], DB_READ));
        return officer_list(j);
    }
    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (strcmp(w->at[0], table[i].name) == 0 && w->len == table[i].words
            && (options[BY].given || !table[i].by))
            return deed_run(j, w, options, table[i].deed);
    return FAIL(&j->cx, ERR_INVALID, "usage: see `posko officer --help`");
}

int cmd_officer(int argc, char **argv)
{
    struct option options[OPTIONS] = { [BY] = { "--by", true, NULL },
                                       [ROLE] = { "--role", true, NULL },
                                       [AGENCY] = { "--agency", true, NULL } };
    struct arena *arena = arena_new(ARENA_MAX);
    struct job job = { .cx = cx_system(arena) };
    struct words words;
    enum err err;

    if (!cli_words(argc, argv, options, COUNT_OF(options), 2, 4, &words))
        return EXIT_MISUSE;
    err = officer_run(&job, &words, options);
    db_close(&job.db);
    arena_free(arena);
    return err == OK ? EXIT_FINE : cli_fail(&job.cx, err);
}
