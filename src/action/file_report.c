/* file_report: see the header. check seals everything; write only inserts. */
#include "action/file_report.h"
#include "action/append.h"
#include "action/case_clocks.h"
#include "action/case_title.h"
#include "action/evidence.h"
#include "action/identity_manifest.h"
#include "base/codec.h"
#include "domain/region.h"
#include "domain/triage_json.h"
#include "store/case_file.h"
#include "store/case_state.h"
#include "store/draft.h"
#include "store/idempotency.h"
#include "store/identity.h"
#include "store/post.h"
#include "vault/grant.h"
#include "vault/object.h"
#include "vault/share.h"
#include <sodium.h>
#include <string.h>

#define PAYLOAD_MAX 120000
#define NUMBER_SYMBOLS 5
#define NUMBER_TRIES 50
#define AGAIN_US (15 * INT64_C(60000000))
#define GRANT_SERIAL_FIRST 1

struct filing {
    struct receipt_code code;
    struct case_file file;
    struct case_keys keys;
    struct secret32 secret;
    struct grant_row grants[AGENCIES_MAX + 1]; /* the last is the reporter's */
    const struct agency *holders[AGENCIES_MAX];
    size_t holders_len;
    struct bytes title;
    struct identity_row identity; /* mode MODE_NONE: there is none */
    struct share_list shares;
    const struct evidence_new *files;
    struct append first;
    struct filed filed;
    struct str once;
};

/* ---- what the rules say ---- */

static struct report_place place_of(const struct env *env)
{
    struct str province = region_parent(env->regency);

    return (struct report_place){ .regency_name = region_name(env->regions, env->regency),
                                  .province_name = region_name(env->regions, province),
                                  .zone_minutes = env->zone_minutes };
}

enum err report_triage(struct cx *cx, const struct env *env, const struct report_form *form,
                       int64_t filed_at_us, struct triage_findings *out)
{
    struct report_place place = place_of(env);
    struct triage_facts facts;

    report_facts(form, filed_at_us, &place, &facts);
    return triage(cx, rulebook_for(env->books, env->books_len, triage_day(&facts)), &facts, out);
}

static enum err facts_of(struct cx *cx, const struct env *env, const struct report_form *form,
                         const struct triage_findings *found, struct event_facts *out)
{
    event_facts_init(out);
    out->category = form->category;
    out->channel = form->channel;
    out->mode = form->mode;
    out->intake = found->intake;
    out->urgency = found->urgency;
    out->timeliness = found->timeliness;
    out->missing = found->missing;
    out->excluded = found->excluded | form->exclude;
    out->flags = found->flags;
    out->occurred_on = form->occurred_on;
    out->known_on = form->known_on;
    out->threatened = form->threatened == ANSWER_YES;
    if (form->kecamatan.len > 0 && form->kecamatan.len < sizeof out->kecamatan)
        memcpy(out->kecamatan, form->kecamatan.at, form->kecamatan.len);
    return clocks_at_filing(cx, env->rules, found, cx->now_us, out);
}

/* ---- sealing ---- */

/* The agencies that may read: all but those the rules or the reporter exclude. */
static void holders_choose(const struct env *env, unsigned excluded, struct filing *f)
{
    const struct agency *list = env->agencies; /* keys and serials of one time */

    for (size_t i = 0; i < env->agencies_len; i++)
        if (!(excluded & CODE_BIT(list[i].code)))
            f->holders[f->holders_len++] = &list[i];
}

static enum err grants_seal(struct cx *cx, struct filing *f)
{
    struct reporter_keys reporter AUTO(reporter_keys_wipe) = { { { 0 } }, { { 0 } } };
    uint8_t seed[32];
    size_t n = 0;

    code_seed(&f->code, seed);
    reporter_keys_of(seed, &reporter);
    bytes_wipe(seed, sizeof seed);
    memcpy(f->file.reporter_pk, reporter.pk.b, sizeof f->file.reporter_pk);
    for (; n < f->holders_len; n++)
        f->grants[n] =
            (struct grant_row){ .purpose = GRANT_CASE_AGENCY, .to = f->holders[n]->box_pk };
    f->grants[n] = (struct grant_row){ .purpose = GRANT_CASE_REPORTER, .to = reporter.pk };
    TRY(grant_seal_many(cx, f->file.id.b, GRANT_SERIAL_FIRST, &f->secret, f->grants, n + 1));
    f->file.reporter_grant = (struct bytes){ f->grants[n].sealed, GRANT_SEALED_LEN };
    return OK;
}

