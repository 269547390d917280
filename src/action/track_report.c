/* track_report: see the header. The reporter's own key opens the case; officers stay nameless. */
#include "action/track_report.h"
#include "action/append.h"
#include "action/case_clocks.h"
#include "action/file_report.h"
#include "action/read_case.h"
#include "domain/triage_json.h"
#include "store/case_event.h"
#include "store/case_file.h"
#include "store/case_state.h"
#include "vault/grant.h"
#include <string.h>

#define TELL_JSON_MAX 160000
#define GRANT_SERIAL_FIRST 1

/* What the officers do among themselves is theirs. */
static bool shown_to_reporter(enum event_kind kind)
{
    return kind != EVENT_NOTE_ADDED && kind != EVENT_TASK_ADDED && kind != EVENT_TASK_DONE;
}

/* Words written for the reporter, or by him; the desk says so where it asks for them. What
 * officers write to each other (reviews, cover notes, why a case was merged) is not. */
static bool text_for_reporter(enum event_kind kind)
{
    switch ((int)kind) {
    case EVENT_REPORT_SUPPLEMENTED:
    case EVENT_REPORT_WITHDRAWN:
    case EVENT_MESSAGE_RECEIVED:
    case EVENT_MESSAGE_SENT:
    case EVENT_COMPLETION_ASKED:
    case EVENT_REFERRAL_ANSWERED:
    case EVENT_CLOCK_EXTENDED:
    case EVENT_CLOCK_PAUSED:
    case EVENT_CLOCK_RESUMED:
    case EVENT_CASE_DECIDED:
    case EVENT_CASE_CLOSED:
    case EVENT_CASE_REOPENED:
    /* his name, and who may read his report, are his to know */
    case EVENT_IDENTITY_REQUESTED:
    case EVENT_IDENTITY_REFUSED:
    case EVENT_GRANT_PROPOSED:
    case EVENT_GRANT_REVOKED:
        return true;
    default:
        return false;
    }
}

static bool is_talk(enum event_kind kind)
{
    return kind == EVENT_MESSAGE_SENT || kind == EVENT_MESSAGE_RECEIVED
           || kind == EVENT_COMPLETION_ASKED || kind == EVENT_REPORT_SUPPLEMENTED;
}

static enum err reporter_case_keys(struct cx *cx, const struct env *env, struct db *db,
                                   const struct reporter_session *who, struct case_keys *out)
{
    struct secret32 secret AUTO(secret32_wipe) = { { 0 } };
    struct case_file file;

    TRY(store_case_get(cx, db, env->post, who->id, &file));
    if (file.reporter_grant.len != GRANT_SEALED_LEN)
        return FAIL(cx, ERR_CORRUPT, "reporter's grant of %zu bytes", file.reporter_grant.len);
    TRY(grant_open(cx, GRANT_CASE_REPORTER, who->id.b, GRANT_SERIAL_FIRST, &who->keys.pk,
                   &who->keys.sk, file.reporter_grant.at, &secret));
    case_keys_of(&secret, out);
    return OK;
}

static struct str agency_name(const struct env *env, const struct event *e)
{
    for (size_t i = 0; i < env->agencies_len; i++)
        if (e->by_agency_known && env->agencies[i].code == e->agency)
            return env->agencies[i].name;
    return STR("");
}

struct tracking {
    struct track_event *events;
    struct talk *talk;
    const json_t *findings;
    struct evidence_file *files;
};

/* What officers brought is known to him by its line; what he sent, by name and hash. */
static enum err files_take(struct cx *cx, const json_t *payload, struct tracking *t,
                           struct track *out)
{
    struct evidence_list list;
    struct evidence_file *all;

    TRY(evidence_read(cx, payload, &list));
    if (list.len == 0)
        return OK;
    all = ARENA_ARRAY(cx->arena, struct evidence_file, out->files_len + list.len);
    if (!all)
        return FAIL(cx, ERR_TOO_LARGE, "files of a report");
    if (out->files_len > 0)
        memcpy(all, t->files, out->files_len * sizeof *all);
    memcpy(all + out->files_len, list.at, list.len * sizeof *all);
    out->files_len += list.len;
    out->files = t->files = all;
    return OK;
}

static enum err event_track(struct cx *cx, const struct env *env, const struct case_keys *keys,
                            const struct stored_event *stored, struct tracking *t,
                            struct track *out)
{
    const struct event *e = &stored->event;
    struct track_event *shown = &t->events[out->events_len];
    const json_t *payload;

