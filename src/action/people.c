/* people: see the header. */
#include "action/people.h"
#include "action/agencies.h"
#include "action/sign_in.h"
#include "store/custody.h"
#include "store/passkey.h"
#include "store/people.h"
#include "store/post.h"
#include "store/session.h"
#include "store/sign_in.h"
#include <string.h>

static bool same(const uint8_t *a, const uint8_t *b)
{
    return memcmp(a, b, ID_SIZE) == 0;
}

/* ---- who may do what with whom ---- */

static bool is_admin(const struct people_row *r)
{
    return roles_may((unsigned)r->role, MAY_ADMINISTER);
}

static bool holds_custody(const struct people_list *all, struct officer_id id)
{
    for (size_t i = 0; i < all->len; i++)
        if (same(all->at[i].id.b, id.b))
            return all->at[i].custodian;
    return false;
}

static bool lacks_keys(const struct people_row *r)
{
    return roles_need_keys((unsigned)r->role) && !r->keyed;
}

static bool lacks_custody(const struct people_row *r)
{
    return roles_may((unsigned)r->role, MAY_HOLD_SHARES) && !r->custodian;
}

/* An agency's people are its own matter, but for their sign-ins; its heads have no say over the
 * post's administrators. Nobody shuts himself out. */
static bool may(const struct people_by *by, const struct people_list *all,
                const struct people_row *r, enum person_deed deed)
{
    bool agency = by->scope == PEOPLE_OF_AGENCY;

    if (r->disabled_us || same(r->id.b, by->id.b) || deed == PERSON_ADD || (agency && is_admin(r)))
        return false;
    switch (deed) {
    case PERSON_ROLES:
        return agency;
    case PERSON_GRANT:
        return agency && (lacks_keys(r) || (lacks_custody(r) && holds_custody(all, by->id)));
    case PERSON_END:
        return by->scope != PEOPLE_OF_POST || !r->keyed;
    case PERSON_RESET:
        return !agency;
    case PERSON_ADD:
    case PERSON_DEED_COUNT:
        break;
    }
    return false;
}

/* 0 once he has chosen a password of his own. */
static int64_t first_until(const struct people_row *r)
{
    if (!r->must_change)
        return 0;
    return r->until_us ? r->until_us : r->added_us + FIRST_PASSWORD_LIFE_US;
}

static enum person_state state_of(const struct people_row *r, int64_t now_us)
{
    if (r->disabled_us)
        return PERSON_LEFT;
    if (first_until(r) && first_until(r) <= now_us)
        return PERSON_LAPSED;
    return r->signed_in_us ? PERSON_ACTIVE : PERSON_NEW;
}

static void person_fill(const struct cx *cx, const struct people_by *by, const struct agency *of,
                        const struct people_list *all, const struct people_row *r,
                        struct person *out)
{
    *out = (struct person){
        .id = r->id,
        .of = of,
        .login = r->login,
        .name = r->name,
        .key = officer_key_text(cx->arena, r->box_pk),
        .roles = (unsigned)r->role,
        .state = state_of(r, cx->now_us),
        .waits = !r->disabled_us && lacks_keys(r),
        .keyed = r->keyed,
        .custodian = r->custodian,
        .second_factor = r->second_factor,
        .self = same(r->id.b, by->id.b),
        .signed_in_us = r->signed_in_us,
        .until_us = first_until(r),
    };
    for (enum person_deed d = 0; d < PERSON_DEED_COUNT; d++)
        out->may[d] = may(by, all, r, d);
}

static bool visible(const struct people_by *by, const struct people_row *r)
{
    return by->scope != PEOPLE_OF_AGENCY || same(r->agency.b, by->of->id.b);
}

enum err people_list(struct cx *cx, const struct env *env, struct db *db,
                     const struct people_by *by, struct people *out)
{
    struct people_list all;
    struct person *list;
    size_t n = 0;

    TRY(store_people_list(cx, db, env->post, &all));
    list = ARENA_ARRAY(cx->arena, struct person, all.len + 1);
    if (!list)
        return FAIL(cx, ERR_TOO_LARGE, "people");
    for (size_t i = 0; i < all.len; i++) {
        const struct agency *of = agency_by_id(env, all.at[i].agency);

        if (of && visible(by, &all.at[i]))
            person_fill(cx, by, of, &all, &all.at[i], &list[n++]);
    }
    *out = (struct people){ list, n, holds_custody(&all, by->id) };
    return OK;
}

