/*
 * api_bare: one handler, called without a wire: for what needs a clock or a
 * case that a running server does not have. Apart, because web/serving.h and
 * domain/rulebook.h do not go together.
 */
#pragma once
#include "web/request.h"

/* The status, or -1 where the handler failed (the note is in *cx). *body in cx->arena. */
int api_bare(enum err (*reply)(struct request *rq), struct cx *cx, const struct env *env,
             struct db *db, const struct reporter_session *reporter, struct str *body);
