/* audit_leaf: what one entry says, against all that came before it. */
#include "action/audit_work.h"
#include "action/public_event.h"
#include "base/codec.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SENTENCE_MAX 500
#define HEARTBEAT_GAP_US (2 * HOUR_US + HOUR_US / 4)

void audit_say(struct audit *a, enum audit_weight weight, const char *fmt, ...)
{
    char text[SENTENCE_MAX];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (weight == AUDIT_FAULT)
        a->result->faults++;
    a->plan->say(a->plan->arg, weight, text);
}

static const char *tag_text(char out[TAG_TEXT], const struct case_id *tag)
{
    hex_encode(out, tag->b, sizeof tag->b);
    return out;
}

void audit_say_silent(struct audit *a, struct case_id tag, const struct due_news *news)
{
    char hex[TAG_TEXT];

    for (size_t i = 0; i < news->len; i++) {
        struct civil day = day_civil(news->at[i].due);

        audit_say(a, AUDIT_FAULT,
                  "Case %s: the due date %04d-%02d-%02d for %s passed silently: it was not met, "
                  "and "
                  "no deadline.missed says so.",
                  tag_text(hex, &tag), day.year, day.month, day.day,
                  due_kind_words(news->at[i].kind));
    }
}

/* ---- the chain of a case ---- */

static void chain_check(struct audit *a, uint64_t index, const struct leaf *leaf,
                        struct case_id tag, const struct audit_case *c)
{
    bool begins = leaf->seq > 0 || str_is(leaf->type, "report.received");
    bool follows = leaf->seq == 0 || hash_eq(&leaf->prev, &c->last);
    unsigned long long at = index, seq = leaf->seq;
    char hex[TAG_TEXT];

    if (begins && follows && leaf->seq == c->events)
        return;
    tag_text(hex, &tag);
    if (leaf->seq == c->events) {
        if (!follows)
            audit_say(a, AUDIT_FAULT,
                      "Case %s: event %llu (%.*s, entry %llu) does not continue event %llu as it "
                      "stands in the log: one of the two was altered or exchanged.",
                      hex, seq, STR_FMT(leaf->type), at, seq - 1);
    } else if (leaf->seq > c->events) {
        audit_say(a, AUDIT_FAULT,
                  "Case %s: event %u is missing: entry %llu (%.*s, %.*s) is already event %llu.",
                  hex, c->events, at, STR_FMT(leaf->type), STR_FMT(leaf->at), seq);
    } else {
        audit_say(a, AUDIT_FAULT,
                  "Case %s: entry %llu (%.*s, %.*s) calls itself event %llu, but the case already "
                  "has %u events: events were reordered or forged.",
                  hex, at, STR_FMT(leaf->type), STR_FMT(leaf->at), seq, c->events);
    }
    if (!begins)
        audit_say(a, AUDIT_FAULT, "Case %s: begins with %.*s (entry %llu), not with a report.", hex,
                  STR_FMT(leaf->type), at);
}

/* ---- dates ---- */

static void date_check(struct audit *a, uint64_t index, const struct leaf *leaf, struct day day)
{
    struct audit_result *r = a->result;

    if (!day_known(r->first))
        r->first = r->last = day;
    if (day.n < r->last.n - 1) {
        struct civil last = day_civil(r->last);

        audit_say(a, AUDIT_FAULT,
                  "Entry %llu (%.*s) bears the date %.*s, but an entry before it is of "
                  "%04d-%02d-%02d: it was backdated, or put in later.",
                  (unsigned long long)index, STR_FMT(leaf->type), STR_FMT(leaf->at), last.year,
                  last.month, last.day);
    }
    if (day.n > a->plan->today.n + 1)
        audit_say(a, AUDIT_FAULT, "Entry %llu (%.*s) bears a date in the future: %.*s.",
                  (unsigned long long)index, STR_FMT(leaf->type), STR_FMT(leaf->at));
    if (day.n > r->last.n)
        r->last = day;
}

/* ---- signatures ---- */

