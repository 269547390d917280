/*
 * rulebook_schema: what a rule file may hold, as libcyaml's tables. The words
 * come from the lists in domain/codes.h, so a new code needs no change here.
 */
#include "store/rulebook_raw.h"

/* cyaml fills unsigned sets, so codes become bits; single codes become numbers. */
#define CODE_FLAG(id, text) { text, CODE_BIT(id) },
#define CODE_VALUE(id, text) { text, id },

static const cyaml_strval_t category_bits[] = { CATEGORY_CODES(CODE_FLAG) };
static const cyaml_strval_t role_bits[] = { ROLE_CODES(CODE_FLAG) };
static const cyaml_strval_t body_bits[] = { BODY_CODES(CODE_FLAG) };
static const cyaml_strval_t act_bits[] = { ACT_CODES(CODE_FLAG) };
static const cyaml_strval_t sign_bits[] = { SIGN_CODES(CODE_FLAG) };
static const cyaml_strval_t intake_bits[] = { INTAKE_CODES(CODE_FLAG) };
static const cyaml_strval_t condition_bits[] = { CONDITION_CODES(CODE_FLAG) };
static const cyaml_strval_t channel_bits[] = { CHANNEL_CODES(CODE_FLAG) };
static const cyaml_strval_t authority_bits[] = { AUTHORITY_CODES(CODE_FLAG) };
static const cyaml_strval_t clock_bits[] = { CLOCK_CODES(CODE_FLAG) };
static const cyaml_strval_t agency_bits[] = { AGENCY_CODES(CODE_FLAG) };
static const cyaml_strval_t act_values[] = { ACT_CODES(CODE_VALUE) };
static const cyaml_strval_t authority_values[] = { AUTHORITY_CODES(CODE_VALUE) };
static const cyaml_strval_t clock_values[] = { CLOCK_CODES(CODE_VALUE) };
static const cyaml_strval_t unit_values[] = { UNIT_CODES(CODE_VALUE) };
static const cyaml_strval_t trigger_values[] = { TRIGGER_CODES(CODE_VALUE) };
static const cyaml_strval_t missing_values[] = { MISSING_CODES(CODE_VALUE) };
static const cyaml_strval_t urgency_values[] = { URGENCY_CODES(CODE_VALUE) };
static const cyaml_strval_t flag_values[] = { FLAG_CODES(CODE_VALUE) };
static const cyaml_strval_t law_day_values[] = { { "act", LAW_BY_ACT },
                                                 { "filing", LAW_BY_FILING } };
static const cyaml_strval_t kind_values[] = { { "formal", RAW_FORMAL },
                                              { "material", RAW_MATERIAL } };
/* libcyaml's own booleans take any word for true. */
static const cyaml_strval_t bool_values[] = { { "false", false }, { "true", true } };
static const cyaml_strval_t level_values[] = { { "province", RAW_PROVINCE },
                                               { "national", RAW_NATIONAL },
                                               { "own_unit", RAW_OWN_UNIT } };

#define OPT CYAML_FLAG_OPTIONAL
#define REQ CYAML_FLAG_DEFAULT
#define TEXT(key, flags, type, member) \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER | (flags), type, member, 1, 2000)
#define BITS(key, flags, type, member, list) \
    CYAML_FIELD_FLAGS(key, CYAML_FLAG_STRICT | (flags), type, member, list, CYAML_ARRAY_LEN(list))
#define CODE(key, flags, type, member, list) \
    CYAML_FIELD_ENUM(key, CYAML_FLAG_STRICT | (flags), type, member, list, CYAML_ARRAY_LEN(list))
/* What every entry carries. */
#define LAW(type)                                             \
    TEXT("id", REQ, type, law.id),                            \
    TEXT("basis", REQ, type, law.basis),                      \
    TEXT("source", REQ, type, law.source),                    \
    CODE("verified", REQ, type, law.verified, bool_values),   \
    TEXT("valid_from", OPT, type, law.from),                  \
    TEXT("valid_to", OPT, type, law.to),                      \
    CODE("judged_by", OPT, type, law.by, law_day_values)
