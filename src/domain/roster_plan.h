/* roster_plan: what roster.c and roster_make.c share. Nobody else includes it. */
#pragma once
#include "domain/roster.h"

struct roster_faults {
    struct roster_fault *at;
    size_t len, room;
};

enum err roster_fault_add(struct cx *cx, struct roster_faults *list,
                          const struct roster_fault *fault) MUST_USE;
/* The hours touch a day of his leave. */
bool roster_away(const struct roster_member *m, int64_t start, int64_t end);
/* Too near to what he did before the period or does after it. */
bool roster_rests(const struct roster_member *m, const struct roster_rule *rule, int64_t start);
/* Adds ROSTER_UNEVEN for each kind of availability that is not shared evenly. */
enum err roster_uneven(struct cx *cx, const struct roster_team *team,
                       const struct roster_turn *turns, size_t turns_len,
                       struct roster_faults *faults) MUST_USE;
