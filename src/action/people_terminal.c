/* people_terminal: the deeds of people.h by whoever is at the machine's terminal. */
#include "action/agencies.h"
#include "action/people.h"
#include "vault/password.h"
#include <string.h>

const char *person_fault_words(unsigned faults)
{
    static const struct {
        enum person_fault fault;
        const char *words;
    } table[] = {
        { PERSON_LOGIN_BAD, "login: write 2 to 40 of a-z, 0-9, dot and hyphen" },
        { PERSON_LOGIN_TAKEN, "login: somebody has it already; choose another" },
        { PERSON_NAME_BAD, "name: write 1 to 100 bytes of text" },
        { PERSON_ROLES_NONE, "roles: name at least one" },
        { PERSON_ROLES_UNFIT, "roles: an administrator has no other part, and heads make none" },
        { PERSON_NOT_CUSTODIAN, "only a custodian can let in another custodian" },
        { PERSON_LAST_KEYS, "nobody else surely holds the agency's keys: they would be lost" },
        { PERSON_LAST_HEAD, "the agency has no other head who can come in" },
        { PERSON_LAST_CUSTODIAN, "the agency has no other custodian who can come in" },
    };

    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (faults & table[i].fault)
            return table[i].words;
    return "";
}

enum err people_by_password(struct cx *cx, const struct env *env, struct db *db, struct str login,
                            struct str password, struct people_by *out)
{
    struct officer_keys keys AUTO(officer_keys_wipe) = { { { 0 } }, { { 0 } } };
    struct secret32 kek AUTO(secret32_wipe) = { { 0 } };
    struct handed *handed = ARENA_NEW(cx->arena, struct handed);
    struct password_record record;
    struct officer_row officer;
    struct box_pk expected;

    if (!handed)
        return FAIL(cx, ERR_TOO_LARGE, "colleague");
    TRY(store_officer_by_login(cx, db, env->post, login, &officer));
    if (officer.disabled_us || officer.key_file.len != OFFICER_FILE_LEN)
        return FAIL(cx, ERR_DENIED, "that officer does not work here any more");
    TRY(password_record_read(cx, officer.password, &record));
    TRY(password_check(cx, password, &record, &kek));
    memcpy(expected.b, officer.box_pk, sizeof expected.b);
    TRY(officer_file_open(cx, officer.key_file.at, &kek, &expected, &keys));
    if (!roles_may((unsigned)officer.role, MAY_MANAGE_PEOPLE))
        return FAIL(cx, ERR_DENIED, "only a head lets officers of his agency in and out");
    TRY(handed_open(cx, db, officer.agency, officer.id, &keys, handed));
    if (!handed->serial)
        return FAIL(cx, ERR_DENIED, "that officer holds no keys of his agency himself");
    *out = (struct people_by){ .scope = PEOPLE_OF_AGENCY,
                               .id = officer.id,
                               .of = agency_by_id(env, officer.agency),
                               .handed = handed };
    return OK;
}

enum err people_do(struct cx *cx, const struct env *env, struct db *db, const struct people_by *by,
                   const struct person_ask *ask, struct person_plan **out)
{
    AUTO(db_end) struct db *tx = NULL;
    struct person_plan *plan;
    unsigned faults;

    TRY(people_check(cx, env, db, by, ask, &plan, &faults));
    if (!plan)
        return FAIL(cx, ERR_INVALID, "%s", person_fault_words(faults));
    TRY(db_begin(cx, db, &tx));
    TRY(people_write(cx, env, tx, plan));
    TRY(db_commit(cx, tx));
    *out = plan;
    return OK;
}
