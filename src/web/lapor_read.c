/*
 * lapor_read: each step's answers, from the posted form into the report. What
 * cannot be understood becomes a fault beside its field; nothing is refused here.
 */
#include "web/lapor.h"

#define FAULT_FIELD(l, name, parse, to, none)                                \
    do {                                                                     \
        struct str given_ = form_get((l)->rq, (name));                       \
        *(to) = (none);                                                      \
        if (given_.len && !parse(given_, (to)))                              \
            lapor_fault((l), (name), REPORT_CODE_UNKNOWN);                   \
    } while (0)

static enum answer answer_of(const struct request *rq, const char *name)
{
    struct str given = form_get(rq, name);

    return str_is(given, "yes")      ? ANSWER_YES
           : str_is(given, "no")     ? ANSWER_NO
           : str_is(given, "unsure") ? ANSWER_UNSURE
                                     : ANSWER_NONE;
}

static struct str line_of(const struct request *rq, const char *name)
{
    return str_trim(form_get(rq, name));
}

void read_mode(struct lapor *l)
{
    FAULT_FIELD(l, "mode", mode_parse, &l->form.mode, MODE_NONE);
    if (l->form.mode != MODE_ANONYMOUS)
        return;
    /* Nobody's name stays in a draft that is to have none. */
    l->form.name = l->form.phone = l->form.address = STR("");
    l->form.voter_here = l->form.under_17 = ANSWER_NONE;
    l->form.standing = STANDING_NONE;
}

void read_who(struct lapor *l)
{
    enum reported_category before = l->form.category;

    FAULT_FIELD(l, "category", category_parse, &l->form.category, CATEGORY_NONE);
    if (l->form.category == before)
        return;
    if (!(category_roles(l->form.category) & CODE_BIT(l->form.role)))
        l->form.role = ROLE_NONE;
    if (l->form.category != CATEGORY_PENYELENGGARA)
        l->form.body = BODY_NONE;
    l->form.acts &= category_acts(l->form.category);
}

void read_person(struct lapor *l)
{
    if (category_roles(l->form.category))
        FAULT_FIELD(l, "role", role_parse, &l->form.role, ROLE_NONE);
    if (l->form.category == CATEGORY_PENYELENGGARA)
        FAULT_FIELD(l, "body", body_parse, &l->form.body, BODY_NONE);
    l->form.reported = line_of(l->rq, "reported");
    l->form.unit = line_of(l->rq, "unit");
    l->form.local_chief = answer_of(l->rq, "local_chief");
    l->form.institution = answer_of(l->rq, "institution");
}

void read_acts(struct lapor *l)
{
    unsigned offered = category_acts(l->form.category);

    l->form.acts = 0;
    for (unsigned a = 1; a < ACT_COUNT; a++)
        if (offered & CODE_BIT(a) && form_includes(l->rq, "acts", str_of(act_name((enum act)a))))
            l->form.acts |= CODE_BIT(a);
}

void read_what(struct lapor *l)
{
    read_acts(l);
    l->form.what = line_of(l->rq, "what");
}

static bool number_of(struct str text, int *out)
{
    uint64_t n;

    text = str_trim(text);
    while (text.len > 1 && text.at[0] == '0') /* "07" */
        text = str_from(text, 1);
    if (!str_to_u64(text, &n) || n > 9999)
        return false;
    *out = (int)n;
    return true;
}

/* Three fields; day and month empty is "not said", whatever the year shows. */
static struct day day_field(struct lapor *l, const char *name, const char *d, const char *m,
                            const char *y)
{
    struct str day = line_of(l->rq, d), month = line_of(l->rq, m), year = line_of(l->rq, y);
    int dn, mn, yn;
    struct day made = DAY_NONE;

    if (!day.len && !month.len)
        return DAY_NONE;
    if (number_of(day, &dn) && number_of(month, &mn) && number_of(year, &yn) && yn >= 2000)
        made = day_of(yn, mn, dn);
    if (!day_known(made))
        lapor_fault(l, name, REPORT_DAY_IMPOSSIBLE);
    return made;
}

