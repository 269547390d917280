/*
 * officer: who works here, and what unlocks his agency for him. Passwords, keys
 * and second factors are kept as the vault wrote them: this layer cannot read
 * any of them. Who is signed in is session.h.
 */
#pragma once
#include "domain/ids.h"
#include "store/db.h"

#define OFFICERS_MAX 2000

struct officer_row {
    struct officer_id id;
    struct agency_id agency;
    struct str login, name;
    int role;                /* the layer above says which there are */
    uint8_t box_pk[32];
    struct bytes key_file;   /* vault/keys.h: officer_file_seal */
    struct bytes password;   /* vault/password.h: password_record_write */
    bool must_change;        /* the password was given to him, not chosen */
    struct bytes totp;       /* sealed; len 0: not set up yet */
    int64_t totp_step;       /* the newest step that was used */
    int tries;               /* failed since the last success */
    int64_t locked_until_us; /* 0: not */
    int64_t signed_in_us;    /* last; 0: never */
    int64_t added_us;
    int64_t disabled_us;     /* 0: works here */
};

struct officer_list {
    struct officer_row *at;
    size_t len;
};

/* ERR_CONFLICT if the login is taken in the post. totp_step, tries, locked_until_us,
 * signed_in_us and disabled_us begin at 0 whatever the row says. */
enum err store_officer_insert(struct cx *cx, struct db *tx, struct post_id post,
                              const struct officer_row *officer) MUST_USE;
/* ERR_NOT_FOUND. Disabled ones are found too. */
enum err store_officer_get(struct cx *cx, struct db *db, struct post_id post, struct officer_id id,
                           struct officer_row *out) MUST_USE;
enum err store_officer_by_login(struct cx *cx, struct db *db, struct post_id post,
                                struct str login, struct officer_row *out) MUST_USE;
/* By agency and login. */
enum err store_officer_list(struct cx *cx, struct db *db, struct post_id post,
                            struct officer_list *out) MUST_USE;
enum err store_officer_set_password(struct cx *cx, struct db *tx, struct officer_id id,
                                    struct bytes key_file, struct bytes password,
                                    bool must_change) MUST_USE;
enum err store_officer_set_totp(struct cx *cx, struct db *tx, struct officer_id id,
                                struct bytes sealed) MUST_USE;
/* Notes the step as used; ERR_CONFLICT if it or a later one was used before. */
enum err store_officer_use_totp(struct cx *cx, struct db *tx, struct officer_id id,
                                int64_t step) MUST_USE;
enum err store_officer_set_tries(struct cx *cx, struct db *tx, struct officer_id id, int tries,
                                 int64_t locked_until_us) MUST_USE;
/* Also forgets tries and the lock. */
enum err store_officer_signed_in(struct cx *cx, struct db *tx, struct officer_id id,
                                 int64_t at_us) MUST_USE;
/* at_us 0 enables again. Sessions and grants are not touched: remove them beside it. */
enum err store_officer_disable(struct cx *cx, struct db *tx, struct officer_id id,
                               int64_t at_us) MUST_USE;

/* The agency's master secret, sealed to the officer (vault/grant.h: GRANT_AGENCY_OFFICER). */
enum err store_agency_grant_insert(struct cx *cx, struct db *tx, struct post_id post,
                                   struct agency_id agency, struct officer_id officer,
                                   uint64_t serial, struct bytes sealed, int64_t given_us) MUST_USE;
/* The one with the highest serial; ERR_DENIED if there is none. */
enum err store_agency_grant_newest(struct cx *cx, struct db *db, struct agency_id agency,
                                   struct officer_id officer, uint64_t *serial,
                                   struct bytes *sealed) MUST_USE;
enum err store_agency_grant_remove(struct cx *cx, struct db *tx, struct agency_id agency,
                                   struct officer_id officer) MUST_USE;

/* Who works here and holds the agency's secret of that serial; by login. */
struct key_holder {
    struct officer_id id;
    struct str login;
    uint8_t box_pk[32];
    unsigned roles;
};
struct key_holder_list {
    struct key_holder *at;
    size_t len;
};
enum err store_agency_grant_holders(struct cx *cx, struct db *db, struct agency_id agency,
                                    uint64_t serial, struct key_holder_list *out) MUST_USE;
/* All officers' grants of the serials before that one. */
enum err store_agency_grant_remove_before(struct cx *cx, struct db *tx, struct agency_id agency,
                                          uint64_t serial) MUST_USE;