static enum err title_seal(struct cx *cx, const struct report_form *form, struct filing *f)
{
    return case_title_seal(cx, f->file.id, &f->secret, report_title(cx->arena, form), &f->title);
}

static enum err identity_text(struct cx *cx, const struct report_form *form, struct str *out)
{
    struct buf b = buf_in(cx->arena, 8192);
    struct json_out o = json_to(&b);

    json_begin(&o);
    json_put(&o, "name", form->name);
    json_put(&o, "phone", form->phone);
    json_put(&o, "address", form->address);
    json_end(&o);
    *out = buf_end(&b);
    return out->at ? OK : FAIL(cx, ERR_TOO_LARGE, "identity");
}

/* Three agencies, none of them the reported person's, must agree to open a confidential name. */
static enum err shares_seal(struct cx *cx, const struct secret32 *key, struct filing *f)
{
    struct share shares[SHARE_MAX];
    enum err err = OK;

    TRY(share_split(cx, key, f->holders_len, shares));
    for (size_t i = 0; i < f->holders_len && err == OK; i++) {
        struct share_row *row = &f->shares.at[i];
        uint8_t *sealed = arena_alloc(cx->arena, 1, SHARE_SEALED_LEN);

        if (!sealed) {
            err = FAIL(cx, ERR_TOO_LARGE, "share");
            break;
        }
        row->number = shares[i].number;
        row->agency = f->holders[i]->id;
        row->sealed = (struct bytes){ sealed, SHARE_SEALED_LEN };
        share_commit(f->file.id.b, &shares[i], row->commitment);
        err = share_seal(cx, f->file.id.b, &shares[i], &f->holders[i]->custodian_pk, sealed);
    }
    f->shares.len = f->holders_len;
    bytes_wipe(shares, sizeof shares);
    return err;
}

static enum err identity_seal(struct cx *cx, const struct report_form *form, struct filing *f)
{
    struct object_name name = { .kind = STR("identity") };
    struct secret32 key AUTO(secret32_wipe) = { { 0 } };
    struct bytes plain;
    struct str text;

    f->identity.mode = MODE_NONE;
    if (form->mode != MODE_NAMED && form->mode != MODE_CONFIDENTIAL)
        return OK;
    TRY(identity_text(cx, form, &text));
    plain = (struct bytes){ (const uint8_t *)text.at, text.len };
    memcpy(name.case_tag, f->file.id.b, sizeof name.case_tag);
    f->identity.mode = form->mode;
    if (form->mode == MODE_NAMED)
        return object_seal(cx, &name, &f->keys.pk, plain, &f->identity.sealed);
    for (size_t i = 0; i < f->holders_len; i++)
        if (!f->holders[i]->has_custodian)
            return FAIL(cx, ERR_UNAVAILABLE, "%.*s has no custodian to hold a share",
                        STR_FMT(f->holders[i]->name));
    secret32_new(cx, &key);
    TRY(object_keyed_seal(cx, &name, &key, plain, &f->identity.sealed));
    return shares_seal(cx, &key, f);
}

/* What each share of the name's key is, for whoever may read the case: the rows beside the case
 * say the same, and the event's facts commit to them. */
static void shares_put(struct cx *cx, const struct filing *f, struct json_out *o)
{
    if (f->shares.len == 0)
        return;
    json_key(o, "shares");
    json_list(o);
    for (size_t i = 0; i < f->shares.len; i++) {
        json_begin(o);
        json_put_int(o, "number", f->shares.at[i].number);
        json_put(o, "agency", str_of(agency_code_name(f->holders[i]->code)));
        json_put(o, "commitment",
                 hex_of(cx->arena, (struct bytes){ f->shares.at[i].commitment, 32 }));
        json_end(o);
    }
    json_list_end(o);
}

