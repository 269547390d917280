/*
 * words: what the codes of the domain are called on pages, in each language.
 *
 * One function for each closed list of domain/codes.h and domain/event.h; code 0
 * and what is not in the list give the empty text. Not sentences: those belong
 * to the page that says them.
 */
#pragma once
#include "domain/codes.h"
#include "domain/event.h"
#include "domain/report.h"
#include "page/text.h"

struct msg category_words(enum reported_category c); /* CATEGORY_NONE: "not yet known" */
struct msg act_words(enum act c);
struct msg role_words(enum role c);
struct msg body_words(enum body c);
struct msg channel_words(enum channel c);
struct msg standing_words(enum standing c);
struct msg mode_words(enum report_mode c);
struct msg authority_words(enum authority c);
struct msg agency_words(enum agency_code c);
struct msg missing_words(enum missing c);
struct msg intake_words(enum intake_kind c);
struct msg urgency_words(enum urgency c);
struct msg timeliness_words(enum timeliness c);
struct msg clock_words(enum clock_name c);
struct msg stage_words(enum case_stage c);
struct msg result_words(enum result c);
struct msg answer_words(enum answer c);
struct msg proof_words(enum proof_kind one);
