/* cli: the command table, and what all commands share. */
#include "cli/cli.h"
#include "base/file.h"
#include "base/json.h"
#include "base/json.h"
#include "cli/builtin_rules.h"
#include "page/embedded.h"
#include "regions_files.h"
#include "vault/keys.h"
#include <stdio.h>
#include <string.h>

const struct command commands[] = {
    { "init", "DIR [--config FILE]", "make a post's data directory and its five agencies",
      "Makes DIR with posko.conf, posko.db and server.key, and one first officer for each\n"
      "agency. Prints five slips (login, password, second factor): hand each to its agency;\n"
      "they are shown once and kept nowhere.\n",
      cmd_init },
    { "serve", "DIR [--listen ADDR:PORT]", "run the post",
      "Answers until it is told to stop (SIGTERM, SIGINT). `--listen 127.0.0.1:0` picks a free\n"
      "port and prints it.\n",
      cmd_serve },
    { "demo", "DIR [--cases N]", "fill a fresh directory with a believable post",
      "Invented people and cases in every state, with clocks near, met and missed.\n"
      "`posko demo DIR --codes` prints the six digits its officers need to sign in now.\n",
      cmd_demo },
    { "signer", "KEY MEMORY", "the process that signs the log's heads; `serve` starts it",
      "Not to be run by hand: it speaks with `serve` over descriptor 3.\n", cmd_signer },
    { "witness", "DIR [--url URL] [...]", "an agency's own witness: pull, check, cosign",
      "posko witness DIR --make NAME         makes its key, prints the public half\n"
      "posko witness DIR --url URL           watches the post at URL: waits there for news, or\n"
      "                                      asks every two seconds where it may not wait\n"
      "  --agency CODE   whose witness it is: tells of that agency's keys and officers\n"
      "  --listen A:P    also answers c2sp tlog-witness (POST /add-checkpoint)\n"
      "  --every N       seconds between rounds     --once   one round and no more\n"
      "  --summary       with --once: what today held so far; else said when a day is over\n"
      "  --lang id|en    what it says is Indonesian or English\n"
      "  --name NAME     makes the key first if there is none\n"
      "posko witness add DIR NAME KEY [--url URL]   at the post: makes a witness known; with\n"
      "                                             the fifth, four of five must cosign\n"
      "posko witness expect DIR ID           this agency made the key or officer ID (64 hex\n"
      "                                      digits, as /meja/lembaga and the log show): once\n"
      "                                      there is one, any other in its name is an alarm\n"
      "DIR/copy is a full copy of the log: `posko audit DIR/copy` reads it. Never put a\n"
      "witness's directory back from a backup; make a new witness instead.\n",
      cmd_witness },
    { "triage", "[FILE] [--rules FILE]", "facts as JSON in, what the rules find as JSON out",
      "Reads one JSON object from FILE or standard input and prints what the rules say: what\n"
      "kind of intake it is, who may decide, by when, and what is missing. No database.\n",
      cmd_triage },
    { "verify", "RECEIPT [--policy FILE] [--key VKEY]", "check a receipt, without a network",
      "Says what the receipt proves and what it does not. Whom to believe is yours to say: the\n"
      "log's key stands on the post's board, the policy (with the witnesses) is at /log/policy.\n",
      cmd_verify },
    { "audit", "URL-or-DIR [--json] [--key VKEY] [--rebuild]",
      "check the whole log, and count it again",
      "URL: a post, or wherever its log is hosted. DIR: such files in a folder, or a post's own\n"
      "directory; then also what is stored is compared with the log. Hashes every entry, follows\n"
      "every case, checks signatures, dates and due dates, and prints the numbers. Exit 1 if\n"
      "anything is wrong.\n"
      "posko audit DIR --rebuild    first makes what is saved of each case again from its events,\n"
      "                             and says what differed; events are never touched\n",
      cmd_audit },
    { "export", "log DIR OUT", "the public log as files for any web server",
      "Writes checkpoint, policy, tiles, entries and the numbers into OUT; again into the same\n"
      "OUT, only what is new.\n",
      cmd_export },
    { "agency", "list|renew|paper|recover|replace DIR ...", "the agencies' keys, without a browser",
      "posko agency list DIR                         public keys\n"
      "posko agency renew DIR CODE --by LOGIN        new keys, signed with the old ones; asks for\n"
      "                                              LOGIN's password on standard input\n"
      "posko agency paper DIR CODE --by LOGIN        three slips, any two of which bring the keys "
      "back\n"
      "posko agency recover DIR CODE LOGIN NAME      a first officer anew, from two slips on "
      "standard input\n"
      "posko agency replace DIR CODE LOGIN NAME HEAD HEAD    all keys are lost, and the slips:\n"
      "                             heads of two other agencies vouch for a new key and give its\n"
      "                             cases again; asks for both passwords\n",
      cmd_agency },
    { "officer", "list|add|roles|grant|disable|reset DIR ...",
      "administration of officers without a browser",
      "posko officer list DIR                             who works here, and his parts\n"
      "posko officer add DIR LOGIN NAME --by HEAD         hands the agency's keys on; asks for\n"
      "                  [--role R,R]                     HEAD's password on standard input\n"
      "posko officer add DIR LOGIN NAME --agency CODE     without keys: for who needs none, or\n"
      "                  --role R,R                       to whom a head hands them on later\n"
      "posko officer roles DIR LOGIN R,R --by HEAD        other parts; ends his sessions\n"
      "posko officer grant DIR LOGIN --by HEAD            hands the keys on to one who has none\n"
      "posko officer disable DIR LOGIN [--by HEAD]        ends access and sessions\n"
      "posko officer reset DIR LOGIN                      a new slip: it opens no case until\n"
      "                                                   a head hands the keys on\n"
      "Roles: duty, case, head, custodian, public, admin. An administrator has no other. What\n"
      "would leave an agency without keys, head or custodian is refused.\n",
      cmd_officer },
    { "roster", "show|make|leave DIR ...", "an agency's watch without a browser",
      "posko roster show DIR [--agency CODE] [--month 2026-12]    who comes when, what lacks and\n"
      "                                                           why; by sign-in names\n"
      "posko roster make DIR --agency CODE [--month 2026-12] [--pattern 24h|12h|8h|office]\n"
      "             [--minimum N] [--rest HOURS] [--squads N] [--order NUMBER] [--publish]\n"
      "                 makes a draft, or makes it again; what is not said stays as it was last.\n"
      "                 A published month is changed shift by shift, at the desk\n"
      "posko roster leave DIR LOGIN FROM UNTIL                    his shifts on those days become\n"
      "                                                           empty\n",
      cmd_roster },
    { "doctor", "DIR [--json] [--lang id|en]", "what on this machine weakens the promises",
      "Looks at the directory, the machine and the post, and changes nothing; a server may run or\n"
      "not. Says of each what was looked at, what a weakness means for which promise, and what to\n"
      "do. Run it as root, who alone can see all of it. Exit 1 if anything is weak.\n",
      cmd_doctor },
    { "config", "show|check DIR", "every setting with its default, meaning and value", "",
      cmd_config },
};
const size_t commands_len = COUNT_OF(commands);

