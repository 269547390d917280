/* event_leaf: see the header. */
#include "action/event_leaf.h"
#include "base/codec.h"
#include <sodium.h>
#include <string.h>

#define COMMITTED_MAX 10000

enum err event_committed(struct cx *cx, const struct event *e, struct bytes object,
                         struct bytes *out)
{
    struct buf b = buf_in(cx->arena, COMMITTED_MAX);
    uint8_t hash[32];
    char hex[65], officer[2 * ID_SIZE + 1];
    struct str json, text;

    TRY(event_facts_write(cx, &e->facts, &json));
    crypto_hash_sha256(hash, object.at, object.len);
    hex_encode(hex, hash, sizeof hash);
    hex_encode(officer, e->officer.b, ID_SIZE);
    buf_printf(&b, "posko-event/v1\nat_us %lld\nofficer %s\n%.*s\nobject %s\n",
               (long long)e->at_us, e->actor == ACTOR_OFFICER ? officer : "-", STR_FMT(json),
               object.len ? hex : "-");
    text = buf_end(&b);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "committed bytes of an event");
    *out = (struct bytes){ (const uint8_t *)text.at, text.len };
    return OK;
}

/* A report is the post's, also where an officer wrote it down: nothing public tells how
 * it came (design.md section 4). */
static bool by_agency(const struct event *e)
{
    return e->actor == ACTOR_OFFICER && e->kind != EVENT_REPORT_RECEIVED;
}

struct str event_leaf_by(const struct event *e)
{
    return by_agency(e) ? str_of(agency_code_name(e->agency)) : STR("posko");
}

/* The public facts of the kind, and nothing else (design.md section 4). Until an officer
 * has reviewed it, a clock that only some reports have would tell which this is. */
static enum err leaf_facts(struct cx *cx, const struct event_leaf_input *in, struct leaf *leaf)
{
    const struct event_facts *f = &in->event->facts;
    bool reviewed = in->before->stage >= STAGE_REVIEWED || f->clock == CLOCK_INITIAL_REVIEW;
    unsigned shows = event_rule(in->event->kind)->shows;

    if (shows & PUBLIC_INTAKE && f->intake)
        TRY(leaf_add_fact(cx, leaf, "intake", str_of(intake_name(f->intake))));
    if (shows & PUBLIC_CATEGORY && f->category)
        TRY(leaf_add_fact(cx, leaf, "category", str_of(category_name(f->category))));
    if (shows & PUBLIC_AUTHORITY && f->authority)
        TRY(leaf_add_fact(cx, leaf, "authority", str_of(authority_name(f->authority))));
    if (shows & PUBLIC_RESULT && f->result)
        TRY(leaf_add_fact(cx, leaf, "result", str_of(result_name(f->result))));
    if (shows & PUBLIC_CLOCK && f->clock && reviewed)
        TRY(leaf_add_fact(cx, leaf, "clock", str_of(clock_name_text(f->clock))));
    if (shows & PUBLIC_AGENCY && f->agency)
        TRY(leaf_add_fact(cx, leaf, "agency", str_of(agency_code_name(f->agency))));
    return OK;
}

/* The earliest day by which somebody must act because of this event. Of a report it is
 * the initial review's, which all reports have alike. */
static struct day due_of(const struct event *e)
{
    const struct event_facts *f = &e->facts;
    struct day due = DAY_NONE;

    for (size_t i = 0; i < f->clocks_len; i++)
        if (day_known(f->clocks[i].due_on)
            && (e->kind != EVENT_REPORT_RECEIVED || f->clocks[i].name == CLOCK_INITIAL_REVIEW)
            && (!day_known(due) || f->clocks[i].due_on.n < due.n))
            due = f->clocks[i].due_on;
    return due;
}

enum err event_leaf(struct cx *cx, const struct event_leaf_input *in, struct leaf *out)
{
    const struct event *e = in->event;
    struct bytes committed;
    struct leaf leaf = {
        .type = str_of(event_rule(e->kind)->name),
        .of_case = true,
        .seq = e->seq,
        .at = by_agency(e) ? leaf_at_instant(cx->arena, e->at_us, in->zone_minutes)
                           : leaf_at_day(cx->arena, day_at(e->at_us, in->zone_minutes)),
        .by = event_leaf_by(e),
        .due = due_of(e),
    };

    memcpy(leaf.case_tag, in->id.b, sizeof leaf.case_tag);
    memcpy(leaf.prev.b, in->prev, sizeof leaf.prev.b);
    TRY(leaf_facts(cx, in, &leaf));
    TRY(event_committed(cx, e, in->object, &committed));
    leaf_commit(in->nonce, committed, leaf.commit);
    *out = leaf;
    return OK;
}
