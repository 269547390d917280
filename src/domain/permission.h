/*
 * permission: what an officer may do at the post, by the parts he has there. One table; the
 * pages, the API, the tests and docs/roles.md are made from it.
 *
 * This is the post's own order among its officers. What an agency may know is not here: that
 * is decided by keys, and no permission opens what its agency holds no key for.
 */
#pragma once
#include <stdbool.h>
#include "base/str.h"

/* An officer may have several parts at once. */
enum officer_role {
    OFFICER_DUTY,      /* petugas piket: takes reports, talks with reporters */
    OFFICER_CASE,      /* petugas perkara: works cases to their end */
    OFFICER_HEAD,      /* kepala posko: people of his agency, keys, shared decisions */
    OFFICER_CUSTODIAN, /* pemegang kunci: agrees to open a confidential name */
    OFFICER_PUBLIC,    /* humas: numbers and announcements; opens no case */
    OFFICER_ADMIN,     /* administrator: the machine and sign-ins; opens no case */
    OFFICER_ROLE_COUNT
};

enum permission {
    PERMISSION_NONE,     /* not said: nobody has it, so a route that forgot is nobody's */
    MAY_SIGN_IN,         /* his own account and sessions: every officer */
    MAY_READ_CASES,      /* lists, search, one case, who read it */
    MAY_TAKE_REPORTS,    /* walk-in, phone, letter */
    MAY_TALK,            /* messages, notes, tasks, taking a case */
    MAY_WORK_CASES,      /* review, refer, clocks, decide, close, merge */
    MAY_ASK_IDENTITY,    /* asks for a confidential name, and reads it once opened */
    MAY_HOLD_SHARES,     /* agrees or refuses as a custodian */
    MAY_GIVE_ACCESS,     /* agrees that an excluded agency may read a case */
    MAY_CONFIRM_NUMBERS, /* signs the attested numbers for his agency */
    MAY_MANAGE_PEOPLE,   /* lets officers of his agency in and out, renews its keys */
    MAY_RENEW_SHARES,    /* new keys for the custodians of his agency */
    MAY_ADMINISTER,      /* all sign-ins of the post; never keys, never cases */
    PERMISSION_COUNT
};

#define ROLE_BIT(role) (1u << (role))
#define OFFICER_ROLES_USUAL (ROLE_BIT(OFFICER_DUTY) | ROLE_BIT(OFFICER_CASE))
#define OFFICER_ROLES_FIRST                                                             \
    (OFFICER_ROLES_USUAL | ROLE_BIT(OFFICER_HEAD) | ROLE_BIT(OFFICER_CUSTODIAN))

/* Whether any of the parts has it. */
bool roles_may(unsigned roles, enum permission permission);
/* Whether it is of use only to who holds his agency's keys. */
bool permission_needs_keys(enum permission permission);
/* Whether any of the parts needs the agency's keys; who has none such is given none. */
bool roles_need_keys(unsigned roles);
/* The parts may be had by one person; an administrator has no other. 0 is no set. */
bool roles_fit(unsigned roles);
const char *officer_role_name(enum officer_role role);       /* "duty", "head" */
bool officer_role_parse(struct str name, enum officer_role *out);
const char *permission_name(enum permission permission);     /* "read_cases" */