/* What is signed is the text above the first key line (tlog/leaf.h). */
static struct bytes signed_part(struct str text)
{
    size_t end = str_find(text, STR("\nkey "));

    return (struct bytes){ (const uint8_t *)text.at, end == SIZE_MAX ? 0 : end + 1 };
}

static const struct leaf_key *key_of(const struct leaf *leaf)
{
    for (size_t i = 0; i < leaf->key_count; i++)
        if (str_eq(leaf->keys[i].name, leaf->by))
            return &leaf->keys[i];
    return NULL;
}

static void signature_ask(struct audit *a, uint64_t index, struct str text,
                          const struct leaf *leaf)
{
    const struct leaf_key *key = key_of(leaf);
    struct signature_job *job = &a->jobs[a->jobs_len];
    enum agency_code by;

    if (str_is(leaf->by, "posko"))
        return;
    if (!agency_code_parse(leaf->by, &by) || !a->result->keys.known[by]) {
        a->result->unsigned_keys++;
        return;
    }
    if (!key) {
        audit_say(a, AUDIT_FAULT, "Entry %llu (%.*s) is said to be by %.*s, but is not signed.",
                  (unsigned long long)index, STR_FMT(leaf->type), STR_FMT(leaf->by));
        return;
    }
    a->job_leaf[a->jobs_len] = *leaf;
    *job = (struct signature_job){
        .message = signed_part(text),
        .signature = key_of(&a->job_leaf[a->jobs_len])->signature,
        .public_key = a->result->keys.key[by],
        .about = index,
    };
    a->jobs_len++;
}

void audit_signatures(struct audit *a)
{
    signature_pool_check(a->pool, a->jobs, a->jobs_len);
    for (size_t i = 0; i < a->jobs_len; i++) {
        const struct leaf *leaf = &a->job_leaf[i];
        struct case_id tag;
        char hex[TAG_TEXT];

        a->result->signatures++;
        if (a->jobs[i].good)
            continue;
        memcpy(tag.b, leaf->case_tag, sizeof tag.b);
        audit_say(a, AUDIT_FAULT,
                  "Case %s: event %llu (%.*s, entry %llu) is said to be by %.*s, but was not "
                  "signed "
                  "with that agency's key: it was altered, forged, or the key was exchanged.",
                  leaf->of_case ? tag_text(hex, &tag) : "-", (unsigned long long)leaf->seq,
                  STR_FMT(leaf->type), (unsigned long long)a->jobs[i].about, STR_FMT(leaf->by));
    }
    a->jobs_len = 0;
}

/* ---- entries of the whole log ---- */

static bool key_read(const struct leaf *leaf, enum agency_code *agency, uint8_t key[32])
{
    size_t len = 0;

    return agency_code_parse(leaf_get_fact(leaf, "agency"), agency)
           && base64_decode(leaf_get_fact(leaf, "sign"), key, 32, &len) && len == 32;
}

/* A lost key cannot hand over: then two other agencies say that the new one is right. */
static unsigned vouchers(struct cx *cx, const struct audit *a, const struct leaf *leaf,
                         enum agency_code agency)
{
    const struct audit_keys *keys = &a->result->keys;
    unsigned good = 0;

    for (unsigned code = 1; code < AGENCY_COUNT; code++)
        if (code != (unsigned)agency && keys->known[code]
            && leaf_check_key(cx, leaf, str_of(agency_code_name((enum agency_code)code)),
                              keys->key[code])
                   == OK)
            good++;
    return good;
}

/* A key that takes the place of another must come from the agency: signed with the old one, and
 * with the new one beside it; or be a marked loss that two other agencies signed. */
static void key_changed(struct cx *cx, struct audit *a, uint64_t index, const struct leaf *leaf,
                        enum agency_code agency, const uint8_t key[32])
{
    const char *name = agency_code_name(agency);
    struct str fresh = arena_printf(cx->arena, "%s.new", name);
    unsigned long long at = index;

