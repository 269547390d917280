/*
 * print_docs: the documents that are printed from the program's own tables, so that they
 * cannot tell yesterday's truth: docs/events.md, docs/routes.md, docs/settings.md,
 * docs/roles.md.
 * `make docs` rewrites them; the test docs/in_step compares.
 *
 *   print_docs events|routes|settings|roles
 */
#include "action/settings.h"
#include "domain/event.h"
#include "web/router.h"
#include "web/routes.h"
#include <stdio.h>
#include <string.h>

#define ARENA_MAX (1u << 20)

struct bit_name {
    unsigned bit;
    const char *name;
};

static void bits_print(unsigned bits, const struct bit_name *names, size_t len)
{
    const char *between = "";

    for (size_t i = 0; i < len; i++)
        if (bits & names[i].bit) {
            printf("%s%s", between, names[i].name);
            between = ", ";
        }
}

#define BITS_PRINT(bits, names) bits_print((bits), (names), COUNT_OF(names))

/* ---- events ---- */

/* The stages as the table has them; a stretch of them as "received to decided". */
static void stages_print(unsigned stages)
{
    const char *between = "";

    for (unsigned s = 0; s < STAGE_COUNT; s++) {
        unsigned first = s;

        if (!(stages >> s & 1))
            continue;
        while (s + 1 < STAGE_COUNT && stages >> (s + 1) & 1)
            s++;
        if (first == STAGE_NONE)
            printf("%s(no case yet)", between);
        else if (s < first + 2)
            printf(s == first ? "%s%s" : "%s%s, %s", between, stage_name((enum case_stage)first),
                   stage_name((enum case_stage)s));
        else
            printf("%s%s to %s", between, stage_name((enum case_stage)first),
                   stage_name((enum case_stage)s));
        between = ", ";
    }
}

static void clocks_print(unsigned stops)
{
    const char *between = "";

    for (unsigned c = CLOCK_NONE + 1; c < CLOCK_COUNT; c++)
        if (stops >> c & 1) {
            printf("%s%s", between, clock_name_text((enum clock_name)c));
            between = ", ";
        }
}

static void event_print(const struct event_rule *r)
{
    static const struct bit_name actors[] = { { ACTOR_REPORTER, "reporter" },
                                              { ACTOR_OFFICER, "officer" },
                                              { ACTOR_SERVER, "the post itself" } };
    static const struct bit_name facts[] = { { PUBLIC_INTAKE, "intake" },
                                             { PUBLIC_CATEGORY, "category" },
                                             { PUBLIC_AUTHORITY, "authority" },
                                             { PUBLIC_RESULT, "result" },
                                             { PUBLIC_CLOCK, "clock" } };

    printf("| `%s` | ", r->name);
    BITS_PRINT(r->actors, actors);
    fputs(" | ", stdout);
    stages_print(r->stages);
    printf(" | %s | ", r->leads_to == STAGE_NONE ? "" : stage_name(r->leads_to));
    clocks_print(r->stops);
    fputs(" | ", stdout);
    BITS_PRINT(r->shows, facts);
    printf(" | %s |\n", r->sealed ? "yes" : "");
}

static void events_print(void)
{
    fputs("# What may happen to a case\n\n"
          "Printed from the table in `src/domain/event.c` by `make docs`; do not edit. A case is "
          "the\n"
          "fold of its events (`src/domain/case.c`): what a kind's facts must hold is there.\n\n"
          "*Public* are the facts that its leaf shows besides kind, day, acting agency and due "
          "date;\n"
          "a clock's name is shown only once a case has been reviewed. *Sealed*: it carries what\n"
          "somebody wrote, readable only with the case's key.\n\n"
          "| event | who | in stage | leads to | stops clocks | public | sealed |\n"
          "|---|---|---|---|---|---|---|\n",
          stdout);
    for (unsigned kind = 0; kind < EVENT_KIND_COUNT; kind++)
        event_print(event_rule((enum event_kind)kind));
}

/* ---- routes ---- */

static void route_print(const struct route *r)
{
    static const char *const who[] = {
        [WHO_ANYONE] = "anyone",         [WHO_REPORTER] = "reporter",
        [WHO_RECEIPT] = "receipt code",  [WHO_OFFICER] = "an officer",
        [WHO_LOOPBACK] = "this machine",
    };
    static const struct bit_name flags[] = { { ROUTE_SLOW, "slow" },
                                             { ROUTE_API, "api" },
                                             { ROUTE_SENSITIVE, "sensitive" },
                                             { ROUTE_PUBLIC, "public" },
                                             { ROUTE_GRAVE, "password again" },
                                             { ROUTE_FIRST, "first steps" },
                                             { ROUTE_RECORDED, "recorded" } };

    printf("| %s | `%s` | %s | %s%s%s | ", method_word(r->method), r->path,
           who[r->who], r->check ? "check " : "", r->write ? "write " : "",
           r->reply ? "reply" : "");
    if (r->body_max)
        printf("%u", r->body_max);
    fputs(" | ", stdout);
    for (size_t i = 0; i < r->fields_len; i++)
        printf("%s%s&nbsp;%u%s", i ? ", " : "", r->fields[i].name, r->fields[i].max,
               r->fields[i].kind == FIELD_MANY   ? "&times;"
               : r->fields[i].kind == FIELD_FILE ? " (file)"
                                                 : "");
    fputs(" | ", stdout);
    BITS_PRINT(r->flags, flags);
    printf(" | %s |\n", r->limit ? r->limit : "");
}

