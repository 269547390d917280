/*
 * desk_act: the forms by which an officer acts on a case. One table: address,
 * words, questions, deed. The flow (check, write, reply) is the same for all.
 */
#pragma once
#include "action/access_record.h"
#include "action/act_on_case.h"
#include "page/desk_case.h"
#include "web/request.h"

#define ACT_FIELDS_MAX 16

struct act_work;

struct act_kind {
    const char *step;             /* "teruskan": the address's last part, and ?hasil= after it */
    enum text_key title, lead, submit, done; /* lead: T_NONE for none */
    bool told;                    /* the reporter reads the text */
    bool warns;                   /* hard to take back */
    bool routes;                  /* shows what the rules suggest */
    enum desk_icon icon;
    enum deed offered;            /* possible when this deed is */
    enum deed (*deed)(struct request *rq);          /* which deed the form asks for */
    enum err (*ask)(struct act_work *w);            /* its questions */
};

/* A form being put together. */
struct act_work {
    struct request *rq;
    const struct act_kind *kind;
    struct access_entry entry;    /* showing the form opens the case */
    struct read_case rc;
    struct triage_findings *found;
    bool posted;                  /* what was typed is shown again */
    struct deed_findings bad;
    struct ask_field_page fields[ACT_FIELDS_MAX];
    size_t fields_len;
};

extern const struct act_kind act_kinds[];
extern const size_t act_kinds_len;
/* The row for the request's address. */
const struct act_kind *act_kind_of(const struct request *rq);

/* "Pesan terkirim ke pelapor." for ?hasil=pesan; the empty text for anything else. */
struct msg desk_done_words(struct str step);

/* What was typed, or the start value of a form just opened. */
struct str act_value(const struct act_work *w, const char *name, struct str first);

/* desk_act_fields.c: what each deed asks. */
enum err ask_text(struct act_work *w);
enum err ask_nothing(struct act_work *w);
enum err ask_review(struct act_work *w);
enum err ask_completion(struct act_work *w);
enum err ask_register(struct act_work *w);
enum err ask_refer(struct act_work *w);
enum err ask_answer(struct act_work *w);
enum err ask_clock(struct act_work *w);
enum err ask_merge(struct act_work *w);
enum err ask_result(struct act_work *w);
void deed_form_read(const struct request *rq, struct deed_form *out);
enum text_key deed_fault_words(enum deed_fault fault);
