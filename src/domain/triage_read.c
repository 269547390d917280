/*
 * triage_read: what the facts mean: which zone and calendar, what kind of
 * report, in time or not, what is missing. No route and no clock is chosen here.
 */
#include "domain/triage_work.h"

static struct day earliest(struct day a, struct day b)
{
    if (!day_known(a) || !day_known(b))
        return day_first_known(a, b);
    return a.n < b.n ? a : b;
}

void triage_facts_init(struct triage_facts *f)
{
    *f = (struct triage_facts){ .occurred_on = DAY_NONE, .known_on = DAY_NONE,
                                .registered_on = DAY_NONE, .notified_on = DAY_NONE };
}

/* The day as the writer of filed_at saw it: good enough to choose a rule set. */
static struct day filed_day_as_written(const struct triage_facts *f)
{
    return f->filed ? day_at(f->filed_us, f->filed_zone) : DAY_NONE;
}

struct day triage_day(const struct triage_facts *f)
{
    return day_first_known(f->occurred_on, day_first_known(f->known_on, filed_day_as_written(f)));
}

static void find_zone(struct work *w)
{
    const struct triage_facts *f = w->f;
    int listed = 0;
    bool by_province = rulebook_zone(w->book, f->place.provinsi, &listed);

    if (f->place.zone_known) {
        w->out->zone_minutes = f->place.zone_minutes;
        if (by_province && listed != f->place.zone_minutes)
            work_flag(w, FLAG_ZONE_MISMATCH);
    } else if (by_province) {
        w->out->zone_minutes = listed;
    } else {
        w->out->zone_minutes = f->filed ? f->filed_zone : ZONE_WIB;
        work_flag(w, FLAG_ZONE_UNKNOWN);
    }
}

static void find_days(struct work *w)
{
    const struct triage_facts *f = w->f;

    w->filed_on = f->filed ? day_at(f->filed_us, w->out->zone_minutes) : DAY_NONE;
    w->filing = day_first_known(w->filed_on, day_first_known(f->known_on, f->occurred_on));
    w->act_latest = day_first_known(f->occurred_on, earliest(f->known_on, w->filed_on));
    if (!f->filed)
        work_flag(w, FLAG_FILED_AT_UNKNOWN);
    if (day_earlier(w->filed_on, f->occurred_on) || day_earlier(w->filed_on, f->known_on))
        work_flag(w, FLAG_FUTURE_DATE);
    if (day_earlier(f->known_on, f->occurred_on))
        work_flag(w, FLAG_KNOWN_BEFORE_OCCURRED);
    if (!day_known(f->known_on))
        work_flag(w, FLAG_KNOWN_ON_UNKNOWN);
    if (!day_known(f->occurred_on))
        work_flag(w, FLAG_ACT_DATE_UNKNOWN);
}

static void find_event(struct work *w)
{
    w->event = rulebook_event(w->book, w->f->place.kab_kota, w->f->place.provinsi, w->act_latest);
    if (day_known(w->act_latest) && !w->event)
        work_flag(w, FLAG_OUTSIDE_CALENDAR);
}

/* A day before every event of the rule set: no pair can have been determined. */
static bool before_all_events(const struct work *w, struct day d)
{
    for (size_t i = 0; i < w->book->events_count; i++)
        if (!day_earlier(d, w->book->events[i].from))
            return false;
    return w->book->events_count > 0;
}

/* Whether the pairs of candidates stood on the day of the act. Said in the facts,
 * else read from the region's own calendar. Where that is silent it is left open and
 * told: naming a route on a condition is better than losing it. */
static void find_determined(struct work *w)
{
    const struct triage_facts *f = w->f;
    struct day d = w->act_latest; /* the act's day where it is known */
    const struct stage *set = w->event ? rulebook_stage(w->book, w->event->code,
                                                        STR("penetapan_paslon")) : NULL;
    bool before = f->candidates_determined == KNOWN_NO;

    if (f->candidates_determined == NOT_KNOWN && day_known(d)) {
        if (set ? day_earlier(d, set->start) : before_all_events(w, d))
            before = true;
        else if (!set)
            work_flag(w, FLAG_NO_CANDIDATE_CALENDAR);
    }
    if (before)
        work_flag(w, FLAG_BEFORE_PENETAPAN_PASLON);
    work_condition(w, COND_DETERMINED, !before);
}

static bool in_stage(const struct work *w, const char *code, struct day d)
{
    size_t next = 0;
    const struct stage *s;

    if (!w->event || !day_known(d))
        return false;
    while ((s = rulebook_stage_on(w->book, w->event->code, d, &next)))
        if (str_is(s->code, code))
            return true;
    return false;
}

