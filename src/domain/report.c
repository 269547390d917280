/*
 * report: what to mend in what a person told us, and what the rules make of it.
 */
#include "domain/report.h"
#include <assert.h>
#include <string.h>
#include "domain/region.h"

#define TITLE_MAX 90 /* code points */

void report_form_init(struct report_form *f)
{
    *f = (struct report_form){ .witnesses = -1, .occurred_on = DAY_NONE, .known_on = DAY_NONE };
}

struct findings {
    struct report_finding *out;
    size_t len;
};

static void found(struct findings *to, enum report_part part, const char *field,
                  enum report_fault fault)
{
    if (to->len < REPORT_FINDINGS_MAX)
        to->out[to->len++] = (struct report_finding){ part, field, fault };
}

static bool blank(struct str s)
{
    return str_trim(s).len == 0;
}

static void check_length(struct findings *to, enum report_part part, const char *field,
                         struct str text, size_t max)
{
    if (text.len > max)
        found(to, part, field, REPORT_TOO_LONG);
}

static void check_whom(struct findings *to, const struct report_form *f)
{
    if (f->category == CATEGORY_NONE)
        found(to, PART_WHOM, "category", REPORT_CATEGORY_MISSING);
    check_length(to, PART_WHOM, "reported", f->reported, REPORT_LINE_MAX);
    check_length(to, PART_WHOM, "unit", f->unit, REPORT_LINE_MAX);
}

static void check_what(struct findings *to, const struct report_form *f)
{
    if (blank(f->what))
        found(to, PART_WHAT, "what", REPORT_WHAT_MISSING);
    check_length(to, PART_WHAT, "what", f->what, REPORT_WHAT_MAX);
}

static void check_when(struct findings *to, const struct report_form *f, struct day today)
{
    bool ahead = false;

    if (day_known(f->occurred_on) && f->occurred_on.n > today.n) {
        found(to, PART_WHEN, "occurred_on", REPORT_DAY_AHEAD);
        ahead = true;
    }
    if (day_known(f->known_on) && f->known_on.n > today.n) {
        found(to, PART_WHEN, "known_on", REPORT_DAY_AHEAD);
        ahead = true;
    }
    if (!ahead && day_known(f->occurred_on) && day_known(f->known_on) &&
        f->known_on.n < f->occurred_on.n)
        found(to, PART_WHEN, "known_on", REPORT_KNOWN_BEFORE);
    check_length(to, PART_WHEN, "occurred_time", f->occurred_time, REPORT_LINE_MAX);
}

/* Only the shape: whether the place lies in the post's regency, the caller knows. */
static void check_where(struct findings *to, const struct report_form *f)
{
    enum region_level level;

    if (f->kecamatan.len &&
        (!region_code_level(f->kecamatan, &level) || level != REGION_DISTRICT))
        found(to, PART_WHERE, "kecamatan", REPORT_PLACE_UNKNOWN);
    else if (f->desa.len && (!region_code_level(f->desa, &level) || level != REGION_VILLAGE ||
                             !f->kecamatan.len || !region_within(f->desa, f->kecamatan)))
        found(to, PART_WHERE, "desa", REPORT_PLACE_UNKNOWN);
    check_length(to, PART_WHERE, "place_detail", f->place_detail, REPORT_LINE_MAX);
}

static void check_identity(struct findings *to, const struct report_form *f)
{
    if (f->mode == MODE_NAMED && blank(f->name))
        found(to, PART_IDENTITY, "name", REPORT_NAME_MISSING);
    /* A seal over nothing would promise what it does not hold. */
    if (f->mode == MODE_CONFIDENTIAL && blank(f->name) && blank(f->phone) && blank(f->address))
        found(to, PART_IDENTITY, "name", REPORT_CONTACT_MISSING);
    check_length(to, PART_IDENTITY, "name", f->name, REPORT_NAME_MAX);
    check_length(to, PART_IDENTITY, "phone", f->phone, REPORT_NAME_MAX);
    check_length(to, PART_IDENTITY, "address", f->address, REPORT_LINE_MAX);
}

static void check_exclude(struct findings *to, const struct report_form *f)
{
    int left = 0;

    for (unsigned a = 1; a < AGENCY_COUNT; a++)
        left += !(f->exclude & CODE_BIT(a));
    if (left < 2)
        found(to, PART_EXCLUDE, "exclude", REPORT_EXCLUDES_TOO_MANY);
}

size_t report_check(const struct report_form *f, unsigned parts, struct day today,
                    struct report_finding out[REPORT_FINDINGS_MAX])
{
    struct findings to = { out, 0 };

