/*
 * triage_json: reading is strict about types and forgiving about absence.
 */
#include "domain/triage_json.h"

/* Days outside are slips of the pen (0204 for 2024), and would only spoil sums. */
#define YEAR_FIRST 1945
#define YEAR_LAST 2199

static bool plausible(struct day d)
{
    int year = day_civil(d).year;

    return year >= YEAR_FIRST && year <= YEAR_LAST;
}

/* The member if it is there and not null. */
static const json_t *member(const json_t *object, const char *key)
{
    const json_t *v = json_object_get(object, key);

    return v && !json_is_null(v) ? v : NULL;
}

static enum err read_object(struct cx *cx, const json_t *in, const char *key, const json_t **out)
{
    const json_t *v = member(in, key);

    if (v && !json_is_object(v))
        return FAIL(cx, ERR_INVALID, "%s: must be an object", key);
    *out = v;
    return OK;
}

static enum err read_text(struct cx *cx, const json_t *in, const char *key, struct str *out)
{
    const json_t *v = member(in, key);

    if (!v)
        return OK;
    if (!json_is_string(v))
        return FAIL(cx, ERR_INVALID, "%s: must be a text", key);
    *out = arena_copy(cx->arena, (struct str){ json_string_value(v), json_string_length(v) });
    return out->at ? OK : FAIL(cx, ERR_TOO_LARGE, "%s", key);
}

static enum err read_known(struct cx *cx, const json_t *in, const char *key, enum known *out)
{
    const json_t *v = member(in, key);

    if (!v)
        return OK;
    if (!json_is_boolean(v))
        return FAIL(cx, ERR_INVALID, "%s: must be true, false or null", key);
    *out = json_is_true(v) ? KNOWN_YES : KNOWN_NO;
    return OK;
}

static enum err read_day(struct cx *cx, const json_t *in, const char *key, struct day *out)
{
    struct str text = { 0 };
    struct day d = DAY_NONE;

    TRY(read_text(cx, in, key, &text));
    if (text.len == 0)
        return OK;
    if (!day_parse(text, &d) || !plausible(d))
        return FAIL(cx, ERR_INVALID, "%s: not a day such as 2024-09-14", key);
    *out = d;
    return OK;
}

static enum err read_count(struct cx *cx, const json_t *in, const char *key, int *out)
{
    const json_t *v = member(in, key);

    if (!v)
        return OK;
    if (!json_is_integer(v) || json_integer_value(v) < 0 || json_integer_value(v) > 100000)
        return FAIL(cx, ERR_INVALID, "%s: must be a count from 0 to 100000", key);
    *out = (int)json_integer_value(v);
    return OK;
}

/* The member as a list of texts; NULL if it is not there. */
static enum err read_list(struct cx *cx, const json_t *in, const char *key, const json_t **out)
{
    const json_t *v = member(in, key);

    *out = NULL;
    if (!v)
        return OK;
    if (!json_is_array(v))
        return FAIL(cx, ERR_INVALID, "%s: must be a list", key);
    for (size_t i = 0; i < json_array_size(v); i++)
        if (!json_is_string(json_array_get(v, i)))
            return FAIL(cx, ERR_INVALID, "%s: must be a list of texts", key);
    *out = v;
    return OK;
}

static struct str item(const json_t *list, size_t i)
{
    const json_t *v = json_array_get(list, i);

    return (struct str){ json_string_value(v), json_string_length(v) };
}

static enum err read_act_and_signs(struct cx *cx, const json_t *in, struct triage_facts *f)
{
    const json_t *list;

    TRY(read_list(cx, in, "violation", &list));
    for (size_t i = 0; list && i < json_array_size(list); i++) {
        enum act act = ACT_NONE;

        if (act_parse(item(list, i), &act))
            f->acts |= CODE_BIT(act);
        else
            f->unknown_code = true;
    }
    TRY(read_list(cx, in, "urgency_signs", &list));
    for (size_t i = 0; list && i < json_array_size(list); i++) {
        enum sign sign = SIGN_NONE;

        if (sign_parse(item(list, i), &sign))
            f->signs |= CODE_BIT(sign);
        else
            f->unknown_code = true;
    }
    return OK;
}

static enum err read_proof(struct cx *cx, const json_t *in, struct triage_facts *f)
{
    const json_t *list;
    bool witness_named = false;

