/*
 * audit: `posko audit URL-or-DIR`: the whole log, checked without trusting whoever keeps it.
 */
#include "action/audit_post.h"
#include "action/published_numbers.h"
#include "action/rebuild.h"
#include "cli/audit_talk.h"
#include "cli/cli.h"
#include "base/file.h"
#include "tlog/policy.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ARENA_MAX (256u << 20)

struct audit_job {
    struct cx *cx;
    const char *where;
    const char *key; /* as given; NULL */
    struct audit_talk *talk;
    struct audit_plan plan;
    struct audit_summary summary;
    struct audit_result result;
};

/* ---- a log from outside ---- */

struct outside {
    struct log_source source;
    struct audit_head head;
    struct published_numbers numbers;
    bool has_numbers;
};

static void outside_close(struct outside *o)
{
    log_source_close(&o->source);
    json_release(&o->numbers.numbers);
    json_release(&o->numbers.attested);
}

static enum err head_once(struct cx *cx, void *arg, uint64_t after, struct audit_head *out,
                          bool *there)
{
    const struct audit_head *head = arg;

    (void)cx;
    *there = head->size > after;
    if (*there)
        *out = *head;
    return OK;
}

/* "policy" as it is served beside the log; where a key was given, that one's log stands in it. */
static enum err policy_have(struct audit_job *j, struct log_source *source, struct policy *policy)
{
    struct cx *cx = j->cx;
    struct bytes served;
    struct note_verifier given;
    struct str text;

    j->summary.key_from = j->key ? "given" : "served";
    if (log_source_file(cx, source, "policy", &served) == OK) {
        TRY(policy_parse(cx, (struct str){ (const char *)served.at, served.len }, policy));
        if (!j->key)
            return OK;
        TRY(verifier_parse(cx, str_of(j->key), &given));
        for (size_t i = 0; i < policy->log_count; i++)
            if (str_eq(policy->logs[i].key.name, given.name)
                && memcmp(policy->logs[i].key.public_key, given.public_key, 32) == 0)
                return OK;
        audit_talk_say(j->talk, AUDIT_FAULT,
                       "The policy that is served names another key of the log than the one you "
                       "gave.");
    } else if (!j->key) {
        return FAIL(cx, ERR_NOT_FOUND,
                    "%s serves no policy: give the log's key with --key (it stands on the post's "
                    "board)",
                    j->where);
    }
    text = arena_printf(cx->arena, "log %s\nquorum none\n", j->key);
    return text.at ? policy_parse(cx, text, policy) : FAIL(cx, ERR_TOO_LARGE, "policy");
}

static enum err head_have(struct audit_job *j, struct log_source *source, struct audit_head *out)
{
    struct cx *cx = j->cx;
    struct policy *policy = ARENA_NEW(cx->arena, struct policy);
    struct policy_result *read = ARENA_NEW(cx->arena, struct policy_result);
    struct bytes note;
    enum err err;

    if (!policy || !read)
        return FAIL(cx, ERR_TOO_LARGE, "policy");
    TRY(policy_have(j, source, policy));
    TRY(log_source_file(cx, source, "checkpoint", &note));
    err = policy_read(cx, policy, (struct str){ (const char *)note.at, note.len }, read);
    if (err != OK)
        return FAIL(cx, err,
                    "the head of this log is not signed with its key, or is not a head at all: "
                    "it was "
                    "altered, or this is not the log");
    for (size_t i = 0; i < policy->node_count; i++)
        j->summary.witnesses += !policy->nodes[i].group;
    j->summary.origin = read->checkpoint.origin;
    j->summary.head_signed = true;
    j->summary.cosigned = read->cosigned;
    j->summary.quorum = read->quorum;
    j->summary.quorum_asked = policy->quorum >= 0;
    *out = (struct audit_head){ read->checkpoint.size, read->checkpoint.root };
    return OK;
}

/* The numbers that are published beside the log; there need be none. */
static void numbers_have(struct audit_job *j, struct outside *o)
{
    struct log_source beside = o->source;
    struct str base = str_of(o->source.base);
    struct bytes json;

    if (o->source.kind == LOG_URL) {
        if (str_ends(base, STR("/log")))
            base.len -= 4;
        beside.base = arena_printf(j->cx->arena, "%.*s/api/v1", STR_FMT(base)).at;
    }
    if (!beside.base
        || log_source_file(j->cx, &beside,
                           o->source.kind == LOG_URL ? "statistics" : "statistics.json", &json)
               != OK)
        return;
    o->has_numbers = published_numbers_read(j->cx, (struct str){ (const char *)json.at, json.len },
                                            &o->numbers)
                     == OK;
    if (!o->has_numbers) {
        audit_talk_say(j->talk, AUDIT_FAULT, "The published numbers cannot be read.");
        return;
    }
    j->plan.statistics_size = o->numbers.size;
    j->plan.statistics_day = o->numbers.day;
}

static void numbers_compare(struct audit_job *j, const struct outside *o)
{
    if (!o->has_numbers)
        return;
    if (!j->result.then) {
        audit_talk_say(j->talk, AUDIT_FAULT,
                       "The published numbers speak of more entries than the signed log has.");
        return;
    }
    (void)published_numbers_compare(j->cx, &o->numbers, &j->result.statistics_then, &j->plan);
    j->summary.numbers_compared = true;
}

