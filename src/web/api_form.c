/* api_form: see the header. Which members there are stands in the tables below. */
#include "web/api_form.h"
#include <string.h>
#include "domain/region.h"

#define WITNESSES_MAX 100000

enum take { TAKE_TEXT, TAKE_DAY, TAKE_ANSWER, TAKE_COUNT, TAKE_CODE, TAKE_SET, TAKE_PROOFS,
            TAKE_OBJECT, TAKE_ELSEWHERE /* read by itself */ };

struct member {
    const char *name;
    enum take take;
    size_t at;                              /* into struct report_form */
    bool (*code)(struct str text, unsigned *out);
    const struct member *inner;             /* ends with a NULL name */
};

#define READS(noun, type)                                     \
    static bool read_##noun(struct str text, unsigned *out)   \
    {                                                         \
        enum type c;                                          \
                                                              \
        if (!noun##_parse(text, &c))                          \
            return false;                                     \
        *out = (unsigned)c;                                   \
        return true;                                          \
    }
READS(mode, report_mode)
READS(category, reported_category)
READS(act, act)
READS(role, role)
READS(body, body)
READS(standing, standing)
READS(agency_code, agency_code)

#define AT(member) offsetof(struct report_form, member)

static const struct member place_members[] = {
    { "kecamatan", TAKE_TEXT, AT(kecamatan), NULL, NULL },
    { "desa", TAKE_TEXT, AT(desa), NULL, NULL },
    { "detail", TAKE_TEXT, AT(place_detail), NULL, NULL },
    { NULL, TAKE_TEXT, 0, NULL, NULL },
};

static const struct member reported_members[] = {
    { "description", TAKE_TEXT, AT(reported), NULL, NULL },
    { "unit", TAKE_TEXT, AT(unit), NULL, NULL },
    { "role", TAKE_CODE, AT(role), read_role, NULL },
    { "body", TAKE_CODE, AT(body), read_body, NULL },
    { "local_chief", TAKE_ANSWER, AT(local_chief), NULL, NULL },
    { "institution", TAKE_ANSWER, AT(institution), NULL, NULL },
    { NULL, TAKE_TEXT, 0, NULL, NULL },
};

static const struct member identity_members[] = {
    { "name", TAKE_TEXT, AT(name), NULL, NULL },
    { "phone", TAKE_TEXT, AT(phone), NULL, NULL },
    { "address", TAKE_TEXT, AT(address), NULL, NULL },
    { NULL, TAKE_TEXT, 0, NULL, NULL },
};

static const struct member reporter_members[] = {
    { "voter_here", TAKE_ANSWER, AT(voter_here), NULL, NULL },
    { "under_17", TAKE_ANSWER, AT(under_17), NULL, NULL },
    { "standing", TAKE_CODE, AT(standing), read_standing, NULL },
    { NULL, TAKE_TEXT, 0, NULL, NULL },
};

/* What may also be added later. */
#define FACT_MEMBERS                                                    \
    { "violation", TAKE_SET, AT(acts), read_act, NULL },                \
    { "occurred_on", TAKE_DAY, AT(occurred_on), NULL, NULL },           \
    { "known_on", TAKE_DAY, AT(known_on), NULL, NULL },                 \
    { "occurred_time", TAKE_TEXT, AT(occurred_time), NULL, NULL },      \
    { "place", TAKE_OBJECT, 0, NULL, place_members },                   \
    { "reported", TAKE_OBJECT, 0, NULL, reported_members },             \
    { "evidence", TAKE_PROOFS, AT(proofs), NULL, NULL },                \
    { "evidence_note", TAKE_TEXT, AT(proof_note), NULL, NULL },         \
    { "witnesses", TAKE_COUNT, AT(witnesses), NULL, NULL },             \
    { "threatened", TAKE_ANSWER, AT(threatened), NULL, NULL },          \
    { "in_progress", TAKE_ANSWER, AT(in_progress), NULL, NULL },        \
    { "reporter", TAKE_OBJECT, 0, NULL, reporter_members },             \
    { "lang", TAKE_ELSEWHERE, 0, NULL, NULL }

static const struct member report_members[] = {
    { "mode", TAKE_CODE, AT(mode), read_mode, NULL },
    { "category", TAKE_CODE, AT(category), read_category, NULL },
    { "what", TAKE_TEXT, AT(what), NULL, NULL },
    { "identity", TAKE_OBJECT, 0, NULL, identity_members },
    { "exclude", TAKE_SET, AT(exclude), read_agency_code, NULL },
    FACT_MEMBERS,
    { NULL, TAKE_TEXT, 0, NULL, NULL },
};

static const struct member supplement_members[] = {
    { "text", TAKE_ELSEWHERE, 0, NULL, NULL },
    FACT_MEMBERS,
    { NULL, TAKE_TEXT, 0, NULL, NULL },
};

/* ---- one value ---- */

static const char *const proof_codes[] = { "foto", "video", "audio", "surat", "tautan", "lainnya" };

struct reading {
    struct arena *arena;
    struct api_errors *errors;
    char *form;             /* the struct report_form, by offset */
};

static void wrong(struct reading *r, struct str field, const char *code, enum text_key detail)
{
    api_error(r->errors, field, code, MSG(detail));
}

static struct str value_of(const json_t *v)
{
    return (struct str){ json_string_value(v), json_string_length(v) };
}

static void take_text(struct reading *r, struct str field, const json_t *v, size_t at)
{
    struct str text = str_trim(value_of(v));

    if (!json_is_string(v)) {
        wrong(r, field, "wrong_type", T_API_FAULT_TEXT);
    } else if (!utf8_valid(text)) {
        wrong(r, field, "not_text", T_API_FAULT_NOT_TEXT);
    } else {
        text = arena_copy(r->arena, text);
        memcpy(r->form + at, &text, sizeof text);
    }
}

/* Looks like a date, so it is one that the calendar does not have. */
static bool shaped_like_day(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (i == 4 || i == 7 ? s.at[i] != '-' : s.at[i] < '0' || s.at[i] > '9')
            return false;
    return s.len == 10;
}

static void take_day(struct reading *r, struct str field, const json_t *v, size_t at)
{
    struct str text = str_trim(value_of(v));
    struct day d;

    if (json_is_string(v) && text.len == 0)
        return;
    if (json_is_string(v) && day_parse(text, &d))
        memcpy(r->form + at, &d, sizeof d);
    else if (json_is_string(v) && shaped_like_day(text))
        wrong(r, field, "day_impossible", T_API_FAULT_DAY_IMPOSSIBLE);
    else
        wrong(r, field, "wrong_type", T_API_FAULT_DAY);
}

static void take_answer(struct reading *r, struct str field, const json_t *v, size_t at)
{
    enum answer a = json_is_true(v) ? ANSWER_YES : ANSWER_NO;

    if (json_is_boolean(v))
        memcpy(r->form + at, &a, sizeof a);
    else
        wrong(r, field, "wrong_type", T_API_FAULT_YES_NO);
}

static void take_count(struct reading *r, struct str field, const json_t *v, size_t at)
{
    int n = 0;

    if (!json_is_integer(v)) {
        wrong(r, field, "wrong_type", T_API_FAULT_NUMBER);
    } else if (json_integer_value(v) < 0 || json_integer_value(v) > WITNESSES_MAX) {
        wrong(r, field, "out_of_range", T_API_FAULT_NUMBER);
    } else {
        n = (int)json_integer_value(v);
        memcpy(r->form + at, &n, sizeof n);
    }
}

static void take_code(struct reading *r, struct str field, const json_t *v,
                      const struct member *m)
{
    unsigned code = 0;

    if (!json_is_string(v))
        wrong(r, field, "wrong_type", T_API_FAULT_TEXT);
    else if (json_string_length(v) == 0 || m->code(value_of(v), &code))
        memcpy(r->form + m->at, &code, sizeof code);
    else
        wrong(r, field, "unknown_code", T_API_FAULT_CODE);
}

static bool read_proof(struct str text, unsigned *out)
{
    for (unsigned i = 0; i < COUNT_OF(proof_codes); i++)
        if (str_is(text, proof_codes[i])) {
            *out = i;
            return true;
        }
    return false;
}

static void take_set(struct reading *r, struct str field, const json_t *v, size_t at,
                     bool (*code)(struct str, unsigned *))
{
    unsigned set = 0, c;
    const json_t *item;
    size_t i;

    if (!json_is_array(v)) {
        wrong(r, field, "wrong_type", T_API_FAULT_LIST);
        return;
    }
    json_array_foreach(v, i, item) {
        if (json_is_string(item) && code(value_of(item), &c)) {
            set |= CODE_BIT(c);
            continue;
        }
        wrong(r, arena_printf(r->arena, "%.*s.%zu", STR_FMT(field), i), "unknown_code",
              T_API_FAULT_CODE);
    }
    memcpy(r->form + at, &set, sizeof set);
}

static void take_one(struct reading *r, struct str field, const json_t *v, const struct member *m)
{
    switch (m->take) {
    case TAKE_TEXT:
        take_text(r, field, v, m->at);
        break;
    case TAKE_DAY:
        take_day(r, field, v, m->at);
        break;
    case TAKE_ANSWER:
        take_answer(r, field, v, m->at);
        break;
    case TAKE_COUNT:
        take_count(r, field, v, m->at);
        break;
    case TAKE_CODE:
        take_code(r, field, v, m);
        break;
    case TAKE_SET:
        take_set(r, field, v, m->at, m->code);
        break;
    case TAKE_PROOFS:
        take_set(r, field, v, m->at, read_proof);
        break;
    case TAKE_OBJECT:
    case TAKE_ELSEWHERE:
        break;
    }
}

/* ---- one object ---- */

static const struct member *member_find(const struct member *members, const char *name)
{
    for (; members->name; members++)
        if (strcmp(members->name, name) == 0)
            return members;
    return NULL;
}

/* Names longer than any of ours are cut in the answer. */
static struct str field_name(struct reading *r, const char *outer, const char *name)
{
    struct str s = str_first(str_of(name), 60);

    while (s.len > 0 && !utf8_valid(s))
        s.len--;
    return outer ? arena_printf(r->arena, "%s.%.*s", outer, STR_FMT(s)) : arena_copy(r->arena, s);
}

static void take_members(struct reading *r, const json_t *object, const struct member *members,
                         const char *outer)
{
    const char *name;
    const json_t *v;

    json_object_foreach((json_t *)(uintptr_t)object, name, v) {
        const struct member *m = member_find(members, name);
        struct str field = field_name(r, outer, name);

        if (!m)
            wrong(r, field, "unknown_member", T_API_FAULT_UNKNOWN_MEMBER);
        else if (json_is_null(v))
            continue;
        else if (m->take != TAKE_OBJECT)
            take_one(r, field, v, m);
        else if (json_is_object(v))
            take_members(r, v, m->inner, m->name);
        else
            wrong(r, field, "wrong_type", T_API_FAULT_OBJECT);
    }
}

static void take_lang(struct reading *r, const json_t *root, struct report_form *f)
{
    const json_t *v = json_object_get(root, "lang");
    struct str text = value_of(v);
    enum lang lang;

    if (!v || json_is_null(v))
        return;
    if (json_is_string(v) && (lang_of(text, &lang) || str_is(text, "jv")))
        f->lang = arena_copy(r->arena, text);
    else
        wrong(r, STR("lang"), "unknown_code", T_API_FAULT_LANG);
}

/* ---- the place, by code or by name ---- */

static void place_resolve(struct reading *r, const struct env *env, struct report_form *f)
{
    enum region_level level;
    struct region found;

    if (!f->kecamatan.len && region_code_level(f->desa, &level) && level == REGION_VILLAGE)
        f->kecamatan = region_parent(f->desa);
    if (f->kecamatan.len) {
        if (!region_match(env->regions, env->regency, f->kecamatan, &found)) {
            wrong(r, STR("place.kecamatan"), "place_unknown", T_API_FAULT_KECAMATAN);
            f->kecamatan = f->desa = STR("");
            return;
        }
        f->kecamatan = found.code;
    }
    if (!f->desa.len)
        return;
    if (f->kecamatan.len && region_match(env->regions, f->kecamatan, f->desa, &found)) {
        f->desa = found.code;
        return;
    }
    wrong(r, STR("place.desa"), "place_unknown", T_API_FAULT_DESA);
    f->desa = STR("");
}

/* ---- what domain/report.h finds, under the API's names ---- */

static struct str api_field(const char *field)
{
    static const char *const names[][2] = {
        { "reported", "reported.description" }, { "unit", "reported.unit" },
        { "kecamatan", "place.kecamatan" },     { "desa", "place.desa" },
        { "place_detail", "place.detail" },     { "proof_note", "evidence_note" },
        { "name", "identity.name" },            { "phone", "identity.phone" },
        { "address", "identity.address" },
    };

    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strcmp(names[i][0], field) == 0)
            return str_of(names[i][1]);
    return str_of(field);
}

