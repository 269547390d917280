/*
 * api_routes: the rows of the JSON API. src/web/openapi.json says the same to
 * programs; tests/unit/web/test_api_openapi.c keeps the two in step.
 */
#pragma once
#include "web/request.h"

extern const struct route api_routes[];
extern const size_t api_routes_len;

/* api_reports.c */
enum err post_api_report_check(struct request *rq);
enum err post_api_report_write(struct request *rq, struct db *tx);
enum err post_api_report_reply(struct request *rq);

/* api_track.c: what a reporter adds, and what he sees */
enum err post_api_message_check(struct request *rq);
enum err post_api_supplement_check(struct request *rq);
enum err post_api_withdrawal_check(struct request *rq);
enum err post_api_told_write(struct request *rq, struct db *tx);
enum err post_api_told_reply(struct request *rq);
enum err get_api_report(struct request *rq);

/* api_public.c */
enum err get_api_post(struct request *rq);
enum err get_api_stages(struct request *rq);
enum err get_api_statistics(struct request *rq);
enum err get_api_codes(struct request *rq);
enum err get_api_regions(struct request *rq);
enum err get_api_description(struct request *rq);
