/*
 * rulebook_file: a rule set from its YAML text, checked against its schema and
 * against itself, or refused with file, line and reason.
 *
 * The schema (rules/README.md) is read by libcyaml into plain structs and turned
 * into domain/rulebook.h; the domain never sees YAML. Checked besides the schema:
 * every day is a day and no period ends before it begins; every id is used once;
 * every entry has a basis, and a source that the file lists; every stage belongs
 * to an election of the file.
 */
#pragma once
#include "base/cx.h"
#include "domain/rulebook.h"

#define RULEBOOK_MAX (1024 * 1024) /* bytes of YAML */

/* The rule set and all it points to live in cx->arena. file_name is only for
 * messages. ERR_INVALID leaves "file:line: reason" in cx->note; ERR_TOO_LARGE. */
enum err rulebook_load(struct cx *cx, struct str yaml, struct str file_name,
                       const struct rulebook **out) MUST_USE;
