/*
 * lapor: the report, one question a page. The steps stand in one table
 * (lapor_steps.c); lapor.c walks it; lapor_ask.c and lapor_read.c say what each
 * asks and how its answers are read. Answers live in the sealed draft.
 */
#pragma once
#include "action/draft.h"
#include "page/ask.h"
#include "web/citizen.h"

#define LAPOR_FIELDS_MAX 24
#define LAPOR_CHECK "/lapor/periksa"

struct lapor {
    struct request *rq;
    struct report_form form;
    bool typed;                       /* a POST: show what was typed, not what is stored */
    struct mend mends[REPORT_FINDINGS_MAX];
    size_t mends_len;
    struct ask_field_page fields[LAPOR_FIELDS_MAX];
    size_t fields_len;
    struct draft_save *save;
};

struct lapor_step {
    const char *path;
    unsigned parts;                             /* what report_check looks at */
    bool counts;                                /* has a number of its own */
    bool (*applies)(const struct report_form *form);
    void (*read)(struct lapor *l);              /* the answers, from the posted form */
    void (*ask)(struct lapor *l, struct ask_page *page); /* both NULL: a page of its own */
};

extern const struct lapor_step lapor_steps[];
extern const size_t lapor_steps_len;

/* The step of a path; asserts that there is one. */
const struct lapor_step *lapor_step_of(struct str path);
/* The path that follows, the one before (NULL step: the check page). */
const char *lapor_next(const struct lapor_step *step, const struct report_form *form);
const char *lapor_before(const struct lapor_step *step, const struct report_form *form);
/* "Langkah n dari of". */
void lapor_count(const struct lapor_step *step, const struct report_form *form, int *n, int *of);
/* The step that asks about a part, for links from the check page. */
const char *lapor_path_of(enum report_part part);

/* Notes what is to be mended in a field. */
void lapor_fault(struct lapor *l, const char *field, enum report_fault fault);

/* The draft, or an answer that says why there is none (then rq->response is set). */
enum err lapor_load(struct request *rq, struct report_form *form);
/* The agencies that the rules leave out: bits of enum agency_code. */
unsigned lapor_excluded(struct request *rq, const struct report_form *form);

/* Each step's two halves. */
#define LAPOR_STEPS(X) X(mode) X(who) X(person) X(what) X(when) X(where) X(village) X(proof) \
    X(safety) X(identity)
#define LAPOR_DECLARE(name)                                      \
    void read_##name(struct lapor *l);                           \
    void ask_##name(struct lapor *l, struct ask_page *page);
LAPOR_STEPS(LAPOR_DECLARE)

/* Single questions, which the reporter's page asks again where something is missing. */
void ask_acts(struct lapor *l);
void read_acts(struct lapor *l);
void ask_witnesses(struct lapor *l);
void read_witnesses(struct lapor *l);
void ask_standing(struct lapor *l);
void read_standing(struct lapor *l);
void ask_pressured(struct lapor *l);
void ask_story(struct lapor *l, const char *name, enum text_key label, enum text_key hint,
              struct str value);
/* Puts each fault beside its field. */
void lapor_mark(struct lapor *l);

/* Which roles and acts are offered for a category: sets of codes. */
unsigned category_roles(enum reported_category c);
unsigned category_acts(enum reported_category c);

/* Handlers. */
enum err get_lapor(struct request *rq);
enum err check_start_lapor(struct request *rq);
enum err write_start_lapor(struct request *rq, struct db *tx);
enum err reply_start_lapor(struct request *rq);
enum err get_lapor_step(struct request *rq);
enum err check_lapor_step(struct request *rq);
enum err write_lapor_step(struct request *rq, struct db *tx);
enum err reply_lapor_step(struct request *rq);
enum err get_lapor_check(struct request *rq);
enum err check_lapor_send(struct request *rq);
enum err write_lapor_send(struct request *rq, struct db *tx);
enum err reply_lapor_send(struct request *rq);
enum err get_receipt(struct request *rq);
enum err post_receipt(struct request *rq);
enum err get_proof_qr(struct request *rq);
