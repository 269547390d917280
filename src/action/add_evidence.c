/* add_evidence: see the header. */
#include "action/add_evidence.h"

struct evidence_adding {
    struct evidence_new *files;
    struct append append;
};

static enum err payload_of(struct cx *cx, const struct evidence_new *files, struct bytes *out)
{
    struct buf b = buf_in(cx->arena, EVIDENCE_JSON_MAX);
    struct json_out o = json_to(&b);
    struct str text;

    json_begin(&o);
    evidence_put(cx, files, &o);
    json_end(&o);
    text = buf_end(&b);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "files of a case");
    *out = (struct bytes){ (const uint8_t *)text.at, text.len };
    return OK;
}

static enum err prepare(struct cx *cx, const struct env *env, struct db *db,
                        const struct upload_owner *owner, const struct case_head *head,
                        const struct officer_session *by, struct evidence_adding **out,
                        size_t *unfinished)
{
    struct evidence_adding *a = ARENA_NEW(cx->arena, struct evidence_adding);
    struct event_facts facts;
    struct bytes payload;

    if (!a)
        return FAIL(cx, ERR_TOO_LARGE, "files of a case");
    TRY(evidence_gather(cx, env, db, owner, &a->files, unfinished));
    if (!a->files) {
        *out = NULL;
        return OK;
    }
    event_facts_init(&facts);
    TRY(payload_of(cx, a->files, &payload));
    TRY(append_prepare(cx, env, head, EVENT_EVIDENCE_ADDED, &facts, payload, by,
                       by ? ACTOR_OFFICER : ACTOR_REPORTER, &a->append));
    *out = a;
    return OK;
}

enum err add_evidence_reporter(struct cx *cx, const struct env *env, struct db *db,
                               const struct reporter_session *who, struct evidence_adding **out,
                               size_t *unfinished)
{
    struct upload_owner owner AUTO(upload_owner_wipe) = { { 0 }, { { 0 } } };
    struct case_head head = { .opened = false };

    upload_owner_reporter(who, &owner);
    TRY(case_head_load(cx, env, db, who->id, &head));
    return prepare(cx, env, db, &owner, &head, NULL, out, unfinished);
}

enum err add_evidence_officer(struct cx *cx, const struct env *env, struct db *db,
                              const struct officer_session *who, const struct case_head *head,
                              struct evidence_adding **out, size_t *unfinished)
{
    struct upload_owner owner AUTO(upload_owner_wipe) = { { 0 }, { { 0 } } };

    upload_owner_officer(who, head->id, &owner);
    return prepare(cx, env, db, &owner, head, who, out, unfinished);
}

enum err add_evidence_write(struct cx *cx, const struct env *env, struct db *tx,
                            struct evidence_adding *adding, int64_t *log_index)
{
    TRY(append_write(cx, env, tx, &adding->append, log_index));
    return evidence_write(cx, env, tx, adding->append.head.id, adding->files);
}
