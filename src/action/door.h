/*
 * door: who must wait before trying to sign in again (ledger.md section 9).
 *
 * Failed tries are counted by the name that was typed, whether or not somebody has it, so that
 * waiting tells nothing. Whoever keeps trying a name makes strangers to it wait; a browser that
 * signed the name in before carries a cookie that says so and is counted apart, so nobody is
 * locked out of his own work by others.
 */
#pragma once
#include "action/env.h"
#include "store/db.h"
#include "store/sign_in.h"

#define DOOR_KNOWN_LIFE_S (180 * 24 * 3600)
#define DOOR_KNOWN_MAX 4 /* officers that one browser is known by */
#define DOOR_KNOWN_TEXT (DOOR_KNOWN_MAX * 65)

struct door {
    uint8_t key[DOOR_HASH];
    struct sign_in_tries tries;
};

/* known: the browser's cookie, "" if it has none. */
enum err door_read(struct cx *cx, const struct env *env, struct db *db, struct str login,
                   struct str known, struct door *out) MUST_USE;
/* Whether the cookie says that this browser signed the name in before. Cheap. */
bool door_is_known(const struct env *env, struct str login, struct str known);
/* Seconds to wait; 0: none. */
int door_wait_s(const struct cx *cx, const struct door *door);
/* On the writer. */
enum err door_failed(struct cx *cx, struct db *tx, const struct door *door) MUST_USE;
enum err door_passed(struct cx *cx, struct db *tx, const struct door *door) MUST_USE;
/* The cookie after this name was signed in; at == NULL past the arena's cap. */
struct str door_known(struct cx *cx, const struct env *env, struct str login, struct str known);
