/*
 * doctor_post: what is set, who works here, who watches, and whether the rules are fit for
 * today. All of it needs the database; where that cannot be opened, nothing is known.
 */
#include "action/publish.h"
#include "base/file.h"
#include "cli/doctor.h"
#include "domain/rulebook.h"
#include "store/log_witness.h"
#include "store/officer.h"
#include "store/passkey.h"
#include <string.h>
#include <time.h>

#define AGENCIES_FEWEST 3 /* a sealed name opens with three */
#define OFFICERS_FEWEST 2
#define WITNESSES_FEWEST 5
#define SLIP_DAYS 7
#define AHEAD_US INT64_C(60000000)
#define DAY_US (INT64_C(86400) * 1000000)

static bool unopened(struct patient *p, struct found *out)
{
    if (!p->has_post)
        *out = (struct found){ FINDING_UNKNOWN, p->why };
    return !p->has_post;
}

/* One more of whom the finding is about: "2: bawaslu.1, kpu.1". */
static void found_name(struct patient *p, struct found *out, size_t n, struct str name)
{
    struct str before = out->saw;
    size_t colon = str_find(before, STR(": "));

    if (n == 1)
        found_put(p, out, FINDING_WEAK, "1: %.*s", STR_FMT(name));
    else if (colon != SIZE_MAX)
        found_put(p, out, FINDING_WEAK, "%zu%.*s, %.*s", n, STR_FMT(str_from(before, colon)),
                  STR_FMT(name));
}

static void look_origin(struct patient *p, struct found *out)
{
    if (p->has_settings)
        found_put(p, out, p->settings.origin.len ? FINDING_FINE : FINDING_WEAK, "%.*s",
                  STR_FMT(p->settings.origin));
}

/* Behind a proxy or an onion service everybody comes from this machine. */
static void look_limits(struct patient *p, struct found *out)
{
    const struct settings *s = &p->settings;

    if (p->has_settings)
        found_put(p, out,
                  s->filings_per_hour && s->code_tries_per_hour
                          && (s->behind_proxy || s->limit_local || !s->origin.len)
                      ? FINDING_FINE
                      : FINDING_WEAK,
                  "%lld, %lld", (long long)s->filings_per_hour, (long long)s->code_tries_per_hour);
}

/* ---- who watches ---- */

static bool policy_of(struct patient *p, struct policy *out)
{
    const char *path = file_join(p->cx->arena, p->dir, POLICY_FILE);
    struct bytes text;

    return path && file_read(p->cx, path, POLICY_MAX, &text) == OK
           && policy_parse(p->cx, (struct str){ (const char *)text.at, text.len }, out) == OK;
}

static void look_witnesses(struct patient *p, struct found *out)
{
    struct policy *policy = ARENA_NEW(p->cx->arena, struct policy);
    size_t n = 0;

    if (!policy || !policy_of(p, policy))
        return;
    for (size_t i = 0; i < policy->node_count; i++)
        n += !policy->nodes[i].group;
    found_put(p, out, n < WITNESSES_FEWEST || policy->quorum < 0 ? FINDING_WEAK : FINDING_FINE,
              "%zu, quorum %.*s", n,
              STR_FMT(policy->quorum < 0 ? STR("none") : policy->nodes[policy->quorum].name));
}

static bool heard(const struct log_witness_list *list, struct str name, int64_t since_us)
{
    for (size_t i = 0; i < list->len; i++)
        if (str_eq(list->at[i].witness, name))
            return list->at[i].at_us >= since_us;
    return false;
}

static void look_silent(struct patient *p, struct found *out)
{
    struct policy *policy = ARENA_NEW(p->cx->arena, struct policy);
    int64_t since = p->cx->now_us - p->settings.silent_s * 1000000;
    struct log_witness_list list;
    size_t silent = 0;

    if (unopened(p, out) || !policy || !policy_of(p, policy)
        || store_witness_list(p->cx, p->db, p->env->post, &list) != OK)
        return;
    found_put(p, out, FINDING_FINE, "0");
    for (size_t i = 0; i < policy->node_count; i++)
        if (!policy->nodes[i].group && !heard(&list, policy->nodes[i].name, since))
            found_name(p, out, ++silent, policy->nodes[i].name);
}

