/*
 * session: who is asking: what a cookie's token opens (ledger.md section 6.2 and 9), and
 * coming back with a code. Officers sign in by action/sign_in.h.
 *
 * A session row holds nothing readable without the token in the person's
 * cookie. Officers: idle 15 minutes, 8 hours in all. Reporters: idle 15 minutes.
 */
#pragma once
#include "action/env.h"
#include "domain/ids.h"
#include "domain/permission.h"
#include "store/db.h"
#include "vault/code.h"
#include "vault/session.h"

#define OFFICER_IDLE_US (15 * INT64_C(60000000))
#define OFFICER_ABSOLUTE_US (8 * HOUR_US)
#define REPORTER_IDLE_US (15 * INT64_C(60000000))

/* What signing in opened: kept sealed under the cookie's token. */
struct officer_secrets {
    bool keyed;          /* holds the agency's keys; an administrator does not, nor does one
                          * who waits for a colleague's grant */
    uint64_t key_serial; /* of the two below: the newest when he signed in */
    struct secret32 master;
    struct agency_keys keys;
    bool custodian;
    uint64_t custodian_serial;
    struct secret32 custodian_secret; /* what another custodian is handed */
    struct custodian_keys shares;     /* of it: opens the agency's shares of identities */
};
void officer_secrets_wipe(struct officer_secrets *s); /* fits AUTO */

struct officer_session {
    struct officer_id id;
    struct str login, name, initials;
    unsigned roles; /* ROLE_BIT per enum officer_role; ask officer_may */
    enum agency_code agency;
    const struct agency *of; /* in env->agencies */
    struct officer_secrets secrets; /* this request's arena only */
    struct key_ring *ring;          /* action/key_ring.h: former keys, once asked for */
    bool first_steps; /* his own password and second factor are due: nothing else is open to him */
    int64_t started_us, expires_us;
};

/* A keyless officer (no grant of his agency) may do nothing that needs its keys. */
bool officer_may(const struct officer_session *s, enum permission permission);

struct reporter_session {
    struct case_id id;
    struct str number; /* "JPR-7K3QX" */
    struct reporter_keys keys;
    int64_t expires_us;
};

/* What the token opens. ERR_DENIED for none, ended, or of a disabled officer.
 * *out lives in the arena. refresh (may be NULL) says whether session_touch is due. */
enum err officer_session_open(struct cx *cx, const struct env *env, struct db *db, struct str token,
                              const struct officer_session **out, bool *refresh) MUST_USE;
enum err reporter_session_open(struct cx *cx, const struct env *env, struct db *db,
                               struct str token, const struct reporter_session **out,
                               bool *refresh) MUST_USE;
/* On the writer: the session was used now. */
enum err session_touch(struct cx *cx, struct db *tx, struct str token) MUST_USE;
/* On the writer: the session ends. */
enum err session_end(struct cx *cx, struct db *tx, struct str token) MUST_USE;

/* Coming back with a code; the same for a wrong code and a missing case: ERR_DENIED. */
struct come_back {
    struct str token;
    struct session_id session;
    struct bytes blob;
    struct reporter_session reporter;
};
enum err come_back_check(struct cx *cx, const struct env *env, struct db *db, struct str typed,
                         struct come_back *out) MUST_USE;
enum err come_back_write(struct cx *cx, const struct env *env, struct db *tx,
                         const struct come_back *in) MUST_USE;

/* What an officer's second-factor secret is sealed under: "totp|<officer id>" (second_factor.c). */
struct str totp_context(struct arena *arena, struct officer_id id);

/* "Dwi Lestari" -> "DL": at most two letters, those that are ASCII. */
struct str initials_of(struct arena *arena, struct str name);