enum err people_find(struct cx *cx, const struct env *env, struct db *db,
                     const struct people_by *by, struct str login, struct person *out)
{
    struct people people;

    TRY(people_list(cx, env, db, by, &people));
    for (size_t i = 0; i < people.len; i++)
        if (str_eq(people.at[i].login, login)) {
            *out = people.at[i];
            return OK;
        }
    return FAIL(cx, ERR_NOT_FOUND, "no such officer");
}

/* ---- what would be wrong ---- */

/* Whoever comes in again with the agency's keys. An administrator, who is none of them, counts
 * only whom he can see to have come in. */
static bool comes_in(const struct people_by *by, const struct people_row *r, int64_t now_us)
{
    enum person_state state = state_of(r, now_us);

    return r->keyed
           && (state == PERSON_ACTIVE || (state == PERSON_NEW && by->scope != PEOPLE_OF_POST));
}

/* What the agency would lose with the keys and parts that `who` loses. */
static unsigned loss_faults(const struct cx *cx, const struct people_by *by,
                            const struct people_list *all, const struct people_row *who,
                            unsigned left)
{
    bool keys = false, head = false, custodian = false;
    unsigned faults = 0;

    for (size_t i = 0; i < all->len; i++) {
        const struct people_row *r = &all->at[i];

        if (!same(r->agency.b, who->agency.b) || same(r->id.b, who->id.b)
            || !comes_in(by, r, cx->now_us))
            continue;
        keys = true;
        head |= roles_may((unsigned)r->role, MAY_MANAGE_PEOPLE);
        custodian |= r->custodian;
    }
    if (who->keyed && !roles_need_keys(left) && !keys)
        faults |= PERSON_LAST_KEYS;
    if (who->keyed && roles_may((unsigned)who->role, MAY_MANAGE_PEOPLE)
        && !roles_may(left, MAY_MANAGE_PEOPLE) && !head)
        faults |= PERSON_LAST_HEAD;
    if (who->custodian && !roles_may(left, MAY_HOLD_SHARES) && !custodian)
        faults |= PERSON_LAST_CUSTODIAN;
    return faults;
}

static unsigned roles_faults(const struct people_by *by, unsigned roles, bool custodian_already)
{
    unsigned faults = 0;

    if (roles == 0)
        return PERSON_ROLES_NONE;
    if (!roles_fit(roles) || (by->scope == PEOPLE_OF_AGENCY && roles_may(roles, MAY_ADMINISTER)))
        faults |= PERSON_ROLES_UNFIT;
    if (by->scope == PEOPLE_OF_AGENCY && roles_may(roles, MAY_HOLD_SHARES) && !custodian_already
        && (!by->handed || !by->handed->custodian_serial))
        faults |= PERSON_NOT_CUSTODIAN;
    return faults;
}

static unsigned new_faults(const struct people_by *by, const struct new_officer *o,
                           const struct people_list *all)
{
    unsigned faults = roles_faults(by, o->roles, false);

    if (!officer_login_fine(o->login))
        faults |= PERSON_LOGIN_BAD;
    if (!officer_name_fine(o->name))
        faults |= PERSON_NAME_BAD;
    for (size_t i = 0; i < all->len; i++)
        if (str_eq(all->at[i].login, o->login))
            faults |= PERSON_LOGIN_TAKEN;
    return faults;
}

static unsigned deed_faults(const struct cx *cx, const struct people_by *by,
                            const struct person_ask *ask, const struct people_list *all,
                            const struct people_row *who)
{
    switch (ask->deed) {
    case PERSON_ADD:
        return new_faults(by, ask->new, all);
    case PERSON_ROLES:
        return roles_faults(by, ask->roles, who->custodian)
               | loss_faults(cx, by, all, who, ask->roles);
    case PERSON_END:
    case PERSON_RESET:
        return loss_faults(cx, by, all, who, 0);
    case PERSON_GRANT:
    case PERSON_DEED_COUNT:
        break;
    }
    return 0;
}

/* ---- the plan ---- */

