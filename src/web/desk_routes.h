/*
 * desk_routes: the rows of the officers' desk; web/routes.c joins them in.
 */
#pragma once
#include "web/request.h"

extern const struct route desk_routes[];
extern const size_t desk_routes_len;

/* Whether the officer may take a step on a case ("teruskan"): as its row says. */
bool desk_may_step(const struct request *rq, const char *step);

enum err get_desk_sign_in(struct request *rq);
enum err check_desk_sign_in(struct request *rq);
enum err write_desk_sign_in(struct request *rq, struct db *tx);
enum err reply_desk_sign_in(struct request *rq);
enum err get_desk_second(struct request *rq);
enum err check_desk_second(struct request *rq);
enum err write_desk_second(struct request *rq, struct db *tx);
enum err reply_desk_second(struct request *rq);
enum err write_desk_sign_out(struct request *rq, struct db *tx);
enum err reply_desk_sign_out(struct request *rq);
enum err get_desk_first(struct request *rq); /* or what this officer has instead */
enum err get_desk_inbox(struct request *rq);
enum err check_desk_search(struct request *rq);
enum err write_desk_search(struct request *rq, struct db *tx);
enum err reply_desk_search(struct request *rq);
enum err check_desk_case(struct request *rq);
enum err reply_desk_case(struct request *rq);
enum err get_desk_identity(struct request *rq);
enum err check_desk_identity(struct request *rq);
enum err reply_desk_identity(struct request *rq);
enum err write_desk_read(struct request *rq, struct db *tx);
enum err get_desk_readers(struct request *rq);
enum err check_desk_file(struct request *rq);
enum err reply_desk_file(struct request *rq);
enum err check_desk_original(struct request *rq);
enum err reply_desk_original(struct request *rq);
enum err get_desk_searches(struct request *rq);
enum err check_desk_form(struct request *rq);
enum err write_desk_form(struct request *rq, struct db *tx);
enum err reply_desk_form(struct request *rq);
enum err check_custody_form(struct request *rq);
enum err write_custody_form(struct request *rq, struct db *tx);
enum err reply_custody_form(struct request *rq);
enum err check_custody(struct request *rq);
enum err write_custody(struct request *rq, struct db *tx);
enum err reply_custody(struct request *rq);
enum err get_desk_waiting(struct request *rq);
enum err check_desk_act(struct request *rq);
enum err write_desk_act(struct request *rq, struct db *tx);
enum err reply_desk_act(struct request *rq);
enum err check_desk_numbers(struct request *rq);
enum err reply_desk_numbers(struct request *rq);
enum err check_desk_sign_off(struct request *rq);
enum err write_desk_sign_off(struct request *rq, struct db *tx);
enum err reply_desk_sign_off(struct request *rq);
enum err get_desk_intake(struct request *rq);
enum err check_desk_intake(struct request *rq);
enum err write_desk_intake(struct request *rq, struct db *tx);
enum err reply_desk_intake(struct request *rq);
