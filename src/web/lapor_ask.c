/*
 * lapor_ask: what each step asks, with what was answered before.
 */
#include <assert.h>
#include "domain/triage.h"
#include "page/words.h"
#include "web/lapor.h"

#define OPTIONS_MAX 80 /* a kecamatan may have that many villages */

static struct ask_field_page *field(struct lapor *l, enum ask_kind kind, const char *name,
                                    enum text_key label)
{
    assert(l->fields_len < COUNT_OF(l->fields));
    struct ask_field_page *f = &l->fields[l->fields_len++];

    *f = (struct ask_field_page){ .kind = kind, .name = str_of(name), .label = MSG(label),
                                  .complete = STR("off") };
    return f;
}

struct options {
    struct lapor *l;
    struct ask_field_page *of;
    struct ask_option *at;
    size_t room;
    struct ask_option spare; /* written to when there is no room */
};

static struct options options_for(struct lapor *l, struct ask_field_page *of, size_t room)
{
    struct options o = { .l = l, .of = of, .room = room,
                         .at = ARENA_ARRAY(l->rq->cx.arena, struct ask_option, room) };

    if (!o.at)
        o.room = 0; /* the page will not fit either, and says so */
    of->options = o.at;
    return o;
}

static struct ask_option *option(struct options *o, struct str value, struct value label,
                                 bool chosen)
{
    if (o->of->options_len >= o->room)
        return &o->spare;
    struct ask_option *option = &o->at[o->of->options_len++];

    *option = (struct ask_option){
        .value = value,
        .id = arena_printf(o->l->rq->cx.arena, "%.*s-%zu", STR_FMT(o->of->name),
                           o->of->options_len),
        .label = label,
        .chosen = chosen,
    };
    return option;
}

static struct ask_option *word(struct options *o, const char *value, struct msg label, bool chosen)
{
    return option(o, str_of(value), VALUE(label), chosen);
}

static struct ask_field_page *line(struct lapor *l, const char *name, enum text_key label,
                                   enum text_key hint, struct str value)
{
    struct ask_field_page *f = field(l, ASK_LINE, name, label);

    f->hint = MSG(hint);
    f->optional = true;
    f->value = l->typed ? form_get(l->rq, name) : value;
    return f;
}

static void ask_answer(struct lapor *l, const char *name, enum text_key label, enum text_key hint,
                       enum answer now, bool unsure)
{
    struct ask_field_page *f = field(l, ASK_RADIO, name, label);
    struct options o = options_for(l, f, 3);

    f->hint = MSG(hint);
    f->optional = true;
    f->tight = true;
    word(&o, "yes", answer_words(ANSWER_YES), now == ANSWER_YES);
    word(&o, "no", answer_words(ANSWER_NO), now == ANSWER_NO);
    if (unsure)
        word(&o, "unsure", answer_words(ANSWER_UNSURE), now == ANSWER_UNSURE);
}

void ask_mode(struct lapor *l, struct ask_page *page)
{
    struct ask_field_page *f = field(l, ASK_RADIO, "mode", T_MODE_TITLE);
    struct options o = options_for(l, f, 3);
    struct ask_option *a;

    f->title = true;
    f->hint = MSG(T_MODE_HINT);
    a = word(&o, "anonymous", mode_words(MODE_ANONYMOUS), l->form.mode == MODE_ANONYMOUS);
    a->hint = MSG(T_MODE_ANONYMOUS_D);
    a->first = MSG(T_MODE_ANONYMOUS_W);
    a->first_icon = ASK_ICON_USER;
    a->second = MSG(T_MODE_ANONYMOUS_L);
    a = word(&o, "confidential", mode_words(MODE_CONFIDENTIAL),
             l->form.mode == MODE_CONFIDENTIAL);
    a->hint = MSG(T_MODE_CONFIDENTIAL_D);
    a->first = MSG(T_MODE_CONFIDENTIAL_W);
    a->first_icon = ASK_ICON_LOCK;
    a->second = MSG(T_MODE_CONFIDENTIAL_L);
    a->second_icon = ASK_ICON_SCALE;
    a = word(&o, "named", mode_words(MODE_NAMED), l->form.mode == MODE_NAMED);
    a->hint = MSG(T_MODE_NAMED_D);
    a->first = MSG(T_MODE_NAMED_W);
    a->first_icon = ASK_ICON_USERS;
    a->second = MSG(T_MODE_NAMED_L);
    a->second_icon = ASK_ICON_SCALE;
    page->help_head = MSG(T_MODE_HELP_HEAD);
    page->help = MSG(T_MODE_HELP);
}