/* Disk and what the signer remembers lie together: who puts both back to yesterday is told by
 * witnesses alone. */
static void look_rollback(struct patient *p, struct found *out)
{
    struct log_witness_list list;

    if (!unopened(p, out) && store_witness_list(p->cx, p->db, p->env->post, &list) == OK)
        found_put(p, out, list.len ? FINDING_FINE : FINDING_WEAK, "%zu", list.len);
}

/* A head from the future: the clock went back since. */
static void look_log_clock(struct patient *p, struct found *out)
{
    struct log_head_row head;

    if (unopened(p, out))
        return;
    if (store_head_newest(p->cx, p->db, p->env->post, &head) != OK) {
        found_put(p, out, FINDING_FINE, "-");
        return;
    }
    found_put(p, out, head.signed_us > p->cx->now_us + AHEAD_US ? FINDING_WEAK : FINDING_FINE,
              "%lld s", (long long)((p->cx->now_us - head.signed_us) / 1000000));
}

/* ---- rules ---- */

static void look_rules(struct patient *p, struct found *out)
{
    const struct rulebook *book;
    size_t doubtful = 0;

    if (unopened(p, out))
        return;
    book = p->env->rules;
    if (day_known(book->to) && book->to.n < day_at(p->cx->now_us, p->env->zone_minutes).n) {
        found_put(p, out, FINDING_WEAK, "%.*s: %.*s", STR_FMT(book->name),
                  STR_FMT(day_text(p->cx->arena, book->to)));
        return;
    }
    for (size_t i = 0; i < book->clocks_count; i++)
        doubtful += !book->clocks[i].law.verified;
    found_put(p, out, doubtful ? FINDING_WEAK : FINDING_FINE, "%zu / %zu", doubtful,
              book->clocks_count);
}

static void look_holidays(struct patient *p, struct found *out)
{
    struct civil today;
    bool listed, verified = false;

    if (unopened(p, out))
        return;
    today = day_civil(day_at(p->cx->now_us, p->env->zone_minutes));
    listed = rulebook_holidays_listed(p->env->rules, today.year, &verified);
    if (listed && verified && today.month == 12)
        listed = rulebook_holidays_listed(p->env->rules, ++today.year, &verified);
    found_put(p, out, listed && verified ? FINDING_FINE : FINDING_WEAK, "%d%s", (int)today.year,
              listed ? "" : ": -");
}

/* For whoever reads the journal beside the desk; due dates follow the post's own zone. */
static void look_zone(struct patient *p, struct found *out)
{
    time_t now = (time_t)(p->cx->now_us / 1000000);
    struct tm here;

    if (!unopened(p, out) && localtime_r(&now, &here))
        found_put(p, out, FINDING_FINE, "UTC%+d; %s UTC%+ld", p->env->zone_minutes / 60,
                  here.tm_zone ? here.tm_zone : "?", here.tm_gmtoff / 3600);
}

/* ---- people ---- */

static void look_agencies(struct patient *p, struct found *out)
{
    if (!unopened(p, out))
        found_put(p, out, p->env->agencies_len < AGENCIES_FEWEST ? FINDING_WEAK : FINDING_FINE,
                  "%zu", p->env->agencies_len);
}

static bool officers_of(struct patient *p, struct found *out, struct officer_list *list)
{
    return !unopened(p, out) && store_officer_list(p->cx, p->db, p->env->post, list) == OK;
}

static void look_officers(struct patient *p, struct found *out)
{
    struct officer_list list;
    size_t few = 0;

    if (!officers_of(p, out, &list))
        return;
    found_put(p, out, FINDING_FINE, "%zu", list.len);
    for (size_t a = 0; a < p->env->agencies_len; a++) {
        size_t n = 0;

        for (size_t i = 0; i < list.len; i++)
            n += !list.at[i].disabled_us
                 && memcmp(list.at[i].agency.b, p->env->agencies[a].id.b, ID_SIZE) == 0;
        if (n < OFFICERS_FEWEST)
            found_name(p, out, ++few, p->env->agencies[a].name);
    }
}