static const struct people_row *row_of(const struct people_list *all, const struct people_by *by,
                                       struct str login)
{
    for (size_t i = 0; i < all->len; i++)
        if (str_eq(all->at[i].login, login) && visible(by, &all->at[i]))
            return &all->at[i];
    return NULL;
}

/* Which keys go where, by the parts he will have and what he holds. */
static void keys_plan(struct person_plan *p, bool keyed, bool custodian, unsigned left)
{
    bool needs = roles_need_keys(left), shares = roles_may(left, MAY_HOLD_SHARES);
    bool hands = p->by.scope == PEOPLE_OF_AGENCY && p->handed && p->handed->serial;

    p->gives_keys = hands && needs && !keyed;
    p->takes_keys = keyed && !needs;
    p->gives_custody = hands && shares && !custodian && p->handed->custodian_serial;
    p->takes_custody = custodian && !shares;
    p->knew_keys = p->takes_keys || p->takes_custody;
}

static enum err add_plan(struct cx *cx, const struct env *env, const struct person_ask *ask,
                         struct person_plan *p)
{
    p->of = p->by.scope == PEOPLE_OF_AGENCY ? p->by.of : ask->agency;
    if (!p->of)
        return FAIL(cx, ERR_INVALID, "agency: say whose officer it is");
    TRY(officer_make(cx, env, p->of->id, ask->new, &p->row, &p->slip));
    p->slip.agency = p->of->name;
    p->until_us = p->row.must_change ? cx->now_us + FIRST_PASSWORD_LIFE_US : 0;
    keys_plan(p, false, false, ask->new->roles);
    return OK;
}

static enum err change_plan(struct cx *cx, const struct env *env, struct db *db,
                            const struct person_ask *ask, const struct people_row *who,
                            struct person_plan *p)
{
    struct officer_row old;
    unsigned left = ask->deed == PERSON_ROLES   ? ask->roles
                    : ask->deed == PERSON_GRANT ? (unsigned)who->role
                                                : 0;

    TRY(store_officer_get(cx, db, env->post, who->id, &old));
    p->of = agency_by_id(env, who->agency);
    if (!p->of)
        return FAIL(cx, ERR_NOT_FOUND, "no such agency");
    p->row = old;
    p->old_roles = (unsigned)who->role;
    memcpy(p->old_pk, who->box_pk, sizeof p->old_pk);
    keys_plan(p, who->keyed, who->custodian, left);
    if (ask->deed == PERSON_ROLES)
        p->row.role = (int)ask->roles;
    if (ask->deed != PERSON_RESET)
        return OK;
    TRY(officer_remake(cx, env, &old, &p->row, &p->slip));
    p->slip.agency = p->of->name;
    p->until_us = cx->now_us + FIRST_PASSWORD_LIFE_US;
    return OK;
}

enum err people_check(struct cx *cx, const struct env *env, struct db *db,
                      const struct people_by *by, const struct person_ask *ask,
                      struct person_plan **out, unsigned *faults)
{
    struct person_plan *p = ARENA_NEW(cx->arena, struct person_plan);
    const struct people_row *who = NULL;
    struct people_list all;
    unsigned found;

    if (!p)
        return FAIL(cx, ERR_TOO_LARGE, "person");
    TRY(store_people_list(cx, db, env->post, &all));
    if (ask->deed != PERSON_ADD) {
        who = row_of(&all, by, ask->login);
        if (!who || !may(by, &all, who, ask->deed))
            return FAIL(cx, ERR_NOT_FOUND, "no such officer");
    }
    *p = (struct person_plan){ .deed = ask->deed, .by = *by, .handed = by->handed };
    found = deed_faults(cx, by, ask, &all, who);
    if (!found)
        TRY(ask->deed == PERSON_ADD ? add_plan(cx, env, ask, p)
                                    : change_plan(cx, env, db, ask, who, p));
    *out = found ? NULL : p;
    *faults = found;
    return OK;
}

/* ---- on the writer ---- */