void ask_pressured(struct lapor *l)
{
    struct ask_field_page *f = field(l, ASK_RADIO, "pressured", T_WITHDRAW_PRESSURED);
    struct options o = options_for(l, f, 3);
    struct str given = l->typed ? form_get(l->rq, "pressured") : STR("");

    f->hint = MSG(T_WITHDRAW_PRESSURED_HINT);
    f->tight = true;
    word(&o, "yes", answer_words(ANSWER_YES), str_is(given, "yes"));
    word(&o, "no", answer_words(ANSWER_NO), str_is(given, "no"));
    word(&o, "silent", MSG(T_WITHDRAW_RATHER_NOT), str_is(given, "silent"));
}

void ask_who(struct lapor *l, struct ask_page *page)
{
    static const enum text_key hints[CATEGORY_COUNT] = {
        [CATEGORY_ASN] = T_WHO_ASN_D,
        [CATEGORY_KEPALA_DESA] = T_WHO_KEPALA_DESA_D,
        [CATEGORY_PEJABAT_NEGARA] = T_WHO_PEJABAT_NEGARA_D,
        [CATEGORY_PENYELENGGARA] = T_WHO_PENYELENGGARA_D,
        [CATEGORY_OTHER] = T_WHO_OTHER_D,
    };
    struct ask_field_page *f = field(l, ASK_RADIO, "category", T_WHO_TITLE);
    struct options o = options_for(l, f, CATEGORY_COUNT);

    (void)page;
    f->title = true;
    f->hint = MSG(T_WHO_HINT);
    for (unsigned c = 1; c < CATEGORY_COUNT; c++) {
        enum reported_category category = (enum reported_category)c;
        word(&o, category_name(category), category_words(category), l->form.category == category)
            ->hint = MSG(hints[c]);
    }
}

/* The lead has said that all may be skipped: not again beside each. */
static void lead_says_optional(struct lapor *l)
{
    for (size_t i = 0; i < l->fields_len; i++)
        l->fields[i].optional = false;
}

void ask_person(struct lapor *l, struct ask_page *page)
{
    unsigned roles = category_roles(l->form.category);

    page->title = MSG(T_PERSON_TITLE);
    page->lead = MSG(T_PERSON_LEAD);
    if (roles) {
        struct ask_field_page *f = field(l, ASK_RADIO, "role", T_PERSON_ROLE);
        struct options o = options_for(l, f, ROLE_COUNT);
        f->tight = true;
        for (unsigned r = 1; r < ROLE_COUNT; r++)
            if (roles & CODE_BIT(r))
                word(&o, role_name((enum role)r), role_words((enum role)r), l->form.role == r);
        word(&o, "", MSG(T_PERSON_UNKNOWN), l->form.role == ROLE_NONE);
    }
    if (l->form.category == CATEGORY_PENYELENGGARA) {
        struct ask_field_page *f = field(l, ASK_RADIO, "body", T_PERSON_BODY);
        struct options o = options_for(l, f, BODY_COUNT);
        f->tight = true;
        for (unsigned b = 1; b < BODY_COUNT; b++)
            word(&o, body_name((enum body)b), body_words((enum body)b), l->form.body == b);
        word(&o, "", MSG(T_PERSON_UNKNOWN), l->form.body == BODY_NONE);
    }
    line(l, "reported", T_PERSON_REPORTED, T_PERSON_REPORTED_HINT, l->form.reported);
    line(l, "unit", T_PERSON_UNIT, T_PERSON_UNIT_HINT, l->form.unit);
    ask_answer(l, "local_chief", T_PERSON_CHIEF, T_PERSON_CHIEF_HINT, l->form.local_chief, true);
    ask_answer(l, "institution", T_PERSON_INSTITUTION, T_NONE, l->form.institution, true);
    lead_says_optional(l);
}

