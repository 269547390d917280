/* open_identity: see the header. The approvals of a request are read from the case's own events:
 * what was agreed is what the log holds, and no row beside it can be added or exchanged. */
#include "action/open_identity.h"
#include "action/identity_request.h"
#include "action/publish.h"
#include "base/codec.h"
#include "store/case_custody.h"
#include "store/log_witness.h"
#include "vault/share.h"
#include <sodium.h>
#include <string.h>

#define PAYLOAD_MAX (CUSTODY_REASON_MAX * 8 + 1000)

_Static_assert(IDENTITY_NEED == SHARE_THRESHOLD, "the fold counts what the vault needs");
_Static_assert(SHARES_MAX == SHARE_MAX, "rows hold what the vault deals");

struct str identity_reason(const struct read_case *rc)
{
    for (size_t i = rc->events_len; i-- > 0;)
        if (rc->events[i].event.kind == EVENT_IDENTITY_REQUESTED)
            return rc->events[i].text;
    return STR("");
}

static enum agency_code code_of(const struct env *env, struct agency_id id)
{
    for (size_t i = 0; i < env->agencies_len; i++)
        if (memcmp(env->agencies[i].id.b, id.b, ID_SIZE) == 0)
            return env->agencies[i].code;
    return AGENCY_NONE;
}

static unsigned holders_of(const struct env *env, const struct share_list *shares,
                           unsigned excluded)
{
    unsigned holders = 0;

    for (size_t i = 0; i < shares->len; i++)
        holders |= CODE_BIT(code_of(env, shares->at[i].agency));
    return holders & ~CODE_BIT(AGENCY_NONE) & ~excluded;
}

enum err identity_can_open(struct cx *cx, const struct env *env, struct db *db,
                           const struct case_head *head, bool *out)
{
    struct share_list shares;

    TRY(store_share_list(cx, db, head->id, &shares));
    *out = agencies_count(holders_of(env, &shares, head->state.excluded)) >= IDENTITY_NEED;
    return OK;
}

/* ---- ask ---- */

static enum err payload_end(struct cx *cx, struct buf *b, struct json_out *o, struct bytes *out)
{
    struct str text;

    json_end(o);
    text = buf_end(b);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "payload about an identity");
    *out = (struct bytes){ (const uint8_t *)text.at, text.len };
    return OK;
}

enum err identity_ask_check(struct cx *cx, const struct env *env, struct db *db,
                            const struct officer_session *who, const struct read_case *rc,
                            const struct custody_form *form, struct custody_deed *deed,
                            enum custody_bad *bad)
{
    struct buf b = buf_in(cx->arena, PAYLOAD_MAX);
    struct json_out o = json_to(&b);
    struct event_facts facts;
    struct sealed_name name;
    struct bytes payload;

    if (!custody_fresh(who, rc, form, EVENT_IDENTITY_REQUESTED, deed, bad))
        return OK;
    if (rc->head.state.mode != MODE_CONFIDENTIAL)
        *bad = CUSTODY_STAGE;
    else if (memcmp(who->secrets.keys.pk.b, who->of->box_pk.b, sizeof who->of->box_pk.b) != 0)
        *bad = CUSTODY_KEY_CHANGED; /* his session is of before the renewal */
    else
        *bad = custody_reason(form->text);
    if (*bad != CUSTODY_OK)
        return OK;
    TRY(identity_sealed_name_read(cx, db, rc, &name));
    event_facts_init(&facts);
    facts.holders = holders_of(env, &name.shares, rc->head.state.excluded);
    if (name.altered || agencies_count(facts.holders) < IDENTITY_NEED) {
        *bad = name.altered ? CUSTODY_ALTERED : CUSTODY_NO_HOLDERS;
        return OK;
    }
    json_begin(&o);
    json_put(&o, "text", str_trim(form->text));
    json_put(&o, "key", base64_of(cx->arena, (struct bytes){ who->secrets.keys.pk.b, 32 }));
    json_put_int(&o, "key_serial", (int64_t)who->secrets.key_serial);
    TRY(payload_end(cx, &b, &o, &payload));
    return custody_prepare(cx, env, who, rc, EVENT_IDENTITY_REQUESTED, &facts, payload, deed, bad);
}

