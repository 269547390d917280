/*
 * builtin_rules: the rule sets that are part of the program (rules/pilkada-*.yaml,
 * embedded at build), and the choice between them or a file named by the user.
 */
#pragma once
#include "base/cx.h"
#include "domain/rulebook.h"

size_t builtin_rules_count(void);
struct str builtin_rules_name(size_t i);  /* "pilkada-2024.yaml" */
struct str builtin_rules_yaml(size_t i);

/* Several rule sets, for rulebook_for(). */
struct rule_sets {
    const struct rulebook **books;
    size_t count;
};

/* All built-in ones. ERR_INVALID would be a fault of our own build. */
enum err rule_sets_builtin(struct cx *cx, struct rule_sets *out) MUST_USE;
/* The one in the file at path. ERR_NOT_FOUND, ERR_UNAVAILABLE, or rulebook_load's. */
enum err rule_sets_file(struct cx *cx, const char *path, struct rule_sets *out) MUST_USE;
/* The file if given; else the one POSKO_RULES names; else the built-in ones. */
enum err rule_sets_choose(struct cx *cx, const char *path, struct rule_sets *out) MUST_USE;
/* One more, behind the others. */
enum err rule_sets_add(struct cx *cx, struct rule_sets *sets, const struct rulebook *book) MUST_USE;