void ask_acts(struct lapor *l)
{
    unsigned offered = category_acts(l->form.category);
    struct ask_field_page *f = field(l, ASK_CHECK, "acts", T_WHAT_ACTS);
    struct options o = options_for(l, f, ACT_COUNT);

    f->tight = true;
    f->optional = true;
    for (unsigned a = 1; a < ACT_COUNT; a++)
        if (offered & CODE_BIT(a))
            word(&o, act_name((enum act)a), act_words((enum act)a), l->form.acts & CODE_BIT(a));
}

void ask_story(struct lapor *l, const char *name, enum text_key label, enum text_key hint,
              struct str value)
{
    struct ask_field_page *f = field(l, ASK_TEXT, name, label);

    f->hint = MSG(hint);
    f->tall = true;
    f->value = l->typed ? form_get(l->rq, name) : value;
}

void ask_what(struct lapor *l, struct ask_page *page)
{
    page->title = MSG(T_WHAT_TITLE);
    ask_acts(l);
    ask_story(l, "what", T_WHAT_STORY, T_WHAT_STORY_HINT, l->form.what);
}

static const enum text_key months[12] = {
    T_WHEN_JANUARY, T_WHEN_FEBRUARY, T_WHEN_MARCH,     T_WHEN_APRIL,   T_WHEN_MAY,
    T_WHEN_JUNE,    T_WHEN_JULY,     T_WHEN_AUGUST,    T_WHEN_SEPTEMBER, T_WHEN_OCTOBER,
    T_WHEN_NOVEMBER, T_WHEN_DECEMBER,
};

struct day_typed {
    struct str day, month, year;
};

static struct day_typed day_shown(struct lapor *l, const char *name, struct day stored)
{
    struct arena *arena = l->rq->cx.arena;
    struct civil c = day_civil(day_known(stored) ? stored : today_of(l->rq));
    const char *d = arena_printf(arena, "%s_d", name).at, *m = arena_printf(arena, "%s_m", name).at;
    const char *y = arena_printf(arena, "%s_y", name).at;

    if (l->typed && d && m && y)
        return (struct day_typed){ form_get(l->rq, d), form_get(l->rq, m), form_get(l->rq, y) };
    struct day_typed shown = { .year = arena_printf(arena, "%d", c.year) };
    if (day_known(stored)) {
        shown.day = arena_printf(arena, "%d", c.day);
        shown.month = arena_printf(arena, "%d", c.month);
    }
    return shown;
}

static struct ask_field_page *ask_day(struct lapor *l, const char *name, enum text_key label,
                                      enum text_key hint, struct day stored)
{
    struct ask_field_page *f = field(l, ASK_DAY, name, label);
    struct options o = options_for(l, f, 12);
    struct day_typed shown = day_shown(l, name, stored);

    f->hint = MSG(hint);
    f->optional = true;
    f->value = shown.day;
    f->year = shown.year;
    for (int m = 1; m <= 12; m++) {
        struct str value = arena_printf(l->rq->cx.arena, "%d", m);
        option(&o, value, VALUE(MSG(months[m - 1])), str_eq(value, shown.month));
    }
    return f;
}

