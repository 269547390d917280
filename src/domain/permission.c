/* permission: the table. docs/roles.md is printed from it. */
#include "domain/permission.h"
#include <assert.h>

#define DUTY ROLE_BIT(OFFICER_DUTY)
#define CASE ROLE_BIT(OFFICER_CASE)
#define HEAD ROLE_BIT(OFFICER_HEAD)
#define CUSTODIAN ROLE_BIT(OFFICER_CUSTODIAN)
#define PUBLIC ROLE_BIT(OFFICER_PUBLIC)
#define ADMIN ROLE_BIT(OFFICER_ADMIN)

#define EVERYBODY (DUTY | CASE | HEAD | CUSTODIAN | PUBLIC | ADMIN)

static const struct {
    const char *name;
    unsigned roles;
    bool keyless; /* needs no key of the agency */
} table[PERMISSION_COUNT] = {
    [PERMISSION_NONE] = { "none", 0, false },
    [MAY_SIGN_IN] = { "sign_in", EVERYBODY, true },
    [MAY_READ_CASES] = { "read_cases", DUTY | CASE | HEAD, false },
    [MAY_TAKE_REPORTS] = { "take_reports", DUTY | CASE | HEAD, false },
    [MAY_TALK] = { "talk", DUTY | CASE | HEAD, false },
    [MAY_WORK_CASES] = { "work_cases", CASE | HEAD, false },
    [MAY_ASK_IDENTITY] = { "ask_identity", CASE | HEAD, false },
    [MAY_HOLD_SHARES] = { "hold_shares", CUSTODIAN, false },
    [MAY_GIVE_ACCESS] = { "give_access", HEAD, false },
    [MAY_CONFIRM_NUMBERS] = { "confirm_numbers", HEAD, false },
    [MAY_MANAGE_PEOPLE] = { "manage_people", HEAD, false },
    [MAY_RENEW_SHARES] = { "renew_shares", HEAD | CUSTODIAN, false },
    [MAY_ADMINISTER] = { "administer", ADMIN, true },
};

bool roles_may(unsigned roles, enum permission permission)
{
    assert(permission < PERMISSION_COUNT);
    return (table[permission].roles & roles) != 0;
}

bool permission_needs_keys(enum permission permission)
{
    assert(permission < PERMISSION_COUNT);
    return !table[permission].keyless;
}

bool roles_need_keys(unsigned roles)
{
    for (unsigned p = PERMISSION_NONE + 1; p < PERMISSION_COUNT; p++)
        if (!table[p].keyless && (table[p].roles & roles))
            return true;
    return false;
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