struct fault_word {
    const char *code;
    enum text_key detail;
};

static const struct fault_word fault_words[REPORT_FAULT_COUNT] = {
    [REPORT_FINE] = { "", T_NONE },
    [REPORT_MODE_MISSING] = { "missing", T_API_FAULT_MODE_MISSING },
    [REPORT_CATEGORY_MISSING] = { "missing", T_API_FAULT_CATEGORY_MISSING },
    [REPORT_WHAT_MISSING] = { "missing", T_API_FAULT_WHAT_MISSING },
    [REPORT_TOO_LONG] = { "too_long", T_API_FAULT_TOO_LONG },
    [REPORT_DAY_IMPOSSIBLE] = { "day_impossible", T_API_FAULT_DAY_IMPOSSIBLE },
    [REPORT_DAY_AHEAD] = { "day_ahead", T_API_FAULT_DAY_AHEAD },
    [REPORT_KNOWN_BEFORE] = { "known_before", T_API_FAULT_KNOWN_BEFORE },
    [REPORT_PLACE_UNKNOWN] = { "place_unknown", T_API_FAULT_DESA },
    [REPORT_NAME_MISSING] = { "name_missing", T_API_FAULT_NAME_MISSING },
    [REPORT_CONTACT_MISSING] = { "contact_missing", T_API_FAULT_CONTACT_MISSING },
    [REPORT_EXCLUDES_TOO_MANY] = { "excludes_too_many", T_API_FAULT_EXCLUDES_TOO_MANY },
    [REPORT_CODE_UNKNOWN] = { "unknown_code", T_API_FAULT_CODE },
};