/* What is sealed as the first event's payload: all that was said, and what the rules found. */
static enum err payload_make(struct cx *cx, const struct report_form *form,
                             const struct triage_findings *found, const struct filing *f,
                             struct bytes *out)
{
    struct report_form content = *form;
    struct buf b = buf_in(cx->arena, PAYLOAD_MAX + (f->files ? EVIDENCE_JSON_MAX : 0));
    struct json_out o = json_to(&b);
    struct str form_json, text;

    content.name = content.phone = content.address = STR("");
    TRY(report_form_write(cx, &content, &form_json));
    json_begin(&o);
    json_put(&o, "text", form->what);
    json_put(&o, "title", report_title(cx->arena, form));
    json_key(&o, "form");
    json_raw(&o, form_json);
    json_key(&o, "findings");
    triage_findings_json(cx, found, &o);
    shares_put(cx, f, &o);
    evidence_put(cx, f->files, &o);
    json_end(&o);
    text = buf_end(&b);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "payload of a report");
    *out = (struct bytes){ (const uint8_t *)text.at, text.len };
    return OK;
}

static enum err number_draw(struct cx *cx, const struct env *env, struct str *out)
{
    char symbols[NUMBER_SYMBOLS];
    uint8_t chance[NUMBER_SYMBOLS];

    cx->random(chance, sizeof chance);
    for (size_t i = 0; i < sizeof chance; i++)
        symbols[i] = crockford_digits[chance[i] & 31];
    *out = arena_printf(cx->arena, "%.*s-%.*s", STR_FMT(env->post_code), NUMBER_SYMBOLS, symbols);
    return out->at ? OK : FAIL(cx, ERR_TOO_LARGE, "case number");
}

static enum err keys_make(struct cx *cx, const struct env *env, struct filing *f)
{
    cx->random(f->file.id.b, sizeof f->file.id.b);
    code_new(cx, &f->code);
    code_lookup(&f->code, f->file.lookup);
    case_keys_new(cx, &f->keys);
    case_secret(&f->keys, &f->secret);
    memcpy(f->file.box_pk, f->keys.pk.b, sizeof f->file.box_pk);
    f->file.received_us = cx->now_us;
    f->file.received_on = day_at(cx->now_us, env->zone_minutes);
    return number_draw(cx, env, &f->file.number);
}

static enum err first_event(struct cx *cx, const struct env *env, const struct event_facts *facts,
                            struct bytes payload, const struct officer_session *by,
                            struct filing *f)
{
    struct case_head head = { .id = f->file.id, .box_pk = f->keys.pk, .opened = true };

    case_small_key(&f->secret, &head.small);
    case_init(&head.state);
    return append_prepare(cx, env, &head, EVENT_REPORT_RECEIVED, facts, payload, by,
                          by ? ACTOR_OFFICER : ACTOR_REPORTER, &f->first);
}

enum err file_report_check(struct cx *cx, const struct env *env, const struct report_form *form,
                           struct str once, const struct officer_session *by, struct filing **out)
{
    return file_report_with(cx, env, form, once, by, NULL, out);
}

enum err file_report_with(struct cx *cx, const struct env *env, const struct report_form *form,
                          struct str once, const struct officer_session *by,
                          const struct evidence_new *files, struct filing **out)
{
    struct filing *f = ARENA_NEW(cx->arena, struct filing);
    struct triage_findings *found = ARENA_NEW(cx->arena, struct triage_findings);
    struct event_facts facts;
    struct bytes payload;

    if (!f || !found)
        return FAIL(cx, ERR_TOO_LARGE, "filing");
    f->once = once;
    f->files = files;
    TRY(report_triage(cx, env, form, cx->now_us, found));
    TRY(facts_of(cx, env, form, found, &facts));
    holders_choose(env, facts.excluded, f);
    if (f->holders_len < 2)
        return FAIL(cx, ERR_INVALID, "fewer than two agencies would hold the case");
    TRY(keys_make(cx, env, f));
    TRY(grants_seal(cx, f));
    TRY(title_seal(cx, form, f));
    TRY(identity_seal(cx, form, f));
    if (f->identity.mode != MODE_NONE)
        TRY(identity_manifest(cx, &f->identity, &f->shares, facts.identity));
    TRY(payload_make(cx, form, found, f, &payload));
    TRY(first_event(cx, env, &facts, payload, by, f));
    f->filed = (struct filed){
        .code = code_shown(cx->arena, &f->code),
        .number = f->file.number,
        .id = f->file.id,
        .received_us = cx->now_us,
        .intake = facts.intake,
        .missing = facts.missing,
        .timeliness = facts.timeliness,
        .clocks_len = facts.clocks_len,
    };
    memcpy(f->filed.clocks, facts.clocks, sizeof facts.clocks);
    *out = f;
    return OK;
}

