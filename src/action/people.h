/*
 * people: letting officers of the post in and out. One deed at a time: check says what is wrong
 * with it and makes what it needs, write does it.
 *
 * Two things are kept apart. The post's order (who may do what: domain/permission.h) is asked
 * by the route; an agency's keys go on only from one who holds them, by sealing: an
 * administrator can make a sign-in, but never what it opens. What would leave an agency
 * without its keys is refused: nobody could bring them back.
 */
#pragma once
#include "action/new_officer.h"

enum person_deed {
    PERSON_ADD,
    PERSON_ROLES, /* other parts; keys are given or taken as they need */
    PERSON_END,   /* his access ends, for good */
    PERSON_RESET, /* a new password and number: it opens nothing until PERSON_GRANT */
    PERSON_GRANT, /* a colleague hands the agency's keys on */
    PERSON_DEED_COUNT
};

enum people_scope {
    PEOPLE_OF_AGENCY, /* a head: his own agency, himself not */
    PEOPLE_OF_POST,   /* an administrator: sign-ins of all; ends only those that hold no keys */
    PEOPLE_TERMINAL   /* whoever is at the machine */
};

/* Who does it. */
struct people_by {
    enum people_scope scope;
    struct officer_id id;        /* nobody's at the terminal */
    const struct agency *of;     /* PEOPLE_OF_AGENCY: which */
    const struct handed *handed; /* what he can hand on; NULL: nothing */
};

/* What can be wrong with a deed: bits of one set. */
enum person_fault {
    PERSON_LOGIN_BAD = 1,
    PERSON_LOGIN_TAKEN = 2,
    PERSON_NAME_BAD = 4,
    PERSON_ROLES_NONE = 8,
    PERSON_ROLES_UNFIT = 16,   /* an administrator has no other part, and is made by one */
    PERSON_NOT_CUSTODIAN = 32, /* only a custodian makes a custodian */
    PERSON_LAST_KEYS = 64,     /* nobody else holds the agency's keys for sure */
    PERSON_LAST_HEAD = 128,
    PERSON_LAST_CUSTODIAN = 256
};

enum person_state { PERSON_NEW, PERSON_LAPSED, PERSON_ACTIVE, PERSON_LEFT };

struct person {
    struct officer_id id;
    const struct agency *of;
    struct str login, name;
    struct str key; /* the first half of his key's fingerprint, as on his slip */
    unsigned roles;
    enum person_state state; /* of his sign-in; PERSON_LAPSED: his first password is over */
    bool waits;              /* his parts need keys that nobody handed to him yet */
    bool keyed, custodian;   /* what he holds */
    bool second_factor;
    bool self;
    int64_t signed_in_us, until_us;
    bool may[PERSON_DEED_COUNT]; /* what this viewer may do with him */
};

struct people {
    const struct person *at;
    size_t len;
    bool custodian; /* the viewer is one */
};

/* Whom the viewer may see, by agency and login. */
enum err people_list(struct cx *cx, const struct env *env, struct db *db,
                     const struct people_by *by, struct people *out) MUST_USE;
/* ERR_NOT_FOUND for who is not there or not his to see. */
enum err people_find(struct cx *cx, const struct env *env, struct db *db,
                     const struct people_by *by, struct str login, struct person *out) MUST_USE;

struct person_ask {
    enum person_deed deed;
    struct str login;              /* whom; not for PERSON_ADD */
    const struct new_officer *new; /* PERSON_ADD */
    const struct agency *agency;   /* PERSON_ADD, not PEOPLE_OF_AGENCY: where */
    unsigned roles;                /* PERSON_ROLES */
};

struct person_plan {
    enum person_deed deed;
    const struct agency *of;
    struct officer_row row; /* whom, as he will be */
    uint8_t old_pk[32];     /* as he was */
    unsigned old_roles;
    bool gives_keys, takes_keys, gives_custody, takes_custody;
    bool knew_keys; /* whom this shuts out had keys: they should be renewed */
    const struct handed *handed;
    struct people_by by;
    struct officer_slip slip; /* PERSON_ADD, PERSON_RESET */
    int64_t until_us;         /* of that slip; 0: it does not end */
};

/* *faults is a set of enum person_fault, and *out is NULL unless it is empty. Slow where a
 * password is made. ERR_NOT_FOUND for a deed that is not his to do with that officer. */
enum err people_check(struct cx *cx, const struct env *env, struct db *db,
                      const struct people_by *by, const struct person_ask *ask,
                      struct person_plan **out, unsigned *faults) MUST_USE;
/* On the writer. ERR_CONFLICT if things changed since: nothing was done then. */
enum err people_write(struct cx *cx, const struct env *env, struct db *tx,
                      const struct person_plan *plan) MUST_USE;

/* A colleague at the terminal, by his password: of his agency, with what he can hand on.
 * ERR_DENIED if the password is wrong or he may not manage people. */
enum err people_by_password(struct cx *cx, const struct env *env, struct db *db, struct str login,
                            struct str password, struct people_by *out) MUST_USE;
/* Both steps in a transaction of its own. ERR_INVALID says in the note what is wrong. */
enum err people_do(struct cx *cx, const struct env *env, struct db *db, const struct people_by *by,
                   const struct person_ask *ask, struct person_plan **out) MUST_USE;
/* "the agency's last head: ..." for the lowest of the faults. */
const char *person_fault_words(unsigned faults);
