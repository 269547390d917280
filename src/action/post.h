/*
 * post: making a post, opening it, and letting officers in.
 *
 * A post is a directory: posko.conf (settings), posko.db, server.key (seals
 * second factors and form times; worth nothing without the database, and the other
 * way round opens no report).
 */
#pragma once
#include "action/env.h"
#include "action/settings.h"
#include "domain/permission.h"
#include "store/db.h"

/* The words of an officer's first slip: shown once, kept nowhere. */
struct officer_slip {
    struct str login, name, agency;
    struct str password; /* to be changed at the first chance */
    struct str totp;     /* base32, for an authenticator */
    struct str totp_uri;
    struct str key;      /* of the key it was made with: what a colleague compares */
};

struct new_officer {
    struct str login;       /* 2..40 of a-z 0-9 . - */
    struct str name;        /* 1..100 bytes */
    struct str password;    /* "": one is made */
    struct str totp_secret; /* base32 of 20 bytes; "": one is made */
    unsigned roles;         /* ROLE_BITs of domain/permission.h; 0: the usual ones (an agency's
                             * first officer: also head and custodian) */
};

/* What the program carries with it: rules/regions as text, the rule sets read. */
struct carried {
    struct str regions, zones;
    const struct rulebook *const *books;
    size_t books_len;
};

/* Makes the directory (0700), posko.conf with every setting and its sentence, and
 * the database with the post and no agencies. ERR_CONFLICT if the directory holds
 * anything. config: "" for the defaults. */
enum err post_create(struct cx *cx, const char *dir, struct str config,
                     const struct carried *carried) MUST_USE;

/* Opens what post_create made. *db is the caller's to close; env lives in the arena.
 * mode: DB_WRITE or DB_READ. */
enum err post_open(struct cx *cx, const char *dir, enum db_mode mode, const struct carried *carried,
                   struct db **db, struct settings *settings, struct env **env) MUST_USE;
/* DIR/posko.conf alone, without opening the database. */
enum err post_settings(struct cx *cx, const char *dir, struct settings *out) MUST_USE;
/* Reads the agencies again, after one was added. */
enum err post_reload(struct cx *cx, struct db *db, struct env *env) MUST_USE;

/* A new agency with fresh keys, held by its first officer. In a transaction of its own. */
enum err agency_add(struct cx *cx, struct env *env, struct db *db, enum agency_code code,
                    struct str name, const struct new_officer *first,
                    struct officer_slip *slip) MUST_USE;
/* Another officer: a colleague who is a head hands the agency's keys on, with password (no second
 * factor: whoever is at the machine's terminal has the key file anyway). ERR_DENIED if that is
 * wrong. What else is done with people: people.h. */
enum err officer_add(struct cx *cx, const struct env *env, struct db *db, struct str colleague,
                     struct str password, const struct new_officer *officer,
                     struct officer_slip *slip) MUST_USE;

/* The agency's usual name where none is given: "Bawaslu", "Propam Polres". */
struct str agency_usual_name(enum agency_code code);
