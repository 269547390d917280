/*
 * api: what the JSON handlers share: the language to answer in, the list of what
 * is to be mended (RFC 9457 with "errors"), and values that many answers hold.
 *
 * It decides nothing about reports; it only says things in JSON.
 */
#pragma once
#include "action/file_report.h"
#include "page/words.h"
#include "web/request.h"

#define API_BODY_MAX (128u << 10) /* 20,000 bytes of text, were each escaped as \u00XX */
#define API_ERRORS_MAX 32
#define API_ANSWER_MAX (2u << 20)

struct api_error {
    struct str field;   /* "place.kecamatan": the member, from the outside in */
    const char *code;   /* for programs, stable */
    struct str detail;  /* for people */
};

struct api_errors {
    struct arena *arena;
    enum lang lang;
    struct api_error at[API_ERRORS_MAX];
    size_t len;
};

/* rq->lang from Accept-Language, where the query did not already ask for another. */
void api_choose_lang(struct request *rq);
/* The best of the header's languages that we have; false if there is none. */
bool api_accept_lang(struct str header, enum lang *out) MUST_USE;

/* Only the first error of a field is kept. */
void api_error(struct api_errors *e, struct str field, const char *code, struct msg detail);

/* The body as one JSON object, and the language its "lang" asks for. *out is NULL where it
 * was not one: the request is answered (400) then. The arena keeps *out. */
enum err api_body(struct request *rq, const json_t **out) MUST_USE;
/* 422 with all errors. */
enum err api_refuse(struct request *rq, const struct api_errors *e);
/* Any other problem, in the request's language. */
enum err api_problem(struct request *rq, int status, const char *code, enum text_key detail);

/* A clock that a case carries, counted again with its working; false where the rules give
 * another day (it was extended, say): what the log has then stands alone. */
bool api_clock_working(struct request *rq, const struct report_form *form, enum clock_name name,
                       int64_t starts_us, struct day due_on, struct clock *out) MUST_USE;

/* ---- values ---- */

/* "key": "2024-10-14", or null. */
void api_put_day(struct json_out *o, struct arena *a, const char *key, struct day d);
/* "key": "text", or null where it is empty. */
void api_put_text(struct json_out *o, const char *key, struct str v);
/* "key": {"code": .., "words": ..}; null for the empty code. */
void api_put_words(struct json_out *o, struct request *rq, const char *key, const char *code,
                   struct msg words);
/* {"code": .., "words": ..} as a list's item. */
void api_words(struct json_out *o, struct request *rq, const char *code, struct msg words);
/* "key": [{"code", "words"}] of what a report lacks. */
void api_put_missing(struct json_out *o, struct request *rq, const char *key, unsigned missing);
/* "receipt": {"index", "proof_url"}. */
void api_put_receipt(struct json_out *o, struct arena *a, int64_t index);