static enum err audit_outside(struct audit_job *j, bool web)
{
    AUTO(outside_close) struct outside o = { 0 };
    struct cx *cx = j->cx;

    TRY(web ? log_source_url(cx, j->where, &o.source)
            : log_source_folder(cx, j->where, &o.source));
    numbers_have(j, &o); /* before the head: numbers are of no later head than this one */
    TRY(head_have(j, &o.source, &o.head));
    j->plan.source = &o.source;
    j->plan.size = o.head.size;
    j->plan.heads = (struct audit_heads){ head_once, &o.head };
    TRY(audit_log(cx, &j->plan, &j->result));
    numbers_compare(j, &o);
    return OK;
}

/* ---- a post's directory ---- */

static enum err audit_inside(struct audit_job *j)
{
    AUTO(db_close) struct db *db = NULL;
    struct cx *cx = j->cx;
    struct audit_post_result r;
    struct note_verifier key;
    struct settings settings;
    struct carried carried;
    struct env *env;
    bool has_key;

    TRY(cli_carried(cx, j->where, &carried));
    TRY(post_open(cx, j->where, DB_READ, &carried, &db, &settings, &env));
    j->plan.today = day_at(cx->now_us, env->zone_minutes);
    if (j->key)
        TRY(verifier_parse(cx, str_of(j->key), &key));
    has_key = j->key || audit_post_key(cx, env, &key) == OK;
    j->summary.key_from = j->key ? "given" : has_key ? "own" : "none";
    TRY(audit_post(cx, env, db, &j->plan, has_key ? &key : NULL, &r));
    j->result = r.log;
    j->summary.origin = r.origin;
    j->summary.head_signed = has_key;
    j->summary.own = true;
    j->summary.waiting = r.waiting;
    j->summary.cases = r.cases;
    j->summary.events = r.events;
    j->summary.reads = r.reads.entries;
    j->summary.reads_held = r.reads.held;
    return OK;
}

static bool is_web(const char *where)
{
    return str_starts(str_of(where), STR("http://")) || str_starts(str_of(where), STR("https://"));
}

static enum err audit_any(struct audit_job *j)
{
    const char *database = file_join(j->cx->arena, j->where, "posko.db");

    j->plan.say = audit_talk_say;
    j->plan.arg = j->talk;
    j->plan.today = day_at(j->cx->now_us, ZONE_WIB);
    j->summary.where = j->where;
    j->summary.key_from = "none";
    j->summary.result = &j->result;
    if (is_web(j->where))
        return audit_outside(j, true);
    if (database && access(database, F_OK) == 0)
        return audit_inside(j);
    return audit_outside(j, false);
}

/* Before the audit, so that what it says is of what stands then. */
static enum err rebuild_first(struct cx *cx, const char *dir, struct audit_talk *talk)
{
    AUTO(db_close) struct db *db = NULL;
    AUTO(db_end) struct db *tx = NULL;
    struct settings settings;
    struct carried carried;
    struct rebuild r;
    struct env *env;

    if (is_web(dir))
        return FAIL(cx, ERR_INVALID, "--rebuild is for a post's own directory");
    TRY(cli_carried(cx, dir, &carried));
    TRY(post_open(cx, dir, DB_WRITE, &carried, &db, &settings, &env));
    TRY(db_begin(cx, db, &tx));
    TRY(rebuild_post(cx, env, tx, &r));
    TRY(db_commit(cx, tx));
    if (talk->json)
        return OK; /* what is left wrong is in its object */
    for (size_t i = 0; i < r.said.len; i++)
        printf("Differed: %.*s\n", STR_FMT(r.said.at[i]));
    if (r.said.more)
        printf("Differed: %zu more\n", r.said.more);
    printf("Made again from the events: %lld of %lld cases differed.", (long long)r.mended,
           (long long)r.cases);
    if (r.refused)
        printf(" %lld were left alone: their events are not what their leaves commit to.",
               (long long)r.refused);
    printf("\n");
    return OK;
}

int cmd_audit(int argc, char **argv)
{
    struct option options[] = { { "--json", false, NULL },
                                { "--key", true, NULL },
                                { "--rebuild", false, NULL } };
    struct arena *arena = arena_new(ARENA_MAX);
    struct audit_job *j = arena ? ARENA_NEW(arena, struct audit_job) : NULL;
    struct audit_talk talk;
    struct words words;
    struct cx cx = cx_system(arena);
    int status = EXIT_FAILED;
    enum err err;

    if (!j)
        return EXIT_FAILED;
    if (!cli_words(argc, argv, options, COUNT_OF(options), 1, 1, &words))
        return EXIT_MISUSE;
    setvbuf(stdout, NULL, _IOLBF, 0);
    audit_talk_open(arena, options[0].given != NULL, &talk);
    j->cx = &cx;
    j->where = words.at[0];
    j->key = options[1].given;
    j->talk = &talk;
    err = options[2].given ? rebuild_first(&cx, j->where, &talk) : OK;
    if (err == OK)
        err = audit_any(j);
    status = err == OK ? audit_talk_end(&cx, &talk, &j->summary) : cli_fail(&cx, err);
    arena_free(arena);
    return status;
}
