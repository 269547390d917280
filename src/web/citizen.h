/*
 * citizen: what the public handlers share: sentences with holes, the names of
 * places, answers of one sentence. The frame around a page is web/frame.h.
 */
#pragma once
#include "domain/region.h"
#include "domain/report.h"
#include "page/ask.h"
#include "web/frame.h"

/* SAY(rq, T_KEY, HOLE("day", day)): a sentence whose holes live as long as the request. */
#define SAY(rq, text_key, ...)                                                    \
    say((rq), (text_key), (const struct hole[]){ __VA_ARGS__ },                   \
        COUNT_OF(((const struct hole[]){ __VA_ARGS__ })))
struct msg say(struct request *rq, enum text_key key, const struct hole *holes, size_t len);
/* Already as text in the request's language. */
struct str said(struct request *rq, struct msg msg);

struct when when_of(const struct request *rq, int64_t us);
struct day today_of(const struct request *rq);

/* Indonesia's regions, as built in; never fails. */
struct str region_names(void);
/* "Mlonggo"; "" for a code that is not there. */
struct str place_name(struct str code);
/* For the rules: the post's regency and province by name, and its zone. */
struct report_place place_of(const struct request *rq);

/* The sentence for a fault. */
struct msg fault_words(enum report_fault fault);

/* Answers with one sentence and a way on (page/lapor.h). */
struct plain_page;
enum err reply_plain(struct request *rq, int status, struct msg title, struct plain_page *page);

/* Wipes cookies and what the browser kept of us (page titles in its history stay). */
void reply_forget(struct request *rq);
