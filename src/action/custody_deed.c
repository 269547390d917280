/* custody_deed: see the header. */
#include "action/custody_deed.h"
#include "store/case_file.h"
#include "store/case_state.h"
#include "store/desk.h"
#include <string.h>

#define PAYLOAD_MAX (CUSTODY_REASON_MAX * 8)

enum custody_bad custody_reason(struct str text)
{
    struct str reason = str_trim(text);

    if (reason.len < CUSTODY_REASON_MIN)
        return CUSTODY_REASON_MISSING;
    return reason.len > CUSTODY_REASON_MAX ? CUSTODY_REASON_LONG : CUSTODY_OK;
}

/* The event that the form asked for is there, by the same officer. */
static bool already(const struct officer_session *who, const struct read_case *rc,
                    const struct custody_form *form, enum event_kind kind)
{
    const struct read_event *re;

    if (form->seen == 0 || form->seen >= rc->events_len)
        return false;
    re = &rc->events[form->seen];
    return re->event.kind == kind && re->event.actor == ACTOR_OFFICER
           && memcmp(re->event.officer.b, who->id.b, ID_SIZE) == 0
           && re->event.facts.agency == form->agency
           && (kind == EVENT_IDENTITY_APPROVED || str_eq(re->text, str_trim(form->text)));
}

bool custody_fresh(const struct officer_session *who, const struct read_case *rc,
                   const struct custody_form *form, enum event_kind kind, struct custody_deed *deed,
                   enum custody_bad *bad)
{
    if (form->seen == rc->head.state.events)
        return true;
    deed->repeated = already(who, rc, form, kind);
    if (!deed->repeated)
        *bad = CUSTODY_CHANGED;
    return false;
}

bool custody_possible(const struct officer_session *who, const struct case_state *s,
                      enum event_kind kind, enum agency_code agency)
{
    struct event e = {
        .kind = kind,
        .seq = s->events,
        .actor = ACTOR_OFFICER,
        .by_agency_known = true,
        .agency = who->agency,
        .officer = who->id,
    };

    event_facts_init(&e.facts);
    e.facts.agency = agency;
    for (enum agency_code a = AGENCY_NONE + 1; a < AGENCY_COUNT; a++)
        e.facts.holders |= CODE_BIT(a); /* who really holds a share is asked of the rows */
    return case_may(s, &e) == CASE_FINE;
}

enum err custody_text(struct cx *cx, struct str text, struct bytes *out)
{
    struct buf b = buf_in(cx->arena, PAYLOAD_MAX);
    struct json_out o = json_to(&b);
    struct str json;

    json_begin(&o);
    json_put(&o, "text", str_trim(text));
    json_end(&o);
    json = buf_end(&b);
    if (!json.at)
        return FAIL(cx, ERR_TOO_LARGE, "a reason");
    *out = (struct bytes){ (const uint8_t *)json.at, json.len };
    return OK;
}

enum err custody_prepare(struct cx *cx, const struct env *env, const struct officer_session *who,
                         const struct read_case *rc, enum event_kind kind,
                         const struct event_facts *facts, struct bytes payload,
                         struct custody_deed *deed, enum custody_bad *bad)
{
    enum err err =
        append_prepare(cx, env, &rc->head, kind, facts, payload, who, ACTOR_OFFICER, &deed->item);

    if (err == ERR_INVALID) { /* the table says no */
        *bad = CUSTODY_STAGE;
        return OK;
    }
    TRY(err);
    deed->ready = true;
    return OK;
}

enum err custody_waiting(struct cx *cx, struct db *db, const struct officer_session *who,
                         struct custody_list *names, struct custody_list *grants)
{
    struct custody_list n = { 0 }, g = { 0 };

    if (officer_may(who, MAY_HOLD_SHARES))
        TRY(store_custody_waiting(cx, db, who->of->id, who->agency, who->id, &n));
    if (officer_may(who, MAY_GIVE_ACCESS))
        TRY(store_custody_proposed(cx, db, who->of->id, who->agency, who->id, &g));
    *names = n;
    *grants = g;
    return OK;
}

/* The lists follow the grants: the case appears there, or goes. */
static enum err grant_write(struct cx *cx, const struct env *env, struct db *tx,
                            const struct custody_deed *deed)
{
    struct case_state *state = ARENA_NEW(cx->arena, struct case_state);
    struct case_id id = deed->item.head.id;

    if (!state)
        return FAIL(cx, ERR_TOO_LARGE, "case state");
    if (deed->item.event.kind == EVENT_GRANT_REVOKED)
        return store_case_grant_remove(cx, tx, id, deed->grant.agency);
    TRY(store_case_grant_insert(cx, tx, env->post, id, &deed->grant));
    TRY(store_case_state_load(cx, tx, id, state));
    return store_desk_update(cx, tx, id, state);
}

enum err custody_write(struct cx *cx, const struct env *env, struct db *tx,
                       struct custody_deed *deed)
{
    enum err err;

    if (!deed->ready)
        return OK;
    err = append_write(cx, env, tx, &deed->item, &deed->log_index);
    if (err == ERR_CONFLICT) {
        deed->conflict = true;
        return OK;
    }
    TRY(err);
    if (deed->item.event.kind == EVENT_GRANT_GIVEN || deed->item.event.kind == EVENT_GRANT_REVOKED)
        return grant_write(cx, env, tx, deed);
    return OK;
}
