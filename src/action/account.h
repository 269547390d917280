/*
 * account: what an officer does with his own way in: password, second factors, recovery slips,
 * sessions. All of it is a grave act (web/request.h): the caller has had the password again,
 * and hands over the keys that it opened.
 */
#pragma once
#include "action/second_factor.h"
#include "action/session.h"
#include "store/session.h"
#include "vault/password.h"

/* A password that is being chosen. */
struct password_made {
    uint8_t record[PASSWORD_RECORD_LEN];
    uint8_t key_file[OFFICER_FILE_LEN];
};

enum password_mend {
    MEND_NONE,
    MEND_SHORT,
    MEND_LONG,
    MEND_NOT_TEXT,
    MEND_PLAIN,
    MEND_LOGIN,
    MEND_COMMON,
    MEND_SAME,  /* as the one he has */
    MEND_TWICE  /* the two are not the same */
};
enum password_mend password_mend_of(struct str fresh, struct str twice, struct str now,
                                    struct str login);
/* In the slow lane, after MEND_NONE. */
enum err password_make(struct cx *cx, struct str fresh, const struct officer_keys *keys,
                       struct password_made *out) MUST_USE;
/* On the writer. His other sessions end: whoever had the old one is out. */
enum err password_write(struct cx *cx, struct db *tx, struct officer_id officer, struct str token,
                        const struct password_made *made) MUST_USE;

/* The first steps: a password and a second factor of his own, both or neither. */
struct first_steps {
    struct password_made password;
    bool by_passkey;
    struct totp_made totp;
    struct passkey_use passkey;
    struct slips_made slips;
};
/* On the writer. What the first slip said opens nothing any more. */
enum err first_steps_write(struct cx *cx, const struct env *env, struct db *tx,
                           struct officer_id officer, struct str token,
                           const struct first_steps *steps) MUST_USE;

struct account {
    struct factors factors;
    struct session_list sessions;
    uint8_t this_session[32];
};
enum err account_read(struct cx *cx, const struct env *env, struct db *db,
                      const struct officer_session *officer, struct str token,
                      struct account *out) MUST_USE;

/* On the writer. Each ERR_CONFLICT if it is the last second factor, ERR_NOT_FOUND if it is gone. */
enum err passkey_remove(struct cx *cx, const struct env *env, struct db *tx,
                        struct officer_id officer, struct bytes id) MUST_USE;
enum err totp_remove(struct cx *cx, const struct env *env, struct db *tx,
                     struct officer_id officer) MUST_USE;
/* On the writer. Others than this one; and one, which may be this one. */
enum err other_sessions_end(struct cx *cx, struct db *tx, struct officer_id officer,
                            struct str token) MUST_USE;
enum err own_session_end(struct cx *cx, struct db *tx, struct officer_id officer,
                         const uint8_t id[32]) MUST_USE;