    assert(day_known(today));
    if (parts & CODE_BIT(PART_MODE) && f->mode == MODE_NONE)
        found(&to, PART_MODE, "mode", REPORT_MODE_MISSING);
    if (parts & CODE_BIT(PART_WHOM))
        check_whom(&to, f);
    if (parts & CODE_BIT(PART_WHAT))
        check_what(&to, f);
    if (parts & CODE_BIT(PART_WHEN))
        check_when(&to, f, today);
    if (parts & CODE_BIT(PART_WHERE))
        check_where(&to, f);
    if (parts & CODE_BIT(PART_PROOF))
        check_length(&to, PART_PROOF, "proof_note", f->proof_note, REPORT_LINE_MAX);
    if (parts & CODE_BIT(PART_IDENTITY))
        check_identity(&to, f);
    if (parts & CODE_BIT(PART_EXCLUDE))
        check_exclude(&to, f);
    return to.len;
}

/* Where the first sentence ends: its full stop counted, a line's end not. */
static size_t sentence_end(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] == '\n')
            return i;
        if ((s.at[i] == '.' || s.at[i] == '!' || s.at[i] == '?') &&
            (i + 1 == s.len || s.at[i + 1] == ' ' || s.at[i + 1] == '\n'))
            return i + 1;
    }
    return s.len;
}

/* Bytes of the first TITLE_MAX code points. */
static size_t title_room(struct str s)
{
    size_t points = 0;

    for (size_t i = 0; i < s.len; i++)
        if (((unsigned char)s.at[i] & 0xC0) != 0x80 && points++ == TITLE_MAX)
            return i;
    return s.len;
}

struct str report_title(struct arena *arena, const struct report_form *f)
{
    struct str text = str_trim(f->what.len ? f->what : f->reported);
    struct str line = str_trim(str_first(text, sentence_end(text)));
    size_t room = title_room(line);

    if (room == line.len) {
        if (line.len > 1 && line.at[line.len - 1] == '.')
            line.len--;
        return arena_copy(arena, line);
    }
    size_t end = room;
    while (end > room / 2 && line.at[end] != ' ')
        end--;
    if (line.at[end] != ' ')
        end = room;
    return arena_printf(arena, "%.*s\xE2\x80\xA6", (int)end, line.at);
}

static enum known known_of(enum answer a)
{
    return a == ANSWER_YES ? KNOWN_YES : a == ANSWER_NO ? KNOWN_NO : NOT_KNOWN;
}

static enum known known_if(bool yes)
{
    return yes ? KNOWN_YES : KNOWN_NO;
}

static void reporter_facts(const struct report_form *f, struct triage_facts *out)
{
    out->reporter.identified = known_if(f->mode != MODE_ANONYMOUS && !blank(f->name));
    out->reporter.local_voter = known_of(f->voter_here);
    out->reporter.under_17 = known_of(f->under_17);
    out->reporter.standing = f->standing;
    if (f->standing == STANDING_NONE && f->voter_here == ANSWER_YES)
        out->reporter.standing = STANDING_PEMILIH;
}

static void reported_facts(const struct report_form *f, struct triage_facts *out)
{
    bool by_office = f->role != ROLE_NONE && !blank(f->unit); /* "the head of village X" */

    out->reported.named = known_if(!blank(f->reported) || by_office);
    out->reported.chief = known_of(f->local_chief);
    out->reported.institution = known_of(f->institution);
    out->reported.role = f->role;
    out->reported.body = f->body;
    out->reported.unit = f->unit;
}

void report_facts(const struct report_form *f, int64_t filed_at_us,
                  const struct report_place *place, struct triage_facts *out)
{
    triage_facts_init(out);
    out->category = f->category;
    out->acts = f->acts;
    out->occurred_on = f->occurred_on;
    out->known_on = f->known_on;
    out->filed = true;
    out->filed_us = filed_at_us;
    out->filed_zone = place->zone_minutes;
    out->channel = f->channel;
    if (f->threatened == ANSWER_YES)
        out->signs |= CODE_BIT(SIGN_THREAT);
    if (f->in_progress == ANSWER_YES)
        out->signs |= CODE_BIT(SIGN_IN_PROGRESS);
    out->place.kab_kota = place->regency_name;
    out->place.provinsi = place->province_name;
    out->place.detail = !blank(f->place_detail) ? f->place_detail
                        : f->desa.len           ? f->desa
                                                : f->kecamatan;
    out->place.zone_known = true;
    out->place.zone_minutes = place->zone_minutes;
    reporter_facts(f, out);
    reported_facts(f, out);
    out->evidence = __builtin_popcount(f->proofs);
    out->witnesses = f->witnesses > 0 ? f->witnesses : 0;
    out->described = known_if(!blank(f->what));
}
