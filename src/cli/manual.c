/*
 * manual: `posko help --man`: the manual page posko(1), and `posko help --routes`: what
 * the server answers. Both are printed from the very tables that the program goes by, so that
 * they cannot tell yesterday's truth.
 */
#include "cli/cli.h"
#include "web/router.h"
#include "web/routes.h"
#include <stdio.h>

/* roff takes a line that begins with a dot or a quote for an order, and a backslash for an escape.
 */
static void roff(const char *text)
{
    bool begins = true;

    for (; *text; text++) {
        if (begins && (*text == '.' || *text == '\''))
            fputs("\\&", stdout);
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else
            putchar(*text);
        begins = *text == '\n';
    }
}

static void command_print(const struct command *c)
{
    fputs(".TP\n.B ", stdout);
    roff(c->name);
    putchar(' ');
    roff(c->args);
    putchar('\n');
    roff(c->summary);
    fputs(".\n", stdout);
    if (c->help[0]) {
        fputs(".RS\n.nf\n", stdout);
        roff(c->help);
        fputs(".fi\n.RE\n", stdout);
    }
}

static void setting_print(const struct setting *s)
{
    fputs(".TP\n.B ", stdout);
    roff(s->name);
    putchar('\n');
    roff(s->sentence);
    if (s->type == SETTING_NUMBER)
        printf(" (%lld to %lld)", (long long)s->min, (long long)s->max);
    fputs(".\nDefault: ", stdout);
    roff(s->fallback[0] ? s->fallback : "empty");
    fputs(".\n", stdout);
}

void manual_print(void)
{
    fputs(
        ".TH POSKO 1 \"\" \"posko " POSKO_VERSION "\" \"Posko\"\n"
        ".SH NAME\nposko \\- a joint post that watches neutrality in a regional election\n"
        ".SH SYNOPSIS\n.B posko\n.I COMMAND\n[words and options]\n"
        ".SH DESCRIPTION\n"
        "One program that takes citizens' reports, brings each to the body that may decide,\n"
        "inside the law's time, and keeps the public record of what was done.\n"
        "A post is a directory; it holds posko.conf, posko.db, server.key and, where the operator\n"
        "has rule sets of his own, rules/*.yaml.\n"
        ".SH COMMANDS\n",
        stdout);
    for (size_t i = 0; i < commands_len; i++)
        command_print(&commands[i]);
    fputs(".SH SETTINGS\nIn posko.conf, one \"name = value\" a line; # begins a comment.\n",
          stdout);
    for (size_t i = 0; i < setting_table_len; i++)
        setting_print(&setting_table[i]);
    fputs(".SH EXIT STATUS\n0 fine, 1 refused or failed, 2 misuse.\n"
          ".SH ENVIRONMENT\n.TP\n.B POSKO_RULES\nA rule set that\n.B posko triage\n"
          "uses instead of those it carries.\n"
          ".SH FILES\n.TP\nDIR/posko.db\nThe database. What people wrote is sealed in it.\n"
          ".TP\nDIR/server.key\nSeals officers' second factors; opens no report.\n",
          stdout);
}

static void route_print(const struct route *r)
{
    static const char *const who[] = {
        [WHO_ANYONE] = "anyone",   [WHO_REPORTER] = "reporter", [WHO_RECEIPT] = "receipt",
        [WHO_OFFICER] = "officer", [WHO_LOOPBACK] = "loopback",
    };
    static const struct {
        enum route_flag flag;
        const char *name;
    } flags[] = { { ROUTE_API, "api" }, { ROUTE_SLOW, "slow" }, { ROUTE_SENSITIVE, "sensitive" },
                  { ROUTE_PUBLIC, "public" }, { ROUTE_GRAVE, "grave" },
                  { ROUTE_FIRST, "first" },
                  { ROUTE_RECORDED, "recorded" } };
    const char *between = "";

    printf("%s\t%s\t%s\t", method_word(r->method), r->path, who[r->who]);
    for (size_t i = 0; i < COUNT_OF(flags); i++)
        if (r->flags & flags[i].flag) {
            printf("%s%s", between, flags[i].name);
            between = " ";
        }
    printf("\t%u\t", r->body_max);
    for (size_t i = 0; i < r->fields_len; i++)
        printf("%s%s:%u%s", i ? " " : "", r->fields[i].name, r->fields[i].max,
               r->fields[i].kind == FIELD_MANY ? "*" : "");
    printf("\t%s\n", r->who == WHO_OFFICER ? permission_name(r->needs) : "");
}

int routes_print(void)
{
    struct arena *arena = arena_new(1u << 20);
    struct cx cx = cx_system(arena);
    const struct route *rows;
    size_t len;
    enum err err = routes_all(&cx, &rows, &len);

    if (err == OK)
        puts("method\tpath\twho\tflags\tbody_max\tfields\tneeds");
    for (size_t i = 0; err == OK && i < len; i++)
        route_print(&rows[i]);
    arena_free(arena);
    return err == OK ? EXIT_FINE : cli_fail(&cx, err);
}