static enum err routes_print(struct cx *cx)
{
    const struct route *rows;
    size_t len;

    TRY(routes_all(cx, &rows, &len));
    fputs(
        "# What the server answers\n\n"
        "Printed from the tables of routes (`src/web/*_routes.c`, `routes.c`) by `make docs`; do "
        "not\n"
        "edit. What is not here is 404. HEAD is answered where GET is. *Body* is the largest in\n"
        "bytes, empty: none allowed. After each field stands its largest size in bytes; &times;: "
        "may\n"
        "come more than once. `src/web/request.h` says what stages and flags mean; *limit* is the\n"
        "bucket of `src/web/limit.c` that each try counts against.\n\n"
        "| method | path | who | stages | body | fields | flags | limit |\n"
        "|---|---|---|---|---|---|---|---|\n",
        stdout);
    for (size_t i = 0; i < len; i++)
        route_print(&rows[i]);
    return OK;
}

/* ---- settings ---- */

static void setting_print(const struct setting *s)
{
    printf("| `%s` | %s | `%s` | ", s->name, s->sentence, s->fallback[0] ? s->fallback : " ");
    switch (s->type) {
    case SETTING_TEXT:
        printf("text of %lld to %lld bytes |\n", (long long)s->min, (long long)s->max);
        break;
    case SETTING_NUMBER:
        printf("%lld to %lld |\n", (long long)s->min, (long long)s->max);
        break;
    case SETTING_YES:
        fputs("yes or no |\n", stdout);
        break;
    }
}

static void settings_print(void)
{
    fputs(
        "# Settings\n\n"
        "Printed from the table in `src/action/settings.c` by `make docs`; do not edit. They stand "
        "in\n"
        "`posko.conf` in the post's directory, one `name = value` a line, `#` begins a comment.\n"
        "`posko config show DIR` says what counts now, `posko config check DIR` finds mistakes. A\n"
        "change is read at the next start.\n\n"
        "| name | meaning | default | may be |\n|---|---|---|---|\n",
        stdout);
    for (size_t i = 0; i < setting_table_len; i++)
        setting_print(&setting_table[i]);
}

/* ---- roles ---- */

static void permission_print(enum permission p)
{
    printf("| `%s` |", permission_name(p));
    for (unsigned r = 0; r < OFFICER_ROLE_COUNT; r++)
        fputs(roles_may(ROLE_BIT(r), p) ? " yes |" : " |", stdout);
    printf(" %s |\n", permission_needs_keys(p) ? "yes" : "");
}

static void permission_routes_print(enum permission p, const struct route *rows, size_t len)
{
    bool any = false;

    printf("\n## `%s`\n\n", permission_name(p));
    for (size_t i = 0; i < len; i++)
        if (rows[i].who == WHO_OFFICER && rows[i].needs == p) {
            printf("- %s `%s`\n", method_word(rows[i].method), rows[i].path);
            any = true;
        }
    if (!any)
        puts("No address of its own.");
}

static enum err roles_print(struct cx *cx)
{
    const struct route *rows;
    size_t len;

    TRY(routes_all(cx, &rows, &len));
    fputs("# Who may do what\n\n"
          "Printed from the table in `src/domain/permission.c` and the tables of routes by "
          "`make docs`;\n"
          "do not edit. An officer may have several parts; an administrator has no other. An "
          "address that\n"
          "none of his parts allows is answered as if it were not there.\n\n"
          "This is the post's own order. What an agency can read is decided by its keys: "
          "*keys* are the\n"
          "permissions that are of use only to an officer to whom a colleague has handed them; "
          "no\n"
          "permission opens a case that is closed to his agency.\n\n| permission |",
          stdout);
    for (unsigned r = 0; r < OFFICER_ROLE_COUNT; r++)
        printf(" %s |", officer_role_name((enum officer_role)r));
    fputs(" keys |\n|---|", stdout);
    for (unsigned r = 0; r <= OFFICER_ROLE_COUNT; r++)
        fputs("---|", stdout);
    putchar('\n');
    for (unsigned p = PERMISSION_NONE + 1; p < PERMISSION_COUNT; p++)
        permission_print((enum permission)p);
    for (unsigned p = PERMISSION_NONE + 1; p < PERMISSION_COUNT; p++)
        permission_routes_print((enum permission)p, rows, len);
    return OK;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new(ARENA_MAX);
    struct cx cx = cx_system(arena);
    const char *what = argc == 2 ? argv[1] : "";
    enum err err = OK;

    if (strcmp(what, "events") == 0)
        events_print();
    else if (strcmp(what, "routes") == 0)
        err = routes_print(&cx);
    else if (strcmp(what, "settings") == 0)
        settings_print();
    else if (strcmp(what, "roles") == 0)
        err = roles_print(&cx);
    else
        err = FAIL(&cx, ERR_INVALID, "usage: print_docs events|routes|settings|roles");
    if (err != OK)
        fprintf(stderr, "print_docs: %s\n", cx.note.text);
    arena_free(arena);
    return err == OK && fflush(stdout) == 0 ? 0 : 1;
}