/* Nothing else happened to him or to the agency's keys since the check. */
static enum err still_so(struct cx *cx, const struct env *env, struct db *tx,
                         const struct person_plan *p)
{
    const struct person_ask ask = { .deed = p->deed,
                                    .login = p->row.login,
                                    .roles = (unsigned)p->row.role };
    const struct people_row *who;
    struct people_list all;

    TRY(store_people_list(cx, tx, env->post, &all));
    who = row_of(&all, &p->by, p->row.login);
    if (!who || !may(&p->by, &all, who, p->deed) || deed_faults(cx, &p->by, &ask, &all, who)
        || memcmp(who->box_pk, p->old_pk, sizeof p->old_pk) != 0
        || (unsigned)who->role != p->old_roles || (p->gives_keys && who->keyed)
        || (p->gives_custody && who->custodian))
        return FAIL(cx, ERR_CONFLICT, "somebody changed that officer meanwhile");
    return OK;
}

static enum err keys_newest(struct cx *cx, const struct env *env, struct db *tx,
                            const struct person_plan *p)
{
    struct agency_list agencies;

    if (!p->gives_keys && !p->gives_custody)
        return OK;
    TRY(store_agency_list(cx, tx, env->post, &agencies));
    for (size_t i = 0; i < agencies.len; i++)
        if (same(agencies.at[i].id.b, p->of->id.b) && agencies.at[i].key_serial == p->handed->serial
            && (!p->gives_custody
                || agencies.at[i].custodian_serial == p->handed->custodian_serial))
            return OK;
    return FAIL(cx, ERR_CONFLICT, "the agency's keys were renewed meanwhile");
}

static enum err row_write(struct cx *cx, const struct env *env, struct db *tx,
                          const struct person_plan *p)
{
    switch (p->deed) {
    case PERSON_ADD:
        return store_officer_insert(cx, tx, env->post, &p->row);
    case PERSON_ROLES:
        return store_people_set_role(cx, tx, p->row.id, p->row.role);
    case PERSON_END:
        return store_officer_disable(cx, tx, p->row.id, cx->now_us);
    case PERSON_RESET:
        return store_people_renew(cx, tx, &p->row);
    case PERSON_GRANT:
    case PERSON_DEED_COUNT:
        break;
    }
    return OK;
}

/* A grant to keys that are no more is removed too, whatever it says of who holds what. */
static enum err keys_write(struct cx *cx, const struct env *env, struct db *tx,
                           const struct person_plan *p)
{
    bool out = p->deed == PERSON_END || p->deed == PERSON_RESET;

    if (out || p->takes_keys)
        TRY(store_agency_grant_remove(cx, tx, p->of->id, p->row.id));
    if (out || p->takes_custody)
        TRY(store_custodian_grant_remove(cx, tx, p->of->id, p->row.id));
    if (p->gives_keys)
        TRY(hand_keys(cx, env, tx, &p->row, p->handed));
    if (p->gives_custody)
        TRY(hand_custody(cx, env, tx, &p->row, p->handed));
    return OK;
}

static enum err listed_write(struct cx *cx, const struct env *env, struct db *tx,
                             const struct person_plan *p)
{
    bool signs = p->by.scope == PEOPLE_OF_AGENCY && p->handed && p->handed->serial;
    const struct agency_keys *keys = signs ? &p->handed->keys : NULL;

    if (p->deed == PERSON_RESET)
        TRY(officer_listed(cx, env, tx, p->of->code, p->old_pk, false, keys));
    return officer_listed(cx, env, tx, p->of->code, p->row.box_pk, p->deed != PERSON_END, keys);
}

enum err people_write(struct cx *cx, const struct env *env, struct db *tx,
                      const struct person_plan *p)
{
    if (p->deed != PERSON_ADD)
        TRY(still_so(cx, env, tx, p));
    TRY(keys_newest(cx, env, tx, p));
    TRY(row_write(cx, env, tx, p));
    TRY(keys_write(cx, env, tx, p));
    if (p->until_us)
        TRY(store_invitation_put(cx, tx, env->post, p->row.id, p->until_us));
    if (p->deed == PERSON_RESET || p->deed == PERSON_END) {
        TRY(store_passkey_remove_officer(cx, tx, p->row.id));
        TRY(store_slip_remove_officer(cx, tx, p->row.id));
    }
    if (p->deed != PERSON_ADD) /* what his session opened before must not stay open */
        TRY(store_session_remove_officer(cx, tx, p->row.id));
    return listed_write(cx, env, tx, p);
}
