/*
 * people: the officers of a post as those see them who let them in and out: what they hold,
 * not what it opens. A single officer's sign-in is officer.h.
 */
#pragma once
#include "domain/ids.h"
#include "store/db.h"
#include "store/officer.h"

struct people_row {
    struct officer_id id;
    struct agency_id agency;
    struct str login, name;
    int role;
    uint8_t box_pk[32];
    bool must_change;     /* the password was given to him, not chosen */
    int64_t signed_in_us; /* last; 0: never with these keys */
    int64_t disabled_us;  /* 0: works here */
    bool second_factor;   /* numbers or a passkey */
    bool keyed;           /* holds his agency's keys */
    bool custodian;       /* holds what its custodians share */
    int64_t until_us;     /* his first password ends then, if a slip says so; else 0 */
    int64_t added_us;
};

struct people_list {
    struct people_row *at;
    size_t len;
};

/* By agency and login. */
enum err store_people_list(struct cx *cx, struct db *db, struct post_id post,
                           struct people_list *out) MUST_USE;
enum err store_people_set_role(struct cx *cx, struct db *tx, struct officer_id id,
                               int role) MUST_USE;
/* New keys, password and second factor, from the row; tries are forgotten. ERR_NOT_FOUND. */
enum err store_people_renew(struct cx *cx, struct db *tx, const struct officer_row *row) MUST_USE;

/* The first password ends then; of two the later word counts. */
enum err store_invitation_put(struct cx *cx, struct db *tx, struct post_id post,
                              struct officer_id id, int64_t until_us) MUST_USE;
/* 0 if no slip says so. */
enum err store_invitation_until(struct cx *cx, struct db *db, struct officer_id id,
                                int64_t *until_us) MUST_USE;
