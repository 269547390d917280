/*
 * init: `posko init DIR`: a new post, its five agencies, and a slip for the first
 * officer of each. The slips go to standard output, once.
 */
#include "cli/cli.h"
#include "base/file.h"
#include <stdio.h>

#define ARENA_MAX (64u << 20)
#define CONFIG_MAX (64 * 1024)

void slip_print(const struct officer_slip *slip)
{
    printf("\n  %.*s\n    login          %.*s\n    password       %.*s\n    second factor  %.*s\n",
           STR_FMT(slip->agency), STR_FMT(slip->login), STR_FMT(slip->password),
           STR_FMT(slip->totp));
}

/* The slips are worth nothing if the directory could not be made, so they come last. */
static enum err agencies_make(struct cx *cx, struct env *env, struct db *db,
                              struct officer_slip slips[AGENCY_COUNT])
{
    for (int code = AGENCY_NONE + 1; code < AGENCY_COUNT; code++) {
        struct str name = agency_usual_name((enum agency_code)code);
        struct new_officer first = {
            .login = arena_printf(cx->arena, "%s.1", agency_code_name((enum agency_code)code)),
            .name = arena_printf(cx->arena, "Petugas pertama %.*s", STR_FMT(name)),
        };

        for (size_t i = 0; i < first.login.len; i++)
            if (first.login.at[i] == '_')
                ((char *)first.login.at)[i] = '-';
        TRY(agency_add(cx, env, db, (enum agency_code)code, name, &first, &slips[code]));
    }
    return OK;
}

static enum err init_run(struct cx *cx, const char *dir, const char *config)
{
    AUTO(db_close) struct db *db = NULL;
    struct officer_slip slips[AGENCY_COUNT];
    struct bytes text = { NULL, 0 };
    struct settings settings;
    struct carried carried;
    struct env *env;

    TRY(cli_carried(cx, NULL, &carried));
    if (config)
        TRY(file_read(cx, config, CONFIG_MAX, &text));
    TRY(post_create(cx, dir, (struct str){ text.at ? (const char *)text.at : "", text.len },
                    &carried));
    TRY(post_open(cx, dir, DB_WRITE, &carried, &db, &settings, &env));
    TRY(agencies_make(cx, env, db, slips));
    printf("%.*s is ready in %s. Hand each slip to its agency; it is shown once.\n",
           STR_FMT(env->post_name), dir);
    for (int code = AGENCY_NONE + 1; code < AGENCY_COUNT; code++)
        slip_print(&slips[code]);
    printf("\nNext: look at %s/posko.conf, then run  posko serve %s\n", dir, dir);
    return OK;
}

int cmd_init(int argc, char **argv)
{
    struct option options[] = { { "--config", true, NULL } };
    struct arena *arena = arena_new(ARENA_MAX);
    struct words words;
    struct cx cx = cx_system(arena);
    enum err err;

    if (!cli_words(argc, argv, options, COUNT_OF(options), 1, 1, &words))
        return EXIT_MISUSE;
    err = init_run(&cx, words.at[0], options[0].given);
    arena_free(arena);
    return err == OK ? EXIT_FINE : cli_fail(&cx, err);
}