static const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < commands_len; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static void help_all(FILE *to)
{
    fputs("posko: a joint post that watches neutrality in a regional election\n\nusage:\n", to);
    for (size_t i = 0; i < commands_len; i++)
        fprintf(to, "  posko %-8s %-26s %s\n", commands[i].name, commands[i].args,
                commands[i].summary);
    fputs("\n`posko COMMAND --help` tells more; `posko help --man` is the manual, `posko help\n"
          "--routes` the table of addresses. Exit: 0 fine, 1 refused or failed, 2 misuse.\n",
          to);
}

static void help_one(FILE *to, const struct command *c)
{
    fprintf(to, "usage: posko %s %s\n%s\n", c->name, c->args, c->summary);
    if (c->help[0])
        fprintf(to, "\n%s", c->help);
}

int cli_main(int argc, char **argv)
{
    const struct command *c = argc > 1 ? command_find(argv[1]) : NULL;

    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)) {
        c = argc > 2 ? command_find(argv[2]) : NULL;
        if (argc > 2 && strcmp(argv[2], "--man") == 0)
            manual_print();
        else if (argc > 2 && strcmp(argv[2], "--routes") == 0)
            return routes_print();
        else if (c)
            help_one(stdout, c);
        else
            help_all(stdout);
        return EXIT_FINE;
    }
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        puts("posko " POSKO_VERSION);
        return EXIT_FINE;
    }
    if (!c) {
        if (argc > 1)
            fprintf(stderr, "posko: there is no command \"%s\"\n", argv[1]);
        help_all(stderr);
        return EXIT_MISUSE;
    }
    for (int i = 2; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0) {
            help_one(stdout, c);
            return EXIT_FINE;
        }
    json_start();
    if (!vault_start()) {
        fputs("posko: this machine gives no random bytes\n", stderr);
        return EXIT_FAILED;
    }
    return c->run(argc - 1, argv + 1);
}