static void check_rules(struct request *rq, struct api_errors *e, const struct report_form *f,
                        unsigned parts)
{
    struct report_finding found[REPORT_FINDINGS_MAX];
    struct day today = day_at(rq->cx.now_us, rq->env->zone_minutes);
    size_t n = report_check(f, parts, today, found);

    for (size_t i = 0; i < n; i++) {
        const struct fault_word *w = &fault_words[found[i].fault];

        api_error(e, api_field(found[i].field), w->code, MSG(w->detail));
    }
}

void api_form_read(struct request *rq, const json_t *root, struct api_errors *e,
                   struct report_form *f)
{
    struct reading r = { rq->cx.arena, e, (char *)f };

    report_form_init(f);
    f->channel = CHANNEL_WEB;
    take_members(&r, root, report_members, NULL);
    take_lang(&r, root, f);
    place_resolve(&r, rq->env, f);
    if (!f->lang.len)
        f->lang = lang_code(rq->lang);
    if (f->mode == MODE_ANONYMOUS && (f->name.len || f->phone.len || f->address.len))
        wrong(&r, STR("identity"), "identity_not_wanted", T_API_FAULT_IDENTITY_NOT_WANTED);
    check_rules(rq, e, f, CODE_BIT(PART_COUNT) - 1);
}