void ask_when(struct lapor *l, struct ask_page *page)
{
    struct day occurred = l->form.occurred_on, known = l->form.known_on;
    bool same = day_known(known) && known.n == occurred.n;
    bool other = day_known(known) && !same;
    struct ask_field_page *f;
    struct options o;

    if (l->typed) {
        same = str_is(form_get(l->rq, "known"), "same");
        other = str_is(form_get(l->rq, "known"), "other");
    }
    page->title = MSG(T_WHEN_TITLE);
    ask_day(l, "occurred_on", T_WHEN_OCCURRED, T_WHEN_OCCURRED_HINT, occurred)->quick = true;
    f = line(l, "occurred_time", T_WHEN_TIME, T_WHEN_TIME_HINT, l->form.occurred_time);
    f->narrow = true;
    f = field(l, ASK_RADIO, "known", T_WHEN_KNOWN);
    f->hint = MSG(T_WHEN_KNOWN_HINT);
    f->optional = true;
    f->tight = true;
    o = options_for(l, f, 3);
    word(&o, "same", MSG(T_WHEN_KNOWN_SAME), same);
    word(&o, "other", MSG(T_WHEN_KNOWN_OTHER), other);
    word(&o, "forgot", MSG(T_WHEN_KNOWN_FORGOT), false);
    ask_day(l, "known_on", T_WHEN_KNOWN_DAY, T_WHEN_KNOWN_DAY_HINT, other ? known : DAY_NONE);
}

static void ask_region(struct lapor *l, struct ask_field_page *f, struct str parent,
                       enum text_key nothing, struct str chosen)
{
    struct options o = options_for(l, f, OPTIONS_MAX + 1);
    struct region r;

    word(&o, "", MSG(nothing), false);
    for (struct region_walk w = region_children(region_names(), parent); region_next(&w, &r);)
        option(&o, r.code, VALUE(r.name), str_eq(r.code, chosen));
}

void ask_where(struct lapor *l, struct ask_page *page)
{
    struct ask_field_page *f = field(l, ASK_SELECT, "kecamatan", T_WHERE_KECAMATAN);

    page->title = MSG(T_WHERE_TITLE);
    f->hint = MSG(T_WHERE_KECAMATAN_HINT);
    f->optional = true;
    ask_region(l, f, l->rq->env->regency, T_WHERE_UNKNOWN,
               l->typed ? form_get(l->rq, "kecamatan") : l->form.kecamatan);
    line(l, "place_detail", T_WHERE_DETAIL, T_WHERE_DETAIL_HINT, l->form.place_detail);
}

void ask_village(struct lapor *l, struct ask_page *page)
{
    struct ask_field_page *f = field(l, ASK_SELECT, "desa", T_VILLAGE_TITLE);

    page->title = MSG(T_VILLAGE_TITLE);
    f->label = SAY(l->rq, T_VILLAGE_DESA, HOLE("name", place_name(l->form.kecamatan)));
    f->optional = true;
    ask_region(l, f, l->form.kecamatan, T_VILLAGE_CHOOSE,
               l->typed ? form_get(l->rq, "desa") : l->form.desa);
}

void ask_proof(struct lapor *l, struct ask_page *page)
{
    static const char *const values[] = { "photo", "video", "audio", "letter", "link", "other" };
    struct ask_field_page *f = field(l, ASK_CHECK, "proofs", T_PROOF_HAVE);
    struct options o = options_for(l, f, COUNT_OF(values));

    page->title = MSG(T_PROOF_TITLE);
    page->lead = MSG(T_PROOF_HINT);
    page->note_head = MSG(T_PROOF_HAND_HEAD);
    page->note = MSG(T_PROOF_HAND);
    f->optional = true;
    f->tight = true;
    for (unsigned i = 0; i < COUNT_OF(values); i++)
        word(&o, values[i], proof_words((enum proof_kind)(1u << i)), l->form.proofs & 1u << i);
    line(l, "proof_note", T_PROOF_NOTE, T_PROOF_NOTE_HINT, l->form.proof_note);
}

unsigned lapor_excluded(struct request *rq, const struct report_form *form)
{
    struct report_place place = place_of(rq);
    struct triage_facts facts;
    struct triage_findings *findings = ARENA_NEW(rq->cx.arena, struct triage_findings);

    report_facts(form, rq->cx.now_us, &place, &facts);
    if (!findings || !rq->env->rules || triage(&rq->cx, rq->env->rules, &facts, findings) != OK)
        return 0; /* filing asks again, and fails if the rules cannot be asked */
    return findings->excluded;
}