#define WHEN(type) CYAML_FIELD_MAPPING("when", OPT, type, when, when_fields)

static const cyaml_schema_field_t when_fields[] = {
    BITS("category", OPT, struct raw_when, categories, category_bits),
    BITS("role", OPT, struct raw_when, roles, role_bits),
    BITS("not_role", OPT, struct raw_when, not_roles, role_bits),
    BITS("body", OPT, struct raw_when, bodies, body_bits),
    BITS("act", OPT, struct raw_when, acts, act_bits),
    BITS("sign", OPT, struct raw_when, signs, sign_bits),
    BITS("intake", OPT, struct raw_when, intakes, intake_bits),
    BITS("all", OPT, struct raw_when, all, condition_bits),
    BITS("none", OPT, struct raw_when, none, condition_bits),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t source_fields[] = {
    TEXT("code", REQ, struct raw_source, code),
    TEXT("title", REQ, struct raw_source, title),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t channels_fields[] = {
    LAW(struct raw_channels),
    BITS("laporan", REQ, struct raw_channels, laporan, channel_bits),
    BITS("supervision", REQ, struct raw_channels, supervision, channel_bits),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t requirement_fields[] = {
    LAW(struct raw_requirement),
    CODE("code", REQ, struct raw_requirement, code, missing_values),
    CODE("kind", REQ, struct raw_requirement, kind, kind_values),
    CODE("needed", REQ, struct raw_requirement, needed, bool_values),
    BITS("intake", REQ, struct raw_requirement, intakes, intake_bits),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t clock_fields[] = {
    LAW(struct raw_clock),
    WHEN(struct raw_clock),
    CODE("name", REQ, struct raw_clock, name, clock_values),
    CODE("unit", REQ, struct raw_clock, unit, unit_values),
    CODE("trigger", REQ, struct raw_clock, trigger, trigger_values),
    CYAML_FIELD_INT("count", REQ, struct raw_clock, count),
    CYAML_FIELD_INT("extend_max", OPT, struct raw_clock, extend_max),
    CYAML_FIELD_INT("then_working_days", OPT, struct raw_clock, then_working_days),
    BITS("routes", OPT, struct raw_clock, routes, authority_bits),
    TEXT("note", OPT, struct raw_clock, note),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t route_fields[] = {
    LAW(struct raw_route),
    WHEN(struct raw_route),
    CODE("to", REQ, struct raw_route, to, authority_values),
    BITS("clocks", OPT, struct raw_route, clocks, clock_bits),
    CODE("flag", OPT, struct raw_route, flag, flag_values),
    CODE("flag_before", OPT, struct raw_route, flag_before, flag_values),
    CODE("final", OPT, struct raw_route, final, bool_values),
    TEXT("why", REQ, struct raw_route, why),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t exclusion_fields[] = {
    LAW(struct raw_exclusion),
    WHEN(struct raw_exclusion),
    BITS("agencies", REQ, struct raw_exclusion, agencies, agency_bits),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t urgency_fields[] = {
    LAW(struct raw_urgency),
    WHEN(struct raw_urgency),
    CODE("level", REQ, struct raw_urgency, level, urgency_values),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t unit_word_fields[] = {
    LAW(struct raw_unit_word),
    TEXT("word", REQ, struct raw_unit_word, word),
    CODE("level", REQ, struct raw_unit_word, level, level_values),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t text_entry = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, 200),
};

static const cyaml_schema_field_t event_fields[] = {
    LAW(struct raw_event),
    TEXT("code", REQ, struct raw_event, code),
    TEXT("title", REQ, struct raw_event, title),
    TEXT("from", REQ, struct raw_event, first),
    TEXT("to", REQ, struct raw_event, last),
    CODE("partial", OPT, struct raw_event, partial, bool_values),
    CYAML_FIELD_SEQUENCE("regions", CYAML_FLAG_POINTER | OPT, struct raw_event, regions,
                         &text_entry, 1, 600),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t stage_fields[] = {
    LAW(struct raw_stage),
    TEXT("event", REQ, struct raw_stage, event),
    TEXT("code", REQ, struct raw_stage, code),
    TEXT("title", REQ, struct raw_stage, title),
    TEXT("start", OPT, struct raw_stage, start),
    TEXT("end", OPT, struct raw_stage, end),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t holiday_fields[] = {
    TEXT("on", REQ, struct raw_holiday, on),
    TEXT("name", REQ, struct raw_holiday, name),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t holiday_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_holiday, holiday_fields),
};

static const cyaml_schema_field_t holidays_fields[] = {
    LAW(struct raw_holidays),
    CYAML_FIELD_INT("year", REQ, struct raw_holidays, year),
    CYAML_FIELD_SEQUENCE("days", CYAML_FLAG_POINTER, struct raw_holidays, days, &holiday_entry, 1,
                         100),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t zone_fields[] = {
    LAW(struct raw_zone),
    TEXT("tz", REQ, struct raw_zone, tz),
    CYAML_FIELD_SEQUENCE("provinces", CYAML_FLAG_POINTER, struct raw_zone, provinces, &text_entry,
                         1, 100),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t act_fields[] = {
    LAW(struct raw_act),
    CODE("act", REQ, struct raw_act, act, act_values),
    BITS("category", REQ, struct raw_act, categories, category_bits),
    TEXT("sanction", REQ, struct raw_act, sanction),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t form_fields[] = {
    LAW(struct raw_form),
    TEXT("code", REQ, struct raw_form, code),
    TEXT("title", REQ, struct raw_form, title),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t retention_fields[] = {
    LAW(struct raw_retention),
    TEXT("record", REQ, struct raw_retention, record),
    TEXT("keep", REQ, struct raw_retention, keep),
    CYAML_FIELD_END,
};

#define ENTRY(name, type)                                              \
    static const cyaml_schema_value_t name##_entry = {                 \
        CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct type, name##_fields), \
    }
ENTRY(source, raw_source);
ENTRY(channels, raw_channels);
ENTRY(requirement, raw_requirement);
ENTRY(clock, raw_clock);
ENTRY(route, raw_route);
ENTRY(exclusion, raw_exclusion);
ENTRY(urgency, raw_urgency);
ENTRY(unit_word, raw_unit_word);
ENTRY(event, raw_event);
ENTRY(stage, raw_stage);
ENTRY(holidays, raw_holidays);
ENTRY(zone, raw_zone);
ENTRY(act, raw_act);
ENTRY(form, raw_form);
ENTRY(retention, raw_retention);

#define LIST(key, member, entry, min)                                                       \
    CYAML_FIELD_SEQUENCE(key, CYAML_FLAG_POINTER, struct raw_rulebook, member, &entry, min, 1000)

static const cyaml_schema_field_t rulebook_fields[] = {
    TEXT("rules", REQ, struct raw_rulebook, rules),
    TEXT("title", REQ, struct raw_rulebook, title),
    TEXT("valid_from", REQ, struct raw_rulebook, from),
    TEXT("valid_to", OPT, struct raw_rulebook, to),
    LIST("sources", sources, source_entry, 1),
    CYAML_FIELD_SEQUENCE("channels", CYAML_FLAG_POINTER, struct raw_rulebook, channels,
                         &channels_entry, 1, 1),
    LIST("requirements", requirements, requirement_entry, 1),
    LIST("clocks", clocks, clock_entry, 1),
    LIST("routes", routes, route_entry, 1),
    LIST("exclusions", exclusions, exclusion_entry, 1),
    LIST("urgency", urgency, urgency_entry, 1),
    LIST("unit_words", unit_words, unit_word_entry, 0),
    LIST("events", events, event_entry, 1),
    LIST("stages", stages, stage_entry, 1),
    LIST("holidays", holidays, holidays_entry, 0),
    LIST("zones", zones, zone_entry, 1),
    LIST("acts", acts, act_entry, 0),
    LIST("forms", forms, form_entry, 0),
    LIST("retention", retention, retention_entry, 0),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t rulebook_value = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct raw_rulebook, rulebook_fields),
};

const cyaml_schema_value_t *rulebook_schema(void)
{
    return &rulebook_value;
}