void api_form_supplement(struct request *rq, const json_t *root, struct api_errors *e,
                         struct report_form *f, struct str *text, struct str *changed)
{
    struct reading r = { rq->cx.arena, e, (char *)f };
    const json_t *place = json_object_get(root, "place"), *v;
    struct buf list = buf_in(rq->cx.arena, 1000);
    const char *name;

    /* Another kecamatan, and no word of the desa: the old desa is not in it. */
    if (json_is_string(json_object_get(place, "kecamatan")) && !json_object_get(place, "desa"))
        f->desa = STR("");
    take_members(&r, root, supplement_members, NULL);
    take_lang(&r, root, f);
    place_resolve(&r, rq->env, f);
    *text = api_text(e, root, "text", REPORT_WHAT_MAX);
    check_rules(rq, e, f, CODE_BIT(PART_WHOM) | CODE_BIT(PART_WHEN) | CODE_BIT(PART_WHERE)
                              | CODE_BIT(PART_PROOF));
    json_object_foreach((json_t *)(uintptr_t)root, name, v)
        if (strcmp(name, "text") != 0 && strcmp(name, "lang") != 0 && !json_is_null(v)
            && member_find(supplement_members, name))
            buf_printf(&list, "%s%s", list.len ? ", " : "", name);
    *changed = buf_end(&list);
}

/* ---- smaller bodies ---- */

void api_members_only(struct api_errors *e, const json_t *root, const char *const *names)
{
    struct reading r = { e->arena, e, NULL };
    const char *name;
    const json_t *v;

    json_object_foreach((json_t *)(uintptr_t)root, name, v) {
        size_t i = 0;

        while (names[i] && strcmp(names[i], name) != 0)
            i++;
        if (!names[i])
            wrong(&r, field_name(&r, NULL, name), "unknown_member", T_API_FAULT_UNKNOWN_MEMBER);
    }
}

struct str api_text(struct api_errors *e, const json_t *root, const char *name, size_t max)
{
    struct str text = STR("");
    struct reading r = { e->arena, e, (char *)&text };
    const json_t *v = json_object_get(root, name);

    if (v && !json_is_null(v))
        take_text(&r, str_of(name), v, 0);
    if (text.len <= max)
        return text;
    wrong(&r, str_of(name), "too_long", T_API_FAULT_TOO_LONG);
    return STR("");
}

enum answer api_answer(struct api_errors *e, const json_t *root, const char *name)
{
    enum answer answer = ANSWER_NONE;
    struct reading r = { e->arena, e, (char *)&answer };
    const json_t *v = json_object_get(root, name);

    if (v && !json_is_null(v))
        take_answer(&r, str_of(name), v, 0);
    return answer;
}