void ask_witnesses(struct lapor *l)
{
    struct ask_field_page *f =
        line(l, "witnesses", T_SAFETY_WITNESSES, T_SAFETY_WITNESSES_HINT,
             l->form.witnesses >= 0
                 ? arena_printf(l->rq->cx.arena, "%d", l->form.witnesses) : STR(""));

    f->narrow = true;
    f->numeric = true;
}

void ask_safety(struct lapor *l, struct ask_page *page)
{
    unsigned excluded = lapor_excluded(l->rq, &l->form);
    struct ask_field_page *f;
    struct options o;

    page->title = MSG(T_SAFETY_TITLE);
    page->lead = MSG(T_PERSON_LEAD);
    page->note_head = MSG(T_SAFETY_HELP_HEAD);
    page->note = MSG(T_SAFETY_HELP);
    page->note_icon = ASK_NOTE_PHONE;
    ask_witnesses(l);
    ask_answer(l, "threatened", T_SAFETY_THREATENED, T_NONE, l->form.threatened, false);
    ask_answer(l, "in_progress", T_SAFETY_PROGRESS, T_NONE, l->form.in_progress, true);
    f = field(l, ASK_CHECK, "exclude", T_SAFETY_EXCLUDE);
    f->hint = MSG(T_SAFETY_EXCLUDE_HINT);
    f->optional = true;
    f->tight = true;
    o = options_for(l, f, AGENCIES_MAX);
    for (size_t i = 0; i < l->rq->env->agencies_len; i++) {
        const struct agency *agency = &l->rq->env->agencies[i];
        bool out = excluded & CODE_BIT(agency->code);
        struct ask_option *a = option(&o, str_of(agency_code_name(agency->code)),
                                      VALUE(agency->name),
                                      out || l->form.exclude & CODE_BIT(agency->code));
        a->off = out;
        if (out)
            a->hint = MSG(T_SAFETY_EXCLUDED);
    }
    lead_says_optional(l);
}

void ask_standing(struct lapor *l)
{
    static const enum standing offered[] = { STANDING_PEMILIH, STANDING_PEMANTAU,
                                             STANDING_PESERTA };
    struct ask_field_page *f = field(l, ASK_RADIO, "standing", T_IDENTITY_STANDING);
    struct options o = options_for(l, f, COUNT_OF(offered) + 1);

    f->hint = MSG(T_IDENTITY_STANDING_HINT);
    f->tight = true;
    f->optional = true;
    for (size_t i = 0; i < COUNT_OF(offered); i++)
        word(&o, standing_name(offered[i]), standing_words(offered[i]),
             l->form.standing == offered[i]);
    word(&o, "", MSG(T_IDENTITY_STANDING_NONE), false);
}

void ask_identity(struct lapor *l, struct ask_page *page)
{
    struct ask_field_page *f;
    bool named = l->form.mode == MODE_NAMED;

    page->title = MSG(T_IDENTITY_TITLE);
    page->note = MSG(named ? T_IDENTITY_LEAD_NAMED : T_IDENTITY_LEAD_CONFIDENTIAL);
    page->note_icon = ASK_NOTE_LOCK;
    f = line(l, "name", T_IDENTITY_NAME, T_IDENTITY_NAME_HINT, l->form.name);
    f->optional = !named;
    f->complete = STR("name");
    f = line(l, "phone", T_IDENTITY_PHONE, T_NONE, l->form.phone);
    f->complete = STR("tel");
    f->numeric = true;
    f->narrow = true;
    f = line(l, "address", T_IDENTITY_ADDRESS, T_IDENTITY_ADDRESS_HINT, l->form.address);
    f->complete = STR("address-line1");
    ask_standing(l);
    ask_answer(l, "under_17", T_IDENTITY_UNDER_17, T_NONE, l->form.under_17, false);
}