static bool misuse(const char *command, const char *what, const char *which)
{
    const struct command *c = command_find(command);

    fprintf(stderr, "posko %s: %s%s\n", command, what, which);
    if (c)
        fprintf(stderr, "usage: posko %s %s\n", c->name, c->args);
    return false;
}

bool cli_words(int argc, char **argv, struct option *options, size_t options_len, size_t min,
               size_t max, struct words *out)
{
    out->len = 0;
    for (int i = 1; i < argc; i++) {
        struct option *found = NULL;

        if (strncmp(argv[i], "--", 2) != 0) {
            if (out->len == COUNT_OF(out->at) || out->len == max)
                return misuse(argv[0], "too many words: ", argv[i]);
            out->at[out->len++] = argv[i];
            continue;
        }
        for (size_t o = 0; o < options_len; o++)
            if (strcmp(options[o].name, argv[i]) == 0)
                found = &options[o];
        if (!found)
            return misuse(argv[0], "unknown option ", argv[i]);
        if (found->value && i + 1 == argc)
            return misuse(argv[0], "a value is missing after ", argv[i]);
        found->given = found->value ? argv[++i] : "";
    }
    return out->len >= min || misuse(argv[0], "something is missing", "");
}

int cli_fail(const struct cx *cx, enum err err)
{
    fprintf(stderr, "posko: %s\n", cx->note.text[0] ? cx->note.text : err_name(err));
    return EXIT_FAILED;
}

/* The operator's rule sets stand behind ours; of two for a day the later one counts. */
static enum err rules_of_post(struct cx *cx, const char *dir, struct rule_sets *sets)
{
    const char *folder = file_join(cx->arena, dir, "rules");
    struct file_names names;

    if (!folder)
        return FAIL(cx, ERR_TOO_LARGE, "path");
    TRY(file_list(cx, folder, STR(".yaml"), &names));
    for (size_t i = 0; i < names.len; i++) {
        struct rule_sets one;

        TRY(rule_sets_file(cx, file_join(cx->arena, folder, names.at[i].at), &one));
        TRY(rule_sets_add(cx, sets, one.books[0]));
    }
    return OK;
}

enum err cli_carried(struct cx *cx, const char *dir, struct carried *out)
{
    const struct embedded *regions =
        embedded_find(regions_files, regions_files_len, STR("indonesia.tsv"));
    const struct embedded *zones =
        embedded_find(regions_files, regions_files_len, STR("zones.tsv"));
    struct rule_sets sets;

    TRY(rule_sets_builtin(cx, &sets));
    if (dir)
        TRY(rules_of_post(cx, dir, &sets));
    *out = (struct carried){
        .regions = { (const char *)regions->plain.at, regions->plain.len },
        .zones = { (const char *)zones->plain.at, zones->plain.len },
        .books = sets.books,
        .books_len = sets.count,
    };
    return OK;
}