    a->result->signatures++;
    if (str_is(leaf_get_fact(leaf, "lost"), "yes")) {
        unsigned good = vouchers(cx, a, leaf, agency);

        audit_say(a, good >= 2 ? AUDIT_NOTE : AUDIT_FAULT,
                  good >= 2 ? "Entry %llu (%.*s): %s lost its key; its new one was signed by %u "
                              "other agencies."
                            : "Entry %llu (%.*s): %s is said to have lost its key, but only %u "
                              "other agencies signed the new one.",
                  at, STR_FMT(leaf->at), name, good);
        return;
    }
    if (str_is(leaf->by, name)
        && leaf_check_key(cx, leaf, str_of(name), a->result->keys.key[agency]) == OK
        && fresh.at && leaf_check_key(cx, leaf, fresh, key) == OK) {
        audit_say(a, AUDIT_NOTE, "Entry %llu (%.*s): %s signs with a new key from here on.", at,
                  STR_FMT(leaf->at), name);
        return;
    }
    audit_say(a, AUDIT_FAULT,
              "Entry %llu (%.*s): the key of %s was exchanged without that agency's signature. "
              "Ask %s whether the new key is its own.",
              at, STR_FMT(leaf->at), name, name);
}

/* agency.key: facts "agency" and "sign", the Ed25519 key that counts from here on. */
static void key_leaf(struct cx *cx, struct audit *a, uint64_t index, struct str text,
                     const struct leaf *leaf)
{
    struct audit_keys *keys = &a->result->keys;
    enum agency_code agency;
    uint8_t key[32];

    audit_signatures(a); /* what was signed before, by the key of before */
    if (!key_read(leaf, &agency, key)) {
        audit_say(a, AUDIT_FAULT, "Entry %llu names an agency's key in a way that cannot be read.",
                  (unsigned long long)index);
        return;
    }
    if (keys->known[agency] && !keys->assumed[agency]) {
        if (memcmp(keys->key[agency], key, sizeof key) != 0
            || !str_is(leaf->by, agency_code_name(agency)))
            key_changed(cx, a, index, leaf, agency, key);
        else
            signature_ask(a, index, text, leaf);
    }
    audit_signatures(a);
    if (!keys->known[agency] || keys->assumed[agency]) {
        memcpy(keys->key[agency], key, sizeof key);
        keys->known[agency] = true;
        keys->assumed[agency] = false;
        signature_ask(a, index, text, leaf); /* the first: signed with itself, if at all */
        audit_signatures(a);
    }
    memcpy(keys->key[agency], key, sizeof key);
}

static void heartbeat(struct audit *a, uint64_t index, const struct leaf *leaf, int64_t us)
{
    a->result->heartbeats++;
    if (a->heartbeat_us && us - a->heartbeat_us > HEARTBEAT_GAP_US)
        audit_say(a, AUDIT_NOTE,
                  "Entry %llu (%.*s): no heartbeat for %lld hours before it: the post was not "
                  "running.",
                  (unsigned long long)index, STR_FMT(leaf->at),
                  (long long)((us - a->heartbeat_us) / HOUR_US));
    a->heartbeat_us = us;
}

/* Outsiders see only that the record of who read what was pinned each day. */
static void access_head(struct audit *a, uint64_t index, const struct leaf *leaf)
{
    struct audit_result *r = a->result;
    struct day day;

    if (!day_parse(leaf_get_fact(leaf, "day"), &day)) {
        audit_say(a, AUDIT_FAULT, "Entry %llu (%.*s) does not say of which day it is.",
                  (unsigned long long)index, STR_FMT(leaf->type));
        return;
    }
    if (r->access_heads && day.n <= r->access_day.n)
        audit_say(a, AUDIT_FAULT,
                  "Entry %llu: the record of who read what was given a second head for one day.",
                  (unsigned long long)index);
    else if (r->access_heads && day.n > r->access_day.n + 1)
        audit_say(a, AUDIT_NOTE,
                  "Entry %llu (%.*s): no head of the record of who read what for %ld days before "
                  "it: the post was not running.",
                  (unsigned long long)index, STR_FMT(leaf->at),
                  (long)(day.n - r->access_day.n - 1));
    r->access_heads++;
    r->access_day = day;
}

