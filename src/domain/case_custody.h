/*
 * case_custody: the part of the fold about who may know what: opening a confidential name, giving
 * an excluded agency access, an officer who steps back. Inside domain/case.c only.
 */
#pragma once
#include "domain/case.h"

bool about_custody(enum event_kind kind);
/* Whether it may happen, beyond its stage and actor. */
enum case_fault custody_fault(const struct case_state *s, const struct event *e);
void custody_change(struct case_state *s, const struct event *e);
/* A review excluded agencies: what they had a part in counts no more. */
void custody_exclude(struct case_state *s, int64_t at_us);