/* ---- answer ---- */

/* The agency's own share, opened and found to be the one that was dealt. */
static enum err own_share(struct cx *cx, const struct officer_session *who,
                          const struct read_case *rc, const struct sealed_name *name,
                          struct share *out, enum custody_bad *bad)
{
    const struct share_row *row = identity_share_of(&name->shares, who->of->id);
    const uint8_t *tag = rc->head.id.b;
    uint8_t commitment[32];
    enum err err;

    if (!row || row->sealed.len != SHARE_SEALED_LEN) {
        *bad = CUSTODY_SHARE_CLOSED;
        return OK;
    }
    err = share_open(cx, tag, row->number, &who->secrets.shares.pk, &who->secrets.shares.sk,
                     row->sealed.at, out);
    if (err == ERR_DENIED || err == ERR_CORRUPT) {
        *bad = CUSTODY_SHARE_CLOSED;
        return OK;
    }
    TRY(err);
    share_commit(tag, out, commitment);
    if (sodium_memcmp(commitment, row->commitment, sizeof commitment) != 0)
        *bad = CUSTODY_SHARE_FALSE;
    return OK;
}

static enum err approval_payload(struct cx *cx, const struct env *env,
                                 const struct officer_session *who, const struct read_case *rc,
                                 const struct sealed_name *name, struct bytes *out,
                                 enum custody_bad *bad)
{
    const struct read_event *asked = &rc->events[rc->head.state.identity.asked_seq];
    const struct agency *asker = agency_by_code(env, rc->head.state.identity.asker);
    struct share share AUTO(share_wipe) = { 0 };
    struct buf b = buf_in(cx->arena, PAYLOAD_MAX);
    struct json_out o = json_to(&b);
    uint8_t sealed[SHARE_SEALED_LEN];
    struct request_seen request;

    TRY(identity_request_read(cx, asked, &request));
    /* a request cannot name a key of its own: only the one that the agency is known by */
    if (!asker || sodium_memcmp(asker->box_pk.b, request.key.b, sizeof request.key.b) != 0) {
        *bad = CUSTODY_KEY_CHANGED;
        return OK;
    }
    TRY(own_share(cx, who, rc, name, &share, bad));
    if (*bad != CUSTODY_OK)
        return OK;
    TRY(share_seal(cx, rc->head.id.b, &share, &request.key, sealed));
    json_begin(&o);
    json_put(&o, "text", STR(""));
    json_put_int(&o, "number", share.number);
    json_put(&o, "share", base64_of(cx->arena, (struct bytes){ sealed, sizeof sealed }));
    return payload_end(cx, &b, &o, out);
}

enum err identity_answer_check(struct cx *cx, const struct env *env, struct db *db,
                               const struct officer_session *who, const struct read_case *rc,
                               const struct custody_form *form, bool approves,
                               struct custody_deed *deed, enum custody_bad *bad)
{
    enum event_kind kind = approves ? EVENT_IDENTITY_APPROVED : EVENT_IDENTITY_REFUSED;
    struct bytes payload = { 0 };
    struct event_facts facts;
    struct sealed_name name;

