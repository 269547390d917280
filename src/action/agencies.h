/*
 * agencies: the list of the post's agencies and their public keys, as everything that is
 * sealed uses it (env->agencies).
 *
 * Only keys that the log shows are used: each row must be what the agency's newest agency.key
 * leaf says, signed with that very key and, where it took the place of another, with the one
 * before or as a marked loss. Outsiders check the same (posko audit); here it keeps an honest
 * server from sealing to a key that somebody put into its database.
 *
 * A list is made whole and then exchanged by one atomic store; readers on other threads keep
 * what they hold. Old lists stay until the env goes: an agency renews its keys a few times a year.
 */
#pragma once
#include "action/env.h"
#include "store/db.h"

/* What is in the database, unchecked: for commands, and before the log is open. Not while other
 * threads use the env. */
enum err agencies_load(struct cx *cx, struct env *env, struct db *db) MUST_USE;

/* Reads anew, checks every row against the log, and exchanges the list if it is another. Any
 * thread. ERR_CORRUPT if a row is not what the log shows: the list then stays as it was.
 * Where a ledger is open, a key whose leaf is in no signed head yet waits for the next call. */
enum err agencies_refresh(struct cx *cx, const struct env *env, struct db *db) MUST_USE;

/* What the agency's witness is told to expect: tlog/key_id.h. */
struct str agency_id_shown(struct arena *arena, const struct agency *agency);
/* NULL if there is none. */
const struct agency *agency_by_id(const struct env *env, struct agency_id id);
const struct agency *agency_by_code(const struct env *env, enum agency_code code);