/* What is written in the watch log is sealed; outsiders see that an agency signed a line. */
static void watch_leaf(struct audit *a, uint64_t index, const struct leaf *leaf)
{
    enum agency_code agency;

    a->result->watch_lines++;
    if (!agency_code_parse(leaf->by, &agency))
        audit_say(a, AUDIT_FAULT,
                  "Entry %llu (%.*s) is an act of an agency, but none has signed it.",
                  (unsigned long long)index, STR_FMT(leaf->type));
}

static void log_leaf(struct cx *cx, struct audit *a, uint64_t index, struct str text,
                     const struct leaf *leaf, bool timed, int64_t us)
{
    statistics_other(&a->count);
    if (str_is(leaf->type, "agency.key")) {
        key_leaf(cx, a, index, text, leaf);
        return;
    }
    signature_ask(a, index, text, leaf);
    audit_witness_leaf(a, leaf);
    if (str_is(leaf->type, "access.head"))
        access_head(a, index, leaf);
    if (str_starts(leaf->type, STR("watch.")))
        watch_leaf(a, index, leaf);
    if (str_is(leaf->type, "log.heartbeat") && timed)
        heartbeat(a, index, leaf, us);
}

/* ---- entries of a case ---- */

static void custody_check(struct audit *a, uint64_t index, const struct leaf *leaf,
                          struct case_id tag, struct audit_case *c, const struct public_event *e)
{
    enum custody_fault fault = custody_watch_event(&c->custody, e);
    char hex[TAG_TEXT];

    if (fault != CUSTODY_FINE)
        audit_say(a, AUDIT_FAULT, "Case %s: entry %llu (%.*s): %s.", tag_text(hex, &tag),
                  (unsigned long long)index, STR_FMT(leaf->type), custody_fault_words(fault));
}

static enum err case_leaf(struct cx *cx, struct audit *a, uint64_t index, const struct leaf *leaf,
                          const struct hash *hash)
{
    struct public_event e;
    struct due_news news = { 0 };
    struct audit_case *c;
    struct case_id tag;
    const char *why;
    void *row;

    memcpy(tag.b, leaf->case_tag, sizeof tag.b);
    TRY(tag_map_row(cx, &a->cases, tag, &row));
    c = row;
    chain_check(a, index, leaf, tag, c);
    c->events = (uint32_t)leaf->seq + 1;
    c->last = *hash;
    if (!public_event_of(leaf, &e, &why)) {
        statistics_other(&a->count);
        audit_say(a, AUDIT_FAULT, "Entry %llu (%.*s) %s.", (unsigned long long)index,
                  STR_FMT(leaf->type), why);
        return OK;
    }
    if (e.by == AGENCY_NONE && !(event_rule(e.kind)->actors & (ACTOR_REPORTER | ACTOR_SERVER)))
        audit_say(a, AUDIT_FAULT,
                  "Entry %llu (%.*s) is an act of an agency, but none has signed it.",
                  (unsigned long long)index, STR_FMT(leaf->type));
    custody_check(a, index, leaf, tag, c, &e);
    TRY(statistics_event(cx, &a->count, &c->counted, &e, &news));
    audit_say_silent(a, tag, &news);
    return OK;
}

enum err audit_leaf(struct cx *cx, struct audit *a, uint64_t index, struct str text,
                    const struct hash *hash)
{
    struct leaf leaf;
    struct day day;
    int64_t us = 0;
    bool timed;

    if (leaf_parse(cx, text, &leaf) != OK || !leaf_day(leaf.at, &day, &timed, &us)) {
        statistics_other(&a->count);
        audit_say(a, AUDIT_FAULT, "Entry %llu cannot be read: it is not written as entries are.",
                  (unsigned long long)index);
        return OK;
    }
    date_check(a, index, &leaf, day);
    if (!leaf.of_case) {
        log_leaf(cx, a, index, text, &leaf, timed, us);
        return audit_attested_leaf(cx, a, index, &leaf);
    }
    signature_ask(a, index, text, &leaf);
    return case_leaf(cx, a, index, &leaf, hash);
}