    event_facts_init(&facts);
    if (!custody_fresh(who, rc, form, kind, deed, bad))
        return OK;
    if (rc->head.state.identity.stage != IDENTITY_ASKED)
        *bad = CUSTODY_STAGE;
    else if (!who->secrets.custodian)
        *bad = CUSTODY_NOT_CUSTODIAN;
    else if (!approves)
        *bad = custody_reason(form->text);
    if (*bad != CUSTODY_OK)
        return OK;
    if (approves) {
        TRY(identity_sealed_name_read(cx, db, rc, &name));
        if (name.altered) {
            *bad = CUSTODY_ALTERED;
            return OK;
        }
        TRY(approval_payload(cx, env, who, rc, &name, &payload, bad));
    } else {
        TRY(custody_text(cx, form->text, &payload));
    }
    if (*bad != CUSTODY_OK)
        return OK;
    return custody_prepare(cx, env, who, rc, kind, &facts, payload, deed, bad);
}

/* ---- open ---- */

/* Whether the entry is in a head that the log has signed. */
static enum err leaf_signed(struct cx *cx, const struct env *env, struct db *db, int64_t index,
                            bool *out)
{
    struct log_head_row row;
    struct ledger_head head;
    enum err err;

    if (env->ledger)
        err = ledger_head(env->ledger, cx->arena, &head);
    else
        err = store_head_newest(cx, db, env->post, &row);
    *out = false;
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    *out = (uint64_t)index < (env->ledger ? head.size : (uint64_t)row.size);
    return OK;
}

/* The approvals' leaves are in a signed head, and where the post's policy asks for witnesses in
 * one that enough of them have cosigned. */
static enum err leaves_settled(struct cx *cx, const struct env *env, struct db *db, int64_t index,
                               enum custody_bad *bad)
{
    struct policy *policy = NULL;
    struct log_head_row row;
    bool is_signed;
    enum err err;

    TRY(leaf_signed(cx, env, db, index, &is_signed));
    if (!is_signed)
        *bad = CUSTODY_UNSIGNED;
    if (!is_signed || !env->publish)
        return OK;
    TRY(publish_policy(env->publish, cx, &policy));
    if (policy->quorum < 0)
        return OK;
    err = store_head_quorum_newest(cx, db, env->post, index, &row);
    if (err == ERR_NOT_FOUND)
        *bad = CUSTODY_UNWITNESSED;
    return err == ERR_NOT_FOUND ? OK : err;
}

enum err identity_open_check(struct cx *cx, const struct env *env, struct db *db,
                             const struct officer_session *who, const struct read_case *rc,
                             const struct custody_form *form, struct custody_deed *deed,
                             enum custody_bad *bad)
{
    const struct case_identity *i = &rc->head.state.identity;
    struct request_seen request;
    struct event_facts facts;
    int64_t last;

    event_facts_init(&facts);
    if (!custody_fresh(who, rc, form, EVENT_IDENTITY_OPENED, deed, bad))
        return OK;
    if (i->stage != IDENTITY_ASKED || i->asker != who->agency)
        *bad = CUSTODY_STAGE;
    else if (agencies_count(case_identity_agreed(&rc->head.state)) < IDENTITY_NEED)
        *bad = CUSTODY_TOO_FEW;
    if (*bad != CUSTODY_OK)
        return OK;
    TRY(identity_request_collect(cx, rc, i->asked_seq, &request));
    for (enum agency_code a = AGENCY_NONE + 1; a < AGENCY_COUNT; a++)
        if (!(case_identity_agreed(&rc->head.state) & CODE_BIT(a)))
            identity_given_forget(&request, a);
    last = request.log_index;
    for (size_t n = 0; n < request.len; n++)
        last = request.at[n].log_index > last ? request.at[n].log_index : last;
    TRY(leaves_settled(cx, env, db, last, bad));
    if (*bad != CUSTODY_OK)
        return OK;
    TRY(identity_name_open(cx, env, db, who, rc, &request, &deed->identity, &deed->voided, bad));
    if (*bad != CUSTODY_OK)
        return OK;
    facts.agency = deed->voided;
    return custody_prepare(cx, env, who, rc,
                           deed->voided ? EVENT_IDENTITY_VOIDED : EVENT_IDENTITY_OPENED, &facts,
                           (struct bytes){ 0 }, deed, bad);
}