    TRY(read_list(cx, in, "evidence", &list));
    for (size_t i = 0; list && i < json_array_size(list); i++) {
        if (str_is(item(list, i), "saksi"))
            witness_named = true;
        else if (str_trim(item(list, i)).len > 0)
            f->evidence++;
    }
    TRY(read_count(cx, in, "witnesses", &f->witnesses));
    if (witness_named && f->witnesses == 0)
        f->witnesses = 1;
    return read_known(cx, in, "described", &f->described);
}

static enum err read_place(struct cx *cx, const json_t *in, struct triage_facts *f)
{
    static const char *const finer[] = { "kecamatan", "desa", "detail" };
    const json_t *place = NULL;
    struct str tz = { 0 };

    TRY(read_object(cx, in, "place", &place));
    if (!place)
        return OK;
    TRY(read_text(cx, place, "kab_kota", &f->place.kab_kota));
    TRY(read_text(cx, place, "provinsi", &f->place.provinsi));
    for (size_t i = 0; i < COUNT_OF(finer); i++)
        if (str_trim(f->place.detail).len == 0)
            TRY(read_text(cx, place, finer[i], &f->place.detail));
    TRY(read_text(cx, place, "tz", &tz));
    if (tz.len > 0) {
        if (!zone_parse(tz, &f->place.zone_minutes))
            return FAIL(cx, ERR_INVALID, "tz: not a zone such as +07:00 or WIB");
        f->place.zone_known = true;
    }
    return OK;
}

static enum err read_reporter(struct cx *cx, const json_t *in, struct triage_facts *f)
{
    const json_t *reporter = NULL;
    struct str standing = { 0 };

    TRY(read_object(cx, in, "reporter", &reporter));
    if (!reporter)
        return OK;
    TRY(read_known(cx, reporter, "identified", &f->reporter.identified));
    TRY(read_known(cx, reporter, "local_voter", &f->reporter.local_voter));
    TRY(read_known(cx, reporter, "age_under_17", &f->reporter.under_17));
    TRY(read_text(cx, reporter, "standing", &standing));
    if (standing.len > 0 && !standing_parse(standing, &f->reporter.standing))
        f->unknown_code = true;
    return OK;
}

static enum err read_reported(struct cx *cx, const json_t *in, struct triage_facts *f)
{
    const json_t *reported = NULL;
    struct str role = { 0 }, body = { 0 };

    TRY(read_object(cx, in, "reported", &reported));
    if (!reported)
        return OK;
    TRY(read_known(cx, reported, "named", &f->reported.named));
    TRY(read_known(cx, reported, "local_chief", &f->reported.chief));
    TRY(read_known(cx, reported, "institution", &f->reported.institution));
    TRY(read_known(cx, reported, "candidate", &f->reported.candidate));
    TRY(read_text(cx, reported, "unit", &f->reported.unit));
    TRY(read_text(cx, reported, "role", &role));
    if (role.len > 0 && !role_parse(role, &f->reported.role))
        f->unknown_code = true;
    TRY(read_text(cx, reported, "body", &body));
    if (body.len > 0 && !body_parse(body, &f->reported.body))
        f->unknown_code = true;
    return OK;
}

static enum err read_head(struct cx *cx, const json_t *in, struct triage_facts *f)
{
    struct str category = { 0 }, channel = { 0 }, filed = { 0 };

    TRY(read_text(cx, in, "reported_category", &category));
    if (category.len > 0 && !category_parse(category, &f->category))
        f->unknown_code = true;
    TRY(read_text(cx, in, "channel", &channel));
    if (channel.len > 0 && !channel_parse(channel, &f->channel))
        f->unknown_code = true;
    TRY(read_day(cx, in, "occurred_on", &f->occurred_on));
    TRY(read_day(cx, in, "known_on", &f->known_on));
    TRY(read_day(cx, in, "registered_on", &f->registered_on));
    TRY(read_day(cx, in, "notified_on", &f->notified_on));
    TRY(read_text(cx, in, "filed_at", &filed));
    if (filed.len > 0) {
        if (!instant_parse(filed, &f->filed_us, &f->filed_zone)
            || !plausible(day_at(f->filed_us, f->filed_zone)))
            return FAIL(cx, ERR_INVALID,
                        "filed_at: not an instant such as 2024-09-17T09:20:00+07:00");
        f->filed = true;
    }
    return OK;
}

