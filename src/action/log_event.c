/* log_event: see the header. */
#include "action/log_event.h"
#include "action/access_log.h"
#include "action/publish.h"
#include "base/codec.h"
#include "store/log_entry.h"
#include "store/log_event.h"
#include "store/officer.h"
#include "store/post.h"
#include <sodium.h>
#include <string.h>


struct bytes log_event_committed(struct arena *arena, const char *kind, struct str name,
                                 struct str value)
{
    struct str text = arena_printf(arena, "posko-log-event/v1\n%s\n%.*s\n%.*s\n", kind,
                                   STR_FMT(name), STR_FMT(value));

    return (struct bytes){ (const uint8_t *)text.at, text.len };
}

static enum err leaf_make(struct cx *cx, const struct env *env, const struct log_event *e,
                          const uint8_t nonce[32], struct str *out)
{
    struct bytes committed = log_event_committed(cx->arena, e->kind, e->name, e->value);
    struct leaf leaf = {
        .type = str_of(e->kind),
        .at = e->day_only ? leaf_at_day(cx->arena, day_at(cx->now_us, env->zone_minutes))
                          : leaf_at_instant(cx->arena, cx->now_us, env->zone_minutes),
        .by = e->by,
        .due = DAY_NONE,
    };

    if (!committed.at)
        return FAIL(cx, ERR_TOO_LARGE, "log event");
    for (size_t i = 0; i < e->facts_len; i++) {
        struct str name = arena_copy(cx->arena, e->facts[i].name);

        if (!name.at || !e->facts[i].value.at)
            return FAIL(cx, ERR_TOO_LARGE, "log event");
        TRY(leaf_add_fact(cx, &leaf, name.at, e->facts[i].value));
    }
    leaf_commit(nonce, committed, leaf.commit);
    if (e->sign_secret)
        TRY(leaf_sign(cx, &leaf, e->by, e->sign_secret));
    for (size_t i = 0; i < e->also_len; i++)
        TRY(leaf_sign(cx, &leaf, e->also[i].name, e->also[i].secret));
    return leaf_text(cx, &leaf, out);
}

/* The public key is the second half of libsodium's secret. */
static enum err key_is_now(struct cx *cx, const struct env *env, struct db *tx, struct str name,
                           const uint8_t *secret)
{
    enum agency_code code;
    uint8_t now[32];

    if (!secret || !agency_code_parse(name, &code))
        return OK; /* nobody, or a key that is new with this leaf */
    TRY(store_agency_sign_pk(cx, tx, env->post, code, now));
    return memcmp(secret + 32, now, sizeof now) == 0
               ? OK
               : FAIL(cx, ERR_CONFLICT, "the keys of %s were renewed meanwhile",
                      agency_code_name(code));
}

/* What an officer signed before his agency's keys were renewed must not come after them: to
 * outsiders it would be false. */
static enum err signers_check(struct cx *cx, const struct env *env, struct db *tx,
                              const struct log_event *e)
{
    TRY(key_is_now(cx, env, tx, e->by, e->sign_secret));
    for (size_t i = 0; i < e->also_len; i++)
        TRY(key_is_now(cx, env, tx, e->also[i].name, e->also[i].secret));
    return OK;
}

enum err log_event_append(struct cx *cx, const struct env *env, struct db *tx,
                          const struct log_event *e, int64_t *log_index)
{
    struct log_event_row row = { .kind = str_of(e->kind),
                                 .name = e->name,
                                 .value = e->value,
                                 .at_us = cx->now_us };
    struct str leaf;
    struct hash hash;

    TRY(signers_check(cx, env, tx, e));
    cx->random(row.nonce, sizeof row.nonce);
    TRY(leaf_make(cx, env, e, row.nonce, &leaf));
    leaf_hash(leaf, &hash);
    TRY(store_log_size(cx, tx, env->post, &row.log_index));
    TRY(store_log_append(cx, tx, env->post, row.log_index,
                         (struct bytes){ (const uint8_t *)leaf.at, leaf.len }, hash.b));
    TRY(store_log_event_insert(cx, tx, env->post, &row));
    *log_index = row.log_index;
    return OK;
}

enum err log_event_ensure(struct cx *cx, const struct env *env, struct db *tx,
                          const struct log_event *e, bool *added)
{
    struct log_event_row row;
    int64_t at;
    enum err err = store_log_event_newest(cx, tx, env->post, str_of(e->kind), e->name, &row);

    if (err == OK && str_eq(row.value, e->value))
        return OK;
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    TRY(log_event_append(cx, env, tx, e, &at));
    *added = true;
    return OK;
}

/* ---- the kinds ---- */

static struct str base64_32(struct arena *arena, const uint8_t b[32])
{
    return base64_of(arena, (struct bytes){ b, 32 });
}

void log_event_agency(struct arena *arena, enum agency_code code, const uint8_t box_pk[32],
                      const uint8_t sign_pk[32], const uint8_t custodian_pk[32],
                      struct log_event *out)
{
    struct str name = str_of(agency_code_name(code)), box = base64_32(arena, box_pk),
               sign = base64_32(arena, sign_pk), custodian = base64_32(arena, custodian_pk);

    *out = (struct log_event){
        .kind = "agency.key",
        .name = name,
        .value = arena_printf(arena, "%.*s %.*s %.*s", STR_FMT(box), STR_FMT(sign),
                              STR_FMT(custodian)),
        .facts = { { STR("agency"), name },
                   { STR("box"), box },
                   { STR("custodian"), custodian },
                   { STR("sign"), sign } },
        .facts_len = 4,
        .by = STR("posko"),
    };
}