/* ---- writing ---- */

static enum err case_insert(struct cx *cx, const struct env *env, struct db *tx, struct filing *f)
{
    for (int i = 0; i < NUMBER_TRIES; i++) {
        enum err err = store_case_insert(cx, tx, env->post, &f->file);

        if (err != ERR_CONFLICT)
            return err;
        TRY(number_draw(cx, env, &f->file.number)); /* somebody has that number */
    }
    return FAIL(cx, ERR_UNAVAILABLE, "no free case number in %d tries", NUMBER_TRIES);
}

static enum err grants_insert(struct cx *cx, const struct env *env, struct db *tx,
                              const struct filing *f)
{
    for (size_t i = 0; i < f->holders_len; i++) {
        struct case_grant grant = {
            .agency = f->holders[i]->id,
            .serial = GRANT_SERIAL_FIRST,
            .sealed = { f->grants[i].sealed, GRANT_SEALED_LEN },
            .key_serial = f->holders[i]->key_serial,
        };

        TRY(store_case_grant_insert(cx, tx, env->post, f->file.id, &grant));
    }
    return OK;
}

/* A share that was sealed to custodians' keys of before would open for nobody: sent again, it is
 * sealed to those of now. The renewal falls between check and write about never. */
static enum err custodians_same(struct cx *cx, const struct env *env, struct db *tx,
                                const struct filing *f)
{
    struct agency_list rows;

    if (f->shares.len == 0)
        return OK;
    TRY(store_agency_list(cx, tx, env->post, &rows));
    for (size_t h = 0; h < f->holders_len; h++)
        for (size_t i = 0; i < rows.len; i++)
            if (memcmp(rows.at[i].id.b, f->holders[h]->id.b, ID_SIZE) == 0
                && rows.at[i].custodian_serial != f->holders[h]->custodian_serial)
                return FAIL(cx, ERR_BUSY, "the custodians' key of %.*s is being renewed",
                            STR_FMT(f->holders[h]->name));
    return OK;
}

static enum err identity_insert(struct cx *cx, const struct env *env, struct db *tx,
                                const struct filing *f)
{
    if (f->identity.mode == MODE_NONE)
        return OK;
    TRY(custodians_same(cx, env, tx, f));
    TRY(store_identity_insert(cx, tx, env->post, f->file.id, &f->identity));
    for (size_t i = 0; i < f->shares.len; i++)
        TRY(store_share_insert(cx, tx, env->post, f->file.id, &f->shares.at[i]));
    return OK;
}

/* `once` is a secret of the sender; the table knows its first line by its hash, and keeps
 * the answer under a key that only all of it gives: who sends the same first line with
 * another content learns nothing but that it was used. */
static void once_keys(struct str once, uint8_t hash[32], struct secret32 *key)
{
    static const uint8_t who[] = "posko once";
    struct str name = str_first(once, str_find(once, STR("\n")));

    crypto_generichash(hash, 32, (const uint8_t *)name.at, name.len, who, sizeof who);
    crypto_generichash(key->b, sizeof key->b, (const uint8_t *)once.at, once.len, hash, 32);
}

static enum err filed_write(struct cx *cx, const struct filed *filed, struct bytes *out)
{
    struct buf b = buf_in(cx->arena, 4096);
    struct json_out o = json_to(&b);
    struct event_facts facts;
    struct str facts_json, text;