enum err triage_facts_read(struct cx *cx, const json_t *value, struct triage_facts *out)
{
    struct triage_facts f;
    const json_t *election = NULL;
    struct str kind = { 0 };

    triage_facts_init(&f);
    if (!json_is_object(value))
        return FAIL(cx, ERR_INVALID, "the facts must be one object");
    TRY(read_head(cx, value, &f));
    TRY(read_act_and_signs(cx, value, &f));
    TRY(read_place(cx, value, &f));
    TRY(read_reporter(cx, value, &f));
    TRY(read_reported(cx, value, &f));
    TRY(read_proof(cx, value, &f));
    TRY(read_object(cx, value, "election", &election));
    if (election) {
        TRY(read_text(cx, election, "kind", &kind));
        if (kind.len > 0 && !election_parse(kind, &f.election))
            f.unknown_code = true;
        TRY(read_known(cx, election, "candidates_determined", &f.candidates_determined));
    }
    *out = f;
    return OK;
}

static void put_day(struct cx *cx, struct json_out *o, const char *key, struct day d)
{
    json_key(o, key);
    if (day_known(d))
        json_str(o, day_text(cx->arena, d));
    else
        json_nil(o);
}

void triage_route_json(struct cx *cx, const struct triage_route *r, struct json_out *o)
{
    json_begin(o);
    json_put(o, "authority", str_of(authority_name(r->to)));
    json_put(o, "basis", r->basis);
    put_day(cx, o, "due_on", r->due_on);
    json_put(o, "why", r->why);
    json_put_bool(o, "verified", r->verified);
    json_end(o);
}

void triage_clock_json(struct cx *cx, const struct clock *c, struct json_out *o)
{
    json_begin(o);
    json_put(o, "name", str_of(clock_name_text(c->name)));
    json_put(o, "unit", str_of(clock_unit_name(c->unit)));
    put_day(cx, o, "starts_on", c->starts_on);
    put_day(cx, o, "due_on", c->due_on);
    if (c->unit == UNIT_HOUR)
        json_put(o, "due_at", instant_text(cx->arena, c->due_us, c->zone_minutes));
    else
        put_day(cx, o, "strict_due_on", c->strict_due_on);
    json_put_bool(o, "running", c->running);
    json_put(o, "basis", c->basis);
    json_put_bool(o, "verified", c->verified);
    json_put(o, "explained", c->explained);
    json_end(o);
}

static const char *missing_text(unsigned code)
{
    return missing_name((enum missing)code);
}

static const char *agency_text(unsigned code)
{
    return agency_code_name((enum agency_code)code);
}

static const char *flag_text(unsigned code)
{
    return flag_name((enum flag)code);
}

/* A set as a list of texts, in the order of the codes. */
static void put_set(struct json_out *o, const char *key, unsigned set, unsigned count,
                    const char *(*text)(unsigned))
{
    json_key(o, key);
    json_list(o);
    for (unsigned code = 1; code < count; code++)
        if (set & CODE_BIT(code))
            json_str(o, str_of(text(code)));
    json_list_end(o);
}

void triage_findings_json(struct cx *cx, const struct triage_findings *f, struct json_out *o)
{
    json_begin(o);
    json_put(o, "intake_kind", str_of(intake_name(f->intake)));
    json_put(o, "timeliness", str_of(timeliness_name(f->timeliness)));
    json_put(o, "urgency", str_of(urgency_name(f->urgency)));
    json_key(o, "admissible");
    json_begin(o);
    json_put_bool(o, "formal", f->formal);
    json_put_bool(o, "material", f->material);
    put_set(o, "missing", f->missing, MISSING_COUNT, missing_text);
    json_end(o);
    json_key(o, "routes");
    json_list(o);
    for (size_t i = 0; i < f->routes_len; i++)
        triage_route_json(cx, &f->routes[i], o);
    json_list_end(o);
    json_key(o, "clocks");
    json_list(o);
    for (size_t i = 0; i < f->clocks_len; i++)
        triage_clock_json(cx, &f->clocks[i], o);
    json_list_end(o);
    put_set(o, "excluded_agencies", f->excluded, AGENCY_COUNT, agency_text);
    put_set(o, "flags", f->flags, FLAG_COUNT, flag_text);
    json_put(o, "rules", f->rules);
    json_end(o);
}