void read_when(struct lapor *l)
{
    struct str fill = form_get(l->rq, "isi"), known = form_get(l->rq, "known");
    struct day today = today_of(l->rq);

    l->form.occurred_time = line_of(l->rq, "occurred_time");
    if (fill.len)
        l->form.occurred_on = str_is(fill, "kemarin") ? day_add(today, -1) : today;
    else
        l->form.occurred_on = day_field(l, "occurred_on", "occurred_on_d", "occurred_on_m",
                                        "occurred_on_y");
    if (str_is(known, "same")) {
        l->form.known_on = l->form.occurred_on;
    } else if (str_is(known, "other")) {
        l->form.known_on = day_field(l, "known_on", "known_on_d", "known_on_m", "known_on_y");
        if (!day_known(l->form.known_on) && !fill.len) {
            lapor_fault(l, "known_on", REPORT_DAY_IMPOSSIBLE);
            l->mends[l->mends_len - 1].text = MSG(T_FAULT_KNOWN_DAY);
        }
    } else {
        l->form.known_on = DAY_NONE;
    }
}

void read_where(struct lapor *l)
{
    struct str code = form_get(l->rq, "kecamatan");
    struct region r;

    l->form.place_detail = line_of(l->rq, "place_detail");
    if (code.len && (!region_within(code, l->rq->env->regency)
                     || !region_find(region_names(), code, &r))) {
        lapor_fault(l, "kecamatan", REPORT_PLACE_UNKNOWN);
        code = STR("");
    }
    if (!str_eq(code, l->form.kecamatan))
        l->form.desa = STR("");
    l->form.kecamatan = code;
}

void read_village(struct lapor *l)
{
    struct str code = form_get(l->rq, "desa");
    struct region r;

    l->form.desa = STR("");
    if (!code.len)
        return;
    if (!region_within(code, l->form.kecamatan) || !region_find(region_names(), code, &r))
        lapor_fault(l, "desa", REPORT_PLACE_UNKNOWN);
    else
        l->form.desa = code;
}

void read_proof(struct lapor *l)
{
    static const struct {
        const char *value;
        enum proof_kind proof;
    } proofs[] = { { "photo", PROOF_PHOTO },   { "video", PROOF_VIDEO }, { "audio", PROOF_AUDIO },
                   { "letter", PROOF_LETTER }, { "link", PROOF_LINK },   { "other", PROOF_OTHER } };

    l->form.proofs = 0;
    for (size_t i = 0; i < COUNT_OF(proofs); i++)
        if (form_includes(l->rq, "proofs", str_of(proofs[i].value)))
            l->form.proofs |= (unsigned)proofs[i].proof;
    l->form.proof_note = line_of(l->rq, "proof_note");
}

void read_witnesses(struct lapor *l)
{
    struct str witnesses = line_of(l->rq, "witnesses");
    int n = -1;

    if (witnesses.len && !number_of(witnesses, &n)) {
        lapor_fault(l, "witnesses", REPORT_CODE_UNKNOWN);
        l->mends[l->mends_len - 1].text = MSG(T_FAULT_WITNESSES);
    }
    l->form.witnesses = n;
}

void read_safety(struct lapor *l)
{
    unsigned excluded = lapor_excluded(l->rq, &l->form);

    read_witnesses(l);
    l->form.threatened = answer_of(l->rq, "threatened");
    l->form.in_progress = answer_of(l->rq, "in_progress");
    l->form.exclude = 0;
    for (unsigned a = 1; a < AGENCY_COUNT; a++)
        if (form_includes(l->rq, "exclude", str_of(agency_code_name((enum agency_code)a))))
            l->form.exclude |= CODE_BIT(a);
    /* With those the rules leave out, two must remain. */
    if (l->rq->env->agencies_len
        < (size_t)__builtin_popcount(l->form.exclude | excluded) + 2)
        lapor_fault(l, "exclude", REPORT_EXCLUDES_TOO_MANY);
}

void read_standing(struct lapor *l)
{
    FAULT_FIELD(l, "standing", standing_parse, &l->form.standing, STANDING_NONE);
    l->form.voter_here = l->form.standing == STANDING_PEMILIH ? ANSWER_YES : ANSWER_NONE;
}

void read_identity(struct lapor *l)
{
    l->form.name = line_of(l->rq, "name");
    l->form.phone = line_of(l->rq, "phone");
    l->form.address = line_of(l->rq, "address");
    l->form.under_17 = answer_of(l->rq, "under_17");
    read_standing(l);
}
