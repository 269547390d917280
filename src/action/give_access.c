/* give_access: see the header. */
#include "action/give_access.h"
#include "vault/grant.h"
#include <string.h>

#define GRANT_SERIAL_FIRST 1

struct str access_reason(const struct read_case *rc)
{
    for (size_t i = rc->events_len; i-- > 0;)
        if (rc->events[i].event.kind == EVENT_GRANT_PROPOSED)
            return rc->events[i].text;
    return STR("");
}

static const struct agency *agency_of(const struct env *env, enum agency_code code)
{
    for (size_t i = 0; i < env->agencies_len; i++)
        if (env->agencies[i].code == code)
            return &env->agencies[i];
    return NULL;
}

/* With a reason, about an agency of the post; then the table decides. */
static enum err reasoned(struct cx *cx, const struct env *env, const struct officer_session *who,
                         const struct read_case *rc, const struct custody_form *form,
                         enum event_kind kind, struct custody_deed *deed, enum custody_bad *bad)
{
    const struct agency *to = agency_of(env, form->agency);
    struct event_facts facts;
    struct bytes payload;

    if (!custody_fresh(who, rc, form, kind, deed, bad))
        return OK;
    *bad = to ? custody_reason(form->text) : CUSTODY_AGENCY_MISSING;
    if (*bad != CUSTODY_OK)
        return OK;
    event_facts_init(&facts);
    facts.agency = form->agency;
    deed->grant.agency = to->id;
    TRY(custody_text(cx, form->text, &payload));
    return custody_prepare(cx, env, who, rc, kind, &facts, payload, deed, bad);
}

enum err access_propose_check(struct cx *cx, const struct env *env,
                              const struct officer_session *who, const struct read_case *rc,
                              const struct custody_form *form, struct custody_deed *deed,
                              enum custody_bad *bad)
{
    return reasoned(cx, env, who, rc, form, EVENT_GRANT_PROPOSED, deed, bad);
}

enum err access_revoke_check(struct cx *cx, const struct env *env,
                             const struct officer_session *who, const struct read_case *rc,
                             const struct custody_form *form, struct custody_deed *deed,
                             enum custody_bad *bad)
{
    return reasoned(cx, env, who, rc, form, EVENT_GRANT_REVOKED, deed, bad);
}

enum err access_give_check(struct cx *cx, const struct env *env, const struct officer_session *who,
                           const struct read_case *rc, const struct custody_form *form,
                           struct custody_deed *deed, enum custody_bad *bad)
{
    const struct agency *to = agency_of(env, rc->head.state.access.proposed);
    struct secret32 secret AUTO(secret32_wipe) = { { 0 } };
    uint8_t *sealed = arena_alloc(cx->arena, 1, GRANT_SEALED_LEN);
    struct event_facts facts;

    if (!sealed)
        return FAIL(cx, ERR_TOO_LARGE, "grant");
    if (!custody_fresh(who, rc, form, EVENT_GRANT_GIVEN, deed, bad))
        return OK;
    if (!to || to->code != form->agency) {
        *bad = CUSTODY_STAGE;
        return OK;
    }
    event_facts_init(&facts);
    facts.agency = to->code;
    TRY(custody_prepare(cx, env, who, rc, EVENT_GRANT_GIVEN, &facts, (struct bytes){ 0 }, deed,
                        bad));
    if (*bad != CUSTODY_OK)
        return OK;
    case_secret(&rc->keys, &secret);
    TRY(grant_seal(cx, GRANT_CASE_AGENCY, rc->head.id.b, GRANT_SERIAL_FIRST, &secret, &to->box_pk,
                   sealed));
    deed->grant = (struct case_grant){ .agency = to->id,
                                       .serial = GRANT_SERIAL_FIRST,
                                       .key_serial = to->key_serial,
                                       .sealed = { sealed, GRANT_SEALED_LEN } };
    return OK;
}