bool triage_quiet_day(const struct work *w, struct day d)
{
    return in_stage(w, "masa_tenang", d) || in_stage(w, "pemungutan", d);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool word_char(char c)
{
    c = lower(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Whole words only: "polda" is in "Polda Jateng", not in "Poldasari". */
static bool has_word(struct str text, struct str word)
{
    for (size_t i = 0; i + word.len <= text.len; i++) {
        size_t k = 0;

        if (i > 0 && word_char(text.at[i - 1]))
            continue;
        while (k < word.len && lower(text.at[i + k]) == word.at[k])
            k++;
        if (k == word.len && (i + k == text.len || !word_char(text.at[i + k])))
            return true;
    }
    return false;
}

static void find_level(struct work *w)
{
    const struct triage_facts *f = w->f;
    bool province = false, national = f->reported.role == ROLE_MENTERI, own = false;
    bool unsure = f->reported.role == ROLE_KOMANDAN && f->reported.chief == NOT_KNOWN;
    bool conflict;

    for (size_t i = 0; i < w->book->unit_words_count; i++) {
        const struct unit_word *u = &w->book->unit_words[i];

        if (has_word(f->reported.unit, u->word)) {
            province = province || u->province;
            national = national || u->national;
            own = own || u->own_unit;
        }
    }
    work_condition(w, COND_NATIONAL, national);
    work_condition(w, COND_PROVINCE, province && !national);
    /* A commander of whom nobody said that he does not head the unit goes up. */
    conflict = own || unsure || f->reported.chief == KNOWN_YES
               || f->reported.institution == KNOWN_YES;
    work_condition(w, COND_CONFLICT, conflict);
    work_condition(w, COND_POLICE_CONFLICT, conflict && f->category == CATEGORY_POLRI);
    if (f->category == CATEGORY_POLRI && f->reported.chief == NOT_KNOWN && !own
        && f->reported.institution != KNOWN_YES)
        work_flag(w, FLAG_CHIEF_UNKNOWN);
}

/* Categories in which the role decides who may be asked. */
static bool role_matters(enum reported_category c)
{
    return c == CATEGORY_ASN || c == CATEGORY_PEJABAT_NEGARA || c == CATEGORY_OTHER;
}

static void find_reported(struct work *w)
{
    const struct triage_facts *f = w->f;
    bool organiser = f->category == CATEGORY_PENYELENGGARA;
    unsigned unclear = CODE_BIT(ACT_TIDAK_JELAS), none = CODE_BIT(ACT_BUKAN_PELANGGARAN);

    work_condition(w, COND_CANDIDATE, f->reported.candidate == KNOWN_YES);
    work_condition(w, COND_GUBERNUR, f->election == ELECTION_GUBERNUR);
    work_condition(w, COND_MINOR, f->reporter.under_17 == KNOWN_YES);
    work_condition(w, COND_CATEGORY_UNKNOWN, f->category == CATEGORY_NONE);
    work_condition(w, COND_ROLE_UNKNOWN, f->reported.role == ROLE_NONE
                                        && f->reported.candidate != KNOWN_YES);
    work_condition(w, COND_BODY_UNKNOWN, organiser && f->reported.body == BODY_NONE);
    work_condition(w, COND_BAWASLU_CONFLICT, f->reported.body == BODY_BAWASLU
                                            || work_holds(w, COND_BODY_UNKNOWN));
    work_condition(w, COND_ONLY_NO_VIOLATION, f->acts == none);
    work_condition(w, COND_ONLY_UNCLEAR, f->acts == unclear || f->acts == (unclear | none));
    work_condition(w, COND_QUIET_DAYS, triage_quiet_day(w, w->filed_on)
                                      || triage_quiet_day(w, f->occurred_on));
    if (work_holds(w, COND_CATEGORY_UNKNOWN))
        work_flag(w, FLAG_CATEGORY_UNKNOWN);
    if (work_holds(w, COND_BODY_UNKNOWN))
        work_flag(w, FLAG_BODY_UNKNOWN);
    if (work_holds(w, COND_ROLE_UNKNOWN) && role_matters(f->category))
        work_flag(w, FLAG_ROLE_UNKNOWN);
    if (work_holds(w, COND_MINOR))
        work_flag(w, FLAG_MINOR_REPORTER);
    if (f->category == CATEGORY_TNI)
        work_flag(w, FLAG_MEMBERSHIP_UNVERIFIED);
    if (f->unknown_code)
        work_flag(w, FLAG_UNKNOWN_CODE);
}

/* A voter of this election, an accredited monitor, or a participant (A.2). */
static bool has_standing(const struct triage_facts *f)
{
    switch (f->reporter.standing) {
    case STANDING_PEMANTAU:
    case STANDING_PESERTA:
        return true;
    case STANDING_NONE:
    case STANDING_PEMILIH:
        return f->reporter.local_voter == KNOWN_YES && f->reporter.under_17 != KNOWN_YES;
    case STANDING_PENGAWAS:
    case STANDING_COUNT:
        break;
    }
    return false;
}

static void find_intake(struct work *w)
{
    const struct triage_facts *f = w->f;
    bool channel_fits = f->channel == CHANNEL_NONE
                        || (w->book->laporan_channels & CODE_BIT(f->channel));

    if (f->channel == CHANNEL_NONE)
        work_flag(w, FLAG_CHANNEL_UNKNOWN);
    if (f->reporter.standing == STANDING_PENGAWAS
        || (f->channel != CHANNEL_NONE
            && (w->book->supervision_channels & CODE_BIT(f->channel)))) {
        w->out->intake = INTAKE_TEMUAN;
        return;
    }
    if (f->reporter.identified == KNOWN_YES && !has_standing(f)
        && f->reporter.local_voter == NOT_KNOWN && f->reporter.under_17 != KNOWN_YES)
        work_flag(w, FLAG_STANDING_UNKNOWN);
    w->out->intake = f->reporter.identified == KNOWN_YES && has_standing(f) && channel_fits
                         ? INTAKE_LAPORAN
                         : INTAKE_INFORMASI_AWAL;
}

/* The last day, in the strict and in the usual reading, against the filing day. */
static enum timeliness timely(const struct clock_rule *rule, struct day from, struct day filed)
{
    int used = day_diff(filed, from);

    if (used < rule->count)
        return TIMELINESS_IN_TIME;
    return used == rule->count ? TIMELINESS_BORDERLINE : TIMELINESS_LATE;
}

/* Nobody knows of an act before it happens: filed soon enough after the act is
 * soon enough after knowing, whatever day that was. The other way round nothing follows. */
static void find_timeliness(struct work *w)
{
    const struct triage_facts *f = w->f;
    const struct clock_rule *rule = rulebook_clock(w->book, CLOCK_FILING, w->filing);
    bool known_fits = day_known(f->known_on) && !day_earlier(f->known_on, f->occurred_on)
                      && !day_earlier(w->filed_on, f->known_on);
    enum timeliness t = TIMELINESS_UNKNOWN;

    if (rule && day_known(w->filed_on)) {
        if (known_fits)
            t = timely(rule, f->known_on, w->filed_on);
        else if (day_known(f->occurred_on) && !day_earlier(w->filed_on, f->occurred_on))
            t = timely(rule, f->occurred_on, w->filed_on);
        if (!known_fits && t == TIMELINESS_LATE)
            t = TIMELINESS_UNKNOWN;
    }
    w->out->timeliness = t;
    if (t == TIMELINESS_LATE)
        work_flag(w, FLAG_LATE_FOR_BAWASLU);
    if (t == TIMELINESS_BORDERLINE)
        work_flag(w, FLAG_FILING_BORDERLINE);
}

static bool place_given(const struct triage_facts *f)
{
    return str_trim(f->place.kab_kota).len > 0 || str_trim(f->place.detail).len > 0;
}

static bool act_given(const struct triage_facts *f)
{
    return (f->acts & ~CODE_BIT(ACT_TIDAK_JELAS)) != 0;
}

/* Who is reported: by name, or the institution itself by its unit. */
static bool reported_given(const struct triage_facts *f)
{
    return f->reported.named == KNOWN_YES
           || (f->reported.institution == KNOWN_YES && str_trim(f->reported.unit).len > 0);
}

static bool lacks(const struct triage_facts *f, enum missing code)
{
    bool proof = f->evidence > 0 || f->witnesses > 0;

    switch (code) {
    case MISSING_IDENTITAS_PELAPOR:
        return f->reporter.identified != KNOWN_YES;
    case MISSING_KEDUDUKAN_PELAPOR:
        return !has_standing(f);
    case MISSING_IDENTITAS_TERLAPOR:
        return !reported_given(f);
    case MISSING_PERBUATAN_TERLAPOR:
        return !act_given(f);
    case MISSING_WAKTU_KEJADIAN:
        return !day_known(f->occurred_on);
    case MISSING_TEMPAT_KEJADIAN:
        return !place_given(f);
    case MISSING_URAIAN_KEJADIAN:
        return f->described != KNOWN_YES;
    case MISSING_SAKSI:
    case MISSING_BUKTI:
        return !proof; /* a witness is evidence too (A.4); either will do */
    case MISSING_NONE:
    case MISSING_COUNT:
        break;
    }
    return false;
}

static void find_missing(struct work *w)
{
    struct triage_findings *out = w->out;

    /* Filed in time is a formal requirement; not knowing when is not having shown it. */
    out->formal = out->timeliness == TIMELINESS_IN_TIME
                  || out->timeliness == TIMELINESS_BORDERLINE;
    out->material = true;
    for (size_t i = 0; i < w->book->requirements_count; i++) {
        const struct requirement_rule *r = &w->book->requirements[i];

        if (!(r->intakes & CODE_BIT(out->intake)) || !lacks(w->f, r->code))
            continue;
        out->missing |= CODE_BIT(r->code);
        if (r->needed && r->formal)
            out->formal = false;
        if (r->needed && !r->formal)
            out->material = false;
    }
    work_condition(w, COND_INCOMPLETE, out->missing != 0);
}

void triage_read_facts(struct work *w)
{
    find_zone(w);
    find_days(w);
    find_event(w);
    find_determined(w);
    find_level(w);
    find_reported(w);
    find_intake(w);
    find_timeliness(w);
    find_missing(w);
}
