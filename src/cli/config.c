/* config: `posko config show|check DIR`: the table of settings. */
#include "cli/cli.h"
#include <stdio.h>
#include <string.h>

#define ARENA_MAX (8u << 20)

static void setting_show(struct arena *arena, const struct setting *s, const struct settings *now)
{
    struct str value = setting_value(arena, s, now);

    printf("%s = %.*s\n    %s\n    default: %s; from: %s\n", s->name, STR_FMT(value), s->sentence,
           s->fallback[0] ? s->fallback : "(empty)",
           str_is(value, s->fallback) ? "the default" : "posko.conf");
}

int cmd_config(int argc, char **argv)
{
    struct arena *arena = arena_new(ARENA_MAX);
    struct cx cx = cx_system(arena);
    struct settings settings;
    struct words words;
    enum err err;

    if (!cli_words(argc, argv, NULL, 0, 2, 2, &words))
        return EXIT_MISUSE;
    if (strcmp(words.at[0], "show") != 0 && strcmp(words.at[0], "check") != 0) {
        fputs("usage: posko config show|check DIR\n", stderr);
        return EXIT_MISUSE;
    }
    err = post_settings(&cx, words.at[1], &settings);
    if (err == OK && strcmp(words.at[0], "check") == 0)
        puts("posko.conf is fine");
    else if (err == OK)
        for (size_t i = 0; i < setting_table_len; i++)
            setting_show(arena, &setting_table[i], &settings);
    arena_free(arena);
    return err == OK ? EXIT_FINE : cli_fail(&cx, err);
}
