/*
 * serve_log: what `posko serve` does for the log beside answering: log-wide leaves, heads
 * on the public clock, and asking the witnesses that can be reached.
 */
#pragma once
#include "action/log_event.h"
#include "action/publish.h"
#include "web/writer.h"

#define RULES_IN_FORCE_MAX 64

struct log_duty {
    const struct env *env;
    struct rules_in_force rules[RULES_IN_FORCE_MAX];
    size_t rules_len;
};

/* Hashes the rule sets: those of the program, and DIR/rules. Names live in cx->arena. */
enum err log_duty_open(struct cx *cx, const char *dir, const struct env *env,
                       struct log_duty *out) MUST_USE;
/* Once the ledger is open, and so known to be whole: what an older directory's log lacks. */
enum err log_duty_begin(struct cx *cx, const struct log_duty *duty, struct db *db) MUST_USE;
/* After it is opened, before anybody is answered: the first head is published. */
enum err log_duty_first(struct cx *cx, const struct log_duty *duty, struct db *db) MUST_USE;
/* On the writer, every few seconds. */
enum err log_duty_run(struct cx *cx, const struct log_duty *duty, struct db *tx,
                      bool *changed_public) MUST_USE;
