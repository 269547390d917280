/*
 * serve_attest: a thread of the server that makes the attested numbers of each day that has
 * ended (action/attest.h): counts on a connection of its own, hands the writer a finished text.
 */
#pragma once
#include "action/env.h"
#include "web/writer.h"

struct attester;

enum err attester_start(struct cx *cx, const struct env *env, const char *db_path,
                        struct writer *writer, struct attester **out) MUST_USE;
void attester_stop(struct attester **attester); /* fits AUTO; before the writer is stopped */
