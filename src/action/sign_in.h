/*
 * sign_in: how an officer comes in: password and a second factor (ledger.md section 9).
 *
 * One form with name, password and number is enough. Who has a passkey may leave the number
 * out: then the right password opens a half session of five minutes, whose cookie opens the
 * page for the second factor and nothing else. Whatever was wrong, the work and the answer are
 * the same; failed tries are counted for either page (door.h).
 */
#pragma once
#include "action/door.h"
#include "action/second_factor.h"
#include "action/session.h"

#define HALF_LIFE_US (5 * INT64_C(60000000))
#define FIRST_PASSWORD_LIFE_US (7 * 24 * HOUR_US)

struct sign_in_typed {
    struct str login, password;
    struct str second; /* a number, a recovery slip, or "" */
    struct str known;  /* the cookie of a browser that signed somebody in before, or "" */
};

struct sign_in {
    bool fine;    /* signed in: token is a session's */
    bool half;    /* the password was right; token (if any) is a half session's */
    bool waiting; /* too many tries; wait_s says how long */
    int wait_s;
    struct str token; /* for the cookie */
    struct str known; /* the browser's mark from now on */
    struct officer_id officer;
    enum factor by;
    int64_t slips_left; /* FACTOR_SLIP: after this one */
    /* for the write */
    struct door door;
    struct factor_use use;
    struct session_id session, from; /* from: the half session that ends */
    bool ends_half;
    struct bytes blob;
    struct bytes copied; /* the passkey whose counter went back; at == NULL: none did */
};

/* In the slow lane. */
enum err sign_in_check(struct cx *cx, const struct env *env, struct db *db,
                       const struct sign_in_typed *typed, struct sign_in *out) MUST_USE;
/* The second page; half: its cookie. ERR_DENIED when that opens nothing (any more). Either what
 * was typed or, where nothing was, the passkey's answer. */
enum err sign_in_second(struct cx *cx, const struct env *env, struct db *db, struct str half,
                        const struct sign_in_typed *typed, const struct passkey_answer *answer,
                        struct sign_in *out) MUST_USE;
/* On the writer: opens the session, or counts the failed try. ERR_CONFLICT when the factor was
 * used in the meantime: set fine to false and call it again. */
enum err sign_in_write(struct cx *cx, const struct env *env, struct db *tx,
                       const struct sign_in *in) MUST_USE;

/* What the second page offers. ERR_DENIED without a half session. */
enum err sign_in_offer(struct cx *cx, const struct env *env, struct db *db, struct str half,
                       struct passkey_site site, struct passkey_offer *out) MUST_USE;

/* On the writer: all sessions of the officer end (handover, a new part, leaving). */
enum err officer_sessions_end(struct cx *cx, struct db *tx, struct officer_id officer) MUST_USE;