    event_facts_init(&facts);
    facts.intake = filed->intake;
    facts.missing = filed->missing;
    facts.timeliness = filed->timeliness;
    facts.clocks_len = filed->clocks_len;
    memcpy(facts.clocks, filed->clocks, sizeof facts.clocks);
    TRY(event_facts_write(cx, &facts, &facts_json));
    json_begin(&o);
    json_put(&o, "code", filed->code);
    json_put(&o, "number", filed->number);
    json_put(&o, "id", hex_of(cx->arena, (struct bytes){ filed->id.b, ID_SIZE }));
    json_put_int(&o, "index", filed->log_index);
    json_put_int(&o, "at_us", filed->received_us);
    json_put(&o, "facts", facts_json);
    json_end(&o);
    text = buf_end(&b);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "answer to a filing");
    *out = (struct bytes){ (const uint8_t *)text.at, text.len };
    return OK;
}

static enum err filed_read(struct cx *cx, struct bytes json, struct filed *out)
{
    AUTO(json_release) json_t *root = NULL;
    struct event_facts facts;

    TRY(json_read(cx, (struct str){ (const char *)json.at, json.len }, &root));
    TRY(event_facts_read(cx, json_text(root, "facts"), &facts));
    *out = (struct filed){
        .code = arena_copy(cx->arena, json_text(root, "code")),
        .number = arena_copy(cx->arena, json_text(root, "number")),
        .log_index = json_integer_value(json_object_get(root, "index")),
        .received_us = json_integer_value(json_object_get(root, "at_us")),
        .intake = facts.intake,
        .missing = facts.missing,
        .timeliness = facts.timeliness,
        .clocks_len = facts.clocks_len,
    };
    memcpy(out->clocks, facts.clocks, sizeof facts.clocks);
    if (!out->code.at || !hex_decode(json_text(root, "id"), out->id.b, ID_SIZE))
        return FAIL(cx, ERR_CORRUPT, "answer to a filing");
    return OK;
}

static enum err once_insert(struct cx *cx, const struct env *env, struct db *tx,
                            const struct filing *f)
{
    struct secret32 key AUTO(secret32_wipe) = { { 0 } };
    struct bytes plain, sealed;
    uint8_t hash[32];

    once_keys(f->once, hash, &key);
    TRY(filed_write(cx, &f->filed, &plain));
    TRY(small_seal(cx, &key, STR("filed"), plain, &sealed));
    return store_idempotency_insert(cx, tx, env->post, hash, f->file.id, sealed, cx->now_us);
}

enum err file_report_again(struct cx *cx, const struct env *env, struct db *db, struct str once,
                           struct filed *out)
{
    struct secret32 key AUTO(secret32_wipe) = { { 0 } };
    struct bytes sealed, plain;
    struct case_id id;
    uint8_t hash[32];

    if (once.len == 0)
        return FAIL(cx, ERR_NOT_FOUND, "nothing to repeat");
    once_keys(once, hash, &key);
    TRY(store_idempotency_get(cx, db, env->post, hash, &id, &sealed));
    if (small_open(cx, &key, STR("filed"), sealed, &plain) != OK)
        return FAIL(cx, ERR_CONFLICT, "the same key came with another content");
    TRY(filed_read(cx, plain, out));
    if (out->received_us + AGAIN_US <= cx->now_us)
        return FAIL(cx, ERR_NOT_FOUND, "filed longer ago than it is shown");
    return OK;
}

enum err file_report_write(struct cx *cx, const struct env *env, struct db *tx, struct filing *f,
                           struct filed *out)
{
    enum err again = file_report_again(cx, env, tx, f->once, out);

    if (again != ERR_NOT_FOUND)
        return again; /* sent twice: the first one counts, or something is wrong */
    TRY(case_insert(cx, env, tx, f));
    TRY(grants_insert(cx, env, tx, f));
    TRY(identity_insert(cx, env, tx, f));
    TRY(append_write(cx, env, tx, &f->first, &f->filed.log_index));
    TRY(evidence_write(cx, env, tx, f->file.id, f->files));
    TRY(store_case_title_set(cx, tx, f->file.id, f->title));
    f->filed.number = f->file.number;
    if (f->once.len)
        TRY(once_insert(cx, env, tx, f));
    *out = f->filed;
    return OK;
}