/* ---- reading again ---- */

bool identity_may_read(const struct officer_session *who, const struct case_state *s)
{
    return s->identity.opened & CODE_BIT(who->agency) && !(s->excluded & CODE_BIT(who->agency))
           && officer_may(who, MAY_ASK_IDENTITY);
}

/* The request of this agency that ended in an opening; events_len if there is none. */
static size_t opened_request(const struct read_case *rc, enum agency_code agency, int64_t *leaf)
{
    size_t asked = rc->events_len, found = rc->events_len;

    for (size_t i = 0; i < rc->events_len; i++) {
        const struct event *e = &rc->events[i].event;

        if (e->kind == EVENT_IDENTITY_REQUESTED)
            asked = e->agency == agency ? i : rc->events_len;
        if (e->kind == EVENT_IDENTITY_OPENED && e->agency == agency) {
            found = asked;
            *leaf = rc->events[i].log_index;
        }
    }
    return found;
}

enum err identity_unseal(struct cx *cx, const struct env *env, struct db *db,
                         const struct officer_session *who, const struct read_case *rc,
                         struct str *out)
{
    enum agency_code false_by = AGENCY_NONE;
    enum custody_bad bad = CUSTODY_OK;
    struct request_seen request;
    int64_t leaf = 0;
    bool is_signed;
    size_t from;

    *out = STR("");
    if (!identity_may_read(who, &rc->head.state))
        return OK;
    from = opened_request(rc, who->agency, &leaf);
    if (from == rc->events_len)
        return FAIL(cx, ERR_CORRUPT, "a name is open, but no request led to it");
    TRY(leaf_signed(cx, env, db, leaf, &is_signed));
    if (!is_signed)
        return FAIL(cx, ERR_BUSY, "the opening is in no signed head yet");
    TRY(identity_request_collect(cx, rc, from, &request));
    /* one that did not count then, its agency being excluded, need not be true */
    do {
        identity_given_forget(&request, false_by);
        TRY(identity_name_open(cx, env, db, who, rc, &request, out, &false_by, &bad));
    } while (false_by != AGENCY_NONE && request.len > IDENTITY_NEED);
    if (bad != CUSTODY_OK || false_by != AGENCY_NONE)
        return FAIL(cx, ERR_CORRUPT, "an opened name does not open any more");
    return OK;
}

/* ---- lapse ---- */

static enum err lapse(struct cx *cx, const struct env *env, struct db *tx, struct case_id id,
                      bool *written)
{
    struct append *a = ARENA_NEW(cx->arena, struct append);
    struct event_facts facts;
    struct case_head head;
    int64_t log_index;
    enum err err;

    if (!a)
        return FAIL(cx, ERR_TOO_LARGE, "append");
    TRY(case_head_load(cx, env, tx, id, &head));
    event_facts_init(&facts);
    err = append_prepare(cx, env, &head, EVENT_IDENTITY_LAPSED, &facts, (struct bytes){ 0 }, NULL,
                         ACTOR_SERVER, a);
    if (err == ERR_INVALID) /* opened or refused meanwhile */
        return OK;
    TRY(err);
    TRY(append_write(cx, env, tx, a, &log_index));
    *written = true;
    return OK;
}

enum err lapse_identity_run(struct cx *cx, const struct env *env, struct db *tx, size_t limit,
                            size_t *count)
{
    struct case_id_list list;
    size_t n = 0;

    TRY(store_custody_lapsing(cx, tx, env->post, cx->now_us - IDENTITY_LAPSE_US, limit, &list));
    for (size_t i = 0; i < list.len; i++) {
        bool written = false;

        TRY(db_mark(cx, tx));
        if (lapse(cx, env, tx, list.at[i], &written) == OK) {
            TRY(db_mark_keep(cx, tx));
            n += written;
        } else {
            TRY(db_mark_undo(cx, tx));
        }
    }
    *count = n;
    return OK;
}
