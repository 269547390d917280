/*
 * recuse: an officer steps back from a case because he has an interest in it. From then on the
 * case is not there for him: not by its number, in no list, search or count.
 *
 * This is the server's rule, not cryptography: his agency's key opens the case, and he holds that
 * key. Somebody else of the agency must be left to work on it.
 */
#pragma once
#include "action/custody_deed.h"

enum err recuse_check(struct cx *cx, const struct env *env, struct db *db,
                      const struct officer_session *who, const struct read_case *rc,
                      const struct custody_form *form, struct custody_deed *deed,
                      enum custody_bad *bad) MUST_USE;
