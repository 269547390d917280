/*
 * terminal_session: an officer at the machine's own terminal, for commands: his password alone
 * opens what he holds. No second factor: whoever is there has the file that seals it anyway.
 */
#pragma once
#include "action/session.h"

/* ERR_DENIED for a wrong password or who does not work here; ERR_NOT_FOUND. *out lies in
 * cx->arena, and belongs to no session of the desk. */
enum err terminal_session(struct cx *cx, const struct env *env, struct db *db, struct str login,
                          struct str password, const struct officer_session **out) MUST_USE;
