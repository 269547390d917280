/*
 * routes: the one table of what the server answers, joined from the tables that
 * stand beside their handlers. `docs/routes.md` is printed from it.
 */
#pragma once
#include "web/request.h"

/* All rows, in the arena. */
enum err routes_all(struct cx *cx, const struct route **out, size_t *len) MUST_USE;
