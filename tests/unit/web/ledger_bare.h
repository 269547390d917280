/*
 * ledger_bare: a row of ledger_routes, answered without a wire, over a post whose clock and
 * events are the test's own. Apart for the reason that api_bare is.
 */
#pragma once
#include "web/request.h"

/* The status, or -1 where the handler failed (the note is in *cx). *body in cx->arena. */
int ledger_ask(enum method method, const char *path, struct cx *cx, const struct env *env,
               struct db *db, struct pair *form, size_t form_len, struct str *body);
