/* permission: the table. docs/roles.md is printed from it. */
#include "domain/permission.h"
#include <assert.h>

#define DUTY ROLE_BIT(OFFICER_DUTY)
#define CASE ROLE_BIT(OFFICER_CASE)
#define HEAD ROLE_BIT(OFFICER_HEAD)
#define CUSTODIAN ROLE_BIT(OFFICER_CUSTODIAN)
#define PUBLIC ROLE_BIT(OFFICER_PUBLIC)
#define ADMIN ROLE_BIT(OFFICER_ADMIN)

static const struct {
    const char *name;
    unsigned roles;
} table[PERMISSION_COUNT] = {
    [MAY_SIGN_IN] = { "sign_in", DUTY | CASE | HEAD | CUSTODIAN | PUBLIC | ADMIN },
    [MAY_READ_CASES] = { "read_cases", DUTY | CASE | HEAD },
    [MAY_TAKE_REPORTS] = { "take_reports", DUTY | CASE | HEAD },
    [MAY_TALK] = { "talk", DUTY | CASE | HEAD },
    [MAY_WORK_CASES] = { "work_cases", CASE | HEAD },
    [MAY_ASK_IDENTITY] = { "ask_identity", CASE | HEAD },
    [MAY_HOLD_SHARES] = { "hold_shares", CUSTODIAN },
    [MAY_GIVE_ACCESS] = { "give_access", HEAD },
    [MAY_CONFIRM_NUMBERS] = { "confirm_numbers", HEAD },
    [MAY_MANAGE_PEOPLE] = { "manage_people", HEAD },
    [MAY_ADMINISTER] = { "administer", ADMIN },
};

bool roles_may(unsigned roles, enum permission permission)
{
    assert(permission < PERMISSION_COUNT);
    return (table[permission].roles & roles) != 0;
}

bool roles_fit(unsigned roles)
{
    if (roles == 0 || roles >> OFFICER_ROLE_COUNT)
        return false;
    return !(roles & ADMIN) || roles == ADMIN;
}

static const char *const role_names[OFFICER_ROLE_COUNT] = {
    [OFFICER_DUTY] = "duty",           [OFFICER_CASE] = "case",     [OFFICER_HEAD] = "head",
    [OFFICER_CUSTODIAN] = "custodian", [OFFICER_PUBLIC] = "public", [OFFICER_ADMIN] = "admin",
};

const char *officer_role_name(enum officer_role role)
{
    assert(role < OFFICER_ROLE_COUNT);
    return role_names[role];
}

bool officer_role_parse(struct str name, enum officer_role *out)
{
    for (unsigned i = 0; i < OFFICER_ROLE_COUNT; i++)
        if (str_is(name, role_names[i])) {
            *out = (enum officer_role)i;
            return true;
        }
    return false;
}

const char *permission_name(enum permission permission)
{
    assert(permission < PERMISSION_COUNT);
    return table[permission].name;
}
