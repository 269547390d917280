/*
 * report: what a person tells the post, from whichever door: the wizard, the
 * API, an officer writing down what is said at the counter or on the phone.
 *
 * Pure. report_check finds what to mend and names the sentence; report_facts
 * turns the answers into what the rules need. A report is never refused for
 * being late, incomplete or anonymous: only for what cannot be understood
 * (31 February), what is empty (no account of what happened), or what is too long.
 */
#pragma once
#include "base/civil.h"
#include "base/json.h"
#include "domain/codes.h"
#include "domain/triage.h"

#define REPORT_WHAT_MAX 20000     /* bytes of UTF-8 */
#define REPORT_LINE_MAX 400       /* one-line answers */
#define REPORT_NAME_MAX 200

enum answer { ANSWER_NONE, ANSWER_YES, ANSWER_NO, ANSWER_UNSURE }; /* NONE: not asked yet */

/* What exists as proof. The files themselves come with the evidence store. */
enum proof_kind { PROOF_PHOTO = 1, PROOF_VIDEO = 2, PROOF_AUDIO = 4, PROOF_LETTER = 8,
                  PROOF_LINK = 16, PROOF_OTHER = 32 };

struct report_form {
    enum report_mode mode;           /* MODE_NONE: not answered; likewise below */
    enum reported_category category;
    unsigned acts;                   /* CODE_BIT per enum act: what was done */
    struct str what;                 /* what happened, in the person's words */
    struct day occurred_on, known_on;
    struct str occurred_time;        /* "sekitar 19.30", as said */
    struct str kecamatan, desa;      /* region codes, or "" */
    struct str place_detail;
    struct str reported;             /* who, as described */
    struct str unit;                 /* office, unit, village */
    enum role role;
    enum body body;
    enum answer local_chief, institution;
    unsigned proofs;                 /* enum proof_kind bits */
    struct str proof_note;
    int witnesses;                   /* -1: not answered */
    enum answer threatened, in_progress;
    unsigned exclude;                /* agencies not to read it: bit per enum agency_code */
    struct str name, phone, address; /* only where the mode asks for them */
    enum answer voter_here, under_17;
    enum standing standing;
    enum channel channel;
    struct str lang;
};

void report_form_init(struct report_form *f);

enum report_fault {
    REPORT_FINE = 0,
    REPORT_MODE_MISSING,
    REPORT_CATEGORY_MISSING,
    REPORT_WHAT_MISSING,
    REPORT_TOO_LONG,
    REPORT_DAY_IMPOSSIBLE,     /* 31 February */
    REPORT_DAY_AHEAD,          /* in the future */
    REPORT_KNOWN_BEFORE,       /* learned of it before it happened */
    REPORT_PLACE_UNKNOWN,      /* a kecamatan or desa that is not in this regency */
    REPORT_NAME_MISSING,       /* "with my name", and no name */
    REPORT_CONTACT_MISSING,
    REPORT_EXCLUDES_TOO_MANY,  /* fewer than two agencies would be left */
    REPORT_CODE_UNKNOWN,       /* the API: a code that is not in the list */
    REPORT_FAULT_COUNT
};

enum report_part { PART_MODE, PART_WHOM, PART_WHAT, PART_WHEN, PART_WHERE, PART_PROOF, PART_SAFETY,
                   PART_IDENTITY, PART_EXCLUDE, PART_COUNT };

struct report_finding {
    enum report_part part;
    const char *field;        /* the form's and the API's name for it: "occurred_on" */
    enum report_fault fault;
};
#define REPORT_FINDINGS_MAX 16

/* Everything to mend in the parts named by the bits; returns how many (0: fine). */
size_t report_check(const struct report_form *f, unsigned parts, struct day today,
                    struct report_finding out[REPORT_FINDINGS_MAX]);

/* What the rules need to know. filed_at_us and place come from the post. */
struct report_place {
    struct str regency_name, province_name;
    int zone_minutes;
};
void report_facts(const struct report_form *f, int64_t filed_at_us,
                  const struct report_place *place, struct triage_facts *out);

/* The form as JSON and back (drafts, sealed payloads). Reading copies into the arena. */
enum err report_form_write(struct cx *cx, const struct report_form *f, struct str *out) MUST_USE;
enum err report_form_read(struct cx *cx, struct str json, struct report_form *out) MUST_USE;

/* A short line for lists: the first sentence or 90 characters of what happened. */
struct str report_title(struct arena *arena, const struct report_form *f);
