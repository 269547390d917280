/*
 * verify: `posko verify RECEIPT`: what a receipt file proves, without a network.
 */
#include "cli/cli.h"
#include "base/codec.h"
#include "base/file.h"
#include "tlog/leaf.h"
#include "tlog/receipt.h"
#include <stdio.h>
#include <string.h>

#define ARENA_MAX (32u << 20)

/* With both given, the policy must be about the log of that key. */
static enum err log_is_named(struct cx *cx, const char *key, const struct policy *policy)
{
    struct note_verifier v;

    TRY(verifier_parse(cx, str_of(key), &v));
    for (size_t i = 0; i < policy->log_count; i++)
        if (str_eq(policy->logs[i].key.name, v.name)
            && memcmp(policy->logs[i].key.public_key, v.public_key, sizeof v.public_key) == 0)
            return OK;
    return FAIL(cx, ERR_INVALID, "the policy file is about another log than the key's");
}

static enum err policy_of(struct cx *cx, const char *file, const char *key, struct policy *out)
{
    struct bytes text;
    struct str made;

    if (file) {
        TRY(file_read(cx, file, POLICY_MAX, &text));
        TRY(policy_parse(cx, (struct str){ (const char *)text.at, text.len }, out));
        return key ? log_is_named(cx, key, out) : OK;
    }
    made = arena_printf(cx->arena, "log %s\nquorum none\n", key);
    return made.at ? policy_parse(cx, made, out) : FAIL(cx, ERR_TOO_LARGE, "key");
}

static void leaf_print(struct cx *cx, struct bytes bytes)
{
    struct leaf leaf;

    if (leaf_parse(cx, (struct str){ (const char *)bytes.at, bytes.len }, &leaf) != OK) {
        puts("\nThe entry is not written as a post's entries are; it was not read further.");
        return;
    }
    puts("\nWhat the entry says, now that it is proved to be there:");
    printf("  what happened   %.*s\n", STR_FMT(leaf.type));
    printf("  when            %.*s\n", STR_FMT(leaf.at));
    printf("  by              %.*s\n", STR_FMT(leaf.by));
    if (leaf.of_case)
        printf("  case            %s, event %llu of it\n",
               hex_of(cx->arena, (struct bytes){ leaf.case_tag, sizeof leaf.case_tag }).at,
               (unsigned long long)leaf.seq);
    if (day_known(leaf.due))
        printf("  to be answered  by %.*s\n", STR_FMT(day_text(cx->arena, leaf.due)));
    for (size_t i = 0; i < leaf.fact_count; i++)
        printf("  %-15.*s %.*s\n", STR_FMT(leaf.facts[i].name), STR_FMT(leaf.facts[i].value));
    for (size_t i = 0; i < leaf.key_count; i++)
        printf("  bears the name  %.*s (that signature is checked by posko audit, not here)\n",
               STR_FMT(leaf.keys[i].name));
}

static void witnesses_print(const struct policy *policy, const struct policy_result *r)
{
    size_t witnesses = 0;

    for (size_t i = 0; i < policy->node_count; i++)
        witnesses += !policy->nodes[i].group;
    if (policy->quorum < 0 && witnesses == 0) {
        puts("No witnesses are named: whether everybody is shown this same log is not proved. "
             "Where the\n"
             "post has witnesses, its policy file (at its /log/policy) names them: give it with "
             "--policy.");
        return;
    }
    printf("%zu of %zu witnesses have cosigned that state of the log", r->cosigned, witnesses);
    if (policy->quorum < 0)
        puts("; the policy asks for no particular number.");
    else
        puts(r->quorum ? ". That is enough: the receipt is final."
                       : ". That is not yet enough: the receipt is provisional. Fetch it again "
                         "later "
                         "from\nthe same address; cosignatures are added as they arrive.");
    for (size_t i = 0; i < policy->node_count; i++)
        if (!policy->nodes[i].group)
            printf("  %-15.*s %s\n", STR_FMT(policy->nodes[i].name),
                   r->good[i] ? "has cosigned" : "has not");
}

static void proved_print(struct cx *cx, const struct policy *policy, const struct receipt *receipt,
                         const struct policy_result *r)
{
    printf("The receipt is good.\n\n"
           "It proves that entry %llu is in the log\n"
           "  %.*s\n"
           "as that log stood with %llu entries, signed with the log's key. Whoever keeps the "
           "log can no\n"
           "longer remove or alter the entry without being found out.\n"
           "It does not prove that what was reported is true, nor who reported it.\n\n",
           (unsigned long long)receipt->index, STR_FMT(r->checkpoint.origin),
           (unsigned long long)r->checkpoint.size);
    witnesses_print(policy, r);
    leaf_print(cx, receipt->extra);
}

static int refused(const char *why, const struct cx *cx)
{
    printf("The receipt proves nothing: %s\n", why);
    fprintf(stderr, "posko: %s\n", cx->note.text);
    return EXIT_FAILED;
}

static int verify_run(struct cx *cx, const char *path, const char *policy_file, const char *key)
{
    struct hasher hasher AUTO(hasher_close) = { 0 };
    struct policy *policy = ARENA_NEW(cx->arena, struct policy);
    struct policy_result *result = ARENA_NEW(cx->arena, struct policy_result);
    struct receipt receipt;
    struct bytes text;
    enum err err = policy && result ? OK : ERR_TOO_LARGE;

    if (err == OK)
        err = policy_of(cx, policy_file, key, policy);
    if (err == OK)
        err = hasher_open(cx, &hasher);
    if (err == OK)
        err = file_read(cx, path, RECEIPT_MAX, &text);
    if (err != OK)
        return cli_fail(cx, err);
    if (receipt_parse(cx, (struct str){ (const char *)text.at, text.len }, &receipt) != OK)
        return refused("it is not a receipt file, or was damaged.", cx);
    if (!receipt.has_extra)
        return refused("the entry itself is not in the file.", cx);
    err = receipt_check(cx, &hasher, policy, &receipt, (struct bytes){ 0 }, result);
    if (err == ERR_NOT_FOUND)
        return refused("it is of another log than the one that you trust.", cx);
    if (err != OK)
        return refused("a signature is false, or the entry is not in the log. It was altered, or "
                       "was "
                       "never good.",
                       cx);
    proved_print(cx, policy, &receipt, result);
    return EXIT_FINE;
}

int cmd_verify(int argc, char **argv)
{
    struct option options[] = { { "--policy", true, NULL }, { "--key", true, NULL } };
    struct arena *arena;
    struct words words;
    struct cx cx;
    int status;

    if (!cli_words(argc, argv, options, COUNT_OF(options), 1, 1, &words))
        return EXIT_MISUSE;
    if (!options[0].given && !options[1].given) {
        fputs("posko verify: give --policy FILE or --key VKEY, or both: whom to believe. The key "
              "stands on\n"
              "the post's board; the policy is at its /log/policy.\n",
              stderr);
        return EXIT_MISUSE;
    }
    arena = arena_new(ARENA_MAX);
    cx = cx_system(arena);
    status = verify_run(&cx, words.at[0], options[0].given, options[1].given);
    arena_free(arena);
    return status;
}
