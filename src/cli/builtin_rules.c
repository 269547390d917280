/*
 * builtin_rules: see the header. The table rules_embedded is made by tools/embed.
 */
#include "cli/builtin_rules.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "cli/input.h"
#include "rules_embedded.h"
#include "store/rulebook_file.h"

size_t builtin_rules_count(void)
{
    return rules_embedded_len;
}

struct str builtin_rules_name(size_t i)
{
    assert(i < rules_embedded_len);
    return str_of(rules_embedded[i].name);
}

struct str builtin_rules_yaml(size_t i)
{
    assert(i < rules_embedded_len);
    return (struct str){ (const char *)rules_embedded[i].plain.at, rules_embedded[i].plain.len };
}

enum err rule_sets_builtin(struct cx *cx, struct rule_sets *out)
{
    struct rule_sets sets = { .count = rules_embedded_len };

    sets.books = ARENA_ARRAY(cx->arena, const struct rulebook *, sets.count);
    if (!sets.books)
        return FAIL(cx, ERR_TOO_LARGE, "rule sets");
    for (size_t i = 0; i < sets.count; i++)
        TRY(rulebook_load(cx, builtin_rules_yaml(i), builtin_rules_name(i), &sets.books[i]));
    *out = sets;
    return OK;
}

enum err rule_sets_file(struct cx *cx, const char *path, struct rule_sets *out)
{
    struct rule_sets sets = { .count = 1 };
    struct str yaml = { 0 };

    sets.books = ARENA_ARRAY(cx->arena, const struct rulebook *, 1);
    if (!sets.books)
        return FAIL(cx, ERR_TOO_LARGE, "rule sets");
    TRY(input_file(cx, path, RULEBOOK_MAX, &yaml));
    TRY(rulebook_load(cx, yaml, str_of(path), &sets.books[0]));
    *out = sets;
    return OK;
}

enum err rule_sets_choose(struct cx *cx, const char *path, struct rule_sets *out)
{
    const char *named = path ? path : getenv("POSKO_RULES");

    return named && *named ? rule_sets_file(cx, named, out) : rule_sets_builtin(cx, out);
}

enum err rule_sets_add(struct cx *cx, struct rule_sets *sets, const struct rulebook *book)
{
    const struct rulebook **books = ARENA_ARRAY(cx->arena, const struct rulebook *,
                                                sets->count + 1);

    if (!books)
        return FAIL(cx, ERR_TOO_LARGE, "rule sets");
    memcpy(books, sets->books, sets->count * sizeof *books);
    books[sets->count] = book;
    *sets = (struct rule_sets){ books, sets->count + 1 };
    return OK;
}
