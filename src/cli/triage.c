/*
 * triage: see the header. All rules are in domain/triage.h.
 */
#include "cli/triage.h"
#include <stdio.h>
#include <string.h>
#include "base/buf.h"
#include "cli/builtin_rules.h"
#include "cli/input.h"
#include "domain/triage_json.h"

#define FACTS_MAX (1024 * 1024)
#define FINDINGS_MAX (256 * 1024)
#define TRIAGE_ARENA (64 * 1024 * 1024)

static const char usage[] =
    "usage: posko triage [--rules FILE] [FILE]\n"
    "\n"
    "Reads the facts of one report as a JSON object from FILE, or from standard\n"
    "input, and prints what the rules say of it as a JSON object: what kind of\n"
    "report it is, what is missing, who may decide it and by when, which agencies\n"
    "must not see it, and what an officer should notice.\n"
    "\n"
    "  --rules FILE  use this rule set (else $POSKO_RULES, else the built-in ones,\n"
    "                chosen by the day of the act)\n"
    "  --help        print this\n"
    "\n"
    "Exit: 0 answered, 1 facts or rules refused, 2 misuse.\n";

struct words {
    const char *file, *rules;
    bool help;
};

/* False: the words make no sense; said on standard error. */
static bool read_words(int argc, char **argv, struct words *out)
{
    struct words w = { 0 };
    bool options = true;

    for (int i = 1; i < argc; i++) {
        if (options && strcmp(argv[i], "--help") == 0) {
            w.help = true;
        } else if (options && strcmp(argv[i], "--rules") == 0 && i + 1 < argc) {
            w.rules = argv[++i];
        } else if (options && strncmp(argv[i], "--rules=", 8) == 0 && argv[i][8]) {
            w.rules = argv[i] + 8;
        } else if (options && strcmp(argv[i], "--") == 0) {
            options = false;
        } else if ((options && argv[i][0] == '-' && argv[i][1]) || w.file) {
            fprintf(stderr, "posko triage: \"%s\" is not understood\n%s", argv[i], usage);
            return false;
        } else {
            w.file = argv[i];
        }
    }
    *out = w;
    return true;
}

static enum err answer(struct cx *cx, const struct words *w, struct str *out)
{
    AUTO(json_release) json_t *value = NULL;
    struct triage_findings findings;
    struct triage_facts facts;
    struct rule_sets sets;
    struct buf b = buf_in(cx->arena, FINDINGS_MAX);
    struct json_out o = json_to(&b);
    struct str text = { 0 };

    TRY(rule_sets_choose(cx, w->rules, &sets));
    TRY(input_file(cx, w->file, FACTS_MAX, &text));
    TRY(json_read(cx, text, &value));
    TRY(triage_facts_read(cx, value, &facts));
    TRY(triage(cx, rulebook_for(sets.books, sets.count, triage_day(&facts)), &facts, &findings));
    triage_findings_json(cx, &findings, &o);
    buf_char(&b, '\n');
    *out = buf_end(&b);
    return out->at ? OK : FAIL(cx, ERR_TOO_LARGE, "findings");
}

int cmd_triage(int argc, char **argv)
{
    struct arena *arena;
    struct words words;
    struct str out = { 0 };
    struct cx cx;
    int code = 0;

    if (!read_words(argc, argv, &words))
        return 2;
    if (words.help) {
        fputs(usage, stdout);
        return 0;
    }
    arena = arena_new(TRIAGE_ARENA);
    if (!arena) {
        fputs("posko triage: no memory\n", stderr);
        return 1;
    }
    cx = cx_system(arena);
    if (answer(&cx, &words, &out) != OK) {
        fprintf(stderr, "posko triage: %s\n", cx.note.text);
        code = 1;
    } else if (fwrite(out.at, 1, out.len, stdout) != out.len || fflush(stdout) != 0) {
        fputs("posko triage: can't write the answer\n", stderr);
        code = 1;
    }
    arena_free(arena);
    return code;
}
