/*
 * again: the password of somebody who is signed in, asked once more before a grave act
 * (ASVS 7.5.3). A stolen session alone opens no name and changes no key.
 *
 * Failed tries are counted apart from those at the door, so that a stranger who tries the
 * door cannot keep an officer from his work, and the other way round.
 */
#pragma once
#include "action/session.h"

enum again_fault { AGAIN_IS_FINE, AGAIN_IS_EMPTY, AGAIN_IS_WRONG, AGAIN_MUST_WAIT };

struct again_result {
    enum again_fault fault;
    int wait_s;               /* AGAIN_MUST_WAIT */
    struct officer_keys keys; /* AGAIN_IS_FINE: the officer's own */
};

/* Slow by design: the slow lane's work. */
enum err again_check(struct cx *cx, const struct env *env, struct db *db, struct officer_id officer,
                     struct str password, struct again_result *out) MUST_USE;
/* On the writer, after AGAIN_IS_WRONG. */
enum err again_failed(struct cx *cx, const struct env *env, struct db *tx,
                      struct officer_id officer) MUST_USE;