    TRY(event_payload_open(cx, out->id, keys, stored, &payload));
    TRY(event_report_take(cx, payload, &out->report, &t->findings));
    if (e->actor == ACTOR_REPORTER)
        TRY(files_take(cx, payload, t, out));
    *shown = (struct track_event){
        .kind = e->kind,
        .facts = e->facts,
        .at_us = e->at_us,
        .log_index = stored->log_index,
        .day_only = e->actor == ACTOR_REPORTER,
        .agency = agency_name(env, e),
        .text = text_for_reporter(e->kind) ? json_text(payload, "text") : STR(""),
        .number = json_text(payload, "register_number"),
    };
    out->events_len++;
    if (is_talk(e->kind) && shown->text.len)
        t->talk[out->talk_len++] = (struct talk){
            .from_reporter = e->actor == ACTOR_REPORTER,
            .agency = shown->agency,
            .text = shown->text,
            .at_us = e->at_us,
        };
    return OK;
}

enum err track_report(struct cx *cx, const struct env *env, struct db *db,
                      const struct reporter_session *who, struct track *out)
{
    struct case_keys keys AUTO(case_keys_wipe) = { { { 0 } }, { { 0 } } };
    struct stored_event_list stored;
    struct tracking t = { 0 };

    memset(out, 0, sizeof *out);
    report_form_init(&out->report);
    out->id = who->id;
    out->number = who->number;
    TRY(reporter_case_keys(cx, env, db, who, &keys));
    TRY(store_case_state_load(cx, db, who->id, &out->state));
    TRY(store_event_list(cx, db, who->id, 0, &stored));
    t.events = ARENA_ARRAY(cx->arena, struct track_event, stored.len + 1);
    t.talk = ARENA_ARRAY(cx->arena, struct talk, stored.len + 1);
    if (!t.events || !t.talk)
        return FAIL(cx, ERR_TOO_LARGE, "timeline");
    for (size_t i = 0; i < stored.len; i++)
        if (shown_to_reporter(stored.at[i].event.kind))
            TRY(event_track(cx, env, &keys, &stored.at[i], &t, out));
    out->events = t.events;
    out->talk = t.talk;
    return OK;
}

/* ---- telling ---- */

struct telling {
    struct append append;
};

/* A completed report is looked at by the rules again: what is still missing, and whether
 * it came in time, as of the day it was first filed. */
static enum err supplement_add(struct cx *cx, const struct env *env, const struct case_head *head,
                               const struct report_form *form, struct event_facts *facts,
                               struct json_out *o)
{
    struct triage_findings *found = ARENA_NEW(cx->arena, struct triage_findings);
    struct report_form content = *form, known = *form;
    struct str form_json;

    if (!found)
        return FAIL(cx, ERR_TOO_LARGE, "findings");
    /* a name that was given is sealed, not missing */
    if (head->state.mode != MODE_ANONYMOUS
        && !(head->state.missing & CODE_BIT(MISSING_IDENTITAS_PELAPOR)))
        known.name = known.phone = known.address = STR("(disegel)");
    TRY(report_triage(cx, env, &known, head->state.received_us, found));
    facts->missing = found->missing;
    facts->timeliness = found->timeliness;
    content.name = content.phone = content.address = STR("");
    TRY(report_form_write(cx, &content, &form_json));
    json_key(o, "form");
    json_raw(o, form_json);
    json_key(o, "findings");
    triage_findings_json(cx, found, o);
    return OK;
}

enum err tell_check(struct cx *cx, const struct env *env, struct db *db,
                    const struct reporter_session *who, const struct tell *tell,
                    struct telling **out)
{
    struct telling *t = ARENA_NEW(cx->arena, struct telling);
    struct buf b = buf_in(cx->arena, TELL_JSON_MAX);
    struct json_out o = json_to(&b);
    struct event_facts facts;
    struct case_head head;
    struct str text;

    if (!t)
        return FAIL(cx, ERR_TOO_LARGE, "telling");
    TRY(case_head_load(cx, env, db, who->id, &head));
    event_facts_init(&facts);
    facts.pressured = tell->pressured == ANSWER_YES;
    json_begin(&o);
    json_put(&o, "text", tell->text);
    if (tell->kind == EVENT_REPORT_SUPPLEMENTED)
        TRY(supplement_add(cx, env, &head, tell->changes, &facts, &o));
    json_end(&o);
    text = buf_end(&b);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "what the reporter tells");
    TRY(append_prepare(cx, env, &head, tell->kind, &facts,
                       (struct bytes){ (const uint8_t *)text.at, text.len }, NULL, ACTOR_REPORTER,
                       &t->append));
    *out = t;
    return OK;
}

enum err tell_write(struct cx *cx, const struct env *env, struct db *tx, struct telling *telling,
                    int64_t *log_index)
{
    return append_write(cx, env, tx, &telling->append, log_index);
}