static bool has_second_factor(struct patient *p, const struct officer_row *o)
{
    struct passkey_list passkeys = { NULL, 0 };

    return o->totp.len > 0
           || (store_passkey_list(p->cx, p->db, p->env->post, o->id, &passkeys) == OK
               && passkeys.len > 0);
}

static void look_second(struct patient *p, struct found *out)
{
    struct officer_list list;
    size_t n = 0;

    if (!officers_of(p, out, &list))
        return;
    found_put(p, out, FINDING_FINE, "0");
    for (size_t i = 0; i < list.len; i++)
        if (!list.at[i].disabled_us && !has_second_factor(p, &list.at[i]))
            found_name(p, out, ++n, list.at[i].login);
}

static void look_slips(struct patient *p, struct found *out)
{
    struct officer_list list;
    size_t n = 0;

    if (!officers_of(p, out, &list))
        return;
    found_put(p, out, FINDING_FINE, "0");
    for (size_t i = 0; i < list.len; i++)
        if (!list.at[i].disabled_us && list.at[i].must_change
            && list.at[i].added_us + SLIP_DAYS * DAY_US < p->cx->now_us)
            found_name(p, out, ++n, list.at[i].login);
}

const struct check doctor_post[] = {
    { "origin", P3, T_DOCTOR_ORIGIN, T_DOCTOR_ORIGIN_MEANS, T_DOCTOR_ORIGIN_DO, look_origin },
    { "limits", P1, T_DOCTOR_LIMITS, T_DOCTOR_LIMITS_MEANS, T_DOCTOR_LIMITS_DO, look_limits },
    { "witnesses", P2 | P4, T_DOCTOR_WITNESSES, T_DOCTOR_WITNESSES_MEANS, T_DOCTOR_WITNESSES_DO,
      look_witnesses },
    { "silent", P2 | P4, T_DOCTOR_SILENT, T_DOCTOR_SILENT_MEANS, T_DOCTOR_SILENT_DO, look_silent },
    { "rollback", P1 | P2, T_DOCTOR_ROLLBACK, T_DOCTOR_ROLLBACK_MEANS, T_DOCTOR_ROLLBACK_DO,
      look_rollback },
    { "log-clock", P2, T_DOCTOR_LOG_CLOCK, T_DOCTOR_LOG_CLOCK_MEANS, T_DOCTOR_LOG_CLOCK_DO,
      look_log_clock },
    { "rules", P2, T_DOCTOR_RULES, T_DOCTOR_RULES_MEANS, T_DOCTOR_RULES_DO, look_rules },
    { "holidays", P2, T_DOCTOR_HOLIDAYS, T_DOCTOR_HOLIDAYS_MEANS, T_DOCTOR_HOLIDAYS_DO,
      look_holidays },
    { "zone", P2, T_DOCTOR_ZONE, T_DOCTOR_ZONE_MEANS, T_DOCTOR_ZONE_DO, look_zone },
    { "agencies", P3, T_DOCTOR_AGENCIES, T_DOCTOR_AGENCIES_MEANS, T_DOCTOR_AGENCIES_DO,
      look_agencies },
    { "officers", P1, T_DOCTOR_OFFICERS, T_DOCTOR_OFFICERS_MEANS, T_DOCTOR_OFFICERS_DO,
      look_officers },
    { "second-factor", P3, T_DOCTOR_SECOND, T_DOCTOR_SECOND_MEANS, T_DOCTOR_SECOND_DO,
      look_second },
    { "slips", P3, T_DOCTOR_SLIPS, T_DOCTOR_SLIPS_MEANS, T_DOCTOR_SLIPS_DO, look_slips },
};
const size_t doctor_post_len = COUNT_OF(doctor_post);