struct str log_event_new_key_name(struct arena *arena, enum agency_code code)
{
    return arena_printf(arena, "%s.new", agency_code_name(code));
}

struct str key_fingerprint(struct arena *arena, const uint8_t key[32])
{
    uint8_t hash[32];

    crypto_hash_sha256(hash, key, 32);
    return hex_of(arena, (struct bytes){ hash, sizeof hash });
}

void log_event_officer(struct arena *arena, enum agency_code code, const uint8_t box_pk[32],
                       bool works_here, struct log_event *out)
{
    struct str fingerprint = key_fingerprint(arena, box_pk),
               state = works_here ? STR("active") : STR("ended");

    *out = (struct log_event){
        .kind = "officer.listed",
        .name = fingerprint,
        .value = arena_printf(arena, "%s %.*s", agency_code_name(code), STR_FMT(state)),
        .facts = { { STR("agency"), str_of(agency_code_name(code)) },
                   { STR("officer"), fingerprint },
                   { STR("state"), state } },
        .facts_len = 3,
        .by = STR("posko"),
    };
}

void log_event_rules(struct arena *arena, struct str name, const uint8_t sha256[32],
                     struct log_event *out)
{
    struct str hash = hex_of(arena, (struct bytes){ sha256, 32 });

    *out = (struct log_event){
        .kind = "rules.adopted",
        .name = name,
        .value = hash,
        .facts = { { STR("rules"), name }, { STR("sha256"), hash } },
        .facts_len = 2,
        .by = STR("posko"),
    };
}

void log_event_access(struct arena *arena, struct str day, uint64_t size, const uint8_t root[32],
                      struct log_event *out)
{
    struct str hash = base64_32(arena, root);

    *out = (struct log_event){
        .kind = "access.head",
        .name = day,
        .value = arena_printf(arena, "%llu %.*s", (unsigned long long)size, STR_FMT(hash)),
        .facts = { { STR("day"), day }, { STR("root"), hash } },
        .facts_len = 2,
        .by = STR("posko"),
    };
}

void log_event_witness(struct str name, struct str vkey, struct log_event *out)
{
    *out = (struct log_event){
        .kind = "witness.added",
        .name = name,
        .value = vkey,
        .facts = { { STR("vkey"), vkey }, { STR("witness"), name } },
        .facts_len = 2,
        .by = STR("posko"),
    };
}

/* ---- what is in force ---- */

static enum err keep_rules(struct cx *cx, const struct env *env, struct db *tx,
                           const struct rules_in_force *rules, size_t len, bool *added)
{
    for (size_t i = 0; i < len; i++) {
        struct log_event e;

        log_event_rules(cx->arena, rules[i].name, rules[i].sha256, &e);
        TRY(log_event_ensure(cx, env, tx, &e, added));
    }
    return OK;
}

/* Not the agencies' keys: those are leaves that the agencies sign, and what the database holds
 * beside them is refused (agencies.h). */
static enum err keep_people(struct cx *cx, const struct env *env, struct db *tx, bool *added)
{
    struct agency_list agencies;
    struct officer_list officers;
    struct log_event e;

    TRY(store_agency_list(cx, tx, env->post, &agencies));
    TRY(store_officer_list(cx, tx, env->post, &officers));
    for (size_t i = 0; i < officers.len; i++)
        for (size_t a = 0; a < agencies.len; a++)
            if (memcmp(agencies.at[a].id.b, officers.at[i].agency.b, sizeof agencies.at[a].id.b)
                == 0) {
                log_event_officer(cx->arena, agencies.at[a].code, officers.at[i].box_pk,
                                  officers.at[i].disabled_us == 0, &e);
                TRY(log_event_ensure(cx, env, tx, &e, added));
            }
    return OK;
}

static enum err keep_witnesses(struct cx *cx, const struct env *env, struct db *tx, bool *added)
{
    struct policy *policy;

    if (!env->publish)
        return OK;
    TRY(publish_policy(env->publish, cx, &policy));
    for (size_t i = 0; i < policy->node_count; i++)
        if (!policy->nodes[i].group) {
            struct log_event e;

            log_event_witness(policy->nodes[i].name,
                              verifier_text(cx->arena, &policy->nodes[i].key), &e);
            TRY(log_event_ensure(cx, env, tx, &e, added));
        }
    return OK;
}

/* Once in each hour of the clock: its value is the hour, so the second ask adds nothing. */
static enum err keep_heartbeat(struct cx *cx, const struct env *env, struct db *tx, bool *added)
{
    struct log_event e = {
        .kind = "log.heartbeat",
        .name = STR("-"),
        .value = arena_printf(cx->arena, "%lld", (long long)(cx->now_us / HOUR_US)),
        .by = STR("posko"),
    };

    return log_event_ensure(cx, env, tx, &e, added);
}

enum err log_events_keep(struct cx *cx, const struct env *env, struct db *tx,
                         const struct rules_in_force *rules, size_t rules_len, bool *added)
{
    TRY(keep_rules(cx, env, tx, rules, rules_len, added));
    TRY(keep_people(cx, env, tx, added));
    TRY(keep_witnesses(cx, env, tx, added));
    TRY(access_head_keep(cx, env, tx, added));
    return keep_heartbeat(cx, env, tx, added);
}
